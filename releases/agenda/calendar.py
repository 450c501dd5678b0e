"""Events as iCalendar (RFC 5545). The same events make the same bytes, so that a calendar that is polled costs nothing."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone
from icalendar.enums import STATUS

from releases import addresses
from releases.agenda.events import ListedEvent
from releases.document import EventDay, EventFacts, Series

TOKYO = ZoneInfo("Asia/Tokyo")
ASKED_EVERY = timedelta(hours=6)
_MODES = {"online": "オンライン", "hybrid": "オンライン併用"}


def calendar(series: Series, events: list[ListedEvent], path: str) -> bytes:
    """``events`` as the calendar at ``path``, with the rules of Asia/Tokyo; those without a stated day have no place in it."""
    result = Calendar.new(
        uid=uuid5(NAMESPACE_URL, path),
        prodid=f"-//{series.bureau}//{series.name}//JA",
        name=f"{series.name} 行事",
        method="PUBLISH",
        refresh_interval=ASKED_EVERY,
    )
    for event in events:
        for number, day in enumerate(event.facts.days, start=1):
            result.add_component(_component(event, day, number))
    if result.get_missing_tzids():
        result.subcomponents.insert(0, _rules())
    return result.to_ical()


@cache
def _rules() -> Timezone:
    """The rules of Asia/Tokyo. Made once: to tell them, the library goes through the days of seven decades."""
    return Timezone.from_tzid(TOKYO.key)


def _component(event: ListedEvent, day: EventDay, number: int) -> Event:
    facts = event.facts
    start, end = _span(day)
    component = Event.new(
        # Each day of an event is an entry of its own; a day that moves stays the same entry.
        uid=facts.uid if number == 1 else f"{facts.uid}-{number}",
        start=start,
        end=end,
        stamp=event.changed_at.astimezone(UTC),
        last_modified=event.changed_at.astimezone(UTC),
        sequence=event.changes - 1,
        status=STATUS.CANCELLED if event.is_cancelled else STATUS.CONFIRMED,
        summary=facts.title,
        description=facts.theme or None,
        location=place_of(facts) or None,
        url=addresses.absolute(event.page if event.is_withdrawn else event.url),
    )
    if day.last_date and day.starts:
        component.add("rrule", {"freq": "daily", "count": (day.last_date - day.date).days + 1})
    return component


def place_of(facts: EventFacts) -> str:
    """Where to go, in words: the place, and that one can take part from afar."""
    return "／".join(part for part in (facts.place, _MODES.get(facts.mode, "")) if part)


def _span(day: EventDay) -> tuple[date | datetime, date | datetime | None]:
    """Start and end; a day without a stated beginning lasts all day, and the end is the day after (3.6.1)."""
    if day.starts:
        return _moment(day.date, day.starts), _moment(day.date, day.ends) if day.ends else None
    return day.date, (day.last_date or day.date) + timedelta(days=1)


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=TOKYO)
