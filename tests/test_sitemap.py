"""What search engines are told: every public page once, nothing else, and when it really changed."""

from datetime import date, datetime, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
import time_machine

from releases import lifecycle
from releases.lifecycle import Change
from tests.builders import make_bureau, make_event, make_release, make_user, publish

pytestmark = pytest.mark.django_db

HOST = "http://localhost:8000"
NOW = datetime(2026, 11, 10, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        make_bureau()
        yield clock


def places(client, address: str) -> dict[str, str | None]:
    """Address -> lastmod."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    return {item.findtext("s:loc", None, NAMES): item.findtext("s:lastmod", None, NAMES) for item in root}


def published(**fields):
    release = make_release(by=make_user(), **fields)
    publish(release)
    return release


def test_the_index_leads_to_every_page_that_is_public_and_to_no_other(client):
    published(release_date=date(2025, 3, 1), slug="0301si", event=make_event())
    published(release_date=date(2026, 11, 1), slug="1101si")
    gone = published(release_date=date(2026, 11, 2), slug="1102si")
    lifecycle.withdraw(gone, make_user("approver"), "誤りのため。")
    make_release(slug="draft", by=make_user())
    waiting = make_release(release_date=date(2026, 11, 3), slug="waiting", by=make_user())
    publish(waiting, live_from=NOW + timedelta(hours=1))
    pages = {}
    # Of two steps at one moment, the second is written down a tick later.
    with time_machine.travel(NOW + timedelta(seconds=1), tick=False):
        for part in places(client, "/sitemap.xml"):
            pages |= places(client, part.removeprefix(HOST))
        for page in pages:
            assert client.get(page.removeprefix(HOST)).status_code == 200, page
    assert {page for page in pages if page.endswith(".html")} == {
        f"{HOST}/e-komfo/2025/0301si.html",
        f"{HOST}/e-komfo/2026/1101si.html",
    }
    for path in ("/", "/e-komfo/", "/e-komfo/2025/", "/e-komfo/events/", "/e-komfo/events/2022/", "/e-komfo/lectures/"):
        assert HOST + path in pages


def test_lastmod_is_the_moment_of_the_last_change(client, clock):
    release = published(release_date=date(2026, 11, 1), slug="1101si")
    page = f"{HOST}/e-komfo/2026/1101si.html"
    assert places(client, "/sitemap-2026.xml")[page] == "2026-11-10T10:00:00+09:00"
    clock.move_to(NOW + timedelta(days=3))
    assert places(client, "/sitemap-2026.xml")[page] == "2026-11-10T10:00:00+09:00"
    release.title = "直した表題"
    release.save()
    lifecycle.note_edit(release, release.edited_by)
    publish(release, change=Change("erratum", "表題を直しました。"))
    assert places(client, "/sitemap-2026.xml")[page] == "2026-11-13T10:00:00+09:00"
    assert places(client, "/sitemap.xml")[f"{HOST}/sitemap-2026.xml"] == "2026-11-13T10:00:00+09:00"


def test_news_are_those_of_the_last_two_days(client, clock):
    published(release_date=date(2026, 11, 10), slug="1110si", title="<新しい> & 発表")
    root = ElementTree.fromstring(client.get("/sitemap-news.xml").content)
    (news,) = root.findall("s:url/n:news", NAMES)
    assert news.findtext("n:title", None, NAMES) == "<新しい> & 発表"
    assert news.findtext("n:publication_date", None, NAMES) == "2026-11-10T10:00:00+09:00"
    assert news.findtext("n:publication/n:language", None, NAMES) == "ja"
    assert news.findtext("n:publication/n:name", None, NAMES) == "e-コムフォ MIHON"
    clock.move_to(NOW + timedelta(days=2))
    assert places(client, "/sitemap-news.xml") == {}


@pytest.mark.parametrize("part", ["1999", "20260", "x"])
def test_a_part_that_is_not_there_is_unknown(client, part):
    assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_robots_are_kept_from_staff_screens_and_shown_the_sitemap(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /-/",
        "Disallow: /search/",
        "",
        f"Sitemap: {HOST}/sitemap.xml",
    ]


def test_the_sitemap_takes_the_same_queries_for_one_release_and_for_many(client, django_assert_num_queries):
    counts = {"/sitemap.xml": 2, "/sitemap-2026.xml": 5, "/sitemap-pages.xml": 5, "/sitemap-news.xml": 4}
    for number in (1, 5):
        for _ in range(number):
            published(release_date=date(2026, 11, 1), event=make_event())
        for address, queries in counts.items():
            with django_assert_num_queries(queries):
                client.get(address)
