"""Screens for events: facts, programme with speakers, survey; and for the people who speak."""

from functools import partial

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Count as CountOf
from django.db.models import F, Prefetch, Q, Value
from django.db.models.functions import Replace
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils.html import format_html

from bureau.editing.admin import RememberingAdmin
from bureau.editing.forms import ChoiceOf, KnownAutocomplete, NestingRowForm, RowForm
from bureau.editing.rows import NestedRows, NestingFormSet, Outline, Rows, plain_field
from events.models import (
    Appearance,
    Count,
    Event,
    EventDay,
    Organiser,
    Session,
    SessionKind,
    Speaker,
    SurveyComment,
    Video,
)


class DayRows(Rows):
    model = EventDay
    is_table = True
    min_num = 0
    add_label = "開催日を追加"


class OrganiserRows(Rows):
    model = Organiser
    is_table = True
    add_label = "団体を追加"


class CountRows(Rows):
    model = Count
    is_table = True
    add_label = "人数などを追加"
    intro = "申込者、参加者、招待者などは別の数です。何の数かを書いて分けてください。"


class VideoRows(Rows):
    model = Video
    is_table = True
    add_label = "動画を追加"


class CommentRows(Rows):
    model = SurveyComment
    fieldsets = [
        (None, {"fields": ["text", "is_cleared"]}),
        ("書かれたままの文", {"fields": ["verbatim"], "classes": ["collapse"]}),
    ]
    add_label = "意見を追加"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("text", "verbatim"):
            field.widget.attrs["rows"] = 2
        return field


def _appearance_field(db_field, **kwargs):
    if db_field.name == "order":
        return forms.IntegerField(min_value=0, initial=0, required=False, label="順番")
    if db_field.name == "speaker":
        site = admin.site
        widget = KnownAutocomplete(db_field, site, attrs={"data-placeholder": "氏名かふりがなを入力"})
        wrapped = RelatedFieldWidgetWrapper(
            widget, db_field.remote_field, site, can_add_related=True, can_change_related=True
        )
        return db_field.formfield(**{**kwargs, "widget": wrapped, "form_class": ChoiceOf})
    return plain_field(db_field.formfield(**kwargs))


class SessionFormSet(NestingFormSet):
    nested_rows = NestedRows(
        Session,
        Appearance,
        name="appearances",
        fields=["speaker", "affiliation", "position", "honorific", "role", "on_behalf_of", "order"],
        form=RowForm,
        formfield_callback=_appearance_field,
    )


class SessionRows(Rows):
    model = Session
    form = NestingRowForm
    formset = SessionFormSet
    add_label = "プログラムを追加"
    outlines = tuple(
        Outline(label, tuple({"kind": kind} for kind in kinds.split()))
        for label, kinds in (
            ("セミナー・講演会", "開会挨拶 基調講演 事例報告 事例報告 質疑応答 閉会挨拶"),
            ("シンポジウム", "開会挨拶 来賓挨拶 基調講演 パネルディスカッション 閉会挨拶"),
            ("記念式典・表彰式", "式辞 祝辞 表彰 記念講演"),
            ("説明会", "開会挨拶 説明 質疑応答"),
            ("教室・体験", "説明 実演・体験"),
        )
    )

    def get_queryset(self, request):
        people = Prefetch("appearances", Appearance.objects.select_related("speaker"))
        return super().get_queryset(request).select_related("kind").prefetch_related(people)

    @property
    def media(self):
        return super().media + SessionFormSet.nested_rows.formset_class.form().media

    fieldsets = [
        (None, {"fields": ["kind", "heading", "topic", "starts_at", "ends_at", "intro", "summary"]}),
    ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "intro":
            field.widget.attrs["rows"] = 2
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "kind":
            # One list for all rows, read once.
            field.error_messages["required"] = "種別を選んでください。"
            field.choices = [("", "種別を選ぶ"), *((kind.pk, kind.label) for kind in _kinds(request))]
            field.known = lambda: {str(kind.pk): kind for kind in _kinds(request)}
        return field


def _kinds(request) -> list[SessionKind]:
    if not hasattr(request, "session_kinds"):
        request.session_kinds = list(SessionKind.objects.all())
    return request.session_kinds


@admin.register(Event)
class EventAdmin(RememberingAdmin):
    change_form_template = "admin/events/event/change_form.html"
    list_display = ["title", "first_day", "mode", "place", "release_count"]
    list_filter = ["mode"]
    search_fields = ["title", "theme", "place"]
    date_hierarchy = "days__date"
    inlines = [DayRows, OrganiserRows, SessionRows, CommentRows, CountRows, VideoRows]
    fieldsets = [
        ("行事の事実", {"fields": ["title", "theme", "mode", "place", "audience", "purpose"]}),
        ("アンケート", {"fields": ["survey_intro"]}),
    ]
    parts = ["行事の事実", DayRows, OrganiserRows, SessionRows, "アンケート", CommentRows, CountRows, VideoRows]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(releases_made=CountOf("releases", distinct=True, filter=Q(releases__discarded_at__isnull=True)))
            .prefetch_related("days")
        )

    @admin.display(description="開催日")
    def first_day(self, event):
        days = list(event.days.all())
        return days[0].date if days else "―"

    @admin.display(description="報道発表", ordering="releases_made")
    def release_count(self, event):
        url = reverse("admin:releases_release_changelist")
        return format_html('<a href="{}?event__id__exact={}">{}件</a>', url, event.pk, event.releases_made)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "survey_intro":
            field.widget.attrs["rows"] = 2
        return field


_BLANKS = (" ", "\u3000")


def _without_blanks(name: str):
    expression = F(name)
    for blank in _BLANKS:
        expression = Replace(expression, Value(blank), Value(""))
    return expression


def _shifted(text: str, first: str, last: str, offset: int) -> str:
    return "".join(chr(ord(letter) + offset) if first <= letter <= last else letter for letter in text)


to_hiragana = partial(_shifted, first="ァ", last="ヶ", offset=-96)
to_katakana = partial(_shifted, first="ぁ", last="ゖ", offset=96)


@admin.register(Speaker)
class SpeakerAdmin(admin.ModelAdmin):
    list_display = ["name", "kana", "is_own_side", "last_post"]
    list_filter = ["is_own_side"]
    search_fields = ["name", "kana"]
    search_help_text = "氏名でも、ふりがな（ひらがな・カタカナ）でも探せます。空白は要りません。"

    def get_urls(self):
        view = self.admin_site.admin_view(self.last_appearance)
        return [path("<int:pk>/last-appearance/", view, name="events_speaker_last_appearance"), *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("appearances__session__event")

    @admin.display(description="最近の所属と役職")
    def last_post(self, speaker):
        last = _last_appearance(speaker)
        return f"{last.affiliation} {last.position}".strip() if last else "―"

    def get_search_results(self, request, queryset, search_term):
        term = "".join(search_term.split()).replace("\u3000", "")
        if not term:
            return queryset, False
        found = queryset.alias(bare_name=_without_blanks("name"), bare_kana=_without_blanks("kana")).filter(
            Q(bare_name__icontains=term)
            | Q(bare_kana__contains=to_hiragana(term))
            | Q(bare_kana__contains=to_katakana(term))
        )
        return found, False

    def last_appearance(self, request, pk):
        """JSON: affiliation and position of the speaker's last appearance, as a suggestion for the next."""
        if not request.user.has_perm("events.view_speaker"):
            raise PermissionDenied
        speaker = self.get_queryset(request).filter(pk=pk).first()
        last = speaker and _last_appearance(speaker)
        answer = {"affiliation": last.affiliation, "position": last.position} if last else {}
        return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})


def _last_appearance(speaker: Speaker) -> Appearance | None:
    return max(speaker.appearances.all(), key=lambda appearance: appearance.pk, default=None)


@admin.register(SessionKind)
class SessionKindAdmin(admin.ModelAdmin):
    list_display = ["label", "code", "order"]
    list_editable = ["order"]
