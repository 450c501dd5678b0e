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
# Parts in which no talk is given: a title behind one is another part's.
NO_TALK = re.compile(r"挨拶|あいさつ|祝辞|式辞|開会|閉会|開式|質疑|休憩|紹介$")
# Parts that are told from other words only by the title beside them, or by their number.
TITLED_PART = re.compile(
    r"(?:演習|実習|講座|研修|実技|ハンズオン|体験|グループワーク|分科会|第[一二三四五\d]部)\s*[\d①-⑨IVX]{0,3}"
    r"|(?:セミナー|ワークショップ|プログラム|テーマ|話題|事例|報告|発表|取組|提案|コース|トピック|レッスン)\s*[\d①-⑨IVX]{1,3}"
)
# A numbered talk with its title in one line, without quotation marks: 【第1部】 講演1 暴風雪の夜に.
_NUMBERED_TALK = re.compile(
    r"(?:【[^【】]{1,10}】|第\d部)?\s*[【<≪]?(?P<part>[^\s【】「」『』<>≪≫:]{2,10}[\d①-⑨IVX])[】>≫]?(?:\s*:\s*|\s+)(?P<title>[^\s「『][^】>≫]{3,60})"
)


def numbered_talk(text: str) -> str:
    """Part and title of a heading such as 講演1 暴風雪の夜に, in the one form part「title」; or ""."""
    talk = _NUMBERED_TALK.fullmatch(text)
    is_part = talk and (is_programme_heading(talk["part"]) or TITLED_PART.fullmatch(talk["part"]))
    if not is_part or not _may_be_title(talk["title"]):
        return ""
    return f"{talk['part']}「{talk['title'].strip()}」"


def _may_be_title(text: str) -> bool:
    return not (find_people(text) or ends_in_position(text) or is_billing(text) or text.endswith(("氏", "様", "。")))


def is_billing(text: str) -> bool:
    """Whether ``text`` is nothing but somebody with a post: 見本総合通信局長 森 孝."""
    return sole_person(Line(0, text)) is not None
