"""Lines that hold a part of the programme and the title of its talk, and what may be such a title."""

import re

from releases.parse.kinds import is_programme_heading
from releases.parse.layout import sole_person
from releases.parse.people import find_people
from releases.parse.posts import ends_in_position
from releases.parse.source import Line

# What stands in quotation marks, with what it quotes itself: 「『既読』の重さ」, 「「声」を届ける」.
QUOTED_TITLE = r"(?:「(?:[^「」]{2,80}|[^「」]{0,60}「[^「」]{1,40}」[^「」]{0,60})」|『[^『』]{2,80}』)"
PART_AND_TITLE = re.compile(
    rf"[【<≪]?\s*(?P<part>[^\s【】<>≪≫「」『』:]{{2,16}})\s*[】>≫]?\s*:?\s*(?P<title>{QUOTED_TITLE})"
)
# A numbered talk with its title in one line, without quotation marks: 【第1部】 講演1 暴風雪の夜に.
_NUMBERED_TALK = re.compile(
    r"(?:【[^【】]{1,10}】|第\d部)?\s*[【<≪]?(?P<part>[^\s【】「」『』<>≪≫:]{2,10}[\d①-⑨IVX])[】>≫]?(?:\s*:\s*|\s+)(?P<title>[^\s「『][^】>≫]{3,60})"
)


def numbered_talk(text: str) -> str:
    """Part and title of a heading such as 講演1 暴風雪の夜に, in the one form part「title」; or ""."""
    talk = _NUMBERED_TALK.fullmatch(text)
    if not talk or not is_programme_heading(talk["part"]) or not _may_be_title(talk["title"]):
        return ""
    return f"{talk['part']}「{talk['title'].strip()}」"


def _may_be_title(text: str) -> bool:
    return not (find_people(text) or ends_in_position(text) or is_billing(text) or text.endswith(("氏", "様", "。")))


def is_billing(text: str) -> bool:
    """Whether ``text`` is nothing but somebody with a post: 見本総合通信局長 森 孝."""
    return sole_person(Line(0, text)) is not None
