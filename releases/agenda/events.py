"""Events as live editions tell of them: what is to come, a year's, and one with its releases."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import F, Q
from django.utils import timezone

from releases import addresses
from releases.compiled import Compiled
from releases.document import EventFacts
from releases.models import Edition, EditionEvent
from releases.used_values import used_values

# The kind of a release that says that an event will not take place.
CANCELLATION = "cancellation"


@dataclass(frozen=True)
class ListedEvent:
    """An event in a list. ``changes`` counts what was publicly said of it, ``changed_at`` is when last."""

    url: str
    page: str
    facts: EventFacts
    is_cancelled: bool
    is_withdrawn: bool
    changes: int
    changed_at: datetime


@dataclass(frozen=True)
class EventYear:
    """A year with past events."""

    year: int
    url: str


def upcoming(at: datetime) -> list[ListedEvent]:
    """Events that have not ended by the day of ``at``, the nearest first."""
    editions = _events(at).pages().filter(told_event__last_day__gte=timezone.localdate(at))
    return [_listed(edition) for edition in editions.order_by("told_event__first_day", "release_date", "release_id")]


def past(at: datetime, year: int) -> list[ListedEvent]:
    """Events of ``year`` that have ended, the latest first; those without a stated day stand last."""
    editions = _events(at).pages().filter(_is_past(at), told_event__year=year)
    latest_first = F("told_event__first_day").desc(nulls_last=True)
    return [_listed(edition) for edition in editions.order_by(latest_first, "-release_date", "-release_id")]


def past_years(at: datetime, series_path: str) -> list[EventYear]:
    """The years that have past events, newest first."""
    editions = Edition.objects.live(at).pages().newest_of_event(at).filter(_is_past(at))
    years = used_values(editions, "told_event__year", EditionEvent._meta.get_field("year"))
    return [EventYear(year, addresses.events(series_path, year)) for year in years]


def for_calendar(at: datetime, since: date) -> list[ListedEvent]:
    """Events that end on ``since`` or later, the called off and withdrawn ones too, in a steady order."""
    editions = _events(at).filter(told_event__last_day__gte=since)
    return [_listed(edition) for edition in editions.order_by("told_event__first_day", "told_event__address")]


def one(at: datetime, code: str, *, with_document: bool = True) -> tuple[ListedEvent, Edition] | None:
    """The event with the edition that tells of it last; what shows the facts alone has no use for its document."""
    query = _ONE if with_document else _FACTS_OF_ONE
    edition = next(iter(query.instances(at=at, code=code)), None)
    return (_listed(edition), edition) if edition else None


def releases_of(at: datetime, code: str) -> list[Edition]:
    """The pages that tell of an event, the oldest first."""
    return _RELEASES_OF.instances(at=at, code=code)


def addresses_in(at: datetime, year: int) -> list[tuple[str, datetime]]:
    """The page of every event that a release of ``year`` tells of last, with the moment of the last change."""
    editions = Edition.objects.live(at).pages().filter(year=year).newest_of_event(at)
    editions = editions.with_event_changes(at).newest_first()
    rows = editions.values_list("series_path", "told_event__address__code", "event_changed_at")
    return [(addresses.event_page(series_path, code), changed_at) for series_path, code, changed_at in rows]


def _is_past(at: datetime) -> Q:
    return Q(told_event__last_day__lt=timezone.localdate(at)) | Q(told_event__last_day__isnull=True)


def _events(at: datetime, *, with_document: bool = False):
    editions = Edition.objects.live(at).newest_of_event(at).with_event_changes(at)
    editions = editions if with_document else editions.without_document()
    return editions.annotate(facts=F("told_event__facts"), code=F("told_event__address__code"))


# An example is unlike every constant that the queries hold.
_EXAMPLE = {"at": datetime(2001, 2, 3, 4, 5, 6, 789, tzinfo=UTC), "code": "code of the example"}
_ONE = Compiled(lambda at, code: _events(at, with_document=True).filter(told_event__address__code=code)[:1], _EXAMPLE)
_FACTS_OF_ONE = Compiled(lambda at, code: _events(at).filter(told_event__address__code=code)[:1], _EXAMPLE)
_RELEASES_OF = Compiled(
    lambda at, code: (
        Edition.objects.live(at)
        .pages()
        .filter(told_event__address__code=code)
        .newest_first()
        .reverse()
        .without_document()
    ),
    _EXAMPLE,
)


def _listed(edition: Edition) -> ListedEvent:
    is_withdrawn = edition.form == Edition.Form.NOTICE
    return ListedEvent(
        url=addresses.event_page(edition.series_path, edition.code),
        page=edition.path,
        facts=EventFacts.model_validate(edition.facts),
        is_cancelled=is_withdrawn or edition.kind == CANCELLATION,
        is_withdrawn=is_withdrawn,
        changes=edition.event_changes,
        changed_at=edition.event_changed_at,
    )
