"""Passkeys (Web Authentication, Level 2) as a second factor, beside the authenticator's code.

The relying party is the host that the admin is asked for by, which Django has checked. The device must have verified
its user; a challenge is good for one answer within five minutes and lies in the session.
"""

import json
import logging
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from bureau.models import Passkey

LASTS = timedelta(minutes=5)
MOST = 10
NAME = "e-コムフォ 編集室"
# A challenge of the one kind must not serve for the other.
ADDING, SIGNING = "passkey_adding", "passkey_signing"

logger = logging.getLogger(__name__)


class PasskeyRefused(Exception):
    """What the browser brought is not taken; the message (Japanese) may be shown."""


def has_passkey(user: User) -> bool:
    return Passkey.objects.filter(user=user, confirmed=True).exists()


def options_to_add(request: HttpRequest) -> str:
    """What the browser makes a new passkey from, as JSON; begins a challenge."""
    user = request.user
    options = generate_registration_options(
        rp_id=_host(request),
        rp_name=NAME,
        user_name=user.get_username(),
        user_display_name=user.get_full_name() or user.get_username(),
        # The same for one person at every time, and nothing that tells who it is.
        user_id=salted_hmac("bureau.accounts.passkeys", str(user.pk), algorithm="sha256").digest(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(user),
        timeout=int(LASTS.total_seconds() * 1000),
    )
    _begin(request, ADDING, options.challenge)
    return options_to_json(options)


def options_to_sign(request: HttpRequest) -> str:
    """What the browser asks one of the person's passkeys with, as JSON; begins a challenge."""
    options = generate_authentication_options(
        rp_id=_host(request),
        allow_credentials=_descriptors(request.user),
        user_verification=UserVerificationRequirement.REQUIRED,
        timeout=int(LASTS.total_seconds() * 1000),
    )
    _begin(request, SIGNING, options.challenge)
    return options_to_json(options)


def add(request: HttpRequest, credential: str, name: str) -> Passkey:
    """Take a new passkey into use. Raises ``PasskeyRefused``."""
    challenge = _end(request, ADDING)
    if Passkey.objects.filter(user=request.user).count() >= MOST:
        raise PasskeyRefused(f"パスキーは{MOST}個までです。使っていないものを外してから、追加してください。")
    try:
        told = verify_registration_response(
            credential=_read(credential),
            expected_challenge=challenge,
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
            require_user_verification=True,
        )
    except Exception as error:
        raise _refusal(error) from error
    key, is_new = Passkey.objects.get_or_create(
        credential_id=bytes_to_base64url(told.credential_id),
        defaults={
            "user": request.user,
            "name": name[:64] or "パスキー",
            "public_key": bytes_to_base64url(told.credential_public_key),
            "sign_count": told.sign_count,
        },
    )
    if not is_new:
        raise PasskeyRefused("このパスキーは、もう登録してあります。")
    return key


def check(request: HttpRequest, credential: str) -> Passkey:
    """The person's passkey that has signed the challenge. Raises ``PasskeyRefused``; wrong answers cost time."""
    own = Passkey.objects.filter(user=request.user)
    if not all(key.verify_is_allowed()[0] for key in own):
        raise PasskeyRefused("誤りが続いたので、少し待ってから、もう一度お試しください。確認コードも使えます。")
    try:
        key = _signer(request, credential)
    except PasskeyRefused:
        # The wrong answer may name no key of theirs: it counts for all of them.
        own.update(
            throttling_failure_count=F("throttling_failure_count") + 1, throttling_failure_timestamp=timezone.now()
        )
        raise
    own.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    return key


@transaction.atomic
def _signer(request: HttpRequest, credential: str) -> Passkey:
    challenge = _end(request, SIGNING)
    brought = _read(credential)
    keys = Passkey.objects.select_for_update().filter(user=request.user, confirmed=True)
    # PostgreSQL breaks off at a NUL, which no number of a passkey holds.
    told_id = str(brought.get("id", ""))[:1400].rstrip("=").replace("\x00", "")
    key = keys.filter(credential_id=told_id).first()
    if key is None:
        raise PasskeyRefused("このパスキーは登録されていません。別のパスキーか、確認コードをお使いください。")
    try:
        told = verify_authentication_response(
            credential=brought,
            expected_challenge=challenge,
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except Exception as error:
        raise _refusal(error) from error
    key.sign_count, key.last_used_at = told.new_sign_count, timezone.now()
    key.save(update_fields=["sign_count", "last_used_at"])
    return key


def _read(credential: str) -> dict:
    try:
        brought = json.loads(credential)
    except (ValueError, RecursionError) as error:
        raise PasskeyRefused("パスキーの答えを読み取れませんでした。もう一度お試しください。") from error
    if not isinstance(brought, dict):
        raise PasskeyRefused("パスキーの答えを読み取れませんでした。もう一度お試しください。")
    return brought


def _refusal(error: Exception) -> PasskeyRefused:
    """For whatever the library raises: a forged answer breaks its parsers and its arithmetic in many ways.

    Why is for the log, where an operator sees an origin that a proxy has changed.
    """
    logger.warning("A passkey's answer was refused: %s: %s", type(error).__name__, error)
    return PasskeyRefused("パスキーを確かめられませんでした。もう一度お試しください。")


def _begin(request: HttpRequest, purpose: str, challenge: bytes) -> None:
    request.session[purpose] = [bytes_to_base64url(challenge), timezone.now().timestamp()]


def _end(request: HttpRequest, purpose: str) -> bytes:
    """The challenge that was put, which is spent by this."""
    challenge, at = request.session.pop(purpose, ("", 0))
    if not challenge or abs(timezone.now().timestamp() - at) > LASTS.total_seconds():
        raise PasskeyRefused("時間が過ぎました。もう一度お試しください。")
    return base64url_to_bytes(challenge)


def _descriptors(user: User) -> list[PublicKeyCredentialDescriptor]:
    keys = Passkey.objects.filter(user=user).values_list("credential_id", flat=True)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key)) for key in keys]


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _host(request: HttpRequest) -> str:
    return request.get_host().rpartition(":")[0] if ":" in request.get_host() else request.get_host()
