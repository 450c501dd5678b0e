"""What the pages of events, lectures and policy fields depend on: equal keys, equal bytes."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from releases import addresses
from releases.agenda import lectures
from releases.agenda.readings import ROWS, UNSTATED
from releases.agenda_views import UNSTATED_ROW
from releases.feed_views import PAGE_SIZE as CATEGORY_PAGE_SIZE
from releases.models import Edition, EditionEvent
from releases.search.find import facets
from releases.static_site.digests import digest


def keys_of_events(at: datetime, series: str, frame: str) -> Iterator[tuple[str, str]]:
    """(address, key) of every event's page and calendar, of those that any page in force tells of."""
    told = EditionEvent.objects.filter(edition__live_from__lte=at).order_by("address", "edition__number", "pk")
    live = set(Edition.objects.live(at).values_list("pk", flat=True))
    rows = told.values_list("address__code", "edition", "edition__seal", "edition__form", "first_day")
    for code, run in groupby(rows.iterator(chunk_size=2000), key=lambda row: row[0]):
        editions = list(run)
        if not any(row[1] in live and row[3] == Edition.Form.PAGE for row in editions):
            continue
        key = digest(frame, "event", [(row[2], row[1] in live) for row in editions])
        yield addresses.event_page(series, code), key
        if all(row[4] for row in editions):
            yield addresses.event_calendar(series, code), key


def keys_of_lists(at: datetime, series: str, frame: str) -> Iterator[tuple[str, str]]:
    """(address, key) of the pages of lectures by row and by theme, and of policy fields."""
    used = lectures.rows_in_use(at)
    fields = [(facet.code, facet.label) for facet in facets(at).filter(aspect="category")]
    for code, _ in (*ROWS, UNSTATED_ROW):
        row = UNSTATED if code == UNSTATED_ROW[0] else code
        if row in used:
            shown = lectures.of_row(at, row).values_list("lectures__billings__pk", "seal")
            for number, key in _pages(shown, lectures.PAGE_SIZE, frame, "row", sorted(used)):
                yield addresses.lectures(series, code, number), key
    for code in ("", *dict(fields)):
        shown = lectures.of_theme(at, code).values_list("lectures__pk", "seal")
        for number, key in _pages(shown, lectures.PAGE_SIZE, frame, "theme", fields):
            yield addresses.lectures_by_theme(series, code, number), key
    for code in dict(fields):
        shown = Edition.objects.live(at).pages().newest_first_under("category", code).values_list("seal")
        for number, key in _pages(shown, CATEGORY_PAGE_SIZE, frame, "category", fields):
            yield addresses.category(series, code, number), key


def _pages(rows: Iterable[tuple], size: int, *about: object) -> Iterator[tuple[int, str]]:
    """Number and key of each page of ``rows``."""
    told = list(rows)
    for first in range(0, len(told), size):
        number = first // size + 1
        has_next = first + size < len(told)
        yield number, digest(*about, number, told[first : first + size], has_next)
