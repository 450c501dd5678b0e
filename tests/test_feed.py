"""RSS: what a reader's program gets, what it may keep, and what it must never see."""

from datetime import date, datetime, timedelta
from uuid import UUID
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import feedparser
import pytest
import time_machine

from releases import lifecycle
from releases.lifecycle import Change
from releases.models import RelatedLink
from tests.builders import make_bureau, make_comment, make_event, make_release, make_session, make_user, publish

pytestmark = pytest.mark.django_db

TOKYO = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=TOKYO)
FEED = "/e-komfo/rss.xml"


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = "https://www.example.jp"


def read(client, at: datetime = NOON, **headers):
    with time_machine.travel(at, tick=False):
        return client.get(FEED, headers=headers)


def parse(response):
    """What a reader's program makes of it; it must not have had to guess."""
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo, parsed.bozo_exception
    return parsed


def publish_at(moment: datetime, **fields):
    with time_machine.travel(moment, tick=False):
        return publish(make_release(by=make_user(), **fields))


def test_the_feed_says_whose_it_is_and_where_it_stands(client):
    make_bureau(feed_title="見本総合通信局の発表", series_description="地域の情報通信の話題です。")
    response = read(client)
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    feed = parse(response).feed
    assert feed.title == "見本総合通信局の発表"
    assert feed.subtitle == "地域の情報通信の話題です。"
    assert feed.link == "https://www.example.jp/e-komfo/"
    assert feed.language == "ja"
    assert {"rel": "self", "href": "https://www.example.jp/e-komfo/rss.xml"}.items() <= feed.links[1].items()


def test_every_page_names_the_feed(client):
    publish(make_release(slug="0203si", by=make_user()))
    for address in ("/", "/e-komfo/", "/e-komfo/2022/", "/e-komfo/2022/0203si.html", "/none.html"):
        html = client.get(address).content.decode()
        assert 'type="application/rss+xml"' in html
        assert f'href="{FEED}"' in html


def test_an_item_holds_the_whole_text_and_leads_to_the_page(client):
    event = make_event(title="見本セミナー")
    make_session(event, topic="演題の言葉")
    make_comment(event, "会場からの声")
    publish_at(NOON - timedelta(days=1), slug="0203si", subtitle="−副題−", event=event, closing="<p>結びの言葉。</p>")
    (item,) = parse(read(client)).entries
    assert item.title == "「見本情報化セミナー2022」を開催 −副題−"
    assert item.link == "https://www.example.jp/e-komfo/2022/0203si.html"
    assert item.summary.startswith("見本総合通信局は、見本協会との共催により")
    assert [tag.term for tag in item.tags] == ["開催報告"]
    for words in ("見本セミナー", "「演題の言葉」", "会場からの声", "結びの言葉。"):
        assert words in item.content[0].value


def test_the_text_of_an_item_can_be_read_anywhere(client):
    release = make_release(
        slug="0203si",
        lead='<p><a href="/e-komfo/2021/0108si.html">前回</a> <a href="0101si.html">隣</a> <a href="tel:0300000001">電話</a></p>',
        closing="<p>HTMLでは href=&quot;/x&quot; と書きます。</p>",
        by=make_user(),
    )
    RelatedLink.objects.create(release=release, label="壊れた行き先", url="https://[broken/")
    publish(release)
    root = ElementTree.fromstring(client.get(FEED).content)
    text = root.findtext(".//{http://purl.org/rss/1.0/modules/content/}encoded")
    assert 'href="https://www.example.jp/e-komfo/2021/0108si.html"' in text
    assert 'href="https://www.example.jp/e-komfo/2022/0101si.html"' in text
    assert 'href="tel:0300000001"' in text
    assert 'href="https://[broken/"' in text
    assert "と書きます" in text
    assert 'href="/' not in text.partition("HTMLでは")[0]


def test_an_items_identifier_outlives_title_date_host_and_scheme(client, settings):
    release = make_release(slug="0203si", by=make_user())
    publish(release)
    before = parse(client.get(FEED)).entries[0]
    release.title, release.release_date = "直した表題", date(2022, 2, 1)
    release.save()
    lifecycle.note_edit(release, make_user())
    publish(release, change=Change("erratum", "表題を直しました。"))
    settings.SITE_URL = "http://other.example.jp"
    after = parse(client.get(FEED)).entries[0]
    assert after.title == "直した表題"
    assert after.id == before.id == UUID(str(release.uid)).urn
    assert not after.guidislink


def test_the_bureau_may_give_its_own_head_to_the_identifiers(client):
    make_bureau(feed_authority="example.jp,2026:e-komfo")
    release = make_release(by=make_user())
    publish(release)
    assert parse(client.get(FEED)).entries[0].id == f"tag:example.jp,2026:e-komfo:{release.uid}"


def test_the_feed_holds_the_twenty_newest_pages_and_no_notice(client):
    for day in range(1, 23):
        publish(make_release(release_date=date(2022, 1, day), title=f"{day}日の発表", by=make_user()))
    last = lifecycle.Edition.objects.get(title="22日の発表")
    lifecycle.withdraw(last.release, make_user("approver"), "誤りがあったため。")
    titles = [item.title for item in parse(client.get(FEED)).entries]
    assert titles == [f"{day}日の発表" for day in range(21, 1, -1)]


def test_the_feed_takes_the_same_queries_for_one_release_and_for_many(client, django_assert_num_queries):
    publish(make_release(by=make_user()))
    with django_assert_num_queries(6):
        client.get(FEED)
    for day in range(1, 6):
        publish(make_release(release_date=date(2022, 1, day), by=make_user()))
    with django_assert_num_queries(6):
        client.get(FEED)


def test_an_unchanged_feed_is_not_sent_again_to_either_kind_of_reader(client):
    publish_at(NOON - timedelta(hours=1))
    first = read(client)
    later = NOON + timedelta(days=30)
    for headers in (
        {"If-None-Match": first["ETag"]},
        {"If-Modified-Since": first["Last-Modified"]},
        {"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]},
    ):
        answer = read(client, later, **headers)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer["ETag"] == first["ETag"]
        assert answer["Last-Modified"] == first["Last-Modified"]


def _back_dated():
    publish(make_release(release_date=date(2022, 1, 31), title="日付の古い発表", by=make_user()))


def _corrected():
    release = lifecycle.Release.objects.get()
    release.lead = "<p>正しい人数は86名です。</p>"
    release.save()
    lifecycle.note_edit(release, make_user())
    release.refresh_from_db()
    publish(release, change=Change("erratum", "人数を直しました。"))


def _withdrawn():
    lifecycle.withdraw(lifecycle.Release.objects.get(), make_user("approver"), "誤りがあったため。")


def _taken_over():
    archived = make_release(release_date=date(2022, 1, 30), title="移された発表", by=make_user())
    lifecycle.publish_as_of(archived, datetime(2022, 1, 30, 14, 0, tzinfo=TOKYO))


@pytest.mark.parametrize("change", [_back_dated, _corrected, _withdrawn, _taken_over])
@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_a_reader_that_knows_one_validator_misses_no_change(client, change, header):
    publish_at(NOON - timedelta(hours=1))
    first = read(client)
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        change()
    condition = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
    answer = read(client, NOON + timedelta(hours=2), **{condition: first[header]})
    assert answer.status_code == 200
    assert answer.content != first.content


def test_two_changes_within_a_second_are_both_seen_by_a_reader_that_knows_dates_only(client):
    publish_at(NOON, title="一つ目")
    assert "Last-Modified" not in read(client, NOON + timedelta(milliseconds=300)).headers
    publish_at(NOON + timedelta(milliseconds=600), title="二つ目")
    assert len(parse(read(client, NOON + timedelta(seconds=1))).entries) == 2


def test_a_release_appears_at_its_minute_and_no_cache_was_told_to_keep_the_feed_longer(client):
    publish_at(NOON - timedelta(hours=2), title="先の発表")
    with time_machine.travel(NOON - timedelta(hours=1), tick=False):
        publish(make_release(title="解禁を待つ発表", by=make_user()), live_from=NOON)
    before = read(client, NOON - timedelta(seconds=20))
    assert "解禁" not in before.content.decode()
    assert before["Cache-Control"] == "public, max-age=20, stale-while-revalidate=0, stale-if-error=0"
    after = read(client, NOON + timedelta(seconds=1), **{"If-Modified-Since": before["Last-Modified"]})
    assert after.status_code == 200
    assert "解禁を待つ発表" in after.content.decode()


def test_the_feed_of_an_empty_site_is_valid_and_does_not_change_by_itself(client):
    make_bureau()
    first, later = read(client), read(client, NOON + timedelta(days=1))
    assert parse(first).entries == []
    assert first["ETag"] == later["ETag"]


@pytest.mark.parametrize(
    "text", ["a\x0bb\x0cc\x1bd", "\ufffe\uffff", "]]>終わり", "<script>&amp;'\"", "髙﨑と葛\U000e0100城", "\u202eevil"]
)
def test_the_feed_is_valid_whatever_was_typed(client, text):
    make_bureau(series_description=f"説明{text}", feed_title=f"題{text}")
    publish(
        make_release(title=f"表題{text}", subtitle=text, lead=f"<p>本文{text}</p>", by=make_user()),
    )
    (item,) = parse(client.get(FEED)).entries
    assert item.title.startswith("表題")


def test_the_feed_of_another_path_does_not_exist(client):
    make_bureau()
    assert client.get("/other/rss.xml").status_code == 404
