"""The templates of what the public reads (templates/public): Jinja2, which draws a page in a third of the time.

Staff's screens stay with Django's own language, which the admin is written in.
"""

from functools import cache
from typing import Any

from django.template import engines
from django.templatetags.static import static
from jinja2 import BaseLoader, ChainableUndefined, Environment

from releases import addresses, page_format

_FILTERS = (
    *(page_format.by_standing, page_format.dialled, page_format.era, page_format.era_weekday, page_format.era_years),
    *(page_format.file_mark, page_format.focus, page_format.hours, page_format.last_day, page_format.lines),
    *(
        page_format.marker,
        page_format.moment,
        page_format.pdf_mark,
        page_format.proxy,
        page_format.quoted,
        page_format.thousands,
    ),
)
_FUNCTIONS = {
    "attachment_url": addresses.attachment,
    "category_url": addresses.category,
    "renditions": page_format.renditions,
    # The name of a file is the same as long as the process lives.
    "static": cache(static),
}


def environment(*, loader: BaseLoader, auto_reload: bool, **_: Any) -> Environment:
    """What settings.TEMPLATES names; a document without an event has no survey either, so what is missing is empty."""
    made = Environment(
        loader=loader,
        auto_reload=auto_reload,
        autoescape=True,
        undefined=ChainableUndefined,
        lstrip_blocks=True,
    )
    made.filters |= {each.__name__: each for each in _FILTERS}
    # In place of its own, which no page uses: each import of a macro goes over all of them.
    made.globals = dict(_FUNCTIONS)
    return made


def draw(template: str, context: dict[str, Any]) -> str:
    """The template as text; everything that is not markup already is escaped."""
    return engines["public"].get_template(template).render(context)
