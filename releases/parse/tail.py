"""What stands under the text: notes, related links and videos, the contact block."""

import re
from collections.abc import Sequence

from releases.parse.blocks import Block, Role
from releases.parse.contact import read_contact
from releases.parse.draft import Draft
from releases.parse.folding import tidy
from releases.parse.links import read_links
from releases.parse.markup import body_markup
from releases.parse.source import CHROME, Line

_INTRODUCES_LINK = re.compile(r"ご覧|ご参照|参照|詳細|詳しく|こちら|リンク|ダウンロード|掲載して|公開して|については")
_LINK_HEADING = re.compile(r"(?:関連|添付|参考)?(?:資料|リンク|情報|ページ|サイト)|関連.{1,6}|参考.{0,6}")
_REFERENCE = re.compile(r"[(\[【]\s*参考")
_NOTE = re.compile(r"(?:※|\*|[(\[]\s*(?:※|注)|注)")
_MARKER = re.compile(
    r"\s*(?:[(\[【]\s*(?P<enclosed>参考(?:資料)?\s*\d{0,2}|※\s*\d{0,2}|注\s*\d{0,2})\s*[)\]】]"
    r"|(?P<plain>※\s*\d{0,2}|\*\s*\d{0,2}|注\s*\d{0,2})\s*[):]?)\s*"
)


def take_tail(draft: Draft, blocks: Sequence[Block]) -> list[Block]:
    """Read notes, links and contact into ``draft``; return the other blocks."""
    rest: list[Block] = []
    contact: list[Line] = []
    notes: list[list[Line]] = []
    links: list[tuple[Line, list[Line]]] = []
    for block in blocks:
        line = block.line
        if block.role is Role.CHROME:
            draft.ledger.place(line, CHROME)
        elif block.role is Role.BEHIND:
            continue
        elif block.role is Role.CONTACT:
            contact.append(line)
        elif block.role is Role.NOTE:
            if not notes or _opens_note(line, notes[-1]):
                notes.append([line])
            else:
                notes[-1].append(line)
        elif block.role is Role.LINK:
            links.append((line, _take_intro(rest, notes)))
        else:
            rest.append(block)
    for line, intro in links:
        _read_link_line(draft, line, intro)
    for lines in notes:
        _read_note(draft, lines)
    if contact:
        draft.contact = read_contact(contact, draft.ledger, bureau=draft.top.bureau)
    return rest


def _take_intro(rest: list[Block], notes: list[list[Line]]) -> list[Line]:
    """Take the lines just before a link that only lead to it: the bare mark of a 参考, a sentence, a heading.

    A 参考 that says something itself (報道資料 and its day) is a note, and the link under it stands among the links.
    """
    before = rest[-1] if rest else None
    note = notes[-1] if notes else None
    if note and (not before or note[-1].number > before.line.number):
        is_bare = len(note) == 1 and _REFERENCE.match(note[0].bare) and not _marker(note[0])[1]
        return notes.pop() if is_bare else []
    if before is None:
        return []
    leads_to_it = (
        before.role is Role.PARAGRAPH and len(before.line.bare) <= 150 and _INTRODUCES_LINK.search(before.line.bare)
    )
    if leads_to_it or (before.role is Role.HEADING and _LINK_HEADING.fullmatch(before.text)):
        rest.pop()
        return [before.line]
    return []


def _read_link_line(draft: Draft, line: Line, intro_lines: list[Line]) -> None:
    intro = " ".join(tidy(intro.text) for intro in intro_lines)
    for link in read_links(line):
        if link.media == "video":
            path = f"event.videos[{len(draft.videos)}]"
            draft.videos.append({"title": link.label, "url": link.url, "intro": intro})
        else:
            path = f"links[{len(draft.links)}]"
            draft.links.append(link.fields(intro))
        if not link.url:
            draft.findings.add(
                "link_without_address",
                line.number,
                f"リンク「{link.label}」の行き先が分かりません。",
                field=f"{path}.url",
            )
        draft.place([*intro_lines, line], path)
        intro, intro_lines = "", []


def _opens_note(line: Line, former: list[Line]) -> bool:
    """参考N always opens a note of its own; ※ does unless it is the text of a 参考 that has just been opened."""
    if _REFERENCE.match(line.bare):
        return True
    if not _NOTE.match(line.bare):
        return False
    return not (_REFERENCE.match(former[0].bare) and len(former) == 1 and not _marker(former[0])[1])


def _read_note(draft: Draft, lines: list[Line]) -> None:
    marker, rest = _marker(lines[0])
    if not rest and len(lines) == 1:
        # (参考資料) with nothing behind it would vanish from the page: it stays beside.
        return
    body = [Line(lines[0].number, rest)] if rest else []
    draft.place(lines, f"notes[{len(draft.notes)}]")
    draft.notes.append({"marker": marker, "body": body_markup([*body, *lines[1:]])})


def _marker(line: Line) -> tuple[str, str]:
    """(marker without brackets, the rest of the line in its own spelling)."""
    match = _MARKER.match(line.folded)
    if not match:
        return "", line.text.strip()
    return re.sub(r"\s+", "", match["enclosed"] or match["plain"]), line.text[match.end() :].strip()
