"""A real server over a database of its own, for what a test inside one transaction cannot see.

Editions are append-only in the database itself, so nothing can empty the tables between two tests: each site starts from
a copy of a freshly migrated database instead, and is thrown away whole.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg2
from psycopg2 import sql

BASE_DIR = Path(__file__).resolve().parent.parent
START_SECONDS = 60
STOP_SECONDS = 15


def manage(environment: Mapping[str, str], *command: str) -> str:
    """Run a management command and return what it printed. Raises AssertionError with its output if it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE_DIR,
        env={**os.environ, **heard(environment)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"manage.py {' '.join(command)}:\n{done.stdout}{done.stderr}"
    return done.stdout


def heard(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` for a process under tests.settings, which else drops what a shell says of the store of photos."""
    named = environment.keys() & {"MEDIA_ROOT", "MEDIA_STORE"}
    return {**environment, "NAMED_BY_A_TEST": ",".join(sorted(named))}


class SQLiteDatabases:
    """Databases as files in ``folder``."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.template = folder / "template.sqlite3"
        manage({"DATABASE_URL": f"sqlite:///{self.template}"}, "migrate", "--verbosity=0")

    def create(self, name: str) -> str:
        """Copy the migrated database; returns the copy's address."""
        shutil.copyfile(self.template, self.folder / f"{name}.sqlite3")
        return f"sqlite:///{self.folder / name}.sqlite3"

    def drop(self, name: str) -> None:
        for file in self.folder.glob(f"{name}.sqlite3*"):
            file.unlink()

    def close(self) -> None:
        """Nothing but files is left, and those are temporary."""


class PostgreSQLDatabases:
    """Databases beside the one at ``address``, their names beginning with ``prefix``."""

    def __init__(self, address: str, prefix: str):
        self.address = address
        self.prefix = prefix
        self._order("CREATE DATABASE {}", "template")
        manage({"DATABASE_URL": self._address_of("template")}, "migrate", "--verbosity=0")

    def create(self, name: str) -> str:
        """Copy the migrated database; returns the copy's address."""
        self._order("CREATE DATABASE {} TEMPLATE {}", name, "template")
        return self._address_of(name)

    def drop(self, name: str) -> None:
        self._order("DROP DATABASE {} WITH (FORCE)", name)

    def close(self) -> None:
        self.drop("template")

    def _address_of(self, name: str) -> str:
        return urlsplit(self.address)._replace(path=f"/{self.prefix}_{name}").geturl()

    def _order(self, statement: str, *names: str) -> None:
        connection = psycopg2.connect(self.address)
        # CREATE DATABASE is refused inside a transaction.
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*(sql.Identifier(f"{self.prefix}_{name}") for name in names)))
        connection.close()


class Site:
    """A running site.

    ``url`` has no slash at its end and stays the same over a restart; ``database_url`` and ``media_root`` say where it
    keeps its data; ``log`` is what the server has printed so far.
    """

    def __init__(self, folder: Path, database_url: str, workers: int, environment: Mapping[str, str]):
        self.database_url = database_url
        self.media_root = folder / "media"
        self.workers = workers
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = heard(
            {
                "DATABASE_URL": database_url,
                "MEDIA_ROOT": str(self.media_root),
                "SITE_URL": self.url,
                **environment,
            }
        )
        self._log_file = folder / "server.log"
        self._process: subprocess.Popen | None = None

    @property
    def log(self) -> str:
        return self._log_file.read_text("utf-8")

    def manage(self, *command: str) -> str:
        """Run a management command over the site's own data and return what it printed."""
        return manage(self.environment, *command)

    def python(self, code: str) -> str:
        """Run ``code`` with Django set up over the site's own data, builders included, and return what it printed."""
        return self.manage("shell", "--no-imports", "--command", code)

    def start(self) -> None:
        with self._log_file.open("a") as log:
            self._process = subprocess.Popen(
                [
                    Path(sys.executable).with_name("granian"),
                    *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--no-ws"),
                    *("--workers", str(self.workers), "--blocking-threads", "4", "--log-level", "warning"),
                    "bureau.wsgi:application",
                ],
                cwd=BASE_DIR,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                # A group of its own, so that a kill reaches its workers too.
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self._process.poll() is None, f"the server ended at its start:\n{self.log}"
            try:
                httpx.get(f"{self.url}/admin/login/", timeout=START_SECONDS, trust_env=False)
                return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(f"the server did not answer within {START_SECONDS} seconds:\n{self.log}")

    def stop(self) -> None:
        """Let running requests end, then stop."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End the server and its workers at once, as a power cut would."""
        if self._process is None:
            return
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
