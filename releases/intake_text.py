"""Rich text as the review of a draft shows it: plain paragraphs as lines, anything else as its markup."""

import re
from html import escape, unescape

_PARAGRAPHS = re.compile(r"(?:<p>[^<>]+</p>)+")
_PARAGRAPH = re.compile(r"<p>([^<>]+)</p>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


def as_lines(markup: str) -> str:
    """What staff type over ``markup``; ``as_markup`` of it is the same text again."""
    if not _PARAGRAPHS.fullmatch(markup):
        return markup
    text = "\n".join(map(unescape, _PARAGRAPH.findall(markup)))
    return text if as_markup(text) == markup else markup


def as_markup(text: str) -> str:
    """Each line that was typed as a paragraph; a text with tags stays as it is, to be cleaned where it is stored."""
    if _TAG.search(text):
        return text
    return "".join(f"<p>{escape(line.strip(), quote=False)}</p>" for line in text.splitlines() if line.strip())
