"""The public's pages. All of them read ``Edition.objects.live(at)`` and nothing of the working copy."""

from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils import timezone
from django.views.defaults import server_error as plain_server_error

from bureau.models import Bureau
from releases import addresses
from releases.document import PhotoItem, Series
from releases.feeds import rss
from releases.identity import series_of
from releases.models import Edition
from releases.old_addresses import new_address
from releases.public import forget_reader, moved, public
from releases.render import Correction, PageLink, Surroundings, description, list_crumb, render, site_frame

WITH_PICTURE = 3
NEWEST = 10


class Year(NamedTuple):
    """A year that has anything public."""

    year: int
    url: str
    count: int


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
    return _page(
        "releases/home.html",
        series,
        addresses.home(),
        description=bureau.series_description,
        pictured=[_large_entry(edition) for edition in newest[:WITH_PICTURE]],
        newest=[_entry(edition) for edition in newest.without_document()[WITH_PICTURE:NEWEST]],
        years=_years(at, series.path),
        photos=addresses.photos(series.path),
    )


@public
def series_index(request: HttpRequest, at: datetime, series: str) -> HttpResponse:
    """All years, with the newest year's list."""
    bureau = _bureau_of(series)
    years = _years(at, series)
    newest = years[0].year if years else None
    return _index(bureau, at, newest, years, address=addresses.series_index(series), is_year=False)


@public
def year_index(request: HttpRequest, at: datetime, series: str, year: str) -> HttpResponse:
    """A calendar year's releases by month, newest first; a withdrawn one keeps its place."""
    bureau = _bureau_of(series)
    years = _years(at, series)
    if int(year) not in {item.year for item in years}:
        raise Http404
    return _index(bureau, at, int(year), years, address=addresses.year_index(series, int(year)), is_year=True)


def _index(bureau: Bureau, at: datetime, year: int | None, years: list[Year], *, address: str, is_year: bool):
    series = series_of(bureau)
    editions = Edition.objects.live(at).filter(year=year).newest_first().without_document()
    entries = [_entry(edition) for edition in editions]
    return _page(
        "releases/index.html",
        series,
        address,
        description=bureau.series_description,
        year=year,
        years=years,
        year_title=series.index_title(year) if year else "",
        months=[(month, list(run)) for month, run in groupby(entries, key=lambda entry: entry.release_date.month)],
        total=len(entries),
        is_year=is_year,
    )


@public
def release_page(request: HttpRequest, at: datetime, series: str, year: str, slug: str) -> HttpResponse:
    """A release, or the notice (410) of its withdrawal."""
    edition = Edition.objects.live(at).filter(series_path=series, year=int(year), slug=slug).first()
    if edition is None:
        raise Http404
    document = edition.content
    if edition.form == Edition.Form.NOTICE:
        context = {
            "document": document,
            "site": site_frame(document.series),
            "reason": edition.change_note,
            "withdrawn_on": timezone.localdate(edition.live_from),
            **list_crumb(document),
        }
        return HttpResponse(get_template("releases/withdrawn.html").render(context), status=410)
    response = HttpResponse(render(document, surroundings=_surroundings(edition, at)))
    response.ends_at = edition.live_until
    return response


@public
def feed(request: HttpRequest, at: datetime, series: str) -> HttpResponse:
    """RSS 2.0 of the newest releases."""
    bureau = _bureau_of(series)
    return HttpResponse(rss(bureau, at), content_type="application/rss+xml; charset=utf-8")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An old address leads to its page; any other is unknown, whatever lies unpublished behind it."""
    forget_reader(request)
    at = timezone.now()
    bureau = Bureau.current()
    if request.method in ("GET", "HEAD"):
        query = request.META.get("QUERY_STRING", "")
        if address := new_address(request.path, query, bureau.series_path, at):
            return moved(address)
    series = series_of(bureau)
    context = {"site": site_frame(series), "years": _years(at, series.path)}
    return HttpResponse(get_template("404.html").render(context), status=404, headers={"Cache-Control": "no-store"})


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that needs neither database nor context."""
    response = plain_server_error(request)
    response["Cache-Control"] = "no-store"
    return response


def _surroundings(edition: Edition, at: datetime) -> Surroundings:
    """What stands around ``edition`` at ``at``; a fixed number of queries."""
    corrections = tuple(
        Correction(timezone.localdate(change.live_from), change.get_change_kind_display(), change.change_note)
        for change in Edition.objects.told_changes(edition)
    )
    place = Place(edition.release_id, edition.release_date, edition.event_uid)
    return Surroundings(corrections=corrections, **neighbours(place, at))


class Place(NamedTuple):
    """Where a release stands among the others."""

    release_id: int
    release_date: date
    event_uid: str


def neighbours(place: Place, at: datetime) -> dict:
    """The older and the newer page, and the other pages of the same event, as they are at ``at``; one query."""
    pages = Edition.objects.live(at).pages()
    next_older = pages.older_than(place).newest_first().values("pk")[:1]
    next_newer = pages.newer_than(place).newest_first().reverse().values("pk")[:1]
    wanted = Q(pk__in=next_older) | Q(pk__in=next_newer)
    if place.event_uid:
        wanted |= Q(event_uid=place.event_uid)
    around = pages.without_document().filter(wanted).exclude(release_id=place.release_id).newest_first()
    here = (place.release_date, place.release_id)
    older, newer, same_event = None, None, []
    for edition in around:
        link = PageLink(edition.path, edition.title, edition.kind_label, edition.release_date)
        if (edition.release_date, edition.release_id) > here:
            newer = link
        else:
            older = older or link
        if place.event_uid and edition.event_uid == place.event_uid:
            same_event.append(link)
    return {"older": older, "newer": newer, "same_event": tuple(same_event)}


def _page(template: str, series: Series, address: str, **context) -> HttpResponse:
    """A page that is no release."""
    context |= {"series": series, "site": site_frame(series), "page_url": addresses.absolute(address)}
    return HttpResponse(get_template(template).render(context))


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
    counts = Edition.objects.live(at).order_by("-year").values_list("year").annotate(count=Count("pk"))
    return [Year(year, addresses.year_index(series_path, year), count) for year, count in counts]


def _bureau_of(series: str) -> Bureau:
    bureau = Bureau.current()
    if bureau.series_path != series:
        raise Http404
    return bureau
