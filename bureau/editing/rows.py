"""Inline rows that staff put in order by dragging or by keyboard, and rows within rows.

The rows are drawn by templates/admin/rows/ and moved by static/editing/rows.js; without the script the number of each
row can be typed.
"""

from typing import NamedTuple

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms.models import BaseInlineFormSet

ORDER = "order"
# A report may bring a few hundred survey comments at once.
MOST_ROWS = 600


class DateInput(forms.DateInput):
    """The browser's own date field: typed or chosen, the same on every desk."""

    input_type = "date"

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


class RowForm(forms.ModelForm):
    """A row: its place alone does not make an empty one count as filled in."""

    @property
    def changed_data(self):
        changed = super().changed_data
        if self.instance.pk is None:
            return [name for name in changed if name != ORDER]
        return changed

    def _post_clean(self):
        if self.instance.pk is None or self.has_changed():
            super()._post_clean()
            return
        # What stands in the database as it is has passed its constraints: each would be asked of it, row by row.
        self.instance.validate_constraints = lambda exclude=None: None
        super()._post_clean()
        del self.instance.validate_constraints


class KnownRow(forms.ModelChoiceField):
    """The key of a row that the formset has read already."""

    def __init__(self, field: forms.ModelChoiceField, row: models.Model):
        super().__init__(field.queryset, initial=row.pk, required=field.required, widget=field.widget)
        self._row = row

    def to_python(self, value):
        return self._row if str(value) == str(self._row.pk) else super().to_python(value)


class RowFormSet(BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        key = self._pk_field.name
        if form.instance.pk is not None and isinstance(form.fields.get(key), forms.ModelChoiceField):
            form.fields[key] = KnownRow(form.fields[key], form.instance)


class NestingRowForm(RowForm):
    """A row with rows in it: what is typed within counts as typed in the row."""

    def has_changed(self):
        return super().has_changed() or self.nested.has_changed()


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

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if self.is_ordered and ORDER not in flatten_fieldsets(fieldsets):
            return [*fieldsets, (None, {"fields": [ORDER], "classes": ["row-order"]})]
        return fieldsets


class NestingFormSet(RowFormSet):
    """Rows that hold rows: each form carries ``nested``, a formset of ``nested_rows`` for its instance."""

    nested_rows: "NestedRows"

    def add_fields(self, form, index):
        super().add_fields(form, index)
        bound = form.is_bound and form.prefix and "__prefix__" not in form.prefix
        form.nested = self.nested_rows.formset_class(
            data=form.data if bound else None,
            files=form.files if bound else None,
            instance=form.instance,
            prefix=f"{form.prefix}-{self.nested_rows.name}",
        )

    def is_valid(self):
        valid = super().is_valid()
        kept = [form for form in self.forms if not (self.can_delete and self._should_delete_form(form))]
        # All of them are asked, so that every mistake is shown at once.
        nested = [form.nested.is_valid() for form in kept]
        return valid and all(nested)

    def save_nested(self):
        """Save the rows within; called after the rows themselves are saved."""
        for form in self.forms:
            if form.instance.pk and not (self.can_delete and self._should_delete_form(form)):
                form.nested.instance = form.instance
                form.nested.save()


class NestedRows:
    """What stands inside a row: the model, its fields and how they are typed."""

    def __init__(self, parent, model, *, name: str, fields: list[str], form, formfield_callback):
        self.name = name
        self.verbose_name_plural = model._meta.verbose_name_plural
        self.formset_class = forms.inlineformset_factory(
            parent,
            model,
            form=form,
            formset=RowFormSet,
            fields=fields,
            extra=0,
            max_num=100,
            absolute_max=100,
            formfield_callback=formfield_callback,
        )
