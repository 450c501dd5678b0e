"""What a change form holds, as a tree: fields, and rows of inlines within rows, without the numbers of a POST.

From a POST and back, so that an unsaved copy, an older version or the union of two people's work can be put into a
form again. ``merge`` joins two edits of one base. Plain data only: nothing here knows a model or a form class.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

_MANAGEMENT = re.compile(r"-(TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS)\Z")
ID, DELETE, ORDER = "id", "DELETE", "order"

Pairs = list[tuple[str, str]]


@dataclass
class Node:
    """A form or an inline's row: its values by field name (several for a multiple choice), its rows by inline name."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list["Node"]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.first(ID)

    @property
    def is_deleted(self) -> bool:
        return bool(self.first(DELETE))

    def first(self, name: str) -> str:
        """The only value of a field; empty where there is none."""
        return next(iter(self.fields.get(name, ())), "")

    def to_json(self) -> dict[str, Any]:
        rows = {name: [row.to_json() for row in rows] for name, rows in self.rows.items()}
        return {"fields": self.fields, "rows": rows}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Node":
        rows = {name: [cls.from_json(row) for row in rows] for name, rows in data["rows"].items()}
        return cls(dict(data["fields"]), rows)


def from_pairs(pairs: Iterable[tuple[str, str]]) -> Node:
    """Read the pairs of a POST. Names that belong to no form (``_save``, the CSRF token) are left out."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    prefixes = {name.removesuffix("-TOTAL_FORMS") for name in values if name.endswith("-TOTAL_FORMS")}
    own = {
        name: value
        for name, value in values.items()
        if not name.startswith("_") and name != "csrfmiddlewaretoken" and not _MANAGEMENT.search(name)
    }
    return _read(own, prefixes, "")


def _read(values: dict[str, list[str]], prefixes: set[str], within: str) -> Node:
    """The node whose names begin with ``within``."""
    mine = {prefix for prefix in prefixes if prefix.startswith(within)}
    # An inline of this very node: no other inline's row lies between.
    direct = [
        prefix
        for prefix in sorted(mine)
        if not any(other != prefix and re.match(rf"{re.escape(other)}-\d+-", prefix) for other in mine)
    ]
    inside: dict[str, dict[int, dict[str, list[str]]]] = {prefix: {} for prefix in direct}
    fields: dict[str, list[str]] = {}
    row_name = (
        re.compile(rf"({'|'.join(map(re.escape, sorted(direct, key=len, reverse=True)))})-(\d+)-") if direct else None
    )
    for name, value in values.items():
        if row_name and (match := row_name.match(name)):
            inside[match[1]].setdefault(int(match[2]), {})[name] = value
        elif name.startswith(within):
            fields[name.removeprefix(within)] = value
    rows = {
        prefix.removeprefix(within): [_read(found[number], mine, f"{prefix}-{number}-") for number in sorted(found)]
        for prefix, found in inside.items()
    }
    return Node(fields, rows)


def to_pairs(node: Node, within: str = "") -> Pairs:
    """The pairs that a browser would send for ``node``; rows that exist already come first, as formsets expect."""
    pairs = [(f"{within}{name}", value) for name, values in node.fields.items() for value in values]
    for name, rows in node.rows.items():
        prefix = f"{within}{name}"
        known = [row for row in rows if row.id]
        new = [row for row in rows if not row.id]
        pairs += [
            (f"{prefix}-TOTAL_FORMS", str(len(rows))),
            (f"{prefix}-INITIAL_FORMS", str(len(known))),
            (f"{prefix}-MIN_NUM_FORMS", "0"),
            (f"{prefix}-MAX_NUM_FORMS", "1000"),
        ]
        for number, row in enumerate([*known, *new]):
            pairs += to_pairs(row, f"{prefix}-{number}-")
    return pairs


@dataclass(frozen=True)
class Conflict:
    """A place that both changed: ``place`` leads there (inline name, row id, …, field name); values are as typed."""

    place: tuple[str, ...]
    base: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    what: str = "field"


@dataclass
class Merged:
    """The union: ``conflicts`` hold my value in the node; ``joined`` counts places taken over from the other."""

    node: Node
    conflicts: list[Conflict]
    joined: int


Same = Callable[[str, str], bool]


def merge(base: Node, mine: Node, theirs: Node, same: Same = str.__eq__) -> Merged:
    """Join two edits of ``base``. What only one of them touched is taken from that one; nothing typed is dropped.

    ``same`` says whether two typed values mean the same. A row that one deleted and the other changed is kept and
    reported; where both moved a row, my order stays.
    """
    merged = Merged(Node(), [], 0)
    merged.node = _merge(base, mine, theirs, same, (), merged)
    return merged


def _alike(one: list[str], other: list[str], same: Same) -> bool:
    return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))


def _merge(base: Node, mine: Node, theirs: Node, same: Same, place: tuple[str, ...], into: Merged) -> Node:
    fields = {}
    for name in dict.fromkeys([*mine.fields, *theirs.fields]):
        b, m, t = (node.fields.get(name, []) for node in (base, mine, theirs))
        if name == ID:
            fields[name] = m or t
        elif _alike(m, t, same) or _alike(t, b, same):
            fields[name] = m
        elif _alike(m, b, same):
            fields[name] = t
            into.joined += name != ORDER
        else:
            fields[name] = m
            if name != ORDER:
                into.conflicts.append(Conflict((*place, name), tuple(b), tuple(m), tuple(t)))
    rows = {
        name: _merge_rows(*(node.rows.get(name, []) for node in (base, mine, theirs)), same, (*place, name), into)
        for name in dict.fromkeys([*mine.rows, *theirs.rows])
    }
    return Node({name: values for name, values in fields.items() if values}, rows)


def _merge_rows(base: list[Node], mine: list[Node], theirs: list[Node], same: Same, place, into: Merged) -> list[Node]:
    was = {row.id: row for row in base if row.id}
    now = {row.id: row for row in theirs if row.id}
    merged = []
    for row in mine:
        if not row.id:
            merged.append(row)
        elif row.id in now:
            merged.append(_merge_known(was.get(row.id, Node()), row, now[row.id], same, (*place, row.id), into))
        elif row.is_deleted or (row.id in was and _unchanged(was[row.id], row, same)):
            into.joined += not row.is_deleted
        else:
            # They deleted what I was writing in: it comes back as a new row.
            into.conflicts.append(Conflict((*place, row.id), (), (), (), what="deleted_by_them"))
            merged.append(_as_new(row))
    seen = {row.id for row in mine}
    for row in theirs:
        if row.id and row.id not in seen and row.id not in was:
            into.joined += 1
            merged.append(row)
    return merged


def _merge_known(base: Node, mine: Node, theirs: Node, same: Same, place, into: Merged) -> Node:
    if mine.is_deleted:
        if _unchanged(base, theirs, same):
            return mine
        into.conflicts.append(Conflict(place, (), (), (), what="deleted_by_me"))
        return theirs
    return _merge(base, mine, theirs, same, place, into)


def _unchanged(base: Node, other: Node, same: Same) -> bool:
    names = {*base.fields, *other.fields} - {ORDER, DELETE}
    if not all(_alike(base.fields.get(name, []), other.fields.get(name, []), same) for name in names):
        return False
    for name in {*base.rows, *other.rows}:
        was = {row.id: row for row in base.rows.get(name, [])}
        rows = other.rows.get(name, [])
        if {row.id for row in rows} != set(was) or any(row.is_deleted for row in rows):
            return False
        if not all(_unchanged(was[row.id], row, same) for row in rows):
            return False
    return True


def _as_new(row: Node) -> Node:
    fields = {name: values for name, values in row.fields.items() if name != ID}
    return Node(fields, {name: [_as_new(inner) for inner in rows] for name, rows in row.rows.items()})


def only_known(node: Node, current: Node) -> Node:
    """``node`` with the ids of rows that no longer exist in ``current`` taken off, so that they are made anew.

    Rows of ``current`` that ``node`` does not have are added as deleted: saving the result gives ``node`` again.
    """
    rows: dict[str, list[Node]] = {}
    for name in dict.fromkeys([*node.rows, *current.rows]):
        here = {row.id: row for row in current.rows.get(name, []) if row.id}
        kept = [only_known(row, here[row.id]) if row.id in here else _as_new(row) for row in node.rows.get(name, [])]
        had = {row.id for row in node.rows.get(name, [])}
        gone = [
            Node({**row.fields, DELETE: ["on"]}, row.rows) for row in current.rows.get(name, []) if row.id not in had
        ]
        rows[name] = [*kept, *gone]
    return Node(dict(node.fields), rows)
