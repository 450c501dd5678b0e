"""Streams as tokens: pairs of neighbouring kanji and kana, whole words of other letters, in the order of the text.

Both databases index the same tokens and are asked for them side by side. What tokens say is exactly what the stream
says: a needle is in a stream if and only if its tokens stand in the stream's tokens.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from releases.search.folding import BREAK, EDGE, is_western

# None of these marks can stand in a stream: they are no word characters.
ALONE = "·"
"""Before a character that occurs anywhere in the text, wherever it stands."""
LABEL = "§"
"""Before what a release is filed under: year, kind, category."""
GAP = "¶"
"""Between two pieces of text that do not follow each other."""
_GOES_ON = "¬"

# PostgreSQL refuses a lexeme over 2,046 bytes.
_LONGEST_WORD = 40


@dataclass(frozen=True)
class Phrase:
    """Tokens side by side; ``is_open`` if the last one may go on."""

    tokens: tuple[str, ...]
    is_open: bool = False


def tokens_of(run: str) -> list[str]:
    """The tokens of a stream without BREAK, one for each position."""
    tokens: list[str] = []
    pieces = _pieces(run)
    for piece, is_word in pieces:
        if is_word:
            tokens += _chopped(piece)
        else:
            tokens += [piece[place : place + 2] for place in range(len(piece))]
    return tokens


def phrase_of(needle: str) -> Phrase:
    """What to look for in the index, for a stream without BREAK as ``folding.needle_of`` makes it."""
    pieces = list(_pieces(needle))
    last, is_word = pieces[-1]
    if len(pieces) == 1 and not is_word and len(last) == 1:
        return Phrase((ALONE + last,))
    tokens = tokens_of(needle)
    if is_word:
        return Phrase(tuple(tokens), is_open=not needle.endswith(EDGE))
    if len(last) > 1:
        # The pair before has said the last character already.
        return Phrase(tuple(tokens[:-1]))
    return Phrase(tuple(tokens), is_open=True)


def characters_of(stream: str) -> set[str]:
    """One token for each kanji and kana of the text, so that one character alone is found at once."""
    return {
        ALONE + character
        for run in stream.split(BREAK)
        for piece, is_word in _pieces(run)
        if not is_word
        for character in piece
    }


def label(aspect: str, code: str) -> str:
    """A token for what a release is filed under; any code makes one that no other code makes."""
    return f"{LABEL}{aspect}{re.sub(r'[^a-z0-9]', lambda match: f'_{ord(match[0]):x}_', code)}"


def _pieces(run: str) -> Iterator[tuple[str, bool]]:
    for piece in run.split(EDGE):
        if piece:
            yield piece, is_western(piece[0])


def _chopped(word: str) -> Iterable[str]:
    for place in range(0, len(word), _LONGEST_WORD):
        chunk = word[place : place + _LONGEST_WORD]
        yield _GOES_ON + chunk if place else chunk
