"""render: a document as the page, without database or request."""

from datetime import date, time
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from releases import document as doc
from releases import page_format as form
from releases.differences import blocks_of
from releases.feeds.contents import full_text
from releases.render import Correction, PageLink, Surroundings, description, page_digest, render
from tests.documents import (
    body,
    make_billing,
    make_contact,
    make_document,
    make_event,
    make_full_document,
    make_photo,
    make_session,
)


class Outline(HTMLParser):
    """The start tags of a page with their attributes, and the text of its headings."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.headings: list[tuple[int, str]] = []
        self._in_heading = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append((int(tag[1]), ""))
            self._in_heading = True

    def handle_endtag(self, tag):
        if len(tag) == 2 and tag[0] == "h":
            self._in_heading = False

    def handle_data(self, data):
        if self._in_heading:
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]


SURROUNDINGS = Surroundings(
    older=PageLink("/e-komfo/2022/0104.html", "年頭の挨拶", "挨拶", date(2022, 1, 4)),
    newer=PageLink("/e-komfo/2022/0301.html", "訓練に参加", "訓練・演習", date(2022, 3, 1)),
    same_event=(PageLink("/e-komfo/2021/1201.html", "セミナーの開催案内", "お知らせ", date(2021, 12, 1)),),
    corrections=(
        Correction(date(2022, 2, 4), "誤記訂正", "役職を直しました。"),
        Correction(date(2022, 2, 7), "追記", "資料を加えました。"),
    ),
)


def text_of(document: doc.ReleaseDocument, **around) -> list[str]:
    return blocks_of(render(document, **around))


def test_every_block_stands_in_its_place():
    assert text_of(make_full_document(), surroundings=SURROUNDINGS)[1:] == [
        "総務省 見本総合通信局",
        "e-コムフォ MIHON",
        "行事",
        "講演",
        "RSS",
        "探す言葉 検索",
        "総務省トップ",
        "組織案内",
        "地方支分部局",
        "見本総合通信局",
        "e-コムフォ MIHON(2022年)",
        "「見本情報化セミナー2022」を開催 −地域とデータの付き合い方−",
        "ふりがなを漢字の上に示す",
        "【見本総通】e−コムフォMIHON",
        "令和4年2月3日",
        "見本総合通信局",
        "「見本情報化セミナー2022」を開催",
        "−地域とデータの付き合い方−",
        "開催報告",
        "ICT利活用",
        "令和4年2月4日 訂正 役職を直しました。",
        "令和4年2月7日 追記 資料を加えました。",
        "見本総合通信局は、見本協会との共催によりオンラインセミナーを開催しました。",
        "［写真］配信会場の全景",
        "会場の様子",
        "開催概要",
        "行事名",
        "見本情報化セミナー2022",
        "テーマ",
        "−地域とデータの付き合い方−",
        "日時",
        "令和4年1月20日（木曜日） 13時30分から16時まで",
        "令和4年1月24日（月曜日）から2月1日（火曜日）まで",
        "会場",
        "見本会館（見本県見本市）",
        "会場とオンラインの併用",
        "主催",
        "見本総合通信局",
        "共催",
        "一般財団法人見本地域情報化協会（通称：ミホン）",
        "対象",
        "自治体職員、通信事業者",
        "趣旨",
        "地域の担い手が学び合う場として開きました。",
        "開催の背景",
        "背景を述べます。",
        "開会挨拶",
        "見本総合通信局 局長 山野 一郎（やまの いちろう）",
        "山野局長が挨拶を述べました。",
        "［写真］演台で挨拶する山野局長",
        "開会挨拶 山野 一郎",
        "来賓挨拶",
        "見本大学 情報学部 部長 谷 修（たに おさむ）氏 （見本県知事 代読）",
        "基調講演",
        "見本大学 情報学部 教授 川辺 花子（かわべ はなこ）氏",
        "演題「データでひらく地域の明日」",
        "人口の動きを例に、データの読み方についてお話しいただきました。",
        "事例報告",
        "三つの自治体から報告がありました。",
        "北見本市 主査 髙橋 一（たかはし はじめ）氏",
        "演題「北見本市の取組」",
        "北見本市の経験が語られました。",
        "［写真］北見本市の報告者",
        "事例報告1 髙橋 一氏",
        "南見本市 主査 岡﨑 二郎（おかざき じろう）氏",
        "演題「南見本市の取組」",
        "南見本市の経験が語られました。",
        "［写真］南見本市の報告者",
        "事例報告2 岡﨑 二郎氏",
        "見本町 主査 葛󠄀城 三枝（かつらぎ みえ）氏",
        "演題「見本町の取組」",
        "見本町の経験が語られました。",
        "［写真］見本町の報告者",
        "事例報告3 葛󠄀城 三枝氏",
        "パネルディスカッション",
        "15時から15時45分まで",
        "司会 見本大学 情報学部 教授 沢田 結（さわだ ゆい）氏",
        "パネリスト 見本大学 情報学部 准教授 森本 学（もりもと まなぶ）氏",
        "課題",
        "人手の不足が挙げられました。",
        "人",
        "時間",
        "展示の様子",
        "出展の一覧",
        "団体",
        "内容",
        "見本会",
        "電波の体験",
        "［写真］展示を見る来場者",
        "展示コーナー",
        "アンケートに寄せられた意見",
        "感想の一部をご紹介します。",
        "分かりやすかった。",
        "次回も参加したい。",
        "申込者",
        "約1,201名",
        "出展",
        "12団体",
        "今後も地域の取組を支援してまいります。",
        "（参考1）",
        "EBPMとは、証拠に基づく政策立案のこと。",
        "※",
        "所属は開催日のものです。",
        "関連リンク",
        "動画でもご覧いただけます。",
        "局長からのご挨拶（動画）別ウィンドウで開きます",
        "報道資料",
        "開催案内別ウィンドウで開きます",
        "講演資料（PDF：1.7MB）",
        "この行事のほかの発表",
        "セミナーの開催案内 お知らせ 令和3年12月1日",
        "連絡先",
        "総務省 見本総合通信局",
        "情報通信部 情報通信振興課",
        "担当：林、森",
        "TEL：03-0000-0001",
        "FAX：03-0000-0002",
        "メール：mihon@example.jp",
        "前の発表 年頭の挨拶 次の発表 訓練に参加 2022年の一覧",
        "ページトップへ戻る",
        "サイトの使い方",
        "アクセシビリティ",
        "RSSの使い方",
        "オープンデータ",
        "総務省 見本総合通信局",
        "見本県見本市一丁目2番3号",
    ]


def test_what_is_not_stated_is_not_printed():
    document = make_document(contact=None, event=doc.EventFacts(title="見本の会"))
    text = text_of(document)
    assert text[text.index("開催概要") : text.index("2022年の一覧")] == ["開催概要", "行事名", "見本の会"]


def test_headings_go_down_step_by_step_from_one_h1():
    levels = [level for level, _ in Outline(render(make_full_document(), surroundings=SURROUNDINGS)).headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_head_says_what_the_page_is(settings):
    settings.SITE_URL = "https://www.example.jp"
    html = render(make_document(subtitle="副題", lead=body("<p>一文目 &amp; 二文目。</p><p>三文目。</p>")))
    outline = Outline(html)
    assert "<title>「見本情報化セミナー2022」を開催 副題｜e-コムフォ MIHON(2022年)｜見本総合通信局</title>" in html
    assert outline.all("html") == [{"lang": "ja"}]
    assert {"name": "description", "content": "一文目 & 二文目。三文目。"} in outline.all("meta")
    assert {"rel": "canonical", "href": "https://www.example.jp/e-komfo/2022/0203si.html"} in outline.all("link")


def test_the_first_words_end_where_a_result_list_would_cut_them():
    assert len(description(make_document(lead=body("あ" * 500)))) == 120


def test_only_the_last_crumb_is_the_page_itself():
    outline = Outline(render(make_document()))
    assert [tag for tag, attributes in outline.tags if attributes.get("aria-current") == "page"] == ["span"]


def test_a_photo_offers_every_size_and_format_and_keeps_its_place():
    (image,) = Outline(render(make_document(photos=(make_photo("ab" * 24),)))).all("img")
    base = f"/e-komfo/photos/{'ab' * 24}"
    assert image["src"] == f"{base}/960.jpg"
    assert image["srcset"] == f"{base}/480.jpg 480w, {base}/960.jpg 960w, {base}/1600.jpg 1600w"
    assert (image["width"], image["height"]) == ("960", "640")
    assert image["alt"] == "演台で挨拶する山野局長"
    assert "style" not in image


def test_pictures_under_the_lead_come_at_once_and_all_others_when_they_are_reached():
    images = Outline(render(make_full_document())).all("img")
    assert [image.get("loading") for image in images] == [None, *["lazy"] * 5]


def test_a_preview_shows_the_same_page_with_photos_from_elsewhere():
    document = make_full_document()
    page, preview = render(document), render(document, photos="/admin/photos/", banner="プレビューです。")
    banner = '<p class="banner" role="status">プレビューです。</p>'
    assert preview.count("/admin/photos/") == page.count("/e-komfo/photos/")
    assert banner in preview
    assert blocks_of(preview.replace(banner, "")) == blocks_of(page)


def test_what_an_approver_saw_changes_with_the_text_and_not_with_the_site_around_it(settings):
    document = make_full_document()
    digest = page_digest(document)
    settings.STATIC_URL = "/elsewhere/"
    settings.SITE_URL = "https://www.example.jp"
    assert page_digest(document) == digest
    assert page_digest(document.model_copy(update={"title": "別の表題"})) != digest
    assert page_digest(document.model_copy(update={"contact": make_contact(tel="03-0000-0009")})) != digest


ATTACK = "\"'><svg onload=alert(1)></title></script><script>alert(1)</script>{{ settings.SECRET_KEY }}{% now 'Y' %}"


def test_markup_in_any_plain_field_is_shown_as_typed():
    speaker = make_billing(
        **dict.fromkeys(("name", "kana", "affiliation", "position", "honorific", "role", "on_behalf_of"), ATTACK)
    )
    event = make_event(
        title=ATTACK,
        theme=ATTACK,
        place=ATTACK,
        audience=ATTACK,
        organisers=(doc.Organiser(name=ATTACK, standing=ATTACK, alias=ATTACK),),
        counts=(doc.Count(label=ATTACK, number=1, unit=ATTACK, qualifier=ATTACK),),
        videos=(doc.Video(title=ATTACK, url="https://v.example/", intro=ATTACK),),
        sessions=(make_session(ATTACK, intro=ATTACK, topic=ATTACK, speakers=(speaker,)),),
        survey=doc.Survey(intro=ATTACK, comments=(ATTACK,)),
    )
    document = make_document(
        title=ATTACK,
        subtitle=ATTACK,
        kind=doc.Term(code="x", label=ATTACK),
        categories=(doc.Term(code="x", label=ATTACK),),
        photos=(make_photo(alt=ATTACK, caption=ATTACK),),
        event=event,
        sections=(doc.Section(heading=ATTACK),),
        notes=(doc.Note(marker=ATTACK),),
        links=(doc.Link(label=ATTACK, url="/a", intro=ATTACK),),
        contact=make_contact(division=ATTACK, persons=(ATTACK,), note=ATTACK),
    )
    html = render(document, surroundings=Surroundings(corrections=(Correction(date(2022, 2, 4), ATTACK, ATTACK),)))
    tags = [tag for tag, _ in Outline(html).tags]
    assert "svg" not in tags
    # The one data block, which nothing runs.
    assert html.count('<script type="application/ld+json">') == 1
    assert tags.count("script") == html.count("<script ") == 2
    assert not any(name.startswith("on") for _, attributes in Outline(html).tags for name in attributes)
    assert html.count("{{ settings.SECRET_KEY }}") > 40
    assert "<svg" not in full_text(document, "https://www.example.jp/")


@pytest.mark.parametrize(
    ("starts", "ends", "text"),
    [
        (time(13, 30), time(16, 0), "13時30分から16時まで"),
        (time(9, 5), None, "9時5分から"),
        (None, time(17, 0), "17時まで"),
        (None, None, ""),
    ],
)
def test_hours_are_written_as_far_as_they_are_stated(starts, ends, text):
    assert form.hours(doc.EventDay(date=date(2022, 1, 20), starts=starts, ends=ends)) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2022, 1, 24), date(2022, 2, 1), "2月1日（火曜日）"),
        (date(2021, 12, 27), date(2022, 1, 7), "令和4年1月7日（金曜日）"),
        (date(2019, 4, 27), date(2019, 5, 6), "令和元年5月6日（月曜日）"),
    ],
)
def test_the_end_of_a_run_of_days_repeats_no_year(first, last, text):
    assert form.last_day(doc.EventDay(date=first, last_date=last)) == text


def test_bodies_of_one_standing_stand_together():
    organisers = tuple(
        doc.Organiser(name=name, standing=standing)
        for name, standing in (("甲", "共催"), ("乙", "後援"), ("丙", "共催"))
    )
    grouped = [(standing, [body.name for body in bodies]) for standing, bodies in form.by_standing(organisers)]
    assert grouped == [("共催", ["甲", "丙"]), ("後援", ["乙"])]


@pytest.mark.parametrize(
    ("media", "url", "size", "mark"),
    [
        ("page", "/a.html", None, ""),
        ("pdf", "/a.pdf", 1_780_000, "PDF：1.7MB"),
        ("pdf", "/a.pdf", 54_272, "PDF：53KB"),
        ("pdf", "/a.pdf", 1, "PDF：1KB"),
        ("pdf", "/a.pdf", 1_048_300, "PDF：1.0MB"),
        ("pdf", "/a.pdf", None, "PDF"),
        ("file", "/data/a.xlsx?v=1", 20_480, "XLSX：20KB"),
        ("file", "/download", 20_480, "ファイル：20KB"),
        ("file", "https://[broken/a.csv", None, "CSV"),
        ("video", "https://v.example/", None, "動画"),
    ],
)
def test_a_link_to_a_file_says_what_it_is_and_how_large(media, url, size, mark):
    assert form.file_mark(doc.Link(label="資料", url=url, media=media, size=size)) == mark


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("03-6238-1690", "0362381690"),
        ("03-6238-1690(内線 123)", "0362381690"),
        ("03-6238-1690 内線123", "0362381690"),
        ("+81-3-6238-1690", "+81362381690"),
    ],
)
def test_a_telephone_dials_the_number_without_its_extension(number, dialled):
    assert form.dialled(number) == dialled


@pytest.mark.parametrize(("marker", "text"), [("参考1", "（参考1）"), ("注1", "（注1）"), ("※", "※"), ("※1", "※1")])
def test_a_note_is_marked_as_the_bureau_marks_it(marker, text):
    assert form.marker(marker) == text


@pytest.mark.parametrize(
    ("words", "text"),
    [("見本県知事", "見本県知事 代読"), ("総務大臣（代読）", "総務大臣 代読"), ("会長代理", "会長代理")],
)
def test_whose_words_were_read_is_said_once(words, text):
    assert form.proxy(make_billing(on_behalf_of=words)) == text


@pytest.mark.parametrize(("topic", "text"), [("演題", "「演題」"), ("「演題」", "「演題」"), ("『演題』", "『演題』")])
def test_a_topic_stands_in_one_pair_of_brackets(topic, text):
    assert form.quoted(topic) == text


FORBIDDEN = "".join(
    chr(code)
    for first, last in (
        (0x00, 0x1F),
        (0x7F, 0x9F),
        (0x2028, 0x2029),
        (0xFDD0, 0xFDEF),
        (0xFFFE, 0xFFFF),
    )
    for code in range(first, last + 1)
    if chr(code) not in "\t\n"
)


@pytest.mark.parametrize("wanted", ["", "見本", "髙﨑と葛\U000e0100城"])
def test_a_document_keeps_no_character_that_a_page_or_feed_cannot_carry(wanted):
    for character in FORBIDDEN:
        kept = make_document(title=f"{wanted}{character}{wanted}", lead=f"<p>前{character}後</p>")
        assert character not in kept.title + kept.lead, f"U+{ord(character):04X}"
        assert kept.title.replace(" ", "") == wanted * 2
