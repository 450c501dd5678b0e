"""What the index is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass

from releases.search.query import Query
from releases.search.tokens import Phrase, label, phrase_of


@dataclass(frozen=True)
class Wanted:
    """All ``phrases`` and all ``labels`` (tokens of tokens.label), none of ``unwanted``."""

    phrases: tuple[Phrase, ...] = ()
    unwanted: tuple[Phrase, ...] = ()
    labels: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.phrases or self.labels)


def wanted_of(query: Query, filters: Iterable[tuple[str, str]] = ()) -> Wanted:
    """``filters`` are pairs of aspect (year, kind, category) and code."""
    return Wanted(
        phrases=tuple(phrase_of(needle) for needle in query.wanted),
        unwanted=tuple(phrase_of(needle) for needle in query.unwanted),
        labels=tuple(label(aspect, code) for aspect, code in filters),
    )
