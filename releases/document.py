"""The ReleaseDocument: everything that a published page says, as one typed value without database or request.

Composed from the working copy, read by the importer, stored in an Edition, printed by the page, the feeds and the
exports. A stored document keeps the version of its schema; ``load`` lifts older ones, nothing rewrites them.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, time
from itertools import groupby
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bureau.richtext import SafeBody, safe_address
from bureau.text import clean_text, one_line

SCHEMA_VERSION = 1

Line = Annotated[str, AfterValidator(one_line)]
"""Text on one line."""
Lines = Annotated[str, AfterValidator(lambda text: clean_text(text).strip())]
"""Text that may hold line breaks."""


def _address(text: str) -> str:
    plain = one_line(text)
    if _WEB.match(plain):
        # Whatever else is wrong with it, it runs nothing.
        return plain
    # Looked at before, where a line end becomes a blank, and after, where what is taken out could lay a scheme bare.
    return safe_address(one_line(safe_address(text) or "")) or ""


_WEB = re.compile(r"https?://[^/\\\s]", re.IGNORECASE)
Address = Annotated[str, AfterValidator(_address)]
"""Where a page may lead: within the site, or by http, https, mail or telephone. Any other address is no address."""


class Part(BaseModel):
    """A frozen value; an unknown field is an error, so that nothing is dropped in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Crumb(Part):
    """A page above the series in the breadcrumb."""

    label: Line
    url: Address = ""


class Series(Part):
    """The bureau and its series, as they were called on that day."""

    ministry: Line
    bureau: Line
    name: Line
    label: Line
    path: Line
    address: Line = ""
    ancestors: tuple[Crumb, ...] = ()

    def index_title(self, year: int) -> str:
        """Name of a year's index, as the breadcrumb writes it."""
        return f"{self.name}({year}年)"


class Term(Part):
    """A name of a closed list with the code that addresses use."""

    code: Line
    label: Line


class Person(Part):
    """A name with the reading that its bearer or the bureau stated (never a guessed one)."""

    name: Line
    kana: Line = ""


class Billing(Person):
    """A person taking part in a session, with affiliation and position of that day.

    ``honorific`` is printed after the name: 氏, 様, … or nothing for the bureau's own side. ``role`` says what the
    person did there where the session's kind does not (司会, パネリスト); ``on_behalf_of`` names whose words were read.
    """

    affiliation: Line = ""
    position: Line = ""
    honorific: Line = ""
    role: Line = ""
    on_behalf_of: Line = ""


class Rendition(Part):
    """One encoded size of a photo; ``bytes`` is its length."""

    format: Literal["jpeg", "webp", "avif"]
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    bytes: int = Field(gt=0)


class PhotoItem(Part):
    """A photo by its permanent key; width and height in pixels, focal point in percent from the top left corner."""

    key: Line
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    alt: Lines = ""
    caption: Lines = ""
    focal_x: int = Field(default=50, ge=0, le=100)
    focal_y: int = Field(default=50, ge=0, le=100)
    renditions: tuple[Rendition, ...] = ()


class SessionItem(Part):
    """An ordered part of an event.

    ``heading`` stands over it (the kind's name unless the editor wrote another); neighbours with the same heading
    form one group, whose opening words are the first one's ``intro``.
    """

    kind: Term
    heading: Line
    intro: Lines = ""
    topic: Line = ""
    starts: time | None = None
    ends: time | None = None
    speakers: tuple[Billing, ...] = ()
    summary: SafeBody = SafeBody()
    photos: tuple[PhotoItem, ...] = ()


class SessionGroup(NamedTuple):
    """Neighbouring sessions under one heading; more than one are printed as a numbered list."""

    heading: Line
    intro: Lines
    sessions: tuple[SessionItem, ...]


class EventDay(Part):
    """A day of an event, or with ``last_date`` a run of days; times are local (Asia/Tokyo)."""

    date: date
    last_date: date | None = None
    starts: time | None = None
    ends: time | None = None


class Organiser(Part):
    """A body behind an event with its standing: 主催, 共催, 後援, 協力, 協賛."""

    name: Line
    standing: Line
    alias: Line = ""


class Count(Part):
    """A labelled number: 申込者 201名, 招待者 約300名. ``qualifier`` is what stands before it (約, 延べ)."""

    label: Line
    number: int = Field(ge=0)
    unit: Line = "名"
    qualifier: Line = ""


class Video(Part):
    """A video with the words that lead to it."""

    title: Line
    url: Address
    intro: Lines = ""


class Survey(Part):
    """What participants wrote, in the order that the editor chose."""

    intro: Lines = ""
    comments: tuple[Lines, ...] = ()


class EventFacts(Part):
    """The facts of the event; ``uid`` joins the announcement before it and the report after it."""

    uid: Line = ""
    title: Line = ""
    theme: Line = ""
    days: tuple[EventDay, ...] = ()
    mode: Literal["", "venue", "online", "hybrid"] = ""
    place: Line = ""
    organisers: tuple[Organiser, ...] = ()
    purpose: SafeBody = SafeBody()
    audience: Line = ""
    counts: tuple[Count, ...] = ()
    videos: tuple[Video, ...] = ()
    sessions: tuple[SessionItem, ...] = ()
    survey: Survey = Survey()

    @property
    def session_groups(self) -> tuple[SessionGroup, ...]:
        """The sessions in order, neighbours of one heading together."""
        groups = ((heading, tuple(run)) for heading, run in groupby(self.sessions, key=lambda item: item.heading))
        return tuple(SessionGroup(heading=heading, intro=run[0].intro, sessions=run) for heading, run in groups)

    @property
    def first_day(self) -> date | None:
        return min((day.date for day in self.days), default=None)

    @property
    def last_day(self) -> date | None:
        return max((day.last_date or day.date for day in self.days), default=None)


class Section(Part):
    """A heading with text and photos that belongs to no session; it stands before or after the sessions."""

    heading: Line
    body: SafeBody = SafeBody()
    placement: Literal["before", "after"] = "after"
    photos: tuple[PhotoItem, ...] = ()


class Note(Part):
    """A note under the text; ``marker`` is 参考1, ※, 注1 …"""

    marker: Line = ""
    body: SafeBody = SafeBody()


class Link(Part):
    """A related link; ``size`` is in bytes and known for files, ``intro`` stands on the line before it."""

    label: Line
    url: Address
    intro: Lines = ""
    media: Literal["page", "pdf", "file", "video"] = "page"
    size: int | None = Field(default=None, gt=0)
    new_window: bool = False


class AttachmentItem(Part):
    """An attached PDF file by its key, the SHA-256 (hex) of its bytes; ``bytes`` is their number."""

    title: Line
    key: Line
    bytes: int = Field(gt=0)
    pages: int = Field(gt=0)


class ContactPoint(Part):
    """Whom to ask (連絡先). ``division`` may have several lines (部, 課)."""

    division: Lines
    persons: tuple[Line, ...] = ()
    tel: Line = ""
    fax: Line = ""
    email: Line = ""
    form_url: Address = ""
    note: Lines = ""


class ReleaseDocument(Part):
    """A whole release, top to bottom in the order of the page."""

    schema_version: Literal[1] = SCHEMA_VERSION
    series: Series
    year: int = Field(ge=1926, le=9999)
    slug: Line
    legacy_path: Line = ""
    kind: Term
    categories: tuple[Term, ...] = ()
    release_date: date
    title: Line = Field(min_length=1)
    subtitle: Line = ""
    director: Person | None = None
    lead: SafeBody = SafeBody()
    photos: tuple[PhotoItem, ...] = ()
    event: EventFacts | None = None
    sections: tuple[Section, ...] = ()
    closing: SafeBody = SafeBody()
    notes: tuple[Note, ...] = ()
    attachments: tuple[AttachmentItem, ...] = ()
    links: tuple[Link, ...] = ()
    contact: ContactPoint | None = None

    @property
    def full_title(self) -> str:
        """Title and subtitle in one line, as the breadcrumb ends."""
        return f"{self.title} {self.subtitle}".strip()

    @property
    def all_photos(self) -> tuple[PhotoItem, ...]:
        """Every photo of the page in reading order."""
        of_sections = {
            placement: [
                photo for section in self.sections if section.placement == placement for photo in section.photos
            ]
            for placement in ("before", "after")
        }
        sessions = self.event.sessions if self.event else ()
        of_sessions = [photo for session in sessions for photo in session.photos]
        return (*self.photos, *of_sections["before"], *of_sessions, *of_sections["after"])

    @property
    def has_readings(self) -> bool:
        """Whether a name on the page bears a reading."""
        sessions = self.event.sessions if self.event else ()
        return any(speaker.kana for session in sessions for speaker in session.speakers)

    def to_json(self) -> dict[str, Any]:
        """The document as JSON types, complete: what an Edition stores."""
        told = self.model_dump(mode="json")
        if not self.attachments:
            # They came later: what has none keeps the spelling, and so the digest, that it always had.
            del told["attachments"]
        return told

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the document in one canonical spelling; photos take part by their keys."""
        return digest_of(self.to_json())


def digest_of(data: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of JSON data: keys sorted, no blanks, UTF-8."""
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


# Version -> function that lifts stored data of that version to the next one.
LIFTS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


class UnknownSchema(ValueError):
    """The stored document is newer than this program, or says no version."""


def load(data: Mapping[str, Any]) -> ReleaseDocument:
    """Read stored JSON of any version. Raises ``UnknownSchema`` or pydantic's ``ValidationError``."""
    data = dict(data)
    version = data.get("schema_version")
    while version != SCHEMA_VERSION:
        if version not in LIFTS:
            raise UnknownSchema(
                f"文書の版 {version!r} はこのプログラムでは読めません（対応する版: {SCHEMA_VERSION}）。"
            )
        data = LIFTS[version](data)
        version = data["schema_version"]
    return ReleaseDocument.model_validate(data)
