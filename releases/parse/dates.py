"""Every date of a source, and what is odd about it."""

from collections.abc import Sequence
from datetime import date

from bureau.eras import WEEKDAYS, YearSource, find_dates, find_unreadable_dates
from releases.parse.findings import Findings
from releases.parse.result import DateNamed
from releases.parse.source import CHROME, Ledger, Line


def remark_dates(
    lines: Sequence[Line], release_date: date | None, ledger: Ledger, findings: Findings
) -> list[DateNamed]:
    """The dates of all lines; wrong weekdays, impossible days, eras passed and assumed years become findings."""
    dates: list[DateNamed] = []
    for line in lines:
        if line.is_blank or CHROME in ledger.places(line):
            continue
        for unreadable in find_unreadable_dates(line.text, reference=release_date):
            findings.add("date_impossible", line.number, unreadable.message)
        for reading in find_dates(line.text, reference=release_date):
            is_assumed = reading.year_source is YearSource.ASSUMED
            dates.append(DateNamed(reading.day, line.number, reading.text, is_assumed))
            if not reading.weekday_agrees:
                actual = WEEKDAYS[reading.day.weekday()]
                findings.add(
                    "weekday_mismatch",
                    line.number,
                    f"「{reading.text}」の曜日が合いません。{_written(reading.day)}は{actual}曜日です。",
                    field="event.days",
                    proposals=(f"{reading.day.month}月{reading.day.day}日({actual}曜日)",),
                )
            if reading.era_mismatch or reading.years_differ:
                findings.add(
                    "date_outside_era",
                    line.number,
                    f"「{reading.text}」の年が合いません。{_written(reading.day)}と読みました。",
                )
            if is_assumed:
                crosses = release_date is not None and (
                    reading.day > release_date or reading.day.year < release_date.year
                )
                findings.add(
                    "date_after_release" if crosses else "date_year_assumed",
                    line.number,
                    f"「{reading.text}」には年がないため、{_written(reading.day)}と読みました。",
                    field="event.days",
                )
    return dates


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
