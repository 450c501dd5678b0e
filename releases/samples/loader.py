"""Bringing the samples into the database: what is missing is added, what is there is left alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bureau.models import AccessibilityPolicy, BreadcrumbAncestor, Bureau, Director
from events.models import Event, SessionKind, SurveyComment
from releases import lifecycle
from releases.attachment_store import store_attachment
from releases.document import ContactPoint, ReleaseDocument, Term
from releases.fill import fill
from releases.identity import series_of
from releases.models import AttachmentFile, Category, Edition, PhotoFile, Release
from releases.photo_store import store_upload
from releases.samples.collection import PAPERS, PICTURES, Sample, Site, contents, samples

PUBLIC_FROM = time(14, 0)
"""When a sample becomes public on its day, in the site's time zone."""

_COMMENT = "見本として登録しました。"


@dataclass(frozen=True)
class Loaded:
    """What a run did: releases added and left alone, pictures stored, and whether it wrote the bureau's record."""

    added: tuple[Release, ...]
    left_alone: int
    pictures: int
    wrote_bureau: bool


def load(today: date | None = None, pictures: Path = PICTURES) -> Loaded:
    """Add the samples that are not here, as of ``today``; either all of them or, if anything fails, none.

    ``pictures`` is the folder of ``<name>.jpg``. A sample is here when its release is (in the bin, too), or another one at its address, or its event.
    """
    collection = samples(today or timezone.localdate())
    missing = [sample for sample in collection if not _is_here(sample)]
    before = PhotoFile.objects.count()
    # Encoding takes seconds: nobody else's writing waits for it.
    photos = store_pictures({name for sample in missing for name in sample.pictures}, pictures)
    papers = store_papers({name for sample in missing for name in sample.papers})
    with transaction.atomic():
        wrote_bureau = _write_bureau()
        site = read_site()
        added = tuple(_add(sample, site, photos, papers) for sample in missing)
    return Loaded(
        added=added,
        left_alone=len(collection) - len(added),
        pictures=PhotoFile.objects.count() - before,
        wrote_bureau=wrote_bureau,
    )


def _is_here(sample: Sample) -> bool:
    at_address = Q(year=sample.release_date.year, slug=sample.fields["slug"], discarded_at__isnull=True)
    if old_address := sample.fields.get("legacy_path"):
        at_address |= Q(legacy_path=old_address, discarded_at__isnull=True)
    return (
        Release.objects.filter(Q(uid=sample.uid) | at_address).exists()
        # To fill an event anew would undo what staff changed in it.
        or Event.objects.filter(uid=sample.event_uid).exists()
    )


def store_pictures(names: Iterable[str], folder: Path = PICTURES) -> dict[str, PhotoFile]:
    """The photo files of pictures by their names; one that was stored before is found by its digest."""
    files = {}
    for name in sorted(names):
        data = (folder / f"{name}.jpg").read_bytes()
        known = PhotoFile.objects.filter(digest=sha256(data).hexdigest()).first()
        files[name] = known or store_upload(ContentFile(data, name=f"{name}.jpg"))
    return files


def store_papers(names: Iterable[str]) -> dict[str, AttachmentFile]:
    """The attached files of the collection by their names; equal bytes are stored once."""
    return {
        name: store_attachment(ContentFile((PAPERS / f"{name}.pdf").read_bytes(), name=f"{name}.pdf"))
        for name in sorted(names)
    }


def _write_bureau() -> bool:
    """Write the bureau's record with ancestors and directors, unless there is one."""
    if Bureau.objects.exists():
        return False
    tables = contents()
    bureau = Bureau(**tables["bureau"])
    bureau.save()
    for order, ancestor in enumerate(tables["ancestors"]):
        BreadcrumbAncestor.objects.create(bureau=bureau, order=order, **ancestor)
    for director in tables["directors"]:
        Director.objects.create(bureau=bureau, **director)
    AccessibilityPolicy.objects.create(**tables["accessibility"])
    return True


def read_site() -> Site:
    """The site as documents of the collection need it; policy fields that it lacks are added."""
    tables = contents()
    return Site(
        series=series_of(Bureau.current()),
        contacts={code: ContactPoint(**point) for code, point in tables["contacts"].items()},
        categories={row["code"]: _category(row, order) for order, row in enumerate(tables["categories"], start=1)},
        session_kinds={kind.code: Term(code=kind.code, label=kind.label) for kind in SessionKind.objects.all()},
    )


def _category(row: dict[str, str], number: int) -> Term:
    """The policy field of this code or name, as staff may have renamed it meanwhile."""
    category = Category.objects.filter(Q(slug=row["code"]) | Q(label=row["label"])).first()
    category = category or Category.objects.create(slug=row["code"], label=row["label"], order=number * 10)
    return Term(code=category.slug, label=category.label)


def _add(sample: Sample, site: Site, photos: dict[str, PhotoFile], papers: dict[str, AttachmentFile]) -> Release:
    document = sample.document(site, photos, papers)
    release = fill(sample.before_correction(document), into=Release(uid=sample.uid))
    first = release.event.survey_comments.count() if release.event else 0
    for order, comment in enumerate(sample.life.uncleared, start=first):
        SurveyComment.objects.create(
            event=release.event, text=comment.text, verbatim=comment.verbatim, is_cleared=False, order=order
        )
    if not sample.life.is_draft:
        _publish(sample, document, release)
        release.refresh_from_db()
    return release


def _publish(sample: Sample, document: ReleaseDocument, release: Release) -> None:
    lifecycle.publish_as_of(release, _moment(sample.release_date), comment=_COMMENT)
    if correction := sample.life.correction:
        release.refresh_from_db()
        fill(document, into=release)
        change = lifecycle.Change(Edition.ChangeKind.ERRATUM, correction.note)
        lifecycle.publish_as_of(release, _moment(correction.on), change=change, comment=_COMMENT)
    if withdrawal := sample.life.withdrawal:
        lifecycle.withdraw_as_of(release, _moment(withdrawal.on), withdrawal.reason, comment=_COMMENT)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, PUBLIC_FROM))
