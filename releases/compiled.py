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
        compiler, _, sql, places, constants, converters = self._parts
        adapted = {name: _adapted(value) for name, value in values.items()}
        params = [adapted[name] if name else constant for name, constant in zip(places, constants, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found = cursor.fetchall()
        return list(map(tuple, compiler.apply_converters(found, converters))) if converters else found

    def instances(self, **values: Any) -> list:
        """The same as instances of the query's model; fields that it defers stay deferred."""
        compiler, queryset, *_ = self._parts
        names = [expression.target.attname for expression, _, _ in compiler.select]
        return [queryset.model.from_db(DEFAULT_DB_ALIAS, names, row) for row in self.rows(**values)]


def _adapted(value: Any) -> Any:
    """``value`` as the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
