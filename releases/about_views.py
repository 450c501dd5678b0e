"""Pages about the site itself: how to use it, and what its bureau promises about accessibility."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from bureau.models import AccessibilityPolicy
from releases import addresses
from releases.frame import framed
from releases.identity import bureau_at, series_of
from releases.public import public


@public
def accessibility(request: HttpRequest, at: datetime, series: str) -> HttpResponse:
    """The policy and the results of tests, newest first; it says so where there are none yet."""
    policy = AccessibilityPolicy.current()
    return framed(
        "releases/accessibility.html",
        series_of(bureau_at(series)),
        addresses.accessibility(series),
        at,
        policy=policy,
        tests=list(policy.tests.all()) if policy else [],
    )


@public
def guide(request: HttpRequest, at: datetime, series: str) -> HttpResponse:
    """How to find, read, print and follow releases."""
    return framed(
        "releases/guide.html",
        series_of(bureau_at(series)),
        addresses.guide(series),
        at,
        calendar=addresses.calendar(series),
    )
