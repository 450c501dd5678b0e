"""The bureau's own identity: who it is, who heads it, whom to ask."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.lookups import GreaterThanOrEqual

phone_number = RegexValidator(
    r"^[0-9]{2,5}-[0-9]{1,4}-[0-9]{3,4}( ?\(?内線 ?[0-9]{1,5}\)?)?$",
    "電話番号は半角数字とハイフンで「03-6238-1690」のように入力してください。",
)
kana_reading = RegexValidator(
    r"^[\u3041-\u3096\u30a1-\u30fa\u30fb\u30fc \u3000]*$",
    "ふりがなは、ひらがな（外国の方はカタカナ）と空白で入力してください。",
)
series_path = RegexValidator(
    r"^([a-z0-9][a-z0-9_-]*/)+$",
    "「e-komfo/」「soutsu/kanto/e-komfo/」のように、半角英数字で、先頭に / を付けず、末尾に / を付けて入力してください。",
)

RESERVED_PATHS = ("admin/", "api/", "static/", "-/", "r/", "search/")


class Bureau(models.Model):
    """The one record that says whose site this is; nothing of it stands in code."""

    ministry = models.CharField("省の名称", max_length=60, help_text="例: 総務省")
    name = models.CharField("局の名称", max_length=60, help_text="例: 関東総合通信局")
    series_name = models.CharField(
        "シリーズ名", max_length=60, help_text="パンくずと一覧の見出しに使います。例: e-コムフォ KANTO"
    )
    series_label = models.CharField(
        "シリーズ表示", max_length=80, help_text="各ページの先頭に表示します。例: 【関東総通】e−コムフォKANTO"
    )
    series_path = models.CharField(
        "シリーズのアドレス",
        max_length=120,
        default="e-komfo/",
        validators=[series_path],
        help_text="公開ページのアドレスの先頭部分。例: e-komfo/　公開を始めた後は変えないでください。",
    )
    series_description = models.CharField(
        "シリーズの説明", max_length=200, blank=True, help_text="トップページと RSS に表示します。"
    )
    address = models.CharField("所在地", max_length=200, blank=True, help_text="ページ下部に表示します。")
    feed_title = models.CharField("RSS の題名", max_length=120, blank=True, help_text="空欄ならシリーズ名を使います。")
    feed_authority = models.CharField(
        "RSS の識別子",
        max_length=120,
        blank=True,
        help_text="フィードの項目に付ける、変わることのない識別子の先頭。"
        "例: soumu.go.jp,2026:e-komfo　公開を始めた後は変えないでください。",
    )
    allows_self_approval = models.BooleanField(
        "本人承認を認める",
        default=False,
        help_text="最後に編集した人自身による承認を認めます。通常は二人で確認するため、オフにしてください。",
    )
    allows_urgent_publication = models.BooleanField(
        "緊急公開を認める",
        default=False,
        help_text="災害時などに、承認者が一人で理由を付けて公開することを認めます。公開後に別の承認者が確認します。",
    )

    class Meta:
        verbose_name = "局の情報"
        verbose_name_plural = "局の情報"
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1), name="bureau_is_one_record", violation_error_message="局の情報は1件だけです。"
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)

    def clean(self):
        if self.series_path.startswith((*RESERVED_PATHS, settings.ADMIN_ADDRESS.lstrip("/"))):
            raise ValidationError({"series_path": "このアドレスはシステムが使っています。ほかの名前にしてください。"})

    @classmethod
    def record(cls) -> models.QuerySet["Bureau"]:
        """The one row, or none while it has not been saved."""
        return cls.objects.filter(pk=1)

    @classmethod
    def current(cls) -> "Bureau":
        """The record; one whose fields are empty while none has been saved."""
        return cls.record().first() or cls(pk=1)

    @classmethod
    def headed_on(cls, day) -> "tuple[Bureau, Director | None]":
        """``current`` and the director in office on ``day``, by one question where there is one."""
        in_office = Q(left_office_on__isnull=True) | Q(left_office_on__gte=day)
        directors = Director.objects.filter(in_office, bureau=1, took_office_on__lte=day)
        director = directors.select_related("bureau").order_by("-took_office_on").first()
        return (director.bureau, director) if director else (cls.current(), None)


class BreadcrumbAncestor(models.Model):
    """A page above the series: 総務省トップ, 組織案内, …"""

    bureau = models.ForeignKey(Bureau, models.CASCADE, related_name="ancestors", verbose_name="局")
    label = models.CharField("名称", max_length=60, help_text="例: 総務省トップ")
    url = models.URLField("アドレス", blank=True, help_text="例: https://www.soumu.go.jp/　空欄ならリンクなし。")
    order = models.PositiveIntegerField("順番", default=0)

    class Meta:
        verbose_name = "パンくずの上位ページ"
        verbose_name_plural = "パンくずの上位ページ"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.label


class Director(models.Model):
    """A head of the bureau with the days in office."""

    bureau = models.ForeignKey(Bureau, models.CASCADE, related_name="directors", verbose_name="局")
    name = models.CharField("氏名", max_length=60, help_text="姓と名の間に空白を入れます。例: 山野 一郎")
    kana = models.CharField("ふりがな", max_length=80, validators=[kana_reading], help_text="例: やまの いちろう")
    took_office_on = models.DateField("就任日")
    left_office_on = models.DateField("退任日", null=True, blank=True, help_text="在任中は空欄。")

    class Meta:
        verbose_name = "局長"
        verbose_name_plural = "歴代局長"
        ordering = ["-took_office_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_office_on__isnull=True)
                | GreaterThanOrEqual(models.F("left_office_on"), models.F("took_office_on")),
                name="director_leaves_after_taking_office",
                violation_error_message="退任日は就任日より後の日にしてください。",
            )
        ]

    def __str__(self):
        return self.name


class Contact(models.Model):
    """Whom to ask about a release (連絡先)."""

    division = models.TextField("部署", help_text="部と課を行に分けて入力します。例: 情報通信部 情報通信振興課")
    persons = models.CharField(
        "担当者", max_length=120, blank=True, help_text="姓を「、」で区切って入力します。例: 寺田、榎本"
    )
    tel = models.CharField("電話", max_length=40, blank=True, validators=[phone_number], help_text="例: 03-6238-1690")
    fax = models.CharField(
        "ファクス", max_length=40, blank=True, validators=[phone_number], help_text="例: 03-6238-1699"
    )
    email = models.EmailField("メール", blank=True)
    form_url = models.URLField("問合せフォーム", blank=True)
    note = models.CharField("補足", max_length=200, blank=True, help_text="例: 受付時間は平日9時30分から17時までです。")
    is_active = models.BooleanField("使用中", default=True, help_text="オフにすると、新しい報道発表では選べません。")

    class Meta:
        verbose_name = "連絡先"
        verbose_name_plural = "連絡先"
        ordering = ["-is_active", "division", "pk"]
        constraints = [
            models.CheckConstraint(
                # Contacts out of use may come from old pages that name a division and nothing else.
                condition=~Q(tel="") | ~Q(email="") | ~Q(form_url="") | Q(is_active=False),
                name="contact_can_be_reached",
                violation_error_message="電話、メール、問合せフォームのどれか一つは入力してください。",
            )
        ]

    def __str__(self):
        division = " ".join(self.division.split("\n"))
        return f"{division}（{self.persons}）" if self.persons else division

    @property
    def person_list(self) -> tuple[str, ...]:
        """The persons in charge, one by one."""
        return tuple(name for part in re.split("[、,，]", self.persons) if (name := part.strip()))
