"""The facts of the event: days, place, mode, theme, organisers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from bureau.eras import DateReading, find_dates
from releases.parse.body import Block, Role
from releases.parse.findings import Findings
from releases.parse.folding import outside_brackets, same, tidy
from releases.parse.source import Ledger, Line

_HELD = re.compile(
    r"開催|実施|行わ|行い|行な|開かれ|開き|開いた|参加|出展|出演|挙行|催し|行う|審査会|執り行|授与|贈呈|表彰|展示|訪問|視察|出席|交付|設置|締結|発足|共催|配布|参列|講演"
)
_DAY_LABELS = {"日時", "開催日時", "日程", "開催日", "期日", "期間", "開催期間", "会期", "とき", "日"}
_PLACE_LABELS = {"場所", "会場", "開催場所", "実施場所", "ところ", "於"}
_STANDINGS = {"主催", "共催", "後援", "協力", "協賛", "特別協力"}
_MODE_LABELS = {"開催方法", "開催形式", "開催形態", "実施方法", "形式", "方法", "配信"}
_ONLINE = re.compile(
    r"オンライン|ウェブ(?:開催|会議|配信)|Web(?:開催|会議|配信|セミナー|形式)|WEB|ウェビナー|リモート開催|ライブ配信",
    re.IGNORECASE,
)
_HYBRID = re.compile(
    r"ハイブリッド|会場(?:参加)?(?:及び|と|・|、|並びに)(?:オンライン|Web|WEB)|オンライン(?:配信)?(?:を併用|併用|と会場|と現地)|現地.{0,8}オンライン"
)
_SCHEDULE = re.compile(r"\s*(?:第?\s*\d{1,2}\s*回|[・○(]|\d{1,2}[.)])\s*")
_TIME = re.compile(
    r"(?P<half_a>午前|午後)?\s*(?P<hour_a>\d{1,2})\s*(?:時(?:\s*(?P<minute_a>\d{1,2})\s*分|(?P<thirty_a>半))?|:(?P<clock_a>\d{2}))"
    r"(?:\s*(?:から|~|-|より)\s*(?P<half_b>午前|午後)?\s*(?P<hour_b>\d{1,2})\s*(?:時(?:\s*(?P<minute_b>\d{1,2})\s*分|(?P<thirty_b>半))?|:(?P<clock_b>\d{2})))?"
)
_PLACE_MARK = re.compile(
    r"において|に於いて|にて|で(?=[、]|開催|行わ|開か|実施|開い|「|『|開き|標記|催|執り|[^。、]{0,50}(?:開催|行わ|実施|行い|開か|催))"
)
_VENUE_END = re.compile(
    r"(?:\)|館|会場|ホール|センター|大学|学校|高校|公園|庁舎|ホテル|プラザ|会議室|市内|町内|村内|区内|県内|[市町村区県]|駅.{0,6}|園|場|所|室|階|前|敷|広場|緑地|ドーム|"
    r"アリーナ|タワー|ビル|劇場|会館|体育館|モール|店|寺|神社|島|港|空港|講堂|キャンパス|クラブ|サロン|スタジオ|局|支所|役場|市役所|県庁|メッセ|フォーラム|ガーデン|パーク|ハウス|荘|"
    r"ヒルズ|スクエア|シティ|海岸|河川|地内|ステージ|スペース|ラウンジ|カフェ|校|院|地|ルーム|付近|周辺)$"
)
_AND_ONLINE = re.compile(
    r"(?:及び|および|と|並びに|・|、|＋|\+)\s*(?:オンライン|Web|WEB|ウェブ)(?:配信|会議|形式|方式)?$"
)
_NO_PLACE = re.compile(
    r"において|にて|-|形式|方式|方法|オンライン|WEB|ウェブ|共同|協力|連携|共催|テーマ|主体|中心|目的|テレビ会議|併用|一環|ため|こと|もと|下で|ハイブリッド|名義|合同$|"
    r"^\d+\s*(?:か所|カ所|ヶ所|箇所|会場|日間|回|名|人|社|地区)|^(?:県内|管内|全国|各地|都内)\s*\d|^[\d月日、・から~ ]+$|それぞれ|無料|全員|結果|以上|下記|左記|次のとおり|初めて|として|について|式典|開会式",
    re.IGNORECASE,
)
_AT = re.compile(r"(?:(?<![一-鿿])於|[(、]\s*(?:会場|場所))\s*[::]\s*(?P<place>[^()、。]+(?:\([^()]*\))?)")
_THEME = (
    re.compile(r"-(?P<theme>[^-「」。]{4,80})-\s*(?:を|と)\s*(?:統一)?(?:テーマ|主題|題)"),
    re.compile(r"[「『](?P<theme>[^「」『』。]{3,80})[」』]\s*を\s*(?:統一|メイン|大会)?テーマ"),
    re.compile(r"テーマ(?:は|に|を|:|として)\s*[、]?[「『-](?P<theme>[^「」『』。]{3,80})[」』-]"),
)
_WITH = re.compile(
    r"(?P<bodies>[^。]{2,160}?)(?:と|との|の|が|並びに)(?:の)?(?P<standing>共催|後援|協力|協賛|連携)(?:により|を得て|のもと|の下|して|で|し、|し|によ|に|、|を受け|等|とし)"
)
_HOSTED_BY = re.compile(r"\(\s*(?P<standing>主催|共催|後援|協力)\s*[::]\s*(?P<bodies>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_ALIAS = re.compile(
    r"\s*\((?:通称|略称|以下|略して)\s*[::、]?\s*「?(?P<alias>[^「」()]{1,30})」?(?:という。?|とする。?)?\)"
)
_BODY_CLAUSE = re.compile(r"(?:は|では|が|において|にて|、(?=\d)|\)に|日に|時から|分から|にあわせ|のため|もの)[、]?")
_INSIDE_NOTE = re.compile(r"報道資料|プレスリリース|掲載|発表資料")


@dataclass
class Facts:
    """Facts with the lines they come from."""

    days: list[dict] = field(default_factory=list)
    place: str = ""
    mode: str = ""
    theme: str = ""
    organisers: list[dict] = field(default_factory=list)
    audience: str = ""


@dataclass
class FactReader:
    """Collects the facts from title, lead and labels; remembers where each was said."""

    release_date: date | None
    ledger: Ledger
    findings: Findings
    facts: Facts = field(default_factory=Facts)
    day_lines: set[int] = field(default_factory=set)

    def read(self, title: Line | None, subtitle: Line | None, blocks: Sequence[Block]) -> Facts:
        prose = [block for block in blocks if block.role in {Role.PARAGRAPH, Role.ITEM}]
        labels = [block for block in blocks if block.role is Role.LABEL]
        for block in labels:
            self._label(block)
        if not self.facts.days:
            self._days_from(prose, title, subtitle)
        for block in prose[:30]:
            self._place(block.line)
            self._bodies(block.line)
            self._theme(block.line)
        self._mode([line for line in (title, subtitle) if line] + [block.line for block in [*prose[:6], *labels]])
        return self.facts

    # Days

    def _label(self, block: Block) -> None:
        line, value = block.line, block.text
        offset = line.folded.find(value) if value else 0
        if block.label in _DAY_LABELS:
            readings = find_dates(line.text, reference=self.release_date)
            if readings:
                self._add_days(readings, line)
        elif block.label in _PLACE_LABELS and value:
            if _ONLINE.search(value) and len(value) < 30:
                self.facts.mode = self.facts.mode or "online"
            else:
                self._set_place(tidy(line.text[offset : offset + len(value)]), line, sure=True)
        elif block.label in _STANDINGS and value:
            self._add_bodies(line.text[offset : offset + len(value)], block.label.removeprefix("特別"), line)
        elif block.label in {"対象", "対象者"} and value:
            self.facts.audience = self.facts.audience or tidy(line.text[offset : offset + len(value)])
            self.ledger.place(line, "event.audience")
        elif block.label == "テーマ" and value and not self.facts.theme:
            return

    def _days_from(self, prose: list[Block], title: Line | None, subtitle: Line | None) -> None:
        for block in prose[:3]:
            if self._sentences_with_days(block.line):
                return
        schedule = [block.line for block in prose if self._is_schedule(block.line)]
        if schedule:
            for line in schedule:
                self._add_days(find_dates(line.text, reference=self.release_date)[:1], line)
            return
        for line in (subtitle, title):
            if line:
                readings = find_dates(line.text, reference=self.release_date)
                if readings:
                    self._add_days(readings, line, place=False)
                    return
        for block in prose[3:20]:
            if self._sentences_with_days(block.line):
                return

    def _is_schedule(self, line: Line) -> bool:
        """第1回 8月20日(日曜日) 見本町 見本公民館: a date first, and no sentence."""
        if line.bare.endswith("。"):
            return False
        readings = find_dates(line.text, reference=self.release_date)
        if not readings:
            return False
        head = _SCHEDULE.sub("", line.folded[: readings[0].start])
        return not head.strip() or bool(re.fullmatch(r"\s*第?\s*\d{1,2}\s*回?\s*", line.folded[: readings[0].start]))

    def _sentences_with_days(self, line: Line) -> bool:
        folded, start = line.folded, 0
        for sentence_end in [match.end() for match in re.finditer("。", folded)] + [len(folded)]:
            sentence = line.text[start:sentence_end]
            readings = [
                reading
                for reading in find_dates(sentence, reference=self.release_date)
                if not self._is_aside(fold_slice(line, start, sentence_end), reading)
            ]
            if readings and _HELD.search(fold_slice(line, start, sentence_end), readings[0].end):
                kept = self._of_event(readings, fold_slice(line, start, sentence_end))
                if kept:
                    self._add_days(kept, line, text=fold_slice(line, start, sentence_end))
                    return True
            start = sentence_end
        return False

    def _is_aside(self, sentence: str, reading: DateReading) -> bool:
        """A date that only dates something else: a founding, a press release, a term of office, a week that is marked."""
        after = sentence[reading.end : reading.end + 14]
        around = sentence[max(0, reading.start - 12) : reading.end + 24]
        if re.match(r"\s*付け?で[^。]{0,20}(?:表彰|贈呈|授与|交付|委嘱)", sentence[reading.end : reading.end + 30]):
            return False
        if re.match(r"\s*(?:に|付けで?|付で)(?:発足|設立|制定|施行|公布|設置され|着任|就任)", after) or re.match(
            r"\s*(?:付け|現在|時点|締切|まで(?:に|の「|の『))", after
        ):
            return True
        return bool(_INSIDE_NOTE.search(around)) or bool(re.match(r"\s*まで\s*の?\s*[「『]", after))

    def _of_event(self, readings: list[DateReading], sentence: str) -> list[DateReading]:
        """The dates of the first run; a later one that no list or range ties to it is another matter."""
        kept = [readings[0]]
        for reading in readings[1:]:
            between = sentence[kept[-1].end : reading.start]
            if (
                re.fullmatch(
                    r"\s*(?:\d{1,2}[時:].{0,20})?(?:から|~|-|、|,|・|及び|および|と|並びに)?\s*(?:の)?\s*", between
                )
                or re.fullmatch(r"\s*(?:於|会場|場所)\s*[::][^。]{1,40}[、及びと]+\s*", between)
                or (re.fullmatch(r"(?:に|、)?[^。]{0,40}(?:、|及び|と)\s*", between) and "於" in sentence)
            ):
                kept.append(reading)
            else:
                break
        after = sentence[kept[-1].end : kept[-1].end + 20]
        if re.match(r"\s*まで\s*の\s*[「『]", after):
            return []
        return kept

    def _add_days(self, readings: Sequence[DateReading], line: Line, *, text: str = "", place: bool = True) -> None:
        folded = text or line.folded
        position = 0
        while position < len(readings):
            reading = readings[position]
            day = {"date": reading.day, "last_date": None, "starts": None, "ends": None}
            following = readings[position + 1] if position + 1 < len(readings) else None
            last = reading
            if (
                following
                and following.day > reading.day
                and re.fullmatch(r"\s*(?:から|~|-)\s*", folded[reading.end : following.start])
            ):
                day["last_date"] = following.day
                last = following
                position += 1
            day["starts"], day["ends"] = times_behind(folded, last.end)
            if all(other["date"] != day["date"] for other in self.facts.days):
                self.facts.days.append(day)
            position += 1
        self.day_lines.add(line.number)
        if place:
            self.ledger.place(line, "event.days")

    # Place

    def _place(self, line: Line) -> None:
        folded = line.folded
        if self.facts.place or not folded.strip():
            return
        at = list(_AT.finditer(folded))
        if at:
            self._set_place(
                "、".join(tidy(line.text[match.start("place") : match.end("place")]) for match in at), line, sure=True
            )
            return
        start = 0
        for sentence_end in [match.end() for match in re.finditer("。", folded)] + [len(folded)]:
            sentence = folded[start:sentence_end]
            if _HELD.search(sentence):
                for mark in _PLACE_MARK.finditer(sentence):
                    span = _before_mark(sentence, mark.start(), weak=mark[0] == "で")
                    if span:
                        self._set_place(tidy(line.text[start + span[0] : start + span[1]]), line, sure=mark[0] != "で")
                        return
            start = sentence_end
            if start > 600:
                return

    def _set_place(self, place: str, line: Line, *, sure: bool) -> None:
        # A headmaster in parentheses behind the school is no part of the place.
        place = re.sub(r"[(（][^()（）]*[(（][ぁ-ん 　]+[)）][^()（）]*[)）]", "", place)
        if self.facts.place:
            return
        self.facts.place = place
        self.ledger.place(line, "event.place")
        if not sure:
            self.findings.add("place_unclear", line.number, f"会場を「{place}」と読みました。", field="event.place")

    # Mode

    def _mode(self, lines: Sequence[Line]) -> None:
        text = "。".join(line.folded for line in lines)
        if self.facts.mode:
            return
        online, hybrid = _ONLINE.search(text), _HYBRID.search(text)
        if hybrid or (online and self.facts.place):
            self.facts.mode = "hybrid"
        elif online:
            self.facts.mode = "online"
        elif self.facts.place:
            self.facts.mode = "venue"

    # Theme and organisers

    def _theme(self, line: Line) -> None:
        if self.facts.theme:
            return
        for pattern in _THEME:
            match = pattern.search(line.folded)
            if match:
                self.facts.theme = tidy(line.text[match.start("theme") : match.end("theme")]).strip("−-－― ")
                self.ledger.place(line, "event.theme")
                return

    def _bodies(self, line: Line) -> None:
        folded = line.folded
        for match in _HOSTED_BY.finditer(folded):
            self._add_bodies(line.text[match.start("bodies") : match.end("bodies")], match["standing"], line)
        if len(self.facts.organisers) > 40:
            return
        start = 0
        for sentence in re.findall(r"[^。]*。?", folded):
            match = re.search(
                r"(?:と|との|の|が)(?P<standing>共催|後援|協力|協賛|連携)(?=により|を得て|のもと|の下|して|で|し[、ま]|によ|に[、よ]|、|を受け|とし)",
                sentence,
            )
            if match and match["standing"] != "連携":
                cut = _bodies_start(sentence, match.start())
                raw = line.text[start + cut : start + match.start()]
                if raw.strip():
                    self._add_bodies(raw, match["standing"], line)
            start += len(sentence)

    def _add_bodies(self, raw: str, standing: str, line: Line) -> None:
        for name in _split_bodies(raw):
            alias = _ALIAS.search(Line(0, name).folded)
            short = ""
            if alias:
                short = tidy(name[alias.start("alias") : alias.end("alias")])
                name = name[: alias.start()] + name[alias.end() :]
            head = re.search(
                r"\s*\([^()]*(?:会長|理事長|代表|局長|所長|社長|学長|市長|町長|知事)\s*[:: ][^()]*(?:\([^()]*\))?[^()]*\)$",
                Line(0, name).folded,
            )
            if head:
                name = name[: head.start()]
            name = tidy(name).strip("、・ ")
            if not 2 <= len(name) <= 60 or name in {"当局", "当所", "同局"}:
                continue
            if all(
                same(other["name"]) != same(name) or other["standing"] != standing for other in self.facts.organisers
            ):
                self.facts.organisers.append({"name": name, "standing": standing, "alias": short})
                self.ledger.place(line, f"event.organisers[{len(self.facts.organisers) - 1}]")


def fold_slice(line: Line, start: int, end: int) -> str:
    return line.folded[start:end]


def _before_mark(sentence: str, mark: int, *, weak: bool) -> tuple[int, int] | None:
    """The venue's span before において/にて/で, or None where the words are no place."""
    window = sentence[:mark]
    cut = outside_brackets(window, "、。:,") + 1
    start = cut
    part = window[cut:]
    # Dates, times and the particles behind them are no part of the venue's name.
    for pattern in (
        r"^.*?\d\s*(?:日|時|分)(?:\s*\([^()]*\))?\s*(?:に|から|より|の|~)?\s*(?=\S)(?!.*\d\s*(?:日|時|分)(?:\s*\([^()]*\))?(?:に|から|より|の|、))",
        r"^(?:(?!\().)*?(?:では|は|が|を)(?=[^ぁ-ん])",
        r"^.{0,30}?(?:に先立ち|に合わせ|にあわせ|に際し|に伴い|として|のため|に向け|に)(?=[^ぁ-んはがを])(?=.{3,})",
    ):
        match = re.match(pattern, part)
        if match and match.end() < len(part):
            start += match.end()
            part = part[match.end() :]
    part = _AND_ONLINE.sub("", part)
    part_stripped = part.strip()
    if not 2 <= len(part_stripped) <= 70 or _NO_PLACE.search(re.sub(r"\([^()]*\)", "", part_stripped)):
        return None
    if weak and not _VENUE_END.search(part_stripped):
        return None
    if not re.search(r"[一-鿿ァ-ヶA-Za-z]", part_stripped):
        return None
    start += len(part) - len(part.lstrip())
    return start, start + len(part_stripped)


def _bodies_start(sentence: str, end: int) -> int:
    """Where the list of bodies before と共催 begins: behind the subject, the date, the place."""
    window = sentence[:end]
    masked = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", lambda match: "(" + "_" * (len(match[0]) - 2) + ")", window)
    cut = 0
    for match in re.finditer(
        r"(?:は|では|において|にて|が|から|ため|して|を)[、]\s*|(?:日|\)|時|分)(?:に|から)?[、]\s*|(?:日|\))に(?![てつおよ])(?=\S)|(?:、)(?=[^、]{0,30}(?:は|が)[、])|(?:を|が)(?=[^、。ぁ-ん])",
        masked,
    ):
        if match.end() < len(masked):
            candidate = match.end()
            # 見本県(…)、青波市 keeps its comma; a closing bracket before a comma ends a date only behind a 曜日.
            if match[0].startswith(")") and not re.search(
                r"曜日?\)|[月火水木金土日]\)|_\)", window[max(0, match.start() - 6) : match.start() + 1]
            ):
                continue
            if match[0].startswith(")") and not re.search(r"日\s*\([^()]*\)$", window[: match.start() + 1]):
                continue
            cut = candidate
    return cut


def _split_bodies(raw: str) -> list[str]:
    parts, depth, part = [], 0, ""
    folded = Line(0, raw).folded
    position = 0
    while position < len(folded):
        character = folded[position]
        depth += (character in "([「") - (character in ")]」")
        joint = (
            re.match(r"、|,|及び|および|並びに|ならびに|と(?=[一-鿿ァ-ヶA-Z])", folded[position : position + 4])
            if depth == 0
            else None
        )
        if joint:
            parts.append(part)
            part = ""
            position += joint.end()
            continue
        part += raw[position]
        position += 1
    return [part.strip() for part in [*parts, part] if part.strip()]


def times_behind(folded: str, position: int) -> tuple[time | None, time | None]:
    """Beginning and end that stand behind a date: 13時30分から16時, 10:00〜16:00, 午後2時."""
    match = re.compile(r"\s*(?:の|、|に)?\s*").match(folded, position)
    match = _TIME.match(folded, match.end())
    if not match:
        return None, None
    starts = _time(match["half_a"], match["hour_a"], match["minute_a"] or match["clock_a"], match["thirty_a"])
    ends = None
    if match["hour_b"]:
        ends = _time(
            match["half_b"] or match["half_a"]
            if not match["half_b"] and match["half_a"] == "午後"
            else match["half_b"],
            match["hour_b"],
            match["minute_b"] or match["clock_b"],
            match["thirty_b"],
        )
    if starts and ends and ends <= starts:
        ends = None
    return starts, ends


def _time(half: str | None, hour: str, minute: str | None, thirty: str | None) -> time | None:
    number = int(hour) + (12 if half == "午後" and int(hour) < 12 else 0)
    minutes = 30 if thirty else int(minute or 0)
    return time(number, minutes) if number < 24 and minutes < 60 else None
