"""Upload of one photo from the photo tray: stored at once, placed when the form is saved."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from releases.forms import sign_stored
from releases.imaging import PhotoRefused
from releases.photo_store import store_upload


@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """JSON: ``stored`` for the form and ``thumbnail`` to show, or ``error`` (Japanese, status 422)."""
    if not request.user.has_perm("releases.add_photo"):
        raise PermissionDenied
    sent = request.FILES.get("upload")
    if sent is None:
        return JsonResponse({"error": "写真ファイルを選んでください。"}, status=422)
    try:
        file = store_upload(sent, request.user)
    except PhotoRefused as error:
        return JsonResponse({"error": f"「{sent.name}」: {error}"}, status=422)
    thumbnail = reverse("life:photo", args=[file.key, file.smallest])
    return JsonResponse({"stored": sign_stored(file), "thumbnail": thumbnail})
