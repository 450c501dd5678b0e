"""Two states of a page side by side: block by block, with the words marked that differ, and a note proposed from them."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser

from releases.addresses import attachment_key
from releases.models import Edition

_BLOCKS = {
    *("p", "h1", "h2", "h3", "h4", "li", "dt", "dd", "th", "td"),
    *("caption", "figcaption", "blockquote", "address", "summary"),
}
_UNSEEN = {"script", "style", "title", "head"}
# A word is a run of one kind of letters; kanji and kana runs are cut short, so that a changed name stands out alone.
_WORD = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]+|[0-9０-９,，.]+|[\u30a0-\u30ff]+|[\u3041-\u309f]{1,2}|\s+|.", re.DOTALL)
_FEW = 40
# Stands behind the words of a link to an attached file: another file under the same words is a difference, too.
_FILE_MARK = re.compile(r" ?［ファイル ([0-9a-f]{8})］")


@dataclass(frozen=True)
class Piece:
    """A run of text within a block, marked if the other side lacks it."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True)
class Row:
    """A block on both sides; an empty side means that the block is only on the other."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        return any(piece.is_changed for piece in (*self.before, *self.after))

    @property
    def before_text(self) -> str:
        return "".join(piece.text for piece in self.before)

    @property
    def after_text(self) -> str:
        return "".join(piece.text for piece in self.after)


@dataclass(frozen=True)
class Proposal:
    """What a public note could say, from what differs: a kind of ``Edition.ChangeKind`` and a sentence."""

    kind: str
    note: str


class _BlockReader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.parts: list[str] = []
        self.unseen = 0
        self.file = ""

    def close_block(self):
        text = " ".join("".join(self.parts).split())
        if text:
            self.blocks.append(text)
        self.parts = []

    def handle_starttag(self, tag, attrs):
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag in _BLOCKS:
            self.close_block()
        elif tag == "br":
            self.parts.append(" ")
        elif tag == "a" and (key := attachment_key(dict(attrs).get("href") or "")):
            self.file = f" ［ファイル {key[:8]}］"
        elif tag == "img":
            self.close_block()
            attributes = dict(attrs)
            self.blocks.append(f"［写真］{attributes.get('alt') or '（代替テキストなし）'}")

    def handle_endtag(self, tag):
        if tag in _UNSEEN:
            self.unseen -= 1
        elif tag in _BLOCKS:
            self.close_block()
        elif tag == "a" and self.file:
            self.parts.append(self.file)
            self.file = ""

    def handle_data(self, data):
        if not self.unseen:
            self.parts.append(data)


def blocks_of(html: str) -> list[str]:
    """The text of a page as its reader meets it, one string a block; pictures by their alternative text, attached files
    with the beginning of their digest."""
    reader = _BlockReader()
    reader.feed(html)
    reader.close()
    reader.close_block()
    return reader.blocks


def side_by_side(before: str, after: str) -> list[Row]:
    """The blocks of two pages (HTML) facing each other, in order."""
    left, right = blocks_of(before), blocks_of(after)
    rows = []
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            rows += [Row((Piece(text),), (Piece(text),)) for text in left[a:b]]
        else:
            rows += _facing(left[a:b], right[c:d])
    return rows


def _facing(left: list[str], right: list[str]) -> list[Row]:
    """Changed blocks: those that resemble each other face each other, the rest stand alone."""
    rows, rest = [], list(right)
    for text in left:
        twin = max(rest, key=lambda other: _likeness(text, other), default=None)
        if twin is None or _likeness(text, twin) < 0.4:
            rows.append(Row((Piece(text, True),), ()))
            continue
        place = rest.index(twin)
        rows += [Row((), (Piece(other, True),)) for other in rest[:place]]
        rows.append(_words(text, twin))
        rest = rest[place + 1 :]
    return rows + [Row((), (Piece(other, True),)) for other in rest]


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= 0.4 else 0.0


def _words(before: str, after: str) -> Row:
    one, other = _WORD.findall(before), _WORD.findall(after)
    left, right = [], []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if b > a:
            left.append(Piece("".join(one[a:b]), kind != "equal"))
        if d > c:
            right.append(Piece("".join(other[c:d]), kind != "equal"))
    return Row(tuple(left), tuple(right))


def propose(rows: list[Row]) -> Proposal:
    """A kind and a sentence for the public note; the approver has the last word."""
    changed = [row for row in rows if row.is_changed]
    if not changed:
        return Proposal(Edition.ChangeKind.TRIFLE, "")
    if all(not row.before for row in changed):
        first = _said(changed[0].after_text)
        return Proposal(Edition.ChangeKind.ADDITION, f"「{first}」を追記しました。")
    if len(changed) * 2 > len(rows):
        return Proposal(Edition.ChangeKind.REPLACEMENT, "内容を差し替えました。")
    if all(_is_other_file(row) for row in changed):
        return Proposal(Edition.ChangeKind.REPLACEMENT, "".join(_sentence(row) for row in changed[:3]))
    return Proposal(Edition.ChangeKind.ERRATUM, "".join(_sentence(row) for row in changed[:3]))


def _is_other_file(row: Row) -> bool:
    """Whether a file stands there in place of another one; its words may be the same."""
    before, after = _FILE_MARK.search(row.before_text), _FILE_MARK.search(row.after_text)
    return bool(before and after) and before[1] != after[1]


def _sentence(row: Row) -> str:
    if _is_other_file(row):
        title = _FILE_MARK.sub("", row.after_text).rpartition("（PDF：")[0]
        return f"資料「{_short(title)}」を差し替えました。"
    wrong = _said("".join(piece.text for piece in row.before if piece.is_changed))
    right = _said("".join(piece.text for piece in row.after if piece.is_changed))
    if wrong and right:
        return f"「{wrong}」を「{right}」に訂正しました。"
    return f"「{right}」を追記しました。" if right else f"「{wrong}」を削除しました。"


def _said(text: str) -> str:
    return _short(_FILE_MARK.sub("", text))


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _FEW else f"{text[: _FEW - 1]}…"
