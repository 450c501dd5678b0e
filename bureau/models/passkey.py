"""Passkeys of members of staff: public keys that their devices hold the other half of."""

from django.db import models
from django.utils import timezone
from django_otp.models import Device, ThrottlingMixin


class Passkey(ThrottlingMixin, Device):
    """A WebAuthn credential; ``credential_id`` and ``public_key`` (COSE) are base64url without padding.

    It takes no typed code: bureau/accounts/passkeys.py verifies what the browser brings.
    """

    credential_id = models.CharField("識別子", max_length=1400, unique=True)
    public_key = models.TextField("公開鍵")
    sign_count = models.PositiveBigIntegerField("署名の回数", default=0)
    added_at = models.DateTimeField("登録した日時", default=timezone.now)
    last_used_at = models.DateTimeField("最後に使った日時", null=True, blank=True)

    # While a new version takes over, the one before still writes rows without it.
    throttling_failure_count = models.PositiveIntegerField("誤りの数", default=0, db_default=0)

    class Meta:
        verbose_name = "パスキー"
        verbose_name_plural = "パスキー"
        ordering = ["added_at", "pk"]
        default_permissions = ()

    def get_throttle_factor(self):
        # Seconds after the first wrong answer, doubled with each further one: as long as a wrong code costs.
        return 1
