"""For staff: the log of a release's editions, each as its page, any two side by side, and back as a new draft."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from releases import lifecycle
from releases.compose import compose
from releases.differences import propose, side_by_side
from releases.document import ReleaseDocument
from releases.fill import FillError, fill
from releases.models import Edition, Release
from releases.render import render

DRAFT = "draft"


def staff_photos() -> str:
    """The address under which staff see renditions, published or not."""
    return reverse("admin:index") + "photos/"


def staff_files() -> str:
    """The address under which staff see attached files, published or not."""
    return reverse("admin:index") + "files/"


def _release(request: HttpRequest, pk: int, permission: str = "releases.view_release") -> Release:
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return get_object_or_404(Release, pk=pk)


def _context(request: HttpRequest, release: Release, title: str, **more) -> dict:
    return {
        **admin.site.each_context(request),
        "title": title,
        "opts": Release._meta,
        "original": release,
        "release": release,
        **more,
    }


@require_safe
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Every edition and every step, newest first."""
    release = _release(request, pk)
    context = _context(
        request,
        release,
        f"公開の記録: {release}",
        editions=release.editions.without_document().select_related("approved_by", "edited_by").order_by("-number"),
        transitions=release.transitions.select_related("actor"),
        standing=lifecycle.standing(release),
        steps=lifecycle.STEPS,
    )
    return TemplateResponse(request, "admin/life/log.html", context)


@require_safe
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An edition as the page that it is or was."""
    release = _release(request, pk)
    edition = get_object_or_404(release.editions, number=number)
    banner = f"第{number}版の控えです。公開中のページとは限りません。"
    return HttpResponse(render(edition.content, photos=staff_photos(), files=staff_files(), banner=banner))


def _state(release: Release, name: str) -> tuple[str, ReleaseDocument]:
    """A label and the document of an edition's number, or of the working copy."""
    if name == DRAFT:
        return "編集中の内容", compose(release)
    if not name.isdecimal():
        raise Http404
    edition = get_object_or_404(release.editions, number=int(name))
    return f"第{edition.number}版", edition.content


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two states of a release side by side: ``?from=1&to=2``; ``draft`` is the working copy."""
    release = _release(request, pk)
    last = release.editions.filter(form=Edition.Form.PAGE).order_by("-number").values_list("number", flat=True).first()
    before_name = request.GET.get("from") or str(last or DRAFT)
    after_name = request.GET.get("to") or DRAFT
    before, left = _state(release, before_name)
    after, right = _state(release, after_name)
    rows = side_by_side(render(left), render(right))
    context = _context(
        request,
        release,
        f"{before}と{after}の違い: {release}",
        before=before,
        after=after,
        before_name=before_name,
        after_name=after_name,
        rows=rows,
        changes=sum(row.is_changed for row in rows),
        proposal=propose(rows),
        numbers=release.editions.order_by("number").values_list("number", flat=True),
    )
    return TemplateResponse(request, "admin/life/compare.html", context)


@require_POST
def bring_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Write an edition into the working copy; the page stays as it is until the next approval."""
    release = _release(request, pk, "releases.change_release")
    edition = get_object_or_404(release.editions, number=number, form=Edition.Form.PAGE)
    try:
        with transaction.atomic():
            fill(edition.content, into=release, user=request.user)
            lifecycle.note_edit(release, request.user)
    except FillError as error:
        messages.error(request, str(error))
        return redirect("life:log", pk)
    messages.success(request, f"第{number}版の内容を編集画面に戻しました。公開中のページは、承認するまで変わりません。")
    return redirect("admin:releases_release_change", pk)
