"""Who stood behind the event with which standing: 共催, 後援 …, from the lead sentence and from labels."""

import re
from collections.abc import Iterator

from releases.parse.folding import tidy
from releases.parse.source import Line

STANDINGS = ("主催", "共催", "後援", "協力", "協賛", "特別協力")
_HOSTED_BY = re.compile(r"\(\s*(?P<standing>主催|共催|後援|協力)\s*[::]\s*(?P<bodies>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_ALIAS = re.compile(
    r"\s*\((?:通称|略称|以下|略して)\s*[::、]?\s*「?(?P<alias>[^「」()]{1,30})」?(?:という。?|とする。?)?\)"
)
_TOGETHER = re.compile(
    r"(?:と|との|の|が)(?P<standing>共催|後援|協力|協賛)(?=により|を得て|のもと|の下|して|で|し[、ま]|によ|に[、よ]|、|を受け|とし)"
)
_HEAD_BEHIND = re.compile(
    r"\s*\([^()]*(?:会長|理事長|代表|局長|所長|社長|学長|市長|町長|知事)\s*[: ][^()]*(?:\([^()]*\))?[^()]*\)$"
)
_OURSELVES = {"当局", "当所", "同局"}


def find_organisers(line: Line) -> Iterator[dict[str, str]]:
    """The bodies that a line of prose names, as the document's entries."""
    folded = line.folded
    for match in _HOSTED_BY.finditer(folded):
        yield from organisers_of(line.text[match.start("bodies") : match.end("bodies")], match["standing"])
    start = 0
    for sentence in re.findall(r"[^。]*。?", folded):
        match = _TOGETHER.search(sentence)
        if match:
            cut = _bodies_start(sentence, match.start())
            yield from organisers_of(line.text[start + cut : start + match.start()], match["standing"])
        start += len(sentence)


def organisers_of(raw: str, standing: str) -> Iterator[dict[str, str]]:
    """The bodies of a list such as 見本県、青波市（通称：…）."""
    for name in _split_bodies(raw):
        alias = _ALIAS.search(Line(0, name).folded)
        short = tidy(name[alias.start("alias") : alias.end("alias")]) if alias else ""
        if alias:
            name = name[: alias.start()] + name[alias.end() :]
        head = _HEAD_BEHIND.search(Line(0, name).folded)
        name = tidy(name[: head.start()] if head else name).strip("、・ ")
        if 2 <= len(name) <= 60 and name not in _OURSELVES:
            yield {"name": name, "standing": standing.removeprefix("特別"), "alias": short}


def _bodies_start(sentence: str, end: int) -> int:
    """Where the list of bodies before と共催 begins: behind the subject, the date, the place."""
    window = sentence[:end]
    masked = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", lambda match: "(" + "_" * (len(match[0]) - 2) + ")", window)
    cut = 0
    for match in re.finditer(
        r"(?:は|では|において|にて|が|から|ため|して|を)[、]\s*|(?:日|\)|時|分)(?:に|から)?[、]\s*|(?:日|\))に(?![てつおよ])(?=\S)|(?:、)(?=[^、]{0,30}(?:は|が)[、])|(?:を|が)(?=[^、。ぁ-ん])",
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
