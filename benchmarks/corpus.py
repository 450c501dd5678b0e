"""A database with N releases made of the samples, each with a day, an address and an event of its own.

Usage: DATABASE_URL=… MEDIA_ROOT=… SECRET_KEY=… python benchmarks/corpus.py [releases]
"""

import os
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid5

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

RELEASES = 20_000
BATCH = 500
FIRST_DAY = date(2006, 1, 4)
YEARS = 20
_NAMES = UUID("b3f6a1de-51a4-4a43-9f0a-5f7f0b1e9c11")


def documents(number: int) -> Iterator:
    """``number`` documents over ``YEARS`` years: the samples in turn, every text and person in its place."""
    from releases.models import Edition

    samples = [edition.content for edition in Edition.objects.live().pages().order_by("pk")]
    for place in range(number):
        sample = samples[place % len(samples)]
        day = FIRST_DAY + timedelta(days=place * YEARS * 365 // number)
        event = sample.event
        if event:
            moved = [each.model_copy(update={"date": day, "last_date": None}) for each in event.days]
            uid = str(uuid5(_NAMES, f"event {place}"))
            event = event.model_copy(update={"uid": uid, "days": tuple(moved)})
        yield sample.model_copy(
            update={
                "release_date": day,
                "year": day.year,
                "slug": f"{day:%m%d}-c{place}",
                "legacy_path": "",
                "title": f"{sample.title}（第{place + 1}回）",
                "event": event,
            }
        )


def fill(number: int) -> None:
    """Load the samples, then publish the corpus; progress on the error stream."""
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    from releases import indexes
    from releases.models import Edition, EditionAttachment, EditionPhoto, Release, SiteChange

    call_command("migrate", verbosity=0)
    call_command("load_samples")
    began, batch = time.perf_counter(), []

    def publish(batch: list) -> None:
        since = timezone.now() - timedelta(hours=1)
        releases = [
            Release(
                kind=each.kind.code,
                release_date=each.release_date,
                year=each.year,
                slug=each.slug,
                title=each.title,
                subtitle=each.subtitle,
                state="approved",
            )
            for each in batch
        ]
        Release.objects.bulk_create(releases)
        editions = []
        for release, each in zip(releases, batch, strict=True):
            edition = Edition(
                release=release,
                release_uid=release.uid,
                number=1,
                document=each.to_json(),
                digest=each.digest,
                series_path=each.series.path,
                year=each.year,
                slug=each.slug,
                kind=each.kind.code,
                kind_label=each.kind.label,
                release_date=each.release_date,
                title=each.title,
                subtitle=each.subtitle,
                event_uid=each.event.uid if each.event else "",
                published_at=since,
                live_from=since,
                shown_anew_at=since,
                approved_at=since,
            )
            edition.seal = edition.sealed()
            editions.append(edition)
        Edition.objects.bulk_create(editions)
        photos = [
            EditionPhoto(edition=edition, key=key)
            for edition, each in zip(editions, batch, strict=True)
            for key in dict.fromkeys(photo.key for photo in each.all_photos)
        ]
        EditionPhoto.objects.bulk_create(photos)
        EditionAttachment.objects.bulk_create(
            EditionAttachment(edition=edition, key=attachment.key)
            for edition, each in zip(editions, batch, strict=True)
            for attachment in each.attachments
        )
        for edition, each in zip(editions, batch, strict=True):
            indexes.record(edition, each)

    for place, document in enumerate(documents(number), start=1):
        batch.append(document)
        if len(batch) == BATCH or place == number:
            with transaction.atomic():
                publish(batch)
                SiteChange.note()
            batch = []
            sys.stderr.write(f"\r{place:,} of {number:,}, {time.perf_counter() - began:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sys.stderr.write("\n")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bureau.settings")
    import django

    django.setup()
    fill(int(sys.argv[1]) if len(sys.argv) > 1 else RELEASES)


if __name__ == "__main__":
    main()
