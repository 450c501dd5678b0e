"""Who of the people named speaks, and as what: read from the words around the name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from releases.parse.affiliations import body_alone
from releases.parse.folding import same, tidy
from releases.parse.further_people import (
    body_before,
    completed,
    with_known_alone,
    with_known_families,
    with_offices,
    with_plain_heads,
    with_unmarked,
)
from releases.parse.kinds import has_speech, is_programme_heading, last_named_part, named_part
from releases.parse.people import find_people
from releases.parse.person import PersonFound
from releases.parse.result import Part
from releases.parse.roles import (
    QUOTED,
    assigned_role,
    is_on_panel,
    is_part_of_all,
    panel_role,
    told_role,
)
from releases.parse.sentences import is_in_parentheses, quote_depth, sentence_around
from releases.parse.source import Line
from releases.parse.telling import AGENT, FROM, GUEST, comes_announced, is_it, speaks_here, tells_of_speech, told_later

_READS_FOR = re.compile(r"[(]\s*代[読理]\s*:?\s*$")
_FROM_OR_TOPIC = re.compile(r"\s*(?:氏|様)?(?:から|より|が|は|による)")
_INVITED = re.compile(r"\s*(?:氏|様|さん)?に(?:ご?(?:講演|挨拶|説明|登壇|実演))")
# …部長が出席し、祝辞を述べました: who came and spoke.
_ATTENDS = re.compile(r"\s*(?:氏|様|さん)?が[^。、]{0,12}(?:出席|参加|参列|来場)(?:し|され|いただき)")
_AS_SPEAKER = re.compile(r"(?:講師|パネリスト|司会|ゲスト)(?:には|は|に|として|:)[、\s]*$")
# …町長、…会長をはじめ多くの方にお越しいただき.
_VISITS = re.compile(
    r"(?:氏|様|さん)?(?:、[^。「」]{0,40})?(?:をはじめ|を始め)[^。、「」]{0,16}に(?:お越し|ご?来場|ご?訪問|ご?来訪|ご?見学)"
)
_HONOURS = re.compile(r"受賞|功績|表彰")
_PROXIED = re.compile(
    r"\s*(?:氏|様)?\s*(?:から(?:の|いただいた))?の?ご?(?:式辞|祝辞|挨拶|あいさつ|メッセージ|祝電)[^。]{0,40}?(?:代読|披露|の紹介(?!が))"
)
_ABSENT = re.compile(r"\s*(?:氏|様)?\s*(?:\(\s*代[読理]|に代わ|の代理|は[^。]{0,14}欠席|が[^。]{0,14}欠席|\(代理)")
_AWARDED_BEFORE = re.compile(r"(?:受賞(?:した|された|者の?|されました)|入賞|受彰|表彰された|入選)[^。]{0,40}$")
_DIRECTOR_BEFORE = re.compile(
    r"(?P<bureau>[^\s、。()\[\]「」]{0,12}総合通信(?:局|事務所))\s*[(\[]\s*(?:局長|所長)?\s*:?\s*$"
)
_HEAD_BEFORE = re.compile(
    r"[(\[]\s*(?P<post>(?:[^\s()\[\]:、。]{0,20})(?:会長|理事長|局長|所長|社長|代表|校長|学長|市長|町長|村長|知事|委員長|代表取締役|本部長|支部長|代表者|館長|座長|部長|センター長|院長|組合長|会頭|総長|機構長))\s*[::]?\s*$"
)
# An entry of a programme with its speaker in parentheses: ○講演 『海からの電波』(見本大学 教授 山田 太郎 氏).
_ENTRY = re.compile(r"[\s○◎・■◆□]*(?:\(?\d{1,2}\)?[.)]?\s*)?[【<]?(?P<part>[^\s「『(【】<>]{2,14})[】>]?\s*(?=[「『(])")
_PROGRAMME_PART = re.compile(
    r"^(?:[○◎・■◆□]\s*|\(?\d{1,2}\)?[.)]?\s*)?(?P<part>\S{0,8}(?:挨拶|あいさつ|講演|講話|報告|発表|説明|祝辞|式辞|閉会|開会|紹介|進行|司会|謝辞|講評|所感))\s+(?=\S)"
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
        people = with_unmarked(line, people)
    if default_speaks and not people:
        people = with_known_alone(line, known)
    people = with_known_families(line, with_plain_heads(line, people), known)
    people = with_offices(line, people, known)
    limits = [person.start for person in people[1:]] + [len(line.folded)] * bool(people)
    namings = [
        _naming(person, line, known, limit, default_speaks=default_speaks)
        for person, limit in zip(people, limits, strict=True)
    ]
    return _proxies(_with_shared_roles([naming for naming in namings if naming]), line.folded)


_BESIDE = re.compile(r"\s*(?:、|と|・|及び|および|並びに|や)\s*")


def _with_shared_roles(namings: list[Naming]) -> list[Naming]:
    """Those who stand side by side have the part that is named before the first of them: パネリストに甲様、乙様を."""
    role = ""
    for index, naming in enumerate(namings):
        former = namings[index - 1] if index else None
        is_beside = former and _BESIDE.fullmatch(naming.text, former.person.end, naming.person.start)
        if role and is_beside and naming.part == "speaker":
            namings[index] = replace(naming, role=role)
        else:
            role = naming.role if is_part_of_all(naming.text, naming.person.start) else ""
    return namings


def _naming(
    person: PersonFound, line: Line, known: Mapping[str, PersonFound], limit: int, *, default_speaks: bool
) -> Naming | None:
    folded = line.folded
    start, end = sentence_around(folded, person.start, person.end)
    naming = Naming(
        person=person,
        line=line.number,
        part="mentioned",
        sentence_start=start,
        sentence_end=end,
        is_short=not folded[start:end].rstrip().endswith("。"),
        text=folded,
    )
    if is_in_parentheses(folded, person.start) and not folded[person.start : person.end].endswith("))"):
        return _in_parentheses_as(naming)
    after = folded[person.end : end]
    before = folded[start : person.start]
    if (
        person.is_surname_only
        and not (default_speaks or person.kana)
        and not tells_of_speech(folded, person, before, after, limit)
    ):
        return None
    person, part_named = _without_part(person, folded)
    part, role = _part_of(naming, limit, default_speaks=default_speaks)
    if part == "speaker" and part_named and naming.is_short:
        role = part_named
    full = completed(person, known)
    named_as = person.name if full is not person else person.named_by
    return replace(naming, person=full, part=part, role=role, named_as=named_as)


def _in_parentheses_as(naming: Naming) -> Naming:
    """Somebody in parentheses heads what stands before: the bureau, another body, a prize-winning one."""
    person, folded = naming.person, naming.text
    before = folded[max(0, person.start - 60) : person.start]
    if _READS_FOR.search(before):
        after = folded[person.end : naming.sentence_end]
        if has_speech(after):
            return replace(naming, part="speaker", role=named_part(before[-16:]) or told_role("", after, after))
        if not naming.sentence_start and naming.is_short:
            absent = _READS_FOR.sub("", folded[: person.start]).strip(" ・○")
            return replace(naming, part="speaker", on_behalf_of=tidy(absent))
    entry = _ENTRY.match(folded)
    if entry and naming.is_short and is_programme_heading(entry["part"]):
        return replace(naming, part="speaker", role=entry["part"])
    opening = folded.rfind("(", 0, person.start + 1)
    if person.honorific and folded[:opening].rstrip().endswith(("」", "』")) and has_speech(folded[:opening]):
        # 講演は「…」(見本大学 教授 甲氏)でした: whose talk the title is.
        return replace(naming, part="speaker", role=last_named_part(folded[naming.sentence_start : opening]))
    director, head = _DIRECTOR_BEFORE.search(before), _HEAD_BEFORE.search(before)
    if director and (person.position in {"", "局長", "所長"}):
        position = person.position or ("所長" if director["bureau"].endswith("事務所") else "局長")
        person = replace(person, position=position, affiliation=person.affiliation or tidy(director["bureau"]))
        return replace(naming, person=person, part="director")
    if head or person.position:
        position = person.position or (head["post"] if head else "")
        opening = max(folded.rfind("(", 0, person.start + 1), folded.rfind("[", 0, person.start + 1))
        body = body_before(folded, opening) if opening > 0 and not person.affiliation else ""
        person = replace(person, position=position, affiliation=person.affiliation or body)
        return replace(naming, person=person, part="head")
    is_honoured = _HONOURS.search(folded, naming.sentence_start, person.start)
    return replace(naming, part="awarded" if is_honoured else "mentioned")


def _part_of(naming: Naming, limit: int, *, default_speaks: bool) -> tuple[Part, str]:
    """(part, role) from the words of the sentence."""
    folded, person = naming.text, naming.person
    before = folded[naming.sentence_start : person.start]
    after = folded[person.end : naming.sentence_end]
    own = folded[person.end : min(limit, naming.sentence_end)]
    speaks = (bool(AGENT.match(QUOTED.sub("", after))) and speaks_here(before, after)) or is_it(before, after)
    depth = quote_depth(folded, person.start)
    if depth == 1 and _HONOURS.search(folded, naming.sentence_start, naming.sentence_end):
        return "awarded", ""
    if depth and not default_speaks:
        return "mentioned", ""
    if _PROXIED.match(QUOTED.sub("", after)) or _ABSENT.match(after):
        return "proxied", ""
    is_spokesperson = speaks and "代表して" in before
    named = folded.find(person.name[:1], person.start, person.end)
    if (
        _AWARDED_BEFORE.search(folded, naming.sentence_start, max(named, person.start))
        and not is_spokesperson
        and not (FROM.match(after) and has_speech(after))
    ):
        return "awarded", ""
    speaks_up = (_ATTENDS.match(own) and has_speech(QUOTED.sub("", own))) or is_on_panel(before, after)
    if _VISITS.match(after):
        return "mentioned", ""
    if GUEST.match(after) and not _INVITED.match(after) and not speaks_up:
        return "mentioned", ""
    later = "" if speaks or default_speaks else told_later(folded, person.end, limit)
    if later and not quote_depth(folded, person.start):
        return "speaker", told_role(before, later, later)
    if assigned := assigned_role(before, after):
        return "speaker", assigned
    speaks = speaks or is_on_panel(before, after) or comes_announced(before, after)
    if speaks or _AS_SPEAKER.search(before):
        role = told_role(before, own, after) or ("" if speaks else named_part(before))
    elif default_speaks and (naming.is_short or _FROM_OR_TOPIC.match(after)):
        role = ""
    else:
        return "mentioned", ""
    return "speaker", panel_role(before, after) or role


def _without_part(person: PersonFound, folded: str) -> tuple[PersonFound, str]:
    """(person, part of the programme) where the part's name has run into the affiliation: 閉会挨拶 見本協会 会長 …"""
    match = _PROGRAMME_PART.match(person.affiliation + " ") if person.affiliation else None
    if not match:
        return person, ""
    part = match["part"].lstrip(" ()0123456789.○◎・■◆□")
    start = max(person.start, folded.find(part, person.start, person.end) + len(part))
    return replace(
        person, start=start, affiliation=body_alone(person.affiliation[match.end() :].strip(), person.position)
    ), part


def head_by_office(line: Line, known: Mapping[str, PersonFound]) -> Naming | None:
    """The head of a body, whom an entry of a programme gives by the office alone: (5)閉会の挨拶 見本協会会長."""
    entry = same(line.content)
    if not named_part(line.folded):
        return None
    for person in known.values():
        body, post = same(person.affiliation), same(person.position)
        office = body.removesuffix(post[:1]) + post
        if body and post and (office in entry or body + post in entry):
            return Naming(
                replace(person, start=line.start, end=line.start),
                line.number,
                "speaker",
                named_part(line.folded),
                sentence_end=len(line.folded),
                is_short=True,
                text=line.folded,
                named_as=f"{person.affiliation}の{person.position}",
            )
    return None


def _proxies(namings: list[Naming], folded: str) -> list[Naming]:
    """Whoever reads for an absent person speaks on that person's behalf."""
    absent = [naming for naming in namings if naming.part == "proxied"]
    if not absent:
        return namings
    result = []
    for naming in namings:
        close = next(
            (
                other
                for other in absent
                if other is not naming
                and (other.sentence_end == naming.sentence_end or abs(other.person.start - naming.person.start) < 160)
            ),
            None,
        )
        reads = re.search(r"代読|代わ|代理", folded[naming.sentence_start : naming.sentence_end])
        if close and reads and naming.part in {"speaker", "mentioned"}:
            absent_person = close.person
            post = f"{absent_person.affiliation}{absent_person.position}".strip()
            text = folded[absent_person.end : close.sentence_end]
            role = naming.role if len(naming.role) > 2 or named_part(text[:8]) == "" else named_part(text[:8])
            naming = replace(naming, part="speaker", role=role, on_behalf_of=f"{post} {absent_person.name}".strip())
        result.append(naming)
    return result
