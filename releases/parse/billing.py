"""Who of the people named speaks, and as what: read from the words around the name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from releases.parse.folding import same, tidy
from releases.parse.kinds import has_speech, named_part
from releases.parse.people import LABEL_WORD, PersonFound, find_people
from releases.parse.posts import ends_in_body, ends_in_position, split_post
from releases.parse.result import Part
from releases.parse.source import Line

_AGENT = re.compile(
    r"\s*(?:から|より|が|は|による|により|によって|にご?|を講師|をお?迎え|をお?招き|の(?:という)?(?:(?:開会|閉会|来賓|主催者|歓迎|祝賀)の?)?(?:ご?(?:講演|挨拶|あいさつ|式辞|祝辞|司会|進行|報告|発表|説明|乾杯|発声|指導|講話))|"
    r"の[3-9三四五六七八九]?[名氏人]|、|及び|および|と|も|並びに|ならびに|ほか|\s*$|\s*[「『(【])"
)
_READS_FOR = re.compile(r"[(]\s*代[読理]\s*:?\s*$")
_FROM = re.compile(r"\s*(?:から|より)")
_FROM_OR_TOPIC = re.compile(r"\s*(?:氏|様)?(?:から|より|が|は|による)")
_INVITED = re.compile(r"\s*(?:氏|様|さん)?に(?:ご?(?:講演|挨拶|説明|登壇|実演))")
_AS_SPEAKER = re.compile(r"(?:講師|パネリスト|司会|ゲスト)(?:には|は|に|として)[、\s]*$")
_HONOURS = re.compile(r"受賞|功績|表彰")
_FOR_THE_HOST = re.compile(r"(?P<host>[主共]催者)(?:を?(?:代表|として)|である|の)")
_SAID = re.compile(r"述べ|呼びかけ|語")
_QUOTED = re.compile(r"「[^「」]*(?:「[^「」]*」[^「」]*)*」|『[^『』]*』")
_NEXT_CLAUSE = re.compile(r"、(?=続|次|その後|最後|また)")
_GUEST = re.compile(
    r"\s*(?:氏|様|さん)?\s*(?:と(?:の)?(?:意見交換|懇談|面会|会談|対談を)|を(?:訪問|表敬|はじめ|始め|表彰)|(?:に|へ)(?:(?:感謝状|表彰状|賞状|記念品|目録|委嘱状|認定証|免許状)|[^。]{0,30}(?:手渡|授与|贈呈|贈られ|拍手|交付|説明を行|説明し|説明しま))|"
    r"が(?:来場|訪れ|見学|視察|来訪|受賞|受章|出席|参加|参列)|の(?:ご)?(?:功績|作品|受賞|来場|出席))"
)
_PROXIED = re.compile(
    r"\s*(?:氏|様)?\s*(?:から(?:の|いただいた))?の?ご?(?:式辞|祝辞|挨拶|あいさつ|メッセージ|祝電)[^。]{0,40}?(?:代読|披露)"
)
_ABSENT = re.compile(r"\s*(?:氏|様)?\s*(?:\(\s*代[読理]|に代わ|の代理|は[^。]{0,14}欠席|が[^。]{0,14}欠席|\(代理)")
_AWARDED_BEFORE = re.compile(r"(?:受賞(?:した|された|者の?|されました)|入賞|受彰|表彰された|入選)[^。]{0,40}$")
_DIRECTOR_BEFORE = re.compile(
    r"(?P<bureau>[^\s、。()\[\]「」]{0,12}総合通信(?:局|事務所))\s*[(\[]\s*(?:局長|所長)?\s*:?\s*$"
)
_HEAD_BEFORE = re.compile(
    r"[(\[]\s*(?P<post>(?:[^\s()\[\]:、。]{0,20})(?:会長|理事長|局長|所長|社長|代表|校長|学長|市長|町長|村長|知事|委員長|代表取締役|本部長|支部長|代表者|館長|座長|部長|センター長|院長|組合長|会頭|総長|機構長))\s*[::]?\s*$"
)
_PLAIN_HEAD = re.compile(
    r"[(\[]\s*(?P<post>局長|所長|会長|理事長|代表|座長)\s*[::]?\s*(?P<name>[^\s()\[\]:、。]{1,5}\s+[^\s()\[\]:、。]{1,4}|[^\s()\[\]:、。/ぁ-ん]{2,6}(?=\s*[)\]])|[^\s()\[\]:、。/ぁ-ん]{3,6})(?:\s+(?P<kana>[ぁ-ゖー]{2,10}\s+[ぁ-ゖー]{1,10}))?\s*(?:[)\]]|(?=(?:北海道|東北|関東|信越|北陸|東海|近畿|中国|四国|九州|沖縄)総合通信局長)|(?:[/、]|\s+)[^。、]{2,60}?\))"
)
_FAMILY_ALONE = re.compile(r"(?<=[長官])の(?P<name>[一-鿿々]{1,4})(?=から|より|が)")
_OPENING_WORD = re.compile(r"^(?:はじめに|初めに|まず|まず始めに|冒頭|続いて|次に|最後に)、?\s*")
_BODY_BEFORE = re.compile(r"(?P<body>[^\s、。()「」ぁ-ん]{3,24})$")
_PROGRAMME_PART = re.compile(
    r"^(?:[○◎・■◆□]\s*|\(?\d{1,2}\)?[.)]?\s*)?(?P<part>\S{0,8}(?:挨拶|あいさつ|講演|講話|報告|発表|説明|祝辞|式辞|閉会|開会|紹介|進行|司会|謝辞))\s+(?=\S)"
)
_DOES = re.compile(r"\s*(?:氏|様|さん)?が(?:行|務|つと)")
_IS_IT = re.compile(r"\s*(?:氏|様|さん|先生)?(?:です|でした)?。")
_WHO_IT_WAS = re.compile(
    r"(?:(?:音頭|発声|司会|進行|講師|先生|人目(?:の講師)?)(?:は|には)|(?:登壇|講演|報告|発表|話)[^。、]{0,10}のは)、?[^。]{0,60}$"
)
_PANEL_ROLE = re.compile(
    r"(?P<role>パネリスト|パネラー|コーディネーター|コーディネータ|モデレーター|モデレータ|ファシリテーター|コメンテーター|司会者?)\s*(?:\s|として|を務め|[::])"
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


def name_people(line: Line, known: Mapping[str, PersonFound], *, default_speaks: bool) -> list[Naming]:
    """Everybody named in a line with their part. ``known`` are full names of the page by family name;
    ``default_speaks`` is what to think of somebody of whom the line says nothing (a list under 講演)."""
    people: Sequence[PersonFound] = find_people(line.text)
    if default_speaks or not people:
        people = _with_unmarked(line, people)
    people = _with_known_families(line, _with_plain_heads(line, people), known)
    namings = [_naming(person, line, known, default_speaks=default_speaks) for person in people]
    return _proxies([naming for naming in namings if naming], line.folded)


def _naming(
    person: PersonFound, line: Line, known: Mapping[str, PersonFound], *, default_speaks: bool
) -> Naming | None:
    folded = line.folded
    start, end = _sentence(folded, person.start, person.end)
    naming = Naming(
        person=person,
        line=line.number,
        part="mentioned",
        sentence_start=start,
        sentence_end=end,
        is_short=not folded[start:end].rstrip().endswith("。"),
        text=folded,
    )
    if _in_parentheses(folded, person.start) and not folded[person.start : person.end].endswith("))"):
        return _in_parentheses_as(naming)
    after = folded[person.end : end]
    if person.is_surname_only and not _speaks(folded[start : person.start], after) and not default_speaks:
        return None
    person, part_named = _without_part(person, folded)
    part, role = _part_of(naming, default_speaks=default_speaks)
    if part == "speaker" and part_named and naming.is_short:
        role = part_named
    full = completed(person, known)
    named_as = person.name if full is not person else ""
    return replace(naming, person=full, part=part, role=role, named_as=named_as)


def _in_parentheses_as(naming: Naming) -> Naming:
    """Somebody in parentheses heads what stands before: the bureau, another body, a prize-winning one."""
    person, folded = naming.person, naming.text
    before = folded[max(0, person.start - 60) : person.start]
    if _READS_FOR.search(before):
        after = folded[person.end : naming.sentence_end]
        if has_speech(after):
            return replace(naming, part="speaker", role=_role(after, ""))
        if not naming.sentence_start and naming.is_short:
            absent = _READS_FOR.sub("", folded[: person.start]).strip(" ・○")
            return replace(naming, part="speaker", on_behalf_of=tidy(absent))
    director, head = _DIRECTOR_BEFORE.search(before), _HEAD_BEFORE.search(before)
    if director and (person.position in {"", "局長", "所長"}):
        position = person.position or ("所長" if director["bureau"].endswith("事務所") else "局長")
        person = replace(person, position=position, affiliation=person.affiliation or tidy(director["bureau"]))
        return replace(naming, person=person, part="director")
    if head or person.position:
        return replace(
            naming, person=replace(person, position=person.position or (head["post"] if head else "")), part="head"
        )
    is_honoured = _HONOURS.search(folded, naming.sentence_start, person.start)
    return replace(naming, part="awarded" if is_honoured else "mentioned")


def _part_of(naming: Naming, *, default_speaks: bool) -> tuple[Part, str]:
    """(part, role) from the words of the sentence."""
    folded, person = naming.text, naming.person
    before = folded[naming.sentence_start : person.start]
    after = folded[person.end : naming.sentence_end]
    speaks = bool(_AGENT.match(_QUOTED.sub("", after))) and _speaks(before, after)
    depth = _quote_depth(folded, person.start)
    if depth == 1 and _HONOURS.search(folded, naming.sentence_start, naming.sentence_end):
        return "awarded", ""
    if depth and not default_speaks:
        return "mentioned", ""
    if _PROXIED.match(after) or _ABSENT.match(after):
        return "proxied", ""
    is_spokesperson = speaks and "代表して" in before
    if _AWARDED_BEFORE.search(before) and not is_spokesperson and not (_FROM.match(after) and has_speech(after)):
        return "awarded", ""
    if _GUEST.match(after) and not _INVITED.match(after):
        return "mentioned", ""
    if speaks or _AS_SPEAKER.search(before):
        role = _role(after, before) or ("" if speaks else named_part(before))
    elif default_speaks and (naming.is_short or _FROM_OR_TOPIC.match(after)):
        role = ""
    else:
        return "mentioned", ""
    panel = _PANEL_ROLE.search(before + after)
    if panel and (panel.start() < len(before) or not panel[0].endswith(":")):
        role = panel["role"]
    return "speaker", role


def _speaks(before: str, after: str) -> bool:
    """Whether the words around a name tell of a speech: …氏が挨拶しました, 乾杯の発声は…氏が行いました."""
    return has_speech(after) or bool(
        (_DOES.match(after) and has_speech(before)) or (_IS_IT.match(after) and _WHO_IT_WAS.search(before))
    )


def _role(after: str, before: str) -> str:
    """The part of a programme that the words behind the name tell of: …から祝辞が述べられました."""
    unquoted = _QUOTED.sub("", after)
    clause = _NEXT_CLAUSE.split(unquoted, maxsplit=1)[0]
    named = _first_named(clause)
    if named in {"挨拶", "あいさつ"}:
        if host := _FOR_THE_HOST.search(before + clause):
            return f"{host['host']}挨拶"
        if "来賓" in before + clause:
            return "来賓挨拶"
        if "開会" in before:
            return "開会挨拶"
    return named or ("挨拶" if _SAID.search(clause) else "")


def _first_named(clause: str) -> str:
    """The first part of a programme in a clause; one that is said precisely (基調講演) before a general one."""
    names, position = [], 0
    while name := named_part(clause[position:]):
        names.append(name)
        position = max(clause.find(name, position), position) + len(name)
    return next((name for name in names if len(name) > 2), names[0] if names else "")


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


def _without_part(person: PersonFound, folded: str) -> tuple[PersonFound, str]:
    """(person, part of the programme) where the part's name has run into the affiliation: 閉会挨拶 見本協会 会長 …"""
    match = _PROGRAMME_PART.match(person.affiliation + " ") if person.affiliation else None
    if not match:
        return person, ""
    part = match["part"].lstrip(" ()0123456789.○◎・■◆□")
    start = max(person.start, folded.find(part, person.start, person.end) + len(part))
    return replace(person, start=start, affiliation=person.affiliation[match.end() :].strip()), part


def completed(person: PersonFound, known: Mapping[str, PersonFound]) -> PersonFound:
    """A family name, where the page gives the full name elsewhere (椿局長, 戸田氏); else the person as named."""
    if " " in person.name or person.kana:
        return person
    full = known.get(same(person.name))
    if (
        full is None
        or same(full.name) == same(person.name)
        or (not person.is_surname_only and " " not in full.name and not full.kana)
    ):
        return person
    return replace(
        person,
        name=full.name,
        kana=full.kana,
        affiliation=person.affiliation or full.affiliation,
        # 椎名会長 of (会長:見本総合通信局長 椎名 弘): the office stands with the body that the page names.
        position=person.position if person.affiliation or not full.position else full.position,
        is_surname_only=False,
        is_sure=True,
    )


def _with_plain_heads(line: Line, people: Sequence[PersonFound]) -> Sequence[PersonFound]:
    """Heads whose clause has no reading, or one without parentheses: (局長:吉川 靖 よしかわ やすし), (会長:賀川 卓/…)."""
    found = list(people)
    for match in _PLAIN_HEAD.finditer(line.folded):
        end = match.end("kana") if match["kana"] else match.end("name")
        inside = [person for person in found if person.start < end and person.end > match.start()]
        if any(not person.is_surname_only for person in inside):
            continue
        name, kana = tidy(match["name"]), tidy(match["kana"] or "")
        head = PersonFound(match.start("name"), end, name, kana, _body_before(line, match.start()), match["post"])
        found = [*(person for person in found if person not in inside), head]
    return sorted(found, key=lambda person: person.start)


def _with_known_families(
    line: Line, people: Sequence[PersonFound], known: Mapping[str, PersonFound]
) -> Sequence[PersonFound]:
    """The bureau's own head by family name alone, where the page gives the full name: 局長の黒瀬から."""
    found = list(people)
    for match in _FAMILY_ALONE.finditer(line.folded):
        inside = any(person.start < match.end() and person.end > match.start("name") for person in found)
        if same(match["name"]) in known and not inside:
            found.append(PersonFound(match.start("name"), match.end(), match["name"], is_surname_only=True))
    return sorted(found, key=lambda person: person.start)


def _body_before(line: Line, opening: int) -> str:
    """The body whose head the parentheses name: …及び見本電気通信協力会(会長:…)."""
    body = _BODY_BEFORE.search(line.folded[max(0, opening - 30) : opening])
    return body["body"] if body and ends_in_body(body["body"], surely=True) else ""


def _with_unmarked(line: Line, people: Sequence[PersonFound]) -> Sequence[PersonFound]:
    """People whom only their post marks: 見本総合通信局長 水谷 京子 and 水谷 京子 見本総合通信局長."""
    content = line.content
    if len(content) > 80 or "。" in content or any(not person.is_surname_only for person in people):
        return people
    match = (
        _READER.search(content)
        or _NAME_WITH_POST.search(content)
        or _POST_THEN_NAME.search(content)
        or _NAME_THEN_POST.search(content)
    )
    if not match or not ends_in_position(match["post"]):
        return people
    affiliation, position = split_post(_OPENING_WORD.sub("", LABEL_WORD.sub("", match["post"])))
    start = line.content_start
    return [
        PersonFound(
            start + min(match.start("post"), match.start("name")),
            start + match.end(),
            tidy(match["name"]),
            "",
            affiliation,
            position,
            is_sure=False,
        )
    ]


_NAME = (
    r"(?P<name>[一-鿿々ヶ豈-﫿ぁ-ん]{1,4}\s[一-鿿々豈-﫿ぁ-んァ-ヶー]{1,4}|[A-Z][A-Za-z'-]+(?:\s[A-Z][A-Za-z'-]+){1,2})"
)
_POST_THEN_NAME = re.compile(
    rf"(?P<post>[^「」、。:]{{2,50}}?[長員授官監事査任役師表佐職者幹士与主手家ー])\s+{_NAME}\s*$"
)
_NAME_THEN_POST = re.compile(rf"^\s*{_NAME}\s+(?P<post>\S{{1,40}}[長員授官監事査任役師表佐職者幹士与主手家ー])\s*$")


_READER = re.compile(rf"(?<=[(])代[読理]\s*:?\s*(?P<post>[^()]{{2,40}}?)\s+{_NAME}(?=\)\s*$)")
_NAME_WITH_POST = re.compile(
    r"(?:(?<=^)|(?<=[:：]))\s*(?P<name>[一-鿿々ヶ豈-﫿]{1,4}\s[一-鿿々豈-﫿ぁ-んァ-ヶー]{1,4}|[ァ-ヶー]{2,12}(?:[・ ][ァ-ヶー]{1,12}){1,2})"
    r"\s*\((?P<post>[^()]{3,60})\)\s*$"
)


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
