"""The importer thinks along: what cannot be right is said, with its line, and nothing is changed in silence."""

import re
from pathlib import Path

import pytest

from releases.parse import CODES, ParsedRelease, parse

HEAD = "【見本総通】e−コムフォMIHON\n令和4年2月3日\n見本総合通信局\n"
LEAD = "　見本総合通信局は、令和4年1月20日（木曜日）、見本会館（見本市）において、講演会を開催しました。\n"


def read_page(*lines: str, title: str = "講演会を開催", lead: str = LEAD) -> ParsedRelease:
    return parse(HEAD + title + "\n" + lead + "\n".join(lines))


def finding(parsed: ParsedRelease, code: str):
    return next(item for item in parsed.findings if item.code == code)


def codes(parsed: ParsedRelease) -> set[str]:
    return {item.code for item in parsed.findings}


class TestDates:
    def test_a_weekday_that_does_not_fit_is_reported_with_the_right_one(self):
        parsed = read_page(lead=LEAD.replace("木曜日", "水曜日"))

        item = finding(parsed, "weekday_mismatch")
        assert (item.line, item.proposals) == (5, ("1月20日(木曜日)",))
        assert parsed.fields["event"]["days"][0]["date"] == "2022-01-20"

    def test_a_date_without_a_year_is_the_latest_before_the_page_and_says_so(self):
        parsed = read_page(lead=LEAD.replace("令和4年1月20日（木曜日）", "12月1日"))

        assert parsed.fields["event"]["days"][0]["date"] == "2021-12-01"
        assert finding(parsed, "date_after_release").field == "event.days"

    def test_a_fiscal_year_is_no_date(self):
        parsed = read_page("　令和3年度の予定は、2022年度の初めにお知らせします。")

        assert [named.day.isoformat() for named in parsed.dates] == ["2022-02-03", "2022-01-20"]

    def test_a_day_outside_its_era_is_reported(self):
        assert "date_outside_era" in codes(read_page("　平成31年6月1日に改めました。"))

    def test_a_day_that_does_not_exist_is_reported(self):
        assert "date_impossible" in codes(read_page("　令和4年2月30日まで展示します。"))

    def test_two_date_lines_are_reported_and_the_first_is_taken(self):
        parsed = parse("令和4年2月3日\n令和4年2月4日\n見本総合通信局\n講演会を開催\n" + LEAD)

        assert parsed.fields["release_date"] == "2022-02-03"
        assert "dates_several" in codes(parsed)

    def test_without_a_date_there_is_no_document_but_everything_read(self):
        parsed = parse("見本総合通信局\n講演会を開催\n" + LEAD)

        assert parsed.document is None
        assert parsed.fields["title"] == "講演会を開催"
        assert finding(parsed, "date_missing").severity == "error"


class TestNames:
    def test_a_name_that_lost_a_character_takes_the_captions_and_proposes_both_forms(self):
        parsed = read_page(
            "事例報告",
            "1. 見本市　係長　尾　正樹（たかお　まさき）氏から「統計」について",
            "事例報告1　高尾　正樹氏",
        )

        item = finding(parsed, "name_damaged")
        assert parsed.speakers[0].name == "高尾 正樹"
        assert parsed.speakers[0].is_uncertain
        assert item.proposals == ("高尾 正樹", "髙尾 正樹")
        assert item.field == "event.sessions[0].speakers[0].name"

    def test_without_a_caption_the_name_stays_and_the_lost_character_is_proposed(self):
        parsed = read_page("講演", "　見本市　係長　橋　正樹（たかはし　まさき）氏から講演がありました。")

        assert parsed.speakers[0].name == "橋 正樹"
        assert {"髙橋 正樹", "高橋 正樹"} <= set(finding(parsed, "name_damaged").proposals)

    @pytest.mark.parametrize(
        ("name", "kana", "proposal"),
        [
            ("コ山　正人", "とくやま　まさと", "德山 正人"),
            ("成P　香", "なるせ　かおり", "成瀨 香"),
            ("山本　一カ", "やまもと　いちろう", "山本 一郞"),
        ],
    )
    def test_stray_letters_of_a_broken_encoding_are_named(self, name, kana, proposal):
        parsed = read_page("講演", f"　見本市　係長　{name}（{kana}）氏から講演がありました。")

        assert proposal in finding(parsed, "name_damaged").proposals

    @pytest.mark.parametrize(
        ("name", "kana"),
        [
            ("服部　誠", "はっとり　まこと"),
            ("竹ノ内　カンナ", "たけのうち　かんな"),
            ("三ツ橋　司", "みつはし　つかさ"),
            ("椿　泰子", "つばき　やすこ"),
            ("五十嵐　潤", "いがらし　じゅん"),
            ("髙橋　進", "たかはし　すすむ"),
            ("長谷川　遥", "はせがわ　はるか"),
            ("佐々木　望", "ささき　のぞみ"),
        ],
    )
    def test_sound_names_raise_no_alarm(self, name, kana):
        parsed = read_page("講演", f"　見本市　係長　{name}（{kana}）氏から講演がありました。")

        assert "name_damaged" not in codes(parsed)

    def test_one_name_in_two_spellings_is_one_person(self):
        parsed = read_page("祝辞", "　見本市長　宮山浩一氏から祝辞がありました。", "祝辞　宮山　浩一氏")

        assert [person.name for person in parsed.speakers] == ["宮山 浩一"]
        assert "name_spelled_twice" in codes(parsed)

    def test_a_family_name_is_completed_from_the_page_and_says_so(self):
        lead = LEAD.replace("見本総合通信局は", "見本総合通信局（局長：梅田　正樹（うめだ　まさき））は")
        parsed = read_page("開会挨拶", "　梅田局長から挨拶がありました。", lead=lead)

        assert parsed.speakers[0].name == "梅田 正樹"
        assert "name_completed" in codes(parsed)

    def test_a_family_name_alone_is_marked_as_incomplete(self):
        parsed = read_page("開会挨拶", "　北川局長から挨拶がありました。")

        assert parsed.speakers[0].name == "北川"
        assert parsed.speakers[0].is_uncertain


class TestPeople:
    def test_who_is_read_by_proxy_does_not_speak_and_the_reader_speaks_for_them(self):
        parsed = read_page(
            "式辞",
            "　総務大臣　松江　隆一（まつえ　りゅういち）の式辞を、見本総合通信局長　真鍋　徹（まなべ　とおる）が代読しました。",
        )

        assert [person.name for person in parsed.speakers] == ["真鍋 徹"]
        assert parsed.fields["event"]["sessions"][0]["speakers"][0]["on_behalf_of"] == "総務大臣 松江 隆一"

    def test_heads_of_other_bodies_are_no_speakers(self):
        lead = LEAD.replace("見本総合通信局は", "見本総合通信局及び見本協会（会長：岩瀬　茂（いわせ　しげる））は")
        parsed = read_page(lead=lead)

        assert parsed.speakers == ()
        assert [(person.name, person.part) for person in parsed.people] == [("岩瀬 茂", "head")]

    def test_somebody_whose_words_are_not_told_is_reported_as_left_out(self):
        parsed = read_page("　会場には、見本市長　多川　洋（たがわ　ひろし）氏も来場されました。")

        assert parsed.speakers == ()
        assert finding(parsed, "person_not_speaking").line == 6

    @pytest.mark.parametrize(
        "text",
        [
            "君の笑顔（かお）",
            "Wi-Fi（ワイファイ）",
            "狼煙（のろし）を上げる",
            "会場の皆様",
            "さいたま市様",
            "多様（たよう）な働き方",
        ],
    )
    def test_parentheses_and_words_that_name_nobody_are_left_alone(self, text):
        assert read_page(f"　{text}についてのお話でした。").people == ()


class TestCounts:
    def test_a_stated_number_of_speakers_is_compared_with_the_names(self):
        parsed = read_page(
            "事例報告",
            "　3名の方から事例報告していただきました。",
            "1. 見本市　係長　山田　花（やまだ　はな）氏から「一」について",
            "2. 見本町　主査　川田　実（かわだ　みのる）氏から「二」について",
        )

        assert finding(parsed, "count_mismatch").line == 7

    def test_each_number_keeps_its_own_label(self):
        parsed = read_page("　招待者約300名のうち、252名が参列し、全国から延べ1,204名が視聴しました。")

        assert [
            (count["label"], count["qualifier"], count["number"]) for count in parsed.fields["event"]["counts"]
        ] == [
            ("招待者", "約", 300),
            ("参列", "", 252),
            ("視聴", "延べ", 1204),
        ]

    def test_two_units_under_one_label_stay_apart(self):
        parsed = read_page("　親子24組53名が参加しました。")

        assert [(count["label"], count["number"], count["unit"]) for count in parsed.fields["event"]["counts"]] == [
            ("参加", 24, "組"),
            ("参加（名）", 53, "名"),
        ]


class TestTitle:
    def test_a_breadcrumb_with_another_title_is_reported_and_proposed(self):
        parsed = parse(
            "総務省トップ > 組織案内 > 見本総合通信局 > e-コムフォ MIHON（2022年） > 講習会を開催\n"
            + HEAD
            + "講演会を開催\n"
            + LEAD
        )

        assert parsed.fields["title"] == "講演会を開催"
        assert finding(parsed, "title_differs").proposals == ("講習会を開催",)

    def test_unbalanced_brackets_are_reported(self):
        assert "brackets_unbalanced" in codes(read_page(title="電波の日」の式典を開催"))


class TestAddress:
    def test_the_slug_is_a_suggestion_from_the_date(self):
        parsed = read_page()

        assert (parsed.fields["slug"], parsed.is_slug_suggested) == ("0203", True)

    def test_an_old_address_gives_the_slug_and_is_kept(self):
        parsed = parse(HEAD + "講演会を開催\n" + LEAD, legacy_path="/soutsu/mihon/e-komfo/26/0606so-1.html")

        assert (parsed.fields["slug"], parsed.is_slug_suggested) == ("0606so-1", False)
        assert parsed.document.legacy_path == "/soutsu/mihon/e-komfo/26/0606so-1.html"


def test_the_manual_explains_every_finding():
    manual = (Path(__file__).parents[2] / "docs/import.md").read_text(encoding="utf-8")

    assert dict(re.findall(r"^\| `(\w+)` \| (error|warning|notice) \|", manual, re.MULTILINE)) == CODES
