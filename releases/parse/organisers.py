"""Who stood behind the event with which standing: 共催, 後援 …, from the lead sentence and from labels."""

import re
from collections.abc import Iterator

from releases.parse.days import sentences
from releases.parse.folding import tidy
from releases.parse.source import Line

STANDINGS = ("主催", "共催", "後援", "協力", "協賛", "特別協力")
_HOSTED_BY = re.compile(r"\(\s*(?P<standing>主催|共催|後援|協力)\s*[::]\s*(?P<bodies>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_ALIAS = re.compile(
    r"\s*\((?:通称|略称|以下|略して)\s*[::、]?\s*「?(?P<alias>[^「」()]{1,30})」?(?:という。?|とする。?)?\)"
)
_TOGETHER = re.compile(
    r"(?:と|との|の|が)(?P<standing>共催|後援|協力|協賛)(?=により|を得て|のもと|の下|して|で|し[、ま]|によ|に[、よ]|、|を受け|とし)"
    r"|の?(?P<host>主催)(?=の[「『一-鿿]|により|で[、行開])"
    # 甲主催、乙、丙後援により
    r"|(?<=[一-鿿ァ-ヶー])(?P<plain>主催|共催|後援|協賛)(?=により|、[^。]{2,40}(?:後援|共催|協力|協賛)(?:により|で|のもと|の下))"
)
_AND_OTHERS = re.compile(r"(?<=[会県市町村局社団])\s?(?:ほか|外|等|など)$")
_NOTE_BEHIND = re.compile(r"\s*[(\[](?:※|注|\*)\s?\d{0,2}[)\]]$")
_HEAD_BEHIND = re.compile(
    r"\s*\[(?:会長|理事長|代表|局長|所長|社長|学長|市長|町長|知事|議長|座長)\s*[: ][^\[\]]*\]$|\s*\([^()]*(?:会長|理事長|代表|局長|所長|社長|学長|市長|町長|知事)\s*[: ][^()]*(?:\([^()]*\)[^()]*)?\)$"
)
_ABBREVIATION = re.compile(r"\((?P<alias>[A-Z][A-Za-z0-9&-]{1,15})\)$")
_FAR = 400
_OURSELVES = {"当局", "当所", "同局"}
# Whoever else may be meant: no body of its own name.
_ANYBODY = re.compile(
    r"(?:引き続き|今後(?:と?も)?|これからも?|これから|日頃|より一層|相互)?(?:の|、)?(?:関係|地元|地域|各種|各|多く|様々な|皆様|多数)の?(?:行政|民間|教育|諸|関係|企業)?"
    r"(?:機関|団体|者|各位|省庁|自治体|企業|方面|皆様|方々|部局|所)?(?:等|など|の皆様|と)*"
)


def find_organisers(line: Line) -> Iterator[dict[str, str]]:
    """The bodies that a line of prose names, as the document's entries."""
    folded = line.folded
    for match in _HOSTED_BY.finditer(folded):
        yield from organisers_of(line.text[match.start("bodies") : match.end("bodies")], match["standing"])
    for start, end in sentences(folded):
        sentence, former = folded[start:end], 0
        for match in _TOGETHER.finditer(sentence):
            # A second standing has its own bodies behind the first: 甲との共催、乙の後援で.
            window = max(former, match.start() - _FAR)
            cut = window + _bodies_start(sentence[window : match.start()])
            raw = line.text[start + cut : start + match.start()]
            # In prose a single character is a town's or a county's: 県と共催.
            yield from (
                body
                for body in organisers_of(raw, match["standing"] or match["host"] or match["plain"])
                if len(body["name"]) > 1
            )
            former = match.end()


def organisers_of(raw: str, standing: str) -> Iterator[dict[str, str]]:
    """The bodies of a list such as 見本県、青波市（通称：…）."""
    for name in _split_bodies(raw):
        alias = _ALIAS.search(Line(0, name).folded) or _ABBREVIATION.search(Line(0, name).folded)
        short = tidy(name[alias.start("alias") : alias.end("alias")]) if alias else ""
        if alias:
            name = name[: alias.start()] + name[alias.end() :]
        name = _AND_OTHERS.sub("", name)
        note = _NOTE_BEHIND.search(Line(0, name).folded)
        name = name[: note.start()] if note else name
        head = _HEAD_BEHIND.search(Line(0, name).folded)
        name = tidy(name[: head.start()] if head else name).strip("、・ ")
        if 1 <= len(name) <= 60 and name not in _OURSELVES and not _ANYBODY.fullmatch(name):
            yield {"name": name, "standing": standing.removeprefix("特別"), "alias": short}


def _bodies_start(window: str) -> int:
    """Where the list of bodies before と共催 begins: behind the subject, the date, the place."""
    masked = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", lambda match: "(" + "_" * (len(match[0]) - 2) + ")", window)
    cut = 0
    for match in re.finditer(
        r"(?:は|では|において|にて|が|から|ため|して|を)[、]\s*|(?:において|にて)(?=[^、])|(?:対象|目的|テーマ|中心)(?:に|として|とし)、|(?:日|\)|時|分)(?:に|から)?[、]\s*|(?:日|\))に(?![てつおよ])(?=\S)|(?:、)(?=[^、]{0,30}(?:は|が)[、])|(?:を|が)(?=[^、。ぁ-ん])",
        masked,
    ):
        if match.end() < len(masked):
            candidate = match.end()
            # 見本県(…)、青波市 keeps its comma; a closing bracket before a comma ends a date only behind a 曜日.
            if match[0].startswith(")") and not re.search(
                r"曜日?\)|[月火水木金土日]\)|_\)", window[max(0, match.start() - 6) : match.start() + 1]
            ):
                continue
            if match[0].startswith(")") and not re.search(r"日\s*\([^()]*\)$", window[: match.start() + 1]):
                continue
            cut = candidate
    return cut


def _split_bodies(raw: str) -> list[str]:
    parts, depth, part = [], 0, ""
    folded = Line(0, raw).folded
    position = 0
    while position < len(folded):
        character = folded[position]
        depth += (character in "([「") - (character in ")]」")
        joint = (
            re.match(r"、|,|及び|および|並びに|ならびに|と(?=[一-鿿ァ-ヶA-Z])", folded[position : position + 4])
            if depth == 0
            else None
        )
        if joint:
            parts.append(part)
            part = ""
            position += joint.end()
            continue
        part += raw[position]
        position += 1
    return [part.strip() for part in [*parts, part] if part.strip()]
