"""A site into a file and back: the same on the other kind of database, and nothing at all from a damaged file."""

import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from io import BytesIO
from pathlib import Path

import httpx
import pytest

from tests.server import BASE_DIR

FILL = """
from releases import attachment_store, photo_store, lifecycle
from releases.models import Attachment, Photo
from tests.builders import make_bureau, make_comment, make_event, make_release, make_session, make_speaker, make_user, publish
from tests.papers import pdf_upload
from tests.pictures import upload
make_bureau()
event = make_event()
make_session(event, speaker=make_speaker(name="髙﨑 葛\\U000e0100子"))
make_comment(event)
release = make_release(by=make_user(), slug="kept", title="残す発表", event=event)
Photo.objects.create(release=release, file=photo_store.store_upload(upload()), alt="会場")
Attachment.objects.create(release=release, file=attachment_store.store_attachment(pdf_upload()), title="案内")
publish(release)
lifecycle.withdraw(release, make_user("approver"), "誤りのため。")
make_release(by=make_user(), slug="draft", title="書きかけ")
"""


@pytest.fixture
def filled(site):
    site.python(FILL)
    return site


def restore(site, file: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", "restore", str(file)],
        cwd=BASE_DIR,
        env={**os.environ, **site.environment},
        capture_output=True,
        text=True,
        check=False,
    )


def parts(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar if member.name != "manifest.json"}


def test_a_site_comes_back_whole_row_by_row_and_file_by_file(filled, site_factory, tmp_path):
    first, again = tmp_path / "first.tar", tmp_path / "again.tar"
    filled.manage("backup", str(first))
    other = site_factory()
    assert restore(other, first).returncode == 0
    other.manage("backup", str(again))
    before, after = parts(first), parts(again)
    assert any(name.startswith("photos/") for name in before)
    assert any(name.startswith("attachments/") for name in before)
    # A site that was restored has a new mark, so that no worker takes its pages for those from before.
    before.pop("data/releases.sitechange.jsonl"), after.pop("data/releases.sitechange.jsonl")
    assert after == before
    other.manage("verify_editions")
    with httpx.Client(base_url=other.url, trust_env=False) as client:
        assert client.get("/e-komfo/2022/kept.html").status_code == 410
    other.python('from tests.builders import make_release; make_release(slug="new")')


def test_a_site_moves_to_sqlite_from_whatever_it_ran_on(filled, tmp_path):
    first, again = tmp_path / "first.tar", tmp_path / "again.tar"
    filled.manage("backup", str(first))
    lite = {"DATABASE_URL": f"sqlite:///{tmp_path}/lite.sqlite3", "MEDIA_ROOT": str(tmp_path / "media")}
    for command in (["migrate", "--verbosity=0"], ["restore", str(first)], ["backup", str(again)]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=BASE_DIR,
            env={**os.environ, **filled.environment, **lite},
            check=True,
        )
    before, after = parts(first), parts(again)
    before.pop("data/releases.sitechange.jsonl"), after.pop("data/releases.sitechange.jsonl")
    assert after == before


def test_a_backup_is_its_makers_own(filled, tmp_path):
    file = tmp_path / "backup.tar"
    filled.manage("backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-40_000])


def _flipped(file: Path) -> None:
    data = bytearray(file.read_bytes())
    place = data.index(b"releases.release.jsonl", 20_000) + 1200
    data[place] ^= 1
    file.write_bytes(bytes(data))


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _with_a_stranger(file: Path) -> None:
    with tarfile.open(file, "a") as tar:
        member = tarfile.TarInfo("photos/../../evil")
        member.size = 4
        tar.addfile(member, BytesIO(b"evil"))


def _without_a_photo(file: Path) -> None:
    _without(file, "original")


def _without_an_attached_file(file: Path) -> None:
    _without(file, ".pdf")


def _without(file: Path, ending: str) -> None:
    whole = parts(file)
    with tarfile.open(file) as tar:
        manifest = tar.extractfile("manifest.json").read()
    with tarfile.open(file, "w") as tar:
        for name, data in {"manifest.json": manifest, **whole}.items():
            if not name.endswith(ending):
                member = tarfile.TarInfo(name)
                member.size = len(data)
                tar.addfile(member, BytesIO(data))


def test_a_damaged_file_says_so_and_changes_nothing(filled, site_factory, tmp_path):
    sound = tmp_path / "sound.tar"
    filled.manage("backup", str(sound))
    other = site_factory()
    for damage in (_cut, _flipped, _emptied, _with_a_stranger, _without_a_photo, _without_an_attached_file):
        file = tmp_path / "damaged.tar"
        file.write_bytes(sound.read_bytes())
        damage(file)
        done = restore(other, file)
        assert done.returncode == 1, damage
        assert "壊れている" in done.stderr, damage
        assert "Traceback" not in done.stderr
    assert other.python("from releases.models import Release; print(Release.objects.count())").strip() == "0"
    assert not any(other.media_root.rglob("*.jpg"))
    assert not any(other.media_root.rglob("*.pdf"))


def test_a_site_that_is_not_empty_is_left_as_it_is(filled, tmp_path):
    file = tmp_path / "backup.tar"
    filled.manage("backup", str(file))
    done = restore(filled, file)
    assert done.returncode == 1
    assert "すでにデータがあります" in done.stderr


def test_a_file_of_another_version_is_refused(filled, site_factory, tmp_path):
    file, other = tmp_path / "backup.tar", tmp_path / "older.tar"
    filled.manage("backup", str(file))
    with tarfile.open(file) as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())
    manifest["migrations"].append("releases.9999_future")
    told = json.dumps(manifest).encode()
    with tarfile.open(other, "w") as tar:
        for name, data in {"manifest.json": told, **parts(file)}.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, BytesIO(data))
    done = restore(site_factory(), other)
    assert "違う版" in done.stderr


def test_a_restore_that_is_killed_leaves_an_empty_site_and_can_be_run_again(filled, site_factory, tmp_path):
    file = tmp_path / "backup.tar"
    filled.manage("backup", str(file))
    other = site_factory()
    command = [sys.executable, "manage.py", "restore", str(file)]
    for delay in (0.7, 0.9, 1.1):
        process = subprocess.Popen(command, cwd=BASE_DIR, env={**os.environ, **other.environment})
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        count = other.python("from releases.models import Release; print(Release.objects.count())").strip()
        assert count in ("0", "2")
        if count == "2":
            return
    assert restore(other, file).returncode == 0
