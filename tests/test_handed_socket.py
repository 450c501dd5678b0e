"""The service on the socket that systemd holds: readers wait while the program is started anew, and nobody is refused."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest

from tests.server import BASE_DIR, children_of, heard

SECONDS = 60
# As systemd starts a service: the socket is descriptor 3, and LISTEN_PID names the process that it is meant for.
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.executable, [sys.executable, "-m", "bureau.handed_socket", "--workers", "2"])
"""


class Service:
    """What systemd does for the service: it opens the socket, and hands it to the program as its descriptor 3."""

    def __init__(self, folder, database_url):
        self.address = str(folder / "socket")
        self.environment = heard(
            {
                "DATABASE_URL": database_url,
                "MEDIA_ROOT": str(folder / "media"),
                "SITE_URL": "http://localhost",
            }
        )
        self._held = socket.socket(socket.AF_UNIX)
        self._held.bind(self.address)
        self._held.listen(128)
        self._program: subprocess.Popen | None = None

    def start(self) -> None:
        fd = self._held.fileno()
        self._program = subprocess.Popen(
            [sys.executable, "-c", HAND_OVER, str(fd)],
            cwd=BASE_DIR,
            env={**os.environ, **self.environment},
            pass_fds=(fd,),
        )

    def workers(self) -> set[int]:
        return children_of(self._program.pid)

    def reload(self) -> None:
        self._program.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        self._program.terminate()
        self._program.wait(SECONDS)

    def close(self) -> None:
        self.stop()
        self._held.close()

    def ask(self, path: str) -> int:
        transport = httpx.HTTPTransport(uds=self.address)
        with httpx.Client(transport=transport, base_url="http://localhost", timeout=SECONDS) as client:
            return client.get(path).status_code


@pytest.fixture
def service(databases, tmp_path):
    service = Service(tmp_path, databases.create("handed"))
    service.start()
    yield service
    service.close()
    databases.drop("handed")


def test_who_asks_while_the_service_is_started_anew_is_answered_then(service):
    assert service.ask("/-/ready") == 200
    service.stop()
    statuses = []
    waiting = [threading.Thread(target=lambda: statuses.append(service.ask("/-/live"))) for _ in range(5)]
    for reader in waiting:
        reader.start()
    assert statuses == []
    service.start()
    for reader in waiting:
        reader.join()
    assert statuses == [200] * 5
    service.reload()
    assert [service.ask("/-/live") for _ in range(20)] == [200] * 20


def test_it_ends_when_it_is_told_to_while_its_workers_still_load_the_site(service):
    for _ in range(3):
        while not service.workers():
            time.sleep(0.01)
        service.stop()
        service.start()
    assert service.ask("/-/live") == 200


def test_without_a_socket_the_program_says_what_to_start():
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LISTEN_")}
    done = subprocess.run(
        [sys.executable, "-m", "bureau.handed_socket"],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "ecomfo.socket" in done.stderr
    assert "Traceback" not in done.stderr
