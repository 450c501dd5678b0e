"""The screens around a release's life: desk, letters, ledger, preview links, log, differences, urgent publication."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from releases import lifecycle, photo_store, preflight
from releases.lifecycle import Change
from releases.models import Edition, Photo, Preflight, PreviewLink, RelatedLink, Release
from releases.objects import objects
from tests.admin_forms import text_of
from tests.builders import make_bureau, make_release, make_user, publish
from tests.pictures import upload

pytestmark = pytest.mark.django_db

TWO = datetime(2026, 11, 20, 14, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


def desk_of(user) -> str:
    client = Client()
    client.force_login(user)
    return text_of(client.get("/admin/"))


# My desk


def test_the_desk_shows_each_role_what_waits_for_it():
    writer, approver = make_user("writer"), make_user("approver")
    returned = make_release(by=writer, title="戻された原稿")
    lifecycle.submit(returned, writer)
    lifecycle.send_back(returned, approver, "日付を確かめてください。")
    make_release(by=writer, title="書きかけの原稿")
    lifecycle.submit(make_release(by=writer, title="待っている原稿"), writer)
    with time_machine.travel(TWO - timedelta(hours=2)):
        publish(make_release(by=writer, title="予定の発表"), live_from=TWO)
        publish(make_release(by=writer, title="公開中の発表"))
        for_writer, for_approver = desk_of(writer), desk_of(approver)
    assert for_writer.index("差し戻されたもの") < for_writer.index("戻された原稿") < for_writer.index("書きかけの原稿")
    assert "11月20日 14時00分" in for_writer
    assert "最近の公開" in for_writer
    assert for_approver.index("確認待ち") < for_approver.index("待っている原稿") < for_approver.index("予定の発表")
    assert "書きかけの原稿" not in for_approver


def test_the_desk_counts_what_the_checks_found():
    writer = make_user()
    release = make_release(by=writer)
    Photo.objects.create(release=release, file=photo_store.store_upload(upload()), alt="")
    assert "指摘 1件" in desk_of(writer)


# Letters


def test_letters_go_to_those_who_must_act(django_capture_on_commit_callbacks):
    writer = make_user("writer", email="writer@example.jp")
    approver = make_user("approver", email="approver@example.jp")
    release = make_release(by=writer)

    def sent(step, *args, **more):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            step(release, *args, **more)
        return [(letter.to, letter.subject.split("】")[0]) for letter in mail.outbox]

    assert sent(lifecycle.submit, writer) == [(["approver@example.jp"], "【確認依頼")]
    assert sent(lifecycle.send_back, approver, "直してください。") == [(["writer@example.jp"], "【差戻し")]
    assert "直してください。" in mail.outbox[0].body
    lifecycle.submit(release, writer)
    with time_machine.travel(TWO - timedelta(hours=1)):
        assert sent(lifecycle.approve, approver, live_from=TWO) == [(["writer@example.jp"], "【承認（公開予定）")]
        assert "2026年11月20日 14時00分に公開されます" in mail.outbox[0].body
        Release.objects.filter(pk=release.pk).update(title="変わった\r\nBcc: x@example.jp")
        release.refresh_from_db()
        assert sent(lifecycle.note_edit, writer) == [(["approver@example.jp"], "【承認の取消し")]
    assert "\n" not in mail.outbox[0].subject


# Ledger and preflight


def scheduled(**fields) -> Edition:
    with time_machine.travel(TWO - timedelta(hours=2)):
        return publish(make_release(by=make_user("writer", email="w@example.jp"), **fields), live_from=TWO)


def test_a_scheduled_release_is_looked_at_once_in_its_last_half_hour():
    edition = scheduled()
    approval = Preflight.objects.get()
    assert (approval.edition, approval.occasion) == (edition, "approval")
    with time_machine.travel(TWO - timedelta(minutes=31)):
        call_command("preflight")
        assert Preflight.objects.count() == 1
    with time_machine.travel(TWO - timedelta(minutes=30)):
        call_command("preflight")
        call_command("preflight")
    result = Preflight.objects.exclude(pk=approval.pk).get()
    assert (result.edition, result.occasion, result.findings) == (edition, "before", [])


def test_a_lost_photo_is_found_before_the_minute_and_its_people_are_told(django_capture_on_commit_callbacks):
    release = make_release(by=make_user("writer", email="w@example.jp"))
    file = photo_store.store_upload(upload())
    Photo.objects.create(release=release, file=file, alt="会場", caption="会場の様子")
    with time_machine.travel(TWO - timedelta(hours=2)):
        publish(release, live_from=TWO)
    objects().remove(f"{photo_store.folder_of(file.key)}/480.jpg")
    with time_machine.travel(TWO - timedelta(minutes=10)), django_capture_on_commit_callbacks(execute=True):
        call_command("preflight")
    assert Preflight.objects.first().findings[0]["code"] == "photo_missing"
    assert "会場の様子" in mail.outbox[0].body


def test_a_link_to_a_page_that_will_not_be_there_is_found():
    release = make_release(by=make_user())
    make_release(slug="0101si", by=make_user())
    RelatedLink.objects.create(release=release, label="案内", url="/e-komfo/2022/0101si.html")
    with time_machine.travel(TWO - timedelta(hours=2)):
        edition = publish(release, live_from=TWO)
    assert [finding.code for finding in preflight.inspect(edition)] == ["link_nowhere"]


def test_a_page_that_a_new_program_would_draw_otherwise_is_found(monkeypatch):
    edition = scheduled()
    assert preflight.inspect(edition) == []
    right = preflight.render_article
    monkeypatch.setattr(
        "releases.preflight.render_article", lambda document: right(document).replace("連絡先", "お問合せ先")
    )
    found = preflight.inspect(edition)
    assert [finding.code for finding in found] == ["page_differs"]
    assert "承認時:「連絡先" in found[0].message
    assert "／現在:「お問合せ先" in found[0].message


def test_one_releases_trouble_never_touches_another(monkeypatch):
    bad, good = scheduled(title="困った発表"), scheduled(title="良い発表")
    right = preflight.inspect

    def inspect(edition):
        if edition.pk == bad.pk:
            raise RuntimeError("trouble")
        return right(edition)

    monkeypatch.setattr(preflight, "inspect", inspect)
    with time_machine.travel(TWO - timedelta(minutes=10)):
        call_command("preflight")
    assert Preflight.objects.get(occasion="before").edition == good


# Preview links


@pytest.fixture
def link():
    release = make_release(by=make_user(), lead="<p>公開前の本文。</p>")
    file = photo_store.store_upload(upload())
    Photo.objects.create(release=release, file=file, alt="会場")
    return PreviewLink.objects.create(release=release, recipient="共催団体")


def address(link: PreviewLink) -> str:
    return f"/-/preview/{link.token}/"


def test_a_colleague_without_a_login_reads_the_draft_with_its_photos(client, link):
    response = client.get(address(link))
    assert response.status_code == 200
    assert "公開前の本文。" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    key = link.release.photos.get().file.key
    photo = client.get(f"{address(link)}photos/{key}/480.jpg")
    assert photo.status_code == 200
    assert b"".join(photo.streaming_content)[:2] == b"\xff\xd8"


def test_a_link_shows_no_photo_of_another_release(client, link):
    other = photo_store.store_upload(upload())
    Photo.objects.create(release=make_release(by=make_user()), file=other, alt="別")
    assert client.get(f"{address(link)}photos/{other.key}/480.jpg").status_code == 404


def test_a_forged_expired_or_revoked_link_is_an_unknown_address(client, link):
    unknown = client.get("/-/preview/nothing/")
    assert unknown.status_code == 404
    token = link.token
    forged = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert client.get(f"/-/preview/{forged}/").status_code == 404
    assert client.get(f"/-/preview/{link.secret}/").status_code == 404
    with time_machine.travel(datetime.now(TWO.tzinfo) + timedelta(days=8)):
        assert client.get(address(link)).status_code == 404
    client.force_login(make_user())
    assert client.post(f"/admin/releases/{link.release.pk}/links/{link.pk}/revoke/").status_code == 302
    client.logout()
    assert client.get(address(link)).status_code == 404


def test_a_link_ends_with_the_publication(client, link):
    publish(link.release)
    assert client.get(address(link)).status_code == 404


def test_a_link_is_made_and_listed_on_its_screen(client):
    release = make_release(by=make_user())
    client.force_login(make_user())
    url = f"/admin/releases/{release.pk}/links/"
    assert client.post(url, {"recipient": "共催団体", "days": "3"}).status_code == 302
    assert PreviewLink.objects.get().token in client.get(url).content.decode()
    assert client.post(url, {"recipient": "", "days": "99"}).status_code == 200


# Log, differences, bringing back


def corrected() -> Release:
    release = make_release(by=make_user(), lead="<p>参加者は85名でした。</p>")
    publish(release)
    release.lead = "<p>参加者は86名でした。</p>"
    release.save()
    lifecycle.note_edit(release, make_user())
    return release


def test_the_approver_sees_what_a_correction_changes_and_a_note_to_go_with_it(client):
    release = corrected()
    lifecycle.submit(release, make_user())
    client.force_login(make_user("approver"))
    page = client.get(f"/admin/releases/{release.pk}/steps/approve/").content.decode()
    assert "<del>85</del>" in page
    assert "<ins>86</ins>" in page
    assert "「85」を「86」に訂正しました。" in page


def test_any_two_editions_are_compared_and_an_old_one_comes_back_as_a_draft(client):
    release = corrected()
    publish(release, change=Change("erratum", "人数を訂正しました。"))
    client.force_login(make_user())
    page = client.get(f"/admin/releases/{release.pk}/compare/?from=1&to=2").content.decode()
    assert "<del>85</del>" in page
    assert client.get(f"/admin/releases/{release.pk}/compare/?from=9&to=x").status_code == 404
    client.post(f"/admin/releases/{release.pk}/editions/1/bring-back/")
    release.refresh_from_db()
    assert "85名" in release.lead
    assert "86名" in client.get(f"/e-komfo/2022/{release.slug}.html").content.decode()


def test_the_log_of_editions_proves_itself():
    publish(corrected(), change=Change("erratum", "人数を訂正しました。"))
    call_command("verify_editions")
    first = Edition.objects.order_by("number").first()
    Edition.objects.bulk_create(
        [Edition(**{**values_of(first), "number": 3, "previous_seal": "0" * 64, "live_until": first.live_from})]
    )
    with pytest.raises(CommandError, match="封印"):
        call_command("verify_editions")


def values_of(edition: Edition) -> dict:
    return {field.attname: getattr(edition, field.attname) for field in Edition._meta.fields if field.name != "id"}


# Urgent publication


def test_an_urgent_publication_waits_for_somebody_elses_review():
    make_bureau(allows_urgent_publication=True)
    approver, other = make_user("approver"), make_user("approver")
    release = make_release(by=approver, title="緊急の発表")
    lifecycle.publish_urgently(release, approver, "災害のため。")
    assert Edition.objects.live().get().is_urgent
    assert "緊急公開の事後確認" in desk_of(other)
    assert "review" not in [step.name for step in lifecycle.possible_steps(Release.objects.get(), approver)]
    lifecycle.review(release, other, "確認しました。")
    assert "緊急公開の事後確認" not in desk_of(other)


# The bin


def test_the_bin_is_emptied_of_what_lay_there_for_thirty_days():
    now = datetime.now(TWO.tzinfo)
    old, fresh = make_release(by=make_user(), title="古い下書き"), make_release(by=make_user(), title="新しい下書き")
    with time_machine.travel(now - timedelta(days=31)):
        lifecycle.discard(old, make_user())
    lifecycle.discard(fresh, make_user())
    call_command("empty_bin")
    assert list(Release.objects.all()) == [fresh]


def test_a_draft_whose_address_was_given_away_says_so_when_it_comes_back():
    lifecycle.discard(first := make_release(by=make_user(), slug="0203si"), make_user())
    make_release(by=make_user(), slug="0203si")
    with pytest.raises(lifecycle.Refused, match="同じアドレス"):
        lifecycle.bring_back(first, make_user())
