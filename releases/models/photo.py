"""Photos: an immutable file under a random key, and its place in a release."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from bureau.constraints import PlainCheck
from events.models import Session
from releases.models.release import Release, Section


def new_key() -> str:
    """A key of 192 random bits, fit for an address."""
    return secrets.token_hex(24)


class PhotoFile(models.Model):
    """What was made of one upload; its bytes never change, and an address knows it by ``key`` alone.

    ``renditions`` is a list of {format, width, height, bytes}; the files lie in the private store under the key
    (releases/photo_store.py knows where). ``original`` names the stored upload, which is never served.
    """

    key = models.CharField("キー", max_length=64, unique=True, default=new_key, editable=False)
    original = models.CharField("原本の保存名", max_length=200, editable=False)
    original_name = models.CharField("元のファイル名", max_length=200, blank=True, editable=False)
    digest = models.CharField("原本のSHA-256", max_length=64, editable=False, db_index=True)
    width = models.PositiveIntegerField("幅", editable=False)
    height = models.PositiveIntegerField("高さ", editable=False)
    renditions = models.JSONField("表示用の画像", default=list, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, verbose_name="登録者"
    )
    uploaded_at = models.DateTimeField("登録日時", auto_now_add=True)

    class Meta:
        verbose_name = "写真ファイル"
        verbose_name_plural = "写真ファイル"
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.original_name or self.key[:8]

    @property
    def smallest(self) -> str:
        """The name of the smallest JPEG, for lists of photos."""
        widths = [item["width"] for item in self.renditions if item["format"] == "jpeg"]
        return f"{min(widths)}.jpg"


class Photo(models.Model):
    """A photo in a release: in a session, in a section, or under the lead."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="photos", verbose_name="報道発表")
    file = models.ForeignKey(PhotoFile, models.PROTECT, related_name="photos", verbose_name="写真ファイル")
    session = models.ForeignKey(
        Session,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="photos",
        verbose_name="プログラム",
        help_text="どのプログラムの写真か。選ばなければリード文の下に置きます。",
    )
    section = models.ForeignKey(
        Section, models.SET_NULL, null=True, blank=True, related_name="photos", verbose_name="追加の節"
    )
    alt = models.CharField(
        "代替テキスト",
        max_length=300,
        blank=True,
        help_text="写真を見られない人に読み上げる説明。例: 演台で挨拶する局長",
    )
    caption = models.CharField("キャプション", max_length=300, blank=True, help_text="写真の下に表示します。")
    focal_x = models.PositiveSmallIntegerField("中心（左から％）", default=50, validators=[MaxValueValidator(100)])
    focal_y = models.PositiveSmallIntegerField("中心（上から％）", default=50, validators=[MaxValueValidator(100)])
    order = models.PositiveIntegerField("順番", default=0)

    class Meta:
        verbose_name = "写真"
        verbose_name_plural = "写真"
        ordering = ["order", "pk"]
        constraints = [
            PlainCheck(
                condition=Q(focal_x__lte=100) & Q(focal_y__lte=100),
                name="photo_focal_point_is_inside",
                violation_error_message="中心は0から100の間で指定してください。",
            ),
            PlainCheck(
                condition=Q(session__isnull=True) | Q(section__isnull=True),
                name="photo_has_one_place",
                violation_error_message="プログラムと追加の節は、どちらか一方だけを選んでください。",
            ),
        ]

    def __str__(self):
        return self.caption or self.alt or str(self.file)

    def clean(self):
        if self.session_id and self.session.event_id != self.release.event_id:
            raise ValidationError({"session": "この報道発表の行事にないプログラムです。選び直してください。"})
        if self.section_id and self.section.release_id != self.release_id:
            raise ValidationError({"section": "この報道発表にない節です。選び直してください。"})
