"""The public's pages. All of them read ``Edition.objects.live(at)`` and nothing of the working copy."""

import logging
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render as render_template
from django.utils import timezone

from bureau.models import Bureau
from releases import addresses
from releases.feeds import rss
from releases.identity import series_of
from releases.models import Edition
from releases.public import public
from releases.render import Correction, PageLink, Surroundings, list_crumb, render, site_frame

logger = logging.getLogger(__name__)

NEWEST = 10
_SHOWN_CHANGES = (Edition.ChangeKind.ERRATUM, Edition.ChangeKind.ADDITION, Edition.ChangeKind.REPLACEMENT)


@public
def home(request: HttpRequest, at: datetime) -> HttpResponse:
    """What this site is, and what is new on it."""
    bureau = Bureau.current()
    series = series_of(bureau)
    newest = Edition.objects.live(at).pages().newest_first().without_document()[:NEWEST]
    return render_template(
        request,
        "releases/home.html",
        {
            "site": site_frame(series),
            "series": series,
            "description": bureau.series_description,
            "newest": _with_addresses(newest, series.path),
            "years": _years(at, series.path),
            "page_url": addresses.absolute(addresses.home()),
        },
    )


@public
def series_index(request: HttpRequest, at: datetime, series: str) -> HttpResponse:
    """All years, with the newest year's list."""
    bureau = _bureau_of(series)
    years = _years(at, bureau.series_path)
    return _index(request, at, bureau, years[0]["year"] if years else None, years, is_year=False)


@public
def year_index(request: HttpRequest, at: datetime, series: str, year: str) -> HttpResponse:
    """A calendar year's releases by month, newest first; a withdrawn one keeps its place."""
    bureau = _bureau_of(series)
    years = _years(at, bureau.series_path)
    if int(year) not in {item["year"] for item in years}:
        raise Http404
    return _index(request, at, bureau, int(year), years, is_year=True)


def _index(request, at, bureau: Bureau, year: int | None, years, *, is_year: bool) -> HttpResponse:
    series = series_of(bureau)
    editions = Edition.objects.live(at).filter(year=year).newest_first().without_document()
    entries = _with_addresses(editions, series.path)
    months = [(month, list(run)) for month, run in groupby(entries, key=lambda edition: edition.release_date.month)]
    path = addresses.year_index(series.path, year) if is_year else addresses.series_index(series.path)
    return render_template(
        request,
        "releases/index.html",
        {
            "site": site_frame(series),
            "series": series,
            "year": year,
            "years": years,
            "months": months,
            "total": len(entries),
            "is_year": is_year,
            "year_title": series.index_title(year) if year else "",
            "page_url": addresses.absolute(path),
        },
    )


@public
def release_page(request: HttpRequest, at: datetime, series: str, year: str, slug: str) -> HttpResponse:
    """A release, or the notice (410) of its withdrawal."""
    edition = Edition.objects.live(at).filter(year=int(year), slug=slug).first()
    if edition is None:
        raise Http404
    document = edition.content
    if document.series.path != series:
        raise Http404
    if edition.form == Edition.Form.NOTICE:
        context = {
            "document": document,
            "site": site_frame(document.series),
            "edition": edition,
            "withdrawn_on": timezone.localdate(edition.live_from),
            **list_crumb(document),
        }
        return render_template(request, "releases/withdrawn.html", context, status=410)
    return HttpResponse(render(document, surroundings=surroundings(edition, at)))


@public
def feed(request: HttpRequest, at: datetime, series: str) -> HttpResponse:
    """RSS 2.0 of the newest releases."""
    bureau = _bureau_of(series)
    return HttpResponse(rss(bureau, at), content_type="application/rss+xml; charset=utf-8")


def index_file(request: HttpRequest, path: str) -> HttpResponse:
    """Old links to ``index.html`` lead to the address without it."""
    return HttpResponsePermanentRedirect(f"/{path}")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An old address leads to its page; any other is unknown, whatever lies unpublished behind it."""
    at = timezone.now()
    try:
        moved = Edition.objects.live(at).filter(legacy_path=request.path).exclude(legacy_path="").first()
        if moved and request.method in ("GET", "HEAD"):
            path = moved.content.series.path
            return HttpResponsePermanentRedirect(addresses.release_page(path, moved.year, moved.slug))
        series = series_of(Bureau.current())
        context = {"site": site_frame(series), "years": _years(at, series.path)}
    except DatabaseError:
        logger.exception("The page for unknown addresses could not ask the database")
        context = {}
    response = render_template(request, "404.html", context, status=404)
    response["Cache-Control"] = "no-store"
    return response


def surroundings(edition: Edition, at: datetime) -> Surroundings:
    """The pages around ``edition`` as they are at ``at``; a fixed number of queries."""
    changes = (
        Edition.objects.without_document()
        .filter(release_id=edition.release_id, number__lte=edition.number, change_kind__in=_SHOWN_CHANGES)
        .order_by("number")
    )
    corrections = tuple(
        Correction(timezone.localdate(change.live_from), change.get_change_kind_display(), change.change_note)
        for change in changes
        if not change.is_empty
    )
    place = Place(edition.release_id, edition.release_date, edition.event_uid, edition.content.series.path)
    return Surroundings(corrections=corrections, **neighbours(place, at))


class Place(NamedTuple):
    """Where a release stands among the others."""

    release_id: int
    release_date: date
    event_uid: str
    series_path: str


def neighbours(place: Place, at: datetime) -> dict:
    """The older and the newer page, and the other pages of the same event, as they are at ``at``."""
    pages = Edition.objects.live(at).pages().without_document()
    older = pages.older_than(place).newest_first().first()
    newer = pages.newer_than(place).newest_first().last()
    same_event = ()
    if place.event_uid:
        same_event = pages.filter(event_uid=place.event_uid).exclude(release_id=place.release_id).newest_first()
    return {
        "older": older and _link(older, place.series_path),
        "newer": newer and _link(newer, place.series_path),
        "same_event": tuple(_link(other, place.series_path) for other in same_event),
    }


def _link(edition: Edition, series_path: str) -> PageLink:
    url = addresses.release_page(series_path, edition.year, edition.slug)
    return PageLink(url, edition.title, edition.kind_label, edition.release_date)


def _with_addresses(editions, series_path: str) -> list[Edition]:
    entries = list(editions)
    for edition in entries:
        edition.url = addresses.release_page(series_path, edition.year, edition.slug)
        edition.is_withdrawn = edition.form == Edition.Form.NOTICE
    return entries


def _years(at: datetime, series_path: str) -> list[dict]:
    """The years that have anything public, newest first, with their addresses."""
    years = Edition.objects.live(at).order_by("-year").values_list("year", flat=True).distinct()
    return [{"year": year, "url": addresses.year_index(series_path, year)} for year in years]


def _bureau_of(series: str) -> Bureau:
    bureau = Bureau.current()
    if bureau.series_path != series:
        raise Http404
    return bureau
