"""Lectures across events, by speaker and by theme. Of an event only its newest page is asked, so none comes twice."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet

from releases import addresses
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
    found = _page(of_row(at, row).annotate(**_LECTURE, **_PERSON), page)
    return [_lecture(edition, (_lecturer(edition),)) for edition in found[:PAGE_SIZE]], len(found) > PAGE_SIZE


def of_row(at: datetime, row: str) -> QuerySet[Edition]:
    """What ``by_speaker`` shows in pages: an edition for each person of each lecture, in order."""
    person = "lectures__billings__"
    return (
        _newest(at)
        .filter(lectures__billings__row=row)
        .order_by(
            f"{person}reading_key",
            f"{person}name",
            f"{person}kana",
            F("lectures__held_on").desc(nulls_last=True),
            "-release_date",
            f"{person}pk",
        )
    )


def rows_in_use(at: datetime) -> set[str]:
    """The rows of the kana in which any speaker's reading begins."""
    return set(used_values(_newest(at), "lectures__billings__row", EditionBilling._meta.get_field("row")))


def by_theme(at: datetime, category: str, page: int) -> tuple[list[Lecture], bool]:
    """A page of lectures in the field ``category`` (all, if empty), the newest release first, and whether more follow."""
    found = _page(of_theme(at, category).annotate(**_LECTURE, lecture_id=F("lectures__pk")), page)
    shown = found[:PAGE_SIZE]
    speakers = _speakers(at, [edition.lecture_id for edition in shown])
    return [_lecture(item, tuple(speakers.get(item.lecture_id, ()))) for item in shown], len(found) > PAGE_SIZE


def of_theme(at: datetime, category: str) -> QuerySet[Edition]:
    """What ``by_theme`` shows in pages: an edition for each lecture, in order."""
    editions = _newest(at).filter(lectures__isnull=False)
    editions = editions.newest_first_under("category", category) if category else editions.newest_first()
    return editions.order_by(*editions.query.order_by, "lectures__order")


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


def _page(editions, page: int) -> list[Edition]:
    return list(editions[(page - 1) * PAGE_SIZE : page * PAGE_SIZE + 1])


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
