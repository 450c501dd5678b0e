"""The answer to somebody who typed too many wrong passwords."""

from datetime import datetime
from math import ceil

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

# As long as any name may be; PostgreSQL takes no longer one into the table of tries.
_LONGEST_NAME = 150


def name_tried(request: HttpRequest, credentials: dict | None = None) -> str | None:
    """The name that somebody tried, cut where no name is as long."""
    name = (credentials or request.POST).get("username")
    return name if name is None else name[:_LONGEST_NAME]


def locked(request: HttpRequest, response=None, credentials: dict | None = None) -> TemplateResponse:
    """The same for a name that exists and one that does not."""
    until: datetime | None = getattr(request, "closed_until", None)
    seconds = ceil((until - timezone.now() if until else settings.AXES_COOLOFF_TIME).total_seconds())
    context = {
        **admin.site.each_context(request),
        "title": "ログインを一時停止しています",
        "minutes": ceil(seconds / 60),
        "is_closed_to_strangers": until is not None,
    }
    answer = TemplateResponse(request, "admin/locked.html", context, status=429)
    answer["Retry-After"] = str(seconds)
    # axes puts it in the place of an answer that is rendered already.
    return answer.render()
