"""A new program takes over while readers read and a clerk saves: no request is refused, none breaks off, and the workers
are new ones.
"""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from bureau.editing.formpage import sent_by
from tests.server import children_of

PASSWORD = "見本のとおり2026"
PREPARE = f"""
from tests.builders import *
publish(make_release(by=make_user(), slug='shown'))
make_contact()
make_user("writer", username="clerk", password={PASSWORD!r})
"""
PAGES = ("/e-komfo/2022/shown.html", "/", "/e-komfo/rss.xml", "/-/live", "/search/?q=見本")
READERS = 4
# Answers that are waited for, before the reload and after it.
MANY = 50
ENOUGH = 50


def read_on(site, is_over: threading.Event, statuses: list, keeps_open: bool) -> None:
    """Ask for one page after the other, on one connection or a new one each time."""
    with site.client() as client:
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


def asked_anew(site, page: str) -> int:
    with site.client() as client:
        return client.get(page).status_code


@pytest.fixture(scope="module")
def site(site_factory):
    site = site_factory(workers=2, on_socket=True)
    site.python(PREPARE)
    return site


def take_over(site) -> None:
    """As `systemctl reload` does (deploy/systemd/ecomfo.service)."""
    os.kill(site.pid, signal.SIGHUP)


def answered(many: int, statuses: list) -> None:
    """Wait until the readers have had so many answers."""
    deadline = time.monotonic() + 180
    while len(statuses) < many:
        assert time.monotonic() < deadline, f"{len(statuses)} of {many} answers"
        time.sleep(0.05)


def test_a_reload_refuses_nobody(site):
    before = children_of(site.pid)
    statuses, is_over = [], threading.Event()
    readers = [
        threading.Thread(target=read_on, args=(site, is_over, statuses, number % 2 == 0)) for number in range(READERS)
    ]
    for reader in readers:
        reader.start()
    time.sleep(1)
    take_over(site)
    deadline = time.monotonic() + 180
    while before & children_of(site.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    answered(len(statuses) + MANY, statuses)
    while len(statuses) <= ENOUGH and time.monotonic() < deadline:
        time.sleep(0.1)
    is_over.set()
    for reader in readers:
        reader.join()
    assert not before & children_of(site.pid)
    assert len(statuses) > ENOUGH
    assert set(statuses) == {200}


def saving(site, subtitle: str):
    """A clerk's save of a new release, and what sends it: the second half of its form waits for ``go_on``."""
    client = site.client()
    client.get("/admin/login/")
    form = {"username": "clerk", "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    assert client.post("/admin/login/", data=form).status_code == 302
    form = dict(sent_by(client.get("/admin/releases/release/add/").text, "release_form"))
    form |= {
        "title": "入れ替えの間の発表",
        "slug": f"0203{subtitle}",
        "release_date": "2022-02-03",
        "subtitle": subtitle,
    }
    form |= {"lead": "<p>文</p>", "contact": "1", "_continue": "1"}
    body = str(httpx.QueryParams(form)).encode()
    go_on = threading.Event()

    def in_halves():
        yield body[: len(body) // 2]
        go_on.wait(60)
        yield body[len(body) // 2 :]

    def send() -> int | None:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        try:
            return client.post("/admin/releases/release/add/", content=in_halves(), headers=headers).status_code
        except httpx.TransportError:
            return None
        finally:
            client.close()

    return go_on, send


def saved(site, subtitle: str) -> int:
    return int(
        site.python(
            f"from releases.models import Release; print(Release.objects.filter(subtitle='{subtitle}').count())"
        )
    )


def test_a_save_that_is_under_way_at_a_reload_goes_through(site):
    before = children_of(site.pid)
    go_on, send = saving(site, "reload")
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(send)
        time.sleep(0.5)
        take_over(site)
        deadline = time.monotonic() + 60
        while not children_of(site.pid) - before and time.monotonic() < deadline:
            time.sleep(0.1)
        go_on.set()
        assert answer.result() == 302
    assert saved(site, "reload") == 1


def test_a_save_that_is_under_way_when_the_server_is_stopped_is_done_or_breaks_off_and_is_never_half(site):
    go_on, send = saving(site, "stop")
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(send)
        time.sleep(0.5)
        os.kill(site.pid, signal.SIGTERM)
        go_on.set()
        status = answer.result()
    site.restart()
    # Broken off, the form stays in the clerk's window and can be sent again (tests/browser/test_nothing_lost.py).
    assert (status, saved(site, "stop")) in [(302, 1), (None, 0)]
