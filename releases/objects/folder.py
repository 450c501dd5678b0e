"""The store as a folder of this machine, or of a disk that all machines share."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from releases.durable import make_folder, sync_folder, write_file
from releases.objects.kind import Entry


class Folder:
    """Files under ``root``, each there whole or not at all, also after a power failure."""

    def __init__(self, root: Path):
        self.root = root

    def put(self, name: str, data: bytes) -> None:
        path = self.root / name
        make_folder(path.parent)
        write_file(path, data)
        sync_folder(path.parent)

    def put_folder(self, folder: str, files: Mapping[str, bytes]) -> None:
        path, temporary = self.root / folder, self._temporary(folder)
        try:
            make_folder(path.parent)
            temporary.mkdir(mode=0o700)
            for name, data in files.items():
                write_file(temporary / name, data)
            sync_folder(temporary)
            temporary.rename(path)
            sync_folder(path.parent)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise

    def open(self, name: str) -> BinaryIO | None:
        try:
            return (self.root / name).open("rb")
        except FileNotFoundError:
            return None

    def size(self, name: str) -> int | None:
        path = self.root / name
        return path.stat().st_size if path.is_file() else None

    def sizes(self, folder: str) -> dict[str, int]:
        return {path.name: path.stat().st_size for path in (self.root / folder).glob("*")}

    def entries(self, shelf: str) -> Iterator[Entry]:
        for path in (self.root / shelf).glob("*/*"):
            yield Entry(f"{shelf}/{path.parent.name}/{path.name}", path.stat().st_mtime)

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def remove_folder(self, folder: str) -> None:
        shutil.rmtree(self.root / folder, ignore_errors=True)
        shutil.rmtree(self._temporary(folder), ignore_errors=True)

    def is_private(self) -> bool:
        # No address leads here, and nothing needs trying out.
        return True

    def _temporary(self, folder: str) -> Path:
        path = self.root / folder
        return path.with_name(f".{path.name}.part")
