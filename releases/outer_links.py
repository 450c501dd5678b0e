"""Links to other sites: asked politely, one question a second to each host, and only by a command."""

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from releases.document import ReleaseDocument

PAUSE = 1.0
"""Seconds between two questions to one host."""
TIMEOUT = 10.0
# Hosts that refuse HEAD are asked again with GET; of an answer no more than its head is read.
_ASK_AGAIN = {400, 403, 404, 405, 501}
_ANCHOR = re.compile(r'<a [^>]*?href="([^"]*)"')


@dataclass
class Asked:
    """An address, the pages that name it, and what came back: a status, or the reason why none came."""

    url: str
    pages: list[str] = field(default_factory=list)
    status: int | None = None
    trouble: str = ""
    moved_to: str = ""

    @property
    def is_dead(self) -> bool:
        return self.status is None or self.status in (404, 410) or self.status >= 500


def outer_links(pages: Iterable[tuple[str, ReleaseDocument]]) -> list[Asked]:
    """Every address of another site that the pages lead to, each once."""
    found: dict[str, Asked] = {}
    for name, document in pages:
        for url in sorted(set(_addresses(document))):
            found.setdefault(url, Asked(url)).pages.append(name)
    return list(found.values())


def _addresses(document: ReleaseDocument) -> Iterator[str]:
    named = [link.url for link in document.links]
    bodies = [document.lead, document.closing, *(section.body for section in document.sections)]
    bodies += [note.body for note in document.notes]
    if document.event:
        named += [video.url for video in document.event.videos]
        bodies += [document.event.purpose, *(session.summary for session in document.event.sessions)]
    if document.contact and document.contact.form_url:
        named.append(document.contact.form_url)
    for body in bodies:
        named += [unescape(url) for url in _ANCHOR.findall(body)]
    for url in named:
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
            yield url.partition("#")[0]


def ask_all(links: list[Asked], progress: Callable[[int, int], None], *, pause: float = PAUSE) -> None:
    """Ask each address, hosts in turn, so that none is asked twice within ``pause`` seconds."""
    waiting: dict[str, list[Asked]] = defaultdict(list)
    for link in links:
        waiting[urlsplit(link.url).netloc].append(link)
    agent = f"e-Comfo link check (+{settings.SITE_URL})"
    done = 0
    with httpx.Client(timeout=TIMEOUT, headers={"User-Agent": agent}, follow_redirects=True) as client:
        while any(waiting.values()):
            began = time.monotonic()
            for of_host in waiting.values():
                if of_host:
                    _ask(client, of_host.pop(0))
                    done += 1
                    progress(done, len(links))
            if any(waiting.values()):
                time.sleep(max(0.0, pause - (time.monotonic() - began)))


def _ask(client: httpx.Client, link: Asked) -> None:
    try:
        answer = client.head(link.url)
        if answer.status_code in _ASK_AGAIN:
            with client.stream("GET", link.url) as answer:
                pass
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        link.trouble = type(error).__name__
        return
    link.status = answer.status_code
    if answer.history and answer.history[0].status_code in (301, 308):
        link.moved_to = str(answer.url)
