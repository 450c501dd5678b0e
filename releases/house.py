"""What the rules of releases/checks cannot know by themselves: the house's words, and which of its addresses answer."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import timezone

from releases.addresses import points_into_series
from releases.checks import House
from releases.checks.registry import Word
from releases.models import Edition, OfficialWord


def house(series_path: str, at: datetime | None = None) -> House:
    """The house at ``at``, the moment at which the document is to be read (now)."""
    moment = at or timezone.now()
    words = tuple(Word(*row) for row in OfficialWord.objects.values_list("written", "better", "reason"))
    return House(words, lambda url: _answers(url, series_path, moment))


def _answers(url: str, series_path: str, at: datetime) -> bool:
    """Whether an address of this site leads anywhere at ``at``; other sites are not asked here."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    own = f"{parts.scheme}://{parts.netloc}" == settings.SITE_URL
    if not own and (parts.scheme or parts.netloc):
        return True
    if not parts.path.startswith("/"):
        # A place on the page itself, or relative to an address that is not known yet.
        return True
    if target := points_into_series(parts.path, series_path):
        return Edition.objects.live(at).pages().filter(year=target[0], slug=target[1]).exists()
    try:
        match = resolve(parts.path)
    except Resolver404:
        return Edition.objects.live(at).filter(legacy_path=parts.path).exists()
    if match.url_name == "year" and match.kwargs.get("series") == series_path:
        return Edition.objects.live(at).filter(year=int(match.kwargs["year"])).exists()
    if match.url_name == "series":
        return match.kwargs.get("series") == series_path
    return True
