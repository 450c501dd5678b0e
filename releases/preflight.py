"""The look at a scheduled release before its minute: would the page that was approved really appear, whole?"""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta

from django.utils import timezone

from releases import mail
from releases.attachment_store import size_of
from releases.checks import ERROR, Finding, check
from releases.differences import side_by_side
from releases.document import ReleaseDocument, digest_of
from releases.house import house
from releases.models import Edition, PhotoFile, Preflight
from releases.photo_store import missing_renditions
from releases.render import digest_of_page, render_article

logger = logging.getLogger(__name__)

AHEAD = timedelta(minutes=30)
SHOWN = 5


def inspect(edition: Edition) -> list[Finding]:
    """What stands against ``edition`` as it would be shown at its minute."""
    try:
        document = edition.content
        page = render_article(document)
    except Exception as error:
        # Whatever is wrong with one release must not keep the others from being looked at.
        return [
            Finding(
                "unreadable",
                ERROR,
                "ページ全体",
                f"ページを作れません（{type(error).__name__}）。管理者に連絡してください。",
            )
        ]
    findings = []
    if digest_of(edition.document) != edition.digest:
        findings.append(
            Finding("document_changed", ERROR, "ページ全体", "保存された文書が、承認されたときの内容と違います。")
        )
    if edition.page_digest and digest_of_page(page) != edition.page_digest:
        findings.append(_difference(edition, page))
    house_then = house(document.series.path, edition.live_from)
    return [*findings, *_stored_findings(document), *check(document, house_then)]


def _difference(edition: Edition, page: str) -> Finding:
    """What a reader would see otherwise than the approver did, since the program changed in between."""
    message = "システムの更新により、承認されたときと違うページになります。プレビューで確かめて、承認し直してください。"
    approved = edition.preflights.filter(occasion=Preflight.Occasion.APPROVAL).exclude(page="").first()
    if approved:
        rows = [row for row in side_by_side(approved.page, page) if row.is_changed]
        message += "".join(f"\n承認時:「{row.before_text}」／現在:「{row.after_text}」" for row in rows[:SHOWN])
        if not rows:
            message += "\n文字の違いはありません（組み方だけの違いです）。"
    return Finding("page_differs", ERROR, "ページ全体", message)


def _stored_findings(document: ReleaseDocument) -> list[Finding]:
    try:
        return [*_photo_findings(document), *_attachment_findings(document)]
    except OSError:
        logger.warning("The photos and files of a release could not be looked at", exc_info=True)
        return [
            Finding(
                "store_unreachable",
                ERROR,
                "写真と資料",
                "保存先につながらないため、そろっているか確かめられません。管理者に連絡してください。",
            )
        ]


def _photo_findings(document: ReleaseDocument) -> list[Finding]:
    keys = [photo.key for photo in document.all_photos]
    files = {file.key: file for file in PhotoFile.objects.filter(key__in=keys)}
    findings = []
    for number, photo in enumerate(document.all_photos, start=1):
        name = photo.caption or photo.alt or f"{number}枚目"
        if photo.key not in files or missing_renditions(photo.key, photo.renditions):
            findings.append(
                Finding("photo_missing", ERROR, f"写真「{name}」", "ファイルがありません。登録し直してください。")
            )
    return findings


def _attachment_findings(document: ReleaseDocument) -> list[Finding]:
    findings = []
    for attachment in document.attachments:
        if size_of(attachment.key) != attachment.bytes:
            findings.append(
                Finding(
                    "attachment_missing",
                    ERROR,
                    f"資料「{attachment.title}」",
                    "ファイルがありません。登録し直してください。",
                )
            )
    return findings


def record(edition: Edition, occasion: Preflight.Occasion, at: datetime | None = None) -> Preflight:
    """Inspect ``edition``, keep the result, and tell its people if anything was found."""
    findings = inspect(edition)
    at_approval = occasion == Preflight.Occasion.APPROVAL
    result = Preflight.objects.create(
        edition=edition,
        occasion=occasion,
        page=render_article(edition.content) if at_approval and edition.form == Edition.Form.PAGE else "",
        at=at or timezone.now(),
        findings=[asdict(finding) for finding in findings],
    )
    if findings:
        mail.preflight_failed(
            edition.release, edition.approved_by, [f"{finding.place}: {finding.message}" for finding in findings]
        )
    return result


def scheduled(at: datetime | None = None):
    """Editions that wait for their minute, the next one first: the ledger of what goes out."""
    at = at or timezone.now()
    return Edition.objects.filter(live_from__gt=at, live_until__isnull=True).order_by("live_from")


def due(at: datetime | None = None):
    """Pages whose minute comes within ``AHEAD`` and that were not looked at since then."""
    at = at or timezone.now()
    looked_at = Preflight.objects.filter(occasion=Preflight.Occasion.BEFORE).values("edition_id")
    return scheduled(at).pages().filter(live_from__lte=at + AHEAD).exclude(pk__in=looked_at)
