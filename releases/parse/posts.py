"""Affiliation and position: where one ends and the other begins, as bureaux write them in one breath.

地域通信振興課課長補佐 is 地域通信振興課 and 課長補佐; 見本総合通信局長 is 見本総合通信局 and 局長 (the 局 counts twice).
"""

import re

from releases.parse.folding import tidy

# Offices whose first characters are also the end of the body that they head.
_HEADS = (
    "局長 部長 課長 室長 係長 班長 所長 署長 院長 校長 園長 館長 場長 会長 社長 学長 市長 町長 村長 区長 隊長 団長 駅長 "
    "センター長 学部長 学科長 研究科長 専攻長 研究所長 支部長 支店長 支社長 支局長 本部長 組合長 連盟会長 研究室長 工場長 "
    "事業所長 事務所長 グループ長 チーム長 ユニット長"
).split()
_OFFICES = (
    "代表取締役社長 代表取締役会長 代表取締役副社長 代表取締役専務 代表取締役常務 代表取締役 取締役社長 取締役会長 "
    "取締役副社長 専務取締役 常務取締役 取締役 代表執行役員 専務執行役員 常務執行役員 上席執行役員 執行役員社長 執行役員 "
    "執行役 監査役 相談役 代表理事 専務理事 常務理事 業務執行理事 副理事長 理事長 理事 監事 評議員 名誉会長 副会長 会頭 副会頭 "
    "会長代理 副社長 名誉教授 特任教授 特任准教授 特任助教 特命教授 客員教授 客員准教授 招聘教授 准教授 助教授 教授 助教 専任講師 "
    "非常勤講師 講師 助手 主任研究員 上席研究員 上級研究員 主席研究員 特別研究員 主幹研究員 専門研究員 研究員 主任研究官 研究官 "
    "研究主幹 研究主任 副学長 学長補佐 総長 副総長 副センター長 副所長 副院長 副校長 教頭 教諭 副館長 副局長 局次長 次長 副部長 "
    "部長代理 担当部長 副課長 課長代理 担当課長 副室長 室長補佐 課長補佐 部長補佐 局長補佐 所長補佐 補佐 係員 主査 主任 主幹 主事 "
    "主任主査 副主幹 副主査 主任技師 主任技術員 技師 技師長 技監 技術監 専門官 専門職 専門員 調査官 企画官 企画監 監視官 検査官 監理官 "
    "管理官 統括官 審議官 参事官 参事 参与 調整官 対策官 推進官 監察官 分析官 情報官 防災官 防災監 危機管理監 危機管理官 顧問 "
    "最高顧問 技術顧問 政策統括官 事務次官 総務審議官 大臣政務官 政務官 副大臣 総理大臣 大臣 委員長 副委員長 委員 座長 副座長 議長 "
    "副議長 議員 幹事長 幹事 事務局長 事務局次長 事務局員 副支部長 支配人 総支配人 副本部長 副隊長 副団長 団員 隊員 副署長 消防長 "
    "消防司令 消防司令長 船長 機長 知事 副知事 副市長 副町長 副村長 副区長 教育長 教育委員 ライター スポーツライター フリーライター 評論家 研究家 専門家 写真家 音楽家 登山家 建築家 冒険家 監督 声優 落語家 噺家 クリエイター イラストレーター プログラマー アスリート 選手 主宰 主催者代表 アドバイザー シニアアドバイザー マネージャー "
    "マネジャー ゼネラルマネージャー シニアマネージャー グループマネージャー プロジェクトマネージャー チームマネージャー "
    "プロダクトマネージャー グループリーダー リーダー チームリーダー プロジェクトリーダー チーフ ディレクター プロデューサー "
    "コンサルタント シニアコンサルタント エバンジェリスト アナリスト エンジニア リサーチャー デザイナー プランナー アーキテクト "
    "衆議院議員 参議院議員 県議会議員 市議会議員 町議会議員 村議会議員 編集長 編集委員 論説委員 解説委員 記者 アナウンサー パーソナリティ パーソナリティー ジャーナリスト キャスター 弁護士 税理士 "
    "弁理士 医師 看護師 気象予報士 総括 代表 副代表 代表者 代表社員 発起人 会員 フェロー シニアフェロー エキスパート スペシャリスト "
    "コーディネーター コーディネータ インストラクター ファシリテーター 指導員 推進員 普及員 相談員 協議員 監視員 調査員 職員 "
    "作家 漫画家 タレント 俳優 棋士 宇宙飛行士 CEO CTO CIO COO CISO CDO CMO GM 政務次官 総括補佐 参事役 警部補 警部 警視 巡査部長 司令補 消防司令補 消防士長 消防団長 戦略監 補佐官 CIO補佐官 副署長 首席研究員 主管研究員 総括研究員 主任コンサルタント 校長代理 園長代理 フリーランス 牧場主 農場主 園主 塾長 ラジオパーソナリティ ラジオパーソナリティー 総括主任研究員 代表幹事 副代表幹事 技術委員 推進役 審議役 理事補佐 特別顧問 名誉会員 特別客員教授 広報官 防災監 広報監 情報監 総括官 副総括 首席監視官 主席監視官 副主任研究員 主任専門員 主任調査員 支援員 指導主事 管理主事 主任教諭 住職 宮司 組合理事長 塾頭 学芸員 司書 施設長 店長 船主 団長 編集局長 報道局長 技術局長 上席調査官 主任調査官 調査役 主任調査役 上席調査役 常務 専務 会長補佐 推進監 政策監 統括監 総括監 対策監 デジタル監 調整監 指導監 教育監 防災対策監 情報政策監 デザイナー ウェブデザイナー Webデザイナー 副船長 部会長 分科会長 生徒会長 副総監 総監 首席調査官 総括調整官 主任調整官 上席専門官 総務主幹 主任学芸員 上席主任研究員 首席主任研究員 主席主任研究員 チーフエンジニア チーフディレクター チーフプロデューサー シニアディレクター エグゼクティブアドバイザー エグゼクティブディレクター セクションチーフ マネージングディレクター ユニットリーダー サブリーダー グループ長補佐 工場長 農園主 テクニカルアドバイザー 地域情報化アドバイザー ICTアドバイザー"
).split()
_OFFICES += (
    "次席 農家 酪農家 漁師 漁家 女将 審査員 操縦士 通信士 技官 監督官 書記官 書記長 料理長 看護師長 師長 医長 保健師 薬剤師 管理栄養士 "
    "栄養士 保育士 社会福祉士 技術士 建築士 公認会計士 行政書士 司法書士 防災士 消防士 救急救命士 整備士 通訳 通訳者 通訳相談員 編集者 制作者 "
    "音声ガイド制作者 翻訳家 児童文学作家 絵本作家 歌人 俳人 詩人 画家 指揮者 作曲家 陶芸家 登山ガイド ガイド 講談師 料理研究家 起業家 実業家 経営者 "
    "常任理事 常任幹事 専門監 情報統括監 統括情報監 首席 部付部長 副参事 営農指導員 特任講師 特任研究員 主管 課付 助役 収入役 論説主幹 論説委員長 "
    "博士課程 修士課程 会計監査 書記 班員 機関士 船頭 駐在員 研究室長代理 センター長代理 副社長補佐 常勤理事 常勤監事 社会教育主事 司書教諭 養護教諭 "
    "トラベルジャーナリスト 技術アドバイザー 地域おこし協力隊員 集落支援員"
).split()
_WORDS = sorted({*_HEADS, *_OFFICES}, key=len, reverse=True)
_WORD = "|".join(map(re.escape, _WORDS))
POST_WORD = rf"(?=[{''.join(sorted({word[0] for word in _WORDS}))}])(?:{_WORD})"
"""One of the posts, as a pattern; what it may begin with is asked first."""
_ENDS_IN_POSITION = re.compile(rf"(?:{_WORD})$")
_HEAD_SET = frozenset(_HEADS)

_BODY = (
    "省|庁|府|都|県|市|区|町|村|局|部|課|室|係|班|署|所|院|校|学|科|専攻|会|社|団|法人|連盟|組合|機構|機関|センター|"
    "グループ|チーム|ユニット|ラボ|クラブ|館|園|場|隊|放送|新聞|テレビ|銀行|ホールディングス|コーポレーション|\\(株\\)|"
    "\\(一社\\)|\\(公財\\)|\\(一財\\)|本部|支部|支店|大使館|ネットワーク|ソリューションズ|サービス|システムズ|ジャパン|大学病院|病院|駅"
)
# Words in which names of companies and other bodies end, and hardly any family name.
_TRADES = (
    "金庫|農協|漁協|生協|商事|工業|物産|建設|電機|電力|電工|鉄道|運輸|通運|海運|航空|証券|保険|製薬|化学|食品|酒造|醸造|牧場|農園|ファーム|"
    "カンパニー|フーズ|テック|テクノロジー|スタジオ|オフィス|総研|基金|会議所|塾|警察|自衛隊|連合|プロジェクト|コンソーシアム|アカデミー|スクール|"
    "電鉄|交通|観光|ホテル|旅館|商店街|商店|百貨店|出版|印刷|書店|図書館|美術館|博物館|エフエム|ケーブル|メディア|コンサルティング|デザイン|製作所|印刷所|情報サービス"
)
_ENDS_IN_BODY = re.compile(rf"(?:{_BODY}|{_TRADES})$")
# 市民協働局, 町内会, 社会学: no town and no company ends there.
_BODY_INSIDE = re.compile(rf"(?:(?!市民|町内|区民|村民|県民|社会|学術|学生|会計|会員|局次|部門|課題)(?:{_BODY}))")
_SURE_BODY = re.compile(
    r"(?:省|庁|局|課|係|大学|大学院|学部|学科|研究科|専攻|学院|高校|学校|高専|会社|法人|財団|社団|協会|協議会|協力会|愛好会|懇話会|連合会|委員会|懇談会|"
    r"研究会|連盟|組合|機構|センター|研究所|事務所|研究室|推進室|本部|支部|支店|支社|グループ|チーム|ラボ|クラブ|放送|新聞|テレビ|銀行|"
    r"ホールディングス|コーポレーション|県庁|府庁|都庁|市役所|区役所|町役場|村役場|病院|\(株\))$"
)
_KEEPS_WHOLE = (
    "担当",
    "付",
    "上席",
    "主任",
    "専任",
    "代理",
    "兼",
    "元",
    "前",
    "新",
    "総括",
    "筆頭",
    "次席",
    "首席",
    "主席",
)
_UNLISTED = re.compile(r"[一-鿿々ァ-ヶー]{1,6}[長官監員役士師]")
_STARTS_AS_POST = re.compile(r"(?:代表取締役|取締役|執行役員?|専務|常務|理事|参与|顧問)(?=.)")
_MODIFIER = re.compile(
    r"(?:主席|上席|主任|特任|客員|総括|首席|次席|上級|専任|チーフ|シニア|統括|筆頭|特別|専門|名誉|招聘)$"
)
_LEGAL_FORM = re.compile(r"(?:株式会社|有限会社|合同会社|法人|\(株\))$")
_JOINERS = ("兼", "兼務", "・", "/")
_PAREN_AT_END = re.compile(r"\s*\([^()]*\)$")


# What the names of divisions are made of, so that 杉野電波環境課長 parts before 電波.
DIVISION = (
    "総務|企画|広報|情報|通信|放送|無線|電波|監理|監視|環境|利用|振興|調査|陸上|航空|海上|防災|対策|推進|地域|電気|事業|政策|技術|"
    "相互|接続|財務|会計|人事|調整|連携|サイバー|セキュリティ|有線|国際|産業|経済|商工|観光|教育|デジタル|戦略|統括|総合|基盤|警備|警防|予防|救難|生活|安全|市民|福祉|健康|農林|水産|港湾|都市|土木|文化|危機|管理|計画|整備|設備|工務|営業|編成|報道|制作|編集|運用|保守|資産|契約|管財|秘書|移住|定住|研究|開発|担当|行政|相談|支援|評価|第[一二三四]"
)

REGION = "北海道|東北|関東|信越|北陸|東海|近畿|中国|四国|九州|沖縄"


def ends_in_position(text: str) -> bool:
    """Whether folded ``text`` ends in the name of a post (a note in parentheses behind it does not count)."""
    return bool(_ENDS_IN_POSITION.search(_PAREN_AT_END.sub("", text)))


def _looks_like_position(word: str) -> bool:
    """A post that the list does not know, standing as a word of its own: 施設長, 学芸員."""
    return bool(_UNLISTED.fullmatch(_PAREN_AT_END.sub("", word)))


def last_position_inside(text: str) -> int:
    """Where a post that stands before other characters of ``text`` ends (総務課長|林), or 0."""
    end = 0
    for match in re.finditer(_WORD, text):
        if match.end() < len(text):
            end = match.end()
    return end


def ends_in_body(text: str, *, surely: bool = False) -> bool:
    """Whether ``text`` ends like the name of an organisation; ``surely``: no family name ends so."""
    return bool((_SURE_BODY if surely else _ENDS_IN_BODY).search(text))


def split_words(text: str) -> list[str]:
    """Words of folded ``text`` between blanks; what stands in parentheses stays with the word before it."""
    words: list[str] = []
    depth, word = 0, ""
    for position, character in enumerate(text):
        if character == " " and depth == 0:
            rest = text[position:].lstrip()
            if not word or rest.startswith("("):
                word += " " if word else ""
                continue
            words.append(word.strip())
            word = ""
            continue
        depth += (character == "(") - (character == ")")
        depth = max(depth, 0)
        word += character
    if word.strip():
        words.append(word.strip())
    return words


def split_post(text: str) -> tuple[str, str]:
    """(affiliation, position) of what stands before a name; either may be empty."""
    words = split_words(text.strip())
    if not words:
        return "", ""
    if not ends_in_position(words[-1]):
        if len(words) > 1 and _looks_like_position(words[-1]):
            return tidy(" ".join(words[:-1])), tidy(words[-1])
        return _cut_inside(words)
    first = len(words) - 1
    while first > 0 and (
        words[first - 1] in _JOINERS or (words[first] in _JOINERS and ends_in_position(words[first - 1]))
    ):
        first -= 1
    if first < len(words) - 1:
        body, position = split_glued(words[first])
        words_before = words[:first]
        return tidy(" ".join([*words_before, body])), tidy(" ".join([position, *words[first + 1 :]]))
    body, position = split_glued(words[-1])
    before = words[:-1]
    if body and before and _is_whole_position(before[-1]):
        # 取締役 総務部長: two posts, the second one's office is not where the person belongs.
        body, position = "", words[-1]
    while not body and before and _is_whole_position(before[-1]):
        position = f"{before.pop()} {position}"
    return tidy(" ".join([*before, body])), tidy(position)


def _cut_inside(words: list[str]) -> tuple[str, str]:
    """A post may stand before a last word that is none (主任 データ担当): keep both as they come."""
    for index in range(len(words) - 1, 0, -1):
        if _is_whole_position(words[index]):
            return tidy(" ".join(words[:index])), tidy(" ".join(words[index:]))
    return tidy(" ".join(words)), ""


def _is_whole_position(word: str) -> bool:
    return word in _WORDS


def split_glued(word: str) -> tuple[str, str]:
    """(body, position) of one word without blanks: 学部教授 → 学部, 教授; 総合通信局長 → 総合通信局, 局長."""
    note = _PAREN_AT_END.search(word)
    tail = note[0] if note else ""
    core = word[: len(word) - len(tail)]
    first = re.split(r"(?<=[^/・])[/・]", core, maxsplit=1)[0]
    joined = core[len(first) :] + tail
    if joined and not ends_in_position(first):
        first, joined = core, tail
    match = _ENDS_IN_POSITION.search(first)
    if not match:
        return "", word
    linked = re.fullmatch(r"(?P<body>.{2,})の(?P<post>(?!会[会副])[^の]+)", first)
    # …データの木代表: one character before the office belongs to the body's own name.
    office = _ENDS_IN_POSITION.search(linked["post"]) if linked else None
    if linked and office and office.start() != 1 and not ends_in_body(linked["post"]):
        return linked["body"], linked["post"] + joined
    stem, office = first[: match.start()], match[0]
    if _STARTS_AS_POST.match(first):
        return "", word
    if not stem or stem.endswith(_KEEPS_WHOLE):
        cut = _last_body(stem)
        return stem[:cut], stem[cut:] + office + joined
    if ends_in_body(stem) and not (office in _HEAD_SET and stem.endswith(("学",)) and office in {"校長"}):
        return stem, office + joined
    if office in _HEAD_SET:
        return stem + office[:-1], office + joined
    cut = _last_body(stem)
    return stem[:cut], stem[cut:] + office + joined


def _last_body(stem: str) -> int:
    """Where the last organisation inside ``stem`` ends, or 0."""
    modifier = _MODIFIER.search(stem)
    if modifier and modifier.start() and ends_in_body(stem[: modifier.start()]):
        return modifier.start()
    end = 0
    for match in _BODY_INSIDE.finditer(stem):
        end = match.end()
    if _LEGAL_FORM.search(stem[:end]) and stem[end:]:
        # 株式会社ミナミ総研|主席研究員: the name follows the legal form, so the form does not end the body.
        return modifier.start() if modifier else len(stem)
    return end
