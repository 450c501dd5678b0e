"""render: a ReleaseDocument as the page. The same function makes the page, the preview and the full text of feeds."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape

from django.utils.text import Truncator

from bureau.models import Alert
from bureau.richtext import data_block
from releases import addresses, structured_data
from releases.document import ReleaseDocument, Series
from releases.page_templates import draw

# Cleaned text writes every attribute in double quotes, and no other "<" than that of a tag.
_TAG = re.compile(r"""<(?:[^>"]|"[^"]*")*>""")


@dataclass(frozen=True)
class PageLink:
    """Another release's page as the page around a document names it."""

    url: str
    title: str
    kind: str
    release_date: date


@dataclass(frozen=True)
class Correction:
    """A public change of the page: the day, its kind (誤記訂正, …) and what was said of it."""

    day: date
    kind: str
    note: str


@dataclass(frozen=True)
class Surroundings:
    """What stands around the document and comes from other editions: neighbours, the same event's pages, changes.

    ``short_url`` is the page's short permanent address (absolute), ``event_url`` the path of its event's page;
    ``alerts`` are the urgent notices of the moment.
    """

    older: PageLink | None = None
    newer: PageLink | None = None
    same_event: tuple[PageLink, ...] = ()
    corrections: tuple[Correction, ...] = ()
    published_at: datetime | None = None
    changed_at: datetime | None = None
    short_url: str = ""
    event_url: str = ""
    alerts: tuple[Alert, ...] = ()


def render(
    document: ReleaseDocument,
    *,
    photos: str | None = None,
    files: str | None = None,
    surroundings: Surroundings | None = None,
    banner: str = "",
) -> str:
    """The whole page as HTML.

    ``photos`` and ``files`` are the addresses under which renditions and attached files lie (the public ones unless
    given); ``banner`` is a line above the page that says what a preview is.
    """
    series = document.series
    surroundings = surroundings or Surroundings()
    photos = photos or addresses.photos(series.path)
    files = files or addresses.files(series.path)
    summary = description(document)
    about = structured_data.of_release(
        document,
        description=summary,
        photos=photos,
        files=files,
        published_at=surroundings.published_at,
        changed_at=surroundings.changed_at,
        corrections=[correction.note for correction in surroundings.corrections],
        event_url=surroundings.event_url,
    )
    images = (structured_data.picture(photo, photos) for photo in document.all_photos)
    context = {
        "document": document,
        "site": site_frame(series, surroundings.alerts),
        "photos": photos,
        "files": files,
        "page_url": addresses.absolute(addresses.release_page(series.path, document.year, document.slug)),
        "description": summary,
        "banner": banner,
        **list_crumb(document),
        "structured_data": data_block(about, "application/ld+json"),
        "image": next(filter(None, images), ""),
        **vars(surroundings),
    }
    return draw("releases/release.html", context)


def render_body(document: ReleaseDocument) -> str:
    """The text of the page without the page around it, with absolute addresses of photos and files: for feeds."""
    photos = addresses.absolute(addresses.photos(document.series.path))
    files = addresses.absolute(addresses.files(document.series.path))
    return draw("releases/_body.html", {"document": document, "photos": photos, "files": files})


def render_article(document: ReleaseDocument) -> str:
    """What an approver answers for: the article of the page, without the site around it and without neighbours."""
    path = document.series.path
    context = {"document": document, "photos": addresses.photos(path), "files": addresses.files(path)}
    return draw("releases/_article.html", context)


def page_digest(document: ReleaseDocument) -> str:
    """SHA-256 (hex) of the article as this program renders it."""
    return digest_of_page(render_article(document))


def digest_of_page(article: str) -> str:
    return hashlib.sha256(article.encode()).hexdigest()


def description(document: ReleaseDocument) -> str:
    """The first words of the text, for search engines and feeds."""
    return Truncator(" ".join(unescape(_TAG.sub("", document.lead)).split())).chars(120)


def list_crumb(document: ReleaseDocument) -> dict[str, str]:
    """The year's list in the breadcrumb of a page."""
    series = document.series
    return {
        "list_url": addresses.year_index(series.path, document.year),
        "list_title": series.index_title(document.year),
    }


def site_frame(series: Series, alerts: Iterable[Alert] = ()) -> dict[str, object]:
    """What every page's head and foot need to know."""
    return {
        "series": series,
        "alerts": tuple(alerts),
        "home": addresses.home(),
        "series_index": addresses.series_index(series.path),
        "feed": addresses.feed(series.path),
        "feeds": [
            ("application/rss+xml", "RSS", addresses.feed(series.path)),
            ("application/atom+xml", "Atom", addresses.feed(series.path, "atom")),
            ("application/feed+json", "JSON Feed", addresses.feed(series.path, "json")),
        ],
        "open_data": addresses.api(),
        "feeds_page": addresses.feeds_page(series.path),
        "accessibility": addresses.accessibility(series.path),
        "guide": addresses.guide(series.path),
        "search": addresses.search(),
        "events": addresses.events(series.path),
        "lectures": addresses.lectures(series.path),
    }
