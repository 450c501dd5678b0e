"""The steps of a release's life as pages: what will happen, what was found, and one button that does it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau.accounts.address import address_of
from bureau.models import AuditRecord
from releases import lifecycle
from releases.checks import ERROR, WARNING, Finding, check
from releases.compose import compose
from releases.differences import propose, side_by_side
from releases.forms import StepForm
from releases.house import house
from releases.lifecycle import ContentChanged, Refused
from releases.models import Edition, Release
from releases.render import render

PUBLISH = "publish"
_COMMENT_LABELS = {
    "send_back": "差し戻す理由（起案者に知らせます）",
    "publish_urgently": "一人で公開する理由",
    "withdraw": "取下げの理由（告知のページに表示します）",
    "reopen": "再掲載する理由",
}
_PUBLISHING = {"approve", PUBLISH, "publish_urgently"}


def _release(request: HttpRequest, pk: int) -> Release:
    if not request.user.has_perm("releases.view_release"):
        raise PermissionDenied
    return get_object_or_404(Release.objects.kept(), pk=pk)


@require_safe
def steps(request: HttpRequest, pk: int) -> HttpResponse:
    """The next step: straight to it where there is one way on, else the choice."""
    release = _release(request, pk)
    if lifecycle.may_publish_at_once(release, request.user):
        return redirect("life:step", pk, PUBLISH)
    possible = lifecycle.possible_steps(release, request.user)
    forward = [step for step in possible if step.name in ("submit", "approve")]
    if forward:
        return redirect("life:step", pk, forward[0].name)
    messages.info(request, "いまの状態で進められる手続はありません。")
    return redirect("admin:releases_release_change", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One step: GET shows what it does, POST does it."""
    release = _release(request, pk)
    if name != PUBLISH and name not in lifecycle.STEPS:
        raise Http404
    definition = lifecycle.STEPS["approve" if name == PUBLISH else name]
    document = compose(release)
    standing = lifecycle.standing(release)
    is_correction = bool(standing.live and standing.live.form == Edition.Form.PAGE) and name in _PUBLISHING
    rows = side_by_side(render(standing.live.content), render(document)) if is_correction else []
    proposal = propose(rows) if is_correction else None
    findings = check(document, house(document.series.path)) if name in _PUBLISHING | {"submit"} else []
    form = StepForm(
        request.POST if request.method == "POST" else None,
        fields=_fields(name, is_correction, findings),
        needs_comment=definition.needs_comment,
        comment_label=_COMMENT_LABELS.get(name, ""),
        initial={
            "seen": document.digest,
            "day": release.release_date,
            "change_kind": proposal.kind if proposal else None,
            "change_note": proposal.note if proposal else "",
        },
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return _take(request, release, name, form, findings)
            except ContentChanged as error:
                status = 409
                form.add_error(None, str(error))
            except (Refused, PermissionDenied) as error:
                status = 403
                form.add_error(None, str(error) or "この手続を行う権限がありません。")
        else:
            status = 422
    context = {
        **admin.site.each_context(request),
        "title": "公開" if name == PUBLISH else definition.label,
        "opts": Release._meta,
        "original": release,
        "release": release,
        "step": definition,
        "name": name,
        "form": form,
        "findings": findings,
        "errors_found": sum(finding.severity == ERROR for finding in findings),
        "rows": [row for row in rows if row.is_changed],
        "is_correction": is_correction,
        "standing": standing,
        "clock_warning": lifecycle.clock_warning(list(release.editions.without_document())),
        "others": [
            other
            for other in lifecycle.possible_steps(release, request.user)
            if other.name != definition.name and other.name not in ("submit", "recall")
        ],
    }
    # A refusal is told on the page; its status says that nothing was done.
    return TemplateResponse(request, "admin/life/step.html", context, status=status)


def _fields(name: str, is_correction: bool, findings: list[Finding]) -> list[str]:
    fields = ["comment"]
    if name in ("approve", PUBLISH) and any(finding.severity == WARNING for finding in findings):
        fields += ["accepted"]
    if name in ("approve", PUBLISH):
        fields += ["when", "day", "time"]
    if name in _PUBLISHING:
        fields += ["seen"]
        if is_correction:
            fields += ["change_kind", "change_note", "shown_anew"]
    return fields


@transaction.atomic
def _take(request: HttpRequest, release: Release, name: str, form: StepForm, findings: list[Finding]) -> HttpResponse:
    comment = form.cleaned_data.get("comment", "")
    label = "公開" if name == PUBLISH else lifecycle.STEPS[name].label
    told = f"{label}: {release.year}/{release.slug}.html {release}"
    AuditRecord.write(AuditRecord.Kind.STEP, user=request.user, detail=told, address=address_of(request))
    if name in ("approve", PUBLISH):
        act = lifecycle.publish if name == PUBLISH else lifecycle.approve
        edition = act(
            release,
            request.user,
            live_from=form.live_from,
            seen=form.cleaned_data["seen"] or None,
            change=form.change,
            comment=comment,
            accepted=_accepted(form.cleaned_data.get("accepted", ""), findings),
        )
        if form.live_from:
            result = edition.preflights.first()
            messages.success(request, f"承認しました。指定の時刻に公開されます（公開前の点検: {result}）。")
        else:
            messages.success(request, "公開しました。")
    elif name == "publish_urgently":
        seen = form.cleaned_data["seen"] or None
        lifecycle.publish_urgently(release, request.user, comment, seen=seen, change=form.change)
        messages.success(request, "緊急公開しました。別の承認者が後から確認します。")
    else:
        getattr(lifecycle, name)(release, request.user, comment)
        messages.success(request, f"「{lifecycle.STEPS[name].label}」を行いました。")
    return redirect("admin:releases_release_change", release.pk)


def _accepted(reason: str, findings: list[Finding]) -> str:
    """The findings that were let stand, and why, for the record."""
    stood = [f"{finding.place}: {finding.message}" for finding in findings if finding.severity == WARNING]
    return "\n".join([*stood, f"理由: {reason.strip()}"]) if reason.strip() else ""


@require_safe
def discarded(request: HttpRequest) -> HttpResponse:
    """The bin: drafts that were deleted in the last days."""
    if not request.user.has_perm("releases.delete_release"):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": "ごみ箱",
        "opts": Release._meta,
        "releases": Release.objects.discarded().select_related("discarded_by").order_by("-discarded_at"),
    }
    return TemplateResponse(request, "admin/life/bin.html", context)


@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a draft out of the bin."""
    if not request.user.has_perm("releases.delete_release"):
        raise PermissionDenied
    release = get_object_or_404(Release.objects.discarded(), pk=pk)
    try:
        lifecycle.bring_back(release, request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("life:bin")
    messages.success(request, f"「{release}」を戻しました。")
    return redirect("admin:releases_release_change", pk)
