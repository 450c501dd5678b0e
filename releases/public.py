"""What every public view shares: one moment a request, no cookies, validators, and caching that is never early."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from math import floor

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
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


def public(view: View) -> View:
    """Call ``view(request, at, …)`` for GET and HEAD, and answer conditional requests about what it returns."""

    @require_safe
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
        last = None
        if moments.last:
            response["Last-Modified"] = http_date(moments.last.timestamp())
            last = int(moments.last.timestamp())
        return get_conditional_response(request, etag, last, response)

    return answer
