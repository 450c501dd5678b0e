"""The answer to somebody who typed too many wrong passwords."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse


def locked(request: HttpRequest, response=None, credentials: dict | None = None) -> TemplateResponse:
    """The same for a name that exists and one that does not."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {**admin.site.each_context(request), "title": "ログインを一時停止しています", "minutes": minutes}
    answer = TemplateResponse(request, "admin/locked.html", context, status=429)
    answer["Retry-After"] = str(minutes * 60)
    # axes puts it in the place of an answer that is rendered already.
    return answer.render()
