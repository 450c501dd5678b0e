"""The public's pages of events and lectures, and the calendars."""

from datetime import date, datetime
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from bureau.richtext import data_block
from releases import addresses
from releases.agenda import events, lectures
from releases.agenda.calendar import calendar
from releases.agenda.readings import ROWS, UNSTATED
from releases.document import Series
from releases.frame import framed
from releases.identity import bureau_at, series_of
from releases.models import Edition
from releases.public import public, turning_at_midnight
from releases.search.find import facets
from releases.structured_data import of_event_page

UNSTATED_ROW = ("none", "読みの表示がない方")
CALENDAR = "text/calendar; charset=utf-8"


@public
def events_page(request: HttpRequest, at: datetime, series: str, year: str | None = None) -> HttpResponse:
    """What is to come with the newest year's past events, or the past events of ``year``."""
    identity = _identity(series)
    years = events.past_years(at, series)
    if year and int(year) not in {item.year for item in years}:
        raise Http404
    shown = int(year) if year else years[0].year if years else None
    return turning_at_midnight(
        framed(
            "releases/events.html",
            identity,
            addresses.events(series, int(year) if year else None),
            at,
            upcoming=[] if year else events.upcoming(at),
            past=events.past(at, shown) if shown else [],
            year=shown,
            years=years,
            is_year=bool(year),
            calendar=addresses.calendar(series),
            all_events=addresses.events(series),
        ),
        at,
    )


@public
def event_page(request: HttpRequest, at: datetime, series: str, code: str) -> HttpResponse:
    """An event with everything published about it; 410 where all of that was withdrawn."""
    identity = _identity(series)
    event, edition = _event(at, series, code)
    document = edition.content
    context = {
        "event": event,
        "facts": document.event,
        "title": event.facts.title,
        "all_events": addresses.events(series),
    }
    if event.is_withdrawn:
        response = framed("releases/event_withdrawn.html", identity, event.url, at, **context)
        response.status_code = 410
        return response
    pages = events.releases_of(at, code)
    first_day = document.event.first_day
    before = [page for page in pages if first_day and page.release_date < first_day]
    return framed(
        "releases/event.html",
        identity,
        event.url,
        at,
        **context,
        before=before,
        after=[page for page in pages if page not in before],
        calendar=addresses.event_calendar(series, code) if document.event.days else "",
        structured_data=data_block(of_event_page(document, event.facts.title, event.url), "application/ld+json"),
    )


@public
def event_calendar(request: HttpRequest, at: datetime, series: str, code: str) -> HttpResponse:
    """One event for the reader's calendar; one that was withdrawn says so."""
    event, _ = _event(at, series, code, with_document=False)
    if not event.facts.days:
        raise Http404
    body = calendar(_identity(series), [event], addresses.event_calendar(series, code))
    response = HttpResponse(body, content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="{code}.ics"'
    return response


@public
def all_events_calendar(request: HttpRequest, at: datetime, series: str) -> HttpResponse:
    """Every event since the beginning of last year, to subscribe to."""
    since = date(timezone.localdate(at).year - 1, 1, 1)
    body = calendar(_identity(series), events.for_calendar(at, since), addresses.calendar(series))
    return turning_at_midnight(HttpResponse(body, content_type=CALENDAR), at)


@public
def lectures_page(
    request: HttpRequest, at: datetime, series: str, row: str | None = None, page: str | None = None
) -> HttpResponse:
    """Lectures by speaker, of a ``row`` of the kana (or none); without it of the first row that has any."""
    identity = _identity(series)
    in_use = lectures.rows_in_use(at)
    rows = {code: label for code, label in (*ROWS, UNSTATED_ROW) if _stored(code) in in_use}
    shown, number = row or next(iter(rows), ""), _number(page)
    found, has_next = lectures.by_speaker(at, _stored(shown), number) if shown in rows else ([], False)
    if not found and (row or number > 1):
        raise Http404
    return framed(
        "releases/lectures.html",
        identity,
        addresses.lectures(series, row or "", number),
        at,
        people=_by_person(found),
        rows=[(addresses.lectures(series, code), code, label) for code, label in rows.items()],
        row=shown,
        row_label=rows.get(shown, ""),
        number=number,
        previous_page=addresses.lectures(series, shown, number - 1) if number > 1 else "",
        next_page=addresses.lectures(series, shown, number + 1) if has_next else "",
        by_theme=addresses.lectures_by_theme(series),
    )


@public
def themes_page(
    request: HttpRequest, at: datetime, series: str, category: str | None = None, page: str | None = None
) -> HttpResponse:
    """Lectures by the events that they belong to, of all policy fields or of one."""
    identity = _identity(series)
    # The newest label of a code is the one that it bears today.
    categories = {facet.code: facet.label for facet in facets(at) if facet.aspect == "category"}
    chosen, number = category or "", _number(page)
    found, has_next = lectures.by_theme(at, chosen, number)
    if (chosen and chosen not in categories) or (not found and number > 1):
        raise Http404
    return framed(
        "releases/lectures_by_theme.html",
        identity,
        addresses.lectures_by_theme(series, chosen, number),
        at,
        by_event=[list(run) for _, run in groupby(found, key=lambda lecture: lecture.event_url)],
        categories=[
            (addresses.lectures_by_theme(series, code), code, label)
            for code, label in (("", "すべて"), *categories.items())
        ],
        category=chosen,
        category_label=categories.get(chosen, ""),
        number=number,
        previous_page=addresses.lectures_by_theme(series, chosen, number - 1) if number > 1 else "",
        next_page=addresses.lectures_by_theme(series, chosen, number + 1) if has_next else "",
        by_speaker=addresses.lectures(series),
    )


def _by_person(found: list[lectures.Lecture]) -> list[tuple[lectures.Lecturer, list[lectures.Lecture]]]:
    """The lectures of each person together; the person is named as billed in the latest of them."""
    people: dict[tuple[str, str], tuple[lectures.Lecturer, list[lectures.Lecture]]] = {}
    for lecture in found:
        speaker = lecture.speakers[0]
        people.setdefault((speaker.name, speaker.kana), (speaker, []))[1].append(lecture)
    return list(people.values())


def _stored(row: str) -> str:
    """The row as the tables know it."""
    return UNSTATED if row == UNSTATED_ROW[0] else row


def _number(page: str | None) -> int:
    """A page's number; zero and a number with zeros before it name nothing."""
    if page is not None and (page.startswith("0") or page == "1"):
        raise Http404
    return int(page or 1)


def _event(at: datetime, series: str, code: str, *, with_document: bool = True) -> tuple[events.ListedEvent, Edition]:
    found = events.one(at, code, with_document=with_document)
    if found is None or found[1].series_path != series:
        raise Http404
    return found


def _identity(series: str) -> Series:
    return series_of(bureau_at(series))
