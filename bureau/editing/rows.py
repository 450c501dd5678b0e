"""Inline rows that staff put in order by dragging or by keyboard, and rows within rows.

The rows are drawn by templates/admin/rows/ and moved by static/editing/rows.js; without the script the number of each
row can be typed.
"""

import re
from collections.abc import Iterable
from functools import cached_property, partial
from typing import NamedTuple

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms.models import BaseInlineFormSet

from bureau.editing.forms import ORDER, ChoiceOf, KnownRow, RowForm, is_key

# A report may bring a few hundred survey comments at once.
MOST_ROWS = 600


class DateInput(forms.DateInput):
    """The browser's own date field: typed or chosen, the same on every desk."""

    input_type = "date"

    class Media:
        js = ["editing/dates.js"]

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class MomentInput(forms.DateTimeInput):
    """Day and minute in one field that has a name, where the admin's own has two without."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


WIDGETS = {
    models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MomentInput},
    models.DateField: {"widget": DateInput},
    models.TimeField: {"widget": TimeInput},
    models.URLField: {"assume_scheme": "https"},
}


def plain_field(field: forms.Field | None) -> forms.Field | None:
    """A form field without two traps of the admin's widgets."""
    if field is None:
        return None
    # A browser cuts a pasted text off at ``maxlength`` without a word; the server says what is too long and keeps it.
    field.widget.attrs.pop("maxlength", None)
    if isinstance(field.widget, RelatedFieldWidgetWrapper):
        # A red cross beside a choice reads as "choose nothing" and would delete the chosen record itself.
        field.widget.can_delete_related = False
        field.widget.can_view_related = False
    return field


class RowFormSet(BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        key = self._pk_field.name
        if form.instance.pk is not None and isinstance(form.fields.get(key), forms.ModelChoiceField):
            form.fields[key] = KnownRow(form.fields[key], form.instance)


class Outline(NamedTuple):
    """A usual order of rows to begin with: ``label`` names the occasion, ``rows`` are values by field, choices by label."""

    label: str
    rows: tuple[dict[str, str], ...]


class Rows(admin.StackedInline):
    """An inline drawn as cards; ``is_table`` draws short rows in one line each."""

    template = "admin/rows/rows.html"
    form = RowForm
    formset = RowFormSet
    extra = 0
    max_num = MOST_ROWS
    absolute_max = MOST_ROWS
    is_table = False
    intro = ""
    add_label = "行を追加"
    outlines: tuple[Outline, ...] = ()
    formfield_overrides = WIDGETS

    def get_formset(self, request, obj=None, **kwargs):
        kwargs.setdefault("absolute_max", MOST_ROWS)
        return super().get_formset(request, obj, **kwargs)

    @property
    def is_ordered(self) -> bool:
        return any(field.name == ORDER for field in self.model._meta.local_fields)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == ORDER:
            return forms.IntegerField(min_value=0, initial=0, required=False, label="順番", widget=forms.NumberInput)
        return plain_field(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **{"form_class": ChoiceOf, **kwargs})

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if self.is_ordered and ORDER not in flatten_fieldsets(fieldsets):
            return [*fieldsets, (None, {"fields": [ORDER], "classes": ["row-order"]})]
        return fieldsets


def save_rows(formsets: Iterable[BaseInlineFormSet]) -> None:
    """Save the rows of one model: a statement for all new ones and one for all that were changed."""
    new, changed = [], []
    for formset in formsets:
        formset.save(commit=False)
        for row in formset.deleted_objects:
            row.delete()
        new += formset.new_objects
        changed += [row for row, _ in formset.changed_objects]
    if changed:
        rows = type(changed[0])
        names = [field.name for field in rows._meta.local_concrete_fields if not field.primary_key]
        rows._default_manager.bulk_update(changed, names)
    if new:
        type(new[0])._default_manager.bulk_create(new)


class NestedFormSet(RowFormSet):
    """The rows within one row. ``holder`` is the formset of that row, which has read them along with its own."""

    name: str
    holder: "NestingFormSet"

    @cached_property
    def _rows(self):
        return getattr(self.instance, self.name).all() if self.instance.pk else self.model._default_manager.none()

    def get_queryset(self):
        return self._rows

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if isinstance(field, ChoiceOf):
                field.known = partial(self.holder.chosen_within, name)


class NestingFormSet(RowFormSet):
    """Rows that hold rows: each form carries ``nested``, a formset of ``nested_rows`` for its instance.

    The queryset of the rows prefetches those within and what they name.
    """

    nested_rows: "NestedRows"

    def __init__(self, *args, **kwargs):
        self._chosen: dict[str, dict[str, models.Model]] = {}
        super().__init__(*args, **kwargs)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        bound = form.is_bound and form.prefix and "__prefix__" not in form.prefix
        form.nested = self.nested_rows.formset_class(
            data=form.data if bound else None,
            files=form.files if bound else None,
            instance=form.instance,
            prefix=f"{form.prefix}-{self.nested_rows.name}",
        )
        form.nested.holder = self

    def chosen_within(self, name: str) -> dict[str, models.Model]:
        """The records that the rows within name in ``name``, by key: those typed are asked for once, for all rows."""
        if name not in self._chosen:
            within = self.nested_rows
            rows = [row for holder in self.get_queryset() for row in getattr(holder, within.name).all()]
            found = {str(record.pk): record for row in rows if (record := getattr(row, name))}
            typed_in = re.compile(rf"{re.escape(self.prefix)}-\d+-{within.name}-\d+-{name}")
            typed = {value for key, value in self.data.items() if typed_in.fullmatch(key)}
            keys = [int(key) for key in typed - found.keys() if is_key(key)]
            if keys:
                choices = within.formset_class.form.base_fields[name].queryset
                found |= {str(key): record for key, record in choices.in_bulk(keys).items()}
            self._chosen[name] = found
        return self._chosen[name]

    def is_valid(self):
        valid = super().is_valid()
        kept = [form for form in self.forms if not (self.can_delete and self._should_delete_form(form))]
        # All of them are asked, so that every mistake is shown at once.
        nested = [form.nested.is_valid() for form in kept]
        return valid and all(nested)

    def save_nested(self):
        """Save the rows within; called after the rows themselves are saved."""
        kept = [form for form in self.forms if not (self.can_delete and self._should_delete_form(form))]
        for form in kept:
            form.nested.instance = form.instance
        save_rows(form.nested for form in kept if form.instance.pk)


class NestedRows:
    """What stands inside a row: the model, its fields and how they are typed."""

    def __init__(self, parent, model, *, name: str, fields: list[str], form, formfield_callback):
        self.name = name
        self.verbose_name_plural = model._meta.verbose_name_plural
        self.formset_class = forms.inlineformset_factory(
            parent,
            model,
            form=form,
            formset=NestedFormSet,
            fields=fields,
            extra=0,
            max_num=100,
            absolute_max=100,
            formfield_callback=formfield_callback,
        )
        self.formset_class.name = name
