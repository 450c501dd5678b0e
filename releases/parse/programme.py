"""The programme of an event: from headed groups of lines to sessions with their speakers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from releases.parse.billing import Naming, name_people
from releases.parse.body import Block, Role
from releases.parse.folding import as_spelled, same, tidy
from releases.parse.kinds import is_programme_heading, kind_of, named_part
from releases.parse.people import PersonFound, find_people
from releases.parse.source import Line

_TOPIC = re.compile(r"(?:「(?P<a>(?:[^「」]|「[^「」]*」){2,120})」|『(?P<b>[^『』]{2,120})』)")
_TOPIC_BEHIND = re.compile(
    r"\s*(?:と題し|をテーマ|と題する|という(?:題|演題|テーマ)|について|に関する|の(?:演題|テーマ|題目|題名)|をタイトル|と題した|を題材|の講演|に関し|を演題)"
)
_TOPIC_LABELS = {"演題", "講演題目", "題名", "題目", "タイトル", "テーマ", "講演テーマ"}
ROLES = {
    "司会",
    "司会者",
    "総合司会",
    "進行",
    "コーディネーター",
    "コーディネータ",
    "モデレーター",
    "モデレータ",
    "パネリスト",
    "パネラー",
    "ファシリテーター",
    "ファシリテータ",
    "コメンテーター",
    "コメンテータ",
    "座長",
    "ゲスト",
}
_SPEAKER_LABELS = {"講師", "講演者", "講師等", "発表者", "報告者", "説明者", "登壇者", "話題提供者"} | ROLES
_SUMMARY_LABELS = {"概要", "内容", "講演概要", "講演内容"}
_SOMEBODY_ELSE = re.compile(r"の後|後に|に続|その後|続いて|[一-鿿](?:が|は)、?$")
_TITLE_ALONE = re.compile(r"「[^「」]{4,60}」|『[^『』]{4,60}』")
_TALK = "講演"
_LISTED = re.compile(r"プログラム|次第|式次第|内容|実施内容")
_NEXT = re.compile(r"^\s*(?:続いて|続けて|次に|次いで|最後に|その後|また、|引き続き|終わりに|結びに|なお、)")
_SENTENCE = re.compile(r"[^。「」]*(?:「[^「」]*(?:「[^「」]*」[^「」]*)*」[^。「」]*)*。?")
_LEFTOVER = re.compile(
    r"[\s「」『』()、。:・]|から|より|による|によるご?|について|と題し[てた]?|をテーマに|氏|様|さん|先生|ご?講演|ご?報告|ご?説明|ご?発表|ご?紹介|いただきました|"
    r"いただいた|しました|行いました|が行われました|行われました|を|が|の|に|は|で|と|\d{1,2}[.)]"
)


@dataclass
class SessionDraft:
    """A session as it grows; ``lines`` are those that go into its summary."""

    heading: str
    kind: tuple[str, str]
    topic: str = ""
    intro: list[Line] = field(default_factory=list)
    speakers: list[Naming] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    structured: list[tuple[Line, str]] = field(default_factory=list)
    """Lines that are wholly in fields, with the field's name below the session."""
    heading_lines: list[Line] = field(default_factory=list)
    number: int = 0
    is_from_prose: bool = False


@dataclass
class Group:
    """A heading and what stands under it; without a heading it is the lead."""

    heading: str = ""
    head: Block | None = None
    blocks: list[Block] = field(default_factory=list)
    parent: str = ""


def group_blocks(blocks: Sequence[Block]) -> list[Group]:
    groups = [Group()]
    for block in blocks:
        if block.role is Role.HEADING:
            groups.append(Group(block.text, block))
        else:
            groups[-1].blocks.append(block)
    return groups


def read_sessions(group: Group, known: dict[str, PersonFound]) -> list[SessionDraft]:
    """The sessions under one heading; empty where nobody speaks and the heading names no part of a programme."""
    heading, head_people = _heading_parts(group)
    term = kind_of(heading) or kind_of(group.heading)
    named = is_programme_heading(heading) or bool(head_people)
    is_topic = bool(group.head and group.heading[:1] in "「『" and group.heading[-1:] in "」』")
    listed = is_listing(group.heading)
    labelled = (listed and _speaks_inside(group)) or any(
        block.role is Role.LABEL and block.label in _SPEAKER_LABELS for block in group.blocks
    )
    if not (named or labelled or is_topic):
        term = None if not _speaks_inside(group) else term
    reader = _Reader(
        heading=tidy(group.heading[1:-1]) if is_topic else heading,
        kind=(term.code, term.label) if term else ("lecture", "講演") if is_topic or labelled else ("other", "その他"),
        known=known,
        is_programme=named or labelled or is_topic,
        topic=tidy(group.heading[1:-1]) if is_topic else "",
    )
    if group.head:
        reader.open(group.head.line)
        if head_people:
            reader.add_people(head_people)
    for block in group.blocks:
        reader.read(block)
    return reader.close()


def _speaks_inside(group: Group) -> bool:
    return any(
        naming.part == "speaker"
        for block in group.blocks
        if block.role in {Role.PARAGRAPH, Role.ITEM}
        for naming in name_people(block.line, {}, default_speaks=False)
    )


def _heading_parts(group: Group) -> tuple[str, list[Naming]]:
    """(heading without the person, the people in it): 【来賓祝辞　青波市長　海野 英男　様】, 【高山局長の挨拶】."""
    head, heading = group.head, group.heading
    if head is None or heading[:1] in "「『" or not kind_of(heading):
        return heading, []
    start = max(0, head.line.folded.find(heading))
    first = re.match(r"(?P<part>\S+)\s+(?=\S)", heading)
    offset = start
    if first and is_programme_heading(first["part"]):
        offset = start + first.end()
    line = Line(head.line.number, head.line.text[offset : start + len(heading)])
    namings = [
        naming for naming in name_people(line, {}, default_speaks=True) if naming.part in {"speaker", "mentioned"}
    ]
    if offset == start:
        namings = [naming for naming in namings if naming.person.is_sure or naming.person.is_surname_only]
    if not namings:
        return heading, []
    rest = first["part"] if offset > start else heading
    if offset == start:
        for naming in namings:
            rest = rest.replace(line.folded[naming.person.start : naming.person.end], " ")
        rest = re.sub(r"^[\s:・]*の?\s*|\s*(?:の|:)?\s*$", "", rest)
    rest = re.sub(r"\s+", " ", rest).strip() or named_part(heading) or heading
    return rest, [replace(naming, part="speaker") for naming in namings]


@dataclass
class _Reader:
    heading: str
    kind: tuple[str, str]
    known: dict[str, PersonFound]
    is_programme: bool
    topic: str = ""
    sessions: list[SessionDraft] = field(default_factory=list)
    role_label: str = ""
    pending: str = ""
    """A label that stands alone on its line and waits for the next line's value."""
    items: int = 0

    def open(self, line: Line) -> None:
        self.sessions.append(SessionDraft(self.heading, self.kind, topic=self.topic, heading_lines=[line]))

    @property
    def current(self) -> SessionDraft:
        if not self.sessions:
            self.sessions.append(SessionDraft(self.heading, self.kind, topic=self.topic))
        return self.sessions[-1]

    def add_people(self, namings: list[Naming]) -> None:
        for naming in namings:
            self._add_speaker(self.current, naming)

    def _add_speaker(self, session: SessionDraft, naming: Naming) -> None:
        for index, other in enumerate(session.speakers):
            if _is_same_person(other, naming):
                session.speakers[index] = _fuller(other, naming)
                return
        session.speakers.append(naming)

    def read(self, block: Block) -> None:
        if block.role is Role.CAPTION:
            return
        if block.role is Role.LABEL:
            self._label(block)
            return
        if self.pending:
            label, self.pending = self.pending, self.pending
            if self._value(label, block):
                if label not in ROLES:
                    self.pending = ""
                return
            self.pending = ""
        self._prose(block)

    def _label(self, block: Block) -> None:
        self.pending = ""
        if not block.text:
            self.pending = block.label
            if block.label in _TOPIC_LABELS | _SPEAKER_LABELS | _SUMMARY_LABELS:
                self.current.structured.append((block.line, "label"))
            else:
                self.current.lines.append(block.line)
            return
        if not self._value(block.label, block):
            self.current.lines.append(block.line)

    def _value(self, label: str, block: Block) -> bool:
        """Put a label's value where it belongs; False where the label says nothing about a session."""
        line = block.line
        text = block.text if block.role is Role.LABEL else line.content
        if label in _TOPIC_LABELS:
            value = text.strip()
            inner = re.fullmatch(r"[「『](?P<inner>.*)[」』]", value)
            value = tidy(as_spelled(inner["inner"] if inner else value, line.text))
            session = self.current
            if session.topic and session.speakers and label != "テーマ":
                session = self._another()
            if session.topic:
                return False
            session.topic = value
            session.structured.append((line, "topic"))
            return True
        if label in _SPEAKER_LABELS:
            namings = [replace(naming, part="speaker") for naming in name_people(line, self.known, default_speaks=True)]
            if not namings:
                return False
            role = label if label in ROLES else ""
            if (
                not role
                and self.current.speakers
                and not role
                and self.current.topic
                and label in {"講師", "講演者", "発表者", "報告者"}
                and self.current.lines
            ):
                self._another()
            for naming in namings:
                self._add_speaker(self.current, replace(naming, role=role))
            self.current.structured.append((line, "speakers"))
            self._keep_rest(line, namings)
            return True
        if label in _SUMMARY_LABELS:
            self.current.lines.append(line)
            return True
        return False

    def _another(self) -> SessionDraft:
        former = self.current
        self.sessions.append(SessionDraft(former.heading, former.kind))
        return self.current

    def _keep_rest(self, line: Line, namings: list[Naming]) -> None:
        """A line whose words are not all in fields goes into the summary too."""
        if not self._is_spent(line, namings, ""):
            self.current.lines.append(line)

    def _is_spent(self, line: Line, namings: list[Naming], topic: str) -> bool:
        rest = list(line.content)
        offset = line.content_start
        for naming in namings:
            for position in range(max(0, naming.person.start - offset), min(len(rest), naming.person.end - offset)):
                rest[position] = " "
        text = "".join(rest)
        if topic:
            text = text.replace(topic, " ", 1)
        text = re.sub(
            r"^\s*(?:講師|講演者|発表者|報告者|説明者|登壇者|話題提供者|司会者?|総合司会|進行|コーディネータ[ー―]?|モデレータ[ー―]?|パネリスト|パネラー|ファシリテータ[ー―]?|コメンテータ[ー―]?|座長|ゲスト)\s*:?",
            "",
            text,
        )
        for part in (self.heading, named_part(text)):
            text = text.replace(part, " ", 1) if part else text
        return not _LEFTOVER.sub("", text)

    def _prose(self, block: Block) -> None:
        line = block.line
        speaks = self.is_programme and block.role in {Role.ITEM, Role.PARAGRAPH}
        namings = name_people(line, self.known, default_speaks=speaks and not line.bare.endswith("。"))
        speakers = [naming for naming in namings if naming.part == "speaker"]
        topics = _topics(line)
        if not speakers:
            if (
                topics
                and self.is_programme
                and not self.current.topic
                and len(topics) == 1
                and (topics[0][2] or block.role is Role.ITEM)
            ):
                self.current.topic = topics[0][3]
            if self.is_programme and not self.current.speakers and not self.current.lines and len(self.sessions) == 1:
                self.current.intro.append(line) if _announces(line) else self.current.lines.append(line)
            else:
                self.current.lines.append(line)
            return
        self._speeches(block, speakers, topics)

    def _speeches(self, block: Block, speakers: list[Naming], topics: list[tuple[int, int, bool, str]]) -> None:
        line = block.line
        is_short = not line.bare.endswith("。")
        is_item = block.role is Role.ITEM
        if is_item:
            self.items += 1
        starts_anew = False
        for index, naming in enumerate(speakers):
            topic = _topic_of(naming, speakers, index, topics)
            session = self.current
            own = self._own_kind(naming, line)
            if is_listing(self.heading):
                term = kind_of(naming.role)
                own = naming.role or "講演", (term.code, term.label) if term else ("other", "その他")
                if not session.speakers:
                    session.heading, session.kind = own
            known = any(_is_same_person(other, naming) for other in session.speakers)
            if own and (session.speakers or session.intro or session.lines or not self.is_programme) and not known:
                session = SessionDraft(own[0], own[1], is_from_prose=True)
                self.sessions.append(session)
                starts_anew = True
            elif not known and topic and session.speakers and (session.topic or is_item or is_short):
                session = SessionDraft(self.heading or own_heading(naming), self.kind)
                self.sessions.append(session)
                starts_anew = True
            elif (
                is_item and not known and session.speakers and not naming.role and (self.items > 1) and line.is_numbered
            ):
                session = SessionDraft(self.heading, self.kind)
                self.sessions.append(session)
                starts_anew = True
            if is_item and line.is_numbered:
                session.number = session.number or self.items
            if topic and not session.topic:
                session.topic = topic
            role = self.pending if self.pending in ROLES else naming.role
            self._add_speaker(session, replace(naming, role=role))
        spent = (is_short and self._is_spent(line, speakers, topics[0][3] if topics else "")) or (
            is_item and self._is_spent(line, speakers, topics[0][3] if topics else "")
        )
        if spent and len(topics) <= 1 and all(not topic[3] or topic[3] == same_topic(self.current) for topic in topics):
            self.current.structured.append((line, "speakers"))
        else:
            self.current.lines.append(line)
        del starts_anew

    def _own_kind(self, naming: Naming, line: Line) -> tuple[str, tuple[str, str]] | None:
        """Heading and kind of a speech that is not the one the heading announces (続いて…から説明しました)."""
        if not naming.role:
            return None
        term = kind_of(naming.role)
        if self.is_programme:
            heading_term = kind_of(self.heading)
            generic = naming.role in {
                "講演",
                "挨拶",
                "あいさつ",
                "報告",
                "発表",
                "説明",
                "紹介",
                "お話",
                "話題提供",
                "講話",
                "解説",
                "事例報告",
                "事例発表",
                "事例紹介",
            }
            if same(naming.role) in same(self.heading):
                return None
            follows = bool(_NEXT.match(line.folded[naming.sentence_start :]))
            if generic and not follows:
                return None
            if term and heading_term and term.code == heading_term.code:
                return None
            if not follows and not (
                term and term.code in {"opening", "closing", "questions", "formal", "congratulation", "guest"}
            ):
                return None
        heading = naming.role
        return heading, (term.code, term.label) if term else ("other", "その他")

    def close(self) -> list[SessionDraft]:
        numbered = [session for session in self.sessions if session.heading == self.heading and session.speakers]
        for number, session in enumerate(numbered, start=1):
            if len(numbered) > 1 and session.number:
                session.number = number
        return [
            session
            for session in self.sessions
            if session.speakers or session.heading_lines or session.lines or session.structured
        ]


def same_topic(session: SessionDraft) -> str:
    return session.topic


def own_heading(naming: Naming) -> str:
    return naming.role or "講演"


def _announces(line: Line) -> bool:
    """A sentence that only announces what follows (3名の方から報告していただきました)."""
    return (
        line.bare.endswith("。")
        and bool(re.search(r"\d+\s*(?:名|人|組|団体|社|件)|次のとおり|以下の|それぞれ", line.bare))
        and len(line.bare) < 120
    )


def _topics(line: Line) -> list[tuple[int, int, bool, str]]:
    """(start, end, whether the words behind it make it a title, title) of quoted passages of a line."""
    found = []
    for match in _TOPIC.finditer(line.folded):
        inner = "a" if match["a"] else "b"
        title = tidy(line.text[match.start(inner) : match.end(inner)])
        if title.endswith("。") or title.count("。"):
            continue
        title = re.sub(r"^[−－―\-〜~]+\s*(.*?)\s*[−－―\-〜~]+$", r"\1", title)
        nested = re.fullmatch(r"「([^「」]+)」", title)
        title = nested[1] if nested else title
        found.append((match.start(), match.end(), bool(_TOPIC_BEHIND.match(line.folded, match.end())), title))
    return found


def _topic_of(naming: Naming, speakers: list[Naming], index: int, topics: list[tuple[int, int, bool, str]]) -> str:
    """The talk title that belongs to a speaker: behind the name up to the next one, or before it in the sentence."""
    person = naming.person
    next_start = speakers[index + 1].person.start if index + 1 < len(speakers) else 10**9
    for start, _, is_title, title in topics:
        if person.end <= start < next_start and start < naming.sentence_end and (is_title or naming.is_short):
            return "" if _SOMEBODY_ELSE.search(naming.text[person.end : start]) else title
    previous_end = speakers[index - 1].person.end if index else -1
    for start, end, is_title, title in reversed(topics):
        if (
            end <= person.start
            and start > previous_end
            and start >= naming.sentence_start
            and (is_title or naming.is_short)
        ):
            return title
    return ""


def _is_same_person(one: Naming, other: Naming) -> bool:
    first, second = same(one.person.name), same(other.person.name)
    if first == second:
        return True
    if one.person.is_surname_only or other.person.is_surname_only:
        return first.startswith(second) or second.startswith(first)
    return bool(one.person.kana) and same(one.person.kana) == same(other.person.kana)


def _fuller(one: Naming, other: Naming) -> Naming:
    """The two namings of one person as one: the longer name, and what either adds."""
    first, second = (other, one) if one.person.is_surname_only and not other.person.is_surname_only else (one, other)
    person = first.person
    return replace(
        first,
        person=replace(
            person,
            kana=person.kana or second.person.kana,
            affiliation=max(person.affiliation, second.person.affiliation, key=len),
            position=person.position or second.person.position,
            honorific=person.honorific or second.person.honorific,
        ),
        role=first.role or second.role,
        on_behalf_of=first.on_behalf_of or second.on_behalf_of,
    )


def topic_in(line: Line, naming: Naming) -> str:
    """The talk title that a line gives for the one speaker that it names."""
    return _topic_of(naming, [naming], 0, _topics(line))


def is_listing(heading: str) -> bool:
    """Whether a heading only says that the programme follows (プログラム, 次第)."""
    return bool(_LISTED.fullmatch(heading))


def split_listings(groups: Sequence[Group]) -> list[Group]:
    """Split a printed programme ((1)開会挨拶 …, (2)基調講演「…」 …) into a group for each of its parts."""
    result: list[Group] = []
    for group in groups:
        parts = [_part_name(block) for block in group.blocks]
        if _TALK in parts and not _has_speaker_lines(group.blocks):
            parts = ["" if part == _TALK else part for part in parts]
        if sum(map(bool, parts)) < 2:
            result.append(group)
            continue
        result.append(Group(group.heading, group.head))
        for block, part in zip(group.blocks, parts, strict=True):
            if part:
                result.append(Group(part, None, [block]))
            elif result[-1].head or result[-1].heading == group.heading or _goes_on(block):
                result[-1].blocks.append(block)
            else:
                result.append(Group(group.heading, None, [block]))
    return result


def _has_speaker_lines(blocks: Sequence[Block]) -> bool:
    """Whether lines under the titles name who spoke (quoted comments of a survey stand alone)."""
    return any(
        _TITLE_ALONE.fullmatch(block.line.content) and name_people(following.line, {}, default_speaks=True)
        for block, following in pairwise(blocks)
    )


def _goes_on(block: Block) -> bool:
    line = block.line
    return line.is_indented or block.role is Role.CAPTION or line.bare[:1] in "「『" or bool(find_people(line.text))


def _part_name(block: Block) -> str:
    """The part of the programme that an entry of a printed programme begins with, or ""."""
    content = block.line.content
    if block.role is not Role.ITEM or block.line.bare.endswith("。") or len(content) > 90:
        return ""
    match = re.match(r"(?P<part>[^\s「『(:]{2,14})(?=[\s「『(:]|$)", content)
    if match and is_programme_heading(match["part"]):
        return match["part"]
    return _TALK if _TITLE_ALONE.fullmatch(content) else ""
