"""What a result shows of a release: its title and the text around the words, in the release's own spelling."""

from collections.abc import Sequence
from dataclasses import dataclass

from releases.document import ReleaseDocument
from releases.search.folding import EDGE, Folded, fold, is_western
from releases.search.passages import Passage, passages

_BEFORE = 25
_LONGEST = 110
_PASSAGES = 2


@dataclass(frozen=True)
class Piece:
    """A run of text, marked where it is what was looked for."""

    text: str
    is_marked: bool = False


Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Quotation:
    """``texts`` are cuts from the release, those with the most of the words first."""

    title: tuple[Piece, ...]
    texts: tuple[tuple[Piece, ...], ...]


def quote(document: ReleaseDocument, needles: Sequence[str]) -> Quotation:
    """The title and up to two passages with ``needles`` (folding.needle_of) marked; the first words where none is."""
    title, *others = passages(document)
    folded = [(passage, fold(passage.text)) for passage in others]
    chosen = _chosen(folded, needles)
    if not chosen:
        running = next((passage.text for passage in others if not passage.is_head), "")
        chosen = [(running, [])] if running else []
    return Quotation(
        title=_marked(title.text, _spans(fold(title.text), needles)),
        texts=tuple(_cut(text, spans) for text, spans in chosen),
    )


def _chosen(folded: list[tuple[Passage, Folded]], needles: Sequence[str]) -> list[tuple[str, Spans]]:
    """The passages that show most of ``needles``, in the order of the page among equals."""
    chosen: list[tuple[str, Spans]] = []
    missing = set(needles)
    while missing and len(chosen) < _PASSAGES:
        best = max(folded, key=lambda item: sum(needle in item[1].stream for needle in missing), default=None)
        shown = {needle for needle in missing if best and needle in best[1].stream}
        if not shown:
            break
        missing -= shown
        chosen.append((best[0].text, _spans(best[1], needles)))
    return chosen


def _spans(folded: Folded, needles: Sequence[str]) -> Spans:
    """Where ``needles`` stand in the source, in order and joined where they touch."""
    found = []
    for needle in needles:
        place = folded.stream.find(needle)
        while place >= 0:
            found.append((folded.starts[place], folded.ends[_last(folded.stream, place, needle)]))
            place = folded.stream.find(needle, place + 1)
    joined: Spans = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _last(stream: str, place: int, needle: str) -> int:
    """The last character of what ``needle`` found at ``place``: with the rest of a word whose beginning it is."""
    end = place + len(needle.rstrip(EDGE))
    if needle[-1] != EDGE and EDGE in needle and is_western(needle[-1]):
        end = stream.index(EDGE, end)
    elif stream[end : end + 1] == "ー":
        end += 1
    return end - 1


def _cut(text: str, spans: Spans) -> tuple[Piece, ...]:
    """A stretch of ``text`` that begins shortly before the first of ``spans``, with … where something is left out."""
    first = spans[0][0] if spans else 0
    start = max(0, first - _BEFORE) if first > 2 * _BEFORE or len(text) > _LONGEST else 0
    end = min(len(text), max(start + _LONGEST, spans[0][1] if spans else 0))
    within = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
    pieces = _marked(text[start:end], within)
    before = (Piece("…"),) if start else ()
    after = (Piece("…"),) if end < len(text) else ()
    return (*before, *pieces, *after)


def _marked(text: str, spans: Spans) -> tuple[Piece, ...]:
    pieces, place = [], 0
    for start, end in spans:
        pieces += [Piece(text[place:start]), Piece(text[start:end], is_marked=True)]
        place = end
    pieces.append(Piece(text[place:]))
    return tuple(piece for piece in pieces if piece.text)
