"""The private store, asked the same questions in a folder and in a bucket of a real server; and a store that is away."""

import errno
import socket
import threading
import time
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import httpx
import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from releases import attachment_store, photo_store, preflight
from releases.models import Attachment, AttachmentFile, Photo, PhotoFile
from releases.objects import objects
from releases.objects import s3 as bucket_store
from releases.objects.kind import StoreUnreachable
from releases.pdf_check import AttachmentRefused
from tests.admin_forms import AdminForm, errors_of
from tests.builders import make_bureau, make_release, make_user, publish
from tests.papers import pdf_upload
from tests.pictures import upload

FOLDER = "photos/ab/abcd"
LARGE = bytes(range(256)) * 20_000


@pytest.fixture
def store(either_store):
    return objects()


@pytest.fixture
def soon_asked_again(monkeypatch):
    """A store that came back is noticed at once."""
    monkeypatch.setattr(bucket_store, "REST_SECONDS", 0.0)


def test_what_is_put_is_read_back_to_the_byte(store):
    for name, data in {"a.pdf": b"", "b.pdf": b"%PDF-", "c.pdf": LARGE}.items():
        store.put(f"attachments/ab/{name}", data)
        with store.open(f"attachments/ab/{name}") as found:
            assert found.read() == data
            found.seek(0)
            assert found.read(3) == data[:3]
        assert store.size(f"attachments/ab/{name}") == len(data)


def test_what_is_not_there_is_nothing_and_no_error(store):
    assert store.open(f"{FOLDER}/480.jpg") is None
    assert store.size(f"{FOLDER}/480.jpg") is None
    assert store.sizes(FOLDER) == {}
    assert list(store.entries("photos")) == []
    store.remove(f"{FOLDER}/480.jpg")
    store.remove_folder(FOLDER)


def test_a_folder_is_put_listed_and_removed_as_one(store):
    store.put_folder(FOLDER, {"original": b"12345", "480.jpg": b"123"})
    store.put("photos/ab/abcdef/480.jpg", b"another")
    store.put("attachments/ab/abcd.pdf", b"%PDF-")
    assert store.sizes(FOLDER) == {"original": 5, "480.jpg": 3}
    entries = {entry.name: entry.changed_at for entry in store.entries("photos")}
    assert entries.keys() == {FOLDER, "photos/ab/abcdef"}
    # A server tells whole seconds.
    assert all(abs(changed_at - time.time()) < 60 for changed_at in entries.values())
    store.remove(f"{FOLDER}/480.jpg")
    assert store.sizes(FOLDER) == {"original": 5}
    store.remove_folder(FOLDER)
    assert store.sizes(FOLDER) == {}
    assert store.sizes("photos/ab/abcdef") == {"480.jpg": 7}
    assert [entry.name for entry in store.entries("attachments")] == ["attachments/ab/abcd.pdf"]


class Breaking(dict):
    """Files that cannot be read past the first."""

    def items(self):
        yield from list(super().items())[:1]
        raise OSError(errno.EIO, "Input/output error")


def test_a_folder_that_cannot_be_put_whole_leaves_nothing(store):
    with pytest.raises(OSError, match="Input/output error"):
        store.put_folder(FOLDER, Breaking({"original": b"12345", "480.jpg": b"123"}))
    assert store.sizes(FOLDER) == {}
    assert list(store.entries("photos")) == []


def test_the_names_in_a_bucket_are_those_of_the_folder_under_the_prefix(bucket, object_store):
    objects().put("attachments/ab/abcd.pdf", b"%PDF-")
    assert object_store.names(bucket[0]) == ["e-komfo/attachments/ab/abcd.pdf"]


def test_a_listing_goes_on_past_its_first_page(bucket, monkeypatch):
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "10")
    for number in range(25):
        objects().put(f"photos/ab/{number:04}/480.jpg", b"")
    assert len(list(objects().entries("photos"))) == 25


# A store that is away


@pytest.mark.django_db
def test_a_photo_and_a_file_are_refused_plainly_and_nothing_typed_is_lost(
    client, bucket, object_store, soon_asked_again
):
    make_bureau()
    writer = make_user("writer")
    client.force_login(writer)
    release = make_release(by=writer)
    form = AdminForm.open(client, f"/admin/releases/release/{release.pk}/change/").set(title="書き直した表題")
    form.add("photos", alt="会場の様子", focal_x=50, focal_y=50)
    form.uploads["photos-0-upload"] = upload()
    form.add("attachments", title="開催案内", stored="")
    form.uploads["attachments-0-upload"] = pdf_upload()
    with object_store.stopped():
        refused = form.send()
        tray = client.post("/admin/files/upload/", {"upload": pdf_upload()})
    assert refused.status_code == 200
    told = "\n".join(errors_of(refused))
    assert "写真を保存できませんでした" in told
    assert "資料を保存できませんでした" in told
    page = refused.content.decode()
    assert all(f'value="{typed}"' in page for typed in ("書き直した表題", "会場の様子", "開催案内"))
    assert tray.status_code == 422
    assert "資料を保存できませんでした" in tray.json()["error"]
    assert not PhotoFile.objects.exists()
    assert not AttachmentFile.objects.exists()
    # The store is back: the same form goes through.
    again = AdminForm.of(client, form.url, refused)
    again.uploads = {"photos-0-upload": upload(), "attachments-0-upload": pdf_upload()}
    again.save()
    assert release.photos.get().alt == "会場の様子"
    assert release.attachments.get().title == "開催案内"


@pytest.mark.django_db
def test_readers_and_staff_are_told_to_come_again_and_no_more(client, bucket, object_store, soon_asked_again, caplog):
    make_bureau()
    release = make_release(by=make_user(), slug="0203si")
    photo, paper = photo_store.store_upload(upload()), attachment_store.store_attachment(pdf_upload())
    Photo.objects.create(release=release, file=photo, alt="会場")
    Attachment.objects.create(release=release, file=paper, title="案内")
    publish(release)
    client.force_login(make_user())
    addresses = [
        f"/e-komfo/photos/{photo.key}/960.webp",
        f"/e-komfo/files/{paper.key}/0203si-{paper.key[:8]}.pdf",
        f"/admin/photos/{photo.key}/480.jpg",
    ]
    with object_store.stopped():
        for address in addresses:
            answer = client.get(address)
            assert (answer.status_code, answer["Retry-After"]) == (503, "30")
            assert "no-store" in answer["Cache-Control"]
            assert "写真と資料の保存先につながりません" in answer.content.decode()
            assert object_store.url not in answer.content.decode()
            assert client.get(address, headers={"If-None-Match": f'"{photo.key}-960.webp"'}).status_code == 503
        # What nobody may see is not there, whether the store answers or not.
        assert client.get(f"/e-komfo/photos/{'0' * 48}/960.webp").status_code == 404
        assert client.get(f"/e-komfo/{release.year}/0203si.html").status_code == 200
    assert "Traceback" not in caplog.text
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, len(b"".join(answer))) == (200, int(answer["Content-Length"]))


@pytest.mark.django_db
def test_the_look_before_the_minute_says_that_the_store_is_away(bucket, object_store, soon_asked_again):
    release = make_release(by=make_user())
    Photo.objects.create(release=release, file=photo_store.store_upload(upload()), alt="会場")
    edition = publish(release)
    assert "store_unreachable" not in {finding.code for finding in preflight.inspect(edition)}
    with object_store.stopped():
        codes = {finding.code for finding in preflight.inspect(edition)}
    assert "store_unreachable" in codes
    assert "photo_missing" not in codes


@pytest.mark.django_db
def test_commands_say_what_is_the_matter_and_change_nothing(bucket, object_store, soon_asked_again, tmp_path):
    photo_store.store_upload(upload())
    with object_store.stopped():
        for command in (["sweep_photos", "--delete"], ["backup", str(tmp_path / "backup.tar")]):
            with pytest.raises(CommandError, match="オブジェクトストレージを使えません"):
                call_command(*command)
    assert list(tmp_path.glob("*.tar*")) == []
    assert PhotoFile.objects.count() == 1


def test_half_of_a_file_is_never_taken_for_the_file(bucket, settings, monkeypatch):
    answered = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\nhalf"
    with socket.create_server(("127.0.0.1", 0)) as server:

        def break_off():
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(answered)

        thread = threading.Thread(target=break_off)
        thread.start()
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{server.getsockname()[1]}")
        settings.MEDIA_STORE = ("photos", "broken-off/")
        with pytest.raises(StoreUnreachable):
            objects().open(f"{FOLDER}/480.jpg")
        thread.join()


@contextmanager
def hung_up(address: str):
    """A server that ends every connection at once; a list that grows by each."""
    met = []
    with socket.create_server(("127.0.0.1", urlsplit(address).port)) as server:

        def hang_up():
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    met.append(connection.getpeername())
                    connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        yield met
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_only_one_request_in_a_while_waits_for_a_store_that_is_away(bucket, object_store, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(bucket_store, "monotonic", lambda: now[0])
    with object_store.stopped(), hung_up(object_store.url) as met:

        def ask() -> int:
            """How many connections it took."""
            before = len(met)
            with pytest.raises(StoreUnreachable):
                objects().size("photos/ab/abcd/480.jpg")
            return len(met) - before

        assert ask() > 0
        assert [ask() for _ in range(200)] == [0] * 200
        now[0] += bucket_store.REST_SECONDS
        assert ask() > 0
        assert ask() == 0
    now[0] += bucket_store.REST_SECONDS
    assert objects().size("photos/ab/abcd/480.jpg") is None


@pytest.mark.django_db
def test_a_row_that_cannot_be_written_leaves_no_photo_in_the_bucket(bucket, object_store, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(PhotoFile.objects, "create", full)
    with pytest.raises(OSError, match="No space"):
        photo_store.store_upload(upload())
    assert object_store.names(bucket[0]) == []


@pytest.mark.django_db
def test_a_bucket_that_is_not_there_refuses_a_file_as_a_store_that_is_away(bucket, settings, caplog):
    settings.MEDIA_STORE = ("nowhere", "")
    with pytest.raises(photo_store.StoreFailed, match="入力した文は残っています"):
        photo_store.store_upload(upload())
    with pytest.raises(AttachmentRefused, match="入力した文は残っています"):
        attachment_store.store_attachment(pdf_upload())
    assert caplog.text.count("NoSuchBucket") == 2
    with pytest.raises(CommandError, match="保存できませんでした"):
        call_command("load_samples")


# check --deploy


def told_before_deployment() -> list[str]:
    return [message.msg for message in run_checks(include_deployment_checks=True) if message.id.startswith("releases.")]


@pytest.mark.usefixtures("either_store")
def test_a_store_that_can_be_used_has_nothing_for_the_deployment_check_to_say():
    assert told_before_deployment() == []


def test_the_deployment_check_leaves_nothing_in_the_bucket(bucket, object_store):
    told_before_deployment()
    assert object_store.names(bucket[0]) == []


def test_the_deployment_check_tells_of_a_bucket_that_is_not_there(bucket, settings):
    settings.MEDIA_STORE = ("nowhere", "")
    (told,) = told_before_deployment()
    assert "その名前のバケットがありません" in told
    assert "there is no bucket of that name" in told


def test_the_deployment_check_tells_of_a_service_that_does_not_answer(bucket, object_store, soon_asked_again):
    with object_store.stopped():
        (told,) = told_before_deployment()
    assert "AWS_ENDPOINT_URL_S3" in told


def test_the_deployment_check_tells_of_keys_that_are_missing(bucket, settings, monkeypatch, tmp_path):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    settings.MEDIA_STORE = ("photos", "without-keys/")
    (told,) = told_before_deployment()
    assert "AWS_ACCESS_KEY_ID と AWS_SECRET_ACCESS_KEY" in told


def test_the_deployment_check_tells_of_a_bucket_that_anybody_can_read(bucket, object_store, settings):
    settings.MEDIA_STORE = ("open-to-all", "")
    object_store.empty_bucket("open-to-all")
    policy = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",'
        ' "Resource": "arn:aws:s3:::open-to-all/*"}]}'
    )
    object_store.client.put_bucket_policy(Bucket="open-to-all", Policy=policy)
    objects().put("photos/ab/abcd/480.jpg", b"123")
    assert httpx.get(f"{object_store.url}/open-to-all/photos/ab/abcd/480.jpg", trust_env=False).content == b"123"
    (told,) = told_before_deployment()
    assert "鍵を持たない人も読めます" in told
