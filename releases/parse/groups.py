"""Headed groups of blocks, and printed programmes split into their parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from releases.parse.billing import name_people
from releases.parse.blocks import Block, Role
from releases.parse.kinds import is_programme_heading
from releases.parse.people import find_people

_TITLE_ALONE = re.compile(r"「[^「」]{4,60}」|『[^『』]{4,60}』")
# (2) 見本総合通信局長あいさつ: whose speech it is, in one word with it.
_WHOSE_SPEECH = re.compile(r"\S{4,30}[長官](?P<part>あいさつ|挨拶|祝辞|式辞)")
_TALK = "講演"
_CLOSED = re.compile(r"閉会|閉式|休憩|終了|散会")
_TALKERS = re.compile(r"挨拶|あいさつ|祝辞|式辞|質疑|開会|閉会|ディスカッション|討論|トーク|鼎談|対談")
_LISTED = re.compile(r"プログラム|次第|式次第|内容|実施内容")


@dataclass
class Group:
    """A heading and what stands under it; without a heading it is the lead."""

    heading: str = ""
    head: Block | None = None
    blocks: list[Block] = field(default_factory=list)
    parent: str = ""


def group_blocks(blocks: Sequence[Block]) -> list[Group]:
    groups = [Group()]
    for block in blocks:
        if block.role is Role.HEADING:
            groups.append(Group(block.text, block))
        else:
            groups[-1].blocks.append(block)
    return groups


def is_listing(heading: str) -> bool:
    """Whether a heading only says that the programme follows (プログラム, 次第)."""
    return bool(_LISTED.fullmatch(heading))


def split_listings(groups: Sequence[Group]) -> list[Group]:
    """Split a printed programme ((1)開会挨拶 …, (2)基調講演「…」 …) into a group for each of its parts."""
    result: list[Group] = []
    for group in groups:
        of_all = _part_of_all(group)
        parts = [_part_name(block, of_all) for block in group.blocks]
        if of_all in parts and not _has_speaker_lines(group.blocks):
            alone = [bool(_TITLE_ALONE.fullmatch(block.line.content)) for block in group.blocks]
            parts = ["" if is_alone else part for part, is_alone in zip(parts, alone, strict=True)]
        if group.head and group.head.line.is_numbered and not is_listing(group.heading):
            # What follows in the same list of numbers is another part: (2) 特別講演 …, (4) 講評 ….
            parts = [part if block.line.is_numbered else "" for block, part in zip(group.blocks, parts, strict=True)]
            least = 1
        else:
            least = 1 if is_listing(group.heading) else 2
        if sum(map(bool, parts)) < least:
            result.append(group)
            continue
        result.append(Group(group.heading, group.head))
        for block, part in zip(group.blocks, parts, strict=True):
            if part:
                result.append(Group(part, None, [block]))
            elif _CLOSED.fullmatch(result[-1].heading) and "。" in block.line.bare and not result[-1].head:
                # The programme is over; what is told behind it is told of the whole.
                result.append(Group("", None, [block]))
            elif not result[-1].heading or result[-1].head or result[-1].heading == group.heading or _goes_on(block):
                result[-1].blocks.append(block)
            else:
                result.append(Group(group.heading, None, [block]))
    return result


def _has_speaker_lines(blocks: Sequence[Block]) -> bool:
    """Whether lines under the titles name who spoke (quoted comments of a survey stand alone)."""
    return any(
        _TITLE_ALONE.fullmatch(block.line.content) and name_people(following.line, {}, default_speaks=True)
        for block, following in pairwise(blocks)
    )


def _goes_on(block: Block) -> bool:
    line = block.line
    return line.is_indented or block.role is Role.CAPTION or line.bare[:1] in "「『" or bool(find_people(line.text))


def _part_of_all(group: Group) -> str:
    """What everybody under a heading gave: 事例発表 under 3 事例発表, a 講演 under one that names no part."""
    heading = re.sub(r"\s*[\d①-⑨]$", "", group.heading)
    is_part = is_programme_heading(heading) and not is_listing(heading) and not _TALKERS.search(heading)
    return heading if group.head and is_part else _TALK


def _part_name(block: Block, part_of_all: str) -> str:
    """The part of the programme that an entry of a printed programme begins with, or ""; a title alone is an entry of
    ``part_of_all``."""
    content = block.line.content
    if block.role is not Role.ITEM or block.line.bare.endswith("。") or len(content) > 90:
        return ""
    match = re.match(r"(?P<part>[^\s「『(:]{2,14})(?=[\s「『(:]|$)", content)
    if match and is_programme_heading(match["part"]):
        return match["part"]
    whose = _WHOSE_SPEECH.fullmatch(content)
    if whose:
        return whose["part"]
    return part_of_all if _TITLE_ALONE.fullmatch(content) else ""
