"""What is said while a part of the house that lies elsewhere does not answer."""

from django.http import HttpResponse

from bureau.logs import request_id
from releases.page_templates import draw

RETRY_SECONDS = 30


def unavailable(away: str) -> HttpResponse:
    """503 with a page that needs nothing; ``away`` names to staff what cannot be reached (データベース)."""
    page = draw("503.html", {"request_id": request_id(), "away": away})
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"})
