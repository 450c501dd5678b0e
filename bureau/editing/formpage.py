"""Reads a rendered change form the way a browser would: which names and values would it send back untouched?

Asking the page rather than the form classes keeps one truth for every widget and for inlines within inlines.
"""

from html.parser import HTMLParser

_UNSENT_INPUTS = {"submit", "button", "image", "reset", "file"}
# Rows that scripts copy for a new row; a browser sends them, formsets ignore them.
_TEMPLATE_ROWS = ("__prefix__", "-empty-")


class _FormReader(HTMLParser):
    def __init__(self, form_id: str):
        super().__init__(convert_charrefs=True)
        self.form_id = form_id
        self.pairs: list[tuple[str, str]] = []
        self.inside = False
        self.area: tuple[str, list[str]] | None = None
        self.select: tuple[str, bool, list[tuple[str, bool]]] | None = None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.inside = attributes.get("id") == self.form_id
        if not self.inside:
            return
        name = attributes.get("name") or ""
        if "disabled" in attributes or any(mark in name for mark in _TEMPLATE_ROWS):
            name = ""
        if tag == "input" and name:
            self._input(name, attributes)
        elif tag == "textarea":
            self.area = (name, [])
        elif tag == "select":
            self.select = (name, "multiple" in attributes, [])
        elif tag == "option" and self.select:
            self.select[2].append((attributes.get("value") or "", "selected" in attributes))

    def _input(self, name, attributes):
        kind = (attributes.get("type") or "text").lower()
        if kind in _UNSENT_INPUTS:
            return
        if kind in ("checkbox", "radio"):
            if "checked" in attributes:
                self.pairs.append((name, attributes.get("value") or "on"))
            return
        self.pairs.append((name, attributes.get("value") or ""))

    def handle_data(self, data):
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.area:
            name, parts = self.area
            if name:
                # HTML drops the first newline in a textarea.
                self.pairs.append((name, "".join(parts).removeprefix("\n")))
            self.area = None
        elif tag == "select" and self.select:
            name, many, options = self.select
            if name:
                chosen = [value for value, selected in options if selected]
                if not many:
                    chosen = chosen[-1:] or [value for value, _ in options[:1]]
                self.pairs += [(name, value) for value in chosen]
            self.select = None


def sent_by(html: str, form_id: str) -> list[tuple[str, str]]:
    """The name/value pairs that the form ``form_id`` in ``html`` would send, in order."""
    reader = _FormReader(form_id)
    reader.feed(html)
    reader.close()
    return reader.pairs
