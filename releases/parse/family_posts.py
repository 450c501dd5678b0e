"""People whom only their post marks: 椿局長, 新井関東総合通信局長, 浜矢直之学長, 森下智行見本研究所准教授."""

import re
from collections.abc import Iterator
from itertools import islice

from releases.parse.affiliations import body_alone
from releases.parse.folding import tidy
from releases.parse.person import KANJI, MAX_PEOPLE, OWN, WHOLE_NAME, PersonFound, clause_start
from releases.parse.posts import DIVISION, POST_WORD, REGION, ends_in_body, ends_in_position, split_post
from releases.parse.surnames import is_place, is_surname, looks_like_given, split_full_name

# 浦本部長 is 浦本 and 部長, 林本部長 is 林 and 本部長.
_MOTO = "山松宮岡坂橋川根杉藤吉西森谷寺福中塚榎岩竹野倉河柳徳秋浦梶萩"
# A body that begins with a region, and its head: 田村関東情報通信協力会長.
_BODY_AND_HEAD = rf"(?:{REGION}|東京|大阪|全国|日本|情報通信|電波)[{KANJI}ァ-ヶー]{{2,18}}(?:会議所|協会|協議会|協力会|懇談会|連盟|機構|連合会)?会?(?:会長|会頭|理事長|(?<=会)長)"
_OF_A_PLACE = "副知事|副市長|副町長|副村長|市長|町長|村長|区長|知事"
_SURNAME_AND_POST = re.compile(
    rf"(?P<name>(?![部課局室係省庁])[{KANJI}]{{1,5}}?[ァ-ヶ]?)(?P<gap> ?)(?P<post>(?:(?:{DIVISION}){{1,5}}[局部課室係]?(?=課長補佐|室長補佐|監視官|検査官|専門官|企画官|係長|主査|主任|次長|調整官|調査官))?(?:課長補佐|室長補佐|副局長|局次長|監視官|検査官|専門官|企画官|企画監|専門職|名誉教授|特任教授|"
    rf"客員教授|准教授|教授|講師|理事長|副会長|会長|副理事長|専務理事|事務局長|次長|(?:{REGION})総合通信局長|局長|(?:{DIVISION}){{0,5}}(?:部長|課長|室長)|所長|係長|校長|館長|場長|"
    rf"{_OF_A_PLACE}|教育長|消防長|駅長|組合長|本部長|支部長|支店長|支社長|社長|委員長|座長|議長|主査|主任|学長|センター長|研究員|船長|隊長|署長|園長|院長|(?:総務|内閣府|経済産業|国土交通|文部科学)?(?:大臣政務官|副大臣|大臣)|"
    rf"(?:主任|上席|主席)?研究(?:マネージャー|主幹|官)|{_BODY_AND_HEAD}))(?!表彰|賞|感謝)"
)
# Any post: only a family name that is known, or a whole name, may precede it.
_POST_OF_KNOWN = re.compile(
    rf"(?<!総)(?<!総合)(?P<post>(?:(?!総合通信)(?:{DIVISION})){{0,5}}[局部課室係班]?(?:[都道府県市区町村]議会|衆議院|参議院)?(?:[ァ-ヶー]{{2,8}}(?=マネ|リーダ|ディレ|アドバ|コーディ|パーソナ|アナ|プロデ|ジャーナ))?{POST_WORD})"
)
_POST = re.compile(POST_WORD)
_RUN = re.compile(rf"[{KANJI}ァ-ヶーA-Za-z0-9]{{2,26}}$")
_WITH_BODY = re.compile(rf"(?:{REGION})総合通信局長|{_BODY_AND_HEAD}")
_BODY_NAME = re.compile(rf"[{KANJI}ァ-ヶA-Z][{KANJI}ァ-ヶーぁ-んA-Za-z0-9・]{{2,24}}")
_TASKS = re.compile(
    r"(?:地元|来賓|主催者?|共催者?|講師|司会|進行|代表|会場|当日|当地|今回|.*(?:参加|出席|来場|登壇|講演|挨拶)者?)"
)
_DIVISIONS = re.compile(rf"(?:{DIVISION})")
_UNIT = re.compile(r"(?:部|課|局|室|係|学科|研究科|大学|センター)$")
_LAST_WORD = re.compile(rf"(?<![{KANJI}ァ-ヶー])[{KANJI}ヶ]{{1,3}} +$")
# A whole name without a blank, but with one before the post: 見本商事 丹羽宇一郎 取締役会長.
_WHOLE_APART = re.compile(rf"(?<![{KANJI}ァ-ヶー])(?P<name>[{KANJI}]{{3,5}}) $")
_SHORTEST_BODY = 3
_LONG_FAMILY = 2
_BUREAU = re.compile(r"[一-鿿]{2,4}総合通信$")


def people_by_post(folded: str, found: list[PersonFound]) -> list[PersonFound]:
    """People named by family name and post (椿局長); they are sure only where the page knows the full name."""
    people: list[PersonFound] = []
    for read in (_surnames, _known_names, _behind_bodies, _unlisted):
        taken = sorted((person.start, person.end) for person in (*found, *people))
        spans = iter(taken)
        span = next(spans, None)
        for person in read(folded):
            while span and span[1] <= person.start:
                span = next(spans, None)
            if not (span and span[0] < person.end):
                people.append(person)
    return people


def _heads_the_body(name: str, post: str) -> bool:
    """Whether name and post part 本部 or 本局: 災害対策本|部長."""
    is_torn = post[:1] in {"部", "局", "店", "社"} or bool(_WITH_BODY.match(post))
    return name.endswith("本") and is_torn and name[-2:-1] not in _MOTO


_BEHIND = re.compile(r"(?P<honorific>先生|様|さん|氏)(?![々子式名])")


def _family_before(folded: str, start: int, given: str) -> str:
    """The family name that stands with a blank before a given one; ""."""
    blank = _LAST_WORD.search(folded, max(0, start - 6), start)
    if blank and len(given) <= 3 and looks_like_given(given) and is_surname(blank[0].strip()):
        return blank[0].strip()
    return ""


def _surnames(folded: str) -> Iterator[PersonFound]:
    """Family names right before a post, with nothing glued before them."""
    for match in islice(_SURNAME_AND_POST.finditer(folded), MAX_PEOPLE):
        name, post, end = match["name"], match["post"], match.end()
        longer = _POST.match(folded, match.start("post"))
        if longer and longer.end() > end:
            # 主任調査役 is one post.
            post, end = longer[0], longer.end()
        if post == "本部長" and name in _MOTO:
            name, post = f"{name}本", "部長"
        if _family_before(folded, match.start(), name):
            continue
        if match["gap"] and folded[max(0, match.start() - 1) : match.start()] != "の":
            continue
        start = clause_start(folded, match.start(), 0)
        left = folded[start : match.start()]
        glued = re.search(rf"[{KANJI}A-Za-z0-9ァ-ヶー)]$", left)
        is_whole = len(name) >= WHOLE_NAME - 1 and _UNIT.search(left)
        if glued and not is_whole:
            continue
        if name.startswith("故") or (is_place(name) and re.fullmatch(_OF_A_PLACE, post) and not left.endswith("の")):
            continue
        if _WITH_BODY.match(post) and len(name) == 1 and not is_surname(name):
            continue
        if not is_surname(name) and ((ends_in_body(name) and len(name) > 2) or _NO_SURNAME.search(name)):
            continue
        if not is_surname(name) and (
            _heads_the_body(name, post) or (_HEADS_DIVISION.search(post) and _NO_NAME.match(name))
        ):
            continue
        if len(name) > _LONG_FAMILY and not (is_surname(name) or split_full_name(name)[0] or looks_like_given(name)):
            continue
        body, position = split_post(post) if _WITH_BODY.match(post) else ("", post)
        before = body or left.strip(" :・")
        before = before[:-1] if before.endswith("の") else before
        behind = _BEHIND.match(folded, end)
        end = behind.end() if behind else end
        is_named = (is_surname(name) or len(name) >= WHOLE_NAME or before.endswith("担当")) and _names_body(
            left, before
        )
        is_body = ends_in_body(before) or (left.endswith("の") and _is_body(before))
        affiliation = tidy(OWN.sub("", before)) if is_body or is_whole or is_named else ""
        if not affiliation:
            affiliation, end = _body_behind(folded, end)
        yield PersonFound(
            start=start + len(left) - len(left.lstrip()) if is_body else match.start(),
            end=end,
            name=name,
            honorific=behind["honorific"] if behind else "",
            affiliation=affiliation,
            position=position,
            is_sure=False,
            is_surname_only=len(name) < WHOLE_NAME or bool(_DIVISIONS.match(name)),
        )


def _known_names(folded: str) -> Iterator[PersonFound]:
    """Names told by a known family name: with a blank inside, with the body between name and post, behind a body."""
    for match in islice(_POST_OF_KNOWN.finditer(folded), MAX_PEOPLE):
        run = _RUN.search(folded, max(0, match.start() - 28), match.start())
        if not run:
            apart = _WHOLE_APART.search(folded, max(0, match.start() - 8), match.start())
            if apart and split_full_name(apart["name"])[0]:
                yield _person(folded, apart.start("name"), match.end(), apart["name"], "", match["post"])
            continue
        word, post = run[0], match["post"]
        if ends_in_position(word) or word.startswith("故"):
            continue
        start = run.start()
        if found := _behind_family(folded, start, word, match):
            yield found
            continue
        name, body, at = _cut_run(word, post)
        if name:
            yield _person(folded, start + at, match.end(), name, body, post)


def _behind_family(folded: str, start: int, word: str, match: re.Match[str]) -> PersonFound | None:
    """A name with a blank inside, whose second word runs into the body or post: 奥寺 秀之東北総合通信局長."""
    for size in sorted(range(1, min(3, len(word)) + 1), key=lambda size: _unlikely(word, size)):
        given, body = word[:size], word[size:]
        family = _family_before(folded, start, given)
        post = match["post"]
        if body and post in _HEADS_OF_BODY and not ends_in_body(body):
            body, post = body + post[0], post
        if family and (not body or (len(body) > 2 and ends_in_body(body))):
            at = folded.rindex(family, 0, start)
            return _person(folded, at, match.end(), f"{family} {given}", body, post)
    return None


_HEADS_OF_BODY = frozenset("局長 会長 所長 市長 町長 村長 区長 校長 社長 院長 館長 学長".split())
_BODY_OPENS = re.compile(rf"(?:{REGION}|総務省|[一-鿿]{{2}}総合通信|日本|全国|.?$)")


def _unlikely(word: str, size: int) -> tuple[bool, int]:
    """How unlikely the given name ends after ``size`` characters: a body begins with its region, two are the rule."""
    return not _BODY_OPENS.match(word, size), abs(size - 2)


def _cut_run(word: str, post: str) -> tuple[str, str, int]:
    """(name, body between it and the post, where the name begins) in the characters right before a post."""
    if split_full_name(word)[0] or (
        is_surname(word) and not (is_place(word) and re.search(rf"(?:{_OF_A_PLACE})$", post))
    ):
        return word, "", 0
    sizes = range(min(6, len(word) - 2), 1, -1)
    for size in sorted(sizes, key=lambda size: abs(len(split_full_name(word[:size])[1]) - 2)):
        head, rest = word[:size], word[size:]
        is_bureau = is_surname(head) and not is_place(head) and _BUREAU.fullmatch(rest) and post == "局長"
        if is_bureau:
            return head, f"{rest}局", 0
        # 桐谷見本放送社長: a family name that is no place, and a whole body behind it.
        is_glued = is_surname(head) and not is_place(head) and len(rest) > _SHORTEST_BODY
        if is_glued and ends_in_body(rest, surely=True):
            return head, rest, 0
        if split_full_name(head)[0] and len(head) > 2 and len(rest) > 2 and ends_in_body(rest):
            return head, rest, 0
    for size in range(min(5, len(word) - 3), 1, -1):
        body, tail = word[:-size], word[-size:]
        if not ends_in_body(body, surely=True) and not body.endswith(("県", "都", "府", "市", "町", "村", "区")):
            continue
        if split_full_name(tail)[0] and len(tail) > 2:
            return tail, body, len(body)
        if is_surname(tail) and not is_place(tail):
            return tail, body, len(body)
    return "", "", 0


# Whoever acts, between their body and their post: 見本大学の錦部教授から, 見本病院 医療部の江能戸直美副部長が.
_ACTING = re.compile(
    rf"(?<=[の・])(?P<name>[{KANJI}]{{1,5}}?[ァ-ヶ]?[{KANJI}]{{0,2}}?)(?P<post>(?:(?:{DIVISION})[{KANJI}ァ-ヶー]{{0,8}}?)?{POST_WORD})"
    r"(?P<honorific>先生|様|さん|氏)?(?=\s?(?:から|より|が|は、|は「|による|により|を(?:コーディ|モデ|ファシ|司会|進行|座長|講師)|の(?:ご?挨拶|司会|進行|あいさつ|ご?講演|講義|お話|ご?説明|ご?報告|ご?発表|指導|講話)|(?P<beside>、|及び|並びに|と|ほか|の\d?[2-9二三四五][名人])))"
)
_HEADS_DIVISION = re.compile(r"[部課室係局次]長$")
# What the names of divisions and offices begin with, besides what they are made of.
_NO_NAME = re.compile(
    r"(?:電|県土|青年|婦人|女性|壮年|高齢|児童|障害|国保|介護|税|住|道路|河川|下水|上水|水道|都|商|農|畜産|森林|林務|林業|漁|文書|法務|職|給与|市|県|町|村|区|府|議|選挙|会|出納|用地|建|公|緑地|学|教|社|体育|保|母子|救|消|防|人権|男女|統計|年金|医|薬|看護|診療|"
    r"子|青少年|自治|行財政|民|交|労|雇|資源|循環|廃棄|食|動物|警|刑|地|主|副|次|前|元|新|現|各|同|両|全|総|理|取締|執行|筆頭|担当|代|名誉|特|客員|准|非常勤|専|統|上席|首席|次席|実|大会|審査|選考|運営|事|局|部|課|室|係|支|本(?!城|多|間|田|庄|郷|橋|山|村)|当|弊|受|第|生|組|工|技|製|開|研|共同|最高|業務|経|役|監|評|講|司|進|店|園|館|院|校)"
)


_ACTING_UNLISTED = re.compile(
    rf"(?<=の)(?P<run>[{KANJI}ァ-ヶー]{{3,14}}[長官監員役])(?=から|より|が|は、|は「|による|により)"
)


def _unlisted(folded: str) -> Iterator[PersonFound]:
    """People whose post no list knows, behind their body: a family name that is often met parts it."""
    for match in islice(_ACTING_UNLISTED.finditer(folded), MAX_PEOPLE):
        run = match["run"]
        size = next((size for size in (3, 2, 1) if is_surname(run[:size]) and not is_place(run[:size])), 0)
        clause = clause_start(folded, match.start(), 0)
        body = folded[clause : match.start() - 1].strip(" :・")
        post = run[size:]
        if size and len(post) > 2 and _is_body(body) and not _HEADS_DIVISION.search(post):
            yield PersonFound(
                start=clause + len(folded[clause:]) - len(folded[clause:].lstrip()),
                end=match.end(),
                name=run[:size],
                affiliation=tidy(OWN.sub("", body)),
                position=post,
                is_sure=False,
                is_surname_only=True,
            )


_LEGAL_FORM = re.compile(r"(?:株式|有限|合同)会社|法人|\((?:株|有|一社|公社|一財|公財)\)")


def _is_body(text: str) -> bool:
    return ends_in_body(text) or bool(_LEGAL_FORM.search(text))


def _behind_bodies(folded: str) -> Iterator[PersonFound]:
    """People with any name between a body and a post, where the words behind the post make somebody act."""
    for match in islice(_ACTING.finditer(folded), MAX_PEOPLE):
        name = match["name"]
        clause = clause_start(folded, match.start(), 0)
        body = folded[clause : match.start() - 1].strip(" :・")
        if (
            _NO_NAME.match(name)
            or _NO_SURNAME.search(name)
            or _heads_the_body(name, match["post"])
            or ends_in_position(name)
            or not _is_body(body)
        ):
            continue
        is_parted = folded[match.start() - 1] == "・" and ends_in_body(body)
        if match["beside"] and _HEADS_DIVISION.search(match["post"]) and not is_parted:
            # 見本市の都市計画課長、: an office among others.
            continue
        is_whole = len(name) >= WHOLE_NAME
        yield PersonFound(
            start=clause + len(folded[clause:]) - len(folded[clause:].lstrip()),
            end=match.end(),
            name=name,
            affiliation=tidy(OWN.sub("", body)),
            position=match["post"],
            honorific=match["honorific"] or "",
            is_sure=False,
            is_unsplit=is_whole,
            is_surname_only=not is_whole,
        )


_BODY_BEHIND = re.compile(r"\((?P<body>[^()]{3,30})\)")


def _body_behind(folded: str, end: int) -> tuple[str, int]:
    """The body in parentheses behind a post, and where it ends: 中山教授(見本大学)."""
    match = _BODY_BEHIND.match(folded, end)
    return (match["body"], match.end()) if match and ends_in_body(match["body"], surely=True) else ("", end)


def _names_body(left: str, before: str) -> bool:
    """Whether the words before の are rather a body than what somebody does: エフエム見本の."""
    if before.endswith("担当") and len(before) > 2:
        return True
    return left.endswith("の") and bool(_BODY_NAME.fullmatch(before)) and not _TASKS.fullmatch(before)


def _person(folded: str, start: int, end: int, name: str, body: str, post: str) -> PersonFound:
    clause = clause_start(folded, start, 0)
    left = folded[clause:start]
    before = left.strip(" :・")
    before = before[:-1] if before.endswith("の") else before
    affiliation = body_alone(
        body or (tidy(OWN.sub("", before)) if ends_in_body(before) or _names_body(left, before) else ""), post
    )
    if not affiliation:
        affiliation, end = _body_behind(folded, end)
    is_surname_only = " " not in name and is_surname(name)
    return PersonFound(
        start=clause + len(left) - len(left.lstrip()) if affiliation and not body else start,
        end=end,
        name=name,
        affiliation=affiliation,
        position=post,
        is_sure=False,
        is_unsplit=not is_surname_only and " " not in name,
        is_surname_only=is_surname_only,
    )


_NO_SURNAME = re.compile(
    rf"(?:{REGION}|認定|派遣|外部|招待|招聘|専任|非常勤|現地|地元|会場|総理|評価|審査|選考|運営|行政|相談|総合|通信|総務|情報|担当|当局|各|同|前|新|元|副|名誉|特任|客員|准|主任|上席|総括|地域|電波|放送|企画|弊|両|代表|専務|常務|協力|"
    r"実行|防災|災害|対策|監理|無線|技術|管理|調査|監視|検査|国際|広報|政策|産業|経済|教育|保健|福祉|環境|建設|農政|観光|市民|財務|消防|危機|戦略|研究|開発|営業|人事|衛生|[省庁局部課室市町村県区会社校所学]|学部|大学|専門|主席|支|店|工|場|館|園|組合|取締役|理事|事務)$"
)
