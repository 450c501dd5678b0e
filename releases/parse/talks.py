"""Titles that stand over their speaker's line, told from other short lines, and made headings of a talk."""

import re
from collections.abc import Sequence
from dataclasses import replace

from releases.parse.billing import name_people
from releases.parse.blocks import Block, Role
from releases.parse.groups import is_listing
from releases.parse.kinds import is_plain_heading, is_programme_heading
from releases.parse.layout import sole_person
from releases.parse.posts import ends_in_body, ends_in_position
from releases.parse.sessions import SPEAKER_LABELS
from releases.parse.titled_lines import NO_TALK

_TALK = "講演"
_SECTION = re.compile(r"^第[一二三四五六\d]部[\s:]*(?=\S)")
_HONOURS = re.compile(r"表彰|感謝状|贈呈|受賞|受彰|入選|入賞|佳作|授与|標語|作品|作文|[大優秀良佳]賞")
_PRIZE = re.compile(r"[^。「」]{0,12}賞(?:\s?\([^()]{1,16}\))?|佳作")
_CLASS = re.compile(r"部門|の部|佳作|[大優秀良佳]賞")
# 局長表彰は、次の方々です。
_HONOURED = re.compile(r"(?:表彰|受賞|受章|感謝状|功労)[^。]{0,30}(?:次の|以下の|下記)")
_NO_TITLE = re.compile(
    r"[。|]|表彰|受賞|受彰|賞$|次のとおり|連絡先|^\(|\d\s*(?:名|人|時|日)$|写真|敬称略|感謝状|贈呈|方々|^(?:\d\s*)?(?:個人|団体|学校|企業)(?:の?部門?)?$|順\)$|^日\s?時|^場\s?所|\((?:前掲|再掲|同上)\)$"
)
_QUOTED = re.compile(r"「(?P<single>[^「」]*(?:「[^「」]{1,40}」[^「」]*)?)」|『(?P<double>[^『』]{2,70})』")
_NUMBER = re.compile(
    r"^(?:\(?\d{1,2}\)?(?![\d:：時年月日])[.)．）]?|[①-⑳]|[ア-コ](?=\s*[「『])|(?:[IV]{1,4}(?=[.)．\s])|[Ⅰ-Ⅻ])[.)．]?)\s*"
)


def head_talks(blocks: Sequence[Block]) -> list[Block]:
    """``blocks`` with a heading part「title」 wherever a title stands right over a line that only bills somebody."""
    result: list[Block] = []
    part, honours, was_below = "", False, False
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if block.role is Role.HEADING and _names_part(block.text):
            part = block.text
        elif block.role is Role.HEADING and not _is_title(block):
            part = ""
        if _PRIZE.fullmatch(block.line.bare) or _HONOURED.search(block.line.folded):
            honours = True
        elif block.role is Role.HEADING and not (honours and (block.text[:1] in "「『" or _CLASS.search(block.text))):
            honours = bool(_HONOURS.search(block.text))
        is_below = index > 1 and bool(result) and _bills_alone(result, block, was_below)
        was_below = is_below or (was_below and block.role is not Role.HEADING)
        is_title = following and not honours and not is_below and _bills(following, block) and _is_title(block)
        title = _title(block) if is_title else ""
        if not title:
            result.append(block)
            continue
        last = result[-1] if result else None
        is_right_above = last is not None and last.role is Role.HEADING and last.text == part
        names_talk = part and not is_listing(part) and (is_right_above or not NO_TALK.search(part))
        named = _SECTION.sub("", part) if names_talk else _TALK
        line = block.line
        if last and last.role is Role.HEADING and last.text == part and part and not is_listing(part):
            # The part's own heading stands right above: one heading of two lines.
            result.pop()
            line = replace(last.line, joined=(*last.line.joined, line))
        result.append(Block(Role.HEADING, line, f"{named}「{title}」"))
    return result


def _bills_alone(before: Sequence[Block], block: Block, was_below: bool) -> bool:
    """Whether a quoted title stands under its speaker: the line above bills somebody and has no title over it, or only
    that of the one before (``was_below``)."""
    above = before[-1]
    if (
        above.role not in {Role.PARAGRAPH, Role.ITEM}
        or not sole_person(above.line)
        or not _QUOTED.fullmatch(block.line.bare)
    ):
        return False
    if len(before) > 1 and before[-2].role is Role.HEADING and NO_TALK.search(before[-2].text):
        # A greeting has no title.
        return False
    return was_below or len(before) < 2 or "「" not in before[-2].text


def _names_part(text: str) -> bool:
    return is_programme_heading(text) or is_listing(text)


def _bills(following: Block, block: Block) -> bool:
    if following.role is Role.LABEL:
        return following.label in SPEAKER_LABELS and (
            block.line.is_numbered or bool(_QUOTED.fullmatch(block.line.bare))
        )
    return following.role in {Role.PARAGRAPH, Role.ITEM, Role.CAPTION} and sole_person(following.line) is not None


def _is_title(block: Block) -> bool:
    text = block.line.bare
    if block.role not in {Role.PARAGRAPH, Role.ITEM, Role.HEADING} or not 4 <= len(text) <= 80:
        return False
    title = _title(block)
    if text.count("「") != text.count("」"):
        return False
    if not title or _NO_TITLE.search(text) or _names_part(title) or is_plain_heading(title):
        return False
    if _QUOTED.fullmatch(_NUMBER.sub("", text)):
        return block.role is not Role.ITEM or bool(block.line.marker)
    if block.role is Role.HEADING and block.text[:1] not in "「『" and not (block.is_assumed or block.line.is_numbered):
        return False
    if ends_in_body(title, surely=True) or ends_in_position(title) or name_people(block.line, {}, default_speaks=True):
        return False
    return block.role is Role.HEADING or block.line.is_numbered or bool(_NUMBER.match(text)) or not block.line.marker


def _title(block: Block) -> str:
    if block.line.marker and block.line.marker["clock"]:
        text = block.line.text[block.line.content_start :].strip()
        quoted = _QUOTED.fullmatch(text)
        return (quoted["single"] or quoted["double"]) if quoted else text
    text = _NUMBER.sub("", block.line.text.strip() if _NUMBER.match(block.line.text.strip()) else block.line.bare)
    quoted = _QUOTED.fullmatch(text.strip())
    return (quoted["single"] or quoted["double"]) if quoted else text.strip()
