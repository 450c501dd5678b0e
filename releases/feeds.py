"""RSS 2.0 of the series, made from live editions."""

from datetime import datetime
from xml.sax.saxutils import XMLGenerator

from django.utils.feedgenerator import Rss201rev2Feed

from bureau.models import Bureau
from releases import addresses
from releases.models import Edition
from releases.render import description, render_body

ITEMS = 20


class _FullTextFeed(Rss201rev2Feed):
    """RSS 2.0 with the whole text of each item in content:encoded."""

    def rss_attributes(self):
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: XMLGenerator, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["full_text"])


def item_id(edition: Edition, bureau: Bureau) -> str:
    """The permanent identifier of a release: it survives a new slug, title, date, host and scheme."""
    if bureau.feed_authority:
        return f"tag:{bureau.feed_authority}:{edition.release_uid}"
    return edition.release_uid.urn


def rss(bureau: Bureau, at: datetime) -> str:
    """The feed as XML text."""
    path = bureau.series_path
    feed = _FullTextFeed(
        title=bureau.feed_title or f"{bureau.series_name}｜{bureau.name}",
        link=addresses.absolute(addresses.series_index(path)),
        description=bureau.series_description or bureau.series_name,
        language="ja",
        feed_url=addresses.absolute(addresses.feed(path)),
    )
    for edition in Edition.objects.live(at).pages().newest_first()[:ITEMS]:
        document = edition.content
        feed.add_item(
            title=document.title,
            link=addresses.absolute(addresses.release_page(path, edition.year, edition.slug)),
            description=description(document),
            unique_id=item_id(edition, bureau),
            unique_id_is_permalink=False,
            pubdate=edition.published_at,
            categories=[document.kind.label, *(category.label for category in document.categories)],
            full_text=render_body(document),
        )
    return feed.writeString("utf-8")
