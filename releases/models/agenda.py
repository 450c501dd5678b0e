"""What editions say of events and lectures, laid out for lists, and the short addresses of releases and events.

All of it is written with the edition and can be made anew from the documents; only short addresses are promises.
"""

from django.db import models

from releases.models.edition import Edition


class ShortAddress(models.Model):
    """The short name of a release or an event by its permanent identifier; given once, kept for ever."""

    uid = models.UUIDField("識別子", unique=True)
    code = models.CharField("短い名前", max_length=26, unique=True)

    class Meta:
        verbose_name = "短いアドレス"
        verbose_name_plural = "短いアドレス"

    def __str__(self):
        return self.code


class EditionEvent(models.Model):
    """The event that an edition tells of; of a withdrawal's notice, the one that its page told of.

    ``facts`` is an EventFacts without programme; of a notice, nothing but its own title and the former days. ``year``
    is that of the first day, or of the release where no day is stated.
    """

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="told_event")
    address = models.ForeignKey(ShortAddress, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年")
    first_day = models.DateField("初日", null=True)
    last_day = models.DateField("最終日", null=True)
    facts = models.JSONField("概要")

    class Meta:
        verbose_name = "公開版の行事"
        verbose_name_plural = "公開版の行事"
        indexes = [
            models.Index(fields=["year", "first_day"], name="edition_event_by_year"),
            models.Index(fields=["last_day"], name="edition_event_by_end"),
        ]

    def __str__(self):
        return self.facts["title"]


class EditionLecture(models.Model):
    """A session with a topic (演題) as an edition tells of it."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="lectures")
    order = models.PositiveIntegerField("順番")
    heading = models.CharField("見出し", max_length=120)
    topic = models.CharField("演題", max_length=200)
    held_on = models.DateField("開催日", null=True)

    class Meta:
        verbose_name = "公開版の講演"
        verbose_name_plural = "公開版の講演"
        constraints = [models.UniqueConstraint(fields=["edition", "order"], name="lecture_once_per_edition")]

    def __str__(self):
        return self.topic


class EditionBilling(models.Model):
    """Who gave a lecture, as billed on that day.

    ``reading_key`` sorts in the order of the kana on every database; it and ``row`` are empty without a stated reading.
    """

    lecture = models.ForeignKey(EditionLecture, models.CASCADE, related_name="billings")
    order = models.PositiveIntegerField("順番")
    name = models.CharField("氏名", max_length=80)
    kana = models.CharField("ふりがな", max_length=120, blank=True)
    row = models.CharField("行", max_length=2, blank=True)
    reading_key = models.CharField("並び順", max_length=600, blank=True)
    affiliation = models.CharField("所属", max_length=200, blank=True)
    position = models.CharField("役職", max_length=200, blank=True)
    role = models.CharField("役割", max_length=40, blank=True)
    honorific = models.CharField("敬称", max_length=10, blank=True)

    class Meta:
        verbose_name = "公開版の登壇者"
        verbose_name_plural = "公開版の登壇者"
        indexes = [models.Index(fields=["row", "reading_key", "name"], name="billing_by_reading")]
        constraints = [models.UniqueConstraint(fields=["lecture", "order"], name="billing_once_per_lecture")]

    def __str__(self):
        return self.name
