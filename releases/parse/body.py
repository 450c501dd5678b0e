"""The lines under the title, each with what it is: heading, paragraph, item, caption, label, note, link, contact."""

import re
from collections.abc import Sequence

from releases.parse.blocks import Block, Role
from releases.parse.caption_lines import (
    CAPTION_MARK,
    is_caption,
    is_said_twice,
    looks_like_caption,
    repeats_its_heading,
    with_last_captions,
)
from releases.parse.contact import opens_contact
from releases.parse.heading_lines import inner_text, is_heading
from releases.parse.label_lines import label_of
from releases.parse.links import is_link_line
from releases.parse.masthead import is_chrome, leads_to_the_top
from releases.parse.source import Line

_NOTE_LINE = re.compile(
    r"[(\[【]\s*参考(?:資料)?\s*\d{0,2}\s*[)\]】]|(?:※|\*)\s*\d{0,2}|[(\[]\s*(?:※|注)\s*\d{0,2}\s*[)\]]|注\s*\d{0,2}\s*[):]"
)


def classify(lines: Sequence[Line]) -> list[Block]:
    """Give each line its role; blank lines have been left out, order is kept. Linear in the number of lines."""
    blocks: list[Block] = []
    place = ""
    heading = ""
    for position, line in enumerate(lines):
        following = lines[position + 1] if position + 1 < len(lines) else None
        if place != Role.CONTACT and is_said_twice(line, following, lines[position - 1] if position else None):
            block = Block(Role.CAPTION, line, line.bare)
        else:
            block = _block(line, following, blocks, place, heading)
        blocks.append(block)
        if leads_to_the_top(line) and place == Role.CONTACT:
            place = Role.BEHIND
        elif place == Role.BEHIND:
            continue
        elif block.role is Role.HEADING:
            heading, place = block.text, ""
        elif block.role in {Role.CONTACT, Role.NOTE, Role.CHROME}:
            place = block.role
        elif block.role is Role.LINK and place != Role.NOTE:
            place = ""
    return with_last_captions(blocks)


def _block(line: Line, following: Line | None, before: list[Block], place: str, heading: str) -> Block:
    text = line.bare
    if is_chrome(line):
        return Block(Role.CHROME, line)
    if place == Role.BEHIND and not opens_contact(text):
        return Block(Role.BEHIND, line)
    if line.image:
        return Block(Role.CAPTION, line, text)
    if opens_contact(text) or (place == Role.CONTACT and not _opens_reference(text)):
        return Block(Role.CONTACT, line)
    if _NOTE_LINE.match(text) and text not in {"(※)", "※"} and not CAPTION_MARK.match(text):
        return Block(Role.CONTACT if place == Role.CONTACT else Role.NOTE, line)
    if is_link_line(line):
        return Block(Role.LINK, line)
    if (
        place == Role.NOTE
        and not _opens_text(line, before)
        and not re.match(r"なお、|また、", text)
        and not is_heading(line, following, before, heading)
    ):
        return Block(Role.NOTE, line)
    label = label_of(line, before)
    if label and not line.level:
        return label
    if line.level and text:
        return Block(Role.HEADING, line, inner_text(text))
    if is_caption(line, following, heading, before) or repeats_its_heading(text, before):
        return Block(Role.CAPTION, line, text)
    found = is_heading(line, following, before, heading)
    if found:
        return Block(Role.HEADING, line, found[0], is_assumed=found[1])
    if line.is_item or line.is_row:
        return Block(Role.ITEM, line, line.content)
    if looks_like_caption(line, following, before):
        return Block(Role.CAPTION, line, text)
    return Block(Role.PARAGRAPH, line, text)


def _opens_text(line: Line, before: list[Block]) -> bool:
    """Whether a note stands above the text, and the line is the text's first sentence."""
    return "。" in line.bare and line.is_indented and not any(block.role is Role.PARAGRAPH for block in before)


def _opens_reference(text: str) -> bool:
    return bool(re.match(r"[(\[【]\s*参考", text))
