"""The way to the page (総務省トップ > … > e-コムフォ MIHON（2022年） > title), on one line or wrapped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from releases.parse.folding import tidy
from releases.parse.source import Line

_MARK = re.compile(r"\s*[>›»]\s*")
_TELLS = re.compile(r"総務省|トップ|ホーム|HOME|組織案内|総合通信")
_FIRST_LEVEL = re.compile(r"(?:総務省)?トップ(?:ページ)?\s*>?")
# 〈…〉 at the end of a title is no step of the way; bounded, for every mark looks as far.
_STEP = re.compile(r"\s*[>＞›»]\s*(?![^<＜〈≪]{0,200}[>＞〉≫]\s*$)|\s*[>＞›»]\s+")
_SERIES = re.compile(r"(?P<name>.+?)\s*[(（]\s*\d{4}\s*年(?:度)?\s*[)）]")
_FAR = 120
_MAX_LINES = 14


@dataclass(frozen=True)
class Breadcrumb:
    """The levels above the page, the series' name, and the page's own title (with its subtitle), "" where missing."""

    lines: tuple[Line, ...]
    end: int
    """Position behind the last of ``lines``."""
    ancestors: tuple[str, ...] = ()
    series_name: str = ""
    title: str = ""


def find_breadcrumb(present: Sequence[Line]) -> Breadcrumb | None:
    """The breadcrumb among the first lines of a page."""
    for position, line in enumerate(present[:_FAR]):
        marks = len(_MARK.findall(line.bare))
        if not (marks >= 2 and _TELLS.search(line.bare)) and not _FIRST_LEVEL.fullmatch(line.bare):
            continue
        end = position + 1
        # A way wrapped over lines goes on while a line ends, or the next begins, with the mark.
        while end < min(len(present), position + _MAX_LINES) and (
            present[end - 1].bare.endswith(">") or present[end].bare.startswith(">")
        ):
            end += 1
        if marks >= 2 or end - position >= 3:
            return _read(tuple(present[position:end]), end)
    return None


def _read(lines: tuple[Line, ...], end: int) -> Breadcrumb:
    text = " ".join(line.text.strip() for line in lines)
    levels = [tidy(part) for part in _STEP.split(text) if part and tidy(part)]
    for number, level in enumerate(levels):
        series = _SERIES.fullmatch(level)
        if series:
            title = " > ".join(levels[number + 1 :])
            return Breadcrumb(lines, end, tuple(levels[:number]), tidy(series["name"]), title)
    if levels and "総合通信" in levels[-1] and len(levels[-1]) < 20:
        return Breadcrumb(lines, end, tuple(levels))
    return Breadcrumb(lines, end, tuple(levels[:-1]), "", levels[-1] if levels else "")
