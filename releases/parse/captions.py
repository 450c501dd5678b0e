"""Captions and alternative texts as photos to be placed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from releases.parse.caption_lines import CAPTION_VERB, SIDE
from releases.parse.folding import same, tidy
from releases.parse.kinds import is_programme_heading
from releases.parse.people import find_people
from releases.parse.result import PhotoDraft
from releases.parse.source import Line

_PREFIX = re.compile(
    rf"^\s*[▲△▼↑↓←→]\s*|^\s*写真\s?[①-⑨]\s*:?\s*|^\s*[(\[<]?\s*{SIDE}?の?\s*写真{SIDE}?\s*(?:\d{{1,2}}|[①-⑳])?\s*(?:は、?|\s*[:)\]]\s*|\s+)\s*|^\s*(?!中央){SIDE}(?:の写真)?\s*:\s*|"
    rf"^\s*[【(\[<]\s*{SIDE}(?:側)?(?:の?写真)?\s*[】)\]>]\s*[::、]?\s*"
)
_SIDES = rf"(?:{SIDE}側?(?:の?写真)?|写真\s?(?:{SIDE}|\d{{1,2}}|[①-⑨])?側?)"
# A side alone in brackets right behind a word is that of somebody in the picture.
_PAIR = re.compile(
    rf"(?:[【(\[<](?=[^】)\]>]{{0,4}}写真)|(?:(?<=^)|(?<=[\s、]))[【(\[<])\s*{_SIDES}\s*[】)\]>]\s*:?|(?:(?<=^)|(?<=[\s、(\[<【]))(?:{_SIDES}\s*:|写真\s?(?:\d{{1,2}}|[①-⑨])\s)"
)
_NAME_AND_SIDE = re.compile(r"\S\s*[(]\s*(?:左|右|中央|左から|右から)")


@dataclass(frozen=True)
class CaptionLine:
    """A caption block with the heading that it stands under."""

    line: Line
    place: str


def read_photos(run: Sequence[CaptionLine]) -> list[PhotoDraft]:
    """The photos of one run of neighbouring captions; the alternative text comes before the caption."""
    images = [item for item in run if item.line.image]
    texts = [part for item in run if not item.line.image for part in _parts(item)]
    if not images:
        return _doubled(texts, {item.line.number: item.line.bare[:1] for item in run})
    photos = [
        PhotoDraft(alt=tidy(item.line.text), place=item.place, image=item.line.image, lines=(item.line.number,))
        for item in images
    ]
    for index, text in enumerate(texts):
        if index < len(photos):
            photo = photos[index]
            photos[index] = replace(photo, caption=text.caption, lines=(*photo.lines, *text.lines))
        else:
            photos.append(text)
    return photos


def _parts(item: CaptionLine) -> list[PhotoDraft]:
    """A line is one caption, or two for photos side by side."""
    line = item.line
    marks = list(_PAIR.finditer(line.folded))
    if (
        len(marks) >= 2
        and marks[0].start() <= line.start + 2
        and not _NAME_AND_SIDE.search(line.folded[: marks[0].end()])
    ):
        ends = [mark.start() for mark in marks[1:]] + [len(line.text)]
        texts = [line.text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    elif line.is_row:
        # A row of a table under its pictures: a caption in each cell.
        texts = [cell for cell in line.text.split(" | ") if cell.strip()]
    elif len(cells := _side_by_side(line)) > 1:
        texts = cells
    else:
        texts = [line.text]
    return [PhotoDraft(caption=_words(text), place=item.place, lines=(line.number,)) for text in texts]


_DOES = re.compile(r"[をにで][^。、]{0,14}[うくぐすつぬぶむるただ][一-鿿々ァ-ヶー]{1,10}$")
_GAP = re.compile(r"(?<=[氏様んら長官授事員師者生]) +(?=\S)")


def _side_by_side(line: Line) -> list[str]:
    """The captions of pictures in a row, set apart by blanks; each says who or what it shows."""
    bounds = [0, *(mark for gap in _GAP.finditer(line.folded) for mark in gap.span()), len(line.folded)]
    cells = [line.text[begin:end] for begin, end in zip(bounds[::2], bounds[1::2], strict=True)]
    return cells if all(map(_says_who, cells)) else [line.text]


def _says_who(text: str) -> bool:
    folded = Line(0, text).bare
    return bool(CAPTION_VERB.match(folded) or _DOES.search(folded) or find_people(folded))


def _words(text: str) -> str:
    text = text.strip()
    folded = Line(0, text).folded
    match = _PREFIX.match(folded)
    if match:
        text = text[match.end() :]
        if (
            folded[0] in "([<"
            and Line(0, text).folded.rstrip().endswith((")", "]", ">"))
            and folded.count(folded[0]) > Line(0, text).folded.count(folded[0])
        ):
            text = text.rstrip()[:-1]
    text = _without_odd_bracket(text)
    folded = Line(0, text).folded.strip()
    if len(folded) > 2 and (folded[0], folded[-1]) in {("<", ">"), ("【", "】"), ("(", ")"), ("[", "]")}:
        text = text.strip()[1:-1]
    return tidy(text).strip("、| ")


def _without_odd_bracket(text: str) -> str:
    """``text`` without a bracket at its end that opened before the mark taken off: (写真左:甲 写真右:乙)."""
    text = text.strip()
    for opening, closing in ("()", "[]", "<>", "【】"):
        folded = Line(0, text).folded
        if folded.endswith(closing) and folded.count(closing) > folded.count(opening):
            text = text[:-1].rstrip()
    return text


def _doubled(texts: list[PhotoDraft], marks: Mapping[int, str]) -> list[PhotoDraft]:
    """Photos of a text without pictures: alternative and caption pairs are told by their form.

    ``marks`` are the characters that lines open with: <…> over 【…】 are alternative and caption.
    """
    half = len(texts) // 2
    if half > 1 and len(texts) % 2 == 0:
        first, second = texts[:half], texts[half:]
        if all(
            same(a.caption) == same(b.caption) or (_names_part(b.caption) and not _names_part(a.caption))
            for a, b in zip(first, second, strict=True)
        ):
            return [_paired(a, b) for a, b in zip(first, second, strict=True)]
    photos: list[PhotoDraft] = []
    position = 0
    while position < len(texts):
        text = texts[position]
        if row := _row_said_twice(texts, position):
            pairs = zip(texts[position : position + row], texts[position + row : position + 2 * row], strict=True)
            photos += [_paired(alt, caption) for alt, caption in pairs]
            position += 2 * row
            continue
        following = texts[position + 1] if position + 1 < len(texts) else None
        if following and (
            same(text.caption) == same(following.caption)
            or (marks[text.lines[0]], marks[following.lines[0]]) == ("<", "【")
            or (
                marks[text.lines[0]] == "写" != marks[following.lines[0]]
                and _shares_words(text.caption, following.caption)
            )
            or (
                _names_part(following.caption)
                and not _names_part(text.caption)
                and _shares_person(text.caption, following.caption)
            )
        ):
            photos.append(_paired(text, following))
            position += 2
            continue
        photos.append(text)
        position += 1
    return photos


def _row_said_twice(texts: list[PhotoDraft], position: int) -> int:
    """How many pictures in a row have their alternatives here and their captions right behind; 0 for none."""
    for size in (2, 3):
        said = [same(text.caption) for text in texts[position : position + 2 * size]]
        if len(said) == 2 * size and said[:size] == said[size:]:
            return size
    return 0


def _paired(alt: PhotoDraft, caption: PhotoDraft) -> PhotoDraft:
    return replace(caption, alt=alt.caption, lines=tuple(dict.fromkeys((*alt.lines, *caption.lines))))


def _names_part(caption: str) -> bool:
    words = Line(0, caption).folded.split()
    return bool(words) and is_programme_heading(words[0]) and len(words) > 1


def _shares_words(one: str, other: str) -> bool:
    """Whether two kanji in a row stand in both: 写真:椿局長の挨拶 over 主催者挨拶(椿局長)."""
    other = Line(0, other).folded
    return any(word in other for word in re.findall(r"(?=([一-鿿々]{2}))", Line(0, one).folded))


def _shares_person(one: str, other: str) -> bool:
    """挨拶する椿局長 and 開会挨拶 椿 泰文: the family name stands in both."""
    words = other.split()
    return any(len(word) >= 1 and word in one for word in words[1:2]) or bool(
        {person.name[:2] for person in find_people(one)} & {person.name[:2] for person in find_people(other)}
    )
