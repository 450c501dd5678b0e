"""A person as a text names them, and where the words that describe one begin."""

import re
from dataclasses import dataclass

from releases.parse.posts import split_post

KANJI = "\u3400-\u9fff\uf900-\ufaff々ヶヵ\U00020000-\U0003ffff\ufe00-\ufe0f\U000e0100-\U000e01ef"
NAME_CHARACTER = rf"[{KANJI}\u3041-\u309f\u30a1-\u30faー・A-Za-z'-]"
BREAK = re.compile(
    r"[、。;!?「」『』【】≪≫<>→|]|(?<=[^0-9]):|"
    r"(?:では|には|とは|からは|から|より|として|して|による|により|によって|とともに|及び|および|並びに|ならびに|また|続いて|続き|次に|最後に|について|に関する|に関して|"
    r"はじめに|初めに|まず|冒頭|における|において|にて|である|でもある|された|した|する|いただいた|務める|務めた|での|への|との|など|ほか|他|"
    r"引き続き|その後|代読|(?<!長)代理|ゲストの|(?:ている|ていた|でいる)(?=[一-鿿ァ-ヶA-Z])|(?<=[一-鿿][けえいりしっきんちじぎべめれ])た(?=[一-鿿ァ-ヶA-Z])|(?<=[一-鿿])(?:[むぶぐ]|った|しい|なる|たる|れる|せる|める|える)(?=[一-鿿])|出席された|された|来賓の|講師の|講師は|"
    r"(?<=[^ぁ-ん])[はがをにでもと](?=[^ぁ-ん]))"
)
# A corporation's own name may hold a particle: NPO法人親子でネット 代表.
_CORPORATION = re.compile(r"(?:法人|会社)[^\s、。「」()はがを]{2,20}(?=\s)")
_PARTICLE_INSIDE = re.compile(r"(?<=[^\s])[でとにも](?=[^\s])")
OWN = re.compile(r"^(?:当局|当所|同局|弊局)\s*")
MAX_PEOPLE = 300
_LOOKBACK = 90
_LONG_OFFICE = 8
# No family name is so long: 篠澤康夫課長補佐 is whole.
WHOLE_NAME = 4


@dataclass(frozen=True)
class PersonFound:
    """A person named in a text; ``start`` and ``end`` enclose everything that belongs to the naming.

    ``is_unsplit`` says that family and given name stand without a blank and no reading parts them, ``is_sure`` that a
    reading or an honorific marks the name.
    """

    start: int
    end: int
    name: str
    kana: str = ""
    affiliation: str = ""
    position: str = ""
    honorific: str = ""
    is_unsplit: bool = False
    is_sure: bool = True
    is_surname_only: bool = False
    named_by: str = ""
    """The office by which alone the text names them, where the page says elsewhere who holds it."""


def clause_start(folded: str, end: int, floor: int) -> int:
    """Where the words that may describe the person begin: behind the last break outside parentheses."""
    start = max(floor, end - _LOOKBACK)
    window = folded[start:end]
    # An opening parenthesis without its closing one before the name is a break: (会長 name …
    depth, cut = 0, 0
    for position in range(len(window) - 1, -1, -1):
        if window[position] in ")]":
            depth += 1
        elif window[position] in "([":
            if depth == 0:
                cut = position + 1
                break
            depth -= 1
    masked = re.sub(r"\([^()]*\)", lambda match: "(" + "_" * (len(match[0]) - 2) + ")", window[cut:])
    masked = _CORPORATION.sub(lambda match: _PARTICLE_INSIDE.sub("ん", match[0]), masked)
    last = 0
    for match in BREAK.finditer(masked):
        if match.end() < len(masked.rstrip()) and not _is_apposition(masked, match, last):
            last = match.end()
    return start + cut + last


def _is_apposition(words: str, comma: re.Match[str], floor: int) -> bool:
    """Whether a comma only parts an office from its bearer: 見本県見本課の主幹、比留間 洋."""
    if (
        comma[0] != "、"
        or words.rstrip().endswith("の")
        or not re.fullmatch(rf"\s*{NAME_CHARACTER}{{1,5}}\s?{NAME_CHARACTER}{{0,5}}\s*", words[comma.end() :])
    ):
        return False
    office = words[floor : comma.start()]
    # 椿社長、楠さん are two people.
    is_long = len(office) >= _LONG_OFFICE or "の" in office or " " in office.strip()
    return is_long and all(split_post(office))
