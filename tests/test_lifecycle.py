"""The life of a release, step by step, through the module that every button calls."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from releases import lifecycle
from releases.compose import compose
from releases.lifecycle import Change, ContentChanged, Refused
from releases.models import Edition, Transition
from releases.states import State
from tests.builders import make_bureau, make_event, make_release, make_session, make_speaker, make_user, publish

pytestmark = pytest.mark.django_db

TOKYO = ZoneInfo("Asia/Tokyo")
TWO = datetime(2022, 2, 3, 14, 0, tzinfo=TOKYO)


def live(at=None):
    return list(Edition.objects.live(at).values_list("title", flat=True))


def test_a_draft_goes_to_the_approver_and_becomes_public_on_approval():
    writer, approver = make_user("writer"), make_user("approver")
    release = make_release(by=writer)
    lifecycle.submit(release, writer)
    edition = lifecycle.approve(release, approver)
    release.refresh_from_db()
    assert release.state == State.APPROVED
    assert live() == [release.title]
    assert edition.content == compose(release)
    assert list(Transition.objects.order_by("pk").values_list("name", "from_state", "to_state", "actor")) == [
        ("submit", "draft", "submitted", writer.pk),
        ("approve", "submitted", "approved", approver.pk),
    ]


def test_a_scheduled_release_goes_public_at_its_minute_without_a_job():
    release = make_release(by=make_user())
    with time_machine.travel(TWO - timedelta(hours=3), tick=False):
        publish(release, live_from=TWO)
    assert live(TWO - timedelta(seconds=1)) == []
    assert live(TWO) == [release.title]


def test_nobody_approves_what_they_edited_last():
    release = make_release(by=(approver := make_user("approver")))
    lifecycle.submit(release, approver)
    with pytest.raises(PermissionDenied):
        lifecycle.approve(release, approver)
    assert live() == []


def test_the_bureau_may_allow_people_to_approve_their_own_work():
    make_bureau(allows_self_approval=True)
    release = make_release(by=(approver := make_user("approver")))
    lifecycle.publish(release, approver)
    assert live() == [release.title]


def test_a_writer_cannot_approve():
    release = make_release()
    lifecycle.submit(release, writer := make_user("writer"))
    with pytest.raises(PermissionDenied):
        lifecycle.approve(release, writer)


def test_a_return_needs_a_reason_and_keeps_it():
    release = make_release()
    lifecycle.submit(release, make_user())
    with pytest.raises(Refused, match="理由"):
        lifecycle.send_back(release, make_user("approver"), " ")
    lifecycle.send_back(release, make_user("approver"), "日付を確かめてください。")
    assert release.transitions.first().comment == "日付を確かめてください。"


def test_approval_of_something_else_than_was_seen_is_refused():
    release = make_release(by=make_user())
    seen = compose(release).digest
    release.title = "別の表題"
    release.save()
    lifecycle.submit(release, make_user())
    with pytest.raises(ContentChanged):
        lifecycle.approve(release, make_user("approver"), seen=seen)


def test_a_release_is_not_public_before_its_own_date():
    release = make_release(release_date=date(2022, 2, 4))
    lifecycle.submit(release, make_user())
    with time_machine.travel(TWO), pytest.raises(Refused, match="発表日"):
        lifecycle.approve(release, make_user("approver"))


def test_editing_after_approval_takes_a_scheduled_approval_back():
    writer = make_user()
    release = make_release(by=writer)
    with time_machine.travel(TWO - timedelta(hours=3)):
        publish(release, live_from=TWO)
        release.title = "直した表題"
        release.save()
        assert lifecycle.note_edit(release, writer) is True
    release.refresh_from_db()
    assert release.state == State.DRAFT
    assert live(TWO) == []
    assert release.transitions.first().name == "revoke"


def test_saving_without_a_change_keeps_the_approval():
    release = make_release(by=(writer := make_user()))
    with time_machine.travel(TWO - timedelta(hours=3)):
        publish(release, live_from=TWO)
        assert lifecycle.note_edit(release, writer) is False
    assert live(TWO) == [release.title]


def test_a_correction_changes_nothing_in_public_until_it_is_approved():
    release = make_release(by=(writer := make_user()))
    publish(release)
    release.title = "訂正した表題"
    release.save()
    lifecycle.note_edit(release, writer)
    assert live() == ["「見本情報化セミナー2022」を開催"]
    publish(release, change=Change("erratum", "表題の誤りを直しました。"))
    assert live() == ["訂正した表題"]
    assert [edition.number for edition in release.editions.order_by("number")] == [1, 2]


def test_a_scheduled_correction_taken_back_leaves_the_page_as_it_was():
    release = make_release(by=(writer := make_user()))
    with time_machine.travel(TWO) as clock:
        publish(release)
        clock.shift(timedelta(minutes=1))
        release.title = "訂正した表題"
        release.save()
        lifecycle.note_edit(release, writer)
        publish(release, live_from=TWO + timedelta(hours=1), change=Change("erratum", "表題を直しました。"))
        assert live(TWO + timedelta(hours=1)) == ["訂正した表題"]
        lifecycle.revoke(release, writer)
    assert live(TWO + timedelta(hours=2)) == ["「見本情報化セミナー2022」を開催"]


def test_a_withdrawal_puts_a_notice_in_the_place_of_the_page():
    release = make_release(by=make_user())
    publish(release)
    notice = lifecycle.withdraw(release, make_user("approver"), "内容に誤りがあったため。")
    assert notice.form == "notice"
    assert notice.change_note == "内容に誤りがあったため。"
    assert not Edition.objects.live().pages().exists()
    assert not notice.content.lead
    assert not notice.shown_photos.exists()


def test_a_withdrawn_release_can_be_prepared_and_published_again():
    release = make_release(by=make_user())
    publish(release)
    approver = make_user("approver")
    lifecycle.withdraw(release, approver, "確認のため。")
    lifecycle.reopen(release, approver, "確認が済んだため。")
    assert not Edition.objects.live().pages().exists()
    publish(release)
    assert Edition.objects.live().pages().count() == 1


def test_an_archived_page_is_public_since_the_moment_that_it_was():
    release = make_release()
    lifecycle.publish_as_of(release, TWO, comment="旧サイトから移しました。")
    corrected = TWO + timedelta(days=7)
    edition = lifecycle.publish_as_of(release, corrected, change=Change("erratum", "表題を直しました。"))
    lifecycle.withdraw_as_of(release, TWO + timedelta(days=30), "内容に誤りがありました。")
    assert live(TWO - timedelta(seconds=1)) == []
    assert live(corrected - timedelta(seconds=1)) == live(corrected) == [release.title]
    assert (edition.number, edition.published_at) == (2, TWO)
    assert Edition.objects.live().get().form == Edition.Form.NOTICE
    release.refresh_from_db()
    assert release.state == State.WITHDRAWN


def test_what_was_public_is_recorded_in_its_order_only():
    release = make_release()
    with pytest.raises(Refused):
        lifecycle.withdraw_as_of(release, TWO, "公開されていません。")
    lifecycle.publish_as_of(release, TWO)
    for record in (lifecycle.publish_as_of, lambda *given: lifecycle.withdraw_as_of(*given, "早すぎます。")):
        with pytest.raises(Refused):
            record(release, TWO)
    assert Edition.objects.count() == 1


def test_nothing_was_public_before_its_release_date():
    with pytest.raises(Refused):
        lifecycle.publish_as_of(make_release(release_date=date(2022, 2, 4)), TWO)


def test_an_edition_cannot_be_changed_or_deleted_in_the_database():
    edition = publish(make_release(by=make_user()))
    for forbidden in (
        lambda: Edition.objects.filter(pk=edition.pk).delete(),
        lambda: Edition.objects.filter(pk=edition.pk).update(title="別の表題"),
        lambda: Edition.objects.filter(pk=edition.pk).update(document={}),
        lambda: Edition.objects.filter(pk=edition.pk).update(live_from=TWO),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()


def test_editions_of_a_release_never_overlap():
    edition = publish(make_release(by=make_user()))
    twin = Edition.objects.get(pk=edition.pk)
    twin.pk, twin.number, twin.live_until = None, 2, edition.live_from + timedelta(days=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        twin.save(force_insert=True)


def test_a_page_stays_at_its_address_and_shares_it_with_no_other_whoever_writes():
    first, second = publish(make_release(by=make_user())), publish(make_release(by=make_user()))
    for elsewhere in ({"slug": "9999xx"}, {"year": 2023}, {"release_id": second.release_id, "number": 9}):
        twin = Edition.objects.get(pk=first.pk)
        twin.pk, twin.number = None, 2
        # Of no time at all, so that nothing else is wrong with it.
        twin.live_until = twin.live_from
        for name, value in elsewhere.items():
            setattr(twin, name, value)
        with pytest.raises(DatabaseError, match="address"), transaction.atomic():
            twin.save(force_insert=True)
    twin = Edition.objects.get(pk=first.pk)
    twin.pk, twin.number, twin.live_until = None, 2, twin.live_from
    twin.save(force_insert=True)


def test_each_edition_is_sealed_with_the_one_before():
    release = make_release(by=make_user())
    first = publish(release)
    release.title = "訂正した表題"
    release.save()
    lifecycle.note_edit(release, make_user())
    second = publish(release, change=Change("erratum", "表題を直しました。"))
    assert second.previous_seal == first.seal
    assert all(edition.seal == Edition.objects.get(pk=edition.pk).sealed() for edition in (first, second))


def test_composing_takes_the_same_queries_for_one_session_and_for_many(django_assert_num_queries):
    event = make_event()
    release = make_release(event=event)
    make_session(event, speaker=make_speaker())
    with django_assert_num_queries(16):
        compose(release)
    for _ in range(12):
        make_session(event, speaker=make_speaker())
    with django_assert_num_queries(16):
        compose(release)
