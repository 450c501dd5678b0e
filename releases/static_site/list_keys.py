"""What the pages of events, lectures and policy fields depend on: equal keys, equal bytes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone

from releases import addresses
from releases.agenda import events, lectures
from releases.agenda.readings import ROWS, UNSTATED
from releases.agenda_views import UNSTATED_ROW
from releases.feed_views import FORMS
from releases.feed_views import PAGE_SIZE as CATEGORY_PAGE_SIZE
from releases.feeds.contents import ITEMS
from releases.models import Edition, EditionEvent
from releases.search.find import facets
from releases.static_site.digests import digest
from releases.static_site.keys import Key, Public, Row


class Told(NamedTuple):
    """An event by all that was ever said of it; ``years`` are those in which it may stand, ``has_day`` if it is in calendars."""

    code: str
    key: str
    years: frozenset[int]
    released_in: frozenset[int]
    has_page: bool
    has_day: bool


class EventKeys:
    """The keys of whatever tells of events."""

    def __init__(self, public: Public):
        self._public = public

    @cached_property
    def _events(self) -> list[Told]:
        public = self._public
        today = timezone.localdate(public.at)
        live = {row.pk: row for row in public.rows}
        rows = EditionEvent.objects.filter(edition__live_from__lte=public.at).order_by(
            "address__code", "edition__number", "edition_id"
        )
        rows = rows.values_list("address__code", "edition_id", "edition__seal", "year", "first_day", "last_day")
        found = []
        for code, run in groupby(rows.iterator(chunk_size=5000), key=lambda row: row[0]):
            editions = list(run)
            in_force = [live[row[1]] for row in editions if row[1] in live]
            pages = [row for row in in_force if row.form == Edition.Form.PAGE]
            # To be past is part of what lists say of it.
            told = [(row[2], row[1] in live, row[5] is not None and row[5] < today) for row in editions]
            found.append(
                Told(
                    code,
                    digest(public.frame, "event", told),
                    frozenset(row[3] for row in editions),
                    frozenset(page.year for page in pages),
                    bool(pages),
                    all(row[4] for row in editions),
                )
            )
        return found

    def pages(self) -> Iterator[Key]:
        """Every event's page and calendar, of those that any page in force tells of."""
        for event in self._events:
            if event.has_page:
                yield addresses.event_page(self._public.series, event.code), event.key
                if event.has_day:
                    yield addresses.event_calendar(self._public.series, event.code), event.key

    def years(self) -> Iterator[Key]:
        """The past events of each year."""
        public = self._public
        years = [each.year for each in events.past_years(public.at, public.series)]
        told = _gathered((year, event) for event in self._events for year in event.years)
        for year in years:
            yield addresses.events(public.series, year), digest(public.frame, "events", told[year], years)

    def sitemaps(self) -> Iterator[Key]:
        """The part of the sitemap for each year: its pages and the events that they tell of."""
        public = self._public
        told = _gathered((year, event) for event in self._events for year in event.released_in)
        for year, rows in public.by_year.items():
            pages = [(row.path, row.seal) for row in rows if row.form == Edition.Form.PAGE]
            if pages:
                yield addresses.sitemap(str(year)), digest(public.frame, "sitemap", pages, told[year])


def _gathered(events_of: Iterable[tuple[int, Told]]) -> defaultdict[int, list[tuple[str, str]]]:
    found = defaultdict(list)
    for year, event in events_of:
        found[year].append((event.code, event.key))
    return found


def keys_of_lists(public: Public) -> Iterator[Key]:
    """The pages of lectures by row and by theme, and of policy fields."""
    at, series = public.at, public.series
    fields = _fields(public)
    # Two questions for all pages: the pages of one row or field are among those of all, in the same order.
    people = defaultdict(list)
    rows = lectures.of_all_rows(at).values_list("lectures__billings__row", "lectures__billings__pk", "seal")
    for row, *billing in rows.iterator(chunk_size=5000):
        people[row].append(tuple(billing))
    used = sorted(people)
    for code, _ in (*ROWS, UNSTATED_ROW):
        shown = people[UNSTATED if code == UNSTATED_ROW[0] else code]
        for number, key in _pages(shown, lectures.PAGE_SIZE, public.frame, "row", used):
            yield addresses.lectures(series, code, number), key
    told = list(lectures.of_theme(at, "").values_list("pk", "lectures__pk", "seal"))
    for code in ("", *dict(fields)):
        filed = {row.pk for row in public.by_category.get(code, ())}
        shown = [tuple(lecture) for edition, *lecture in told if not code or edition in filed]
        for number, key in _pages(shown, lectures.PAGE_SIZE, public.frame, "theme", fields):
            yield addresses.lectures_by_theme(series, code, number), key
    for code in dict(fields):
        shown = [(page.seal, page.path) for page in _pages_of(public, code)]
        for number, key in _pages(shown, CATEGORY_PAGE_SIZE, public.frame, "category", fields):
            yield addresses.category(series, code, number), key


def keys_of_category_feeds(public: Public) -> Iterator[Key]:
    """The feeds of each policy field."""
    for code, rows in public.by_category.items():
        pages = _pages_of(public, code)
        if pages:
            notices = [row.seal for row in rows if row.form == Edition.Form.NOTICE]
            newest = [(page.seal, page.path) for page in pages[:ITEMS]]
            key = digest(public.frame, "feed", code, newest, notices, sorted({page.year for page in pages}))
            for form in FORMS:
                yield addresses.feed(public.series, form, code), key


def _fields(public: Public) -> list[tuple[str, str]]:
    return [(facet.code, facet.label) for facet in facets(public.at).filter(aspect="category")]


def _pages_of(public: Public, code: str) -> list[Row]:
    return [row for row in public.by_category.get(code, ()) if row.form == Edition.Form.PAGE]


def _pages(rows: Iterable[tuple], size: int, *about: object) -> Iterator[tuple[int, str]]:
    """Number and key of each page of ``rows``."""
    told = list(rows)
    for first in range(0, len(told), size):
        number = first // size + 1
        has_next = first + size < len(told)
        yield number, digest(*about, number, told[first : first + size], has_next)
