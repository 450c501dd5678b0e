"""The whole set of headers of every kind of answer: one that is missing, and one that is too many, is a failure."""

import re
from datetime import timedelta

import httpx
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.headers import PERMISSIONS_POLICY
from bureau.staticfiles import UNUSED
from releases import attachment_store, lifecycle, photo_store, views
from releases.models import Attachment, Photo, PreviewLink
from tests.builders import make_bureau, make_event, make_release, make_user, publish
from tests.papers import pdf_upload
from tests.pictures import upload

STRICT = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}
# CKEditor 4 sets styles and event attributes by hand.
WITH_EDITOR = STRICT | {
    "script-src-attr": {"'unsafe-inline'"},
    "style-src": {"'self'", "'unsafe-inline'"},
    "img-src": {"'self'", "data:"},
}
BYTES_ONLY = {"default-src": {"'none'"}, "sandbox": set()}

# Name -> the pattern that the whole value matches.
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": re.escape(PERMISSIONS_POLICY),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "content-length": r"\d+",
}
_STAMP = r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"
ANSWER = EVERYWHERE | {"x-frame-options": "DENY"}
FRESH = {"cache-control": r"public, max-age=\d+, stale-while-revalidate=\d+, stale-if-error=\d+"}
KEPT = FRESH | {"etag": r'"[0-9a-f]{32}"', "last-modified": _STAMP}
NEVER_KEPT = {"cache-control": "no-store"}
STAFF = {
    "cache-control": r"(?=.*\bno-store\b)(?=.*\bprivate\b).*",
    "expires": _STAMP,
    "vary": "Cookie",
}
LICENCE = {"link": r'<https://[^>]+>; rel="license"'}
UNFOLLOWED = {"x-robots-tag": "noindex, nofollow", "referrer-policy": "no-referrer"}
PICTURE = {"content-type": "image/jpeg", "content-disposition": 'inline; filename="photo.jpg"'}
FILE = {"cache-control": r"max-age=60, public", "etag": r'"[0-9a-f-]+"', "last-modified": _STAMP}


def typed(kind: str) -> dict[str, str]:
    return {"content-type": re.escape(kind) + ("; charset=utf-8" if kind.startswith("text/") else "")}


HTML = typed("text/html")

# Kind of answer -> status, content policy, headers.
PUBLIC = {
    "home": (200, STRICT, ANSWER | KEPT | HTML),
    "release": (200, STRICT, ANSWER | KEPT | HTML),
    "search": (200, STRICT, ANSWER | KEPT | HTML),
    "events": (200, STRICT, ANSWER | KEPT | HTML),
    "unknown": (404, STRICT, ANSWER | NEVER_KEPT | HTML),
    "withdrawn": (410, STRICT, ANSWER | NEVER_KEPT | HTML),
    "moved": (301, STRICT, ANSWER | HTML | {"cache-control": r"public, max-age=60", "location": "/e-komfo/2022/"}),
    "rss": (200, STRICT, ANSWER | KEPT | {"content-type": "application/rss\\+xml; charset=utf-8"}),
    "atom": (200, STRICT, ANSWER | KEPT | {"content-type": "application/atom\\+xml; charset=utf-8"}),
    "json feed": (200, STRICT, ANSWER | KEPT | {"content-type": "application/feed\\+json; charset=utf-8"}),
    "calendar": (200, STRICT, ANSWER | KEPT | typed("text/calendar")),
    "api": (
        200,
        STRICT,
        ANSWER | KEPT | LICENCE | typed("application/json") | {"access-control-allow-origin": r"\*"},
    ),
    "api refusal": (400, STRICT, ANSWER | NEVER_KEPT | typed("application/problem+json")),
    "archive": (
        200,
        STRICT,
        ANSWER
        | KEPT
        | LICENCE
        | typed("text/csv")
        | {"content-disposition": 'attachment; filename="releases-2022.csv"'},
    ),
    "robots": (200, STRICT, ANSWER | KEPT | typed("text/plain")),
    "sitemap": (200, STRICT, ANSWER | KEPT | {"content-type": "application/xml; charset=utf-8"}),
    "alive": (200, STRICT, ANSWER | NEVER_KEPT | typed("text/plain")),
    "photo": (
        200,
        BYTES_ONLY,
        ANSWER
        | PICTURE
        # A reader of feeds shows it in a page of its own.
        | {
            "cache-control": r"public, max-age=\d+",
            "etag": r'"[0-9a-f]{48}-480\.jpg"',
            "cross-origin-resource-policy": "cross-origin",
        },
    ),
    "attachment": (
        200,
        BYTES_ONLY,
        ANSWER
        | typed("application/pdf")
        | {
            "cache-control": r"public, max-age=\d+",
            "etag": r'"[0-9a-f]{64}"',
            "content-disposition": r'inline; filename="shown-[0-9a-f]{8}\.pdf"',
        },
    ),
    "preview by link": (
        200,
        STRICT,
        ANSWER | HTML | {"cache-control": r"(?=.*\bno-store\b)(?=.*\bprivate\b).*"} | UNFOLLOWED,
    ),
}
STATIC = {
    "style sheet": (200, STRICT, EVERYWHERE | FILE | {"content-type": 'text/css; charset="utf-8"'}),
    "favicon": (200, STRICT, EVERYWHERE | FILE | typed("image/x-icon")),
}
STAFF_ANSWERS = {
    "admin": (200, STRICT, ANSWER | STAFF | HTML),
    "admin list": (200, STRICT, ANSWER | STAFF | HTML),
    "change form": (200, WITH_EDITOR, ANSWER | STAFF | HTML),
    "preview": (200, STRICT, ANSWER | STAFF | HTML | UNFOLLOWED),
    "staff attachment": (
        200,
        BYTES_ONLY,
        ANSWER | STAFF | typed("application/pdf") | {"content-disposition": 'inline; filename="shown.pdf"'},
    ),
    "staff photo": (200, BYTES_ONLY, ANSWER | STAFF | PICTURE),
}


def policy_of(value: str) -> dict[str, set[str]]:
    directives = [directive.split() for directive in value.split(";")]
    return {name: set(sources) for name, *sources in directives}


def assert_headers(headers: dict[str, str], policy: dict[str, set[str]], expected: dict[str, str], kind: str) -> None:
    """``headers`` are exactly ``expected`` and the ``policy``."""
    found = {name.lower(): value for name, value in headers.items()}
    assert policy_of(found.pop("content-security-policy")) == policy, kind
    assert found.keys() == expected.keys(), kind
    for name, pattern in expected.items():
        assert re.fullmatch(pattern, found[name]), (kind, name, found[name])


def ask(client: Client, address: str, **headers: str):
    response = client.get(address, headers=headers)
    if response.streaming:
        # Read to its end a file closes itself.
        b"".join(response.streaming_content)
    return response


@pytest.fixture
def addresses(db) -> dict[str, str]:
    """An address for each kind of answer."""
    make_bureau()
    writer, event = make_user(), make_event()
    release = make_release(by=writer, slug="shown", event=event)
    file = photo_store.store_upload(upload())
    Photo.objects.create(release=release, file=file, alt="演台の局長")
    paper = attachment_store.store_attachment(pdf_upload())
    Attachment.objects.create(release=release, file=paper, title="開催案内")
    # A change of this very second has no date that a reader could rely on.
    with time_machine.travel(timezone.now() - timedelta(minutes=5)):
        publish(release)
        gone = make_release(by=writer, slug="gone")
        publish(gone)
        lifecycle.withdraw(gone, make_user("approver"), "誤りのため。")
    link = PreviewLink.objects.create(release=make_release(by=writer), created_by=writer, recipient="協会 林")
    return {
        "home": "/",
        "release": "/e-komfo/2022/shown.html",
        "search": "/search/?q=見本",
        "events": "/e-komfo/events/",
        "unknown": "/nowhere",
        "withdrawn": "/e-komfo/2022/gone.html",
        "moved": "/e-komfo/2022",
        "rss": "/e-komfo/rss.xml",
        "atom": "/e-komfo/atom.xml",
        "json feed": "/e-komfo/feed.json",
        "calendar": "/e-komfo/events.ics",
        "api": "/api/releases/",
        "api refusal": "/api/releases/?from=always",
        "archive": "/api/archive/2022.csv",
        "robots": "/robots.txt",
        "sitemap": "/sitemap.xml",
        "alive": "/-/live",
        "photo": f"/e-komfo/photos/{file.key}/480.jpg",
        "attachment": f"/e-komfo/files/{paper.key}/shown-{paper.key[:8]}.pdf",
        "preview by link": reverse("preview_by_link", args=[link.token]),
        "style sheet": "/static/site/site.css",
        "favicon": "/favicon.ico",
        "admin": "/admin/",
        "admin list": "/admin/releases/release/",
        "change form": f"/admin/releases/release/{release.pk}/change/",
        "preview": f"/admin/releases/{release.pk}/preview/",
        "staff attachment": f"/admin/files/{paper.key}/shown.pdf",
        "staff photo": f"/admin/photos/{file.key}/480.jpg",
    }


def test_every_kind_of_public_answer_has_its_whole_set_of_headers(client, addresses):
    for kind, (status, policy, expected) in {**PUBLIC, **STATIC}.items():
        response = ask(client, addresses[kind])
        assert response.status_code == status, kind
        assert_headers(response.headers, policy, expected, kind)


def test_no_public_answer_sets_a_cookie_or_varies_on_one_whoever_asks(client, addresses):
    client.force_login(make_user("approver"))
    for kind in PUBLIC.keys() | STATIC.keys():
        response = ask(client, addresses[kind])
        assert not response.cookies, kind
        assert not response.has_header("Vary"), kind


def test_an_answer_without_a_body_says_as_much(client, addresses):
    for kind in ("home", "rss", "calendar", "api", "archive", "photo", "attachment"):
        status, policy, expected = PUBLIC[kind]
        known = ask(client, addresses[kind])
        response = ask(client, addresses[kind], **{"If-None-Match": known["ETag"]})
        assert response.status_code == 304, kind
        kept = {"etag", "cache-control", "last-modified", *ANSWER} - {"content-length"}
        # A picture alone may be shown elsewhere, and what is kept of it is, too.
        wanted = {name: pattern for name, pattern in expected.items() if name in kept}
        found = {name.lower(): value for name, value in response.headers.items()}
        assert found.pop("content-length", "0") == "0"
        assert found.keys() - {"content-security-policy"} == wanted.keys(), kind
        head = client.head(addresses[kind])
        assert head.status_code == status
        assert b"".join(head) == b""
        assert_headers(head.headers, policy, expected, f"HEAD {kind}")


def test_what_goes_wrong_inside_is_as_guarded_as_a_page(addresses, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("印")

    monkeypatch.setattr(views.Bureau, "current", broken)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert_headers(response.headers, STRICT, ANSWER | NEVER_KEPT | HTML | {"x-request-id": "[0-9a-f]{32}"}, "500")


def test_an_unknown_host_is_refused_with_the_same_guard(client):
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    length = {"content-length"}
    expected = {name: pattern for name, pattern in (EVERYWHERE | HTML).items() if name not in length}
    assert_headers(response.headers, STRICT, expected, "400")


def test_staff_answers_are_private_and_keep_the_strict_policy_but_for_the_editor(client, addresses):
    login = client.get("/admin/login/")
    assert_headers(login.headers, STRICT, ANSWER | STAFF | HTML, "login")
    turned_away = client.get("/admin/")
    assert_headers(turned_away.headers, STRICT, ANSWER | STAFF | HTML | {"location": "/admin/login/.*"}, "turned away")
    client.force_login(make_user("approver"))
    for kind, (status, policy, expected) in STAFF_ANSWERS.items():
        response = ask(client, addresses[kind])
        assert response.status_code == status, kind
        assert_headers(response.headers, policy, expected, kind)


@pytest.mark.parametrize("model", ["releases/release", "events/event", "events/speaker", "bureau/bureau", "auth/user"])
@pytest.mark.django_db
def test_no_admin_page_allows_eval_inline_scripts_or_other_hosts(admin_client, model):
    for page in ("", "add/"):
        policy = policy_of(admin_client.get(f"/admin/{model}/{page}", follow=True)["Content-Security-Policy"])
        assert policy["script-src"] == {"'self'"}
        sources = set().union(*policy.values())
        assert sources <= {"'self'", "'none'", "'unsafe-inline'", "data:"}


def test_a_site_over_https_binds_browsers_and_cookies_to_it(site_factory):
    # The settings of a deployment, which those of the tests stand in for elsewhere.
    deployed = {"DJANGO_SETTINGS_MODULE": "bureau.settings", "SECRET_KEY": "k" * 50}
    site = site_factory(environment={**deployed, "SITE_URL": "https://www.example.jp"})
    site.python("from tests.builders import *; publish(make_release(by=make_user(), slug='shown'))")
    secure = {"X-Forwarded-Proto": "https", "Host": "www.example.jp"}
    with httpx.Client(base_url=site.url, headers=secure, trust_env=False, timeout=30) as reader:
        page = "/e-komfo/2022/shown.html"
        # The second answer is one that was prepared, and both are the page.
        for address in (page, page, "/", "/e-komfo/rss.xml", "/nowhere", "/static/site/site.css", "/admin/login/"):
            response = reader.get(address)
            assert "strict-transport-security" in response.headers, (address, response.status_code)
            bound = response.headers["strict-transport-security"]
            assert int(re.search(r"max-age=(\d+)", bound)[1]) >= 365 * 24 * 60 * 60, address
            assert "includeSubDomains" in bound
            if not address.startswith("/admin/"):
                assert "set-cookie" not in response.headers
                assert "cookie" not in response.headers.get("vary", "").lower()
            for name in EVERYWHERE:
                assert name in response.headers or name == "content-length", (address, name)
            assert policy_of(response.headers["content-security-policy"]) == STRICT
        answer = reader.post("/admin/login/", data={"username": "a", "password": "b"})
        assert answer.status_code == 403
        cookie = reader.get("/admin/login/").headers["set-cookie"]
        assert re.match(r"__Host-csrftoken=", cookie)
        assert {"Secure", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
        for address in ("/", page, "/admin/login/"):
            plain = reader.get(address, headers={"X-Forwarded-Proto": "http"})
            assert plain.status_code == 301
            assert plain.headers["location"] == f"https://www.example.jp{address}"


@pytest.mark.django_db
def test_parts_of_the_editor_that_nobody_uses_are_not_served(client):
    for pattern in UNUSED:
        folder = pattern.removesuffix("*")
        for name in ("plugin.js", "dialogs/preview.html", "preview.html", "samples/index.html"):
            assert client.get(f"/static/{folder}{name}").status_code == 404
    assert client.get("/static/ckeditor/ckeditor/samples/index.html").status_code == 404
