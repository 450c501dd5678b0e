"""The folder that the site is written to: each file appears whole or not at all, and what stands there is on record."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import Any, BinaryIO

from releases.static_site.answers import CODINGS

SITE = "site"
MOVED = "moved.map"
"""For nginx: old address, new address."""
GONE = "gone"
"""Beside ``site``: what stands at the address of a withdrawn page, to be shown with 410."""


class Folder:
    """``site/`` is what a web server shows; ``state.json`` knows which key each file was made for; ``SHA256SUMS`` proves it."""

    def __init__(self, root: Path):
        self.root = root
        self.written = self.removed = 0
        (root / SITE).mkdir(parents=True, exist_ok=True)
        (root / GONE).mkdir(exist_ok=True)
        self._state_file = root / "state.json"
        try:
            self.state: dict[str, dict[str, Any]] = json.loads(self._state_file.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            # Without a record everything is written anew; what is equal already stays as it is.
            self.state = {}

    def has(self, name: str, key: str) -> bool:
        """Whether the file ``name`` (``site/…``) was made for ``key`` and still stands there."""
        known = self.state.get(name)
        return known is not None and known["key"] == key and (self.root / name).is_file()

    def write(self, name: str, key: str, bodies: dict[str, bytes], names: Iterable[str] = ()) -> None:
        """Write a file with its compressed forms beside it; the plain one last, since it leads to the others."""
        digests = {}
        for coding in (*CODINGS, ""):
            path = self.root / f"{name}{CODINGS.get(coding, '')}"
            if coding in bodies:
                digests[coding] = sha256(bodies[coding]).hexdigest()
                self._put(path, bodies[coding])
            else:
                path.unlink(missing_ok=True)
        self.state[name] = {"key": key, "sha256": digests, "names": sorted(names)}

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
        self.state[name] = {"key": key, "sha256": {"": sha256(path.read_bytes()).hexdigest()}, "names": []}

    def keep_only(self, names: set[str]) -> None:
        """Remove every recorded file that is not among ``names``."""
        for name in sorted(set(self.state) - names):
            del self.state[name]
            path = self.root / name
            for ending in ("", *CODINGS.values()):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            self.removed += 1
            with suppress(OSError):
                for folder in path.parents:
                    if folder in (self.root, self.root / SITE, self.root / GONE):
                        break
                    folder.rmdir()

    def save(self) -> None:
        """Put the record down."""
        self._put(self._state_file, json.dumps(self.state, ensure_ascii=False, sort_keys=True).encode(), counted=False)

    def prove(self) -> str:
        """Write ``SHA256SUMS`` in the form of sha256sum(1); returns its own SHA-256."""
        sums = [
            f"{value}  {name}{CODINGS.get(coding, '')}"
            for name, known in self.state.items()
            for coding, value in known["sha256"].items()
        ]
        text = "\n".join(sorted(sums, key=lambda line: line[66:])) + "\n"
        self._put(self.root / "SHA256SUMS", text.encode(), counted=False)
        return sha256(text.encode()).hexdigest()

    def _put(self, path: Path, body: bytes, *, counted: bool = True) -> None:
        with suppress(FileNotFoundError):
            if path.stat().st_size == len(body) and path.read_bytes() == body:
                return
        path.parent.mkdir(parents=True, exist_ok=True)
        with _scratch(path) as file:
            file.write(body)
        self.written += counted


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
