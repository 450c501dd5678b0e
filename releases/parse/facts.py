"""The facts of the event, gathered from title, lead and labels."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from bureau.eras import find_dates
from releases.parse.body import Block, Role
from releases.parse.days import Day, days_of, days_of_sentences, schedule_days
from releases.parse.findings import Findings
from releases.parse.folding import same, tidy
from releases.parse.organisers import STANDINGS, find_organisers, organisers_of
from releases.parse.place import ONLINE, find_place, mode_of, without_person
from releases.parse.source import Ledger, Line

_DAY_LABELS = {"日時", "開催日時", "日程", "開催日", "期日", "期間", "開催期間", "会期", "とき", "日"}
_PLACE_LABELS = {"場所", "会場", "開催場所", "実施場所", "ところ", "於"}
_THEME = (
    re.compile(r"-(?P<theme>[^-「」。]{4,80})-\s*(?:を|と)\s*(?:統一)?(?:テーマ|主題|題)"),
    re.compile(r"[「『](?P<theme>[^「」『』。]{3,80})[」』]\s*を\s*(?:統一|メイン|大会)?テーマ"),
    re.compile(r"テーマ(?:は|に|を|:|として)\s*[、]?[「『-](?P<theme>[^「」『』。]{3,80})[」』-]"),
)
_LEAD = 3
_NEAR = 30
_MAX_ORGANISERS = 40


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

    def read(self, title: Line | None, subtitle: Line | None, blocks: Sequence[Block]) -> Facts:
        prose = [block.line for block in blocks if block.role in {Role.PARAGRAPH, Role.ITEM}]
        labels = [block for block in blocks if block.role is Role.LABEL]
        for block, following in zip_longest(blocks, blocks[1:]):
            if block.role is Role.LABEL:
                self._read_label(_with_value(block, following))
        if not self.facts.days:
            self._read_days(prose, [line for line in (subtitle, title) if line])
        for line in prose[:_NEAR]:
            self._read_place(line)
            self._add_organisers(find_organisers(line), line)
            self._read_theme(line)
        shown = [line for line in (title, subtitle) if line] + prose[:6] + [block.line for block in labels]
        self.facts.mode = self.facts.mode or mode_of("。".join(line.folded for line in shown), self.facts.place)
        if self.facts.days and not self.facts.mode:
            self.findings.add("place_unclear", 0, "会場が読み取れません。", field="event.place")
        return self.facts

    def _read_label(self, block: Block) -> None:
        line, label = block.line, block.label
        offset = line.folded.find(block.text)
        value = tidy(line.text[offset : offset + len(block.text)])
        if not value:
            return
        if label in _DAY_LABELS:
            self._add_days(days_of(find_dates(line.text, reference=self.release_date), line), line)
        elif label in _PLACE_LABELS and ONLINE.search(value) and len(value) < _NEAR:
            self.facts.mode = self.facts.mode or "online"
        elif label in _PLACE_LABELS and not self.facts.place:
            self._set_place(without_person(value), line)
        elif label in STANDINGS:
            self._add_organisers(organisers_of(value, label), line)
        elif label in {"対象", "対象者"} and not self.facts.audience:
            self.facts.audience = value
            self.ledger.place(line, "event.audience")

    # Days

    def _read_days(self, prose: list[Line], titles: list[Line]) -> None:
        if self._read_day_of_title(prose[:_LEAD], titles) or self._read_sentences(prose[:_LEAD]):
            return
        for line in prose:
            self._add_days(schedule_days(line, self.release_date), line)
        for line in titles if not self.facts.days else []:
            self._add_days(days_of(find_dates(line.text, reference=self.release_date), line), line)
            if self.facts.days:
                return
        if not self.facts.days:
            self._read_sentences(prose[_LEAD:_NEAR])

    def _read_day_of_title(self, prose: list[Line], titles: list[Line]) -> bool:
        """The one day that a title gives with its year, where the lead names that day too."""
        stated = {reading.day for line in titles for reading in find_dates(line.text, reference=None)}
        day = stated.pop() if len(stated) == 1 else None
        for line in prose if day and self.release_date else ():
            same_day = [reading for reading in find_dates(line.text, reference=day) if reading.day == day]
            self._add_days(days_of(same_day[:1], line), line)
        return bool(self.facts.days)

    def _read_sentences(self, lines: Iterable[Line]) -> bool:
        for line in lines:
            days, names_others = days_of_sentences(line, self.release_date)
            if days and not self.facts.days:
                self._add_days(days, line)
            elif days:
                names_others = any(day.date not in {other.date for other in self.facts.days} for day in days)
            if names_others:
                message = "開催日らしい日付がほかにもあります。初めの日付を開催日としました。"
                self.findings.add("event_date_unclear", line.number, message, field="event.days")
        return bool(self.facts.days)

    def _add_days(self, days: Iterable[Day], line: Line) -> None:
        for day in days:
            if all(other.date != day.date for other in self.facts.days):
                self.facts.days.append(day)
                self.ledger.place(line, "event.days")

    # Place, theme, organisers

    def _read_place(self, line: Line) -> None:
        if self.facts.place:
            return
        place, is_sure = find_place(line)
        if place:
            self._set_place(place, line)
            if not is_sure:
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


def _with_value(block: Block, following: Block | None) -> Block:
    """A label alone on its line with the line below as its value: 開催場所, and the hall under it."""
    is_alone = not block.text and block.label in _DAY_LABELS | _PLACE_LABELS
    if not is_alone or following is None or following.role not in {Role.PARAGRAPH, Role.ITEM}:
        return block
    return Block(Role.LABEL, following.line, following.line.content, block.label)
