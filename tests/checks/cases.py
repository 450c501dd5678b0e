"""Faulty and faultless documents for each rule of the checks, small enough to be read at a glance."""

from datetime import date

from releases import document as doc
from releases.checks import House
from releases.checks.registry import Word
from tests.documents import (
    body,
    make_attachment,
    make_billing,
    make_contact,
    make_document,
    make_event,
    make_photo,
    make_session,
)

Case = doc.ReleaseDocument


def lead(*texts: str) -> list[Case]:
    """A document for each text, which is its lead."""
    return [make_document(lead=body(text)) for text in texts]


def photos(*fields: dict) -> list[Case]:
    return [
        make_document(event=make_event(sessions=(make_session(),)), photos=(make_photo(**each),)) for each in fields
    ]


def sections(*items: dict) -> list[Case]:
    return [
        make_document(sections=(doc.Section(**{"heading": "節", "body": body("文です。"), **each}),)) for each in items
    ]


def links(*items: dict) -> list[Case]:
    return [
        make_document(links=(doc.Link(**{"label": "開催案内", "url": "https://www.example.jp/", **each}),))
        for each in items
    ]


def attachments(*titles: str) -> list[Case]:
    """A document for each title of a file."""
    return [make_document(attachments=(make_attachment(title=title),)) for title in titles]


def files_of(*keys: str) -> Case:
    """A document with a file for each key."""
    return make_document(attachments=tuple(make_attachment(key * 64) for key in keys))


def videos(*titles: str) -> list[Case]:
    return [
        make_document(event=make_event(videos=(doc.Video(title=title, url="https://v.example.jp/1"),)))
        for title in titles
    ]


def speakers(*billings: dict) -> list[Case]:
    return [
        make_document(event=make_event(sessions=(make_session(speakers=(make_billing(**each),)),))) for each in billings
    ]


def contacts(*fields: dict | None) -> list[Case]:
    return [make_document(contact=None if each is None else make_contact(**each)) for each in fields]


def comments(*texts: str) -> list[Case]:
    return [make_document(event=make_event(survey=doc.Survey(comments=(text,)))) for text in texts]


def surveys(*given: tuple[str, int]) -> list[Case]:
    return [
        make_document(
            event=make_event(survey=doc.Survey(intro=intro, comments=tuple(f"意見{n}です。" for n in range(count))))
        )
        for intro, count in given
    ]


def reports(*given: tuple[str, int]) -> list[Case]:
    names = ("林 一郎", "森 二郎", "原 三郎", "谷 四郎")
    made = []
    for intro, count in given:
        sessions = tuple(
            make_session("事例報告", intro=intro if number == 0 else "", speakers=(make_billing(name=names[number]),))
            for number in range(count)
        )
        made.append(make_document(event=make_event(sessions=sessions)))
    return made


def noted(*given: tuple[str, tuple[tuple[str, str], ...]]) -> list[Case]:
    return [
        make_document(
            lead=body(text), notes=tuple(doc.Note(marker=marker, body=body(words)) for marker, words in notes)
        )
        for text, notes in given
    ]


def directed(*texts: str) -> list[Case]:
    return [
        make_document(lead=body(text), director=doc.Person(name="山野 一郎", kana="やまの いちろう")) for text in texts
    ]


def held(kind: str, label: str, day: date, released: date, title: str = "見本の会") -> Case:
    event = make_event(days=(doc.EventDay(date=day),))
    return make_document(kind=doc.Term(code=kind, label=label), event=event, release_date=released, title=title)


_DOCUMENT = make_document()
_TABLE = "<table>{}<tbody><tr>{}</tr><tr><td>1</td><td>2</td></tr></tbody></table>"
_HEADS = '<th scope="col">年</th><th scope="col">数</th>'
_OWN = {"affiliation": "見本総合通信局 情報通信部", "position": "部長"}
_LONG = (
    "見本総合通信局は、地域の担い手が学び合う場を設け、"
    + "行政、企業、大学、市民団体が集まって意見を交わし、" * 5
    + "今後の取組を確かめました。"
)

FAULTY: dict[str, list[Case]] = {
    "alt_missing": photos({"alt": ""}, {"alt": " "}, {"alt": "", "caption": "会場"}),
    "alt_useless": photos({"alt": "写真"}, {"alt": "IMG_0123.jpg"}, {"alt": "画像1"}),
    "alt_repeats": photos(
        {"alt": "会場の様子", "caption": "会場の様子"},
        {"alt": "開会挨拶 山野 一郎", "caption": "開会挨拶　山野 一郎"},
        {"alt": "展示コーナー", "caption": "展示コーナー"},
    ),
    "caption_missing": photos(
        {"alt": "挨拶する山野局長", "caption": ""},
        {"alt": "講演する川辺教授", "caption": ""},
        {"alt": "質問に答える川辺氏", "caption": ""},
    ),
    "caption_unknown_name": photos(
        {"caption": "基調講演 川部 花子氏"}, {"caption": "林 太一氏と参加者"}, {"caption": "講演する高木 茂様"}
    ),
    "text_in_image": photos(
        *(
            {
                "alt": "案内",
                "caption": "開催日時と会場、申込みの方法、講師の紹介、当日の持ち物、雨天の場合の連絡先などを一枚にまとめて載せた案内のちらしの表と裏"
                + end,
            }
            for end in ("です。", "を並べたもの", "（二色刷り）")
        )
    ),
    "heading_empty": [
        *sections({"heading": ""}, {"body": body("<h3> </h3><p>文です。</p>")}),
        *lead("<h4></h4><p>文です。</p>"),
    ],
    "heading_skips": lead(
        "<h4>背景</h4><p>文です。</p>",
        "<p>前書き。</p><h4>目的</h4><p>文。</p>",
        "<h4>一</h4><p>文。</p><h3>二</h3><p>文。</p>",
    ),
    "heading_faked": lead(
        "<p><strong>開催の背景</strong></p><p>文です。</p>",
        "<p>【内容】</p><p>文です。</p>",
        "<p>■日程</p><ul><li>一日目</li></ul>",
    ),
    "section_empty": sections(
        {"body": body("")}, {"body": body("<p> </p>")}, {"heading": "資料", "body": body("<p></p>")}
    ),
    "table_headers": lead(
        *(
            _TABLE.format(caption, "<td>年</td><td>数</td>")
            for caption in ("", "<caption>表</caption>", "<caption>出展</caption>")
        )
    ),
    "table_caption": lead(
        _TABLE.format("", _HEADS),
        _TABLE.format("", '<th scope="row">年</th><td>1</td>'),
        "<p>文。</p>" + _TABLE.format("", _HEADS),
    ),
    "link_text": [
        *links({"label": "こちら"}, {"label": "https://www.example.jp/"}),
        *lead('<p>詳しくは<a href="https://a.example.jp/">こちら</a>をご覧ください。</p>'),
    ],
    "link_empty": [*links({"label": ""}, {"url": ""}), *lead('<p><a href="https://a.example.jp/"> </a>文です。</p>')],
    "file_unmarked": [
        *links({"url": "https://a.example.jp/x.pdf"}, {"media": "pdf", "url": "https://a.example.jp/x.pdf"}),
        *lead('<p><a href="https://a.example.jp/x.pdf">開催の案内</a></p>'),
    ],
    "file_marked_twice": links(
        *(
            {"label": label, "media": "pdf", "size": 1000, "url": "/x.pdf"}
            for label in ("案内（PDF）", "案内 [PDF:1.2MB]", "案内（120KB）")
        )
    ),
    "inner_window": links(
        *({"url": url, "new_window": True} for url in ("/e-komfo/2021/", "/e-komfo/", "/e-komfo/rss.xml"))
    ),
    "window_said_twice": links(
        *(
            {"label": label, "new_window": True}
            for label in ("案内（別ウィンドウで開きます）", "案内 別ウインドウ", "新しいウィンドウで案内を開く")
        )
    ),
    "window_unsaid": lead(
        *(
            f'<p><a href="https://a.example.jp/">{text}</a></p>'
            for text in ("案内（別ウィンドウで開きます）", "資料（別ウインドウ）", "案内（新しいウィンドウ）")
        )
    ),
    "link_nowhere": [
        *links({"url": "/nowhere/1.html"}, {"url": "/nowhere/"}),
        *lead('<p><a href="/nowhere/2.html">前回の報告</a></p>'),
    ],
    "video_unnamed": videos("", "https://v.example.jp/1", "動画"),
    "attachment_untitled": [
        *attachments("", "　"),
        make_document(attachments=(make_attachment(), make_attachment(title=""))),
    ],
    "attachment_title": attachments("こちら", "0203_annai_final.pdf", "案内.PDF"),
    "attachment_title_bare": attachments("資料", "別紙2", "資料（1）"),
    "attachment_marked_twice": attachments("開催案内（PDF）", "開催案内 1.2MB", "開催案内（3ページ）"),
    "attachment_twice": [files_of("a", "a"), files_of("a", "b", "a"), files_of("b", "b", "b")],
    "machine_dependent": lead("① 開会", "㈱見本商会が出展しました。", "ﾃﾞｰﾀの活用について話しました。"),
    "layout_blanks": lead("日　時　1月20日", "会 場 見本会館", "講　師の紹介です。"),
    "digits_mixed": lead("参加者は１２名、見学者は12名でした。", "第３回は2日間です。", "１月20日に開きました。"),
    "thousands": lead("1200名が参加しました。", "15000人の来場がありました。", "配布した冊子は2500部です。"),
    "punctuation": lead(
        "自治体，企業が集まりました。", "開会しました．続いて講演です。", "市民、、団体が集まりました。"
    ),
    "counter_letter": lead("会場は5ヶ所です。", "3カ月かけて準備しました。", "2ケ所で同時に開きました。"),
    "brackets": lead(
        "「見本セミナーを開きました。", "見本協会（通称：ミホンと共催です。", "会場（見本会館）」で開きました。"
    ),
    "brackets_unusual": lead("≪基調講演≫を行いました。", "〈参考〉をご覧ください。", "《特別講演》に続きます。"),
    "weekday": lead(
        "令和3年1月8日（水曜日）に開きました。", "2022年1月20日(金)に開きました。", "令和4年2月30日に開きました。"
    ),
    "era_disagrees": lead(
        "令和3（2020）年に始めました。", "2022年（令和3年）に開きました。", "平成32年4月1日に始めました。"
    ),
    "two_digit_year": lead("'21年に始めました。", "21年12月3日に開きました。", "R3.1.8に公表しました。"),
    "time_ambiguous": lead("3時から始めます。", "受付は1時30分からです。", "5時に閉会しました。"),
    "held_before_it_was": [
        held("report", "開催報告", date(2022, 2, 4), date(2022, 2, 3)),
        held("report", "開催報告", date(2022, 3, 1), date(2022, 2, 3)),
        held("report", "開催報告", date(2023, 1, 1), date(2022, 12, 28)),
    ],
    "said_held_too_early": [
        held("notice", "お知らせ", date(2022, 3, 1), date(2022, 2, 3), title)
        for title in ("見本の会を開催しました", "見本の会を実施しました", "講習会を開催いたしました")
    ],
    "own_side_honorific": speakers(
        {**_OWN, "honorific": "氏"}, {"affiliation": "総務省 情報流通行政局"}, {**_OWN, "honorific": "様"}
    ),
    "guest_without_honorific": speakers(
        {"honorific": ""},
        {"honorific": "", "affiliation": "見本株式会社", "position": "社長"},
        {"honorific": "", "affiliation": "見本市 総務部"},
    ),
    "organisation_honorific": lead(
        "見本市様から説明がありました。", "見本協会様との共催です。", "見本大学様にご協力いただきました。"
    ),
    "reading_missing": speakers({"kana": ""}, {"kana": "", "name": "林 太一"}, {"kana": "", "name": "髙木 茂"}),
    "reading_unfit": speakers(
        {"name": "尾 芳彦", "kana": "たかお よしひこ"},
        {"name": "コ田 進", "kana": "とくだ すすむ"},
        {"name": "〓橋 一", "kana": "たかはし はじめ"},
    ),
    "name_spelled_twice": [
        make_document(event=make_event(sessions=(make_session(summary=body(text)),)))
        for text in (
            "川辺花子氏が話しました。",
            "続いて川辺  花子氏が答えました。",
            "「川辺花子」の名で書かれた本があります。",
        )
    ],
    "reports_counted": reports(
        ("3名の方から報告がありました。", 2),
        ("二つの市のほか、2名の方から報告がありました。", 3),
        ("4人の講師から事例の紹介がありました。", 3),
    ),
    "comments_counted": surveys(
        ("次の3件をご紹介します。", 2), ("感想のうち5件をご紹介します。", 2), ("意見の2件を紹介します。", 3)
    ),
    "note_undefined": noted(
        ("EBPM※を紹介しました。", ()),
        ("EBPM（※1）を紹介しました。", (("※2", "別の注です。"),)),
        ("ローカル5G（※）の話です。", (("参考", "資料です。"),)),
    ),
    "note_unused": noted(
        *((text, (("※2", "注です。"),)) for text in ("本文です。", "EBPM（※1）です。", "印のない文です。"))
    ),
    "director_other": directed(
        "見本総合通信局（局長：谷川 二郎（たにがわ じろう））は開催しました。",
        "見本総合通信局(局長:林 進)は開催しました。",
        "見本局（局長：山田 一郎）が挨拶しました。",
    ),
    "subtitle_repeats": [
        make_document(title=title, subtitle=title) for title in ("見本の会を開催", "表彰式を開催", "講座を開催")
    ],
    "contact_missing": contacts(None, {"tel": "", "email": ""}, {"tel": "", "email": "", "fax": "03-0000-0009"}),
    "contact_phone_missing": contacts(
        {"tel": ""}, {"tel": "", "email": "", "form_url": "https://f.example.jp/"}, {"tel": "", "fax": ""}
    ),
    "phone_form": contacts({"tel": "03(0000)0001"}, {"tel": "0300000001"}, {"fax": "03-0000-000"}),
    "wording": lead("御覧下さい。", "開催致しました。", "各地の取り組みを紹介します。"),
    "sentence_long": lead(_LONG, _LONG.replace("市民", "住民"), f"<p>短い文です。</p><p>{_LONG}</p>"),
    "colour_only": lead("赤字の部分が変更点です。", "青い枠をご覧ください。", "黄色の欄に記入してください。"),
    "position_only": lead("左の写真をご覧ください。", "下の図のとおりです。", "右の表にまとめました。"),
    "personal_data": comments(
        "連絡は taro@example.jp まで。", "090-0000-1234 に電話をください。", "私は山田と申します。勉強になりました。"
    ),
    "comment_names_person": comments(
        "隣の佐藤さんも喜んでいました。", "上司の鈴木様に勧められました。", "同僚の高橋氏と参加した。"
    ),
}

CLEAN: dict[str, list[Case]] = {
    "alt_missing": photos({"alt": "満席の会場"}, {"alt": "配信の画面"}, {"alt": "展示を見る親子"}),
    "alt_useless": photos({"alt": "写真展を見る親子"}, {"alt": "画像処理の実演"}, {"alt": "図書館の入口"}),
    "alt_repeats": photos(
        {"alt": "満席の会場", "caption": "会場の様子"},
        {"alt": "満席の会場", "caption": ""},
        {"alt": "演台に立つ講師", "caption": "基調講演 川辺 花子氏"},
    ),
    "caption_missing": photos(
        {"alt": "配信の画面", "caption": ""},
        {"alt": "会場の入口", "caption": ""},
        {"alt": "挨拶する山野局長", "caption": "開会挨拶"},
    ),
    "caption_unknown_name": photos(
        {"caption": "基調講演 川辺 花子氏"}, {"caption": "会場の様子"}, {"caption": "講演する川辺　花子氏"}
    ),
    "text_in_image": photos(
        {"caption": "会場の様子"},
        {"caption": ""},
        {
            "caption": "川辺 花子氏の講演に聞き入る、自治体や企業、大学から集まった多くの参加者の皆さんと、配信の準備をする係の職員、受付に並ぶ人々の列の様子"
        },
    ),
    "heading_empty": [*sections({}, {"body": body("<h3>背景</h3><p>文です。</p>")}), *lead("文です。")],
    "heading_skips": lead("<h3>背景</h3><h4>国</h4><p>文。</p>", "<h3>背景</h3><p>文。</p>", "文です。"),
    "heading_faked": lead(
        "<p><strong>大切な</strong>お知らせです。</p>",
        "<p><strong>必ずお読みください。</strong></p><p>文。</p>",
        "<h3>背景</h3><p>文。</p>",
    ),
    "section_empty": sections(
        {}, {"body": body("<ul><li>一</li></ul>")}, {"body": body(""), "photos": (make_photo(),)}
    ),
    "table_headers": lead(
        _TABLE.format("<caption>表</caption>", _HEADS),
        _TABLE.format("", '<th scope="row">年</th><td>1</td>'),
        "文です。",
    ),
    "table_caption": lead(
        _TABLE.format("<caption>出展の一覧</caption>", _HEADS), "文です。", "<p>表はありません。</p>"
    ),
    "link_text": [
        *links({}, {"label": "こちら見本局のページ"}),
        *lead('<p><a href="https://a.example.jp/">開催案内</a>はこちらです。</p>'),
    ],
    "link_empty": [*links({}, {"url": "/e-komfo/"}), *lead('<p><a href="https://a.example.jp/">案内</a></p>')],
    "file_unmarked": [
        *links({"media": "pdf", "size": 1000, "url": "/x.pdf"}, {}),
        *lead('<p><a href="https://a.example.jp/x.pdf">案内（PDF：1.2MB）</a></p>'),
    ],
    "file_marked_twice": links({"media": "pdf", "size": 1000}, {"label": "PDFの作り方"}, {}),
    "inner_window": links({"new_window": True}, {"url": "/e-komfo/"}, {}),
    "window_said_twice": links({"new_window": True}, {}, {"label": "ウィンドウ表示の手引"}),
    "window_unsaid": lead('<p><a href="https://a.example.jp/">案内</a></p>', "ウィンドウを閉じます。", "文です。"),
    "link_nowhere": [*links({"url": "/e-komfo/"}, {}), *lead('<p><a href="https://a.example.jp/x">案内</a></p>')],
    "video_unnamed": videos("局長の挨拶", "動画で見る講演", "基調講演の録画"),
    "attachment_untitled": attachments("開催案内", "別紙1", "髙橋氏の講演資料"),
    "attachment_title": attachments("開催案内", "電波の安全に関する資料", "PDFの作り方"),
    "attachment_title_bare": attachments("別紙1　開催案内", "資料の一覧", "講演資料（川辺氏）"),
    "attachment_marked_twice": attachments("開催案内", "PDFの作り方", "ページの読み方"),
    "attachment_twice": [files_of("a", "b"), files_of("a"), files_of()],
    "machine_dependent": lead("(1) 開会", "株式会社見本商会が出展しました。", "髙橋氏、﨑山氏が話しました。"),
    "layout_blanks": lead("日時 1月20日", "会場 見本会館", "山田 一郎氏が話しました。"),
    "digits_mixed": lead("参加者は12名、見学者は12名でした。", "第三回は二日間です。", "5Gの話です。"),
    "thousands": lead("1,200名が参加しました。", "2022年に開きました。", "電話は03-0000-0001です。"),
    "punctuation": lead("自治体、企業が集まりました。", "約1,200名、Ver.2です。", "A, B and C."),
    "counter_letter": lead("会場は5か所です。", "霞ヶ関で開きました。", "3か月かけて準備しました。"),
    "brackets": lead(
        "「見本（一）」を開きました。", "1) 開会、2) 閉会の順です。", "会場（見本会館(本館)）で開きました。"
    ),
    "brackets_unusual": lead("「基調講演」を行いました。", "（参考）をご覧ください。", "【重要】なお知らせです。"),
    "weekday": lead(
        "令和3年1月8日（金曜日）に開きました。",
        "2022年1月20日(木)に開きました。",
        "令和4年1月10日（月・祝）に開きました。",
    ),
    "era_disagrees": lead(
        "令和3（2021）年に始めました。", "2019年（令和元年）に開きました。", "平成31年4月1日に始めました。"
    ),
    "two_digit_year": lead("令和3年12月3日に開きました。", "2021年に始めました。", "第21回を12月に開きました。"),
    "time_ambiguous": lead("午後3時から始めます。", "13時から3時間話しました。", "午後1時30分から4時までです。"),
    "held_before_it_was": [
        held("report", "開催報告", date(2022, 2, 3), date(2022, 2, 3)),
        held("notice", "お知らせ", date(2022, 3, 1), date(2022, 2, 3)),
        held("report", "開催報告", date(2021, 12, 3), date(2022, 2, 3)),
    ],
    "said_held_too_early": [
        held("notice", "お知らせ", date(2022, 3, 1), date(2022, 2, 3), "見本の会を開催します"),
        held("report", "開催報告", date(2022, 1, 20), date(2022, 2, 3), "見本の会を開催しました"),
        held("notice", "お知らせ", date(2022, 3, 1), date(2022, 2, 3), "見本の会の参加者を募集"),
    ],
    "own_side_honorific": speakers({**_OWN, "honorific": ""}, {}, {"affiliation": "見本総研", "honorific": "様"}),
    "guest_without_honorific": speakers(
        {}, {**_OWN, "honorific": ""}, {"honorific": "", "affiliation": "見本県", "position": "知事"}
    ),
    "organisation_honorific": lead(
        "見本市の林様から説明がありました。", "見本協会との共催です。", "多様な見本市が並びます。"
    ),
    "reading_missing": speakers(
        {}, {"kana": "", "name": "グエン・ティ・ラン"}, {"kana": "はやし たいち", "name": "林 太一"}
    ),
    "reading_unfit": speakers(
        {"name": "高尾 芳彦", "kana": "たかお よしひこ"},
        {"name": "尾 崎", "kana": "お さき"},
        {"name": "林 ひとみ", "kana": "はやし ひとみ"},
    ),
    "name_spelled_twice": [
        make_document(event=make_event(sessions=(make_session(summary=body(text)),)))
        for text in ("川辺 花子氏が話しました。", "川辺氏が話しました。", "川辺　花子氏が話しました。")
    ],
    "reports_counted": reports(
        ("3名の方から報告がありました。", 3), ("約50名の方が参加しました。", 2), ("各地の報告です。", 2)
    ),
    "comments_counted": surveys(
        ("次の2件をご紹介します。", 2), ("感想をご紹介します。", 2), ("85件の回答がありました。", 2)
    ),
    "note_undefined": noted(
        ("EBPM※を紹介しました。", (("※", "根拠に基づく政策立案。"),)),
        ("EBPM（※1）です。", (("※1", "注です。"),)),
        ("※申込みは不要です。", ()),
    ),
    "note_unused": noted(
        ("EBPM（※2）です。", (("※2", "注です。"),)),
        ("本文です。", (("※", "所属は当日のもの。"),)),
        ("本文です。", (("参考", "資料。"),)),
    ),
    "director_other": directed(
        "見本総合通信局（局長：山野 一郎（やまの いちろう））は開催しました。",
        "局長が挨拶しました。",
        "見本局(局長:山野　一郎)が挨拶しました。",
    ),
    "subtitle_repeats": [make_document(subtitle=text) for text in ("", "−地域とデータ−", "見本の会を振り返る")],
    "contact_missing": contacts({}, {"tel": ""}, {"email": ""}),
    "contact_phone_missing": contacts({}, {"email": ""}, {"fax": ""}),
    "phone_form": contacts({}, {"tel": "03-0000-0001 内線123"}, {"tel": "0120-00-0001"}),
    "wording": lead("御覧ください。", "研究に取り組みます。", "「取り組み方」という本です。"),
    "sentence_long": lead("短い文です。", _LONG.replace("、", "。"), "「" + "長" * 130 + "」と話しました。"),
    "colour_only": lead("赤字の解消が課題です。", "青い空の下で開きました。", "文です。"),
    "position_only": lead("左の写真「会場」をご覧ください。", "写真をご覧ください。", "下の図（配置）のとおりです。"),
    "personal_data": comments("勉強になりました。", "2022年の資料も見たい。", "私は初めて参加しました。"),
    "comment_names_person": comments(
        "川辺さんの話が分かりやすかった。", "皆さんの熱意に感心した。", "講師の先生が丁寧だった。"
    ),
}

HOUSE = House(words=(Word("スマホ", "スマートフォン"),), answers=lambda url: not url.startswith("/nowhere/"))
