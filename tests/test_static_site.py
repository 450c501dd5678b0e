"""The site as files: the bytes that the application serves, only what changed, the same on every machine."""

import hashlib
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from bureau.headers import PERMISSIONS_POLICY
from tests.server import BASE_DIR, free_port

PREPARE = """
from datetime import timedelta
from django.utils import timezone
from releases import attachment_store, lifecycle, photo_store
from releases.models import Attachment, Photo
from tests.builders import make_bureau, make_release, make_user, publish
from tests.papers import pdf_upload
from tests.pictures import upload
make_bureau(series_path="e-komfo/")
file = photo_store.store_upload(upload())
for number in range(1, 7):
    release = make_release(by=make_user(), slug=f"r{number}", title=f"発表その{number}",
        legacy_path=f"/old/kanto/{number}.html" if number == 1 else "")
    if number == 2:
        Photo.objects.create(release=release, file=file, alt="会場")
        Attachment.objects.create(release=release, file=attachment_store.store_attachment(pdf_upload()), title="開催案内")
    publish(release)
    print(release.year)
withdrawn = make_release(by=make_user(), slug="gone", title="取り下げる発表")
publish(withdrawn)
lifecycle.withdraw(withdrawn, make_user("approver"), "誤りのため。")
"""
# A process of its own begins to number people anew.
LATER = """
from itertools import count
from tests import builders
builders._numbers = count(1000)
"""
CORRECT = f"""{LATER}
from releases import lifecycle
from releases.models import Release
from tests.builders import make_user, publish
release = Release.objects.get(slug="r6")
release.lead = "<p>訂正された本文です。</p>"
release.save()
lifecycle.note_edit(release, make_user())
release.refresh_from_db()
publish(release, change=lifecycle.Change("erratum", "本文を訂正しました。"))
"""
CORRECT_SAMPLE = f"""{LATER}
from releases import lifecycle
from releases.models import Edition
from tests.builders import make_user, publish
release = Edition.objects.live().pages().filter(release__event__isnull=False, lectures__isnull=False).first().release
release.title += "（訂正）"
release.categories.clear()
release.save()
session = release.event.sessions.exclude(topic="").first()
session.topic += "（訂正）"
session.save()
lifecycle.note_edit(release, make_user())
release.refresh_from_db()
publish(release, change=lifecycle.Change("erratum", "表題と演題を訂正しました。"))
"""
WITHDRAW_SAMPLE = f"""{LATER}
from releases import lifecycle
from releases.models import Edition
from tests.builders import make_user
edition = Edition.objects.live().pages().filter(told_event__isnull=False, lectures__isnull=False).last()
lifecycle.withdraw(edition.release, make_user("approver"), "誤りのため。")
"""
RENAME_FIELD = """
from releases.models import Category
Category.objects.filter(pk=Category.objects.first().pk).update(label="新しい分野の名")
"""
WITHDRAW = f"""{LATER}
from releases import lifecycle
from releases.models import Release
from tests.builders import make_user
lifecycle.withdraw(Release.objects.get(slug="r2"), make_user("approver"), "誤りのため。")
"""


@pytest.fixture
def published(site, tmp_path):
    """A running site with a few releases, written to a folder: (site, folder, year)."""
    year = site.python(PREPARE).split()[0]
    folder = tmp_path / "public"
    site.manage("publish_site", str(folder))
    return site, folder, year


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Inode and content of every file of the site: one that is written again has another inode."""
    return {
        str(path.relative_to(folder / "site")): (path.stat().st_ino, path.read_bytes())
        for path in (folder / "site").rglob("*")
        if path.is_file()
    }


def changed(before: dict, after: dict) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def plain(names: set[str]) -> set[str]:
    return {name for name in names if not name.endswith((".br", ".gz"))}


def test_every_file_has_the_bytes_that_the_application_serves(published):
    site, folder, year = published
    written = files(folder)
    assert f"e-komfo/{year}/r1.html" in written
    assert f"e-komfo/{year}/index.html" in written
    assert "e-komfo/rss.xml" in written
    assert any(name.endswith(".jpg") for name in written)
    assert any(name.endswith(".pdf") for name in written)
    assert "static/site/site.css" in written
    codings = {".gz": "gzip", ".br": "br"}
    with httpx.Client(base_url=site.url, trust_env=False) as client:
        for name, (_, content) in written.items():
            if name.startswith("static/") and name.endswith((".gz", ".br")):
                # Files of the style are sent as they lie by the application; the packed forms are for the web server.
                continue
            ending = Path(name).suffix
            address = "/" + re.sub(r"(\.gz|\.br)$", "", name)
            address = address.removesuffix("index.html")
            headers = {"Accept-Encoding": codings.get(ending, "identity")}
            with client.stream("GET", address, headers=headers) as answer:
                served = b"".join(answer.iter_raw())
            assert answer.status_code == (404 if name.startswith("404.html") else 200), name
            if not name.startswith("404.html") or ending == ".html":
                assert served == content, name


def test_what_is_withdrawn_is_beside_the_site_and_what_moved_is_on_the_map(published):
    _, folder, year = published
    assert not (folder / "site/e-komfo" / year / "gone.html").exists()
    assert "取り下げました" in (folder / "gone/e-komfo" / year / "gone.html").read_text()
    moved = dict(line.removesuffix(";").split() for line in (folder / "moved.map").read_text().splitlines())
    assert moved.pop("/old/kanto/1.html") == f"/e-komfo/{year}/r1.html"
    pages = {short: page for short, page in moved.items() if not page.endswith("/gone.html")}
    assert len(pages) == len(moved) - 1 > 0
    for short, page in pages.items():
        assert f"{short}<" in (folder / f"site{page}").read_text(), page


def test_a_second_run_writes_nothing_and_a_correction_writes_its_pages_alone(published):
    site, folder, year = published
    before = files(folder)
    assert "書込み 0、削除 0" in site.manage("publish_site", str(folder))
    assert files(folder) == before
    site.python(CORRECT)
    site.manage("publish_site", str(folder))
    touched = plain(changed(before, files(folder)))
    assert f"e-komfo/{year}/r6.html" in touched
    assert not touched & {f"e-komfo/{year}/r{number}.html" for number in range(1, 6)}
    assert not any(name.endswith((".jpg", ".css")) for name in touched)


def test_after_any_change_the_folder_is_what_a_first_run_would_write(site, tmp_path):
    site.manage("load_samples")
    kept = tmp_path / "kept"
    site.manage("publish_site", str(kept))
    for number, change in enumerate((CORRECT_SAMPLE, WITHDRAW_SAMPLE, RENAME_FIELD), start=1):
        site.python(change)
        site.manage("publish_site", str(kept))
        anew = tmp_path / f"anew{number}"
        site.manage("publish_site", str(anew))
        assert (kept / "SHA256SUMS").read_text() == (anew / "SHA256SUMS").read_text()
        assert {name: content for name, (_, content) in files(kept).items()} == {
            name: content for name, (_, content) in files(anew).items()
        }


def test_what_went_from_the_folder_comes_back_and_what_came_to_the_photos_is_written_though_nothing_else_changed(
    published,
):
    site, folder, year = published
    lost = folder / "site/e-komfo" / year / "r1.html"
    whole = lost.read_bytes()
    lost.unlink()
    assert "書込み 1、削除 0" in site.manage("publish_site", str(folder))
    assert lost.read_bytes() == whole
    assert not any((folder / "site").rglob("*.avif"))
    site.manage("encode_photos")
    site.manage("publish_site", str(folder))
    assert any((folder / "site").rglob("*.avif"))
    assert "書込み 0、削除 0" in site.manage("publish_site", str(folder))


def test_a_folder_whose_record_is_damaged_loses_what_is_no_longer_public(published):
    site, folder, year = published
    site.python(WITHDRAW)
    for name in ("state.db", "portions.db"):
        assert (folder / name).stat().st_size
        (folder / name).write_bytes(b"no database" * 100)
    site.manage("publish_site", str(folder))
    assert not list((folder / "site/e-komfo" / year).glob("r2.html*"))
    assert not any((folder / "site").rglob("*.pdf"))
    assert (folder / "site/e-komfo" / year / "r1.html.br").exists()


def test_two_runs_at_once_do_not_mix(published):
    site, folder, _ = published
    with sqlite3.connect(folder / "state.db") as other:
        other.execute("BEGIN IMMEDIATE")
        command = [sys.executable, "manage.py", "publish_site", str(folder)]
        refused = subprocess.run(
            command, cwd=BASE_DIR, env={**os.environ, **site.environment}, capture_output=True, text=True, check=False
        )
    other.close()
    assert refused.returncode == 1
    assert "ほかの publish_site" in refused.stderr
    assert "書込み 0、削除 0" in site.manage("publish_site", str(folder))


def test_a_withdrawal_takes_page_photos_and_attached_files_away(published):
    site, folder, year = published
    assert any((folder / "site/e-komfo/photos").rglob("*.jpg"))
    assert any((folder / "site/e-komfo/files").rglob("r2-*.pdf"))
    site.python(WITHDRAW)
    site.manage("publish_site", str(folder))
    assert not (folder / "site/e-komfo" / year / "r2.html").exists()
    assert not (folder / "site/e-komfo" / year / "r2.html.gz").exists()
    assert not any((folder / "site").rglob("*.jpg"))
    assert not any((folder / "site").rglob("*.pdf"))
    assert (folder / "gone/e-komfo" / year / "r2.html").exists()


def test_the_same_content_gives_the_same_bytes_in_any_zone_locale_and_hash_seed(published, tmp_path):
    site, folder, _ = published
    elsewhere = {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "12345"}
    command = [sys.executable, "manage.py", "publish_site", str(tmp_path / "again")]
    subprocess.run(command, cwd=BASE_DIR, env={**os.environ, **site.environment, **elsewhere}, check=True)
    sums = (folder / "SHA256SUMS").read_text()
    assert (tmp_path / "again/SHA256SUMS").read_text() == sums
    for line in sums.splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_a_run_that_is_killed_leaves_whole_files_and_the_next_one_ends_it(published, tmp_path):
    site, folder, _ = published
    whole = {name: content for name, (_, content) in files(folder).items()}
    target = tmp_path / "killed"
    command = [sys.executable, "manage.py", "publish_site", str(target)]
    for many in (1, len(whole) // 3, 2 * len(whole) // 3):
        process = subprocess.Popen(command, cwd=BASE_DIR, env={**os.environ, **site.environment})
        while process.poll() is None and sum(path.is_file() for path in target.rglob("*")) < many:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for name, (_, content) in files(target).items() if target.exists() else ():
            if not Path(name).name.startswith("."):
                assert content == whole[name], name
    site.manage("publish_site", str(target))
    finished = {name: content for name, (_, content) in files(target).items() if not Path(name).name.startswith(".")}
    assert finished == whole


def test_a_disk_that_takes_no_more_is_told_and_the_next_run_ends_it(published, tmp_path):
    site, folder, _ = published
    site.python(f"""{LATER}
from tests.builders import make_release, make_user, publish
publish(make_release(by=make_user(), slug="long", title="長い発表", lead="<p>とても長い本文です。</p>" * 1500))
""")
    site.manage("publish_site", str(folder))
    whole = {name: content for name, (_, content) in files(folder).items()}
    target = tmp_path / "full"

    def with_no_room():
        # No file may grow past this, as on a disk that is nearly full: all pages fit but the long one.
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    full = subprocess.run(
        [sys.executable, "manage.py", "publish_site", str(target)],
        cwd=BASE_DIR,
        env={**os.environ, **site.environment},
        preexec_fn=with_no_room,
        capture_output=True,
        text=True,
        check=False,
    )
    assert full.returncode == 1
    assert "書き出せません" in full.stderr
    assert "Traceback" not in full.stderr
    written = {name: content for name, (_, content) in files(target).items()}
    # What could not be written whole is not there, and takes no room under another name.
    assert 0 < len(written) < len(whole)
    assert written.items() <= whole.items()
    site.manage("publish_site", str(target))
    assert {name: content for name, (_, content) in files(target).items()} == whole


def test_a_page_that_names_nothing_is_told_and_the_run_says_so(published):
    site, folder, _ = published
    site.python(CORRECT.replace("訂正された本文です。", "<a href='/e-komfo/1999/none.html'>前回</a>"))
    command = [sys.executable, "manage.py", "publish_site", str(folder)]
    done = subprocess.run(
        command, cwd=BASE_DIR, env={**os.environ, **site.environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "/e-komfo/1999/none.html" in done.stderr


def test_watching_it_publishes_at_the_minute(published):
    site, folder, year = published
    # Chosen when all else is done, for that takes longer on a busy machine.
    minute = int(
        site.python(f"""{LATER}
import time
from datetime import datetime, timezone
from tests.builders import make_release, make_user, publish
release = make_release(by=make_user(), slug="waiting", title="解禁の発表")
minute = int(time.time()) + 8
publish(release, live_from=datetime.fromtimestamp(minute, timezone.utc))
print(minute)
""")
    )
    page = folder / "site/e-komfo" / year / "waiting.html"
    command = [sys.executable, "manage.py", "publish_site", str(folder), "--watch"]
    process = subprocess.Popen(command, cwd=BASE_DIR, env={**os.environ, **site.environment})
    try:
        while not page.exists():
            assert process.poll() is None
            assert time.time() < minute + 120
            time.sleep(0.02)
        assert time.time() >= minute
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def nginx(tmp_path):
    """Starts nginx with the configuration of deploy/ over a folder; returns its address."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        message = "nginx がありません。"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    processes = []

    def start(folder: Path) -> str:
        port = free_port()
        conf = (BASE_DIR / "deploy/nginx/static-site.conf").read_text()
        conf = conf.replace("FOLDER", str(folder)).replace("PORT", f"127.0.0.1:{port}").replace("NAME", "localhost")
        (tmp_path / "site.conf").write_text(conf)
        # nginx must be able to walk to the folder, whoever it runs as.
        paths = "".join(
            f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (tmp_path / "nginx.conf").write_text(
            f"daemon off;\nmaster_process off;\npid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{paths}include {tmp_path}/site.conf;\n}}\n"
        )
        processes.append(subprocess.Popen([program, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]))
        for _ in range(100):
            try:
                httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        return f"http://127.0.0.1:{port}"

    yield start
    for process in processes:
        process.terminate()
        process.wait(10)


def test_a_real_nginx_shows_it_with_the_right_types_redirects_and_pages_for_what_is_not_there(published, nginx):
    site, folder, year = published
    with httpx.Client(base_url=nginx(folder), trust_env=False) as client:
        page = client.get(f"/e-komfo/{year}/r1.html")
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["content-encoding"] == "gzip"
        assert "max-age=60" in page.headers["cache-control"]
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "発表その1" in page.text
        again = client.get(f"/e-komfo/{year}/r1.html", headers={"If-None-Match": page.headers["etag"]})
        assert again.status_code == 304
        assert client.get("/e-komfo/").text == httpx.get(site.url + "/e-komfo/", trust_env=False).text
        assert "xml" in client.get("/e-komfo/rss.xml").headers["content-type"]
        moved = client.get("/old/kanto/1.html")
        assert (moved.status_code, moved.headers["location"].endswith(f"/e-komfo/{year}/r1.html")) == (301, True)
        gone = client.get(f"/e-komfo/{year}/gone.html")
        assert gone.status_code == 410
        assert "取り下げました" in gone.text
        assert gone.headers["cache-control"] == "no-store"
        missing = client.get("/e-komfo/1999/nothing.html")
        assert missing.status_code == 404
        assert "ページ" in missing.text
        assert missing.headers["cache-control"] == "no-store"
        for answer in (page, gone, missing):
            for name in ("Content-Security-Policy", "Permissions-Policy", "X-Content-Type-Options", "Referrer-Policy"):
                assert answer.headers.get_list(name) == page.headers.get_list(name) != []
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert page.headers["permissions-policy"] == PERMISSIONS_POLICY
        paper = next((folder / "site/e-komfo/files").rglob("*.pdf"))
        address = f"/{paper.relative_to(folder / 'site')}"
        answer = client.get(address)
        served = httpx.get(site.url + address, trust_env=False)
        for name in (*page.headers, "content-disposition", "content-length"):
            # A file that lies there is its own validator, and may be kept for longer.
            if name not in {"etag", "last-modified", "cache-control", "content-encoding", "vary", "server", "date"}:
                assert answer.headers.get(name) == (served.headers.get(name) or page.headers.get(name)), name
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert client.get(address, headers={"Range": "bytes=0-4"}).content == b"%PDF-"
        assert client.get("/state.db").status_code == 404
        assert client.get("/-gone/e-komfo/").status_code == 404
        assert (folder / "state.db").is_file()
