from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bare.models import Billing, Release, Session

_WHOLE = Release.objects.prefetch_related(
    Prefetch(
        "sessions",
        Session.objects.prefetch_related(
            Prefetch("billings", Billing.objects.select_related("speaker")),
            "photos",
        ),
    ),
    "comments",
    "notes",
    "links",
)


def release(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Seven queries: release, sessions, billings with their speakers, photos, comments, notes, links."""
    return render(request, "release.html", {"release": get_object_or_404(_WHOLE, year=year, slug=slug)})


urlpatterns = [path("e-komfo/<int:year>/<slug:slug>.html", release)]
