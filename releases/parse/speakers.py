"""The speakers' names, checked against the whole page: damaged, spelled twice, incomplete."""

import re
from collections import defaultdict
from dataclasses import replace

from releases.parse.affiliations import is_doubtful
from releases.parse.billing import Naming
from releases.parse.draft import Draft, PlacedSession
from releases.parse.folding import same
from releases.parse.names import fuller_spelling, look_damaged, plain_and_variant
from releases.parse.person import PersonFound
from releases.parse.photos import caption_people
from releases.parse.result import PersonNamed
from releases.parse.sessions import ROLES
from releases.parse.source import Line

_SPOKE = re.compile(
    r"(?:氏|(?<!皆)様|(?<!皆)さん|先生|教授|[長官])(?:から|より|が|による|、)[^。]{0,60}(?:講演|挨拶|あいさつ|説明|報告|式辞|祝辞|紹介|発表)"
    r"[^。]{0,12}(?:しました|した|ありました|行われ|行い|述べ|いただ|頂)"
)
_ABOUT_TALKS = re.compile(r"講演|説明会|セミナー|フォーラム|シンポジウム|サミット|式典|研修|講座|報告会|勉強会")
_QUOTED = re.compile(r"「[^「」]*」|『[^『』]*』")
_FOR_A_SIDE = {"主催者挨拶", "共催者挨拶", "来賓挨拶", "来賓祝辞"}
_WHOSE = re.compile(
    r".{1,20}(?:先生|教授|[長官氏様])(?:から)?の(?P<part>(?:ミニ|特別|基調)?(?:ご?(?:挨拶|あいさつ)|お話|講話|講演|祝辞|式辞))"
)
_IN_ORDER = re.compile(r"\s*[(（](?:五十音順|敬称略|順不同|登壇順|発表順|講演順)[^()（）]{0,10}[)）]$")
# The talk of a 記念講演会 is a 記念講演.
_TALK_OF = re.compile(r"(?<=[念別調]講演)会$")
# Headings of what went on while somebody spoke, which is told under them.
_NO_PART = re.compile(
    r"開会|閉会|オープニング|クロージング|(?:開会|閉会)?(?:式|セレモニー)|.{0,12}(?:式典|贈呈式|授与式|交付式|表彰式|概要|内容|模様|様子)"
)
_STATED = ("と題", "をテーマ", "という題", "という演題", "というテーマ", "を演題", "の演題", "をタイトル")
_SHORTEST_BODY = 6
_GREETINGS = {"opening", "closing", "host", "guest", "formal", "congratulation", "questions"}
_THE_SAME = re.compile(r"同(?:\s+|$|上$)")
# 同主任: the office beside 同 in one word.
_SAME_OFFICE = re.compile(r"同(?=[一-鿿ァ-ヶA-Z])")
_UNIT = re.compile(r"(?:[部課室係班局]|グループ|チーム|ユニット|センター|支社|支店)$")


def know_speakers(draft: Draft) -> None:
    """Check each speaker's name, add what the page says of the same person elsewhere, and list them as people."""
    _check_topics(draft)
    _check_names(draft)
    _remark_unread(draft)
    fullest = _fullest(draft)
    _resolve_same(draft)
    _full_bodies(draft)
    numbered = _numbers(draft.sessions)
    marked = defaultdict(bool)
    for index, placed in enumerate(draft.sessions):
        session = placed.draft
        for number, naming in enumerate(session.speakers):
            naming = replace(naming, person=_completed(naming.person, fullest))
            session.speakers[number] = naming
            path = f"event.sessions[{index}].speakers[{number}]"
            if session.is_from_prose:
                message = f"本文から「{naming.person.name}」（{session.heading}）を登壇者としました。"
                draft.findings.add("speaker_from_prose", naming.line, message, field=path)
    _share_bodies(draft)
    for finding in draft.findings:
        marked[finding.field.removesuffix(".name")] = True
    for index, placed in enumerate(draft.sessions):
        for number, naming in enumerate(placed.draft.speakers):
            path = f"event.sessions[{index}].speakers[{number}]"
            part = _part(placed.draft.heading) + numbered.get(index, "")
            is_own = naming.role in ROLES or (naming.role in _FOR_A_SIDE and len(placed.draft.speakers) > 1)
            is_own = is_own or (bool(naming.role) and bool(_NO_PART.fullmatch(placed.draft.heading)))
            role = naming.role if is_own else part
            draft.people.append(_named(naming, placed, role, path, is_uncertain=marked[path]))


def _part(heading: str) -> str:
    """The part of the programme that a heading names: 校長先生のお話 is an お話, a 記念講演会 has a 記念講演."""
    heading = _IN_ORDER.sub("", heading)
    whose = _WHOSE.fullmatch(heading)
    return _TALK_OF.sub("", whose["part"] if whose else heading)


def _check_topics(draft: Draft) -> None:
    """A greeting has no title unless the page says so; a title that the page does not call one is to be looked at."""
    for index, placed in enumerate(draft.sessions):
        session = placed.draft
        if not session.topic or not session.speakers:
            continue
        topic = same(session.topic)
        lines = [*session.heading_lines, *session.lines, *(line for line, _ in session.structured)]
        lines += [part for line in session.heading_lines for part in line.joined]
        texts = [*(line.text for line in lines), *(naming.text for naming in session.speakers)]
        texts = [same(text) for text in texts]
        is_stated = any(f"{topic}{mark}{verb}" in text for text in texts for mark in "」』”" for verb in _STATED)
        if is_stated or any(_stands_alone(text, topic) for text in texts):
            continue
        if session.kind[0] in _GREETINGS:
            session.topic = ""
        else:
            message = f"「{session.topic}」を演題としました。"
            draft.findings.add(
                "speaker_unclear", session.speakers[0].line, message, field=f"event.sessions[{index}].topic"
            )


def _stands_alone(text: str, topic: str) -> bool:
    """Whether a title stands in a line that is no sentence: a heading, a label's value, an entry."""
    return topic in text and "。" not in text


def _remark_unread(draft: Draft) -> None:
    """A sentence that tells of somebody's speech, by honorific or post, and of whom nothing was read."""
    spoken = {naming.line for placed in draft.sessions for naming in placed.draft.speakers}
    read = spoken | {person.line for person in draft.people if person.part in {"proxied", "director"}}
    for line in draft.source.lines:
        # What is quoted may tell of other speeches.
        if line.number not in read and _SPOKE.search(_QUOTED.sub("", line.folded)):
            draft.findings.add("speaker_unclear", line.number, "話した人が読み取れません。", field="event.sessions")
    if not spoken and _ABOUT_TALKS.search(draft.top.title):
        message = "講演などの行事のようですが、登壇者が読み取れません。"
        draft.findings.add("speaker_unclear", draft.top.title_line, message, field="event.sessions")


def _resolve_same(draft: Draft) -> None:
    """同 (the same body as the speaker before): the body by its name."""
    former = ""
    for placed in draft.sessions:
        for number, naming in enumerate(placed.draft.speakers):
            affiliation, position = naming.person.affiliation, naming.person.position
            match = _THE_SAME.match(affiliation) or (None if affiliation else _SAME_OFFICE.match(position))
            if match and former:
                rest = affiliation[match.end() :].strip() if affiliation else ""
                # Another division stands in the place of the former one, in the same body.
                body = former.partition(" ")[0] if rest and _UNIT.search(rest) else former
                position = position if affiliation else position[match.end() :]
                affiliation = f"{body} {rest}".strip()
                person = replace(naming.person, affiliation=affiliation, position=position)
                placed.draft.speakers[number] = replace(naming, person=person)
                message = f"「{match[0].strip()}」を、前の登壇者の「{former}」と読みました。"
                draft.findings.add("speaker_unclear", naming.line, message)
            former = affiliation or former


_BESIDE = re.compile(r"\s*(?:、|と|・|及び|および|並びに|や)\s*")


def _share_bodies(draft: Draft) -> None:
    """Of two people side by side of whom only the first has a body, the second is taken to be of the same."""
    former: Naming | None = None
    for index, placed in enumerate(draft.sessions):
        for number, naming in enumerate(placed.draft.speakers):
            person = naming.person
            if (
                former
                and former.person.affiliation
                and not person.affiliation
                and not person.position
                and former.text == naming.text
                and former.line == naming.line
                and _BESIDE.fullmatch(naming.text, former.person.end, person.start)
            ):
                naming = replace(naming, person=replace(person, affiliation=former.person.affiliation))
                placed.draft.speakers[number] = naming
                message = f"「{person.name}」の所属を、並んで書かれた「{former.person.name}」と同じとしました。"
                path = f"event.sessions[{index}].speakers[{number}]"
                draft.findings.add("speaker_unclear", naming.line, message, field=path)
            former = naming


def _full_bodies(draft: Draft) -> None:
    """The whole name of a body that the page gives shortened: 推進員協議会 of 見本県電波適正利用推進員協議会."""
    bodies = [body["name"] for body in draft.facts.organisers]
    for index, placed in enumerate(draft.sessions):
        for number, naming in enumerate(placed.draft.speakers):
            short = same(naming.person.affiliation)
            whole = {body for body in bodies if same(body).endswith(short) and same(body) != short}
            if len(short) < _SHORTEST_BODY or len(whole) != 1:
                continue
            body = whole.pop()
            message = f"「{naming.person.affiliation}」を、ページのほかの所の「{body}」と読みました。"
            path = f"event.sessions[{index}].speakers[{number}]"
            draft.findings.add("speaker_unclear", naming.line, message, field=path)
            placed.draft.speakers[number] = replace(naming, person=replace(naming.person, affiliation=body))


def _named(naming: Naming, placed: PlacedSession, role: str, path: str, *, is_uncertain: bool) -> PersonNamed:
    person = naming.person
    return PersonNamed(
        name=person.name,
        kana=person.kana,
        affiliation=person.affiliation,
        position=person.position,
        honorific=person.honorific,
        part="speaker",
        role=role,
        topic=placed.draft.topic,
        line=naming.line,
        field=path,
        is_uncertain=is_uncertain,
    )


def _numbers(sessions: list[PlacedSession]) -> dict[int, str]:
    """The number of a session in its group's numbered list, by the session's index: 事例報告1, 2, 3."""
    groups: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    for index, placed in enumerate(sessions):
        if placed.draft.number:
            groups[placed.group, placed.draft.heading].append(index)
    return {
        index: str(sessions[index].draft.number) for indexes in groups.values() if len(indexes) > 1 for index in indexes
    }


def _fullest(draft: Draft) -> dict[str, PersonFound]:
    """What the page says most fully of each person, by name."""
    fullest: dict[str, PersonFound] = {}
    for person in sorted(draft.known.values(), key=lambda person: (bool(person.kana), bool(person.affiliation))):
        fullest[same(person.name)] = person
    for placed in draft.sessions:
        for naming in placed.draft.speakers:
            person, key = naming.person, same(naming.person.name)
            former = fullest.get(key)
            if former is None or (person.affiliation and not former.affiliation and not former.kana):
                fullest[key] = person
    return fullest


def _completed(person: PersonFound, fullest: dict[str, PersonFound]) -> PersonFound:
    other = fullest.get(same(person.name), person)
    person = replace(person, kana=person.kana or other.kana)
    if not person.affiliation and (not person.position or same(person.position) == same(other.position)):
        person = replace(person, affiliation=other.affiliation, position=person.position or other.position)
    return person


def _check_names(draft: Draft) -> None:
    by_given: dict[str, list[str]] = defaultdict(list)
    spaced: dict[str, str] = {}
    names = [person.name for photo in draft.photos for person in caption_people(Line(0, photo.caption).folded)]
    names += [
        naming.person.name
        for placed in draft.sessions
        for naming in placed.draft.speakers
        if not naming.person.is_surname_only
    ]
    for name in dict.fromkeys(names):
        if " " in name:
            by_given[same(name.split(" ")[-1])].append(name)
            spaced.setdefault(same(name), name)
    for index, placed in enumerate(draft.sessions):
        for number, naming in enumerate(placed.draft.speakers):
            path = f"event.sessions[{index}].speakers[{number}]"
            placed.draft.speakers[number] = _checked(draft, naming, path, by_given, spaced)
    if draft.director:
        remark = look_damaged(draft.director["name"], draft.director["kana"])
        if remark:
            draft.findings.add("name_damaged", 0, remark[0], field="director", proposals=remark[1])


def _checked(draft: Draft, naming: Naming, path: str, by_given: dict[str, list[str]], spaced: dict[str, str]) -> Naming:
    person, name = naming.person, naming.person.name
    add = draft.findings.add
    fuller = fuller_spelling(name, by_given.get(same(name.split(" ")[-1]), ())) if person.kana else ""
    remark = look_damaged(name, person.kana)
    other = spaced.get(same(name), "")
    if naming.named_as:
        message = f"「{naming.named_as}」を、ページのほかの所の「{name}」としました。"
        add("name_completed", naming.line, message, field=f"{path}.name")
    if fuller:
        message = f"本文は「{name}（{person.kana}）」、写真の説明は「{fuller}」です。同じ人のようですので「{fuller}」としました。"
        add("name_damaged", naming.line, message, field=f"{path}.name", proposals=plain_and_variant(fuller))
        return replace(naming, person=replace(person, name=fuller))
    if remark:
        add("name_damaged", naming.line, f"「{name}」: {remark[0]}", field=f"{path}.name", proposals=remark[1])
    elif person.is_surname_only:
        add("speaker_unclear", naming.line, f"「{name}」さんの名前（名）がページにありません。", field=f"{path}.name")
    elif " " not in name and other:
        message = f"「{name}」と「{other}」の二通りの書き方があります。"
        add("name_spelled_twice", naming.line, message, field=f"{path}.name", proposals=(other,))
        return replace(naming, person=replace(person, name=other, is_unsplit=False))
    elif person.is_unsplit and len(same(name)) > 2:
        add("name_unsplit", naming.line, f"「{name}」の姓と名の間に空白がありません。", field=f"{path}.name")
    if is_doubtful(person.affiliation, person.position):
        message = f"「{name}」の所属「{person.affiliation}」と役職「{person.position}」を確かめてください。"
        add("speaker_unclear", naming.line, message, field=path)
    elif not person.affiliation and not person.position:
        add("speaker_unclear", naming.line, f"「{name}」の所属と役職が読み取れません。", field=path)
    if not person.is_sure and not person.is_surname_only:
        message = f"「{name}」を登壇者としました。氏名と役職の切れ目を確かめてください。"
        add("speaker_unclear", naming.line, message, field=path)
    return naming
