"""原稿から作成: paste or upload a draft, check it beside its source, make the working copy."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from bureau.models import Contact
from events.models import SessionKind
from releases import intake as taking
from releases import parse
from releases.intake_targets import Targets
from releases.models import Intake, Release


class SourceForm(forms.Form):
    """Where the draft comes from: pasted text or a file."""

    text = forms.CharField(
        label="原稿を貼り付ける",
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="決裁済みの原稿や、公開中のページの文章を、そのまま貼り付けてください。",
    )
    file = forms.FileField(
        label="またはファイルを選ぶ",
        required=False,
        allow_empty_file=True,
        help_text="テキスト（UTF-8、Shift_JIS、EUC-JP、JIS）、Word（.docx）、保存したページ（.html）を読めます。",
    )

    def clean(self):
        cleaned = super().clean()
        upload, text = cleaned.get("file"), cleaned.get("text", "")
        if upload is None and not text.strip():
            raise forms.ValidationError("原稿を貼り付けるか、ファイルを選んでください。")
        try:
            if upload is not None:
                cleaned["source"] = parse.read(upload.read(), filename=upload.name)
            else:
                cleaned["source"] = parse.read(text.encode(), filename="")
        except parse.ParseRefused as error:
            self.add_error("file" if upload is not None else "text", str(error))
        return cleaned


def _allowed(request: HttpRequest) -> None:
    if not request.user.has_perm("releases.add_release"):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The source is handed over and read."""
    _allowed(request)
    sent = request.method == "POST"
    form = SourceForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        upload = form.cleaned_data["file"]
        name = upload.name if upload else ""
        try:
            intake = taking.take_in(form.cleaned_data["source"], name=name[:200], user=request.user)
        except parse.ParseRefused as error:
            form.add_error("file" if upload else "text", str(error))
        else:
            return redirect("life:intake", intake.pk)
    context = {
        **admin.site.each_context(request),
        "title": "原稿から作成",
        "form": form,
        "recent": Intake.objects.filter(created_by=request.user, release=None)[:5],
    }
    return TemplateResponse(request, "admin/intake/start.html", context, status=422 if sent else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The source on the left, what was understood on the right; one button makes the draft."""
    _allowed(request)
    intake = get_object_or_404(Intake, pk=pk, created_by=request.user)
    if intake.release_id:
        return redirect("admin:releases_release_change", intake.release_id)
    errors: dict[str, str] = {}
    drop: set[str] = set()
    keep = True
    contact = ""
    if request.method == "POST":
        drop = set(request.POST.getlist("drop"))
        keep = "keep_left_over" in request.POST
        contact = request.POST.get("contact_choice", "")
        _write_fields(request, intake)
        if "create" in request.POST:
            try:
                release = taking.make_draft(
                    intake, user=request.user, drop=drop, keep_left_over=keep, contact=_contact(contact)
                )
            except taking.IntakeRefused as error:
                errors = error.errors
            else:
                messages.success(request, "下書きを作成しました。原稿から読み取れなかったところを補ってください。")
                return redirect("admin:releases_release_change", release.pk)
        else:
            messages.success(request, "確かめた内容を保存しました。")
    targets = _targets(intake)
    findings = [{**finding, "target": targets.of(finding["field"])} for finding in intake.parsed["findings"]]
    context = {
        **admin.site.each_context(request),
        "title": f"原稿の確認: {intake}",
        "intake": intake,
        "groups": _groups(intake, errors, drop, targets),
        "lines": _lines(intake, targets),
        "findings": findings,
        "has_contact": intake.fields["contact"] is not None,
        "errors": errors,
        "left_over": taking.left_over(intake, drop),
        "keep_left_over": keep,
        "contacts": Contact.objects.filter(is_active=True),
        "contact_choice": contact,
        "kinds": Release.Kind.choices,
        "session_kinds": SessionKind.objects.all(),
    }
    return TemplateResponse(request, "admin/intake/review.html", context, status=422 if errors else 200)


def _contact(choice: str) -> Contact | None:
    return Contact.objects.filter(pk=choice).first() if choice.isdecimal() else None


def _write_fields(request: HttpRequest, intake: Intake) -> None:
    for leaf in list(taking.leaves(intake.fields)):
        name = f"f:{leaf.path}"
        if name in request.POST or leaf.kind == "checkbox":
            taking.put(intake.fields, leaf.path, taking.typed(leaf, request.POST.get(name)))
    _write_kinds(request, intake)
    intake.save(update_fields=["fields"])


def _write_kinds(request: HttpRequest, intake: Intake) -> None:
    """Kinds are chosen by code; their labels follow."""
    labels = dict(Release.Kind.choices)
    if (code := request.POST.get("kind")) in labels:
        intake.fields["kind"] = {"code": code, "label": labels[code]}
    kinds = {kind.code: kind.label for kind in SessionKind.objects.all()}
    for number, session in enumerate((intake.fields.get("event") or {}).get("sessions", [])):
        if (code := request.POST.get(f"session_kind:{number}")) in kinds:
            session["kind"] = {"code": code, "label": kinds[code]}


def _shown(intake: Intake) -> list[taking.Leaf]:
    return [
        leaf
        for leaf in taking.leaves(intake.fields)
        if not leaf.path.endswith("kind.label") and not leaf.path.startswith("categories")
    ]


def _targets(intake: Intake) -> Targets:
    shown = _shown(intake)
    return Targets(shown, dict.fromkeys(_owner(leaf.path) for leaf in shown), intake.parsed["photos"])


def _lines(intake: Intake, targets: Targets) -> list[dict]:
    """Each line of the source with the fields that it went to, each once, by the name that the screen gives them."""
    lines = []
    for line in intake.parsed["lines"]:
        places = dict.fromkeys(target for place in line["places"] if (target := targets.of(place)))
        goals = [{"path": path, "name": targets.labels.get(path) or _title(path)} for path in places]
        lines.append({**line, "goals": goals, "is_unplaced": not line["places"] and line["text"].strip()})
    return lines


def _groups(intake: Intake, errors: dict[str, str], drop: set[str], targets: Targets) -> list[dict]:
    """The fields in groups: the whole release, then each item of a list with a box that leaves it out."""
    origins: dict[str, list[int]] = {}
    for line in intake.parsed["lines"]:
        for target in dict.fromkeys(targets.of(place) for place in line["places"]):
            origins.setdefault(target, []).append(line["line"])
    findings: dict[str, list[dict]] = {}
    for finding in intake.parsed["findings"]:
        findings.setdefault(targets.of(finding["field"]), []).append(finding)
    speakers = taking.known_speakers(intake.fields)
    # A session's own fields stand on both sides of its speakers: together they are one group.
    runs: dict[str, list] = {}
    for leaf in _shown(intake):
        runs.setdefault(_owner(leaf.path), []).append(leaf)
    groups = []
    for owner, run in runs.items():
        fields = [
            {
                "leaf": leaf,
                "value": taking.shown(leaf),
                "lines": origins.get(leaf.path, []),
                "findings": findings.get(leaf.path, []),
                "error": errors.get(leaf.path, ""),
            }
            for leaf in run
        ]
        steps = taking.place_of(owner) if owner else []
        groups.append(
            {
                "path": owner,
                "title": _title(owner),
                "fields": fields,
                "lines": origins.get(owner, []) if owner else [],
                "findings": findings.get(owner, []) if owner else [],
                "can_drop": bool(steps) and isinstance(steps[-1], int),
                "is_dropped": owner in drop,
                "note": speakers.get(owner, ""),
                "session": steps[2] if len(steps) == 3 and steps[1] == "sessions" else None,
                "kind": _kind_of(intake, steps),
            }
        )
    return groups


def _kind_of(intake: Intake, steps: list) -> str:
    if not steps:
        return intake.fields["kind"]["code"]
    if len(steps) == 3 and steps[1] == "sessions":
        return intake.fields["event"]["sessions"][steps[2]]["kind"]["code"]
    return ""


def _owner(path: str) -> str:
    """The list item or part that a field belongs to; "" for the release itself."""
    return path.rpartition(".")[0]


def _title(owner: str) -> str:
    if not owner:
        return "報道発表"
    steps = taking.place_of(owner)
    names = []
    for step in steps:
        if isinstance(step, int):
            names[-1] += f" {step + 1}"
        else:
            names.append(taking.LABELS.get(step, step))
    return "・".join(names[1:] if len(names) > 1 and names[0] == "行事" else names)
