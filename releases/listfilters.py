"""Filters of the list of releases: year and policy field, read together in one question."""

from django.contrib import admin
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast

from releases.models import Category, Release


def _offered(request) -> list[tuple[str, int, str]]:
    """Aspect, value and label of what can be chosen; read once for a request."""
    if not hasattr(request, "offered_filters"):
        years = Release.objects.kept().order_by()
        years = years.values_list(Value("year"), "year", Cast("year", CharField()), -F("year"))
        categories = Category.objects.order_by().values_list(Value("category"), "pk", "label", "order")
        rows = sorted(years.union(categories), key=lambda row: (row[3], row[2]))
        request.offered_filters = [row[:3] for row in rows]
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
