"""Reading width and punctuation variants alike, character for character.

``fold`` maps every character to exactly one: positions found in the folded text are positions in the source, and what
is taken out is always the source's own spelling.
"""

import re

from bureau.text import one_line

_DASHES = "−－‐‑‒–—―─ｰ"
_SAME = {
    "\u3000": " ",
    "\u00a0": " ",
    "\t": " ",
    "〜": "~",
    "〔": "[",
    "〕": "]",
    "〈": "<",
    "〉": ">",
    "《": "≪",
    "》": "≫",
    "•": "・",
    "‣": "・",
    "●": "・",
    "◦": "・",
    "◯": "○",
    "〇": "○",
    "｡": "。",
    "｢": "「",
    "｣": "」",
    "､": "、",
    "･": "・",
    "﹁": "「",
    "﹂": "」",
}
_HALF_KANA = "ｦｧｨｩｪｫｬｭｮｯｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"
_FULL_KANA = (
    "ヲァィゥェォャュョッアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
)
_FOLDED = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **{ord(dash): "-" for dash in _DASHES},
    **{ord(old): new for old, new in _SAME.items()},
    **{ord(half): full for half, full in zip(_HALF_KANA, _FULL_KANA, strict=True)},
}
_BLANKS = re.compile(r"[ \u3000\u00a0\t]+")
_ALL_BLANKS = re.compile(r"\s+")


def fold(text: str) -> str:
    """``text`` with one form for each kind of blank, dash, bracket, digit and half-width letter; same length."""
    return text.translate(_FOLDED)


def tidy(text: str) -> str:
    """``text`` as a value: one plain blank between words, none at its ends; no other character changes."""
    return _BLANKS.sub(" ", one_line(text)).strip()


def same(text: str) -> str:
    """A key under which two spellings of one text agree: folded, without blanks."""
    return _ALL_BLANKS.sub("", fold(text)).casefold()


def outside_brackets(text: str, marks: str, *, start: int = 0) -> int:
    """Position of the last of ``marks`` in folded ``text`` outside brackets, or -1."""
    depth, found = 0, -1
    for position in range(start, len(text)):
        character = text[position]
        if character in "([「『【≪":
            depth += 1
        elif character in ")]」』】≫":
            depth = max(0, depth - 1)
        elif depth == 0 and character in marks:
            found = position
    return found


def as_spelled(value: str, raw: str) -> str:
    """``value``, found in the folded form of ``raw``, in the spelling of ``raw`` (widths, marks); blanks stay plain."""
    spelled, position, folded = [], 0, fold(raw)
    for character in value:
        found = folded.find(character, position) if character != " " else -1
        spelled.append(raw[found] if found >= 0 else character)
        position = found + 1 if found >= 0 else position
    return "".join(spelled)
