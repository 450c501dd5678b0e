"""The order of a long list, kept while nothing public changes: where a page far behind begins is looked up, not counted off."""

from array import array
from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from releases.kept import Kept
from releases.models import Edition, SiteChange

_orders: Kept[array] = Kept(32)


def part(rows: QuerySet, key: str, first: int, last: int, *, at: datetime, name: str) -> Sequence[int]:
    """The values of ``key`` (numbers) in ``rows`` from the place ``first`` to before ``last``.

    ``name`` tells the list from the others; the same rows must come for it at any ``at`` between two public changes.
    """
    mark = SiteChange.objects.values_list("mark", flat=True).first()
    stamp = (name, mark, Edition.objects.moments(at).last)
    order = _orders.get(stamp, lambda: array("q", rows.values_list(key, flat=True).iterator(chunk_size=5000)))
    return order[first:last].tolist()
