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
    r"において|に於いて|にて|を(?:主|メイン)?会場(?=に|と)|(?:及び|および|と|並びに)(?=(?:オンライン|ウェブ|Web|WEB)(?:参加|配信|会場|開催)?(?:の|に|を|と|併用|ハイブリッド))|で(?=[、]|開催|行わ|開か|実施|開い|「|『|開き|標記|催|執り|[^。、]{0,50}(?:開催|行わ|実施|行い|開か|催|展示|出展|実演|配布|授与|贈呈))"
)
_VENUE_END = re.compile(
    r"(?:\)|館|会場|ホール|センター|大学|学校|高校|公園|庁舎|ホテル|プラザ|会議室|市内|町内|村内|区内|県内|[市町村区県]|駅.{0,6}|園|場|所|室|階|前|敷|広場|緑地|ドーム|"
    r"アリーナ|タワー|ビル|劇場|会館|体育館|モール|店|寺|神社|島|港|空港|講堂|キャンパス|クラブ|サロン|スタジオ|局|通路|コンコース|海域|ふ頭|埠頭|棟|署|会堂|テラス|パレス|コート|ラボ|支所|役場|市役所|県庁|メッセ|フォーラム|ガーデン|パーク|ハウス|荘|"
    r"ヒルズ|スクエア|シティ|海岸|河川|地内|ステージ|スペース|ラウンジ|カフェ|校|院|地|ルーム|付近|周辺|(?:ホテル|モール|プラザ|パーク|タワー|センター|ホール|スクエア)[一-鿿々ァ-ヶーA-Za-z0-9・]{1,14})(?:ほか|他)?$"
)
# 見本庁舎(見本市)内で is there, not in a part of it.
_INSIDE = re.compile(r"(?<=\))内$")
# Whose pupils are taught: 町立見本小学校(見本町)の6年生54名を対象に.
_SCHOOL = re.compile(
    r"(?P<place>[^、。\s「」]{1,24}(?:学校|学園|大学|高校|幼稚園|保育園|高専)(?:\([^()、。]{1,20}\))?)(?:の|に通う)"
    r"(?:全校|全学年|\d{1,2}\s?年|[一二三四五六]年|児童|生徒|学生|園児)[^。]{0,60}?を?対象"
)
_AND_ONLINE = re.compile(
    r"(?:及び|および|と|並びに|・|、|＋|\+)\s*(?:オンライン|Web|WEB|ウェブ)(?:配信|会議|形式|方式)?$"
)
_NO_PLACE = re.compile(
    r"において|にて|(?<!\d)-|-(?!\d)|形式|方式|方法|オンライン|WEB|ウェブ|共同|協力|連携|共催|テーマ|主体|中心|(?<!多)目的|テレビ会議|併用|一環|ため|こと|もと|下で|ハイブリッド|名義|合同$|"
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
_QUOTED = re.compile(r"「[^「」]{0,80}」|『[^『』]{0,80}』")
# An event is no place, though something is shown or decided in it: 審査会において.
_EVENT_END = re.compile(
    r"(?:審査|選考|講演|説明|研修|講習|報告|発表|交流|懇談|協議|委員|連絡|検討|実行|連合|総|大|学習|勉強|相談|体験|意見交換|上映|表彰|授賞|記念)会$"
    r"|(?:セミナー|シンポジウム|サミット|訓練|演習|式典|表彰式|授与式|まつり|祭|フェア|フェスタ|フェスティバル|展示会|会議|講座|教室|運動|キャンペーン|コンテスト|コンクール|標語|イベント|取組|事業)$"
)
# A name of its own, in quotation marks or in katakana, of which no word tells that it is a place.
_VENUE_QUOTED = re.compile(
    rf"{_VENUE_END.pattern[:-1]}「[^「」]{{1,30}}」$|(?:館|ホール|モール|センター|室|内|プラザ|場|園)」$"
)
_NAMED_HALL = re.compile(r"[市町村区]の?「[^「」]{2,20}」$|(?:^|[都道府県市区町村]の?)[ァ-ヶー・]{4,16}$")
# 会場となった見本会館には.
_WAS_VENUE = re.compile(
    r"会場(?:となった|となる|とした|は|の|である)、?\s?(?P<place>[^、。はがを]{3,40}?(?:\([^()]{1,30}\))?)(?=に(?:は|、|[約延]|\d)|では|で(?=[、開行])|[、。]|へ|まで)"
)
_JOINTS = {"及び", "および", "と", "並びに"}
_HALL = re.compile(r"会場[(（](?P<venue>[^()（）]{2,40}(?:[(（][^()（）]{1,40}[)）])?)[)）]")
# 甲会館、乙会館の2会場において.
_SO_MANY = re.compile(r"の\s?(?P<number>[2-9])\s?(?:会場|か所|カ所|箇所)$")
_EACH_DAY = re.compile(
    r"\d\s?日\s?(?:\([^()]{1,8}\))?\s?には?(?P<place>[^、。をがは]{2,30}?)"
    r"(?:(?:で|において|にて)?(?:、|及び)|(?:で|において|にて)(?=[^。、を]{0,20}を?(?:開催|実施)))"
)
_WITH_ONLINE = re.compile(
    r"(?P<venue>[^、。]{2,60}?)\s?(?:及び|および|と|並びに|・|、|/|\+)\s?(?:オンライン|ウェブ|Web|WEB)"
)
_OBJECTS = 2
_FAR = 600


def places_named(line: Line) -> list[str]:
    """The places that 於 or 会場 names in a line."""
    return [tidy(line.text[match.start("place") : match.end("place")]) for match in _AT.finditer(line.folded)]


def is_venue(place: str) -> bool:
    """Whether ``place`` ends as venues do."""
    return bool(_VENUE_END.search(Line(0, place).bare))


def parted_online(value: str) -> tuple[str, str]:
    """(venue, mode) of what a label of place or form says: 青波会館及びオンライン, 会場(青波会館)とWeb, オンライン開催."""
    folded = Line(0, value).folded
    if not ONLINE.search(folded):
        return value, ""
    match = _WITH_ONLINE.match(folded)
    venue = venue_of(tidy(value[: match.end("venue")])) if match else ""
    return (venue, "hybrid") if is_venue(venue) else ("", "hybrid" if _HYBRID.search(folded) else "online")


def find_place(line: Line) -> tuple[str, bool]:
    """(place, whether the words are sure) that a line of the lead names; ("", False) without one."""
    folded = line.folded
    for start, end in sentences(folded):
        if start > _FAR:
            break
        sentence = folded[start:end]
        if not HELD.search(sentence) and not _WAS_VENUE.search(sentence):
            continue
        each = [
            line.text[start + match.start("place") : start + match.end("place")]
            for match in _EACH_DAY.finditer(sentence)
        ]
        if len(each) > 1 and all(_VENUE_END.search(Line(0, place).bare) for place in each):
            return "、".join(map(tidy, each)), False
        for mark in _PLACE_MARK.finditer(sentence):
            is_weak = mark[0] == "で" or mark[0] in _JOINTS
            span = _before_mark(sentence, mark.start(), weak=is_weak)
            if span and not (is_weak and _tells_of_something_else(sentence, mark.end())):
                stated = without_person(tidy(line.text[start + span[0] : start + span[1]]))
                place = venue_of(stated)
                return place, not is_weak and place == stated and bool(_IS_VENUE.search(Line(0, place).folded))
        for match in _WAS_VENUE.finditer(sentence):
            place = tidy(line.text[start + match.start("place") : start + match.end("place")])
            if _IS_VENUE.search(Line(0, place).folded) and not _NO_PLACE.search(re.sub(r"\([^()]*\)", "", place)):
                return venue_of(place), False
        if school := _SCHOOL.search(sentence):
            return tidy(line.text[start + school.start("place") : start + school.end("place")]), False
    return "", False


def venue_of(place: str) -> str:
    """The venue's own name where town or quotation marks stand around it: 見本県見本市の見本会館, 見本市「見本会館」."""
    hall = _HALL.fullmatch(place)
    if hall:
        return hall["venue"]
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


def _tells_of_something_else(sentence: str, behind: int) -> bool:
    """Whether what goes on behind で is no holding but a tale of its own: 観光地でICTをどう生かすかを考える講演会を開催."""
    clause = HELD.split(_QUOTED.sub("", sentence[behind:]), maxsplit=1)[0]
    return not sentence.startswith("、", behind) and clause.count("を") > _OBJECTS


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
    part = _INSIDE.sub("", _AND_ONLINE.sub("", part))
    part_stripped = part.strip()
    if not 2 <= len(part_stripped) <= 70 or _NO_PLACE.search(re.sub(r"\([^()]*\)", "", part_stripped)):
        return None
    many = _SO_MANY.search(part_stripped)
    if many:
        part = part[: len(part.rstrip()) - len(many[0])]
        for _ in range(int(many["number"]) - 1):
            cut = outside_brackets(window[: start - 1], "、。") + 1
            if window[start - 1 : start] != "、" or re.search(r"\d\s?日|[はがを]", window[cut:start]):
                break
            part, start = window[cut:start] + part, cut
        part_stripped = part.strip()
    if weak and not any(pattern.search(part_stripped) for pattern in (_VENUE_END, _VENUE_QUOTED, _NAMED_HALL)):
        return None
    if _EVENT_END.search(part_stripped) or part_stripped in {"会場", "現地"}:
        return None
    if not re.search(r"[一-鿿ァ-ヶA-Za-z]", part_stripped):
        return None
    start += len(part) - len(part.lstrip())
    return start, start + len(part_stripped)
