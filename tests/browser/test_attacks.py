"""What attackers write, in a browser: nothing runs, loads or leads away on any screen that shows it.

Each screen is looked at twice: as it is served, where nothing may even be left for the content policy to refuse, and in
a browser that ignores the policy, where the cleaning alone has to hold.
"""

import json
from html import escape
from urllib.parse import urlencode, urlsplit

import pytest

from bureau.editing.formpage import sent_by
from bureau.formtree import Node, from_pairs, to_pairs
from bureau.richtext import sanitise
from tests import vectors
from tests.browser.clerk import PASSWORD, enter_all, sign_in
from tests.browser.witness import Witness

# No database and no form takes a NUL.
ATTACKS = [markup for markup in vectors.MARKUP if "\0" not in markup]
ATTACKS += [f'<a href="{scheme}">x</a>' for scheme in vectors.SCHEMES if "\0" not in scheme]
# A table without headings is refused when the page is published; its draft is looked at like the others.
PUBLISHABLE = [markup for markup in ATTACKS if "<table>" not in sanitise(markup)]
MARK = "<p>印</p>"

PREPARE = f"""
from tests.builders import make_bureau, make_release, make_user
make_bureau(allows_self_approval=True)
user = make_user("approver", username="clerk", password={PASSWORD!r})
for slug in ("posted", "returned", "planted1", "planted2", "planted3", "planted4"):
    make_release(slug=slug, by=user)
"""
# Past every form and field, as a dump from elsewhere could bring it.
PLANT = """
import json
from django.db import connection
from releases.models import Release, Section
attacks = json.loads({attacks!r})
releases = Release.objects.filter(slug__startswith="planted").order_by("pk")
for number, markup in enumerate(attacks):
    section = Section.objects.create(release=releases[number % 4], heading="節", order=number)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE releases_section SET body = %s WHERE id = %s", ["<p>印</p>" + markup, section.pk])
"""
PUBLISH = """
from releases.models import Release
from tests.builders import publish
publish(Release.objects.get(slug="posted"))
"""
PAGE = "/e-komfo/2022/posted.html"
AS_SERVED = "as served"


FORM = "/admin/releases/release/{}/change/"
# As many editors as a long report has stand in each.
POSTED, RETURNED, *PLANTED = range(1, 7)


@pytest.fixture(scope="module")
def office(site_factory, browser):
    site = site_factory()
    site.python(PREPARE)
    site.python(PLANT.format(attacks=json.dumps(ATTACKS)))
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    sign_in(page, site, "clerk")
    answer = post_past_the_editor(page, site, POSTED, PUBLISHABLE)
    assert urlsplit(answer.url).path == "/admin/releases/release/", answer.text()
    context.close()
    site.python(PUBLISH)
    yield site
    site.stop()


def post_past_the_editor(page, site, release: int, attacks: list[str], **fields: str):
    """Send the form of ``release`` with ``attacks`` as the texts of new sections, as a program would; the answer."""
    url = site.url + FORM.format(release)
    pairs = sent_by(page.request.get(url).text(), "release_form")
    node = from_pairs(pairs)
    node.fields |= {name: [value] for name, value in fields.items()}
    node.rows["sections"] += [
        Node({"order": [str(number)], "heading": ["節"], "body": [MARK + markup], "placement": ["after"]})
        for number, markup in enumerate(attacks)
    ]
    own = [(name, value) for name, value in pairs if name in ("csrfmiddlewaretoken", "_base_version")]
    return page.request.post(
        url,
        data=urlencode([*to_pairs(node), *own, ("_save", "1")]),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": url},
    )


@pytest.fixture(params=[AS_SERVED, "without the policy"])
def mode(request):
    return request.param


@pytest.fixture
def page(office, new_context, mode):
    page = new_context(bypass_csp=mode != AS_SERVED).new_page()
    sign_in(page, office, "clerk")
    return page


@pytest.fixture
def witness(page):
    return Witness(page)


def test_nothing_runs_on_the_public_page(office, page, witness):
    witness.open(office.url + PAGE)
    assert page.get_by_text("印", exact=True).count() == len(PUBLISHABLE)
    witness.provoke("main *")
    assert witness.seen == []


def test_nothing_runs_in_a_reader_of_feeds_that_shows_what_it_is_given(office, page, witness):
    content = page.request.get(office.url + "/e-komfo/feed.json").json()["items"][0]["content_html"]
    address = office.url + "/reader/"
    show_instead(page, address, f"<!doctype html>{content}", {})
    witness.open(address)
    assert page.get_by_text("印", exact=True).count() == len(PUBLISHABLE)
    witness.provoke("body *")
    assert witness.seen == []


@pytest.mark.parametrize(
    "path",
    [
        f"/admin/releases/{POSTED}/preview/",
        *(f"/admin/releases/{number}/preview/" for number in PLANTED),
        f"/admin/releases/{POSTED}/editions/1/",
        f"/admin/releases/{POSTED}/compare/",
    ],
)
def test_nothing_runs_where_staff_look_at_the_page(office, page, witness, path):
    witness.open(office.url + path)
    assert page.get_by_text("印").count() >= len(PUBLISHABLE) // 4
    witness.provoke("main *")
    assert witness.seen == []


@pytest.mark.parametrize("quarter", range(4))
def test_nothing_runs_in_the_editor_when_the_form_is_opened(office, page, witness, quarter):
    witness.open(office.url + FORM.format(PLANTED[quarter]))
    enter_all(page)
    assert page.locator(".cke_wysiwyg_div", has_text="印").count() == len(ATTACKS[quarter::4])
    witness.provoke(".cke_wysiwyg_div *")
    assert witness.seen == []


def test_nothing_runs_in_the_editor_when_the_form_comes_back_with_mistakes(office, page, witness):
    answer = post_past_the_editor(page, office, RETURNED, ATTACKS[::5], title="")
    show_instead(page, answer.url, answer.text(), answer.headers)
    witness.open(answer.url)
    enter_all(page)
    assert page.locator("#mistakes").count() == 1
    witness.provoke(".cke_wysiwyg_div *")
    assert witness.seen == []


# That the tests above can fail: what the witness sees where nothing is cleaned.


def show_instead(page, url: str, html: str, headers: dict[str, str]) -> None:
    policy = {name: value for name, value in headers.items() if name == "content-security-policy"}
    page.route(
        url, lambda route: route.fulfill(body=html, headers={"content-type": "text/html; charset=utf-8", **policy})
    )


def test_the_witness_sees_the_same_page_uncleaned(office, page, witness, mode, complaints):
    complaints.allow("")
    answer = page.request.get(office.url + PAGE)
    html = answer.text()
    for markup in ("<img src=x onerror=alert(1)>", "<p onclick=alert(2)>x</p>", "<script>alert(3)</script>"):
        html = html.replace(MARK, MARK.replace("印", "字") + markup, 1)
    show_instead(page, answer.url, html, answer.headers)
    witness.open(answer.url)
    witness.provoke("main *")
    told = "\n".join(witness.seen)
    if mode == AS_SERVED:
        assert told.count("policy script-src") == 3
        assert "ran" not in told
    else:
        assert [f"ran alert({number})" in told for number in (1, 2, 3)] == [True] * 3


def test_the_witness_sees_the_editor_meet_what_nobody_cleaned(office, page, witness, complaints):
    complaints.allow("")
    answer = page.request.get(office.url + FORM.format(RETURNED))
    html = answer.text().replace(
        escape("<p>見本"), escape("<video src=https://sink.test/x></video><p><a href=javascript:alert(1)>x</a>見本"), 1
    )
    show_instead(page, answer.url, html, answer.headers)
    witness.open(answer.url)
    enter_all(page)
    witness.provoke(".cke_wysiwyg_div *")
    assert any("https://sink.test/x" in what for what in witness.seen)
    assert "link javascript:alert(1)" in witness.seen


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ("<svg onload=alert(1)>", "ran alert(1)"),
        ("<iframe srcdoc='<script>alert(1)</script>'></iframe>", "ran alert(1)"),
        ("<details open ontoggle=alert(1)><summary>x</summary></details>", "ran alert(1)"),
        ("<a href='java&Tab;script:alert(1)'>x</a>", "ran alert(1)"),
        ("<form id=f></form><button form=f formaction=javascript:alert(1)>x</button>", "form javascript:alert(1)"),
        ("<form action=https://sink.test/><button>x</button></form>", "form https://sink.test/"),
        ("<a href='/\\sink.test/'>x</a>", "link http://sink.test/"),
        ("<link rel=stylesheet href=https://sink.test/x.css>", "request https://sink.test/x.css"),
        ("<p style='background:url(https://sink.test/x)'>x</p>", "request https://sink.test/x"),
        ("<meta http-equiv=refresh content='0;url=https://sink.test/'>", "navigation https://sink.test/"),
        ("<p onpointercancel=alert(1)>x</p>", "handler p onpointercancel=alert(1)"),
        ("<math><mi>x</mi></math>", "foreign mi"),
    ],
)
def test_the_witness_sees_each_way_of_doing_something(new_context, complaints, markup, told):
    complaints.allow("")
    context = new_context()
    context.route("**/*", lambda route: route.fulfill(body="", content_type="text/html"))
    page = context.new_page()
    witness = Witness(page)
    address = "http://localhost/control/"
    show_instead(page, address, f"<!doctype html><main>{markup}", {})
    witness.open(address)
    page.wait_for_timeout(100)
    witness.provoke("main *")
    assert any(what.startswith(told) for what in witness.seen), witness.seen
