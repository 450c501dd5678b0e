"""A release with its photo and its PDF from the writer's screen to a moved house, the bytes in a bucket all the way."""

import hashlib
import tarfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

from releases.models import PhotoFile
from tests.admin_forms import AdminForm
from tests.builders import make_bureau, make_release, make_user
from tests.papers import paper, pdf_upload
from tests.pictures import upload
from tests.server import manage

pytestmark = pytest.mark.django_db

TWO = datetime(2022, 2, 3, 14, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
DATA = paper(3, mark="案内")


def fetch(client, address: str, **headers):
    """The answer with its bytes in ``body``; reading them to the end closes the file behind it."""
    response = client.get(address, headers=headers)
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    return response


def step(client, role: str, release, name: str, **sent) -> None:
    client.force_login(make_user(role))
    answer = client.post(f"/admin/releases/{release.pk}/steps/{name}/", {"comment": "", **sent})
    assert answer.status_code == 302, answer.content.decode()


def files_of(backup: Path) -> dict[str, str]:
    """The digest of every photo and attached file in a backup."""
    with tarfile.open(backup) as tar:
        return {
            member.name: hashlib.sha256(tar.extractfile(member).read()).hexdigest()
            for member in tar
            if member.name.startswith(("photos/", "attachments/"))
        }


def in_bucket(object_store, bucket: str, prefix: str) -> dict[str, str]:
    """The digest of everything under a prefix, by its name in a backup."""
    found = {}
    for key in object_store.names(bucket):
        if key.startswith(prefix):
            shelf, _, rest = key.removeprefix(prefix).split("/", 2)
            data = object_store.client.get_object(Bucket=bucket, Key=key)["Body"].read()
            found[f"{shelf}/{rest}"] = hashlib.sha256(data).hexdigest()
    return found


def in_folder(root: Path) -> dict[str, str]:
    """The same of a folder."""
    return {
        f"{shelf}/{rest}": hashlib.sha256((root / shelf / first / rest).read_bytes()).hexdigest()
        for shelf, first, rest in (
            str(path.relative_to(root)).split("/", 2) for path in root.rglob("*") if path.is_file()
        )
    }


def test_a_release_goes_public_from_a_bucket_and_moves_to_a_folder_and_back(
    client, bucket, object_store, databases, media_root, tmp_path
):
    make_bureau(series_path="e-komfo/")
    with time_machine.travel(TWO - timedelta(hours=2)):
        writer = make_user("writer")
        release = make_release(by=writer, slug="0203si", release_date=TWO.date())
        client.force_login(writer)
        form = AdminForm.open(client, f"/admin/releases/release/{release.pk}/change/")
        form.add("photos", alt="会場の様子", focal_x=50, focal_y=50)
        form.uploads["photos-0-upload"] = upload()
        form.add("attachments", title="開催案内", stored="")
        form.uploads["attachments-0-upload"] = pdf_upload(DATA)
        form.save()
        file, attached = PhotoFile.objects.get(), release.attachments.get().file
        step(client, "writer", release, "submit")
        step(client, "approver", release, "approve", when="later", day=f"{TWO:%Y-%m-%d}", time=f"{TWO:%H:%M}")
        client.logout()
    photo = f"/e-komfo/photos/{file.key}/960.webp"
    document = f"/e-komfo/files/{attached.key}/0203si-{attached.key[:8]}.pdf"
    page = "/e-komfo/2022/0203si.html"

    with time_machine.travel(TWO - timedelta(seconds=1), tick=False):
        for address in (page, photo, document):
            assert client.get(address, headers={"If-None-Match": "*"}).status_code == 404

    with time_machine.travel(TWO + timedelta(seconds=1)):
        html = fetch(client, page).body.decode()
        assert photo.replace("960", "480") in html
        assert document in html
        shown = fetch(client, photo)
        assert (shown.status_code, shown["Content-Type"], shown.body[8:12]) == (200, "image/webp", b"WEBP")
        sent = fetch(client, document)
        assert (sent.status_code, sent["Content-Length"], sent.body) == (200, str(len(DATA)), DATA)
        for answer, address in ((shown, photo), (sent, document)):
            assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
            assert fetch(client, address, Range="bytes=0-4").body == answer.body

        call_command("backup", str(tmp_path / "first.tar"))

    kept = in_bucket(object_store, *bucket)
    assert len(kept) == 8
    assert files_of(tmp_path / "first.tar") == kept
    assert not media_root.exists()

    folder = {"DATABASE_URL": databases.create("into_folder"), "MEDIA_ROOT": str(tmp_path / "moved")}
    manage(folder, "restore", str(tmp_path / "first.tar"))
    manage(folder, "backup", str(tmp_path / "again.tar"))
    assert in_folder(tmp_path / "moved") == files_of(tmp_path / "again.tar") == kept

    back = {"DATABASE_URL": databases.create("into_bucket"), "MEDIA_STORE": f"s3://{bucket[0]}/moved"}
    manage(back, "restore", str(tmp_path / "again.tar"))
    assert in_bucket(object_store, bucket[0], "moved/") == kept
    manage(back, "publish_site", str(tmp_path / "public"))
    assert (tmp_path / f"public/site{photo}").read_bytes() == shown.body
    assert (tmp_path / f"public/site{document}").read_bytes() == DATA
    for name in ("into_folder", "into_bucket"):
        databases.drop(name)
