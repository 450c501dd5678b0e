"""The working copy of a release: what staff edit, and what the public never reads."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from bureau.constraints import PlainCheck
from bureau.models import Contact
from bureau.richtext import RichTextField
from events.models import Event
from releases.states import State

slug_form = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$",
    "半角の英小文字、数字、ハイフンで「0108si」のように入力してください。",
)
legacy_path_form = RegexValidator(r"^/\S*$", "「/」で始まるアドレスを、空白を入れずに入力してください。")
link_address = RegexValidator(
    r"^(https?://|/)(?!/)\S+$",
    "「https://…」か、このサイトの中なら「/…」で始まるアドレスを入力してください。",
)


class Category(models.Model):
    """A policy field (政策分野)."""

    slug = models.SlugField("アドレス用の名前", max_length=40, unique=True, help_text="半角英数字。例: ict")
    label = models.CharField("名称", max_length=40, unique=True, help_text="例: ICT利活用")
    order = models.PositiveIntegerField("順番", default=100)

    class Meta:
        verbose_name = "政策分野"
        verbose_name_plural = "政策分野"
        ordering = ["order", "label"]

    def __str__(self):
        return self.label


class ReleaseQuerySet(models.QuerySet):
    def kept(self):
        """Those that do not lie in the bin."""
        return self.filter(discarded_at__isnull=True)

    def discarded(self):
        return self.filter(discarded_at__isnull=False)


class Release(models.Model):
    """A release while it is written; ``year`` follows ``release_date`` and, once published, never moves."""

    class Kind(models.TextChoices):
        REPORT = "report", "開催報告"
        NOTICE = "notice", "お知らせ"
        GREETING = "greeting", "挨拶"
        AWARD = "award", "表彰"
        EXHIBITION = "exhibition", "出展"
        DRILL = "drill", "訓練・演習"
        CAMPAIGN = "campaign", "周知・啓発"
        CANCELLATION = "cancellation", "開催中止"
        OTHER = "other", "その他"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("種類", max_length=20, choices=Kind.choices, default=Kind.REPORT)
    release_date = models.DateField("発表日", help_text="ページの日付と年別一覧の年になります。例: 2021-01-08")
    year = models.PositiveSmallIntegerField("年", editable=False)
    slug = models.CharField(
        "アドレス",
        max_length=60,
        validators=[slug_form],
        help_text="ページのアドレスの末尾。月日と部署の記号が目安です。例: 0108si　公開後は変えられません。",
    )
    legacy_path = models.CharField(
        "旧アドレス",
        max_length=200,
        blank=True,
        validators=[legacy_path_form],
        help_text="以前のサイトでのアドレス。例: /soutsu/kanto/e-komfo/26/0606so.html",
    )
    title = models.CharField("表題", max_length=200, help_text="例: 「地域情報化セミナー2020」を開催")
    subtitle = models.CharField("副題", max_length=200, blank=True)
    event = models.ForeignKey(
        Event,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="releases",
        verbose_name="行事",
        help_text="行事の報告や案内なら選びます。挨拶など、行事のない発表では空欄にします。",
    )
    lead = RichTextField("リード文", help_text="最初の段落。いつ、誰が、どこで、何をしたか。")
    closing = RichTextField("結び", blank=True, help_text="最後の段落。今後の取組など。")
    # The forms ask for one. Old pages of the archive may state none, and nothing is put into their mouths.
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, verbose_name="連絡先")
    categories = models.ManyToManyField(Category, blank=True, related_name="releases", verbose_name="政策分野")
    state = models.CharField("状態", max_length=20, choices=State.choices, default=State.DRAFT, editable=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_releases",
        verbose_name="担当者",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="created_releases",
        verbose_name="起案者",
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="edited_releases",
        verbose_name="最終編集者",
    )
    created_at = models.DateTimeField("作成日時", auto_now_add=True)
    edited_at = models.DateTimeField("最終編集日時", auto_now=True)
    version = models.PositiveIntegerField("版", default=1, editable=False)
    discarded_at = models.DateTimeField("ごみ箱に入れた日時", null=True, blank=True, editable=False)
    discarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="ごみ箱に入れた人",
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = "報道発表"
        verbose_name_plural = "報道発表"
        ordering = ["-release_date", "-pk"]
        permissions = [
            ("approve_release", "報道発表を承認・差戻しできる"),
            ("withdraw_release", "公開中の報道発表を取り下げられる"),
        ]
        indexes = [
            models.Index(fields=["-release_date", "-id"], name="release_newest_first"),
            models.Index(fields=["state", "-release_date"], name="release_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "slug"],
                condition=Q(discarded_at__isnull=True),
                name="release_address_is_unique",
                violation_error_message="同じ年に同じアドレスの報道発表があります。アドレスを変えてください。",
            ),
            models.UniqueConstraint(
                fields=["legacy_path"],
                condition=~Q(legacy_path="") & Q(discarded_at__isnull=True),
                name="release_legacy_path_is_unique",
                violation_error_message="この旧アドレスは別の報道発表が使っています。",
            ),
            PlainCheck(
                condition=~Q(title=""), name="release_has_title", violation_error_message="表題を入力してください。"
            ),
            PlainCheck(
                condition=Q(year__gte=1926) & Q(year__lte=9999),
                name="release_year_is_sane",
                violation_error_message="発表日の年を確かめてください（1926年以降）。",
            ),
            PlainCheck(
                condition=Q(state__in=State.values),
                name="release_state_is_known",
                violation_error_message="状態が正しくありません。",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.year = self.release_date.year
        if not self._state.adding and kwargs.get("update_fields") is None:
            # The state belongs to releases/lifecycle.py: a form opened before an approval must not undo it.
            columns = (field.name for field in self._meta.local_concrete_fields if not field.primary_key)
            kwargs["update_fields"] = {name for name in columns if name != "state"}
        super().save(*args, **kwargs)

    def clean(self):
        if self.release_date:
            self.year = self.release_date.year
            self._refuse_taken_address()
        published = self.published_address()
        if published and self.release_date and published != (self.year, self.slug):
            year, slug = published
            raise ValidationError(
                {
                    "slug" if slug != self.slug else "release_date": ValidationError(
                        f"一度公開したページのアドレス（{year}/{slug}.html）は変えられません。"
                        "発表日は同じ年の中でだけ変えられます。",
                        code="address_is_permanent",
                    )
                }
            )

    def _refuse_taken_address(self):
        # The year is no field of any form, so the forms leave the database's own rule unchecked.
        if self._holds_its_address():
            return
        taken = Release.objects.kept().filter(year=self.year, slug=self.slug).exclude(pk=self.pk).first()
        if taken:
            raise ValidationError(
                {
                    "slug": ValidationError(
                        f"{self.year}年の「{self.slug}」は「{taken.title}」が使っています。別のアドレスにしてください。",
                        code="address_taken",
                    )
                }
            )

    @classmethod
    def from_db(cls, db, field_names, values):
        release = super().from_db(db, field_names, values)
        release._address_read = tuple(vars(release).get(name, "") for name in ("year", "slug", "discarded_at"))
        return release

    def _holds_its_address(self) -> bool:
        """Whether it bears the address that it was read with, which the database gives to one release alone."""
        return getattr(self, "_address_read", None) == (self.year, self.slug, None)

    def edition_log(self) -> list:
        """Its editions without their documents; those of ``log`` where a screen has read them along with it."""
        if self.pk is None:
            return []
        return self.log if "log" in vars(self) else list(self.editions.without_document())

    def published_address(self) -> tuple[int, str] | None:
        """Year and slug under which an edition exists; they never change."""
        if first := min(self.edition_log(), key=lambda edition: edition.number, default=None):
            return first.year, first.slug
        return None


class Section(models.Model):
    """A heading with text of its own, outside the programme."""

    class Placement(models.TextChoices):
        BEFORE = "before", "プログラムの前"
        AFTER = "after", "プログラムの後"

    release = models.ForeignKey(Release, models.CASCADE, related_name="sections", verbose_name="報道発表")
    heading = models.CharField("見出し", max_length=120, help_text="例: 開催の概要")
    body = RichTextField("本文", blank=True)
    placement = models.CharField("位置", max_length=10, choices=Placement.choices, default=Placement.AFTER)
    order = models.PositiveIntegerField("順番", default=0)

    class Meta:
        verbose_name = "追加の節"
        verbose_name_plural = "追加の節"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.heading


class Note(models.Model):
    """A note under the text: 参考1, ※, 注1."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="notes", verbose_name="報道発表")
    marker = models.CharField("記号", max_length=20, blank=True, help_text="例: 参考1、※、注1　括弧は付けません。")
    body = RichTextField("内容")
    order = models.PositiveIntegerField("順番", default=0)

    class Meta:
        verbose_name = "参考・注"
        verbose_name_plural = "参考・注"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.marker or "（記号なし）"


class RelatedLink(models.Model):
    """A link to more: a page, a PDF, a video."""

    class Media(models.TextChoices):
        PAGE = "page", "ページ"
        PDF = "pdf", "PDF"
        FILE = "file", "その他のファイル"
        VIDEO = "video", "動画"

    release = models.ForeignKey(Release, models.CASCADE, related_name="links", verbose_name="報道発表")
    intro = models.CharField(
        "前書き", max_length=200, blank=True, help_text="例: 関東総合通信局 報道資料（令和2年10月29日）"
    )
    label = models.CharField(
        "リンクの文字", max_length=200, help_text="行き先が分かる言葉にします。「こちら」は避けます。"
    )
    url = models.CharField("アドレス", max_length=500, validators=[link_address])
    media = models.CharField("行き先の種類", max_length=10, choices=Media.choices, default=Media.PAGE)
    size = models.PositiveBigIntegerField(
        "ファイルの大きさ（バイト）", null=True, blank=True, help_text="PDF などのファイルだけ。例: 1780000"
    )
    new_window = models.BooleanField("別ウィンドウで開く", default=False, help_text="その旨をページに表示します。")
    order = models.PositiveIntegerField("順番", default=0)

    class Meta:
        verbose_name = "関連リンク"
        verbose_name_plural = "関連リンク"
        ordering = ["order", "pk"]
        constraints = [
            PlainCheck(
                condition=Q(size__isnull=True) | Q(size__gt=0),
                name="link_size_is_positive",
                violation_error_message="ファイルの大きさは1以上の数で入力してください。",
            )
        ]

    def __str__(self):
        return self.label


class Transition(models.Model):
    """One step in a release's life: who, when, from where to where, and why."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="transitions", verbose_name="報道発表")
    name = models.CharField("手続", max_length=20)
    from_state = models.CharField("前の状態", max_length=20, choices=State.choices)
    to_state = models.CharField("後の状態", max_length=20, choices=State.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="行った人")
    at = models.DateTimeField("日時")
    comment = models.TextField("理由・コメント", blank=True)
    accepted = models.TextField("残した指摘と、その理由", blank=True)

    class Meta:
        verbose_name = "手続の記録"
        verbose_name_plural = "手続の記録"
        # As they were taken, whatever the clock said.
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"
