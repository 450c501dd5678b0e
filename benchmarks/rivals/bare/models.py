from django.conf import settings
from django.db import models
from django.utils.functional import cached_property


class Release(models.Model):
    year = models.PositiveSmallIntegerField()
    slug = models.CharField(max_length=60)
    ministry = models.CharField(max_length=60)
    bureau = models.CharField(max_length=60)
    series = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    address = models.CharField(max_length=200)
    ancestors = models.JSONField()
    kind = models.CharField(max_length=40)
    categories = models.JSONField()
    release_date = models.DateField()
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    correction = models.TextField()
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200)
    description = models.TextField()
    lead = models.TextField()
    event_title = models.CharField(max_length=200)
    event_code = models.CharField(max_length=20)
    theme = models.CharField(max_length=200)
    held_on = models.DateField(null=True)
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    place = models.CharField(max_length=200)
    is_online = models.BooleanField()
    organisers = models.JSONField()
    audience = models.CharField(max_length=200)
    purpose = models.TextField()
    survey_intro = models.TextField()
    counts = models.JSONField()
    closing = models.TextField()
    notes = models.JSONField()
    videos = models.JSONField()
    links = models.JSONField()
    short_code = models.CharField(max_length=20)
    division = models.TextField()
    persons = models.JSONField()
    tel = models.CharField(max_length=40)
    fax = models.CharField(max_length=40)
    email = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "slug"], name="bare_release_address")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/e-komfo/{self.year}/{self.slug}.html"

    @cached_property
    def full_title(self):
        return f"{self.title} {self.subtitle}".strip()


class Part(models.Model):
    release = models.ForeignKey(Release, models.CASCADE, related_name="%(class)ss")
    order = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ["order"]


class Session(Part):
    heading = models.CharField(max_length=120)
    topic = models.CharField(max_length=200)
    intro = models.TextField()
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    summary = models.TextField()


class Speaker(models.Model):
    name = models.CharField(max_length=80)
    kana = models.CharField(max_length=120)


class Billing(models.Model):
    session = models.ForeignKey(Session, models.CASCADE, related_name="billings")
    speaker = models.ForeignKey(Speaker, models.CASCADE)
    order = models.PositiveIntegerField()
    affiliation = models.CharField(max_length=200)
    position = models.CharField(max_length=200)
    honorific = models.CharField(max_length=10)

    class Meta:
        ordering = ["order"]


class Photo(models.Model):
    session = models.ForeignKey(Session, models.CASCADE, related_name="photos")
    order = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.TextField()
    caption = models.TextField()
    formats = models.JSONField()

    class Meta:
        ordering = ["order"]

    def url(self, width, kind):
        return f"/e-komfo/photos/{self.key}/{width}.{kind}"

    def srcset(self, kind):
        return ", ".join(f"{self.url(width, kind)} {width}w" for width in self.formats[kind])

    @cached_property
    def sources(self):
        """MIME type and srcset of each format but the one that every browser knows."""
        return [(f"image/{kind}", self.srcset(kind)) for kind in ("avif", "webp") if kind in self.formats]

    @cached_property
    def jpegs(self):
        return self.srcset("jpg")

    @cached_property
    def shown(self):
        return self.url(960, "jpg")

    @cached_property
    def largest(self):
        return settings.SITE_URL + self.url(self.formats["jpg"][-1], "jpg")


class Comment(Part):
    text = models.TextField()
