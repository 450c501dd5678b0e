"""One registry of rules, each with its id, severity, source and title."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from releases.checks.places import place_of
from releases.document import ReleaseDocument

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Mend:
    """A proposal: the whole value at ``path`` before and after. Nothing but what the rule speaks of is changed."""

    path: str
    before: str
    after: str


class Hit(NamedTuple):
    """What a rule found: where (a path of the document), the message, and how it could be mended."""

    path: str
    message: str
    mend: Mend | None = None


@dataclass(frozen=True)
class Finding:
    """Something that staff should know.

    ``code`` names the rule, ``place`` the part of the page in staff's words, ``path`` the same in the document's
    (``event.sessions[2].topic``; a photo by its key: ``photos[5a…].alt``).
    """

    code: str
    severity: str
    place: str
    message: str
    path: str = ""
    mend: Mend | None = None


class Word(NamedTuple):
    """A word that should be written otherwise, and why."""

    written: str
    better: str
    reason: str = ""


@dataclass(frozen=True)
class House:
    """What only the house knows: its own list of words, and whether an address of this site answers."""

    words: tuple[Word, ...] = ()
    answers: Callable[[str], bool] | None = None


Find = Callable[[ReleaseDocument, House], Iterable[Hit]]


@dataclass(frozen=True)
class Rule:
    """An ERROR stops the approval, a WARNING asks for a reason."""

    code: str
    severity: str
    title: str
    source: str
    find: Find


RULES: dict[str, Rule] = {}


def rule(code: str, severity: str, title: str, source: str = "実際のページの誤り") -> Callable[[Find], Find]:
    """Register a rule; ``title`` says in one line what it looks for, ``source`` where it comes from."""

    def register(find: Find) -> Find:
        RULES[code] = Rule(code, severity, title, source, find)
        return find

    return register


error, warning = partial(rule, severity=ERROR), partial(rule, severity=WARNING)


def check(document: ReleaseDocument, house: House | None = None) -> list[Finding]:
    """Everything that the rules find, errors first, then in the order of the rules."""
    return sorted(_found(document, house or House()), key=lambda finding: finding.severity != ERROR)


def _found(document: ReleaseDocument, house: House) -> Iterator[Finding]:
    seen = set()
    for each in RULES.values():
        for hit in each.find(document, house):
            finding = Finding(each.code, each.severity, place_of(document, hit.path), hit.message, hit.path, hit.mend)
            if (finding.code, finding.path, finding.message) not in seen:
                seen.add((finding.code, finding.path, finding.message))
                yield finding
