"""Nothing that somebody types runs on a page, in a feed or in the admin, whether the field is rich text or plain."""

import json
import re
import time
from contextlib import contextmanager
from datetime import timedelta
from html import escape
from urllib.parse import urlsplit

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from bureau.richtext import MAX_LENGTH, MAX_MARKS, TAGS, RichTextTooDeep, sanitise
from events.models import Event, Video
from releases import lifecycle
from releases.models import Note, RelatedLink, Release, Section
from tests import vectors
from tests.admin_forms import AdminForm, errors_of, inner
from tests.builders import (
    make_bureau,
    make_comment,
    make_contact,
    make_event,
    make_release,
    make_session,
    make_speaker,
    make_user,
    publish,
)

RELEASE_ADD = "/admin/releases/release/add/"
PAGE = "/e-komfo/2022/0203si.html"


def assert_harmless(cleaned: str) -> None:
    """Only allowed elements with allowed attributes, and only addresses that lead somewhere by a plain scheme."""
    # `lxml` reads another grammar than nh3 does: what only one of them takes for text would show here.
    root = html.fragment_fromstring(cleaned, create_parent="div")
    for element in root.iterdescendants():
        assert isinstance(element.tag, str), cleaned
        assert element.tag in TAGS, cleaned
        assert set(element.attrib) <= TAGS[element.tag] | ({"rel"} if element.tag == "a" else set()), cleaned
        if "href" in element.attrib:
            assert_leads_somewhere(element.get("href"))
            assert element.get("rel") == "noopener"


def assert_leads_somewhere(address: str) -> None:
    parts = urlsplit(address)
    assert parts.scheme in {"", "http", "https", "mailto", "tel"}, address
    # What a browser drops or turns before it looks for the scheme.
    seen = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(33))))).replace("\\", "/")
    assert not seen.startswith("//"), address
    assert re.match(r"(https?://[^/]|mailto:|tel:|[^:]*$|[^:/?#]*[/?#])", seen, re.IGNORECASE), address


@pytest.mark.parametrize("markup", vectors.MARKUP)
def test_what_an_attacker_writes_is_harmless_and_stays_so(markup):
    for around in ("{}", "<p>前{}後</p>", "<table><tr><td>{}</table>", "<ruby>漢<rt>{}</ruby>", "<a href=/x>{}</a>"):
        cleaned = sanitise(around.format(markup))
        assert_harmless(cleaned)
        assert sanitise(cleaned) == cleaned


@pytest.mark.parametrize("address", vectors.SCHEMES)
def test_an_address_that_runs_or_leads_astray_is_dropped_from_every_attribute(address):
    for tag, attribute in vectors.ADDRESSED:
        for quote in "\"'":
            cleaned = sanitise(f"<p>前</p><{tag} {attribute}={quote}{address}{quote}>言葉</{tag}><p>後</p>")
            assert_harmless(cleaned)
            assert "href=" not in cleaned or (tag, attribute) == ("a", "href"), cleaned
            assert "sink.test" not in cleaned, cleaned
            assert "script:" not in cleaned.lower(), cleaned


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.jp/a?b=1&c=2#d",
        "http://www.example.jp/",
        "mailto:mihon@example.jp",
        "tel:03-0000-0001",
        "/e-komfo/2022/",
        "#note1",
        "?page=2",
        "annai.html",
        "https://www.example.jp/資料/令和4年.pdf",
    ],
)
def test_an_address_that_an_editor_means_stays(address):
    cleaned = sanitise(f'<p><a href="{address}">言葉</a></p>')
    assert html.fragment_fromstring(cleaned).find("a").get("href") == address


_pieces = st.sampled_from(
    [
        *(f"<{tag}>" for tag in TAGS),
        *(f"</{tag}>" for tag in TAGS),
        *(
            "<div>",
            "</div>",
            "<b>",
            "</b>",
            "<h1>",
            "</h6>",
            "<span>",
            "<svg>",
            "</svg>",
            "<math>",
            "<mtext>",
            "<style>",
        ),
        *(
            "</style>",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "--!>",
            "<![CDATA[",
            "]]>",
            "<?",
            "<template>",
            "</template>",
        ),
        *("<select>", "<option>", "<noscript>", "</noscript>", "<textarea>", "</textarea>", "<title>", "</title>"),
        *("<annotation-xml encoding=text/html>", "<foreignObject>", "<mglyph>", "<form>", "</form>", "<frameset>"),
        *(
            '<a href="',
            "<a href='javascript:",
            '">',
            "'>",
            "<p onclick=",
            "<img src=x onerror=alert(1)>",
            "<td colspan=2>",
        ),
        *("&lt;", "&amp;", "&", "&#60;", "&nbsp;", "<", ">", '"', "'", "`", "\x00", "\x0b", "\r", "\n", " ", "/"),
        *("髙", "葛\U000e0100", "\ufeff", "\u202e", "\ud800", "文"),
    ]
)


@settings(max_examples=1500)
@given(st.lists(_pieces, max_size=14).map("".join))
def test_cleaning_what_is_clean_changes_nothing_whatever_was_typed(markup):
    cleaned = sanitise(markup)
    assert_harmless(cleaned)
    assert sanitise(cleaned) == cleaned


@settings(max_examples=1500)
@given(
    st.lists(
        st.text(st.characters() | st.sampled_from(" \t\n\r\u3000\xa0\ufeff\u2028\x00<>&\"'/=;髙文"), max_size=12),
        min_size=1,
        max_size=4,
    )
)
def test_a_paragraph_of_text_is_cleaned_as_the_same_text_among_other_markup(texts):
    paragraphs = "\n".join(f"<p>{text}</p>" for text in texts)
    # A comment goes, and takes the short way to what is plain text with it.
    assert sanitise(paragraphs) == sanitise(f"<p>前</p>{paragraphs}<!-- -->").removeprefix("<p>前</p>").strip()


@settings(max_examples=500)
@given(st.text(st.characters(blacklist_categories=["Cs"]) | st.sampled_from("<>&\"'/="), max_size=60))
def test_text_of_any_kind_is_shown_as_typed_and_holds_no_element(text):
    cleaned = sanitise(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>")
    assert_harmless(cleaned)
    assert "<" not in cleaned.removeprefix("<p>").removesuffix("</p>")


@settings(max_examples=500)
@given(
    st.sampled_from(["javascript:", "vbscript:", "data:text/html,", "//sink.test/", "\\\\sink.test"]).flatmap(
        lambda word: st.tuples(
            *(
                st.sampled_from([c, c.upper(), f"&#{ord(c)};", f"&#x{ord(c):x};", f"&#0{ord(c)}", f"\t{c}", f"{c}\n"])
                for c in word
            )
        )
    ),
    st.sampled_from(["", " ", "\t", "\x01", "\x00", "&#9;", "&Tab;", "\ufeff", "\u3000"]),
)
def test_no_disguise_of_an_address_gets_through(letters, start):
    cleaned = sanitise(f'<a href="{start}{"".join(letters)}alert(1)">x</a>')
    assert_harmless(cleaned)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<b>" * 20_000, id="deep"),
        pytest.param("<b></x>" * 20_000, id="deep behind tags that close nothing"),
        pytest.param("<ul></x><li>" * 20_000, id="deep lists"),
        pytest.param("<b><table><tr><td></b>" * 20_000, id="deep tables that close out of turn"),
        pytest.param("<b></x><i></x><p>" * 5_000, id="written anew in every paragraph"),
        pytest.param(">" * (MAX_MARKS + 1), id="longer than it was"),
        pytest.param("&" * (MAX_MARKS + 1), id="signs"),
        pytest.param("<table>" + "x<b></b>" * MAX_MARKS, id="text that a table does not take"),
        pytest.param("x" * (MAX_LENGTH + 1), id="long"),
        pytest.param("<p>" + "&gt;" * (MAX_LENGTH // 4), id="long in characters"),
    ],
)
def test_markup_made_to_take_time_is_refused_in_time(markup, process_time):
    with process_time(1.5), pytest.raises(RichTextTooDeep, match="本文"):
        sanitise(markup)


def test_what_the_cleaning_takes_it_takes_again():
    """A text at the limits, grown by its cleaning, can still be read back from where it was stored."""
    for unit in ("<p>a & b</p>", "<td>x</td>", "x<br>", "<li>一<b>二</b>", "<a href='/x'>x</a>"):
        cleaned = sanitise(unit * 9_000)
        assert sanitise(cleaned) == cleaned


@pytest.fixture
def process_time():
    """A bound on the processor's seconds that a block takes; a busy machine does not count."""

    @contextmanager
    def within(seconds: float):
        start = time.process_time()
        yield
        assert time.process_time() - start < seconds

    return within


@pytest.fixture
def writer(client, db):
    make_bureau()
    user = make_user("writer")
    client.force_login(user)
    return user


def new_release(client) -> AdminForm:
    return AdminForm.open(client, RELEASE_ADD).set(
        release_date="2022-02-03",
        slug="0203si",
        title="「見本情報化セミナー2022」を開催",
        lead="<p>オンラインセミナーを開催しました。</p>",
        contact=str(make_contact().pk),
    )


def shapes(page: str) -> set[tuple[str, str]]:
    """Every element of a page with each of its attributes."""
    root = html.document_fromstring(page)
    return {(element.tag, name) for element in root.iter("*") for name in (*element.attrib, "")}


def test_what_is_posted_past_the_editor_is_harmless_on_the_page(client, writer):
    form = new_release(client)
    form.set(closing="<p>結び</p>").add("sections", heading="節", body="<p>文</p>", placement="after")
    form.add("notes", marker="参考", body="<p>注</p>")
    form.save("_save")
    publish(Release.objects.get())
    plain = shapes(client.get(PAGE).content.decode())

    release = make_release(slug="attack", by=writer)
    form = AdminForm.open(client, f"/admin/releases/release/{release.pk}/change/")
    # Forms refuse a NUL before any field of ours is asked.
    # A table without headings is refused too, but when the page is published.
    attacks = [markup for markup in vectors.MARKUP if "\0" not in markup and "<table>" not in sanitise(markup)]
    attacks += [f'<a href="{scheme}">x</a>' for scheme in vectors.SCHEMES if "\0" not in scheme]
    form.set(lead="<p>印</p>" + vectors.MARKUP[0], closing="<p>印</p>" + vectors.MUTATIONS[0])
    for markup in attacks:
        form.add("sections", heading="節", body=f"<p>印</p>{markup}", placement="after")
    for markup in vectors.EDITOR.values():
        form.add("notes", marker="参考", body=f"<p>印</p>{markup}")
    form.save("_save")
    publish(Release.objects.get(pk=release.pk))
    page = client.get("/e-komfo/2022/attack.html").content.decode()
    assert page.count("<p>印</p>") == 2 + len(attacks) + len(vectors.EDITOR)
    allowed = {(tag, name) for tag, names in TAGS.items() for name in (*names, "")} | {("a", "rel")}
    assert shapes(page) <= plain | allowed
    for element in html.document_fromstring(page).iter("*"):
        for name in ("href", "src", "srcset"):
            if name in element.attrib:
                assert_leads_somewhere(element.get(name))


def test_what_is_stored_past_every_form_is_clean_when_the_editor_opens_it(client, writer):
    """The editor parses what it is given before any policy of its own: it must never meet anything but clean text."""
    release = make_release(by=writer)
    attacks = [markup.replace("\0", "") for markup in vectors.MARKUP]
    attacks.append("<blockquote></x>" * 2_001 + "印の文<img src=x onerror=alert(1)>")
    with connection.cursor() as cursor:
        for number, markup in enumerate(attacks):
            section = Section.objects.create(release=release, heading="節", order=number)
            cursor.execute("UPDATE releases_section SET body = %s WHERE id = %s", [markup, section.pk])
    page = html.document_fromstring(client.get(f"/admin/releases/release/{release.pk}/change/").content.decode())
    texts = [area.text_content() for area in page.iter("textarea") if area.get("data-type") == "ckeditortype"]
    assert len(texts) > len(attacks)
    # Its markup is too much to be read; its words are kept.
    assert texts.count("印の文") == 1
    for text in texts:
        assert_harmless(text.strip())
    for script in page.iter("script"):
        assert not (script.text or "").strip() or script.get("type") == "application/json"


def test_a_text_that_cannot_be_taken_is_told_where_it_stands_and_nothing_is_lost(client, writer):
    deep = "<blockquote></x>" * 101 + "印の文"
    form = new_release(client)
    form.set(lead=deep).add("sections", heading="節", body=deep, placement="after")
    response = form.send()
    assert response.status_code == 200
    assert (
        errors_of(response).count("本文の入れ子が深すぎます。貼り付け元の書式を外して、貼り付け直してください。") == 2
    )
    assert "印の文" in response.content.decode()
    release = make_release(by=writer)
    form = AdminForm.open(client, f"/admin/releases/release/{release.pk}/change/").set(lead="&" * (MAX_MARKS + 1))
    assert "多すぎます" in errors_of(form.send())[0]


def test_a_session_and_the_purpose_of_an_event_are_cleaned_like_any_other_text(client, writer):
    form = AdminForm.open(client, "/admin/events/event/add/").set(
        title="行事", mode="online", purpose="".join(vectors.EVENTS).replace("\0", "")
    )
    form.add("days", date="2022-01-20", starts_at="13:30", ends_at="16:00")
    for markup in vectors.MUTATIONS[:20]:
        row = form.add("sessions", kind="1", topic="題", summary=markup)
        inner(row, "appearances", speaker=make_speaker().pk, honorific="auto")
    form.save()
    event = Event.objects.get()
    assert_harmless(event.purpose)
    for session in event.sessions.all():
        assert_harmless(session.summary)


@pytest.mark.django_db
def test_markup_in_every_plain_field_is_text_on_pages_in_feeds_and_in_facts(client):
    word = vectors.PLAIN
    bureau = make_bureau(address=word, series_description=word)
    event = make_event(title=word, theme=word, place=word, audience=word)
    session = make_session(event, speaker=make_speaker(name=word, kana=word), topic=word, heading=word)
    session.appearances.update(affiliation=word, position=word, role=word[:40], on_behalf_of=word)
    make_comment(event, word)
    release = make_release(
        slug="0203si",
        event=event,
        title=word,
        subtitle=word,
        lead=f"<p>{escape(word)}</p>",
        by=make_user(first_name=word[:30], last_name=word[:30]),
        contact=make_contact(division=word, persons=word, tel=word[:30], fax=word[:30]),
    )
    Section.objects.create(release=release, heading=word, body="<p>文</p>")
    Note.objects.create(release=release, marker=word[:20], body="<p>注</p>")
    RelatedLink.objects.create(release=release, label=word, url="https://www.example.jp/", intro=word)
    publish(release)
    event_page = re.search(r'href="(/e-komfo/events/[a-z2-7]+/)"', client.get(PAGE).content.decode())[1]
    pages = [
        PAGE,
        "/",
        "/e-komfo/",
        "/e-komfo/2022/",
        "/e-komfo/events/",
        event_page,
        "/e-komfo/lectures/",
        "/e-komfo/lectures/themes/",
        "/search/?q=svg",
    ]
    for address in pages:
        text = client.get(address).content.decode()
        root = html.document_fromstring(text)
        assert not {"svg", "b", "textarea", "style"} & {element.tag for element in root.iter("*")}, address
        assert not [e for e in root.iter("*") if any(name.startswith("on") for name in e.attrib)], address
        for block in root.iter("script"):
            if block.get("type") == "application/ld+json":
                assert "<" not in block.text
                json.loads(block.text)
    page = html.document_fromstring(client.get(PAGE).content.decode())
    assert page.findtext(".//h1").strip() == word
    assert word in page.findtext(".//head/title")
    assert any(word in meta.get("content", "") for meta in page.iter("meta"))
    for form in ("rss.xml", "atom.xml", "rss1.rdf"):
        feed = fromstring(client.get(f"/e-komfo/{form}").content)
        assert word in "".join(feed.itertext())
        # What readers take for markup; a title, a summary in Atom or RSS 1.0 is text.
        markup = [*feed.iter("{http://purl.org/rss/1.0/modules/content/}encoded")]
        markup += [*feed.iterfind(".//item/description"), *feed.iter("{http://www.w3.org/2005/Atom}content")]
        assert markup
        for element in markup:
            assert "<svg" not in element.text
            assert "&lt;svg" in element.text
    told = client.get("/e-komfo/feed.json").json()["items"][0]
    assert told["title"].startswith(word)
    assert "<svg" not in told["content_html"]
    assert bureau.address == word


@pytest.mark.django_db
def test_markup_in_plain_fields_is_text_all_over_the_admin(client):
    word = vectors.PLAIN
    user = make_user("approver", first_name=word[:30], last_name=word[:30])
    make_bureau()
    client.force_login(user)
    event = make_event(title=word)
    speaker = make_speaker(name=word)
    make_session(event, speaker=speaker, topic=word)
    release = make_release(title=word, subtitle=word, event=event, by=user)
    section = Section.objects.create(release=release, heading=word, body="<p>文</p>")
    assert section.heading == word
    publish(release)
    pk = release.pk
    for address in (
        "/admin/",
        "/admin/releases/release/",
        "/admin/releases/release/?q=svg",
        f"/admin/releases/release/{pk}/change/",
        f"/admin/releases/release/{pk}/history/",
        f"/admin/releases/release/{pk}/versions/",
        f"/admin/releases/{pk}/steps/withdraw/",
        f"/admin/releases/{pk}/preview/",
        f"/admin/releases/{pk}/links/",
        f"/admin/releases/{pk}/log/",
        f"/admin/releases/{pk}/editions/1/",
        "/admin/events/event/",
        f"/admin/events/event/{event.pk}/change/",
        f"/admin/events/event/{event.pk}/history/",
        f"/admin/events/{event.pk}/comments/",
        "/admin/events/speaker/",
        f"/admin/events/speaker/{speaker.pk}/change/",
        f"/admin/events/speaker/{speaker.pk}/delete/",
        "/admin/password_change/",
    ):
        response = client.get(address)
        assert response.status_code in (200, 404, 403), address
        root = html.document_fromstring(response.content.decode())
        for element in root.iter("*"):
            assert "onload" not in element.attrib, address
        assert "svg onload" not in re.sub(r"&lt;svg onload|%3Csvg|\\u003[Cc]svg onload", "", response.content.decode())


def test_what_looks_like_a_template_or_a_shortcode_is_shown_as_typed(client, writer):
    words = "{{ settings.SECRET_KEY }} {% include 'x' %} {# x #} [[ x ]] ${7*7} <%= 7*7 %> {{constructor}}"
    form = new_release(client).set(title=words[:150], lead=f"<p>{words.replace('<', '&lt;')}</p>")
    form.save("_save")
    publish(Release.objects.get())
    page = html.document_fromstring(client.get(PAGE).content.decode())
    assert page.findtext(".//h1").strip() == words[:150].strip()
    assert words in page.text_content()


def test_an_unsafe_address_of_a_link_is_refused_in_every_address_field(client, writer):
    for address in (
        "javascript:alert(1)",
        "https://www.example.jp/\njavascript:alert(1)",
        "data:text/html,x",
        "//sink.test",
    ):
        form = new_release(client)
        form.add("links", label="資料", url=address)
        response = form.send()
        assert response.status_code == 200, address
        assert errors_of(response), address
        assert not Release.objects.exists()


@pytest.mark.django_db
def test_an_unsafe_address_that_came_past_every_form_leads_nowhere(client):
    """As an import may bring one, or a page that is read back."""
    make_bureau()
    event, contact = make_event(), make_contact(form_url="\tjavascript:alert(1)")
    release = make_release(slug="0203si", by=make_user(), event=event, contact=contact)
    # What is disguised as HTML is plain text here.
    plain = (address for address in vectors.SCHEMES if not set("\0&") & set(address))
    addresses = ["java\x80script:alert(1)", *plain]
    for number, address in enumerate(addresses):
        RelatedLink.objects.create(release=release, label=f"資料{number}", url=address, order=number)
        Video.objects.create(event=event, title=f"動画{number}", url=address, order=number)
    with pytest.raises(lifecycle.Refused, match="リンクの行き先か文字がありません"):
        publish(release)
    # An archive that is taken over is approved by nobody.
    lifecycle.publish_as_of(release, timezone.now() - timedelta(days=1))
    client.force_login(make_user("approver"))
    seen = 0
    for place in (PAGE, f"/admin/releases/{release.pk}/preview/"):
        for link in html.fromstring(client.get(place).content.decode()).iter("a"):
            seen += 1
            # A host that no browser can read leads nobody anywhere.
            if not re.match(r"https?://\[", link.get("href")):
                assert_leads_somewhere(link.get("href"))
                assert "sink.test" not in link.get("href"), link.get("href")
    assert seen > 2 * 2 * len(addresses)
    for place in ("/e-komfo/rss.xml", "/e-komfo/feed.json", "/api/releases/", "/api/events/"):
        told = client.get(place).content.decode()
        assert not re.search(r"(href=|\"url\": ).{1,3}\s*(java|vb)script", told, re.IGNORECASE), place


def test_a_rows_words_reach_the_page_of_the_nested_form_as_text(client, writer):
    speaker = make_speaker(name=vectors.PLAIN)
    form = AdminForm.open(client, "/admin/events/event/add/").set(title=vectors.PLAIN, mode="online")
    form.add("days", date="2022-01-20")
    session = form.add("sessions", kind="1", topic=vectors.PLAIN)
    inner(session, "appearances", speaker=speaker.pk, affiliation=vectors.PLAIN, honorific="auto")
    form.save()
    page = client.get(f"/admin/events/event/{Event.objects.get().pk}/change/").content.decode()
    assert "<svg onload" not in page
    assert page.count("&lt;svg onload") >= 3
