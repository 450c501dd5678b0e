"""The private store of attached PDF files: each under the SHA-256 of its bytes, never reachable as a file.

``MEDIA_ROOT/attachments/<first two of key>/<key>.pdf``. Equal bytes are kept once. A file is there before any row
speaks of it.
"""

import hashlib
import re
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from bureau.text import one_line
from releases.durable import sync_folder, write_file
from releases.models import Attachment, AttachmentFile
from releases.models.edition import EditionAttachment
from releases.pdf_check import AttachmentRefused, inspect, refuse_size

_KEY = re.compile(r"[0-9a-f]{64}")


def path_of(key: str) -> Path:
    """Where the file of ``key`` lies. Raises ValueError for anything that is no key."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not an attachment key: {key!r}")
    return root() / key[:2] / f"{key}.pdf"


def root() -> Path:
    return Path(settings.MEDIA_ROOT) / "attachments"


def stored_path(key: str) -> Path | None:
    """The file of ``key``; None if there is none."""
    if not _KEY.fullmatch(key):
        return None
    path = path_of(key)
    return path if path.is_file() else None


def store_attachment(upload: File, user=None) -> AttachmentFile:
    """Check and keep an uploaded file; the row is there only when the file is. Raises ``AttachmentRefused``."""
    refuse_size(upload.size or 0)
    data = upload.read()
    pdf = inspect(data)
    key = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        # Sweeping takes the row first: from here on the file is not removed under our hands.
        known = AttachmentFile.objects.select_for_update().filter(key=key).first()
        _write(path_of(key), data)
        if known:
            known.uploaded_at = timezone.now()
            known.save(update_fields=["uploaded_at"])
            return known
        return AttachmentFile.objects.create(
            key=key,
            bytes=len(data),
            pages=pdf.pages,
            author=pdf.author,
            original_name=one_line(Path(upload.name or "").name)[:200],
            uploaded_by=user,
        )


def _write(path: Path, data: bytes) -> None:
    if path.is_file() and path.stat().st_size == len(data):
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_file(path, data)
        sync_folder(path.parent)
    except OSError as error:
        raise AttachmentRefused(
            "資料を保存できませんでした（保存先の空きが足りないか、書き込めません）。"
            "入力した文は残っています。管理者に連絡してください。"
        ) from error


def unused_since(moment):
    """AttachmentFiles that no working copy and no edition names, last uploaded before ``moment``."""
    shown = EditionAttachment.objects.values("key")
    placed = Attachment.objects.values("file_id")
    uploaded = AttachmentFile.objects.filter(uploaded_at__lt=moment)
    return uploaded.exclude(pk__in=placed).exclude(key__in=shown)


@transaction.atomic
def remove(file: AttachmentFile, moment) -> bool:
    """Delete a file and its row if it is still unused; says whether it did."""
    row = unused_since(moment).select_for_update().filter(pk=file.pk).first()
    if row is None:
        return False
    row.delete()
    path_of(row.key).unlink(missing_ok=True)
    return True


def stray_files(before: float) -> list[Path]:
    """Files last changed before ``before`` (seconds since 1970) that no row speaks of."""
    known = set(AttachmentFile.objects.values_list("key", flat=True))
    files = [path for path in root().glob("*/*") if path.is_file()]
    return [path for path in files if path.stem not in known and path.stat().st_mtime < before]
