"""Ways in which clerks word the same thing: who spoke, as what, on what; where; with whom."""

import pytest

from releases.parse import parse

_TOP = """【見本総通】e-コムフォMIHON

令和6年10月9日
見本総合通信局

「見本の集い」を開催

"""
_LEAD = "　見本総合通信局は、令和6年10月1日（火）、見本会館（見本市）において、「見本の集い」を開催しました。\n\n"


def speakers(text: str) -> list[tuple[str, ...]]:
    """(name, affiliation, position, role, title of the talk) of everybody who speaks."""
    return [
        (person.name, person.affiliation, person.position, person.role, person.topic)
        for person in parse(_TOP + _LEAD + text).speakers
    ]


def event(text: str) -> dict:
    return parse(_TOP + text).fields["event"]


TOLD = {
    "a rare family name between body and post": (
        "　株式会社ネオファームの百鬼社長は「センサーは畑の目である」と語り、参加者の関心を集めました。",
        [("百鬼", "株式会社ネオファーム", "社長", "挨拶", "")],
    ),
    "a rare family name before a division": (
        "　最後に、見本県の能見山デジタル改革課長から挨拶がありました。",
        [("能見山", "見本県", "デジタル改革課長", "挨拶", "")],
    ),
    "an office without its bearer is nobody": ("　最後に、見本県の県土整備部長から挨拶がありました。", []),
    "a post that no list knows": (
        "　見本信用金庫DX推進部の温水主任調査役が、支払いの電子化について解説しました。",
        [("温水", "見本信用金庫DX推進部", "主任調査役", "解説", "")],
    ),
    "a body before から": (
        "　見本情報通信懇談会から瓜生会長が挨拶しました。",
        [("瓜生", "見本情報通信懇談会", "会長", "挨拶", "")],
    ),
    "parts given to each": (
        "　開会の挨拶は見本総合通信局の穐山（あきやま）次長が、閉会の挨拶は見本協議会の薗頭会長が行いました。",
        [("穐山", "見本総合通信局", "次長", "開会の挨拶", ""), ("薗頭", "見本協議会", "会長", "閉会の挨拶", "")],
    ),
    "a title behind each of two": (
        "　第1部では、見本大学の忽那教授から「港の電波」と題して、続いて、見本病院の真鍋部長から「船の診療」と題して、講演いただきました。",
        [("忽那", "見本大学", "教授", "講演", "港の電波"), ("真鍋", "見本病院", "部長", "講演", "船の診療")],
    ),
    "titles before their speakers in parentheses": (
        "　講演は、「宇宙の天気」（見本研究所　主任研究員　塩焼 光 氏）、「衛星の今」（見本衛星株式会社　部長　安楽 進 氏）でした。",
        [
            ("塩焼 光", "見本研究所", "主任研究員", "講演", "宇宙の天気"),
            ("安楽 進", "見本衛星株式会社", "部長", "講演", "衛星の今"),
        ],
    ),
    "a talk told by について語る": (
        "　講師の山鹿 忍先生（見本医科大学准教授）は、「遠隔手術の可能性」について語ってくださいました。",
        [("山鹿 忍", "見本医科大学", "准教授", "講演", "遠隔手術の可能性")],
    ),
    "a talk that was somebody's": (
        "　基調講演は、見本大学大学院の一力洋子准教授による「AIと暮らす」でした。",
        [("一力洋子", "見本大学大学院", "准教授", "基調講演", "AIと暮らす")],
    ),
    "a part named first": (
        "　コメンテーターとして、見本新聞社の論説委員である上遠野剛氏にも参加いただきました。",
        [("上遠野剛", "見本新聞社", "論説委員", "コメンテーター", "")],
    ),
    "a panel and who leads it": (
        "　パネルトークには、デザイナー 五百旗部 薫氏、漁師 網代 洋氏が参加し、コーディネーターの鮫島 翔氏の進行で議論を深めました。",
        [
            ("五百旗部 薫", "", "デザイナー", "意見交換", ""),
            ("網代 洋", "", "漁師", "意見交換", ""),
            ("鮫島 翔", "", "", "コーディネーター", ""),
        ],
    ),
    "somebody who came and spoke": (
        "　当局からは、放送部の兵頭部長が出席し、祝辞を述べました。",
        [("兵頭", "放送部", "部長", "祝辞", "")],
    ),
    "who it was, at the sentence's end": (
        "　当日の講師は、電波環境課の鷲宮（わしみや）課長補佐と見本医科大学の鯨井教授です。",
        [("鷲宮", "電波環境課", "課長補佐", "講演", ""), ("鯨井", "見本医科大学", "教授", "講演", "")],
    ),
    "a talk that was announced": (
        "　最後の講演は、見本消防局警防課 消防司令 鬼頭 守氏の「現場の無線」で、参加者は熱心に耳を傾けていました。",
        [("鬼頭 守", "見本消防局警防課", "消防司令", "講演", "現場の無線")],
    ),
    "parallel rooms": (
        "　分科会Aでは見本町の雉本主査が、分科会Bでは見本村の鴇田主任が、それぞれ事例を発表しました。",
        [("雉本", "見本町", "主査", "発表", ""), ("鴇田", "見本村", "主任", "発表", "")],
    ),
    "a degree, and the body in parentheses": (
        "　工学博士の有働さん（見本電機（株）技術顧問）による実験ショーが行われました。",
        [("有働", "見本電機（株）", "技術顧問", "実験ショー", "")],
    ),
    "a guest's impression is no speech": (
        "　見本町の一万田（いちまだ）町長からは、「早速役場で話し合う」との感想をいただきました。",
        [],
    ),
}


@pytest.mark.parametrize("wording", TOLD)
def test_a_sentence_tells_who_spoke(wording):
    text, expected = TOLD[wording]

    assert speakers(text) == expected


LISTED = {
    "hours before each part": (
        "プログラム\n\n"
        "13時00分　開会挨拶　　見本総合通信局長　　穐山　晋\n"
        "13時10分　講演①　　　「海と電波」\n"
        "　　　　　　　　　　　見本水産大学　教授　　樫尾　みち　氏\n"
        "15時30分　閉会\n",
        [
            ("穐山 晋", "見本総合通信局", "局長", "開会挨拶", ""),
            ("樫尾 みち", "見本水産大学", "教授", "講演①", "海と電波"),
        ],
    ),
    "a table of hour, title and speaker": (
        "13:00 | 開会挨拶 | 見本総合通信局長 大嶺 司\n"
        "13:10 | 「雲の上の基地局」 | 見本大学 教授 新発田 望 氏\n"
        "14:00 | 「山の基地局」 | 見本通信(株) 部長 小鹿 修 氏\n",
        [
            ("大嶺 司", "見本総合通信局", "局長", "開会挨拶", ""),
            ("新発田 望", "見本大学", "教授", "講演", "雲の上の基地局"),
            ("小鹿 修", "見本通信(株)", "部長", "講演", "山の基地局"),
        ],
    ),
    "a label in brackets": (
        "【第1部　講演】\n「ドローンと法律」\n〔講師〕見本総合通信局　無線通信部　企画調整課　課長補佐　猪狩　豊\n",
        [("猪狩 豊", "見本総合通信局 無線通信部 企画調整課", "課長補佐", "講演", "ドローンと法律")],
    ),
    "a label's value over two lines": (
        "講演1\n\n講師：見本大学 工学部\n教授 阿久沢 純 氏\n演題：「光る海の正体」\n",
        [("阿久沢 純", "見本大学 工学部", "教授", "講演1", "光る海の正体")],
    ),
    "numbered talks by another name": (
        "セミナー1：クラウドのはじめかた\n講師　見本IT協会　理事　　来間　結　氏\n",
        [("来間 結", "見本IT協会", "理事", "セミナー1", "クラウドのはじめかた")],
    ),
    "those who talk under one theme": (
        "（3）パネル討議\n"
        "　テーマ：「次の百年へ」\n"
        "　司　会：見本放送　アナウンサー　日下石　麗　氏\n"
        "　登壇者：見本高校　教諭　雲林院　守　氏\n",
        [
            ("日下石 麗", "見本放送", "アナウンサー", "司会", "次の百年へ"),
            ("雲林院 守", "見本高校", "教諭", "パネル討議", "次の百年へ"),
        ],
    ),
    "a title that begins with Latin letters": (
        "1.講演\nICTで守る港\n　総務省 情報通信課 参事官補佐 手塚 亘(てづか わたる)\n",
        [("手塚 亘", "総務省 情報通信課", "参事官補佐", "講演", "ICTで守る港")],
    ),
    "a name without a blank and the title behind": (
        "　・基調講演　見本大学教授　馬奈木俊介「まちの電波」\n",
        [("馬奈木俊介", "見本大学", "教授", "基調講演", "まちの電波")],
    ),
    "columns of part with title and of billing": (
        "講演①　地域の放送　　見本放送株式会社　技術員　浮穴　玲　氏\n講演②　防災の放送　　FMみほん　代表　大畠　優　氏\n",
        [
            ("浮穴 玲", "見本放送株式会社", "技術員", "講演①", "地域の放送"),
            ("大畠 優", "FMみほん", "代表", "講演②", "防災の放送"),
        ],
    ),
    "a body over three lines": (
        "２．講演\n　○演題：「6Gの研究」\n　○講師：国立研究開発法人　見本通信機構\n"
        "　　　　　ワイヤレス研究所　所長\n　　　　　尼子　克己（あまこ　かつみ）　氏\n",
        [("尼子 克己", "国立研究開発法人 見本通信機構 ワイヤレス研究所", "所長", "講演", "6Gの研究")],
    ),
    "circled numbers under a sentence": (
        "続いて、三名の方々から活動報告が行われました。\n①雪本　玲子氏（見本無線クラブ）\n②三枝　凛氏（見本高校）\n",
        [("雪本 玲子", "見本無線クラブ", "", "活動報告", ""), ("三枝 凛", "見本高校", "", "活動報告", "")],
    ),
    "a role with its order": (
        "◆パネリスト（五十音順）\n・姉川　圭　氏（見本電力　課長）\n◆モデレーター\n・宇津木　翔　氏（見本大学　教授）\n",
        [("姉川 圭", "見本電力", "課長", "パネリスト", ""), ("宇津木 翔", "見本大学", "教授", "モデレーター", "")],
    ),
    "cases with numbers and titles": (
        "事例１「役場の窓口」\n見本町　住民課　主事　筧　陽菜（かけい　はるな）氏\n",
        [("筧 陽菜", "見本町 住民課", "主事", "事例1", "役場の窓口")],
    ),
    "a title before the billing": (
        "　○「海を見る」見本水産大学　助教　アグス・サントソ氏\n",
        [("アグス・サントソ", "見本水産大学", "助教", "講演", "海を見る")],
    ),
}


@pytest.mark.parametrize("wording", LISTED)
def test_a_programme_lists_who_spoke(wording):
    text, expected = LISTED[wording]

    assert speakers(text) == expected


PLACES = {
    "見本市のコミュニティプラザ「なぎさ」で開催しました。": "見本市のコミュニティプラザ「なぎさ」",
    "サンアビリティーズで「親子教室」を開催しました。": "サンアビリティーズ",
    "見本市民プラザ3階多目的室にて「親子教室」を開催しました。": "見本市民プラザ3階多目的室",
    "「親子教室」を開催しました。会場となった見本文化ホール（見本市）には、約30名が参加しました。": "見本文化ホール（見本市）",
    "見本市と共催で、対面で「親子教室」を開催しました。": "",
}


@pytest.mark.parametrize("words", PLACES)
def test_a_sentence_tells_where(words):
    found = event(f"　見本総合通信局は、令和6年10月1日（火）、{words}\n")

    assert found["place"] == PLACES[words]


BODIES = {
    "見本市（市長：青山　等）及び見本連絡会［会長：江頭　昭（見本電力　相談役）］との共催により": [
        "見本市",
        "見本連絡会",
    ],
    "見本推進員協議会（注）と共催で": ["見本推進員協議会"],
    "見本県、見本市ほかの後援により": ["見本県", "見本市"],
    "今後も関係機関との協力により": [],
}


@pytest.mark.parametrize("words", BODIES)
def test_a_sentence_tells_with_whom(words):
    found = event(f"　見本総合通信局は、令和6年10月1日（火）、{words}、見本会館において集いを開催しました。\n")

    assert [body["name"] for body in found["organisers"]] == BODIES[words]


class TestPictures:
    def test_captions_side_by_side_are_two(self):
        parsed = parse(f"{_TOP}{_LEAD}（写真左：椿局長（左）と楠市長　写真右：港の模型）\n")

        assert [photo.caption for photo in parsed.photos] == ["椿局長（左）と楠市長", "港の模型"]

    def test_a_side_behind_a_name_parts_nothing(self):
        parsed = parse(f"{_TOP}{_LEAD}写真：楠市長（右）に説明する椿局長（左）\n")

        assert [photo.caption for photo in parsed.photos] == ["楠市長（右）に説明する椿局長（左）"]

    def test_a_mark_that_points_to_a_picture_is_no_word(self):
        parsed = parse(f"{_TOP}{_LEAD}▲開会の挨拶をする局長\n")

        assert [photo.caption for photo in parsed.photos] == ["開会の挨拶をする局長"]

    def test_a_picture_s_words_that_may_be_its_caption_are_marked(self):
        parsed = parse(
            f"{_TOP}{_LEAD}写真：会場の様子\n\n　挨拶がありました。\n\n写真：楠准教授の講演\n講演1（見本大学 楠准教授）\n"
        )

        assert "caption_unclear" in {finding.code for finding in parsed.findings}


class TestContact:
    def test_names_and_numbers_stand_in_one_line(self):
        parsed = parse(
            f"{_TOP}{_LEAD}【申込・問合せ先】\n　放送部放送課　担当　又吉・照屋\n　電話　000-000-0003（直通）\n"
        )

        contact = parsed.fields["contact"]
        assert (contact["division"], contact["persons"], contact["tel"]) == (
            "放送部放送課",
            ["又吉", "照屋"],
            "000-000-0003",
        )

    def test_another_bureau_s_name_is_kept(self):
        parsed = parse(f"{_TOP}{_LEAD}連絡先\n北見本総合通信局　放送部放送課\n電話　000-000-0003\n")

        assert parsed.fields["contact"]["division"] == "北見本総合通信局 放送部放送課"


class TestNothingIsLost:
    def test_a_role_that_nobody_took_stays_with_the_text(self):
        parsed = parse(
            f"{_TOP}{_LEAD}演題　「避難所の声を伝える」\n講師　見本放送アナウンサー　名取 志保（なとり しほ）氏\n＜意見発表者＞\n"
        )

        assert "意見発表者" in str(parsed.fields)

    def test_a_name_in_its_own_letters_stays_with_the_text(self):
        parsed = parse(f"{_TOP}{_LEAD}基調講演\n　見本大学　教授　オリビア　ハーマン（Olivia Harman）先生\n")

        assert "Olivia Harman" in str(parsed.fields)
