"""Photos for the public and for staff. The public's answer asks the same door as the pages, each time."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from releases.models import Edition
from releases.photo_store import CONTENT_TYPES, has_rendition, open_rendition
from releases.public import for_readers, moment_of, seconds_fresh
from releases.stored_answers import file_answer, or_unavailable


@for_readers
@or_unavailable
def photo(request: HttpRequest, series: str, key: str, name: str) -> HttpResponse:
    """A rendition, while a live edition shows it; otherwise, and before any condition is looked at, 404."""
    at = moment_of(request)
    edition = Edition.objects.live(at).filter(shown_photos__key=key).without_document().first()
    if edition is None:
        raise Http404
    etag = quote_etag(f"{key}-{name}")
    headers = {
        "ETag": etag,
        "Cache-Control": f"public, max-age={_fresh(at)}",
        # Readers of feeds show it in pages of their own.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    not_changed = get_conditional_response(request, etag, None, None)
    if not_changed is not None and not_changed.status_code == 304:
        if not has_rendition(key, name):
            raise Http404
        for header, value in headers.items():
            not_changed[header] = value
        return not_changed
    return rendition_response(key, name, headers)


def _fresh(at: datetime) -> int:
    return seconds_fresh(Edition.objects.moments(at).next, at)


@require_safe
@or_unavailable
def staff_photo(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Any rendition, for staff who may see releases."""
    if not request.user.has_perm("releases.view_release"):
        raise PermissionDenied
    return rendition_response(key, name, {"Cache-Control": "private, no-store"})


def rendition_response(key: str, name: str, headers: dict[str, str]) -> HttpResponse:
    """The bytes of a rendition. Raises Http404 if there is none of that name, and OSError."""
    stored = open_rendition(key, name)
    if stored is None:
        raise Http404
    extension = name.rpartition(".")[2]
    return file_answer(stored, CONTENT_TYPES[extension], f"photo.{extension}", headers)
