"""Events and lectures as readers and their calendars meet them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from icalendar import Calendar

from releases import lifecycle
from releases.agenda import lectures as listed
from releases.differences import blocks_of
from releases.lifecycle import Change
from releases.models import ShortAddress
from tests.builders import make_bureau, make_event, make_release, make_session, make_speaker, make_user, publish
from tests.documents import make_billing, make_document
from tests.documents import make_event as make_facts
from tests.documents import make_session as make_item
from tests.indexing import publish_documents

pytestmark = pytest.mark.django_db

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 1, 10, 0, tzinfo=TOKYO)


@pytest.fixture(autouse=True)
def bureau():
    with time_machine.travel(NOW, tick=False):
        yield make_bureau()


def text_of(response) -> str:
    assert response.status_code == 200
    return "\n".join(blocks_of(response.content.decode()))


def announced(*, title="見本セミナー", day=date(2026, 12, 10), **fields):
    event = make_event(title=title, days=(day,), place="見本会館", mode="venue", **fields)
    release = make_release(
        event=event, kind="notice", release_date=date(2026, 10, 1), title=f"{title}を開催します", by=make_user()
    )
    publish(release)
    return event, release


def address_of(event) -> str:
    return f"/e-komfo/events/{ShortAddress.objects.get(uid=event.uid).code}"


def entries(client, address="/e-komfo/events.ics"):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    calendar = Calendar.from_ical(response.content)
    assert not calendar.errors
    return calendar.walk("VEVENT")


def test_an_event_moves_from_the_coming_to_the_past_at_midnight_after_its_last_day(client):
    announced()
    with time_machine.travel(datetime(2026, 12, 10, 23, 59, tzinfo=TOKYO), tick=False):
        before = client.get("/e-komfo/events/")
        assert "これからの行事\n" in text_of(before)
        assert "これまでの行事" not in text_of(before)
    with time_machine.travel(datetime(2026, 12, 11, 0, 0, 1, tzinfo=TOKYO), tick=False):
        after = client.get("/e-komfo/events/", headers={"if-modified-since": before["Last-Modified"]})
        assert "いまお知らせしている行事はありません。" in text_of(after)
        assert "令和8年12月10日（木曜日） 13時30分から16時まで" in text_of(after)
        assert "見本セミナー" in text_of(client.get("/e-komfo/events/2026/"))


def test_a_draft_and_a_scheduled_release_tell_nothing_of_their_event(client):
    event = make_event(title="秘密の行事", days=(date(2026, 12, 1),))
    make_session(event, speaker=make_speaker(), topic="秘密の演題")
    publish(
        make_release(event=event, kind="notice", release_date=date(2026, 11, 5), title="お知らせ", by=make_user()),
        live_from=NOW + timedelta(days=7),
    )
    addresses = ["/e-komfo/events/", "/e-komfo/events.ics", "/e-komfo/lectures/", "/e-komfo/lectures/themes/"]
    for address in addresses:
        assert "秘密" not in client.get(address).content.decode(), address
    assert client.get(f"{address_of(event)}/").status_code == 404
    assert client.get(f"{address_of(event)}.ics").status_code == 404
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        for address in addresses:
            assert "秘密" in client.get(address).content.decode(), address


def test_the_page_of_an_event_joins_its_announcement_and_its_report(client):
    event, _ = announced()
    make_session(event, speaker=make_speaker(), topic="地域の明日")
    with time_machine.travel(datetime(2026, 12, 20, 10, 0, tzinfo=TOKYO), tick=False):
        publish(
            make_release(
                event=event, release_date=date(2026, 12, 20), title="見本セミナーを開催しました", by=make_user()
            )
        )
        text = text_of(client.get(f"{address_of(event)}/"))
    before, after = text.split("開催の報告など")
    assert "開催のお知らせ\n見本セミナーを開催します" in before
    assert "見本セミナーを開催しました" in after
    assert "「地域の明日」" in before
    assert "見本大学 情報学部 教授 川辺 花子（かわべ はなこ）氏" in before


def test_an_event_is_one_entry_of_a_calendar_in_tokyo_time(client):
    event, _ = announced()
    (entry,) = entries(client)
    assert entry["uid"] == str(event.uid)
    assert entry.start == datetime(2026, 12, 10, 13, 30, tzinfo=TOKYO)
    assert entry.end == datetime(2026, 12, 10, 16, 0, tzinfo=TOKYO)
    assert entry["dtstart"].params["TZID"] == "Asia/Tokyo"
    assert entry["summary"] == "見本セミナー"
    assert entry["location"] == "見本会館"
    assert entry["status"] == "CONFIRMED"
    assert entry["dtstamp"].dt == NOW
    assert entry["url"] == f"http://localhost:8000{address_of(event)}/"
    (alone,) = entries(client, f"{address_of(event)}.ics")
    assert alone == entry
    body = client.get("/e-komfo/events.ics").content
    assert b"BEGIN:VTIMEZONE" in body
    assert body.count(b"TZID:Asia/Tokyo") == 1


def test_a_calendar_is_the_same_bytes_until_something_changes(client):
    announced()
    first = client.get("/e-komfo/events.ics")
    with time_machine.travel(NOW + timedelta(hours=5), tick=False):
        again = client.get("/e-komfo/events.ics", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_a_correction_moves_the_same_entry_on(client):
    event, release = announced()
    event.days.update(date=date(2026, 12, 17))
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        lifecycle.note_edit(release, release.edited_by)
        publish(release, change=Change("erratum", "開催日を改めました。"))
        (entry,) = entries(client)
    assert entry["uid"] == str(event.uid)
    assert entry["sequence"] == 1
    assert entry["dtstamp"].dt == NOW + timedelta(days=1)
    assert entry.start.date() == date(2026, 12, 17)


def test_an_event_that_is_called_off_is_cancelled_where_it_stood(client):
    event, _ = announced()
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        off = make_release(
            event=event, kind="cancellation", title="開催を中止します", release_date=date(2026, 11, 2), by=make_user()
        )
        publish(off)
        (entry,) = entries(client)
        assert (entry["uid"], entry["sequence"], entry["status"]) == (str(event.uid), 1, "CANCELLED")
        assert "開催中止\n見本セミナー" in text_of(client.get("/e-komfo/events/")).replace(" ", "\n")
        assert "開催は中止になりました" in text_of(client.get(f"{address_of(event)}/"))


def test_a_withdrawn_event_is_cancelled_in_calendars_and_gone_from_the_pages(client):
    event, release = announced(theme="撤回された題目")
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        lifecycle.withdraw(release, make_user("approver"), "会場の都合のため。")
        (entry,) = entries(client)
        assert (entry["uid"], entry["sequence"], entry["status"]) == (str(event.uid), 1, "CANCELLED")
        assert entry.start.date() == date(2026, 12, 10)
        assert "題目" not in client.get("/e-komfo/events.ics").content.decode()
        assert "見本会館" not in client.get("/e-komfo/events.ics").content.decode()
        assert "見本セミナー" not in text_of(client.get("/e-komfo/events/"))
        page = client.get(f"{address_of(event)}/")
        assert page.status_code == 410
        assert f"/e-komfo/2026/{release.slug}.html" in page.content.decode()


def test_days_without_hours_runs_of_days_and_second_days_each_have_their_place(client):
    event, release = announced()
    event.days.all().delete()
    event.days.create(date=date(2026, 12, 1))
    event.days.create(date=date(2026, 12, 3), last_date=date(2026, 12, 6))
    event.days.create(date=date(2026, 12, 8), last_date=date(2026, 12, 9), starts_at=time(10), ends_at=time(17))
    lifecycle.note_edit(release, release.edited_by)
    publish(release)
    # Of two steps at one moment, the second is written down a tick later.
    with time_machine.travel(NOW + timedelta(seconds=1), tick=False):
        first, run, daily = entries(client)
    assert [entry["uid"] for entry in (first, run, daily)] == [f"{event.uid}{tail}" for tail in ("", "-2", "-3")]
    assert (first.start, first.end) == (date(2026, 12, 1), date(2026, 12, 2))
    assert (run.start, run.end) == (date(2026, 12, 3), date(2026, 12, 7))
    assert daily.end == datetime(2026, 12, 8, 17, 0, tzinfo=TOKYO)
    assert daily["rrule"] == {"FREQ": ["DAILY"], "COUNT": [2]}


def test_long_words_are_folded_without_breaking_a_character(client):
    title = "髙﨑と葛󠄀城の地域情報化、" * 12
    announced(title=title[:180])
    (entry,) = entries(client)
    assert entry["summary"] == title[:180]


def lectures_of(*people, uid: int, **fields):
    """A document of an event with one lecture for each (name, kana, topic)."""
    items = tuple(
        make_item(topic=topic, speakers=(make_billing(name=name, kana=kana),)) for name, kana, topic in people
    )
    facts = make_facts(uid=f"0b6a3c1e-5a0f-4f0e-9c7e-{uid:012}", title=f"行事{uid}", sessions=items)
    return make_document(event=facts, **fields)


def test_lectures_stand_in_the_order_of_the_kana_a_person_once(client):
    publish_documents(
        [
            lectures_of(("加藤 次郎", "かとう じろう", "昔の話"), ("髙井 一", "たかい はじめ", "別の話"), uid=1),
            lectures_of(("加藤 次郎", "かとう じろう", "今の話"), ("我妻 栄", "がづま さかえ", "法の話"), uid=2),
            lectures_of(("加藤 次郎", "", "読みのない話"), uid=3),
        ]
    )
    html = client.get("/e-komfo/lectures/ka/").content.decode()
    assert html.count(">加藤 次郎") == 1
    assert html.index("我妻 栄") < html.index("加藤 次郎") < html.index("昔の話")
    assert "今の話" in html
    assert "髙井" not in html
    assert "読みのない話" not in html
    assert "読みのない話" in text_of(client.get("/e-komfo/lectures/none/"))
    assert "別の話" in text_of(client.get("/e-komfo/lectures/ta/"))
    assert "lectures/sa/" not in html
    assert client.get("/e-komfo/lectures/sa/").status_code == 404


def test_an_announcement_and_a_report_list_a_lecture_once(client):
    person = ("加藤 次郎", "かとう じろう", "ただ一つの話")
    publish_documents(
        [lectures_of(person, uid=1), lectures_of(person, uid=1, release_date=date(2022, 3, 1), title="後の報告")]
    )
    for address in ("/e-komfo/lectures/ka/", "/e-komfo/lectures/themes/"):
        assert client.get(address).content.decode().count("ただ一つの話") == 1, address


def test_lectures_by_theme_can_be_narrowed_to_a_field(client):
    from_field = lectures_of(("加藤 次郎", "かとう じろう", "電波の話"), uid=1)
    field = {"categories": ({"code": "radio", "label": "電波監視"},)}
    publish_documents(
        [
            from_field.model_validate({**from_field.to_json(), **field}),
            lectures_of(("川辺 花子", "かわべ はなこ", "別の話"), uid=2),
        ]
    )
    text = text_of(client.get("/e-komfo/lectures/themes/of-radio/"))
    assert "電波の話" in text
    assert "別の話" not in text
    assert "別の話" in text_of(client.get("/e-komfo/lectures/themes/"))


def test_every_lecture_is_on_one_of_the_pages(client):
    count = listed.PAGE_SIZE + 3
    publish_documents(
        lectures_of((f"加藤 {n}", f"かとう {'あ' * (n % 5 + 1)}", f"演題{n:03}番"), uid=n) for n in range(count)
    )
    for address in ("/e-komfo/lectures/ka/", "/e-komfo/lectures/themes/"):
        pages = [client.get(address + page).content.decode() for page in ("", "2/")]
        assert 'rel="next"' in pages[0]
        assert 'rel="next"' not in pages[1]
        for n in range(count):
            assert "".join(pages).count(f"演題{n:03}番") == 1
        assert client.get(f"{address}3/").status_code == 404
        assert client.get(f"{address}1/").status_code == 404


def test_an_empty_site_has_empty_lists_and_unknown_choices_are_unknown(client):
    for address in ("events/", "events.ics", "lectures/", "lectures/themes/"):
        assert client.get(f"/e-komfo/{address}").status_code == 200, address
    for address in (
        "events/1999/",
        "events/aaaaaaa/",
        "lectures/ka/",
        "lectures/x/",
        "lectures/themes/of-x/",
        "lectures/0/",
    ):
        assert client.get(f"/e-komfo/{address}").status_code == 404, address


def test_each_page_takes_the_same_queries_for_one_event_and_for_many(client, django_assert_num_queries):
    counts = {
        "/e-komfo/events/": 7,
        "/e-komfo/events/2022/": 6,
        "/e-komfo/events.ics": 4,
        "/e-komfo/lectures/ka/": 6,
        "/e-komfo/lectures/themes/": 7,
    }
    for number in (1, 8):
        publish_documents(
            lectures_of(("加藤 次郎", "かとう じろう", "話"), uid=number * 100 + n, slug=f"s{number}")
            for n in range(number)
        )
        announced()
        for address, queries in counts.items():
            with django_assert_num_queries(queries):
                client.get(address)
