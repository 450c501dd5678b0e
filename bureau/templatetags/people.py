"""Members of staff by the name that colleagues know."""

from django import template

register = template.Library()


@register.filter
def staff_name(user) -> str:
    """Full name, else the login; ― for nobody."""
    if user is None:
        return "―"
    return f"{user.last_name} {user.first_name}".strip() or user.get_username()
