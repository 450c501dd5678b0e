"""Where the event was held: the words before において, にて or で, or behind 於 and 会場."""

import re

from releases.parse.days import HELD, sentences
from releases.parse.folding import outside_brackets, tidy
from releases.parse.source import Line

ONLINE = re.compile(
    r"オンライン|ウェブ(?:開催|会議|配信)|Web(?:開催|会議|配信|セミナー|形式)|WEB|ウェビナー|リモート開催|ライブ配信",
    re.IGNORECASE,
)
_HYBRID = re.compile(
    r"ハイブリッド|会場(?:参加)?(?:及び|と|・|、|並びに)(?:オンライン|Web|WEB)|オンライン(?:配信)?(?:を併用|併用|と会場|と現地)|現地.{0,8}オンライン"
)
_PLACE_MARK = re.compile(
    r"において|に於いて|にて|で(?=[、]|開催|行わ|開か|実施|開い|「|『|開き|標記|催|執り|[^。、]{0,50}(?:開催|行わ|実施|行い|開か|催))"
)
_VENUE_END = re.compile(
    r"(?:\)|館|会場|ホール|センター|大学|学校|高校|公園|庁舎|ホテル|プラザ|会議室|市内|町内|村内|区内|県内|[市町村区県]|駅.{0,6}|園|場|所|室|階|前|敷|広場|緑地|ドーム|"
    r"アリーナ|タワー|ビル|劇場|会館|体育館|モール|店|寺|神社|島|港|空港|講堂|キャンパス|クラブ|サロン|スタジオ|局|支所|役場|市役所|県庁|メッセ|フォーラム|ガーデン|パーク|ハウス|荘|"
    r"ヒルズ|スクエア|シティ|海岸|河川|地内|ステージ|スペース|ラウンジ|カフェ|校|院|地|ルーム|付近|周辺)$"
)
_AND_ONLINE = re.compile(
    r"(?:及び|および|と|並びに|・|、|＋|\+)\s*(?:オンライン|Web|WEB|ウェブ)(?:配信|会議|形式|方式)?$"
)
_NO_PLACE = re.compile(
    r"において|にて|-|形式|方式|方法|オンライン|WEB|ウェブ|共同|協力|連携|共催|テーマ|主体|中心|目的|テレビ会議|併用|一環|ため|こと|もと|下で|ハイブリッド|名義|合同$|"
    r"^\d+\s*(?:か所|カ所|ヶ所|箇所|会場|日間|回|名|人|社|地区)|^(?:県内|管内|全国|各地|都内)\s*\d|^[\d月日、・から~ ]+$|状況|時代|分野|場合|観点|それぞれ|無料|全員|結果|以上|下記|左記|次のとおり|初めて|として|について|式典|開会式",
    re.IGNORECASE,
)
_AT = re.compile(r"(?:(?<![一-鿿])於|[(、]\s*(?:会場|場所))\s*[::]\s*(?P<place>[^()、。]+(?:\([^()]*\))?)")
# A town alone is only where the venue lies, and what ends unlike any venue may be no place at all.
_IS_VENUE = re.compile(_VENUE_END.pattern.replace("|[市町村区県]|", "|"))
# A headmaster in parentheses behind the school is no part of the place.
_PERSON_BEHIND = re.compile(r"[(（][^()（）]*[(（][ぁ-ん 　]+[)）][^()（）]*[)）]")
_QUOTED_VENUE = re.compile(
    r"(?:[^「」、。]{0,12}[都道府県市区町村]の?)?「(?P<venue>[^「」]{3,40})」(?P<behind>(?:\s*[(（][^()（）]*[)）])?)"
)
_TOWN_OF = re.compile(r"^[^\s「」、。()（）]{1,4}[都道府県][^\s「」、。()（）]{1,8}[市区町村]の(?=[^\s市内]{3,})")
_FAR = 600


def find_place(line: Line) -> tuple[str, bool]:
    """(place, whether the words are sure) that a line of the lead names; ("", False) without one."""
    folded = line.folded
    named = [line.text[match.start("place") : match.end("place")] for match in _AT.finditer(folded)]
    if named:
        return "、".join(map(tidy, named)), True
    for start, end in sentences(folded):
        if start > _FAR:
            break
        sentence = folded[start:end]
        if not HELD.search(sentence):
            continue
        for mark in _PLACE_MARK.finditer(sentence):
            span = _before_mark(sentence, mark.start(), weak=mark[0] == "で")
            if span:
                stated = without_person(tidy(line.text[start + span[0] : start + span[1]]))
                place = venue_of(stated)
                return place, mark[0] != "で" and place == stated and bool(_IS_VENUE.search(Line(0, place).folded))
    return "", False


def venue_of(place: str) -> str:
    """The venue's own name where town or quotation marks stand around it: 見本県見本市の見本会館, 見本市「見本会館」."""
    quoted = _QUOTED_VENUE.fullmatch(place)
    if quoted:
        return f"{quoted['venue']}{quoted['behind']}"
    return _TOWN_OF.sub("", place)


def without_person(place: str) -> str:
    """A place without the person in parentheses behind it."""
    return _PERSON_BEHIND.sub("", place)


def mode_of(text: str, place: str) -> str:
    """How the event was held, from folded title and lead: "online", "hybrid", "venue" or ""."""
    is_online = bool(ONLINE.search(text))
    if _HYBRID.search(text) or (is_online and place):
        return "hybrid"
    if is_online:
        return "online"
    return "venue" if place else ""


def _before_mark(sentence: str, mark: int, *, weak: bool) -> tuple[int, int] | None:
    """The venue's span before において/にて/で, or None where the words are no place."""
    window = sentence[:mark]
    cut = outside_brackets(window, "、。:,") + 1
    start = cut
    part = window[cut:]
    # Dates, times and the particles behind them are no part of the venue's name.
    for pattern in (
        r"^.*?\d\s*(?:日|時|分)(?:\s*\([^()]*\))?\s*(?:に|から|より|の|~)?\s*(?=\S)(?!.*\d\s*(?:日|時|分)(?:\s*\([^()]*\))?(?:に|から|より|の|、))",
        r"^(?:(?!\().)*?(?:では|は|が|を)(?=[^ぁ-ん])",
        r"^.{0,30}?(?:に先立ち|に合わせ|にあわせ|に際し|に伴い|として|のため|に向け|に)(?=[^ぁ-んはがを])(?=.{3,})",
    ):
        match = re.match(pattern, part)
        if match and match.end() < len(part):
            start += match.end()
            part = part[match.end() :]
    part = _AND_ONLINE.sub("", part)
    part_stripped = part.strip()
    if not 2 <= len(part_stripped) <= 70 or _NO_PLACE.search(re.sub(r"\([^()]*\)", "", part_stripped)):
        return None
    if weak and not _VENUE_END.search(part_stripped):
        return None
    if not re.search(r"[一-鿿ァ-ヶA-Za-z]", part_stripped):
        return None
    start += len(part) - len(part.lstrip())
    return start, start + len(part_stripped)
