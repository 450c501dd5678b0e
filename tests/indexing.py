"""Many editions at once, without their life: for what only reads them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from releases import indexes
from releases.document import ReleaseDocument
from releases.models import Edition, Release


def publish_documents(
    documents: Iterable[ReleaseDocument], *, since: datetime | None = None, named: str = "n"
) -> list[Edition]:
    """An edition in force ``since`` (an hour ago) for each document, in the index too; ``named`` ends its address."""
    since = since or timezone.now() - timedelta(hours=1)
    editions = [_edition(document, f"{named}{number}", since) for number, document in enumerate(documents)]
    for edition in editions:
        edition.release.save()
        edition.release_uid = edition.release.uid
    Edition.objects.bulk_create(editions)
    for edition in editions:
        indexes.record(edition, edition.content)
    return editions


def _edition(document: ReleaseDocument, name: str, since: datetime) -> Edition:
    slug = f"{document.slug}-{name}"
    return Edition(
        release=Release(release_date=document.release_date, slug=slug, title=document.title, state="approved"),
        number=1,
        document=document.to_json(),
        digest=document.digest,
        seal=document.digest,
        series_path=document.series.path,
        year=document.year,
        slug=slug,
        kind=document.kind.code,
        kind_label=document.kind.label,
        release_date=document.release_date,
        title=document.title,
        subtitle=document.subtitle,
        event_uid=document.event.uid if document.event else "",
        published_at=since,
        live_from=since,
        shown_anew_at=since,
        approved_at=since,
    )
