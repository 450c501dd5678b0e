"""How text is read for searching: width, kana, case, old and new kanji and marks between words alike.

For the index and the query only; what is stored and shown stays as it was typed.

``fold`` makes a stream: kanji and kana stand side by side without blanks and brackets, each run of letters and each
number has ``EDGE`` on both sides, and ``BREAK`` stands where a sentence or a clause ends. So 山野一郎 is in 山野 一郎,
AI is in 生成AI活用 and not in email, 5G is not in 15GHz.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

EDGE = "\x1f"
BREAK = "\n"

_HIRAGANA = {code: chr(code - 0x60) for code in range(0x30A1, 0x30F7)} | {
    # 霞ヶ関 and 霞ケ関, 一ヵ月 and 一カ月.
    ord("ヵ"): "か",
    ord("ヶ"): "け",
    ord("ゕ"): "か",
    ord("ゖ"): "け",
    ord("ヷ"): "ゔぁ",
    ord("ヽ"): "ゝ",
    ord("ヾ"): "ゞ",
}

# Old and printed forms of kanji with the form that most people type.
_KANJI = dict(
    pair.split("=")
    for pair in (
        "髙=高 﨑=崎 嵜=崎 碕=崎 濵=浜 濱=浜 邉=辺 邊=辺 齊=斉 齋=斎 澤=沢 廣=広 國=国 櫻=桜 龍=竜 德=徳 惠=恵 眞=真 榮=栄 "
        "瀨=瀬 藏=蔵 橫=横 黑=黒 黃=黄 靑=青 淸=清 𠮷=吉 圡=土 冨=富 嶋=島 嶌=島 峯=峰 舘=館 桒=桑 栁=柳 兒=児 學=学 圓=円 "
        "會=会 經=経 濟=済 產=産 縣=県 區=区 驛=駅 鐵=鉄 廳=庁 總=総 澁=渋 條=条 遙=遥 瑤=瑶 堯=尭 槇=槙 萬=万 與=与 豐=豊 "
        "禮=礼 壽=寿 嶽=岳 彌=弥 祿=禄 緣=縁 薰=薫 讓=譲 傳=伝 圖=図 應=応 數=数 實=実 寫=写 變=変 號=号 關=関 團=団 藝=芸 "
        "齒=歯 勞=労 樂=楽 氣=気 發=発 對=対 點=点 燈=灯 當=当 擧=挙 聲=声 曾=曽 增=増 奧=奥 檜=桧 鷗=鴎 頰=頬 剝=剥 塡=填 "
        "𠮟=叱 晄=晃 昻=昂 凜=凛 渚=渚 祐=祐 靜=静 邨=村 莊=荘 莱=萊 籔=薮 藪=薮 礒=磯 埜=野 枩=松 曻=昇 淵=渕 淺=浅 齡=齢 "
        "戶=戸 步=歩 每=毎 海=海 歷=歴 德=徳 瀧=滝 狹=狭 獨=独 稻=稲 穗=穂 竝=並 絲=糸 繩=縄 聽=聴 臺=台 譯=訳 讀=読 釋=釈 "
        "錢=銭 鎭=鎮 隨=随 雙=双 雜=雑 顯=顕 驗=験 鹽=塩 麥=麦 麵=麺"
    ).split()
)
_LETTERS = str.maketrans({**_HIRAGANA, **{ord(old): new for old, new in _KANJI.items()}})

_DASHES = "-‐–—―−─"
# A dash between two katakana is a long vowel that was typed with the wrong key.
_LONG_VOWEL = re.compile(rf"(?<=[ァ-ヺー])[{_DASHES}](?=[ァ-ヺー])")
# 1,201 and Wi-Fi are one word each.
_GLUED = re.compile(rf"(?<=[0-9]),(?=[0-9]{{3}}(?![0-9]))|(?<=(?<![a-z])wi)[{_DASHES} ](?=fi(?![a-z]))")
_HARD = set("。、｡､,.，．;；:：!?！？…‥/／|｜\\\n\r\t\x0b\x0c\u2028\u2029。")
_VARIATION = re.compile("[\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
TABLES = {
    "letters": {chr(code): new for code, new in _LETTERS.items()},
    "breaks": "".join(sorted(_HARD)),
    "dashes": _DASHES,
}
"""The tables of this module as JSON: letters that count as others, marks that end a clause, dashes."""
_FINAL_LONG = re.compile(r"(?<![ぁ-ゖー])([ぁ-ゖー]{2,}[ぁ-ゖ])ー\Z")
_SHORT_WORD = 3

KANJI, LETTER, DIGIT, NONE = "kanji", "letter", "digit", ""


@dataclass(frozen=True)
class Folded:
    """``stream`` with the place of each of its characters in the source text: [start, end)."""

    stream: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def fold(text: str) -> Folded:
    """The stream of ``text``; EDGE and BREAK have empty places."""
    letters, starts, ends = _letters(text)
    letters = _LONG_VOWEL.sub("ー", letters)
    glued = {match.start() for match in _GLUED.finditer(letters)}
    stream, froms, tos = [], [], []

    def put(character: str, start: int, end: int) -> None:
        stream.append(character)
        froms.append(start)
        tos.append(end)

    previous, between, is_hard = NONE, False, False
    for place, character in enumerate(letters):
        if place in glued:
            continue
        kind = _kind(character)
        if kind == "mark":
            kind = previous if not between else NONE
        if kind == NONE:
            between = True
            if character in _HARD:
                inside = 0 < place < len(letters) - 1 and not character.isspace()
                is_hard |= not (inside and is_western(letters[place - 1]) and is_western(letters[place + 1]))
            continue
        if previous and is_hard:
            if previous != KANJI:
                put(EDGE, ends[place - 1], ends[place - 1])
            put(BREAK, starts[place], starts[place])
            previous, between = NONE, False
        is_new = kind != previous or (between and kind != KANJI)
        if is_new and (kind != KANJI or previous not in (KANJI, NONE)):
            put(EDGE, starts[place], starts[place])
        # A ヷ is two kana in hiragana.
        for part in character.translate(_LETTERS):
            put(part, starts[place], ends[place])
        previous, between, is_hard = kind, False, False
    if previous not in (KANJI, NONE):
        put(EDGE, len(text), len(text))
    return Folded("".join(stream), tuple(froms), tuple(tos))


def needle_of(text: str) -> tuple[str, ...]:
    """What to look for so that ``text`` is found: its parts between breaks, each one a piece of stream.

    Letters of three and more are looked for from the beginning of a word (tele finds telecom), shorter words and
    numbers as they are. A long vowel at the end may be missing in the text: サーバー finds サーバ.
    """
    return tuple(_open_end(part) for part in fold(text).stream.split(BREAK) if part)


def _open_end(stream: str) -> str:
    if stream.endswith(EDGE):
        last = stream.rstrip(EDGE).rpartition(EDGE)[2]
        is_long = len(last) >= _SHORT_WORD and _kind(last[0]) == LETTER
        return stream.removesuffix(EDGE) if is_long else stream
    return _FINAL_LONG.sub(r"\1", stream)


def _letters(text: str) -> tuple[str, list[int], list[int]]:
    """``text`` in one width and case, with the place in ``text`` that each letter comes from."""
    letters, starts, ends = [], [], []
    place, length = 0, len(text)
    while place < length:
        end = place + 1
        while end < length and _belongs_to_the_one_before(text[end]):
            end += 1
        for letter in _plain(text[place:end]):
            letters.append(letter)
            starts.append(place)
            ends.append(end)
        place = end
    return "".join(letters), starts, ends


@lru_cache(maxsize=65_536)
def _belongs_to_the_one_before(character: str) -> bool:
    """Combining marks, half-width voice marks and variation selectors."""
    return bool(unicodedata.combining(character)) or character in "ﾞﾟ" or bool(_VARIATION.match(character))


@lru_cache(maxsize=65_536)
def _plain(cluster: str) -> str:
    folded = unicodedata.normalize("NFKC", _VARIATION.sub("", cluster)).casefold()
    # Folding the case can leave a letter apart from its mark.
    return unicodedata.normalize("NFKC", folded)


@lru_cache(maxsize=65_536)
def _kind(character: str) -> str:
    if character.isdecimal():
        return DIGIT
    if character.isalnum():
        # Scripts that write blanks between words end before Thai; the rest of Latin and Greek stands in 1E00-1FFF.
        is_letter = character.isalpha() and (character < "\u0e00" or "\u1e00" <= character < "\u2000")
        return LETTER if is_letter else KANJI
    return "mark" if unicodedata.category(character).startswith("M") else NONE


def is_western(character: str) -> bool:
    """Whether it belongs to a word between blanks: a letter of Latin, Greek, … or a digit."""
    return _kind(character) in (LETTER, DIGIT)
