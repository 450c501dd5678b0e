"""Lines that head what follows: marked, numbered, known by their words, or only standing like one."""

import re

from releases.parse.blocks import Block, Role
from releases.parse.caption_lines import CAPTION_MARK, CAPTION_VERB
from releases.parse.kinds import is_plain_heading, is_programme_heading
from releases.parse.layout import sole_person
from releases.parse.people import find_people
from releases.parse.posts import ends_in_position
from releases.parse.source import Line
from releases.parse.survey import is_survey_heading
from releases.parse.titled_lines import NO_TALK, PART_AND_TITLE, TITLED_PART, is_billing, numbered_talk

_BRACKETED = re.compile(
    r"(?:【(?P<a>[^【】]+)】|≪(?P<b>[^≪≫]+)≫|<(?P<c>[^<>]+)>|「(?P<d>[^「」]+)」|『(?P<e>[^『』]+)』|\[(?P<f>[^\[\]]+)\]|■\s*(?P<g>\S.*)|[◆┃▼▶●□]\s*(?P<h>\S.*))"
)
NUMBERED = re.compile(
    r"(?:\(?(?P<number>\d{1,2})\)?\s*[.)]?\s+|\(\d{1,2}\)\s*|(?:\d{1,2})[.]\s*|第\d{1,2}部\s*|[IV]{1,3}[.\s]\s*)(?P<text>\S.{0,50})"
)
_DAY = re.compile(r"\d\s*月\s*\d{1,2}\s*日")
_AWARDS = re.compile(r"賞|入選|標語|作品|受彰|表彰")
_PRIZE_ALONE = re.compile(r"[^。「」()]{0,12}賞(?:\s?\([^()]{1,16}\))?|佳作")
_PRIZE = re.compile(r"[^。「」]{0,12}賞")
_PART_AND_PERSON = re.compile(r"[【<≪](?P<part>[^【】<>≪≫]{2,16})[】>≫]\s*(?P<who>\S.{2,60})")
_LISTED = re.compile(r"プログラム|式?次第|(?:実施)?内容|日程")
_LEADING_NUMBER = re.compile(r"^(?:\(?\d{1,2}\)?[.)]?|[①-⑳])\s*")


def inner_text(text: str) -> str:
    match = _BRACKETED.fullmatch(text)
    if match:
        return next(part for part in match.groups() if part).strip()
    return text


def is_heading(line: Line, following: Line | None, before: list[Block], heading: str) -> tuple[str, bool] | None:
    """(what the heading says, whether it is only assumed) or None."""
    text = line.bare
    if len(text) > 70 or text.endswith(("。", "、")) or line.is_row:
        return None
    titled = PART_AND_TITLE.fullmatch(_LEADING_NUMBER.sub("", text))
    if (
        titled
        and (not line.is_item or (line.is_numbered and not _LISTED.fullmatch(heading)))
        and (is_programme_heading(titled["part"]) or TITLED_PART.fullmatch(titled["part"]))
    ):
        return f"{titled['part']}{titled['title']}", False
    if not line.is_item and (talk := numbered_talk(text)):
        return talk, False
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed and line.bare[0] in "【≪<「『[■◆┃▼▶●□" and not (text[0] in "「『" and line.is_indented):
        inner = next(part for part in bracketed.groups() if part).strip()
        if text[0] in "「『":
            if _stands_under_its_speaker(before):
                return None
            is_work = _AWARDS.search(heading) or any(_PRIZE.fullmatch(block.line.bare) for block in before[-8:])
            return None if is_work else _topic_heading(text, inner, following)
        return inner, False
    billed = _PART_AND_PERSON.fullmatch(text)
    if billed and is_programme_heading(billed["part"].strip()) and is_billing(billed["who"]):
        return f"{billed['part'].strip()} {billed['who']}", False
    enclosed = re.fullmatch(r"\((?P<inner>[^()]{2,20})\)", text)
    if enclosed and is_survey_heading(enclosed["inner"]):
        return enclosed["inner"], False
    opening = re.fullmatch(r"[【<≪](?P<inner>[^【】<>≪≫]{2,40})[】>≫]\s*(?P<note>\([^()]{1,20}\))", text)
    if opening:
        return f"{opening['inner']}{opening['note']}", False
    if line.item or (line.marker and not line.is_numbered):
        return (line.content, False) if _is_marked_heading(line, following) else None
    numbered = NUMBERED.fullmatch(text)
    if (
        numbered
        and not re.search(r"[氏様]|から|について$|「", numbered["text"])
        and not re.match(r"\d+\s*[月日年名人]", text)
    ):
        inner = numbered["text"].strip()
        if not find_people(inner) and (
            following is None or not following.is_numbered or is_programme_heading(inner) or is_plain_heading(inner)
        ):
            return inner, not (is_programme_heading(inner) or is_plain_heading(inner))
    if line.is_numbered:
        return None
    if is_programme_heading(text) or is_plain_heading(text):
        return text, False
    if line.is_indented or following is None:
        return None
    if _PRIZE_ALONE.fullmatch(text) and (following.bare[:1] in "「『・" or find_people(following.text)):
        return text, False
    role = _role_heading(text)
    if role:
        return text, False
    if (
        len(text) <= 30
        and (_is_prose(following) or CAPTION_MARK.match(following.bare))
        and not re.search(r"[。、:|]", text)
        and not text.endswith(("氏", "様", "さん"))
        and not CAPTION_VERB.match(text)
    ):
        if before and before[-1].role is Role.CAPTION and before[-1].line.image:
            return None
        if _DAY.search(text) or find_people(text) or sole_person(line):
            return None
        if ends_in_position(text):
            return None
        return text, True
    return None


def _is_marked_heading(line: Line, following: Line | None) -> bool:
    """Whether a bullet stands before a heading: what follows has none of its kind, and the words are customary."""
    if (
        line.item
        or line.marker["clock"]
        or following is None
        or following.bare[:1] == line.bare[:1]
        or line.bare[:1] in "・*-"
    ):
        return False
    words = line.content
    is_customary = is_programme_heading(words) or is_plain_heading(words) or is_survey_heading(words)
    return is_customary or bool(_PRIZE.fullmatch(words))


def _stands_under_its_speaker(before: list[Block]) -> bool:
    """Whether the line above bills somebody over whom no title stands: the quoted line is that person's."""
    if not before or before[-1].role not in {Role.ITEM, Role.PARAGRAPH} or not sole_person(before[-1].line):
        return False
    above = before[-2] if len(before) > 1 else None
    if above is not None and above.role is Role.HEADING and NO_TALK.search(above.text):
        return False
    is_title_above = (
        above is not None and above.role is Role.HEADING and ("「" in above.text or above.line.bare[0] in "「『")
    )
    return not is_title_above


def _role_heading(text: str) -> bool:
    """主催者挨拶 高山局長: part of the programme and person in one line, not under that heading already."""
    words = text.split(maxsplit=1)
    return (
        len(words) == 2
        and len(text) <= 40
        and is_programme_heading(words[0])
        and not words[0].startswith("講師")
        and bool(find_people(words[1]))
    )


def _topic_heading(text: str, inner: str, following: Line | None) -> tuple[str, bool] | None:
    if following is None:
        return None
    people = find_people(following.bare)
    if (
        people
        and not following.bare.startswith(("「", "『"))
        and len(following.bare) < 90
        and not re.search(r"\d\s*[歳才年]", following.bare)
    ):
        return text, False
    return None


def _is_prose(line: Line) -> bool:
    is_cut_off = line.is_indented and "、" in line.bare and len(line.bare) > 20
    return line.bare.endswith("。") or "。" in line.bare or len(line.bare) > 60 or is_cut_off
