"""Previews: the page to come for staff, and for colleagues without a login through a link that expires."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bureau.accounts.address import address_of
from bureau.models import AuditRecord
from releases import addresses
from releases.attachment_views import file_response
from releases.compose import compose
from releases.edition_views import staff_files, staff_photos
from releases.models import PreviewLink, Release
from releases.photo_views import rendition_response
from releases.render import Surroundings, render
from releases.stored_answers import or_unavailable
from releases.views import Place, neighbours

PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page exactly as it would be published now, with its photos served through the login."""
    if not request.user.has_perm("releases.view_release"):
        raise PermissionDenied
    release = get_object_or_404(Release, pk=pk)
    _note(request, release, user=request.user)
    document = compose(release)
    event_uid = document.event.uid if document.event else ""
    place = Place(release.pk, release.release_date, event_uid)
    html = render(
        document,
        photos=staff_photos(),
        files=staff_files(),
        surroundings=Surroundings(**neighbours(place, timezone.now())),
        banner="プレビューです。まだ公開されていません。",
    )
    return HttpResponse(html, headers=PRIVATE)


class PreviewLinkForm(forms.ModelForm):
    """Who shall see the draft, and for how many days."""

    days = forms.IntegerField(label="有効な日数", min_value=1, max_value=30, initial=7)

    class Meta:
        model = PreviewLink
        fields = ["recipient"]


def links(request: HttpRequest, pk: int) -> HttpResponse:
    """The links of a release: list, make, revoke."""
    if not request.user.has_perm("releases.change_release"):
        raise PermissionDenied
    release = get_object_or_404(Release, pk=pk)
    form = PreviewLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        link = form.save(commit=False)
        link.release, link.created_by = release, request.user
        link.expires_at = timezone.now() + timedelta(days=form.cleaned_data["days"])
        link.save()
        messages.success(request, "プレビューのリンクを作りました。アドレスを知る人は、期限まで下書きを読めます。")
        return redirect("life:links", pk)
    opened = set(PreviewLink.objects.open().filter(release=release).values_list("pk", flat=True))
    rows = [
        {
            "link": link,
            "is_open": link.pk in opened,
            "url": addresses.absolute(reverse("preview_by_link", args=[link.token])),
        }
        for link in release.preview_links.select_related("created_by")
    ]
    context = {
        **admin.site.each_context(request),
        "title": f"プレビューのリンク: {release}",
        "opts": Release._meta,
        "original": release,
        "rows": rows,
        "form": form,
    }
    return TemplateResponse(request, "admin/life/preview_links.html", context)


@require_POST
def revoke_link(request: HttpRequest, pk: int, link_pk: int) -> HttpResponse:
    """End a link at once."""
    if not request.user.has_perm("releases.change_release"):
        raise PermissionDenied
    PreviewLink.objects.filter(pk=link_pk, release_id=pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    messages.success(request, "リンクを無効にしました。")
    return redirect("life:links", pk)


def _note(request: HttpRequest, release: Release, **reader) -> None:
    """Write down who has read what is not public yet."""
    told = f"{release.year}/{release.slug}.html {release}"
    AuditRecord.write(AuditRecord.Kind.PREVIEW, detail=told, address=address_of(request), **reader)


def _link(token: str) -> PreviewLink:
    link = PreviewLink.objects.of_token(token)
    if link is None or link.release.discarded_at:
        raise Http404
    return link


@require_safe
def preview_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The draft for whoever holds an open link; any other token is an unknown address."""
    link = _link(token)
    _note(request, link.release, name=f"{link.recipient}（リンク {link.pk}）")
    html = render(
        compose(link.release),
        photos=reverse("preview_by_link", args=[token]) + "photos/",
        files=reverse("preview_by_link", args=[token]) + "files/",
        banner=f"公開前の確認用です（{link.recipient} 様）。ほかの方に転送しないでください。",
    )
    return HttpResponse(html, headers=PRIVATE)


@require_safe
@or_unavailable
def attachment_by_link(request: HttpRequest, token: str, key: str, name: str) -> HttpResponse:
    """A file attached to the draft that an open link shows."""
    link = _link(token)
    if not link.release.attachments.filter(file__key=key).exists():
        raise Http404
    return file_response(key, name, PRIVATE)


@require_safe
@or_unavailable
def photo_by_link(request: HttpRequest, token: str, key: str, name: str) -> HttpResponse:
    """A photo of the draft that an open link shows."""
    link = _link(token)
    if not link.release.photos.filter(file__key=key).exists():
        raise Http404
    return rendition_response(key, name, PRIVATE)
