"""Rules of a record that the database holds and a form checks without asking it: Python can tell their truth as well.

Django puts each check constraint of each row to the database, in a savepoint of its own, before it saves.
"""

import operator

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Q

_COMPARISONS = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, several: value in several,
}


class PlainCheck(models.CheckConstraint):
    """A check of a record's own fields against values and each other: by Q, GreaterThan and its like, of plain F."""

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        if _names(self.condition) & set(exclude or ()):
            return
        # SQL takes an unknown truth for a kept rule.
        if _truth(self.condition, instance) is False:
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self):
        # Migrations know a check constraint, whoever asks for it.
        _, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs


def _names(condition) -> set[str]:
    """The fields that ``condition`` speaks of."""
    if isinstance(condition, Q):
        return set().union(*map(_names, condition.children))
    if isinstance(condition, tuple):
        return {condition[0].partition("__")[0]}
    return {condition.lhs.name, condition.rhs.name}


def _truth(condition, record: models.Model) -> bool | None:
    """Whether ``condition`` holds; None where SQL would say NULL."""
    if isinstance(condition, Q):
        truth = _joined([_truth(child, record) for child in condition.children], condition.connector)
        return not truth if condition.negated and truth is not None else truth
    if isinstance(condition, tuple):
        path, right = condition
        name, _, lookup = path.partition("__")
        left = _value(record, name)
    else:
        left, right = _value(record, condition.lhs.name), _value(record, condition.rhs.name)
        lookup = condition.lookup_name
    if lookup == "isnull":
        return (left is None) == right
    if left is None or right is None:
        return None
    return _COMPARISONS[lookup or "exact"](left, right)


def _value(record: models.Model, name: str):
    # A related record by its key, which is no reason to read the record.
    return getattr(record, record._meta.get_field(name).attname)


def _joined(truths: list[bool | None], connector: str) -> bool | None:
    decisive = connector == Q.OR
    if decisive in truths:
        return decisive
    return None if None in truths else not decisive
