"""Change forms that lose nothing: an unsaved copy on the server, older versions, who else is here, joined saves.

A ModelAdmin of a model with a ``version`` field takes ``RememberingAdmin`` as its base. The form carries the version
that it was opened with; a save over a newer one is joined with it (bureau/formtree.py), and only what both changed
is shown for a choice.
"""

import copy
import re
from collections.abc import Sequence

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format

from bureau.editing.conflicts import describe
from bureau.editing.formpage import sent_by
from bureau.editing.forms import ChoiceOf, RecordForm
from bureau.editing.parts import mistakes_in, parts_of
from bureau.editing.policy import allow_editor
from bureau.editing.rows import WIDGETS, plain_field, save_rows
from bureau.formtree import Node, from_pairs, merge, only_known, to_pairs
from bureau.models.editing import Presence, SavedVersion, UnsavedCopy, subject_of
from bureau.richtext import RichTextTooDeep, sanitise
from bureau.templatetags.people import staff_name

BASE_VERSION = "_base_version"
FETCHED = "x-saved-by-fetch"
_FILE_MARK = "\x00file:"
_BETWEEN_TAGS = re.compile(r">\s+<")


def means_the_same(one: str, other: str) -> bool:
    """Whether two typed values are equal to a person: line ends and an editor's reformatting do not count."""
    if one == other:
        return True
    if "<" in one and "<" in other:
        try:
            return _plain(sanitise(one)) == _plain(sanitise(other))
        except RichTextTooDeep:
            return False
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return _BETWEEN_TAGS.sub("><", text.replace("\r\n", "\n")).strip()


class RememberingAdmin(admin.ModelAdmin):
    """See the module. Templates get ``editing``: the panel's facts.

    ``parts`` names the form's parts in the order of the page: titles of fieldsets and classes of rows.
    """

    parts: Sequence = ()

    form = RecordForm
    change_form_template = "admin/editing/change_form.html"
    formfield_overrides = WIDGETS

    class Media:
        js = [
            "editing/rows.js",
            "editing/editing.js",
            "editing/focus.js",
            "editing/suggestions.js",
            "editing/beside.js",
            "editing/choices.js",
        ]

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("add/unsaved/", self.admin_site.admin_view(self.unsaved_view), name=f"{name}_add_unsaved"),
            path("<path:object_id>/unsaved/", self.admin_site.admin_view(self.unsaved_view), name=f"{name}_unsaved"),
            path("<path:object_id>/versions/", self.admin_site.admin_view(self.versions_view), name=f"{name}_versions"),
            *super().get_urls(),
        ]

    # Opening and saving

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id and not unquote(object_id).isdecimal():
            # What is no number names nothing, and PostgreSQL takes no NUL.
            return self._get_obj_does_not_exist_redirect(request, self.opts, "")
        if request.method == "POST":
            try:
                response = self._save_whole(request, object_id, form_url, extra_context)
            except IntegrityError:
                # Somebody took the same address in this very moment: now the form's own check sees it and says so.
                for upload in request.FILES.values():
                    upload.seek(0)
                response = self._save_whole(request, object_id, form_url, extra_context)
            return _for_fetch(request, response)
        return self._open(request, object_id, form_url, extra_context or {})

    def _save_whole(self, request, object_id, form_url, extra_context):
        with transaction.atomic():
            return self._save(request, object_id, form_url, {**(extra_context or {})})

    def _open(self, request, object_id, form_url, extra_context):
        if request.GET.get("unsaved"):
            unsaved = self._unsaved(request, object_id)
            if unsaved is None:
                raise Http404
            if unsaved.base_version and unsaved.base_version != self._version(object_id):
                # Somebody saved since: restoring joins what was typed with it, as saving would have done.
                return self._joined_or_shown(request, object_id, form_url, extra_context, unsaved)
            return self._show(request, object_id, form_url, extra_context, unsaved.node, unsaved.base_version)
        if number := request.GET.get("version"):
            return self._show_version(request, object_id, form_url, extra_context, number)
        response = self._super_form(request, object_id, form_url, extra_context, self._version(object_id))
        if object_id and hasattr(response, "render"):
            response.render()
            self._remember(request, object_id, response)
        return response

    def _joined_or_shown(self, request, object_id, form_url, extra_context, unsaved):
        base = self._saved(object_id, unsaved.base_version)
        theirs = self._current(request, object_id)
        if base is None:
            return self._show(request, object_id, form_url, extra_context, unsaved.node, self._version(object_id))
        merged = merge(base, unsaved.node, theirs, means_the_same)
        context = {**extra_context, "conflicts": describe(merged.conflicts, merged.node, self.model)}
        return self._show(request, object_id, form_url, context, merged.node, self._version(object_id))

    def _show_version(self, request, object_id, form_url, extra_context, number):
        node = self._saved(object_id, int(number)) if number.isdecimal() else None
        if node is None:
            raise Http404
        messages.info(request, f"第{number}版の内容を表示しています。保存すると、この内容に戻ります。")
        restored = only_known(node, self._current(request, object_id))
        return self._show(request, object_id, form_url, extra_context, restored, self._version(object_id))

    def _save(self, request, object_id, form_url, extra_context):
        current = self._version(object_id, lock=True)
        stated = request.POST.get(BASE_VERSION, "")
        if object_id and stated.isdecimal() and int(stated) != current:
            base = self._saved(object_id, int(stated))
            if base is not None:
                refused = self._join(request, object_id, form_url, extra_context, base, current)
                if refused is not None:
                    return refused
        return self._super_form(request, object_id, form_url, extra_context, current)

    def _join(self, request, object_id, form_url, extra_context, base, current):
        """Put the union of both saves into the request; the answer that shows the conflicts if there are any."""
        files = [(name, f"{_FILE_MARK}{name}") for name in request.FILES]
        mine = from_pairs([*_pairs(request.POST), *files])
        merged = merge(base, mine, self._current(request, object_id), means_the_same)
        if merged.conflicts:
            context = {**extra_context, "conflicts": describe(merged.conflicts, merged.node, self.model)}
            response = self._show(request, object_id, form_url, context, merged.node, current, request.FILES)
            response.status_code = 409
            return response
        other = SavedVersion.objects.filter(subject=subject_of(self.model, object_id), number=current).first()
        whose = f"{staff_name(other.saved_by)}さん" if other and other.saved_by else "ほかの人"
        messages.info(request, f"編集中に{whose}が保存した内容と合わせて保存しました（{merged.joined}か所）。")
        buttons = [(name, value) for name, value in _pairs(request.POST) if name.startswith(("_", "csrf"))]
        post, files = _split(to_pairs(merged.node), request.FILES)
        request.POST = _querydict([*buttons, *post])
        request._files = files
        return None

    def _show(self, request, object_id, form_url, extra_context, node: Node, base_version: int, uploads=None):
        """The form holding ``node``, as if it had been sent and refused: nothing is saved but ``uploads``, which it keeps."""
        shown = copy.copy(request)
        shown.method = "POST"
        post, files = _split(to_pairs(node), uploads or MultiValueDict())
        shown.POST = _querydict(post)
        shown._files = files
        shown.only_shows = True
        extra_context = {**extra_context, "is_restored": True}
        response = self._super_form(shown, object_id, form_url, extra_context, base_version)
        return response.render()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        adminform, formsets = context["adminform"], context["inline_admin_formsets"]
        context["parts"] = parts_of(self.parts, adminform, formsets)
        context["mistakes"] = mistakes_in(adminform, formsets)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return plain_field(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **{"form_class": ChoiceOf, **kwargs})

    def records(self, request):
        """What a form can open, with what it shows of each."""
        return self.model._default_manager.all()

    def get_object(self, request, object_id, from_field=None):
        try:
            return self.records(request).get(pk=object_id)
        except (self.model.DoesNotExist, ValidationError, ValueError):
            return None

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if getattr(request, "only_shows", False):
            return type(form.__name__, (form,), {"is_valid": lambda self: super(form, self).is_valid() and False})
        return form

    def save_model(self, request, obj, form, change):
        if change:
            obj.version += 1
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        save_rows([formset])
        if hasattr(formset, "save_nested"):
            formset.save_nested()

    def save_related(self, request, form, formsets, change):
        # A choice of several that stands as it was would be read once more, to be compared with itself.
        if {field.name for field in self.opts.local_many_to_many} & set(form.changed_data):
            form.save_m2m()
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)
        request.saved_object = form.instance
        subject = subject_of(self.model, form.instance.pk if change else None)
        UnsavedCopy.objects.filter(subject=subject, user=request.user).delete()
        version = SavedVersion(
            subject=subject_of(self.model, form.instance.pk),
            number=form.instance.version,
            contents={},
            saved_by=request.user,
            saved_at=timezone.now(),
        )
        _write(version, ["contents", "saved_by", "saved_at"])

    def save_as_it_stands(self, request, object_id) -> None:
        """Save the form over whatever stands there; ``request.saved_object`` is set where it is not refused."""
        self._super_form(request, object_id, "", {}, self._version(object_id, lock=bool(object_id)))

    # What is remembered

    def _version(self, object_id, *, lock=False) -> int:
        """The version in force; 0 for what is being added."""
        if not object_id:
            return 0
        rows = self.model._base_manager.filter(pk=unquote(object_id))
        if lock:
            rows = rows.select_for_update()
        return rows.values_list("version", flat=True).first() or 0

    def _saved(self, object_id, number: int) -> Node | None:
        version = SavedVersion.objects.filter(subject=subject_of(self.model, object_id), number=number).first()
        return version.node if version and version.contents else None

    def _remember(self, request, object_id, response) -> None:
        """Keep the contents of the version in force, once, as its page shows them."""
        number = response.context_data["editing"]["base_version"]
        subject = subject_of(self.model, object_id)
        known = SavedVersion.objects.filter(subject=subject, number=number).first()
        if known and known.contents:
            return
        version = SavedVersion(subject=subject, number=number, contents=self._contents(response).to_json())
        _write(version, ["contents"])

    def _contents(self, response) -> Node:
        """What the form of a page that is drawn would send."""
        return from_pairs(sent_by(response.content.decode(), f"{self.opts.model_name}_form"))

    def _current(self, request, object_id) -> Node:
        """What the form would hold if it were opened now."""
        fresh = copy.copy(request)
        fresh.method = "GET"
        fresh.GET = fresh.POST = QueryDict()
        fresh.only_shows = False
        response = self._super_form(fresh, object_id, "", {}, self._version(object_id)).render()
        self._remember(fresh, object_id, response)
        return self._contents(response)

    def _unsaved(self, request, object_id) -> UnsavedCopy | None:
        return UnsavedCopy.objects.filter(subject=subject_of(self.model, object_id), user=request.user).first()

    def _super_form(self, request, object_id, form_url, extra_context, base_version):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        editing = {
            "base_version": base_version,
            "conflicts": extra_context.pop("conflicts", ()),
            "is_restored": extra_context.pop("is_restored", False),
            "unsaved": self._unsaved(request, object_id) if request.method == "GET" else None,
            "unsaved_url": reverse(f"{name}_unsaved", args=[object_id])
            if object_id
            else reverse(f"{name}_add_unsaved"),
            "versions_url": reverse(f"{name}_versions", args=[object_id]) if object_id else "",
        }
        # What the admin's changeform_view does, but for a savepoint within the transaction of ``_save_whole``.
        return allow_editor(self._changeform_view(request, object_id, form_url, {**extra_context, "editing": editing}))

    # Addresses that the form's script calls

    def unsaved_view(self, request, object_id=None):
        """POST keeps what is typed and says who else is here; DELETE throws the copy away; GET is the heartbeat."""
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        allowed = self.has_change_permission(request, obj) if object_id else self.has_add_permission(request)
        if not allowed or (object_id and obj is None):
            raise PermissionDenied
        subject = subject_of(self.model, object_id)
        mine = UnsavedCopy.objects.filter(subject=subject, user=request.user)
        if request.method == "DELETE":
            mine.delete()
        elif request.method == "POST":
            stated = request.POST.get(BASE_VERSION, "")
            UnsavedCopy.objects.update_or_create(
                subject=subject,
                user=request.user,
                defaults={
                    "contents": from_pairs(_pairs(request.POST)).to_json(),
                    "base_version": int(stated) if stated.isdecimal() else 0,
                    "kept_at": timezone.now(),
                },
            )
        others = Presence.note(subject, request.user) if object_id else []
        answer = {
            "others": [staff_name(user) for user in others],
            "version": self._version(object_id),
            "kept_at": date_format(timezone.localtime(), "H:i"),
            "csrf": get_token(request),
        }
        return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})

    def versions_view(self, request, object_id):
        """The saved versions, each with a link that puts it back into the form."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise PermissionDenied
        versions = SavedVersion.objects.filter(subject=subject_of(self.model, object_id)).select_related("saved_by")
        context = {
            **self.admin_site.each_context(request),
            "title": f"保存された版: {obj}",
            "opts": self.opts,
            "original": obj,
            "versions": versions,
            "may_restore": self.has_change_permission(request, obj),
        }
        return TemplateResponse(request, "admin/editing/versions.html", context)


def _write(version: SavedVersion, over: list[str]) -> None:
    """Keep ``version``; where there is one of that number, only ``over`` is written."""
    SavedVersion.objects.bulk_create(
        [version], update_conflicts=True, unique_fields=["subject", "number"], update_fields=over
    )


def _for_fetch(request: HttpRequest, response):
    """A redirect as JSON for the form's script, which leaves the page only when the save went through."""
    if request.headers.get(FETCHED) and response.status_code == 302:
        return JsonResponse({"location": response["Location"]}, headers={"Cache-Control": "private, no-store"})
    return response


def _pairs(data: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in data.lists() for value in values]


def _querydict(pairs) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    data._mutable = False
    return data


def _split(pairs, uploads) -> tuple[list[tuple[str, str]], MultiValueDict]:
    """Values and uploads apart again; an upload follows its row to the row's new number."""
    values, files = [], MultiValueDict()
    for name, value in pairs:
        if value.startswith(_FILE_MARK):
            files.setlist(name, uploads.getlist(value.removeprefix(_FILE_MARK)))
        else:
            values.append((name, value))
    return values, files
