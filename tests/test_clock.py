"""A clock that is set back: what was published stays or comes back whole, and the record is never written backwards."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from bureau.models.editing import Presence
from releases import lifecycle
from releases.lifecycle import Change, Refused
from releases.models import Edition, Release
from releases.states import State
from tests.admin_forms import AdminForm
from tests.builders import make_bureau, make_release, make_user, publish

NOON = datetime(2026, 4, 7, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
A_LITTLE = [timedelta(microseconds=1), timedelta(seconds=5), timedelta(seconds=59)]
MUCH = [timedelta(minutes=2), timedelta(hours=1), timedelta(days=400)]

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def page(clock):
    """A release that was published at noon, by another than its writer."""
    make_bureau()
    release = make_release(slug="0407so", release_date=NOON.date(), by=make_user(), title="正午の発表")
    publish(release)
    release.refresh_from_db()
    return release


def assert_sound() -> None:
    """Every interval is one, no two of a release meet, and each seal follows from the one before."""
    for release in Release.objects.all():
        before = ""
        until = None
        for edition in release.editions.order_by("number"):
            assert edition.live_until is None or edition.live_until >= edition.live_from
            if not edition.is_empty:
                assert until is None or edition.live_from >= until
                until = edition.live_until or datetime.max.replace(tzinfo=NOON.tzinfo)
            assert edition.previous_seal == before
            assert edition.seal == edition.sealed()
            before = edition.seal


def correct(release: Release, title: str) -> Edition:
    """Edit a published release as a form does, and publish the correction."""
    release = Release.objects.get(pk=release.pk)
    release.title = title
    release.save()
    lifecycle.note_edit(release, make_user())
    release.refresh_from_db()
    return publish(release, change=Change("erratum", "表題を訂正しました。"))


@pytest.mark.parametrize("back", A_LITTLE)
def test_a_correction_and_a_withdrawal_follow_a_page_whatever_the_clock_says(page, clock, back):
    clock.move_to(NOON - back)
    correction = correct(page, "正午の発表（訂正）")
    clock.move_to(NOON - back)
    notice = lifecycle.withdraw(Release.objects.get(), make_user("approver"), "誤りのため。")
    assert_sound()
    first = Edition.objects.get(number=1)
    assert NOON == first.live_from < first.live_until == correction.live_from < notice.live_from
    assert [edition.is_empty for edition in Edition.objects.all()] == [False] * 3
    assert lifecycle.standing(page).live == notice
    clock.move_to(NOON + timedelta(seconds=1))
    assert lifecycle.standing(page).live == notice


@pytest.mark.parametrize("back", A_LITTLE)
def test_every_step_finds_the_page_that_was_just_published(page, clock, back):
    approver = make_user("approver")
    clock.move_to(NOON - back)
    assert lifecycle.standing(page).label == "公開"
    assert {step.name for step in lifecycle.possible_steps(page, approver)} == {"revise", "withdraw"}
    with pytest.raises(Refused, match="公開を待っている承認はありません"):
        lifecycle.revoke(page, approver)
    lifecycle.revise(page, approver)
    assert list(page.transitions.values_list("name", flat=True)) == ["revise", "approve", "submit"]


@pytest.mark.parametrize("back", A_LITTLE)
def test_an_urgent_page_can_be_reviewed_at_once(clock, back):
    make_bureau(allows_urgent_publication=True)
    release = make_release(release_date=NOON.date(), by=make_user())
    lifecycle.publish_urgently(release, make_user("approver"), "急ぐため。")
    clock.move_to(NOON - back)
    release.refresh_from_db()
    reviewer = make_user("approver")
    lifecycle.review(release, reviewer)
    assert "review" not in {step.name for step in lifecycle.possible_steps(release, reviewer)}


@pytest.mark.parametrize("back", [*A_LITTLE, *MUCH])
def test_saving_the_text_never_takes_a_published_page_back(page, clock, back):
    clock.move_to(NOON - back)
    page.title = "書き直した表題"
    page.save()
    assert lifecycle.note_edit(page, make_user()) is False
    assert_sound()
    clock.move_to(NOON + timedelta(seconds=1))
    assert lifecycle.standing(page).live.title == "正午の発表"


@pytest.mark.parametrize("back", A_LITTLE)
def test_a_form_saved_under_it_bears_a_later_moment_than_the_record(page, clock, client, back):
    approved_at = page.editions.get().approved_at
    clock.move_to(NOON - back)
    client.force_login(make_user())
    AdminForm.open(client, f"/admin/releases/release/{page.pk}/change/").set(title="直した表題").save()
    page.refresh_from_db()
    assert (page.title, page.state) == ("直した表題", State.DRAFT)
    assert page.edited_at > approved_at


@pytest.mark.parametrize("back", MUCH)
def test_what_is_approved_far_before_the_record_is_refused_with_both_times(page, clock, back):
    clock.move_to(NOON + timedelta(hours=2))
    page.title = "訂正した表題"
    page.save()
    lifecycle.note_edit(page, make_user())
    page.refresh_from_db()
    lifecycle.submit(page, make_user())
    clock.move_to(NOON - back)
    with pytest.raises(Refused, match=r"2026年4月7日 12時00分00秒）より遅れています.*管理者に時計を確かめて"):
        lifecycle.approve(page, make_user("approver"), change=Change("erratum", "訂正。"))
    assert_sound()
    clock.move_to(NOON + timedelta(hours=2, seconds=1))
    lifecycle.approve(Release.objects.get(), make_user("approver"), change=Change("erratum", "訂正。"))
    assert_sound()


@pytest.mark.parametrize("back", MUCH)
def test_another_release_is_published_and_withdrawn_though_the_clock_is_far_behind(page, clock, back):
    clock.move_to(NOON - back)
    other = make_release(slug="0407so-2", release_date=(NOON - back).date(), by=make_user())
    publish(other)
    lifecycle.withdraw(Release.objects.get(pk=other.pk), make_user("approver"), "誤りのため。")
    assert_sound()


def test_a_page_that_stands_under_a_wrong_clock_can_be_withdrawn(page, clock):
    """The clock was an hour ahead when the correction was made; the page of before is shown again, and must go."""
    clock.move_to(NOON + timedelta(hours=1))
    correct(page, "訂正した表題")
    clock.move_to(NOON + timedelta(minutes=2))
    lifecycle.withdraw(Release.objects.get(), make_user("approver"), "誤りのため。")
    assert_sound()
    for later in (timedelta(minutes=3), timedelta(hours=2)):
        assert lifecycle.standing(page, NOON + later).live.form == Edition.Form.NOTICE


def test_an_approval_of_a_clock_that_ran_ahead_can_be_taken_back_when_it_is_right_again(page, clock):
    clock.move_to(NOON - timedelta(hours=1))
    lifecycle.revoke(page, make_user("approver"))
    page.refresh_from_db()
    assert page.state == State.DRAFT
    publish(page)
    assert_sound()
    assert lifecycle.standing(page).live.number == 2


def test_the_staffs_screen_says_that_the_clock_is_behind(page, clock, client):
    client.force_login(make_user("approver"))
    clock.move_to(NOON - timedelta(hours=1))
    told = client.get(f"/admin/releases/{page.pk}/steps/revoke/").content.decode()
    assert "サーバーの時計（2026年4月7日 11時00分00秒）" in told
    assert "「公開予定」に見えることがあります" in told
    clock.move_to(NOON)
    assert "サーバーの時計" not in client.get(f"/admin/releases/{page.pk}/steps/withdraw/").content.decode()


def test_a_correction_made_twice_at_one_moment_leaves_no_edition_empty(page, clock):
    for number in range(3):
        correct(page, f"訂正{number}")
    assert_sound()
    assert not any(edition.is_empty for edition in Edition.objects.all())


@pytest.mark.parametrize("back", [timedelta(seconds=5), timedelta(hours=1), timedelta(days=3)])
def test_a_login_survives_what_a_clock_may_be_set_back_by_and_ends_where_its_times_cannot_be_true(clock, client, back):
    client.force_login(make_user("writer"))
    assert client.get("/admin/").status_code == 200
    clock.move_to(NOON - back)
    answer = client.get("/admin/")
    assert answer.status_code == (200 if back <= timedelta(hours=1) else 302)


def test_nobody_is_shown_as_editing_from_a_time_to_come(clock):
    make_bureau()
    one, other = make_user(), make_user()
    Presence.note("releases.release:1", one)
    assert Presence.note("releases.release:1", other) == [one]
    clock.move_to(NOON - timedelta(hours=1))
    assert Presence.note("releases.release:1", other) == []
