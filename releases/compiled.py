"""Queries of the pages that are asked for most, put into SQL once for each process.

The ORM takes longer to write such a query than the database to answer it. What is asked stays a QuerySet, so that every
rule has one place; only the writing of it is not repeated.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Compiled:
    """``build(**values)`` as a query whose values change and whose shape does not.

    ``examples`` has a value for every argument of ``build``, each unlike the others and unlike any constant in the
    query; by them the places of the arguments in the SQL are found.
    """

    def __init__(self, build: Callable[..., QuerySet], examples: Mapping[str, Any]):
        self._build = build
        self._examples = examples

    @cached_property
    def _parts(self) -> tuple[SQLCompiler, QuerySet, str, list[str | None], tuple, dict]:
        queryset = self._build(**self._examples)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        names = {_adapted(value): name for name, value in self._examples.items()}
        places = [names.get(param) if isinstance(param, (str, int, datetime, date)) else None for param in params]
        if set(places) - {None} != set(self._examples):
            raise ValueError(f"a value of {self._build.__name__} is not found in its query")
        converters = compiler.get_converters([expression for expression, _, _ in compiler.select])
        return compiler, queryset, sql, places, params, converters

    def rows(self, **values: Any) -> list[tuple]:
        """What the query selects with ``values``, converted as the ORM does."""
        compiler, _, sql, _, _, converters = self._parts
        found = _fetched(sql, self._params(values))
        return list(map(tuple, compiler.apply_converters(found, converters))) if converters else found

    def _params(self, values: Mapping[str, Any]) -> list[Any]:
        _, _, _, places, constants, _ = self._parts
        adapted = {name: _adapted(value) for name, value in values.items()}
        return [adapted[name] if name else constant for name, constant in zip(places, constants, strict=True)]

    def instances(self, **values: Any) -> list:
        """The same as instances of the query's model with its annotations; fields that it defers stay deferred."""
        compiler, queryset, *_ = self._parts
        annotations = compiler.annotation_col_map
        names = [expression.target.attname for expression, _, alias in compiler.select if alias not in annotations]
        found = []
        for row in self.rows(**values):
            instance = queryset.model.from_db(DEFAULT_DB_ALIAS, names, row[: len(names)])
            for name, place in annotations.items():
                setattr(instance, name, row[place])
            found.append(instance)
        return found


# Each in brackets, since it has an order and a limit of its own.
_NUMBERED = "SELECT {number} AS part, part_{number}.* FROM ({query}) part_{number}"


class Together:
    """Several queries of the same columns as one statement."""

    def __init__(self, **parts: Compiled):
        self._parts = parts

    @cached_property
    def _sql(self) -> str:
        parts = enumerate(self._parts.values())
        return " UNION ALL ".join(_NUMBERED.format(number=number, query=part._parts[2]) for number, part in parts)

    def rows(self, **values: Any) -> dict[str, list[tuple]]:
        """What each of the queries selects with those of ``values`` that it knows, in no order."""
        params, found = [], {name: [] for name in self._parts}
        for part in self._parts.values():
            params += part._params({name: values[name] for name in part._examples})
        names = list(self._parts)
        for number, *row in _fetched(self._sql, params):
            found[names[number]].append(row)
        for name, part in self._parts.items():
            compiler, *_, converters = part._parts
            found[name] = list(map(tuple, compiler.apply_converters(found[name], converters)))
        return found


def _fetched(sql: str, params: list[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _adapted(value: Any) -> Any:
    """``value`` as the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
