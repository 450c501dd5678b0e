"""A public page that is no release: its template within the site's head and foot, with what stands on every page."""

from datetime import datetime

from django.http import HttpResponse

from bureau.models import Alert
from releases import addresses
from releases.document import Series
from releases.page_templates import draw
from releases.render import site_frame


def framed(template: str, series: Series, address: str, at: datetime, *, status: int = 200, **context) -> HttpResponse:
    """``address`` is the page's path, "" for one that has none of its own."""
    context |= {"series": series, "site": site_frame(series, Alert.objects.live(at))}
    if address:
        context["page_url"] = addresses.absolute(address)
    return HttpResponse(draw(template, context), status=status)
