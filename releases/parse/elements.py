"""The elements of a page that this program itself has written, with their places in the markup.

Only for well-formed markup: what is closed in the wrong order is closed early. One step forward a tag, whatever comes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ATTRIBUTE = re.compile(r"(?<![a-zA-Z-])([a-zA-Z-]+)\s*=\s*\"([^\"]*)\"")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_BREAK = re.compile(r"<br\b[^>]*>")
_ANY_TAG = re.compile(r"<[^>]*>")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_SILENT = {"script", "style"}
_MAX_DEPTH = 200


@dataclass
class Element:
    """An element; ``start`` to ``end`` is where it stands in ``markup``, ``inner_start`` to ``inner_end`` its content."""

    markup: str = field(repr=False)
    tag: str
    attributes: dict[str, str]
    start: int
    inner_start: int
    inner_end: int = 0
    end: int = 0
    children: list["Element"] = field(default_factory=list, repr=False)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    @property
    def inner(self) -> str:
        """The markup of the content."""
        return self.markup[self.inner_start : self.inner_end]

    @property
    def lines(self) -> str:
        """The text as a reader sees it: blanks as one, a line for each <br>."""
        pieces = (unescape(_ANY_TAG.sub("", piece)) for piece in _BREAK.split(self.inner))
        return "\n".join(_BLANKS.sub(" ", piece).strip(" ") for piece in pieces)

    @property
    def text(self) -> str:
        """The text on one line."""
        return self.lines.replace("\n", " ")

    def text_from(self, position: int) -> str:
        """The text that stands behind ``position`` of the markup."""
        return Element(self.markup, "", {}, position, position, self.inner_end, self.inner_end).text

    def below(self) -> Iterator["Element"]:
        """Everything inside, in the order of the page."""
        waiting = self.children[::-1]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += element.children[::-1]

    def all(self, tag: str = "", name: str = "") -> list["Element"]:
        """Those inside with this tag and this class name, whichever is given."""
        return [
            element
            for element in self.below()
            if (not tag or element.tag == tag) and (not name or name in element.classes)
        ]

    def one(self, tag: str = "", name: str = "") -> "Element | None":
        """The first such element inside."""
        return next(iter(self.all(tag, name)), None)

    def own(self, name: str) -> list["Element"]:
        """Children with this class name."""
        return [element for element in self.children if name in element.classes]


def read_elements(markup: str) -> Element:
    """Return a root element that holds the page."""
    root = Element(markup, "", {}, 0, 0, len(markup), len(markup))
    open_ones = [root]
    position = 0
    while (match := _TAG.search(markup, position)) is not None:
        end = markup.find(">", match.end())
        if end < 0:
            break
        position = end + 1
        tag = match[2].lower()
        if match[1]:
            _close(open_ones, tag, match.start(), position)
            continue
        if tag in _SILENT:
            closing = markup.find(f"</{tag}", position)
            position = len(markup) if closing < 0 else closing
            continue
        attributes = {name.lower(): unescape(value) for name, value in _ATTRIBUTE.findall(markup[match.end() : end])}
        element = Element(markup, tag, attributes, match.start(), position, position, position)
        open_ones[-1].children.append(element)
        if tag not in _VOID and len(open_ones) < _MAX_DEPTH:
            open_ones.append(element)
    for element in open_ones[1:]:
        element.inner_end = element.end = len(markup)
    return root


def _close(open_ones: list[Element], tag: str, inner_end: int, end: int) -> None:
    if all(element.tag != tag for element in open_ones[1:]):
        return
    while True:
        element = open_ones.pop()
        element.inner_end, element.end = inner_end, end
        if element.tag == tag:
            return
