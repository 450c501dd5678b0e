"""Urgent notices (緊急のお知らせ): a few words that stand on every public page between two moments."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

link_address = RegexValidator(
    r"^(https?://[^\s]+|/[^\s/][^\s]*)$",
    "「https://」で始まるアドレスか、このサイトの「/」で始まるアドレスを入力してください。",
)


class AlertQuerySet(models.QuerySet):
    def live(self, at=None):
        """Those that stand on the pages at the moment ``at`` (now), the gravest and newest first."""
        at = at or timezone.now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at)


class Alert(models.Model):
    """A notice on every page. It is ended, never deleted: what the public was told stays on record."""

    class Level(models.IntegerChoices):
        EMERGENCY = 1, "緊急"
        IMPORTANT = 2, "重要"
        NOTICE = 3, "お知らせ"

    level = models.PositiveSmallIntegerField(
        "重さ",
        choices=Level.choices,
        default=Level.EMERGENCY,
        help_text="緊急: 災害や通信の障害など。重要: 窓口の休止など。お知らせ: そのほか。",
    )
    text = models.CharField(
        "お知らせの文", max_length=200, help_text="例: 台風第10号の影響により、来庁による受付を休止しています。"
    )
    link_label = models.CharField(
        "リンクの文",
        max_length=60,
        blank=True,
        help_text="リンク先の内容が分かる言葉。例: 災害時の通信の確保について",
    )
    link_url = models.CharField(
        "リンク先", max_length=300, blank=True, validators=[link_address], help_text="例: https://www.soumu.go.jp/"
    )
    starts_at = models.DateTimeField(
        "表示を始める日時", default=timezone.now, help_text="この時刻から、すべてのページの一番上に表示します。"
    )
    ends_at = models.DateTimeField(
        "表示を終える日時", null=True, blank=True, help_text="空欄なら、終えるまで表示し続けます。"
    )
    changed_at = models.DateTimeField("変更日時", auto_now=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "緊急のお知らせ"
        verbose_name_plural = "緊急のお知らせ"
        ordering = ["level", "-starts_at", "-pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | GreaterThanOrEqual(F("ends_at"), F("starts_at")),
                name="alert_ends_after_it_starts",
                violation_error_message="表示を終える日時が、始める日時より前になっています。",
            ),
            models.CheckConstraint(
                condition=Q(link_url="", link_label="") | ~Q(link_url="") & ~Q(link_label=""),
                name="alert_link_has_words",
                violation_error_message="リンクの文とリンク先は、両方を入力するか、両方を空欄にしてください。",
            ),
        ]

    def __str__(self):
        return self.text

    def standing(self, at=None) -> str:
        """What it is at ``at`` (now): to come (予定), shown (表示中), over (終了), or ended before it began (取りやめ)."""
        at = at or timezone.now()
        if self.ends_at == self.starts_at:
            return "取りやめ"
        if self.starts_at > at:
            return "予定"
        return "表示中" if self.ends_at is None or self.ends_at > at else "終了"

    def end(self, at=None) -> None:
        """Take it off the pages at ``at`` (now); one that has not begun never will."""
        self.ends_at = max(at or timezone.now(), self.starts_at)
        self.save()
