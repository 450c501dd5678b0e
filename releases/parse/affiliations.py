"""The body that somebody belongs to, freed from the other words that stand before a name."""

import re

from releases.parse.posts import ends_in_body, ends_in_position, split_post

_LEGAL_FORM = re.compile(r"(?:株式|有限|合同)会社|\(株\)|[一-鿿]{2,10}法人")
# A body may be given an honorific as well: 見本市様の市民部.
_WITH_SAMA = re.compile(r"(?<=[都道府県市区町村社校])様の?\s*")
_LONE_POST = re.compile(
    r"(?!.*[県府都市町村区部課局室会社校]|.*法人|同)[一-鿿ァ-ヶー]{2,8}[主師家士者手員人生]|フリーランス|[ァ-ヶー]{3,12}(?:スト|ター|ナー|リスト|ライター)"
)
# At which of several places somebody spoke: さいたま会場 有限会社….
_VENUE = re.compile(r"^\S{1,8}会場\s+")
_SCHOOL_YEAR = re.compile(r"\s*の?[\d一二三四五六]年生?$")
# The number of an entry: 1 見本大学, ○2 見本高専, 1人目 見本小学校.
_NUMBER = re.compile(r"^(?:[○◎]\s*)?(?:\d{1,2}(?:人目|番目|社目)?|[①-⑳]|[ア-コ])\s+(?=\S)")
_NO_BODY = frozenset("専門 得意 話題 人気 地元 有名 当日 今回 同じ 司会 進行 講師 来賓 主催者 共催者".split())
_TOWNS = ("市", "町", "村", "県", "府", "都", "区")
# Words of a sentence, which no body's name holds.
_SENTENCE = re.compile(r"[をはがに、。]|から|より|された|している|における")


def body_alone(affiliation: str, position: str) -> str:
    """The body without another office before it (審査委員長の見本大学, 審査委員長 見本大学) and without a school year."""
    affiliation = _NUMBER.sub("", _VENUE.sub("", affiliation))
    if affiliation in _NO_BODY:
        return ""
    affiliation = _SCHOOL_YEAR.sub("", _WITH_SAMA.sub(" ", affiliation))
    place, _, body = affiliation.partition("の")
    if place.endswith(_TOWNS) and _LEGAL_FORM.match(body):
        affiliation = body
    if not position:
        return affiliation
    for mark in ("の", " "):
        office, _, body = affiliation.partition(mark)
        if ends_in_position(office) and not ends_in_body(split_post(office)[0]) and ends_in_body(body):
            return body.strip()
    return affiliation


def opens_with_legal_form(text: str) -> bool:
    """Whether ``text`` begins like the name of a company or corporation: 株式会社…."""
    return bool(_LEGAL_FORM.match(text))


def is_post_alone(affiliation: str) -> bool:
    """Whether what stands before a name is no body but what the person is: 牧場主, フリーランス."""
    return bool(_LONE_POST.fullmatch(affiliation))


def is_doubtful(affiliation: str, position: str) -> bool:
    """Whether affiliation or position hold words that an editor should look at."""
    is_odd_post = bool(position) and not (ends_in_position(position) or _LONE_POST.fullmatch(position))
    return is_odd_post or bool(_SENTENCE.search(affiliation)) or affiliation.startswith("の")
