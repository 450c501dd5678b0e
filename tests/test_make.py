"""The two commands of the README, as far as they can be tried without installing anything."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tools.with_postgres import find_programs

BASE_DIR = Path(__file__).resolve().parent.parent
START_SECONDS = 180


@pytest.fixture
def checkout(tmp_path):
    """A copy of the project as a fresh clone would have it."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
    )
    folder = tmp_path / "checkout"
    for name in filter(None, listed.stdout.split("\0")):
        if (BASE_DIR / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(BASE_DIR / name, folder / name)
    return folder


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(checkout: Path, port: int) -> subprocess.Popen:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")
    }
    with (checkout / "output").open("w") as output:
        return subprocess.Popen(
            [sys.executable, "tools/run.py"],
            cwd=checkout,
            env={**environment, "PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def run_until_it_answers(checkout: Path, port: int) -> str:
    """Start the site, wait for its first page, stop it as Ctrl-C does, and return what it printed."""
    process = start(checkout, port)
    deadline = time.monotonic() + START_SECONDS
    try:
        while True:
            output = (checkout / "output").read_text("utf-8")
            assert process.poll() is None, output
            assert time.monotonic() < deadline, output
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/admin/login/", timeout=START_SECONDS, trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        assert answer.status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=START_SECONDS) == 0
    finally:
        process.kill()
    return (checkout / "output").read_text("utf-8")


def test_the_first_run_prints_a_login_once_and_the_second_keeps_it(checkout, port):
    first = run_until_it_answers(checkout, port)
    assert f"http://localhost:{port}/admin/" in first
    assert first.count("パスワード: ") == 1
    assert stat.S_IMODE((checkout / "var" / "secret_key").stat().st_mode) == 0o600
    key = (checkout / "var" / "secret_key").read_text()

    second = run_until_it_answers(checkout, port)
    assert f"http://localhost:{port}/admin/" in second
    assert "パスワード: " not in second
    assert "create_staff kanri --reset" in second
    assert (checkout / "var" / "secret_key").read_text() == key


def test_a_taken_port_is_said_in_one_line_before_anything_is_made(checkout):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert start(checkout, port).wait(timeout=START_SECONDS) == 1
    output = (checkout / "output").read_text("utf-8")
    assert output.count("\n") == 1
    assert f"ポート {port} は使えません" in output
    assert [file.name for file in (checkout / "var").iterdir()] == [".gitignore"]


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_exact_versions_with_hashes_and_no_host(lock):
    text = (BASE_DIR / lock).read_text("utf-8")
    assert "://" not in text
    packages = re.split(r"\n(?=[a-z])", text.split("\n", 2)[2])
    assert len(packages) >= 15
    for package in packages:
        assert re.match(r"[a-z0-9-]+==[\w.]+ ", package), package
        assert "--hash=sha256:" in package


def test_the_readme_opens_with_two_commands_that_exist():
    readme = (BASE_DIR / "README.md").read_text("utf-8")
    makefile = (BASE_DIR / "Makefile").read_text("utf-8")
    commands = re.findall(r"^make (\w+)", readme, re.MULTILINE)
    assert commands == ["run", "test"]
    assert all(re.search(rf"^{command}:", makefile, re.MULTILINE) for command in commands)


@pytest.mark.skipif(not find_programs() and os.environ.get("CI") != "true", reason="no PostgreSQL")
def test_a_command_gets_a_postgresql_of_its_own_that_is_gone_afterwards():
    code = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"
    done = subprocess.run(
        [sys.executable, "tools/with_postgres.py", sys.executable, "-c", code],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    port = int(re.fullmatch(r"postgresql://postgres@127\.0\.0\.1:(\d+)/postgres\n", done.stdout)[1])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
