"""What spares typing: a release made of last year's, and comments from a table."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from releases import photo_store
from releases.models import Note, Photo, Release
from tests.admin_forms import text_of
from tests.builders import make_bureau, make_comment, make_event, make_release, make_session, make_speaker, make_user
from tests.pictures import upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    make_bureau()
    client = Client()
    client.force_login(make_user())
    return client


def last_year() -> Release:
    event = make_event(title="見本セミナー2022")
    make_session(event, speaker=make_speaker(), topic="地域の明日")
    make_comment(event)
    release = make_release(slug="0203si", title="「見本セミナー2022」を開催", event=event, legacy_path="/old.html")
    Note.objects.create(release=release, marker="参考1", body="<p>注です。</p>")
    Photo.objects.create(release=release, file=photo_store.store_upload(upload()), alt="会場")
    return release


def copy_of(client, release: Release, **choices) -> Release:
    answer = client.post(f"/admin/releases/{release.pk}/copy/", {"day": "2023-02-07", **choices})
    assert answer.status_code == 302, text_of(answer)
    return Release.objects.exclude(pk=release.pk).get()


def test_a_copy_begins_with_the_old_text_and_the_new_year(client):
    old = last_year()
    new = copy_of(client, old)
    assert (new.title, new.slug, new.year, new.state) == ("「見本セミナー2023」を開催", "0207si", 2023, "draft")
    assert new.legacy_path == ""
    assert new.notes.get().body == "<p>注です。</p>"
    assert new.event_id != old.event_id
    assert new.event.title == "見本セミナー2023"
    assert not new.event.days.exists()
    assert not new.event.survey_comments.exists()
    assert not new.photos.exists()
    session = new.event.sessions.get()
    assert (session.topic, session.appearances.count()) == ("", 0)


def test_a_copy_takes_programme_and_photos_along_if_asked(client):
    new = copy_of(client, last_year(), with_programme="on", with_photos="on")
    assert new.event.sessions.get().topic == "地域の明日"
    assert new.event.sessions.get().appearances.count() == 1
    assert new.photos.get().alt == "会場"


def test_the_old_release_stays_as_it_was_and_a_second_copy_has_its_own_address(client):
    old = last_year()
    before = Release.objects.filter(pk=old.pk).values().get()
    copy_of(client, old)
    client.post(f"/admin/releases/{old.pk}/copy/", {"day": "2023-02-07"})
    assert Release.objects.filter(pk=old.pk).values().get() == before
    assert sorted(Release.objects.exclude(pk=old.pk).values_list("slug", flat=True)) == ["0207si", "0207si-2"]


def test_a_copy_wants_a_day(client):
    answer = client.post(f"/admin/releases/{last_year().pk}/copy/", {"day": ""})
    assert answer.status_code == 422
    assert Release.objects.count() == 1


# Comments

ROWS = [
    ("番号", "満足度", "ご意見・ご感想"),
    ("1", "5", "とても参考になった。\n次回も参加したい。"),
    ("2", "4", "特になし"),
    ("3", "5", '=HYPERLINK("http://x")'),
    ("4", "3", "とても参考になった。 次回も参加したい。"),
    ("5", "3", ""),
]


def csv_of(rows, encoding="utf-8") -> bytes:
    text = io.StringIO()
    import csv

    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_of(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def send(client, event, data: bytes, name="a.csv", **more):
    return client.post(f"/admin/events/{event.pk}/comments/", {"file": SimpleUploadedFile(name, data), **more})


@pytest.mark.parametrize(
    "data",
    [csv_of(ROWS), csv_of(ROWS, "utf-8-sig"), csv_of(ROWS, "cp932"), csv_of(ROWS, "utf-16"), xlsx_of(ROWS)],
    ids=["utf-8", "bom", "cp932", "utf-16", "xlsx"],
)
def test_a_table_is_looked_at_before_it_is_taken(client, data):
    event = make_event()
    looked = send(client, event, data)
    text = text_of(looked)
    assert "取り込む意見（2件）" in text
    assert "空欄や「特になし」 2件" in text
    assert "同じもの 1件" in text
    assert not event.survey_comments.exists()
    kept = looked.context["kept"]
    answer = client.post(f"/admin/events/{event.pk}/comments/", {"kept": kept, "column": "2", "take": "1"})
    assert answer.status_code == 302
    first, second = event.survey_comments.all()
    assert first.text == first.verbatim == "とても参考になった。\n次回も参加したい。"
    assert second.text.startswith("=HYPERLINK")
    assert not first.is_cleared


def test_another_column_can_be_chosen(client):
    event = make_event()
    kept = send(client, event, csv_of(ROWS)).context["kept"]
    looked = client.post(f"/admin/events/{event.pk}/comments/", {"kept": kept, "column": "1", "look": "1"})
    assert looked.context["taken"].texts == ("5", "4", "3")


def test_what_is_there_already_is_not_taken_twice(client):
    event = make_event()
    make_comment(event, "とても参考になった。次回も参加したい。")
    assert "取り込む意見（1件）" in text_of(send(client, event, csv_of(ROWS)))


def test_the_form_that_somebody_has_open_meets_a_newer_version(client):
    event = make_event()
    before = event.version
    kept = send(client, event, csv_of(ROWS)).context["kept"]
    client.post(f"/admin/events/{event.pk}/comments/", {"kept": kept, "column": "2", "take": "1"})
    event.refresh_from_db()
    assert event.version == before + 1


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "ファイルが空です"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "表のファイルではありません"),
        (b"PK\x03\x04rest", "Excel のファイルとして読めません"),
        ("見出しだけ\n".encode(), "その下の行"),
        (bomb(), "中身が大きすぎます"),
        (b"a,b\n" + b"1,2\n" * 6000, "行が多すぎます"),
    ],
    ids=["empty", "picture", "no zip", "header", "bomb", "long"],
)
def test_a_file_that_is_no_table_is_refused_with_a_reason(client, data, message):
    answer = send(client, make_event(), data)
    assert answer.status_code == 422
    assert message in text_of(answer)


def test_only_who_may_change_events_may_take_comments():
    client = Client()
    assert client.get(f"/admin/events/{make_event().pk}/comments/").status_code == 302
