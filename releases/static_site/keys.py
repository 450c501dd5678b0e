"""What each page of the site depends on, told without rendering it: equal keys, equal bytes."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import django
from django.conf import settings
from django.db.models import F

from releases import addresses
from releases.models import Edition, EditionFacet
from releases.site_version import on_every_page
from releases.static_site.digests import digest

Key = tuple[str, str]
"""An address and what its page depends on."""


class Row(NamedTuple):
    """What is in force, as far as lists and neighbours tell of it."""

    pk: int
    release_id: int
    seal: str
    number: int
    form: str
    series_path: str
    year: int
    slug: str
    title: str
    subtitle: str
    kind_label: str
    release_date: date
    event_uid: str

    @property
    def path(self) -> str:
        return addresses.release_page(self.series_path, self.year, self.slug)


@dataclass(frozen=True)
class Public:
    """What is public at ``at`` in ``series``, read once for all keys; ``frame`` is that of every page."""

    at: datetime
    series: str
    frame: str

    @cached_property
    def rows(self) -> list[Row]:
        """Pages and notices, the newest first."""
        rows = Edition.objects.live(self.at).newest_first().values_list(*Row._fields)
        return [Row(*row) for row in rows.iterator(chunk_size=5000)]

    @cached_property
    def pages(self) -> list[Row]:
        return [row for row in self.rows if row.form == Edition.Form.PAGE]

    @cached_property
    def by_year(self) -> dict[int, list[Row]]:
        return _by(self.rows, lambda row: row.year)

    @cached_property
    def by_category(self) -> dict[str, list[Row]]:
        """What is filed under each policy field, the newest first."""
        filed = EditionFacet.objects.filter(facet__aspect="category").values_list("edition_id", "facet__code")
        codes = defaultdict(set)
        for edition, code in filed.iterator(chunk_size=5000):
            codes[edition].add(code)
        found = defaultdict(list)
        for row in self.rows:
            for code in codes.get(row.pk, ()):
                found[code].append(row)
        return found


@cache
def program_key() -> str:
    """The program itself, as far as pages are made by it."""
    root = Path(settings.BASE_DIR)
    sources = [path for app in ("bureau", "events", "releases") for path in (root / app).rglob("*.py")]
    files = sorted([*sources, *(root / "templates").rglob("*.html"), *(root / "static").rglob("*.*")])
    own = f"{django.__version__} {settings.SITE_URL} {settings.STATIC_URL} {settings.WEBSUB_HUB_URL}"
    told = hashlib.sha256(own.encode())
    for path in files:
        told.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


def frame_key(at: datetime) -> str:
    """What stands on every page at ``at``: the program, the bureau's small tables, and urgent notices."""
    return digest(program_key(), *on_every_page(at))


def keys_of_releases(public: Public) -> Iterator[Key]:
    """Every release page, newest first."""
    told = _told_changes()
    of_event = _by(public.pages, lambda page: page.event_uid)
    links = [_link(page) for page in public.pages]
    around = [None, *links, None]
    linked = {uid: [_link(page) for page in pages] for uid, pages in of_event.items() if uid}
    for index, page in enumerate(public.pages):
        changes = [change[1:] for change in told.get(page.release_id, ()) if change[0] <= page.number]
        same_event = linked.get(page.event_uid, ())
        yield page.path, digest(public.frame, page.seal, around[index], around[index + 2], same_event, changes)


def keys_of_years(public: Public) -> Iterator[Key]:
    """Every year's index."""
    years = sorted(public.by_year)
    for year, rows in public.by_year.items():
        told = [(*_link(row), row.subtitle, row.form) for row in rows]
        for series in {row.series_path for row in rows}:
            yield addresses.year_index(series, year), digest(public.frame, told, years)


def keys_of_year_files(public: Public) -> Iterator[list[Key]]:
    """What holds the full texts of a year, each year's together: open data, texts for the search, archives of the feeds."""
    years = sorted({page.year for page in public.pages})
    archives = _archives_of_categories(public)
    for year, rows in public.by_year.items():
        if year not in years:
            continue
        key = digest(public.frame, "year", [(row.seal, row.path) for row in rows], years)
        yield [
            (addresses.search_texts(year), key),
            *((addresses.api(f"archive/{year}.{ending}"), key) for ending in ("jsonl", "csv")),
            *((addresses.feed(public.series, form, year=year), key) for form in ("atom", "rss")),
            *archives[year],
        ]


def _archives_of_categories(public: Public) -> dict[int, list[Key]]:
    """The archives of the policy fields' feeds, by year."""
    found = defaultdict(list)
    for code, rows in public.by_category.items():
        pages = [row for row in rows if row.form == Edition.Form.PAGE]
        years = sorted({page.year for page in pages})
        of_year = _by(rows, lambda row: row.year)
        for year in years:
            # The field's name is that in the newest page.
            told = [(row.seal, row.path) for row in of_year[year]]
            key = digest(public.frame, code, (pages[0].seal, years), told)
            found[year] += [(addresses.feed(public.series, form, code, year), key) for form in ("atom", "rss")]
    return found


def _told_changes() -> dict[int, list[tuple]]:
    rows = (
        Edition.objects.exclude(live_until=F("live_from"))
        .exclude(change_kind="")
        .order_by("release_id", "number")
        .values_list("release_id", "number", "live_from", "change_kind", "change_note")
    )
    return {release: [row[1:] for row in run] for release, run in groupby(rows, key=lambda row: row[0])}


def _by(rows: list[Row], key) -> dict:
    found = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _link(row: Row) -> tuple:
    return row.path, row.title, row.kind_label, row.release_date
