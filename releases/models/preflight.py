"""What was found when a scheduled edition was looked at before its minute."""

from django.db import models

from releases.models.edition import Edition


class Preflight(models.Model):
    """One inspection; ``findings`` is a list of {code, severity, place, message}, empty when all is well.

    The one at approval keeps the page (HTML) as it was then, so that a later one can say what would differ.
    """

    class Occasion(models.TextChoices):
        APPROVAL = "approval", "承認のとき"
        BEFORE = "before", "公開の直前"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="preflights", verbose_name="公開版")
    occasion = models.CharField("時機", max_length=10, choices=Occasion.choices)
    at = models.DateTimeField("点検日時")
    findings = models.JSONField("指摘", default=list)
    page = models.TextField("承認したときのページ", blank=True, editable=False)

    class Meta:
        verbose_name = "公開前の点検"
        verbose_name_plural = "公開前の点検"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return "異常なし" if not self.findings else f"指摘 {len(self.findings)} 件"
