"""People whom only the rest of the page, their office or their place in the line makes known."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from releases.parse.affiliations import body_alone
from releases.parse.folding import same, tidy
from releases.parse.kinds import has_speech
from releases.parse.people import BRACKETED_LABEL, LABEL_WORD
from releases.parse.person import MAX_PEOPLE, OWN, PersonFound
from releases.parse.posts import DIVISION, POST_WORD, ends_in_body, ends_in_position, split_post
from releases.parse.roles import QUOTED
from releases.parse.sentences import sentence_around
from releases.parse.source import Line
from releases.parse.surnames import is_surname
from releases.parse.telling import AGENT, GUEST

_HEADS = frozenset({"局長", "所長"})
_MAY_HEAD = frozenset({"局長", "所長", "会長", "座長", "議長", "委員長", "総合通信局長", "本部長"})
_KIND_ALONE = 4
_LONGEST_FAMILY = 5
_WRITTEN_FAMILY = 2
_OFFICE_SPEAKS = re.compile(
    r"(?P<office>[^\s、。「」()は]{3,30}(?:局長|所長|会長|理事長))(?=(?:から|より)(?:は|も)?|が|は)"
)
_MOST_OFFICES = 20
_PLAIN_HEAD = re.compile(
    r"[(\[]\s*(?P<post>局長|所長|会長|理事長|代表|座長)\s*[::]?\s*(?P<name>[^\s()\[\]:、。]{1,5}\s+[^\s()\[\]:、。]{1,4}|[^\s()\[\]:、。/ぁ-ん]{2,6}(?=\s*[)\]])|[^\s()\[\]:、。/ぁ-ん]{3,6})(?:\s+(?P<kana>[ぁ-ゖー]{2,10}\s+[ぁ-ゖー]{1,10}))?\s*(?:[)\]]|(?=(?:北海道|東北|関東|信越|北陸|東海|近畿|中国|四国|九州|沖縄)総合通信局長)|(?:[/、]|\s+)[^。、]{2,60}?\))"
)
# A head whose own office stands before the name: (会長:株式会社見本放送 代表取締役社長 賀川 卓).
_HEAD_WITH_OFFICE = re.compile(
    r"[(\[]\s*(?P<post>局長|所長|会長|理事長|代表|座長|議長)(?:\s*[::]\s*|\s+)(?P<office>[^()\[\]:、。]{2,40}?[長員授官監役事表])\s+"
    r"(?P<name>[^\s()\[\]:、。ぁ-ん]{1,4}(?:\s+[^\s()\[\]:、。]{1,4})?)\s*[)\]]"
)
# A head whose own office stands in parentheses behind the name: (会長:福原 健(見本商工連合会 会長)).
_HEAD_OF_BODY = re.compile(
    r"[(\[]\s*(?P<post>会長|理事長|代表|座長|議長)(?:\s*[::]\s*|\s+)(?P<name>[^\s()\[\]:、。ぁ-ん]{1,4}\s+[^\s()\[\]:、。]{1,4}|[^\s()\[\]:、。ぁ-ん]{3,5})"
    r"\s*\((?![ぁ-ゖー ]+\))[^()]{3,60}\)\s*[)\]]"
)
_FAMILY_ALONE = re.compile(r"(?<=[長官])の(?P<name>[一-鿿々]{1,4})(?=から|より|が)")
_OFFICE_BEFORE = re.compile(r"[一-鿿ァ-ヶー]{2,20}[長官]$")
# Own staff by the division and the family name: 当局電波利用環境課の飛田から.
_OF_DIVISION = re.compile(
    r"(?P<body>[^\s、。「」()はがをにで]{2,24}[課室係部])の(?P<name>[一-鿿々]{1,4})(?=から|より|が)"
)
_OPENING_WORD = re.compile(r"^(?:はじめに|初めに|まず|まず始めに|冒頭|続いて|次に|最後に)、?\s*")
_BODY_BEFORE = re.compile(r"(?P<body>[^\s、。()「」は]{3,30})$")
_OF_A_SENTENCE = re.compile(r"[をがにで]|した|する|から|より|総合通信(?:局|事務所)長$")
_AND = re.compile(r"において|にて|及び|並びに|および|ならびに|(?<=[^ぁ-ん])と(?=[^ぁ-ん])")
_NAME = r"(?P<name>[一-鿿々ヶ豈-﫿ぁ-ん]{1,4}\s[一-鿿々豈-﫿ぁ-んァ-ヶー]{1,4}|[ァ-ヶー]{2,12}[\s・][ァ-ヶー一-鿿]{1,12}|[A-Z][A-Za-z'-]+(?:\s[A-Z][A-Za-z'-]+){1,2})"
_UNSPLIT = r"(?P<name>[一-鿿々ヶ豈-﫿]{2,3}[一-鿿々豈-﫿ぁ-ん]{1,3})"
_POST_THEN_UNSPLIT = re.compile(rf"(?P<post>[^「」【】()、。:]{{3,60}}?)\s+{_UNSPLIT}\s*$")
_POST_THEN_NAME = re.compile(rf"(?P<post>[^「」【】()、。:]{{3,60}}?)\s+{_NAME}\s*\)?\s*$")
_NAME_THEN_POST = re.compile(rf"^\s*{_NAME}\s+(?P<post>\S{{2,41}})\s*$")
_READER = re.compile(rf"(?<=[(])代[読理]\s*:?\s*(?P<post>[^()]{{2,40}}?)\s+{_NAME}(?=\)\s*$)")
_NAME_WITH_POST = re.compile(
    r"(?:(?<=^)|(?<=[:：]))\s*(?P<name>[一-鿿々ヶ豈-﫿]{1,4}\s[一-鿿々豈-﫿ぁ-んァ-ヶー]{1,4}|[ァ-ヶー]{2,12}(?:[・ ][ァ-ヶー]{1,12}){1,2})"
    r"\s*\((?P<post>[^()]{3,60})\)\s*$"
)


def _is_short_form(affiliation: str, full: str) -> bool:
    """Whether a body is named by its kind alone, as the page did in full before: 懇談会, 同協会; or not at all."""
    plain = affiliation.removeprefix("同")
    return not affiliation or (full.endswith(plain) and (len(plain) <= _KIND_ALONE or plain != affiliation))


def completed(person: PersonFound, known: Mapping[str, PersonFound]) -> PersonFound:
    """A family name, where the page gives the full name elsewhere (椿局長, 戸田氏); else the person as named."""
    if " " in person.name or (person.kana and not person.is_surname_only):
        return person
    if not person.is_surname_only:
        for size in (1, 2, 3):
            full = known.get(same(person.name[:size]))
            if full and full.name != person.name and same(full.name) == same(person.name):
                return replace(person, name=full.name, kana=full.kana, is_unsplit=False)
    if person.is_surname_only and person.affiliation:
        person = _with_longer_family(person, known)
    full = known.get(same(person.name))
    if full and full.is_surname_only:
        is_of_body = not person.affiliation and same(person.position) == same(full.position)
        return replace(person, affiliation=full.affiliation, kana=person.kana or full.kana) if is_of_body else person
    if full and full.position in _HEADS and person.position and person.position not in _MAY_HEAD:
        # 緒方係長 is not the 緒方 who heads the bureau.
        return person
    if (
        full is None
        or same(full.name) == same(person.name)
        or (
            not person.is_surname_only and len(person.name) < _WRITTEN_FAMILY and " " not in full.name and not full.kana
        )
    ):
        return person
    return replace(
        person,
        name=full.name,
        kana=full.kana or (person.kana if full.is_surname_only else ""),
        is_unsplit=full.is_unsplit,
        affiliation=full.affiliation if _is_short_form(person.affiliation, full.affiliation) else person.affiliation,
        # 椎名会長 of (会長:見本総合通信局長 椎名 弘): the office stands with the body that the page names.
        position=person.position if person.affiliation or not full.position else full.position,
        is_surname_only=False,
        is_sure=True,
    )


def _with_longer_family(person: PersonFound, known: Mapping[str, PersonFound]) -> PersonFound:
    """A family name of the page that goes on into what was read as the body: 佐々木川|見本総合通信局長."""
    run = person.name + person.affiliation
    for size in range(min(_LONGEST_FAMILY, len(run) - 3), len(person.name), -1):
        if same(run[:size]) in known:
            return replace(person, name=run[:size], affiliation=run[size:])
    return person


def with_offices(line: Line, people: Sequence[PersonFound], known: Mapping[str, PersonFound]) -> Sequence[PersonFound]:
    """Heads by their office alone, where the page names who holds it: 見本総合通信局長が挨拶しました."""
    found = list(people)
    folded = line.folded
    for match in islice(_OFFICE_SPEAKS.finditer(folded), _MOST_OFFICES):
        if any(person.start < match.end() and person.end > match.start() for person in found):
            continue
        after = folded[match.end() : sentence_around(folded, match.start(), match.end())[1]]
        if GUEST.match(after) or not (has_speech(QUOTED.sub("", after)) and AGENT.match(after)):
            continue
        for person in islice(known.values(), _MOST_OFFICES):
            body, post = same(person.affiliation), same(person.position)
            if body and same(match["office"]).endswith((body + post, body.removesuffix(post[:1]) + post)):
                office = f"{person.affiliation}の{person.position}"
                found.append(replace(person, start=match.start(), end=match.end(), named_by=office))
                break
    return sorted(found, key=lambda person: person.start)


def with_plain_heads(line: Line, people: Sequence[PersonFound]) -> Sequence[PersonFound]:
    """Heads whose clause has no reading, or one without parentheses: (局長:吉川 靖 よしかわ やすし), (会長:賀川 卓/…)."""
    found = list(people)
    for match in _PLAIN_HEAD.finditer(line.folded):
        end = match.end("kana") if match["kana"] else match.end("name")
        inside = [person for person in found if person.start < end and person.end > match.start()]
        if any(not person.is_surname_only for person in inside):
            continue
        name, kana = tidy(match["name"]), tidy(match["kana"] or "")
        head = PersonFound(match.start("name"), end, name, kana, body_before(line.folded, match.start()), match["post"])
        found = [*(person for person in found if person not in inside), head]
    for match in (*_HEAD_WITH_OFFICE.finditer(line.folded), *_HEAD_OF_BODY.finditer(line.folded)):
        if ends_in_position(match.groupdict().get("office", match["post"])) and len(same(match["name"])) > 2:
            start, end = match.span("name")
            found = [person for person in found if person.end <= match.start() or person.start >= match.end()]
            body = body_before(line.folded, match.start())
            found.append(PersonFound(start, end, tidy(match["name"]), "", body, match["post"]))
    return sorted(found, key=lambda person: person.start)


_SAID_BEFORE = re.compile(r"\s*\((?:前掲|再掲|同上|前述)\)$")


def with_known_alone(line: Line, known: Mapping[str, PersonFound]) -> Sequence[PersonFound]:
    """Somebody whose full name the page gives with everything else, and this line alone: 見本 太郎(前掲)."""
    name = _SAID_BEFORE.sub("", line.content)
    full = known.get(same(name.split(" ")[0])) if " " in name else None
    if full is None or same(full.name) != same(name):
        return ()
    return [replace(full, start=line.content_start, end=len(line.folded.rstrip()), honorific="")]


def with_known_families(
    line: Line, people: Sequence[PersonFound], known: Mapping[str, PersonFound]
) -> Sequence[PersonFound]:
    """The bureau's own head by family name alone, where the page gives the full name: 局長の黒瀬から."""
    found = list(people)
    for match in _FAMILY_ALONE.finditer(line.folded):
        inside = any(person.start < match.end() and person.end > match.start("name") for person in found)
        if same(match["name"]) in known and not inside:
            office = _OFFICE_BEFORE.search(line.folded, max(0, match.start() - 24), match.start())
            affiliation, position = split_post(office[0]) if office else ("", "")
            found.append(
                PersonFound(
                    match.start("name"), match.end(), match["name"], "", affiliation, position, is_surname_only=True
                )
            )
    found += _by_family_and_post(line.folded, found, known)
    for match in _OF_DIVISION.finditer(line.folded):
        inside = any(person.start < match.end() and person.end > match.start() for person in found)
        if is_surname(match["name"]) and not inside:
            body = OWN.sub("", match["body"])
            found.append(
                PersonFound(
                    match.start(), match.end(), match["name"], affiliation=body, is_sure=False, is_surname_only=True
                )
            )
    return sorted(found, key=lambda person: person.start)


_ANY_POST = re.compile(rf"(?P<post>(?:(?:{DIVISION})[一-鿿ァ-ヶー]{{0,6}}?)?{POST_WORD})")
_GLUED = re.compile(r"[一-鿿々ヶァ-ヶーA-Za-z0-9]$")


def _by_family_and_post(
    folded: str, found: Sequence[PersonFound], known: Mapping[str, PersonFound]
) -> Iterator[PersonFound]:
    """People by a family name of the page right before a post, be the name one that is often met or not."""
    taken = [(person.start, person.end) for person in found]
    for match in islice(_ANY_POST.finditer(folded), MAX_PEOPLE):
        for size in range(min(_LONGEST_FAMILY, match.start()), 0, -1):
            start = match.start() - size
            if same(folded[start : match.start()]) not in known or _GLUED.search(folded, max(0, start - 1), start):
                continue
            if any(begin < match.end() and end > start for begin, end in taken):
                break
            before = _BODY_OF.search(folded, max(0, start - 40), start)
            body = OWN.sub("", before["body"]) if before and ends_in_body(before["body"]) else ""
            yield PersonFound(
                before.start() if body else start,
                match.end(),
                folded[start : match.start()],
                affiliation=body,
                position=match["post"],
                is_sure=False,
                is_surname_only=True,
            )
            taken.append((start, match.end()))
            break


_BODY_OF = re.compile(r"(?P<body>[^\s、。「」()はがを]{2,30})の$")


def body_before(folded: str, opening: int) -> str:
    """The body whose head the parentheses name: …及び見本電気通信協力会(会長:…)."""
    body = _BODY_BEFORE.search(folded[max(0, opening - 30) : opening])
    name = _AND.split(body["body"])[-1] if body else ""
    # Whatever has a head is a body; only words of a sentence are none.
    is_body = ends_in_body(name) or not _OF_A_SENTENCE.search(name)
    return name if is_body and len(name) > 2 else ""


def with_unmarked(line: Line, people: Sequence[PersonFound]) -> Sequence[PersonFound]:
    """People whom only their post marks: 見本総合通信局長 水谷 京子 and 水谷 京子 見本総合通信局長."""
    # A title beside the name says nothing of the person.
    content = QUOTED.sub(lambda match: " " * len(match[0]), line.content)
    if len(content.strip()) > 80 or "。" in content or any(not person.is_surname_only for person in people):
        return people
    patterns = (_READER, _NAME_WITH_POST, _POST_THEN_NAME, _NAME_THEN_POST, _POST_THEN_UNSPLIT)
    matches = (pattern.search(content) for pattern in patterns)
    match = next((match for match in matches if match and _is_billing(match)), None)
    if not match:
        return people
    post = BRACKETED_LABEL.sub("", match["post"].lstrip(), count=1)
    affiliation, position = split_post(_OPENING_WORD.sub("", LABEL_WORD.sub("", post)))
    affiliation = body_alone(affiliation, position)
    start = line.content_start
    return [
        PersonFound(
            start + min(match.start("post"), match.start("name")),
            start + match.start() + len(match[0].rstrip()),
            tidy(match["name"]),
            "",
            affiliation,
            position,
            is_sure=False,
            is_unsplit=" " not in tidy(match["name"]),
        )
    ]


def _is_billing(match: re.Match[str]) -> bool:
    name = match["name"]
    is_body = ends_in_body(name, surely=" " in name)
    return ends_in_position(match["post"]) and not ends_in_position(name) and not is_body
