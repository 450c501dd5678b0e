"""RSS 2.0 of the series, made from live editions."""

import re
from datetime import datetime
from html import escape, unescape
from urllib.parse import urljoin
from xml.sax.saxutils import XMLGenerator

from django.utils.feedgenerator import Rss201rev2Feed, rfc2822_date, rfc3339_date

from bureau.models import Bureau
from bureau.text import one_line
from releases import addresses
from releases.document import ReleaseDocument
from releases.models import Edition
from releases.render import description, render_body

ITEMS = 20

_LINK = re.compile(r'(<a [^>]*?href=)"([^"]*)"')


class _FullTextFeed(Rss201rev2Feed):
    """RSS 2.0 with the whole text of each item in content:encoded, and the moment of its last shown change."""

    def rss_attributes(self):
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_root_elements(self, handler: XMLGenerator):
        # Django's own would write the present moment into an empty feed, which then changes at every request.
        feed = self.feed
        handler.addQuickElement("title", feed["title"])
        handler.addQuickElement("link", feed["link"])
        handler.addQuickElement("description", feed["description"])
        handler.addQuickElement("atom:link", None, {"rel": "self", "href": feed["feed_url"]})
        handler.addQuickElement("language", feed["language"])
        if feed["changed_at"]:
            handler.addQuickElement("lastBuildDate", rfc2822_date(feed["changed_at"]))

    def add_item_elements(self, handler: XMLGenerator, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))
        handler.addQuickElement("content:encoded", item["full_text"])


def item_id(edition: Edition, bureau: Bureau) -> str:
    """The permanent identifier of a release: it survives a new slug, title, date, host and scheme."""
    if bureau.feed_authority:
        return f"tag:{bureau.feed_authority}:{edition.release_uid}"
    return edition.release_uid.urn


def rss(bureau: Bureau, at: datetime) -> str:
    """The feed as XML text; it says nothing of the moment ``at`` but what is public then."""
    path = bureau.series_path
    feed = _FullTextFeed(
        # The bureau's own words have passed no document: XML cannot carry every character that a form lets in.
        title=one_line(bureau.feed_title or f"{bureau.series_name}｜{bureau.name}"),
        link=addresses.absolute(addresses.series_index(path)),
        description=one_line(bureau.series_description or bureau.series_name),
        language="ja",
        feed_url=addresses.absolute(addresses.feed(path)),
        changed_at=Edition.objects.moments(at).last,
    )
    for edition in Edition.objects.live(at).pages().newest_first()[:ITEMS]:
        document = edition.content
        page = addresses.absolute(edition.path)
        feed.add_item(
            title=document.full_title,
            link=page,
            description=description(document),
            unique_id=item_id(edition, bureau),
            unique_id_is_permalink=False,
            pubdate=edition.published_at,
            updateddate=edition.shown_anew_at,
            categories=[document.kind.label, *(category.label for category in document.categories)],
            full_text=full_text(document, page),
        )
    return feed.writeString("utf-8")


def full_text(document: ReleaseDocument, page: str) -> str:
    """The text of ``document`` as HTML that can be read anywhere: every address in it is absolute."""
    return _LINK.sub(lambda match: f'{match[1]}"{escape(_joined(page, unescape(match[2])))}"', render_body(document))


def _joined(page: str, address: str) -> str:
    try:
        return urljoin(page, address)
    except ValueError:
        # What was typed is no address; one bad link must not take the feed away.
        return address
