"""Lines of the source as rich text: escaped, paragraphs and lists, links kept."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

from bureau.text import one_line
from releases.parse.source import Line


def line_markup(line: Line) -> str:
    """The line's text behind its bullet, escaped, with its links."""
    text, position, parts = line.text, line.content_start, []
    for mark in sorted(line.links, key=lambda mark: mark.start):
        start = max(position, mark.start)
        if mark.end <= start:
            continue
        parts.append(escape(text[position:start], quote=False))
        parts.append(f'<a href="{escape(mark.url)}">{escape(text[start : mark.end], quote=False)}</a>')
        position = mark.end
    parts.append(escape(text[position:], quote=False))
    return one_line("".join(parts))


def body_markup(lines: Sequence[Line]) -> str:
    """Paragraphs and lists of ``lines``, in order; neighbouring items make one list, table rows one table."""
    parts: list[str] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        group = [line]
        if line.is_row:
            group = _run(lines, position, lambda other: other.is_row)
            rows = (
                "".join(f"<td>{escape(cell.strip(), quote=False)}</td>" for cell in row.text.split(" | "))
                for row in group
            )
            parts.append("<table><tbody>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table>")
        elif _is_list_item(line):
            group = _run(lines, position, partial(_continues_list, line))
            tag = "ol" if line.is_numbered else "ul"
            parts.append(f"<{tag}>" + "".join(f"<li>{line_markup(item)}</li>" for item in group) + f"</{tag}>")
        else:
            parts.append(f"<p>{line_markup(line)}</p>")
        position += len(group)
    return "".join(parts)


def _is_list_item(line: Line) -> bool:
    # A number in parentheses or a circled one is part of the text: an <ol> would print another form of it.
    return bool(line.item) or bool(line.marker and (not line.is_numbered or line.marker["number"][0].isdigit()))


def _continues_list(first: Line, other: Line) -> bool:
    return _is_list_item(other) and other.is_numbered == first.is_numbered


def _run(lines: Sequence[Line], start: int, belongs: Callable[[Line], bool]) -> list[Line]:
    run = []
    for line in lines[start:]:
        if not belongs(line):
            break
        run.append(line)
    return run
