"""The record of who came in, who was turned away, who may do what since when, and who took a step or read a draft."""

from django.conf import settings
from django.db import models

from bureau.text import one_line

MOST_DETAIL = 300


class AuditRecord(models.Model):
    """One line of the record; it is written once and never changed."""

    class Kind(models.TextChoices):
        LOGIN = "login", "ログイン"
        LOGOUT = "logout", "ログアウト"
        EXPIRED = "expired", "時間切れによるログアウト"
        FAILED = "failed", "ログインの失敗"
        LOCKED = "locked", "ログインの一時停止"
        PASSWORD = "password", "パスワードの変更"
        FACTOR = "factor", "二要素認証の変更"
        FACTOR_FAILED = "factor_failed", "確認コードの誤り"
        ACCOUNT = "account", "利用者と役割の変更"
        STEP = "step", "発表の手続"
        PREVIEW = "preview", "公開前の内容の閲覧"

    at = models.DateTimeField("日時", auto_now_add=True, db_index=True)
    kind = models.CharField("できごと", max_length=16, choices=Kind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="した人"
    )
    name = models.CharField("ユーザー名", max_length=150, blank=True)
    detail = models.CharField("内容", max_length=MOST_DETAIL, blank=True)
    address = models.GenericIPAddressField("接続元", null=True)

    class Meta:
        verbose_name = "ログインと手続の記録"
        verbose_name_plural = "ログインと手続の記録"
        ordering = ["-pk"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.get_kind_display()} {self.name}"

    @classmethod
    def write(cls, kind: "AuditRecord.Kind", *, user=None, name: str = "", detail: str = "", address=None) -> None:
        """Add a line; what was typed may be anything and is kept on one line."""
        known = user if user is not None and user.pk else None
        cls.objects.create(
            kind=kind,
            user=known,
            name=one_line(name or (known.get_username() if known else ""))[:150].replace("\x00", ""),
            detail=one_line(detail)[:MOST_DETAIL].replace("\x00", ""),
            address=address,
        )
