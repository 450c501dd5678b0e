"""The two tables of the index and the words of SQL that each database has for them.

Each row knows its release by a key. An edition's key grows with its date, so that the newest are found first without
sorting; a working copy's key is the release's own.
"""

from datetime import date
from types import ModuleType

from releases.search import postgresql, sqlite

EDITIONS = "releases_edition_words"
WORKING_COPIES = "releases_working_words"

_BITS = 32
ID_MASK = (1 << _BITS) - 1


def key_of(release_date: date, edition_id: int) -> int:
    """Day and number of an edition as one number; ``key & ID_MASK`` is the number again."""
    return release_date.toordinal() << _BITS | edition_id


def backend(connection) -> ModuleType:
    """sqlite.py or postgresql.py, which have the same names."""
    return sqlite if connection.vendor == "sqlite" else postgresql


def create(cursor, connection, name: str, table: str) -> None:
    """Make an empty ``table`` under ``name``."""
    backend(connection).create(cursor, name, is_growing_only=table == EDITIONS)
