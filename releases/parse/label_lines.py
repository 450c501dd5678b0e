"""Lines of a label and its value: 日時：…, 講師 on a line of its own, a table's cell run together."""

import re

from releases.parse.blocks import Block, Role
from releases.parse.heading_lines import NUMBERED
from releases.parse.kinds import kind_of
from releases.parse.source import Line

_LABELS = (
    "実演 指導 出演 オブザーバー 聞き手 助言 助言者 指導者 出演者 実演者 語り手 案内役 進行役 意見発表者 討論者 鼎談者 演題 講演題目 題名 題目 タイトル テーマ 講演テーマ 講師 講演者 講師等 発表者 報告者 説明者 登壇者 話題提供者 司会 司会者 総合司会 進行 コーディネーター "
    "コーディネータ モデレーター モデレータ モデレータ― パネリスト パネラー ファシリテーター ファシリテータ コメンテーター コメンテータ 座長 概要 内容 "
    "講演概要 講演内容 実施概要 日時 開催日時 実施日時 実施日 実施期間 日程 開催日 期日 期間 開催期間 会期 場所 会場 開催場所 開催会場 実施場所 ところ とき 日 於 主催 共催 後援 協力 協賛 "
    "特別協力 開催方法 開催形式 開催形態 実施方法 形式 方法 参加者 参加者数 参加人数 出席者 出席者数 受講者 受講者数 聴講者 来場者 来場者数 申込者 申込者数 定員 "
    "対象 対象者 参加費 参加団体 参加機関 申込方法 申込み 申込締切 プログラム 次第 ゲスト 実施内容 配信 視聴者 視聴者数 訪問者 招待者"
).split()
_LABEL_ALTERNATION = "|".join(sorted(_LABELS, key=len, reverse=True))
_SPACED_LABELS = {
    **{f"{label[0]} {label[1]}": label for label in ("とき", "期間", "期日", "日程", "会期", "協賛", "形式", "方法")},
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
    rf"[(\[【<≪]?(?P<label>{_ANY_LABEL})[)\]】>≫]?(?:\s*(?::|/(?!\s?(?:主催|共催|後援|協力|場所|会場)))\s*|\s+(?=\S)|(?<=[)\]】>≫])\s*)(?P<value>\S.*)"
)
DAY_AND_PLACE = "日時・場所"
_DAY_AND_PLACE = re.compile(
    r"[(\[【<≪]?(?:開催|実施)?(?:日時|日程|日|期日)(?:・|及び|と|、)(?:開催|実施)?(?:場所|会場)[)\]】>≫]?\s?:?\s?(?P<value>\S.*)"
)
_EVENT_LABELS = {"日時", "開催日時", "実施日時", "開催日", "実施日", "場所", "開催場所", "実施場所", "会場"}
_LABEL_ALONE = re.compile(rf"[(\[<≪【]?(?P<label>{_ANY_LABEL})[)\]>≫】]?\s*:?")
# The gap between label and value was a table's cell: 1.日時平成22年9月26日, then 2.場所見本公園.
_GLUED_LABEL = re.compile(
    r"(?P<label>(?:開催)?日時(?=(?P<day>令和|平成|昭和|\d))|(?:開催)?場所|会場|主催|共催|後援|協力|協賛|対象者?|定員)(?P<value>[^\s:].*)"
)
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
    "実演",
    "指導",
    "出演",
    "ゲスト",
}


def label_of(line: Line, before: list[Block]) -> Block | None:
    text = line.content
    numbered = NUMBERED.fullmatch(text) if not line.marker else None
    if numbered:
        text = numbered["text"]
    glued = _GLUED_LABEL.fullmatch(text) if line.is_numbered else None
    if glued and (glued["day"] or (before and before[-1].role is Role.LABEL and before[-1].line.is_numbered)):
        return Block(Role.LABEL, line, glued["value"], glued["label"])
    both = _DAY_AND_PLACE.fullmatch(text)
    if both:
        return Block(Role.LABEL, line, both["value"], DAY_AND_PLACE)
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
            "進行役",
            "意見発表者",
            "討論者",
            "登壇者",
            "パネラー",
            "オブザーバー",
            "聞き手",
        }
        or (match["label"] == "概要")
        or (_SPACED_LABELS.get(match["label"], match["label"]) in _EVENT_LABELS and text[0] in "【[<≪(")
    ):
        label = _SPACED_LABELS.get(match["label"], match["label"])
        return Block(Role.LABEL, line, "", label)
    return None
