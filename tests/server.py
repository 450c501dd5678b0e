"""A real server over a database of its own, for what a test inside one transaction cannot see.

Editions are append-only in the database itself, so nothing can empty the tables between two tests: each site starts from
a copy of a freshly migrated database instead, and is thrown away whole.
"""

import fcntl
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg2
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2 import sql

BASE_DIR = Path(__file__).resolve().parent.parent
# Only what hangs takes as long: a busy machine starts a server in a third of it.
START_SECONDS = 180
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


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Held by one process of a run at a time."""
    with (folder / "databases.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class SQLiteDatabases:
    """Databases as files in ``folder``; the migrated one lies in ``shared``, where all processes of a run find it."""

    def __init__(self, folder: Path, shared: Path):
        self.folder = folder
        self.template = shared / "template.sqlite3"
        with alone(shared):
            if not self.template.exists():
                new = shared / "new.sqlite3"
                manage({"DATABASE_URL": f"sqlite:///{new}"}, "migrate", "--verbosity=0")
                new.rename(self.template)

    def create(self, name: str) -> str:
        """Copy the migrated database; returns the copy's address."""
        shutil.copyfile(self.template, self.folder / f"{name}.sqlite3")
        return self.create_empty(name)

    def create_empty(self, name: str) -> str:
        """The address of a database without a table."""
        return f"sqlite:///{self.folder / name}.sqlite3"

    def fill(self, connection: BaseDatabaseWrapper) -> None:
        """Lead Django's ``connection`` to a copy in memory."""
        connection.close()
        connection.settings_dict["NAME"] = "file:tests?mode=memory&cache=shared"
        connection.ensure_connection()
        with closing(sqlite3.connect(self.template)) as template:
            template.backup(connection.connection)

    def drop(self, name: str) -> None:
        for file in self.folder.glob(f"{name}.sqlite3*"):
            file.unlink()

    def close(self) -> None:
        """Nothing but files is left, and those are temporary."""


class PostgreSQLDatabases:
    """Databases beside the one at ``address``; those of a process of the run begin with ``run`` and ``process``.

    Those who copy the migrated one are listed in the folder ``shared``; the last of them drops it.
    """

    def __init__(self, address: str, run: str, process: str, shared: Path):
        self.address = address
        self.prefix = f"{run}_{process}"
        self.template = f"{run}_template"
        self.shared = shared
        self._listed = shared / f"copies-{process}"
        with alone(shared):
            if not self._others():
                self._order("CREATE DATABASE {}", self.template)
                manage({"DATABASE_URL": self._address_of(self.template)}, "migrate", "--verbosity=0")
            self._listed.touch()

    def create(self, name: str) -> str:
        """Copy the migrated database; returns the copy's address."""
        self._order("CREATE DATABASE {} TEMPLATE {}", f"{self.prefix}_{name}", self.template)
        return self._address_of(f"{self.prefix}_{name}")

    def fill(self, connection: BaseDatabaseWrapper) -> None:
        """Lead Django's ``connection`` to a copy."""
        self.create("tests")
        connection.close()
        connection.settings_dict["NAME"] = f"{self.prefix}_tests"

    def create_empty(self, name: str) -> str:
        """The address of a database without a table."""
        self._order("CREATE DATABASE {}", f"{self.prefix}_{name}")
        return self._address_of(f"{self.prefix}_{name}")

    def drop(self, name: str) -> None:
        self._order("DROP DATABASE IF EXISTS {} WITH (FORCE)", f"{self.prefix}_{name}")

    def close(self) -> None:
        self.drop("tests")
        with alone(self.shared):
            self._listed.unlink()
            if not self._others():
                self._order("DROP DATABASE {} WITH (FORCE)", self.template)

    def _others(self) -> list[Path]:
        return [*self.shared.glob("copies-*")]

    def _address_of(self, database: str) -> str:
        return urlsplit(self.address)._replace(path=f"/{database}").geturl()

    def _order(self, statement: str, *databases: str) -> None:
        connection = psycopg2.connect(self.address)
        # CREATE DATABASE is refused inside a transaction.
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, databases)))
        connection.close()


class Site:
    """A site whose server starts when its ``url`` or ``port`` is first asked for, or a client of it.

    ``url`` has no slash at its end and stays the same over a restart; ``database_url`` and ``media_root`` say where it
    keeps its data; ``log`` is what the server has printed so far. With ``on_socket`` it listens on a socket file, as it
    is deployed, and ``client`` alone reaches it.
    """

    def __init__(
        self, folder: Path, database_url: str, workers: int, environment: Mapping[str, str], on_socket: bool = False
    ):
        self.database_url = database_url
        self.media_root = folder / "media"
        self.workers = workers
        self._port = free_port()
        self._url = f"http://127.0.0.1:{self._port}"
        self.environment = heard(
            {
                "DATABASE_URL": database_url,
                "MEDIA_ROOT": str(self.media_root),
                "SITE_URL": self._url,
                **environment,
            }
        )
        self._socket = folder / "socket" if on_socket else None
        self._log_file = folder / "server.log"
        self._process: subprocess.Popen | None = None
        self._has_started = False

    def _begin(self) -> None:
        if not self._has_started:
            self.start()

    @property
    def url(self) -> str:
        self._begin()
        return self._url

    @property
    def port(self) -> int:
        self._begin()
        return self._port

    def move_to(self, host: str) -> None:
        """Be found at another name of this machine."""
        self._url = self.environment["SITE_URL"] = f"http://{host}:{self._port}"
        if self._has_started:
            self.restart()

    @property
    def log(self) -> str:
        return self._log_file.read_text("utf-8")

    @property
    def pid(self) -> int:
        """The number of the server's first process; its workers are that one's children."""
        self._begin()
        return self._process.pid

    def manage(self, *command: str) -> str:
        """Run a management command over the site's own data and return what it printed."""
        return manage(self.environment, *command)

    def python(self, code: str) -> str:
        """Run ``code`` with Django set up over the site's own data, builders included, and return what it printed."""
        return self.manage("shell", "--no-imports", "--command", code)

    def client(self, **options) -> httpx.Client:
        transport = httpx.HTTPTransport(uds=str(self._socket)) if self._socket else None
        return httpx.Client(base_url=self.url, transport=transport, trust_env=False, timeout=START_SECONDS, **options)

    def start(self) -> None:
        self._has_started = True
        place = ("--uds", str(self._socket)) if self._socket else ("--host", "127.0.0.1", "--port", str(self._port))
        if self._socket:
            # As systemd does with the folder that it lies in.
            self._socket.unlink(missing_ok=True)
        with self._log_file.open("a") as log:
            self._process = subprocess.Popen(
                [
                    Path(sys.executable).with_name("granian"),
                    *("--interface", "wsgi", *place, "--no-ws"),
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
            if not self._is_listening():
                time.sleep(0.05)
                continue
            with self.client() as client:
                client.get("/admin/login/")
            return
        raise AssertionError(f"the server did not answer within {START_SECONDS} seconds:\n{self.log}")

    def _is_listening(self) -> bool:
        family = socket.AF_UNIX if self._socket else socket.AF_INET
        with socket.socket(family) as probe:
            return probe.connect_ex(str(self._socket) if self._socket else ("127.0.0.1", self._port)) == 0

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


def children_of(pid: int) -> set[int]:
    """Process numbers of the workers of a server."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = (map(int, line.split()) for line in told.splitlines())
    return {number for number, parent in pairs if parent == pid}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
