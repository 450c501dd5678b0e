"""The private store of attached PDF files: each under the SHA-256 of its bytes, never reachable as a file.

``attachments/<first two of key>/<key>.pdf`` in the store (releases/objects). Equal bytes are kept once. A file is there
before any row speaks of it.
"""

import hashlib
import logging
import re
from pathlib import PurePosixPath
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from bureau.text import file_name
from releases.models import Attachment, AttachmentFile
from releases.models.edition import EditionAttachment
from releases.objects import objects
from releases.pdf_check import AttachmentRefused, inspect, refuse_size

logger = logging.getLogger(__name__)

SHELF = "attachments"
_KEY = re.compile(r"[0-9a-f]{64}")


def name_of(key: str) -> str:
    """The name of ``key`` in the store. Raises ValueError for anything that is no key."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not an attachment key: {key!r}")
    return f"{SHELF}/{key[:2]}/{key}.pdf"


def open_attachment(key: str) -> BinaryIO | None:
    """The bytes of ``key``; None if there is no such file. Raises OSError."""
    return objects().open(name_of(key)) if _KEY.fullmatch(key) else None


def size_of(key: str) -> int | None:
    """The number of bytes of ``key``; None if there is no such file. Raises OSError."""
    return objects().size(name_of(key)) if _KEY.fullmatch(key) else None


def store_attachment(upload: File, user=None) -> AttachmentFile:
    """Check and keep an uploaded file; the row is there only when the file is. Raises ``AttachmentRefused``."""
    refuse_size(upload.size or 0)
    data = upload.read()
    pdf = inspect(data)
    key = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        # Sweeping takes the row first: from here on the file is not removed under our hands.
        known = AttachmentFile.objects.select_for_update().filter(key=key).first()
        _write(key, data)
        if known:
            known.uploaded_at = timezone.now()
            known.save(update_fields=["uploaded_at"])
            return known
        return AttachmentFile.objects.create(
            key=key,
            bytes=len(data),
            pages=pdf.pages,
            author=pdf.author,
            original_name=file_name(upload.name or ""),
            uploaded_by=user,
        )


def _write(key: str, data: bytes) -> None:
    try:
        if size_of(key) != len(data):
            objects().put(name_of(key), data)
    except OSError as error:
        # The clerk is told that, the operator why.
        logger.error("A file could not be kept: %s", error)
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
    """Delete a file and its row if it is still unused; says whether it did. Raises OSError; then the row stays."""
    row = unused_since(moment).select_for_update().filter(pk=file.pk).first()
    if row is None:
        return False
    row.delete()
    objects().remove(name_of(row.key))
    return True


def stray_files(before: float) -> list[str]:
    """Files of the store last changed before ``before`` (seconds since 1970) that no row speaks of. Raises OSError."""
    known = set(AttachmentFile.objects.values_list("key", flat=True))
    return [
        entry.name
        for entry in objects().entries(SHELF)
        if PurePosixPath(entry.name).stem not in known and entry.changed_at < before
    ]
