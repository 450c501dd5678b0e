"""The text of a document as a reader sees it, in passages: what search looks through and quotes."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from releases.document import Billing, EventFacts, PhotoItem, ReleaseDocument, SessionItem

_BLOCKS = {
    *("p", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("dl", "dt", "dd"),
}


class Passage(NamedTuple):
    """``is_head`` for what a release is about and who spoke; the rest is its running text."""

    text: str
    is_head: bool = False


def passages(document: ReleaseDocument) -> list[Passage]:
    """Title first, then in the order of the page; a name and its stated reading are passages of their own."""
    return [Passage(text, is_head) for text, is_head in _all(document) if text and not text.isspace()]


def _all(document: ReleaseDocument) -> Iterator[tuple[str, bool]]:
    yield document.full_title, True
    for text in _blocks(document.lead):
        yield text, False
    yield from _photos(document.photos)
    if document.event:
        yield from _event(document.event)
    for section in document.sections:
        yield section.heading, True
        for text in _blocks(section.body):
            yield text, False
        yield from _photos(section.photos)
    for text in _blocks(document.closing):
        yield text, False
    for note in document.notes:
        for text in _blocks(note.body):
            yield text, False
    for attachment in document.attachments:
        yield attachment.title, False
    for link in document.links:
        yield link.intro, False
        yield link.label, False
    for category in document.categories:
        yield category.label, True
    if contact := document.contact:
        yield from ((text, False) for text in contact.division.splitlines())
        yield from ((text, False) for text in (*contact.persons, contact.tel, contact.fax, contact.email))
        yield from ((text, False) for text in contact.note.splitlines())


def _event(event: EventFacts) -> Iterator[tuple[str, bool]]:
    yield event.title, True
    yield event.theme, True
    yield event.place, False
    for body in event.organisers:
        yield body.name, False
        yield body.alias, False
    for text in _blocks(event.purpose):
        yield text, False
    yield event.audience, False
    for count in event.counts:
        yield f"{count.label} {count.qualifier}{count.number:,}{count.unit}", False
    for video in event.videos:
        yield from ((text, False) for text in video.intro.splitlines())
        yield video.title, False
    for session in event.sessions:
        yield from _session(session)
    yield from ((text, False) for text in event.survey.intro.splitlines())
    for comment in event.survey.comments:
        yield from ((text, False) for text in comment.splitlines())


def _session(session: SessionItem) -> Iterator[tuple[str, bool]]:
    yield session.heading, True
    yield from ((text, False) for text in session.intro.splitlines())
    for speaker in session.speakers:
        yield from ((text, True) for text in _speaker(speaker))
    yield session.topic, True
    for text in _blocks(session.summary):
        yield text, False
    yield from _photos(session.photos)


def _speaker(speaker: Billing) -> Iterator[str]:
    yield " ".join(filter(None, (speaker.role, speaker.affiliation, speaker.position, speaker.name)))
    yield speaker.kana
    yield speaker.on_behalf_of


def _photos(photos: tuple[PhotoItem, ...]) -> Iterator[tuple[str, bool]]:
    for photo in photos:
        yield from ((text, False) for text in photo.caption.splitlines())
        if photo.alt != photo.caption:
            yield from ((text, False) for text in photo.alt.splitlines())


def _blocks(markup: str) -> list[str]:
    if "<" not in markup and "&" not in markup:
        return [markup]
    reader = _BlockReader()
    reader.feed(markup)
    reader.close()
    reader.end_block()
    return reader.blocks


class _BlockReader(HTMLParser):
    """The blocks of rich text; the readings over a block's words follow as one block of their own."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.text: list[str] = []
        self.readings: list[str] = []
        self.over = ""

    def end_block(self):
        for parts in (self.text, self.readings):
            if text := " ".join("".join(parts).split()):
                self.blocks.append(text)
            parts.clear()

    def handle_starttag(self, tag, attrs):
        if tag in _BLOCKS:
            self.end_block()
        elif tag == "br":
            self.text.append("\n")
        elif tag in ("rt", "rp"):
            self.over = tag
        elif tag in ("rb", "ruby"):
            self.over = ""

    def handle_endtag(self, tag):
        if tag in _BLOCKS:
            self.end_block()
        elif tag in ("rt", "rp", "ruby"):
            self.over = ""

    def handle_data(self, data):
        if self.over == "rt":
            self.readings.append(f"{data} ")
        elif not self.over:
            self.text.append(data)
