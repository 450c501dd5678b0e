"""RSS 1.0: the form that readers of the ministry's own feeds know."""

from django.utils.feedgenerator import rfc3339_date

from releases.feeds.contents import Feed
from releases.feeds.xml import XML

CONTENT_TYPE = "application/rdf+xml; charset=utf-8"


def write(feed: Feed) -> str:
    """The feed as XML text."""
    xml = XML()
    with xml.element(
        "rdf:RDF",
        xmlns="http://purl.org/rss/1.0/",
        xmlns__rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        xmlns__dc="http://purl.org/dc/elements/1.1/",
        xmlns__content="http://purl.org/rss/1.0/modules/content/",
        xml__lang="ja",
    ):
        with xml.element("channel", rdf__about=feed.self_address("rdf")):
            xml.add("title", feed.title)
            xml.add("link", feed.page)
            xml.add("description", feed.description)
            xml.add("dc:language", "ja")
            if feed.updated:
                xml.add("dc:date", rfc3339_date(feed.updated))
            with xml.element("items"), xml.element("rdf:Seq"):
                for entry in feed.entries:
                    xml.add("rdf:li", rdf__resource=entry.url)
        for entry in feed.entries:
            with xml.element("item", rdf__about=entry.url):
                xml.add("title", entry.title)
                xml.add("link", entry.url)
                xml.add("description", entry.summary)
                xml.add("dc:date", rfc3339_date(entry.updated))
                xml.add("dc:identifier", entry.uid)
                for label in (entry.kind, *entry.categories):
                    xml.add("dc:subject", label)
                xml.add("content:encoded", entry.full_text)
    return str(xml)
