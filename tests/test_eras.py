"""Era dates written and read, at every boundary and in every spelling that the archive holds."""

import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau import eras
from bureau.eras import EraDateError, Joined, YearSource

PAGE_DAY = date(2017, 11, 8)

BOUNDARIES = [
    (date(1873, 1, 1), "明治6年1月1日"),
    (date(1912, 7, 29), "明治45年7月29日"),
    (date(1912, 7, 30), "大正元年7月30日"),
    (date(1912, 12, 31), "大正元年12月31日"),
    (date(1913, 1, 1), "大正2年1月1日"),
    (date(1926, 12, 24), "大正15年12月24日"),
    (date(1926, 12, 25), "昭和元年12月25日"),
    (date(1926, 12, 31), "昭和元年12月31日"),
    (date(1927, 1, 1), "昭和2年1月1日"),
    (date(1989, 1, 7), "昭和64年1月7日"),
    (date(1989, 1, 8), "平成元年1月8日"),
    (date(1989, 12, 31), "平成元年12月31日"),
    (date(1990, 1, 1), "平成2年1月1日"),
    (date(2018, 12, 31), "平成30年12月31日"),
    (date(2019, 1, 1), "平成31年1月1日"),
    (date(2019, 4, 30), "平成31年4月30日"),
    (date(2019, 5, 1), "令和元年5月1日"),
    (date(2019, 12, 31), "令和元年12月31日"),
    (date(2020, 1, 1), "令和2年1月1日"),
    (date(2021, 1, 8), "令和3年1月8日"),
]


def days(text, reference=PAGE_DAY):
    return [reading.day.isoformat() for reading in eras.find_dates(text, reference=reference)]


def only(text, reference=PAGE_DAY):
    [reading] = eras.find_dates(text, reference=reference)
    return reading


@pytest.mark.parametrize(("day", "text"), BOUNDARIES)
def test_a_day_is_written_in_its_own_era_and_read_back(day, text):
    assert eras.format_era(day) == text
    reading = eras.read_era(text)
    assert (reading.day, reading.era_mismatch) == (day, False)


def test_a_date_can_be_written_with_its_weekday():
    assert eras.format_era(date(2020, 11, 25), weekday=True) == "令和2年11月25日（水曜日）"
    assert eras.format_era(date(2021, 1, 8), weekday=True) == "令和3年1月8日（金曜日）"


def test_a_day_of_the_old_calendar_has_no_era_date():
    with pytest.raises(ValueError, match="明治6年1月1日より前"):
        eras.format_era(date(1872, 12, 31))


@pytest.mark.parametrize(
    ("year", "text"),
    [
        (1873, "明治6年"),
        (1912, "明治45年・大正元年"),
        (1926, "大正15年・昭和元年"),
        (1988, "昭和63年"),
        (1989, "昭和64年・平成元年"),
        (1990, "平成2年"),
        (2018, "平成30年"),
        (2019, "平成31年・令和元年"),
        (2020, "令和2年"),
        (2021, "令和3年"),
    ],
)
def test_a_year_bears_one_era_or_two(year, text):
    assert eras.era_years(year) == text


@given(st.dates(min_value=date(1873, 1, 1), max_value=date(2117, 12, 31)), st.booleans())
def test_every_day_that_can_be_written_is_read_back(day, weekday):
    reading = eras.read_era(eras.format_era(day, weekday=weekday))
    assert (reading.day, reading.era_mismatch, reading.weekday_stated, reading.weekday_agrees) == (
        day,
        False,
        weekday,
        True,
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和3年1月8日", date(2021, 1, 8)),
        ("　令和3年1月8日\n", date(2021, 1, 8)),
        ("令和３年１月８日", date(2021, 1, 8)),
        ("令和 3 年 1 月 8 日", date(2021, 1, 8)),
        ("平成27 年6 月1 日", date(2015, 6, 1)),
        ("平成29年9月 3日", date(2017, 9, 3)),
        ("令和3年01月08日", date(2021, 1, 8)),
        ("令和三年一月八日", date(2021, 1, 8)),
        ("平成二十九年十二月三十一日", date(2017, 12, 31)),
        ("昭和六〇年一〇月二〇日", date(1985, 10, 20)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("㋿3年1月8日", date(2021, 1, 8)),
        ("㍻元年1月8日", date(1989, 1, 8)),
        ("R3年1月8日", date(2021, 1, 8)),
        ("H27.7.30", date(2015, 7, 30)),
        ("h27/7/30", date(2015, 7, 30)),
        ("Ｈ２７．７．３０", date(2015, 7, 30)),
        ("S64.1.7", date(1989, 1, 7)),
        ("T1.7.30", date(1912, 7, 30)),
        ("R元.5.1", date(2019, 5, 1)),
        ("令和3.1.8", date(2021, 1, 8)),
        ("2021年1月8日", date(2021, 1, 8)),
        ("西暦2021年1月8日", date(2021, 1, 8)),
        ("二〇二一年一月八日", date(2021, 1, 8)),
        ("2021.1.8", date(2021, 1, 8)),
        ("2021-01-08", date(2021, 1, 8)),
        ("2021－01－08", date(2021, 1, 8)),
        ("2021/1/8", date(2021, 1, 8)),
        ("昭和25年(1950年)6月1日", date(1950, 6, 1)),
        ("平成26(2014)年6月1日", date(2014, 6, 1)),
        ("平成26（2014）年6月1日", date(2014, 6, 1)),
        ("2021年（令和3年）1月8日", date(2021, 1, 8)),
        ("2021(令和3)年1月8日", date(2021, 1, 8)),
        ("令和6年2月29日", date(2024, 2, 29)),
    ],
)
def test_every_spelling_of_a_date_is_read(text, day):
    reading = eras.read_era(text)
    assert (reading.day, reading.era_mismatch, reading.years_differ, reading.weekday) == (day, False, False, "")
    assert reading.year_source is YearSource.WRITTEN
    assert eras.parse_era(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("明治45年7月30日", date(1912, 7, 30)),
        ("大正元年7月29日", date(1912, 7, 29)),
        ("大正15年12月25日", date(1926, 12, 25)),
        ("昭和元年12月24日", date(1926, 12, 24)),
        ("昭和64年1月8日", date(1989, 1, 8)),
        ("平成元年1月7日", date(1989, 1, 7)),
        ("平成31年5月1日", date(2019, 5, 1)),
        ("平成33年4月1日", date(2021, 4, 1)),
        ("H31.6.1", date(2019, 6, 1)),
        ("令和元年4月30日", date(2019, 4, 30)),
    ],
)
def test_a_date_outside_its_era_is_read_and_said_to_be(text, day):
    reading = eras.read_era(text)
    assert (reading.day, reading.era_mismatch) == (day, True)


def test_a_year_named_in_both_its_eras_belongs_to_either():
    assert not eras.read_era("平成31年(令和元年)4月30日").era_mismatch
    assert not eras.read_era("平成31年(令和元年)5月1日").era_mismatch


def test_a_double_form_that_contradicts_itself_is_read_by_its_era():
    reading = eras.read_era("昭和25年(1951年)6月1日")
    assert (reading.day, reading.years_differ) == (date(1950, 6, 1), True)


@pytest.mark.parametrize(
    ("text", "weekday", "agrees"),
    [
        ("令和2年11月25日(水曜日)", "水", True),
        ("令和2年11月25日（水）", "水", True),
        ("令和2年11月25日 水曜日", "水", True),
        ("令和2年11月25日〔水曜日〕", "水", True),
        ("平成25年11月4日（月曜日・祝日）", "月", True),
        ("平成25年11月4日（月・祝）", "月", True),
        ("平成30年2月12日(月・振替休日)", "月", True),
        ("令和6年11月16日(日曜日)", "日", False),
        ("令和6年11月16日(土曜日)", "土", True),
        ("令和6年11月16日", "", True),
    ],
)
def test_a_stated_weekday_is_compared_with_the_calendar(text, weekday, agrees):
    reading = eras.read_era(text)
    assert (reading.weekday, reading.weekday_stated, reading.weekday_agrees) == (weekday, bool(weekday), agrees)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "日付が入力されていません。"),
        ("　\n", "日付が入力されていません。"),
        ("未定", "「未定」は日付として読めません。「令和3年1月8日」や「2021年1月8日」のように書いてください。"),
        ("令和3年", "「令和3年」は日付として読めません。「令和3年1月8日」や「2021年1月8日」のように書いてください。"),
        (
            "3年1月8日",
            "「3年1月8日」は日付として読めません。「令和3年1月8日」や「2021年1月8日」のように書いてください。",
        ),
        ("1月8日", "「1月8日」には年がありません。"),
        ("同年1月8日", "「同年1月8日」の年が分かりません。"),
        ("昨年1月8日", "「昨年1月8日」の年が分かりません。"),
        ("同月8日", "「同月8日」がどの月か分かりません。"),
        ("令和3年度", "「令和3年度」の年度は日付になりません。年月日を書いてください。"),
        ("令和3年度1月8日", "「令和3年度1月8日」の年度は日付になりません。年月日を書いてください。"),
        ("令和3年2月29日", "「令和3年2月29日」という日はありません。"),
        ("令和3年13月1日", "「令和3年13月1日」という日はありません。"),
        ("令和3年1月0日", "「令和3年1月0日」という日はありません。"),
        ("令和0年5月1日", "「令和0年5月1日」という日はありません。"),
        ("0000年5月1日", "「0000年5月1日」という日はありません。"),
        ("2021-02-30", "「2021-02-30」という日はありません。"),
        ("明治5年12月2日", "「明治5年12月2日」は太陽暦になる前（明治5年まで）の日付です。"),
        (
            "令和3年1月8日から10日まで",
            "「令和3年1月8日から10日まで」には日付が二つ以上あります。一つだけ書いてください。",
        ),
        ("令和3年1月8日発表", "「令和3年1月8日発表」には日付のほかの文字があります。"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text, message):
    with pytest.raises(EraDateError) as refusal:
        eras.parse_era(text)
    assert str(refusal.value) == message


def test_a_long_text_is_quoted_short_in_the_reason():
    with pytest.raises(EraDateError, match=f"^「{'あ' * 30}…」は日付として"):
        eras.parse_era("あ" * 5000)


def test_a_date_in_running_text_says_where_it_stands():
    text = "見本局（局長：椿）は、令和２年１１月２５日（水曜日）、講座を開いた。"
    reading = only(text, reference=date(2021, 1, 8))
    assert reading.day == date(2020, 11, 25)
    assert reading.text == "令和２年１１月２５日（水曜日）" == text[reading.start : reading.end]
    assert (reading.year_source, reading.joined, reading.after_reference) == (YearSource.WRITTEN, Joined.NOT, False)


def test_the_dates_of_a_text_come_in_its_order():
    text = (
        "平成31年4月25日（木曜日）に平成31年度総会を開いた。昭和64年1月7日、平成元年1月8日、令和元年5月1日を"
        "記念日とする。H27.7.30にも開いた。昭和25年（1950年）6月1日が始まりである。"
    )
    assert days(text, reference=date(2019, 5, 15)) == [
        "2019-04-25",
        "1989-01-07",
        "1989-01-08",
        "2019-05-01",
        "2015-07-30",
        "1950-06-01",
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020年6月22日掲載", "2020-06-22"),
        ("令和6年10月18日up", "2024-10-18"),
        ("報道資料 (令和2年10月29日)", "2020-10-29"),
        ("平成28年6月17日付けで着任した", "2016-06-17"),
        ("平成22年9月2日（木）13時30分〜", "2010-09-02"),
        ("研修会(2022.6.1)を実施", "2022-06-01"),
    ],
)
def test_what_stands_around_a_date_does_not_hide_it(text, day):
    assert days(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "令和元年度",
        "平成31年度総会",
        "2020年度から2021年度にかけて",
        "H26年度",
        "平成26(2014)年度",
        "令和三年度",
        "平成29年9月、10月において",
        "昭和54年10月に発足",
        "毎年6月1日は電波の日",
        "例年、6月1日に",
        "1都七県",
        "3日間",
        "201名、85点",
        "電話 2021-1-8-5",
        "版 1.2.3",
        "TEL：000-000-0000",
        "午前9時から午後3時30分まで",
    ],
)
def test_what_only_looks_like_a_date_is_left_alone(text):
    assert eras.find_dates(text, reference=PAGE_DAY) == []
    assert eras.find_unreadable_dates(text, reference=PAGE_DAY) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("8月28日に開いた", "2017-08-28"),
        ("11月8日に開いた", "2017-11-08"),
        ("11月9日に開いた", "2016-11-09"),
        ("12月12日に開いた", "2016-12-12"),
        ("2月29日に開いた", "2016-02-29"),
        ("令和2年度6月1日", "2017-06-01"),
    ],
)
def test_a_date_without_a_year_is_the_latest_one_up_to_the_page_and_flagged(text, day):
    reading = only(text)
    assert reading.day.isoformat() == day
    assert (reading.year_source, reading.after_reference) == (YearSource.ASSUMED, False)


def test_a_weekday_shows_that_a_date_without_a_year_is_the_coming_one():
    first, second = eras.find_dates("12月2日（土曜日）及び3日（日曜日）は休館日です。", reference=PAGE_DAY)
    assert (first.day, second.day) == (date(2017, 12, 2), date(2017, 12, 3))
    assert first.year_source is second.year_source is YearSource.ASSUMED
    assert first.after_reference
    assert second.after_reference


def test_a_wrong_weekday_does_not_push_a_date_into_the_next_year():
    reading = only("11月16日(日曜日)に開いた", reference=date(2024, 12, 16))
    assert (reading.day, reading.weekday_agrees) == (date(2024, 11, 16), False)


def test_a_written_date_after_the_page_is_flagged():
    assert only("令和4年11月9日に開く", reference=date(2022, 10, 3)).after_reference
    assert not only("令和4年10月3日に開く", reference=date(2022, 10, 3)).after_reference
    assert not only("令和4年11月9日に開く", reference=None).after_reference


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("平成29年8月2日（水曜日）、3日（木曜日）に", ["2017-08-02", "2017-08-03"]),
        ("平成29年8月2日、3日前橋市で", ["2017-08-02", "2017-08-03"]),
        ("8月2日・3日(水・木)", ["2017-08-02", "2017-08-03"]),
        ("平成30年3月1日、5日及び9日に", ["2018-03-01", "2018-03-05", "2018-03-09"]),
        ("平成30年3月1日と4月5日に", ["2018-03-01", "2018-04-05"]),
        ("平成30年3月1日および同月5日", ["2018-03-01", "2018-03-05"]),
        ("平成30年3月1日に開き、翌2日に閉じた", ["2018-03-01", "2018-03-02"]),
        ("平成30年3月31日、翌1日", ["2018-03-31", "2018-04-01"]),
        ("平成30年9月3日、8月20日", ["2018-09-03", "2018-08-20"]),
        ("平成29年12月28日、1月4日", ["2017-12-28", "2018-01-04"]),
        ("8月2日（水）10時から16時まで、3日（木）10時から16時まで", ["2017-08-02", "2017-08-03"]),
        ("8月2日から3日間", ["2017-08-02"]),
        ("8月2日、1日3回", ["2017-08-02"]),
        ("8月2日から90日", ["2017-08-02"]),
        ("8月2日に5名、9日に6名", ["2017-08-02"]),
    ],
)
def test_a_further_date_takes_what_it_drops_from_the_one_before(text, expected):
    assert days(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("平成29年10月11日(水曜日)から10月17日(火曜日)まで", ["2017-10-11", "2017-10-17"]),
        ("平成29年10月11日〜17日", ["2017-10-11", "2017-10-17"]),
        ("平成29年10月11日～17日", ["2017-10-11", "2017-10-17"]),
        ("平成29年10月11日−17日", ["2017-10-11", "2017-10-17"]),
        ("平成29年12月28日から1月4日まで", ["2017-12-28", "2018-01-04"]),
        ("平成29年9月3日から8月20日まで", ["2017-09-03", "2018-08-20"]),
        ("平成31年4月27日から令和元年5月6日まで", ["2019-04-27", "2019-05-06"]),
        ("平成31年4月27日から5月6日まで", ["2019-04-27", "2019-05-06"]),
        ("令和5年11月1日（水）10時から11月2日（木）12時まで", ["2023-11-01", "2023-11-02"]),
        ("2022.6.1〜2022.6.3", ["2022-06-01", "2022-06-03"]),
    ],
)
def test_the_end_of_a_range_says_so(text, expected):
    first, second = eras.find_dates(text, reference=PAGE_DAY)
    assert [first.day.isoformat(), second.day.isoformat()] == expected
    assert (first.joined, second.joined) == (Joined.NOT, Joined.UNTIL)
    assert not first.era_mismatch
    assert not second.era_mismatch


def test_days_of_a_list_and_days_apart_are_told_from_each_other():
    readings = eras.find_dates("8月2日、3日。防災講座（9月1日 於：青波市、9月4日 於：山里市）", reference=PAGE_DAY)
    assert [reading.joined for reading in readings] == [Joined.NOT, Joined.AND, Joined.NOT, Joined.NOT]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("平成30年3月1日、5日", YearSource.RUN),
        ("平成30年3月1日、4月5日", YearSource.RUN),
        ("平成30年3月1日。同月5日", YearSource.RUN),
        ("平成30年3月1日。同年4月5日", YearSource.WORD),
        ("3月1日。同年4月5日", YearSource.ASSUMED),
        ("3月1日、5日", YearSource.ASSUMED),
        ("3月1日。同月5日", YearSource.ASSUMED),
    ],
)
def test_a_year_that_leans_on_an_assumed_one_is_assumed(text, source):
    assert eras.find_dates(text, reference=PAGE_DAY)[-1].year_source is source


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("本年7月23日", "2017-07-23"),
        ("本年12月1日には", "2017-12-01"),
        ("今年の7月23日", "2017-07-23"),
        ("昨年12月12日(月曜日)", "2016-12-12"),
        ("昨年、12月12日", "2016-12-12"),
        ("去年3月1日", "2016-03-01"),
        ("一昨年12月12日", "2015-12-12"),
        ("来年1月4日", "2018-01-04"),
    ],
)
def test_a_year_in_words_counts_from_the_page(text, day):
    reading = only(text)
    assert (reading.day.isoformat(), reading.year_source) == (day, YearSource.WORD)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昭和25年6月1日に施行し、同年6月10日に", "1950-06-10"),
        ("昭和25年に施行し、同年6月10日に", "1950-06-10"),
        ("昭和25年12月に施行し、翌年1月10日に", "1951-01-10"),
        ("昭和25年に施行し、前年の12月10日に", "1949-12-10"),
    ],
)
def test_the_same_year_is_the_year_named_last(text, day):
    reading = eras.find_dates(text, reference=PAGE_DAY)[-1]
    assert (reading.day.isoformat(), reading.year_source) == (day, YearSource.WORD)


def test_a_fiscal_year_is_not_the_year_that_same_year_means():
    reading = only("平成22年度の事業で、同年6月10日に")
    assert (reading.day, reading.year_source) == (date(2017, 6, 10), YearSource.ASSUMED)


def test_the_year_before_counts_from_the_page_even_behind_a_date():
    assert days("平成22年6月1日に始め、昨年6月10日に終えた") == ["2010-06-01", "2016-06-10"]


@pytest.mark.parametrize(
    ("text", "reference", "message"),
    [
        ("令和3年2月30日に", PAGE_DAY, "「令和3年2月30日」という日はありません。"),
        ("2月30日に", PAGE_DAY, "「2月30日」という日はありません。"),
        ("同年2月30日に", PAGE_DAY, "「同年2月30日」という日はありません。"),
        ("8月2日に", None, "「8月2日」には年がありません。"),
        ("本年8月2日に", None, "「本年8月2日」の年が分かりません。"),
    ],
)
def test_a_date_that_cannot_be_is_no_date_but_is_reported(text, reference, message):
    assert eras.find_dates(text, reference=reference) == []
    [unreadable] = eras.find_unreadable_dates(text, reference=reference)
    assert unreadable.message == message
    assert text[unreadable.start : unreadable.end] == unreadable.text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("平成29年2月27日、30日", "「30日」という日はありません。"),
        ("平成29年2月27日から2月30日", "「2月30日」という日はありません。"),
    ],
)
def test_a_further_date_that_cannot_be_is_reported_beside_the_first(text, message):
    assert days(text) == ["2017-02-27"]
    [unreadable] = eras.find_unreadable_dates(text, reference=PAGE_DAY)
    assert unreadable.message == message


def test_without_a_page_day_the_dates_that_need_none_are_read():
    assert days("平成29年8月2日、3日。同年9月1日", reference=None) == ["2017-08-02", "2017-08-03", "2017-09-01"]


@given(
    st.text(alphabet="令平昭和成元年度月日同本昨翌毎前一二十〇0123459０１/.-〜、・から及び（水土・祝）() 　\nHR間"),
    st.none() | st.dates(),
)
def test_any_text_is_read_without_failing_and_every_place_is_true(text, reference):
    found = [*eras.find_dates(text, reference=reference), *eras.find_unreadable_dates(text, reference=reference)]
    assert all(text[one.start : one.end] == one.text for one in found)
    spans = sorted((one.start, one.end) for one in found)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize("piece", ["　", "令和3年 ", "一", "8月2日 から ", "（水・", "2021(", "1", "同年 "])
def test_a_huge_text_is_read_in_a_moment(piece):
    text = "令和3年1月8日" + piece * (200_000 // len(piece))
    began = time.process_time()
    eras.find_dates(text, reference=PAGE_DAY)
    assert time.process_time() - began < 5
