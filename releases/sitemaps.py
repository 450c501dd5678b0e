"""The sitemap (sitemaps.org, protocol 0.9): an index, a part for each year, one for lists and events, one for news."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from io import StringIO
from typing import NamedTuple
from xml.sax.saxutils import XMLGenerator
from zoneinfo import ZoneInfo

from django.db.models import IntegerField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils.xmlutils import SimplerXMLGenerator

from releases import addresses
from releases.agenda import events
from releases.document import Series
from releases.models import Edition, Facet

TOKYO = ZoneInfo("Asia/Tokyo")
NEWS_FOR = timedelta(days=2)
# What the news part may hold, by the search engines' rule.
NEWS_AT_MOST = 1000
PAGES, NEWS = "pages", "news"

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


class News(NamedTuple):
    publication: str
    title: str
    published_at: datetime


class Place(NamedTuple):
    """An address (path) with the moment of its last change, None where that is not known."""

    path: str
    changed_at: datetime | None = None
    news: News | None = None


def index(at: datetime) -> str:
    """The parts, each with the last change of what it holds."""
    years = _changes_of_years(at)
    parts = [Place(addresses.sitemap(PAGES)), Place(addresses.sitemap(NEWS))]
    parts += [Place(addresses.sitemap(str(year)), changed_at) for year, changed_at in years]
    return _written("sitemapindex", "sitemap", parts)


def of_year(at: datetime, year: int) -> str | None:
    """The pages of ``year`` and of the events that they tell of; None if it has none."""
    rows = _pages(at).filter(year=year).newest_first().values_list("series_path", "year", "slug", "live_from")
    places = [Place(addresses.release_page(*row[:3]), row[3]) for row in rows]
    places += [Place(url, changed_at) for url, changed_at in events.addresses_in(at, year)]
    return _written("urlset", "url", places) if places else None


def of_lists(at: datetime, series: Series) -> str:
    """Indexes of releases, events and lectures."""
    path = series.path
    years = _changes_of_years(at)
    newest = max((changed_at for _, changed_at in years), default=None)
    places = [Place(addresses.home(), newest), Place(addresses.series_index(path), newest)]
    places += [Place(addresses.year_index(path, year), changed_at) for year, changed_at in years]
    # What is to come becomes past without any publication: no moment of change is claimed for these.
    places += [Place(addresses.accessibility(path)), Place(addresses.guide(path))]
    places += [Place(addresses.events(path)), Place(addresses.lectures(path)), Place(addresses.lectures_by_theme(path))]
    places += [Place(year.url) for year in events.past_years(at, path)]
    return _written("urlset", "url", places)


def of_news(at: datetime, series: Series) -> str:
    """What was published within the last two days."""
    rows = _pages(at).filter(published_at__gt=at - NEWS_FOR).order_by("-published_at", "-release_id")
    rows = rows.values_list("series_path", "year", "slug", "live_from", "title", "subtitle", "published_at")
    places = [
        Place(
            addresses.release_page(series_path, year, slug),
            changed_at,
            News(series.name or series.bureau, f"{title} {subtitle}".strip(), published_at),
        )
        for series_path, year, slug, changed_at, title, subtitle, published_at in rows[:NEWS_AT_MOST]
    ]
    return _written("urlset", "url", places)


def robots() -> str:
    """Robots may read all that is public; staff's screens and answers to a reader's own words are no pages."""
    lines = ("User-agent: *", "Disallow: /-/", "Disallow: /search/", "")
    return "\n".join((*lines, f"Sitemap: {addresses.absolute(addresses.sitemap())}", ""))


def _pages(at: datetime):
    return Edition.objects.live(at).pages()


def _changes_of_years(at: datetime) -> list[tuple[int, datetime]]:
    """Years that have pages, newest first, each with the last change of one of them."""
    year = Cast("code", IntegerField())
    # A range of one year: were it told by "=", PostgreSQL would go back through the changes of all years.
    code = Cast(OuterRef("code"), IntegerField())
    of_year = _pages(at).filter(year__gte=code, year__lte=code)
    last = Subquery(of_year.order_by("year", "-live_from").values("live_from")[:1])
    years = Facet.objects.filter(aspect="year").annotate(year=year, changed_at=last).filter(changed_at__isnull=False)
    return list(years.order_by("-year").values_list("year", "changed_at"))


def _written(root: str, element: str, places: Iterable[Place]) -> str:
    stream = StringIO()
    xml = SimplerXMLGenerator(stream, "utf-8")
    xml.startDocument()
    xml.startElement(root, {"xmlns": _SITEMAP, "xmlns:news": _NEWS})
    for place in places:
        xml.startElement(element, {})
        xml.addQuickElement("loc", addresses.absolute(place.path))
        if place.changed_at:
            xml.addQuickElement("lastmod", _moment(place.changed_at))
        if place.news:
            _write_news(xml, place.news)
        xml.endElement(element)
    xml.endElement(root)
    xml.endDocument()
    return stream.getvalue()


def _write_news(xml: XMLGenerator, news: News) -> None:
    xml.startElement("news:news", {})
    xml.startElement("news:publication", {})
    xml.addQuickElement("news:name", news.publication)
    xml.addQuickElement("news:language", "ja")
    xml.endElement("news:publication")
    xml.addQuickElement("news:publication_date", _moment(news.published_at))
    xml.addQuickElement("news:title", news.title)
    xml.endElement("news:news")


def _moment(moment: datetime) -> str:
    return moment.astimezone(TOKYO).isoformat(timespec="seconds")
