"""Forms that do not ask the database for what has been read or told already."""

from collections.abc import Callable, Mapping

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models

ORDER = "order"
# Digits of a key that both databases take for a number.
_LONGEST_KEY = 18


def is_key(text: str) -> bool:
    """Whether ``text`` can be asked for as a record's key at all."""
    return text.isdecimal() and len(text) <= _LONGEST_KEY


class ChoiceOf(forms.ModelChoiceField):
    """A choice among records; ``known`` gives those that are read already, by their keys as they are typed."""

    known: Callable[[], Mapping[str, models.Model]] | None = None

    def to_python(self, value):
        known = self.known() if self.known and value not in self.empty_values else {}
        return known.get(str(value)) or super().to_python(value)


class KnownAutocomplete(AutocompleteSelect):
    """The admin's searching box for a ``ChoiceOf``: it asks for the name of what is chosen only where it is not known."""

    def optgroups(self, name, value, attrs=None):
        field = self.choices.field
        known = field.known() if field.known else {}
        keys = [str(key) for key in value if is_key(str(key))]
        chosen = [known.get(key) for key in keys]
        if None in chosen:
            return super().optgroups(name, keys, attrs)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        for record in chosen:
            options.append(self.create_option(name, record.pk, field.label_from_instance(record), True, len(options)))
        return [(None, options, 0)]


class RecordForm(forms.ModelForm):
    """A form of a record."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, ChoiceOf) and field.known is None:
                field.known = self._named_by_record(name)

    def _named_by_record(self, name: str) -> Callable[[], dict[str, models.Model]]:
        """What the record itself names, where that was read along with it."""
        is_read = self.instance._meta.get_field(name).is_cached(self.instance)
        named = getattr(self.instance, name) if is_read else None
        return lambda: {str(named.pk): named} if named else {}

    def _post_clean(self):
        # The field of a choice has found the record: the model would look whether it exists.
        chosen = {name for name, field in self.fields.items() if isinstance(field, forms.ModelChoiceField)}
        clean_fields = self.instance.clean_fields
        self.instance.clean_fields = lambda exclude=(): clean_fields(exclude={*exclude, *chosen})
        super()._post_clean()
        del self.instance.clean_fields


class RowForm(RecordForm):
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


class NestingRowForm(RowForm):
    """A row with rows in it: what is typed within counts as typed in the row."""

    def has_changed(self):
        return super().has_changed() or self.nested.has_changed()
