"""What a careful colleague would notice before publication: rules about the document, in one registry.

A rule looks at a document and yields what it found. Errors are things that a published page must not have; warnings
are worth a second look. Sources are named at the rules.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.html import strip_tags

from bureau import eras
from releases.document import PhotoItem, ReleaseDocument

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """Something that staff should know: ``code`` names the rule, ``place`` the part of the page in staff's words."""

    code: str
    severity: str
    place: str
    message: str


Rule = Callable[[ReleaseDocument], Iterator[tuple[str, str]]]

_RULES: dict[str, tuple[str, Rule]] = {}


def _rule(code: str, severity: str) -> Callable[[Rule], Rule]:
    def register(rule: Rule) -> Rule:
        _RULES[code] = (severity, rule)
        return rule

    return register


def check(document: ReleaseDocument) -> list[Finding]:
    """Everything that the rules find, errors first."""
    found = [
        Finding(code, severity, place, message)
        for code, (severity, rule) in _RULES.items()
        for place, message in rule(document)
    ]
    return sorted(found, key=lambda finding: finding.severity != ERROR)


def _photo_name(number: int, photo: PhotoItem) -> str:
    return f"写真{number}" + (f"「{photo.caption}」" if photo.caption else "")


def _texts(document: ReleaseDocument) -> Iterator[tuple[str, str]]:
    """Every text of the page with the name of its place; rich text without its tags."""
    yield "表題", document.title
    yield "副題", document.subtitle
    yield "リード文", strip_tags(document.lead)
    for section in document.sections:
        yield f"節「{section.heading}」", strip_tags(section.body)
    event = document.event
    for session in event.sessions if event else ():
        yield f"プログラム「{session.heading}」", f"{session.topic}\n{session.intro}\n{strip_tags(session.summary)}"
    for number, comment in enumerate(event.survey.comments if event else (), start=1):
        yield f"アンケート意見{number}", comment
    yield "結び", strip_tags(document.closing)
    for note in document.notes:
        yield f"参考・注「{note.marker}」", strip_tags(note.body)
    for number, photo in enumerate(document.all_photos, start=1):
        yield _photo_name(number, photo), photo.caption


@_rule("alt_missing", ERROR)
def _alt_missing(document):
    """JIS X 8341-3:2016 1.1.1"""
    for number, photo in enumerate(document.all_photos, start=1):
        if not photo.alt:
            yield _photo_name(number, photo), "代替テキストがありません。写真に写っているものを短い文で書いてください。"


@_rule("contact_missing", ERROR)
def _contact_missing(document):
    contact = document.contact
    if contact is None:
        yield "連絡先", "連絡先がありません。"
    elif not (contact.tel or contact.email or contact.form_url):
        yield "連絡先", "電話、メール、問合せフォームのどれもありません。"


_USELESS_ALT = re.compile(
    r"(写真|画像|イメージ|図|photo|image|img|dsc)?[\s_-]*\d*(\.(jpe?g|png|gif|webp|heic))?", re.IGNORECASE
)


@_rule("alt_useless", WARNING)
def _alt_useless(document):
    """JIS X 8341-3:2016 1.1.1"""
    for number, photo in enumerate(document.all_photos, start=1):
        if photo.alt and (
            _USELESS_ALT.fullmatch(photo.alt) or re.search(r"\.(jpe?g|png|gif)$", photo.alt, re.IGNORECASE)
        ):
            yield _photo_name(number, photo), f"代替テキスト「{photo.alt}」では、写真の内容が伝わりません。"


@_rule("link_text", WARNING)
def _link_text(document):
    """JIS X 8341-3:2016 2.4.4"""
    for link in document.links:
        if link.label in {"こちら", "ここ", "詳細", "詳細はこちら", "リンク"} or link.label.startswith(
            ("http://", "https://")
        ):
            yield "関連リンク", f"リンクの文字「{link.label}」では、行き先が分かりません。"


@_rule("file_size", WARNING)
def _file_size(document):
    for link in document.links:
        if link.media in ("pdf", "file") and not link.size:
            yield "関連リンク", f"「{link.label}」のファイルの大きさがありません。"


_DATED = re.compile(r"(?:(令和|平成|昭和)\s?(元|\d{1,2})|(\d{4}))年\s?(\d{1,2})月\s?(\d{1,2})日[（(]([月火水木金土日])")


@_rule("weekday", ERROR)
def _weekday(document):
    """The weekday written after a date is the calendar's."""
    for place, text in _texts(document):
        for name, number, gregorian, month, day, weekday in _DATED.findall(text):
            base = next((era.base for era in eras.ERAS if era.name == name), 0)
            year = int(gregorian) if gregorian else base + (1 if number == "元" else int(number))
            try:
                right = eras.WEEKDAYS[date(year, int(month), int(day)).weekday()]
            except ValueError:
                yield place, f"{year}年{month}月{day}日という日はありません。"
                continue
            if right != weekday:
                yield place, f"{year}年{month}月{day}日は{weekday}曜日ではなく{right}曜日です。"


_PAIRS = {"「": "」", "『": "』", "（": "）", "(": ")", "【": "】", "≪": "≫", "〈": "〉", "《": "》"}
_SAME = str.maketrans("（）", "()")


@_rule("brackets", WARNING)
def _brackets(document):
    """公用文作成の考え方（2022年）"""
    pairs = {opening.translate(_SAME): closing.translate(_SAME) for opening, closing in _PAIRS.items()}
    closings = {closing: opening for opening, closing in pairs.items()}
    for place, text in _texts(document):
        open_ones: list[str] = []
        for letter in text.translate(_SAME):
            if letter in pairs:
                open_ones.append(letter)
            elif letter in closings and (not open_ones or open_ones.pop() != closings[letter]):
                open_ones = ["?"]
                break
        if open_ones:
            yield place, "括弧の始まりと終わりが合っていません。"


_MACHINE_DEPENDENT = re.compile(
    "[①-⑳Ⅰ-Ⅻⅰ-ⅻ㈱㈲㈹№℡㍉㌔㌢㍍㌘㌧㌃㌶㍑㍗㌍㌦㌣㌫㍊㌻㎜㎝㎞㎎㎏㏄㎡㍻㍼㍽㍾㋿\uff61-\uff9f]"
)


@_rule("machine_dependent", WARNING)
def _machine_dependent(document):
    for place, text in _texts(document):
        if letters := "".join(dict.fromkeys(_MACHINE_DEPENDENT.findall(text))):
            yield place, f"機種依存文字や半角カナ（{letters}）があります。ほかの書き方に直してください。"


@_rule("held_before_it_was", ERROR)
def _held_before_it_was(document):
    """A report is not published before its event."""
    day = document.event.first_day if document.event else None
    if day and document.kind.code == "report" and day > document.release_date:
        yield "発表日", f"開催日（{eras.format_era(day)}）が発表日より後です。"


@_rule("own_side_honorific", WARNING)
def _own_side_honorific(document):
    bureau = document.series.bureau
    for session in document.event.sessions if document.event else ():
        for speaker in session.speakers:
            if speaker.honorific and bureau and speaker.affiliation.replace(" ", "").endswith(bureau):
                yield (
                    f"プログラム「{session.heading}」",
                    f"{speaker.name}さんは局の職員のようです。「氏」は付けません。",
                )


@_rule("reading_missing", WARNING)
def _reading_missing(document):
    seen = set()
    for session in document.event.sessions if document.event else ():
        for speaker in session.speakers:
            if speaker.name not in seen and not speaker.kana and re.search(r"[\u3400-\u9fff]", speaker.name):
                yield f"プログラム「{session.heading}」", f"{speaker.name}さんのふりがながありません。"
            seen.add(speaker.name)
