"""Search for staff: the working copies, through the same index.

A working copy that says what its newest edition says is found through the edition's words; only the others have words
of their own in the index. The public never asks for those.
"""

import re

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from releases.models import Edition
from releases.search import tables
from releases.search.query import Query
from releases.search.tokens import label
from releases.search.wanted import Wanted, wanted_of

_ADDRESS = re.compile(r"(?:\d{4}/)?([a-z0-9]+(?:-[a-z0-9]+)*)(?:\.html)?")


def releases_with(query: Query) -> Q:
    """Condition on releases: the words are in the working copy, or what was typed is its address (0203si)."""
    condition = _matching(wanted_of(query))
    if address := _ADDRESS.fullmatch(query.text):
        condition |= _matching(Wanted(labels=(label("address", address[1]),)))
    return condition


def _matching(wanted: Wanted) -> Q:
    said_by_edition = (
        Edition.objects.pages()
        .filter(live_until__isnull=True, pk__in=_keys(tables.EDITIONS, wanted, f"key & {tables.ID_MASK}"))
        .exclude(release_id__in=RawSQL(tables.backend(connection).all_keys(tables.WORKING_COPIES), []))  # noqa: S611
    )
    copies = _keys(tables.WORKING_COPIES, wanted, "key")
    return Q(pk__in=copies) | Q(pk__in=said_by_edition.values("release_id"))


def _keys(table: str, wanted: Wanted, column: str) -> RawSQL:
    """Subquery of what the matching rows of ``table`` have in ``column``; all that is typed goes in as parameters."""
    arms = tables.backend(connection).matching(table, wanted)
    sql = " UNION ALL ".join(f"SELECT {column} FROM ({arm}) found" for arm, _ in arms)  # noqa: S608
    return RawSQL(sql, [param for _, params in arms for param in params])  # noqa: S611
