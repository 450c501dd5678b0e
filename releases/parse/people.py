"""People in a line: name, reading, honorific, affiliation and position, in each of the orders that bureaux write.

Finds who is named; who of them speaks is decided by ``releases.parse.billing`` from the words around.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from releases.parse.folding import as_spelled, fold, tidy
from releases.parse.posts import (
    ends_in_body,
    ends_in_position,
    last_position_inside,
    split_post,
    split_words,
)

KANJI = "\u3400-\u9fff\uf900-\ufaff々ヶヵ\U00020000-\U0003ffff\ufe00-\ufe0f\U000e0100-\U000e01ef"
_NAME_CHARACTER = rf"[{KANJI}\u3041-\u309f\u30a1-\u30faー・A-Za-z'-]"
_HONORIFIC = "氏|様|さま|さん|先生|師匠|君|殿"

_READING = re.compile(r"\(\s*(?P<kana>[ぁ-ゖー]{1,14}(?: {1,3}[ぁ-ゖー]{1,14}){0,2})\s*\)")
_KATAKANA_READING = re.compile(rf"\(\s*(?P<kana>[ァ-ヶー]{{2,14}}[ ・][ァ-ヶー]{{2,14}})\s*\)(?=\s*(?:{_HONORIFIC}))")
# 様 and 氏 also end ordinary words (同様, 模様, 各氏) and begin others (様子, 氏名).
_TITLED = re.compile(
    rf"(?<=[{KANJI}\u3041-\u309f\u30a1-\u30faー ])"
    r"(?P<honorific>(?<![各両同諸])氏(?![名神族])|(?<![皆各仕模多同異有客神王お奥])様(?![々子式相態変])|(?<![皆は])さん(?!か)|先生|師匠)"
)
# The bureau's own people stand without honorific: 振興課長の名栗 誠二から説明しました, 総合通信局長 水谷 京子より.
_OWN_STAFF = re.compile(
    rf"(?:(?<=[長官佐査任幹職]の)|(?<=[長官佐査任幹職授事員監臣表師者補] ))"
    rf"(?:[{KANJI}ぁ-んァ-ヶ]{{1,4}} +[{KANJI}ぁ-んァ-ヶー]{{1,4}}|[{KANJI}]{{3,5}})"
    rf"(?=(?:\((?![ぁ-ゖー ]+\))[^()]{{1,16}}\))?(?:から|より|が|は|並びに|ならびに|及び|および|による|の挨拶|の開会))"
)
# Name and post in one run, the name in two words: 情報工学科の 上原 哲太郎 教授から.
_NAME_AND_POST = re.compile(
    rf"(?<=[の、 ])[{KANJI}][{KANJI}ァ-ヶ]{{0,2}} [{KANJI}ぁ-んァ-ヶー]{{1,4}}(?= ?[{KANJI}ァ-ヶー]{{0,12}}(?:教授|講師|長|官|監|査|任|員|役|事|佐|臣)(?:\([^()]{{2,60}}\))?(?:から|より|が|による|の挨拶))"
)
# An office whose bearer stands in parentheses without a reading: 見本協力会長(賀川 卓)から.
_BEARER = re.compile(
    rf"(?<=[長官佐査任幹授事員]\()(?P<name>[{KANJI}]{{1,4}} ?[{KANJI}ぁ-ん]{{1,4}})(?=\)(?:から|より|が|は|による|の挨拶))"
)
_NOT_BEFORE_SAN = re.compile(r"(?:皆|みな|たく|お子|お客|お父|お母|職員の皆|学生|児童|生徒|市民|住民)$")
_AFTER_READING = re.compile(rf"\s*(?P<honorific>{_HONORIFIC})(?![名々子式])")
# What the names of divisions are made of, so that 杉野電波環境課長 parts before 電波.
_DIVISION = (
    "総務|企画|広報|情報|通信|放送|無線|電波|監理|監視|環境|利用|振興|調査|陸上|航空|海上|防災|対策|推進|地域|電気|事業|政策|技術|"
    "相互|接続|財務|会計|人事|調整|連携|サイバー|セキュリティ|有線|国際|産業|経済|商工|観光|教育|デジタル|戦略|統括|総合|基盤|研究|開発|担当|行政|相談|支援|評価|第[一二三四]"
)
# 浦本部長 is 浦本 and 部長, 林本部長 is 林 and 本部長.
_MOTO = "山松宮岡坂橋川根杉藤吉西森谷寺福中塚榎岩竹野倉河柳徳秋浦梶萩"
_REGION = "北海道|東北|関東|信越|北陸|東海|近畿|中国|四国|九州|沖縄"
# A body that begins with a region, and its head: 田村関東情報通信協力会長.
_BODY_AND_HEAD = rf"(?:{_REGION}|東京|大阪|全国|日本|情報通信|電波)[{KANJI}ァ-ヶー]{{2,18}}(?:会議所|協会|協議会|協力会|懇談会|連盟|機構|連合会)?会?(?:会長|会頭|理事長|(?<=会)長)"
_SURNAME_AND_POST = re.compile(
    rf"(?P<name>(?![部課局室係省庁])[{KANJI}]{{1,5}}?[ァ-ヶ]?)(?P<gap> ?)(?P<post>(?:課長補佐|室長補佐|副局長|局次長|監視官|検査官|専門官|企画官|企画監|専門職|名誉教授|特任教授|"
    rf"客員教授|准教授|教授|講師|理事長|副会長|会長|副理事長|専務理事|事務局長|次長|(?:{_REGION})総合通信局長|局長|(?:{_DIVISION}){{0,5}}(?:部長|課長|室長)|所長|係長|校長|館長|場長|"
    r"副知事|副市長|副町長|副村長|教育長|消防長|駅長|組合長|本部長|支部長|支店長|支社長|市長|町長|村長|区長|知事|社長|委員長|座長|議長|主査|主任|学長|センター長|研究員|船長|隊長|署長|園長|院長|(?:総務|内閣府|経済産業|国土交通|文部科学)?(?:大臣政務官|副大臣|大臣)|"
    rf"(?:主任|上席|主席)?研究(?:マネージャー|主幹|官)|{_BODY_AND_HEAD}))(?!表彰|賞|感謝)"
)
_GLUE = re.compile(r"(?<=[^ぁ-ん])の(?=[^ぁ-ん])")
_BREAK = re.compile(
    r"[、。;!?「」『』【】≪≫<>→|]|(?<=[^0-9]):|"
    r"(?:では|には|とは|からは|から|より|として|して|による|により|によって|とともに|及び|および|並びに|ならびに|また|続いて|続き|次に|最後に|"
    r"はじめに|初めに|まず|冒頭|における|において|にて|である|でもある|された|した|する|いただいた|務める|務めた|での|への|との|など|ほか|他|"
    r"引き続き|その後|代読|(?<!長)代理|ゲストの|(?:ている|ていた|でいる)(?=[一-鿿ァ-ヶA-Z])|(?<=[一-鿿])(?:[むぶぐ]|った|しい|なる|たる|れる|せる|める|える)(?=[一-鿿])|出席された|された|来賓の|講師の|講師は|"
    r"(?<=[^ぁ-ん])[はがをにでもと](?=[^ぁ-ん]))"
)
_LABEL = re.compile(r"(?P<label>[^\s:。、「」()]{1,14}?)\s*:")
_POST_RIGHT_BEHIND = re.compile(rf"\s*(?P<post>[{KANJI}ァ-ヶー]{{2,30}})")
_POST_OPENS = re.compile(r"(?P<post>[^\s()\[\]、。「」:]{2,40})\($")
_FROM_BODY = re.compile(r"(?P<body>[^、。「」()\s]{3,30})から(?:は|も)?、\s*$")
# Two offices in one clause, the second of which runs into the name: …協会の代表理事であり、…アドバイザーでもある.
_ALSO = re.compile(r"(?P<post>[^、。「」]{3,50})であり、[^。]{2,70}でもある$")
_SENTENCE_WORDS = re.compile(r"[。、「」]|から|より|[^ぁ-ん][はがをに](?=[^ぁ-ん])|(?:氏|様)")
_OWN = re.compile(r"^(?:当局|当所|同局|弊局)\s*")
# What somebody does in the programme, standing before the billing like a part of it.
LABEL_WORD = re.compile(
    r"^(?:講師|講演者|発表者|報告者|説明者|登壇者|話題提供者|司会者?|聞き手|座長|パネリスト|パネラー|コーディネーター?|モデレーター?|ファシリテーター?|"
    r"コメンテーター?)(?:\s+|$)"
)
_FOREIGN = re.compile(r"[A-Z][A-Za-z'-]{1,15}|[ァ-ヶー]{2,12}")
MAX_PEOPLE = 300
_LOOKBACK = 90
_WITH_BODY = re.compile(rf"(?:{_REGION})総合通信局長|{_BODY_AND_HEAD}")
_DIVISIONS = re.compile(rf"(?:{_DIVISION})")
_UNIT = re.compile(r"(?:部|課|局|室|係|学科|研究科|大学|センター)$")
# No family name is so long: 篠澤康夫課長補佐 is whole.
_WHOLE_NAME = 4


@dataclass(frozen=True)
class PersonFound:
    """A person named in a text; ``start`` and ``end`` enclose everything that belongs to the naming.

    ``is_unsplit`` says that family and given name stand without a blank and no reading parts them, ``is_sure`` that a
    reading or an honorific marks the name.
    """

    start: int
    end: int
    name: str
    kana: str = ""
    affiliation: str = ""
    position: str = ""
    honorific: str = ""
    is_unsplit: bool = False
    is_sure: bool = True
    is_surname_only: bool = False


# A page's lines are asked several times over, by each step of the reading.
@lru_cache(maxsize=512)
def find_people(text: str) -> tuple[PersonFound, ...]:
    """Everybody named in ``text`` (a line or sentence), in order; linear in its length.

    No line of a release names more than ``MAX_PEOPLE``: what stands behind them is text.
    """
    folded = fold(text)
    found: list[PersonFound] = []
    taken = 0
    for start, end, kana, honorific in islice(_anchors(folded), MAX_PEOPLE):
        if start < taken:
            continue
        person = _read_person(folded, start, end, kana, honorific, taken)
        if person:
            found.append(person)
            taken = person.end
    found += _by_surname(folded, found)
    return tuple(_as_spelled(person, text) for person in sorted(found, key=lambda person: person.start))


def _as_spelled(person: PersonFound, text: str) -> PersonFound:
    raw = text[person.start : person.end]
    return replace(
        person,
        name=as_spelled(person.name, raw),
        affiliation=as_spelled(person.affiliation, raw),
        position=as_spelled(person.position, raw),
    )


def _anchors(folded: str) -> Iterator[tuple[int, int, str, str]]:
    """(end of the name, end of reading and honorific, reading, honorific), in order."""
    marks: list[tuple[int, int, str, str]] = []
    for pattern in (_READING, _KATAKANA_READING):
        for match in pattern.finditer(folded):
            after = _AFTER_READING.match(folded, match.end())
            marks.append(
                (
                    match.start(),
                    after.end() if after else match.end(),
                    tidy(match["kana"]),
                    after["honorific"] if after else "",
                )
            )
    covered = [(start, end) for start, end, _, _ in marks]
    for match in _TITLED.finditer(folded):
        if match["honorific"] == "さん" and _NOT_BEFORE_SAN.search(folded[max(0, match.start() - 4) : match.start()]):
            continue
        marks.append((match.start(), match.end(), "", match["honorific"]))
    for pattern in (_OWN_STAFF, _NAME_AND_POST, _BEARER):
        marks += [(match.end(), match.end(), "", "") for match in pattern.finditer(folded)]
    marks.sort()
    inside = iter(covered)
    current = next(inside, None)
    for mark in marks:
        while current and current[1] <= mark[0]:
            current = next(inside, None)
        if not mark[2] and current and current[0] <= mark[0] < current[1]:
            continue
        yield mark


def _clause_start(folded: str, end: int, floor: int) -> int:
    """Where the words that may describe the person begin: behind the last break outside parentheses."""
    start = max(floor, end - _LOOKBACK)
    window = folded[start:end]
    # An opening parenthesis without its closing one before the name is a break: (会長 name …
    depth, cut = 0, 0
    for position in range(len(window) - 1, -1, -1):
        if window[position] in ")]":
            depth += 1
        elif window[position] in "([":
            if depth == 0:
                cut = position + 1
                break
            depth -= 1
    masked = re.sub(r"\([^()]*\)", lambda match: "(" + "_" * (len(match[0]) - 2) + ")", window[cut:])
    last = 0
    for match in _BREAK.finditer(masked):
        if match.end() < len(masked.rstrip()) and not _is_apposition(masked, match, last):
            last = match.end()
    return start + cut + last


def _is_apposition(words: str, comma: re.Match[str], floor: int) -> bool:
    """Whether a comma only parts an office from its bearer: 見本県見本課の主幹、比留間 洋."""
    if comma[0] != "、" or not re.fullmatch(
        rf"\s*{_NAME_CHARACTER}{{1,5}}\s?{_NAME_CHARACTER}{{0,5}}\s*", words[comma.end() :]
    ):
        return False
    return bool(split_post(words[floor : comma.start()])[1]) and bool(split_post(words[floor : comma.start()])[0])


def _read_person(folded: str, name_end: int, end: int, kana: str, honorific: str, floor: int) -> PersonFound | None:
    start = _clause_start(folded, name_end, floor)
    left = folded[start:name_end]
    start += len(left) - len(left.lstrip(" ・.○*-"))
    start += len(re.match(r"(?:\(?\d{1,2}\)|\d{1,2}[.)])?\s*", folded[start:name_end])[0])
    left = re.sub("、", " ", folded[start:name_end]).rstrip()
    if not left:
        return None
    before, name = split_name(left, kana)
    behind = folded[end : end + 60]
    is_followed = bool(_POST_RIGHT_BEHIND.match(behind)) and ends_in_position(_POST_RIGHT_BEHIND.match(behind)["post"])
    if not _is_name(name, kana, honorific or ("局長" if is_followed else "")):
        return None
    before = LABEL_WORD.sub("", before.rstrip(" :"))
    if before.endswith("の"):
        before = before[:-1]
    affiliation, position = split_post(_OWN.sub("", before))
    if not affiliation and not position and not kana and honorific in {"様", "さん", "殿"} and ends_in_body(name):
        return None
    if not before and not honorific:
        start, end, affiliation, position = _post_around(folded, start, end)
    if not position:
        end, affiliation, position = _post_behind(folded, end, affiliation, behind)
    if not affiliation and not position:
        end, affiliation, position = _post_in_parentheses(folded, end)
    if not affiliation and not position:
        end, affiliation, position = _post_to_the_end(folded, end)
    also = _ALSO.search(folded[max(0, start - 130) : start]) if not affiliation and not position else None
    if also and ends_in_position(also["post"]):
        affiliation, position = split_post(also["post"])
    if not affiliation:
        source = _FROM_BODY.search(folded[max(0, start - 40) : start])
        if source and ends_in_body(source["body"], surely=True):
            affiliation = tidy(source["body"])
            start = max(0, start - 40) + source.start("body")
    return PersonFound(
        start=start,
        end=end,
        name=name,
        kana=kana,
        affiliation=affiliation,
        position=position,
        honorific=honorific,
        is_unsplit=(" " not in name and " " not in kana and len(name) >= 3) or (" " not in name and not kana),
    )


def split_name(left: str, kana: str = "") -> tuple[str, str]:
    """(what stands before, name) at the end of folded ``left``; the blank inside the name is kept as one."""
    words = split_words(left)
    last = words[-1]
    before = words[:-1]
    # Post and name, or body and name, written in one breath: 総務課長林裕紀, …協会の松村.
    last, head = _cut_head(last)
    if head:
        return " ".join([*before, head]), last
    if not before or not _may_be_given(last) or (" " in kana and len(last) >= _WHOLE_NAME):
        return " ".join(before), last
    family, head = _cut_head(before[-1])
    if _may_be_family(family, last, kana) and (head or family):
        return " ".join([*before[:-1], head]).strip(), f"{family} {last}"
    return " ".join(before), last


_DESCRIBED = re.compile(rf"(?P<head>.{{3,}}[ぁ-ん])(?P<name>[{KANJI}]{{1,4}})")


def _cut_head(word: str) -> tuple[str, str]:
    """(name part, what is glued before it) of a word."""
    for match in reversed(list(_GLUE.finditer(word))):
        head = word[: match.start()]
        if ends_in_body(head) or ends_in_position(head):
            described = _DESCRIBED.fullmatch(word[match.end() :])
            if described:
                return described["name"], f"{head} {described['head']}"
            return word[match.end() :], head
    described = _DESCRIBED.fullmatch(word)
    if described and not ends_in_body(word) and not ends_in_position(word):
        # 詳しい新田, 営まれる越生: words that describe run into the name.
        return described["name"], described["head"]
    behind_note = re.fullmatch(rf"(?P<head>.*\))(?P<name>{_NAME_CHARACTER}{{2,6}})", word)
    if behind_note and ends_in_position(behind_note["head"]):
        return behind_note["name"], behind_note["head"]
    cut = last_position_inside(word)
    if cut and re.fullmatch(rf"{_NAME_CHARACTER}{{1,6}}", word[cut:]) and not ends_in_position(word):
        return word[cut:], word[:cut]
    match = re.match(
        r"(.*(?:協会|会社|法人|大学|研究所|センター|機構|連盟|協議会|総合通信局|総務省))([^(].{0,5})$", word
    )
    if match and len(match[1]) >= 3 and not ends_in_body(word, surely=True) and not ends_in_position(word):
        return match[2], match[1]
    return word, ""


def _may_be_given(word: str) -> bool:
    is_short = len(word) <= 6 or bool(_FOREIGN.fullmatch(word))
    return is_short and bool(re.fullmatch(rf"{_NAME_CHARACTER}+", word)) and not ends_in_position(word)


def _may_be_family(word: str, given: str, kana: str) -> bool:
    if _FOREIGN.fullmatch(word) and _FOREIGN.fullmatch(given):
        return True
    if not word or len(word) > 5 or not re.fullmatch(rf"{_NAME_CHARACTER}+", word):
        return False
    if word in {"講師", "代表", "主任", "主査", "司会", "局長", "会長", "教授"} or ends_in_position(word):
        return False
    if ends_in_body(word, surely=True):
        return False
    if len(word) >= 3 and ends_in_body(word):
        # 木之村 or 青波市? A reading in two parts wants two words; a given name of three or more characters may be whole.
        return " " in kana and len(given) <= 2
    return True


def _is_name(name: str, kana: str, honorific: str) -> bool:
    plain = name.replace(" ", "")
    # The dead are told of: 故桂米朝師匠.
    if plain.startswith("故") and len(plain) > 3:
        return False
    if not 1 <= len(plain) <= 12 or not re.fullmatch(rf"{_NAME_CHARACTER}+", plain):
        return False
    if ends_in_body(plain, surely=True) or (plain and ends_in_position(plain)):
        return False
    if kana:
        return _reads_like_a_name(plain, kana, honorific, spaced=" " in name)
    if not re.search(rf"[{KANJI}]", plain):
        # さかなクンさん aside, a word in kana before 様 or さん is a name only when a blank parts it.
        return " " in name or "・" in name
    return len(plain) >= 2 if honorific in {"さん", "様", "先生", "君", "殿"} else True


def _reads_like_a_name(plain: str, kana: str, honorific: str, *, spaced: bool) -> bool:
    """Not 笑顔(かお) or 狼煙(のろし): a reading in two parts, or a name in two parts, or an honorific."""
    if not re.search(rf"[{KANJI}ァ-ヶ]", plain) and not spaced:
        return False
    if " " in kana or spaced or honorific:
        return len(plain) <= 10
    # Unspaced on both sides: a full name reads in five kana or more and has three characters or more.
    return len(plain) >= 3 and len(kana) >= 5


def _post_around(folded: str, start: int, end: int) -> tuple[int, int, str, str]:
    """A post whose bearer stands in parentheses behind it: 見本協力会長(賀川 卓(かがわ たかし))."""
    opening = _POST_OPENS.search(folded[max(0, start - 42) : start])
    if not opening or not ends_in_position(opening["post"]) or folded[end : end + 1] != ")":
        return start, end, "", ""
    breaks = [match.end() for match in _BREAK.finditer(opening["post"])]
    post = opening["post"][max(breaks, default=0) :]
    affiliation, position = split_post(post)
    return start - len(post) - 1, end + 1, affiliation, position


def _post_to_the_end(folded: str, end: int) -> tuple[int, str, str]:
    """Affiliation and post behind a blank, up to the line's end: name(reading)氏 見本大学 社会学部 教授."""
    rest = folded[end : end + 80]
    if len(folded) - end > 80 or not rest.startswith(" ") or not ends_in_position(rest) or _SENTENCE_WORDS.search(rest):
        return end, "", ""
    affiliation, position = split_post(rest.strip())
    return len(folded), affiliation, position


def _post_behind(folded: str, end: int, affiliation: str, behind: str) -> tuple[int, str, str]:
    """A post that follows the name: name(reading)局長, name(reading)見本総合通信局長."""
    match = re.match(rf"\s*(?:の)?(?P<post>[{KANJI}A-Za-z0-9ァ-ヶー]{{0,40}})", behind)
    if not match or not match["post"]:
        return end, affiliation, ""
    post = match["post"]
    for length in range(len(post), 1, -1):
        if ends_in_position(post[:length]):
            body, position = split_post(post[:length])
            return end + match.start("post") + length, affiliation or body, position
    return end, affiliation, ""


def _post_in_parentheses(folded: str, end: int) -> tuple[int, str, str]:
    """Affiliation and post in parentheses behind the name: 氏(見本大学 特任教授)."""
    match = re.compile(r"\s*\((?P<post>[^()]{2,60}(?:\([^()]{0,30}\)[^()]{0,30})?)\)").match(folded, end)
    if not match:
        return end, "", ""
    post = match["post"].strip()
    if re.fullmatch(
        r".{0,14}[\d,]+\s*[歳才名人].{0,3}|写真.{0,10}|.{0,4}中央|左|右|代読|オンライン.{0,6}|(?:左|右|中央)から.{1,6}",
        post,
    ):
        return end, "", ""
    if not (ends_in_position(post) or ends_in_body(post) or " " in post):
        return end, "", ""
    affiliation, position = split_post(post)
    return match.end(), affiliation, position


def _by_surname(folded: str, found: list[PersonFound]) -> list[PersonFound]:
    """People named by family name and post (椿局長); they are sure only where the page knows the full name."""
    people = []
    spans = iter(sorted((person.start, person.end) for person in found))
    span = next(spans, None)
    for match in islice(_SURNAME_AND_POST.finditer(folded), MAX_PEOPLE):
        while span and span[1] <= match.start():
            span = next(spans, None)
        if span and span[0] < match.end():
            continue
        name, post = match["name"], match["post"]
        if post == "本部長" and name in _MOTO:
            name, post = f"{name}本", "部長"
        if match["gap"] and folded[max(0, match.start() - 1) : match.start()] != "の":
            continue
        start = _clause_start(folded, match.start() + 1, 0)
        left = folded[start : match.start()]
        glued = re.search(rf"[{KANJI}A-Za-z0-9ァ-ヶー)]$", left)
        is_whole = len(name) >= _WHOLE_NAME - 1 and _UNIT.search(left)
        if glued and not is_whole:
            continue
        if name.startswith("故"):
            continue
        if name not in _SURNAMES and ((ends_in_body(name) and len(name) > 2) or _NO_SURNAME.search(name)):
            continue
        body, position = split_post(post) if _WITH_BODY.match(post) else ("", post)
        before = body or left.strip(" :")
        before = before[:-1] if before.endswith("の") else before
        people.append(
            PersonFound(
                start=start + len(left) - len(left.lstrip()) if ends_in_body(before) else match.start(),
                end=match.end(),
                name=name,
                affiliation=tidy(_OWN.sub("", before)) if ends_in_body(before) or is_whole else "",
                position=position,
                is_sure=False,
                is_surname_only=len(name) < _WHOLE_NAME or bool(_DIVISIONS.match(name)),
            )
        )
    return people


# Family names that end like an office or a place.
_SURNAMES = frozenset(
    "中村 木村 西村 田村 松村 北村 川村 吉村 野村 今村 岡村 志村 奥村 下村 上村 竹村 高村 大村 藤村 三村 植村 河村 稲村 津村 沢村 澤村 梅村 杉村 "
    "熊村 島村 飯村 浜村 岩村 金村 戸村 谷村 東村 南村 新村 阿部 安部 渡部 服部 岡部 矢部 磯部 長谷部 日下部 園部 軽部 黒部 綾部 曽我部 刑部 "
    "神部 諏訪部 戸部 占部 海部 田部 森部 小町 大町 中町 古市 今市 高市 武市 税所 別所 田所 御所 三室 小室 氷室 大室 中館".split()
)
_NO_SURNAME = re.compile(
    rf"(?:{_REGION}|総理|評価|審査|選考|運営|行政|相談|総合|通信|総務|情報|担当|当局|各|同|前|新|元|副|名誉|特任|客員|准|主任|上席|総括|地域|電波|放送|企画|(?<![{_MOTO}])本|弊|両|代表|専務|常務|協力|"
    r"実行|防災|災害|対策|監理|無線|技術|管理|調査|監視|検査|国際|広報|政策|産業|経済|教育|保健|福祉|環境|建設|農政|観光|市民|財務|消防|危機|戦略|研究|開発|営業|人事|衛生|[省庁局部課室市町村県区会社校所学]|学部|大学|専門|主席|支|店|工|場|館|園|組合|取締役|理事|事務)$"
)
