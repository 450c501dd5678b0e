"""Who is named, by whatever marks the name, and what they did: in one wording each."""

import pytest

from releases.parse import parse

_TOP = "【見本総通】e-コムフォMIHON\n\n令和4年10月5日\n見本総合通信局\n\n「電波セミナー」を開催\n\n"
_LEAD = "　見本総合通信局は、令和4年9月14日（水曜日）、見本会館（見本市）において、「電波セミナー」を開催しました。\n\n"


def speakers(text: str) -> list[tuple[str, ...]]:
    return [
        (person.name, person.affiliation, person.position, person.role, person.topic)
        for person in parse(_TOP + _LEAD + text).speakers
    ]


NAMED = {
    "a family name with its reading, in full under a picture": (
        "　次に、見本農業大学の蓼沼（たでぬま）教授が「畑の電波」と題して講演しました。\n\n＜見本農業大学　蓼沼 実教授＞\n",
        [("蓼沼 実", "見本農業大学", "教授", "講演", "畑の電波")],
    ),
    "a name before body and office": (
        "　最後に、砺波川 敏和 見本浜市長が歓迎の挨拶を行いました。",
        [("砺波川 敏和", "見本浜市", "市長", "歓迎の挨拶", "")],
    ),
    "an office in parentheses without an honorific": (
        "　続いて、蛭川 克己（見本省大臣官房審議官）から挨拶がありました。",
        [("蛭川 克己", "見本省", "大臣官房審議官", "挨拶", "")],
    ),
    "an unmarked name before が and a part": (
        "　最後に見本総合通信局防災対策推進室長 櫛引 浩が閉会の挨拶を行いました。",
        [("櫛引 浩", "見本総合通信局防災対策推進室", "室長", "閉会の挨拶", "")],
    ),
    "a part given to all who follow": (
        "　パネルディスカッションでは、パネリストに見本電機の蓼科 涼様、見本銀行の鳩貝 実様をお迎えし、「島の電波」をテーマに討論しました。",
        [
            ("蓼科 涼", "見本電機", "", "パネリスト", "島の電波"),
            ("鳩貝 実", "見本銀行", "", "パネリスト", "島の電波"),
        ],
    ),
    "a part that the sentence announces": (
        "　導入講義では、見本大学の小出教授から「はじめの電波」と題してお話しいただきました。",
        [("小出", "見本大学", "教授", "導入講義", "はじめの電波")],
    ),
    "titles and speakers parted by a slash": (
        "　事例紹介では、次の2社の方に、工夫をご紹介いただきました。\n"
        "　・「止めない放送」／蓼科 修 様（見本テレビ　技術局長）\n"
        "　・「手書きの字幕」／鳩貝 ハル 様（浜ネット　制作部）\n",
        [
            ("蓼科 修", "見本テレビ", "技術局長", "事例紹介", "止めない放送"),
            ("鳩貝 ハル", "浜ネット 制作部", "", "事例紹介", "手書きの字幕"),
        ],
    ),
    "a part in bullets and the people under it": (
        "◇　開会あいさつ\n　　見本総合通信局長　　蓼科　　雅人\n◇　歓迎のことば\n　　見本市　副市長　　鳩貝　　美江子　様\n",
        [
            ("蓼科 雅人", "見本総合通信局", "局長", "開会あいさつ", ""),
            ("鳩貝 美江子", "見本市", "副市長", "歓迎のことば", ""),
        ],
    ),
    "a name that the page gives before": (
        "　はじめに、蓼科 房江さん（見本浜の会 主宰）が「待つ力」と題して講演しました。\n\n"
        "パネルディスカッション\n　パネリスト\n　　蓼科 房江（前掲）\n　　鳩貝 幸子（見本協議会 事務局長）\n",
        [
            ("蓼科 房江", "見本浜の会", "主宰", "講演", "待つ力"),
            ("蓼科 房江", "見本浜の会", "主宰", "パネリスト", ""),
            ("鳩貝 幸子", "見本協議会", "事務局長", "パネリスト", ""),
        ],
    ),
    "parts before the people in columns": (
        "◇　討論\n　　「浜の十年」\n　　　進行　　　見本大学　教授　　蓼科　　勇　先生\n　　　討論者　　見本放送　部長　　鳩貝　　利夫　様\n",
        [("蓼科 勇", "見本大学", "教授", "進行", "浜の十年"), ("鳩貝 利夫", "見本放送", "部長", "討論者", "浜の十年")],
    ),
    "what somebody said on a panel is no further speech": (
        "　パネルディスカッションは、見本大学の蓼科 久（たてしな ひさし）教授がコーディネーターを務め、見本病院の鳩貝 充（はとがい みつる）副院長をパネリストに迎えて行われました。\n"
        "　鳩貝（はとがい）副院長は「救急が速くなりました。」と述べました。\n",
        [
            ("蓼科 久", "見本大学", "教授", "コーディネーター", ""),
            ("鳩貝 充", "見本病院", "副院長", "パネリスト", ""),
        ],
    ),
    "guests who came are nobody who speaks": (
        "　ブースには、見本町の蓼科 守町長をはじめ多くの方にお越しいただき、当局の鳩貝室長から機器について説明しました。",
        [("鳩貝", "", "室長", "説明", "")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), NAMED.values(), ids=NAMED)
def test_somebody_is_named(text, expected):
    assert speakers(text) == expected


def test_a_page_s_longer_family_name_outweighs_a_common_one():
    text = _TOP + (
        "　見本総合通信局（局長：佐々木沢 祐介）は、令和4年9月14日（水曜日）、式典を開催しました。\n\n"
        "　冒頭、佐々木沢見本総合通信局長が式辞を述べました。\n"
    )

    (person,) = parse(text).speakers

    assert (person.name, person.affiliation, person.position) == ("佐々木沢 祐介", "見本総合通信局", "局長")


def test_winners_under_classes_are_honoured_and_do_not_speak():
    text = (
        "【見本総通】e-コムフォMIHON\n\n令和4年10月5日\n見本総合通信局\n\n電波標語の入賞作品を決定\n\n"
        "　見本総合通信局は、標語の入賞作品を決定しました。\n\n見本総合通信局長賞\n【児童部門】\n　「見えないね 届く声」\n"
        "　　蓼科 ひより さん（見本県 浜小学校 4年）\n佳作\n　・鳩貝 凜 さん（見本県 南小学校 6年）\n"
    )

    result = parse(text)

    assert not result.speakers
    assert [person.name for person in result.people if person.part == "awarded"] == ["蓼科 ひより", "鳩貝 凜"]


def test_winners_in_a_table_s_row_are_honoured():
    text = _TOP + _LEAD + "【表彰を受けられた方々（敬称略）】\n局長表彰 | ・蓼科 直樹（見本連絡会 前会長） ・見本山町\n"

    awarded = [person.name for person in parse(text).people if person.part == "awarded"]

    assert awarded == ["蓼科 直樹", "見本山町"]


@pytest.mark.parametrize(
    ("line", "captions"),
    [
        ("＜蓼科局長＞", ["蓼科局長"]),
        ("［主催者挨拶（蓼科所長）］", ["主催者挨拶(蓼科所長)"]),
        ("（左上）挨拶する蓼科局長", ["挨拶する蓼科局長"]),
        ("＜写真：講演する蓼科氏＞", ["講演する蓼科氏"]),
        ("挨拶する蓼科会長　　　講演する鳩貝氏", ["挨拶する蓼科会長", "講演する鳩貝氏"]),
        ("【見本工科大学\n 副学長 蓼科 穣 氏】", ["見本工科大学 副学長 蓼科 穣 氏"]),
    ],
)
def test_what_a_picture_shows_stands_without_its_marks(line, captions):
    result = parse(_TOP + _LEAD + "　当日は、多くの方が参加しました。\n\n" + line + "\n\n連絡先\n無線通信部\n")

    assert [photo.caption.replace("（", "(").replace("）", ")") for photo in result.photos] == captions


def test_the_day_under_the_text_is_that_of_the_release():
    text = "総務省トップ > 組織案内 > 地方支分部局 > 見本総合通信局 > 電波フォーラムを開催しました\n電波フォーラムを開催しました\n"
    text += "　見本総合通信局は、令和4年9月14日（水曜日）、電波フォーラムを開催しました。\n\n令和4年10月5日up\n"

    assert str(parse(text).fields["release_date"]) == "2022-10-05"


def test_the_day_behind_the_title_is_that_of_the_release_where_the_text_tells_of_another():
    text = "トピックス\n「電波セミナー」を開催　令和4年10月5日\n　見本総合通信局は、9月14日、電波セミナーを開催しました。\n"

    result = parse(text)

    assert str(result.fields["release_date"]) == "2022-10-05"
    assert "title_unclear" in {finding.code for finding in result.findings}


def test_what_viewers_wrote_under_a_marked_heading_are_comments():
    text = _TOP + _LEAD + "┃ 視聴者の声\n◇　まねしてみたい。\n◇　続けてほしい。\n"

    assert parse(text).fields["event"]["survey"]["comments"] == ["まねしてみたい。", "続けてほしい。"]


def test_hosts_end_where_the_next_heading_stands():
    text = (
        _TOP
        + _LEAD
        + "3 主催\n　見本総合通信局、見本協議会\n4 プログラム\n　(1) 開会挨拶\n　　見本総合通信局 情報通信部長 蓼科 玲\n"
    )

    organisers = parse(text).fields["event"]["organisers"]

    assert [body["name"] for body in organisers] == ["見本総合通信局", "見本協議会"]
