"""The page on which readers search, and its results."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse

from bureau.models import Bureau
from bureau.text import one_line
from releases import addresses
from releases.frame import alerts_at
from releases.identity import series_of
from releases.models import Edition
from releases.page_templates import draw
from releases.public import public
from releases.render import site_frame
from releases.search import texts
from releases.search.find import COUNTED, PAGE_SIZE, Hits, facets, find
from releases.search.query import MAX_LENGTH, Query, read
from releases.search.quote import Quotation, quote
from releases.search.wanted import wanted_of

ASPECTS = (("year", "年"), ("kind", "種類"), ("category", "分野"))
NEWEST_FIRST = "date"
_LAST_PAGE = 100_000


@dataclass(frozen=True)
class Choice:
    """An aspect to choose by, with its codes and labels; ``chosen`` is a code or nothing."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Result:
    url: str
    kind: str
    release_date: date
    quotation: Quotation


@public(reads=("q", "year", "kind", "category", "sort", "page"))
def search(request: HttpRequest, at: datetime) -> HttpResponse:
    """GET ``q``, ``year``, ``kind``, ``category``, ``sort`` (date) and ``page``; what is not offered counts as unsaid."""
    series = series_of(Bureau.current())
    query = read(one_line(request.GET.get("q", "")))
    choices = _choices(request, at)
    filters = [(choice.name, choice.chosen) for choice in choices if choice.chosen]
    newest_first = request.GET.get("sort") == NEWEST_FIRST
    page = _page_number(request.GET.get("page", ""))
    is_asked = not query.trouble and bool(query.wanted or filters)
    hits = None
    if is_asked:
        hits = find(wanted_of(query, filters), at, page=page, newest_first=newest_first)
    said = {"q": query.text, **dict(filters), "sort": NEWEST_FIRST if newest_first else ""}
    context = {
        "series": series,
        "site": site_frame(series, alerts_at(at)),
        "query": query,
        "longest": MAX_LENGTH,
        "choices": choices,
        "is_asked": is_asked or bool(query.trouble),
        "letters": addresses.search_texts("letters"),
        "texts": [addresses.search_texts(year) for year, _ in choices[0].options],
        "newest_first": newest_first,
        "hits": hits,
        "counted": COUNTED,
        "results": _results(hits, query, at) if hits else [],
        "first": (page - 1) * PAGE_SIZE + 1,
        "page": page,
        "previous_page": addresses.search(**said, page=page - 1) if hits and page > 1 else "",
        "next_page": addresses.search(**said, page=page + 1) if hits and hits.has_next else "",
        "first_page": addresses.search(**said),
    }
    return HttpResponse(draw("releases/search.html", context))


@public
def search_texts(request: HttpRequest, at: datetime, year: str) -> HttpResponse:
    """The texts of a year, for a search without a server (static/site/search.js)."""
    found = texts.of_year(at, int(year))
    if not found:
        raise Http404
    return HttpResponse(f"{found}\n", content_type="application/json")


@public
def search_letters(request: HttpRequest, at: datetime) -> HttpResponse:
    """How what a reader types is folded."""
    return HttpResponse(json.dumps(texts.tables(), ensure_ascii=False) + "\n", content_type="application/json")


def _choices(request: HttpRequest, at: datetime) -> list[Choice]:
    offered: dict[str, dict[str, str]] = {name: {} for name, _ in ASPECTS}
    for facet in facets(at):
        # The newest label of a code is the one that it bears today.
        offered[facet.aspect][facet.code] = facet.label
    offered["year"] = dict(sorted(offered["year"].items(), reverse=True))
    return [
        Choice(name, label, tuple(offered[name].items()), chosen if chosen in offered[name] else "")
        for name, label in ASPECTS
        for chosen in [request.GET.get(name, "")]
    ]


def _page_number(text: str) -> int:
    return min(max(int(text), 1), _LAST_PAGE) if text.isdecimal() and len(text) < 10 else 1


def _results(hits: Hits, query: Query, at: datetime) -> list[Result]:
    editions = Edition.objects.live(at).pages().in_bulk(hits.numbers)
    return [
        Result(edition.path, edition.kind_label, edition.release_date, quote(edition.content, query.wanted))
        for number in hits.numbers
        if (edition := editions.get(number))
    ]
