"""The second factor: a code of six digits from an authenticator (TOTP, RFC 6238) or a passkey, and recovery codes."""

import secrets
from base64 import b32encode
from datetime import timedelta

import segno
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from bureau.accounts.passkeys import has_passkey
from bureau.accounts.sessions import FACTOR_NEEDED
from bureau.models import Passkey

RECOVERY_CODES = 10
# No characters that look like others, for they are copied by hand.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_APPROVES = "releases.approve_release"
# One second, doubled with each further code: 2,048 seconds.
_MOST_DOUBLED = 12
_CLOCKS_DIFFER = timedelta(minutes=1)


def has_factor(user: User) -> bool:
    return has_authenticator(user) or has_passkey(user)


def has_authenticator(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def is_required_of(user: User) -> bool:
    """Whether the site asks for a second factor of those who may publish, and this is one of them."""
    return settings.REQUIRE_SECOND_FACTOR and user.has_perm(_APPROVES)


def begin(user: User) -> TOTPDevice:
    """The authenticator that waits for its first code."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "認証アプリ"})
    return device


def secret_of(device: TOTPDevice) -> str:
    """The key as an authenticator takes it by hand: base32 in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def picture_of(device: TOTPDevice) -> tuple[int, str]:
    """The QR code as (size in modules, the path of its dark ones), for an SVG."""
    rows = list(segno.make(device.config_url, error="m").matrix_iter(border=4))
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return len(rows), "".join(dark)


def shorten_waiting(user: User) -> None:
    """Bound the time that wrong codes cost: half an hour at most.

    It doubles with each code without an end: whoever knows the password alone could close the account for years, and
    so could a clock that ran ahead for a while.
    """
    now = timezone.now()
    for model in (TOTPDevice, StaticDevice, Passkey):
        devices = model.objects.filter(user=user)
        devices.filter(throttling_failure_count__gt=_MOST_DOUBLED).update(throttling_failure_count=_MOST_DOUBLED)
        devices.filter(throttling_failure_timestamp__gt=now + _CLOCKS_DIFFER).update(throttling_failure_timestamp=now)


@transaction.atomic
def confirm(device: TOTPDevice) -> list[str]:
    """Take the authenticator into use in place of any other; the new recovery codes, which are shown this once."""
    TOTPDevice.objects.filter(user=device.user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save()
    return new_recovery_codes(device.user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Codes in place of any others; they are shown this once."""
    StaticDevice.objects.filter(user=user).delete()
    holder = StaticDevice.objects.create(user=user, name="予備のコード")
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        holder.token_set.create(token=code)
    return codes


@transaction.atomic
def remove(user: User) -> bool:
    """Take the second factor away, so that the password alone opens again; whether there was one."""
    had = has_factor(user)
    for model in (TOTPDevice, StaticDevice, Passkey):
        model.objects.filter(user=user).delete()
    return had


class SecondFactor:
    """Lets nobody past the login who owes a code, or who must set the second factor up first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        target = self._owed(request)
        if target and not request.path.startswith(_open_to_all()):
            return redirect_to_login(request.get_full_path(), target)
        return self.get_response(request)

    def _owed(self, request) -> str:
        if not request.path.startswith(settings.ADMIN_ADDRESS) or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return ""
        if not (request.user.is_authenticated and request.user.is_staff):
            return ""
        if request.session.get(FACTOR_NEEDED):
            return "" if request.user.is_verified() else reverse("factor:code")
        return reverse("factor:set_up") if is_required_of(request.user) and not request.user.is_verified() else ""


def _open_to_all() -> tuple[str, ...]:
    return (
        reverse("factor:code"),
        reverse("factor:passkey"),
        reverse("factor:passkey_options"),
        reverse("factor:set_up"),
        reverse("admin:login"),
        reverse("admin:logout"),
    )
