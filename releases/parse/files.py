"""A file as a Source, whatever it is: plain text, a saved page, a Word draft."""

import re
from dataclasses import replace

from releases.parse.decode import decode
from releases.parse.findings import ParseRefused
from releases.parse.source import Source, has_long_blanks
from releases.parse.webpage import read_webpage
from releases.parse.word import is_word, read_word

MAX_BYTES = 50_000_000
MAX_CHARACTERS = 500_000
"""Of a file, its markup included."""
MAX_TEXT = 100_000
"""Of what is read, many times what a release has: a text at the bound is read in seconds."""
_MARKUP = re.compile(
    r"\s*(?:<!doctype\s+html|<html|<\?xml[^>]{0,200}>\s*<(?:!doctype\s+)?html|<(?:head|body|div|p|table|h1|!--))",
    re.IGNORECASE,
)


def read(data: bytes, *, filename: str = "") -> Source:
    """Return the lines of a file; its content decides what it is, the name only helps. Raises ``ParseRefused``."""
    if not data.strip():
        raise ParseRefused("ファイルが空です。")
    if len(data) > MAX_BYTES:
        raise ParseRefused(f"ファイルが大きすぎます。{MAX_BYTES // 1_000_000}MB以内にしてください。")
    if is_word(data):
        return _readable(read_word(data))
    text, remarks = decode(data)
    if len(text) > MAX_CHARACTERS:
        raise ParseRefused(_too_long(len(text), MAX_CHARACTERS))
    is_page = filename.lower().endswith((".html", ".htm", ".xhtml")) or bool(_MARKUP.match(text))
    return replace(_readable(read_webpage(text) if is_page else Source.from_text(text)), remarks=remarks)


def _readable(source: Source) -> Source:
    """``source``, where there is something to read and no line is made to be read for ever."""
    if all(line.is_blank for line in source.lines):
        raise ParseRefused("文字がありません。画像だけの原稿は読めません。")
    length = sum(len(line.text) for line in source.lines)
    if length > MAX_TEXT:
        raise ParseRefused(_too_long(length, MAX_TEXT))
    for line in source.lines:
        # Written as characters, blanks have been shortened; these were written as entities or between tags.
        if has_long_blanks(line.text):
            raise ParseRefused(
                f"{line.number}行目に空白が長く続いています。空白を減らすか、文字だけを貼り付けてください。"
            )
    return source


def _too_long(length: int, bound: int) -> str:
    return f"文章が長すぎます（{length:,}文字）。{bound:,}文字以内に分けてください。"
