"""What each page of the site depends on, told without rendering it: equal keys, equal bytes."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path

import django
from django.conf import settings
from django.db.models import F

from releases import addresses
from releases.models import Edition
from releases.site_version import on_every_page
from releases.static_site.digests import digest

_ROW = (
    "release_id",
    "seal",
    "number",
    "form",
    "series_path",
    "year",
    "slug",
    "title",
    "subtitle",
    "kind_label",
    "release_date",
    "event_uid",
)


@cache
def _program() -> str:
    """The program itself, as far as pages are made by it."""
    root = Path(settings.BASE_DIR)
    sources = [path for app in ("bureau", "events", "releases") for path in (root / app).rglob("*.py")]
    files = sorted([*sources, *(root / "templates").rglob("*.html"), *(root / "static").rglob("*.*")])
    told = hashlib.sha256(f"{django.__version__} {settings.SITE_URL} {settings.STATIC_URL}".encode())
    for path in files:
        told.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


def frame_key(at: datetime) -> str:
    """What stands on every page at ``at``: the program, the bureau's small tables, and urgent notices."""
    return digest(_program(), *on_every_page(at))


def keys_of_pages(at: datetime, frame: str) -> Iterator[tuple[str, str]]:
    """(address, key) of every release page, every year's index and its texts for the search, at ``at``, newest first."""
    live = [dict(zip(_ROW, row, strict=True)) for row in Edition.objects.live(at).newest_first().values_list(*_ROW)]
    yield from _release_pages([row for row in live if row["form"] == Edition.Form.PAGE], frame)
    yield from _year_pages(live, frame)
    yield from _year_texts([row for row in live if row["form"] == Edition.Form.PAGE], frame)


def _release_pages(pages: list[dict], frame: str) -> Iterator[tuple[str, str]]:
    told = _told_changes()
    of_event = defaultdict(list)
    for page in pages:
        if page["event_uid"]:
            of_event[page["event_uid"]].append(_link(page))
    for index, page in enumerate(pages):
        newer = _link(pages[index - 1]) if index else None
        older = _link(pages[index + 1]) if index + 1 < len(pages) else None
        around = [newer, older, of_event.get(page["event_uid"], [])]
        changes = [change[1:] for change in told.get(page["release_id"], ()) if change[0] <= page["number"]]
        yield _path(page), digest(frame, page["seal"], around, changes)


def _told_changes() -> dict[int, list[tuple]]:
    rows = (
        Edition.objects.exclude(live_until=F("live_from"))
        .exclude(change_kind="")
        .order_by("release_id", "number")
        .values_list("release_id", "number", "live_from", "change_kind", "change_note")
    )
    return {release: [row[1:] for row in run] for release, run in groupby(rows, key=lambda row: row[0])}


def _year_pages(live: Iterable[dict], frame: str) -> Iterator[tuple[str, str]]:
    by_year = defaultdict(list)
    for row in live:
        by_year[row["series_path"], row["year"]].append([*_link(row), row["subtitle"], row["form"]])
    counts = sorted(Counter({year: len(rows) for (_, year), rows in by_year.items()}).items())
    for (series, year), rows in by_year.items():
        yield addresses.year_index(series, year), digest(frame, rows, counts)


def _year_texts(pages: Iterable[dict], frame: str) -> Iterator[tuple[str, str]]:
    seals = defaultdict(list)
    for page in pages:
        seals[page["year"]].append(page["seal"])
    for year, sealed in seals.items():
        yield addresses.search_texts(year), digest(frame, "texts", sealed)


def _path(row: dict) -> str:
    return addresses.release_page(row["series_path"], row["year"], row["slug"])


def _link(row: dict) -> tuple:
    return _path(row), row["title"], row["kind_label"], row["release_date"]
