"""The private store of photos: what was sent and what is shown, under random keys, never reachable as files.

``photos/<first two of key>/<key>/`` in the store (releases/objects) holds ``original`` and ``<width>.<jpg|webp|avif>``.
Bytes under a key never change. All files of a photo are there before any row speaks of it.
"""

import errno
import hashlib
import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, BinaryIO

from django.core.files.base import File
from django.utils import timezone

from bureau.text import file_name
from releases.document import Rendition
from releases.imaging import MAX_BYTES, Encoded, PhotoRefused, make_picture
from releases.models import Photo, PhotoFile
from releases.models.edition import EditionPhoto
from releases.models.photo import new_key
from releases.objects import objects

logger = logging.getLogger(__name__)

SHELF = "photos"
ORIGINAL = "original"
EXTENSIONS = {"jpeg": "jpg", "webp": "webp", "avif": "avif"}
CONTENT_TYPES = {"jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}
_KEY = re.compile(r"[0-9a-f]{32,64}")
_NAME = re.compile(r"([0-9]{1,5})\.(jpg|webp|avif)")


class StoreFailed(PhotoRefused):
    """The photo is sound but could not be kept (a full disk, a store that does not answer); nothing of it was left behind."""


def folder_of(key: str) -> str:
    """The folder of ``key`` in the store. Raises ValueError for anything that is no key."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a photo key: {key!r}")
    return f"{SHELF}/{key[:2]}/{key}"


def open_rendition(key: str, name: str) -> BinaryIO | None:
    """The bytes of a rendition by its public name (``960.webp``); None if there is none. Raises OSError."""
    return objects().open(f"{folder_of(key)}/{name}") if _is_rendition(key, name) else None


def has_rendition(key: str, name: str) -> bool:
    """Whether there is a rendition of that public name. Raises OSError."""
    return _is_rendition(key, name) and objects().size(f"{folder_of(key)}/{name}") is not None


def rendition_names(renditions: Iterable[dict[str, Any]]) -> list[str]:
    """The public names of what ``PhotoFile.renditions`` records."""
    return [f"{item['width']}.{EXTENSIONS[item['format']]}" for item in renditions]


def missing_renditions(key: str, renditions: Iterable[Rendition]) -> list[str]:
    """Names of the renditions that a document states and the store lacks or holds in another length. Raises OSError."""
    stored = objects().sizes(folder_of(key))
    stated = {f"{rendition.width}.{EXTENSIONS[rendition.format]}": rendition.bytes for rendition in renditions}
    return [name for name, size in stated.items() if stored.get(name) != size]


def lost_files(file: PhotoFile) -> list[str]:
    """Names of what should be there of a photo and is not. Raises OSError."""
    stored = objects().sizes(folder_of(file.key))
    return [name for name in (file.original, *rendition_names(file.renditions)) if name not in stored]


def store_upload(upload: File, user=None) -> PhotoFile:
    """Check, re-encode and keep an uploaded file; the row is there only when all its files are.

    Raises ``PhotoRefused`` (what is wrong with the picture) or its kind ``StoreFailed``.
    """
    if upload.size and upload.size > MAX_BYTES:
        raise PhotoRefused(f"写真が大きすぎます（{upload.size / 1024 / 1024:.0f}MB）。20MB以内にしてください。")
    data = upload.read()
    picture = make_picture(data)
    key = new_key()
    files = {ORIGINAL: data} | {_name(rendition): rendition.data for rendition in picture.renditions}
    try:
        objects().put_folder(folder_of(key), files)
    except OSError as error:
        # The clerk is told that, the operator why.
        logger.error("A photo could not be kept: %s", error)
        raise StoreFailed(
            "写真を保存できませんでした（保存先の空きが足りないか、書き込めません）。"
            "入力した文は残っています。管理者に連絡してください。"
        ) from error
    try:
        return PhotoFile.objects.create(
            key=key,
            original=ORIGINAL,
            original_name=file_name(upload.name or ""),
            digest=hashlib.sha256(data).hexdigest(),
            width=picture.width,
            height=picture.height,
            renditions=[_record(rendition) for rendition in picture.renditions],
            uploaded_by=user,
        )
    except BaseException:
        _remove_files(key)
        raise


def add_renditions(file: PhotoFile, renditions: Iterable[Encoded]) -> None:
    """Keep further encodings of a stored photo, beside those that are there. Raises OSError."""
    known = {(item["format"], item["width"]) for item in file.renditions}
    for rendition in renditions:
        if (rendition.format, rendition.width) not in known:
            objects().put(f"{folder_of(file.key)}/{_name(rendition)}", rendition.data)
            file.renditions.append(_record(rendition))
    file.save(update_fields=["renditions"])


def original_of(file: PhotoFile) -> bytes:
    """What was uploaded; for making further renditions, never for serving. Raises OSError."""
    name = f"{folder_of(file.key)}/{file.original}"
    stored = objects().open(name)
    if stored is None:
        raise FileNotFoundError(errno.ENOENT, "写真の原本がありません", name)
    with stored:
        return stored.read()


def unused_since(moment=None):
    """PhotoFiles that no working copy and no edition shows, uploaded before ``moment`` (now)."""
    shown = EditionPhoto.objects.values("key")
    placed = Photo.objects.values("file_id")
    uploaded = PhotoFile.objects.filter(uploaded_at__lt=moment or timezone.now())
    return uploaded.exclude(pk__in=placed).exclude(key__in=shown)


def remove(file: PhotoFile) -> None:
    """Delete a photo that nothing shows: the row first, so that no row ever speaks of files that are gone."""
    file.delete()
    _remove_files(file.key)


def stray_folders(before: float) -> list[str]:
    """Folders of the store last changed before ``before`` (seconds since 1970) that no row speaks of. Raises OSError."""
    known = set(PhotoFile.objects.values_list("key", flat=True))
    return [
        entry.name
        for entry in objects().entries(SHELF)
        if entry.name.rpartition("/")[2] not in known and entry.changed_at < before
    ]


def _remove_files(key: str) -> None:
    # What cannot be removed now is found by sweep_photos.
    with suppress(OSError):
        objects().remove_folder(folder_of(key))


def _is_rendition(key: str, name: str) -> bool:
    return bool(_KEY.fullmatch(key) and _NAME.fullmatch(name))


def _name(rendition: Encoded) -> str:
    return f"{rendition.width}.{EXTENSIONS[rendition.format]}"


def _record(rendition: Encoded) -> dict:
    return {
        "format": rendition.format,
        "width": rendition.width,
        "height": rendition.height,
        "bytes": len(rendition.data),
    }
