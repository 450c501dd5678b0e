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

    def test_a_second_date_line_under_the_title_is_reported_too(self):
        parsed = parse("令和4年2月3日\n見本総合通信局\n講演会を開催\n令和4年2月9日\n" + LEAD)

        assert (parsed.fields["release_date"], parsed.fields["title"]) == ("2022-02-03", "講演会を開催")
        assert "dates_several" in codes(parsed)

    def test_without_a_date_there_is_no_document_but_everything_read(self):
        parsed = parse("見本総合通信局\n講演会を開催\n" + LEAD)

        assert parsed.document is None
        assert parsed.fields["title"] == "講演会を開催"
        assert finding(parsed, "date_missing").severity == "error"

    def test_a_year_told_by_a_fiscal_year_counts_only_with_its_weekday(self):
        page = "　見本総合通信局は、6月4日（{}曜日）、青波市内において、平成30年度の集いを開催しました。\n"

        assert parse(page.format("月")).fields["event"]["days"][0]["date"] == "2018-06-04"
        assert finding(parse(page.format("火")), "event_date_missing").field == "event.days"

    def test_when_a_month_is_marked_is_no_day_of_the_event(self):
        parsed = read_page(
            lead="　令和3年度第2回は、「見本月間」（11月1日から30日）の行事として令和3年11月12日に青波会館で開催されました。\n"
        )

        assert [day["date"] for day in parsed.fields["event"]["days"]] == ["2021-11-12"]

    def test_the_day_of_an_issue_is_no_day_of_an_event(self):
        parsed = parse(
            "便り 第3号（平成29年7月10日発行）\n　見本総合通信局は、青波市内において、集いを開催しました。\n"
        )

        assert (parsed.fields["release_date"], parsed.fields["event"]["days"]) == ("2017-07-10", [])


class TestPlace:
    @pytest.mark.parametrize(
        ("words", "place"),
        [
            (
                "見本第1合同庁舎共用会議室2-2（青波市本町1-2）において、説明会を開催しました",
                "見本第1合同庁舎共用会議室2-2（青波市本町1-2）",
            ),
            ("青波合同庁舎（青波市）内で、説明会を開催しました", "青波合同庁舎（青波市）"),
            ("青波運動場ほかで行われた訓練に参加しました", "青波運動場ほか"),
            (
                "モール青波（見本県青波市）で、安全を呼びかけるため、暮らしを守る知識を広める行事を行いました",
                "モール青波（見本県青波市）",
            ),
            ("青波会館で、町の会（以下「会」という。）主催の集いが開催されました", "青波会館"),
            ("町立峠小学校（峠町）の児童54名を対象に、教室を開催しました", "町立峠小学校（峠町）"),
            ("審査会において賞が決まり、表彰状をお送りしました", ""),
            ("青波会館（青波市）及びオンラインによるハイブリッド形式で説明会を開催しました", "青波会館（青波市）"),
            ("会場（青波会館）とオンラインのハイブリッド形式で説明会を開催しました", "青波会館"),
            ("会場とオンラインのハイブリッド形式で説明会を開催しました", ""),
            (
                "青波会館（青波市）、山里会館（山里市）の2会場において説明会を開催しました",
                "青波会館（青波市）、山里会館（山里市）",
            ),
            ("青波会館を会場に説明会を開催しました", "青波会館"),
            ("青波市の「まなびの館」で説明会を開催しました", "まなびの館"),
            ("青波駅地下通路でポスターを展示しました", "青波駅地下通路"),
            ("モール青波新都心で、正しい使い方を呼びかけました", "モール青波新都心"),
            ("ホテルミホン青波で、記念式典を開催しました", "ホテルミホン青波"),
        ],
    )
    def test_the_venue_is_read_and_no_more(self, words, place):
        parsed = read_page(lead=f"　見本総合通信局は、令和4年1月20日（木曜日）、{words}。\n")

        assert parsed.fields["event"]["place"] == place

    def test_each_of_several_days_has_its_place(self):
        parsed = read_page(
            lead="　見本総合通信局は、令和3年12月1日には青波市、12月8日には山里市において説明会を開催しました。\n"
        )

        assert [day["date"] for day in parsed.fields["event"]["days"]] == ["2021-12-01", "2021-12-08"]
        assert parsed.fields["event"]["place"] == "青波市、山里市"

    @pytest.mark.parametrize(
        "title", ["「電波の説明会」を青波市で開催", "電波の説明会を開催 ≪令和4年1月20日（木曜日） 青波市≫"]
    )
    def test_where_the_lead_is_silent_the_title_tells_the_place(self, title):
        parsed = read_page(title=title, lead="　令和4年1月20日（木曜日）に説明会を開催しました。\n")

        assert parsed.fields["event"]["place"] == "青波市"
        assert finding(parsed, "place_unclear").proposals == ()

    def test_a_hybrid_event_without_its_venue_is_remarked(self):
        parsed = read_page(
            lead="　令和4年1月20日（木曜日）、会場とオンラインのハイブリッド形式で説明会を開催しました。\n"
        )

        assert parsed.fields["event"]["mode"] == "hybrid"
        assert finding(parsed, "place_unclear").message == "会場が読み取れません。"

    def test_a_tale_of_places_is_no_venue(self):
        parsed = read_page(
            lead="　令和4年1月20日（木曜日）、町の観光地で電波をどう使い、町をどう守るかを考える講演会を開催しました。\n"
        )

        assert parsed.fields["event"]["place"] == ""
        assert finding(parsed, "place_unclear").field == "event.place"


class TestLabels:
    @pytest.mark.parametrize(
        ("lines", "place", "mode"),
        [
            ("【日時】\n令和4年1月20日（木）\n【会場】\n青波会館", "青波会館", "venue"),
            ("日時／令和4年1月20日（木）\n場所／青波会館", "青波会館", "venue"),
            ("と　き：令和4年1月20日（木）\nところ：青波会館", "青波会館", "venue"),
            ("日時・場所：令和4年1月20日（木）、青波会館", "青波会館", "venue"),
            ("日時及び場所\n令和4年1月20日（木）13時から　青波会館", "青波会館", "venue"),
            (
                "日時　令和4年1月20日（木）\n場所　青波会館\n　　（青波市本町1-2）",
                "青波会館 （青波市本町1-2）",
                "venue",
            ),
            ("・日時：令和4年1月20日（木）・場所：青波会館", "青波会館", "venue"),
            ("開催日程\n青波会場　令和4年1月20日（木）　青波会館", "青波会館", "venue"),
            ("開催状況\n1月20日（木） | 青波市 | 青波会館 | 30名", "青波会館", "venue"),
            ("日時：令和4年1月20日（木）\n会場：青波会館及びオンライン", "青波会館", "hybrid"),
            ("日時：令和4年1月20日（木）\n形式：会場（青波会館）とWeb", "青波会館", "hybrid"),
            ("日時：令和4年1月20日（木）\n会場：オンライン開催", "", "online"),
        ],
    )
    def test_day_and_place_are_read_however_they_are_labelled(self, lines, place, mode):
        event = read_page(lines, lead="　見本総合通信局は、次のとおり講演会を開催しました。\n").fields["event"]

        assert [day["date"] for day in event["days"]] == ["2022-01-20"]
        assert (event["place"], event["mode"]) == (place, mode)

    def test_a_report_of_an_event_without_a_day_is_remarked(self):
        parsed = read_page(lead="　多くの方にお越しいただき、ありがとうございました。\n")

        assert finding(parsed, "event_date_missing").field == "event.days"


class TestCaptions:
    def test_a_line_in_brackets_without_a_picture_may_be_a_heading(self):
        parsed = read_page("　初めの文です。", "【機器を操作する参加者】", "　次の文です。")

        assert finding(parsed, "caption_unclear").field == "photos"

    def test_the_same_line_twice_is_a_photo_and_its_caption(self):
        parsed = read_page("　初めの文です。", "見本研究所の大杉主査", "見本研究所の大杉主査", "　次の文です。")

        assert [(photo.alt, photo.caption) for photo in parsed.photos] == [
            ("見本研究所の大杉主査", "見本研究所の大杉主査")
        ]

    def test_an_alternative_alone_is_no_caption_where_others_have_both(self):
        parsed = read_page(
            "　初めの文です。",
            "写真：会場の全体",
            "　次の文です。",
            "写真：電波の実験",
            "電波の実験",
            "　終わりの文です。",
        )

        assert [(photo.alt, photo.caption) for photo in parsed.photos] == [
            ("会場の全体", ""),
            ("電波の実験", "電波の実験"),
        ]


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
    def test_a_title_with_nothing_above_it_is_known_by_the_subtitle_below(self):
        parsed = parse(
            "みてみて！ 国の仕事 夏の見学デー\n−電波の仕事を紹介−\n　令和3年8月4日、青波会館で見学会を開催しました。\n"
        )

        assert (parsed.fields["title"], parsed.fields["subtitle"]) == (
            "みてみて！ 国の仕事 夏の見学デー",
            "電波の仕事を紹介",
        )

    def test_marks_that_tell_something_behind_a_whole_title_are_its_subtitle(self):
        told = read_page(title="「スマホ教室」を開催≪夏休みに学ぶ！≫").fields
        named = read_page(title="「スマホ教室」を開催≪山里市≫").fields

        assert (told["title"], told["subtitle"]) == ("「スマホ教室」を開催", "夏休みに学ぶ！")
        assert (named["title"], named["subtitle"]) == ("「スマホ教室」を開催≪山里市≫", "")

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
