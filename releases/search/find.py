"""Asking the index for editions in force: by words and filters, the best or the newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from releases.models import Edition, Facet
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

    Among equals the newest come first. One or two queries; nothing wanted finds nothing.
    """
    if not wanted:
        return Hits((), 0, is_more=False, has_next=False)
    first = (page - 1) * PAGE_SIZE
    most = max(COUNTED, first + PAGE_SIZE) + 1
    if newest_first or not wanted.phrases:
        found = _editions(wanted, at, most)
    else:
        found = _editions(wanted, at, most, in_heads=True)
        if len(found) < most:
            found += _editions(wanted, at, most - len(found), in_heads=False)
    return Hits(
        numbers=tuple(found[first : first + PAGE_SIZE]),
        total=min(len(found), COUNTED),
        is_more=len(found) > COUNTED,
        has_next=len(found) > first + PAGE_SIZE,
    )


def _editions(wanted: Wanted, at: datetime, most: int, *, in_heads: bool | None = None) -> list[int]:
    sql, params = statement(wanted, at, most, in_heads=in_heads)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [key & tables.ID_MASK for (key,) in cursor.fetchall()]


def statement(wanted: Wanted, at: datetime, most: int, *, in_heads: bool | None = None) -> tuple[str, list]:
    """The question as SQL: at most ``most`` keys, newest first; ``in_heads``: only those with all words in the heads,
    or only the others."""
    matching, params = tables.backend(connection).matching(tables.EDITIONS, wanted, in_heads=in_heads)
    # The one door says what is in force, within the same statement.
    named = Edition.objects.live(at).pages().filter(pk=RawSQL(f"(found.key & {tables.ID_MASK})", []))  # noqa: S611
    live, live_params = named.order_by().values("pk").query.get_compiler(connection=connection).as_sql()
    sql = f"SELECT found.key FROM ({matching}) found WHERE EXISTS ({live}) ORDER BY found.key DESC LIMIT %s"  # noqa: S608
    return sql, [*params, *live_params, most]


def facets(at: datetime) -> QuerySet[Facet]:
    """What editions in force at ``at`` can be chosen by."""
    bearers = Edition.objects.live(at).pages().filter(facets__facet=OuterRef("pk"))
    return Facet.objects.filter(Exists(bearers)).order_by("aspect", "pk")
