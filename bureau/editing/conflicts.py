"""Conflicts of a joined save in words that staff know: which field of which row, and what either person wrote."""

from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from bureau.formtree import Conflict, Node

_ROW_MESSAGES = {
    "deleted_by_them": "ほかの人が削除しましたが、あなたが書き換えたので、新しい行として残しました。",
    "deleted_by_me": "あなたが削除しましたが、ほかの人が書き換えたので、残しました。不要なら、もう一度削除してください。",
}


@dataclass(frozen=True)
class Choice:
    """One conflict as the form shows it; ``input_name`` is the field that holds my value now."""

    label: str
    mine: str
    theirs: str
    theirs_typed: str
    input_name: str
    message: str = ""


def describe(conflicts: list[Conflict], node: Node, model: type[models.Model]) -> list[Choice]:
    """The conflicts found while joining forms of ``model``; ``node`` is the union that the form will hold."""
    return [_describe(conflict, node, model) for conflict in conflicts]


def _describe(conflict: Conflict, node: Node, model) -> Choice:
    labels, names = [], []
    place = list(conflict.place)
    while len(place) > 1:
        inline, row_id, *place = place
        model = _inline_model(model, inline)
        rows = node.rows.get(inline, [])
        ordered = [*(row for row in rows if row.id), *(row for row in rows if not row.id)]
        number = next((number for number, row in enumerate(ordered) if row.id == row_id), None)
        if number is None:
            # Their row is gone from the union: it can only be named by its kind.
            return Choice(str(model._meta.verbose_name), "", "", "", "", _ROW_MESSAGES[conflict.what])
        node = ordered[number]
        labels.append(f"{model._meta.verbose_name} {int(node.first('order') or number) + 1}")
        names.append(f"{inline}-{number}")
    if not place:
        return Choice("・".join(labels), "", "", "", "", _ROW_MESSAGES[conflict.what])
    field = place[0]
    return Choice(
        label="・".join([*labels, _field_label(model, field)]),
        mine=_shown(model, field, conflict.mine),
        theirs=_shown(model, field, conflict.theirs),
        theirs_typed="\n".join(conflict.theirs),
        input_name="-".join([*names, field]),
    )


def _inline_model(model, inline: str):
    for relation in model._meta.related_objects:
        if relation.get_accessor_name() == inline:
            return relation.related_model
    raise LookupError(f"{model.__name__} has no rows called {inline}")


def _field_label(model, name: str) -> str:
    try:
        return str(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name


def _shown(model, name: str, values: tuple[str, ...]) -> str:
    """What a typed value means: the object or choice that a key stands for."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return "、".join(values)
    if field.remote_field and values:
        return "、".join(str(item) for item in field.remote_field.model._default_manager.filter(pk__in=values))
    if field.choices:
        return "、".join(str(dict(field.flatchoices).get(value, value)) for value in values)
    if isinstance(field, models.BooleanField):
        return "オン" if values else "オフ"
    return "、".join(values) or "（空欄）"
