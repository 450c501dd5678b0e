from django.db import models


class Release(models.Model):
    year = models.PositiveSmallIntegerField()
    slug = models.CharField(max_length=60)
    bureau = models.CharField(max_length=60)
    series = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    release_date = models.DateField()
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200)
    director = models.CharField(max_length=80)
    lead = models.TextField()
    place = models.CharField(max_length=200)
    held_on = models.DateField(null=True)
    closing = models.TextField()
    division = models.TextField()
    tel = models.CharField(max_length=40)
    fax = models.CharField(max_length=40)
    email = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "slug"], name="bare_release_address")]

    def __str__(self):
        return self.title


class Part(models.Model):
    release = models.ForeignKey(Release, models.CASCADE, related_name="%(class)ss")
    order = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ["order"]


class Session(Part):
    heading = models.CharField(max_length=120)
    topic = models.CharField(max_length=200)
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

    class Meta:
        ordering = ["order"]


class Comment(Part):
    text = models.TextField()


class Note(Part):
    marker = models.CharField(max_length=40)
    body = models.TextField()


class Link(Part):
    label = models.CharField(max_length=200)
    url = models.CharField(max_length=400)
