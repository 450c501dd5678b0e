"""What the index keeps of a release: the tokens of its text, cut into parts that both databases can hold."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from releases.document import ReleaseDocument
from releases.search.folding import BREAK, fold
from releases.search.passages import Passage, passages
from releases.search.query import MAX_LENGTH
from releases.search.tokens import GAP, characters_of, label, tokens_of

# A tsvector forgets positions past 16,383 and past the 256th of one lexeme.
_MOST_POSITIONS = 16_000
_MOST_OF_ONE = 250
# The longest thing to look for, in tokens: one character of a query can become eighteen.
_OVERLAP = MAX_LENGTH
_SLICE = _MOST_OF_ONE


@dataclass(frozen=True)
class Part:
    """Tokens in their order, GAP between runs of text; ``filed`` are those that stand nowhere in particular."""

    tokens: tuple[str, ...]
    filed: frozenset[str]


@dataclass(frozen=True)
class Entry:
    """``heads`` are the parts of what the release is about, ``parts`` those of the whole text."""

    heads: tuple[Part, ...]
    parts: tuple[Part, ...]


def entry_of(document: ReleaseDocument) -> Entry:
    found = passages(document)
    filed = {
        label("year", str(document.year)),
        label("kind", document.kind.code),
        label("address", document.slug),
        *(label("category", category.code) for category in document.categories),
    }
    return Entry(
        heads=_parts((passage for passage in found if passage.is_head), filed),
        parts=_parts(found, filed),
    )


def _parts(found: Iterable[Passage], filed: set[str]) -> tuple[Part, ...]:
    streams = [fold(passage.text).stream for passage in found]
    everything = frozenset(filed.union(*(characters_of(stream) for stream in streams)))
    runs = (tokens_of(run) for stream in streams for run in stream.split(BREAK) if run)
    return tuple(Part(tuple(tokens), everything) for tokens in _packed(runs)) or (Part((), everything),)


def _packed(runs: Iterable[list[str]]) -> Iterator[list[str]]:
    """``runs`` in order with GAP between them, in lists that keep both limits."""
    packed: list[str] = []
    seen: Counter[str] = Counter()
    for run in (slice_ for whole in runs for slice_ in _sliced(whole)):
        counts = Counter(run)
        is_full = len(packed) + len(run) > _MOST_POSITIONS or any(
            seen[token] + number > _MOST_OF_ONE for token, number in counts.items()
        )
        if packed and is_full:
            yield packed
            packed, seen = [], Counter()
        packed += [*run, GAP]
        seen.update(counts)
    if packed:
        yield packed


def _sliced(run: list[str]) -> Iterator[list[str]]:
    """``run`` in pieces short enough for any limit, each beginning within the one before: no phrase falls between."""
    step = _SLICE - _OVERLAP
    for place in range(0, max(1, len(run) - _OVERLAP), step):
        yield run[place : place + _SLICE]
