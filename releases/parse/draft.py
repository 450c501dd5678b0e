"""The reading as it grows: what has been found so far, which findings were made, where each line went."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from releases.document import Series
from releases.parse.blocks import Block
from releases.parse.facts import Facts
from releases.parse.findings import Findings
from releases.parse.masthead import Masthead
from releases.parse.person import PersonFound
from releases.parse.result import PersonNamed, PhotoDraft
from releases.parse.sessions import SessionDraft
from releases.parse.source import Ledger, Line, Source

_SESSION = re.compile(r"event\.sessions\[(?P<number>\d+)\]")


@dataclass
class PlacedSession:
    """A session of the programme with the group of lines that it came from (None: a sentence of the lead)."""

    draft: SessionDraft
    group: int | None = None


@dataclass
class Draft:
    """Everything that the steps of ``parse`` read and fill; lists are in the document's order, entries its JSON."""

    source: Source
    series: Series | None
    bureau_name: str
    legacy_path: str
    findings: Findings
    ledger: Ledger
    top: Masthead
    release_date: date | None
    known: dict[str, PersonFound] = field(default_factory=dict)
    """Full names of the page by family name, where only one person bears it."""
    facts: Facts = field(default_factory=Facts)
    people: list[PersonNamed] = field(default_factory=list)
    photos: list[PhotoDraft] = field(default_factory=list)
    sessions: list[PlacedSession] = field(default_factory=list)
    sections: list[dict] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)
    links: list[dict] = field(default_factory=list)
    videos: list[dict] = field(default_factory=list)
    counts: list[dict] = field(default_factory=list)
    survey_intro: list[str] = field(default_factory=list)
    comments: dict[str, int] = field(default_factory=dict)
    """Survey comments with their place in the list."""
    lead: list[Line] = field(default_factory=list)
    closing: list[Line] = field(default_factory=list)
    contact: dict | None = None
    director: dict | None = None
    captions: list[tuple[Block, str]] = field(default_factory=list)
    """Caption lines with the path of what they stand under."""

    def place(self, lines: Iterable[Line], path: str) -> None:
        for line in lines:
            self.ledger.place(line, path)

    def place_number(self, number: int, path: str) -> None:
        self.ledger.place(Line(number, ""), path)

    def add_comment(self, text: str, line: Line) -> None:
        """A survey comment; the same words twice are one comment."""
        index = self.comments.setdefault(text, len(self.comments))
        self.ledger.place(line, f"event.survey.comments[{index}]")

    def rename_session(self, old: int, new: int) -> None:
        """What was said of the session at ``old`` is said of the one at ``new``."""
        before, after = f"event.sessions[{old}]", f"event.sessions[{new}]"
        self.ledger.rename(before, after)
        self.findings.rename(before, after)
        self.photos[:] = [
            replace(photo, place=after + photo.place[len(before) :]) if photo.place.startswith(before) else photo
            for photo in self.photos
        ]

    def renumber_sessions(self, places: Mapping[int, int], gone: Container[int]) -> None:
        """Session ``old`` is now at ``places[old]``; of one that is ``gone`` no speaker has a place of its own."""

        def change(path: str) -> str:
            match = _SESSION.match(path)
            if not match:
                return path
            old, rest = int(match["number"]), path[match.end() :]
            return f"event.sessions[{places[old]}]{'' if old in gone else rest}"

        self.ledger.change(change)
        self.findings.change(change)
        self.photos[:] = [replace(photo, place=change(photo.place)) for photo in self.photos]

    def kana_of(self, name: str) -> str:
        """The reading that the page gives for a full name, or ""."""
        family = name.split(" ")[0]
        person = self.known.get(family)
        return person.kana if person and person.name == name else ""


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    return [block.line for block in blocks]
