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
    sql = tables.backend(connection)
    copies, copies_params = sql.matching(tables.WORKING_COPIES, wanted)
    editions, editions_params = sql.matching(tables.EDITIONS, wanted)
    # Words alone are put into these statements by parameters; table and column names are our own.
    numbers = RawSQL(f"SELECT found.key & {tables.ID_MASK} FROM ({editions}) found", editions_params)  # noqa: S608, S611
    said_by_edition = (
        Edition.objects.pages()
        .filter(live_until__isnull=True, pk__in=numbers)
        .exclude(release_id__in=RawSQL(sql.all_keys(tables.WORKING_COPIES), []))  # noqa: S611
    )
    return Q(pk__in=RawSQL(copies, copies_params)) | Q(pk__in=said_by_edition.values("release_id"))  # noqa: S611
