"""Era dates both ways: 令和3年1月8日 and date(2021, 1, 8).

Boundaries: 令和 from 2019-05-01 (平成31年政令第143号), 平成 from 1989-01-08 (昭和64年政令第1号), 昭和 from
1926-12-25, 大正 from 1912-07-30, 明治 by the Gregorian calendar from 1873-01-01. The first year is written 元年.
"""

from dataclasses import dataclass
from datetime import date

WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True)
class Era:
    """An era; ``first`` is its first day, ``base`` the Gregorian year before its first year."""

    name: str
    letter: str
    first: date

    @property
    def base(self) -> int:
        return self.first.year - 1


REIWA = Era("令和", "R", date(2019, 5, 1))
HEISEI = Era("平成", "H", date(1989, 1, 8))
SHOWA = Era("昭和", "S", date(1926, 12, 25))
TAISHO = Era("大正", "T", date(1912, 7, 30))
ERAS = (REIWA, HEISEI, SHOWA, TAISHO)


def era_of(day: date) -> Era:
    """The era of ``day``. Raises ValueError before 大正."""
    for era in ERAS:
        if day >= era.first:
            return era
    raise ValueError(f"{day:%Y-%m-%d} は大正元年（1912年7月30日）より前の日付です。")


def _year_in(era: Era, year: int) -> str:
    number = year - era.base
    return f"{era.name}{'元' if number == 1 else number}年"


def format_era(day: date, *, weekday: bool = False) -> str:
    """令和3年1月8日, with ``weekday`` 令和3年1月8日(金曜日)."""
    text = f"{_year_in(era_of(day), day.year)}{day.month}月{day.day}日"
    return f"{text}({WEEKDAYS[day.weekday()]}曜日)" if weekday else text


def era_years(year: int) -> str:
    """The era years that a Gregorian year bears, in order: 令和3年; 平成31年・令和元年 for 2019."""
    first, last = era_of(date(year, 1, 1)), era_of(date(year, 12, 31))
    return "・".join(_year_in(era, year) for era in dict.fromkeys((first, last)))
