"""What the private store of photos and attached files is asked for, wherever the bytes lie.

Names are relative and have slashes: ``photos/3f/3f0c…/960.webp``, ``attachments/9a/9a1b….pdf``. Bytes under a name never
change. Every method raises OSError for what the store cannot do.
"""

import errno
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple, Protocol


class StoreUnreachable(OSError):
    """The store does not answer, or does not let us in; ``strerror`` says why in Japanese, ``english`` in English."""

    def __init__(self, japanese: str, english: str):
        super().__init__(errno.EHOSTUNREACH, japanese)
        self.english = english

    def __str__(self) -> str:
        return self.strerror


class Entry(NamedTuple):
    """One file or folder of a shelf, last changed at ``changed_at`` (seconds since 1970)."""

    name: str
    changed_at: float


class Objects(Protocol):
    """A kind of store."""

    def put(self, name: str, data: bytes) -> None:
        """Keep ``data``: afterwards it is there to stay, or nothing of it is."""

    def put_folder(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Keep files (name in the folder -> bytes) that belong together: all of them or none."""

    def open(self, name: str) -> BinaryIO | None:
        """All the bytes, to be read, sought in and closed; None if there is nothing under that name."""

    def size(self, name: str) -> int | None:
        """Number of bytes; None if there is nothing under that name."""

    def sizes(self, folder: str) -> dict[str, int]:
        """What lies in a folder: name in the folder -> number of bytes."""

    def entries(self, shelf: str) -> Iterator[Entry]:
        """What lies two folders down under ``shelf``, whole or left over from a write that was cut off."""

    def remove(self, name: str) -> None:
        """Take one file away, if it is there."""

    def remove_folder(self, folder: str) -> None:
        """Take a folder away with all that is in it and all that a cut-off write left of it."""

    def is_private(self) -> bool:
        """Whether nobody can read what lies here past us, found out by writing, listing, reading and removing."""
