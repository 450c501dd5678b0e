"""The parts of a change form in the order of the page, and what is wrong in each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django import forms
from django.contrib.admin.helpers import AdminForm, Fieldset, InlineAdminFormSet


@dataclass(frozen=True)
class Part:
    """A card of fields or a list of rows; ``anchor`` is its id in the page."""

    title: str
    anchor: str
    fieldset: Fieldset | None = None
    formset: InlineAdminFormSet | None = None

    @property
    def count(self) -> int | None:
        """How many rows it holds; None for fields."""
        return len(self.formset.formset.forms) if self.formset else None

    @property
    def has_errors(self) -> bool:
        if self.formset:
            return self.formset.formset.is_bound and not self.formset.formset.is_valid()
        form = self.fieldset.form
        return any(name in form.errors for line in self.fieldset for name in line.fields)


@dataclass(frozen=True)
class Mistake:
    """A message with the name of its place; ``anchor`` leads there."""

    place: str
    message: str
    anchor: str


def parts_of(order, adminform: AdminForm, formsets: list[InlineAdminFormSet]) -> list[Part]:
    """The parts in ``order``: titles of fieldsets and classes of rows; what it does not name comes last."""
    parts = {}
    for number, fieldset in enumerate(adminform):
        parts[fieldset.name] = Part(fieldset.name or "", f"part-{number}", fieldset=fieldset)
    for formset in formsets:
        title = str(formset.opts.verbose_name_plural)
        parts[type(formset.opts)] = Part(title, f"{formset.formset.prefix}-group", formset=formset)
    # Rows that a person may not see have no formset.
    named = [parts.pop(key) for key in order if key in parts]
    return [*named, *parts.values()]


def mistakes_in(adminform: AdminForm, formsets: list[InlineAdminFormSet]) -> list[Mistake]:
    """Every message of a refused form, in the order of the fields."""
    found = list(_of_form(adminform.form, ""))
    for formset in formsets:
        found += _of_formset(formset.formset, str(formset.opts.verbose_name), f"{formset.formset.prefix}-group")
    return found


def _of_formset(formset: forms.BaseFormSet, name: str, anchor: str, within: str = "") -> Iterator[Mistake]:
    if not formset.is_bound:
        return
    for message in formset.non_form_errors():
        yield Mistake(f"{within}{name}", message, anchor)
    # Rows are sent with those that exist first; people count them as they stand.
    places = sorted(formset.forms, key=_place)
    for number, form in enumerate((form for form in places if not _is_dropped(formset, form)), start=1):
        place = f"{within}{name} {number}・"
        yield from _of_form(form, place)
        if hasattr(form, "nested"):
            inner = form.nested
            yield from _of_formset(inner, str(inner.model._meta.verbose_name), anchor, place)


def _of_form(form: forms.BaseForm, place: str) -> Iterator[Mistake]:
    if not form.is_bound:
        return
    for message in form.non_field_errors():
        first = next(iter(form.visible_fields()), None)
        yield Mistake(place.rstrip("・"), message, f"{first.auto_id}_field" if first else "")
    for bound in chain(form.visible_fields(), form.hidden_fields()):
        for message in bound.errors:
            yield Mistake(f"{place}{bound.label}", message, f"{bound.auto_id}_field")


def _place(form: forms.BaseForm) -> int:
    typed = form["order"].value() if "order" in form.fields else 0
    return int(typed) if str(typed).isdecimal() else 0


def _is_dropped(formset: forms.BaseFormSet, form: forms.BaseForm) -> bool:
    return formset.can_delete and formset._should_delete_form(form)
