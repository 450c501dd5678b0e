"""A site into a file and back: the same on the other kind of database, and nothing at all from a damaged file."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import httpx
import psycopg2
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


APPOINT = """
from datetime import timedelta
from django.utils import timezone
from releases.models import PreviewLink, Release
from tests.builders import make_release, make_user, publish
clerk = make_user(username="clerk")
PreviewLink.objects.create(release=Release.objects.get(slug="draft"), created_by=clerk, recipient="協会 林")
publish(make_release(by=clerk, slug="waiting"), live_from=timezone.now() + timedelta(days=7))
print(PreviewLink.objects.get().token)
"""
AT_ITS_MINUTE = """
from datetime import timedelta
from django.utils import timezone
from releases.models import Edition
for days in (6, 8):
    print(Edition.objects.live(timezone.now() + timedelta(days=days)).filter(slug="waiting").count())
"""


def test_under_another_key_of_the_site_what_was_private_stays_so_and_what_was_appointed_comes(site_factory, tmp_path):
    deployed = {"DJANGO_SETTINGS_MODULE": "bureau.settings"}
    before = site_factory(environment={**deployed, "SECRET_KEY": "a" * 50})
    link = f"/-/preview/{before.python(FILL + APPOINT).strip()}/"
    before.manage("backup", str(tmp_path / "backup.tar"))
    assert httpx.get(before.url + link, trust_env=False).status_code == 200
    before.stop()
    after = site_factory(environment={**deployed, "SECRET_KEY": "b" * 50})
    assert restore(after, tmp_path / "backup.tar").returncode == 0
    with httpx.Client(base_url=after.url, trust_env=False, timeout=60) as client:
        answers = {"kept": 410, "draft": 404, "waiting": 404}
        assert {slug: client.get(f"/e-komfo/2022/{slug}.html").status_code for slug in answers} == answers
        # The old links are dead; a new one is made where one is wanted.
        assert client.get(link).status_code == 404
        client.get("/admin/login/")
        form = {"username": "clerk", "password": "見本のとおり2026", "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        assert client.post("/admin/login/", data=form).status_code == 302
    assert after.python(AT_ITS_MINUTE).split() == ["0", "1"]
    after.manage("verify_editions")


def test_files_that_are_lost_are_named(filled):
    photo = next(path for path in filled.media_root.rglob("480.jpg"))
    paper = next(path for path in filled.media_root.rglob("*.pdf"))
    photo.unlink(), paper.write_bytes(paper.read_bytes()[:-1])
    with pytest.raises(AssertionError) as told:
        filled.manage("verify_editions")
    assert f"写真 {photo.parent.name}" in str(told.value)
    assert "480.jpg" in str(told.value)
    assert f"資料 {paper.stem}" in str(told.value)


def test_a_backup_is_its_makers_own(filled, tmp_path):
    file = tmp_path / "backup.tar"
    filled.manage("backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600


@contextmanager
def somebody_who_writes(database_url: str):
    """A transaction of another program that has changed a row and is not over."""
    if database_url.startswith("sqlite"):
        writer = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE releases_release SET title = '途中'")
    else:
        writer = psycopg2.connect(database_url)
        writer.cursor().execute("UPDATE releases_release SET title = '途中'")
    yield
    writer.rollback()
    writer.close()


def test_a_backup_waits_for_nobody_who_writes_and_has_nothing_half_done(filled, tmp_path):
    file = tmp_path / "backup.tar"
    with somebody_who_writes(filled.database_url):
        filled.manage("backup", str(file))
    told = parts(file)["data/releases.release.jsonl"].decode()
    assert "残す発表" in told
    assert "途中" not in told


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
    for many in (1, 4, 8):
        process = subprocess.Popen(command, cwd=BASE_DIR, env={**os.environ, **other.environment})
        # Until so many of its files are there.
        while process.poll() is None and sum(path.is_file() for path in other.media_root.rglob("*")) < many:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
        count = other.python("from releases.models import Release; print(Release.objects.count())").strip()
        assert count in ("0", "2")
        if count == "2":
            return
    assert restore(other, file).returncode == 0
