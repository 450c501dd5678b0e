"""People in a line: name, reading, honorific, affiliation and position, in each of the orders that bureaux write.

Finds who is named; who of them speaks is decided by ``releases.parse.billing`` from the words around.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from releases.parse.affiliations import body_alone, is_post_alone, opens_with_legal_form
from releases.parse.family_posts import people_by_post
from releases.parse.folding import as_spelled, fold, outside_brackets, tidy
from releases.parse.person import BREAK, KANJI, MAX_PEOPLE, NAME_CHARACTER, OWN, WHOLE_NAME, PersonFound, clause_start
from releases.parse.posts import (
    DIVISION,
    POST_WORD,
    REGION,
    ends_in_body,
    ends_in_position,
    last_position_inside,
    split_post,
    split_words,
)
from releases.parse.surnames import is_surname, looks_like_given

_HONORIFIC = "氏|様|さま|さん|先生|師匠|君|殿"

_READING = re.compile(r"\(\s*(?P<kana>[ぁ-ゖー]{1,14}(?: {1,3}[ぁ-ゖー]{1,14}){0,2})\s*\)")
_KATAKANA_READING = re.compile(rf"\(\s*(?P<kana>[ァ-ヶー]{{2,14}}[ ・][ァ-ヶー]{{2,14}})\s*\)(?=\s*(?:{_HONORIFIC}))")
# A foreigner's name in its own letters: オリビア ハーマン(Olivia Harman)先生.
_LATIN_READING = re.compile(rf"(?<=[ァ-ヶー])\(\s*[A-Z][A-Za-z.' -]{{2,40}}\)(?=\s*(?:{_HONORIFIC}))")
# 様 and 氏 also end ordinary words (同様, 模様, 各氏) and begin others (様子, 氏名).
_TITLED = re.compile(
    rf"(?<=[{KANJI}\u3041-\u309f\u30a1-\u30faー ])"
    r"(?P<honorific>(?<![各両同諸])氏(?![名神族])|(?<![皆各仕模多同異有客神王お奥])様(?![々子式相態変])|(?<![皆は])さん(?!か(?!ら))|先生|師匠)"
)
# The bureau's own people stand without honorific: 振興課長の名栗 誠二から説明しました, 総合通信局長 水谷 京子より.
_OWN_STAFF = re.compile(
    rf"(?:(?<=[長官佐査任幹職]の)|(?<=[長官佐査任幹職授事員監臣表師者補] ))"
    rf"(?: ?[{KANJI}ぁ-んァ-ヶ]{{1,4}} +[{KANJI}ぁ-んァ-ヶー]{{1,4}}?|[{KANJI}]{{3,5}})"
    rf"(?= ?(?:\((?![ぁ-ゖー ]+\))[^()]{{1,16}}\) ?)?(?:から|より|が|は|並びに|ならびに|及び|および|による|の挨拶|の開会|を(?:、|コーディ|モデ|ファシ|司会|講師|進行|座長)))"
)
# Name and post in one run, the name in two words: 情報工学科の 上原 哲太郎 教授から.
_NAME_AND_POST = re.compile(
    rf"(?<=[の、 るたうす])[{KANJI}][{KANJI}ァ-ヶ]{{0,2}} (?:(?!総合|総務|情報|名誉|特任|客員|准|主任|主席|上席|首席|専任|事務|代表|統括|副)[{KANJI}ぁ-んァ-ヶー]){{1,4}}?(?= ?(?:(?:{REGION})総合通信(?=局長)|(?!総合通信)(?:{DIVISION})){{0,4}}[部課室局係]?{POST_WORD}(?:\([^()]{{2,60}}\))?(?:から|より|が|は|による|の|、| ?[)】>]| ?$))"
)
# An office whose bearer stands in parentheses without a reading: 見本協力会長(賀川 卓)から.
_BEARER = re.compile(
    rf"(?<=[長官佐査任幹授事員]\()(?P<name>[{KANJI}]{{1,4}} ?[{KANJI}ぁ-ん]{{1,4}})(?=\)(?:から|より|が|は|による|の挨拶))"
)
# Name and office in parentheses without an honorific: 見本 太郎(見本省官房審議官)による.
_NAME_AND_NOTE = re.compile(
    rf"(?<=[、。 」])[{KANJI}]{{1,4}} [{KANJI}ぁ-ん]{{1,4}}(?=\([^()]{{2,40}}{POST_WORD}\)(?:による|から|より|が|は))"
)
_NOT_BEFORE_SAN = re.compile(r"(?:皆|みな|たく|屋|お子|お客|お父|お母|職員の皆|学生|児童|生徒|市民|住民)$")
_AFTER_READING = re.compile(rf"\s*(?P<honorific>{_HONORIFIC})(?![名々子式])")
_GLUE = re.compile(r"(?<=[^ぁ-ん])の(?=[^ぁ-ん])")
_LABEL = re.compile(r"(?P<label>[^\s:。、「」()]{1,14}?)\s*:")
_POST_RIGHT_BEHIND = re.compile(rf"\s*(?P<post>[{KANJI}ァ-ヶー]{{2,30}})")
_POST_OPENS = re.compile(r"(?P<post>[^\s()\[\]、。「」:]{2,40})\($")
_FROM_BODY = re.compile(r"(?:主催者?の|共催者?の|来賓の)?(?P<body>[^、。「」()\s]{3,30})から(?:は|も)?、?\s*$")
# Two offices in one clause, the second of which runs into the name: …協会の代表理事であり、…アドバイザーでもある.
_ALSO = re.compile(r"(?P<post>[^、。「」]{3,50})であり、[^。]{2,70}でもある$")
_SENTENCE_WORDS = re.compile(r"[。、「」]|から|より|[^ぁ-ん][はがをに](?=[^ぁ-ん])|(?:氏|様)")
# What somebody does in the programme, standing before the billing like a part of it.
LABEL_WORD = re.compile(
    r"^(?:講師|講演者|発表者|報告者|説明者|登壇者|話題提供者|司会者?|進行役?|聞き手|座長|パネリスト|パネラー|コーディネーター?|モデレーター?|ファシリテーター?|"
    r"コメンテーター?|オブザーバー|討論者|助言者?|指導者?|出演者?|案内役|語り手|実演者?|朗読)(?:\s+|$)"
)
_TASK = re.compile(
    r"(?:司会進行|総合司会|司会者?|進行役?|聞き手|パネリスト|モデレーター|コーディネーター|ファシリテーター|コメンテーター)の"
)
_FOREIGN = re.compile(r"[A-Z][A-Za-z'-]{1,15}|[ァ-ヶー]{2,12}")


# A page's lines are asked several times over, by each step of the reading.
@lru_cache(maxsize=512)
def find_people(text: str) -> tuple[PersonFound, ...]:
    """Everybody named in ``text`` (a line or sentence), in order; linear in its length.

    No line of a release names more than ``MAX_PEOPLE``: what stands behind them is text.
    """
    folded = fold(text)
    found = list(_with_office_behind(folded))
    spans = iter([(person.start, person.end) for person in found])
    span = next(spans, None)
    taken = 0
    for start, end, kana, honorific in islice(_anchors(folded), MAX_PEOPLE):
        while span and span[1] < start:
            taken, span = max(taken, span[1]), next(spans, None)
        if start < taken or (span and span[0] <= start):
            continue
        person = _read_person(folded, start, end, kana, honorific, taken)
        if person:
            found.append(person)
            taken = person.end
    found += [_of_source(person, folded) for person in people_by_post(folded, found)]
    return tuple(_as_spelled(person, text) for person in sorted(found, key=lambda person: person.start))


def _of_source(person: PersonFound, folded: str) -> PersonFound:
    """The person with the body that stands before in the sentence: 見本協会から椿会長が."""
    source = None if person.affiliation else _FROM_BODY.search(folded[max(0, person.start - 40) : person.start])
    if not source or not ends_in_body(source["body"], surely=True):
        return person
    return replace(
        person,
        affiliation=tidy(OWN.sub("", source["body"])),
        start=max(0, person.start - 40) + source.start("body"),
    )


# Name, body and office without any mark, of somebody who acts: 見本 太郎 青波市長が.
_NAME_THEN_OFFICE = re.compile(
    rf"(?:(?<=^)|(?<=[、。 」はにを]))(?P<family>[{KANJI}]{{1,4}}) (?P<given>[{KANJI}ぁ-んァ-ヶー]{{1,4}}) "
    rf"(?P<office>[{KANJI}ァ-ヶーA-Za-z0-9]{{3,26}})(?=から|より|が|は|による|に(?:ご|歓))"
)


def _with_office_behind(folded: str) -> Iterator[PersonFound]:
    """People by name, body and office in this order, whom nothing else marks."""
    for match in islice(_NAME_THEN_OFFICE.finditer(folded), MAX_PEOPLE):
        family, given = match["family"], match["given"]
        affiliation, position = split_post(match["office"])
        if folded[: match.start()].rstrip().endswith("の"):
            # The body stands before the name.
            continue
        if not ends_in_position(position) or not ends_in_body(affiliation) or match["office"].startswith(position[:1]):
            continue
        is_word = any(ends_in_position(word) or ends_in_body(word, surely=True) for word in (family, given))
        if is_word or not (is_surname(family) or looks_like_given(given)):
            continue
        if ends_in_body(family) and not is_surname(family):
            continue
        yield PersonFound(match.start(), match.end(), f"{family} {given}", "", affiliation, position, is_sure=False)


def _as_spelled(person: PersonFound, text: str) -> PersonFound:
    raw = text[person.start : person.end]
    return replace(
        person,
        name=as_spelled(person.name, raw),
        affiliation=as_spelled(person.affiliation, raw),
        position=as_spelled(person.position, raw),
    )


def _anchors(folded: str) -> Iterator[tuple[int, int, str, str]]:
    """(end of the name, end of reading and honorific, reading, honorific), in order."""
    marks: list[tuple[int, int, str, str]] = []
    for pattern in (_READING, _KATAKANA_READING):
        for match in pattern.finditer(folded):
            after = _AFTER_READING.match(folded, match.end())
            marks.append(
                (
                    match.start(),
                    after.end() if after else match.end(),
                    tidy(match["kana"]),
                    after["honorific"] if after else "",
                )
            )
    covered = [(start, end) for start, end, _, _ in marks]
    for match in _LATIN_READING.finditer(folded):
        after = _AFTER_READING.match(folded, match.end())
        if after:
            marks.append((match.start(), after.end(), "", after["honorific"]))
    for match in _TITLED.finditer(folded):
        if match["honorific"] == "さん" and _NOT_BEFORE_SAN.search(folded[max(0, match.start() - 4) : match.start()]):
            continue
        marks.append((match.start(), match.end(), "", match["honorific"]))
    for pattern in (_OWN_STAFF, _NAME_AND_POST, _BEARER, _NAME_AND_NOTE):
        marks += [(match.end(), match.end(), "", "") for match in pattern.finditer(folded)]
    marks.sort()
    inside = iter(covered)
    current = next(inside, None)
    for mark in marks:
        while current and current[1] <= mark[0]:
            current = next(inside, None)
        if not mark[2] and current and current[0] <= mark[0] < current[1]:
            continue
        yield mark


def _read_person(folded: str, name_end: int, end: int, kana: str, honorific: str, floor: int) -> PersonFound | None:
    start = clause_start(folded, name_end, floor)
    left = folded[start:name_end]
    start += len(left) - len(left.lstrip(" ・.○*-①②③④⑤⑥⑦⑧⑨⑩◎■□◆◇"))
    start = BRACKETED_LABEL.match(folded, start, name_end).end()
    if start == floor and floor:
        # The particle behind the person before: 甲局長と見本市の乙市長.
        start += _JOINT.match(folded, start, name_end).end() - start
    start += len(re.match(r"(?:\(?\d{1,2}\)|\d{1,2}[.)]|[①-⑳])?\s*", folded[start:name_end])[0])
    left = re.sub("、", " ", folded[start:name_end]).rstrip()
    if not left:
        return None
    # A mark inside brackets parts the duties of a post, not a body from a person.
    dot = outside_brackets(left, "・")
    is_post_behind = ends_in_position(left[dot + 1 :].split(" ")[0])
    if dot > 1 and not is_post_behind and (ends_in_position(left[:dot]) or ends_in_body(left[:dot], surely=True)):
        left = f"{left[:dot]} {left[dot + 1 :]}"
    before, name = split_name(left, kana)
    behind = folded[end : end + 60]
    is_followed = bool(_POST_RIGHT_BEHIND.match(behind)) and ends_in_position(_POST_RIGHT_BEHIND.match(behind)["post"])
    # 局長の鵜久森(うくもり): behind an office stands a name, be its reading short.
    is_followed = is_followed or (
        bool(kana) and left.endswith(f"の{name}") and ends_in_position(before.removesuffix("の"))
    )
    if not _is_name(name, kana, honorific or ("局長" if is_followed else "")):
        return None
    before = before.rstrip(" :")
    if task := _TASK.match(f"{before}の" if folded[start : start + len(before) + 1] == f"{before}の" else before):
        # What somebody does in the programme tells nothing of where they belong: 司会進行の又吉.
        start, before = start + task.end(), before[task.end() :]
    before = LABEL_WORD.sub("", before)
    if before.endswith("の"):
        before = before[:-1]
    if _DESCRIBES.fullmatch(before):
        before = ""
    affiliation, position = split_post(OWN.sub("", before))
    if not affiliation and not position and not kana and honorific in {"様", "さん", "殿"} and ends_in_body(name):
        return None
    if not before and not honorific:
        start, end, affiliation, position = _post_around(folded, start, end)
    if not position:
        end, affiliation, position = _post_behind(folded, end, affiliation, behind)
    if affiliation and not position and honorific and is_post_alone(affiliation):
        affiliation, position = "", affiliation
    if not affiliation:
        # 工学博士の有働さん(見本電機 技術顧問): what the parentheses say of the person is more.
        further, body, office = _post_in_parentheses(folded, end)
        if (body and (office or ends_in_body(body, surely=True))) or not position:
            end, affiliation, position = further, body, office or position
    if not affiliation and not position:
        end, affiliation, position = _post_to_the_end(folded, end)
    affiliation = body_alone(affiliation, position)
    if affiliation and not position and honorific and is_post_alone(affiliation):
        affiliation, position = "", affiliation
    if not affiliation and not position:
        affiliation, position = _office_before(folded, start)
    also = _ALSO.search(folded[max(0, start - 130) : start]) if not affiliation and not position else None
    if also and ends_in_position(also["post"]):
        affiliation, position = split_post(also["post"])
    if not affiliation:
        source = _FROM_BODY.search(folded[max(0, start - 40) : start])
        if source and ends_in_body(source["body"], surely=True):
            affiliation = tidy(source["body"])
            start = max(0, start - 40) + source.start("body")
    is_family = _is_read_as_family(name, kana)
    return PersonFound(
        start=start,
        end=end,
        name=name,
        kana=kana,
        affiliation=affiliation,
        position=position,
        honorific=honorific,
        is_unsplit=not is_family
        and ((" " not in name and " " not in kana and len(name) >= 3) or (" " not in name and not kana)),
        is_surname_only=is_family,
    )


# [講師]見本大学 …: what the brackets say is no body.
BRACKETED_LABEL = re.compile(r"(?:\[[^\[\]]{1,10}\]\s*)?")
# No whole name is read in fewer kana.
_LONGEST_FAMILY_READING = 5


def _is_read_as_family(name: str, kana: str) -> bool:
    """Whether a name with its reading is a family name alone: 工藤(くどう)町長."""
    if not kana or " " in kana or " " in name or "・" in name:
        return False
    return is_surname(name) or len(kana) <= _LONGEST_FAMILY_READING


# The end of a clause that tells of somebody: …として活動してきた見本さん.
_DESCRIBES = re.compile(r"[ぁ-ん]{1,2}|.{0,10}(?:てきた|ている|ていた|おなじみ|知られる)")
_JOINT = re.compile(r"(?:\s*(?:と|や|及び|および|並びに)(?=[^ぁ-ん]))?\s*")
_IS_OFFICE = re.compile(
    r"(?P<office>[^、。「」()]{3,50})(?:である|でもある|を(?:務め|つとめ)(?:る|ている|ておられる|た|られる))$"
)


def _office_before(folded: str, start: int) -> tuple[str, str]:
    """Affiliation and post where they stand as a clause: 見本協会の技術アドバイザーである山際."""
    match = _IS_OFFICE.search(folded, max(0, start - 54), start)
    if not match or not ends_in_position(match["office"]):
        return "", ""
    breaks = [cut.end() for cut in BREAK.finditer(match["office"]) if cut.end() < len(match["office"])]
    affiliation, position = split_post(match["office"][max(breaks, default=0) :])
    return body_alone(affiliation, position), position


def split_name(left: str, kana: str = "") -> tuple[str, str]:
    """(what stands before, name) at the end of folded ``left``; the blank inside the name is kept as one."""
    words = split_words(left)
    last = words[-1]
    before = words[:-1]
    # Post and name, or body and name, written in one breath: 総務課長林裕紀, …協会の松村.
    last, head = _cut_head(last)
    if head:
        return " ".join([*before, head]), last
    is_whole = " " in kana and len(last) >= WHOLE_NAME and not _KATAKANA.fullmatch(last)
    if not before or not _may_be_given(last) or is_whole:
        return " ".join(before), last
    family, head = _cut_head(before[-1])
    # Between a post and a given name stands the family name, whatever it ends in: 教授 長曽我部 明.
    is_between = (
        not head
        and len(before) > 1
        and len(family) <= _LONGEST_FAMILY
        and ends_in_position(before[-2])
        and not ends_in_position(family)
        and bool(re.fullmatch(rf"{NAME_CHARACTER}+", family))
    )
    if (is_between or _may_be_family(family, last, kana)) and (head or family):
        return " ".join([*before[:-1], head]).strip(), f"{family} {last}"
    return " ".join(before), last


_LONGEST_FAMILY = 5
_KATAKANA = re.compile(r"[ァ-ヶー]+")
# おおた実 is a name; 詳しい新田 is described.
_SHORT_HEAD = 3
_DESCRIBED = re.compile(rf"(?P<head>.+[ぁ-ん])(?P<name>[{KANJI}]{{1,4}})")


def _cut_head(word: str) -> tuple[str, str]:
    """(name part, what is glued before it) of a word."""
    for match in reversed(list(_GLUE.finditer(word))):
        head = word[: match.start()]
        if ends_in_body(head) or ends_in_position(head):
            described = _DESCRIBED.fullmatch(word[match.end() :])
            if described:
                return described["name"], f"{head} {described['head']}"
            return word[match.end() :], head
    described = _DESCRIBED.fullmatch(word)
    is_long = described is not None and len(described["head"]) > _SHORT_HEAD
    if (
        described
        and (is_long or is_surname(described["name"]) or described["head"][1:].endswith("の"))
        and not ends_in_body(word)
        and not ends_in_position(word)
    ):
        # 詳しい新田, 営まれる越生: words that describe run into the name.
        return described["name"], described["head"]
    behind_note = re.fullmatch(rf"(?P<head>.*\))(?P<name>{NAME_CHARACTER}{{2,6}})", word)
    if behind_note and ends_in_position(behind_note["head"]):
        return behind_note["name"], behind_note["head"]
    cut = last_position_inside(word)
    if cut and re.fullmatch(rf"{NAME_CHARACTER}{{1,6}}", word[cut:]) and not ends_in_position(word):
        return word[cut:], word[:cut]
    match = re.match(
        r"(.*(?:協会|会社|法人|大学|研究所|センター|機構|連盟|協議会|総合通信局|総務省))([^(].{0,5})$", word
    )
    if match and len(match[1]) >= 3 and not ends_in_body(word, surely=True) and not ends_in_position(word):
        return match[2], match[1]
    return word, ""


def _may_be_given(word: str) -> bool:
    is_short = len(word) <= 6 or bool(_FOREIGN.fullmatch(word))
    return is_short and bool(re.fullmatch(rf"{NAME_CHARACTER}+", word)) and not ends_in_position(word)


def _may_be_family(word: str, given: str, kana: str) -> bool:
    if _FOREIGN.fullmatch(word) and _FOREIGN.fullmatch(given):
        return True
    if not word or len(word) > 5 or not re.fullmatch(rf"{NAME_CHARACTER}+", word):
        return False
    if is_surname(word):
        return True
    if word in {"講師", "代表", "主任", "主査", "司会", "局長", "会長", "教授"} or ends_in_position(word):
        return False
    if ends_in_body(word, surely=True):
        return False
    if len(word) >= 3 and ends_in_body(word):
        # 木之村 or 青波市? A reading in two parts wants two words; a given name of three or more characters may be whole.
        return " " in kana and len(given) <= 2
    return True


# 電波のおまわりさん, 駅の係さん; しのぶ and みのり are names.
_OF_SOMETHING = re.compile(rf"[{KANJI}]の(?=[^ぁ-ん]|お)")


_LONGEST_LATIN = 24
# A part of the programme is nobody's name: 会長の閉会挨拶が.
_PART = re.compile(
    r"(?:開会|閉会|主催者?|来賓|歓迎|基調|特別|記念|事例|活動|成果)?(?:の?ご?(?:挨拶|あいさつ)|祝辞|式辞|講演|報告|発表|紹介|説明|宣言|開会|閉会|講評|総括)"
)


def _is_name(name: str, kana: str, honorific: str) -> bool:
    plain = name.replace(" ", "")
    # The dead are told of: 故桂米朝師匠.
    if plain.startswith("故") and len(plain) > 3:
        return False
    if not 1 <= len(plain) <= (_LONGEST_LATIN if plain.isascii() else 12) or not re.fullmatch(
        rf"{NAME_CHARACTER}+", plain
    ):
        return False
    if ends_in_body(plain, surely=True) or (plain and ends_in_position(plain)):
        return False
    if honorific and _OF_SOMETHING.search(plain):
        return False
    if not kana and _PART.fullmatch(plain):
        return False
    if kana:
        return _reads_like_a_name(plain, kana, honorific, spaced=" " in name)
    if not re.search(rf"[{KANJI}]", plain):
        # さかなクンさん aside, a word in kana before 様 or さん is a name only when a blank parts it.
        return " " in name or "・" in name
    return len(plain) >= 2 if honorific in {"さん", "様", "先生", "君", "殿"} else True


def _reads_like_a_name(plain: str, kana: str, honorific: str, *, spaced: bool) -> bool:
    """Not 笑顔(かお) or 狼煙(のろし): a reading in two parts, or a name in two parts, or an honorific."""
    if not re.search(rf"[{KANJI}ァ-ヶ]", plain) and not spaced:
        return False
    if " " in kana or spaced or honorific:
        return len(plain) <= (_LONGEST_LATIN if plain.isascii() else 10)
    # Unspaced on both sides: a full name reads in five kana or more and has three characters or more.
    return len(plain) >= 3 and len(kana) >= 5


def _post_around(folded: str, start: int, end: int) -> tuple[int, int, str, str]:
    """A post whose bearer stands in parentheses behind it: 見本協力会長(賀川 卓(かがわ たかし))."""
    opening = _POST_OPENS.search(folded[max(0, start - 42) : start])
    if not opening or not ends_in_position(opening["post"]) or folded[end : end + 1] != ")":
        return start, end, "", ""
    breaks = [match.end() for match in BREAK.finditer(opening["post"])]
    post = opening["post"][max(breaks, default=0) :]
    affiliation, position = split_post(post)
    return start - len(post) - 1, end + 1, affiliation, position


def _post_to_the_end(folded: str, end: int) -> tuple[int, str, str]:
    """Affiliation and post behind a blank, up to the line's end: name(reading)氏 見本大学 社会学部 教授."""
    rest = folded[end : end + 80]
    if len(folded) - end > 80 or not rest.startswith(" ") or not ends_in_position(rest) or _SENTENCE_WORDS.search(rest):
        return end, "", ""
    affiliation, position = split_post(rest.strip())
    return len(folded), affiliation, position


def _post_behind(folded: str, end: int, affiliation: str, behind: str) -> tuple[int, str, str]:
    """A post that follows the name: name(reading)局長, name(reading)見本総合通信局長."""
    match = re.match(rf"\s*(?:の)?(?P<post>[{KANJI}A-Za-z0-9ァ-ヶー]{{0,40}})", behind)
    if not match or not match["post"]:
        return end, affiliation, ""
    post = match["post"]
    for length in range(len(post), 1, -1):
        if ends_in_position(post[:length]):
            body, position = split_post(post[:length])
            if affiliation and body and not position.startswith(body[-1:]):
                # The division belongs to the post, where the body stands before the name.
                body, position = "", post[:length]
            elif affiliation and body:
                body, position = "", f"{body}{position[1:]}"
            return end + match.start("post") + length, affiliation or body, position
    unlisted = _UNLISTED_BEHIND.match(behind)
    if unlisted:
        return end + unlisted.end(), affiliation, unlisted["post"]
    return end, affiliation, ""


# A post that no list knows, right behind a name with its reading, whose bearer acts: …(みやま ひろ)推進監は.
_UNLISTED_BEHIND = re.compile(rf"(?P<post>[{KANJI}A-Zァ-ヶー]{{1,12}}[長官監員役士師])(?=から|より|が|は|による|、)")


def _post_in_parentheses(folded: str, end: int) -> tuple[int, str, str]:
    """Affiliation and post in parentheses behind the name: 氏(見本大学 特任教授)."""
    match = re.compile(r"\s*\((?P<post>[^()]{2,60}(?:\([^()]{0,30}\)[^()]{0,30})?)\)").match(folded, end)
    if not match:
        return end, "", ""
    post = match["post"].strip()
    if re.fullmatch(
        r".{0,14}[\d,]+\s*[歳才名人].{0,3}|写真.{0,10}|.{0,4}中央|左|右|代読|オンライン.{0,6}|(?:左|右|中央)から.{1,6}",
        post,
    ):
        return end, "", ""
    if not (ends_in_position(post) or ends_in_body(post) or " " in post or opens_with_legal_form(post)):
        return end, "", ""
    affiliation, position = split_post(post)
    return match.end(), affiliation, position
