"""Answers whose body lies in the private store: bytes that no browser runs, or 503 while the store does not answer."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse

from releases.unavailable import unavailable

logger = logging.getLogger(__name__)

# Bytes from outside stay bytes, even if somebody opens them as a page.
_SANDBOX = "default-src 'none'; sandbox"


def file_answer(stored: BinaryIO, content_type: str, filename: str, headers: dict[str, str]) -> FileResponse:
    """The bytes of ``stored``, closed with the answer; ``filename`` for whoever keeps them."""
    response = FileResponse(stored, content_type=content_type, headers=headers)
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _SANDBOX
    return response


def or_unavailable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """``view``, or 503 with Retry-After where it meets a store that does not answer."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except OSError as error:
            logger.error("The store of photos and files does not answer: %s", error)
            return unavailable("写真と資料の保存先")

    return answer
