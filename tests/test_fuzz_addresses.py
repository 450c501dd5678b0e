"""Every address that readers have, with whatever behind it and in it: an answer, and never an error of the program's own."""

import re
from urllib.parse import quote

import pytest
from django.urls import URLPattern, URLResolver, resolve
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from releases import urls
from releases.models import Edition, PreviewLink, ShortAddress
from tests.builders import make_bureau, make_event, make_release, make_session, make_speaker, make_user, publish

KEY = "0" * 48
# One for each public view; what is in braces is filled with the release that stands there.
ADDRESSES = (
    *("/", "/search/", "/search/letters.json", "/search/2022.json", "/robots.txt", "/-/live", "/-/ready", "/r/{short}"),
    *("/api/", "/api/openapi.json", "/api/schema.json", "/api/speakers/", "/api/releases/{uid}/", "/api/nothing"),
    *("/api/archive/2022.csv", "/sitemap.xml", "/sitemap-2022.xml", "/e-komfo/accessibility/", "/e-komfo/guide/"),
    *("/e-komfo/feeds/", "/e-komfo/rss.xml", "/e-komfo/atom.xml", "/e-komfo/rss1.rdf", "/e-komfo/feed.json"),
    *(f"/e-komfo/feeds/2022/{name}" for name in ("rss.xml", "atom.xml", "rss1.rdf", "feed.json")),
    *(f"/e-komfo/category/ict/{name}" for name in ("rss.xml", "atom.xml", "rss1.rdf", "feed.json", "")),
    *(f"/e-komfo/category/ict/feeds/2022/{name}" for name in ("rss.xml", "atom.xml", "rss1.rdf", "feed.json")),
    *("/e-komfo/events.ics", "/e-komfo/events/", "/e-komfo/events/2022/", "/e-komfo/events/{event}/"),
    *("/e-komfo/events/{event}.ics", "/e-komfo/lectures/ka/1/", "/e-komfo/lectures/themes/of-ict/1/"),
    *(f"/e-komfo/files/{KEY}{KEY[:16]}/shown-00000000.pdf", f"/e-komfo/photos/{KEY}/480.jpg"),
    *("/e-komfo/2022/0203si.html", "/e-komfo/2022/", "/e-komfo/"),
    *("/-/preview/{token}/", f"/-/preview/{{token}}/photos/{KEY}/480.jpg", f"/-/preview/{{token}}/files/{KEY}/a.pdf"),
)
ANSWERS = {200, 301, 304, 400, 404, 410}
# Names that some view reads, and such that Django's own tools would.
NAMES = st.sampled_from(
    "q page year kind category from to limit cursor since until updated_since speaker n format preview next _method".split()
) | st.text(max_size=3)
VALUES = st.sampled_from(["2022", "-1", "9" * 30, "1e9", "１", "\x00", "%00", "٣", "2022-02-30", "ict", "\ud800", "〒"])
HEADERS = {
    "If-None-Match": ["*", '"a"', "W/", '"', ",,,"],
    "If-Modified-Since": ["Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 99 Foo 99999 00:00:00 GMT", "0", "\xff"],
    "Range": ["bytes=0-0", "bytes=-1", "bytes=9-1", "items=0-5", "bytes=0-0,0-0,0-0"],
    "Accept-Encoding": ["gzip;q=nonsense", "br;q=0,*;q=0", "\xff", ","],
    "Cookie": ["__Host-csrftoken=x; sessionid=\x01", "=", ";;;=;"],
    "X-Forwarded-For": ["1.2.3.4, ::1", "nonsense"],
}
SHOWN = settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)


@pytest.fixture
def published(db):
    make_bureau()
    by, event = make_user(), make_event()
    make_session(event, speaker=make_speaker())
    release = make_release(slug="0203si", by=by, event=event)
    publish(release)
    edition = Edition.objects.get()
    link = PreviewLink.objects.create(release=make_release(by=by), created_by=by, recipient="協会 林")
    return {
        "short": ShortAddress.objects.get(uid=release.uid).code,
        "event": edition.told_event.address.code,
        "uid": str(release.uid),
        "token": link.token,
    }


def patterns(found: list, before: str = "") -> set[str]:
    """The routes of all views."""
    routes = set()
    for each in found:
        route = before + str(each.pattern)
        routes |= patterns(each.url_patterns, route) if isinstance(each, URLResolver) else {route}
        assert isinstance(each, URLPattern | URLResolver)
    return routes


def test_every_public_view_is_among_them(published):
    assert {resolve(address.format(**published)).route for address in ADDRESSES} == patterns(urls.urlpatterns)


def asked(client, address: str, **headers: str) -> int:
    response = client.get(address, headers=headers)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


@SHOWN
@given(
    st.sampled_from(ADDRESSES),
    st.lists(st.tuples(NAMES, VALUES | st.text(max_size=6)), max_size=4),
    st.sampled_from([(name, value) for name, values in HEADERS.items() for value in values]),
)
def test_any_question_behind_any_address_is_answered(client, published, address, question, header):
    query = "&".join(f"{quote(name, errors='replace')}={quote(value, errors='replace')}" for name, value in question)
    assert asked(client, f"{address.format(**published)}?{query}", **dict([header])) in ANSWERS


@SHOWN
@given(st.sampled_from(ADDRESSES), st.integers(0, 6), VALUES | st.text(max_size=6), st.booleans())
@example("/e-komfo/2022/", 2, "0000", False)
@example("/e-komfo/2022/", 2, "9999", False)
@example("/api/archive/2022.csv", 3, "0000.csv", False)
@example("/sitemap-2022.xml", 1, "sitemap-0000.xml", False)
@example("/search/2022.json", 2, "9999.json", False)
@example("/e-komfo/lectures/ka/1/", 4, "9999", False)
def test_any_part_of_any_address_may_be_anything(client, published, address, number, part, is_doubled):
    parts = address.format(**published).split("/")
    number %= len(parts)
    parts[number] = quote(part, errors="replace", safe="%") * (1 + is_doubled)
    path = re.sub("^/*", "/", "/".join(parts))
    assert asked(client, path) in ANSWERS
