"""The desk on the admin's first page."""

import re

from django import template

from releases import desk

register = template.Library()


@register.simple_tag
def desk_piles(user):
    """What waits for ``user``."""
    return desk.piles(user) if user.has_perm("releases.view_release") else []


@register.filter
def anchor(path: str) -> str:
    """A field's path as an id that an address may name: event.sessions[0].topic → event.sessions-0.topic."""
    return re.sub(r"\[(\d+)\]", r"-\1", path)
