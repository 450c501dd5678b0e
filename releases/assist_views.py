"""What spares staff typing: a release made of last year's, and survey comments taken from a table."""

import base64

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bureau.editing.rows import DateInput
from events.models import Event, SurveyComment
from releases import comment_files, lifecycle
from releases.duplicates import duplicate
from releases.fill import FillError
from releases.models import Release


class DuplicateForm(forms.Form):
    """What of the old release the new one begins with."""

    day = forms.DateField(label="新しい発表日", widget=DateInput)
    with_programme = forms.BooleanField(label="プログラムの演題・登壇者・内容も写す", required=False)
    with_photos = forms.BooleanField(label="写真も写す", required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """複製: a new draft of an old release."""
    if not (request.user.has_perm("releases.add_release") and request.user.has_perm("releases.view_release")):
        raise PermissionDenied
    release = get_object_or_404(Release.objects.kept(), pk=pk)
    form = DuplicateForm(request.POST or None, initial={"day": timezone.localdate(), "with_programme": False})
    if request.method == "POST" and form.is_valid():
        try:
            made = duplicate(release, user=request.user, **form.cleaned_data)
        except FillError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, "複製しました。表題、日付、本文を直してください。行事の開催日は空にしてあります。"
            )
            return redirect("admin:releases_release_change", made.pk)
    context = {
        **admin.site.each_context(request),
        "title": f"複製: {release}",
        "opts": Release._meta,
        "original": release,
        "form": form,
    }
    return TemplateResponse(request, "admin/life/duplicate.html", context, status=422 if form.errors else 200)


class TableForm(forms.Form):
    """The file, then the column; the file travels in the form between the two screens."""

    file = forms.FileField(label="CSV か Excel（.xlsx）のファイル", required=False, allow_empty_file=True)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    column = forms.IntegerField(required=False, min_value=0)
    is_cleared = forms.BooleanField(label="すべて「掲載可」にする", required=False)

    table: comment_files.Table | None = None

    def clean(self):
        cleaned = super().clean()
        upload = cleaned.get("file")
        try:
            data = upload.read() if upload is not None else base64.b64decode(cleaned.get("kept", ""), validate=True)
            name = upload.name if upload is not None else ""
            self.table = comment_files.read_table(data, name)
            self.kept_data = base64.b64encode(data).decode()
        except comment_files.TableRefused as error:
            self.add_error("file", str(error))
            return cleaned
        except ValueError:
            # What came back is not what was handed out: no base64, or not even of its alphabet.
            self.add_error("file", "ファイルを選び直してください。")
            return cleaned
        column = cleaned.get("column")
        if column is not None and column >= len(self.table.header):
            self.add_error("column", "列を選び直してください。")
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def take_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Survey comments from a table: the file, the column with a look at what it holds, then the rows."""
    if not request.user.has_perm("events.change_event"):
        raise PermissionDenied
    event = get_object_or_404(Event, pk=pk)
    form = TableForm(request.POST or None, request.FILES or None)
    context = {
        **admin.site.each_context(request),
        "title": f"アンケートの取り込み: {event}",
        "opts": Event._meta,
        "original": event,
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        table = form.table
        column = form.cleaned_data["column"]
        chosen = table.guessed_column() if column is None else column
        known = set(event.survey_comments.values_list("verbatim", flat=True))
        known |= set(event.survey_comments.values_list("text", flat=True))
        taken = comment_files.take(table, chosen, known)
        if "take" in request.POST and taken.texts:
            _add(event, taken.texts, is_cleared=form.cleaned_data["is_cleared"], user=request.user)
            messages.success(
                request,
                f"{len(taken.texts)}件の意見を取り込みました。載せるものを選び、個人が分かる記述を除いてください。",
            )
            return redirect("admin:events_event_change", event.pk)
        context |= {
            "table": table,
            "kept": form.kept_data,
            "chosen": chosen,
            "columns": list(enumerate(table.header)),
            "taken": taken,
            "shown": taken.texts[: comment_files.SHOWN],
        }
    status = 422 if request.method == "POST" and form.errors else 200
    return TemplateResponse(request, "admin/life/comments.html", context, status=status)


@transaction.atomic
def _add(event: Event, texts: tuple[str, ...], *, is_cleared: bool, user) -> None:
    event = Event.objects.select_for_update().get(pk=event.pk)
    last = event.survey_comments.aggregate(last=Max("order"))["last"]
    start = 0 if last is None else last + 1
    SurveyComment.objects.bulk_create(
        SurveyComment(event=event, text=text, verbatim=text, is_cleared=is_cleared, order=start + number)
        for number, text in enumerate(texts)
    )
    # Whoever has the form open meets a newer version, and the two are joined.
    Event.objects.filter(pk=event.pk).update(version=event.version + 1)
    for release in event.releases.kept():
        lifecycle.note_edit(release, user)
