"""What participants wrote: listed comments, and those quoted in prose."""

import re

from releases.parse.folding import tidy
from releases.parse.source import Line

_ABOUT_VOICES = re.compile(r"アンケート|感想|ご?意見|(?:との|という|といった|などの|の)声|お声|コメント|声が|寄せられ")
_VOICES_BEHIND = re.compile(
    r"[」』]\s*(?:\([^()\d]{0,20}(?:\d{2}代)?[^()\d]{0,20}\))?\s*(?:、|及び|や|と)?\s*(?:(?:など|等)、?)?\s*(?:(?:の|との|といった|という|と)\s*|(?<=、))(?:多くの|多数の|様々な|嬉しい|うれしい|前向きな|貴重な)?\s*(?:ご?(?:感想|意見|声|コメント|回答|評価)|お言葉)"
)
_QUOTE = re.compile(
    r"「(?P<text>(?:[^「」]|「[^「」]*」){2,400})」(?P<tally>\s*\(?\s*(?:約)?\d{1,4}(?:\.\d)?\s*(?:名|人|件|%|割|パーセント))?"
)


def announces_comments(text: str) -> bool:
    """Whether a folded sentence or heading announces what participants said."""
    return bool(_ABOUT_VOICES.search(text)) and len(text) < 160


def is_survey_heading(text: str) -> bool:
    return len(text) <= 24 and bool(re.search(r"アンケート|の声$|お声$|感想|意見$|^\(?質問\)?$", text))


def quoted_comments(line: Line) -> list[str]:
    """Comments that a sentence quotes (「…」、「…」などの声がありました); tallies of given answers are none."""
    comments: list[str] = []
    folded = line.folded
    start = 0
    for end in _sentence_ends(folded):
        sentence = folded[start:end]
        if _VOICES_BEHIND.search(sentence):
            quotes = list(_QUOTE.finditer(sentence))
            if any(quote["tally"] for quote in quotes):
                quotes = []
            last = list(_VOICES_BEHIND.finditer(sentence))[-1].start()
            comments += [
                tidy(line.text[start + quote.start("text") : start + quote.end("text")])
                for quote in quotes
                if quote.start() <= last
            ]
        start = end
    return comments


def _sentence_ends(folded: str) -> list[int]:
    ends, depth = [], 0
    for position, character in enumerate(folded):
        depth += (character == "「") - (character == "」")
        depth = max(0, depth)
        if character == "。" and depth == 0:
            ends.append(position + 1)
    return [*ends, len(folded)]


def comment_text(line: Line) -> str:
    """A listed comment without its bullet and the quotation marks around it."""
    text = tidy(line.text[line.content_start :])
    match = re.fullmatch(r"「([^「]*)」", text)
    return match[1] if match else text
