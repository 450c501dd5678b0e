"""What the bureau promises about accessibility (ウェブアクセシビリティ方針) and how its tests came out (試験結果).

Which facts belong there: みんなの公共サイト運用ガイドライン（総務省） and JIS X 8341-3:2016, annex JB.
"""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.lookups import GreaterThanOrEqual

criteria = RegexValidator(
    r"^\s*[1-4]\.[0-9]\.[0-9]{1,2}[ \u3000].+(\r?\n\s*[1-4]\.[0-9]\.[0-9]{1,2}[ \u3000].+)*\s*$",
    "達成基準を1行に一つ、「1.4.3 コントラスト（最低限）」のように番号から入力してください。",
)


class Level(models.TextChoices):
    A = "A", "A"
    AA = "AA", "AA"
    AAA = "AAA", "AAA"


class AccessibilityPolicy(models.Model):
    """The one policy of the site; until it is saved, the public page says that there is none yet."""

    scope = models.TextField(
        "対象範囲",
        help_text="方針が当てはまるページの範囲。例: 報道発表「e-コムフォ KANTO」のすべてのページ",
    )
    target_level = models.CharField(
        "目標とする適合レベル", max_length=3, choices=Level.choices, default=Level.AA, help_text="公的機関は AA。"
    )
    deadline = models.CharField("目標を達成する期限", max_length=60, help_text="例: 令和9年3月末")
    exceptions = models.TextField(
        "例外とするもの",
        blank=True,
        help_text="対応が難しいものと、その理由と代わりの手段。なければ空欄。",
    )
    measures = models.TextField(
        "取組",
        blank=True,
        help_text="目標のためにすること。例: 公開前に、写真の代替テキストと見出しを確かめます。",
    )
    decided_on = models.DateField("策定日")
    revised_on = models.DateField("改定日", null=True, blank=True, help_text="改定していなければ空欄。")
    contact = models.ForeignKey(
        "bureau.Contact",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="意見・要望の連絡先",
        help_text="読みにくいページなどの知らせを受ける所。",
    )

    class Meta:
        verbose_name = "アクセシビリティ方針と試験結果"
        verbose_name_plural = "アクセシビリティ方針と試験結果"
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="accessibility_policy_is_one_record",
                violation_error_message="アクセシビリティ方針は1件だけです。",
            ),
            models.CheckConstraint(
                condition=Q(revised_on__isnull=True)
                | GreaterThanOrEqual(models.F("revised_on"), models.F("decided_on")),
                name="accessibility_policy_revised_after_decided",
                violation_error_message="改定日は策定日より後の日にしてください。",
            ),
        ]

    def __str__(self):
        return "アクセシビリティ方針と試験結果"

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def current(cls) -> "AccessibilityPolicy | None":
        """The policy, None while the bureau has not decided on one."""
        return cls.objects.select_related("contact").filter(pk=1).first()


class AccessibilityTest(models.Model):
    """One test of the site by JIS X 8341-3, with its result."""

    class Result(models.TextChoices):
        CONFORMS = "conforms", "準拠"
        PARTLY = "partly", "一部準拠"
        CONSIDERED = "considered", "配慮し試験"

    policy = models.ForeignKey(AccessibilityPolicy, models.CASCADE, related_name="tests", verbose_name="方針")
    started_on = models.DateField("試験を始めた日")
    ended_on = models.DateField("試験を終えた日")
    level = models.CharField("適合レベル", max_length=3, choices=Level.choices, default=Level.AA)
    result = models.CharField(
        "対応度",
        max_length=12,
        choices=Result.choices,
        help_text="準拠: すべての達成基準を満たした。一部準拠: 満たさない基準があり、今後の対応を示す。配慮し試験: 試験を行った。",
    )
    unmet = models.TextField(
        "満たさなかった達成基準",
        blank=True,
        validators=[criteria],
        help_text="1行に一つ。例: 1.4.3 コントラスト（最低限）",
    )
    plan = models.TextField("今後の対応", blank=True, help_text="満たさなかった基準に、いつまでに何をするか。")
    choice = models.CharField(
        "ページの選び方", max_length=200, help_text="例: ウェブページ一式を代表するページと、無作為に選んだページ"
    )
    pages = models.TextField("試験をしたページ", help_text="アドレスを1行に一つ。")
    technologies = models.CharField("依存した技術", max_length=120, default="HTML、CSS、JavaScript")
    environment = models.TextField(
        "試験の方法と環境",
        help_text="検査の道具、ブラウザー、支援技術とその版。例: Chromium 140、axe-core 4.10、NVDA 2026.1、目視",
    )
    tester = models.CharField("試験をした人", max_length=120, blank=True, help_text="例: 総務課 企画広報室")

    class Meta:
        verbose_name = "試験結果"
        verbose_name_plural = "試験結果"
        ordering = ["-ended_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=GreaterThanOrEqual(models.F("ended_on"), models.F("started_on")),
                name="accessibility_test_ends_after_it_starts",
                violation_error_message="試験を終えた日が、始めた日より前になっています。",
            ),
        ]

    def __str__(self):
        return f"{self.ended_on:%Y年%m月}の試験"

    def clean(self):
        if self.result == self.Result.CONFORMS and self.unmet.strip():
            raise ValidationError(
                {"result": "満たさなかった達成基準があるときは「準拠」にできません。「一部準拠」です。"}
            )
        if self.result == self.Result.PARTLY and not (self.unmet.strip() and self.plan.strip()):
            raise ValidationError(
                {"unmet": "「一部準拠」では、満たさなかった達成基準と今後の対応の両方を入力してください。"}
            )

    @property
    def level_told(self) -> str:
        """適合レベルAAに一部準拠, as JIS's annex has it."""
        return f"適合レベル{self.level}に{self.get_result_display()}"

    @property
    def unmet_list(self) -> list[str]:
        """The criteria, one by one."""
        return [line.strip() for line in self.unmet.splitlines() if line.strip()]

    @property
    def page_list(self) -> list[str]:
        """The addresses, one by one."""
        return [line.strip() for line in self.pages.splitlines() if line.strip()]
