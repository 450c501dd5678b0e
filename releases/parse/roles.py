"""What somebody does in the programme, by the words of the sentence around the name."""

import re

from releases.parse.kinds import kind_of, named_part

QUOTED = re.compile(r"「[^「」]*(?:「[^「」]*」[^「」]*)*」|『[^『』]*』")
_PANEL = (
    "パネリスト|パネラー|コーディネーター|コーディネータ|モデレーター|モデレータ|ファシリテーター|ファシリテータ|"
    "コメンテーター|コメンテータ|総合司会|司会進行|司会者|司会|進行役|聞き手"
)
# The part right before somebody, and the part that stands behind a list of people: …氏、…氏をパネリストに.
_BEFORE = re.compile(rf"(?<!を)(?P<role>{_PANEL})(?:\s*[:： ]\s*|の|は、?|には?、?|として、?)$")
_BEHIND = re.compile(rf"を(?:セッション|パネル)?(?P<role>{_PANEL}|座長)(?:として|に|と|、)")
_OF_SEVERAL = re.compile(rf"の\d?[二三四五六七八]?[名氏者人]の(?P<role>{_PANEL})")
_TAKES_PART = re.compile(rf"\s*(?:氏|様|さん)?が(?P<role>{_PANEL}|座長)(?:を(?:務め|つとめ)|となり|となって|として)")
_TAKES = re.compile(rf"(?P<role>{_PANEL}|座長)\s*(?:として|を務め|をつとめ)")
_FOR_THE_HOST = re.compile(r"(?P<host>[主共]催者)(?:を?(?:代表|として)|である|の)")
# 「…」について語り, 「…」と題し: whoever has a title gave a talk.
_OF_A_TITLE = re.compile(r"[」』]\s*(?:について(?:語|話|お話)|と題し|をテーマに)")
_SAID = re.compile(r"述べ|呼びかけ|語|応じ|話され|話しま|訴え|強調|期待を|決意|激励|締めくく|結び|と話")
_NEXT_CLAUSE = re.compile(
    rf"、(?=続|次(?!の)|その後|最後|また|引き続|さらに|(?:{_PANEL})(?:の|は))|(?<=[拶辞演告明])(?:の後|後|に続|に引き続|に始ま)|に引き続"
)
_LAST_CLAUSE = re.compile(r"[。、](?:続[いけ]|次に|その後|最後に|引き続|さらに)")
# A part that a sentence is about: 基調講演では、…氏が, 特別講演として…氏から.
_ANNOUNCED = re.compile(
    r"(?P<part>(?:基調|特別|記念|招待|教育|導入)?講演|(?:導入|特別|基調)講義|ミニ講演|(?:事例|活動|成果|取組|実践|施策)(?:報告|発表|紹介)|話題提供|(?:開会|閉会|来賓|主催者|開催|歓迎)挨拶|祝辞|式辞|"
    r"パネル・?ディスカッション|トーク・?セッション|鼎談|対談|講評|(?:講演|報告|発表|講義)[\d①-⑨]|挨拶|あいさつ)(?:に立った|に登壇した|では|として|は|に|で|を行う|、)"
)
GENERAL = frozenset({"", "講演", "挨拶", "あいさつ", "報告", "発表", "説明", "紹介", "お話", "講話", "解説", "進行"})


def panel_role(before: str, after: str) -> str:
    """What somebody does on a panel, by the word nearest to the name; "" for somebody who has no such part."""
    given = _BEFORE.search(before) or _TAKES_PART.match(after)
    given = given or _BEHIND.search(after) or _OF_SEVERAL.search(after) or _TAKES.search(after)
    if given:
        return given["role"]
    if (first := first_named(before, after)) and first not in {"講師", "ゲスト"}:
        return first
    former = [match["role"] for match in _TAKES.finditer(before)]
    return former[-1] if former else ""


_OF_ALL = re.compile(rf"(?<!を)(?:{_PANEL})(?:には?、?|として、?|\s*:\s*)$")


def is_part_of_all(text: str, start: int) -> bool:
    """Whether the words right before ``start`` name the part of everybody who follows: パネリストに甲様、乙様を."""
    return bool(_OF_ALL.search(text, max(0, start - 20), start))


def is_on_panel(before: str, after: str) -> bool:
    """Whether the words right before somebody, or those behind a list of people, give a part on a panel."""
    after = QUOTED.sub("", after)
    behind = _BEHIND.search(after) or _OF_SEVERAL.search(after) or _TAKES_PART.match(after)
    return bool(
        behind
        or _BEFORE.search(before)
        or first_named(before, after)
        or (_PANEL_FIRST.search(before) and _JOINS.match(after))
    )


# 開会の挨拶は甲局長が、閉会の挨拶は乙会長が行いました; 進行役を甲教授、パネリストを乙氏、丙氏が務めました.
_ASSIGNED = re.compile(
    rf"(?:^|[、。]|では|に)\s?(?P<part>{_PANEL}|座長|(?:開会|閉会|来賓|主催者|共催者|歓迎|乾杯)?の?ご?(?:挨拶|あいさつ|祝辞|式辞|謝辞|乾杯|講評|発声))(?:は|には|を)、?(?P<between>[^。]{{0,120}})$"
)
_ASSIGNED_PART = re.compile(
    rf"(?:^|[、。]|では|に)\s?(?:{_PANEL}|座長|(?:開会|閉会|来賓|主催者|共催者|歓迎|乾杯)?の?ご?(?:挨拶|あいさつ|祝辞|式辞|謝辞|乾杯|講評|発声))(?:は|には|を)"
)
_DONE = re.compile(
    r"\s*(?:氏|様|さん|先生)?(?:が|、|と|及び|並びに)[^。]{0,120}?(?:務め|つとめ|担当|行い|行った|行われ|担い|担った)"
)
_ACTS = re.compile(r"(?:が|から|より)(?=[、行務])")


def assigned_role(before: str, after: str) -> str:
    """The part that a sentence gives to somebody before naming them, each of several to their own; or ""."""
    before = QUOTED.sub("", before)
    parts = list(_ASSIGNED_PART.finditer(before))
    part = _ASSIGNED.search(before, parts[-1].start()) if parts else None
    if not part or _ACTS.search(part["between"]) or not _DONE.match(QUOTED.sub("", after)):
        return ""
    return part["part"].removeprefix("の").replace("のご", "の").replace("ご挨拶", "挨拶")


# コメンテーターとして、…氏にも参加いただき: the part at the sentence's beginning, its bearer further on.
_FIRST_NAMED = re.compile(rf"(?:^|[。、])\s?(?P<role>{_PANEL}|座長|講師|ゲスト)(?:として|には|に|は)、?[^。]{{0,80}}$")
_PANEL_FIRST = re.compile(
    r"(?:パネル・?(?:ディスカッション|討論|トーク)|トーク・?(?:セッション|ショー)?|鼎談|対談|座談会|ディスカッション|討論会?)(?:には|では|に)、?[^。]{0,120}$"
)
_JOINS = re.compile(
    r"\s*(?:氏|様|さん|先生)?(?:に|を|が)[^。、]{0,20}(?:参加|登壇|迎え|招|加わ|お越し|務め|つとめ|依頼|お願い)"
)


def first_named(before: str, after: str) -> str:
    """The part that a sentence names first, where the words behind somebody say that they took it; or ""."""
    part = _FIRST_NAMED.search(before)
    return part["role"] if part and _JOINS.match(after) else ""


def is_announced(before: str) -> bool:
    """Whether the sentence says in which part of the programme the person comes: 講評では、…から."""
    return bool(_announced(before))


def more_precise(part: str, sentence: str) -> str:
    """``part``, or the part that the sentence announces more precisely: 事例紹介では、…をご紹介いただきました."""
    announced = _announced(sentence) if part in GENERAL else ""
    return announced if announced and _is_more(announced, part) else part


def told_role(before: str, own: str, after: str) -> str:
    """The part of a programme that the sentence tells of: …から祝辞が述べられました, 基調講演では、…が.

    ``own`` are the words behind the name up to the next one, ``after`` those to the end of the sentence.
    """
    clause = _clause(own)
    named = _first_named(clause)
    if not named:
        clause = _clause(after)
        named = _first_named(clause)
    if named in GENERAL:
        announced = _announced(before)
        if announced and _is_more(announced, named):
            return announced
    if named in {"挨拶", "あいさつ"}:
        breaks = [match.end() for match in _LAST_CLAUSE.finditer(before)]
        if host := _FOR_THE_HOST.search(before[max(breaks, default=0) :] + clause):
            return f"{host['host']}挨拶"
        if "来賓" in before + clause:
            return "来賓挨拶"
        if re.search(r"開会(?!に|式|後|セレモニー|イベント|行事|前|時)", before):
            return "開会挨拶"
    if not named and (before.endswith("講師の") or _OF_A_TITLE.search(own)):
        return "講演"
    return named or ("挨拶" if _SAID.search(clause) else "")


def _clause(words: str) -> str:
    return _NEXT_CLAUSE.split(QUOTED.sub("", words), maxsplit=1)[0]


def _announced(before: str) -> str:
    before = QUOTED.sub("", before)
    breaks = [match.end() for match in _LAST_CLAUSE.finditer(before)]
    found = list(_ANNOUNCED.finditer(before, max(breaks, default=0)))
    return found[-1]["part"] if found else ""


def _is_more(part: str, general: str) -> bool:
    """Whether ``part`` says more precisely what ``general`` says of a speech."""
    if general in {"挨拶", "あいさつ"}:
        return "挨拶" in part or part in {"祝辞", "式辞"}
    if part == "講演":
        return general in {"", "お話", "講話"}
    return "挨拶" not in part and part not in {"祝辞", "式辞"} and kind_of(part) is not None


def _first_named(clause: str) -> str:
    """The first part of a programme in a clause; one that is said precisely (基調講演) before a general one."""
    names, position = [], 0
    while name := named_part(clause[position:]):
        names.append(name)
        position = max(clause.find(name, position), position) + len(name)
    return next((name for name in names if len(name) > 2), names[0] if names else "")
