"""The screen for a release: everything that its page says, but for the event's own facts."""

import re
from functools import cache

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.html import format_html

from bureau.admin import ContactAdmin
from bureau.editing.admin import RememberingAdmin
from bureau.editing.forms import KnownAutocomplete
from bureau.editing.rows import Outline, Rows
from bureau.editing.trial import Unheard
from bureau.models import Bureau, Contact
from bureau.templatetags.people import staff_name
from events.admin import EventAdmin as PlainEventAdmin
from events.admin import SpeakerAdmin
from events.models import Event, Session, Speaker
from releases import addresses, lifecycle, trial_views
from releases.compose import compose
from releases.forms import AttachmentForm, PhotoForm, ReleaseForm
from releases.found_pages import FoundPages
from releases.listfilters import CategoryFilter, YearFilter
from releases.models import Attachment, Category, Edition, Note, OfficialWord, Photo, RelatedLink, Release, Section
from releases.search import index
from releases.search.desk import releases_with
from releases.search.query import read


class SectionRows(Rows):
    model = Section
    fields = ["heading", "placement", "body"]
    add_label = "節を追加"
    outlines = tuple(
        Outline(label, tuple({"heading": heading} for heading in headings.split()))
        for label, headings in (
            ("開催のお知らせ", "目的 内容 参加の申込み"),
            ("表彰", "表彰の内容 受賞された方々"),
            ("出展", "展示の内容 会場の様子"),
            ("訓練・演習", "訓練の目的 訓練の内容 参加した機関"),
            ("周知・啓発", "取組の内容 期間中の催し"),
            ("開催中止", "中止の理由 申込みをされた方へ"),
        )
    )
    intro = "プログラムのほかに、見出しを付けて書くことがあれば追加します。"


class NoteRows(Rows):
    model = Note
    fields = ["marker", "body"]
    add_label = "参考・注を追加"


class LinkRows(Rows):
    model = RelatedLink
    fields = ["label", "url", "intro", "media", "size", "new_window"]
    add_label = "関連リンクを追加"


class PhotoRows(Rows):
    model = Photo
    form = PhotoForm
    template = "admin/rows/photos.html"
    add_label = "写真の欄を追加"
    intro = (
        "写真をまとめて選ぶと、1枚ずつの欄ができます。代替テキストは、写真を見られない人に読み上げられます。"
        "行事を選び直したり、節を追加したりしたときは、一度保存すると、置き場所に選べます。"
    )
    fieldsets = [
        (None, {"fields": ["upload", "stored", "alt", "caption", "session", "section"]}),
        ("詳細（切り抜くときの中心）", {"fields": ["focal_x", "focal_y"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("file", "session__kind", "section")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.user = request.user
        return formset

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        release = getattr(request, "edited_release", None)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "session":
            # The event as the form says it now, which may be another one than is saved.
            chosen = request.POST.get("event") or request.GET.get("event") or (release and release.event_id)
            sessions = Session.objects.filter(event_id=chosen if str(chosen).isdecimal() else None)
            field.queryset = sessions.select_related("kind")
            field.empty_label = "（リード文の下）"
        else:
            field.queryset = release.sections.all() if release else Section.objects.none()
            field.empty_label = "（なし）"
        # One list for all rows, read once, and only where a row is drawn.
        offered = cache(lambda: {str(row.pk): row for row in field.queryset})
        field.known = offered
        field.choices = cache(lambda: [("", field.empty_label), *((row.pk, str(row)) for row in offered().values())])
        return field


class AttachmentRows(Rows):
    model = Attachment
    form = AttachmentForm
    template = "admin/rows/attachments.html"
    add_label = "資料の欄を追加"
    intro = (
        "ページの「資料」に、PDFファイルへのリンクとして並びます。公開の日時まで、ファイルも公開されません。"
        "局のほかのページにある資料は、下の「関連リンク」に書きます。"
    )
    fieldsets = [(None, {"fields": ["upload", "stored", "title"]})]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("file")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.user = request.user
        return formset


@admin.register(Release)
class ReleaseAdmin(RememberingAdmin):
    form = ReleaseForm
    change_form_template = "admin/releases/release/change_form.html"
    list_display = ["title", "release_date", "kind", "state_label", "page_link", "edited"]
    list_filter = ["state", "kind", YearFilter, CategoryFilter]
    list_select_related = ["edited_by"]
    search_fields = ["title", "subtitle", "slug"]
    search_help_text = (
        "本文、登壇者とその読みも含めて、ページの言葉から探します。「0108si」のようなアドレスでも探せます。"
    )
    # How many there are in all, next to how many were found, would cost a look at every release.
    show_full_result_count = False
    autocomplete_fields = ["event", "assignee"]
    inlines = [SectionRows, PhotoRows, NoteRows, AttachmentRows, LinkRows]
    fieldsets = [
        ("基本", {"fields": ["kind", "title", "subtitle", ("release_date", "slug"), "event"]}),
        ("リード文", {"fields": ["lead"]}),
        ("結び", {"fields": ["closing"]}),
        ("連絡先と分類", {"fields": ["contact", "categories", "assignee"]}),
        ("以前のサイトでのアドレス", {"fields": ["legacy_path"], "classes": ["collapse"]}),
    ]
    parts = ["基本", "リード文", SectionRows, PhotoRows, "結び", NoteRows, AttachmentRows, LinkRows, "連絡先と分類"]

    # Lists

    def get_queryset(self, request):
        log = Prefetch("editions", Edition.objects.without_document(), to_attr="log")
        return super().get_queryset(request).filter(discarded_at__isnull=True).prefetch_related(log)

    def get_search_results(self, request, queryset, search_term):
        query = read(search_term)
        if query.trouble:
            messages.warning(request, query.trouble)
            return queryset.none(), False
        return (releases_with(query, queryset) if query.wanted else queryset), False

    def get_paginator(self, request, queryset, per_page, *args, **kwargs):
        if not request.GET.get(SEARCH_VAR):
            return super().get_paginator(request, queryset, per_page, *args, **kwargs)
        rows = self.get_queryset(request).select_related(*self.list_select_related)
        return FoundPages(queryset, per_page, rows.order_by(*queryset.query.order_by))

    @admin.display(description="状態", ordering="state")
    def state_label(self, release):
        return lifecycle.standing(release, log=release.log).label

    @admin.display(description="最終編集", ordering="edited_at")
    def edited(self, release):
        at = timezone.localtime(release.edited_at)
        moment = date_format(at, "n月j日 H:i" if at.year == timezone.localdate().year else "Y年n月j日")
        editor = staff_name(release.edited_by) if release.edited_by else ""
        return format_html('<span class="list-moment">{}</span><span class="list-editor">{}</span>', moment, editor)

    @admin.display(description="ページ")
    def page_link(self, release):
        address = f"{release.year}/{release.slug}.html"
        live = lifecycle.standing(release, log=release.log).live
        return format_html('<a href="{}">{}</a>', live.path, address) if live else address

    # The form

    def records(self, request):
        named = ("contact", "event", "assignee", "edited_by")
        return self.get_queryset(request).select_related(*named)

    def get_object(self, request, object_id, from_field=None):
        release = super().get_object(request, object_id, from_field)
        request.edited_release = release
        return release

    def get_changeform_initial_data(self, request):
        mine = Release.objects.filter(created_by=request.user).order_by("-pk")
        kind = request.GET.get("kind", Release.Kind.REPORT)
        of_kind = Release.objects.filter(kind=kind, discarded_at__isnull=True)
        last = mine.filter(kind=kind).first() or mine.first() or of_kind.order_by("-release_date", "-pk").first()
        initial = {
            "release_date": timezone.localdate(),
            "contact": last.contact_id if last and last.contact and last.contact.is_active else None,
            "assignee": request.user.pk,
            "closing": last.closing if last and last.kind == kind else "",
        }
        event = request.GET.get("event", "")
        if event.isdecimal() and (found := Event.objects.filter(pk=event).first()):
            initial["title"] = f"「{found.title}」を開催"
        return initial | super().get_changeform_initial_data(request)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "slug":
            # Asked only where the form is drawn.
            field.widget.attrs["data-section"] = lazy(_section_sign, str)(request.user)
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = KnownAutocomplete(db_field, self.admin_site)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "contact":
            release = getattr(request, "edited_release", None)
            field.queryset = Contact.objects.filter(is_active=True)
            if release:
                field.queryset = field.queryset | Contact.objects.filter(pk=release.contact_id)
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "categories":
            field.widget = RelatedFieldWidgetWrapper(
                forms.CheckboxSelectMultiple(),
                db_field.remote_field,
                self.admin_site,
                can_add_related=request.user.has_perm("releases.add_category"),
            )
            field.widget.choices = field.choices
            field.help_text = ""
        return field

    def get_readonly_fields(self, request, obj=None):
        if obj and obj.published_address():
            return ["slug"]
        return []

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["standing"] = standing = lifecycle.standing(obj)
            context["steps"] = lifecycle.possible_steps(obj, request.user)
            context["may_publish"] = lifecycle.may_publish_at_once(obj, request.user)
            context["last_return"] = (
                obj.transitions.filter(name="send_back").first() if obj.state == "returned" else None
            )
            to_come = addresses.release_page(Bureau.current().series_path, obj.year, obj.slug)
            context["page_url"] = standing.live.path if standing.live else to_come
        name = "admin:releases_release_trial" if obj else "admin:releases_release_add_trial"
        context["trial_url"] = reverse(name, args=[obj.pk] if obj else [])
        return super().render_change_form(request, context, add, change, form_url, obj)

    # As one types

    def get_urls(self):
        view = self.admin_site.admin_view(self.trial_view)
        return [
            path("add/trial/", view, name="releases_release_add_trial"),
            path("<path:object_id>/trial/", view, name="releases_release_trial"),
            *super().get_urls(),
        ]

    def trial_view(self, request, object_id=None):
        """What the checks find in the form, and its page; nothing is saved."""
        release = self.get_object(request, object_id) if object_id else None
        allowed = self.has_change_permission(request, release) if object_id else self.has_add_permission(request)
        if not allowed or (object_id and release is None):
            raise PermissionDenied
        return trial_views.look_at(self, request, object_id, trial_views.of_release)

    # Saving

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        obj.edited_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        request.saved_document = compose(form.instance)
        if lifecycle.note_own_edit(form.instance, request.user, request.saved_document):
            messages.warning(
                request,
                "承認の後に内容が変わったため、承認を取り消しました。承認者に知らせました。もう一度確認を依頼してください。",
            )

    def response_change(self, request, obj):
        self._tell_findings(request)
        return self._after(request, obj) or super().response_change(request, obj)

    def _tell_findings(self, request):
        if isinstance(request._messages, Unheard):
            return
        found, errors = trial_views.count_of(request.saved_document)
        if found:
            before = f"（うち、公開の前に直すもの{errors}件）" if errors else ""
            messages.info(
                request, f"公開前の点検で{found}件見つかっています{before}。「点検とプレビュー」で確かめられます。"
            )

    def response_add(self, request, obj, post_url_continue=None):
        self._tell_findings(request)
        return self._after(request, obj) or super().response_add(request, obj, post_url_continue)

    def _after(self, request, obj):
        if "_preview" in request.POST:
            return redirect("life:preview", obj.pk)
        if "_steps" in request.POST:
            return redirect("life:steps", obj.pk)
        return None

    # Deleting: into the bin, from where it can come back

    def has_delete_permission(self, request, obj=None):
        if obj is not None and obj.published_address():
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request):
        return {}

    def delete_model(self, request, obj):
        lifecycle.discard(obj, request.user)

    def delete_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, object_id)
        if obj is not None and not self.has_delete_permission(request, obj):
            raise PermissionDenied("公開した報道発表は削除できません。取り下げてください。")
        if request.method == "POST" and obj is not None:
            self.delete_model(request, obj)
            messages.success(request, f"「{obj}」をごみ箱に入れました。30日の間は、ごみ箱から戻せます。")
            return HttpResponseRedirect(reverse("admin:releases_release_changelist"))
        context = {**(extra_context or {}), "deleted_objects": [], "perms_lacking": [], "protected": []}
        return super().delete_view(request, object_id, context)


_SIGN_IN_SLUG = re.compile(r"\d{4}([a-z]+)")


def _section_sign(user) -> str:
    """The letters that ``user``'s last address bears after month and day: the sign of a section; empty if none."""
    last = Release.objects.filter(created_by=user).order_by("-pk").values_list("slug", flat=True).first()
    found = _SIGN_IN_SLUG.match(last or "")
    return found[1] if found else ""


class EventWithReleasesAdmin(PlainEventAdmin):
    """The event's screen, which knows that releases tell of it."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for release in form.instance.releases.kept():
            if lifecycle.note_edit(release, request.user):
                messages.warning(
                    request,
                    f"「{release}」は承認の後に内容が変わったため、承認を取り消しました。もう一度確認を依頼してください。",
                )

    def get_urls(self):
        view = self.admin_site.admin_view(self.trial_view)
        return [
            path("add/trial/", view, name="events_event_add_trial"),
            path("<path:object_id>/trial/", view, name="events_event_trial"),
            *super().get_urls(),
        ]

    def trial_view(self, request, object_id=None):
        """What the checks find in the form, and the page that tells of the event; nothing is saved."""
        event = self.get_object(request, object_id) if object_id else None
        allowed = self.has_change_permission(request, event) if object_id else self.has_add_permission(request)
        if not allowed or (object_id and event is None):
            raise PermissionDenied
        return trial_views.look_at(self, request, object_id, trial_views.of_event)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        name = "admin:events_event_trial" if obj else "admin:events_event_add_trial"
        context["trial_url"] = reverse(name, args=[obj.pk] if obj else [])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self._write_release(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._write_release(request, obj) or super().response_change(request, obj)

    def _write_release(self, request, obj):
        if "_write_release" not in request.POST:
            return None
        return HttpResponseRedirect(f"{reverse('admin:releases_release_add')}?event={obj.pk}")


class TellsWaitingReleases:
    """For what releases share: a change of it takes back the approvals that wait for their minute."""

    releases_by = ""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            return
        for release in lifecycle.note_shared_edit(
            Release.objects.kept().filter(**{self.releases_by: obj}), request.user
        ):
            messages.warning(
                request,
                f"公開を待っている「{release}」の内容が変わるため、承認を取り消しました。もう一度確認を依頼してください。",
            )


class SharedSpeakerAdmin(TellsWaitingReleases, SpeakerAdmin):
    releases_by = "event__sessions__appearances__speaker"

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and {"name", "kana"} & set(form.changed_data):
            for release in Release.objects.kept().filter(**{self.releases_by: obj}).distinct():
                index.add_working_copy(release)


class SharedContactAdmin(TellsWaitingReleases, ContactAdmin):
    releases_by = "contact"


for shared, screen in ((Event, EventWithReleasesAdmin), (Speaker, SharedSpeakerAdmin), (Contact, SharedContactAdmin)):
    admin.site.unregister(shared)
    admin.site.register(shared, screen)


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["label", "slug", "order"]
    list_editable = ["order"]


@admin.register(OfficialWord)
class OfficialWordAdmin(admin.ModelAdmin):
    list_display = ["written", "better", "reason"]
    search_fields = ["written", "better"]
