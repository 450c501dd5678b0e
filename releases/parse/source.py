"""A source as lines: text, where its links, pictures and list items are, and where each line ends up."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from releases.parse.elements import Element
from releases.parse.folding import fold

CHROME = "chrome"
"""The place of a line that belongs to the site around the page: menus, the way to the page top."""

_MARK = re.compile(
    r" *(?:[・*○◎■□◆◇▪➢✓]|- |(?P<number>\(\d{1,2}\)|\d{1,2}[.)](?!\d)|[①-⑳]|[ア-コ](?= *[「『]))|(?P<clock>\(?\d{1,2}(?::\d{2}|時(?:\d{2}分|半)?)(?: *[~-] *(?:\d{1,2}(?::\d{2}|時(?:\d{2}分|半)?))?)?\)?(?= ))) *(?=\S)"
)


MAX_BLANKS = 40
_LONG_BLANK = re.compile(rf"([^\S\n]{{{MAX_BLANKS}}})[^\S\n]+")


def shorten_blanks(text: str) -> str:
    """``text`` without more than ``MAX_BLANKS`` blanks in a row: no layout has more, and patterns linger over them."""
    return _LONG_BLANK.sub(r"\1", text)


def has_long_blanks(text: str) -> bool:
    return _LONG_BLANK.search(text) is not None


@dataclass(frozen=True)
class LinkMark:
    """A link in a line: ``start`` and ``end`` are positions in the line's text."""

    start: int
    end: int
    url: str
    new_window: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture that the source carries itself."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Line:
    """A line of the source; ``number`` counts from 1.

    ``level`` is a heading's level where the source knows it (0 otherwise), ``item`` is "ul" or "ol" in a list,
    ``image`` the address of the picture whose alternative text the line is, ``is_chrome`` says that the markup puts it
    outside the page's content, ``is_row`` that it is a row of a table (cells joined by " | ").
    """

    number: int
    text: str
    level: int = 0
    item: str = ""
    image: str = ""
    links: tuple[LinkMark, ...] = ()
    is_chrome: bool = False
    is_row: bool = False
    joined: tuple["Line", ...] = ()
    """The lines below that this one was put together with."""

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def bare(self) -> str:
        """The folded text without blanks at its ends."""
        return self.folded.strip()

    @cached_property
    def start(self) -> int:
        """Where the bare text begins in the line."""
        return len(self.folded) - len(self.folded.lstrip())

    @property
    def is_blank(self) -> bool:
        return not self.bare and not self.image

    @property
    def is_indented(self) -> bool:
        return self.folded.startswith(" ")

    @cached_property
    def marker(self) -> re.Match[str] | None:
        """The bullet or number that opens the line."""
        return _MARK.match(self.folded)

    @property
    def is_item(self) -> bool:
        return bool(self.item or self.marker)

    @property
    def is_numbered(self) -> bool:
        return self.item == "ol" or bool(self.marker and self.marker["number"])

    @cached_property
    def content_start(self) -> int:
        """Where the text behind the bullet or number begins."""
        return self.marker.end() if self.marker else self.start

    @property
    def content(self) -> str:
        """Folded text behind the bullet or number."""
        return self.folded[self.content_start :].rstrip()


@dataclass(frozen=True)
class Published:
    """A page that this program has written: its elements, and where in its markup each line begins."""

    page: Element
    offsets: tuple[int, ...]


@dataclass(frozen=True)
class Source:
    """What was read from a file: its lines, the pictures in it, and what to say about the reading itself."""

    lines: tuple[Line, ...]
    pictures: tuple[Picture, ...] = ()
    remarks: tuple[tuple[str, int, str], ...] = ()
    """(code, line, message) of findings that only the reader of the file could make."""
    published: Published | None = None

    @classmethod
    def from_text(cls, text: str) -> "Source":
        lines = shorten_blanks(text).split("\n")
        return cls(tuple(Line(number, line.rstrip()) for number, line in enumerate(lines, start=1)))


@dataclass
class Ledger:
    """Where each line went: field paths of the document, ``CHROME``, or nothing yet."""

    lines: Sequence[Line]
    _places: dict[int, list[str]] = field(default_factory=dict)

    def place(self, line: Line, path: str) -> None:
        for part in (line, *line.joined):
            places = self._places.setdefault(part.number, [])
            if path not in places:
                places.append(path)

    def is_placed(self, line: Line) -> bool:
        return line.number in self._places

    def places(self, line: Line) -> tuple[str, ...]:
        return tuple(self._places.get(line.number, ()))

    def unplaced(self) -> list[Line]:
        return [line for line in self.lines if not line.is_blank and line.number not in self._places]

    def rename(self, old: str, new: str) -> None:
        """What went to ``old`` or below it is now at ``new``."""
        for places in self._places.values():
            places[:] = [new + place[len(old) :] if _is_under(place, old) else place for place in places]

    def change(self, path_of: Callable[[str], str]) -> None:
        """Every path becomes what ``path_of`` makes of it."""
        for places in self._places.values():
            places[:] = dict.fromkeys(map(path_of, places))

    def drop(self, path: str) -> None:
        """Nothing stands at ``path`` or below it any more."""
        for number, places in list(self._places.items()):
            places[:] = [place for place in places if not _is_under(place, path)]
            if not places:
                del self._places[number]


def _is_under(place: str, path: str) -> bool:
    return place == path or place.startswith((f"{path}.", f"{path}["))
