"""Open data at its addresses."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from bureau.models import Bureau
from releases import addresses
from releases.api import archive, description
from releases.api.query import PARAMETERS, BadRequest, read
from releases.api.rows import COLLECTIONS, LICENCE, release
from releases.frame import framed
from releases.identity import series_of
from releases.models import Edition
from releases.public import public

_ARCHIVES = {"jsonl": (archive.json_lines, "application/jsonl"), "csv": (archive.table, "text/csv")}


@public
def open_data(request: HttpRequest, at: datetime) -> HttpResponse:
    """The page for people: what there is, under which terms, and how to ask."""
    years = Edition.objects.live(at).pages().years()
    return framed(
        "releases/open_data.html",
        series_of(Bureau.current()),
        addresses.api(),
        at,
        licence=LICENCE,
        collections=[(description.NAMES[name], addresses.absolute(addresses.api(f"{name}/"))) for name in COLLECTIONS],
        parameters=[(each["name"], each["description"]) for each in description.parameters()],
        openapi=addresses.absolute(addresses.api("openapi.json")),
        schema=addresses.absolute(addresses.api("schema.json")),
        archives=[(year, *(addresses.api(f"archive/{year}.{ending}") for ending in _ARCHIVES)) for year in years],
    )


@public
def openapi(request: HttpRequest, at: datetime) -> HttpResponse:
    """The OpenAPI document."""
    return _json(description.openapi())


@public
def schema(request: HttpRequest, at: datetime) -> HttpResponse:
    """JSON Schema of a document."""
    return _json(description.document_schema())


@public(reads=PARAMETERS)
def collection(request: HttpRequest, at: datetime, name: str) -> HttpResponse:
    """A page of a collection; the filters and the cursor count releases."""
    try:
        query = read(request.GET)
    except BadRequest as error:
        return _problem(400, "引数を読み取れません。", str(error), parameter=error.parameter)
    editions, cursor = query.page(at)
    following = request.GET.copy()
    following["cursor"] = cursor
    here = addresses.absolute(addresses.api(f"{name}/"))
    return _json(
        {
            "items": [row for edition in editions for row in COLLECTIONS[name](edition)],
            "next_cursor": cursor,
            "next": f"{here}?{following.urlencode()}" if cursor else "",
            "license": LICENCE,
        }
    )


@public
def one_release(request: HttpRequest, at: datetime, uid: UUID) -> HttpResponse:
    """A release by its permanent id."""
    edition = Edition.objects.live(at).pages().filter(release_uid=uid).first()
    if edition is None:
        return _problem(404, "見つかりません。", "この識別子の報道発表は公開されていません。")
    return _json(release(edition))


@public
def year_archive(request: HttpRequest, at: datetime, year: str, ending: str) -> HttpResponse:
    """A calendar year as one file, in the order of its days."""
    editions = Edition.objects.live(at).pages().filter(year=int(year)).newest_first().reverse()
    if not editions.exists():
        return _problem(404, "見つかりません。", f"{int(year)}年の報道発表はありません。")
    write, media_type = _ARCHIVES[ending]
    response = HttpResponse(write(editions), content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="releases-{int(year)}.{ending}"'
    response["Link"] = f'<{LICENCE["url"]}>; rel="license"'
    return response


@public
def unknown(request: HttpRequest, at: datetime) -> HttpResponse:
    """Any other address below /api/, answered as a program expects."""
    return _problem(404, "見つかりません。", "このアドレスには何もありません。/api/ に説明があります。")


def _json(data: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(json.dumps(data, ensure_ascii=False) + "\n", content_type="application/json")
    response["Link"] = f'<{LICENCE["url"]}>; rel="license"'
    # Programs in other sites' pages may read it: it is the same for everybody, and no cookie is looked at.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _problem(status: int, title: str, detail: str, **more: str) -> HttpResponse:
    told = {"title": title, "status": status, "detail": detail, **more}
    return HttpResponse(
        json.dumps(told, ensure_ascii=False) + "\n", content_type="application/problem+json", status=status
    )
