"""Lines that say what a picture shows: captions, alternative texts, and what only looks like them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from releases.parse.blocks import Block, Role
from releases.parse.folding import same
from releases.parse.kinds import is_plain_heading, is_programme_heading, kind_of
from releases.parse.layout import sole_person
from releases.parse.people import find_people
from releases.parse.person import PersonFound
from releases.parse.posts import ends_in_position
from releases.parse.source import Line
from releases.parse.titled_lines import PART_AND_TITLE, is_billing, numbered_talk

SIDE = r"(?:[左右][上下]?|[上下][左右]?|中央|左右)"
"""Where a picture stands among its neighbours."""
CAPTION_MARK = re.compile(
    rf"[(\[【<]?\s*{SIDE}?の?\s*写真{SIDE}?\s*(?:\d{{1,2}}|[①-⑳])?\s*(?:は|[::)\]】]|\s)|"
    rf"[(【\[<]\s*{SIDE}(?:側|の?写真)?\s*[)】\]>]|{SIDE}\s*:|左から|向かって[左右]|[▲△▼↑↓←→]|写真\s?[①-⑨]|\(画像をクリック"
)
_SIDE = re.compile(
    r"\((?:写真)?(?:左|右|中央|上|下|前列|後列)側?(?:から[^()]{1,24})?\)|\((?:前列|後列)?(?:左|右|中央)(?:から|は|が)[^()]{1,30}\)"
)
_CAPTION_END = re.compile(
    r"(?:様子|模様|風景|全景|集合写真|記念撮影|記念写真|の写真|写真|会場内?|ロゴ|ポスター.{0,12}|チラシ|一同|の皆さん|の皆様|の面々|の画面|の外観)\s*[\d①-⑨]{0,2}[)】]?$"
)
CAPTION_VERB = re.compile(
    r"^(?!.*[。、].*[。、]).{0,30}(?:する|した|している|を受ける|受け取る|聞く|見る|述べる|行う|行なう|語る|答える|手渡す|読む|囲む|触れる|学ぶ|試す|使う|並ぶ|話す|を務める|挑む|楽しむ|見入る|並べる|覗く|撮る)\s*"
    r"(?P<noun>[^ぁ-ん。、]{1,22}|[^。、]{1,14}(?:氏|様|さん|たち|ら))$"
)
_ATTRIBUTE = re.compile(r"[ぁ-ん](?:る|う|く|ぐ|す|つ|ぬ|ぶ|む|た|だ)[一-鿿々ァ-ヶー]{1,8}$")
_PART_AND_WHO = re.compile(r"[(<【]\s*(?P<part>[^()【】<>:]{2,14})\s*:\s*(?P<who>[^()【】<>]{3,30})[)>】]")
_PART_SHOWN = re.compile(r"[<【≪\[]?\s*(?P<part>[^()【】<>\[\]]{2,14})\((?P<who>[^()]{2,30})\)\s*[>】≫\]]?")
_ENDS_IN_HONORIFIC = re.compile(r"(?:氏|様|さん|先生)$")
_PEOPLE_SEEN = re.compile(
    r"[をにで].{0,12}[うくぐすつぬぶむるた](?:児童|生徒|学生|参加者|来場者|来館者|受講者|受講生|聴講者|出席者|関係者|親子|職員|子どもたち|子ども|園児|会員|選手|隊員|住民|講師|スタッフ|一同)$"
)
_WHOSE = re.compile(r"(?:[長官授]|氏|様|さん|先生)の\S")
_AROUND = re.compile(r"^(?:写真\s?\d{0,2}\s?:|[<【(≪])\s?|\s?[>】)≫]$")
_NO_PICTURE = re.compile(
    r"[。、:「」|]|総合通信(?:局|事務所)長\s|\d\s?[月日時名人円]|日時|日程|場所|会場$|定員|対象|主催|共催|後援|協賛|お?問い?合わ?せ|電話|TEL|別紙|別添|以上$"
)
_SHORT = 44
_NUMBERED = re.compile(r"\d{1,2} \S")


def is_said_twice(line: Line, following: Line | None, former: Line | None) -> bool:
    """A short line that stands there twice: a picture's alternative text and its caption."""
    words = _shown_words(line)
    for other in (following, former):
        if other is None or not words or _shown_words(other) != words:
            continue
        if line.bare.startswith("写真") or other.bare.startswith("写真"):
            return True
        # A part's name under itself is its heading and a line of the programme; whose it was is shown.
        if _WHOSE.search(words) or not (is_programme_heading(words) or is_plain_heading(words) or kind_of(words)):
            return True
    return False


def _shown_words(line: Line) -> str:
    """What a line may say of a picture, without the marks around it; "" for one that is no such line."""
    text = line.bare
    if not 3 < len(text) <= _SHORT or "。" in text or line.level or line.links or line.is_item or line.is_row:
        return ""
    return same(_AROUND.sub("", text))


def with_last_captions(blocks: list[Block]) -> list[Block]:
    """Short lines in a row under the last paragraph of a page are what its pictures show."""
    end = len(blocks)
    while end and blocks[end - 1].role in {Role.CHROME, Role.CONTACT, Role.BEHIND, Role.NOTE, Role.LINK}:
        end -= 1
    start = end
    while start and _may_show_a_picture(blocks[start - 1]):
        start -= 1
    before = blocks[start - 1] if start else None
    if end - start < 2 or before is None or not before.line.bare.endswith("。"):
        return blocks
    return [
        replace(block, role=Role.CAPTION, is_assumed=block.is_assumed or block.role is not Role.CAPTION)
        if start <= position < end
        else block
        for position, block in enumerate(blocks)
    ]


def _may_show_a_picture(block: Block) -> bool:
    text = block.line.bare
    if block.role is Role.CAPTION:
        return True
    if block.role not in {Role.PARAGRAPH, Role.HEADING} or block.line.level or len(text) > 30:
        return False
    if _NO_PICTURE.search(text) or sole_person(block.line):
        return False
    if text.endswith(("氏", "様", "さん")) and not CAPTION_VERB.match(text) and "の" not in text:
        # A speaker's own line.
        return False
    return "の" in text or not (is_programme_heading(text) or is_plain_heading(text))


def is_caption(line: Line, following: Line | None, heading: str, before: list[Block]) -> bool:
    text = line.bare
    if len(text) > 120 or (line.is_item and not text.startswith("(")):
        return False
    if _NUMBERED.match(text) and following is not None and "。" in following.bare:
        return False
    if CAPTION_MARK.match(text) or (len(text) <= 80 and not text.endswith("。") and _SIDE.search(text)):
        return True
    if text.endswith("。"):
        return False
    shown = _PART_SHOWN.fullmatch(text) or _PART_AND_WHO.fullmatch(text)
    if (
        shown
        and is_programme_heading(shown["part"].strip())
        and (find_people(shown["who"]) or ends_in_position(shown["who"]) or _ENDS_IN_HONORIFIC.search(shown["who"]))
    ):
        return True
    if len(text) <= _SHORT and not line.is_item and _PEOPLE_SEEN.search(text):
        return True
    if text[0] == "<" and text[-1] == ">" and (_is_twice(text, following) or is_billing(text[1:-1])):
        return True
    if text[0] == "【" and text[-1] == "】" and not kind_of(text) and is_billing(text[1:-1]):
        return True
    if text[0] == "【" and before and before[-1].role is Role.CAPTION and _is_twice(text, before[-1].line):
        return True
    match = re.fullmatch(r"[<【(\[]\s*(?P<inner>[^<>【】()\[\]]+?)\s*[>】)\]]", text)
    inner = match["inner"] if match else text
    if len(inner) <= _SHORT and (_CAPTION_END.search(inner) and not is_plain_heading(inner)):
        return True
    if match and text[0] == "<" and (_ENDS_IN_HONORIFIC.search(inner) or ends_in_position(inner)):
        # Nothing but who it is: <新井局長>.
        return True
    if match and text[0] == "<" and text[1] == " ":
        return not is_programme_heading(inner)
    if match and text[0] in "<【(" and len(inner) <= _SHORT and not is_programme_heading(inner):
        verb = CAPTION_VERB.match(inner) or (text[0] != "【" and _ATTRIBUTE.search(inner))
        if verb and not is_plain_heading(inner) and not re.search(r"とは$", inner) and re.search(r"する|を|に", inner):
            return True
    return not match and not line.is_item and _is_role_caption(text, heading)


def _is_twice(text: str, other: Line | None) -> bool:
    """Whether a neighbouring line says the same in other brackets: the picture's alternative and its caption."""
    return other is not None and other.bare[:1] in tuple("<【") and same(other.bare[1:-1]) == same(text[1:-1])


def _is_role_caption(text: str, heading: str) -> bool:
    """基調講演 後藤 玲子氏 under the heading 基調講演; 事例報告1 美留町 俊氏."""
    if PART_AND_TITLE.fullmatch(text) or numbered_talk(text):
        return False
    if len(text) > _SHORT or (not heading and not re.match(r"\S+?\d\s", text)):
        return False
    words = text.split()
    if len(words) < 2 or len(words) > 5:
        return False
    first = re.sub(r"(?<![\d①-⑨])[\d①-⑨]+$", "", words[0])
    known = same(first) == same(re.sub(r"(?<![\d①-⑨])[\d①-⑨]+$", "", heading)) or (
        kind_of(first) is not None and is_programme_heading(words[0])
    )
    if words[0].endswith(("からの説明", "からの報告", "からの挨拶", "による講演", "による説明")):
        known = True
    rest = " ".join(words[1:])
    return known and len(rest) <= 20 and "から" not in rest


def looks_like_caption(line: Line, following: Line | None, before: list[Block]) -> bool:
    """A short line without an ending that is no heading: somebody or something in a picture."""
    text = line.bare
    if len(text) > _SHORT or text.endswith(("。", "、", ":", "」")) or (line.is_indented and len(text) > 30):
        return False
    if CAPTION_VERB.match(text) and not re.search(r"から|について|\([ぁ-ん ]+\)", text):
        return True
    if before and before[-1].role is Role.CAPTION and not line.is_indented and "。" not in text:
        return True
    people = find_people(text)
    if (not before or before[-1].role is not Role.LABEL) and _are_names_alone(text, people):
        return True
    if any(not person.is_surname_only for person in people):
        return False
    if before and before[-1].role is Role.HEADING and is_programme_heading(before[-1].text) and sole_person(line):
        return False
    return ends_in_position(text) and len(text) <= 30 and not line.is_indented


def _are_names_alone(text: str, people: Sequence[PersonFound]) -> bool:
    """Several people side by side with nothing but 氏 or 様: those in the pictures of a row."""
    if len(people) < 2 or any(person.kana or person.position or not person.honorific for person in people):
        return False
    rest = text
    for person in people:
        rest = rest.replace(text[person.start : person.end], "", 1)
    return not rest.strip(" 、・")


def repeats_its_heading(text: str, before: list[Block]) -> bool:
    """A line right under a part's heading that says it again with whose it was: the picture's alternative text."""
    if not before or before[-1].role is not Role.HEADING or not is_programme_heading(before[-1].text):
        return False
    part, _, whose = text.rpartition("の")[::-1]
    return bool(whose) and before[-1].text.endswith(part) and ends_in_position(whose)
