"""Attached files for the public and for staff. The public's answer asks the same door as the pages, each time."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from releases import addresses
from releases.attachment_store import stored_path
from releases.models import Edition
from releases.public import for_readers, moment_of, seconds_fresh

# Bytes from outside stay bytes, even if somebody opens them as a page.
_SANDBOX = "default-src 'none'; sandbox"


@for_readers
def attachment(request: HttpRequest, series: str, key: str, name: str) -> HttpResponse:
    """An attached file, while a live edition names it; otherwise, and before any condition is looked at, 404."""
    at = moment_of(request)
    named = Edition.objects.live(at).filter(series_path=series, named_attachments__key=key).without_document()
    if stored_path(key) is None or not any(addresses.attachment_name(edition.slug, key) == name for edition in named):
        raise Http404
    etag = quote_etag(key)
    headers = {
        "ETag": etag,
        "Cache-Control": f"public, max-age={seconds_fresh(Edition.objects.moments(at).next, at)}",
    }
    not_changed = get_conditional_response(request, etag, None, None)
    if not_changed is not None and not_changed.status_code == 304:
        for header, value in headers.items():
            not_changed[header] = value
        return not_changed
    return file_response(key, name, headers)


@require_safe
def staff_attachment(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Any attached file, for staff who may see releases."""
    if not request.user.has_perm("releases.view_release"):
        raise PermissionDenied
    return file_response(key, name, {"Cache-Control": "private, no-store"})


def file_response(key: str, name: str, headers: dict[str, str]) -> FileResponse:
    """The bytes of a file, named ``name`` for whoever keeps it. Raises Http404 if there is none or for another name."""
    path = stored_path(key)
    if path is None or not addresses.is_attachment_name(name):
        raise Http404
    response = FileResponse(path.open("rb"), content_type="application/pdf", headers=headers)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _SANDBOX
    return response
