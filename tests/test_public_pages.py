"""What a citizen meets: the pages, their order, their addresses, and what must not be there."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from bureau.models import Bureau
from releases import lifecycle
from releases.differences import blocks_of
from releases.lifecycle import Change
from releases.models import Note, RelatedLink, Section
from tests.builders import (
    make_bureau,
    make_comment,
    make_event,
    make_release,
    make_session,
    make_speaker,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db

TOKYO = ZoneInfo("Asia/Tokyo")
TWO = datetime(2022, 2, 3, 14, 0, tzinfo=TOKYO)


def text_of(response) -> str:
    return "\n".join(blocks_of(response.content.decode()))


def in_order(text: str, *parts: str) -> bool:
    """Whether ``parts`` stand in ``text`` one after the other."""
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            raise AssertionError(f"「{part}」 is missing or out of order in:\n{text}")
    return True


def full_release():
    event = make_event(theme="AI活用の展望")
    guest = make_speaker()
    own = make_speaker(name="髙﨑 一郎", kana="たかさき いちろう", is_own_side=True)
    make_session(event, kind="opening", speaker=own, topic="")
    make_session(event, kind="case", speaker=guest, topic="一つ目の事例", intro="三つの取組を報告しました。")
    make_session(event, kind="case", speaker=guest, topic="二つ目の事例")
    make_comment(event, "庁内でも共有したい。")
    make_comment(event, "載せない意見", is_cleared=False)
    event.counts.create(label="申込者", number=1201)
    event.organisers.create(standing="共催", name="見本協会", alias="MIHON")
    release = make_release(event=event, by=make_user(), closing="<p>今後も取り組んで参ります。</p>", slug="0203si")
    Section.objects.create(release=release, heading="開催の経緯", body="<p>経緯の文。</p>", placement="before")
    Note.objects.create(release=release, marker="参考1", body="<p>用語の説明。</p>")
    RelatedLink.objects.create(
        release=release,
        label="開催案内",
        url="https://www.example.jp/a.pdf",
        media="pdf",
        size=1_740_000,
        new_window=True,
    )
    return release


def test_a_release_page_has_every_block_in_the_order_of_the_genre(client):
    publish(full_release())
    response = client.get("/e-komfo/2022/0203si.html")
    assert response.status_code == 200
    assert in_order(
        text_of(response),
        "総務省トップ",
        "e-コムフォ MIHON(2022年)",
        "【見本総通】e−コムフォMIHON",
        "令和4年2月3日",
        "見本総合通信局",
        "「見本情報化セミナー2022」を開催",
        "オンラインセミナーを開催しました。",
        "−AI活用の展望−",
        "令和4年1月20日（木曜日） 13時30分から16時まで",
        "見本協会（通称：MIHON）",
        "開催の経緯",
        "開会挨拶",
        "髙﨑 一郎（たかさき いちろう）",
        "事例報告",
        "三つの取組を報告しました。",
        "見本大学 情報学部 教授 川辺 花子（かわべ はなこ）氏",
        "「一つ目の事例」",
        "「二つ目の事例」",
        "庁内でも共有したい。",
        "申込者",
        "1,201名",
        "今後も取り組んで参ります。",
        "（参考1）",
        "開催案内（PDF：1.7MB）別ウィンドウで開きます",
        "連絡先",
        "担当：林、森",
        "TEL：03-0000-0001",
        "ページトップへ戻る",
        "RSSの使い方",
        "オープンデータ",
    )
    assert "載せない意見" not in response.content.decode()


def test_a_page_has_one_h1_and_headings_without_gaps(client):
    publish(full_release())
    html = client.get("/e-komfo/2022/0203si.html").content.decode()
    assert html.count("<h1") == 1
    assert '<html lang="ja">' in html
    scripts = re.findall(r"<script[^>]*>", html)
    assert scripts[0] == '<script type="application/ld+json">'
    assert all(re.fullmatch(r'<script src="/static/[^"]+" defer>', script) for script in scripts[1:])
    assert "style=" not in html


def test_a_page_takes_the_same_queries_however_many_sessions_and_releases(client, django_assert_num_queries):
    release = full_release()
    publish(release)
    with django_assert_num_queries(4):
        client.get("/e-komfo/2022/0203si.html")
    for day in range(1, 9):
        other = make_release(
            slug=f"010{day}si",
            release_date=date(2022, 1, day),
            kind="notice",
            event=release.event,
            by=make_user(),
        )
        make_session(release.event)
        publish(other)
    release.title = "直した表題"
    release.save()
    lifecycle.note_edit(release, make_user())
    publish(release, change=Change("addition", "演題を追記しました。"))
    # What was changed is a query of its own.
    with django_assert_num_queries(5):
        client.get("/e-komfo/2022/0203si.html")


def test_the_index_takes_the_same_queries_for_one_release_and_for_many(client, django_assert_num_queries):
    publish(make_release(by=make_user()))
    with django_assert_num_queries(6):
        client.get("/e-komfo/2022/")
    for day in range(1, 9):
        publish(make_release(release_date=date(2022, 1, day), by=make_user()))
    with django_assert_num_queries(6):
        client.get("/e-komfo/2022/")


def test_the_year_index_is_grouped_by_month_newest_first_with_the_era(client):
    make_bureau()
    for month, title in ((4, "四月の発表"), (6, "六月の発表")):
        publish(make_release(release_date=date(2019, month, 1), title=title, by=make_user()))
    text = text_of(client.get("/e-komfo/2019/"))
    assert in_order(text, "e-コムフォ MIHON(2019年) 平成31年・令和元年", "6月", "六月の発表", "4月", "四月の発表")


def test_the_series_address_shows_the_newest_year_and_leads_to_all(client):
    publish(make_release(release_date=date(2020, 3, 1), title="古い発表", by=make_user()))
    publish(make_release(release_date=date(2022, 3, 1), title="新しい発表", by=make_user()))
    html = client.get("/e-komfo/").content.decode()
    assert "新しい発表" in html
    assert "古い発表" not in html
    assert 'href="/e-komfo/2020/"' in html


def test_a_year_with_nothing_but_drafts_does_not_exist(client):
    make_release(release_date=date(2020, 3, 1), by=make_user())
    assert client.get("/e-komfo/2020/").status_code == 404
    assert "2020" not in text_of(client.get("/e-komfo/"))


def test_a_scheduled_release_appears_on_page_index_home_and_feed_at_its_second(client):
    release = make_release(slug="0203si", title="解禁を待つ発表", by=make_user())
    with time_machine.travel(TWO - timedelta(hours=1)):
        publish(release, live_from=TWO)
    addresses = ["/e-komfo/2022/0203si.html", "/e-komfo/2022/", "/e-komfo/", "/", "/e-komfo/rss.xml"]
    with time_machine.travel(TWO - timedelta(seconds=1), tick=False):
        answers = [client.get(address) for address in addresses]
        assert not any("解禁" in answer.content.decode() for answer in answers)
        assert answers[0].status_code == answers[1].status_code == 404
        assert answers[0]["Cache-Control"] == "no-store"
        assert answers[2]["Cache-Control"] == "public, max-age=1, stale-while-revalidate=0, stale-if-error=0"
    with time_machine.travel(TWO, tick=False):
        for address in addresses:
            assert "解禁を待つ発表" in client.get(address).content.decode(), address


def test_a_draft_is_answered_like_an_address_that_never_was(client):
    make_release(slug="0203si", by=make_user())
    draft = client.get("/e-komfo/2022/0203si.html")
    never = client.get("/e-komfo/2022/9999zz.html")
    assert draft.status_code == never.status_code == 404
    assert draft.content == never.content


def test_a_withdrawn_release_leaves_a_notice_and_a_line_in_the_index(client):
    release = make_release(slug="0203si", lead="<p>秘すべき本文。</p>", by=make_user())
    publish(release)
    with time_machine.travel(datetime(2026, 12, 1, 10, 0, tzinfo=TOKYO)):
        lifecycle.withdraw(release, make_user("approver"), "日付に誤りがあったため。")
        page = client.get("/e-komfo/2022/0203si.html")
        assert page.status_code == 410
        assert in_order(
            text_of(page), "この発表は取り下げました", "令和8年12月1日", "日付に誤りがあったため。", "連絡先"
        )
        assert "秘すべき本文" not in page.content.decode()
        assert "取下げ" in text_of(client.get("/e-komfo/2022/"))
        assert release.title not in client.get("/e-komfo/rss.xml").content.decode()
        assert release.title not in text_of(client.get("/"))


def test_a_correction_is_told_on_the_page(client):
    release = make_release(slug="0203si", by=make_user())
    publish(release)
    release.lead = "<p>参加者は86名でした。</p>"
    release.save()
    lifecycle.note_edit(release, make_user())
    with time_machine.travel(datetime(2026, 12, 1, 10, 0, tzinfo=TOKYO)):
        publish(release, change=Change("erratum", "「85名」を「86名」に訂正しました。"))
        text = text_of(client.get("/e-komfo/2022/0203si.html"))
    assert in_order(text, "12月1日 訂正", "「85名」を「86名」に訂正しました。", "86名でした")


def test_the_announcement_and_the_report_of_an_event_lead_to_each_other(client):
    event = make_event()
    announcement = make_release(
        event=event, slug="0105si", release_date=date(2022, 1, 5), kind="notice", by=make_user()
    )
    report = make_release(event=event, slug="0203si", by=make_user())
    publish(announcement)
    assert "この行事のほかの発表" not in text_of(client.get("/e-komfo/2022/0105si.html"))
    publish(report)
    assert 'href="/e-komfo/2022/0203si.html"' in client.get("/e-komfo/2022/0105si.html").content.decode()
    assert 'href="/e-komfo/2022/0105si.html"' in client.get("/e-komfo/2022/0203si.html").content.decode()


def test_neighbours_follow_the_dates(client):
    for day in (1, 2, 3):
        publish(
            make_release(slug=f"020{day}si", title=f"{day}日の発表", release_date=date(2022, 2, day), by=make_user())
        )
    text = text_of(client.get("/e-komfo/2022/0202si.html"))
    assert "前の発表 1日の発表" in text
    assert "次の発表 3日の発表" in text


def test_an_unknown_address_offers_the_years(client):
    publish(make_release(by=make_user()))
    response = client.get("/e-komfo/2022/none.html")
    assert response.status_code == 404
    assert 'href="/e-komfo/2022/"' in response.content.decode()


def test_the_series_lives_under_the_path_of_the_bureaus_record(client):
    make_bureau(series_path="soutsu/kanto/e-komfo/")
    publish(make_release(slug="0203si", by=make_user()))
    for address in ("", "2022/", "2022/0203si.html", "rss.xml"):
        assert client.get(f"/soutsu/kanto/e-komfo/{address}").status_code == 200


def test_a_page_stays_at_its_address_when_the_series_moves(client):
    publish(make_release(slug="0203si", title="移る前の発表", by=make_user()))
    make_bureau(series_path="soutsu/kanto/e-komfo/")
    publish(make_release(slug="0204si", title="移った後の発表", by=make_user()))
    assert client.get("/e-komfo/2022/0203si.html").status_code == 200
    index = client.get("/soutsu/kanto/e-komfo/2022/").content.decode()
    assert 'href="/e-komfo/2022/0203si.html"' in index
    assert 'href="/soutsu/kanto/e-komfo/2022/0204si.html"' in index


def test_public_pages_set_no_cookie_and_vary_on_nothing(client):
    publish(make_release(slug="0203si", by=make_user()))
    for address in ("/", "/e-komfo/", "/e-komfo/2022/", "/e-komfo/2022/0203si.html", "/e-komfo/rss.xml", "/none/"):
        response = client.get(address)
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("cookie", ["x", "a" * 32, "expired-session-of-a-member-of-staff"])
@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
def test_a_broken_cookie_is_not_answered_with_one(client, name, cookie):
    publish(make_release(slug="0203si", by=make_user()))
    for address in ("/", "/e-komfo/2022/0203si.html", "/none.html"):
        client.cookies[name] = cookie
        response = client.get(address)
        assert not response.cookies
        assert "Vary" not in response.headers


@pytest.mark.parametrize(
    "address", ["/", "/e-komfo/", "/e-komfo/2022/", "/e-komfo/2022/0203si.html", "/e-komfo/rss.xml"]
)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_public_pages_only_answer_readers(address, method):
    publish(make_release(slug="0203si", by=make_user()))
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert not response.cookies
    assert client.head(address).status_code == 200


def test_a_page_that_a_reader_holds_is_not_sent_again(client):
    with time_machine.travel(TWO, tick=False):
        publish(make_release(slug="0203si", by=make_user()))
    with time_machine.travel(TWO + timedelta(minutes=5), tick=False):
        first = client.get("/e-komfo/2022/0203si.html")
        again = client.get("/e-komfo/2022/0203si.html", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        since = client.get("/e-komfo/2022/0203si.html", headers={"If-Modified-Since": first["Last-Modified"]})
        assert since.status_code == 304
        assert since["Cache-Control"] == "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"


def test_a_page_has_a_new_validator_when_its_neighbour_appears(client):
    publish(make_release(slug="0203si", by=make_user()))
    before = client.get("/e-komfo/2022/0203si.html")["ETag"]
    publish(make_release(slug="0204si", release_date=date(2022, 2, 4), by=make_user()))
    assert client.get("/e-komfo/2022/0203si.html")["ETag"] != before


def test_saving_a_draft_changes_nothing_that_the_public_can_see(client):
    addresses = ["/", "/e-komfo/", "/e-komfo/2022/", "/e-komfo/2022/0203si.html", "/e-komfo/rss.xml", "/none.html"]
    publish(make_release(slug="0203si", by=make_user()))

    def seen():
        answers = [client.get(address) for address in addresses]
        return [(answer.content, answer.get("ETag"), answer.get("Last-Modified")) for answer in answers]

    with time_machine.travel(datetime(2026, 12, 1, 10, 0, tzinfo=TOKYO), tick=False):
        before = seen()
        draft = make_release(slug="0204si", legacy_path="/draft.html", by=make_user(), release_date=date(2025, 1, 1))
        lifecycle.submit(draft, make_user())
        assert seen() == before
        assert client.get("/draft.html").content == client.get("/none.html").content


def test_an_unknown_address_redirects_nowhere_whatever_its_form(client):
    make_release(slug="0203si", by=make_user())
    for address in (
        "/e-komfo/2022",
        "/e-komfo/2022/",
        "/e-komfo/2022/0203si",
        "/e-komfo/2022/0203si/",
        "/e-komfo/2022/index.html",
        "/e-komfo/0203si.html",
        "/none",
        "/%5Cevil.example/",
        "/e-komfo/2022/0203si.html%00",
        "/" + "a" * 3000,
    ):
        response = client.get(address)
        assert response.status_code == 404, address
        assert "Location" not in response.headers
    assert client.get("/", PATH_INFO="//evil.example/").status_code == 404


def test_what_goes_wrong_inside_is_answered_in_the_sites_clothes(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(Bureau, "current", lambda: 1 / 0)
    response = client.get("/")
    assert response.status_code == 500
    assert response["Cache-Control"] == "no-store"
    assert "ただいま、このページを表示できません" in response.content.decode()


def test_markup_in_plain_fields_is_shown_as_typed(client):
    attack = '"><svg onload=alert(1)>'
    publish(make_release(slug="0203si", title=attack, subtitle=attack, by=make_user()))
    for address in ("/e-komfo/2022/0203si.html", "/e-komfo/2022/", "/", "/e-komfo/rss.xml"):
        assert "<svg" not in client.get(address).content.decode()


def test_every_kanji_reaches_page_and_feed(client):
    title = "髙﨑と葛\U000e0100城の講演を開催"
    publish(make_release(slug="0203si", title=title, by=make_user()))
    assert title in client.get("/e-komfo/2022/0203si.html").content.decode()
    assert title in client.get("/e-komfo/rss.xml").content.decode()


def test_an_empty_site_says_so(client):
    make_bureau()
    assert "まだ公開している発表はありません" in text_of(client.get("/"))
    assert "まだ公開している発表はありません" in text_of(client.get("/e-komfo/"))
