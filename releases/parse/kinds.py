"""What a heading or a verb says about a part of the programme: 基調講演, 来賓祝辞, 事例報告 …"""

import re

from releases.document import Term

# Most telling first. Code and label are those of the events app's first kinds; staff can add more there.
_KINDS: tuple[tuple[str, str, str], ...] = (
    ("closing", "閉会挨拶", r"閉会(?:の|に当たり|にあたり|に際し)?(?:ご?(?:挨拶|あいさつ)|の?辞)|閉式"),
    (
        "opening",
        "開会挨拶",
        r"開会(?:の|に当たり|にあたり|に際し)?(?:ご?(?:挨拶|あいさつ)|の?辞)|開催(?:ご|の)?(?:挨拶|あいさつ)|冒頭.{0,4}(?:挨拶|あいさつ)",
    ),
    ("host", "主催者挨拶", r"主催者?(?:代表)?(?:の|ご)?(?:挨拶|あいさつ)"),
    ("guest", "来賓挨拶", r"来賓(?:の|ご|代表)?(?:挨拶|あいさつ|祝辞)"),
    ("formal", "式辞", r"式辞"),
    ("congratulation", "祝辞", r"祝辞"),
    ("special", "特別講演", r"特別講[演話]"),
    ("keynote", "基調講演", r"基調(?:講演|報告)"),
    ("memorial", "記念講演", r"記念講[演話]"),
    (
        "panel",
        "パネルディスカッション",
        r"パネル・?(?:ディスカッション|討論|討議)|パネラー討論|ディスカッション|討論|討議",
    ),
    ("talk", "トークセッション", r"トーク・?セッション|トークショー|鼎談|対談|座談会|クロストーク"),
    ("case", "事例報告", r"(?:事例|取組|取り組み|成果)(?:報告|発表|紹介)|支援成果紹介|活動報告"),
    ("lecture", "講演", r"講[演話](?!会)|講義|セッション|話題提供|プレゼンテーション"),
    ("questions", "質疑応答", r"質疑(?:応答)?|意見交換"),
    ("demonstration", "実演・体験", r"実演|デモンストレーション|実験ショー|ワークショップ"),
    ("award", "表彰", r"表彰式?|授与式?|贈呈式?|伝達式?"),
    ("explanation", "説明", r"説明|解説"),
)
_PATTERNS = tuple((code, label, re.compile(pattern)) for code, label, pattern in _KINDS)
_OTHER = re.compile(
    r"挨拶|あいさつ|報告|発表|謝辞|司会|講評|メッセージ|答辞|決意|総括|所感|の(?:言葉|ことば)|乾杯|オープニング|クロージング|宣言"
)
_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十\d]{1,2}部|\d{1,2}|[IV]{1,3})?[.:\s]*"
    r"お?(?:[一-鿿ァ-ヶーA-Za-z0-9・()の]{0,12}?)"
    r"(?:挨拶|あいさつ|祝辞|式辞|講演|講話|講義|報告|発表|紹介|パネル・?ディスカッション|パネル討論|トーク・?セッション|鼎談|対談|説明|質疑応答|質疑|"
    r"(?:歓迎|お祝い|お礼|感謝)の(?:言葉|ことば|辞)|開会宣言|講演会|意見交換|討論会?|討議|ディスカッション|座談会|クロストーク|謝辞|総括|所感|表彰式?|授与式?|贈呈式?|実演|ワークショップ|話題提供|閉会|開会|閉会の辞|開会の辞|セッション|講評|メッセージ|デモンストレーション|トーク|体験談)"
    r"\s*(?:\((?:代読|ビデオメッセージ|オンライン)\))?\s*[\d一二三四五六七八九IⅠⅡⅢ①-⑨]{0,2}"
)
_PLAIN_HEADING = re.compile(
    r".{0,14}(?:概要|目的|趣旨|内容|プログラム|次第|日程|スケジュール|アンケート(?:結果)?|受賞作品|受賞者|入選作品|表彰者|協力|経緯|背景|とは|(?:当日|開催|講座|教室|イベント)の(?:様子|模様)|体験|教室|"
    r"展示|関連資料|関連リンク|添付資料|別添|質問|感想|意見|今後の予定|おわりに|はじめに|まとめ|議事|議題|審議|総会|主催|共催|後援|受彰者|表彰を受けられた方々?|コーナー)"
    r"\s*(?:\([^()]{0,20}\))?"
)
_SPEECH = re.compile(
    r"挨拶|あいさつ|式辞|祝辞|講演|講話|講義|総括|問題提起|説明|報告|発表|紹介|話題提供|お話|語って|語り|述べ|謝辞|司会|進行|モデレート|登壇|解説|実演|実験ショー|"
    r"プレゼン|[」』]\s*(?:について|と題して?)\s*$|メッセージ|講評|乾杯|指導|呼びかけ|講師を務め|講師として|講師とな|鼎談|対談を|対談が|座談会|討論|パネル・?ディスカッション|トーク・?セッション|(?:お礼|感謝|歓迎|お祝い|祝い|励まし|激励|期待)のお?(?:言葉|ことば)|代読|朗読|答辞|宣言|話され|話しました|をテーマに|と題する|という題で|閉会の言葉|話した|お話|と題して|閉会の辞|開会の辞|披露|レクチャー|訓示|激励"
)


def kind_of(text: str) -> Term | None:
    """The kind that folded ``text`` names, or None."""
    for code, label, pattern in _PATTERNS:
        if pattern.search(text):
            return Term(code=code, label=label)
    if _OTHER.search(text):
        return Term(code="other", label="その他")
    return None


def named_part(text: str) -> str:
    """The words of ``text`` that name a part of a programme (来賓祝辞, 記念講演), or ""."""
    found = _NAMED.search(text)
    return found[0].replace("のご", "").replace("ご挨拶", "挨拶") if found else ""


def last_named_part(text: str) -> str:
    """The part of a programme that the last sentence of ``text`` comes to: 甲の挨拶の後、次の方々から講演がありました."""
    sentence = text.rstrip("。、:").rpartition("。")[2]
    found = list(_NAMED.finditer(sentence))
    return named_part(found[-1][0]) if found else named_part(text)


_NAMED = re.compile(
    r"(?:閉会|開会|開催|主催者|来賓|祝賀|歓迎|代表)(?:の|者)?ご?(?:挨拶|あいさつ|祝辞)|開会宣言|問題提起|総括|開会の辞|閉会の辞|式辞|祝辞|謝辞|答辞|"
    r"(?:特別|基調|記念|招待|教育)(?:講演|講話|報告)|事例(?:報告|発表|紹介)|(?:活動|支援成果|成果|研究|調査|実践|現地|導入|実証|意見|体験|作品)(?:報告|発表)|支援成果紹介|取組紹介|話題提供|講演|講話|講義|講評|挨拶|あいさつ|説明|解説|報告|発表|"
    r"(?:お礼|感謝|歓迎|お祝い|励まし)のお?(?:言葉|ことば)|紹介|実演|実験ショー|司会|進行|鼎談|対談|座談会|トーク・?セッション|パネル・?ディスカッション|プレゼンテーション|メッセージ|指導(?![員者主教監])|乾杯|お話"
)


def is_programme_heading(text: str) -> bool:
    """Whether folded ``text`` is nothing but the name of a part of a programme, with its number if any."""
    return len(text) <= 24 and bool(_HEADING.fullmatch(text))


def is_plain_heading(text: str) -> bool:
    """Whether folded ``text`` is a customary heading outside the programme (概要, 受賞作品, 〜とは)."""
    return len(text) <= 26 and bool(_PLAIN_HEADING.fullmatch(text))


def has_speech(text: str) -> bool:
    """Whether ``text`` speaks of somebody speaking."""
    return bool(_SPEECH.search(text))
