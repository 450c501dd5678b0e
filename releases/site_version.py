"""The version of the public site: equal as long as every public page is, and when it will next change by itself."""

import hashlib
import json
from datetime import datetime
from typing import NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from bureau.models import AccessibilityPolicy, AccessibilityTest, Alert, BreadcrumbAncestor, Bureau, Contact
from releases.models import Category, Edition, SiteChange
from releases.models.edition import PublicMoments

# Small tables that stand on public pages beside what editions hold. All of each is read: nobody can forget to tell.
ON_EVERY_PAGE = (Bureau, BreadcrumbAncestor, Category, Contact, AccessibilityPolicy, AccessibilityTest)


class SiteVersion(NamedTuple):
    """``mark`` is a digest (hex) of what is public; ``moments`` when that last changed and will next change."""

    mark: str
    moments: PublicMoments

    @property
    def changes_at(self) -> datetime | None:
        return self.moments.next


def on_every_page(at: datetime) -> list[list[tuple]]:
    """What may stand on any page at ``at`` and is no edition: rows of those tables, and of the urgent notices shown."""
    tables = [model.objects.order_by("pk") for model in ON_EVERY_PAGE]
    return [list(rows.values_list()) for rows in (*tables, Alert.objects.live(at))]


def read_version(at: datetime) -> SiteVersion:
    """The version at ``at``; a few small queries, the same number at any size."""
    moments = Edition.objects.moments(at)
    tables = [list(SiteChange.objects.values_list()), *on_every_page(at)]
    # What is to come and what is past depends on the day.
    told = json.dumps([moments.last, timezone.localdate(at), tables], cls=DjangoJSONEncoder, ensure_ascii=False)
    return SiteVersion(hashlib.sha256(told.encode()).hexdigest(), moments)
