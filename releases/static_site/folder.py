"""The folder that the site is written to: each file appears whole or not at all, and what stands there is on record."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import Any, BinaryIO

from releases.static_site.answers import CODINGS
from releases.static_site.record import Record

SITE = "site"
MOVED = "moved.map"
"""For nginx: old address, new address."""
GONE = "gone"
"""Beside ``site``: what stands at the address of a withdrawn page, to be shown with 410."""
SUMS = "SHA256SUMS"
_ENDINGS = tuple(CODINGS.values())


class Folder:
    """``site/`` is what a web server shows; ``state.db`` knows what each file was made for; ``SHA256SUMS`` proves it."""

    def __init__(self, root: Path):
        self.root = root
        self.written = self.removed = 0
        (root / SITE).mkdir(parents=True, exist_ok=True)
        (root / GONE).mkdir(exist_ok=True)
        self.record = Record(root / "state.db")
        if not self.record.is_complete:
            self._find()

    def _find(self) -> None:
        """Take note of files that the record does not know, for what is not written again must not stay."""
        known = set(self.record)
        for top in (SITE, GONE):
            for folder, _, files in os.walk(self.root / top):
                for file in files:
                    path = Path(folder, file)
                    if file.startswith("."):
                        # What was being written when a run was ended.
                        path.unlink()
                        continue
                    name = str(path.relative_to(self.root)).removesuffix(".br").removesuffix(".gz")
                    if name not in known:
                        self.record.note(name, "")
        self.record.save()

    def has(self, name: str, key: str) -> bool:
        """Whether the file ``name`` (``site/…``) was made for ``key`` and still stands there."""
        return self.record.key(name) == key and os.path.isfile(f"{self.root}/{name}")

    def write(self, name: str, key: str, bodies: Mapping[str, bytes], names: Iterable[str] = ()) -> None:
        """Write a file with its compressed forms beside it, and take note of it."""
        sums, written = put(self.root, name, bodies)
        self.written += written
        self.record.note(name, key, sums, names)

    def copy(self, name: str, key: str, source: BinaryIO) -> None:
        """Take over a file whose bytes never change under its name."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        size = source.seek(0, os.SEEK_END)
        source.seek(0)
        if not path.is_file() or path.stat().st_size != size:
            with _scratch(path) as file:
                shutil.copyfileobj(source, file)
            self.written += 1
        self.record.note(name, key, [_sum(path.read_bytes(), name)])

    def keep_only(self, names: set[str]) -> None:
        """Remove every recorded file that is not among ``names``."""
        for name in sorted(set(self.record) - names):
            path = self.root / name
            for ending in ("", *_ENDINGS):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            self.record.forget(name)
            self.removed += 1
            with suppress(OSError):
                for folder in path.parents:
                    if folder in (self.root, self.root / SITE, self.root / GONE):
                        break
                    folder.rmdir()

    def last(self, mark: str) -> dict[str, Any] | None:
        """What the last run told if it was for ``mark`` and all that it wrote still stands: then this one is over too."""
        told = self.record.last(mark)
        if told is None or not all(os.path.isfile(f"{self.root}/{name}") for name in (SUMS, *self.record)):
            return None
        self.record.leave()
        return told

    def prove(self) -> str:
        """Write ``SHA256SUMS`` in the form of sha256sum(1); returns the SHA-256 of that file."""
        text = self.record.sums().encode()
        _put(self.root / SUMS, text)
        return sha256(text).hexdigest()


def put(root: Path, name: str, bodies: Mapping[str, bytes]) -> tuple[list[str], int]:
    """Write the file ``name`` in its encodings; the plain one last, since it leads to the others.

    Returns their lines for sha256sum(1), and how many files were not there as they are now.
    """
    sums, written = [], 0
    for coding in (*CODINGS, ""):
        path = root / f"{name}{CODINGS.get(coding, '')}"
        if coding in bodies:
            written += _put(path, bodies[coding])
            sums.append(_sum(bodies[coding], f"{name}{CODINGS.get(coding, '')}"))
        else:
            path.unlink(missing_ok=True)
    return sums, written


def _sum(body: bytes, name: str) -> str:
    return f"{sha256(body).hexdigest()}  {name}"


def _put(path: Path, body: bytes) -> bool:
    """Whether the file had to be written."""
    with suppress(FileNotFoundError):
        if path.stat().st_size == len(body) and path.read_bytes() == body:
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with _scratch(path) as file:
        file.write(body)
    return True


@contextmanager
def _scratch(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``path`` when it is written whole; one that could not be takes no room."""
    descriptor, scratch = mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        # mkstemp makes files that only their owner reads: a web server is somebody else.
        os.chmod(scratch, 0o644)
        os.replace(scratch, path)
    except BaseException:
        Path(scratch).unlink()
        raise
