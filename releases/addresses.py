"""Every public address of the series, in one place. Paths begin with ``/``; the series path comes from the bureau."""

import re
from urllib.parse import urlencode

from django.conf import settings

from releases.document import Rendition

_EXTENSIONS = {"jpeg": "jpg", "webp": "webp", "avif": "avif"}


def home() -> str:
    return "/"


def series_index(series_path: str) -> str:
    return f"/{series_path}"


def year_index(series_path: str, year: int) -> str:
    return f"/{series_path}{year}/"


def release_page(series_path: str, year: int, slug: str) -> str:
    return f"/{series_path}{year}/{slug}.html"


def api(path: str = "") -> str:
    """Open data: the page that explains it, or what lies under it."""
    return f"/api/{path}"


_FEEDS = {"rss": "rss.xml", "atom": "atom.xml", "rdf": "rss1.rdf", "json": "feed.json"}


def feed(series_path: str, form: str = "rss", category: str = "", year: int | None = None) -> str:
    """The feed of the series, of a policy field, or with ``year`` an archive; ``form`` is rss, atom, rdf or json."""
    field = f"category/{category}/" if category else ""
    archive = f"feeds/{year}/" if year else ""
    return f"/{series_path}{field}{archive}{_FEEDS[form]}"


def feeds_page(series_path: str) -> str:
    """The page that explains the feeds."""
    return f"/{series_path}feeds/"


def accessibility(series_path: str) -> str:
    """The bureau's promise about accessibility, and its tests."""
    return f"/{series_path}accessibility/"


def guide(series_path: str) -> str:
    """How to use this site, for readers."""
    return f"/{series_path}guide/"


def category(series_path: str, code: str, page: int = 1) -> str:
    """The releases of a policy field."""
    return f"/{series_path}category/{code}/" + (f"{page}/" if page > 1 else "")


def events(series_path: str, year: int | None = None) -> str:
    """The events to come and of the newest year, or those of ``year``."""
    return f"/{series_path}events/{year}/" if year else f"/{series_path}events/"


def event_page(series_path: str, code: str) -> str:
    return f"/{series_path}events/{code}/"


def event_calendar(series_path: str, code: str) -> str:
    return f"/{series_path}events/{code}.ics"


def calendar(series_path: str) -> str:
    """The calendar of all events, to subscribe to."""
    return f"/{series_path}events.ics"


def lectures(series_path: str, row: str = "", page: int = 1) -> str:
    """Lectures by speaker: the first row of the kana, or ``row``."""
    return f"/{series_path}lectures/{_parts(row, page)}"


def lectures_by_theme(series_path: str, category: str = "", page: int = 1) -> str:
    """Lectures by event: all, or those of a policy field."""
    return f"/{series_path}lectures/themes/{_parts(category and f'of-{category}', page)}"


def _parts(choice: str, page: int) -> str:
    return (f"{choice}/" if choice else "") + (f"{page}/" if page > 1 else "")


def short(code: str) -> str:
    """The short permanent address of a release."""
    return f"/r/{code}"


def sitemap(part: str = "") -> str:
    """The index of the sitemap, or a part of it: a year, ``pages``, ``news``."""
    return f"/sitemap-{part}.xml" if part else "/sitemap.xml"


def search(**said: str | int) -> str:
    """The search page; ``said`` are its parameters, the empty ones and the first page left out."""
    return f"/search/{_query(said)}"


def search_texts(year: int | str) -> str:
    """The texts of a year's pages as they are searched; with ``letters`` in its place, how a query is folded."""
    return f"/search/{year}.json"


def _query(said: dict[str, str | int]) -> str:
    query = urlencode({name: value for name, value in said.items() if value and (name, value) != ("page", 1)})
    return f"?{query}" if query else ""


def photos(series_path: str) -> str:
    """Where the renditions lie."""
    return f"/{series_path}photos/"


def photo(photos: str, key: str, rendition: Rendition) -> str:
    """A rendition under ``photos``, the public address of them all or one that only staff may ask."""
    return f"{photos}{key}/{rendition.width}.{_EXTENSIONS[rendition.format]}"


def photo_key(url: str) -> str:
    """The key of the photo whose rendition ``url`` names, "" for any other address."""
    match = re.search(r"/photos/([0-9a-f]+)/[0-9]+\.[a-z]+$", url)
    return match[1] if match else ""


def files(series_path: str) -> str:
    """Where attached files lie."""
    return f"/{series_path}files/"


def attachment(files: str, slug: str, key: str) -> str:
    """A file attached to the release ``slug`` under ``files``, the public address of them all or one for staff."""
    return f"{files}{key}/{attachment_name(slug, key)}"


def attachment_name(slug: str, key: str) -> str:
    """What a browser names a kept file: the release, and enough of the key to tell its files apart."""
    return f"{slug}-{key[:8]}.pdf"


def is_attachment_name(name: str) -> bool:
    """Whether ``name`` could be one of ``attachment_name``."""
    return re.fullmatch(r"[a-z0-9-]+\.pdf", name) is not None


def attachment_key(url: str) -> str:
    """The key of the attached file that ``url`` names, "" for any other address."""
    match = re.search(r"/files/([0-9a-f]{64})/[a-z0-9-]+\.pdf$", url)
    return match[1] if match else ""


def absolute(path: str) -> str:
    """``path`` on the site's own host."""
    return settings.SITE_URL.rstrip("/") + path


def points_into_series(url: str, series_path: str) -> tuple[int, str] | None:
    """Year and slug of the release page that ``url`` names on this site; None for any other address."""
    path = url.removeprefix(settings.SITE_URL.rstrip("/"))
    match = re.fullmatch(rf"/{re.escape(series_path)}(\d{{4}})/([a-z0-9-]+)\.html(?:#.*)?", path)
    return (int(match[1]), match[2]) if match else None
