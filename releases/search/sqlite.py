"""The index on SQLite: an FTS5 table of prepared tokens, ``rowid`` the key."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from releases.search.entry import Entry, Part
from releases.search.tokens import GAP, Phrase
from releases.search.wanted import Wanted

# FTS5 gives its rows in the order of their keys, forwards or backwards.
COMES_SORTED = True


def create(cursor, table: str, *, is_growing_only: bool) -> None:
    """A table that only grows keeps no second copy of the tokens; a row of it can never be taken out again."""
    content = "content='', columnsize=0, " if is_growing_only else ""
    # Every character outside ASCII is part of a token: what SQLite knows of Unicode plays no part.
    cursor.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(heads, words, {content}tokenize=\"ascii tokenchars '_'\")")


def drop(cursor, table: str) -> None:
    cursor.execute(f"DROP TABLE IF EXISTS {table}")


def rename(cursor, table: str, name: str) -> None:
    cursor.execute(f"ALTER TABLE {table} RENAME TO {name}")


def add(cursor, table: str, key: int, entry: Entry) -> None:
    _insert(cursor, "INSERT", table, key, entry)


def replace(cursor, table: str, key: int, entry: Entry) -> None:
    """Add in place of what ``key`` had; not in a table that only grows."""
    _insert(cursor, "REPLACE", table, key, entry)


def _insert(cursor, verb: str, table: str, key: int, entry: Entry) -> None:
    cursor.execute(
        f"{verb} INTO {table} (rowid, heads, words) VALUES (%s, %s, %s)",
        [key, _text(entry.heads), _text(entry.parts)],
    )


def remove(cursor, table: str, key: int) -> None:
    cursor.execute(f"DELETE FROM {table} WHERE rowid = %s", [key])  # noqa: S608


def all_keys(table: str) -> str:
    """SQL of all keys; not for a table that only grows."""
    return f"SELECT rowid FROM {table}"  # noqa: S608


def lock(cursor, table: str) -> None:
    """Nothing to do: a transaction that writes is the only one (``transaction_mode`` in the settings)."""


@contextmanager
def asking(connection) -> Iterator:
    """A cursor for questions."""
    with connection.cursor() as cursor:
        yield cursor


def look_at_the_newest(cursor) -> None:
    """Nothing to do: that is what FTS5 does."""


def matching(table: str, wanted: Wanted, *, in_heads: bool = False) -> list[tuple[str, list]]:
    """SQL of all keys that match, in one arm; with ``in_heads`` all phrases must stand in the heads."""
    # Labels stand in either column, unwanted words must be nowhere.
    expression = _all((*map(_label, wanted.labels), *wanted.phrases), "heads" if in_heads else "words")
    for phrase in wanted.unwanted:
        expression = f"({expression}) NOT {_term(phrase, 'words')}"
    return [(f"SELECT rowid AS key FROM {table} WHERE {table} MATCH %s", [expression])]  # noqa: S608


def within(table: str, wanted: Wanted) -> list[tuple[str, list]]:
    """``matching`` for a statement that is not asked here."""
    return matching(table, wanted)


def _label(token: str) -> Phrase:
    return Phrase((token,))


def _all(phrases: Sequence[Phrase], column: str) -> str:
    return " AND ".join(_term(phrase, column) for phrase in phrases)


def _term(phrase: Phrase, column: str) -> str:
    # A token holds no quotation mark: it consists of word characters and marks of our own.
    return f'{column} : "{" ".join(phrase.tokens)}"{" *" if phrase.is_open else ""}'


def _text(parts: tuple[Part, ...]) -> str:
    filed = sorted(frozenset().union(*(part.filed for part in parts)))
    return " ".join([*(token for part in parts for token in part.tokens), GAP, *filed])
