"""A new program takes over while readers read: no request is refused, none breaks off, and the workers are new ones."""

import signal
import subprocess
import threading
import time

import httpx

PREPARE = "from tests.builders import *; publish(make_release(by=make_user(), slug='shown'))"
PAGES = ("/e-komfo/2022/shown.html", "/", "/e-komfo/rss.xml", "/-/live", "/search/?q=見本")
READERS = 4
AFTERWARDS = 3


def workers_of(site) -> set[int]:
    """Process numbers of the workers: the children of the server."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = (map(int, line.split()) for line in told.splitlines())
    return {number for number, parent in pairs if parent == site._process.pid}


def read_on(site, is_over: threading.Event, statuses: list, keeps_open: bool) -> None:
    """Ask for one page after the other, on one connection or a new one each time."""
    with reader_of(site) as client:
        number = 0
        while not is_over.is_set():
            number += 1
            page = PAGES[number % len(PAGES)]
            try:
                statuses.append(client.get(page).status_code if keeps_open else asked_anew(site, page))
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
                # A worker that ends closes what waits, in the moment in which it may be asked. nginx asks again on a
                # new connection; that one has to be answered.
                statuses.append(asked_anew(site, page))


def reader_of(site) -> httpx.Client:
    return httpx.Client(base_url=site.url, trust_env=False, timeout=20)


def asked_anew(site, page: str) -> int:
    with reader_of(site) as client:
        return client.get(page).status_code


def test_a_reload_refuses_nobody(site_factory):
    site = site_factory(workers=2)
    site.python(PREPARE)
    before = workers_of(site)
    statuses, is_over = [], threading.Event()
    readers = [
        threading.Thread(target=read_on, args=(site, is_over, statuses, number % 2 == 0)) for number in range(READERS)
    ]
    for reader in readers:
        reader.start()
    time.sleep(1)
    # As `systemctl reload` does (deploy/systemd/ecomfo.service).
    site._process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 60
    while before & workers_of(site) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(AFTERWARDS)
    is_over.set()
    for reader in readers:
        reader.join()
    assert not before & workers_of(site)
    assert len(statuses) > 50
    assert set(statuses) == {200}
