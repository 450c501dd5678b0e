"""A line under the title and what it is."""

from dataclasses import dataclass
from enum import StrEnum

from releases.parse.source import Line


class Role(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CAPTION = "caption"
    LABEL = "label"
    NOTE = "note"
    LINK = "link"
    CONTACT = "contact"
    CHROME = "chrome"
    BEHIND = "behind"
    """Behind the contact block and the link to the page's top: left beside."""


@dataclass(frozen=True)
class Block:
    """A line with its role. For a heading ``text`` is what it says without marks; ``is_assumed`` says of a heading or a
    caption that it only looks like one; for a label ``label`` and ``text`` are its two halves, folded."""

    role: Role
    line: Line
    text: str = ""
    label: str = ""
    is_assumed: bool = False
