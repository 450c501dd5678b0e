"""Nothing that is not public leaks, by any address, before its minute; all of it is there on time.

Every field, photo and attached file of each release carries a marker of its own. Whatever a citizen can fetch is searched for markers:
the crawled site, feeds, plausible addresses, photos and attached files by their true keys, conditional and range requests.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from releases import attachment_store, lifecycle, photo_store
from releases.lifecycle import Change
from releases.models import Attachment, Category, Edition, Note, Photo, RelatedLink, Release, Section
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
from tests.papers import paper as paper_of
from tests.papers import pdf_upload
from tests.pictures import upload

pytestmark = pytest.mark.django_db

MINUTE = datetime(2026, 11, 20, 14, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
BEFORE = MINUTE - timedelta(hours=1)
_numbers = count(1)


@dataclass
class Marked:
    """A release whose every part carries ``marker``."""

    release: Release
    marker: str
    photo: str
    paper: str

    @property
    def address(self) -> str:
        return f"/e-komfo/{self.release.year}/{self.release.slug}.html"

    @property
    def attachment(self) -> str:
        return f"/e-komfo/files/{self.paper}/{self.release.slug}-{self.paper[:8]}.pdf"

    @property
    def photos(self) -> list[str]:
        return [f"/e-komfo/photos/{self.photo}/{name}" for name in ("480.jpg", "960.webp", "1200.jpg")]


def marked(name: str) -> Marked:
    """A release with a marker in title, subtitle, texts, event, session, speaker, comment, photo, note, link, attached file."""
    marker = f"印{name}{next(_numbers)}の"
    event = make_event(title=f"{marker}行事", theme=f"{marker}テーマ", place=f"{marker}会場")
    speaker = make_speaker(name=f"{marker}人", kana="しるし")
    session = make_session(event, speaker=speaker, topic=f"{marker}演題", summary=f"<p>{marker}内容</p>")
    make_comment(event, f"{marker}意見")
    release = make_release(
        by=make_user(),
        event=event,
        slug=f"1120-{next(_numbers)}",
        release_date=date(2026, 11, 20),
        title=f"{marker}表題",
        subtitle=f"{marker}副題",
        lead=f"<p>{marker}リード</p>",
        closing=f"<p>{marker}結び</p>",
        legacy_path=f"/old/{next(_numbers)}.html",
        contact=make_contact(division=f"{marker}部署"),
    )
    Section.objects.create(release=release, heading=f"{marker}節", body=f"<p>{marker}節文</p>")
    Note.objects.create(release=release, marker="参考", body=f"<p>{marker}注</p>")
    RelatedLink.objects.create(release=release, label=f"{marker}リンク", url="https://www.example.jp/")
    release.categories.add(Category.objects.create(slug=f"c{next(_numbers)}", label=f"{marker}分野"))
    file = photo_store.store_upload(upload(name=f"{marker}.jpg"))
    Photo.objects.create(release=release, file=file, session=session, alt=f"{marker}代替", caption=f"{marker}説明")
    paper = attachment_store.store_attachment(pdf_upload(paper_of(mark=marker), f"{marker}.pdf"))
    Attachment.objects.create(release=release, file=paper, title=f"{marker}資料")
    return Marked(release, marker, file.key, paper.key)


@pytest.fixture
def corpus():
    """Drafts in every state, releases that wait for the minute, a correction and a withdrawal that wait for it."""
    make_bureau()
    with time_machine.travel(BEFORE - timedelta(days=2), tick=False):
        live, corrected, withdrawn, gone = (marked(name) for name in ("公開", "訂正前", "取下", "過去"))
        for item in (live, corrected, withdrawn, gone):
            item.release.release_date = date(2026, 11, 18)
            item.release.save()
            publish(item.release)
    with time_machine.travel(BEFORE - timedelta(days=1), tick=False):
        lifecycle.withdraw(gone.release, make_user("approver"), "誤りのため。")
    with time_machine.travel(BEFORE, tick=False):
        drafts = {name: marked(name) for name in ("下書", "確認", "差戻", "編集")}
        for name in ("確認", "差戻"):
            lifecycle.submit(drafts[name].release, make_user())
        lifecycle.send_back(drafts["差戻"].release, make_user("approver"), "直してください。")
        publish(drafts["編集"].release, live_from=MINUTE)
        lifecycle.revoke(drafts["編集"].release, make_user())
        waiting = marked("予約")
        publish(waiting.release, live_from=MINUTE)
        new_words = f"印訂正後{next(_numbers)}の"
        corrected.release.title = f"{new_words}表題"
        corrected.release.save()
        lifecycle.note_edit(corrected.release, make_user())
        new_photo = photo_store.store_upload(upload())
        Photo.objects.create(release=corrected.release, file=new_photo, alt=f"{new_words}代替")
        publish(corrected.release, live_from=MINUTE, change=Change("erratum", f"{new_words}説明"))
        lifecycle.withdraw(withdrawn.release, make_user("approver"), "印理由の取下げ", at=MINUTE)
    return {
        "live": live,
        "corrected": corrected,
        "withdrawn": withdrawn,
        "gone": gone,
        "drafts": drafts,
        "waiting": waiting,
        "new_words": new_words,
        "new_photo": new_photo.key,
    }


def crawl(client: Client) -> dict[str, str]:
    """Every page of the site that a link leads to, with its text, headers and status."""
    found: dict[str, str] = {}
    queue = [
        "/",
        "/e-komfo/",
        "/e-komfo/rss.xml",
        "/sitemap.xml",
        "/robots.txt",
        "/e-komfo/news.rdf",
        "/e-komfo/atom.xml",
    ]
    queue += ["/api/", "/search/?q=印", "/e-komfo/2026/?page=2", "/e-komfo/2026/?preview=1", "/favicon.ico"]
    while queue:
        address = queue.pop()
        if address in found:
            continue
        found[address] = seen(client, address)
        links = re.findall(r'(?:href|src)="(/[^"#]*|http://localhost:8000/[^"#]*)"', found[address])
        queue += [
            link.removeprefix("http://localhost:8000")
            for link in links
            if not link.startswith(("/static/", "/admin/")) and "/photos/" not in link and not link.endswith(".pdf")
        ]
    return found


def seen(client: Client, address: str, **headers) -> str:
    """All that an answer says: status, headers, body."""
    response = client.get(address, headers=headers)
    # Read to its end a file closes itself; a second close would take the test's database connection along.
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.status_code}\n{response.headers}\n{body.decode('utf-8', 'replace')}"


def guesses(item: Marked) -> list[str]:
    """Addresses at which somebody might try a release that is not public."""
    release = item.release
    bare = item.address.removesuffix(".html")
    return [
        item.address,
        bare,
        bare + "/",
        f"{item.address}?preview=1",
        f"{item.address}?format=json",
        f"{bare}.json",
        f"{bare}.htm",
        f"{item.address}/amp",
        f"/e-komfo/{release.pk}",
        f"/e-komfo/{release.year}/{release.pk}.html",
        f"/e-komfo/{release.uid}/",
        f"/releases/{release.pk}/",
        release.legacy_path,
        f"/soutsu/kanto{item.address}",
        f"/admin/releases/{release.pk}/preview/",
        f"/admin/releases/release/{release.pk}/change/",
        f"/admin/releases/{release.pk}/editions/1/",
        f"/-/preview/{release.pk}/",
        f"/media/photos/{item.photo}/480.jpg",
        f"/var/media/photos/{item.photo[:2]}/{item.photo}/480.jpg",
        f"/admin/photos/{item.photo}/480.jpg",
        f"/media/attachments/{item.paper[:2]}/{item.paper}.pdf",
        f"/admin/files/{item.paper}/a.pdf",
        f"/e-komfo/files/{item.paper}/",
    ]


def assert_hidden(client: Client, item: Marked, pages: dict[str, str]) -> None:
    for address, text in pages.items():
        assert item.marker not in text, address
        assert item.photo not in text, address
        assert item.paper not in text, address
    for address in guesses(item):
        assert item.marker not in seen(client, address), address
        assert client.head(address).status_code in (301, 302, 404), address
    for address in item.photos:
        for headers in ({}, {"If-None-Match": f'"{item.photo}-{address.rpartition("/")[2]}"'}, {"Range": "bytes=0-0"}):
            assert client.get(address, headers=headers).status_code == 404, address
    for headers in ({}, {"If-None-Match": f'"{item.paper}"'}, {"Range": "bytes=0-0"}):
        assert client.get(item.attachment, headers=headers).status_code == 404


def test_nothing_is_there_a_second_before_and_all_is_there_at_the_minute(client, corpus):
    waiting, drafts = corpus["waiting"], corpus["drafts"]
    with time_machine.travel(MINUTE - timedelta(seconds=1), tick=False):
        early = crawl(client)
        for item in (waiting, *drafts.values()):
            assert_hidden(client, item, early)
        everything = "\n".join(early.values())
        assert corpus["new_words"] not in everything
        assert client.get(f"/e-komfo/photos/{corpus['new_photo']}/480.jpg").status_code == 404
        assert "印理由の取下げ" not in everything
        assert client.get(corpus["withdrawn"].address).status_code == 200
        assert corpus["live"].marker in everything
    with time_machine.travel(MINUTE, tick=False):
        on_time = crawl(client)
        for address in (waiting.address, "/", "/e-komfo/", "/e-komfo/2026/", "/e-komfo/rss.xml"):
            assert waiting.marker in on_time[address], address
        assert on_time[waiting.address].startswith("200")
        for part in ("テーマ", "演題", "人", "意見", "節文", "注", "リンク", "代替", "説明", "結び", "部署", "資料"):
            assert f"{waiting.marker}{part}" in on_time[waiting.address]
        for address in (*waiting.photos, waiting.attachment):
            assert seen(client, address).startswith("200")
        for item in drafts.values():
            assert_hidden(client, item, on_time)
        assert corpus["new_words"] in on_time[corpus["corrected"].address]
        assert seen(client, f"/e-komfo/photos/{corpus['new_photo']}/480.jpg").startswith("200")


def test_a_withdrawal_takes_text_photos_and_files_away_at_its_minute(client, corpus):
    item = corpus["withdrawn"]
    with time_machine.travel(MINUTE, tick=False):
        notice = seen(client, item.address)
        assert notice.startswith("410")
        assert "印理由の取下げ" in notice
        assert f"{item.marker}リード" not in notice
        for address in (*item.photos, item.attachment):
            assert client.get(address).status_code == 404
        assert item.marker not in seen(client, "/e-komfo/rss.xml")
        assert item.marker in seen(client, "/e-komfo/2026/")


def test_what_was_withdrawn_before_stays_away(client, corpus):
    with time_machine.travel(MINUTE, tick=False):
        for address, text in crawl(client).items():
            assert f"{corpus['gone'].marker}リード" not in text, address
            assert f"{corpus['gone'].marker}演題" not in text, address


def test_drafts_move_no_validator_and_no_count(client, corpus):
    with time_machine.travel(MINUTE + timedelta(minutes=5), tick=False):
        addresses = ["/", "/e-komfo/", "/e-komfo/2026/", "/e-komfo/rss.xml", corpus["live"].address]
        before = [seen(client, address) for address in addresses]
        draft = marked("新規")
        draft.release.title = "直した表題"
        draft.release.save()
        corpus["live"].release.lead = "<p>直しかけの文。</p>"
        corpus["live"].release.save()
        lifecycle.note_edit(corpus["live"].release, make_user())
        assert [seen(client, address) for address in addresses] == before


def test_caches_are_told_to_ask_again_before_the_minute(client, corpus):
    with time_machine.travel(MINUTE - timedelta(seconds=7), tick=False):
        for address in ("/", "/e-komfo/2026/", "/e-komfo/rss.xml", corpus["live"].address, corpus["live"].photos[0]):
            assert "'Cache-Control': 'public, max-age=7" in seen(client, address), address
        assert client.get(corpus["waiting"].address)["Cache-Control"] == "no-store"


def test_errors_say_nothing_of_the_house(client):
    for address in (
        "/.git/config",
        "/.env",
        "/db.sqlite3",
        "/static/",
        "/media/",
        "/%00",
        "/e-komfo/0000/",
    ):
        response = client.get(address, follow=True)
        text = response.content.decode()
        assert response.status_code == 404, address
        assert "urlpatterns" not in text
        assert "Traceback" not in text


def test_staff_without_rights_see_no_draft(client, corpus):
    user = make_user("writer")
    user.groups.clear()
    client.force_login(user)
    item = corpus["drafts"]["下書"]
    pk = item.release.pk
    for address in (
        f"/admin/releases/release/{pk}/change/",
        f"/admin/releases/release/{pk}/versions/",
        f"/admin/releases/release/{pk}/history/",
        f"/admin/releases/release/{pk}/delete/",
        "/admin/releases/release/",
        f"/admin/releases/{pk}/preview/",
        f"/admin/releases/{pk}/log/",
        f"/admin/releases/{pk}/compare/",
        f"/admin/releases/{pk}/links/",
        f"/admin/releases/{pk}/steps/approve/",
        "/admin/releases/bin/",
        f"/admin/photos/{item.photo}/480.jpg",
        f"/media/attachments/{item.paper[:2]}/{item.paper}.pdf",
        f"/admin/files/{item.paper}/a.pdf",
        f"/e-komfo/files/{item.paper}/",
        "/admin/autocomplete/?app_label=releases&model_name=release&field_name=event&term=印",
        f"/admin/r/{pk}/{item.release.uid}/",
        "/admin/",
    ):
        assert item.marker not in seen(client, address), address


def test_an_edition_log_keeps_every_page_for_staff_alone(client, corpus):
    corrected = corpus["corrected"]
    address = f"/admin/releases/{corrected.release.pk}/editions/1/"
    assert client.get(address).status_code == 302
    client.force_login(make_user())
    assert corrected.marker in client.get(address).content.decode()
    assert Edition.objects.filter(release=corrected.release).count() == 2
