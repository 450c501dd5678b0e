"""Every text of a document with its path, and mends that touch nothing but what they speak of."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape

from releases.checks.registry import Mend
from releases.document import ReleaseDocument

_TAG = re.compile(r"(<[^>]*>)")
_BLOCK_END = re.compile(r"</(?:p|li|h3|h4|td|th|tr|caption|dt|dd|blockquote)>|<br\s*/?>")

Replace = str | Callable[[re.Match[str]], str]


@dataclass(frozen=True)
class Passage:
    """A value of the document; ``is_rich`` where it is markup."""

    path: str
    value: str
    is_rich: bool = False

    @cached_property
    def text(self) -> str:
        """What is read: without tags, a line for each block."""
        if not self.is_rich:
            return self.value
        return unescape(_TAG.sub("", _BLOCK_END.sub("\n", self.value)))

    def mend(self, pattern: re.Pattern[str], replace: Replace) -> Mend | None:
        """The value with what ``pattern`` finds in its text replaced; tags and addresses stay as they are."""
        if self.is_rich:
            pieces = _TAG.split(self.value)
            after = "".join(
                piece if piece.startswith("<") else escape(pattern.sub(replace, unescape(piece)), quote=False)
                for piece in pieces
            )
        else:
            after = pattern.sub(replace, self.value)
        return Mend(self.path, self.value, after) if after != self.value else None


def passages(document: ReleaseDocument) -> Iterator[Passage]:
    """All texts in the order of the page, photos at the end; addresses and names of people are not among them."""
    yield Passage("title", document.title)
    yield Passage("subtitle", document.subtitle)
    yield Passage("lead", document.lead, True)
    event = document.event
    if event:
        yield Passage("event.title", event.title)
        yield Passage("event.theme", event.theme)
        yield Passage("event.place", event.place)
        yield Passage("event.audience", event.audience)
        yield Passage("event.purpose", event.purpose, True)
        for number, session in enumerate(event.sessions):
            path = f"event.sessions[{number}]"
            yield Passage(f"{path}.heading", session.heading)
            yield Passage(f"{path}.intro", session.intro)
            yield Passage(f"{path}.topic", session.topic)
            yield Passage(f"{path}.summary", session.summary, True)
    for number, section in enumerate(document.sections):
        yield Passage(f"sections[{number}].heading", section.heading)
        yield Passage(f"sections[{number}].body", section.body, True)
    if event:
        yield Passage("event.survey.intro", event.survey.intro)
        for number, comment in enumerate(event.survey.comments):
            yield Passage(f"event.survey.comments[{number}]", comment)
    yield Passage("closing", document.closing, True)
    for number, note in enumerate(document.notes):
        yield Passage(f"notes[{number}].body", note.body, True)
    for number, attachment in enumerate(document.attachments):
        yield Passage(f"attachments[{number}].title", attachment.title)
    for number, link in enumerate(document.links):
        yield Passage(f"links[{number}].intro", link.intro)
        yield Passage(f"links[{number}].label", link.label)
    for photo in document.all_photos:
        yield Passage(f"photos[{photo.key}].alt", photo.alt)
        yield Passage(f"photos[{photo.key}].caption", photo.caption)


def prose(document: ReleaseDocument) -> Iterator[Passage]:
    """Texts made of sentences: not titles, themes, places and names of links."""
    for passage in passages(document):
        if passage.is_rich or passage.path.endswith(("intro",)) or "comments[" in passage.path:
            yield passage


def rich(document: ReleaseDocument) -> Iterator[Passage]:
    return (passage for passage in passages(document) if passage.is_rich and passage.value)
