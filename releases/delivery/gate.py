"""The outermost layer: a public page that is prepared is handed out before Django hears of the request."""

import time
from collections.abc import Callable, Iterable
from threading import Event, Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import Error
from django.http.request import split_domain_port, validate_host
from django.utils.http import parse_http_date_safe

from releases.delivery.answer import Application, ask
from releases.delivery.store import Encoded, Page, Store
from releases.delivery.watch import Known, Watch

Environment = dict[str, Any]
StartResponse = Callable[..., Any]

PAGES_BYTES = 64 * 1024 * 1024
ASKED_BYTES = 8 * 1024 * 1024
LARGEST_BYTES = 4 * 1024 * 1024
"""A file of a whole year is made anew for who asks: kept, it would push many pages out."""
RENDERED_WITHIN = 15
"""Seconds that others wait for the one who renders a page."""

# Where staff work, and files that are not made by a view.
_PASSED_ON = (settings.ADMIN_ADDRESS, settings.STATIC_URL, "/-/")
_REMEMBERED = 1000


class Gate:
    """Wraps Django's WSGI application; what it does not know it passes on untouched."""

    def __init__(self, application: Application):
        self.application = application
        self.watch = Watch()
        self.pages = Store(PAGES_BYTES)
        # What is asked for with words of the reader's own must not push the pages out.
        self.asked = Store(ASKED_BYTES)
        self._reads: dict[str, tuple[str, ...]] = {}
        self._rendering: dict[str, Event] = {}
        self._lock = Lock()
        self._codings: dict[str, str] = {}
        self._hosts: dict[str, bool] = {}
        # What a deployment says is read once: Django looks each setting up anew, a tenth of the time of an answer.
        self._secure = settings.SECURE_PROXY_SSL_HEADER if settings.SECURE_SSL_REDIRECT else None

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or path.startswith(_PASSED_ON)
            or not self._is_expected(environ)
        ):
            return self.application(environ, start_response)
        try:
            known = self.watch.current()
        except Error:
            # Nothing is known yet, so nothing is prepared either: Django tells the reader.
            return self.application(environ, start_response)
        key = self._key(path, environ.get("QUERY_STRING", ""))
        if key is not None:
            store = self.asked if "?" in key else self.pages
            page = store.get(key)
            if page is not None and self._is_good(page, known):
                return self._hand_out(page, known, environ, start_response)
        if known.is_down:
            return self.application(environ, start_response)
        return self._prepare(path, known, environ, start_response)

    def _is_expected(self, environ: Environment) -> bool:
        """Whether the request came for this site by the way that it is served: else Django refuses or redirects."""
        if self._secure:
            name, value = self._secure
            if environ.get(name) != value:
                return False
        host = environ.get("HTTP_HOST", "")
        if host not in self._hosts:
            if len(self._hosts) > _REMEMBERED:
                self._hosts.clear()
            domain, _ = split_domain_port(host)
            self._hosts[host] = bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
        return self._hosts[host]

    def _key(self, path: str, query: str) -> str | None:
        """The page's key: its path, with those parameters that it reads; None while that is not known."""
        if not query:
            return path
        reads = self._reads.get(path)
        if reads is None:
            return None
        return _key_with(path, reads, query)

    def _is_good(self, page: Page, known: Known) -> bool:
        if known.is_down:
            return not page.has_ended(time.time())
        return page.mark == known.version.mark

    def _prepare(self, path: str, known: Known, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        """Render the page, once for everybody who asks meanwhile."""
        asked = f"{path}?{environ.get('QUERY_STRING', '')}"
        with self._lock:
            done = self._rendering.get(asked)
            is_first = done is None
            if is_first:
                done = self._rendering[asked] = Event()
        if not is_first:
            done.wait(RENDERED_WITHIN)
            key = self._key(path, environ.get("QUERY_STRING", ""))
            page = key is not None and (self.asked if "?" in key else self.pages).get(key)
            if page and page.mark == known.version.mark:
                return self._hand_out(page, known, environ, start_response)
            return self.application(environ, start_response)
        try:
            answer = ask(self.application, environ, known.version.moments)
            page = answer.page(known.version.mark)
            if page is None:
                start_response(answer.status, answer.headers, answer.error)
                return answer.body
            reads = answer.reads
            if reads or path in self._reads:
                self._remember(path, reads)
            key = _key_with(path, reads, environ.get("QUERY_STRING", ""))
            if key == path and environ.get("QUERY_STRING"):
                self._remember(path, reads)
            if len(page.body) <= LARGEST_BYTES:
                (self.asked if "?" in key else self.pages).put(key, page)
        finally:
            with self._lock:
                del self._rendering[asked]
            done.set()
        return self._hand_out(page, known, environ, start_response)

    def _remember(self, path: str, reads: tuple[str, ...]) -> None:
        if len(self._reads) > _REMEMBERED:
            self._reads.clear()
        self._reads[path] = reads

    def _hand_out(
        self, page: Page, known: Known, environ: Environment, start_response: StartResponse
    ) -> Iterable[bytes]:
        encoded = page.encode(self._coding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        fresh = ("Cache-Control", self.watch.cache_control(known))
        if _is_unchanged(page, encoded, environ):
            start_response("304 Not Modified", [*encoded.unchanged, fresh])
            return ()
        start_response("200 OK", [*encoded.headers, fresh])
        return () if environ["REQUEST_METHOD"] == "HEAD" else (encoded.body,)

    def _coding(self, accepted: str) -> str:
        coding = self._codings.get(accepted)
        if coding is None:
            if len(self._codings) > _REMEMBERED:
                self._codings.clear()
            coding = self._codings[accepted] = preferred_coding(accepted)
        return coding


def preferred_coding(accepted: str) -> str:
    """br, gzip or "" (as it is) for an Accept-Encoding header."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, rest = part.partition(";")
        try:
            weights[name.strip()] = float(rest.strip().removeprefix("q=")) if rest.strip() else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    anything = weights.get("*", 0.0)
    offered = {coding: weights.get(coding, anything) for coding in ("br", "gzip")}
    best = max(offered, key=offered.get)
    return best if offered[best] > 0 else ""


def _key_with(path: str, reads: tuple[str, ...], query: str) -> str:
    # As Django reads it: of a name that comes twice the last counts, and bytes that nobody quoted are UTF-8.
    text = query.encode("latin-1").decode("utf-8", "replace")
    asked = [(name, value) for name, value in parse_qsl(text, keep_blank_values=True) if name in reads]
    kept = sorted(asked, key=lambda pair: pair[0])
    return f"{path}?{urlencode(kept)}" if kept else path


def _is_unchanged(page: Page, encoded: Encoded, environ: Environment) -> bool:
    """RFC 9110, 13.2.2: where both conditions are sent, the tag alone decides."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return any(tag.strip().removeprefix("W/") in (encoded.etag, "*") for tag in tags.split(","))
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is None or page.last_modified is None:
        return False
    moment = parse_http_date_safe(since)
    return moment is not None and page.last_modified <= moment
