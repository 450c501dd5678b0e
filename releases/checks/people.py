"""People: honorifics, readings, and names that are spelled in two ways."""

import re
from collections.abc import Iterator

from releases.checks.passages import Passage, passages
from releases.checks.registry import Hit, error, warning
from releases.document import Person, ReleaseDocument

_VARIANT = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]?"
_KANJI = f"(?:[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]{_VARIANT})"
_GIVEN = f"(?:(?![氏様]){_KANJI}){{1,4}}|[ぁ-ん]{{1,5}}"
_FULL_NAME = re.compile(
    rf"(?<![\u4e00-\u9fff\U000e0100-\U000e01ef])({_KANJI}{{1,4}}[ \u3000](?:{_GIVEN}))(?=氏|様|さん|$|[（(])"
)
_ORGANISATION = re.compile(
    r"(?:省|庁|局|県|都|府|市|区|町|村|大学|協会|会社|機構|学校|研究所|財団|センター|連盟|組合|委員会)(?:氏|様)"
)
_SMALL = str.maketrans("ゃゅょっぁぃぅぇぉ", "やゆよつあいうえお")


def people_of(document: ReleaseDocument) -> list[Person]:
    """The director and everybody who is billed."""
    billed = [
        speaker for session in (document.event.sessions if document.event else ()) for speaker in session.speakers
    ]
    return [*([document.director] if document.director else []), *billed]


def names_said(text: str) -> list[str]:
    """Full names, with a blank between their parts, that a caption says."""
    return [match[1] for line in text.split("\n") for match in _FULL_NAME.finditer(line)]


def _billed(document: ReleaseDocument) -> Iterator[tuple[str, object]]:
    for number, session in enumerate(document.event.sessions if document.event else ()):
        for place, speaker in enumerate(session.speakers):
            yield f"event.sessions[{number}].speakers[{place}]", speaker


def _is_own(speaker, document: ReleaseDocument) -> bool:
    affiliation = re.sub(r"\s", "", speaker.affiliation)
    return bool(affiliation) and (
        affiliation.startswith(document.series.ministry) or document.series.bureau in affiliation
    )


@warning("own_side_honorific", title="職員に敬称が付いている", source="局のページの慣行")
def own_side_honorific(document, house):
    for path, speaker in _billed(document):
        if speaker.honorific and _is_own(speaker, document):
            yield Hit(f"{path}.honorific", f"{speaker.name}さんは職員のようです。「{speaker.honorific}」は付けません。")


@warning("guest_without_honorific", title="外部の方に敬称がない", source="局のページの慣行")
def guest_without_honorific(document, house):
    for path, speaker in _billed(document):
        title = speaker.position.endswith(("大臣", "知事", "市長", "区長", "町長", "村長"))
        if not speaker.honorific and speaker.affiliation and not _is_own(speaker, document) and not title:
            yield Hit(
                f"{path}.honorific", f"{speaker.name}さんは外部の方のようです。「氏」などの敬称を付けてください。"
            )


@warning("organisation_honorific", title="団体に敬称が付いている", source="局のページの慣行")
def organisation_honorific(document, house):
    for passage in passages(document):
        if match := _ORGANISATION.search(passage.text):
            yield Hit(
                passage.path, f"団体に「{match[0][-1]}」は付けません。", passage.mend(_ORGANISATION, _without_last)
            )


def _without_last(match: re.Match[str]) -> str:
    return match[0].rstrip("氏様")


@warning("reading_missing", title="氏名が最初に出るところに読みがない", source="局のページの慣行")
def reading_missing(document, house):
    seen = set()
    for path, speaker in _billed(document):
        if speaker.name not in seen and not speaker.kana and re.search(_KANJI, speaker.name):
            yield Hit(f"{path}.kana", f"{speaker.name}さんのふりがながありません。")
        seen.add(speaker.name)


@error("reading_unfit", title="読みが氏名に合わない（外字が失われた疑い）")
def reading_unfit(document, house):
    """A given-name reading can be anything, but a single plain kanji with a long reading lost its neighbour."""
    for path, person in [*(("director", person) for person in (document.director,) if person), *_billed(document)]:
        family, _, given = person.name.partition(" ")
        kana_family, _, kana_given = person.kana.partition(" ")
        if not (given and kana_given):
            continue
        for part, kana in ((family, kana_family), (given, kana_given)):
            if damaged := _damage(part, kana):
                message = f"「{person.name}（{person.kana}）」の「{part}」は「{kana}」と読めないようです。{damaged}"
                yield Hit(path, message)


# Family names of one kanji, and what it is read as: a longer reading tells that another kanji stood before it.
_ONE_KANJI = {
    "尾": ("お", "び"),
    "崎": ("さき", "ざき"),
    "橋": ("はし", "ばし"),
    "田": ("た", "だ", "でん"),
    "山": ("やま", "さん"),
    "川": ("かわ", "がわ", "せん"),
    "木": ("き", "ぎ", "もく"),
    "村": ("むら", "そん"),
    "島": ("しま", "じま", "とう"),
    "野": ("の", "や"),
    "井": ("い", "せい"),
    "本": ("もと", "ほん"),
    "浜": ("はま", "ばま"),
    "瀬": ("せ",),
    "沢": ("さわ", "ざわ"),
    "藤": ("ふじ", "とう", "どう"),
    "部": ("べ", "ぶ"),
    "谷": ("たに", "や", "がや", "たにや"),
}


def _damage(part: str, kana: str) -> str:
    if re.search(r"[\ufffd〓?？□■]", part):
        return "文字が失われています。"
    if (
        len(part) >= 2
        and re.search(r"[A-Zコカ]", part)
        and re.search(_KANJI, part)
        and not re.search(r"[ァ-ヶ]{2}", part)
    ):
        return "カタカナか英字が漢字の代わりになっています。"
    if kana in ("", part):
        return ""
    if part in _ONE_KANJI and kana not in _ONE_KANJI[part] and kana.endswith(_ONE_KANJI[part]):
        return "前の漢字（髙など）が失われていないか確かめてください。"
    if (
        re.fullmatch(r"[ぁ-ゖ]+", part)
        and re.fullmatch(r"[ぁ-ゖ]+", kana)
        and part.translate(_SMALL) != kana.translate(_SMALL)
    ):
        return "ひらがなの氏名と読みが違います。"
    return ""


@warning("name_spelled_twice", title="同じ人の氏名が二通りに書かれている")
def name_spelled_twice(document, house):
    people = {re.sub(r"\s", "", person.name): person.name for person in people_of(document)}
    if not people:
        return
    blank = re.compile(r"[ \u3000]+")
    for passage in passages(document):
        text = blank.sub("", passage.text)
        for bare, name in people.items():
            if bare in text and len(bare) >= 3 and not _said(passage, name) and not _is_address(passage, bare):
                pattern = re.compile(r"[ \u3000]*".join(map(re.escape, bare)))
                message = f"「{name}」が、ここでは空白の入れ方を変えて書かれています。"
                yield Hit(passage.path, message, passage.mend(pattern, name))
    spellings: dict[tuple[str, str], str] = {}
    for path, speaker in _billed(document):
        if not speaker.kana:
            continue
        key = (re.sub(r"\s", "", speaker.kana), speaker.affiliation)
        other = spellings.setdefault(key, speaker.name)
        if other != speaker.name:
            yield Hit(
                path, f"「{speaker.name}」と「{other}」は、読みと所属が同じです。同じ人なら書き方をそろえてください。"
            )


def _said(passage: Passage, name: str) -> bool:
    return name in passage.text.replace("\u3000", " ")


def _is_address(passage: Passage, bare: str) -> bool:
    """Whether the letters stand inside a longer word, where they are no name."""
    return bool(re.search(rf"{_KANJI}{re.escape(bare)}|{re.escape(bare)}(?:市|町|村|区|県)", passage.text))
