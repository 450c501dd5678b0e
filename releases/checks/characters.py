"""Characters: what some machines cannot show or read, digits, blanks, punctuation and brackets."""

import re
import unicodedata

from releases.checks.passages import passages, prose
from releases.checks.registry import Hit, error, warning

_WRITING = "公用文作成の考え方（2022年）"
_READ_ALOUD = "JIS X 8341-3:2016 1.3.2（F32）"

# Letters of one machine, with what they stand for where Unicode's own reading is not what is written on a page.
_MEANT = {"㈱": "株式会社", "㈲": "有限会社", "㈹": "代表", "№": "No.", "℡": "電話", "㏍": "株式会社", "〓": ""}
_MACHINE = re.compile("[\u2460-\u24ff\u2160-\u217f\u3220-\u33ff№℡〓\uff61-\uff9f\ue000-\uf8ff]+")
_SPACED_WORDS = (
    "日時 場所 会場 主催 共催 後援 協賛 協力 講師 演題 内容 目的 対象 定員 概要 趣旨 備考 参加 電話 担当 氏名 住所 所属 役職 題名 "
    "日程 次第 期間 費用 方法 条件 資料 別紙 記 以上 件名 題目 結果 経緯 被疑者"
).split()
_SPACED = re.compile("|".join(rf"{'[ 　]+'.join(word)}" for word in _SPACED_WORDS if len(word) > 1))
_FULL_DIGITS = re.compile(r"[０-９]+(?:[．，][０-９]+)*")
_HALF_DIGITS = re.compile(r"(?<![A-Za-z0-9.\-_/])[0-9]+(?![A-Za-z0-9\-_/])")
_LARGE = re.compile(r"(?<![\d,.\-/第])(\d{4,})(?=(?:名|人|件|社|団体|世帯|台|局|校|冊|回|万|億|円|部|か所|メートル))")
_LARGE_FULL = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
_COMMA = re.compile(r"(?<=[ぁ-んァ-ヶ一-鿿])[,，](?=[ぁ-んァ-ヶ一-鿿])")
_PERIOD = re.compile(r"(?<=[ぁ-ん])[.．](?=\s|$|[ぁ-んァ-ヶ一-鿿])")
_DOUBLED = re.compile(r"([、。])[、。]+")
_COUNTER = re.compile(r"(?<=[0-9０-９])[ヶカケヵ](?=所|月|年|国|条|村|町)")

_PAIRS = dict(zip("「『（(【≪〈《〔［[", "」』）)】≫〉》〕］]", strict=True))
_SAME = str.maketrans("（）［］", "()[]")
_UNUSUAL = re.compile("[≪≫〈〉《》]")


@error("machine_dependent", title="機種依存文字や半角カナ", source="内閣府ほか官公庁サイトの方針")
def machine_dependent(document, house):
    for passage in passages(document):
        if letters := "".join(dict.fromkeys("".join(_MACHINE.findall(passage.text)))):
            message = f"機種依存文字や半角カナ（{letters}）があります。ほかの書き方に直してください。"
            yield Hit(passage.path, message, passage.mend(_MACHINE, _plain))


def _plain(match: re.Match[str]) -> str:
    return "".join(_meaning(run) for run in re.findall("[\uff61-\uff9f]+|.", match[0]))


def _meaning(run: str) -> str:
    if run in _MEANT:
        return _MEANT[run]
    if "\u2460" <= run <= "\u2473":
        return f"({ord(run) - 0x245F})"
    # A private character has no reading: it is left for the author.
    return unicodedata.normalize("NFKC", run)


@error("layout_blanks", title="体裁のために言葉の中へ入れた空白（日　時）", source=_READ_ALOUD)
def layout_blanks(document, house):
    for passage in passages(document):
        if match := _SPACED.search(passage.text):
            message = f"「{match[0]}」は、読み上げると一字ずつになります。空白を除いてください。"
            yield Hit(passage.path, message, passage.mend(_SPACED, lambda found: re.sub("[ 　]", "", found[0])))


@warning("digits_mixed", title="全角と半角の数字が混ざっている", source=_WRITING)
def digits_mixed(document, house):
    texts = list(passages(document))
    full = [passage for passage in texts if _FULL_DIGITS.search(passage.text)]
    if not any(_HALF_DIGITS.search(passage.text) for passage in texts):
        return
    for passage in full:
        found = _FULL_DIGITS.search(passage.text)[0]
        message = f"全角の数字（{found}）と半角の数字が、一つのページに混ざっています。半角にそろえてください。"
        yield Hit(passage.path, message, passage.mend(_FULL_DIGITS, _half))


def _half(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


@warning("thousands", title="大きな数に三桁ごとの「,」がない", source=_WRITING)
def thousands(document, house):
    for passage in passages(document):
        if match := _LARGE.search(passage.text):
            yield Hit(
                passage.path,
                f"「{match[1]}」は三桁ごとに「,」を入れてください（{int(match[1]):,}）。",
                passage.mend(_LARGE, lambda found: f"{int(found[1]):,}"),
            )


@warning("punctuation", title="「、。」でない句読点、句読点の重なり", source=_WRITING)
def punctuation(document, house):
    for passage in prose(document):
        for pattern, right, name in ((_COMMA, "、", "，"), (_PERIOD, "。", "．")):
            if pattern.search(passage.text):
                message = f"日本語の文の「{name}」は「{right}」にしてください。"
                yield Hit(passage.path, message, passage.mend(pattern, right))
        if match := _DOUBLED.search(passage.text):
            yield Hit(passage.path, f"句読点が重なっています（{match[0]}）。", passage.mend(_DOUBLED, r"\1"))


@warning("counter_letter", title="数字の後の「ヶ所」「カ月」", source=_WRITING)
def counter_letter(document, house):
    for passage in passages(document):
        if _COUNTER.search(passage.text):
            message = "算用数字の後は「か所」「か月」と書きます。"
            yield Hit(passage.path, message, passage.mend(_COUNTER, "か"))


@warning("brackets", title="括弧の始まりと終わりが合わない", source=_WRITING)
def brackets(document, house):
    pairs = {opening.translate(_SAME): closing.translate(_SAME) for opening, closing in _PAIRS.items()}
    openings = {closing: opening for opening, closing in pairs.items()}
    for passage in passages(document):
        for line in passage.text.split("\n"):
            if trouble := _unpaired(line, pairs, openings):
                yield Hit(passage.path, f"括弧の始まりと終わりが合っていません（「{trouble}」の付近）。")
                break


def _unpaired(line: str, pairs: dict[str, str], openings: dict[str, str]) -> str:
    """The words around the first bracket of ``line`` that has no partner, "" where all have one."""
    waiting: list[tuple[str, int]] = []
    for place, letter in enumerate(line.translate(_SAME)):
        if letter in pairs:
            waiting.append((letter, place))
        elif letter in openings:
            # 1) and ア) open a list's item.
            if letter == ")" and not waiting and re.search(r"(?:^|[\s、。，])[0-9０-９a-zア-ン]{1,2}$", line[:place]):
                continue
            if not waiting or waiting.pop()[0] != openings[letter]:
                return line[max(0, place - 8) : place + 4]
    return line[waiting[-1][1] : waiting[-1][1] + 12] if waiting else ""


@warning("brackets_unusual", title="公用文で使わない括弧（≪≫、〈〉）", source=_WRITING)
def brackets_unusual(document, house):
    for passage in prose(document):
        if match := _UNUSUAL.search(passage.text):
            yield Hit(passage.path, f"「{match[0]}」は公用文の括弧ではありません。「」か（）にしてください。")
