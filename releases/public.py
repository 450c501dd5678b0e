"""What every public view shares: one moment a request, no cookies, validators, and caching that is never early."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps
from math import floor

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.common import no_append_slash
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from releases.clock import not_behind
from releases.models import Edition
from releases.models.edition import PublicMoments

KEPT_AT_MOST = 60
# A shared cache may hand out what it has while it asks anew, and while nobody answers.
WHILE_ASKING = 30
WHILE_DOWN = 24 * 60 * 60

# Between the prepared pages (releases/delivery) and a view: the environment says that the whole answer is wanted, and
# the moments that are known; the answer says which parameters it read and until when it may be kept.
PREPARING = "releases.preparing"
READS = "X-Prepared-Reads"
ENDS = "X-Prepared-Ends"

View = Callable[..., HttpResponse]


def seconds_fresh(changes_at: datetime | None, at: datetime) -> int:
    """How long a cache may keep an answer made at ``at``: a minute, and never over the next public change."""
    if changes_at is None:
        return KEPT_AT_MOST
    return max(0, min(KEPT_AT_MOST, floor((changes_at - at).total_seconds())))


def cache_control(changes_at: datetime | None, at: datetime) -> str:
    """What a shared cache is told of a page: nothing it may do reaches past ``changes_at``."""
    fresh = seconds_fresh(changes_at, at)
    left = WHILE_DOWN if changes_at is None else max(0, floor((changes_at - at).total_seconds()) - fresh)
    return (
        f"public, max-age={fresh}, stale-while-revalidate={min(WHILE_ASKING, left)}, "
        f"stale-if-error={min(WHILE_DOWN, left)}"
    )


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


def public(view: View | None = None, *, reads: tuple[str, ...] = ()) -> View:
    """Call ``view(request, at, …)`` for readers, and answer conditional requests about what it returns.

    ``reads`` are the parameters of the query that the answer depends on; the view sees no others, so that a page has
    one form at one address. A view whose answer ends before the site's next change says so by ``response.ends_at``.
    """
    if view is None:
        return partial(public, reads=reads)

    @for_readers
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        at = moment_of(request)
        preparing: PublicMoments | None = request.META.get(PREPARING)
        moments = preparing or Edition.objects.moments(at)
        request.GET = _only(reads, request.GET)
        response = view(request, at, *args, **kwargs)
        if response.status_code != 200:
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
        response["ETag"] = etag
        response["Cache-Control"] = cache_control(moments.next, at)
        # By the clock itself, as the answer's Date is: no page was changed after it was sent.
        last = _last_modified(moments, timezone.now())
        if turned := getattr(response, "turned_at", None):
            last = max(last or 0, int(turned.timestamp())) if last or moments.last is None else None
        if last:
            response["Last-Modified"] = http_date(last)
        if preparing:
            response[READS] = ",".join(reads)
            if ends_at := getattr(response, "ends_at", None):
                response[ENDS] = str(ends_at.timestamp())
            return response
        return get_conditional_response(request, etag, last, response)

    return answer


def moment_of(request: HttpRequest) -> datetime:
    """The moment at which ``request`` is answered: now, and never before the site's version that it is answered for."""
    preparing: PublicMoments | None = request.META.get(PREPARING)
    return not_behind(timezone.now(), preparing and preparing.at)


def turning_at_midnight(response: HttpResponse, at: datetime) -> HttpResponse:
    """Tell of an answer that says something else from day to day (what is to come), so that its validators say so."""
    response.turned_at = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return response


def _only(names: tuple[str, ...], given: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name in names:
        if name in given:
            kept.setlist(name, given.getlist(name))
    return kept


def _last_modified(moments: PublicMoments, at: datetime) -> int | None:
    """The last change in whole seconds (Unix time); None while another change could still bear the same second."""
    last = moments.last and int(moments.last.timestamp())
    return last if last and last < int(at.timestamp()) else None


def moved(address: str) -> HttpResponse:
    """Lead to the one address of what was asked for, for good."""
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": f"public, max-age={KEPT_AT_MOST}"})
