"""XML as the feeds write it."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.templatetags.static import static
from django.utils.xmlutils import SimplerXMLGenerator

Attributes = dict[str, str]


class XML:
    """An XML document that is written from top to bottom, or a part of one; ``str`` gives it as text.

    A browser that opens it shows it by the style sheet ``site/feed.css``.
    """

    def __init__(self, *, is_part: bool = False):
        self._text = StringIO()
        self._writer = SimplerXMLGenerator(self._text, "utf-8")
        if not is_part:
            self._writer.startDocument()
            self._text.write(f'<?xml-stylesheet type="text/css" href="{static("site/feed.css")}"?>\n')

    @contextmanager
    def element(self, name: str, **attributes: str) -> Iterator[None]:
        """An element that holds others; ``_`` in an attribute's name stands for ``:``."""
        self._writer.startElement(name, _named(attributes))
        yield
        self._writer.endElement(name)

    def add(self, name: str, text: str | None = None, **attributes: str) -> None:
        """An element that holds text or nothing."""
        self._writer.addQuickElement(name, text, _named(attributes))

    def put(self, part: str) -> None:
        """Take in what was written as a part."""
        self._text.write(part)

    def __str__(self) -> str:
        self._writer.endDocument()
        return self._text.getvalue()


def _named(attributes: Attributes) -> Attributes:
    return {name.rstrip("_").replace("__", ":"): value for name, value in attributes.items()}
