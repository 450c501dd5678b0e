"""Filters of the list of releases: year and policy field, read together in one question."""

from django.contrib import admin
from django.db.models import CharField, IntegerField, Value
from django.db.models.functions import Cast

from releases.models import Category, Facet, Release
from releases.states import State


def _offered(request) -> list[tuple[str, int, str]]:
    """Aspect, value and label of what can be chosen; read once for a request."""
    if not hasattr(request, "offered_filters"):
        # The years of what was ever published and of what is being worked on: not gone through all releases for.
        years = Facet.objects.filter(aspect=Facet.Aspect.YEAR).order_by()
        years = years.values_list(Value("year"), Cast("code", IntegerField()), "code", Value(0))
        categories = Category.objects.order_by().values_list(Value("category"), "pk", "label", "order")
        unfinished = [state for state in State if state != State.APPROVED]
        working = Release.objects.kept().filter(state__in=unfinished).order_by()
        working = working.values_list(Value("year"), "year", Cast("year", CharField()), Value(0))
        rows = years.union(working, categories)
        in_order = sorted(rows, key=lambda row: (-row[1], "") if row[0] == "year" else (row[3], row[2]))
        request.offered_filters = [row[:3] for row in in_order]
    return request.offered_filters


class _OfferedFilter(admin.SimpleListFilter):
    field = ""

    def lookups(self, request, model_admin):
        return [(str(value), label) for aspect, value, label in _offered(request) if aspect == self.parameter_name]

    def queryset(self, request, queryset):
        chosen = self.value()
        return queryset.filter(**{self.field: int(chosen)}) if chosen and chosen.isdecimal() else queryset


class YearFilter(_OfferedFilter):
    title = "年"
    parameter_name = "year"
    field = "year"


class CategoryFilter(_OfferedFilter):
    title = "政策分野"
    parameter_name = "category"
    field = "categories"
