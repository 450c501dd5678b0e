"""A public page that is no release: its template within the site's head and foot, with what stands on every page."""

from datetime import UTC, datetime

from django.http import HttpResponse

from bureau.models import Alert
from releases import addresses
from releases.compiled import Compiled
from releases.document import Series
from releases.page_templates import draw
from releases.render import site_frame

_ALERTS = Compiled(lambda at: Alert.objects.live(at), {"at": datetime(2001, 2, 3, 4, 5, 6, 789, tzinfo=UTC)})


def alerts_at(at: datetime) -> tuple[Alert, ...]:
    """The urgent notices on every page, the gravest and newest first."""
    return tuple(_ALERTS.instances(at=at))


def framed(template: str, series: Series, address: str, at: datetime, *, status: int = 200, **context) -> HttpResponse:
    """``address`` is the page's path, "" for one that has none of its own."""
    context |= {"series": series, "site": site_frame(series, alerts_at(at))}
    if address:
        context["page_url"] = addresses.absolute(address)
    return HttpResponse(draw(template, context), status=status)
