"""Upload of one file from the trays of the release screen: stored at once, placed when the form is saved."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from releases.attachment_store import store_attachment
from releases.forms import StoredFile, sign_stored
from releases.imaging import PhotoRefused
from releases.pdf_check import AttachmentRefused
from releases.photo_store import store_upload


@require_POST
def photo(request: HttpRequest) -> JsonResponse:
    """JSON: ``stored`` for the form and ``thumbnail`` to show, or ``error`` (Japanese, status 422)."""
    file = _taken(request, "releases.add_photo", store_upload, "写真ファイルを選んでください。")
    if isinstance(file, JsonResponse):
        return file
    thumbnail = reverse("life:photo", args=[file.key, file.smallest])
    return JsonResponse({"stored": sign_stored(file), "thumbnail": thumbnail})


@require_POST
def attachment(request: HttpRequest) -> JsonResponse:
    """JSON: ``stored`` for the form and ``facts`` (HTML) to show, or ``error`` (Japanese, status 422)."""
    file = _taken(request, "releases.add_attachment", store_attachment, "PDFファイルを選んでください。")
    if isinstance(file, JsonResponse):
        return file
    facts = render_to_string("admin/rows/attached.html", {"file": file})
    return JsonResponse({"stored": sign_stored(file), "facts": facts})


def _taken(
    request: HttpRequest, permission: str, store: Callable[[File, object], StoredFile], none_sent: str
) -> StoredFile | JsonResponse:
    """The stored file, or the answer that says why there is none."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    sent = request.FILES.get("upload")
    if sent is None:
        return JsonResponse({"error": none_sent}, status=422)
    try:
        return store(sent, request.user)
    except (PhotoRefused, AttachmentRefused) as error:
        return JsonResponse({"error": f"「{sent.name}」: {error}"}, status=422)
