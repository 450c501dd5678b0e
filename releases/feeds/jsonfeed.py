"""JSON Feed 1.1."""

import json

from django.utils import timezone
from django.utils.feedgenerator import rfc3339_date

from releases.feeds.contents import Entry, Feed

CONTENT_TYPE = "application/feed+json; charset=utf-8"


def write(feed: Feed) -> str:
    """The feed as JSON text."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.self_address("json"),
        "description": feed.description,
        "language": "ja",
        "authors": [{"name": feed.author}],
        "items": [_item(entry) for entry in feed.entries],
    }
    if feed.hub:
        told["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _item(entry: Entry) -> dict:
    item = {
        "id": entry.uid,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.full_text,
        "date_published": _stamp(entry.published),
        "date_modified": _stamp(entry.updated),
        "tags": [entry.kind, *entry.categories],
    }
    attachments = []
    if picture := entry.picture:
        item["image"] = picture.url
        attachments.append({"url": picture.url, "mime_type": picture.media_type, "size_in_bytes": picture.length})
    for file in entry.files:
        attachments.append(
            {
                "url": file.url,
                "mime_type": file.media_type,
                "title": file.title,
                "size_in_bytes": file.length,
            }
        )
    if attachments:
        item["attachments"] = attachments
    return item


def _stamp(moment) -> str:
    return rfc3339_date(timezone.localtime(moment))
