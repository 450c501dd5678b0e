"""The lines under the title, each with what it is: heading, paragraph, item, caption, label, note, link, contact."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from releases.parse.contact import opens_contact
from releases.parse.folding import same
from releases.parse.kinds import is_plain_heading, is_programme_heading, kind_of
from releases.parse.layout import sole_person
from releases.parse.links import is_link_line
from releases.parse.masthead import is_chrome, leads_to_the_top
from releases.parse.people import PersonFound, find_people
from releases.parse.posts import ends_in_position
from releases.parse.source import Line


class Role(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CAPTION = "caption"
    LABEL = "label"
    NOTE = "note"
    LINK = "link"
    CONTACT = "contact"
    CHROME = "chrome"
    BEHIND = "behind"
    """Behind the contact block and the link to the page's top: left beside."""


@dataclass(frozen=True)
class Block:
    """A line with its role. For a heading ``text`` is what it says without marks and ``is_assumed`` whether it only
    looks like one; for a label ``label`` and ``text`` are its two halves, folded."""

    role: Role
    line: Line
    text: str = ""
    label: str = ""
    is_assumed: bool = False


_LABELS = (
    "演題 講演題目 題名 題目 タイトル テーマ 講演テーマ 講師 講演者 講師等 発表者 報告者 説明者 登壇者 話題提供者 司会 司会者 総合司会 進行 コーディネーター "
    "コーディネータ モデレーター モデレータ モデレータ― パネリスト パネラー ファシリテーター ファシリテータ コメンテーター コメンテータ 座長 概要 内容 "
    "講演概要 講演内容 日時 開催日時 日程 開催日 期日 期間 開催期間 会期 場所 会場 開催場所 実施場所 ところ とき 日 於 主催 共催 後援 協力 協賛 "
    "特別協力 開催方法 開催形式 開催形態 実施方法 形式 方法 参加者 参加者数 参加人数 出席者 出席者数 受講者 受講者数 聴講者 来場者 来場者数 申込者 申込者数 定員 "
    "対象 対象者 参加費 参加団体 参加機関 申込方法 申込み 申込締切 プログラム 次第 ゲスト 実施内容 配信 視聴者 視聴者数 訪問者 招待者"
).split()
_LABEL_ALTERNATION = "|".join(sorted(_LABELS, key=len, reverse=True))
_SPACED_LABELS = {
    "日 時": "日時",
    "場 所": "場所",
    "会 場": "会場",
    "主 催": "主催",
    "共 催": "共催",
    "後 援": "後援",
    "講 師": "講師",
    "演 題": "演題",
    "概 要": "概要",
    "内 容": "内容",
    "テ ー マ": "テーマ",
    "協 力": "協力",
    "対 象": "対象",
    "定 員": "定員",
}
_ANY_LABEL = rf"{'|'.join(_SPACED_LABELS)}|{_LABEL_ALTERNATION}"
_LABEL_LINE = re.compile(
    rf"[(\[【<≪]?(?P<label>{_ANY_LABEL})[)\]】>≫]?(?:\s*:\s*|\s+(?=\S)|(?<=[)\]】>≫])\s*)(?P<value>\S.*)"
)
_LABEL_ALONE = re.compile(rf"[(\[<≪【]?(?P<label>{_ANY_LABEL})[)\]>≫】]?\s*:?")
_TALK_LABELS = {"演題", "講演題目", "題名", "題目", "講師", "講演者", "発表者", "報告者"}
_PROGRAMME_LABELS = {"プログラム", "次第", "内容", "実施内容"}
_STRICT_LABELS = _PROGRAMME_LABELS | {
    "日",
    "方法",
    "配信",
    "申込み",
    "ところ",
    "とき",
    "形式",
    "概要",
    "協力",
    "対象",
    "進行",
    "ゲスト",
}
_NOTE_LINE = re.compile(
    r"[(\[【]\s*参考(?:資料)?\s*\d{0,2}\s*[)\]】]|(?:※|\*)\s*\d{0,2}|[(\[]\s*(?:※|注)\s*\d{0,2}\s*[)\]]|注\s*\d{0,2}\s*[):]"
)
_BRACKETED = re.compile(
    r"(?:【(?P<a>[^【】]+)】|≪(?P<b>[^≪≫]+)≫|<(?P<c>[^<>]+)>|「(?P<d>[^「」]+)」|『(?P<e>[^『』]+)』|\[(?P<f>[^\[\]]+)\]|■\s*(?P<g>\S.*)|◆\s*(?P<h>\S.*))"
)
_NUMBERED = re.compile(
    r"(?:\(?(?P<number>\d{1,2})\)?\s*[.)]?\s+|(?:\d{1,2})[.]\s*|第\d{1,2}部\s*|[IV]{1,3}[.\s]\s*)(?P<text>\S.{0,50})"
)
_CAPTION_MARK = re.compile(
    r"[(\[【<]?\s*(?:下|上|左|右|中央|左右)?の?\s*写真(?:左|右|上|下|中央)?\s*\d{0,2}\s*(?:は|[::)\]】]|\s)|"
    r"[(【\[]\s*(?:左|右|上|下|中央)(?:側|の?写真)?\s*[)】\]]|(?:左|右|中央|上|下)\s*:|左から|向かって[左右]|\(画像をクリック"
)
_SIDE = re.compile(r"\((?:写真)?(?:左|右|中央)側?\)")
_CAPTION_END = re.compile(
    r"(?:様子|模様|風景|全景|集合写真|記念撮影|記念写真|の写真|写真|会場内?|ロゴ|ポスター.{0,12}|チラシ|一同|の皆さん|の皆様|の面々|の画面|の外観)\s*[\d①-⑨]{0,2}[)】]?$"
)
_CAPTION_VERB = re.compile(
    r"^(?!.*[。、].*[。、]).{0,30}(?:する|した|している|を受ける|受け取る|聞く|見る|述べる|行う|行なう|語る|答える|手渡す|読む|囲む|触れる|学ぶ|試す|使う|並ぶ|話す|を務める|挑む|楽しむ|見入る|並べる|覗く|撮る)\s*"
    r"(?P<noun>[^ぁ-ん。、]{1,22}|[^。、]{1,14}(?:氏|様|さん|たち|ら))$"
)
_DAY = re.compile(r"\d\s*月\s*\d{1,2}\s*日")
_AWARDS = re.compile(r"賞|入選|標語|作品|受彰|表彰")
_PRIZE = re.compile(r"[^。「」]{0,12}賞")
_ATTRIBUTE = re.compile(r"[ぁ-ん](?:る|う|く|ぐ|す|つ|ぬ|ぶ|む|た|だ)[一-鿿ァ-ヶー]{1,8}$")
_PART_AND_TITLE = re.compile(
    r"[【<≪]?\s*(?P<part>[^\s【】<>≪≫「」『』:]{2,16})\s*[】>≫]?\s*:?\s*(?P<title>「[^「」]{2,60}」|『[^『』]{2,60}』)"
)
_PART_AND_PERSON = re.compile(r"[【<≪](?P<part>[^【】<>≪≫]{2,16})[】>≫]\s*(?P<who>\S.{2,60})")
_PART_SHOWN = re.compile(r"[<【≪]?\s*(?P<part>[^()【】<>]{2,14})\((?P<who>[^()]{2,30})\)\s*[>】≫]?")
_LISTED = re.compile(r"プログラム|式?次第|(?:実施)?内容|日程")
_LEADING_NUMBER = re.compile(r"^(?:\(?\d{1,2}\)?[.)]?|[①-⑳])\s*")
_PEOPLE_SEEN = re.compile(
    r"[をにで].{0,12}[うくぐすつぬぶむるた](?:児童|生徒|学生|参加者|来場者|来館者|受講者|受講生|聴講者|出席者|関係者|親子|職員|子どもたち|子ども|園児|会員|選手|隊員|住民|講師|スタッフ|一同)$"
)
_SHORT = 44


def classify(lines: Sequence[Line]) -> list[Block]:
    """Give each line its role; blank lines have been left out, order is kept. Linear in the number of lines."""
    blocks: list[Block] = []
    place = ""
    heading = ""
    for position, line in enumerate(lines):
        following = lines[position + 1] if position + 1 < len(lines) else None
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
    return blocks


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
    if _NOTE_LINE.match(text) and text not in {"(※)", "※"} and not _CAPTION_MARK.match(text):
        return Block(Role.CONTACT if place == Role.CONTACT else Role.NOTE, line)
    if is_link_line(line):
        return Block(Role.LINK, line)
    if (
        place == Role.NOTE
        and not re.match(r"なお、|また、", text)
        and not _is_heading(line, following, before, heading)
    ):
        return Block(Role.NOTE, line)
    label = _label(line, before)
    if label and not line.level:
        return label
    if line.level and text:
        return Block(Role.HEADING, line, _inner(text))
    if _is_caption(line, heading, before) or _repeats_its_heading(text, before):
        return Block(Role.CAPTION, line, text)
    found = _is_heading(line, following, before, heading)
    if found:
        return Block(Role.HEADING, line, found[0], is_assumed=found[1])
    if line.is_item or line.is_row:
        return Block(Role.ITEM, line, line.content)
    if _looks_like_caption(line, following, before):
        return Block(Role.CAPTION, line, text)
    return Block(Role.PARAGRAPH, line, text)


def _opens_reference(text: str) -> bool:
    return bool(re.match(r"[(\[【]\s*参考", text))


def _label(line: Line, before: list[Block]) -> Block | None:
    text = line.content
    numbered = _NUMBERED.fullmatch(text) if not line.marker else None
    if numbered:
        text = numbered["text"]
    match = _LABEL_LINE.fullmatch(text)
    if match:
        label = _SPACED_LABELS.get(match["label"], match["label"])
        colon = text[match.end("label") : match.start("value")].strip()
        if (
            colon
            or line.is_item
            or numbered
            or (label not in _STRICT_LABELS and re.match(r"\s{1,}", text[match.end("label") :]) and not kind_of(label))
        ):
            if not colon and match["value"].endswith("。"):
                return None
            return Block(Role.LABEL, line, match["value"], label)
        return None
    match = _LABEL_ALONE.fullmatch(text)
    if match and match["label"] in _PROGRAMME_LABELS and not any(block.label in _TALK_LABELS for block in before[-6:]):
        return Block(Role.HEADING, line, match["label"])
    if match and (
        line.is_item
        or numbered
        or text.endswith(":")
        or match["label"]
        in {
            "演題",
            "講師",
            "講演者",
            "発表者",
            "パネリスト",
            "モデレーター",
            "コーディネーター",
            "ファシリテーター",
            "司会",
            "登壇者",
            "パネラー",
        }
        or (match["label"] == "概要")
    ):
        label = _SPACED_LABELS.get(match["label"], match["label"])
        return Block(Role.LABEL, line, "", label)
    return None


def _inner(text: str) -> str:
    match = _BRACKETED.fullmatch(text)
    if match:
        return next(part for part in match.groups() if part).strip()
    return text


def _is_caption(line: Line, heading: str, before: list[Block]) -> bool:
    text = line.bare
    if len(text) > 120 or (line.is_item and not text.startswith("(")):
        return False
    if _CAPTION_MARK.match(text) or (len(text) <= 80 and not text.endswith("。") and _SIDE.search(text)):
        return True
    if text.endswith("。"):
        return False
    shown = _PART_SHOWN.fullmatch(text)
    if shown and is_programme_heading(shown["part"].strip()) and find_people(shown["who"]):
        return True
    if len(text) <= _SHORT and not line.is_item and _PEOPLE_SEEN.search(text):
        return True
    match = re.fullmatch(r"[<【(]\s*(?P<inner>[^<>【】()]+?)\s*[>】)]", text)
    inner = match["inner"] if match else text
    if len(inner) <= _SHORT and (_CAPTION_END.search(inner) and not is_plain_heading(inner)):
        return True
    if match and text[0] == "<" and text[1] == " ":
        return not is_programme_heading(inner)
    if match and text[0] in "<【(" and len(inner) <= _SHORT and not is_programme_heading(inner):
        verb = _CAPTION_VERB.match(inner) or (text[0] != "【" and _ATTRIBUTE.search(inner))
        if verb and not is_plain_heading(inner) and not re.search(r"とは$", inner) and re.search(r"する|を|に", inner):
            return True
    return not match and not line.is_item and _is_role_caption(text, heading)


def _is_role_caption(text: str, heading: str) -> bool:
    """基調講演 後藤 玲子氏 under the heading 基調講演; 事例報告1 美留町 俊氏."""
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


def _looks_like_caption(line: Line, following: Line | None, before: list[Block]) -> bool:
    """A short line without an ending that is no heading: somebody or something in a picture."""
    text = line.bare
    if len(text) > _SHORT or text.endswith(("。", "、", ":", "」")) or (line.is_indented and len(text) > 30):
        return False
    if _CAPTION_VERB.match(text) and not re.search(r"から|について|\([ぁ-ん ]+\)", text):
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


def _repeats_its_heading(text: str, before: list[Block]) -> bool:
    """A line right under a part's heading that says it again with whose it was: the picture's alternative text."""
    if not before or before[-1].role is not Role.HEADING or not is_programme_heading(before[-1].text):
        return False
    part, _, whose = text.rpartition("の")[::-1]
    return bool(whose) and before[-1].text.endswith(part) and ends_in_position(whose)


def _is_heading(line: Line, following: Line | None, before: list[Block], heading: str) -> tuple[str, bool] | None:
    """(what the heading says, whether it is only assumed) or None."""
    text = line.bare
    if len(text) > 70 or text.endswith(("。", "、")) or line.is_row:
        return None
    titled = _PART_AND_TITLE.fullmatch(_LEADING_NUMBER.sub("", text))
    if (
        titled
        and (not line.is_item or (line.is_numbered and not _LISTED.fullmatch(heading)))
        and is_programme_heading(titled["part"])
    ):
        return f"{titled['part']}{titled['title']}", False
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed and line.bare[0] in "【≪<「『[■◆" and not (text[0] in "「『" and line.is_indented):
        inner = next(part for part in bracketed.groups() if part).strip()
        if text[0] in "「『":
            if _stands_under_its_speaker(before):
                return None
            is_work = _AWARDS.search(heading) or any(_PRIZE.fullmatch(block.line.bare) for block in before[-8:])
            return None if is_work else _topic_heading(text, inner, following)
        return inner, False
    billed = _PART_AND_PERSON.fullmatch(text)
    if billed and is_programme_heading(billed["part"].strip()) and _is_billing(billed["who"]):
        return f"{billed['part'].strip()} {billed['who']}", False
    opening = re.fullmatch(r"【(?P<inner>[^【】]{2,40})】\s*(?P<note>\([^()]{1,20}\))", text)
    if opening:
        return f"{opening['inner']}{opening['note']}", False
    if line.item or (line.marker and not line.is_numbered):
        return None
    numbered = _NUMBERED.fullmatch(text)
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
    role = _role_heading(text)
    if role:
        return text, False
    if (
        len(text) <= 30
        and _is_prose(following)
        and not re.search(r"[。、:|]", text)
        and not text.endswith(("氏", "様", "さん"))
        and not _CAPTION_VERB.match(text)
    ):
        if before and before[-1].role is Role.CAPTION and before[-1].line.image:
            return None
        if _DAY.search(text) or find_people(text) or sole_person(line):
            return None
        if ends_in_position(text):
            return None
        return text, True
    return None


def _stands_under_its_speaker(before: list[Block]) -> bool:
    """Whether the line above bills somebody over whom no title stands: the quoted line is that person's."""
    if not before or before[-1].role not in {Role.ITEM, Role.PARAGRAPH} or not sole_person(before[-1].line):
        return False
    above = before[-2] if len(before) > 1 else None
    is_title_above = (
        above is not None and above.role is Role.HEADING and ("「" in above.text or above.line.bare[0] in "「『")
    )
    return not is_title_above


def _is_billing(text: str) -> bool:
    """Whether ``text`` is nothing but somebody with a post: 見本総合通信局長 森 孝."""
    return sole_person(Line(0, text)) is not None


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
    return line.bare.endswith("。") or "。" in line.bare or len(line.bare) > 60
