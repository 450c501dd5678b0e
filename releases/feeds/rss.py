"""RSS 2.0, with the whole text, pictures, and the moment of the last shown change of each item."""

from html import escape

from django.utils.feedgenerator import rfc2822_date, rfc3339_date

from bureau.models import Bureau
from releases.feeds.contents import Entry, Feed, entry_portion
from releases.feeds.xml import XML
from releases.portions import Portion, texts

CONTENT_TYPE = "application/rss+xml; charset=utf-8"


def write(feed: Feed) -> str:
    """The feed as XML text."""
    xml = XML()
    with (
        xml.element(
            "rss",
            version="2.0",
            xmlns__atom="http://www.w3.org/2005/Atom",
            xmlns__content="http://purl.org/rss/1.0/modules/content/",
            xmlns__dc="http://purl.org/dc/elements/1.1/",
            xmlns__media="http://search.yahoo.com/mrss/",
            xmlns__fh="http://purl.org/syndication/history/1.0",
        ),
        xml.element("channel"),
    ):
        xml.add("title", feed.title)
        xml.add("link", feed.page)
        xml.add("description", feed.description)
        xml.add("atom:link", rel="self", type="application/rss+xml", href=feed.self_address("rss"))
        if feed.hub:
            xml.add("atom:link", rel="hub", href=feed.hub)
        if feed.scope.year:
            xml.add("fh:archive")
            xml.add("atom:link", rel="current", href=feed.address("rss"))
        if feed.older:
            xml.add("atom:link", rel="prev-archive", href=feed.address("rss", year=feed.older))
        if feed.newer:
            xml.add("atom:link", rel="next-archive", href=feed.address("rss", year=feed.newer))
        xml.add("language", "ja")
        if feed.updated:
            # The present moment would change the feed at every request.
            xml.add("lastBuildDate", rfc2822_date(feed.updated))
        for part in texts(portion(feed.bureau), feed.pages):
            xml.put(part)
    return str(xml)


def portion(bureau: Bureau) -> Portion:
    """A release in it."""
    return entry_portion("rss", bureau, _item)


def _item(entry: Entry) -> str:
    xml = XML(is_part=True)
    with xml.element("item"):
        xml.add("title", entry.title)
        xml.add("link", entry.url)
        # RSS 2.0 means markup by it, unlike the other forms: text has to be written as such.
        xml.add("description", escape(entry.summary, quote=False))
        xml.add("guid", entry.uid, isPermaLink="false")
        xml.add("pubDate", rfc2822_date(entry.published))
        xml.add("dc:date", entry.release_date.isoformat())
        xml.add("atom:updated", rfc3339_date(entry.updated))
        for label in (entry.kind, *entry.categories):
            xml.add("category", label)
        if picture := entry.picture:
            xml.add("enclosure", url=picture.url, length=str(picture.length), type=picture.media_type)
            with xml.element(
                "media:content",
                url=picture.url,
                type=picture.media_type,
                medium="image",
                width=str(picture.width),
                height=str(picture.height),
            ):
                xml.add("media:description", picture.alt, type="plain")
        xml.add("content:encoded", entry.full_text)
    return str(xml)
