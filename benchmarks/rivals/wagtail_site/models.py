from django.db import models
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


class HomePage(Page):
    template = "home.html"


class YearPage(Page):
    template = "year.html"

    def get_context(self, request):
        releases = ReleasePage.objects.child_of(self).live().order_by("-release_date", "-pk")
        return {**super().get_context(request), "releases": releases}


class ReleasePage(Page):
    template = "release_page.html"

    bureau = models.CharField(max_length=60)
    series = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    release_date = models.DateField()
    subtitle = models.CharField(max_length=200, blank=True)
    director = models.CharField(max_length=80, blank=True)
    lead = RichTextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    held_on = models.DateField(null=True, blank=True)
    sessions = StreamField([("session", SessionBlock())], blank=True)
    comments = StreamField([("comment", blocks.TextBlock())], blank=True)
    closing = RichTextField(blank=True)
    notes = StreamField([("note", NoteBlock())], blank=True)
    links = StreamField([("link", LinkBlock())], blank=True)
    division = models.TextField(blank=True)
    tel = models.CharField(max_length=40, blank=True)
    fax = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=100, blank=True)

    def get_context(self, request):
        older = self.get_prev_siblings().live().first()
        newer = self.get_next_siblings().live().first()
        return {**super().get_context(request), "older": older, "newer": newer}
