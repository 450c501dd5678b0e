"""A draft or an old page on its way in: what was read, what staff made of it, until a working copy stands."""

from django.conf import settings
from django.db import models

from releases.models.release import Release


class Intake(models.Model):
    """One reading under review; ``parsed`` is what the importer said, ``fields`` the document's fields as edited."""

    source_name = models.CharField("原稿の名前", max_length=200, blank=True)
    parsed = models.JSONField("読取りの結果")
    fields = models.JSONField("確かめた内容")
    pictures = models.JSONField("写真のキー", default=dict)
    release = models.ForeignKey(
        Release, models.SET_NULL, null=True, blank=True, related_name="intakes", verbose_name="作った報道発表"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="取り込んだ人"
    )
    created_at = models.DateTimeField("取り込んだ日時", auto_now_add=True)

    class Meta:
        verbose_name = "原稿の取り込み"
        verbose_name_plural = "原稿の取り込み"
        ordering = ["-created_at"]

    def __str__(self):
        return self.source_name or self.fields.get("title") or "（名前のない原稿）"
