from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from facts import structured_data

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
)
_NEIGHBOUR = Release.objects.only("year", "slug", "title")


def release(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Seven queries: release, sessions, billings with their speakers, photos, comments, older and newer release."""
    shown = get_object_or_404(_WHOLE, year=year, slug=slug)
    sessions = shown.sessions.all()
    told = [
        {
            **vars(session),
            "speakers": [{**vars(billing), **vars(billing.speaker)} for billing in session.billings.all()],
        }
        for session in sessions
    ]
    images = [photo.largest for session in sessions for photo in session.photos.all()]
    page = settings.SITE_URL + shown.get_absolute_url()
    others = _NEIGHBOUR.exclude(pk=shown.pk)
    context = {
        "release": shown,
        "site": settings.SITE_URL,
        "structured_data": structured_data(shown, told, images, page=page, site=settings.SITE_URL),
        "older": others.filter(release_date__lte=shown.release_date).order_by("-release_date", "-pk").first(),
        "newer": others.filter(release_date__gte=shown.release_date).order_by("release_date", "pk").first(),
    }
    return render(request, "release.html", context)


urlpatterns = [path("e-komfo/<int:year>/<slug:slug>.html", release)]
