"""A clock that is set back under a running site: readers keep what they have seen, and everything agrees with itself.

The clock that the site's processes read is moved, as a set clock moves: what measures durations goes on.
"""

import os
import re
import time
from contextlib import closing
from pathlib import Path
from string import Template

import httpx
import pytest

PASSWORD = "見本のとおり2026"

LIBRARY = next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
# The minute is chosen when all else is done, for that takes longer on a busy machine.
PREPARE = Template("""
import time
from datetime import datetime, timedelta, timezone
from django.utils.timezone import localdate
from releases import photo_store
from releases.models import Photo
from tests.builders import make_bureau, make_release, make_user, publish
from tests.pictures import upload
make_bureau(allows_self_approval=True)
make_user("approver", username="clerk", password="$password")
releases = []
for slug in ("now", "waiting"):
    release = make_release(by=make_user(), slug=slug, title=f"発表 {slug}", release_date=localdate() - timedelta(days=1))
    file = photo_store.store_upload(upload())
    Photo.objects.create(release=release, file=file, alt="演台で話す職員")
    releases.append(release)
    print(release.year, file.key)
publish(releases[0])
minute = int(time.time()) + 5
publish(releases[1], live_from=datetime.fromtimestamp(minute, timezone.utc))
print(minute)
""")
SOUND = """
from releases.models import Edition
print([(e.number, e.is_empty, e.live_until is None or e.live_until >= e.live_from) for e in Edition.objects.all()])
"""


class MovedClock:
    """The clock of a site's processes; ``set_back`` moves it against the machine's."""

    def __init__(self, folder: Path):
        self._file = folder / "clock"
        self.set_back(0)
        self.environment = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set_back(self, seconds: int) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(f"-{seconds}\n" if seconds else "+0\n")
        new.replace(self._file)


@pytest.fixture
def clock(tmp_path):
    if LIBRARY is None:
        message = "libfaketime がありません（Debian: faketime）。"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return MovedClock(tmp_path)


@pytest.fixture
def reader():
    # A connection for each request, so that each worker gets its share of them.
    with httpx.Client(trust_env=False, headers={"Connection": "close"}) as client:
        yield client


def addresses_of(made: list[str]) -> list[str]:
    rows = [line.split() for line in made]
    photos = [f"/e-komfo/photos/{key}/480.jpg" for _, key in rows]
    year = rows[0][0]
    return [
        *(f"/e-komfo/{year}/{slug}.html" for slug in ("now", "waiting")),
        f"/e-komfo/{year}/",
        "/e-komfo/rss.xml",
        *photos,
    ]


def answers(reader, site, addresses: list[str]) -> dict[str, set]:
    """Address -> the statuses and validators that it was answered with, asked of both workers for two seconds."""
    found: dict[str, set] = {}
    until = time.monotonic() + 2
    while time.monotonic() < until:
        for address in addresses:
            answer = reader.get(site.url + address)
            found.setdefault(address, set()).add((answer.status_code, answer.headers.get("ETag")))
        time.sleep(0.02)
    return found


def sign_in(site) -> httpx.Client:
    client = httpx.Client(base_url=site.url, trust_env=False, follow_redirects=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/admin/login/").text)[1]
    data = {"username": "clerk", "password": PASSWORD, "csrfmiddlewaretoken": token, "next": "/admin/"}
    answer = client.post("/admin/login/", data=data, headers={"Referer": f"{site.url}/admin/login/"})
    assert answer.url.path == "/admin/", answer.text
    return client


def test_a_clock_set_back_over_a_minute_of_publication(site_factory, clock, reader):
    site = site_factory(workers=2, environment=clock.environment)
    # Before the minute is chosen, for that takes seconds.
    site.start()
    *made, minute = site.python(PREPARE.substitute(password=PASSWORD)).splitlines()
    minute = int(minute)
    addresses = addresses_of(made)
    with closing(sign_in(site)) as clerk:
        while time.time() < minute + 0.1:
            time.sleep(0.02)
        published = answers(reader, site, addresses)
        assert {status for told in published.values() for status, _ in told} == {200}
        assert all(len(told) == 1 for told in published.values()), published

        # By some seconds, before the minute: what readers have seen stays, byte for byte, on every worker.
        clock.set_back(5)
        assert answers(reader, site, addresses) == published

        # By an hour: nobody can tell which time is right. Pages, lists, feeds and photos all go by the clock.
        clock.set_back(3600)
        time.sleep(1)
        behind = answers(reader, site, addresses)
        feed = behind.pop("/e-komfo/rss.xml")
        assert all(told == {(404, None)} for told in behind.values()), behind
        assert len(feed) == 1
        assert feed != published["/e-komfo/rss.xml"]
        assert "発表 now" not in reader.get(site.url + "/e-komfo/rss.xml").text
        assert "より遅れています。時計を確かめてください。" in site.log
        told = clerk.get("/admin/releases/1/steps/revoke/")
        assert told.status_code == 200
        assert "管理者に時計を確かめてもらい" in told.text

        # Set right again: everything is as it was, and so is the record.
        clock.set_back(0)
        time.sleep(1)
        assert answers(reader, site, addresses) == published
        assert clerk.get("/admin/releases/1/steps/withdraw/").status_code == 200
    assert site.python(SOUND).strip() == "[(1, False, True), (1, False, True)]"
    assert "ERROR django" not in site.log
