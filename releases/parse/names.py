"""Names that archives have damaged: a strict Shift_JIS reading lost 髙, and left コ for 德, P for 瀨, カ for 郞, ア for 﨑.

Nothing is guessed without evidence: a stray letter inside a kanji name, a reading that the kanji cannot fill but could
with one of the characters that get lost, or a fuller spelling of the same person on the same page.
"""

import re
from collections.abc import Iterable

from releases.parse.folding import same

# What stands where a character of CP932's extension was: (lost character, its plain form).
_STRAY = {"コ": ("德", "徳"), "P": ("瀨", "瀬"), "カ": ("郞", "郎"), "ア": ("﨑", "崎")}
# Characters that vanish without a trace, their plain forms, and how they read in names.
_LOST = {
    "髙": ("高", "たか だか こう"),
    "﨑": ("崎", "さき ざき"),
    "濵": ("浜", "はま ばま"),
    "栁": ("柳", "やなぎ やな"),
    "德": ("徳", "とく のり"),
    "瀨": ("瀬", "せ ぜ"),
    "橫": ("横", "よこ"),
    "增": ("増", "ます"),
    "黑": ("黒", "くろ ぐろ"),
    "淸": ("清", "きよ せい し"),
    "塚": ("塚", "つか づか"),
    "隆": ("隆", "たか りゅう"),
    "靑": ("青", "あお"),
}
# Readings of kanji that are common in family names; enough to see that one is missing, too few to invent one.
_READINGS = {
    character: tuple(readings.split("・"))
    for character, readings in (
        entry.split("=")
        for entry in (
            "山=やま・さん・ざん 田=た・だ 川=かわ・がわ・か 河=かわ・がわ・こう 木=き・ぎ・もく・こ 村=むら・そん 本=もと・ほん・ぽん 野=の・や "
            "島=しま・じま 嶋=しま・じま 井=い 橋=はし・ばし 尾=お・び 崎=さき・ざき・さ 沢=さわ・ざわ 澤=さわ・ざわ 谷=たに・や・がい・たり 岡=おか "
            "石=いし・いわ・ごく 原=はら・ばら・わら・ら 藤=ふじ・とう・どう 林=はやし・ばやし・りん 森=もり 松=まつ・ま 竹=たけ・だけ 高=たか・だか・こう 中=なか・ちゅう "
            "上=うえ・かみ・うわ・がみ・じょう 下=した・しも・もと 大=おお・お・だい 小=こ・お・しょう 西=にし・さい 東=ひがし・あずま・とう 南=みなみ・なん 北=きた・ほく "
            "口=くち・ぐち 内=うち・ない 部=べ・ぶ・とり 塚=つか・づか 坂=さか・ざか 浜=はま・ばま 津=つ・づ 江=え 池=いけ 水=みず・み 杉=すぎ 桜=さくら "
            "梅=うめ 成=なり・なる 宮=みや・ぐう 寺=てら・でら 金=かね・かな・きん 清=きよ・せい・し 浅=あさ 長=なが・おさ・は 永=なが・えい 安=やす・あん・あ "
            "福=ふく 青=あお 赤=あか 白=しろ・しら 黒=くろ・ぐろ 平=ひら・たいら・へい 戸=と・ど・べ 瀬=せ・ぜ 場=ば 前=まえ 後=ご・うしろ 古=ふる・こ 新=あら・にい・しん "
            "丸=まる 角=かく・つの・すみ 手=て・で 目=め 子=こ 三=み・みつ・さん 二=に・ふた 一=いち・かず 五=ご・い 八=や・はち 千=ち・せん 星=ほし 月=つき "
            "花=はな 草=くさ 葉=は・ば 根=ね 倉=くら 蔵=くら・ぞう 屋=や 庄=しょう 園=その・ぞの 城=き・しろ・じょう 関=せき 堀=ほり 沼=ぬま 泉=いずみ 滝=たき 渡=わた・わたり "
            "辺=べ・なべ 邊=べ・なべ 近=ちか・こん 遠=えん・とお 加=か 佐=さ 伊=い 斉=さい 斎=さい 齋=さい 武=たけ・む 吉=よし・きち 菊=きく 矢=や 柳=やなぎ・やな 桑=くわ "
            "熊=くま 亀=かめ 鶴=つる 鳥=とり 馬=ま・うま・ば 牛=うし 猪=い 鹿=か・しか 磯=いそ 岩=いわ 畑=はた・ばたけ 畠=はた 稲=いな・いね 米=よね・こめ 市=いち 町=まち "
            "里=さと 越=こし・ごし 飯=いい 土=つち・ど 徳=とく・のり 片=かた 横=よこ 増=ます 栗=くり 桐=きり 楠=くすのき・くす 榎=えのき 椎=しい 笠=かさ 芳=よし・は 茂=も・しげ "
            "今=いま・こん 相=あい・さが 秋=あき 冬=ふゆ 春=はる 夏=なつ 阿=あ 久=く・ひさ 保=ほ・やす 須=す 賀=が 志=し 美=み 真=ま・さな 奈=な 良=ら・りょう 多=た 喜=き "
            "住=すみ 服=はっ 岸=きし 峰=みね 峯=みね 富=とみ・と 国=くに 神=かみ・かん・こう・じん 曽=そ 我=が 足=あし・あ 立=たち・たて 落=おち 合=あい 望=もち 瓜=うり 日=ひ・か "
            "生=いく・お・なま 首=おび"
        ).split()
    )
}
_KANJI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def look_damaged(name: str, kana: str) -> tuple[str, tuple[str, ...]] | None:
    """(what looks wrong, in Japanese; proposals) for a name whose reading or letters show that a character was lost."""
    stray = _stray_letter(name)
    if stray:
        return stray
    family, _, given = name.partition(" ")
    reading, _, _ = kana.partition(" ")
    if not given or not reading or " " not in kana or not family:
        return None
    if _tiles(family, reading):
        return None
    proposals = [
        f"{spelling} {given}"
        for lost, (plain, readings) in _LOST.items()
        for at in range(len(family) + 1)
        if any(
            _tiles(family[:at], reading[: len(reading) - n - len(r)], exact=True)
            and reading[len(reading) - n - len(r) : len(reading) - n] == r
            and _tiles(family[at:], reading[len(reading) - n :] if n else "", exact=True)
            for r in readings.split()
            for n in range(len(reading))
        )
        for spelling in (family[:at] + lost + family[at:], family[:at] + plain + family[at:])
    ]
    if not proposals:
        return None
    return f"読み「{reading}」に対して漢字「{family}」が足りません。文字が失われたようです。", tuple(
        dict.fromkeys(proposals)
    )


def _stray_letter(name: str) -> tuple[str, tuple[str, ...]] | None:
    plain = name.replace(" ", "")
    kanji = _KANJI.findall(plain)
    for letter, spellings in _STRAY.items():
        at = name.find(letter)
        # A whole word in kana or Latin letters is a name of its own; one letter among kanji is what is left of one.
        if at < 0 or not kanji or len(plain) - len(kanji) > 1:
            continue
        proposals = tuple(name[:at] + spelling + name[at + 1 :] for spelling in spellings)
        return f"漢字の名前に「{letter}」が混ざっています。元の字は「{spellings[0]}」のようです。", proposals
    return None


def _tiles(kanji: str, reading: str, *, exact: bool = False) -> bool:
    """Whether the kanji can read so; kanji not in the table read anything (``exact``: nothing)."""
    if not kanji:
        return not reading
    if not reading:
        return False
    first = kanji[0]
    if first == "々":
        return True
    known = _READINGS.get(first)
    if known is None and not _KANJI.match(first):
        known = (first, {"ケ": "が", "ヶ": "が", "ノ": "の", "ツ": "つ"}.get(first, first))
    if known is None:
        return not exact and any(_tiles(kanji[1:], reading[size:]) for size in range(1, min(6, len(reading)) + 1))
    return any(reading.startswith(part) and _tiles(kanji[1:], reading[len(part) :], exact=exact) for part in known)


def fuller_spelling(name: str, others: Iterable[str]) -> str:
    """Another spelling of the same person on the page that has the characters that ``name`` lacks, or ""."""
    family, _, given = name.partition(" ")
    if not given:
        return ""
    letters = [letter for letter in family if letter not in _STRAY]
    for other in others:
        other_family, _, other_given = other.partition(" ")
        if same(other_given) != same(given) or same(other) == same(name) or len(other_family) <= len(letters):
            continue
        if _is_subsequence(letters, other_family):
            return other
    return ""


def plain_and_variant(name: str) -> tuple[str, ...]:
    """The spellings of a name with 髙 and 高 (﨑 and 崎 …): what an editor may have to choose between."""
    spellings = [name]
    for lost, (plain, _) in _LOST.items():
        if lost == plain:
            continue
        if plain in name:
            spellings.append(name.replace(plain, lost, 1))
        elif lost in name:
            spellings.append(name.replace(lost, plain, 1))
    return tuple(spellings)


def _is_subsequence(letters: list[str], word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)
