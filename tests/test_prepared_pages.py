"""Public pages as bytes: rendered once, handed out without a query, right at the minute and when the database is gone."""

import gzip
import io
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from wsgiref.util import setup_testing_defaults

import brotli
import httpx
import pytest
import time_machine
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from bureau.models import Bureau
from releases import lifecycle
from releases.delivery import watch as watches
from releases.delivery.gate import Gate, preferred_coding
from releases.delivery.store import Page, Store
from releases.models.edition import PublicMoments
from tests.builders import make_bureau, make_release, make_user, publish

PAGE = "/e-komfo/2022/0203.html"


class Reader:
    """Asks a gate as a server would."""

    def __init__(self, gate: Gate):
        self.gate = gate

    def get(self, path: str, method: str = "GET", **headers: str):
        path, _, query = path.partition("?")
        environ = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method, "wsgi.input": io.BytesIO()}
        setup_testing_defaults(environ)
        environ["HTTP_HOST"] = "localhost"
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        said = {}

        def start_response(status, sent, error=None):
            said.update(status=int(status[:3]), headers={name.lower(): value for name, value in sent})

        body = self.gate(environ, start_response)
        content = b"".join(body)
        return httpx.Response(said["status"], headers=said["headers"], extensions={"raw": content})


def raw(response: httpx.Response) -> bytes:
    return response.extensions["raw"]


@pytest.fixture
def release(db):
    make_bureau()
    release = make_release(by=make_user(), slug="0203", title="準備されるページ")
    publish(release)
    return release


@pytest.fixture
def _kept_connection(monkeypatch):
    """A server opens and closes its connections; here the one in the test's transaction has to live on."""
    monkeypatch.setattr(watches, "close_old_connections", lambda: None)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def reader(release, _kept_connection):
    return Reader(Gate(get_wsgi_application()))


def test_a_page_is_rendered_once_and_then_costs_no_query(reader, django_assert_num_queries, monkeypatch):
    # On a busy machine the first page alone may take as long as the version is taken to be known.
    monkeypatch.setattr(watches, "ASKED_EVERY", 600)
    first = reader.get(PAGE)
    with django_assert_num_queries(0):
        second = reader.get(PAGE)
    assert "準備されるページ" in raw(first).decode()
    assert raw(second) == raw(first)


def test_the_prepared_page_is_the_page_that_django_serves(reader, client):
    prepared = reader.get(PAGE)
    served = client.get(PAGE)
    assert raw(prepared) == served.content
    for name in ("content-type", "content-security-policy", "etag", "cache-control", "x-content-type-options"):
        assert prepared.headers[name] == served.headers[name], name
    assert "x-prepared-reads" not in prepared.headers
    assert "x-prepared-reads" not in served.headers


@pytest.mark.parametrize(("coding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_page_is_kept_compressed_with_a_validator_for_each_encoding(reader, coding, decode):
    plain = reader.get(PAGE)
    packed = reader.get(PAGE, accept_encoding=coding)
    assert packed.headers["content-encoding"] == coding
    assert decode(raw(packed)) == raw(plain)
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert int(packed.headers["content-length"]) == len(raw(packed)) < len(raw(plain)) / 2
    assert reader.get(PAGE, accept_encoding=coding, if_none_match=packed.headers["etag"]).status_code == 304
    assert reader.get(PAGE, accept_encoding=coding, if_none_match=plain.headers["etag"]).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("identity", ""),
        ("gzip;q=x", ""),
    ],
)
def test_the_encoding_follows_what_the_reader_accepts(accepted, coding):
    assert preferred_coding(accepted) == coding


def test_a_reader_who_has_the_page_gets_no_bytes(reader):
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        page = reader.get(PAGE)
        tag, modified = page.headers["etag"], page.headers["last-modified"]
        unchanged = reader.get(PAGE, if_none_match=f'"other", W/{tag}')
        assert (unchanged.status_code, raw(unchanged)) == (304, b"")
        assert unchanged.headers["etag"] == tag
        assert "max-age" in unchanged.headers["cache-control"]
        assert reader.get(PAGE, if_modified_since=modified).status_code == 304
        assert reader.get(PAGE, if_none_match='"other"', if_modified_since=modified).status_code == 200
        assert reader.get(PAGE, if_modified_since="gestern").status_code == 200


def test_head_says_the_same_without_the_bytes(reader):
    page, head = reader.get(PAGE), reader.get(PAGE, method="HEAD")
    assert raw(head) == b""
    assert head.headers == page.headers


def test_words_behind_a_question_mark_make_no_new_page(reader):
    reader.get(PAGE)
    for number in range(20):
        assert reader.get(f"{PAGE}?utm={number}").status_code == 200
    assert len(reader.gate.pages._pages) == 1
    assert len(reader.gate.asked._pages) == 0


def test_what_is_no_public_page_passes_untouched(reader):
    assert reader.get("/admin/").status_code == 302
    assert reader.get("/e-komfo/1999/0101.html").status_code == 404
    assert reader.get(PAGE, method="POST").status_code == 405
    assert reader.get(PAGE, host="elsewhere.example").status_code == 400
    assert len(reader.gate.pages._pages) == 0


def test_a_prepared_page_is_not_shown_under_another_host(reader):
    assert reader.get(PAGE).status_code == 200
    assert reader.get(PAGE, host="elsewhere.example").status_code == 400


def test_over_plain_http_a_site_of_https_leads_on_and_hands_out_nothing(reader, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    reader = Reader(Gate(get_wsgi_application()))
    assert reader.get(PAGE, x_forwarded_proto="https").status_code == 200
    assert reader.get(PAGE, x_forwarded_proto="http").status_code == 301
    assert reader.get(PAGE).status_code == 301


def test_a_correction_shows_within_a_second_in_a_worker_that_nobody_told(reader, release, monkeypatch):
    assert "訂正された表題" not in raw(reader.get(PAGE)).decode()
    release.title = "訂正された表題"
    release.save()
    lifecycle.note_edit(release, make_user())
    publish(release, change=lifecycle.Change("erratum", "表題を訂正しました。"))
    monkeypatch.setattr(reader.gate.watch, "_asked", 0.0)
    assert "訂正された表題" in raw(reader.get(PAGE)).decode()


def test_a_change_of_the_bureaus_record_makes_the_pages_anew(reader, monkeypatch):
    reader.get("/")
    Bureau.objects.update(series_description="新しい説明です。")
    monkeypatch.setattr(reader.gate.watch, "_asked", 0.0)
    assert "新しい説明です。" in raw(reader.get("/")).decode()


def test_at_its_minute_a_page_appears_and_no_earlier_answer_outlives_it(reader):
    minute = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    waiting = make_release(by=make_user(), slug="waiting", title="解禁の発表")
    publish(waiting, live_from=minute)
    address = f"/e-komfo/{waiting.year}/waiting.html"
    with time_machine.travel(minute - timedelta(seconds=20), tick=False) as clock:
        reader.gate.watch._asked = 0.0
        index = reader.get("/e-komfo/")
        assert "解禁の発表" not in raw(index).decode()
        assert index.headers["cache-control"] == "public, max-age=20, stale-while-revalidate=0, stale-if-error=0"
        assert reader.get(address).status_code == 404
        clock.move_to(minute - timedelta(milliseconds=1))
        assert reader.get("/e-komfo/").headers["cache-control"].startswith("public, max-age=0,")
        clock.move_to(minute)
        assert "解禁の発表" in raw(reader.get("/e-komfo/")).decode()
        assert reader.get(address).status_code == 200


def gone(*args):
    raise OperationalError("the database is gone")


def test_with_the_database_gone_what_is_prepared_goes_on_and_nothing_else(reader, monkeypatch, caplog):
    assert reader.get(PAGE).status_code == 200
    monkeypatch.setattr(watches, "read_version", gone)
    monkeypatch.setattr(reader.gate.watch, "_asked", 0.0)
    assert reader.get(PAGE).status_code == 200
    assert "データベースにつながりません" in caplog.text
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert reader.gate.pages.get(PAGE).has_ended(datetime.now(UTC).timestamp())


def test_with_the_database_gone_a_page_whose_withdrawal_was_set_goes_at_its_minute(reader, release, monkeypatch):
    minute = timezone.now() + timedelta(minutes=10)
    lifecycle.withdraw(release, make_user("approver"), "誤りのため。", at=minute)
    assert reader.get(PAGE).status_code == 200
    monkeypatch.setattr(watches, "read_version", gone)
    with time_machine.travel(minute - timedelta(seconds=1)):
        reader.gate.watch._asked = 0.0
        assert reader.get(PAGE).status_code == 200
    with time_machine.travel(minute + timedelta(milliseconds=1)):
        assert reader.get(PAGE).status_code == 410


def test_many_who_ask_for_a_cold_page_have_it_rendered_once():
    rendered = []
    together = Barrier(8)

    def slow(environ, start_response):
        rendered.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Type", "text/html"), ("ETag", '"x"'), ("X-Prepared-Reads", "")])
        return io.BytesIO(b"page" * 1000)

    gate = Gate(slow)
    gate.watch._known = watches.Known(watches.SiteVersion("mark", PublicMoments(None, None)))
    gate.watch._asked = float("inf")
    answers = []

    def ask():
        together.wait()
        answers.append(raw(Reader(gate).get("/page.html")))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rendered == ["/page.html"]
    assert answers == [b"page" * 1000] * 8


def test_the_room_for_pages_is_bounded_and_the_longest_unasked_goes():
    store = Store(limit=100_000)
    for number in range(50):
        page = Page(mark="m", body=b"x" * 10_000, headers=[], etag='"e"', last_modified=None, ends_at=None)
        store.put(f"/{number}", page)
        store.get("/0")
    assert store.get("/0") is not None
    assert store.get("/49") is not None
    assert store.get("/1") is None
    assert len(store._pages) <= 5
