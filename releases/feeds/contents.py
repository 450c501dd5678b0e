"""What a feed holds, before it takes a form: entries made of live editions, and where its other parts are."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Max, QuerySet

from bureau.models import Bureau
from bureau.text import one_line
from releases import addresses
from releases.document import AttachmentItem, ReleaseDocument
from releases.kept import Kept
from releases.models import Edition
from releases.portions import Portion
from releases.render import description, render_body

ITEMS = 20
_SHOWN_WIDTH = 960
_entries: Kept["Entry"] = Kept(1000)
_LINK = re.compile(r'(<a [^>]*?href=)"([^"]*)"')


class Enclosure(NamedTuple):
    """A picture of an entry: absolute address, MIME type, bytes, pixels and what stands in its place."""

    url: str
    media_type: str
    length: int
    width: int
    height: int
    alt: str


class AttachedFile(NamedTuple):
    """A file attached to an entry: absolute address, MIME type, bytes and title."""

    url: str
    media_type: str
    length: int
    title: str


@dataclass(frozen=True)
class Entry:
    """A release in a feed. ``uid`` is permanent; ``updated`` moves when its editor chose to show it anew."""

    uid: str
    url: str
    title: str
    summary: str
    full_text: str
    release_date: date
    published: datetime
    updated: datetime
    kind: str
    categories: tuple[str, ...]
    picture: Enclosure | None
    files: tuple[AttachedFile, ...] = ()


class Withdrawn(NamedTuple):
    """What stood in the feed and was withdrawn: its permanent id and when."""

    uid: str
    at: datetime


class Scope(NamedTuple):
    """Which releases: all, those of a policy field (``category``), or, as an archive, those of a ``year``."""

    category: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Feed:
    """A feed without a form. Addresses are absolute; ``newer`` and ``older`` are archives' years (RFC 5005).

    ``pages`` are its releases in order, the same as ``entries``.
    """

    uid: str
    title: str
    description: str
    page: str
    author: str
    updated: datetime | None
    bureau: Bureau
    pages: QuerySet[Edition]
    withdrawn: tuple[Withdrawn, ...]
    scope: Scope
    series_path: str
    newer: int | None
    older: int | None
    hub: str

    @property
    def entries(self) -> list[Entry]:
        return [_kept_entry(edition, self.bureau) for edition in self.pages]

    def address(self, form: str, *, year: int | None = None) -> str:
        """Where this feed stands in ``form``, or its archive of ``year``."""
        return addresses.absolute(addresses.feed(self.series_path, form, self.scope.category, year))

    def self_address(self, form: str) -> str:
        return self.address(form, year=self.scope.year)


def item_id(release_uid, bureau: Bureau) -> str:
    """The permanent identifier of a release: it survives a new slug, title, date, host and scheme."""
    if bureau.feed_authority:
        return f"tag:{bureau.feed_authority}:{release_uid}"
    return release_uid.urn


def contents(bureau: Bureau, at: datetime, scope: Scope, category_label: str = "") -> Feed:
    """The feed at ``at``; it says nothing of the moment itself but what is public then."""
    path = bureau.series_path
    live = Edition.objects.live(at)
    chosen = _chosen(live, scope)
    pages = _newest_first(chosen.pages(), scope)
    title = one_line(bureau.feed_title or f"{bureau.series_name}｜{bureau.name}")
    title += f"（{category_label}）" if category_label else ""
    title += f" {scope.year}年" if scope.year else ""
    pages = pages if scope.year else pages[:ITEMS]
    notices = chosen.notices().order_by("-live_from").only("release_uid", "live_from")
    withdrawn = tuple(Withdrawn(item_id(each.release_uid, bureau), each.live_from) for each in notices[:ITEMS])
    # A part of the series does not change with the others.
    last_shown = pages.aggregate(last=Max("shown_anew_at"))["last"] if any(scope) else None
    changes = [*filter(None, [last_shown]), *(each.at for each in withdrawn)]
    return Feed(
        uid=_feed_id(bureau, scope),
        title=title,
        # The bureau's own words have passed no document: XML cannot carry every character that a form lets in.
        description=one_line(bureau.series_description or bureau.series_name),
        page=addresses.absolute(_page(path, scope)),
        author=one_line(f"{bureau.ministry} {bureau.name}"),
        updated=max(changes, default=None) if any(scope) else Edition.objects.moments(at).last,
        bureau=bureau,
        pages=pages,
        withdrawn=withdrawn,
        scope=scope,
        series_path=path,
        newer=_next_year(live.pages(), scope) if scope.year else None,
        older=_year_before(live.pages(), scope),
        hub=settings.WEBSUB_HUB_URL,
    )


def _chosen(editions: QuerySet, scope: Scope) -> QuerySet:
    editions = editions.filed_under("category", scope.category) if scope.category else editions
    return editions.filter(year=scope.year) if scope.year else editions


def _next_year(editions: QuerySet, scope: Scope) -> int | None:
    """The year after that of ``scope`` in which it has pages; None if it has no later one."""
    later = editions.filter(year__gt=scope.year)
    if scope.category:
        later = later.newest_first_under("category", scope.category).filter(
            facets__release_date__gt=date(scope.year, 12, 31)
        )
        later = later.reverse()
    else:
        later = later.order_by("year")
    return later.values_list("year", flat=True).first()


def _year_before(editions: QuerySet, scope: Scope) -> int | None:
    """The year before that of ``scope``, its newest year if it is not of one; None if there is none."""
    earlier = editions.filter(year__lt=scope.year) if scope.year else editions
    if scope.category:
        earlier = earlier.newest_first_under("category", scope.category)
        earlier = earlier.filter(facets__release_date__lt=date(scope.year, 1, 1)) if scope.year else earlier
    else:
        earlier = earlier.order_by("-year")
    return earlier.values_list("year", flat=True).first()


def _newest_first(editions: QuerySet, scope: Scope) -> QuerySet:
    return editions.newest_first_under("category", scope.category) if scope.category else editions.newest_first()


def _page(path: str, scope: Scope) -> str:
    if scope.category:
        return addresses.category(path, scope.category)
    return addresses.year_index(path, scope.year) if scope.year else addresses.series_index(path)


def _feed_id(bureau: Bureau, scope: Scope) -> str:
    parts = [part for part in (scope.category, str(scope.year or "")) if part]
    if bureau.feed_authority:
        return f"tag:{bureau.feed_authority}:{':'.join(['feed', *parts])}"
    return addresses.absolute(addresses.feed(bureau.series_path, "atom", scope.category, scope.year))


def _kept_entry(edition: Edition, bureau: Bureau) -> Entry:
    """The entry, which stands in several feeds and forms. The seal covers all that it tells of the edition."""
    return _entries.get((edition.seal, bureau.feed_authority, edition.path), lambda: _entry(edition, bureau))


def _entry(edition: Edition, bureau: Bureau) -> Entry:
    document = edition.content
    page = addresses.absolute(edition.path)
    return Entry(
        uid=item_id(edition.release_uid, bureau),
        url=page,
        title=document.full_title,
        summary=description(document),
        full_text=full_text(document, page),
        release_date=document.release_date,
        published=edition.published_at,
        updated=edition.shown_anew_at,
        kind=document.kind.label,
        categories=tuple(category.label for category in document.categories),
        picture=_picture(document),
        files=tuple(_file(item, document) for item in document.attachments),
    )


def _picture(document: ReleaseDocument) -> Enclosure | None:
    photo = next(iter(document.all_photos), None)
    sizes = [rendition for rendition in photo.renditions if rendition.format == "jpeg"] if photo else []
    if not sizes:
        return None
    shown = min(sizes, key=lambda rendition: abs(rendition.width - _SHOWN_WIDTH))
    url = addresses.absolute(addresses.photo(addresses.photos(document.series.path), photo.key, shown))
    return Enclosure(url, "image/jpeg", shown.bytes, shown.width, shown.height, photo.alt)


def _file(item: AttachmentItem, document: ReleaseDocument) -> AttachedFile:
    path = addresses.attachment(addresses.files(document.series.path), document.slug, item.key)
    return AttachedFile(addresses.absolute(path), "application/pdf", item.bytes, item.title)


def full_text(document: ReleaseDocument, page: str) -> str:
    """The text of ``document`` as HTML that can be read anywhere: every address in it is absolute."""
    return _LINK.sub(lambda match: f'{match[1]}"{escape(_joined(page, unescape(match[2])))}"', render_body(document))


def _joined(page: str, address: str) -> str:
    try:
        return urljoin(page, address)
    except ValueError:
        # What was typed is no address; one bad link must not take the feed away.
        return address


def entry_portion(form: str, bureau: Bureau, write: Callable[[Entry], str]) -> Portion:
    """A release in the feeds of ``form``, as ``write`` puts it down."""
    return Portion(f"{form} {bureau.feed_authority}", lambda edition: write(_kept_entry(edition, bureau)))


Writer = Callable[[Feed], str]
