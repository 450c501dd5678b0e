"""Urgent notices: who raises them, where they stand, and that they come and go at their moment."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from bureau.models import Alert
from releases import lifecycle
from releases.models import Edition
from releases.site_version import read_version
from releases.static_site.keys import frame_key
from tests.builders import make_bureau, make_event, make_release, make_user, publish
from tests.test_public_pages import text_of

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 8, 1, 3, 0, tzinfo=UTC)
WORDS = "台風の影響により、来庁による受付を休止しています。"


def raise_alert(**fields) -> Alert:
    return Alert.objects.create(**{"text": WORDS, "starts_at": NOON, **fields})


@pytest.fixture
def pages():
    """One address of every public page, with its status."""
    make_bureau()
    event = make_event()
    writer = make_user()
    with time_machine.travel(NOON - timedelta(days=1)):
        shown = make_release(by=writer, slug="shown", event=event)
        gone = make_release(by=writer, slug="gone")
        publish(shown)
        publish(gone)
        lifecycle.withdraw(gone, make_user("approver"), "誤りのため。")
    return {
        "/": 200,
        "/e-komfo/": 200,
        "/e-komfo/2022/": 200,
        "/e-komfo/2022/shown.html": 200,
        "/e-komfo/2022/gone.html": 410,
        "/e-komfo/events/": 200,
        "/e-komfo/lectures/": 200,
        "/e-komfo/lectures/themes/": 200,
        "/search/": 200,
        "/nowhere": 404,
    }


def test_an_alert_stands_on_every_page_and_on_the_page_for_unknown_addresses(client, pages):
    raise_alert(link_label="窓口の案内", link_url="https://www.example.jp/window")
    with time_machine.travel(NOON):
        for address, status in pages.items():
            response = client.get(address)
            assert response.status_code == status, address
            text = text_of(response)
            assert text.index(WORDS) < text.index("総務省"), address
            assert 'href="https://www.example.jp/window"' in response.content.decode()
            assert "Set-Cookie" not in response.headers


def test_an_alert_comes_and_goes_at_its_moments_without_a_job(client, pages):
    raise_alert(ends_at=NOON + timedelta(hours=1))
    seen = {}
    for seconds in (-1, 0, 3599, 3600):
        with time_machine.travel(NOON + timedelta(seconds=seconds)):
            seen[seconds] = WORDS in client.get("/").content.decode()
    assert seen == {-1: False, 0: True, 3599: True, 3600: False}


def test_no_cache_keeps_a_page_over_the_moment_of_an_alert(client, pages):
    raise_alert(ends_at=NOON + timedelta(hours=1))
    for moment in (NOON, NOON + timedelta(hours=1)):
        with time_machine.travel(moment - timedelta(seconds=20)):
            assert "max-age=20," in client.get("/e-komfo/2022/shown.html").headers["Cache-Control"]


def test_last_modified_grows_when_an_alert_comes_is_reworded_and_goes(client, pages):
    def last_modified(moment):
        with time_machine.travel(moment + timedelta(seconds=5)):
            return client.get("/").headers["Last-Modified"]

    with time_machine.travel(NOON - timedelta(hours=1)):
        alert = raise_alert(ends_at=NOON + timedelta(hours=2))
    seen = [last_modified(NOON)]
    with time_machine.travel(NOON + timedelta(hours=1)):
        alert.text = "来庁による受付を再開しました。"
        alert.save()
    seen += [last_modified(NOON + timedelta(hours=hours)) for hours in (1, 2)]
    assert seen == [
        "Sat, 01 Aug 2026 03:00:00 GMT",
        "Sat, 01 Aug 2026 04:00:00 GMT",
        "Sat, 01 Aug 2026 05:00:00 GMT",
    ]


def test_prepared_pages_and_files_are_made_anew_when_an_alert_begins(pages):
    raise_alert()
    before, after = NOON - timedelta(seconds=1), NOON
    assert read_version(before).changes_at == NOON
    assert read_version(before).mark != read_version(after).mark
    assert frame_key(before) != frame_key(after)


def test_an_alert_still_to_come_changes_no_file(pages):
    key = frame_key(NOON - timedelta(seconds=1))
    raise_alert()
    assert frame_key(NOON - timedelta(seconds=1)) == key


def test_the_gravest_alert_stands_first(client, pages):
    raise_alert(level=Alert.Level.NOTICE, text="三番目")
    raise_alert(level=Alert.Level.EMERGENCY, text="一番目")
    raise_alert(level=Alert.Level.IMPORTANT, text="二番目")
    with time_machine.travel(NOON):
        text = text_of(client.get("/"))
    assert text.index("一番目") < text.index("二番目") < text.index("三番目")


def test_what_staff_type_is_shown_as_text(client, pages):
    raise_alert(text="<script>alert(1)</script>")
    with time_machine.travel(NOON):
        html = client.get("/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html


def alert_form(**fields) -> dict:
    return {
        "level": "1",
        "text": WORDS,
        "link_label": "",
        "link_url": "",
        "starts_at": "2026-08-01T12:00",
        "ends_at": "",
        **fields,
    }


def staff(role: str) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


@pytest.mark.parametrize(("role", "status"), [("writer", 403), ("approver", 302), ("administrator", 302)])
def test_approvers_raise_alerts_and_writers_do_not(role, status):
    make_bureau()
    response = staff(role).post("/admin/bureau/alert/add/", alert_form())
    assert response.status_code == status
    assert list(Alert.objects.values_list("starts_at", flat=True)) == [NOON] * (status == 302)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"link_url": "https://www.example.jp/"}, "リンクの文とリンク先は、両方を入力するか"),
        ({"link_label": "案内"}, "リンクの文とリンク先は、両方を入力するか"),
        ({"link_label": "案内", "link_url": "javascript:alert(1)"}, "「https://」で始まるアドレスか"),
        ({"link_label": "案内", "link_url": "//elsewhere.example"}, "「https://」で始まるアドレスか"),
        ({"ends_at": "2026-07-31T12:00"}, "表示を終える日時が、始める日時より前"),
        ({"text": ""}, "このフィールドは必須です"),
    ],
)
def test_a_wrong_alert_is_refused_with_what_to_do_and_keeps_what_was_typed(typed, message):
    make_bureau()
    response = staff("approver").post("/admin/bureau/alert/add/", alert_form(**typed))
    html = response.content.decode()
    assert message in html
    assert Alert.objects.count() == 0
    for value in filter(None, typed.values()):
        assert f'value="{value}"' in html


def test_ending_an_alert_takes_it_off_at_once_and_keeps_the_record(client, pages):
    shown, coming = raise_alert(), raise_alert(text="あしたのお知らせ", starts_at=NOON + timedelta(days=1))
    with time_machine.travel(NOON + timedelta(minutes=5)):
        response = staff("approver").post(
            "/admin/bureau/alert/", {"action": "end_now", "_selected_action": [shown.pk, coming.pk]}, follow=True
        )
        assert "2件のお知らせの表示を終えました。" in text_of(response)
        assert WORDS not in client.get("/").content.decode()
    with time_machine.travel(NOON + timedelta(days=2)):
        assert "あしたのお知らせ" not in client.get("/").content.decode()
    assert [alert.standing(NOON + timedelta(hours=1)) for alert in (shown, coming)] == ["表示中", "予定"]
    shown.refresh_from_db()
    coming.refresh_from_db()
    assert [alert.standing(NOON + timedelta(hours=1)) for alert in (shown, coming)] == ["終了", "取りやめ"]


def test_nobody_deletes_an_alert():
    make_bureau()
    alert = raise_alert()
    page = staff("administrator").post(f"/admin/bureau/alert/{alert.pk}/delete/", {"post": "yes"})
    assert page.status_code == 403
    assert Alert.objects.filter(pk=alert.pk).exists()


def test_moments_take_one_query_with_alerts_and_editions(pages, django_assert_num_queries):
    raise_alert()
    with django_assert_num_queries(1):
        assert Edition.objects.moments(NOON).last == NOON
