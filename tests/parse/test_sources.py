"""Files of every kind become lines, or one sentence says why not."""

import io
import time
import zipfile

import pytest

from releases.parse import ParseRefused, parse, read
from tests.parse.word_drafts import make_word, paragraph, picture, table

PAGE = "【見本総通】e−コムフォMIHON\n令和3年10月6日\n見本総合通信局\n「髙﨑セミナー」を開催\n　見本総合通信局は、セミナーを開催しました。\n"


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
    def test_every_kanji_of_a_name_is_kept(self, encoding):
        page = PAGE if encoding.startswith("utf") else PAGE.replace("−", "－")

        assert parse(read(page.encode(encoding))).fields["title"] == "「髙﨑セミナー」を開催"

    @pytest.mark.parametrize("encoding", ["euc_jp", "iso2022_jp", "shift_jis"])
    def test_older_encodings_are_recognised_without_being_told(self, encoding):
        page = PAGE.replace("髙﨑", "高崎")

        assert parse(read(page.encode(encoding))).fields["title"] == "「高崎セミナー」を開催"

    def test_line_ends_of_any_system_are_one(self):
        assert parse(read(PAGE.replace("\n", "\r\n").encode())).fields == parse(read(PAGE.encode())).fields

    def test_a_file_of_several_encodings_is_read_and_reported_line_by_line(self):
        data = PAGE.encode() + "担当：林、森\n".encode("cp932")

        parsed = parse(read(data))

        assert parsed.fields["title"] == "「髙﨑セミナー」を開催"
        assert "encoding_mixed" in {finding.code for finding in parsed.findings}

    @pytest.mark.parametrize(
        ("data", "word"),
        [
            (b"", "空"),
            (b" \r\n\t\n", "空"),
            (bytes(range(256)) * 8, "バイナリ"),
            (b"%PDF-1.7\n", "PDF"),
            (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, ".docx"),
            (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "画像"),
            ("あ" * 600_000, "長すぎ"),
            ("令和3年10月6日\n教室を開催\n" + "あ\n" * 100_000, "長すぎ"),
            (b"<html><body><script>1</script></body></html>", "文字がありません"),
        ],
        ids=["nothing", "blanks", "binary", "pdf", "old word", "picture", "endless", "many lines", "empty page"],
    )
    def test_what_is_no_draft_is_refused_in_one_sentence(self, data, word):
        with pytest.raises(ParseRefused, match=word):
            read(data if isinstance(data, bytes) else data.encode())


class TestWebPage:
    def test_scripts_and_menus_are_not_the_page(self):
        page = (
            "<html><body><nav><ul><li>政策一覧</li></ul></nav><script>var a = '<p>こっそり</p>';</script>"
            "<p>令和3年10月6日</p><h1>教室を開催</h1><p onclick='x()'>　教室を開催しました。</p></body></html>"
        )

        parsed = parse(read(page.encode(), filename="a.html"))

        assert parsed.fields["title"] == "教室を開催"
        assert parsed.fields["lead"] == "<p>教室を開催しました。</p>"
        assert [placed.places for placed in parsed.lines if placed.line.text == "政策一覧"] == [("chrome",)]

    def test_lines_of_preformatted_text_stay_lines(self):
        page = f"<html><body><pre>{PAGE}</pre></body></html>"

        assert parse(read(page.encode(), filename="a.html")).fields == parse(read(PAGE.encode())).fields

    def test_links_keep_their_addresses_unless_they_run_something(self):
        page = (
            "<p>令和3年10月6日</p><h1>教室を開催</h1><p>　<a href='https://www.example.jp/?a=1&amp;b=2'>協会</a>と教室を開催しました。</p>"
            "<ul><li><a href='javascript:alert(1)'>案内ちらしの一覧</a></li></ul>"
        )

        fields = parse(read(page.encode(), filename="a.html")).fields

        assert '<a href="https://www.example.jp/?a=1&amp;b=2">協会</a>' in fields["lead"]
        assert [(link["label"], link["url"]) for link in fields["links"]] == [("案内ちらしの一覧", "")]

    def test_pictures_stay_in_order_with_their_captions(self):
        page = (
            "<p>令和3年10月6日</p><h1>教室を開催</h1><p>　教室を開催しました。</p>"
            "<img src='1.jpg' alt='説明を聞く児童'><img src='2.jpg' alt=''><p>写真：説明の様子</p><p>写真：工作の様子</p>"
        )

        photos = parse(read(page.encode(), filename="a.html")).photos

        assert [(photo.image, photo.alt, photo.caption) for photo in photos] == [
            ("1.jpg", "説明を聞く児童", "説明の様子"),
            ("2.jpg", "", "工作の様子"),
        ]

    @pytest.mark.parametrize(
        "page",
        [
            "<b>" * 60_000,
            "<a " * 60_000,
            "<!--" * 60_000,
            "<p a='" * 40_000,
            "<script>" * 30_000,
            "&" * 90_000,
            "<" * 90_000,
        ],
        ids=["nested", "open tags", "comments", "quotes", "scripts", "ampersands", "angles"],
    )
    def test_hostile_markup_takes_no_time(self, page):
        started = time.process_time()

        parse(read(f"<p>令和3年10月6日</p><h1>教室を開催</h1>{page}".encode(), filename="a.html"))

        assert time.process_time() - started < 10


class TestWordDraft:
    def test_headings_lists_tables_and_pictures_are_read_in_order(self):
        data = make_word(
            paragraph("令和5年11月8日"),
            paragraph("発表会を開催", style="Title"),
            paragraph("　発表会を開催しました。"),
            paragraph("当日の資料", style="Heading1"),
            picture("発表の様子"),
            paragraph("一つ目", numbering=2),
            paragraph("二つ目", numbering=2),
            table([["町", "資料"], ["川上町", "積雪の記録"]]),
        )

        parsed = parse(read(data))

        assert parsed.fields["title"] == "発表会を開催"
        assert parsed.fields["sections"][0]["heading"] == "当日の資料"
        assert parsed.fields["sections"][0]["body"] == (
            "<ul><li>一つ目</li><li>二つ目</li></ul>"
            "<table><tbody><tr><td>町</td><td>資料</td></tr><tr><td>川上町</td><td>積雪の記録</td></tr></tbody></table>"
        )
        assert [(photo.image, photo.alt) for photo in parsed.photos] == [("picture1.png", "発表の様子")]
        assert [(item.name, item.content_type) for item in parsed.pictures] == [("picture1.png", "image/png")]

    def test_macros_are_reported_and_never_run(self):
        data = make_word(
            paragraph("令和5年11月8日"), paragraph("会を開催"), parts={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
        )

        assert "macros_ignored" in {finding.code for finding in parse(read(data)).findings}

    def test_entities_are_refused_before_anything_reads_them(self):
        bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

        with pytest.raises(ParseRefused, match="DTD"):
            read(make_word(paragraph("会を開催"), prologue=bomb))

    def test_a_bomb_is_refused_by_its_unpacked_size(self):
        with pytest.raises(ParseRefused, match="大きすぎ"):
            read(make_word(paragraph("会を開催"), parts={"word/media/a.png": bytes(201_000_000)}))

    def test_an_endless_text_is_refused(self):
        with pytest.raises(ParseRefused, match="大きすぎ"):
            read(make_word(paragraph("あ" * 7_000_000)))

    def test_a_broken_archive_is_refused(self):
        data = make_word(paragraph("会を開催"))

        with pytest.raises(ParseRefused):
            read(data[: len(data) // 2])

    def test_another_archive_is_no_draft(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("a.txt", "会を開催")

        with pytest.raises(ParseRefused, match="圧縮"):
            read(stream.getvalue())


class TestSpeed:
    @pytest.mark.parametrize(
        "unit",
        [
            "「",
            "(",
            "（かわ",
            "川",
            "氏",
            "、",
            "1",
            "1月",
            "1日",
            "令和3年",
            "約1",
            " ",
            "の",
            "・",
            "−",
            "。",
            "様子",
            "第1回 8月20日 ",
            "(左写真)",
            "と共催により、",
            "PDF",
            "①",
            ",",
            "a\t",
        ],
    )
    def test_a_long_line_of_anything_is_read_in_seconds(self, unit):
        line = unit * (60_000 // len(unit))
        started = time.process_time()

        parse(f"令和3年10月6日\n見本総合通信局\n会を開催\n　会を開催しました。\n{line}\n")

        assert time.process_time() - started < 20

    @pytest.mark.parametrize("blank", [" ", "\u3000", "\t"])
    def test_blanks_without_end_inside_a_line_are_read_as_a_few(self, blank):
        started = time.process_time()

        parsed = parse(read(f"令和3年10月6日\n会を開催\n　会を開催しました。\n担当{blank * 60_000}あ\n".encode()))

        assert time.process_time() - started < 5
        assert f"担当{blank * 40}あ" in [placed.line.text for placed in parsed.lines]

    def test_blanks_without_end_that_are_written_as_entities_are_refused_with_their_line(self):
        with pytest.raises(ParseRefused, match="2行目に空白"):
            read(f"<p>令和3年10月6日</p><p>担当{'&#12288;' * 20_000}あ</p>".encode(), filename="a.html")

    @pytest.mark.parametrize("attribute", ["a" * 300_000, "a " * 150_000, "a=" * 150_000])
    def test_a_page_of_ours_with_endless_attributes_is_read_in_time(self, attribute):
        page = f"<article class='release'><header class='release-header'><h1>会を開催</h1></header><p {attribute}>文</p></article>"
        started = time.process_time()

        parse(read(page.encode(), filename="a.html"))

        assert time.process_time() - started < 5

    def test_ten_times_the_text_takes_about_ten_times_as_long(self):
        body = "事例報告\n\n　見本市　係長　山田　花子（やまだ　はなこ）氏から「見本」と題し報告がありました。\n\n事例報告　山田　花子氏\n\n"

        def seconds(times: int) -> float:
            started = time.process_time()
            parse(PAGE + body * times)
            return time.process_time() - started

        seconds(10)
        assert min(seconds(1000) for _ in range(2)) < 30 * max(seconds(100), 0.02)


def test_the_head_of_an_article_is_its_title_and_not_the_sites():
    page = (
        "<html><body><header><p>総務省 見本総合通信局</p></header><main><article><header><p>令和4年2月3日</p>"
        "<p>見本総合通信局</p><h1>「見本展」に出展</h1></header><p>見本総合通信局は、見本展に出展しました。</p></article></main></body></html>"
    )
    parsed = parse(read(page.encode(), filename="0203si.html"))
    assert parsed.fields["title"] == "「見本展」に出展"
    assert parsed.fields["release_date"] == "2022-02-03"
