"""WebSub: the hub is told when a feed has changed for the public, which is at the minute and not at the approval."""

import hashlib
import logging

import httpx
from django.conf import settings
from django.utils import timezone

from bureau.models import Bureau
from releases.feed_views import FORMS
from releases.feeds.contents import Scope, contents
from releases.models import AnnouncedFeed
from releases.search.find import facets

TIMEOUT = 10.0

log = logging.getLogger(__name__)


def announce() -> tuple[list[str], list[str]]:
    """Tell the hub of every feed that says something new; (told, failed) addresses. What fails is told next time."""
    told, failed = [], []
    known = dict(AnnouncedFeed.objects.values_list("address", "digest"))
    for address, digest in _feeds():
        if known.get(address) == digest:
            continue
        if _tell(address):
            AnnouncedFeed.objects.update_or_create(
                address=address, defaults={"digest": digest, "announced_at": timezone.now()}
            )
            told.append(address)
        else:
            failed.append(address)
    return told, failed


def _feeds():
    """(address, digest) of every feed as the public reads it now."""
    at, bureau = timezone.now(), Bureau.current()
    labels = {"": "", **{facet.code: facet.label for facet in facets(at).filter(aspect="category")}}
    for code, label in labels.items():
        feed = contents(bureau, at, Scope(code), label)
        for form, writer in FORMS.items():
            yield feed.self_address(form), hashlib.sha256(writer.write(feed).encode()).hexdigest()


def _tell(address: str) -> bool:
    try:
        answer = httpx.post(settings.WEBSUB_HUB_URL, data={"hub.mode": "publish", "hub.url": address}, timeout=TIMEOUT)
    except httpx.HTTPError as error:
        log.warning("ハブに知らせられませんでした（%s）: %s", type(error).__name__, address)
        return False
    if answer.is_success:
        return True
    log.warning("ハブに知らせられませんでした（%s）: %s", answer.status_code, address)
    return False
