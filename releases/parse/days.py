"""When the event was held: the days of the lead sentence, of a label, of a schedule, of the title."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import accumulate, pairwise

from bureau.eras import DateReading, find_dates, parse_era
from releases.parse.folding import fold, tidy
from releases.parse.source import Line

HELD = re.compile(
    r"開催|実施|行わ|行い|行な|開かれ|開き|開いた|参加|出展|出演|挙行|催し|行う|審査会|執り行|授与|贈呈|表彰|展示|訪問|視察|訪れ|見学|意見交換|意見を交|懇談|出席|交付|設置|締結|発足|共催|配布|参列|講演|お送り|送付|郵送|届け|呼び?[か掛]け|開設|開講|実演"
)
_SCHEDULE_ENTRY = re.compile(
    r"\s?(?:[・○(]|\d{1,2}[.)]|<[^<>]{1,30}>|【[^【】]{1,30}】|\S{1,8}会場\s?:?\s)?\s?(?:第?\s?\d{1,2}\s?回|\d\s?日目)?\s?:?\s?"
)
_HELD_AT = re.compile(r"\s?[^()。、]{0,16}(?:於|会場|場所)\s?:")
_FISCAL_YEAR = re.compile(r"(?P<era>令和|平成)\s?(?P<number>元|\d{1,2})\s?年度|(?<!\d)(?P<year>(?:19|20)\d{2})\s?年度")
_TALLY = re.compile(r"約?\d[\d,]*\s?(?:名|人|組|件)?")
_ISSUED_BEHIND = re.compile(r"\s?(?:発行|掲載|更新|公開|up)")
_PRESS = re.compile(r"報道資料|プレスリリース|掲載|発表資料")
_ASIDE_BEHIND = re.compile(
    r"\s*(?:(?:に|付けで?|付で)(?:発足|設立|制定|施行|公布|設置され|着任|就任|発生|締結され|改正)|付け|現在|時点|締切|まで(?:に|の?\s*[「『]))"
)
_HANDED_OVER = re.compile(r"\s*付け?で[^。]{0,20}(?:表彰|贈呈|授与|交付|委嘱)")
_COMMEMORATED = re.compile(r"\s*の?\s*[「『]?[^「」『』、。]{1,10}の日[」』]?")
_LISTED_NEXT = re.compile(
    r"\s*(?:\d{1,2}[時:].{0,20})?(?:から|~|-|、|,|・|及び|および|と|並びに)?\s*(?:の)?\s*"
    r"|に[「『][^「」『』]{1,30}[」』]\s*(?:\([^()]*\))?\s*、\s*"
    r"|\s*(?:於|会場|場所)\s*:[^。]{1,40}[、及びと]+\s*"
    r"|には?[^。、をがは]{1,40}(?:、|及び|と)(?:第?\s?\d{1,2}\s?回目?[をは])?\s?"
)
# 「見本月間」(2月1日から3月18日) tells when the month is, not the event.
_MONTH_MARKED = re.compile(r"(?:月間|週間|期間|の日)[」』]?\s?\([^()]{0,30}$")
_PLACE_BETWEEN = re.compile(r"(?:に|、)?[^。]{0,40}(?:、|及び|と)\s*")
_UNTIL_A_WEEK = re.compile(r"\s*まで\s*の\s*[「『]")
_RANGE = re.compile(r"\s*(?:から|~|-)\s*")
_TIME = re.compile(
    r"(?P<half_a>午前|午後)?\s*(?P<hour_a>\d{1,2})\s*(?:時(?:\s*(?P<minute_a>\d{1,2})\s*分|(?P<thirty_a>半))?|:(?P<clock_a>\d{2}))"
    r"(?:\s*(?:から|~|-|より)\s*(?P<half_b>午前|午後)?\s*(?P<hour_b>\d{1,2})\s*(?:時(?:\s*(?P<minute_b>\d{1,2})\s*分|(?P<thirty_b>半))?|:(?P<clock_b>\d{2})))?"
)
_TIME_BEHIND = re.compile(rf"[\s、,]{{0,3}}(?:{re.sub(r'[?]P<[a-z_]+>', '?:', _TIME.pattern)})?[\s、,:~から]{{0,4}}")


@dataclass(frozen=True)
class Day:
    """A day of an event, or a run of days with ``last_date``; times are local."""

    date: date
    last_date: date | None = None
    starts: time | None = None
    ends: time | None = None


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Bounds of the sentences of folded ``text``; a full stop before a closing bracket ends none."""
    start = 0
    for match in re.finditer(r"。(?![)\]」』])", text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def days_of_sentences(line: Line, reference: date | None) -> tuple[list[Day], bool]:
    """(days on which the first telling sentence of ``line`` says that something was held, whether a later sentence
    names others)."""
    folded = line.folded
    readings = find_dates(line.text, reference=reference)
    found: list[Day] = []
    for start, end in sentences(folded):
        own = [reading for reading in readings if start <= reading.start < end and not _is_aside(folded, reading)]
        if len(own) > 1 and _COMMEMORATED.match(folded, own[0].end):
            own = own[1:]
        if not own or not HELD.search(folded, own[0].end, end):
            continue
        if found:
            return found, any(reading.day not in {day.date for day in found} for reading in own)
        found = days_of(_first_run(own, folded[start:end], folded), line)
    return found, False


def days_of(readings: Sequence[DateReading], line: Line) -> list[Day]:
    """Readings as days; two that a range joins are one run of days."""
    days: list[Day] = []
    position = 0
    while position < len(readings):
        first = last = readings[position]
        following = readings[position + 1] if position + 1 < len(readings) else None
        if following and following.day > first.day and _RANGE.fullmatch(line.folded, first.end, following.start):
            last = following
            position += 1
        starts, ends = times_behind(line.folded, last.end)
        days.append(Day(first.day, last.day if last is not first else None, starts, ends))
        position += 1
    return days


def schedule_days(line: Line, reference: date | None) -> list[Day]:
    """The day of a schedule's entry, a date first and no sentence: 第1回 8月20日(日曜日) 見本町 見本公民館."""
    readings = [] if line.bare.endswith("。") else find_dates(line.text, reference=reference)
    if not readings or not _SCHEDULE_ENTRY.fullmatch(line.folded, 0, readings[0].start):
        return []
    return days_of(readings[:1], line)


def days_held_at(line: Line, reference: date | None) -> list[Day]:
    """The days in parentheses that name their place: 総合訓練(8月30日(土) 於:見本市), once for each of several events."""
    folded = line.folded
    depths = list(
        accumulate(folded, lambda depth, character: depth + (character == "(") - (character == ")"), initial=0)
    )
    held = [
        reading
        for reading in find_dates(line.text, reference=reference)
        if depths[reading.start] > 0 and _HELD_AT.match(folded, reading.end)
    ]
    return days_of(held, line)


def is_of_an_issue(line: Line, day: date) -> bool:
    """Whether the day only dates the issue or the page: (平成29年7月10日発行)."""
    return any(
        reading.day == day and _ISSUED_BEHIND.match(line.folded, reading.end)
        for reading in find_dates(line.text, reference=None)
    )


def end_of_fiscal_year(lines: Sequence[Line]) -> date | None:
    """The last day of the only fiscal year that ``lines`` name: a page without a date tells its year so."""
    years = {
        int(match["year"] or 0) or parse_era(f"{match['era']}{match['number']}年12月1日").year
        for line in lines
        for match in _FISCAL_YEAR.finditer(line.folded)
    }
    return date(years.pop() + 1, 3, 31) if len(years) == 1 else None


def place_of_schedule(line: Line, reference: date | None) -> str:
    """What stands behind the day of a schedule's entry: 見本町 見本公民館."""
    readings = find_dates(line.text, reference=reference)[:1]
    match = _TIME_BEHIND.match(line.folded, readings[0].end) if readings else None
    cells = [tidy(cell) for cell in line.text[match.end() :].split("|")] if match else [""]
    # Of a table's row the last cell that is no number: town, hall, how many came.
    return next((cell for cell in reversed(cells) if cell and not _TALLY.fullmatch(fold(cell))), "")


def _is_aside(folded: str, reading: DateReading) -> bool:
    """A date that only dates something else: a founding, a press release, a term of office, a week that is marked."""
    if _HANDED_OVER.match(folded, reading.end):
        return False
    around = folded[max(0, reading.start - 12) : reading.end + 24]
    return bool(_MONTH_MARKED.search(folded[max(0, reading.start - 40) : reading.start])) or bool(
        _ASIDE_BEHIND.match(folded, reading.end) or _PRESS.search(around)
    )


def _first_run(readings: list[DateReading], sentence: str, folded: str) -> list[DateReading]:
    """The first date and those that a list or range ties to it; a later one is another matter."""
    run = [readings[0]]
    for former, reading in pairwise(readings):
        between = folded[former.end : reading.start]
        if not _LISTED_NEXT.fullmatch(between) and not ("於" in sentence and _PLACE_BETWEEN.fullmatch(between)):
            break
        run.append(reading)
    return [] if _UNTIL_A_WEEK.match(folded, run[-1].end) else run


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
