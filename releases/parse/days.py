"""When the event was held: the days of the lead sentence, of a label, of a schedule, of the title."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from bureau.eras import DateReading, find_dates
from releases.parse.source import Line

HELD = re.compile(
    r"開催|実施|行わ|行い|行な|開かれ|開き|開いた|参加|出展|出演|挙行|催し|行う|審査会|執り行|授与|贈呈|表彰|展示|訪問|視察|訪れ|見学|意見交換|意見を交|懇談|出席|交付|設置|締結|発足|共催|配布|参列|講演"
)
_SCHEDULE_ENTRY = re.compile(r"\s*(?:[・○(]|\d{1,2}[.)])?\s*(?:第?\s*\d{1,2}\s*回)?\s*")
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
)
_PLACE_BETWEEN = re.compile(r"(?:に|、)?[^。]{0,40}(?:、|及び|と)\s*")
_UNTIL_A_WEEK = re.compile(r"\s*まで\s*の\s*[「『]")
_RANGE = re.compile(r"\s*(?:から|~|-)\s*")
_TIME = re.compile(
    r"(?P<half_a>午前|午後)?\s*(?P<hour_a>\d{1,2})\s*(?:時(?:\s*(?P<minute_a>\d{1,2})\s*分|(?P<thirty_a>半))?|:(?P<clock_a>\d{2}))"
    r"(?:\s*(?:から|~|-|より)\s*(?P<half_b>午前|午後)?\s*(?P<hour_b>\d{1,2})\s*(?:時(?:\s*(?P<minute_b>\d{1,2})\s*分|(?P<thirty_b>半))?|:(?P<clock_b>\d{2})))?"
)


@dataclass(frozen=True)
class Day:
    """A day of an event, or a run of days with ``last_date``; times are local."""

    date: date
    last_date: date | None = None
    starts: time | None = None
    ends: time | None = None


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Bounds of the sentences of ``text``."""
    start = 0
    for match in re.finditer("。", text):
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


def _is_aside(folded: str, reading: DateReading) -> bool:
    """A date that only dates something else: a founding, a press release, a term of office, a week that is marked."""
    if _HANDED_OVER.match(folded, reading.end):
        return False
    around = folded[max(0, reading.start - 12) : reading.end + 24]
    return bool(_ASIDE_BEHIND.match(folded, reading.end) or _PRESS.search(around))


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
