"""The archive comes over: saved pages of earlier years become published editions, dated as they were.

Each file is read for itself, in its own transaction: a broken one fails alone, and a second run takes only what is
not here yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from releases import lifecycle, parse
from releases.fill import FillError, fill
from releases.intake import IntakeRefused, document_of, take_in
from releases.models import Intake, Release

ENDINGS = {".html", ".htm", ".txt", ".docx"}
# What the reader of a page could not place must not vanish from the record.
REST = "その他の記載"
PICTURE_BYTES = 20 * 1024 * 1024


@dataclass
class Outcome:
    """What became of one file: ``placed``, ``uncertain`` (placed, with findings), ``known``, or ``failed``."""

    path: str
    status: str
    title: str = ""
    address: str = ""
    messages: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)


def files_in(folder: Path) -> list[Path]:
    """The files of an archive, in a steady order."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())


def legacy_path_of(path: Path, folder: Path) -> str:
    """The address that a file had: its place in the archive; text files stand for pages."""
    relative = path.relative_to(folder)
    if relative.suffix.lower() in (".txt", ".docx"):
        relative = relative.with_suffix(".html")
    return "/" + relative.as_posix()


def take_over(folder: Path, *, user=None) -> Iterator[Outcome]:
    """Import every file of ``folder``, one at a time, and tell what became of it."""
    for path in files_in(folder):
        yield _take_over(path, folder, user)


def _take_over(path: Path, folder: Path, user) -> Outcome:
    legacy_path = legacy_path_of(path, folder)
    name = path.relative_to(folder).as_posix()
    known = Release.objects.filter(legacy_path=legacy_path).first()
    if known:
        return Outcome(name, "known", known.title)
    try:
        with transaction.atomic():
            return _publish(path, name, legacy_path, user)
    except parse.ParseRefused as error:
        return Outcome(name, "failed", messages=[str(error)])
    except (IntakeRefused, FillError, lifecycle.Refused) as error:
        return Outcome(name, "failed", messages=str(error).splitlines())
    except (DatabaseError, OSError, ValueError) as error:
        return Outcome(name, "failed", messages=[f"取り込めませんでした（{type(error).__name__}）。"])


def _publish(path: Path, name: str, legacy_path: str, user) -> Outcome:
    source = parse.read(path.read_bytes(), filename=path.name)
    intake = take_in(source, name=name[:200], user=user, legacy_path=legacy_path, picture=_picture_beside(path))
    findings = [
        f"{finding['line']}行目: {finding['message']}" if finding["line"] else finding["message"]
        for finding in intake.parsed["findings"]
    ]
    unplaced = [line["text"] for line in intake.parsed["unplaced"]]
    intake.fields["legacy_path"] = legacy_path
    document = document_of(intake, left_over_heading=REST)
    if Release.objects.kept().filter(year=document.year, slug=document.slug).exists():
        document = document.model_copy(update={"slug": _free_slug(document.year, document.slug)})
        findings.append(f"同じ年に同じアドレスのページがあるため、{document.slug}.html としました。")
    release = fill(document, user=user)
    moment = timezone.make_aware(datetime.combine(document.release_date, time(0, 0)))
    edition = lifecycle.publish_as_of(release, moment, by=user, comment=f"以前のサイトから取り込み: {legacy_path}")
    Intake.objects.filter(pk=intake.pk).update(release=release)
    is_sure = not unplaced and all(finding["severity"] == "notice" for finding in intake.parsed["findings"])
    return Outcome(name, "placed" if is_sure else "uncertain", document.title, edition.path, findings, unplaced)


def _free_slug(year: int, slug: str) -> str:
    number = 2
    while Release.objects.kept().filter(year=year, slug=f"{slug}-{number}").exists():
        number += 1
    return f"{slug}-{number}"


def _picture_beside(page: Path):
    """Finds the pictures that a saved page names, in files beside it."""

    def find(address: str) -> ContentFile | None:
        if "://" in address or address.startswith(("//", "data:")):
            return None
        path = (page.parent / address.split("?")[0]).resolve()
        # A page may name any file; only pictures of its own archive are looked at.
        if not path.is_relative_to(page.parent.resolve()) or not path.is_file() or path.stat().st_size > PICTURE_BYTES:
            return None
        return ContentFile(path.read_bytes(), path.name)

    return find
