"""What search engines read before the pages: robots.txt and the sitemap."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse

from bureau.models import Bureau
from releases import sitemaps
from releases.identity import series_of
from releases.public import public, turning_at_midnight

_XML = "application/xml; charset=utf-8"


@public
def robots(request: HttpRequest, at: datetime) -> HttpResponse:
    return HttpResponse(sitemaps.robots(), content_type="text/plain; charset=utf-8")


@public
def index(request: HttpRequest, at: datetime) -> HttpResponse:
    return HttpResponse(sitemaps.index(at), content_type=_XML)


@public
def part(request: HttpRequest, at: datetime, part: str) -> HttpResponse:
    """A part of the sitemap: ``pages``, ``news`` or a year."""
    series = series_of(Bureau.current())
    if part == sitemaps.NEWS:
        # It empties as time goes by.
        return turning_at_midnight(HttpResponse(sitemaps.of_news(at, series), content_type=_XML), at)
    text = sitemaps.of_lists(at, series) if part == sitemaps.PAGES else sitemaps.of_year(at, int(part))
    if text is None:
        raise Http404
    return HttpResponse(text, content_type=_XML)
