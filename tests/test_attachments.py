"""Attached PDF files through the door: what is refused and why, and who may fetch them when."""

import io
import json
import re
import resource
import time
import zlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import feedparser
import pikepdf
import pytest
import time_machine
from django.core.management import call_command
from django.db import Error, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from releases import attachment_store, lifecycle, preflight
from releases.compose import compose
from releases.fill import fill
from releases.forms import sign_stored
from releases.models import Attachment, AttachmentFile, PreviewLink
from releases.models.edition import EditionAttachment
from releases.objects import objects
from releases.pdf_check import AttachmentRefused, inspect
from releases.photo_store import store_upload
from tests.admin_forms import AdminForm, errors_of
from tests.builders import make_release, make_user, publish
from tests.documents import make_attachment, make_document
from tests.papers import new_pdf, paper, pdf_upload, saved
from tests.pictures import upload

pytestmark = pytest.mark.django_db

TWO = datetime(2022, 2, 3, 14, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


def with_root(**entries) -> bytes:
    """A PDF whose catalogue holds ``entries``."""
    pdf = new_pdf()
    for name, value in entries.items():
        pdf.Root[f"/{name}"] = value
    return saved(pdf)


def with_annotation(**entries) -> bytes:
    pdf = new_pdf()
    note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 10, 10]), **entries)
    pdf.pages[0].obj.Annots = Array([note])
    return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def with_embedded_file() -> bytes:
    pdf = new_pdf()
    pdf.attachments["内訳.xlsx"] = pikepdf.AttachedFileSpec(pdf, b"PK", filename="内訳.xlsx")
    return saved(pdf)


def encrypted(user: str) -> bytes:
    return saved(new_pdf(), encryption=pikepdf.Encryption(owner="owner", user=user))


def action(kind: str, **entries) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **entries)


REFUSED = {
    "empty": (b"", "0バイト"),
    "word": (b"PK\x03\x04word/document.xml", "PDFファイルではありません"),
    "html": (b"<script>alert(1)</script>%PDF-1.7 %%EOF", "PDFファイルではありません"),
    "21MB": (b"%PDF-1.7" + b"x" * (21 * 1024 * 1024), r"大きすぎます（21\.0MB）。20MB以内"),
    "truncated": (paper(30)[:-200], "途中で切れている"),
    "hollow": (b"%PDF-1.7\nnothing\n%%EOF\n", "中が壊れています"),
    "cut out": (paper(30)[:300] + paper(30)[-300:], "中が壊れています"),
    "no page": (paper(0), "中が壊れています"),
    "password": (encrypted("secret"), "パスワードか、印刷やコピーの制限"),
    "print lock": (encrypted(""), "パスワードか、印刷やコピーの制限"),
    "script": (with_root(OpenAction=action("JavaScript", JS="app.alert(1)")), "JavaScript"),
    "script by name": (with_root(Names=Dictionary(JavaScript=Dictionary(Names=Array([])))), "JavaScript"),
    "script in a link": (with_annotation(Subtype=Name.Link, A=action("JavaScript", JS="1")), "JavaScript"),
    "launch": (with_root(OpenAction=action("Launch", F="cmd.exe")), "ソフトを開く指示"),
    "other file": (with_annotation(Subtype=Name.Link, A=action("GoToR", F="//host/a")), "ソフトを開く指示"),
    "file address": (with_annotation(Subtype=Name.Link, A=action("URI", URI="file:///etc/passwd")), "開く指示"),
    "embedded": (with_embedded_file(), "埋め込まれた別のファイル"),
    "film": (with_annotation(Subtype=Name.RichMedia), "動画や音声"),
    "form": (with_annotation(Subtype=Name.Link, A=action("SubmitForm", F="https://a.example/")), "フォーム"),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_plain_pdf_is_refused_with_a_reason(data, message):
    with pytest.raises(AttachmentRefused, match=message):
        inspect(data)


@pytest.mark.parametrize(
    "data",
    [
        paper(),
        saved(new_pdf(3), linearize=True),
        with_root(OpenAction=Array([Name.Fit])),
        with_annotation(Subtype=Name.Link, A=action("URI", URI="https://www.example.jp/a?b=c:d")),
        with_annotation(Subtype=Name.Link, A=action("URI", URI="mailto:a@example.jp")),
        with_annotation(Subtype=Name.Link, A=action("URI", URI="page/2:3.html")),
        paper() + b"\r\n" * 100,
    ],
)
def test_links_openings_at_a_page_and_every_way_of_writing_a_pdf_are_allowed(data):
    assert inspect(data).pages in (2, 3)


def test_an_active_part_is_found_under_any_spelling_of_its_name():
    hidden = with_root(OpenAction=action("JavaScript", JS="1")).replace(b"/JavaScript", b"/Java#53cript")
    hidden = hidden.replace(b"/JS", b"/JX")
    # The places of its objects have moved: saved anew they are right again.
    with pikepdf.open(io.BytesIO(hidden)) as mended:
        data = saved(mended, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pytest.raises(AttachmentRefused, match="JavaScript"):
        inspect(data)


def test_the_author_that_a_file_names_is_found_in_both_places():
    pdf = new_pdf(author="髙橋 一")
    with pdf.open_metadata(update_docinfo=False) as metadata:
        metadata["dc:creator"] = ["岡﨑 二郎"]
    assert inspect(saved(pdf)).author == "髙橋 一、岡﨑 二郎"


def unfolding_to_gigabytes() -> bytes:
    """A PDF of a few kilobytes whose catalogue lies in a stream that is packed twice: 3 GB when it is read."""
    packer = zlib.compressobj()
    body = b"1 0 2 40 " + b"<< /Type /Catalog /Pages 2 0 R >>".ljust(40) + b"<< /Type /Pages /Kids [] /Count 0 >>"
    start = packer.compress(body) + packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(b" " * 1024 * 1024) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = zlib.compress(start + megabyte * 3000)
    out = b"%PDF-1.5\n"
    bomb = len(out)
    out += b"3 0 obj\n<< /Type /ObjStm /N 2 /First 9 /Filter [/FlateDecode /FlateDecode] /Length %d >>\n" % len(packed)
    out += b"stream\n" + packed + b"\nendstream\nendobj\n"
    table = len(out)
    rows = [(0, 0, 255), (2, 3, 0), (2, 3, 1), (1, bomb, 0), (1, table, 0)]
    index = b"".join(kind.to_bytes(1) + place.to_bytes(4) + number.to_bytes(1) for kind, place, number in rows)
    out += b"4 0 obj\n<< /Type /XRef /Size 5 /W [1 4 1] /Root 1 0 R /Length %d >>\n" % len(index)
    return out + b"stream\n" + index + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % table


def test_a_file_that_unfolds_to_gigabytes_is_refused_in_time():
    bomb = unfolding_to_gigabytes()
    assert len(bomb) < 100_000
    began = time.monotonic()
    with pytest.raises(AttachmentRefused, match="壊れています"):
        inspect(bomb)
    assert time.monotonic() - began < 25
    # In kilobytes; no child of this process ever took more.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1.1 * 1024 * 1024


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(9, 100_000), st.integers(0, 255)), min_size=1, max_size=6))
def test_damaged_bytes_are_refused_or_kept_but_never_an_error(damage):
    data = bytearray(paper(3, author="林"))
    for place, value in damage:
        data[place % len(data)] = value
    try:
        found = inspect(bytes(data))
    except AttachmentRefused:
        return
    assert found.pages >= 1


# The screen


@pytest.fixture
def writer(client):
    user = make_user()
    client.force_login(user)
    return user


def form_of(client, release) -> AdminForm:
    return AdminForm.open(client, f"/admin/releases/release/{release.pk}/change/")


def test_a_pdf_is_attached_with_its_title_and_its_facts_are_kept(client, writer, media_root):
    release = make_release(by=writer)
    form = form_of(client, release)
    form.add("attachments", title="開催案内（チラシ）", stored="")
    data = paper(3)
    form.uploads["attachments-0-upload"] = pdf_upload(data, "../../0203_案内.pdf")
    form.save()
    attachment = release.attachments.get()
    assert (attachment.title, attachment.file.pages, attachment.file.bytes) == ("開催案内（チラシ）", 3, len(data))
    assert attachment.file.original_name == "0203_案内.pdf"
    assert attachment.file.uploaded_by == writer
    kept = [path for path in media_root.rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [f"{attachment.file.key}.pdf"]
    assert kept[0].read_bytes() == data
    again = form_of(client, release)
    assert f"0203_案内.pdf</a>（PDF：{max(1, round(len(data) / 1024))}KB、3ページ）" in again.html


@pytest.mark.parametrize("name", ["word", "password", "script", "embedded", "truncated", "21MB"])
def test_a_refused_file_costs_nothing_that_was_typed(client, writer, name):
    data, message = REFUSED[name]
    release = make_release(by=writer)
    form = form_of(client, release).set(title="書き直した表題")
    form.add("attachments", title="案内", stored="")
    form.uploads["attachments-0-upload"] = pdf_upload(data)
    response = form.send()
    assert response.status_code == 200
    assert any(re.search(message, error) for error in errors_of(response))
    page = response.content.decode()
    assert 'value="書き直した表題"' in page
    assert 'value="案内"' in page
    assert not AttachmentFile.objects.exists()


def test_a_mistake_elsewhere_does_not_cost_the_file(client, writer):
    release = make_release(by=writer)
    form = form_of(client, release).set(title="")
    form.add("attachments", title="案内", stored="")
    form.uploads["attachments-0-upload"] = pdf_upload()
    refused = form.send()
    assert refused.status_code == 200
    again = AdminForm.of(client, form.url, refused).set(title="直した表題")
    again.save()
    assert release.attachments.get().file == AttachmentFile.objects.get()


def test_a_row_without_a_file_is_asked_for_one(client, writer):
    form = form_of(client, make_release(by=writer))
    form.add("attachments", title="案内", stored="")
    assert "PDFファイルを選んでください。" in errors_of(form.send())


def test_a_photo_is_not_taken_for_an_attachment(client, writer):
    form = form_of(client, make_release(by=writer))
    form.add("attachments", title="案内", stored=sign_stored(store_upload(upload())))
    assert "PDFファイルを選び直してください。" in errors_of(form.send())


def test_the_tray_keeps_a_file_at_once_and_the_form_places_it(client, writer):
    release = make_release(by=writer)
    answer = client.post("/admin/files/upload/", {"upload": pdf_upload(paper(author="林 太郎"), "案内.pdf")}).json()
    assert "案内.pdf" in answer["facts"]
    assert "「林 太郎」が記録されていて、読者にも見えます" in answer["facts"]
    form = form_of(client, release)
    form.add("attachments", title="案内", stored=answer["stored"])
    form.save()
    assert release.attachments.get().file.author == "林 太郎"


def test_the_tray_says_what_is_wrong(client, writer):
    refused = client.post("/admin/files/upload/", {"upload": pdf_upload(b"PK", "a.docx")})
    assert refused.status_code == 422
    assert refused.json()["error"].startswith("「a.docx」: PDFファイルではありません。")
    assert client.post("/admin/files/upload/").json()["error"] == "PDFファイルを選んでください。"


def test_nobody_uploads_without_the_right_to(client):
    user = make_user()
    user.groups.clear()
    client.force_login(user)
    assert client.post("/admin/files/upload/", {"upload": pdf_upload()}).status_code == 403


@pytest.mark.usefixtures("either_store")
def test_equal_bytes_are_kept_once():
    files = [attachment_store.store_attachment(pdf_upload(name=name)) for name in ("一.pdf", "二.pdf")]
    assert files[0] == files[1]
    assert [entry.name for entry in objects().entries("attachments")] == [attachment_store.name_of(files[0].key)]


def test_a_full_disk_leaves_nothing_behind(media_root, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(AttachmentRefused, match="空き"):
        attachment_store.store_attachment(pdf_upload())
    assert not AttachmentFile.objects.exists()
    assert not [path for path in media_root.rglob("*") if path.is_file()]


# In public


def attach(release, data: bytes | None = None, title: str = "開催案内（チラシ）") -> AttachmentFile:
    file = attachment_store.store_attachment(pdf_upload(data))
    Attachment.objects.create(release=release, file=file, title=title, order=release.attachments.count())
    return file


def address(file: AttachmentFile, slug: str = "0203si") -> str:
    return f"/e-komfo/files/{file.key}/{slug}-{file.key[:8]}.pdf"


def fetch(client, url: str, **headers):
    """The answer with its bytes in ``body``; reading them to the end closes the file behind it."""
    response = client.get(url, headers=headers)
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    return response


@pytest.mark.usefixtures("either_store")
def test_a_file_is_public_from_the_minute_of_its_release_to_its_withdrawal(client):
    release = make_release(slug="0203si", by=make_user())
    data = paper(3, mark="公開")
    file = attach(release, data)
    with time_machine.travel(TWO - timedelta(hours=1)):
        publish(release, live_from=TWO)
    with time_machine.travel(TWO - timedelta(seconds=1), tick=False):
        early = client.get(address(file))
        assert early.status_code == 404
        assert early["Cache-Control"] == "no-store"
    with time_machine.travel(TWO, tick=False):
        shown = fetch(client, address(file))
        assert (shown.status_code, shown["Content-Type"]) == (200, "application/pdf")
        assert shown.body == data
    with time_machine.travel(TWO + timedelta(days=1)):
        lifecycle.withdraw(release, make_user("approver"), "確認のため。")
        assert client.get(address(file)).status_code == 404


def test_a_file_that_a_correction_leaves_out_is_gone_with_it(client):
    release = make_release(slug="0203si", by=make_user())
    old, new = attach(release, paper(mark="誤")), paper(mark="正")
    publish(release)
    release.attachments.all().delete()
    kept = attach(release, new)
    assert fetch(client, address(old)).status_code == 200
    lifecycle.note_edit(release, make_user())
    release.refresh_from_db()
    publish(release, change=lifecycle.Change("replacement", "資料を差し替えました。"))
    assert client.get(address(old)).status_code == 404
    assert fetch(client, address(kept)).status_code == 200


def test_a_file_stands_at_the_addresses_of_the_live_releases_that_name_it(client):
    first, second = make_release(slug="first", by=make_user()), make_release(slug="second", by=make_user())
    file = attach(first)
    Attachment.objects.create(release=second, file=file, title="同じ資料")
    publish(first)
    assert fetch(client, address(file, "first")).status_code == 200
    assert client.get(address(file, "second")).status_code == 404
    publish(second)
    lifecycle.withdraw(first, make_user("approver"), "確認のため。")
    assert client.get(address(file, "first")).status_code == 404
    assert fetch(client, address(file, "second")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"If-None-Match": "*"}, {"If-Modified-Since": "Wed, 01 Jan 2031 00:00:00 GMT"}, {"Range": "bytes=0-0"}],
)
def test_a_private_file_answers_no_condition_and_no_range(client, headers):
    file = attach(make_release(slug="0203si", by=make_user()))
    for sent in (headers, {"If-None-Match": f'"{file.key}"'}):
        assert client.get(address(file), headers=sent).status_code == 404
        assert client.head(address(file), headers=sent).status_code == 404


def test_a_private_file_is_answered_like_one_that_never_was(client):
    file = attach(make_release(slug="0203si", by=make_user()))
    nowhere = f"/e-komfo/files/{'0' * 64}/0203si-00000000.pdf"
    assert client.get(address(file)).content == client.get(nowhere).content


def test_a_reader_that_holds_a_file_is_told_so(client):
    release = make_release(slug="0203si", by=make_user())
    file = attach(release)
    publish(release)
    first = fetch(client, address(file))
    assert first["ETag"] == f'"{file.key}"'
    assert client.get(address(file), headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_the_page_names_its_files_with_kind_size_and_pages(client):
    release = make_release(slug="0203si", by=make_user())
    file = attach(release, paper(3))
    publish(release)
    html = client.get("/e-komfo/2022/0203si.html").content.decode()
    size = max(1, round(file.bytes / 1024))
    mark = f'<span class="link-mark">（PDF：{size}KB、3ページ）</span>'
    assert f'<a href="{address(file)}">開催案内（チラシ）{mark}</a>' in html
    told = json.loads(re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html, re.DOTALL)[1])
    assert told["@graph"][0]["associatedMedia"] == [
        {
            "@type": "MediaObject",
            "name": "開催案内（チラシ）",
            "contentUrl": f"http://localhost:8000{address(file)}",
            "encodingFormat": "application/pdf",
            "contentSize": str(file.bytes),
            "sha256": file.key,
            "inLanguage": "ja",
        }
    ]
    assert f"http://localhost:8000{address(file)}" in client.get("/e-komfo/rss.xml").content.decode()
    row = client.get("/api/releases/").json()["items"][0]
    assert row["document"]["attachments"] == [
        {"title": "開催案内（チラシ）", "key": file.key, "bytes": file.bytes, "pages": 3}
    ]


def test_feeds_that_may_name_several_files_name_them_with_their_titles(client):
    release = make_release(slug="0203si", by=make_user())
    first, second = attach(release, paper(mark="一"), "案内"), attach(release, paper(mark="二"), "次第")
    publish(release)
    [item] = client.get("/e-komfo/feed.json").json()["items"]
    assert item["attachments"] == [
        {
            "url": f"http://localhost:8000{address(file)}",
            "mime_type": "application/pdf",
            "title": title,
            "size_in_bytes": file.bytes,
        }
        for file, title in ((first, "案内"), (second, "次第"))
    ]
    [entry] = feedparser.parse(client.get("/e-komfo/atom.xml").content).entries
    links = [link for link in entry.links if link.rel == "enclosure"]
    assert [(link.href, link.title, link.length) for link in links] == [
        (f"http://localhost:8000{address(file)}", title, str(file.bytes))
        for file, title in ((first, "案内"), (second, "次第"))
    ]


def test_a_release_is_found_by_the_title_of_its_file(client):
    release = make_release(slug="0203si", by=make_user())
    attach(release, title="臨時災害放送局の手引")
    publish(release)
    assert "/e-komfo/2022/0203si.html" in client.get("/search/?q=臨時災害放送局").content.decode()


def test_a_document_without_files_keeps_the_digest_that_it_always_had():
    assert make_document().digest == "e08441d0a391f458f0c69d14469629f938659d02d80b24dda2f64c339d3ab0ec"
    assert "attachments" not in make_document().to_json()
    assert make_document(attachments=(make_attachment(),)).digest != make_document().digest


def test_an_edition_brings_its_files_back(client):
    release = make_release(slug="0203si", by=make_user())
    attach(release, paper(mark="一"), "案内")
    attach(release, paper(mark="二"), "次第")
    edition = publish(release)
    release.attachments.all().delete()
    fill(edition.content, into=release)
    assert compose(release).attachments == edition.content.attachments
    assert [item.title for item in compose(release).attachments] == ["案内", "次第"]
    call_command("verify_editions")


def test_staff_see_a_private_file_and_others_do_not(client):
    file = attach(make_release(by=make_user()))
    url = f"/admin/files/{file.key}/0203si.pdf"
    assert client.get(url).status_code == 302
    client.force_login(make_user())
    answer = fetch(client, url)
    assert answer.status_code == 200
    assert answer["Cache-Control"].startswith("private, no-store")
    assert client.get(f"/admin/files/{file.key}/a%22b.pdf").status_code == 404


def test_a_preview_leads_to_the_file_through_the_login_or_its_own_link(client):
    release = make_release(slug="0203si", by=make_user())
    file = attach(release)
    other = attach(make_release(by=make_user()), paper(mark="ほか"))
    link = PreviewLink.objects.create(release=release, created_by=make_user(), recipient="協会 林")
    page = client.get(f"/-/preview/{link.token}/").content.decode()
    url = re.search(r'href="([^"]+\.pdf)"', page)[1]
    assert fetch(client, url).status_code == 200
    assert client.get(url.replace(file.key, other.key)).status_code == 404
    client.force_login(make_user())
    preview = client.get(f"/admin/releases/{release.pk}/preview/").content.decode()
    assert f'href="/admin/files/{file.key}/' in preview


@pytest.mark.parametrize("change", ["delete", "update"])
def test_what_an_edition_names_never_changes(change):
    release = make_release(by=make_user())
    attach(release)
    publish(release)
    rows = EditionAttachment.objects.all()
    with pytest.raises(Error), transaction.atomic():
        rows._raw_delete("default") if change == "delete" else rows.update(key="0" * 64)
    assert rows.count() == 1


@pytest.mark.usefixtures("either_store")
def test_sweeping_deletes_only_old_files_that_nothing_names(capsys):
    release = make_release(by=make_user())
    used = attach(release, paper(mark="使う"))
    forgotten = attachment_store.store_attachment(pdf_upload(paper(mark="忘れた")))
    sent_again = attachment_store.store_attachment(pdf_upload(paper(mark="また")))
    stray = attachment_store.name_of("ab" * 32)
    objects().put(stray, b"%PDF-")
    with time_machine.travel(datetime.now(TWO.tzinfo) + timedelta(hours=25)):
        attachment_store.store_attachment(pdf_upload(paper(mark="また")))
        call_command("sweep_photos")
        assert "資料 1 件" in capsys.readouterr().out
        assert AttachmentFile.objects.count() == 3
        call_command("sweep_photos", "--delete")
    assert set(AttachmentFile.objects.all()) == {used, sent_again}
    assert attachment_store.size_of(forgotten.key) is None
    assert objects().size(stray) is None
    assert attachment_store.size_of(used.key)


@pytest.mark.usefixtures("either_store")
def test_the_look_before_the_minute_tells_of_a_file_that_is_not_there():
    release = make_release(by=make_user())
    file = attach(release)
    edition = publish(release)
    assert "attachment_missing" not in {finding.code for finding in preflight.inspect(edition)}
    objects().put(attachment_store.name_of(file.key), b"%PDF-")
    found = {finding.code: finding for finding in preflight.inspect(edition)}
    assert found["attachment_missing"].place == "資料「開催案内（チラシ）」"
