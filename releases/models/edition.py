"""Editions: what was approved, kept for ever, and the one door through which the public reads."""

from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils import timezone

from bureau.models import Alert
from releases import addresses
from releases.document import ReleaseDocument, digest_of, load
from releases.models.release import Release
from releases.models.site import SiteChange
from releases.used_values import used_values


class PublicMoments(NamedTuple):
    """``last`` only grows, also when a back-dated release, a correction or a withdrawal comes: a fit validator.

    ``at`` is the moment that they were seen from.
    """

    last: datetime | None
    next: datetime | None
    at: datetime | None = None


class LegacyFile(models.Func):
    """The last part of ``legacy_path``: the file's name. Without parameters, since an index is told by its words."""

    template = "REPLACE(%(expressions)s, RTRIM(%(expressions)s, REPLACE(%(expressions)s, '/', '')), '')"
    output_field = models.CharField()

    def __init__(self):
        super().__init__(F("legacy_path"))


class NoWayIn(models.Func):
    """A column that nearly every row passes by: SQLite would take its index for a short way to the rows."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler, connection):
        return self.as_sql(compiler, connection, template="+%(expressions)s")


class IsForm(models.Func):
    """Whether an edition is a page, or the notice of a withdrawal, in the words of the index that holds only those.

    A parameter in its place would have SQLite plan the query anew each time that it is asked.
    """

    template = "%(expressions)s = '%(form)s'"
    output_field = models.BooleanField()

    def __init__(self, form: "Edition.Form"):
        super().__init__(F("form"), form=form.value)


class EditionQuerySet(models.QuerySet):
    def live(self, at=None):
        """Editions in force at the moment ``at`` (now): pages and withdrawal notices."""
        at = at or timezone.now()
        has_begun = LessThanOrEqual(NoWayIn("live_from"), at)
        return self.filter(Q(live_until__isnull=True) | Q(live_until__gt=at), has_begun)

    def pages(self):
        """Only editions that are a page, not the notice of a withdrawal."""
        return self.filter(IsForm(Edition.Form.PAGE))

    def notices(self):
        return self.filter(IsForm(Edition.Form.NOTICE))

    def newest_first(self):
        return self.order_by("-release_date", "-release_id")

    def older_than(self, release_date, release_id):
        """Those that come after this place in ``newest_first``."""
        before = Q(release_date__lt=release_date) | Q(release_date=release_date, release_id__lt=release_id)
        # The plain bound says the same once more: it is what the search in the index begins at.
        return self.filter(before, release_date__lte=release_date)

    def newer_than(self, release_date, release_id):
        """Those that come before this place in ``newest_first``."""
        behind = Q(release_date__gt=release_date) | Q(release_date=release_date, release_id__gt=release_id)
        return self.filter(behind, release_date__gte=release_date)

    def told_changes(self, release_id, number):
        """The changes of a page that its readers are told of, up to the edition ``number``, the first one first."""
        told = (Edition.ChangeKind.ERRATUM, Edition.ChangeKind.ADDITION, Edition.ChangeKind.REPLACEMENT)
        earlier = self.filter(release_id=release_id, number__lte=number, change_kind__in=told)
        return earlier.exclude(live_until=F("live_from")).without_document().order_by("number")

    def newest_of_event(self, at=None):
        """Of the editions that tell of one event and are in force at ``at`` only the newest page, else the newest notice."""
        others = self.model.objects.live(at).filter(told_event__address=OuterRef("told_event__address"))
        newer = Q(release_date__gt=OuterRef("release_date")) | Q(
            release_date=OuterRef("release_date"), release_id__gt=OuterRef("release_id")
        )
        # Of the two names of a form "page" is the greater one.
        better = others.filter(Q(form__gt=OuterRef("form")) | Q(newer, form=OuterRef("form")))
        return self.filter(~Exists(better), told_event__isnull=False)

    def with_event_changes(self, at=None):
        """Annotate ``event_changes``, how often anything public was said of the event until ``at``, and when last."""
        at = at or timezone.now()
        said = self.model.objects.filter(told_event__address=OuterRef("told_event__address"), live_from__lte=at)
        said = said.exclude(live_until=F("live_from")).order_by().values("told_event__address")
        return self.annotate(
            event_changes=Subquery(said.annotate(times=Count("pk")).values("times")),
            event_changed_at=Subquery(said.annotate(last=Max("live_from")).values("last")),
        )

    def years(self):
        """The years that any of these bears, the newest first; they must be in no order and without a slice."""
        return used_values(self, "year", self.model._meta.get_field("year"))

    def filed_under(self, aspect, code):
        """Those that are filed under a kind, a policy field (``category``) or a year."""
        return self.filter(facets__term=f"{aspect}:{code}")

    def newest_first_under(self, aspect, code):
        """``filed_under`` in the order of ``newest_first``, told by the index of what is filed."""
        return self.filed_under(aspect, code).order_by("-facets__release_date", "-release_id")

    def without_document(self):
        """For lists: all but the long text."""
        return self.defer("document")

    def moments(self, at=None) -> "PublicMoments":
        """When anything public last changed, and when it will next change by itself, seen from ``at``; one query."""
        at = at or timezone.now()
        # An approval taken back leaves live_until = live_from: an empty interval, which changes nothing.
        stamps = self.exclude(live_until=F("live_from"))
        # Each is the first entry of an index, however many editions there are.
        firsts = {
            "began": stamps.filter(live_from__lte=at).order_by("-live_from").values("live_from"),
            "ended": stamps.filter(live_until__lte=at).order_by("-live_until").values("live_until"),
            # What an archive brings is in force since long ago, and yet new here.
            "recorded": stamps.filter(live_from__lte=at).order_by("-approved_at").values("approved_at"),
            "begins": stamps.filter(live_from__gt=at).order_by("live_from").values("live_from"),
            "ends": stamps.filter(live_until__gt=at).order_by("live_until").values("live_until"),
        }
        alerts = Alert.objects.order_by()
        firsts |= {
            "alert_began": alerts.filter(starts_at__lte=at).order_by("-starts_at").values("starts_at"),
            "alert_ended": alerts.filter(ends_at__lte=at).order_by("-ends_at").values("ends_at"),
            "alert_changed": alerts.filter(changed_at__lte=at).order_by("-changed_at").values("changed_at"),
            "alert_begins": alerts.filter(starts_at__gt=at).order_by("starts_at").values("starts_at"),
            "alert_ends": alerts.filter(ends_at__gt=at).order_by("ends_at").values("ends_at"),
        }
        one_row = SiteChange.objects.filter(pk=1).annotate(
            **{name: Subquery(rows[:1]) for name, rows in firsts.items()}
        )
        found = one_row.values(*firsts).get()
        coming = {"begins", "ends", "alert_begins", "alert_ends"}
        past = [moment for name, moment in found.items() if moment and name not in coming]
        coming = [moment for name, moment in found.items() if moment and name in coming]
        return PublicMoments(max(past, default=None), min(coming, default=None), at)


class Edition(models.Model):
    """One approved state of a release, in force from ``live_from`` until ``live_until``.

    Immutable: the database refuses to delete a row or to change any column but ``live_until``
    (releases/edition_guards.py). ``seal`` covers the row and the seal of the one before, so that the log proves itself.
    """

    class Form(models.TextChoices):
        PAGE = "page", "ページ"
        NOTICE = "notice", "取下げの告知"

    class ChangeKind(models.TextChoices):
        NONE = "", "なし"
        ERRATUM = "erratum", "誤記訂正"
        ADDITION = "addition", "追記"
        REPLACEMENT = "replacement", "差替"
        TRIFLE = "trifle", "軽微な修正（表示しない）"

    release = models.ForeignKey(Release, models.PROTECT, related_name="editions", verbose_name="報道発表")
    release_uid = models.UUIDField("報道発表の識別子", db_index=True)
    number = models.PositiveIntegerField("版")
    form = models.CharField("形", max_length=10, choices=Form.choices, default=Form.PAGE)
    digest = models.CharField("文書のSHA-256", max_length=64)
    page_digest = models.CharField("表示したページのSHA-256", max_length=64, blank=True)
    previous_seal = models.CharField("前の版の封印", max_length=64, blank=True)
    seal = models.CharField("封印", max_length=64)
    series_path = models.CharField("シリーズのアドレス", max_length=120)
    year = models.PositiveSmallIntegerField("年")
    slug = models.CharField("アドレス", max_length=60)
    legacy_path = models.CharField("旧アドレス", max_length=200, blank=True)
    kind = models.CharField("種類", max_length=20)
    kind_label = models.CharField("種類の名称", max_length=40)
    release_date = models.DateField("発表日")
    title = models.CharField("表題", max_length=200)
    subtitle = models.CharField("副題", max_length=200, blank=True)
    event_uid = models.CharField("行事", max_length=36, blank=True)
    published_at = models.DateTimeField("最初の公開日時")
    live_from = models.DateTimeField("公開日時")
    live_until = models.DateTimeField("公開終了日時", null=True, blank=True)
    change_kind = models.CharField("変更の種類", max_length=20, choices=ChangeKind.choices, blank=True)
    change_note = models.TextField("変更の説明", blank=True)
    shown_anew_at = models.DateTimeField("フィードでの更新日時")
    is_urgent = models.BooleanField("緊急公開", default=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="最終編集者"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="承認者"
    )
    approved_at = models.DateTimeField("承認日時")
    # The last column: SQLite reads past a long text to reach what stands behind it.
    document = models.JSONField("文書")

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "公開版"
        verbose_name_plural = "公開版"
        ordering = ["-release_date", "-release_id", "-number"]
        indexes = [
            # What is in force is told from the index alone, without a look at the rows and their documents.
            models.Index(fields=["year", "slug", "live_from", "live_until"], name="edition_by_address"),
            models.Index(
                fields=["-release_date", "-release", "live_from", "live_until", "form"], name="edition_newest_first"
            ),
            models.Index(
                fields=["year", "-release_date", "-release", "live_from", "live_until", "form"], name="edition_in_year"
            ),
            models.Index(fields=["year", "-live_from", "live_until", "form"], name="edition_change_in_year"),
            models.Index(fields=["live_from", "live_until", "approved_at"], name="edition_by_start"),
            models.Index(
                fields=["-live_from", "live_until"], name="edition_notice_by_start", condition=Q(form="notice")
            ),
            models.Index(fields=["-published_at", "-release"], name="edition_by_publication"),
            models.Index(
                fields=["live_until", "live_from"], name="edition_by_end", condition=Q(live_until__isnull=False)
            ),
            models.Index(fields=["approved_at", "live_from", "live_until"], name="edition_by_approval"),
            models.Index(fields=["event_uid", "live_from", "live_until"], name="edition_of_event"),
            models.Index(fields=["legacy_path"], name="edition_by_legacy_path", condition=~Q(legacy_path="")),
            models.Index(LegacyFile(), name="edition_by_legacy_file", condition=~Q(legacy_path="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="edition_number_is_unique"),
            models.UniqueConstraint(
                fields=["release"], condition=Q(live_until__isnull=True), name="one_open_edition_per_release"
            ),
            models.CheckConstraint(
                condition=Q(live_until__isnull=True) | GreaterThanOrEqual(F("live_until"), F("live_from")),
                name="edition_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_number_from_one"),
        ]

    def __str__(self):
        return f"{self.title}（第{self.number}版）"

    @property
    def path(self) -> str:
        """The page's address on this site."""
        return addresses.release_page(self.series_path, self.year, self.slug)

    @property
    def is_empty(self) -> bool:
        """Whether its approval was taken back before its minute: it was never public and never will be."""
        return self.live_until == self.live_from

    def sealed(self) -> str:
        """SHA-256 (hex) over all that never changes in the row, the seal of the edition before included."""
        return digest_of(
            {
                "previous": self.previous_seal,
                "release": str(self.release_uid),
                "number": self.number,
                "form": self.form,
                "document": self.digest,
                "page": self.page_digest,
                "published_at": self.published_at.astimezone(UTC).isoformat(),
                "live_from": self.live_from.astimezone(UTC).isoformat(),
                "change": [self.change_kind, self.change_note],
                "shown_anew_at": self.shown_anew_at.astimezone(UTC).isoformat(),
                "urgent": self.is_urgent,
                "edited_by": self.edited_by_id,
                "approved_by": self.approved_by_id,
                "approved_at": self.approved_at.astimezone(UTC).isoformat(),
            }
        )

    @property
    def content(self) -> ReleaseDocument:
        """The document as a typed value."""
        return load(self.document)


class EditionPhoto(models.Model):
    """Which photo keys an edition shows: asked each time before a photo's bytes are handed out."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="shown_photos")
    key = models.CharField("写真のキー", max_length=64)

    class Meta:
        verbose_name = "公開版の写真"
        verbose_name_plural = "公開版の写真"
        constraints = [models.UniqueConstraint(fields=["key", "edition"], name="photo_once_per_edition")]

    def __str__(self):
        return self.key


class EditionAttachment(models.Model):
    """Which attached files an edition names: asked each time before a file's bytes are handed out."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="named_attachments")
    key = models.CharField("資料のキー", max_length=64)

    class Meta:
        verbose_name = "公開版の資料"
        verbose_name_plural = "公開版の資料"
        constraints = [models.UniqueConstraint(fields=["key", "edition"], name="attachment_once_per_edition")]

    def __str__(self):
        return self.key
