"""The private store of photos: what was sent and what is shown, under random keys, never reachable as files.

``MEDIA_ROOT/photos/<first two of key>/<key>/`` holds ``original`` and ``<width>.<jpg|webp|avif>``. Bytes under a key
never change. A folder is written whole under another name and renamed into place before any row speaks of it.
"""

import hashlib
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.utils import timezone

from bureau.text import one_line
from releases.document import Rendition
from releases.durable import sync_folder, write_file
from releases.imaging import MAX_BYTES, Encoded, PhotoRefused, make_picture
from releases.models import Photo, PhotoFile
from releases.models.edition import EditionPhoto
from releases.models.photo import new_key

ORIGINAL = "original"
EXTENSIONS = {"jpeg": "jpg", "webp": "webp", "avif": "avif"}
CONTENT_TYPES = {"jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}
_KEY = re.compile(r"[0-9a-f]{32,64}")
_NAME = re.compile(r"([0-9]{1,5})\.(jpg|webp|avif)")


class StoreFailed(PhotoRefused):
    """The photo is sound but could not be kept (a full disk); nothing of it was left behind."""


def folder_of(key: str) -> Path:
    """Where the files of ``key`` lie. Raises ValueError for anything that is no key."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a photo key: {key!r}")
    return Path(settings.MEDIA_ROOT) / "photos" / key[:2] / key


def rendition_path(key: str, name: str) -> Path | None:
    """The file of a rendition by its public name (``960.webp``); None if there is none."""
    if not (_KEY.fullmatch(key) and _NAME.fullmatch(name)):
        return None
    path = folder_of(key) / name
    return path if path.is_file() else None


def missing_renditions(key: str, renditions: Iterable[Rendition]) -> list[str]:
    """Names of the renditions that a document states and the store lacks or holds in another length."""
    missing = []
    for rendition in renditions:
        name = f"{rendition.width}.{EXTENSIONS[rendition.format]}"
        path = rendition_path(key, name)
        if path is None or path.stat().st_size != rendition.bytes:
            missing.append(name)
    return missing


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
    _write_folder(folder_of(key), files)
    try:
        return PhotoFile.objects.create(
            key=key,
            original=ORIGINAL,
            original_name=one_line(Path(upload.name or "").name)[:200],
            digest=hashlib.sha256(data).hexdigest(),
            width=picture.width,
            height=picture.height,
            renditions=[_record(rendition) for rendition in picture.renditions],
            uploaded_by=user,
        )
    except BaseException:
        shutil.rmtree(folder_of(key), ignore_errors=True)
        raise


def add_renditions(file: PhotoFile, renditions: Iterable[Encoded]) -> None:
    """Keep further encodings of a stored photo, beside those that are there."""
    known = {(item["format"], item["width"]) for item in file.renditions}
    for rendition in renditions:
        if (rendition.format, rendition.width) not in known:
            write_file(folder_of(file.key) / _name(rendition), rendition.data)
            file.renditions.append(_record(rendition))
    file.save(update_fields=["renditions"])


def original_of(file: PhotoFile) -> bytes:
    """What was uploaded; for making further renditions, never for serving."""
    return (folder_of(file.key) / file.original).read_bytes()


def unused_since(moment=None):
    """PhotoFiles that no working copy and no edition shows, uploaded before ``moment`` (now)."""
    shown = EditionPhoto.objects.values("key")
    placed = Photo.objects.values("file_id")
    uploaded = PhotoFile.objects.filter(uploaded_at__lt=moment or timezone.now())
    return uploaded.exclude(pk__in=placed).exclude(key__in=shown)


def remove(file: PhotoFile) -> None:
    """Delete a photo that nothing shows: the row first, so that no row ever speaks of files that are gone."""
    folder = folder_of(file.key)
    file.delete()
    shutil.rmtree(folder, ignore_errors=True)


def stray_folders(before: float) -> list[Path]:
    """Folders last changed before ``before`` (seconds since 1970) that no row speaks of."""
    root = Path(settings.MEDIA_ROOT) / "photos"
    known = set(PhotoFile.objects.values_list("key", flat=True))
    folders = [path for path in root.glob("*/*") if path.is_dir()]
    return [path for path in folders if path.name not in known and path.stat().st_mtime < before]


def _name(rendition: Encoded) -> str:
    return f"{rendition.width}.{EXTENSIONS[rendition.format]}"


def _record(rendition: Encoded) -> dict:
    return {
        "format": rendition.format,
        "width": rendition.width,
        "height": rendition.height,
        "bytes": len(rendition.data),
    }


def _write_folder(folder: Path, files: dict[str, bytes]) -> None:
    temporary = folder.with_name(f".{folder.name}.part")
    try:
        temporary.mkdir(parents=True, mode=0o700)
        for name, data in files.items():
            write_file(temporary / name, data)
        temporary.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        shutil.rmtree(temporary, ignore_errors=True)
        raise StoreFailed(
            "写真を保存できませんでした（保存先の空きが足りないか、書き込めません）。"
            "入力した文は残っています。管理者に連絡してください。"
        ) from error
