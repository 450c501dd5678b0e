"""Who of the people named speaks, and as what: read from the words around the name."""

import re
from dataclasses import dataclass, replace

from releases.parse.folding import same
from releases.parse.kinds import has_speech, named_part
from releases.parse.people import PersonFound, find_people
from releases.parse.posts import ends_in_position, split_post
from releases.parse.result import Part
from releases.parse.source import Line

_AGENT = re.compile(
    r"\s*(?:から|より|が|は|による|により|によって|にご?|を講師|をお?迎え|をお?招き|の(?:ご?(?:講演|挨拶|あいさつ|式辞|祝辞|司会|進行|報告|発表|説明|乾杯|発声|指導|講話))|"
    r"の[3-9三四五六七八九]?[名氏人]|、|及び|および|と|も|並びに|ならびに|ほか|\s*$|\s*[「『(【])"
)
_GUEST = re.compile(
    r"\s*(?:氏|様|さん)?\s*(?:と(?:の)?(?:意見交換|懇談|面会|会談|対談を)|を(?:訪問|表敬|はじめ|始め|表彰)|(?:に|へ)(?:(?:感謝状|表彰状|賞状|記念品|目録|委嘱状|認定証|免許状)|[^。]{0,30}(?:手渡|授与|贈呈|贈られ|拍手|交付|説明を行|説明し|説明しま))|"
    r"が(?:来場|訪れ|見学|視察|来訪|受賞|受章|出席|参加|参列)|の(?:ご)?(?:功績|作品|受賞|来場|出席))"
)
_PROXIED = re.compile(
    r"\s*(?:氏|様)?\s*(?:から(?:の|いただいた))?の?ご?(?:式辞|祝辞|挨拶|あいさつ|メッセージ|祝電)[^。]{0,40}?(?:代読|披露)"
)
_ABSENT = re.compile(r"\s*(?:氏|様)?\s*(?:に代わ|の代理|は[^。]{0,14}欠席|が[^。]{0,14}欠席|\(代理)")
_AWARDED_BEFORE = re.compile(r"(?:受賞(?:した|された|者の?|されました)|入賞|受彰|表彰された|入選)[^。]{0,40}$")
_DIRECTOR_BEFORE = re.compile(r"(?:総合通信局|総合通信事務所)\s*[(\[]\s*(?:局長|所長)\s*[::]?\s*$")
_HEAD_BEFORE = re.compile(
    r"[(\[]\s*(?P<post>(?:[^\s()\[\]:、。]{0,20})(?:会長|理事長|局長|所長|社長|代表|校長|学長|市長|町長|村長|知事|委員長|代表取締役|本部長|支部長|代表者|館長|座長|部長|センター長|院長|組合長|会頭|総長|機構長))\s*[::]?\s*$"
)
_PLAIN_DIRECTOR = re.compile(
    r"[(\[]\s*(?P<post>局長|所長)\s*[::]?\s*(?P<name>[^\s()\[\]:、。]{1,5}\s+[^\s()\[\]:、。]{1,4}|[^\s()\[\]:、。ぁ-ん]{2,6})(?:\s+(?P<kana>[ぁ-ゖー]{2,10}\s+[ぁ-ゖー]{1,10}))?\s*[)\]]"
)
_PROGRAMME_PART = re.compile(
    r"^(?:\(?\d{1,2}\)?[.)]?\s*)?(?P<part>\S{0,8}(?:挨拶|あいさつ|講演|講話|報告|発表|説明|祝辞|式辞|閉会|開会|紹介|進行|司会|謝辞))\s+(?=\S)"
)
_PANEL_ROLE = re.compile(
    r"(?P<role>パネリスト|パネラー|コーディネーター|コーディネータ|モデレーター|モデレータ|ファシリテーター|コメンテーター|司会者?)\s*(?:として|を務め|[::])"
)


@dataclass(frozen=True)
class Naming:
    """A person in a line with the part they play there; ``sentence_start`` and ``sentence_end`` bound the words that
    decide it, ``is_short`` says that the line is no sentence (a list entry, a heading)."""

    person: PersonFound
    line: int
    part: Part
    role: str = ""
    on_behalf_of: str = ""
    sentence_start: int = 0
    sentence_end: int = 0
    is_short: bool = False
    text: str = ""
    """The folded line."""
    named_as: str = ""
    """The family name that the line gives, where ``person`` has the full one from elsewhere on the page."""


def name_people(line: Line, known: dict[str, PersonFound], *, default_speaks: bool) -> list[Naming]:
    """Everybody named in a line with their part. ``known`` are full names of the page by family name;
    ``default_speaks`` is what to think of somebody of whom the line says nothing (a list under 講演)."""
    folded = line.folded
    namings: list[Naming] = []
    people = find_people(line.text)
    if default_speaks or not people:
        people = _with_own_staff(line, people)
    plain = _PLAIN_DIRECTOR.search(folded)
    if plain and not any(
        person.start < plain.end() and person.end > plain.start() for person in people if not person.is_surname_only
    ):
        people = [person for person in people if not (person.start < plain.end() and person.end > plain.start())]
        found = PersonFound(
            plain.start("name"),
            plain.end() - 1,
            re.sub(r"\s+", " ", plain["name"]),
            re.sub(r"\s+", " ", plain["kana"] or ""),
            "",
            plain["post"],
        )
        people.append(found)
        people.sort(key=lambda person: person.start)
    for person in people:
        naming = _read(person, line, folded, known, default_speaks)
        if naming:
            namings.append(naming)
    return _proxies(namings, folded)


def _read(
    person: PersonFound, line: Line, folded: str, known: dict[str, PersonFound], default_speaks: bool
) -> Naming | None:
    start, end = _sentence(folded, person.start, person.end)
    before, after = folded[start : person.start], folded[person.end : end]
    is_short = not folded[start:end].rstrip().endswith("。")
    person, stripped = _without_part(person)
    depth = _quote_depth(folded, person.start)
    part: Part = "mentioned"
    role = ""
    post_before = folded[max(0, person.start - 40) : person.start]
    if _in_parentheses(folded, person.start) and not folded[person.start : person.end].endswith("))"):
        director = _DIRECTOR_BEFORE.search(post_before) or (
            person.position in {"局長", "所長"} and re.search(r"総合通信(?:局|事務所)\s*[(\[]\s*$", post_before)
        )
        head = _HEAD_BEFORE.search(post_before)
        if director:
            part = "director"
            person = replace(person, position=person.position or ("所長" if "所長" in post_before else "局長"))
        elif head or person.position:
            part = "head"
            person = replace(person, position=person.position or (head["post"] if head else ""))
        elif re.search(r"(?:受賞|表彰|功績)", before):
            part = "awarded"
        return Naming(person, line.number, part, "", "", start, end, is_short, folded)
    if person.is_surname_only and not has_speech(after) and not default_speaks:
        return None
    if depth == 1 and re.search(r"受賞|功績|表彰", folded[start:end]) and not _is_topic_quote(folded, person.start):
        part = "awarded"
    elif depth and not default_speaks:
        part = "mentioned"
    elif _PROXIED.match(after) or _ABSENT.match(after):
        part = "proxied"
    elif _AWARDED_BEFORE.search(before) and not _AGENT_SPEECH(after):
        part = "awarded"
    elif _GUEST.match(after) and not re.match(r"\s*(?:氏|様|さん)?に(?:ご?(?:講演|挨拶|説明|登壇|実演))", after):
        part = "mentioned"
    elif _AGENT.match(after) and has_speech(after):
        part = "speaker"
        role = _role(after, before)
    elif re.search(r"(?:講師|パネリスト|司会|ゲスト)(?:は|に|として)[、\s]*$", before) and (has_speech(after) or True):
        part = "speaker"
        role = _role(after, before) or named_part(before)
    elif default_speaks and is_short:
        part = "speaker"
        role = stripped
    elif default_speaks and re.match(r"\s*(?:氏|様)?(?:から|より|が|は|による)", after):
        part = "speaker"
    panel = _PANEL_ROLE.search(before + after) if part == "speaker" else None
    if panel and (panel.start() < len(before) or "として" in panel[0] or "務め" in panel[0]):
        role = panel["role"]
    if part == "speaker" and stripped and is_short:
        role = stripped
    on_behalf_of = ""
    full = _completed(person, known)
    named_as = person.name if full is not person else ""
    person = full
    return Naming(person, line.number, part, role, on_behalf_of, start, end, is_short, folded, named_as)


def _AGENT_SPEECH(after: str) -> bool:
    return bool(re.match(r"\s*(?:から|より)", after)) and has_speech(after)


def _role(after: str, before: str) -> str:
    """The part of a programme that the words behind the name tell of: …から祝辞が述べられました."""
    text = re.sub(r"「[^「」]*(?:「[^「」]*」[^「」]*)*」|『[^『』]*』", "", after)
    clause = re.split(r"、(?=続|次|その後|最後|また)", text, maxsplit=1)[0]
    opening = re.search(r"開会に当た?り|開会にあたり|冒頭|はじめに|初めに|開催に当たり", before)
    named = _last_named(clause)
    if named in {"挨拶", "あいさつ"} and re.search(r"主催者を?(?:代表|として)", clause + before):
        return "主催者挨拶"
    if named in {"挨拶", "あいさつ"} and re.search(r"来賓", clause + before):
        return "来賓挨拶"
    if named in {"挨拶", "あいさつ"} and opening and re.search(r"開会", before):
        return "開会挨拶"
    if named:
        return named
    if re.search(r"述べ|呼びかけ|語", clause):
        return "挨拶"
    return ""


def _last_named(clause: str) -> str:
    names = []
    position = 0
    while position < len(clause):
        name = named_part(clause[position:])
        if not name:
            break
        names.append(name)
        found = clause.find(name, position)
        position = (found if found >= 0 else position) + max(1, len(name))
    if not names:
        return ""
    # 講演会で挨拶 names two things: the verb's own comes last; 挨拶を行い、…講演 is the first one's.
    strong = [name for name in names if len(name) > 2] or names
    return strong[0]


def _sentence(folded: str, start: int, end: int) -> tuple[int, int]:
    """Bounds of the sentence around a name: full stops inside quotation marks do not end it."""
    left = start
    depth = 0
    while left > 0 and start - left < 400:
        character = folded[left - 1]
        if character in "」』":
            depth += 1
        elif character in "「『":
            depth = max(0, depth - 1) if depth else 0
        elif character == "。" and depth == 0:
            break
        left -= 1
    right, depth = end, 0
    while right < len(folded) and right - end < 500:
        character = folded[right]
        right += 1
        if character in "「『":
            depth += 1
        elif character in "」』":
            depth = max(0, depth - 1)
        elif character == "。" and depth == 0:
            break
    return left, right


def _quote_depth(folded: str, position: int) -> int:
    window = folded[max(0, position - 300) : position]
    depth = 0
    for character in window:
        if character in "「『":
            depth += 1
        elif character in "」』":
            depth = max(0, depth - 1)
    return depth


def _is_topic_quote(folded: str, position: int) -> bool:
    return False


def _in_parentheses(folded: str, position: int) -> bool:
    window = folded[max(0, position - 60) : position]
    depth = 0
    for character in reversed(window):
        if character in ")]":
            depth += 1
        elif character in "([":
            if depth == 0:
                return True
            depth -= 1
    return False


def _without_part(person: PersonFound) -> tuple[PersonFound, str]:
    """(person, part of the programme) where the part's name has run into the affiliation: 閉会挨拶 見本協会 会長 …"""
    match = _PROGRAMME_PART.match(person.affiliation + " ") if person.affiliation else None
    if not match:
        return person, ""
    return replace(person, affiliation=person.affiliation[match.end() :].strip()), match["part"].lstrip(
        " ()0123456789."
    )


def _completed(person: PersonFound, known: dict[str, PersonFound]) -> PersonFound:
    """A family name, where the page gives the full name elsewhere (椿局長, 戸田氏); else the person as named."""
    if " " in person.name or person.kana:
        return person
    full = known.get(same(person.name))
    if full is None or same(full.name) == same(person.name) or (not person.is_surname_only and " " not in full.name):
        return person
    return replace(
        person,
        name=full.name,
        kana=full.kana,
        affiliation=person.affiliation or full.affiliation,
        position=full.position if full.position.endswith(person.position) else person.position or full.position,
        is_surname_only=False,
        is_sure=True,
    )


def _with_own_staff(line: Line, people: list[PersonFound]) -> list[PersonFound]:
    """People named without any mark: 見本総合通信局長 水谷 京子 and 水谷 京子 見本総合通信局長."""
    folded = line.content
    if len(folded) > 80 or "。" in folded or any(not person.is_surname_only for person in people):
        return people
    match = _POST_THEN_NAME.search(folded) or _NAME_THEN_POST.search(folded)
    if not match:
        return people
    affiliation, position = split_post(match["post"])
    if not position or not ends_in_position(match["post"]):
        return people
    offset = line.content_start
    return [
        PersonFound(
            offset + match.start(),
            offset + match.end(),
            re.sub(r"\s+", " ", match["name"]),
            "",
            affiliation,
            position,
            is_sure=False,
        )
    ]


_NAME = r"(?P<name>[一-鿿々ヶ豈-﫿ぁ-ん]{1,4}\s[一-鿿々豈-﫿ぁ-んァ-ヶー]{1,4})"
_POST_THEN_NAME = re.compile(
    rf"(?P<post>[^「」、。:]{{2,50}}?[長員授官監事査任役師表佐職者幹士与主手家ー])\s+{_NAME}\s*$"
)
_NAME_THEN_POST = re.compile(rf"^\s*{_NAME}\s+(?P<post>\S{{1,40}}[長員授官監事査任役師表佐職者幹士与主手家ー])\s*$")


def _proxies(namings: list[Naming], folded: str) -> list[Naming]:
    """Whoever reads for an absent person speaks on that person's behalf."""
    absent = [naming for naming in namings if naming.part == "proxied"]
    if not absent:
        return namings
    result = []
    for naming in namings:
        close = next(
            (other for other in absent if abs(other.person.start - naming.person.start) < 160 and other is not naming),
            None,
        )
        reads = re.search(r"代読|代わ|代理", folded[naming.sentence_start : naming.sentence_end])
        if close and reads and naming.part in {"speaker", "mentioned"}:
            absent_person = close.person
            post = f"{absent_person.affiliation}{absent_person.position}".strip()
            naming = replace(naming, part="speaker", on_behalf_of=f"{post} {absent_person.name}".strip())
        result.append(naming)
    return result
