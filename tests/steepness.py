"""Whether a pattern takes more than its share of steps: twice the text, twice the steps.

A pattern meets long runs of one thing, with a near miss at their end. Where the steps grow with the text, a longer run
costs the same for each further unit; where they grow faster, each further unit costs more than the one before.
"""

import re
from collections.abc import Collection, Iterator

from tests.backtracking import Matcher, TooManySteps

# In units. The last two differences are compared, so that what a run costs at its ends falls away.
_SHORT, _LONG = (8, 16, 32), (32, 64, 128)
# A quadratic pattern takes at least half a step for each pair of units, which makes 192 and 3,072 more; what is bounded
# costs more for each of some first units only, which made 60 at most.
_SCREENED, _STEEP = 100, 1000
# An exponential pattern never ends; no linear one took half as many.
_BUDGET = 500_000
# Bounds such as {2,60} are lowered to this for the comparison, so that short texts tell.
_WIDEST = 4
# With its own bounds, a pattern may take so many steps for each of some characters: 25 microseconds, or thereabouts.
_CHARACTERS, _PRICE = 64, 5_000
_MISS = "\x01"

# What drafts and markup are made of, one of each kind.
_COMMON = [
    *" \u3000\t\n1１aAあア漢々ー-−・、。「」『』（）()<>&=\"'/.:;@|_",
    "1 ",
    "a ",
    "あ ",
    "a,",
    "1.",
    "(a",
    "「a",
    "漢、",
    "1月",
    "<a",
    "<a>",
    "&a",
    "a=",
    "a\n",
    " \n",
    "\n\n",
    "/a",
    "a.",
    "漢　",
    "()",
    "漢(漢)",
]


def steep(pattern: re.Pattern, ways: Collection[str] = ("findall", "fullmatch"), blanks: int = 0) -> str:
    """A run that takes the pattern too many steps, told for a message; "" where there is none.

    ``blanks`` says how many of them follow on one another at most, where that is bounded before the pattern meets them.
    """
    matcher = Matcher(pattern, _WIDEST)
    for lead, unit in _runs(matcher, pattern, min(blanks, _WIDEST)):
        for way in ways:
            if _bend(matcher, way, lead, unit, _SHORT) > _SCREENED:
                more = _bend(matcher, way, lead, unit, _LONG)
                if more > _STEEP:
                    return f"{way}, {lead!r} and {_LONG[-1]} × {unit!r}: {more:,} steps more than its share"
    matcher = Matcher(pattern)
    for lead, unit in _runs(matcher, pattern, blanks):
        for way in ways:
            text = lead + unit * (_CHARACTERS // len(unit) + 1) + _MISS
            try:
                matcher.steps(way, text, len(text) * _PRICE)
            except TooManySteps:
                return f"{way}, {text!r}: more than {_PRICE:,} steps a character"
    return ""


def _bend(matcher: Matcher, way: str, lead: str, unit: str, lengths: tuple[int, int, int]) -> float:
    """How many steps the second half of the run takes more than twice those of the quarter before it."""
    try:
        quarter, half, whole = (matcher.steps(way, lead + unit * often + _MISS, _BUDGET) for often in lengths)
    except TooManySteps:
        return float("inf")
    return whole - half - 2 * (half - quarter)


def _runs(matcher: Matcher, pattern: re.Pattern, blanks: int) -> Iterator[tuple[str, str]]:
    """What to begin with and what to repeat, each kind that the pattern can tell once."""
    units = _units(pattern, blanks)
    if matcher.bytes:
        units = [unit.encode().decode("latin-1") for unit in units]
    leads = matcher.leads("".join(dict.fromkeys("".join(units))))
    runs = [("", unit) for unit in units]
    runs += [(lead, unit) for unit in units if len(unit) == 1 for lead in leads if lead]
    yield from {(matcher.kind(lead), matcher.kind(unit)): (lead, unit) for lead, unit in runs}.values()


def _units(pattern: re.Pattern, blanks: int) -> list[str]:
    """The pattern's own characters and words, and the common ones."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    plain = re.sub(r"\(\?P<\w+>|\(\?[a-zA-Z:=!<#]+|\\[sSdDwWbBAZ]|\{[\d,]*\}", "\0", source).replace("\\", "")
    words = [word for word in re.split(r"[\0^$*+?{}\[\]|()]+", plain) if 1 < len(word) < 20]
    letters = [*dict.fromkeys(plain.replace("\0", ""))]
    some = [*letters[:: len(letters) // 25 + 1], *words[:: len(words) // 10 + 1]]
    units = [*dict.fromkeys([*some, *(f"{word} " for word in words[:5]), *_COMMON])]
    return [unit * (blanks // len(unit)) + "漢" if blanks and not unit.strip() else unit for unit in units]
