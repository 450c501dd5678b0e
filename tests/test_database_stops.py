"""PostgreSQL is stopped and started again while readers read and staff work: nobody meets an error of the program's own,
what is prepared goes on being shown, and everything works again by itself.

The server is one of this test's own; tests/conftest.py leaves the file out where no PostgreSQL is installed.
"""

import os
import random
import shutil
import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from tests.server import Site, manage
from tools.with_postgres import LOCALE, find_programs

PREPARE = """
from tests.builders import *
for number in range(30):
    publish(make_release(by=make_user(), slug=f"r{number}", title=f"発表{number}"))
make_user("writer", username="clerk")
"""
LONGEST = 20
READERS = 4


def port_of_its_own() -> int:
    """A free port that no outgoing connection is given while the server is away: those begin at 32768."""
    for port in random.sample(range(20_000, 30_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")


class Cluster:
    """A PostgreSQL server that can be stopped as a power cut would, and started again over the same data."""

    def __init__(self, folder):
        self._programs, self._folder, self.port = find_programs(), folder, port_of_its_own()
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as_user:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", f"--locale={LOCALE}", "--no-sync")
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_user, self._programs / program, "-D", self._folder / "data", *arguments]
        subprocess.run(command, check=True, cwd=self._folder, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "-w", "-l", f"{self._folder}/log", "-o", options, "start")
        self.is_running = True

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")
        self.is_running = False


@pytest.fixture
def cluster():
    # Not among pytest's own folders: those are closed to other users, and anew whenever another run begins.
    with TemporaryDirectory(prefix="ecomfo-cluster-", ignore_cleanup_errors=True) as folder:
        cluster = Cluster(Path(folder))
        cluster.start()
        yield cluster
        if cluster.is_running:
            cluster.stop()


@pytest.fixture
def office(cluster, tmp_path):
    manage({"DATABASE_URL": cluster.url}, "migrate", "--verbosity=0")
    site = Site(tmp_path, cluster.url, 2, {})
    site.start()
    site.python(PREPARE)
    yield site
    site.stop()


def until(holds, seconds: float = LONGEST) -> bool:
    """Whether ``holds()`` comes true within ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.2)
    return False


def sign_in(clerk: httpx.Client) -> None:
    clerk.get("/admin/login/")
    form = {"username": "clerk", "password": "見本のとおり2026", "csrfmiddlewaretoken": clerk.cookies["csrftoken"]}
    assert clerk.post("/admin/login/", data=form).status_code == 302


def test_a_stopped_database_is_waited_for_and_found_again(office, cluster):
    with client_of(office) as reader, client_of(office) as clerk:
        sign_in(clerk)
        stop_and_start(office, cluster, reader, clerk)


def client_of(site) -> httpx.Client:
    return httpx.Client(base_url=site.url, trust_env=False, timeout=30)


def stop_and_start(office, cluster, reader, clerk):
    prepared = "/e-komfo/2022/r0.html"
    # Each of the two workers prepares it for itself.
    for _ in range(20):
        assert httpx.get(office.url + prepared, trust_env=False).status_code == 200
    seen: set = set()
    of_prepared: set = set()
    is_over = threading.Event()

    def read_on(first: int) -> None:
        number = first
        with client_of(office) as each:
            while not is_over.is_set():
                number += 1
                seen.add(each.get(f"/search/?q=発表{number}").status_code)
                of_prepared.add(each.get(prepared).status_code)
                seen.add(each.get("/admin/login/").status_code)

    readers = [threading.Thread(target=read_on, args=(1000 * first,)) for first in range(READERS)]
    for thread in readers:
        thread.start()
    try:
        cluster.stop()
        assert until(lambda: reader.get("/-/ready").status_code == 503)
        answer = reader.get("/search/?q=何か")
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "30"
        assert "Traceback" not in answer.text
        refused = clerk.get("/admin/releases/release/")
        assert refused.status_code == 503
        time.sleep(2)
        cluster.start()
        assert until(lambda: reader.get("/-/ready").status_code == 200)
        assert until(lambda: reader.get("/search/?q=発表29").status_code == 200)
        # The session is where it was: nobody signs in anew.
        assert until(lambda: clerk.get("/admin/releases/release/").status_code == 200)
        time.sleep(1)
    finally:
        is_over.set()
        for thread in readers:
            thread.join()
    assert of_prepared == {200}
    assert seen == {200, 503}
