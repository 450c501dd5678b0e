"""What a file of many releases says of each: a text of one edition alone, so that who keeps it need not make it twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

from django.db.models import QuerySet

from releases.models import Edition


@dataclass(frozen=True)
class Portion:
    """``name`` tells everything that the text depends on beside the edition and the program."""

    name: str
    make: Callable[[Edition], str] = field(compare=False)


class Keeper(Protocol):
    """Has portions that were made before."""

    def texts(self, portion: Portion, editions: QuerySet[Edition]) -> list[str]:
        """The same as ``texts``."""


_KEEPER: ContextVar[Keeper | None] = ContextVar("keeper", default=None)


def texts(portion: Portion, editions: QuerySet[Edition]) -> list[str]:
    """What ``portion`` says of each of ``editions``, in their order."""
    keeper = _KEEPER.get()
    return keeper.texts(portion, editions) if keeper else [portion.make(edition) for edition in editions]


@contextmanager
def kept_by(keeper: Keeper) -> Iterator[None]:
    """Ask ``keeper`` for every portion that is wanted meanwhile."""
    before = _KEEPER.set(keeper)
    try:
        yield
    finally:
        _KEEPER.reset(before)
