"""parse: from lines to the ReleaseDocument, with an account of every line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from bureau.eras import find_dates
from releases.document import ReleaseDocument, Series, load
from releases.parse.billing import Naming, name_people
from releases.parse.body import Block, Role, classify
from releases.parse.captions import CaptionLine, read_photos
from releases.parse.contact import read_contact
from releases.parse.counts import find_counts
from releases.parse.dates import remark_dates
from releases.parse.facts import FactReader, Facts
from releases.parse.findings import Findings
from releases.parse.folding import same, tidy
from releases.parse.kinds import is_programme_heading, kind_of
from releases.parse.links import read_links
from releases.parse.markup import body_markup
from releases.parse.masthead import Masthead, read_masthead
from releases.parse.names import fuller_spelling, look_damaged, plain_and_variant
from releases.parse.people import PersonFound, find_people
from releases.parse.programme import ROLES, Group, SessionDraft, group_blocks, read_sessions, topic_in
from releases.parse.result import DateNamed, ParsedRelease, PersonNamed, PhotoDraft, PlacedLine
from releases.parse.source import CHROME, Ledger, Line, Source
from releases.parse.survey import announces_comments, is_survey_heading, quoted_comments

_CLOSING = re.compile(r"今後(?:と)?も|引き続き|これからも|(?:参|まい)ります。$|努めて|好評|盛会|盛況|今後の.{0,20}期待")
_INTRODUCES_LINK = re.compile(r"ご覧|ご参照|参照|詳細|詳しく|こちら|リンク|ダウンロード|掲載して|公開して|については")
_PROGRAMME_LIST = re.compile(r"(?:プログラム|次第|式次第|内容|実施内容|当日の流れ|概要|議事)")
_KINDS = (
    ("greeting", "挨拶", r"(?:年頭|新年|着任|就任|退任|年始|局長)の?(?:ご|御)?(?:挨拶|あいさつ|所感)|^(?:ご|御)?挨拶"),
    ("award", "表彰", r"表彰|授与|贈呈|受賞|標語|決定|感謝状|作文|コンテスト|コンクール"),
    ("exhibition", "出展", r"出展|展示|フェア|まつり|祭|ブース"),
    ("drill", "訓練・演習", r"訓練|演習"),
    ("campaign", "周知・啓発", r"キャンペーン|周知|啓発|週間|撲滅|街頭"),
    ("report", "開催報告", r"開催|実施|行いました|参加|講座|セミナー|教室|総会"),
)


def parse(
    source: Source | str, *, series: Series | None = None, bureau_name: str = "", legacy_path: str = ""
) -> ParsedRelease:
    """Read a release.

    ``series`` is the bureau's identity where the caller knows it (the page's own label and bureau line are then only
    compared); without it the page's words are taken. ``legacy_path`` is the page's old address: its file name becomes
    the slug, which otherwise is a suggestion from month and day.
    """
    if isinstance(source, str):
        source = Source.from_text(source)
    return _Assembly(source, series, bureau_name or (series.bureau if series else ""), legacy_path).run()


@dataclass
class _Assembly:
    source: Source
    series: Series | None
    bureau_name: str
    legacy_path: str
    findings: Findings = field(default_factory=Findings)
    people: list[PersonNamed] = field(default_factory=list)
    photos: list[PhotoDraft] = field(default_factory=list)
    dates: list[DateNamed] = field(default_factory=list)
    sessions: list[dict] = field(default_factory=list)
    sections: list[dict] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)
    links: list[dict] = field(default_factory=list)
    videos: list[dict] = field(default_factory=list)
    counts: list[dict] = field(default_factory=list)
    survey: dict = field(default_factory=lambda: {"intro": "", "comments": []})
    lead: list[Line] = field(default_factory=list)
    closing: list[Line] = field(default_factory=list)
    contact: dict | None = None
    director: dict | None = None
    known: dict[str, PersonFound] = field(default_factory=dict)
    captions: list[tuple[Block, str]] = field(default_factory=list)

    def run(self) -> ParsedRelease:
        for code, number, message in self.source.remarks:
            self.findings.add(code, number, message)
        self.ledger = Ledger(self.source.lines)
        self.top = read_masthead(self.source.lines, self.ledger, self.findings, bureau_name=self.bureau_name)
        self.release_date = self._release_date()
        self.dates = remark_dates(self.source.lines, self.release_date, self.ledger, self.findings)
        blocks = classify(self.top.body)
        self._know_people(blocks)
        blocks = self._take_tail(blocks)
        groups = _with_programme_items(group_blocks(blocks))
        facts = self._facts(blocks)
        for index, group in enumerate(groups):
            self._read_group(group, is_lead=index == 0, is_last=index == len(groups) - 1, following=groups[index + 1 :])
        self._place_lines(self.lead, "lead")
        self._place_lines(self.closing, "closing")
        self._place_captions()
        self._speakers_from_captions()
        self._check_names()
        self._register_speakers()
        fields = self._fields(facts)
        return self._result(fields)

    # The top

    def _release_date(self) -> date | None:
        line = self.top.date_line
        readings = find_dates(line.text, reference=None) if line else []
        if not readings:
            self.findings.add("date_missing", line.number if line else 0, "発表日（日付の行）が読み取れません。日付を入力してください。", field="release_date")
            return None
        return readings[0].day

    def _know_people(self, blocks: Sequence[Block]) -> None:
        """Full names of the page by family name, for 椿局長 further down; a family name of two people tells nothing."""
        by_family: dict[str, dict[str, PersonFound]] = {}
        for block in blocks:
            if block.role in {Role.CONTACT, Role.CHROME}:
                continue
            for naming in name_people(block.line, {}, default_speaks=False):
                person = naming.person
                if person.is_surname_only or len(same(person.name)) < 3 and " " not in person.name:
                    continue
                if naming.part == "director" and self.top.bureau:
                    person = replace(person, affiliation=person.affiliation or self.top.bureau)
                parts = person.name.split(" ")
                families = [parts[0]] if len(parts) > 1 else [person.name[:2], person.name[:1]] if person.kana or len(person.name) <= 4 else []
                for family in families:
                    by_family.setdefault(same(family), {}).setdefault(same(person.name), person)
        self.known = {family: next(iter(people.values())) for family, people in by_family.items() if len(people) == 1}

    # The tail: notes, links, contact

    def _take_tail(self, blocks: list[Block]) -> list[Block]:
        rest: list[Block] = []
        contact: list[Line] = []
        notes: list[list[Line]] = []
        link_blocks: list[tuple[Block, list[Line]]] = []
        for block in blocks:
            if block.role is Role.CHROME:
                self.ledger.place(block.line, CHROME)
            elif block.role is Role.CONTACT:
                contact.append(block.line)
            elif block.role is Role.NOTE:
                if _opens_note(block.line, notes, rest) or not notes:
                    notes.append([block.line])
                else:
                    notes[-1].append(block.line)
            elif block.role is Role.LINK:
                link_blocks.append((block, self._link_intro(rest, notes)))
            else:
                rest.append(block)
        self._read_links(link_blocks)
        for lines in notes:
            self._read_note(lines)
        if contact:
            self.contact = read_contact(contact, self.ledger, bureau=self.top.bureau)
        return rest

    def _link_intro(self, rest: list[Block], notes: list[list[Line]]) -> list[Line]:
        """The lines just before a link that lead to it."""
        before = rest[-1] if rest else None
        last_note = notes[-1] if notes else None
        if last_note and (not before or last_note[-1].number > before.line.number):
            if len(last_note) <= 3 and _reference_marker(last_note[0]) and all(not line.bare.endswith("。") for line in last_note):
                notes.pop()
                return last_note
            return []
        if before and before.role is Role.PARAGRAPH and _INTRODUCES_LINK.search(before.line.bare) and len(before.line.bare) <= 150:
            rest.pop()
            return [before.line]
        if before and before.role is Role.HEADING and re.fullmatch(r"(?:関連|添付|参考)?(?:資料|リンク|情報|ページ|サイト)|関連.{1,6}|参考.{0,6}", before.text):
            rest.pop()
            return [before.line]
        return []

    def _read_links(self, link_blocks: list[tuple[Block, list[Line]]]) -> None:
        for block, intro_lines in link_blocks:
            intro = " ".join(tidy(line.text) for line in intro_lines)
            for number, link in enumerate(read_links(block.line)):
                if link.media == "video":
                    path = f"event.videos[{len(self.videos)}]"
                    self.videos.append({"title": link.label, "url": link.url, "intro": intro if number == 0 else ""})
                else:
                    path = f"links[{len(self.links)}]"
                    self.links.append(link.fields(intro if number == 0 else ""))
                if not link.url:
                    self.findings.add("link_without_address", block.line.number, f"リンク「{link.label}」の行き先が分かりません。", field=f"{path}.url")
                for line in [*intro_lines, block.line] if number == 0 else [block.line]:
                    self.ledger.place(line, path)

    def _read_note(self, lines: list[Line]) -> None:
        path = f"notes[{len(self.notes)}]"
        marker, rest = _marker(lines[0])
        body = [Line(lines[0].number, rest)] if rest else []
        if not rest and len(lines) == 1:
            # (参考資料) with nothing behind it: an empty note would be lost on the page.
            return
        self.notes.append({"marker": marker, "body": body_markup([*body, *lines[1:]])})
        self._place_lines(lines, path)

    # Facts of the event

    def _facts(self, blocks: list[Block]) -> Facts:
        lead_blocks = []
        for block in blocks:
            if block.role is Role.HEADING and len([b for b in lead_blocks if b.role is Role.PARAGRAPH]) >= 1 and len(lead_blocks) > 40:
                break
            lead_blocks.append(block)
        first_heading = next((n for n, block in enumerate(blocks) if block.role is Role.HEADING), len(blocks))
        lead = blocks[:first_heading]
        later = [block for block in blocks[first_heading:] if block.role is Role.LABEL or not find_people(block.line.text)]
        reader = FactReader(self.release_date, self.ledger, self.findings)
        title = Line(self.top.title_line, self.top.title) if self.top.title else None
        subtitle = Line(self.top.title_line, self.top.subtitle) if self.top.subtitle else None
        return reader.read(title, subtitle, [*lead, *later])

    # Groups

    def _read_group(self, group: Group, *, is_lead: bool, is_last: bool, following: Sequence[Group]) -> None:
        blocks = group.blocks
        if not is_lead and not blocks and following and not find_people(group.head.line.text if group.head else ""):
            self._empty_heading(group, following)
            return
        texts = [block for block in blocks if block.role is not Role.CAPTION]
        self._read_counts(texts, group)
        if group.head and is_survey_heading(group.heading):
            self._read_survey(group.head, texts)
            self._keep_captions(blocks, "")
            return
        texts = self._listed_comments(texts)
        texts = self._closing_of(texts, is_lead=is_lead, is_last=is_last)
        if is_lead:
            self._read_lead(texts)
            self._keep_captions(blocks, "")
            return
        kept = Group(group.heading, group.head, [block for block in blocks if block in texts or block.role is Role.CAPTION])
        sessions = read_sessions(kept, self.known)
        speaking = [session for session in sessions if session.speakers]
        if sessions and (speaking or (is_programme_heading(group.heading) and kind_of(group.heading))):
            place = self._add_sessions(sessions, group)
        else:
            place = self._add_section(group, texts)
        for block in texts:
            self._quoted(block.line)
        self._keep_captions(blocks, place)

    def _empty_heading(self, group: Group, following: Sequence[Group]) -> None:
        """A heading over headings; the document has one level, so it stays beside for the editor."""
        if group.head and group.head.is_assumed:
            self.findings.add("heading_assumed", group.head.line.number, f"「{group.heading}」の行の置き場所が分かりません。")

    def _read_lead(self, texts: list[Block]) -> None:
        for block in texts:
            if block.role is Role.LABEL and self.ledger.is_placed(block.line) and not self._needs_text(block):
                continue
            self.lead.append(block.line)
            self._quoted(block.line)
            self._speeches_in_prose(block)

    def _needs_text(self, block: Block) -> bool:
        """Whether a label's line says more than the fields that it went to."""
        places = self.ledger.places(block.line)
        if places == ("event.days",):
            rest = block.text
            for reading in find_dates(rest, reference=self.release_date or date(2100, 12, 31)):
                rest = rest.replace(reading.text, " ", 1)
            rest = re.sub(r"(?:午前|午後)?\s*\d{1,2}\s*(?:時(?:\s*\d{1,2}\s*分|半)?|:\d{2})|から|まで|~|-|より|[\s、,。]|及び|と", "", rest)
            return bool(rest)
        if any(place.startswith("event.counts") for place in places):
            rest = re.sub(r"(?:約|およそ|延べ|のべ|総勢|合計|計)?\s*[\d,]+\s*(?:名様?|人|組|団体|社|機関)|[\s、]", "", block.text, count=0)
            return bool(rest)
        return False

    def _speeches_in_prose(self, block: Block) -> None:
        for naming in name_people(block.line, self.known, default_speaks=False):
            if naming.part != "speaker":
                self._mention(naming)
                continue
            if naming.person.is_surname_only and not naming.person.position:
                continue
            term = kind_of(naming.role) if naming.role else None
            session = SessionDraft(
                naming.role or "講演", (term.code, term.label) if term else ("other", "その他"), is_from_prose=True
            )
            session.speakers.append(naming)
            session.topic = topic_in(block.line, naming)
            self._add_sessions([session], None)

    def _mention(self, naming: Naming) -> None:
        person = naming.person
        if naming.part == "director" and self.director is None and not person.is_surname_only:
            self.director = {"name": person.name, "kana": person.kana}
            self.ledger.place(Line(naming.line, ""), "director")
        if person.is_surname_only and naming.part == "mentioned":
            return
        self.people.append(
            PersonNamed(person.name, person.kana, person.affiliation, person.position, person.honorific, naming.part, line=naming.line)
        )

    def _add_sessions(self, sessions: list[SessionDraft], group: Group | None) -> str:
        """Put sessions into the programme; return the path of the first."""
        first = ""
        for session in sessions:
            index = len(self.sessions)
            path = f"event.sessions[{index}]"
            first = first or path
            self.sessions.append({"draft": session, "group": id(group) if group else 0})
            for line in session.heading_lines:
                self.ledger.place(line, f"{path}.heading")
            for line in session.intro:
                self.ledger.place(line, f"{path}.intro")
            for line in session.lines:
                self.ledger.place(line, f"{path}.summary")
                for naming in name_people(line, self.known, default_speaks=False):
                    if naming.part not in {"speaker"}:
                        self._mention(naming)
            for line, part in session.structured:
                self.ledger.place(line, path if part == "label" else f"{path}.{part}")
            for number, naming in enumerate(session.speakers):
                self.ledger.place(Line(naming.line, ""), f"{path}.speakers[{number}]")
        return first

    def _add_section(self, group: Group, texts: list[Block]) -> str:
        lines = [block.line for block in texts if not (block.role is Role.LABEL and self.ledger.is_placed(block.line) and not self._needs_text(block))]
        spent = [block for block in texts if block.line not in lines]
        path = f"sections[{len(self.sections)}]"
        if not lines and spent:
            if group.head:
                self.ledger.place(group.head.line, "event")
            return ""
        placement = "after" if any(entry["draft"].heading_lines for entry in self.sessions) else "before"
        self.sections.append({"heading": tidy(group.heading), "body": body_markup(lines), "placement": placement, "photos": []})
        if group.head:
            self.ledger.place(group.head.line, f"{path}.heading")
            if group.head.is_assumed:
                self.findings.add("heading_assumed", group.head.line.number, f"「{group.heading}」を見出しとしました。", field=f"{path}.heading")
        self._place_lines(lines, f"{path}.body")
        is_award = bool(re.search(r"表彰|受賞|受彰|入選|授与|作品|功績|標語|作文", group.heading))
        for block in texts:
            for naming in name_people(block.line, self.known, default_speaks=False):
                if naming.part == "speaker":
                    self._speeches_in_prose(block)
                    break
                self._mention(replace(naming, part="awarded") if is_award and naming.part in {"mentioned", "head"} else naming)
            if is_award:
                self._awarded(block)
        return path

    def _awarded(self, block: Block) -> None:
        """Winners named without an honorific (敬称略): ・name(affiliation)."""
        match = re.match(r"(?P<name>[^()「」/|。:]{2,30})\s*\((?P<post>.+)\)", block.line.content)
        label = re.match(r"表彰団体\s*:\s*(?P<name>[^()]{2,40})", block.line.content)
        if not match and label:
            match = label
        if not match or not (block.role is Role.ITEM or label):
            return
        offset = block.line.content_start
        name = tidy(block.line.text[offset + match.start("name") : offset + match.end("name")])
        if name and all(same(person.name) != same(name) for person in self.people):
            self.people.append(PersonNamed(name, part="awarded", line=block.line.number))

    # Survey and closing

    def _read_survey(self, head: Block, texts: list[Block]) -> None:
        self.ledger.place(head.line, "event.survey")
        intro: list[Line] = []
        for block in texts:
            if block.role is Role.ITEM:
                self.ledger.place(block.line, f"event.survey.comments[{len(self.survey['comments'])}]")
                self.survey["comments"].append(_comment(block.line))
            else:
                intro.append(block.line)
        self.survey["intro"] = "\n".join(filter(None, [self.survey["intro"], *[tidy(line.text) for line in intro]]))
        self._place_lines(intro, "event.survey.intro")
        for line in intro:
            self._quoted(line)

    def _listed_comments(self, texts: list[Block]) -> list[Block]:
        """Take a list of comments with the sentence that announces it out of a group."""
        rest: list[Block] = []
        position = 0
        while position < len(texts):
            block = texts[position]
            if block.role is Role.ITEM and rest and rest[-1].role is Role.PARAGRAPH and announces_comments(rest[-1].line.bare) and not find_people(block.line.text):
                intro = rest.pop()
                self.survey["intro"] = "\n".join(filter(None, [self.survey["intro"], tidy(intro.line.text)]))
                self.ledger.place(intro.line, "event.survey.intro")
                while position < len(texts) and texts[position].role is Role.ITEM:
                    line = texts[position].line
                    self.ledger.place(line, f"event.survey.comments[{len(self.survey['comments'])}]")
                    self.survey["comments"].append(_comment(line))
                    position += 1
                after = texts[position:]
                if after and all(other.role is Role.PARAGRAPH for other in after) and not any(find_people(other.line.text) for other in after):
                    self.closing += [other.line for other in after]
                    return rest
                continue
            rest.append(block)
            position += 1
        return rest

    def _closing_of(self, texts: list[Block], *, is_lead: bool, is_last: bool) -> list[Block]:
        if not is_last or self.closing:
            return texts
        keep = len(texts)
        while keep > (2 if is_lead else 0) and texts[keep - 1].role is Role.PARAGRAPH and _CLOSING.search(texts[keep - 1].line.bare):
            keep -= 1
        self.closing += [block.line for block in texts[keep:]]
        return texts[:keep]

    def _quoted(self, line: Line) -> None:
        for comment in quoted_comments(line):
            if comment not in self.survey["comments"]:
                self.ledger.place(line, f"event.survey.comments[{len(self.survey['comments'])}]")
                self.survey["comments"].append(comment)

    # Counts

    def _read_counts(self, texts: list[Block], group: Group) -> None:
        if group.head and is_survey_heading(group.heading):
            return
        for block in texts:
            if announces_comments(block.line.bare) and "アンケート" in block.line.bare:
                continue
            if block.role is Role.ITEM and self.survey["comments"]:
                continue
            for found in find_counts(block.line):
                if not found.is_of_event:
                    if found.label == "講師":
                        self._check_count(found.number, block, group)
                    continue
                entry = found.fields()
                if any(other == entry for other in self.counts):
                    continue
                if any(other["label"] == entry["label"] for other in self.counts):
                    former = next(other for other in self.counts if other["label"] == entry["label"])
                    if former["unit"] == entry["unit"] and former["number"] == entry["number"]:
                        continue
                    if former["unit"] == entry["unit"]:
                        self.findings.add("count_mismatch", block.line.number, f"「{entry['label']}」の数が二つあります（{former['number']:,}{former['unit']}と{entry['number']:,}{entry['unit']}）。", field="event.counts")
                    entry["label"] = self._free_label(entry)
                self.ledger.place(block.line, f"event.counts[{len(self.counts)}]")
                self.counts.append(entry)

    def _free_label(self, entry: dict) -> str:
        label = f"{entry['label']}（{entry['unit']}）"
        number = 2
        while any(other["label"] == label for other in self.counts):
            label = f"{entry['label']}（{entry['unit']}・{number}）"
            number += 1
        return label

    def _check_count(self, stated: int, block: Block, group: Group) -> None:
        named = 0
        for other in group.blocks:
            if other.line.number > block.line.number and other.role is Role.ITEM:
                named += len([person for person in find_people(other.line.text) if not person.is_surname_only])
        if named and named != stated:
            self.findings.add("count_mismatch", block.line.number, f"本文は{stated}名ですが、名前は{named}名です。", field="event.sessions")

    # Captions

    def _keep_captions(self, blocks: list[Block], place: str) -> None:
        self.captions += [(block, place) for block in blocks if block.role is Role.CAPTION]

    def _place_captions(self) -> None:
        run: list[CaptionLine] = []
        order = {line.number: index for index, line in enumerate(line for line in self.source.lines if not line.is_blank)}
        captions = sorted(self.captions, key=lambda item: item[0].line.number)
        for block, place in captions:
            adjacent = run and order[block.line.number] == order[run[-1].line.number] + 1 and run[-1].place == place
            starts_anew = run and block.line.image and not run[-1].line.image
            if run and (not adjacent or starts_anew):
                self._add_photos(run)
                run = []
            run.append(CaptionLine(block.line, place))
        if run:
            self._add_photos(run)

    def _add_photos(self, run: list[CaptionLine]) -> None:
        for photo in read_photos(run):
            place = self._place_of(photo) or photo.place
            index = len(self.photos)
            self.photos.append(replace(photo, place=place))
            for number in photo.lines:
                self.ledger.place(Line(number, ""), f"photos[{index}]")

    def _place_of(self, photo: PhotoDraft) -> str:
        """The session whose speaker the caption names, where that is not the one that it stands under."""
        caption = Line(0, photo.caption).folded
        matches = []
        for index, entry in enumerate(self.sessions):
            for naming in entry["draft"].speakers:
                name = same(naming.person.name)
                if name and name in same(caption):
                    matches.append((index, naming))
                elif naming.person.kana and any(fuller_spelling(naming.person.name, [person.name]) for person in self._caption_people(caption)):
                    matches.append((index, naming))
        if not matches:
            return ""
        term = kind_of(caption)
        best = next((index for index, _ in matches if term and self.sessions[index]["draft"].kind[0] == term.code), matches[0][0])
        return f"event.sessions[{best}]"

    def _caption_people(self, caption: str) -> list[PersonFound]:
        people = [person for person in find_people(caption) if not person.is_surname_only]
        words = caption.split()
        if not people and len(words) >= 3 and is_programme_heading(words[0]):
            people = [PersonFound(0, 0, " ".join(words[1:3]))]
        return [replace(person, name=re.sub(r"(?:氏|様)$", "", person.name)) for person in people]

    def _speakers_from_captions(self) -> None:
        """A session that names nobody, but whose caption does."""
        for index, entry in enumerate(self.sessions):
            session: SessionDraft = entry["draft"]
            if session.speakers:
                continue
            for photo in self.photos:
                if photo.place != f"event.sessions[{index}]":
                    continue
                folded = Line(0, photo.caption).folded
                words = folded.split()
                if not words or not is_programme_heading(words[0]):
                    continue
                for person in self._caption_people(folded)[:1]:
                    person = replace(person, affiliation="" if is_programme_heading(person.affiliation) else person.affiliation)
                    session.speakers.append(Naming(person, photo.lines[-1], "speaker"))
                    self.findings.add("name_from_caption", photo.lines[-1], f"登壇者「{person.name}」は写真の説明だけにあります。", field=f"event.sessions[{index}].speakers[0]")

    # Names

    def _check_names(self) -> None:
        spelled = [person.name for photo in self.photos for person in self._caption_people(Line(0, photo.caption).folded)]
        for entry in self.sessions:
            for naming in entry["draft"].speakers:
                if not naming.person.is_surname_only:
                    spelled.append(naming.person.name)
        for index, entry in enumerate(self.sessions):
            session: SessionDraft = entry["draft"]
            for number, naming in enumerate(session.speakers):
                path = f"event.sessions[{index}].speakers[{number}]"
                session.speakers[number] = self._checked(naming, path, spelled)
        if self.director:
            remark = look_damaged(self.director["name"], self.director["kana"])
            if remark:
                self.findings.add("name_damaged", 0, remark[0], field="director", proposals=remark[1])

    def _checked(self, naming: Naming, path: str, spelled: list[str]) -> Naming:
        person = naming.person
        remark = look_damaged(person.name, person.kana)
        fuller = fuller_spelling(person.name, spelled) if person.kana else ""
        if fuller:
            self.findings.add(
                "name_damaged",
                naming.line,
                f"一覧は「{person.name}（{person.kana}）」、写真の説明は「{fuller}」です。同じ人のようですので「{fuller}」としました。",
                field=f"{path}.name",
                proposals=plain_and_variant(fuller),
            )
            return replace(naming, person=replace(person, name=fuller))
        if remark:
            self.findings.add("name_damaged", naming.line, f"「{person.name}」: {remark[0]}", field=f"{path}.name", proposals=remark[1])
        elif person.is_surname_only:
            self.findings.add("speaker_unclear", naming.line, f"「{person.name}」さんの名前（名）がページにありません。", field=f"{path}.name")
        elif person.is_unsplit:
            others = [name for name in spelled if same(name) == same(person.name) and " " in name]
            if others:
                self.findings.add("name_spelled_twice", naming.line, f"「{person.name}」と「{others[0]}」の二通りの書き方があります。", field=f"{path}.name", proposals=(others[0],))
                return replace(naming, person=replace(person, name=others[0], is_unsplit=False))
            if len(same(person.name)) > 2:
                self.findings.add("name_unsplit", naming.line, f"「{person.name}」の姓と名の間に空白がありません。", field=f"{path}.name")
        if not person.is_sure:
            self.findings.add("speaker_unclear", naming.line, f"「{person.name}」を登壇者としました。氏名と役職の切れ目を確かめてください。", field=path)
        return naming

    def _register_speakers(self) -> None:
        known = {}
        for entry in self.sessions:
            for naming in entry["draft"].speakers:
                person = naming.person
                key = same(person.name)
                former = known.get(key)
                if former is None or (not former.affiliation and person.affiliation):
                    known[key] = person
        for index, entry in enumerate(self.sessions):
            session: SessionDraft = entry["draft"]
            siblings = [other["draft"] for other in self.sessions if other["group"] == entry["group"] and other["draft"].heading == session.heading]
            for number, naming in enumerate(session.speakers):
                person = naming.person
                former = known[same(person.name)]
                if not person.affiliation and not person.position and former is not person:
                    person = replace(person, affiliation=former.affiliation, position=former.position, kana=person.kana or former.kana)
                    session.speakers[number] = replace(naming, person=person)
                role = naming.role if naming.role in ROLES else ""
                shown = role or session.heading
                if not role and session.number and len(siblings) > 1:
                    shown = f"{session.heading}{session.number}"
                path = f"event.sessions[{index}].speakers[{number}]"
                if session.is_from_prose:
                    self.findings.add("speaker_from_prose", naming.line, f"本文から「{person.name}」（{shown}）を登壇者としました。", field=path)
                uncertain = any(finding.field.startswith(path) for finding in self.findings)
                self.people.append(
                    PersonNamed(
                        person.name, person.kana, person.affiliation, person.position, person.honorific, "speaker",
                        shown, session.topic, naming.line, path, uncertain,
                    )
                )

    # The document

    def _place_lines(self, lines: Sequence[Line], path: str) -> None:
        for line in lines:
            self.ledger.place(line, path)

    def _fields(self, facts: Facts) -> dict[str, Any]:
        top = self.top
        kind = self._kind()
        event = self._event(facts, kind)
        if self.videos and event is None:
            for number, video in enumerate(self.videos):
                self.links.append({"label": video["title"], "url": video["url"], "intro": video["intro"], "media": "video", "size": None, "new_window": False})
                self._move(f"event.videos[{number}]", f"links[{len(self.links) - 1}]")
        director = self.director or self._director_of_greeting(kind)
        year, slug = self._address()
        if self.contact is None:
            self.findings.add("contact_missing", 0, "連絡先がありません。", field="contact")
        return {
            "schema_version": 1,
            "series": self._series(top),
            "year": year,
            "slug": slug,
            "legacy_path": self.legacy_path,
            "kind": {"code": kind[0], "label": kind[1]},
            "categories": [],
            "release_date": self.release_date.isoformat() if self.release_date else None,
            "title": top.title,
            "subtitle": top.subtitle,
            "director": director,
            "lead": body_markup(self.lead),
            "photos": [],
            "event": event,
            "sections": self.sections,
            "closing": body_markup(self.closing),
            "notes": self.notes,
            "links": self.links,
            "contact": self.contact,
        }

    def _move(self, old: str, new: str) -> None:
        self.ledger.rename(old, new)

    def _series(self, top: Masthead) -> dict[str, Any]:
        if self.series:
            return self.series.model_dump(mode="json")
        return {
            "ministry": "総務省",
            "bureau": top.bureau or self.bureau_name,
            "name": top.series_name or re.sub(r"^【[^】]*】\s*", "", top.label),
            "label": top.label,
            "path": "e-komfo/",
            "ancestors": [{"label": label, "url": ""} for label in top.ancestors],
        }

    def _kind(self) -> tuple[str, str]:
        if self.top.is_press:
            return "notice", "お知らせ"
        for code, label, pattern in _KINDS:
            if re.search(pattern, self.top.title):
                return code, label
        return "other", "その他"

    def _address(self) -> tuple[int | None, str]:
        match = re.search(r"/(?P<name>[A-Za-z0-9_-]+)\.html?$", self.legacy_path)
        name = re.sub(r"[^a-z0-9]+", "-", match["name"].lower()).strip("-") if match else ""
        day = self.release_date
        if name and name != "index":
            return day.year if day else None, name
        return (day.year, f"{day:%m%d}") if day else (None, "")

    def _director_of_greeting(self, kind: tuple[str, str]) -> dict | None:
        for person in self.people:
            if person.part in {"mentioned", "speaker"} and person.position in {"局長", "所長"} and " " in person.name and (not person.affiliation or "総合通信" in person.affiliation):
                return {"name": person.name, "kana": person.kana}
        if kind[0] != "greeting":
            return None
        for line in self.top.body[:6] + self.top.body[-3:]:
            for naming in name_people(line, {}, default_speaks=True):
                if naming.person.position in {"局長", "所長"} or "総合通信局長" in line.bare:
                    return {"name": naming.person.name, "kana": naming.person.kana}
        return None

    def _event(self, facts: Facts, kind: tuple[str, str]) -> dict[str, Any] | None:
        sessions = [self._session(entry["draft"]) for entry in self.sessions]
        if kind[0] == "greeting" and not any(entry["draft"].heading_lines for entry in self.sessions):
            for index in range(len(self.sessions)):
                self.ledger.drop(f"event.sessions[{index}]")
            self.ledger.drop("event")
            self.people = [person for person in self.people if person.part != "speaker"]
            return None
        if not (facts.days or facts.place or facts.organisers or sessions or self.counts or self.survey["comments"] or self.survey["intro"]):
            return None
        if not facts.days:
            self.findings.add("event_date_missing", 0, "行事の開催日が読み取れません。", field="event.days")
        return {
            "uid": "",
            "title": _event_title(self.top.title),
            "theme": facts.theme,
            "days": [
                {
                    "date": day["date"].isoformat(),
                    "last_date": day["last_date"].isoformat() if day["last_date"] else None,
                    "starts": day["starts"].isoformat() if day["starts"] else None,
                    "ends": day["ends"].isoformat() if day["ends"] else None,
                }
                for day in facts.days
            ],
            "mode": facts.mode,
            "place": facts.place,
            "organisers": facts.organisers,
            "purpose": "",
            "audience": facts.audience,
            "counts": self.counts,
            "videos": self.videos,
            "sessions": sessions,
            "survey": self.survey,
        }

    def _session(self, session: SessionDraft) -> dict[str, Any]:
        return {
            "kind": {"code": session.kind[0], "label": session.kind[1]},
            "heading": tidy(session.heading),
            "intro": "\n".join(tidy(line.text) for line in session.intro),
            "topic": session.topic,
            "starts": None,
            "ends": None,
            "speakers": [
                {
                    "name": naming.person.name,
                    "kana": naming.person.kana,
                    "affiliation": naming.person.affiliation,
                    "position": naming.person.position,
                    "honorific": naming.person.honorific,
                    "role": naming.role if naming.role in ROLES else "",
                    "on_behalf_of": naming.on_behalf_of,
                }
                for naming in session.speakers
            ],
            "summary": body_markup(session.lines),
            "photos": [],
        }

    def _result(self, fields: dict[str, Any]) -> ParsedRelease:
        unplaced = self.ledger.unplaced()
        if unplaced:
            self.findings.add("unplaced_lines", unplaced[0].number, f"{len(unplaced)}行の置き場所が分かりませんでした。")
        document: ReleaseDocument | None = None
        if fields["release_date"] and fields["title"]:
            try:
                document = load(fields)
            except ValidationError as error:
                place = ".".join(map(str, error.errors()[0]["loc"]))
                self.findings.add("document_incomplete", 0, f"文書の形になりませんでした（{place}）。", field=place)
        return ParsedRelease(
            fields=fields,
            document=document,
            findings=tuple(sorted(self.findings, key=lambda finding: finding.line)),
            lines=tuple(
                PlacedLine(line, self.ledger.places(line)) for line in self.source.lines if not line.is_blank
            ),
            photos=tuple(self.photos),
            people=tuple(self.people),
            dates=tuple(self.dates),
            pictures=self.source.pictures,
            is_slug_suggested=not (self.legacy_path and fields["slug"]),
        )


def _comment(line: Line) -> str:
    text = tidy(line.text[line.content_start :])
    match = re.fullmatch(r"「(.*)」", text)
    return match[1] if match and "「" not in match[1] else text


def _event_title(title: str) -> str:
    """The event's name in a release's title: what stands in 「」, or the title without its ending."""
    match = re.match(r"^[^「」]{0,20}「([^「」]+)」", title)
    if match and match.end() * 2 >= len(title):
        return match[1]
    return re.sub(r"(?:を|の|に|が)?(?:開催|実施|参加|出展|紹介|展示|授与|贈呈)(?:しました|いたしました|します|されました)?[!！。]?$", "", title) or title


def _reference_marker(line: Line) -> bool:
    return bool(re.match(r"[(\[【]\s*参考", line.bare))


def _opens_note(line: Line, notes: list[list[Line]], rest: list[Block]) -> bool:
    """Whether a note line begins a note of its own: 参考N always; ※ not inside a 参考 note that has just begun."""
    if _reference_marker(line):
        return True
    if not re.match(r"(?:※|\*|[(\[]\s*(?:※|注)|注)", line.bare):
        return False
    return not (notes and _reference_marker(notes[-1][0]) and len(notes[-1]) == 1 and not _marker(notes[-1][0])[1])


def _marker(line: Line) -> tuple[str, str]:
    """(marker without brackets, the rest of the line in its own spelling)."""
    match = re.match(r"\s*(?:[(\[【]\s*(?P<a>参考(?:資料)?\s*\d{0,2}|※\s*\d{0,2}|注\s*\d{0,2})\s*[)\]】]|(?P<b>※\s*\d{0,2}|\*\s*\d{0,2}|注\s*\d{0,2})\s*[):]?)\s*", line.folded)
    if not match:
        return "", line.text.strip()
    return re.sub(r"\s+", "", match["a"] or match["b"]), line.text[match.end() :].strip()


def _with_programme_items(groups: list[Group]) -> list[Group]:
    """Split a printed programme ((1)開会挨拶 …, (2)基調講演「…」 …) into its parts."""
    result: list[Group] = []
    for group in groups:
        parts = [_part_name(block) for block in group.blocks]
        if sum(bool(part) for part in parts) < 2:
            result.append(group)
            continue
        current = Group(group.heading, group.head)
        result.append(current)
        for block, part in zip(group.blocks, parts, strict=True):
            if part:
                current = Group(part, None, [block])
                result.append(current)
            elif current is not result[-1] or current.head or current.heading == group.heading or _continues(block, current):
                current.blocks.append(block)
            else:
                current = Group(group.heading, None, [block])
                result.append(current)
    return result


def _continues(block: Block, current: Group) -> bool:
    return block.line.is_indented or block.role is Role.CAPTION or bool(find_people(block.line.text)) or block.line.bare[:1] in "「『"


def _part_name(block: Block) -> str:
    if block.role is not Role.ITEM or block.line.bare.endswith("。"):
        return ""
    match = re.match(r"(?P<part>[^\s「『(:]{2,14})(?=[\s「『(:]|$)", block.line.content)
    if match and is_programme_heading(match["part"]) and (match.end() == len(block.line.content) or find_people(block.line.text) or "「" in block.line.content or len(block.line.content) < 60):
        return match["part"]
    return ""
