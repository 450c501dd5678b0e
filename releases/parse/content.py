"""The headed groups of a page: lead, programme, sections, survey, closing."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bureau.eras import find_dates
from releases.parse.affiliations import opens_with_legal_form
from releases.parse.billing import Naming, head_by_office, name_people
from releases.parse.blocks import Block, Role
from releases.parse.counts import CountReader
from releases.parse.draft import Draft, PlacedSession, lines_of
from releases.parse.folding import same, tidy
from releases.parse.groups import Group, is_listing
from releases.parse.kinds import is_programme_heading, kind_of, last_named_part
from releases.parse.layout import sole_person
from releases.parse.markup import body_markup
from releases.parse.people import find_people
from releases.parse.person import PersonFound
from releases.parse.posts import ends_in_body
from releases.parse.programme import is_prose, read_sessions
from releases.parse.result import PersonNamed
from releases.parse.roles import more_precise
from releases.parse.sessions import ROLES, SPEAKER_LABELS, SessionDraft
from releases.parse.source import Line
from releases.parse.survey import announces_comments, comment_text, is_survey_heading, quoted_comments
from releases.parse.titled_lines import QUOTED_TITLE
from releases.parse.topics import find_topics, topic_of

_CUSTOMARY_SURVEY = re.compile(r"(?:参加者の?)?アンケート|参加者の声")
_CLOSING = re.compile(r"今後(?:と)?も|引き続き|これからも|(?:参|まい)ります。$|努めて|好評|盛会|盛況|今後の.{0,20}期待")
_AWARDS = re.compile(r"表彰|感謝状|贈呈|受賞|受彰|入選|授与|作品|功績|標語|作文|[大優秀良佳]賞")
_CLASS = re.compile(r"部門|の部|佳作|[大優秀良佳]賞|(?<!受|入)賞$")
_ANNOUNCES_LIST = re.compile(
    r"(?:では|から|以下の.{0,12}|次の.{0,12}|のとおり.{0,12}|行われました|行いました|ありました|いただきました|しました|されました|です)[、。:]?$"
)
_FACTS_HEADING = re.compile(r"(?:開催|実施)?の?(?:概要|日程|内容|要領)")
_WINNER = re.compile(r"(?P<name>[^()「」/|。:]{2,30})\s*\((?P<post>.+)\)")
# A body that stands alone in its line among the winners, with its head in parentheses or without.
_WINNING_BODY = re.compile(r"(?P<name>[^()「」/|。:、]{3,40}?)\s*(?:\([^()]{2,30}(?:\([^()]{1,20}\))?\))?(?:\s?様)?")
_NO_WINNER = re.compile(
    r"^(?:個人|団体|学校|企業|一般)$|部門$|の部$|表彰|受賞|[大優秀良佳]賞|功績|方々|次の|以下|敬称略"
)


def _is_winning_body(name: str) -> bool:
    is_body = ends_in_body(name, surely=True) or opens_with_legal_form(name) or name.endswith(_TOWNS)
    return is_body and not _NO_WINNER.search(name) and not find_people(name)


_TOWNS = ("市", "町", "村", "の会", "県", "部", "クラブ", "局", "館", "隊", "団")
_WORK_AND_WINNER = re.compile(r"「[^「」]{2,60}」\s*(?P<name>[^()「」/|。:]{2,30}?)\s*(?:\([^()]{2,40}\))?")
_HONOURED_BODY = re.compile(r"(?:表彰|受賞|受彰)(?:団体|者)\s*:\s*(?P<name>[^()]{2,40})")
_DAY_LABEL_REST = re.compile(
    r"(?:午前|午後)?\s*\d{1,2}\s*(?:時(?:\s*\d{1,2}\s*分|半)?|:\d{2})|から|まで|~|-|より|[\s、,。]|及び|と"
)
_COUNT_LABEL_REST = re.compile(
    r"(?:約|およそ|延べ|のべ|総勢|合計|計)?\s*(?<![\d,])[\d,]+\s*(?:名様?|人|組|団体|社|機関)|[\s、]"
)


def read_groups(draft: Draft, groups: Sequence[Group]) -> None:
    """Read every group into ``draft``."""
    counts = CountReader(draft)
    honours = ""
    for index, group in enumerate(groups):
        # 児童部門 and 佳作 under a prize are of that prize.
        is_class = bool(honours or _AWARDS.search(draft.top.title)) and bool(_CLASS.search(group.heading))
        honours = group.heading if _AWARDS.search(group.heading) or is_class else ""
        group.parent = (honours or draft.top.title) if is_class else ""
        following = groups[index + 1] if index + 1 < len(groups) else None
        if group.head and not group.blocks and following and not _names_somebody(group, draft.known):
            _read_bare_heading(draft, group)
            continue
        if group.head and is_survey_heading(group.heading):
            _read_survey(draft, group)
            continue
        counts.read(group)
        _read_group(draft, group, index, is_last=following is None)
    if draft.top.subtitle:
        counts.read_subtitle(Line(draft.top.title_line, draft.top.subtitle))
    draft.place(draft.lead, "lead")
    draft.place(draft.closing, "closing")


def _names_somebody(group: Group, known: dict[str, PersonFound]) -> bool:
    """Whether the heading itself says who spoke: 【来賓挨拶　見本県知事　海野 英男　様】."""
    words = group.heading.split(maxsplit=1)
    rest = words[1] if len(words) == 2 and is_programme_heading(words[0]) else ""
    if head_by_office(group.head.line, known):
        return True
    return bool(find_people(group.head.line.text) or (rest and name_people(Line(0, rest), {}, default_speaks=True)))


def _read_bare_heading(draft: Draft, group: Group) -> None:
    """A heading over headings: the document has one level, so the line stays beside for the editor."""
    if is_listing(group.heading):
        draft.ledger.place(group.head.line, "event.sessions")
    elif group.head.is_assumed:
        draft.findings.add(
            "heading_assumed", group.head.line.number, f"「{group.heading}」の行の置き場所が分かりません。"
        )


def _read_group(draft: Draft, group: Group, index: int, *, is_last: bool) -> None:
    is_lead = group.head is None and index == 0
    texts = [block for block in group.blocks if block.role is not Role.CAPTION]
    texts = _take_comments(draft, texts)
    texts = _take_closing(draft, texts, is_lead=is_lead) if is_last else texts
    place = ""
    if is_lead:
        billed = _billed_by_labels(texts)
        _read_lead(draft, [block for block in texts if block not in billed])
        if billed:
            _add_sessions(draft, read_sessions(Group("講演", None, billed), draft.known), index, "講演")
    elif not group.heading:
        _read_told_behind(draft, texts)
    else:
        kept = {block.line.number for block in texts}
        shown = [block for block in group.blocks if block.role is Role.CAPTION or block.line.number in kept]
        sessions = read_sessions(replace(group, blocks=shown), draft.known)
        names_a_part = is_programme_heading(group.heading) and kind_of(group.heading)
        if sessions and (names_a_part or any(session.speakers for session in sessions)):
            place = _add_sessions(draft, sessions, index, group.heading)
            if group.head and names_a_part and not any(session.speakers for session in sessions):
                message = f"「{group.heading}」で話した人が読み取れません。"
                draft.findings.add("speaker_unclear", group.head.line.number, message, field=f"{place}.speakers")
        else:
            place = _add_section(draft, group, texts)
        for block in texts:
            _quote(draft, block.line)
    draft.captions += [(block, place) for block in group.blocks if block.role is Role.CAPTION]


# Lead


def _billed_by_labels(texts: list[Block]) -> list[Block]:
    """演題 and 講師 among the labels of an announcement, which has no headings; nothing where nobody is named."""
    billed: list[Block] = []
    is_listed = False
    for block in texts:
        if block.role is Role.LABEL and block.label in SPEAKER_LABELS | {"演題", "題目"}:
            # 講師: in a line of its own stands over those who are listed under it.
            is_listed = not block.text
            billed.append(block)
        elif is_listed := is_listed and sole_person(block.line) is not None:
            billed.append(block)
    is_billed = any(find_people(block.text or block.line.text) or sole_person(block.line) for block in billed)
    return billed if is_billed else []


def _read_lead(draft: Draft, texts: list[Block]) -> None:
    listed_part = ""
    for block in texts:
        if _is_spent(draft, block):
            continue
        draft.lead.append(block.line)
        _quote(draft, block.line)
        listed_part = _listed_part(block, listed_part)
        own_part = _part_in_line(block.line)
        _read_prose(draft, block.line, own_part or (listed_part if block.role is Role.ITEM else ""))


def _read_told_behind(draft: Draft, texts: list[Block]) -> None:
    """What is told of the whole behind a printed programme."""
    for block in texts:
        draft.closing.append(block.line)
        _quote(draft, block.line)
        _read_prose(draft, block.line)


_TITLE_OPENS = re.compile(QUOTED_TITLE)
_PART_OPENS = re.compile(r"(?P<part>[^\s:「『(]{2,14})\s*(?:[:\s]|(?=[「『]))\s*\S")


def _part_in_line(line: Line) -> str:
    """The part of a programme that opens a line of part, title and speaker, outside any programme's heading."""
    titled = _TITLE_OPENS.match(line.content)
    if titled and line.is_item and sole_person(Line(0, line.content[titled.end() :].strip(" ()"))):
        return "講演"
    match = _PART_OPENS.match(line.content)
    return match["part"] if match and not is_prose(line) and is_programme_heading(match["part"]) else ""


def _is_spent(draft: Draft, block: Block) -> bool:
    """Whether a label's line says nothing beyond the fields that it went to."""
    if block.role is not Role.LABEL or not draft.ledger.is_placed(block.line):
        return False
    places = draft.ledger.places(block.line)
    if places == ("event.days",):
        rest = block.text
        for reading in find_dates(rest, reference=draft.release_date or date.max):
            rest = rest.replace(reading.text, " ", 1)
        return not _DAY_LABEL_REST.sub("", rest)
    if any(place.startswith("event.counts") for place in places):
        return not _COUNT_LABEL_REST.sub("", block.text)
    return True


def _read_prose(draft: Draft, line: Line, listed_part: str = "") -> None:
    """Speeches that a sentence reports outside the programme's headings; ``listed_part`` is what the sentence above
    a list says that everybody in it gave (講演)."""
    namings = name_people(line, draft.known, default_speaks=bool(listed_part))
    speakers, topics = [naming for naming in namings if naming.part == "speaker"], find_topics(line)
    for naming in namings:
        topic = topic_of(speakers, speakers.index(naming), topics) if naming.part == "speaker" else ""
        naming = replace(naming, role=naming.role or listed_part)
        if naming.part == "speaker" and _is_honoured(draft, naming):
            naming = replace(naming, part="awarded")
        if naming.part != "speaker":
            mention(draft, naming)
            continue
        panel = _panel_of(naming, speakers)
        if panel and draft.sessions and draft.sessions[-1].draft.panel == panel:
            # Those who talk with each other in one sentence share the session.
            session = draft.sessions[-1].draft
            session.add_speaker(naming)
            session.topic = session.topic or topic
            draft.place_number(naming.line, f"event.sessions[{len(draft.sessions) - 1}]")
            continue
        part = _PANEL_NAMED.search(naming.text, naming.sentence_start, naming.sentence_end) if panel else None
        heading = part[0] if part else _PANEL if panel else naming.role or "講演"
        term = kind_of(heading)
        kind = (term.code, term.label) if term else ("other", "その他")
        if panel and kind[0] not in _TALKS:
            kind = ("panel", "パネルディスカッション")
        session = SessionDraft(heading, kind, topic=topic, is_from_prose=True, panel=panel)
        session.speakers.append(naming)
        _add_sessions(draft, [session], None, "")


def _is_honoured(draft: Draft, naming: Naming) -> bool:
    """Whether somebody only says something as the winner of a prize, without a part in the programme."""
    is_winner = any(
        person.part == "awarded" and same(person.name) == same(naming.person.name) for person in draft.people
    )
    if not is_winner or naming.role not in _SAID:
        return False
    message = f"受賞者「{naming.person.name}」の言葉があります。登壇者とはしませんでした。"
    draft.findings.add("person_not_speaking", naming.line, message, field="event.sessions")
    return True


_SAID = {"", "挨拶"}
_PANEL = "意見交換"
_TALKS = {"panel", "talk"}
_PANEL_NAMED = re.compile(r"パネル・?(?:ディスカッション|討論|討議)|トーク・?セッション|鼎談|対談|座談会|意見交換|討論")


def _panel_of(naming: Naming, speakers: Sequence[Naming]) -> tuple[int, int] | None:
    """(line, start) of the sentence, where it tells of several people one of whom leads their talk; or None."""
    beside = [other for other in speakers if other.sentence_start == naming.sentence_start]
    leads = any(other.role in ROLES for other in beside)
    return (naming.line, naming.sentence_start) if leads and len(beside) > 1 else None


def mention(draft: Draft, naming: Naming) -> None:
    """Note somebody who does not speak; the first head of the bureau is the document's director."""
    person = naming.person
    if naming.part == "director" and draft.director is None and not person.is_surname_only:
        draft.director = {"name": person.name, "kana": person.kana}
        draft.place_number(naming.line, "director")
    if person.is_surname_only and naming.part == "mentioned":
        return
    if naming.part == "mentioned" and (person.kana or person.honorific == "氏"):
        message = f"「{person.name}」の名前がありますが、登壇者とはしませんでした。"
        draft.findings.add("person_not_speaking", naming.line, message, field="event.sessions")
    draft.people.append(
        PersonNamed(
            name=person.name,
            kana=person.kana,
            affiliation=person.affiliation,
            position=person.position,
            honorific=person.honorific,
            part=naming.part,
            line=naming.line,
        )
    )


# Programme


def _add_sessions(draft: Draft, sessions: list[SessionDraft], group: int | None, heading: str) -> str:
    """Put sessions into the programme; return the path of the first."""
    first = f"event.sessions[{len(draft.sessions)}]"
    for session in sessions:
        path = f"event.sessions[{len(draft.sessions)}]"
        draft.sessions.append(PlacedSession(session, group))
        draft.place(session.heading_lines, "event.sessions" if is_listing(heading) else f"{path}.heading")
        if session.topic:
            parts = [part for line in session.heading_lines for part in (line, *line.joined)]
            titles = [part for part in parts if same(session.topic) in same(part.text)]
            draft.place(titles, f"{path}.topic")
        draft.place(session.intro, f"{path}.intro")
        draft.place(session.lines, f"{path}.summary")
        for line in session.lines:
            if session.kind[0] == "award" and "。" not in line.bare:
                _honour(draft, Block(Role.ITEM if line.is_item else Role.PARAGRAPH, line))
                continue
            for naming in name_people(line, draft.known, default_speaks=False):
                if naming.part != "speaker":
                    mention(draft, naming)
        for line, part in session.structured:
            draft.ledger.place(line, f"{path}.{part}" if part else path)
        for number, naming in enumerate(session.speakers):
            draft.place_number(naming.line, f"{path}.speakers[{number}]")
    return first


# Sections


def _add_section(draft: Draft, group: Group, texts: list[Block]) -> str:
    spent = [block for block in texts if _is_spent(draft, block)]
    lines = lines_of([block for block in texts if block not in spent]) if spent else lines_of(texts)
    if spent and not lines:
        if group.head and _FACTS_HEADING.fullmatch(group.heading):
            draft.ledger.place(group.head.line, "event")
        return ""
    path = f"sections[{len(draft.sections)}]"
    placement = "after" if any(session.draft.heading_lines for session in draft.sessions) else "before"
    draft.sections.append(
        {"heading": tidy(group.heading), "body": body_markup(lines), "placement": placement, "photos": []}
    )
    if group.head:
        draft.ledger.place(group.head.line, f"{path}.heading")
        if group.head.is_assumed:
            message = f"「{group.heading}」を見出しとしました。"
            draft.findings.add("heading_assumed", group.head.line.number, message, field=f"{path}.heading")
    draft.place(lines, f"{path}.body")
    if _AWARDS.search(group.heading) or group.parent:
        for block in texts:
            _read_winner(draft, block)
    else:
        listed_part = ""
        for block in texts:
            if block in spent:
                continue
            listed_part = _listed_part(block, listed_part)
            _read_prose(draft, block.line, listed_part if block.role is Role.ITEM else "")
    return path


def _listed_part(block: Block, former: str) -> str:
    """What the sentence above a list says that everybody in it gave; items leave it as it was."""
    if block.role is not Role.PARAGRAPH:
        return former
    text = block.line.bare
    return more_precise(last_named_part(text), text) if _ANNOUNCES_LIST.search(text) else ""


def _read_winner(draft: Draft, block: Block) -> None:
    """Winners, with an honorific or without (敬称略): ・name(affiliation)."""
    namings = name_people(block.line, draft.known, default_speaks=False)
    if any(naming.part == "speaker" for naming in namings):
        _read_prose(draft, block.line)
    else:
        _honour(draft, block)


def _honour(draft: Draft, block: Block) -> None:
    line = block.line
    namings = [naming for naming in name_people(line, draft.known, default_speaks=False) if naming.part != "speaker"]
    match = _HONOURED_BODY.match(line.content) or (_WINNER.match(line.content) if block.role is Role.ITEM else None)
    is_body = False
    if not match and not namings:
        match = _WORK_AND_WINNER.fullmatch(line.content)
        match = None if match and _NO_WINNER.search(match["name"]) else match
    if not match and (found := _WINNING_BODY.fullmatch(line.content)) and _is_winning_body(found["name"]):
        match, is_body = found, True
    elif match:
        is_body = _is_winning_body(match["name"])
    for naming in namings:
        # Who heads the body in its parentheses is not honoured beside it.
        is_honoured = naming.part in {"mentioned", "head"} and not (
            is_body and naming.person.start > line.content_start + match.start("name")
        )
        mention(draft, replace(naming, part="awarded") if is_honoured else naming)
    if not match:
        return
    name = tidy(line.text[line.content_start + match.start("name") : line.content_start + match.end("name")])
    if name and not any(same(name).startswith(same(naming.person.name)) for naming in namings):
        draft.people.append(PersonNamed(name=name, part="awarded", line=line.number))


# Survey and closing


def _read_survey(draft: Draft, group: Group) -> None:
    if _CUSTOMARY_SURVEY.fullmatch(group.heading):
        draft.ledger.place(group.head.line, "event.survey")
    else:
        draft.survey_intro.append(tidy(group.heading))
        draft.ledger.place(group.head.line, "event.survey.intro")
    for block in group.blocks:
        if block.role is Role.CAPTION:
            draft.captions.append((block, ""))
        elif block.role is Role.ITEM:
            draft.add_comment(comment_text(block.line), block.line)
        else:
            draft.survey_intro.append(tidy(block.line.text))
            draft.ledger.place(block.line, "event.survey.intro")
            _quote(draft, block.line)


def _take_comments(draft: Draft, texts: list[Block]) -> list[Block]:
    """Take a list of comments, with the sentence that announces it, out of a group."""
    start = next(
        (
            index
            for index in range(1, len(texts))
            if texts[index].role is Role.ITEM
            and texts[index - 1].role is Role.PARAGRAPH
            and announces_comments(texts[index - 1].line.bare)
            and not find_people(texts[index].line.text)
        ),
        None,
    )
    if start is None:
        return texts
    intro = texts[start - 1].line
    draft.survey_intro.append(tidy(intro.text))
    draft.ledger.place(intro, "event.survey.intro")
    end = start
    while end < len(texts) and texts[end].role is Role.ITEM:
        draft.add_comment(comment_text(texts[end].line), texts[end].line)
        end += 1
    after = texts[end:]
    if after and all(block.role is Role.PARAGRAPH and not find_people(block.line.text) for block in after):
        draft.closing += lines_of(after)
        after = []
    return texts[: start - 1] + after


def _take_closing(draft: Draft, texts: list[Block], *, is_lead: bool) -> list[Block]:
    """Take the last paragraphs that look ahead out of the last group; a lead keeps its first two."""
    if draft.closing:
        return texts
    keep = len(texts)
    while (
        keep > (2 if is_lead else 0)
        and texts[keep - 1].role is Role.PARAGRAPH
        and _CLOSING.search(texts[keep - 1].line.bare)
    ):
        keep -= 1
    draft.closing += lines_of(texts[keep:])
    return texts[:keep]


def _quote(draft: Draft, line: Line) -> None:
    for comment in quoted_comments(line):
        draft.add_comment(comment, line)
