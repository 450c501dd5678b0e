"""The index on PostgreSQL: tsvectors of prepared tokens with GIN indexes, a text over a tsvector's limits in several rows.

A row that holds all of its release has ``parts = 1``. Only the others are asked word by word and put together.
"""

from collections import defaultdict
from itertools import zip_longest

from releases.search.entry import Entry, Part
from releases.search.tokens import GAP, Phrase
from releases.search.wanted import Wanted

_NOTHING = Part((), frozenset())


def create(cursor, table: str, *, is_growing_only: bool) -> None:
    cursor.execute(
        f"CREATE TABLE {table} (key bigint NOT NULL, parts smallint NOT NULL, heads tsvector NOT NULL, words tsvector NOT NULL)"
    )
    # A phrase is checked in the whole vector: reading it uncompressed takes a third of the time.
    cursor.execute(f"ALTER TABLE {table} ALTER COLUMN words SET STORAGE EXTERNAL")
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
    rows = list(zip_longest(entry.heads, entry.parts, fillvalue=_NOTHING))
    cursor.executemany(
        f"INSERT INTO {table} (key, parts, heads, words) VALUES (%s, %s, %s::tsvector, %s::tsvector)",  # noqa: S608
        [(key, len(rows), _vector(heads), _vector(words)) for heads, words in rows],
    )


def remove(cursor, table: str, key: int) -> None:
    cursor.execute(f"DELETE FROM {table} WHERE key = %s", [key])  # noqa: S608


def all_keys(table: str) -> str:
    """SQL of all keys."""
    return f"SELECT key FROM {table}"  # noqa: S608


def lock(cursor, table: str) -> None:
    """Wait until nobody else writes to ``table``, and keep it so until the transaction ends."""
    cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def matching(table: str, wanted: Wanted, *, in_heads: bool | None = None) -> tuple[str, list]:
    """SQL of all keys that match; ``in_heads`` as index.py says."""
    if not wanted.phrases:
        in_heads = None
    whole, whole_params = _whole(table, wanted, in_heads)
    cut, cut_params = _cut(table, wanted, in_heads)
    return f"{whole} UNION ALL {cut}", [*whole_params, *cut_params]


def _whole(table: str, wanted: Wanted, in_heads: bool | None) -> tuple[str, list]:
    terms = [_quoted(label) for label in wanted.labels]
    terms += [_term(phrase) for phrase in wanted.phrases]
    terms += [f"!({_term(phrase)})" for phrase in wanted.unwanted]
    sql, params = f"SELECT key FROM {table} WHERE parts = 1 AND words @@ %s::tsquery", [" & ".join(terms)]  # noqa: S608
    if in_heads is None:
        return sql, params
    heads = " & ".join(_term(phrase) for phrase in wanted.phrases)
    return f"{sql} AND {'' if in_heads else 'NOT '}heads @@ %s::tsquery", [*params, heads]


def _cut(table: str, wanted: Wanted, in_heads: bool | None) -> tuple[str, list]:
    labels = [_quoted(label) for label in wanted.labels]
    phrases = [_term(phrase) for phrase in wanted.phrases]
    unwanted = [_term(phrase) for phrase in wanted.unwanted]
    having = ["bool_or(words @@ %s::tsquery)" for _ in (*labels, *phrases)]
    having += ["NOT bool_or(words @@ %s::tsquery)" for _ in unwanted]
    first = (*labels, *phrases)[0]
    params = [first, *labels, *phrases, *unwanted]
    if in_heads is not None:
        all_heads = " AND ".join("bool_or(heads @@ %s::tsquery)" for _ in phrases)
        having.append(f"({all_heads})" if in_heads else f"NOT ({all_heads})")
        params += phrases
    candidates = f"SELECT key FROM {table} WHERE parts > 1 AND words @@ %s::tsquery"  # noqa: S608
    sql = (
        f"SELECT key FROM {table} WHERE parts > 1 AND key IN ({candidates}) GROUP BY key HAVING {' AND '.join(having)}"  # noqa: S608
    )
    return sql, params


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
