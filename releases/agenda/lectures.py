"""Lectures across events, by speaker and by theme. Of an event only its newest page is asked, so none comes twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet

from releases import addresses
from releases.agenda.orders import part
from releases.models import Edition, EditionBilling
from releases.used_values import used_values

PAGE_SIZE = 50


@dataclass(frozen=True)
class Lecturer:
    """A person as billed that day; the same name with the same reading is taken for the same person."""

    name: str
    kana: str
    affiliation: str
    position: str
    role: str
    honorific: str


@dataclass(frozen=True)
class Lecture:
    topic: str
    heading: str
    held_on: date | None
    event_title: str
    event_theme: str
    event_url: str
    page: str
    speakers: tuple[Lecturer, ...]


def by_speaker(at: datetime, row: str, page: int) -> tuple[list[Lecture], bool]:
    """A page of lectures whose speakers' readings begin in ``row``, each with that one speaker, and whether more follow.

    In the order of the kana, a person's latest lecture first; without a reading (``row`` "") by the writing of the name.
    """
    editions = of_row(at, row)
    if page > 1:
        editions = of_row(at, row, _place(editions, _BILLING, page, at, f"row {row}"))
    found = list(editions.annotate(**_LECTURE, **_PERSON)[: PAGE_SIZE + 1])
    return [_lecture(edition, (_lecturer(edition),)) for edition in found[:PAGE_SIZE]], len(found) > PAGE_SIZE


def of_row(at: datetime, row: str, among: Sequence[int] | None = None) -> QuerySet[Edition]:
    """What ``by_speaker`` shows in pages: an edition for each person (``among`` these billings) of each lecture, in order."""
    some = {} if among is None else {f"{_BILLING}__in": among}
    return _by_reading(_newest(at).filter(lectures__billings__row=row, **some))


def of_all_rows(at: datetime) -> QuerySet[Edition]:
    """``of_row`` of every row, in the order that each has."""
    return _by_reading(_newest(at).filter(lectures__billings__isnull=False))


def _by_reading(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    person = "lectures__billings__"
    return editions.order_by(
        f"{person}reading_key",
        f"{person}name",
        f"{person}kana",
        F("lectures__held_on").desc(nulls_last=True),
        "-release_date",
        f"{person}pk",
    )


def rows_in_use(at: datetime) -> set[str]:
    """The rows of the kana in which any speaker's reading begins."""
    return set(used_values(_newest(at), "lectures__billings__row", EditionBilling._meta.get_field("row")))


def by_theme(at: datetime, category: str, page: int) -> tuple[list[Lecture], bool]:
    """A page of lectures in the field ``category`` (all, if empty), the newest release first, and whether more follow."""
    editions = of_theme(at, category)
    if page > 1:
        editions = of_theme(at, category, _place(editions, _LECTURE_KEY, page, at, f"theme {category}"))
    found = list(editions.annotate(**_LECTURE, lecture_id=F("lectures__pk"))[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    speakers = _speakers(at, [edition.lecture_id for edition in shown])
    return [_lecture(item, tuple(speakers.get(item.lecture_id, ()))) for item in shown], len(found) > PAGE_SIZE


def of_theme(at: datetime, category: str, among: Sequence[int] | None = None) -> QuerySet[Edition]:
    """What ``by_theme`` shows in pages: an edition for each lecture (``among`` these), in order."""
    some = {"lectures__isnull": False} if among is None else {f"{_LECTURE_KEY}__in": among}
    editions = _newest(at).filter(**some)
    editions = editions.newest_first_under("category", category) if category else editions.newest_first()
    return editions.order_by(*editions.query.order_by, "lectures__order")


_BILLING, _LECTURE_KEY = "lectures__billings__pk", "lectures__pk"
_LECTURE = {
    "facts": F("told_event__facts"),
    "event_code": F("told_event__address__code"),
    "topic": F("lectures__topic"),
    "heading": F("lectures__heading"),
    "held_on": F("lectures__held_on"),
}
_PERSON = {
    f"speaker_{name}": F(f"lectures__billings__{name}")
    for name in ("name", "kana", "affiliation", "position", "role", "honorific")
}


def _newest(at: datetime):
    return Edition.objects.live(at).pages().newest_of_event(at).without_document()


def _place(editions: QuerySet, key: str, page: int, at: datetime, name: str) -> Sequence[int]:
    """What stands on ``page`` of a list, and the first of the next page."""
    return part(editions, key, (page - 1) * PAGE_SIZE, page * PAGE_SIZE + 1, at=at, name=name)


def _speakers(at: datetime, lectures: list[int]) -> dict[int, list[Lecturer]]:
    editions = (
        Edition.objects.live(at).without_document().filter(lectures__in=lectures, lectures__billings__isnull=False)
    )
    editions = editions.annotate(lecture_id=F("lectures__pk"), **_PERSON).order_by("lectures__billings__order")
    found: dict[int, list[Lecturer]] = {}
    for edition in editions:
        found.setdefault(edition.lecture_id, []).append(_lecturer(edition))
    return found


def _lecturer(edition: Edition) -> Lecturer:
    return Lecturer(**{name.removeprefix("speaker_"): getattr(edition, name) for name in _PERSON})


def _lecture(edition: Edition, speakers: tuple[Lecturer, ...]) -> Lecture:
    return Lecture(
        topic=edition.topic,
        heading=edition.heading,
        held_on=edition.held_on,
        event_title=edition.facts["title"],
        event_theme=edition.facts["theme"],
        event_url=addresses.event_page(edition.series_path, edition.event_code),
        page=edition.path,
        speakers=speakers,
    )
