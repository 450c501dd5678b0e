"""Attached PDF files (資料): an immutable file under the SHA-256 of its bytes, and its place in a release."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from releases.models.release import Release


class AttachmentFile(models.Model):
    """A checked PDF in the private store; ``key`` is the SHA-256 (hex) of its bytes, which are served as they came.

    ``author`` is what the file itself says of its makers: readers can see it, so staff are shown it.
    """

    key = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    bytes = models.PositiveIntegerField("大きさ（バイト）", editable=False)
    pages = models.PositiveIntegerField("ページ数", editable=False)
    author = models.CharField("ファイルに記録された作成者", max_length=200, blank=True, editable=False)
    original_name = models.CharField("元のファイル名", max_length=200, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, verbose_name="登録者"
    )
    uploaded_at = models.DateTimeField("登録日時", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "資料ファイル"
        verbose_name_plural = "資料ファイル"
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.original_name or self.key[:8]


class Attachment(models.Model):
    """A file attached to a release, with the words of the link that leads to it."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="attachments", verbose_name="報道発表")
    file = models.ForeignKey(AttachmentFile, models.PROTECT, related_name="attachments", verbose_name="資料ファイル")
    title = models.CharField(
        "題名",
        max_length=200,
        blank=True,
        help_text="リンクの文字になります。種類、大きさ、ページ数は自動で付きます。例: 開催案内（チラシ）",
    )
    order = models.PositiveIntegerField("順番", default=0)

    class Meta:
        verbose_name = "資料"
        verbose_name_plural = "資料（PDF）"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title or str(self.file)
