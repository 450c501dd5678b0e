"""What the importer hands over: document, findings, where each line went, photos to be placed, people named."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

from releases.document import ReleaseDocument
from releases.parse.findings import Finding
from releases.parse.source import Line, Picture

Part = Literal["speaker", "director", "head", "awarded", "proxied", "mentioned"]


@dataclass(frozen=True)
class PersonNamed:
    """A person that the source names, with what they do there; only "speaker" is in the document's programme.

    "director" heads the bureau, "head" another body (会長 in parentheses behind it), "awarded" receives a prize,
    "proxied" is absent and read by somebody else, "mentioned" is everybody else. ``role`` is what a speaker did in
    the words of the page (基調講演, 事例報告2, パネリスト); ``field`` the path of a speaker's entry.
    """

    name: str
    kana: str = ""
    affiliation: str = ""
    position: str = ""
    honorific: str = ""
    part: Part = "mentioned"
    role: str = ""
    topic: str = ""
    line: int = 0
    field: str = ""
    is_uncertain: bool = False


@dataclass(frozen=True)
class PhotoDraft:
    """A photo that the source shows or captions; the file is not here yet.

    ``place`` is the path of what it belongs to ("event.sessions[2]", "sections[0]", "" for the lead), ``image`` the
    address in the source or the name of one of its ``pictures`` ("" for plain text), ``lines`` where it is said.
    """

    alt: str = ""
    caption: str = ""
    place: str = ""
    image: str = ""
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class DateNamed:
    """A date anywhere in the source, as it was read."""

    day: date
    line: int
    text: str
    is_year_assumed: bool = False


@dataclass(frozen=True)
class PlacedLine:
    """A line of the source and the field paths that it went to; ("chrome",) is the site around, () is unplaced."""

    line: Line
    places: tuple[str, ...]


@dataclass(frozen=True)
class ParsedRelease:
    """The reading of one source.

    ``fields`` always holds what was read, in the shape of the document's JSON, with None for a release date that is
    missing and "" for a missing title; ``document`` is the same as a ReleaseDocument, or None where one of the two is
    missing. ``is_slug_suggested`` says that the slug was made from the date, not read from an old address.
    """

    fields: dict[str, Any]
    document: ReleaseDocument | None
    findings: tuple[Finding, ...]
    lines: tuple[PlacedLine, ...]
    photos: tuple[PhotoDraft, ...] = ()
    people: tuple[PersonNamed, ...] = ()
    dates: tuple[DateNamed, ...] = ()
    pictures: tuple[Picture, ...] = field(default=(), repr=False)
    is_slug_suggested: bool = True

    @property
    def unplaced(self) -> tuple[Line, ...]:
        """The lines that the document does not hold, in order: nothing of them is lost, the editor decides."""
        return tuple(placed.line for placed in self.lines if not placed.places)

    @property
    def speakers(self) -> tuple[PersonNamed, ...]:
        return tuple(person for person in self.people if person.part == "speaker")

    def value_at(self, path: str) -> Any:
        """The value at a field path such as event.sessions[2].speakers[0]; KeyError or IndexError where there is none."""
        value: Any = {**self.fields, "photos": [asdict(photo) for photo in self.photos]}
        for step in _steps(path):
            value = value[step]
        return value

    def as_json(self) -> dict[str, Any]:
        """Everything but the pictures' bytes, as JSON types."""
        return {
            "document": self.document.to_json() if self.document else None,
            "fields": self.fields,
            "is_slug_suggested": self.is_slug_suggested,
            "findings": [{**asdict(finding), "severity": finding.severity} for finding in self.findings],
            "unplaced": [{"line": line.number, "text": line.text} for line in self.unplaced],
            "lines": [
                {"line": placed.line.number, "text": placed.line.text, "places": list(placed.places)}
                for placed in self.lines
            ],
            "photos": [asdict(photo) for photo in self.photos],
            "people": [asdict(person) for person in self.people],
            "dates": [{**asdict(named), "day": named.day.isoformat()} for named in self.dates],
        }


def _steps(path: str) -> Iterator[str | int]:
    for part in path.split("."):
        name, *indexes = part.split("[")
        yield name
        for index in indexes:
            yield int(index.rstrip("]"))
