"""Names of models for the inline rows' templates."""

from django import template

register = template.Library()


@register.filter
def verbose_name(model) -> str:
    return model._meta.verbose_name


@register.filter
def verbose_name_plural(model) -> str:
    return model._meta.verbose_name_plural


@register.filter
def add_label(model) -> str:
    """What the button under a list of rows says."""
    return f"{model._meta.verbose_name}を追加"
