from django.conf import settings
from django.db import models
from facts import structured_data
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page


class PhotoBlock(blocks.StructBlock):
    image = ImageChooserBlock()
    alt = blocks.CharBlock(required=False)
    caption = blocks.TextBlock(required=False)


class SpeakerBlock(blocks.StructBlock):
    affiliation = blocks.CharBlock(required=False)
    position = blocks.CharBlock(required=False)
    name = blocks.CharBlock()
    kana = blocks.CharBlock(required=False)
    honorific = blocks.CharBlock(required=False)


class SessionBlock(blocks.StructBlock):
    heading = blocks.CharBlock()
    topic = blocks.CharBlock(required=False)
    intro = blocks.TextBlock(required=False)
    starts = blocks.TimeBlock(required=False)
    ends = blocks.TimeBlock(required=False)
    speakers = blocks.ListBlock(SpeakerBlock())
    summary = blocks.RichTextBlock(required=False)
    photos = blocks.ListBlock(PhotoBlock())

    class Meta:
        template = "session.html"


class NoteBlock(blocks.StructBlock):
    marker = blocks.CharBlock(required=False)
    body = blocks.RichTextBlock()

    class Meta:
        template = "note.html"


class LinkBlock(blocks.StructBlock):
    label = blocks.CharBlock()
    url = blocks.CharBlock()
    intro = blocks.TextBlock(required=False)
    size = blocks.IntegerBlock(required=False)
    new_window = blocks.BooleanBlock(required=False)


class HomePage(Page):
    template = "home.html"


class YearPage(Page):
    template = "year.html"

    def get_context(self, request):
        releases = ReleasePage.objects.child_of(self).live().order_by("-release_date", "-pk")
        return {**super().get_context(request), "releases": releases}


class ReleasePage(Page):
    template = "release_page.html"

    year = models.PositiveSmallIntegerField()
    ministry = models.CharField(max_length=60)
    bureau = models.CharField(max_length=60)
    series = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    address = models.CharField(max_length=200)
    ancestors = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=40)
    categories = models.JSONField(default=list, blank=True)
    release_date = models.DateField()
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    correction = models.TextField(blank=True)
    subtitle = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    lead = RichTextField(blank=True)
    event_title = models.CharField(max_length=200, blank=True)
    event_code = models.CharField(max_length=20, blank=True)
    theme = models.CharField(max_length=200, blank=True)
    held_on = models.DateField(null=True, blank=True)
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    is_online = models.BooleanField(default=False)
    organisers = models.JSONField(default=list, blank=True)
    audience = models.CharField(max_length=200, blank=True)
    purpose = RichTextField(blank=True)
    sessions = StreamField([("session", SessionBlock())], blank=True)
    survey_intro = models.TextField(blank=True)
    comments = StreamField([("comment", blocks.TextBlock())], blank=True)
    counts = models.JSONField(default=list, blank=True)
    closing = RichTextField(blank=True)
    notes = StreamField([("note", NoteBlock())], blank=True)
    videos = models.JSONField(default=list, blank=True)
    links = StreamField([("link", LinkBlock())], blank=True)
    short_code = models.CharField(max_length=20, blank=True)
    division = models.TextField(blank=True)
    persons = models.JSONField(default=list, blank=True)
    tel = models.CharField(max_length=40, blank=True)
    fax = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=100, blank=True)

    @property
    def full_title(self):
        return f"{self.title} {self.subtitle}".strip()

    def get_context(self, request):
        sessions = [block.value for block in self.sessions]
        page = settings.WAGTAILADMIN_BASE_URL + self.get_url(request)
        images = [
            settings.WAGTAILADMIN_BASE_URL + photo["image"].get_rendition("width-1600|format-jpeg").url
            for session in sessions
            for photo in session["photos"]
        ]
        return {
            **super().get_context(request),
            "site": settings.WAGTAILADMIN_BASE_URL,
            "canonical": page,
            "structured_data": structured_data(self, sessions, images, page=page, site=settings.WAGTAILADMIN_BASE_URL),
            "older": self.get_prev_siblings().live().first(),
            "newer": self.get_next_siblings().live().first(),
        }
