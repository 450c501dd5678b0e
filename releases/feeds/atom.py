"""Atom 1.0 (RFC 4287), with archives (RFC 5005) and the entries that were withdrawn (RFC 6721)."""

from datetime import UTC, datetime

from django.utils.feedgenerator import rfc3339_date

from bureau.models import Bureau
from releases.feeds.contents import Entry, Feed, entry_portion
from releases.feeds.xml import XML
from releases.portions import Portion, texts

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def write(feed: Feed) -> str:
    """The feed as XML text."""
    xml = XML()
    with xml.element(
        "feed",
        xmlns="http://www.w3.org/2005/Atom",
        xmlns__fh="http://purl.org/syndication/history/1.0",
        xmlns__at="http://purl.org/atompub/tombstones/1.0",
        xml__lang="ja",
    ):
        xml.add("id", feed.uid)
        xml.add("title", feed.title)
        xml.add("subtitle", feed.description)
        xml.add("updated", rfc3339_date(feed.updated or _NEVER))
        with xml.element("author"):
            xml.add("name", feed.author)
        xml.add("link", rel="self", type="application/atom+xml", href=feed.self_address("atom"))
        xml.add("link", rel="alternate", type="text/html", href=feed.page)
        if feed.hub:
            xml.add("link", rel="hub", href=feed.hub)
        if feed.scope.year:
            xml.add("fh:archive")
            xml.add("link", rel="current", href=feed.address("atom"))
        if feed.older:
            xml.add("link", rel="prev-archive", href=feed.address("atom", year=feed.older))
        if feed.newer:
            xml.add("link", rel="next-archive", href=feed.address("atom", year=feed.newer))
        for part in texts(portion(feed.bureau), feed.pages):
            xml.put(part)
        for withdrawn in feed.withdrawn:
            xml.add("at:deleted-entry", ref=withdrawn.uid, when=rfc3339_date(withdrawn.at))
    return str(xml)


def portion(bureau: Bureau) -> Portion:
    """A release in it."""
    return entry_portion("atom", bureau, _entry)


def _entry(entry: Entry) -> str:
    xml = XML(is_part=True)
    with xml.element("entry"):
        xml.add("id", entry.uid)
        xml.add("title", entry.title)
        xml.add("link", rel="alternate", type="text/html", href=entry.url)
        if picture := entry.picture:
            xml.add("link", rel="enclosure", type=picture.media_type, length=str(picture.length), href=picture.url)
        for file in entry.files:
            xml.add(
                "link",
                rel="enclosure",
                type=file.media_type,
                length=str(file.length),
                href=file.url,
                title=file.title,
            )
        xml.add("published", rfc3339_date(entry.published))
        xml.add("updated", rfc3339_date(entry.updated))
        for label in (entry.kind, *entry.categories):
            xml.add("category", term=label)
        xml.add("summary", entry.summary, type="text")
        xml.add("content", entry.full_text, type="html")
    return str(xml)
