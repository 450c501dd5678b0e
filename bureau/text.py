"""Plain text as it may be stored and published: every kanji kept, nothing invisible that breaks XML or a database."""

import re
from pathlib import PurePath
from unicodedata import normalize

# C0 controls but tab and newline, C1 controls, lone surrogates and noncharacters: not allowed in XML 1.0 or refused
# by PostgreSQL. Word pastes a vertical tab for a line break, so that one becomes a newline instead of vanishing.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    """Return ``text`` with one kind of line break and no character that a page or feed cannot carry.

    Nothing is normalised: 髙, 﨑 and ideographic variation sequences stay as they were typed.
    """
    # No control character, line break or noncharacter is printable: most text is done with here.
    if text.isprintable():
        return text
    return _FORBIDDEN.sub("", _LINE_BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """Return ``clean_text(text)`` on one line, without blanks (full-width ones included) at its ends."""
    if text.isprintable():
        return text.strip()
    return " ".join(part for line in clean_text(text).split("\n") if (part := line.strip()))


def file_name(sent: str) -> str:
    """What a file that was sent is called, for people to read: on one line, without folders, in at most 200 characters.

    A Mac writes が as か and a mark: here they are one letter (NFC), as in what people type to look for it.
    """
    return normalize("NFC", one_line(PurePath(sent).name))[:200]
