"""Dates, eras, weekdays and times."""

import re
from datetime import date

from bureau import eras
from releases.checks.passages import Passage, passages, prose
from releases.checks.registry import Hit, error, warning

_CALENDAR = "暦"
_DATED = re.compile(
    r"(?:(令和|平成|昭和)\s?(元|\d{1,2})年(?:\s?[（(]\d{4}年?[）)])?|(\d{4})年(?:\s?[（(][^（）()]{1,8}[）)])?)"
    r"\s?(\d{1,2})月\s?(\d{1,2})日(?:\s?[（(]\s?([月火水木金土日])(?:曜日?)?\s?(?:・[祝休]日?|[、,]\s?祝日?)?\s?[）)])?"
)
_BOTH = re.compile(
    r"(令和|平成|昭和)\s?(元|\d{1,2})年?\s?[（(]\s?(\d{4})年?\s?[）)]|(\d{4})年?\s?[（(]\s?(令和|平成|昭和)\s?(元|\d{1,2})年?\s?[）)]"
)
_ERA_YEAR = re.compile(
    r"(令和|平成|昭和)\s?(元|\d{1,3})年(?!度|代|間|余|目|前|後)(?:\s?(\d{1,2})月)?(?:\s?(\d{1,2})日)?"
)
_TWO_DIGITS = re.compile(
    r"[’'‘`](\d{2})(?:年|[./]\d)|(?<![\d令和平成昭元.,第])(\d{2})年(\d{1,2})月\d{1,2}日|(?<!\d)\d{2}[./]\d{1,2}[./]\d{1,2}(?!\d)|[HRS]\d{1,2}[.．]\d{1,2}"
)
_CLOCK = re.compile(
    r"(午前|午後|正午|朝|夜|深夜|夕方)?\s?(?<![\d第約])(\d{1,2})(?:時(?!間|点|代|期|差|折|々)(?:\s?(\d{1,2})分|半)?|:(\d{2}))"
)
_CLEAR = re.compile(r"午前|午後|1\d時|2[0-4]時|[89]時")
_FROM = re.compile(r"(?:から|～|〜|-|―|－)\s?$")


def _year(era: str, number: str) -> int:
    base = next(known.base for known in eras.ERAS if known.name == era)
    return base + (1 if number == "元" else int(number))


@error("weekday", title="曜日が日付と合わない、ない日付", source=_CALENDAR)
def weekday(document, house):
    for passage in passages(document):
        for match in _DATED.finditer(passage.text):
            era, number, gregorian, month, day, said = match.groups()
            year = int(gregorian) if gregorian else _year(era, number)
            try:
                right = eras.WEEKDAYS[date(year, int(month), int(day)).weekday()]
            except ValueError:
                yield Hit(passage.path, f"「{match[0]}」という日はありません。")
                continue
            if said and said != right:
                start = match.start(6) - match.start()
                better = match[0][:start] + right + match[0][start + 1 :]
                yield Hit(
                    passage.path,
                    f"{year}年{month}月{day}日は{said}曜日ではなく{right}曜日です。",
                    passage.mend(re.compile(re.escape(match[0])), better),
                )


@error("era_disagrees", title="元号の年と西暦が合わない、元号の境目を越えた日付", source=_CALENDAR)
def era_disagrees(document, house):
    for passage in passages(document):
        for match in _BOTH.finditer(passage.text):
            era, number, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[6], match[4])
            if _year(era, number) != int(year):
                yield Hit(passage.path, f"「{match[0]}」: {era}{number}年は西暦{_year(era, number)}年です。")
        yield from _outside(passage)


def _outside(passage: Passage):
    """Era years that never were: 平成32年, 令和元年4月."""
    for match in _ERA_YEAR.finditer(passage.text):
        era, number, month, day = match.groups()
        place, known = next((place, each) for place, each in enumerate(eras.ERAS) if each.name == era)
        ends = eras.ERAS[place - 1].first if place else None
        year = _year(era, number)
        if _is_day(year, month, day):
            stated = date(year, int(month), int(day))
            if stated < known.first or (ends and stated >= ends):
                yield Hit(passage.path, f"「{match[0]}」という日はありません。{eras.format_era(stated)}です。")
        elif ends and year > ends.year:
            yield Hit(passage.path, f"「{era}{number}年」という年はありません。{eras.era_years(year)}です。")


def _is_day(year: int, month: str | None, day: str | None) -> bool:
    try:
        date(year, int(month or 0), int(day or 0))
    except ValueError:
        return False
    return True


@warning("two_digit_year", title="二桁の年")
def two_digit_year(document, house):
    for passage in passages(document):
        if match := _TWO_DIGITS.search(passage.text):
            yield Hit(passage.path, f"「{match[0]}」の年は、元号か西暦四桁で書いてください。")


@warning("time_ambiguous", title="午前か午後か分からない時刻", source="公用文作成の考え方（2022年）")
def time_ambiguous(document, house):
    for passage in prose(document):
        for match in _CLOCK.finditer(passage.text):
            named, hour, _, minutes = match.groups()
            # 9:05 is a clock of 24 hours where its hour has two digits; 8 to 11 are the hours of an office.
            is_plain = minutes is None or len(hour) == 1
            if named or not is_plain or not 1 <= int(hour) <= 7:
                continue
            before = passage.text[: match.start()]
            # In 午後1時から3時まで the first word holds for both, and so does 13時 in a range.
            if _FROM.search(before) and _CLEAR.search(before[-24:]):
                continue
            yield Hit(passage.path, f"「{match[0].strip()}」は、午前か午後を付けるか、24時間制で書いてください。")


@error("held_before_it_was", title="開催報告なのに、開催日が発表日より後", source=_CALENDAR)
def held_before_it_was(document, house):
    day = document.event.first_day if document.event else None
    if day and document.kind.code == "report" and day > document.release_date:
        yield Hit("release_date", f"開催日（{eras.format_era(day)}）が発表日より後です。")


_HELD = re.compile(r"(?:開催|実施)(?:し|いたし|され)(?:まし)?た")


@error("said_held_too_early", title="開催日の前なのに「開催しました」", source=_CALENDAR)
def said_held_too_early(document, house):
    day = document.event.first_day if document.event else None
    if not day or day <= document.release_date:
        return
    for passage in passages(document):
        if passage.path in ("title", "subtitle") and (match := _HELD.search(passage.text)):
            yield Hit(passage.path, f"開催日（{eras.format_era(day)}）より前なのに「{match[0]}」と書かれています。")
