"""The facts of the event, gathered from title, lead and labels."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bureau.eras import YearSource, find_dates
from releases.parse.blocks import Block, Role
from releases.parse.days import (
    Day,
    days_held_at,
    days_of,
    days_of_sentences,
    end_of_fiscal_year,
    is_of_an_issue,
    place_of_schedule,
    schedule_days,
)
from releases.parse.findings import Findings
from releases.parse.folding import same, tidy
from releases.parse.label_lines import DAY_AND_PLACE
from releases.parse.organisers import STANDINGS, find_organisers, organisers_of
from releases.parse.place import find_place, is_venue, mode_of, parted_online, places_named, without_person
from releases.parse.source import Ledger, Line
from releases.parse.title import is_balanced

_DAY_LABELS = {
    "日時",
    "開催日時",
    "実施日時",
    "日程",
    "開催日",
    "実施日",
    "期日",
    "期間",
    "開催期間",
    "実施期間",
    "会期",
    "とき",
    "日",
}
_PLACE_LABELS = {"場所", "会場", "開催場所", "実施場所", "開催会場", "ところ", "於"}
_FORM_LABELS = {"開催方法", "開催形式", "開催形態", "実施方法", "形式", "方法"}
# ・日時:1月20日(木)・場所:見本会館
_PLACE_INSIDE = re.compile(r"[\s・○、](?:開催|実施)?(?:会場|場所)\s?[:\s]\s?(?P<place>\S.{1,60})$")
_ADDRESS = re.compile(r"\([^()]{2,60}\)")
_THEME = (
    re.compile(r"-(?P<theme>[^-「」。]{4,80})-\s*(?:を|と)\s*(?:統一)?(?:テーマ|主題|題)"),
    re.compile(r"[「『](?P<theme>[^「」『』。]{3,80})[」』]\s*を\s*(?:統一|メイン|大会)?テーマ"),
    re.compile(r"テーマ(?:は|に|を|:|として)\s*[、]?[「『-](?P<theme>[^「」『』。]{3,80})[」』-]"),
)
_LEAD = 3
_NEAR = 30
_MAX_ORGANISERS = 40
_MOST_DAYS = 12


@dataclass
class Facts:
    """What the source says of the event; organisers are the document's entries."""

    days: list[Day] = field(default_factory=list)
    place: str = ""
    mode: str = ""
    theme: str = ""
    organisers: list[dict[str, str]] = field(default_factory=list)
    audience: str = ""


@dataclass
class FactReader:
    """Reads the facts and notes in the ledger where each was said."""

    release_date: date | None
    ledger: Ledger
    findings: Findings
    facts: Facts = field(default_factory=Facts)
    reference: date | None = field(init=False, default=None)
    """The day from which dates without a year are read."""

    def read(self, titles: Sequence[Line], blocks: Sequence[Block]) -> Facts:
        """``titles`` are subtitle, title and the day beside it, whichever the page has."""
        prose = [block.line for block in blocks if block.role in {Role.PARAGRAPH, Role.ITEM}]
        labels = [block for block in blocks if block.role is Role.LABEL]
        self.reference = self.release_date or self._year_told([*titles, *prose[:_LEAD]])
        for position, block in enumerate(blocks):
            if block.role is Role.LABEL:
                self._read_label(_with_value(block, *[*blocks[position + 1 : position + 3], None, None][:2]))
            if block.role is Role.LABEL and block.label in _DAY_LABELS:
                self._read_days_below(blocks[position + 1 : position + 1 + _MOST_DAYS])
            if block.role is Role.LABEL and not block.text and block.label in STANDINGS:
                self._read_bodies(block, blocks[position + 1 : position + 1 + _MAX_ORGANISERS])
        if not self.facts.days:
            self._read_days(prose, titles)
        self._read_places_beside_days(prose[:_NEAR])
        for line in prose[:_NEAR]:
            self._read_place(line)
            self._add_organisers(find_organisers(line), line)
            self._read_theme(line)
        for line in titles:
            self._read_place_of_title(line)
        shown = [*titles, *prose[:6], *(block.line for block in labels)]
        self.facts.mode = self.facts.mode or mode_of("。".join(line.folded for line in shown), self.facts.place)
        if self.facts.days and not self.facts.place and self.facts.mode != "online":
            self.findings.add("place_unclear", 0, "会場が読み取れません。", field="event.place")
        return self.facts

    def _year_told(self, lines: Sequence[Line]) -> date | None:
        """Without a release date: the one day with its year in the title, or the end of the one fiscal year named."""
        stated = {reading.day for line in lines[:_LEAD] for reading in find_dates(line.text, reference=None)}
        return stated.pop() if len(stated) == 1 else end_of_fiscal_year(lines)

    def _read_label(self, block: Block) -> None:
        line, label = block.line, block.label
        offset = line.folded.find(block.text)
        value = tidy(line.text[offset : offset + len(block.text)])
        if not value:
            return
        if label == DAY_AND_PLACE:
            self._read_schedule(line, value)
        elif label in _DAY_LABELS:
            self._add_days(days_of(find_dates(line.text, reference=self.reference), line), line)
            inside = _PLACE_INSIDE.search(Line(0, value).folded)
            if inside and not self.facts.place:
                self._set_place(value[inside.start("place") :], line)
        elif label in _PLACE_LABELS | _FORM_LABELS:
            place, mode = parted_online(value)
            self.facts.mode = self.facts.mode or mode
            if place and not self.facts.place and (label in _PLACE_LABELS or mode):
                self._set_place(without_person(place), line)
        elif label in STANDINGS:
            self._add_organisers(organisers_of(value, label), line)
        elif label in {"対象", "対象者"} and not self.facts.audience:
            self.facts.audience = value
            self.ledger.place(line, "event.audience")

    def _read_days_below(self, below: Sequence[Block]) -> None:
        """The further days that stand one a line under 日時."""
        for block in below:
            days = [] if block.role not in {Role.PARAGRAPH, Role.ITEM} else schedule_days(block.line, self.reference)
            if not days:
                return
            self._add_days(days, block.line)

    def _read_bodies(self, label: Block, below: Sequence[Block]) -> None:
        """The bodies that stand one a line under 主催, without a gap."""
        follows = label.line.number + 2
        for block in below:
            if block.role not in {Role.PARAGRAPH, Role.ITEM} or len(block.line.bare) > _NEAR or "。" in block.line.bare:
                return
            if block.line.is_numbered or block.line.number > follows:
                # What stands under the next heading.
                return
            follows = block.line.number + 1
            self._add_organisers(organisers_of(block.line.text[block.line.content_start :], label.label), block.line)

    # Days

    def _read_days(self, prose: Sequence[Line], titles: Sequence[Line]) -> None:
        for line in prose:
            self._add_days(days_held_at(line, self.reference), line)
        if len(self.facts.days) > 1 or self._read_day_of_title(prose[:_LEAD], titles):
            return
        self.facts.days.clear()
        if self._read_sentences(prose[:_LEAD]):
            return
        for line in prose:
            self._read_schedule(line)
        for line in titles if not self.facts.days else []:
            days = days_of(find_dates(line.text, reference=self.reference), line)
            self._add_days([day for day in days if not is_of_an_issue(line, day.date)], line)
            if self.facts.days:
                return
        if not self.facts.days:
            self._read_sentences(prose[_LEAD:_NEAR])

    def _read_day_of_title(self, prose: Sequence[Line], titles: Sequence[Line]) -> bool:
        """The one day that a title gives with its year, where the lead names that day too."""
        stated = {reading.day for line in titles for reading in find_dates(line.text, reference=None)}
        day = stated.pop() if len(stated) == 1 else None
        for line in prose if day else ():
            same_day = [reading for reading in find_dates(line.text, reference=day) if reading.day == day]
            self._add_days(days_of(same_day[:1], line), line)
        return bool(self.facts.days)

    def _read_sentences(self, lines: Iterable[Line]) -> bool:
        for line in lines:
            days, names_others = days_of_sentences(line, self.reference)
            if days and not self.facts.days:
                self._add_days(days, line)
            elif days:
                names_others = any(day.date not in {other.date for other in self.facts.days} for day in days)
            if names_others:
                message = "開催日らしい日付がほかにもあります。初めの日付を開催日としました。"
                self.findings.add("event_date_unclear", line.number, message, field="event.days")
        return bool(self.facts.days)

    def _read_schedule(self, line: Line, entry: str = "") -> None:
        """A schedule's entry, the line or what stands in it behind a label, gives the day, and behind it the place."""
        days = schedule_days(replace(line, text=entry) if entry else line, self.reference)
        self._add_days(days, line)
        place = place_of_schedule(line, self.reference) if days and is_venue(self.facts.place or "会場") else ""
        if place and is_venue(place):
            self._set_place("、".join(filter(None, [self.facts.place, place])), line)
            self.findings.add("place_unclear", line.number, f"会場を「{place}」と読みました。", field="event.place")

    def _add_days(self, days: Iterable[Day], line: Line) -> None:
        for day in days:
            if not self.release_date and not self._has_its_weekday(day, line):
                continue
            if all(other.date != day.date for other in self.facts.days):
                self.facts.days.append(day)
                self.ledger.place(line, "event.days")

    def _has_its_weekday(self, day: Day, line: Line) -> bool:
        """Without a release date, a day without its year stands only where its weekday bears out the year told."""
        readings = find_dates(line.text, reference=self.reference)
        reading = next((found for found in readings if found.day == day.date), None)
        # The year that the title states is no guess.
        if reading is None or reading.year_source is not YearSource.ASSUMED:
            return True
        if not reading.weekday_stated or not reading.weekday_agrees or reading.after_reference:
            return False
        message = f"「{reading.text}」には年がないため、ほかの所の年から{day.date.year}年と読みました。"
        self.findings.add("date_year_assumed", line.number, message, field="event.days")
        return True

    # Place, theme, organisers

    def _read_places_beside_days(self, prose: Sequence[Line]) -> None:
        """The places of several events, each behind its day: (8月30日(土) 於:見本市)."""
        named = [(place, line) for line in prose for place in places_named(line)]
        if named and not self.facts.place:
            for _, line in named:
                self._set_place("、".join(dict.fromkeys(place for place, _ in named)), line)

    def _read_place(self, line: Line) -> None:
        if self.facts.place:
            return
        place, is_sure = find_place(line)
        if place:
            self._set_place(place, line)
            if not is_sure:
                self.findings.add("place_unclear", line.number, f"会場を「{place}」と読みました。", field="event.place")

    def _read_place_of_title(self, line: Line) -> None:
        """Where the lead is silent: ≪1月20日 見本市≫, を見本市で開催."""
        behind = place_of_schedule(line, self.reference)
        is_place = is_venue(behind) and is_balanced(Line(0, behind).folded)
        place = behind if is_place else find_place(line)[0]
        if place and not self.facts.place and self.facts.mode != "online":
            self._set_place(place, line)
            self.findings.add("place_unclear", line.number, f"会場を「{place}」と読みました。", field="event.place")

    def _set_place(self, place: str, line: Line) -> None:
        self.facts.place = place
        self.ledger.place(line, "event.place")

    def _read_theme(self, line: Line) -> None:
        for pattern in _THEME if not self.facts.theme else ():
            match = pattern.search(line.folded)
            if match:
                self.facts.theme = tidy(line.text[match.start("theme") : match.end("theme")]).strip("−-－― ")
                self.ledger.place(line, "event.theme")
                return

    def _add_organisers(self, bodies: Iterable[dict[str, str]], line: Line) -> None:
        for body in bodies:
            known = any(
                same(other["name"]) == same(body["name"]) and other["standing"] == body["standing"]
                for other in self.facts.organisers
            )
            if not known and len(self.facts.organisers) < _MAX_ORGANISERS:
                self.ledger.place(line, f"event.organisers[{len(self.facts.organisers)}]")
                self.facts.organisers.append(body)


def _with_value(block: Block, following: Block | None, address: Block | None) -> Block:
    """A label alone on its line with the line below as its value: 開催場所, the hall under it, its address under that."""
    if block.text and block.label in _PLACE_LABELS and following and _ADDRESS.fullmatch(following.line.bare):
        return _with_address(block.line, block.text, block.label, following)
    is_alone = not block.text and block.label in _DAY_LABELS | _PLACE_LABELS | _FORM_LABELS
    if not is_alone or following is None or following.role not in {Role.PARAGRAPH, Role.ITEM}:
        return block
    line = following.line
    if block.label in _PLACE_LABELS and address and _ADDRESS.fullmatch(address.line.bare):
        return _with_address(line, line.content, block.label, address)
    return Block(Role.LABEL, line, line.content, block.label)


def _with_address(line: Line, value: str, label: str, address: Block) -> Block:
    """The value with the address in parentheses from the line below."""
    start = line.folded.find(value)
    text = f"{line.text[start : start + len(value)].rstrip()} {address.line.text.strip()}"
    line = replace(line, text=text, joined=(*line.joined, address.line))
    return Block(Role.LABEL, line, line.bare, label)
