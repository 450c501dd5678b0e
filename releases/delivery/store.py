"""Answers as bytes, each encoding made when it is first asked for; what was not asked for longest goes first."""

import gzip
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

import brotli

from releases.public import WHILE_DOWN

# Below this an encoding costs more than it saves.
WORTH_ENCODING = 512
_TEXT = ("text/", "application/json", "application/xml", "application/rss+xml", "application/atom+xml")
_TEXT_ENDINGS = ("+xml", "+json", "/javascript", "x-ndjson")

Header = tuple[str, str]


@dataclass
class Encoded:
    """One encoding of a page, with the headers that go with it and those of a 304."""

    body: bytes
    etag: str
    headers: list[Header]
    unchanged: list[Header]


@dataclass
class Page:
    """A whole answer of the public site, made for one version of it.

    ``ends_at`` is the moment (Unix time) after which it must not be handed out, whatever happens; ``kept_since`` is
    when it was made; ``last_modified`` the Unix time of its header.
    """

    mark: str
    body: bytes
    headers: list[Header]
    etag: str
    last_modified: int | None
    ends_at: float | None
    kept_since: float = field(default_factory=time.time)
    encoded: dict[str, Encoded] = field(default_factory=dict)

    def has_ended(self, now: float) -> bool:
        """Whether not even a site without its database may show it."""
        return now - self.kept_since > WHILE_DOWN or (self.ends_at is not None and self.ends_at <= now)

    def encode(self, coding: str) -> Encoded:
        """The page in ``coding`` (br, gzip or "" for plain)."""
        made = self.encoded.get(coding)
        if made is None:
            made = self.encoded[coding] = self._encode(coding if self._is_worth_it() else "")
        return made

    def _is_worth_it(self) -> bool:
        if len(self.body) < WORTH_ENCODING:
            return False
        kind = next((value for name, value in self.headers if name.lower() == "content-type"), "").split(";")[0]
        return kind.startswith(_TEXT) or kind.endswith(_TEXT_ENDINGS)

    def _encode(self, coding: str) -> Encoded:
        body = self.body
        if coding == "br":
            body = brotli.compress(body, quality=5)
        elif coding == "gzip":
            # No time stamp: the same page has the same bytes on every machine. A sixth of the time of a page made anew
            # goes into it: the level above takes a fifth longer and saves a hundredth of the bytes.
            body = gzip.compress(body, compresslevel=5, mtime=0)
        # A strong validator names bytes, and each encoding has its own.
        etag = f'{self.etag[:-1]}-{coding}"' if coding else self.etag
        shared = [("ETag", etag), ("Vary", "Accept-Encoding")]
        headers = [*self.headers, *shared, ("Content-Length", str(len(body)))]
        if coding:
            headers.append(("Content-Encoding", coding))
        unchanged = [*shared, *(header for header in self.headers if header[0] == "Last-Modified")]
        return Encoded(body, etag, headers, unchanged)


class Store:
    """Pages by their keys, within ``limit`` bytes. Safe for threads."""

    def __init__(self, limit: int):
        self._limit = limit
        self._lock = Lock()
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._size = 0

    def get(self, key: str) -> Page | None:
        page = self._pages.get(key)
        # While half of the room is free nothing will have to go, and it need not be known what is asked for.
        if page is not None and self._size > self._limit // 2:
            with self._lock:
                if key in self._pages:
                    self._pages.move_to_end(key)
        return page

    def put(self, key: str, page: Page) -> None:
        # Its other encodings come later: the room for them is taken at once.
        with self._lock:
            former = self._pages.pop(key, None)
            if former:
                self._size -= _room(former)
            self._pages[key] = page
            self._size += _room(page)
            while self._size > self._limit and len(self._pages) > 1:
                _, oldest = self._pages.popitem(last=False)
                self._size -= _room(oldest)


def _room(page: Page) -> int:
    return 2 * len(page.body) + 1024
