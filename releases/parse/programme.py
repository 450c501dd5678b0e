"""The programme of an event: from a headed group of lines to sessions with their speakers."""

import re
from dataclasses import dataclass, field, replace

from releases.parse.billing import Naming, head_by_office, name_people
from releases.parse.blocks import Block, Role
from releases.parse.folding import as_spelled, same, tidy
from releases.parse.further_people import with_unmarked
from releases.parse.groups import Group, is_listing
from releases.parse.kinds import has_speech, is_plain_heading, is_programme_heading, kind_of, named_part
from releases.parse.layout import sole_person
from releases.parse.people import LABEL_WORD, find_people
from releases.parse.person import PersonFound
from releases.parse.sessions import ROLES, SPEAKER_LABELS, SessionDraft
from releases.parse.source import Line
from releases.parse.titled_lines import QUOTED_TITLE
from releases.parse.topics import Topic, find_topics, topic_of

_TOPIC_LABELS = {"演題", "講演題目", "題名", "題目", "タイトル", "テーマ", "講演テーマ"}
_SUMMARY_LABELS = {"概要", "内容", "講演概要", "講演内容"}
_NEXT = re.compile(r"\s*(?:続いて|続けて|次に|次いで|最後に|その後|また、|引き続き|終わりに|結びに|なお、)")
_ANNOUNCES = re.compile(r"\d\s*(?:名|人|組|団体|社|件)|次のとおり|以下の|それぞれ")
# Words for any speech: they name no other part of the programme than the one that is going on.
_GENERAL = frozenset(
    "講演 挨拶 あいさつ 報告 発表 説明 紹介 お話 話題提供 講話 解説 事例報告 事例発表 事例紹介".split()
)
_HONOURS = re.compile(r"表彰|感謝状|贈呈|受賞|受彰|入賞|入選|功績|作品|標語")
_CEREMONIAL = {"host", "opening", "closing", "questions", "formal", "congratulation", "guest"}
_PART_AND_TITLE = re.compile(
    rf"(?:第[一二三四五\d]部\s*:?\s*)?(?P<part>[^\s「」『』]{{2,16}})\s*(?P<topic>{QUOTED_TITLE})"
)
_LONGEST_ENTRY = 110
# A title in its own line under the speaker, without quotation marks.
_TITLE_BELOW = re.compile(r"[^。「」『』:]{4,56}(?:について|に向けて|とは|に学ぶ|を考える|を目指して)")
_SHORTEST_TITLE = 6
# 信書便制度の概要 is what a talk is about, 開催の概要 a customary heading.
_CONTENT_TITLE = re.compile(
    r"^(?!.*(?:開催|実施|行事|式典|当日|会議|総会|セミナー|フォーラム|イベント|訓練|教室)).{3,}の概要$"
)
# What a talk's title says further in a line of its own.
_SUBTITLE = re.compile(r"(?:-{1,2}[^-]{3,50}-{1,2}|~[^~]{3,50}~|<[^<>]{3,50}>)")
_NO_TITLE = re.compile(
    r"(?:教室|講座|訓練|体験|展示|会|式|祭|事例|大会|状況|様子|コーナー|ブース|について|[【】≪≫])$|^\d|年度|実施|開催"
)
_TOLD_WITHIN = 4
_TALK = ("lecture", "講演")
_OTHER = ("other", "その他")


def is_prose(line: Line) -> bool:
    """Whether a line is made of sentences, be it that a page breaks off in one."""
    return "。" in line.bare or len(line.bare) > _LONGEST_ENTRY


def read_sessions(group: Group, known: dict[str, PersonFound]) -> list[SessionDraft]:
    """The sessions under one heading; a heading that names no part of a programme makes them of speeches alone."""
    titled = _PART_AND_TITLE.fullmatch(group.heading)
    heading, people = (titled["part"], []) if titled else _heading_parts(group, known)
    is_topic = bool(group.head) and group.heading[:1] in "「『" and group.heading[-1:] in "」』"
    is_labelled = any(block.role is Role.LABEL and block.label in SPEAKER_LABELS for block in group.blocks)
    is_labelled = is_labelled or (is_listing(group.heading) and _speaks_inside(group))
    is_labelled = is_labelled or (bool(group.head) and any(map(_is_a_person_s_line, group.blocks)))
    is_billed = _opens_with_billing(group)
    is_labelled = is_labelled or is_billed or _lists_participants(group)
    is_programme = is_programme_heading(heading) or bool(people) or is_labelled or is_topic
    term = (kind_of(heading) or kind_of(group.heading)) if is_programme or _speaks_inside(group) else None
    topic = tidy(group.heading[1:-1]) if is_topic else ""
    if titled:
        topic = titled["topic"][1:-1]
        topic = tidy(as_spelled(topic, group.head.line.text if group.head else topic))
    kind = (term.code, term.label) if term else _TALK if is_topic or is_labelled else _OTHER
    reader = _Reader(topic if is_topic else heading, kind, topic, known, is_programme=is_programme)
    if group.head:
        reader.current.heading_lines.append(group.head.line)
    for naming in people:
        reader.current.add_speaker(naming)
    for block in group.blocks:
        reader.read(block)
    sessions = reader.close()
    if is_programme and (topic or re.search(r"\d$", heading)):
        _let_first_speak(group, sessions, known)
    elif not is_programme or is_billed:
        _take_title(group, sessions, is_billed=is_billed)
    return sessions


def _let_first_speak(group: Group, sessions: list[SessionDraft], known: dict[str, PersonFound]) -> None:
    """Under a talk's heading whose text lets nobody speak, whoever it names first gave the talk."""
    if len(sessions) != 1 or sessions[0].speakers:
        return
    for block in group.blocks:
        if block.role is not Role.PARAGRAPH:
            continue
        for naming in name_people(block.line, known, default_speaks=False):
            person = naming.person
            if naming.part == "mentioned" and person.honorific and (person.affiliation or person.position):
                sessions[0].add_speaker(replace(naming, part="speaker", person=replace(person, is_sure=False)))
                return


def _take_title(group: Group, sessions: list[SessionDraft], *, is_billed: bool) -> None:
    """A heading that is no customary one over a text that opens with its one speaker is the talk's title."""
    speakers = [naming for session in sessions for naming in session.speakers]
    first = next((block.line for block in group.blocks if block.role is Role.PARAGRAPH), None)
    if not group.head or len(speakers) != 1 or not first or speakers[0].line != first.number:
        return
    heading, naming = group.heading, speakers[0]
    if naming.person.start > first.start + 1 or len(heading) < _SHORTEST_TITLE or not naming.person.affiliation:
        return
    is_customary = is_plain_heading(heading) and not _CONTENT_TITLE.search(heading)
    if (
        is_programme_heading(heading)
        or (kind_of(heading) and not is_billed)
        or is_customary
        or _NO_TITLE.search(heading)
        or find_people(heading)
    ):
        return
    session = next(session for session in sessions if session.speakers)
    if not session.topic:
        session.topic = tidy(as_spelled(heading, group.head.line.text))
        session.speakers[0] = replace(naming, person=replace(naming.person, is_sure=False))


_TAKE_PART = re.compile(r"参加|出席|登壇|講師|アドバイザー|パネリスト|発表者|ゲスト|体験談|委員")


def _lists_participants(group: Group) -> bool:
    """Whether a heading that speaks of taking part stands over nothing but billings."""
    if not group.head or _HONOURS.search(group.heading):
        return False
    lines = [block for block in group.blocks if block.role in {Role.PARAGRAPH, Role.ITEM}]
    billed = [bool(sole_person(block.line)) for block in lines]
    return bool(_TAKE_PART.search(group.heading)) and sum(billed) > 0 and sum(billed) >= len(lines) - 1


def _opens_with_billing(group: Group) -> bool:
    """Whether a section opens with somebody's billing and goes on to tell what they said."""
    lines = [block.line for block in group.blocks if block.role in {Role.PARAGRAPH, Role.ITEM}]
    if not group.head or len(lines) < 2 or _HONOURS.search(group.heading) or _TAKE_PART.search(group.heading):
        return False
    person = sole_person(lines[0])
    if person is None or not is_prose(lines[1]):
        return False
    family = person.name.split(" ")[0]
    return any(has_speech(line.folded) or family in line.folded for line in lines[1:_TOLD_WITHIN])


def _is_a_person_s_line(block: Block) -> bool:
    """A line that is nothing but somebody with honorific and post, as under a heading of a programme."""
    line = block.line
    if block.role is not Role.PARAGRAPH or len(line.bare) > 80:
        return False
    people = find_people(line.text)
    if len(people) != 1 or people[0].honorific not in {"氏", "先生"} or not people[0].position:
        return False
    return people[0].start <= line.content_start and people[0].end >= len(line.folded.rstrip())


def _speaks_inside(group: Group) -> bool:
    return any(
        naming.part == "speaker"
        for block in group.blocks
        if block.role in {Role.PARAGRAPH, Role.ITEM}
        for naming in name_people(block.line, {}, default_speaks=False)
    )


def _heading_parts(group: Group, known: dict[str, PersonFound]) -> tuple[str, list[Naming]]:
    """(heading without the person, the people in it): 【来賓祝辞　青波市長　海野 英男　様】, 【高山局長の挨拶】."""
    head, heading = group.head, group.heading
    named = with_unmarked(head.line, find_people(head.line.text)) if head else ()
    if head and not named and (by_office := head_by_office(head.line, known)):
        return by_office.role, [by_office]
    if head is None or heading[:1] in "「『" or not kind_of(heading):
        return heading, []
    first = re.match(r"(?P<part>\S+)\s+(?=\S)", heading)
    opens_with_part = first is not None and is_programme_heading(first["part"])
    billing = heading[first.end() :] if opens_with_part else heading
    start = max(0, head.line.folded.rfind(billing))
    line = Line(head.line.number, head.line.text[start : start + len(billing)])
    namings = [naming for naming in name_people(line, {}, default_speaks=True) if _speaks_in_heading(naming, line)]
    if not opens_with_part:
        namings = [naming for naming in namings if naming.person.is_sure or naming.person.is_surname_only]
    if not namings:
        return heading, []
    rest = line.folded
    for naming in namings:
        rest = rest.replace(line.folded[naming.person.start : naming.person.end], " ", 1)
    absent = re.fullmatch(r"(?P<post>[^()]*)\(\s*代理\s*(?::\s*)?\)", rest.strip())
    rest = re.sub(r"^[\s:・]*の?\s*|\s*(?:の|:)?\s*$", "", rest)
    if opens_with_part and (absent or not rest):
        rest = first["part"]
    elif opens_with_part:
        return heading, []
    on_behalf_of = tidy(absent["post"]) if absent else ""
    speakers = [replace(naming, part="speaker", on_behalf_of=naming.on_behalf_of or on_behalf_of) for naming in namings]
    return tidy(rest) or named_part(heading) or heading, speakers


def _speaks_in_heading(naming: Naming, line: Line) -> bool:
    return naming.part in {"speaker", "mentioned"} or (naming.part == "head" and "代理" in line.folded)


def _keep_lone_labels(session: SessionDraft) -> None:
    """A role in a line of its own that nobody took says something by itself."""
    roles = {naming.role for naming in session.speakers}
    for entry in [(line, part) for line, part in session.structured if not part and _is_lone_role(line, roles)]:
        session.structured.remove(entry)
        session.lines.append(entry[0])


def _is_lone_role(line: Line, taken: set[str]) -> bool:
    label = re.sub(r"[^\w]", "", line.bare)
    return label in ROLES and label not in taken


@dataclass
class _Reader:
    """Reads the blocks of one group into sessions."""

    heading: str
    kind: tuple[str, str]
    topic: str
    known: dict[str, PersonFound]
    is_programme: bool
    sessions: list[SessionDraft] = field(default_factory=list)
    pending: str = ""
    """A label that stands alone on its line and waits for its value; a role waits until the next label."""
    items: int = 0

    @property
    def is_honours(self) -> bool:
        """Whether those listed are honoured, so that only a sentence can say that one of them spoke."""
        return self.kind[0] == "award"

    @property
    def current(self) -> SessionDraft:
        return self.sessions[-1] if self.sessions else self._begin(topic=self.topic)

    def _begin(self, *, topic: str = "") -> SessionDraft:
        self.sessions.append(SessionDraft(self.heading, self.kind, topic=topic))
        return self.sessions[-1]

    def read(self, block: Block) -> None:
        if block.role is Role.CAPTION:
            return
        if block.role is Role.LABEL:
            self._read_label(block)
            return
        if self.pending in ROLES and is_prose(block.line):
            self.pending = ""
        elif (label := LABEL_WORD.match(block.line.content)) and label[0].strip() in ROLES and self.is_programme:
            self.pending = "" if is_prose(block.line) else label[0].strip()
        if self.pending:
            if self._take_value(self.pending, block):
                self.pending = self.pending if self.pending in ROLES else ""
                return
            self.pending = ""
        self._read_prose(block)

    def close(self) -> list[SessionDraft]:
        """The sessions, numbered where they make a numbered list."""
        for session in self.sessions:
            _keep_lone_labels(session)
        listed = [session for session in self.sessions if session.heading == self.heading and session.speakers]
        for number, session in enumerate(listed, start=1):
            if len(listed) > 1 and session.number:
                session.number = number
        return [session for session in self.sessions if session.is_begun or session.heading_lines or session.structured]

    # Labels

    def _read_label(self, block: Block) -> None:
        self.pending = block.label if not block.text or block.label in ROLES else ""
        if block.text:
            if not self._take_value(block.label, block):
                self.current.lines.append(block.line)
        elif block.label in _TOPIC_LABELS | SPEAKER_LABELS | _SUMMARY_LABELS:
            self.current.structured.append((block.line, ""))
        else:
            self.current.lines.append(block.line)

    def _take_value(self, label: str, block: Block) -> bool:
        """Put a label's value where it belongs; False where the label says nothing about a session."""
        if label in _TOPIC_LABELS:
            return self._take_topic(label, block)
        if label in SPEAKER_LABELS:
            return self._take_speakers(label, block.line)
        if label in _SUMMARY_LABELS:
            self.current.lines.append(block.line)
            return True
        return False

    def _take_topic(self, label: str, block: Block) -> bool:
        line = block.line
        value = (block.text if block.role is Role.LABEL else line.content).strip()
        inner = re.fullmatch(r"[「『](?P<inner>.*)[」』]", value)
        session = self.current
        if session.topic and session.speakers and label != "テーマ":
            session = self._begin()
        if session.topic:
            return False
        session.topic = tidy(as_spelled(inner["inner"] if inner else value, line.text))
        session.structured.append((line, "topic"))
        return True

    def _take_speakers(self, label: str, line: Line) -> bool:
        namings = name_people(line, self.known, default_speaks=True)
        if not namings:
            return False
        role, session = (label if label in ROLES else ""), self.current
        is_led = any(naming.role in ROLES for naming in session.speakers)
        if not role and session.speakers and session.topic and session.lines and not is_led:
            session = self._begin()
        for naming in namings:
            session.add_speaker(replace(naming, part="speaker", role=role))
        titles = find_topics(line)
        if not session.topic and len(titles) == 1 and len(namings) == 1:
            session.topic = titles[0].title
        self._keep(line, session, namings)
        return True

    # Prose and lists

    def _read_prose(self, block: Block) -> None:
        line, is_sentence = block.line, is_prose(block.line)
        namings = name_people(
            line, self.known, default_speaks=self.is_programme and not is_sentence and not self.is_honours
        )
        if not namings and self.is_programme and not is_sentence and (head := head_by_office(line, self.known)):
            namings = [head]
        speakers = [naming for naming in namings if naming.part == "speaker"]
        topics = find_topics(line)
        session = self.current
        if session.topic and not session.speakers and not session.lines and _SUBTITLE.fullmatch(line.content):
            session.topic = f"{session.topic} {tidy(line.text[line.content_start :])}"
            session.structured.append((line, "topic"))
            return
        if speakers:
            self._read_speeches(block, speakers, topics)
            return
        waits = session.speakers and not session.topic and not session.lines and not topics
        if self.is_programme and waits and _TITLE_BELOW.fullmatch(line.content):
            session.topic = tidy(line.text[line.content_start :])
            session.structured.append((line, "topic"))
            return
        if self.is_programme and not session.topic and len(topics) == 1:
            is_whole = len(line.bare) <= topics[0].end - topics[0].start
            session.topic = topics[0].title if topics[0].is_title or is_whole or block.role is Role.ITEM else ""
        is_intro = self.is_programme and len(self.sessions) == 1 and not session.speakers and not session.lines
        if is_intro and is_sentence and len(line.bare) < 120 and _ANNOUNCES.search(line.bare):
            session.intro.append(line)
        else:
            session.lines.append(line)

    def _read_speeches(self, block: Block, speakers: list[Naming], topics: list[Topic]) -> None:
        line = block.line
        is_item = block.role is Role.ITEM
        self.items += is_item
        for index, naming in enumerate(speakers):
            topic = topic_of(speakers, index, topics)
            session = self._session_of(naming, topic, block)
            if is_item and line.is_numbered:
                session.number = session.number or self.items
            session.topic = session.topic or topic
            session.add_speaker(replace(naming, role=self.pending if self.pending in ROLES else naming.role))
        stands_alone = is_item or not line.bare.endswith(("。", "した"))
        is_told = all(topic.title == self.current.topic for topic in topics) and len(topics) <= 1
        if stands_alone and is_told:
            self._keep(line, self.current, speakers)
        else:
            self.current.lines.append(line)

    def _keep(self, line: Line, session: SessionDraft, namings: list[Naming]) -> None:
        """A line whose words are not all in fields goes into the summary."""
        if session.holds(line, namings):
            session.structured.append((line, ""))
        else:
            session.lines.append(line)

    def _session_of(self, naming: Naming, topic: str, block: Block) -> SessionDraft:
        """The session that a speech belongs to: the current one, or a new one."""
        session = self.current
        own = self._own_part(naming, block.line)
        if own and is_listing(self.heading) and not session.speakers:
            session.heading, session.kind = own
        if session.has(naming):
            return session
        if own and (session.is_begun or not self.is_programme):
            self.sessions.append(SessionDraft(*own, is_from_prose=True))
            return self.current
        is_short = not block.line.bare.endswith("。")
        has_own_topic = topic and (session.topic or is_short)
        is_entry = block.role is Role.ITEM and self.items > 1 and not naming.role
        is_next_entry = is_entry and (block.line.is_numbered or bool(session.topic))
        return self._begin() if session.speakers and (has_own_topic or is_next_entry) else session

    def _own_part(self, naming: Naming, line: Line) -> tuple[str, tuple[str, str]] | None:
        """Heading and kind of a speech that is not the one the heading announces (続いて…から説明しました)."""
        term = kind_of(naming.role) if naming.role else None
        part = naming.role or "講演", (term.code, term.label) if term else _OTHER
        if is_listing(self.heading):
            return part
        if not naming.role:
            return None
        if not self.is_programme:
            return part
        heading_term = kind_of(self.heading)
        if same(naming.role) in same(self.heading) or (term and heading_term and term.code == heading_term.code):
            return None
        if _NEXT.match(line.folded, naming.sentence_start):
            return part
        is_ceremonial = term is not None and term.code in _CEREMONIAL and naming.role not in _GENERAL
        return part if is_ceremonial else None
