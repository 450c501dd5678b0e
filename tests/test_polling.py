"""A month of readers' programs around three publications and a correction: each entry once, the corrected one anew."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import feedparser
import pytest
import time_machine
from django.core.wsgi import get_wsgi_application

from releases import lifecycle
from releases.delivery.gate import Gate
from releases.lifecycle import Change
from tests.builders import make_bureau, make_release, make_user, publish
from tests.test_prepared_pages import Reader, _kept_connection, raw  # noqa: F401

pytestmark = pytest.mark.django_db

TOKYO = ZoneInfo("Asia/Tokyo")
START = datetime(2026, 6, 1, 0, 0, tzinfo=TOKYO)
DAYS = 30
READERS = 50
POLLS = 10_000
FEEDS = ("/e-komfo/rss.xml", "/e-komfo/atom.xml")


class Follower:
    """A reader's program: it remembers validators as its kind does, and what it has shown."""

    def __init__(self, number: int):
        self.feed = FEEDS[number % 2]
        self.kind = ("plain", "etag", "date", "both")[number // 2 % 4]
        self.tag = self.date = ""
        self.shown: dict[str, list[str]] = {}
        self.answers: list[int] = []

    def poll(self, reader: Reader) -> None:
        headers = {}
        if self.tag and self.kind in ("etag", "both"):
            headers["if_none_match"] = self.tag
        if self.date and self.kind in ("date", "both"):
            headers["if_modified_since"] = self.date
        answer = reader.get(self.feed, **headers)
        self.answers.append(answer.status_code)
        if answer.status_code == 304:
            assert raw(answer) == b""
            return
        self.tag = answer.headers.get("etag", "")
        self.date = answer.headers.get("last-modified", "")
        for item in _entries(raw(answer)):
            stamps = self.shown.setdefault(item.id, [])
            if item.updated not in stamps:
                stamps.append(item.updated)


_read: dict[bytes, list] = {}


def _entries(content: bytes) -> list:
    """Parsed once for all who got the same bytes."""
    if content not in _read:
        _read[content] = feedparser.parse(content).entries
    return _read[content]


@pytest.mark.usefixtures("_kept_connection")
def test_ten_thousand_polls_bring_each_entry_once_and_the_corrected_one_anew():
    make_bureau()
    with time_machine.travel(START, tick=False) as clock:
        first = make_release(by=make_user(), title="一つ目", slug="one")
        publish(first)
        publish(
            make_release(by=make_user(), title="二つ目", slug="two"), live_from=START + timedelta(days=10, minutes=7)
        )
        publish(make_release(by=make_user(), title="三つ目", slug="three"), live_from=START + timedelta(days=20))
        reader = Reader(Gate(get_wsgi_application()))
        followers = [Follower(number) for number in range(READERS)]
        step = timedelta(days=DAYS) / (POLLS // READERS)
        corrected = False
        for turn in range(POLLS // READERS):
            clock.move_to(START + timedelta(seconds=5) + turn * step)
            reader.gate.watch._asked = 0.0
            if turn * step > timedelta(days=15) and not corrected:
                first.lead = "<p>直した本文です。</p>"
                first.save()
                lifecycle.note_edit(first, make_user())
                first.refresh_from_db()
                publish(first, change=Change("erratum", "本文を直しました。", shown_anew=True))
                corrected = True
                clock.move_to(START + timedelta(seconds=10) + turn * step)
            for follower in followers:
                follower.poll(reader)
    assert sum(len(follower.answers) for follower in followers) == POLLS
    for follower in followers:
        assert set(follower.answers) <= {200, 304}
        assert sorted(len(stamps) for stamps in follower.shown.values()) == [1, 1, 2]
        assert len(follower.shown[first.uid.urn]) == 2
        if follower.kind != "plain":
            # At most one whole answer for each change of the month.
            assert follower.answers.count(200) <= 4
