"""Slows down whoever guesses at one name from many addresses, and lets its owner in meanwhile.

A limit by name alone would let anybody lock a clerk out. So strangers share one tally for a name, which closes it to
strangers for a while that grows, and each browser and address from which the owner has signed in has a tally of its own
(after OWASP's device cookies). A try is counted before the password is looked at: tries at one moment do not slip through.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from bureau.accounts.address import address_of
from bureau.models import AuditRecord, GuessTally

FREE = 10
LONGEST = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
KNOWN_FOR = timedelta(days=90)
COOKIE = "known_browser"
# The bits that a household or an office has in common.
_IPV6_NETWORK = 64
# A moment further ahead than clocks differ was written by one that was wrong.
_CLOCKS_DIFFER = timedelta(minutes=1)


def waiting_time(failures: int) -> timedelta:
    """How long a name stays closed to strangers after so many wrong passwords: 1, 2, 4, 8 minutes, then 15."""
    if failures < FREE:
        return timedelta()
    return min(LONGEST, timedelta(minutes=2 ** min(failures - FREE, 10)))


@dataclass(frozen=True)
class Guess:
    """A try to sign in as ``name``; what it is counted under."""

    name: str
    address: str
    browser: str

    @classmethod
    def of(cls, request: HttpRequest, name: str) -> "Guess":
        return cls(name, _network(address_of(request)), request.COOKIES.get(COOKIE, ""))

    @property
    def _own_keys(self) -> list[str]:
        """What stands for its owner's browser and address, as far as they are told."""
        places = {"browser": self.browser, "address": self.address}
        return [_digest(kind, self.name, value) for kind, value in places.items() if value]

    @transaction.atomic
    def closed_until(self) -> datetime | None:
        """Count the try; or, where it comes from a stranger while the name is closed, tell until when."""
        now = timezone.now()
        known = GuessTally.objects.filter(key__in=self._own_keys, at__gt=now - KNOWN_FOR, failures__lt=FREE)
        if known.update(failures=F("failures") + 1):
            return None
        key = _digest("name", self.name)
        GuessTally.objects.get_or_create(key=key, defaults={"at": now})
        tally = GuessTally.objects.select_for_update().get(key=key)
        if now - tally.at > FORGOTTEN_AFTER:
            tally.failures = 0
        until = tally.at + waiting_time(tally.failures)
        if now < until and tally.at <= now + _CLOCKS_DIFFER:
            return until
        tally.failures += 1
        tally.at = now
        tally.save()
        return None

    def was_right(self) -> None:
        """The password was right: forget this try, and know its browser and address from now on."""
        now = timezone.now()
        if not GuessTally.objects.filter(key__in=self._own_keys, failures__lt=FREE).exists():
            forget(self.name)
        for key in self._own_keys:
            GuessTally.objects.update_or_create(key=key, defaults={"failures": 0, "at": now})
        GuessTally.objects.filter(at__lt=now - KNOWN_FOR).delete()


def forget(name: str) -> None:
    """Open ``name`` to strangers again: its password was typed rightly, or is another one now."""
    GuessTally.objects.filter(key=_digest("name", name)).delete()


def _network(address: str | None) -> str:
    if address is None:
        return ""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(int(parsed) >> (128 - _IPV6_NETWORK))
    return address


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class Door:
    """Stands before the passwords: knows nobody, and turns strangers away from a name that is guessed at."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if request is None or username is None or password is None:
            return
        if until := Guess.of(request, username).closed_until():
            request.closed_until = until
            # What the middleware of axes answers by the page of bureau/accounts/lockout.py.
            request.axes_locked_out = True
            AuditRecord.write(
                AuditRecord.Kind.LOCKED, name=username, detail="初めての接続元から", address=address_of(request)
            )
            raise PermissionDenied


class KnownBrowser:
    """Gives the browser of a login its mark, for the addresses of staff alone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request) -> HttpResponse:
        response = self.get_response(request)
        if mark := getattr(request, "known_browser", ""):
            response.set_cookie(
                COOKIE,
                mark,
                max_age=KNOWN_FOR,
                path=settings.ADMIN_ADDRESS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def welcome(request: HttpRequest, name: str) -> None:
    """Note a login by password, and have its browser marked."""
    request.known_browser = request.COOKIES.get(COOKIE) or secrets.token_urlsafe(24)
    guess = Guess.of(request, name)
    Guess(guess.name, guess.address, request.known_browser).was_right()
