"""The public's pages. All of them read ``Edition.objects.live(at)`` and nothing of the working copy."""

import sys
from datetime import UTC, date, datetime
from itertools import groupby
from typing import NamedTuple

from django.db import InterfaceError, OperationalError
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from bureau.logs import request_id
from bureau.models import Bureau
from releases import addresses
from releases.compiled import Compiled, Together
from releases.document import PhotoItem, load
from releases.frame import alerts_at, framed
from releases.identity import bureau_at, series_of
from releases.models import Edition, ShortAddress
from releases.old_addresses import new_address
from releases.page_templates import draw
from releases.public import forget_reader, moment_of, moved, public
from releases.render import Correction, PageLink, Surroundings, description, list_crumb, render
from releases.unavailable import unavailable

WITH_PICTURE = 3
NEWEST = 10


class Year(NamedTuple):
    """A year that has anything public."""

    year: int
    url: str


class Entry(NamedTuple):
    """A release in a list; with ``text`` and ``photo`` where it is shown large."""

    url: str
    title: str
    subtitle: str
    kind: str
    release_date: date
    is_withdrawn: bool = False
    text: str = ""
    photo: PhotoItem | None = None


@public
def home(request: HttpRequest, at: datetime) -> HttpResponse:
    """What this site is, and what is new on it."""
    bureau = Bureau.current()
    series = series_of(bureau)
    newest = Edition.objects.live(at).pages().newest_first()
    return framed(
        "releases/home.html",
        series,
        addresses.home(),
        at,
        description=bureau.series_description,
        pictured=[_large_entry(edition) for edition in newest[:WITH_PICTURE]],
        newest=[_entry(edition) for edition in newest.without_document()[WITH_PICTURE:NEWEST]],
        years=_years(at, series.path),
        photos=addresses.photos(series.path),
    )


@public
def series_index(request: HttpRequest, at: datetime, series: str) -> HttpResponse:
    """All years, with the newest year's list."""
    bureau = bureau_at(series)
    years = _years(at, series)
    newest = years[0].year if years else None
    return _index(bureau, at, newest, years, address=addresses.series_index(series), is_year=False)


@public
def year_index(request: HttpRequest, at: datetime, series: str, year: str) -> HttpResponse:
    """A calendar year's releases by month, newest first; a withdrawn one keeps its place."""
    bureau = bureau_at(series)
    years = _years(at, series)
    if int(year) not in {item.year for item in years}:
        raise Http404
    return _index(bureau, at, int(year), years, address=addresses.year_index(series, int(year)), is_year=True)


def _index(bureau: Bureau, at: datetime, year: int | None, years: list[Year], *, address: str, is_year: bool):
    series = series_of(bureau)
    editions = Edition.objects.live(at).filter(year=year).newest_first().without_document()
    entries = [_entry(edition) for edition in editions]
    return framed(
        "releases/index.html",
        series,
        address,
        at,
        description=bureau.series_description,
        year=year,
        years=years,
        year_title=series.index_title(year) if year else "",
        months=[(month, list(run)) for month, run in groupby(entries, key=lambda entry: entry.release_date.month)],
        total=len(entries),
        is_year=is_year,
    )


class Shown(NamedTuple):
    """What a release's page takes from its edition."""

    release_id: int
    release_date: date
    event_uid: str
    number: int
    form: str
    change_note: str
    published_at: datetime
    live_from: datetime
    live_until: datetime | None
    document: dict
    short_code: str | None
    event_code: str | None


@public
def release_page(request: HttpRequest, at: datetime, series: str, year: str, slug: str) -> HttpResponse:
    """A release, or the notice (410) of its withdrawal."""
    found = _PAGE_AT.rows(at=at, series=series, year=int(year), slug=slug)
    if not found:
        raise Http404
    shown = Shown(*found[0])
    document = load(shown.document)
    if shown.form == Edition.Form.NOTICE:
        return framed(
            "releases/withdrawn.html",
            document.series,
            "",
            at,
            status=410,
            document=document,
            reason=shown.change_note,
            withdrawn_on=timezone.localdate(shown.live_from),
            **list_crumb(document),
        )
    response = HttpResponse(render(document, surroundings=_surroundings(shown, series, at)))
    response.ends_at = shown.live_until
    return response


@public
def short_address(request: HttpRequest, at: datetime, code: str) -> HttpResponse:
    """Lead to the page that bears the short address, wherever it stands today."""
    bearer = ShortAddress.objects.filter(code=code).values("uid")
    edition = Edition.objects.live(at).without_document().filter(release_uid__in=bearer).first()
    if edition is None:
        raise Http404
    return moved(edition.path)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An old address leads to its page; any other is unknown, whatever lies unpublished behind it."""
    forget_reader(request)
    at = moment_of(request)
    bureau = Bureau.current()
    if request.method in ("GET", "HEAD"):
        query = request.META.get("QUERY_STRING", "")
        if address := new_address(request.path, query, bureau.series_path, at):
            return moved(address)
    series = series_of(bureau)
    response = framed("404.html", series, "", at, status=404, years=_years(at, series.path))
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that needs neither database nor context; 503 where it is the database that does not answer."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return unavailable("データベース")
    page = draw("500.html", {"request_id": request_id()})
    return HttpResponse(page, status=500, headers={"Cache-Control": "no-store"})


def _surroundings(shown: Shown, series_path: str, at: datetime) -> Surroundings:
    """What stands around the page at ``at``; a fixed number of queries, and one more for a page that was changed."""
    corrections = ()
    if shown.number > 1:
        corrections = tuple(
            Correction(timezone.localdate(live_from), Edition.ChangeKind(kind).label, note)
            for live_from, kind, note in _TOLD_CHANGES.rows(release_id=shown.release_id, number=shown.number)
        )
    place = Place(shown.release_id, shown.release_date, shown.event_uid)
    return Surroundings(
        corrections=corrections,
        published_at=shown.published_at,
        changed_at=shown.live_from,
        short_url=addresses.absolute(addresses.short(shown.short_code)) if shown.short_code else "",
        event_url=addresses.event_page(series_path, shown.event_code) if shown.event_code else "",
        alerts=alerts_at(at),
        **neighbours(place, at),
    )


class Place(NamedTuple):
    """Where a release stands among the others."""

    release_id: int
    release_date: date
    event_uid: str


def neighbours(place: Place, at: datetime) -> dict:
    """The older and the newer page, and the other pages of the same event, as they are at ``at``; one query."""
    here = {"at": at, "release_date": place.release_date, "release_id": place.release_id}
    found = _AROUND_WITH_EVENT.rows(**here, event_uid=place.event_uid) if place.event_uid else _AROUND.rows(**here)
    same_event = sorted(found.get("same_event", ()), key=lambda row: row[-2:], reverse=True)
    return {
        "older": next(map(_link, found["older"]), None),
        "newer": next(map(_link, found["newer"]), None),
        "same_event": tuple(map(_link, same_event)),
    }


def _link(row: tuple) -> PageLink:
    series_path, year, slug, title, kind, day, _ = row
    return PageLink(addresses.release_page(series_path, year, slug), title, kind, day)


# The queries of a release page. An example is unlike every constant that the queries hold.

_LINK = ("series_path", "year", "slug", "title", "kind_label", "release_date", "release_id")
_AT = datetime(2001, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
_HERE = {"at": _AT, "release_date": date(2001, 2, 4), "release_id": 987_654_321}

_PAGE_AT = Compiled(
    lambda at, series, year, slug: (
        Edition.objects.live(at)
        .filter(series_path=series, year=year, slug=slug)
        .values_list(
            *Shown._fields[: Shown._fields.index("short_code")],
            Subquery(ShortAddress.objects.filter(uid=OuterRef("release_uid")).values("code")),
            "told_event__address__code",
        )[:1]
    ),
    {"at": _AT, "series": "series of the example/", "year": 4242, "slug": "slug-of-the-example"},
)
_TOLD_CHANGES = Compiled(
    lambda release_id, number: Edition.objects.told_changes(release_id, number).values_list(
        "live_from", "change_kind", "change_note"
    ),
    {"release_id": 987_654_321, "number": 4242},
)
_OLDER = Compiled(
    lambda at, release_date, release_id: (
        Edition.objects.live(at).pages().older_than(release_date, release_id).newest_first().values_list(*_LINK)[:1]
    ),
    _HERE,
)
_NEWER = Compiled(
    lambda at, release_date, release_id: (
        Edition.objects.live(at)
        .pages()
        .newer_than(release_date, release_id)
        .newest_first()
        .reverse()
        .values_list(*_LINK)[:1]
    ),
    _HERE,
)
_OF_EVENT = Compiled(
    lambda at, event_uid, release_id: (
        Edition.objects.live(at)
        .pages()
        .filter(event_uid=event_uid)
        .exclude(release_id=release_id)
        .newest_first()
        .values_list(*_LINK)
    ),
    {"at": _AT, "event_uid": "event of the example", "release_id": 987_654_321},
)
_AROUND = Together(older=_OLDER, newer=_NEWER)
_AROUND_WITH_EVENT = Together(older=_OLDER, newer=_NEWER, same_event=_OF_EVENT)


def _entry(edition: Edition) -> Entry:
    return Entry(
        url=edition.path,
        title=edition.title,
        subtitle=edition.subtitle,
        kind=edition.kind_label,
        release_date=edition.release_date,
        is_withdrawn=edition.form == Edition.Form.NOTICE,
    )


def _large_entry(edition: Edition) -> Entry:
    document = edition.content
    photo = next(iter(document.all_photos), None)
    return _entry(edition)._replace(text=description(document), photo=photo)


def _years(at: datetime, series_path: str) -> list[Year]:
    """The years that have anything public, newest first."""
    return [Year(year, addresses.year_index(series_path, year)) for year in Edition.objects.live(at).years()]
