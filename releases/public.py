"""What every public view shares: one moment a request, no cookies, validators, and caching that is never early."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from math import floor

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.common import no_append_slash
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from releases.models import Edition
from releases.models.edition import PublicMoments

KEPT_AT_MOST = 60

View = Callable[..., HttpResponse]


def seconds_fresh(moments: PublicMoments, at: datetime) -> int:
    """How long a cache may keep an answer made at ``at``: a minute, and never over the next public change."""
    if moments.next is None:
        return KEPT_AT_MOST
    return max(0, min(KEPT_AT_MOST, floor((moments.next - at).total_seconds())))


def for_readers(view: View) -> View:
    """Answer GET and HEAD, the same for everybody; any other method gets 405.

    An address without its slash leads on only where something public stands (``moved``), not by its shape alone.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        forget_reader(request)
        return view(request, *args, **kwargs)

    # Nothing is changed by these methods; without the exemption a POST would meet 403 and a cookie instead of 405.
    return csrf_exempt(no_append_slash(require_safe(answer)))


def forget_reader(request: HttpRequest) -> None:
    """Drop the cookies of ``request``, so that no middleware answers a broken one with a Set-Cookie."""
    request.COOKIES.clear()
    # A malformed token was already met on the way in.
    request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)


def public(view: View) -> View:
    """Call ``view(request, at, …)`` for readers, and answer conditional requests about what it returns."""

    @for_readers
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        at = timezone.now()
        moments = Edition.objects.moments(at)
        response = view(request, at, *args, **kwargs)
        if response.status_code != 200:
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
        response["ETag"] = etag
        response["Cache-Control"] = f"public, max-age={seconds_fresh(moments, at)}"
        last = _last_modified(moments, at)
        if last:
            response["Last-Modified"] = http_date(last)
        return get_conditional_response(request, etag, last, response)

    return answer


def _last_modified(moments: PublicMoments, at: datetime) -> int | None:
    """The last change in whole seconds (Unix time); None while another change could still bear the same second."""
    last = moments.last and int(moments.last.timestamp())
    return last if last and last < int(at.timestamp()) else None


def moved(address: str) -> HttpResponse:
    """Lead to the one address of what was asked for, for good."""
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": f"public, max-age={KEPT_AT_MOST}"})
