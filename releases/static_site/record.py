"""What is known of the files that were written: for which key each was made, its digests, and the addresses it names."""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

_LAYOUT = """
BEGIN;
CREATE TABLE named (number INTEGER PRIMARY KEY, addresses TEXT NOT NULL UNIQUE);
CREATE TABLE file (name TEXT PRIMARY KEY, key TEXT NOT NULL, named INTEGER NOT NULL, sums TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE run (is_over INTEGER NOT NULL);
INSERT INTO run VALUES (0);
COMMIT;
"""
_LAST = "CREATE TABLE IF NOT EXISTS last (mark TEXT NOT NULL, told TEXT NOT NULL)"


class Busy(Exception):
    """Another run writes to the folder."""


class Record:
    """A database beside the site. ``is_complete`` tells whether it knows of every file: the last run ended, and wrote it.

    It holds nothing that could not be made anew: one that is damaged is begun again. Raises ``Busy``.
    """

    def __init__(self, path: Path):
        try:
            self._open(path)
        except sqlite3.OperationalError as error:
            raise Busy from error
        except sqlite3.DatabaseError:
            self._database.close()
            path.unlink()
            self._open(path)

    def _open(self, path: Path) -> None:
        self._database = database = sqlite3.connect(path, timeout=0)
        # Held from the first writing on, until the run is over.
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        if not database.execute("SELECT 1 FROM sqlite_master").fetchone():
            database.executescript(_LAYOUT)
        database.execute(_LAST)
        self.is_complete = database.execute("SELECT is_over FROM run").fetchone() == (1,)
        database.execute("UPDATE run SET is_over = 0")
        database.commit()
        self._known: dict[str, tuple[str, int]] = {
            name: (key, named) for name, key, named in database.execute("SELECT name, key, named FROM file")
        }
        # Pages of one kind name the same few addresses beside those that have a key: each such list is kept once.
        self._named: dict[str, int] = dict(database.execute("SELECT addresses, number FROM named"))
        self._addresses = {number: told.split("\n") for told, number in self._named.items() if told}

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def key(self, name: str) -> str | None:
        """What the file ``name`` was made for; None for one that is not known."""
        known = self._known.get(name)
        return known and known[0]

    def named(self, names: Iterable[str]) -> set[str]:
        """The addresses that these files name."""
        lists = {self._known[name][1] for name in names}
        return {address for number in lists for address in self._addresses.get(number, ())}

    def note(self, name: str, key: str, sums: Iterable[str] = (), addresses: Iterable[str] = ()) -> None:
        """Know a file as made for ``key``; ``sums`` are its lines for sha256sum(1)."""
        told = "\n".join(sorted(addresses))
        number = self._named.get(told)
        if number is None:
            number = self._database.execute("INSERT INTO named (addresses) VALUES (?)", [told]).lastrowid
            self._named[told] = number
            if told:
                self._addresses[number] = told.split("\n")
        self._known[name] = (key, number)
        row = (name, key, number, "".join(f"{line}\n" for line in sums))
        self._database.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?)", row)

    def forget(self, name: str) -> None:
        del self._known[name]
        self._database.execute("DELETE FROM file WHERE name = ?", [name])

    def save(self) -> None:
        """Keep what was noted, whatever happens to the run."""
        # A file that is known is not written again: it reaches the disk before this does, lest a power cut leave it empty.
        os.sync()
        self._database.commit()

    def last(self, mark: str) -> dict[str, Any] | None:
        """What the last run told, if it ended and was for ``mark``."""
        found = self._database.execute("SELECT told FROM last WHERE mark = ?", [mark]).fetchone()
        return json.loads(found[0]) if found and self.is_complete else None

    def end(self, mark: str, told: dict[str, Any]) -> None:
        """The run for ``mark`` is over, and every file is known. Its report ``told`` is kept for the next one."""
        self._database.execute("DELETE FROM named WHERE number NOT IN (SELECT named FROM file)")
        self._database.execute("DELETE FROM last")
        self._database.execute("INSERT INTO last VALUES (?, ?)", [mark, json.dumps(told)])
        self.save()
        self.leave()

    def leave(self) -> None:
        """Nothing is known but what is kept, and that is all there is."""
        self._database.execute("UPDATE run SET is_over = 1")
        self._database.commit()
        self._database.close()

    def sums(self) -> str:
        """The lines of all files, in the order of their names."""
        return "".join(sums for (sums,) in self._database.execute("SELECT sums FROM file ORDER BY name"))
