"""Era dates both ways: 令和3年1月8日 and date(2021, 1, 8).

Boundaries: 令和 from 2019-05-01 (平成31年政令第143号), 平成 from 1989-01-08 (昭和64年政令第1号), 昭和 from
1926-12-25, 大正 from 1912-07-30, 明治 by the Gregorian calendar from 1873-01-01. The first year is written 元年.

Reading is generous and never corrects in silence: a date outside its era (平成31年5月1日), a weekday that the calendar
does not have or a year that had to be assumed is read, and the reading says so. 年度 is never a date.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True)
class Era:
    """An era; ``first`` is its first day, ``base`` the Gregorian year before its first year."""

    name: str
    letter: str
    sign: str
    first: date
    base: int


REIWA = Era("令和", "R", "㋿", date(2019, 5, 1), 2018)
HEISEI = Era("平成", "H", "㍻", date(1989, 1, 8), 1988)
SHOWA = Era("昭和", "S", "㍼", date(1926, 12, 25), 1925)
TAISHO = Era("大正", "T", "㍽", date(1912, 7, 30), 1911)
MEIJI = Era("明治", "M", "㍾", date(1873, 1, 1), 1867)
ERAS = (REIWA, HEISEI, SHOWA, TAISHO, MEIJI)


class EraDateError(ValueError):
    """The text is no date; the message (Japanese) says what is wrong with it."""


class YearSource(StrEnum):
    """WRITTEN in the date; in a WORD (同年, 昨年); from the date before it in a RUN (8月2日、3日); or ASSUMED."""

    WRITTEN = "written"
    WORD = "word"
    RUN = "run"
    ASSUMED = "assumed"


class Joined(StrEnum):
    """How a date hangs on the one before it: not at all, as a further day (及び), or as the end of a range (から)."""

    NOT = ""
    AND = "and"
    UNTIL = "until"


@dataclass(frozen=True)
class DateReading:
    """A date as read. ``text[start:end]`` of the whole text is ``text``, its weekday included.

    ``era_mismatch`` says that the day lies outside the era it is written in, ``years_differ`` that a double form
    (昭和25年(1951年)) contradicts itself: the era is believed. ``weekday`` is one of ``WEEKDAYS``, empty if none is
    written. ``after_reference`` is False where there is no reference.
    """

    day: date
    text: str
    start: int
    end: int
    weekday: str = ""
    era_mismatch: bool = False
    years_differ: bool = False
    year_source: YearSource = YearSource.WRITTEN
    joined: Joined = Joined.NOT
    after_reference: bool = False

    @property
    def weekday_stated(self) -> bool:
        return bool(self.weekday)

    @property
    def weekday_agrees(self) -> bool:
        """False only where a wrong weekday is stated."""
        return self.weekday in ("", WEEKDAYS[self.day.weekday()])


@dataclass(frozen=True)
class UnreadableDate:
    """What is written as a date and is none; ``message`` (Japanese) says why."""

    text: str
    start: int
    end: int
    message: str


def era_of(day: date) -> Era:
    """The era of ``day``. Raises ValueError before 1873, when the calendar was another one."""
    for era in ERAS:
        if day >= era.first:
            return era
    raise ValueError(f"{day.isoformat()} は明治6年1月1日より前の日付です。")


def _year_in(era: Era, year: int) -> str:
    number = year - era.base
    return f"{era.name}{'元' if number == 1 else number}年"


def format_era(day: date, *, weekday: bool = False) -> str:
    """令和3年1月8日, with ``weekday`` 令和3年1月8日（金曜日）. Raises ValueError before 1873."""
    text = f"{_year_in(era_of(day), day.year)}{day.month}月{day.day}日"
    return f"{text}（{WEEKDAYS[day.weekday()]}曜日）" if weekday else text


def era_years(year: int) -> str:
    """The era years that a Gregorian year bears, in order: 令和3年; 平成31年・令和元年 for 2019."""
    first, last = era_of(date(year, 1, 1)), era_of(date(year, 12, 31))
    return "・".join(_year_in(era, year) for era in dict.fromkeys((first, last)))


def parse_era(text: str) -> date:
    """The day that ``text`` writes, in any form that ``read_era`` reads. Raises EraDateError."""
    return read_era(text).day


def read_era(text: str) -> DateReading:
    """Read a text that is one date with its year, and nothing else.

    令和3年1月8日, 令和三年一月八日, H27.7.30, 2021年1月8日, 2021-01-08, 昭和25年(1950年)6月1日; digits, letters and
    brackets of either width, blanks between the parts, a weekday behind. Raises EraDateError.
    """
    found = list(_Scan(text, None))
    if not text.strip():
        raise EraDateError("日付が入力されていません。")
    if len(found) > 1:
        raise EraDateError(f"{_quoted(text)}には日付が二つ以上あります。一つだけ書いてください。")
    if "年度" in text:
        raise EraDateError(f"{_quoted(text)}の年度は日付になりません。年月日を書いてください。")
    if found and not (text[: found[0].start] + text[found[0].end :]).strip():
        if isinstance(found[0], UnreadableDate):
            raise EraDateError(found[0].message)
        return found[0]
    if found and isinstance(found[0], DateReading):
        raise EraDateError(f"{_quoted(text)}には日付のほかの文字があります。")
    raise EraDateError(
        f"{_quoted(text)}は日付として読めません。「令和3年1月8日」や「2021年1月8日」のように書いてください。"
    )


def find_dates(text: str, *, reference: date | None) -> list[DateReading]:
    """The dates in running text, in its order; ``reference`` is the day on which the text was published.

    A date without a year is the latest one that is not after ``reference``, unless its weekday shows that it is the
    coming one and that one is nearer; either way the year is ASSUMED. A further date that drops its month or year
    (8月2日、3日) takes them from the one before it, 同年 from the year last named. Without ``reference``, dates that
    need one are not read.
    """
    return [found for found in _Scan(text, reference) if isinstance(found, DateReading)]


def find_unreadable_dates(text: str, *, reference: date | None) -> list[UnreadableDate]:
    """What ``find_dates`` had to pass over: days that no calendar has, dates whose year cannot be known."""
    return [found for found in _Scan(text, reference) if isinstance(found, UnreadableDate)]


# Each character becomes one character, so that places in the folded text are places in the text itself.
_FOLDED = (
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(map(ord, "\u3000\u00a0\t"), " ")
    | dict.fromkeys(map(ord, "−－‐‑‒–—―─"), "-")
    | dict.fromkeys(map(ord, "［[〔【"), "(")
    | dict.fromkeys(map(ord, "］]〕】"), ")")
    | {ord("〜"): "~", ord("･"): "・", ord("､"): "、"}
)
_KANJI_DIGITS = str.maketrans("〇○◯一二三四五六七八九", "000123456789")
_ERA_MARKS = {mark: era for era in ERAS for mark in (era.name, era.sign, era.letter, era.letter.lower())}
_WORDS_OF_TODAY = {"一昨年": -2, "昨年": -1, "去年": -1, "本年": 0, "今年": 0, "来年": 1}
_WORDS_OF_CONTEXT = {"前年": -1, "同年": 0, "翌年": 1}
_CUSTOMS = ("毎年", "例年")
"""毎年6月1日 names a custom, not a day."""

_B = " {0,3}"  # bounded, so that a long run of blanks costs nothing
_K = "一二三四五六七八九"
_NUMBER = rf"(?:(?<!\d)\d{{1,2}}|[{_K}]?十[{_K}]?|[{_K}][〇○◯{_K}]?)"
_ERA_NAMES = "|".join(f"{era.name}|{era.sign}" for era in ERAS)
_ERA = rf"(?:(?:{_ERA_NAMES}|(?<![A-Za-z0-9])[RHSTMrhstm]){_B}(?:元|{_NUMBER}))"
_GREGORIAN = rf"(?:(?:西暦{_B})?(?:(?<!\d)\d{{4}}|[一二][〇○◯{_K}]{{3}}))"
_EITHER = rf"(?:{_ERA}|{_GREGORIAN})"
_DOUBLE = rf"(?:{_B}\({_B}{_EITHER}{_B}年?{_B}\))"
_YEAR = rf"(?:{_EITHER}(?:{_B}年{_DOUBLE}?|{_DOUBLE}{_B}年)(?!度))"
_WORD = "|".join((*_WORDS_OF_TODAY, *_WORDS_OF_CONTEXT, *_CUSTOMS))
_LONG = (
    rf"(?:(?:(?P<year>{_YEAR})|(?P<word>{_WORD})){_B}[の、]?{_B})?"
    rf"(?:(?P<month>{_NUMBER}){_B}月|(?P<same_month>同月)){_B}(?P<day>{_NUMBER}){_B}日"
)
_SHORT = (
    rf"(?P<short_year>{_ERA}|(?<![\d./-])(?:1[89]|20)\d\d){_B}(?P<mark>[./-])"
    rf"{_B}(?P<short_month>\d{{1,2}}){_B}(?P=mark){_B}(?P<short_day>\d{{1,2}})(?!\d|[./-]\d)"
)
# 3日間, 2日目 and 3日後 are lengths and counts; 3日前橋市 and 3日目黒区 are not.
_LONE = rf"(?P<next>翌)?(?P<lone>{_NUMBER}){_B}日(?!間|目(?!黒)|後(?!楽|援)|前(?!橋)|以|程|ほど|余|あまり|おき|ごと|ぶり|連|分)"
_WEEKDAY = (
    rf"(?:{_B}\({_B}(?:[{WEEKDAYS}](?:曜日?)?[・、,])*(?P<weekday>[{WEEKDAYS}])(?:曜日?)?(?:[・、,/ ]?[祝休振][^()]{{0,6}})?{_B}\)"
    rf"|{_B}(?P<bare_weekday>[{WEEKDAYS}])曜日?)"
)
_TOKEN = re.compile(rf"(?:{_LONG}|{_SHORT}|{_LONE}){_WEEKDAY}?|(?P<year_only>{_YEAR})")
_YEAR_PART = re.compile(
    rf"(?P<era>{'|'.join(_ERA_MARKS)}){_B}(?P<number>元|{_NUMBER})|(?P<gregorian>\d{{4}}|[一二][〇○◯{_K}]{{3}})"
)
_TIME = rf"(?:(?:午前|午後)?{_B}\d{{1,2}}{_B}(?:時(?:{_B}\d{{1,2}}{_B}分|半)?|:\d\d))"
_FURTHER = re.compile(
    rf"{_B}(?:{_TIME}{_B}(?:(?:から|[~-]){_B}{_TIME}?)?)?{_B}(?:まで)?{_B}"
    rf"(?:[、,・/]{_B}(?:及び|および)?|及び|および|並びに|ならびに|又は|または|と|&){_B}"
)
_UNTIL = re.compile(rf"{_B}{_TIME}?{_B}(?:から|より|[~ー-]){_B}")


def _quoted(text: str) -> str:
    text = text.strip()
    return f"「{text[:30]}…」" if len(text) > 30 else f"「{text}」"


def _number(written: str) -> int:
    """12, 十二 and 一二 alike; 元 is 1."""
    tens, ten, ones = written.replace("元", "一").translate(_KANJI_DIGITS).partition("十")
    return int(tens or 1) * 10 + int(ones or 0) if ten else int(tens)


def _year(written: str) -> tuple[int, tuple[Era, ...], bool]:
    """Gregorian year, the eras written (none, one, or both of a year that bears two), whether the years differ."""
    in_eras, gregorian = {}, []
    for part in _YEAR_PART.finditer(written):
        if part["era"]:
            era, number = _ERA_MARKS[part["era"]], _number(part["number"])
            # A year 0 of an era becomes the year 0, which no calendar has.
            in_eras[era] = era.base + number if number else 0
        else:
            gregorian.append(_number(part["gregorian"]))
    years = [*in_eras.values(), *gregorian]
    return years[0], tuple(in_eras), len(set(years)) > 1


def _joined(between: str) -> Joined:
    if _UNTIL.fullmatch(between):
        return Joined.UNTIL
    return Joined.AND if _FURTHER.fullmatch(between) else Joined.NOT


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise EraDateError("という日はありません。") from None


def _existing(years: Iterable[int], month: int, day: int) -> Iterator[date]:
    for year in years:
        with suppress(ValueError):
            yield date(year, month, day)


def _assumed(month: int, day: int, weekday: str, reference: date) -> date:
    """The latest such day up to ``reference``, or the coming one if it is nearer and only it has the weekday."""
    # A 29 February comes again after eight years at the latest (1896, 1904).
    year = reference.year
    past = next((it for it in _existing(range(year, year - 9, -1), month, day) if it <= reference), None)
    coming = next((it for it in _existing(range(year, year + 9), month, day) if it > reference), None)
    if not past:
        raise EraDateError("という日はありません。")
    if coming and coming - reference < reference - past and weekday != WEEKDAYS[past.weekday()]:
        return coming if weekday == WEEKDAYS[coming.weekday()] else past
    return past


def _in_run(month: int, day: int, before: date, joined: Joined) -> date:
    """A further month and day: over the turn of the year where that is nearer, or where a range must go on."""
    days = list(_existing((before.year, before.year + 1), month, day))
    if joined is Joined.UNTIL:
        days = [it for it in days if it >= before]
    if not days:
        raise EraDateError("という日はありません。")
    return min(days, key=lambda it: abs(it - before))


class _Scan:
    """One pass over a text: what was read before is what a date without year or month leans on."""

    def __init__(self, text: str, reference: date | None):
        self.text = text
        self.folded = text.translate(_FOLDED)
        self.reference = reference
        self.last: DateReading | None = None
        self.named: tuple[int, YearSource] | None = None

    def __iter__(self) -> Iterator[DateReading | UnreadableDate]:
        for match in _TOKEN.finditer(self.folded):
            start, end = match.span()
            if match["year_only"]:
                self.named = _year(match["year_only"])[0], YearSource.WORD
                continue
            try:
                reading = self._read(match)
            except EraDateError as error:
                self.last = None
                yield UnreadableDate(self.text[start:end], start, end, f"「{self.text[start:end]}」{error}")
                continue
            if reading:
                is_assumed = reading.year_source is YearSource.ASSUMED
                self.last = reading
                self.named = reading.day.year, YearSource.ASSUMED if is_assumed else YearSource.WORD
                yield reading

    def _read(self, match: re.Match[str]) -> DateReading | None:
        """The date of a match, None if it is none after all. Raises EraDateError whose message follows the text."""
        weekday = match["weekday"] or match["bare_weekday"] or ""
        joined = _joined(self.folded[self.last.end : match.start()]) if self.last else Joined.NOT
        written_in, years_differ, source = (), False, YearSource.WRITTEN
        if match["word"] in _CUSTOMS:
            return None
        if match["lone"]:
            day = self._lone(_number(match["lone"]), bool(match["next"]), joined)
            if not day:
                return None
            source = self._run_source
        else:
            month, number = self._month(match), _number(match["day"] or match["short_day"])
            if written := match["year"] or match["short_year"]:
                year, written_in, years_differ = _year(written)
                day = _day(year, month, number)
            elif match["word"]:
                year, source = self._year_of(match["word"])
                day = _day(year, month, number)
            elif match["same_month"]:
                day, source = _day(self.last.day.year, month, number), self._run_source
            elif joined:
                day, source = _in_run(month, number, self.last.day, joined), self._run_source
            elif self.reference:
                day, source = _assumed(month, number, weekday, self.reference), YearSource.ASSUMED
            else:
                raise EraDateError("には年がありません。")
        if MEIJI in written_in and day < MEIJI.first:
            raise EraDateError("は太陽暦になる前（明治5年まで）の日付です。")
        return DateReading(
            day,
            self.text[match.start() : match.end()],
            match.start(),
            match.end(),
            weekday=weekday,
            era_mismatch=bool(written_in) and era_of(day) not in written_in,
            years_differ=years_differ,
            year_source=source,
            joined=joined,
            after_reference=self.reference is not None and day > self.reference,
        )

    @property
    def _run_source(self) -> YearSource:
        """A run whose first year is assumed is assumed to its end."""
        return YearSource.ASSUMED if self.last.year_source is YearSource.ASSUMED else YearSource.RUN

    def _month(self, match: re.Match[str]) -> int:
        if not match["same_month"]:
            return _number(match["month"] or match["short_month"])
        if not self.last:
            raise EraDateError("がどの月か分かりません。")
        return self.last.day.month

    def _lone(self, number: int, is_next: bool, joined: Joined) -> date | None:
        """A day without its month, if it goes on from the date before it: 3日 after 8月2日、."""
        if not self.last:
            return None
        last = self.last.day
        if is_next:
            return last + timedelta(days=1) if last < date.max and (last + timedelta(days=1)).day == number else None
        return _day(last.year, last.month, number) if joined and last.day < number <= 31 else None

    def _year_of(self, word: str) -> tuple[int, YearSource]:
        if word in _WORDS_OF_CONTEXT and self.named:
            year, source = self.named
            return year + _WORDS_OF_CONTEXT[word], source
        if not self.reference:
            raise EraDateError("の年が分かりません。")
        if word in _WORDS_OF_CONTEXT:
            return self.reference.year + _WORDS_OF_CONTEXT[word], YearSource.ASSUMED
        return self.reference.year + _WORDS_OF_TODAY[word], YearSource.WORD
