"""Asking the index for editions in force: by words and filters, the best or the newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from releases.models import Edition, EditionFacet, Facet
from releases.search import tables
from releases.search.wanted import Wanted

COUNTED = 1_000
PAGE_SIZE = 20


@dataclass(frozen=True)
class Hits:
    """A page of results: numbers of editions in order; ``total`` counts up to ``COUNTED`` and stays there."""

    numbers: tuple[int, ...]
    total: int
    is_more: bool
    has_next: bool


def find(wanted: Wanted, at: datetime, *, page: int = 1, newest_first: bool = False) -> Hits:
    """Those in force at ``at``. The best are those with all words in title, headings, topics and names; then the rest.

    Among equals the newest come first. Two to four queries; nothing wanted finds nothing.
    """
    if not wanted:
        return Hits((), 0, is_more=False, has_next=False)
    first = (page - 1) * PAGE_SIZE
    # One more than the page shows tells whether another page follows.
    end = first + PAGE_SIZE + 1
    with tables.backend(connection).asking(connection) as cursor:
        anywhere = _Matches(cursor, wanted, at)
        if newest_first or not wanted.phrases:
            keys = anywhere.newest(end)
        else:
            best = _Matches(cursor, wanted, at, in_heads=True).newest(end)
            keys = best if len(best) == end else _followed(best, anywhere.newest(end + len(best)))[:end]
    shown = keys[first : first + PAGE_SIZE]
    return Hits(
        numbers=tuple(key & tables.ID_MASK for key in shown),
        total=min(anywhere.count, COUNTED),
        is_more=anywhere.count > COUNTED,
        has_next=len(keys) == end,
    )


def _followed(best: list[int], others: list[int]) -> list[int]:
    known = set(best)
    return [*best, *(key for key in others if key not in known)]


class _Matches:
    """What matches, read up to one more than is counted; ``count`` is exact up to there.

    A word that few releases hold is found by its postings, whatever their order, and then sorted. One that many hold
    is soon met when the newest are looked at first. Only where the first is known to be many is the second asked.
    """

    def __init__(self, cursor, wanted: Wanted, at: datetime, *, in_heads: bool = False):
        self._cursor = cursor
        self._ask = lambda most, is_sorted: _keys(
            cursor, *statement(wanted, at, most, is_sorted=is_sorted, in_heads=in_heads)
        )
        self._is_sorted = tables.backend(connection).COMES_SORTED
        self._keys = self._ask(COUNTED + 1, self._is_sorted)
        self.count = len(self._keys)

    def newest(self, most: int) -> list[int]:
        """The keys of the newest ``most``."""
        if self.count <= COUNTED or (self._is_sorted and most <= self.count):
            return sorted(self._keys, reverse=True)[:most]
        tables.backend(connection).look_at_the_newest(self._cursor)
        return self._ask(most, True)


def _keys(cursor, sql: str, params: list) -> list[int]:
    cursor.execute(sql, params)
    return [key for (key,) in cursor.fetchall()]


def statement(wanted: Wanted, at: datetime, most: int, *, is_sorted: bool, in_heads: bool = False) -> tuple[str, list]:
    """The question as SQL: at most ``most`` keys; sorted means the newest first. ``in_heads``: all words stand there."""
    # The one door says what is in force, within the same statement.
    named = Edition.objects.live(at).pages().filter(pk=RawSQL(f"(found.key & {tables.ID_MASK})", []))  # noqa: S611
    live, live_params = named.order_by().values("pk").query.get_compiler(connection=connection).as_sql()
    end = "ORDER BY key DESC LIMIT %s" if is_sorted else "LIMIT %s"
    arms, params = [], []
    for matching, matching_params in tables.backend(connection).matching(tables.EDITIONS, wanted, in_heads=in_heads):
        arms.append(f"SELECT key FROM ({matching}) found WHERE EXISTS ({live}) {end}")  # noqa: S608
        params += [*matching_params, *live_params, most]
    if len(arms) == 1:
        return arms[0], params
    return " UNION ALL ".join(f"({arm})" for arm in arms) + f" {end}", [*params, most]


def facets(at: datetime) -> QuerySet[Facet]:
    """What editions in force at ``at`` can be chosen by."""
    live = Edition.objects.live(at).pages().filter(pk=OuterRef("edition"))
    bearers = EditionFacet.objects.filter(Exists(live), facet=OuterRef("pk"))
    return Facet.objects.filter(Exists(bearers)).order_by("aspect", "pk")
