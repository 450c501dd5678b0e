"""Which values of an indexed column are in use, told without going through the rows that have them."""

from typing import Any

from django.db import connection
from django.db.models import Field, QuerySet
from django.db.models.expressions import RawSQL

_STEPS = (
    "WITH RECURSIVE step(value) AS ("
    "SELECT MAX({column}) FROM {table} UNION ALL "
    "SELECT (SELECT MAX({column}) FROM {table} WHERE {column} < step.value) FROM step WHERE step.value IS NOT NULL"
    # One row for each value: EXISTS would be made a join, with all rows on its other side.
    ") SELECT value FROM step WHERE value IS NOT NULL AND ({bearers}) IS NOT NULL ORDER BY value DESC"
)


def used_values(rows: QuerySet, lookup: str, field: Field) -> list[Any]:
    """The values of ``field`` that any of ``rows`` has, the greatest first; ``lookup`` leads from the rows to it.

    Each value is one step in the index that ``field`` begins, and one look at whether a row bears it: the cost is that
    of the values, of which there are few, not of the rows.
    """
    bearers = rows.filter(**{lookup: RawSQL("step.value", [])}).order_by().values("pk")[:1]
    sql, params = bearers.query.get_compiler(connection=connection).as_sql()
    quoted = connection.ops.quote_name
    statement = _STEPS.format(column=quoted(field.column), table=quoted(field.model._meta.db_table), bearers=sql)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [value for (value,) in cursor.fetchall()]
