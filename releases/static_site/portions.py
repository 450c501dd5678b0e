"""Portions kept beside the site: a file with the texts of a year is put together from them, and one release made anew."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from django.db.models import QuerySet

from bureau.models import Bureau
from releases.api import archive
from releases.feeds import atom, rss
from releases.models import Edition
from releases.portions import Portion
from releases.search import texts as search_texts
from releases.static_site.keys import program_key

PORTIONS = "portions.db"
_LAYOUT = """
CREATE TABLE IF NOT EXISTS portion (key TEXT PRIMARY KEY, edition TEXT NOT NULL, text BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS portion_of_edition ON portion (edition);
"""
_SEVERAL = "SELECT key, text FROM portion WHERE key IN (SELECT value FROM json_each(?))"
# Editions whose documents are held at one time, and keys in one question.
_AT_ONCE = 100
# They lie here for the next run, not for readers: what matters is the time.
_LEVEL = 1


class Portions:
    """A database of texts. It holds nothing that could not be made anew: where it cannot be used, everything is."""

    def __init__(self, root: Path):
        bureau = Bureau.current()
        # All are made when one is wanted, of a document that is read once.
        self._all = (search_texts.TEXT, archive.LINE, archive.ROW, atom.portion(bureau), rss.portion(bureau))
        try:
            self._open(root / PORTIONS)
        except sqlite3.OperationalError:
            self._open(":memory:")
        except sqlite3.DatabaseError:
            self._database.close()
            (root / PORTIONS).unlink()
            self._open(root / PORTIONS)

    def _open(self, path: Path | str) -> None:
        # Several processes write to it, each for a moment.
        self._database = sqlite3.connect(path, timeout=60, isolation_level="IMMEDIATE")
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(_LAYOUT)

    def texts(self, portion: Portion, editions: QuerySet[Edition]) -> list[str]:
        """What ``portion`` says of each of ``editions``, in their order."""
        marks = {
            pk: self._mark(*place) for pk, *place in editions.values_list("pk", "seal", "series_path", "year", "slug")
        }
        known = self._kept(portion, marks)
        missing = [pk for pk in marks if pk not in known]
        for some in _in_parts(missing):
            known |= self._made(portion, {pk: marks[pk] for pk in some})
        return [known[pk] for pk in marks]

    def keep_only(self, editions: Iterable[tuple[str, str, int, str]]) -> None:
        """Forget what was made of any other edition; each is told by its seal and its place (series, year, slug)."""
        marks = {self._mark(*edition) for edition in editions}
        with suppress(sqlite3.Error), self._database:
            known = {mark for (mark,) in self._database.execute("SELECT DISTINCT edition FROM portion")}
            self._database.executemany("DELETE FROM portion WHERE edition = ?", [[mark] for mark in known - marks])

    def _mark(self, seal: str, series_path: str, year: int, slug: str) -> str:
        """What the texts of an edition depend on: its seal does not cover where its page lies."""
        return sha256(f"{program_key()} {seal} {series_path} {year} {slug}".encode()).hexdigest()[:32]

    def _kept(self, portion: Portion, marks: dict[int, str]) -> dict[int, str]:
        wanted = {_key(portion, mark): pk for pk, mark in marks.items()}
        known = {}
        with suppress(sqlite3.Error):
            for some in _in_parts(list(wanted)):
                rows = self._database.execute(_SEVERAL, [json.dumps(some)])
                known |= {wanted[key]: zlib.decompress(text).decode() for key, text in rows}
        return known

    def _made(self, portion: Portion, marks: dict[int, str]) -> dict[int, str]:
        """Make ``portion`` of some editions and keep it, and with it all others of the same documents."""
        found, rows = {}, []
        for edition in Edition.objects.filter(pk__in=marks):
            mark = marks[edition.pk]
            for each in {portion, *self._all}:
                text = each.make(edition)
                rows.append((_key(each, mark), mark, zlib.compress(text.encode(), _LEVEL)))
                if each == portion:
                    found[edition.pk] = text
        with suppress(sqlite3.Error), self._database:
            self._database.executemany("INSERT OR REPLACE INTO portion VALUES (?, ?, ?)", rows)
        return found


def _key(portion: Portion, mark: str) -> str:
    return sha256(f"{mark} {portion.name}".encode()).hexdigest()[:32]


def _in_parts(items: list) -> Iterator[list]:
    return (items[first : first + _AT_ONCE] for first in range(0, len(items), _AT_ONCE))
