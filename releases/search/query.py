"""What a reader types, as what is looked for: words that must all be there, "phrases", -words that must not."""

import re
from dataclasses import dataclass

from releases.search.folding import needle_of

MAX_LENGTH = 100
MAX_WORDS = 10
_TOO_LONG = f"検索する言葉が長すぎます。{MAX_LENGTH}文字以内で入力してください。"

_QUOTES = {'"': '"', "“": "”", "”": "”", "„": "”", "＂": "＂", "「": "」", "『": "』", "｢": "｣"}
_WORD = re.compile(
    r"(?P<minus>(?<!\S)[-－−])?(?:"
    + "|".join(
        f"{opening}(?P<quoted{number}>[^{closing}]*){closing}"
        for number, (opening, closing) in enumerate(_QUOTES.items())
    )
    + rf"|(?P<plain>[^\s{''.join(_QUOTES)}]+))"
)


@dataclass(frozen=True)
class Query:
    """``wanted`` and ``unwanted`` are pieces of stream (folding.needle_of); ``trouble`` says why nothing is looked for."""

    text: str = ""
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    trouble: str = ""


def read(text: str) -> Query:
    """Never fails: an odd query has a ``trouble`` (Japanese, for the reader), an empty one nothing at all."""
    text = " ".join(text.split())
    if not text:
        return Query()
    if len(text) > MAX_LENGTH:
        return Query(text, trouble=_TOO_LONG)
    wanted: dict[str, None] = {}
    unwanted: dict[str, None] = {}
    for match in _WORD.finditer(text):
        word = next(filter(None, (part for name, part in match.groupdict().items() if name != "minus")), "")
        needles = needle_of(word)
        if any(len(needle) > MAX_LENGTH for needle in needles):
            return Query(text, trouble=_TOO_LONG)
        if match["minus"] and len(needles) > 1:
            return Query(text, trouble="除く言葉（-）は、読点や句点を入れずに、一つずつ入力してください。")
        (unwanted if match["minus"] else wanted).update(dict.fromkeys(needles))
    if not wanted and not unwanted:
        return Query(text, trouble="記号だけでは検索できません。文字や数字を入力してください。")
    if not wanted:
        return Query(text, trouble="除く言葉（-）だけでは検索できません。探す言葉も入力してください。")
    if len(wanted) + len(unwanted) > MAX_WORDS:
        return Query(text, trouble=f"言葉が多すぎます。{MAX_WORDS}個までにしてください。")
    return Query(text, tuple(wanted), tuple(unwanted))
