"""What the application answers at an address, as the files that stand for it."""

import io
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.utils.http import parse_http_date_safe

from releases.delivery.answer import ask
from releases.delivery.store import Page
from releases.models.edition import PublicMoments
from releases.portions import kept_by
from releases.static_site.portions import Portions

CODINGS = {"br": ".br", "gzip": ".gz"}
# Each begins with its letters alone: those are looked for much faster than a choice of words.
_NAMED = (re.compile(r"""href=["']([^"'#]+)"""), re.compile(r"""src=["']([^"'#]+)"""))
_NAMED_SEVERAL = re.compile(r"""srcset=["']([^"']+)""")
_IN_STYLES = re.compile(r"""url\(\s*["']?(?!data:)([^"')\s]+)|@import\s+["']([^"']+)""")

_IN_SITEMAPS = re.compile(r"<loc>([^<]+)</loc>")


@dataclass(frozen=True)
class Found:
    """An answer: its status, the bytes by encoding ("" is plain), its type, and the addresses that it names."""

    status: int
    bodies: dict[str, bytes]
    content_type: str
    names: frozenset[str]


class Application:
    """Asks Django as a reader of the public site would, without a server between; what it makes of texts is kept."""

    def __init__(self, moments: PublicMoments, portions: Portions):
        self._django = WSGIHandler()
        self._portions = portions
        self._moments = moments
        site = urlsplit(settings.SITE_URL)
        self._environ = {
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": "",
            "SERVER_NAME": site.hostname,
            "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": site.netloc,
            "HTTP_X_FORWARDED_PROTO": site.scheme,
            "wsgi.url_scheme": site.scheme,
            "wsgi.errors": sys.stderr,
            "wsgi.input": io.BytesIO(),
        }

    def get(self, path: str) -> Found:
        """The answer at ``path``."""
        # As servers hand it over: the bytes of the address, one character each.
        raw = unquote(path).encode().decode("latin-1")
        environ = {**self._environ, "PATH_INFO": raw, "wsgi.input": io.BytesIO()}
        with kept_by(self._portions):
            answer = ask(self._django, environ, self._moments)
        content_type = answer.header("Content-Type") or ""
        modified = answer.header("Last-Modified")
        page = answer.page("") or Page(
            mark="",
            body=answer.content(),
            headers=[("Content-Type", content_type)],
            etag='""',
            last_modified=parse_http_date_safe(modified) if modified else None,
            ends_at=None,
        )
        bodies = {"": page.body}
        for coding in CODINGS:
            packed = page.encode(coding).body
            if packed is not page.body:
                bodies[coding] = packed
        return Found(answer.code, bodies, content_type, _names(page.body, content_type, path))


def _names(body: bytes, content_type: str, path: str) -> frozenset[str]:
    """Addresses on this site that a page or a style sheet names, without query."""
    if content_type.startswith("text/html"):
        text = body.decode()
        named = [address for form in _NAMED for address in form.findall(text)]
        for several in set(_NAMED_SEVERAL.findall(text)):
            named += [part.split()[0] for part in several.split(",") if part.strip()]
    elif content_type.startswith("text/css"):
        named = [whole or part for whole, part in _IN_STYLES.findall(body.decode())]
    elif content_type.startswith("application/xml"):
        named = _IN_SITEMAPS.findall(body.decode())
    else:
        return frozenset()
    # Most addresses stand on every page, and begin at the root: they are the same wherever they are named.
    found = {_on_site("/" if address.startswith("/") else path, address) for address in set(named)}
    return frozenset(found - {None})


@lru_cache(maxsize=10_000)
def _on_site(base: str, address: str) -> str | None:
    """The path that ``address``, as it is written in HTML on the page ``base``, names on this site; None for any other."""
    try:
        whole = urlsplit(urljoin(settings.SITE_URL + base, unescape(address)))
    except ValueError:
        return None
    return whole.path if f"{whole.scheme}://{whole.netloc}" == settings.SITE_URL and not whole.query else None
