"""Feeds at their addresses, and the page of a policy field, which has feeds of its own."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse

from releases import addresses
from releases.feeds import atom, jsonfeed, rdf, rss
from releases.feeds.contents import Scope, contents
from releases.frame import framed
from releases.identity import bureau_at, series_of
from releases.models import Edition
from releases.public import public
from releases.render import PageLink
from releases.search.find import facets

FORMS = {"rss": rss, "atom": atom, "rdf": rdf, "json": jsonfeed}
# Archives are linked from the forms that have a word for it (RFC 5005).
ARCHIVED = {"rss", "atom"}
PAGE_SIZE = 100


@public
def feed(
    request: HttpRequest, at: datetime, series: str, form: str, category: str | None = None, year: str | None = None
) -> HttpResponse:
    """A feed of the series, of a policy field, or the archive of a year."""
    bureau = bureau_at(series)
    if year and form not in ARCHIVED:
        raise Http404
    label = _label(category, at) if category else ""
    scope = Scope(category or "", int(year) if year else None)
    found = contents(bureau, at, scope, label)
    if year and not found.pages.exists():
        raise Http404
    writer = FORMS[form]
    return HttpResponse(writer.write(found), content_type=writer.CONTENT_TYPE)


@public
def category_page(
    request: HttpRequest, at: datetime, series: str, category: str, page: str | None = None
) -> HttpResponse:
    """The releases of a policy field, newest first, with the feeds of that field."""
    bureau = bureau_at(series)
    label = _label(category, at)
    number = int(page or 1)
    editions = Edition.objects.live(at).pages().newest_first_under("category", category)
    rows = list(editions.without_document()[(number - 1) * PAGE_SIZE : number * PAGE_SIZE + 1])
    if number < 1 or (number > 1 and not rows) or page == "1":
        raise Http404
    return framed(
        "releases/category.html",
        series_of(bureau),
        addresses.category(series, category, number),
        at,
        label=label,
        number=number,
        entries=[PageLink(row.path, row.title, row.kind_label, row.release_date) for row in rows[:PAGE_SIZE]],
        newer_url=addresses.category(series, category, number - 1) if number > 1 else "",
        older_url=addresses.category(series, category, number + 1) if len(rows) > PAGE_SIZE else "",
        feeds=feed_links(series, category),
    )


@public
def feeds_page(request: HttpRequest, at: datetime, series: str) -> HttpResponse:
    """What a feed is, which there are, and how to take one in."""
    bureau = bureau_at(series)
    # A field that was renamed goes by its newest name.
    labels = {facet.code: facet.label for facet in facets(at).filter(aspect="category")}
    return framed(
        "releases/feeds.html",
        series_of(bureau),
        addresses.feeds_page(series),
        at,
        feeds=feed_links(series),
        categories=[
            (label, addresses.category(series, code), feed_links(series, code)) for code, label in labels.items()
        ],
    )


def feed_links(series: str, category: str = "") -> list[tuple[str, str, str]]:
    """(name, absolute address, MIME type) of each form."""
    names = {"rss": "RSS 2.0", "atom": "Atom 1.0", "rdf": "RSS 1.0", "json": "JSON Feed 1.1"}
    return [
        (name, addresses.absolute(addresses.feed(series, form, category)), FORMS[form].CONTENT_TYPE.split(";")[0])
        for form, name in names.items()
    ]


def _label(category: str, at: datetime) -> str:
    """The field's name as the newest page says it; 404 for one that nothing public bears."""
    newest = Edition.objects.live(at).pages().newest_first_under("category", category).first()
    if newest is None:
        raise Http404
    return next(term.label for term in newest.content.categories if term.code == category)
