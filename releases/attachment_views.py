"""Attached files for the public and for staff. The public's answer asks the same door as the pages, each time."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from releases import addresses
from releases.attachment_store import open_attachment, size_of
from releases.models import Edition
from releases.public import for_readers, moment_of, seconds_fresh
from releases.stored_answers import file_answer, or_unavailable


@for_readers
@or_unavailable
def attachment(request: HttpRequest, series: str, key: str, name: str) -> HttpResponse:
    """An attached file, while a live edition names it; otherwise, and before any condition is looked at, 404."""
    at = moment_of(request)
    named = Edition.objects.live(at).filter(series_path=series, named_attachments__key=key).without_document()
    if not any(addresses.attachment_name(edition.slug, key) == name for edition in named):
        raise Http404
    etag = quote_etag(key)
    headers = {
        "ETag": etag,
        "Cache-Control": f"public, max-age={seconds_fresh(Edition.objects.moments(at).next, at)}",
    }
    not_changed = get_conditional_response(request, etag, None, None)
    if not_changed is not None and not_changed.status_code == 304:
        if size_of(key) is None:
            raise Http404
        for header, value in headers.items():
            not_changed[header] = value
        return not_changed
    return file_response(key, name, headers)


@require_safe
@or_unavailable
def staff_attachment(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Any attached file, for staff who may see releases."""
    if not request.user.has_perm("releases.view_release"):
        raise PermissionDenied
    return file_response(key, name, {"Cache-Control": "private, no-store"})


def file_response(key: str, name: str, headers: dict[str, str]) -> HttpResponse:
    """The bytes of a file, named ``name`` for whoever keeps it.

    Raises Http404 if there is none or for another name, and OSError.
    """
    stored = open_attachment(key) if addresses.is_attachment_name(name) else None
    if stored is None:
        raise Http404
    return file_answer(stored, "application/pdf", name, headers)
