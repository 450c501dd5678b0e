"""Search for staff: the working copies, through the same index.

A working copy that says what its newest edition says is found through the edition's words; only the others have words
of their own in the index. The public never asks for those.
"""

import re

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from releases.models import Edition
from releases.search import tables
from releases.search.query import Query
from releases.search.tokens import label
from releases.search.wanted import Wanted, wanted_of

_ADDRESS = re.compile(r"(?:\d{4}/)?([a-z0-9]+(?:-[a-z0-9]+)*)(?:\.html)?")


def releases_with(query: Query, releases: QuerySet) -> QuerySet:
    """Those of ``releases`` with the words in the working copy, or with what was typed as their address (0203si)."""
    condition = _matching(wanted_of(query))
    if address := _ADDRESS.fullmatch(query.text):
        condition |= _matching(Wanted(labels=(label("address", address[1]),)))
    # A number that is no column: the database walks the list in its order and stops when the page is full, where it
    # would else read all releases that hold the word and sort them.
    return releases.alias(number=F("pk") + 0).filter(condition)


def _matching(wanted: Wanted) -> Q:
    # Asked from the release's side, newest first: the open edition of a release is told by an index alone. Only pages
    # are indexed, so that the form need not be asked for.
    open_edition = Edition.objects.filter(release_id=OuterRef("pk"), live_until__isnull=True)
    said_by_edition = open_edition.alias(number_itself=F("pk") + 0).filter(
        number_itself__in=_keys(tables.EDITIONS, wanted, f"key & {tables.ID_MASK}")
    )
    has_own_words = RawSQL(tables.backend(connection).all_keys(tables.WORKING_COPIES), [])  # noqa: S611
    copies = _keys(tables.WORKING_COPIES, wanted, "key")
    return Q(number__in=copies) | Q(Exists(said_by_edition)) & ~Q(number__in=has_own_words)


def _keys(table: str, wanted: Wanted, column: str) -> RawSQL:
    """Subquery of what the matching rows of ``table`` have in ``column``; all that is typed goes in as parameters."""
    arms = tables.backend(connection).within(table, wanted)
    sql = " UNION ALL ".join(f"SELECT {column} FROM ({arm}) found" for arm, _ in arms)  # noqa: S608
    return RawSQL(sql, [param for _, params in arms for param in params])  # noqa: S611
