"""The index on PostgreSQL: tsvectors of prepared tokens with GIN indexes, a text over a tsvector's limits in several rows.

A row that holds all of its release has ``parts = 1``. Only the others are asked word by word and put together.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import zip_longest

from django.db import transaction

from releases.search.entry import Entry, Part
from releases.search.tokens import GAP, Phrase
from releases.search.wanted import Wanted

_NOTHING = Part((), frozenset())


# A bitmap gives its rows in the order of the table.
COMES_SORTED = False

_DETOURS = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")


def create(cursor, table: str, *, is_growing_only: bool) -> None:
    # The vectors lie apart from the rows: a word's thousands of rows are few pages. They are kept uncompressed, since
    # a phrase is checked in the whole vector.
    cursor.execute(
        f"CREATE TABLE {table} (key bigint NOT NULL, parts smallint NOT NULL, heads tsvector NOT NULL,"
        " words tsvector NOT NULL) WITH (toast_tuple_target = 128)"
    )
    cursor.execute(f"ALTER TABLE {table} ALTER heads SET STORAGE EXTERNAL, ALTER words SET STORAGE EXTERNAL")
    # New rows are found through the index itself, not through a list that grows until the next vacuum.
    cursor.execute(f"CREATE INDEX ON {table} USING gin (words) WITH (fastupdate = off)")
    cursor.execute(f"CREATE INDEX ON {table} USING gin (heads) WITH (fastupdate = off)")
    cursor.execute(f"CREATE INDEX ON {table} (key)")
    cursor.execute(f"CREATE INDEX ON {table} (key) WHERE parts > 1")


def drop(cursor, table: str) -> None:
    cursor.execute(f"DROP TABLE IF EXISTS {table}")


def rename(cursor, table: str, name: str) -> None:
    cursor.execute(f"ALTER TABLE {table} RENAME TO {name}")


def add(cursor, table: str, key: int, entry: Entry) -> None:
    cursor.execute(*_insert(table, key, entry))


def replace(cursor, table: str, key: int, entry: Entry) -> None:
    """Add in place of what ``key`` had."""
    sql, params = _insert(table, key, entry)
    # Both see the table as it was: what is taken out is never what comes in.
    cursor.execute(f"WITH gone AS (DELETE FROM {table} WHERE key = %s) {sql}", [key, *params])  # noqa: S608


def _insert(table: str, key: int, entry: Entry) -> tuple[str, list]:
    rows = list(zip_longest(entry.heads, entry.parts, fillvalue=_NOTHING))
    values = ", ".join(["(%s, %s, %s::tsvector, %s::tsvector)"] * len(rows))
    params = [value for heads, words in rows for value in (key, len(rows), _vector(heads), _vector(words))]
    return f"INSERT INTO {table} (key, parts, heads, words) VALUES {values}", params  # noqa: S608


def remove(cursor, table: str, key: int) -> None:
    cursor.execute(f"DELETE FROM {table} WHERE key = %s", [key])  # noqa: S608


def all_keys(table: str) -> str:
    """SQL of all keys."""
    return f"SELECT key FROM {table}"  # noqa: S608


def lock(cursor, table: str) -> None:
    """Wait until nobody else writes to ``table``, and keep it so until the transaction ends."""
    cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


@contextmanager
def asking(connection) -> Iterator:
    """A cursor for questions."""
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner knows nothing of what it takes to read a vector, and it counts with all rows where the first
        # thousand will do: it would go through every vector, or every edition, for a word that many releases hold.
        cursor.execute("; ".join(f"SET LOCAL {way} = off" for way in _DETOURS))
        yield cursor
        cursor.execute("; ".join(f"SET LOCAL {way} TO DEFAULT" for way in (*_DETOURS, "enable_bitmapscan")))


def look_at_the_newest(cursor) -> None:
    """From now on go through the rows by their keys instead of asking for all rows of a word."""
    cursor.execute("SET LOCAL enable_bitmapscan = off")


def matching(table: str, wanted: Wanted, *, in_heads: bool = False) -> list[tuple[str, list]]:
    """SQL of all keys that match, in arms to be joined; with ``in_heads`` all phrases must stand in the heads."""
    column = "heads" if in_heads else "words"
    return [_whole(table, wanted, column), _cut(table, wanted, column)]


def within(table: str, wanted: Wanted) -> list[tuple[str, list]]:
    """The arms of ``matching`` for a statement that is not asked here: a function keeps the planner on the way."""
    terms = [*map(_quoted, wanted.labels), *map(_term, wanted.phrases)]
    terms += [f"!{_term(phrase)}" for phrase in wanted.unwanted]
    return [(f"SELECT key FROM {table}_with(%s::tsquery) key", [" & ".join(terms)]), _cut(table, wanted, "words")]  # noqa: S608


def create_function(cursor, table: str) -> None:
    """What ``within`` calls. It finds the table by its name, at the time of the question."""
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {table}_with(wanted tsquery) RETURNS SETOF bigint LANGUAGE plpgsql STABLE"  # noqa: S608
        " SET enable_seqscan = off AS"
        f" $$ BEGIN RETURN QUERY SELECT key FROM {table} WHERE parts = 1 AND words @@ wanted; END $$"
    )


def drop_function(cursor, table: str) -> None:
    cursor.execute(f"DROP FUNCTION IF EXISTS {table}_with(tsquery)")


def _whole(table: str, wanted: Wanted, column: str) -> tuple[str, list]:
    terms = " & ".join([*map(_quoted, wanted.labels), *map(_term, wanted.phrases)])
    sql, params = f"SELECT key FROM {table} WHERE parts = 1 AND {column} @@ %s::tsquery", [terms]  # noqa: S608
    if wanted.unwanted:
        # Unwanted words must be nowhere, in the heads or not.
        sql += " AND words @@ %s::tsquery"
        params.append(" & ".join(f"!{_term(phrase)}" for phrase in wanted.unwanted))
    return sql, params


def _cut(table: str, wanted: Wanted, column: str) -> tuple[str, list]:
    terms = [*map(_quoted, wanted.labels), *map(_term, wanted.phrases)]
    unwanted = list(map(_term, wanted.unwanted))
    having = [f"bool_or({column} @@ %s::tsquery)" for _ in terms]
    having += ["NOT bool_or(words @@ %s::tsquery)" for _ in unwanted]
    candidates = f"SELECT key FROM {table} WHERE parts > 1 AND {column} @@ %s::tsquery"  # noqa: S608
    sql = (
        f"SELECT key FROM {table} WHERE parts > 1 AND key IN ({candidates}) GROUP BY key HAVING {' AND '.join(having)}"  # noqa: S608
    )
    return sql, [terms[0], *terms, *unwanted]


def _term(phrase: Phrase) -> str:
    words = " <-> ".join(map(_quoted, phrase.tokens))
    return f"({words}{':*' if phrase.is_open else ''})"


def _quoted(token: str) -> str:
    # A token holds neither quotation mark nor backslash: it consists of word characters and marks of our own.
    return f"'{token}'"


def _vector(part: Part) -> str:
    places: dict[str, list[int]] = defaultdict(list)
    for place, token in enumerate(part.tokens, start=1):
        if token != GAP:
            places[token].append(place)
    positioned = (f"'{token}':{','.join(map(str, found))}" for token, found in places.items())
    return " ".join([*positioned, *map(_quoted, part.filed)])
