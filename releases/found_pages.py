"""The pages of a list that was searched: the index is asked once, and for no more than anybody looks through."""

from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

MOST = 1_000


class FoundPages(Paginator):
    """Pages of the first ``MOST`` of ``found``; ``rows`` is the same list without the search, in the same order.

    A count and a page would each put the whole question to the index.
    """

    def __init__(self, found: QuerySet, per_page: int, rows: QuerySet):
        super().__init__(found, per_page)
        self._rows = rows

    @cached_property
    def _keys(self) -> list[int]:
        return list(self.object_list.values_list("pk", flat=True)[: MOST + 1])

    @cached_property
    def count(self) -> int:
        return min(len(self._keys), MOST)

    @property
    def is_cut(self) -> bool:
        """Whether more was found than is shown."""
        return len(self._keys) > MOST

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        shown = self._keys[first : min(first + self.per_page, MOST)]
        return self._get_page(self._rows.filter(pk__in=shown), number, self)
