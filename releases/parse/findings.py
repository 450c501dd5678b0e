"""What the importer has to say about a source: each thing once, with its line, and never a silent change."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum


class ParseRefused(ValueError):
    """The source cannot be read at all; the message (Japanese) says why and what to do."""


class Severity(StrEnum):
    """ERROR: the document is not complete. WARNING: probably wrong. NOTICE: read, but please look."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


# Code -> severity. docs/import.md explains each; a test holds the two lists together.
CODES = {
    "brackets_unbalanced": Severity.WARNING,
    "bureau_missing": Severity.WARNING,
    "caption_unclear": Severity.NOTICE,
    "contact_missing": Severity.WARNING,
    "count_mismatch": Severity.WARNING,
    "date_after_release": Severity.WARNING,
    "date_impossible": Severity.WARNING,
    "date_missing": Severity.ERROR,
    "date_outside_era": Severity.WARNING,
    "date_year_assumed": Severity.NOTICE,
    "dates_several": Severity.WARNING,
    "document_incomplete": Severity.ERROR,
    "encoding_mixed": Severity.WARNING,
    "count_unlabelled": Severity.NOTICE,
    "event_date_unclear": Severity.NOTICE,
    "event_date_missing": Severity.NOTICE,
    "heading_assumed": Severity.NOTICE,
    "link_without_address": Severity.NOTICE,
    "macros_ignored": Severity.WARNING,
    "name_completed": Severity.NOTICE,
    "name_damaged": Severity.WARNING,
    "name_from_caption": Severity.NOTICE,
    "name_spelled_twice": Severity.NOTICE,
    "name_unsplit": Severity.NOTICE,
    "person_not_speaking": Severity.NOTICE,
    "place_unclear": Severity.NOTICE,
    "speaker_from_prose": Severity.NOTICE,
    "speaker_unclear": Severity.WARNING,
    "subtitle_unclear": Severity.NOTICE,
    "title_differs": Severity.WARNING,
    "title_missing": Severity.ERROR,
    "title_unclear": Severity.NOTICE,
    "unplaced_lines": Severity.WARNING,
    "weekday_mismatch": Severity.WARNING,
}


@dataclass(frozen=True)
class Finding:
    """One remark. ``line`` counts from 1, 0 is the whole source; ``field`` is the path that it makes uncertain."""

    code: str
    line: int
    message: str
    field: str = ""
    proposals: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        return CODES[self.code]


@dataclass
class Findings:
    """The remarks on one source, in the order in which they were made; the same remark only once."""

    _made: dict[Finding, None] = field(default_factory=dict)

    def add(self, code: str, line: int, message: str, *, field: str = "", proposals: tuple[str, ...] = ()) -> None:
        self._made.setdefault(Finding(code, line, message, field, tuple(dict.fromkeys(proposals))))

    def rename(self, old: str, new: str) -> None:
        """What was said of ``old`` or below it is said of ``new``."""
        self._made = {
            replace(made, field=new + made.field[len(old) :]) if made.field.startswith(old) else made: None
            for made in self._made
        }

    def change(self, field_of: Callable[[str], str]) -> None:
        """Every field becomes what ``field_of`` makes of it."""
        self._made = {replace(made, field=field_of(made.field)): None for made in self._made}

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._made)
