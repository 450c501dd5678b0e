"""Lines that layout has torn apart, put together before they are read: a speaker's office over the name, table rows.

A line made here keeps the number of its first line and names the others, so that the account of lines stays whole.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from releases.parse.billing import name_people
from releases.parse.folding import fold
from releases.parse.kinds import is_programme_heading
from releases.parse.people import LABEL_WORD, find_people
from releases.parse.person import PersonFound
from releases.parse.posts import ends_in_body, ends_in_position, split_post
from releases.parse.sessions import ROLES
from releases.parse.source import Line

_WRAPPED = 24
_ENDS = re.compile(r"[。」』】≫>)\]:!?]$|(?:氏|様|さん|開催|実施|概要|とおり)$")
_MOST_LINES = 4
_MOST_SPOKEN = 600
_TAKES_FLOOR = re.compile(r"[^。]{1,60}(?:が|は|から|より)(?:は)?、$")
_LONGEST = 48
_LEGAL_FORM = re.compile(
    r"(?:(?:一般|公益)?(?:社団|財団)法人|国立(?:大学|研究開発)法人|(?:独立行政|特定非営利活動|学校|地方独立行政|医療|社会福祉)法人|"
    r"NPO法人|株式会社|有限会社|合同会社)"
)
_HONOURS = re.compile(r"表彰|感謝状|贈呈|受賞|受彰|入賞|入選|功績|功労|[大優秀良佳]賞")
_NO_OFFICE = re.compile(r"[。、「」『』:|]|\d\s*[月日時分年]|写真|表彰|受賞|連絡先|担当|敬称略")
_SPACED_WORD = re.compile(
    r"(?<![一-鿿])(?P<first>挨|講|報|説|閉|開|祝|式|来|乾|司|演|総|表)[ \u3000]+(?P<second>拶|演|告|明|会|辞|賓|杯|題|師|括|彰)(?![一-鿿])"
)
_TITLE_AND_SLASH = re.compile(r"(?<=[」』])[ \u3000]*[/／][ \u3000]*(?=\S)")
_WIDE_GAP = re.compile(r"(?<=\S)[ \u3000]{2,}(?=\S)")
_HEADED = re.compile(r"[【≪《〈](?P<title>[^【】：:]{2,60})[：:]\s*(?P<people>[^【】]{6,160})[】≫》〉]")
_CLOCK = re.compile(r"\d{1,2}[:時]\d{0,2}分?(?:\s*[~-]\s*(?:\d{1,2}[:時]\d{0,2}分?)?)?|\(前掲\)")
_PART_BEFORE = re.compile(r"[【［\[](?P<part>[^【】\[\]［］]{2,10})[】］\]]\s*(?P<title>[^「」]{2,60})")
# A label with the body alone, whose person stands in the next line: 講師:見本研究所.
_LABELLED_BODY = re.compile(r"(?:講師|講演者|発表者|報告者|説明者|登壇者)\s*:\s*(?P<body>\S.{2,40})")
_NAME_ALONE = re.compile(r"[一-鿿々ヶ豈-﫿]{1,4}\s[一-鿿々豈-﫿ぁ-んァ-ヶー]{1,4}")


def mend_layout(lines: Sequence[Line]) -> list[Line]:
    """``lines`` (without blank ones) with torn billings joined and rows of a programme's table parted."""
    parted: list[Line] = []
    honours = False
    for line in map(_without_gaps, (part for whole in _unwrapped(lines) for part in _columns(whole))):
        is_short = len(line.bare) <= _LONGEST and "。" not in line.bare
        if is_short and (_HONOURS.search(line.bare) or is_programme_heading(line.bare)):
            honours = bool(_HONOURS.search(line.bare))
        # A table of those who are honoured names merits, not titles of talks.
        if honours and len(winners := _winners_in_a_row(line)) > 1:
            parted += winners
            continue
        parts = _pictures_side_by_side(line)
        parts = _title_and_speaker(line) if len(parts) == 1 else parts
        parted += (
            parts if honours or len(parts) > 1 else [part for cell in _cells(line) for part in _headed_billings(cell)]
        )
    return _join(parted)


def _winners_in_a_row(line: Line) -> list[Line]:
    """A table's row of a prize and its bulleted winners as a line for each; any other line as it is."""
    if "|" not in line.text or not _BULLET_INSIDE.search(line.text) or line.image or line.links:
        return [line]
    cells = [cell for cell in re.split(r"\s*\|\s*|\s+(?=・)", line.text.strip()) if cell.strip("- ")]
    return [Line(line.number, cell) for cell in cells]


_BULLET_INSIDE = re.compile(r"[|\s]・\S")


def _unwrapped(lines: Sequence[Line]) -> list[Line]:
    """Sentences that a draft of fixed width has broken into lines, and speeches in lines of their own, each whole again."""
    whole: list[Line] = []
    for line in lines:
        former = whole[-1] if whole else None
        is_title = former is not None and _is_torn_title(former, line)
        if former and (is_title or (_breaks_off(former) and _goes_on(line)) or _opens_speech(former, line)):
            text = former.text.rstrip() + (" " + line.text.strip() if is_title else line.text)
            whole[-1] = replace(former, text=text, joined=(*former.joined, replace(line, joined=()), *line.joined))
        else:
            whole.append(line)
    return whole


_TITLE_OPENS = re.compile(r"(?:[^「」『』。]{0,24})(?:「[^「」。]{2,50}|『[^『』。]{2,50})")
_TITLE_CLOSES = re.compile(r"(?:[^「」。]{2,50}」|[^『』。]{2,50}』)")


# What a picture shows, in brackets that close in the next line.
_CAPTION_OPENS = re.compile(r"[【<][^【】<>。]{2,40}")
_CAPTION_CLOSES = re.compile(r"[^【】<>。]{2,40}[】>]")


def _is_torn_title(above: Line, line: Line) -> bool:
    """Whether a title in quotation marks opens in the one line and closes at the end of the next."""
    if above.joined or any((above.level, above.image, above.links, line.level, line.image, line.links, line.is_item)):
        return False
    if (
        _CAPTION_OPENS.fullmatch(above.bare)
        and _CAPTION_CLOSES.fullmatch(line.bare)
        and line.number == above.number + 1
    ):
        return True
    if not (_TITLE_OPENS.fullmatch(above.bare) and _TITLE_CLOSES.fullmatch(line.bare)):
        return False
    return line.is_indented and ("「" in above.bare) == ("」" in line.bare)


def _breaks_off(line: Line) -> bool:
    """Whether the line is a sentence of an indented paragraph that stops in the middle of a word or a phrase."""
    if line.is_item or line.is_row or line.image or line.level or line.links or not line.is_indented:
        return False
    last = line.bare.rpartition("。")[2]
    has_begun = "、" in last or "「" in last or (len(last) > _WRAPPED and "は" in last)
    return len(line.bare) >= _WRAPPED and has_begun and not _ENDS.search(line.bare)


def _goes_on(line: Line) -> bool:
    """Whether the line, set out to the left, may be the rest of a sentence."""
    if line.is_item or line.is_row or line.image or line.level or line.links or line.is_indented:
        return False
    is_sentence = "。" in line.bare or ("、" in line.bare and len(line.bare) >= _WRAPPED)
    return is_sentence and line.bare[0] not in "「『【≪<([※"


def _opens_speech(above: Line, line: Line) -> bool:
    """Whether a speech stands in a line of its own behind 局長が、, or its verb behind it."""
    marks = (above.level, above.image, above.links, above.is_row, above.is_item, line.level, line.image, line.is_item)
    last = above.joined[-1] if above.joined else above
    if any(marks) or len(above.bare) > _MOST_SPOKEN or last.number + 1 != line.number:
        return False
    is_more = above.bare[-1:] in tuple("」』") and bool(above.joined)
    is_quote = (bool(_TAKES_FLOOR.search(above.bare)) or is_more) and line.bare[:1] in tuple("「『")
    return is_quote or (is_more and line.bare.startswith(("と", "の")))


def sole_person(line: Line) -> PersonFound | None:
    """The person whose billing the whole line is; None for a line that says anything else, or names more people."""
    if len(line.bare) > 120 or "。" in line.folded or line.image:
        return None
    namings = [naming for naming in name_people(line, {}, default_speaks=True) if not naming.person.is_surname_only]
    if len(namings) != 1:
        return None
    person = namings[0].person
    begins, ends = person.start <= line.content_start, person.end >= len(line.folded.rstrip())
    return person if begins and ends and (person.affiliation or person.position) else None


_GAP = re.compile(r"\u3000{2,}| {3,}")
_PART_AND_WORDS = re.compile(r"(?P<part>\S{2,9}[\d①-⑨])\s+(?P<title>[^\s「『].{2,56})")


def _columns(line: Line) -> list[Line]:
    """講演① title, a wide gap, the speaker's billing, as two lines; any other line as it is."""
    if line.image or line.links or line.joined or "。" in line.text:
        return [line]
    columns = [column for column in _GAP.split(line.text.strip()) if column.strip()]
    talk = _PART_AND_WORDS.fullmatch(fold(columns[0].strip())) if len(columns) == 2 else None
    if not talk or not is_programme_heading(talk["part"]) or not sole_person(Line(0, columns[1])):
        return [line]
    part, title = columns[0].strip()[: talk.end("part")], columns[0].strip()[talk.start("title") :]
    return [Line(line.number, f"{part}「{title}」"), Line(line.number, columns[1].strip())]


def _without_gaps(line: Line) -> Line:
    """A line of a list that was set in columns with blanks: ◎ 挨　　拶　　見本局長　　　　矢島　哲郎."""
    if line.image or line.links or "。" in line.text:
        return line
    text = _SPACED_WORD.sub(lambda match: match["first"] + match["second"], line.text)
    text = _TITLE_AND_SLASH.sub("\u3000", _WIDE_GAP.sub("\u3000", text))
    return replace(line, text=text) if text != line.text else line


def _cells(line: Line) -> list[Line]:
    """A programme's row as the lines it would be without the table: title, then who spoke; any other line as it is."""
    if "|" not in line.text and "\t" not in line.text.strip():
        return [line]
    cells = [cell.strip() for cell in re.split(r"[|\t]", line.text)]
    cells = [cell for cell in cells if cell and not _CLOCK.fullmatch(fold(cell))]
    billing, rest = _billing_of(cells)
    if not billing and len(cells) in (2, 3):
        # Name and office in cells of their own.
        *rest, name, office = cells
        is_office = ends_in_body(fold(office)) or ends_in_position(fold(office))
        billing = f"{office}\u3000{name}" if is_office and sole_person(Line(0, f"{office}\u3000{name}")) else ""
    if len(rest) == 2 and billing and is_programme_heading(fold(rest[0])):
        return [Line(line.number, f"{rest[0]}「{rest[1].strip('「」『』')}」"), Line(line.number, billing)]
    if not billing or len(rest) > 1:
        return [line]
    if not rest:
        return [Line(line.number, billing)]
    title = rest[0]
    if title in ROLES:
        return [Line(line.number, f"{title}：{billing}")]
    if find_people(title):
        return [line]
    part = _PART_BEFORE.fullmatch(title)
    title = f"{part['part']}「{part['title']}」" if part else title
    return [Line(line.number, title), Line(line.number, billing)]


def _billing_of(cells: list[str]) -> tuple[str, list[str]]:
    """(somebody's billing, the other cells): one cell, or the last ones with body, office and name apart."""
    for cell in reversed(cells):
        if sole_person(Line(0, cell)):
            return cell, [other for other in cells if other != cell]
    for count in (2, 3, 4):
        joined = "\u3000".join(cells[-count:])
        person = sole_person(Line(0, joined)) if count <= len(cells) else None
        if person and person.affiliation:
            return joined, cells[:-count]
    return "", cells


_SHOWN = r"(?:<[^<>]{2,60}>|\[\s*(?:の?写真|[左右上下中央]{1,2}側?)[^\[\]]{1,60}\]|\(\s*(?:の?写真|[左右上下中央]{1,2}側?)[^()]{2,60}(?:\([^()]{1,20}\)[^()]{0,40}){0,3}\))"
_SHOWN_SIDE_BY_SIDE = re.compile(rf"\s*{_SHOWN}(?:[\s、]*{_SHOWN}){{1,5}}\s*")


def _pictures_side_by_side(line: Line) -> list[Line]:
    """< 甲係長 > < 乙係長 > as a line for each; any other line as it is."""
    if line.image or line.links or not _SHOWN_SIDE_BY_SIDE.fullmatch(line.folded):
        return [line]
    return [Line(line.number, line.text[match.start() : match.end()]) for match in re.finditer(_SHOWN, line.folded)]


# A talk and who gave it in one line: 2. 電波の仕事 講師:見本課 見本課長.
_TITLE_AND_LABEL = re.compile(
    r"(?P<title>\s*(?:\(?\d{1,2}[.)]|[①-⑳])[^:。「」『』|]{4,50}?)\s+(?P<label>講師|講演者|発表者|説明者|報告者)\s*:\s*(?P<who>[^:。|]{2,60})"
)


def _title_and_speaker(line: Line) -> list[Line]:
    """A numbered title with its speaker behind a label as two lines; any other line as it is."""
    match = _TITLE_AND_LABEL.fullmatch(line.folded.rstrip()) if not (line.image or line.links) else None
    if not match:
        return [line]
    return [
        Line(line.number, line.text[: match.end("title")]),
        Line(line.number, f"\u3000{line.text[match.start('label') : match.end('who')]}"),
    ]


def _headed_billings(line: Line) -> list[Line]:
    """【title：office name氏、office name氏】 as the heading and a line each; any other line as it is."""
    match = _HEADED.fullmatch(line.text.strip())
    if not match or line.image or line.links:
        return [line]
    parts = re.split(r"(?<=[氏様])、", match["people"])
    if not all(sole_person(Line(0, part)) for part in parts):
        return [line]
    title = match["title"].strip()
    head = f"【{title}】" if is_programme_heading(fold(title)) else f"講演「{title}」"
    return [Line(line.number, head), *(Line(line.number, part) for part in parts)]


def _join(lines: Sequence[Line]) -> list[Line]:
    result: list[Line] = []
    for line in lines:
        before = _office_above(result, line) or _label_above(result, line) or _name_above(result, line)
        if before:
            parts = [*result[-before:], line]
            del result[-before:]
            text = parts[0].text.rstrip() + "".join(" " + part.text.strip() for part in parts[1:])
            line = Line(parts[0].number, text, item=parts[0].item, joined=tuple(parts[1:]))
            if _label_above(result, line):
                # 講師:見本機構, then the institute, then the name.
                label = result.pop()
                text = f"{label.text.rstrip()} {line.text.strip()}"
                line = Line(label.number, text, item=label.item, joined=tuple(parts))
        result.append(line)
    return result


def _office_above(lines: Sequence[Line], line: Line) -> int:
    """How many of the last ``lines`` say where the person of ``line`` belongs; 0 if none, or if it says so itself."""
    if line.level or line.image or line.marker or not _ends_in_name(line):
        return 0
    count = 0
    number = line.number
    while count < min(_MOST_LINES - 1, len(lines)):
        above = lines[-1 - count]
        if above.number != number - 1 or above.joined or not _is_office(above):
            break
        number = above.number
        count += 1
        if above.marker:
            break
    if not count or not (_is_body(lines[-count]) or split_post(lines[-count].content)[0]):
        return 0
    text = lines[-count].text.rstrip() + "".join(
        " " + part.text.strip() for part in (*lines[len(lines) - count + 1 :], line)
    )
    return count if sole_person(Line(0, text)) else 0


def _name_above(lines: Sequence[Line], line: Line) -> int:
    """1 where the line above is nothing but somebody's name with reading or honorific, and this one says who that is."""
    above = lines[-1] if lines else None
    if above is None or above.joined or above.level or above.image or line.image or above.number != line.number - 1:
        return 0
    people = find_people(above.text)
    if len(people) != 1 or people[0].affiliation or people[0].position or not (people[0].kana or people[0].honorific):
        return 0
    is_alone = people[0].start <= above.content_start and people[0].end >= len(above.folded.rstrip())
    is_office = _is_office(line) and bool(split_post(line.content)[0]) and ends_in_position(line.content)
    return 1 if is_alone and is_office and not line.marker else 0


def _label_above(lines: Sequence[Line], line: Line) -> int:
    """1 where the line above labels the body of the person that this line names."""
    labelled = _LABELLED_BODY.fullmatch(lines[-1].content) if lines else None
    if not labelled or line.image or line.level or lines[-1].joined or find_people(lines[-1].text):
        return 0
    body = labelled["body"].strip()
    is_torn = ends_in_body(body, surely=True) or bool(_LEGAL_FORM.match(body)) or ends_in_position(body)
    alone = find_people(line.text.strip())
    if not is_torn or (not line.is_indented and (len(alone) != 1 or alone[0].affiliation)):
        return 0
    return 1 if sole_person(Line(0, f"{body} {line.text.strip()}")) else 0


def _ends_in_name(line: Line) -> bool:
    people = [person for person in find_people(line.text) if not person.is_surname_only]
    if people:
        person = people[0]
        return len(people) == 1 and person.start <= line.start and person.end >= len(line.folded.rstrip())
    return bool(_NAME_ALONE.fullmatch(line.bare)) or sole_person(line) is not None


def _is_office(line: Line) -> bool:
    text = line.content
    if (
        LABEL_WORD.fullmatch(text)
        or is_programme_heading(text)
        or line.level
        or line.image
        or line.links
        or not 2 <= len(text) <= _LONGEST
        or _NO_OFFICE.search(text)
    ):
        return False
    # 美空町長 alone in its line is an office, be it that 美空 could be somebody's family name.
    return (_is_body(line) or ends_in_position(text)) and all(
        person.is_surname_only and person.end - person.start == len(text) for person in find_people(line.text)
    )


def _is_body(line: Line) -> bool:
    text = line.content
    return ends_in_body(text, surely=True) or bool(_LEGAL_FORM.match(text)) or (len(text) > 4 and ends_in_body(text))
