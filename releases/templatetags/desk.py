"""The desk on the admin's first page."""

from django import template

from releases import desk

register = template.Library()


@register.simple_tag
def desk_piles(user):
    """What waits for ``user``."""
    return desk.piles(user) if user.has_perm("releases.view_release") else []
