"""Links that let a colleague without a login read a draft, for a while."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from releases.models.release import Release

LIFETIME = timedelta(days=7)
_SIGNER = signing.Signer(salt="releases.preview_link")


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def in_a_week():
    return timezone.now() + LIFETIME


class PreviewLinkQuerySet(models.QuerySet):
    def open(self, at=None):
        """Links that work at the moment ``at``: neither expired nor revoked, and their draft has not been published."""
        at = at or timezone.now()
        published = Q(release__editions__approved_at__gte=F("created_at"), release__editions__live_from__lte=at)
        return self.filter(expires_at__gt=at, revoked_at__isnull=True).exclude(
            pk__in=self.model.objects.filter(published)
        )

    def of_token(self, token: str, at=None) -> "PreviewLink | None":
        """The open link that ``token`` (from an address) names; None for a forged, dead or unknown one."""
        try:
            secret = _SIGNER.unsign(token)
        except signing.BadSignature:
            return None
        return self.open(at).filter(secret=secret).select_related("release").first()


class PreviewLink(models.Model):
    """Whoever has the address may read the draft of one release until it expires, is revoked or is published."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="preview_links", verbose_name="報道発表")
    secret = models.CharField("合言葉", max_length=64, unique=True, default=new_secret, editable=False)
    recipient = models.CharField("見せる相手", max_length=120, help_text="例: 共催団体の広報担当")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="作成者"
    )
    created_at = models.DateTimeField("作成日時", default=timezone.now, editable=False)
    expires_at = models.DateTimeField("有効期限", default=in_a_week)
    revoked_at = models.DateTimeField("無効にした日時", null=True, editable=False)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "プレビューのリンク"
        verbose_name_plural = "プレビューのリンク"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=GreaterThan(F("expires_at"), F("created_at")),
                name="preview_link_expires_later",
                violation_error_message="有効期限は、これからの日時にしてください。",
            )
        ]

    def __str__(self):
        return self.recipient

    @property
    def token(self) -> str:
        """What stands in the address: the secret with our signature."""
        return _SIGNER.sign(self.secret)
