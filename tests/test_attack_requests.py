"""Requests that no honest reader or clerk sends: none leads elsewhere, spoils a page for others, changes what it may not,
or meets an error of the program's own.
"""

import re
import socket
from urllib.parse import quote, urljoin, urlsplit

import httpx
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from releases.models import RelatedLink, Release
from tests.admin_forms import AdminForm, errors_of
from tests.builders import make_bureau, make_event, make_release, make_user, publish

LINK = {"label": "資料", "url": "https://www.example.jp/a.html", "order": 0}


@pytest.fixture
def clerk(client, db):
    make_bureau()
    user = make_user("writer", username="clerk")
    client.force_login(user)
    return user


ELSEWHERE = [
    *("//evil.example/", "https://evil.example/", "https:evil.example", "http:///evil.example", "/\\evil.example"),
    *(
        "\\\\evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "https://localhost@evil.example/",
        "\t//evil.example",
    ),
    *(
        "%2F%2Fevil.example",
        "//evil.example%2f..",
        "/%0d%0aSet-Cookie:x=1",
        "data:text/html,x",
        "https://evil.example%00.jp",
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_login_leads_to_no_other_site(client, target):
    make_bureau()
    make_user("writer", username="clerk")
    form = {"username": "clerk", "password": "見本のとおり2026", "next": target}
    answer = client.post("/admin/login/", form, query_params={"next": target})
    assert answer.status_code == 302
    place = answer["Location"]
    # As a browser understands it, which takes a backslash for a slash.
    led = urlsplit(urljoin("http://testserver/admin/login/", place.replace("\\", "/")))
    assert (led.scheme, led.netloc) == ("http", "testserver")
    assert not set(place) & set("\r\n\t")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["//evil.example/", "//evil.example/admin", "/\\evil.example/", "/admin//evil.example"]
)
def test_no_address_is_led_on_to_another_site(client, path):
    make_bureau()
    answer = client.get(path)
    place = answer.headers.get("Location", "/")
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))


def addresses_of_staff(release, event) -> list[str]:
    """Every address below the admin's own, its parts filled with what there is."""
    found: list[str] = []

    def walk(patterns, before: str) -> None:
        for pattern in patterns:
            route = before + str(pattern.pattern).lstrip("^").rstrip("$")
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern) and "(?P" not in route:
                number = event.pk if "/event/" in route else release.pk
                for name in (
                    "<path:object_id>",
                    "<int:pk>",
                    "<int:release_id>",
                    "<int:number>",
                    "<int:content_type_id>",
                ):
                    route = route.replace(name, str(number))
                if "<" not in route:
                    found.append("/" + route)

    walk(get_resolver().url_patterns, "")
    return sorted({address for address in found if address.startswith("/admin/")})


@pytest.mark.django_db
def test_nothing_is_done_for_a_form_of_another_site():
    make_bureau()
    release = make_release(by=make_user())
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user("administrator", is_superuser=True))
    addresses = addresses_of_staff(release, make_event())
    assert len(addresses) > 100
    before = Release.objects.values().get(pk=release.pk)
    answers = {address: strict.post(address, {"_save": "1"}).status_code for address in addresses}
    # What does not exist for this record, or is only read, may say so before it looks at the token.
    assert set(answers.values()) <= {403, 404, 405}
    assert sum(status == 403 for status in answers.values()) > 80
    assert Release.objects.values().get(pk=release.pk) == before


@pytest.mark.django_db
def test_a_row_of_another_release_cannot_be_taken_or_changed(client, clerk):
    mine, theirs = (make_release(by=clerk, slug=f"0203x{number}") for number in range(2))
    for release in (mine, theirs):
        RelatedLink.objects.create(release=release, **LINK)
    row = theirs.links.get()
    form = AdminForm.open(client, f"/admin/releases/release/{mine.pk}/change/")
    forged = form.row("links", 0)
    forged.fields["id"] = [str(row.pk)]
    forged.fields["label"] = ["書き換え"]
    forged.fields["release"] = [str(theirs.pk)]
    answer = form.send()
    assert answer.status_code == 200
    assert errors_of(answer)
    row.refresh_from_db()
    assert (row.label, row.release_id) == ("資料", theirs.pk)
    assert mine.links.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["TOTAL_FORMS", "INITIAL_FORMS", "MAX_NUM_FORMS"])
@pytest.mark.parametrize("value", ["1000000", "-1", "x", "", "9" * 40, "１", "1e3", "0x10", "\x00"])
def test_a_forged_count_of_rows_is_no_mistake_of_the_program(client, clerk, name, value):
    release = make_release(by=clerk)
    RelatedLink.objects.create(release=release, **LINK)
    address = f"/admin/releases/release/{release.pk}/change/"
    form = AdminForm.open(client, address)
    answer = form.send("_continue", **{f"links-{name}": value})
    assert answer.status_code in (200, 302, 400)
    # At worst the clerk's own row comes twice.
    assert release.links.count() <= 2
    assert client.get(address).status_code == 200


ODD_LISTS = [
    *("p=-1", "p=0", "p=1000000000", "p=abc", "p=%EF%BC%91", "o=999", "o=-1.2.x", "o=%00", "e=1", "all=", "_popup=1"),
    *("q=%00", "q=" + "a" * 5000, "q=%ED%A0%80", "q=%22%27%3B--", "year=99999999999999999999", "year=abc", "year=-1"),
    *("category=99999999999999999999", "category=x", "state__exact=nonsense", "state__in=,,,", "kind__exact=%00"),
    *(
        "title__startswith=a",
        "lead__contains=a",
        "created_by__password__startswith=p",
        "id__in=1,x",
        "release_date__year=x",
    ),
    *("edited_at__gte=nonsense", "p=1&p=2&q=a&q=b", "&".join(f"x{number}=1" for number in range(900))),
]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ODD_LISTS)
def test_an_odd_question_of_a_list_is_answered_and_tells_nothing_that_may_not_be_asked(client, clerk, query):
    make_release(by=clerk)
    for address in ("/admin/releases/release/", "/admin/events/event/", "/admin/events/speaker/"):
        answer = client.get(f"{address}?{query}")
        assert answer.status_code in (200, 302, 400, 403, 404), address
        if "password" in query:
            # Letter by letter a password's digest could be asked for so.
            assert answer.status_code in (302, 400)


POISON = {
    "X-Forwarded-Host": "evil.example",
    "X-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Original-URL": "/admin/?evil.example",
    "X-Rewrite-URL": "/admin/?evil.example",
    "X-Forwarded-Prefix": "/evil.example",
    "X-Forwarded-Proto": "evil.example",
    "X-HTTP-Method-Override": "POST",
    "Forwarded": "host=evil.example",
    "Accept-Language": "evil.example",
    "User-Agent": "evil.example",
    "Referer": "https://evil.example/",
    "Origin": "https://evil.example",
    "Cookie": "evil=evil.example",
    "Accept": "evil/example",
    "Range": "bytes=0-3",
}
PAGES = (
    "/",
    "/e-komfo/",
    "/e-komfo/2022/shown.html",
    "/e-komfo/rss.xml",
    "/search/?q=見本",
    "/api/releases/",
    "/nowhere",
)
TRAVERSALS = [
    *("/static/../../bureau/settings.py", "/static/%2e%2e/%2e%2e/bureau/settings.py", "/static/..%2f..%2fmanage.py"),
    *("/e-komfo/photos/../../../etc/passwd", "/e-komfo/photos/%2e%2e/480.jpg", "/e-komfo/photos/..%5c..%5cmanage.py"),
    *("/static//etc/passwd", "/static/%00", "/%2e%2e/%2e%2e/etc/passwd", "/..;/admin/", "/static/site/site.css%00.jpg"),
    *(
        "/e-komfo/files/../../../../etc/passwd",
        "/search/../manage.py",
        "/search/%2e%2e%2fmanage.json",
        "/e-komfo//2022/",
    ),
]


@pytest.fixture(scope="module")
def shown(site_factory):
    site = site_factory(workers=1)
    site.python("from tests.builders import *; publish(make_release(by=make_user(), slug='shown'))")
    return site


def test_nobody_can_spoil_a_page_for_the_next_reader(shown):
    with httpx.Client(base_url=shown.url, trust_env=False, timeout=30) as reader:
        for page in PAGES:
            # The poisoned request is the first one: what is kept is made for it.
            poisoned = reader.get(page, headers=POISON)
            clean = reader.get(page)
            assert poisoned.status_code == clean.status_code, page
            assert "evil" not in poisoned.text + str(poisoned.headers), page
            assert "evil" not in clean.text + str(clean.headers), page
            assert poisoned.content == clean.content, page
            for parameter in ("utm_source=evil", "callback=evil", "_method=DELETE", "q[]=evil", ";q=evil"):
                spoilt = reader.get(page + ("&" if "?" in page else "?") + parameter)
                assert "evil" not in spoilt.text, (page, parameter)
            assert reader.get(page).content == clean.content, page


def test_questions_that_look_alike_are_answered_each_in_its_own_words(shown):
    """What is kept for one question is handed out for no other that a server could take for it."""
    # Of a name that comes twice the last counts. Bytes that nobody quoted are UTF-8, and not the letters of one byte each.
    asked = {
        "q=甲&q=乙": "乙",
        "q=乙&q=甲": "甲",
        "q=甲": "甲",
        "q=é": "é",
        f"q={quote('Ã©')}": "Ã©",
    }
    for query, words in [*asked.items(), *asked.items()]:
        sent = query.encode().decode("latin-1")
        request = f"GET /search/?{sent} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        told = raw(shown.port, request).decode()
        found = re.search(r'name="q" value="([^"]*)"', told)
        assert found, (query, told[:200])
        assert found[1] == words, query


def test_readers_only_read(shown):
    with httpx.Client(base_url=shown.url, trust_env=False, timeout=30) as reader:
        for page in PAGES[:-1]:
            for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "QUERY"):
                answer = reader.request(method, page)
                assert answer.status_code in (400, 405), (method, page)
                assert "set-cookie" not in answer.headers


def test_no_way_leads_out_of_the_public_folders(shown):
    for path in TRAVERSALS:
        answer = raw(shown.port, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{shown.port}\r\nConnection: close\r\n\r\n")
        status = int(answer[9:12])
        assert status in (301, 302, 400, 404), (path, status)
        assert b"SECRET_KEY" not in answer
        assert b"root:" not in answer
        assert b"execute_from_command_line" not in answer


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "a b", "evil.example:80:80", "[::1", "x" * 5000]
)
def test_a_host_of_somebody_elses_is_refused(shown, host):
    answer = raw(shown.port, f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert int(answer[9:12]) in (400, 431), answer[:100]
    body = answer.partition(b"\r\n\r\n")[2]
    assert b"evil" not in body
    # And nothing of it is kept for others.
    assert httpx.get(shown.url + "/", trust_env=False).status_code == 200


def raw(port: int, request: str) -> bytes:
    """The answer to a request that is sent as it stands."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request.encode("latin-1"))
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


@pytest.mark.django_db
def test_the_public_meets_no_draft_by_guessing_staffs_addresses(client):
    make_bureau()
    make_release(by=make_user(), title="秘密の下書き", slug="secret")
    public = make_release(by=make_user(), slug="0204si")
    publish(public)
    for address in addresses_of_staff(public, make_event()):
        answer = client.get(address)
        assert answer.status_code in (301, 302, 403, 404, 405) or address == "/admin/login/", address
        assert "秘密の下書き" not in answer.content.decode(errors="replace")
