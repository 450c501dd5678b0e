"""A whole site as one file, and back: every row of the database, every photo and every attached file, proved by their digests.

The file is a tar: ``manifest.json`` first, then a file of JSON lines for each table, then the photos and
the attached files. Nothing in it
belongs to one kind of database.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from releases.attachment_store import name_of
from releases.durable import sync_folder
from releases.models import AttachmentFile, Edition, PhotoFile, Release, SiteChange
from releases.objects import objects
from releases.photo_store import folder_of, rendition_names
from releases.search import index

FORM = 1
MANIFEST = "manifest.json"
_BLOCK = 1024 * 1024
_ATTACHMENT = re.compile(r"[0-9a-f]{64}\.pdf")
# What a server makes by itself: logins that are open, and names that migrations write into every database.
_LEFT_OUT = {"sessions.session", "contenttypes.contenttype", "auth.permission"}
# Rows that migrations put into an empty database; those of the file take their place.
_SEEDED = ("auth.group", "events.sessionkind")

Progress = Callable[[str], None]
Opener = Callable[[], BinaryIO]


class _Exact(DjangoJSONEncoder):
    """Moments to the microsecond: the seals of editions cover them."""

    def default(self, value):
        return value.isoformat() if isinstance(value, datetime) else super().default(value)


class BackupError(ValueError):
    """The file cannot be written or taken in; the message (Japanese) says why. Nothing was changed."""


def write_backup(target: Path, progress: Progress = lambda step: None) -> dict:
    """Write the site as it is at this moment to ``target``; returns the manifest. The site may go on meanwhile.

    The file appears under its name when it is whole.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        with TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch:
            with _one_moment():
                rows = {name: _write_table(model, Path(scratch)) for name, model in _tables()}
                photos = list(PhotoFile.objects.order_by("key"))
                papers = list(AttachmentFile.objects.order_by("key").values_list("key", flat=True))
            files: dict[str, Opener] = {
                f"data/{name}.jsonl": partial((Path(scratch) / f"{name}.jsonl").open, "rb") for name in rows
            }
            files |= dict(_photo_files(photos)) | dict(_attachment_files(papers))
            progress(f"{sum(rows.values()):,} 行、写真 {len(photos):,} 枚、資料 {len(papers):,} 件")
            manifest = {
                "form": FORM,
                "made_at": timezone.now().isoformat(),
                "rows": rows,
                "migrations": _migrations(),
                "sha256": {name: _digest(opened) for name, opened in files.items()},
            }
            # It holds drafts and the digests of passwords: nobody but its maker reads it.
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)
            with tarfile.open(part, "w") as tar:
                told = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
                _add(tar, MANIFEST, io.BytesIO(told), len(told))
                for name, opened in files.items():
                    with opened() as file:
                        size = file.seek(0, os.SEEK_END)
                        file.seek(0)
                        _add(tar, name, file, size)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise BackupError(f"書き出せませんでした（{error.strerror}）: {target}") from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


def read_backup(source: Path, progress: Progress = lambda step: None) -> dict:
    """Take the site of ``source`` into an empty database; returns the manifest. All of it or nothing.

    Raises ``BackupError`` for a damaged file, for one of another version of the program, and for a site that is not
    empty.
    """
    manifest = _checked(source)
    progress("ファイルに傷はありません。")
    _refuse_what_is_there()
    if manifest["migrations"] != _migrations():
        raise BackupError(
            "このファイルは、違う版のプログラムで作られました。同じ版のプログラムで戻してから、更新してください。"
        )
    placed = _Placed()
    try:
        with tarfile.open(source) as tar, transaction.atomic():
            _clear_seeds()
            for member in tar:
                if member.name.startswith("data/"):
                    _load_table(tar.extractfile(member))
                elif member.name.startswith("photos/"):
                    placed.photo(PurePosixPath(member.name), tar.extractfile(member).read())
                elif member.name.startswith("attachments/"):
                    placed.attachment(PurePosixPath(member.name), tar.extractfile(member).read())
            progress("データを戻しました。確かめています。")
            _compare(manifest)
            for _ in index.rebuild():
                pass
            SiteChange.note()
            _reset_sequences()
    except BaseException as error:
        placed.take_back()
        if isinstance(error, OSError):
            raise BackupError(f"戻せませんでした（{error.strerror}）。何も変えていません。") from error
        raise
    return manifest


# Tables


def _tables() -> Iterator[tuple[str, type[models.Model]]]:
    # Other rows name people by their user name: those have to be there first.
    for model in sorted(apps.get_models(), key=lambda model: model._meta.app_label != "auth"):
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in _LEFT_OUT:
            yield model._meta.label_lower, model


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that sees every table as it is at its beginning; it waits for nobody who writes, nor they for it."""
    # Connecting sets the mode.
    connection.ensure_connection()
    mode = getattr(connection, "transaction_mode", None)
    # Every other transaction of ours takes SQLite's lock of those who write, as soon as it begins.
    connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql" and not connection.savepoint_ids:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        connection.transaction_mode = mode


def _write_table(model: type[models.Model], folder: Path) -> int:
    path = folder / f"{model._meta.label_lower}.jsonl"
    rows = model._base_manager.order_by("pk").iterator(chunk_size=500)
    with path.open("w", encoding="utf-8") as file:
        serializers.serialize("jsonl", rows, stream=file, use_natural_foreign_keys=True, ensure_ascii=False, cls=_Exact)
    with path.open("rb") as file:
        return sum(1 for _ in file)


def _load_table(file) -> None:
    for row in serializers.deserialize("jsonl", io.TextIOWrapper(file, encoding="utf-8")):
        row.save()


def _clear_seeds() -> None:
    for label in _SEEDED:
        apps.get_model(label)._base_manager.all().delete()


def _refuse_what_is_there() -> None:
    if Release.objects.exists() or Edition.objects.exists() or apps.get_model("auth.user").objects.exists():
        raise BackupError(
            "このサイトには、すでにデータがあります。空のデータベース（migrate だけをしたもの）に戻してください。"
        )


def _compare(manifest: dict) -> None:
    """The rows as they now stand, written once more, are the rows of the file."""
    with TemporaryDirectory() as scratch:
        for name, model in _tables():
            if name not in manifest["rows"]:
                continue
            _write_table(model, Path(scratch))
            if (
                _digest(partial((Path(scratch) / f"{name}.jsonl").open, "rb"))
                != manifest["sha256"][f"data/{name}.jsonl"]
            ):
                raise BackupError(f"戻したデータが、ファイルの内容と一致しません（{name}）。何も変えずに終わります。")


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _reset_sequences() -> None:
    statements = connection.ops.sequence_reset_sql(no_style(), [model for _, model in _tables()])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# Files


def _photo_files(photos: list[PhotoFile]) -> Iterator[tuple[str, Opener]]:
    for photo in photos:
        for name in sorted([photo.original, *rendition_names(photo.renditions)]):
            yield f"photos/{photo.key}/{name}", partial(_open, f"{folder_of(photo.key)}/{name}", "写真", photo.key)


def _attachment_files(keys: list[str]) -> Iterator[tuple[str, Opener]]:
    for key in keys:
        yield f"attachments/{key}.pdf", partial(_open, name_of(key), "資料", key)


def _open(name: str, what: str, key: str) -> BinaryIO:
    file = objects().open(name)
    if file is None:
        raise BackupError(
            f"{what}のファイルがありません（{key}）。MEDIA_ROOT を確かめてください。何も書き出していません。"
        )
    return file


class _Placed:
    """What a restoration has put into the store."""

    def __init__(self):
        self._folders: set[str] = set()
        self._names: set[str] = set()

    def photo(self, place: PurePosixPath, data: bytes) -> None:
        _, key, name = place.parts
        folder = folder_of(key)
        if folder not in self._folders:
            # Bytes under a key never change: what lies here from an attempt before is the same photo, or half of it.
            objects().remove_folder(folder)
            self._folders.add(folder)
        objects().put(f"{folder}/{name}", data)

    def attachment(self, place: PurePosixPath, data: bytes) -> None:
        name = name_of(place.stem)
        self._names.add(name)
        objects().put(name, data)

    def take_back(self) -> None:
        # What cannot be removed now is found by sweep_photos.
        with suppress(OSError):
            for folder in self._folders:
                objects().remove_folder(folder)
            for name in self._names:
                objects().remove(name)


def _checked(source: Path) -> dict:
    """The manifest of a file whose every part is there, whole, and nothing else."""
    damaged = BackupError("ファイルが壊れているか、このプログラムのバックアップではありません。何も変えていません。")
    try:
        with tarfile.open(source) as tar:
            first = tar.next()
            if first is None or first.name != MANIFEST:
                raise damaged
            manifest = json.loads(tar.extractfile(first).read())
            if manifest.get("form") != FORM:
                raise damaged
            waiting = dict(manifest["sha256"])
            for member in tar:
                if member.name == MANIFEST:
                    continue
                if not member.isreg() or not _is_expected(member.name):
                    raise damaged
                if _digest_of(tar.extractfile(member)) != waiting.pop(member.name, None):
                    raise damaged
    except (tarfile.TarError, EOFError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise damaged from error
    except OSError as error:
        raise BackupError(f"ファイルを読めません（{error.strerror}）: {source}") from error
    if waiting:
        raise damaged
    return manifest


def _is_expected(name: str) -> bool:
    parts = PurePosixPath(name).parts
    if len(parts) == 2 and parts[0] == "data":
        return True
    if len(parts) == 2 and parts[0] == "attachments":
        return _ATTACHMENT.fullmatch(parts[1]) is not None
    if len(parts) != 3 or parts[0] != "photos" or parts[2].startswith("."):
        return False
    try:
        folder_of(parts[1])
    except ValueError:
        return False
    return True


def _add(tar: tarfile.TarFile, name: str, file, size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size = size
    tar.addfile(member, file)


def _digest(opened: Opener) -> str:
    with opened() as file:
        return _digest_of(file)


def _digest_of(file) -> str:
    told = hashlib.sha256()
    while block := file.read(_BLOCK):
        told.update(block)
    return told.hexdigest()
