"""Related links: where they lead, what kind of thing is there, how big it is, whether a window opens."""

import re
from dataclasses import dataclass

from releases.parse.folding import tidy
from releases.parse.source import Line, LinkMark

_NEW_WINDOW = re.compile(r"別ウィンドウで開きます?|新しいウィンドウで開きます?|別ウインドウで開きます?")
_SIZE = re.compile(
    r"[(\[【]\s*(?:PDF(?:形式|ファイル)?\s*[:、]?\s*)?(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)\s*(?P<unit>[KMG]B|バイト)\s*[)\]】]",
    re.IGNORECASE,
)
_PDF_AT_END = re.compile(r"(?:\s*[(\[]?\s*PDF(?:形式|ファイル|版)?\s*[)\]]?){1,4}\s*$", re.IGNORECASE)
_YOUTUBE_AT_END = re.compile(r"YouTube\s*$")
_URL = re.compile(r"https?://[^\s「」()<>]+|www\.[^\s「」()<>]+")
_WEB = re.compile(r"https?://[^/\s]|mailto:", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_UNITS = {"KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000, "バイト": 1}


@dataclass(frozen=True)
class LinkFound:
    """A link as the document's fields; ``url`` is empty where the text does not say it."""

    label: str
    url: str = ""
    media: str = "page"
    size: int | None = None
    new_window: bool = False

    def fields(self, intro: str = "") -> dict:
        return {
            "label": self.label,
            "url": self.url,
            "intro": intro,
            "media": self.media,
            "size": self.size,
            "new_window": self.new_window,
        }


def is_link_line(line: Line) -> bool:
    """Whether the line is nothing but a link with its marks."""
    text = line.bare
    if line.links:
        covered = sum(mark.end - mark.start for mark in line.links)
        return covered * 10 >= len(_SIZE.sub("", text).strip()) * 7 and not text.endswith("。")
    if text.endswith("。"):
        return False
    if _NEW_WINDOW.search(text) and text.endswith(("開きます", "開く")):
        return True
    if _URL.fullmatch(text.strip("()")):
        return True
    if _YOUTUBE_AT_END.search(text) and len(text) > 10:
        return True
    return bool(_PDF_AT_END.search(_SIZE.sub("", text))) and len(text) < 120 and not text.startswith("(画像")


def read_links(line: Line) -> list[LinkFound]:
    """The links of a line; a line without markup is one link whose address is unknown unless it is written out."""
    if line.links:
        return [_read(line.text[mark.start : mark.end], line.folded, mark) for mark in line.links]
    return [_read(line.text, line.folded, None)]


def _read(label: str, folded: str, mark: LinkMark | None) -> LinkFound:
    part = Line(0, label).folded
    size = _SIZE.search(folded)
    is_video = bool(_YOUTUBE_AT_END.search(part.strip())) or bool(
        mark and re.search(r"youtube\.com|youtu\.be", mark.url)
    )
    is_pdf = bool(_PDF_AT_END.search(_SIZE.sub("", part))) or bool(
        mark and mark.url.lower().split("?")[0].endswith(".pdf")
    )
    written = _URL.search(part)
    return LinkFound(
        label=_clean(label) or tidy(label),
        url=_kept_address(mark.url if mark else written[0] if written else ""),
        media="video" if is_video else "pdf" if is_pdf else "page",
        size=int(float(size["number"].replace(",", "")) * _UNITS[size["unit"].upper()]) if size else None,
        new_window=bool(_NEW_WINDOW.search(folded)) or bool(mark and mark.new_window),
    )


def _kept_address(url: str) -> str:
    """An address that a page may lead to, or "": no script, no other scheme."""
    if url.startswith("www."):
        return f"https://{url}"
    is_local = url.startswith(("/", "./", "../")) and not url.startswith("//")
    return url if is_local or _WEB.match(url) or (not _SCHEME.match(url) and not url.startswith(("//", "\\"))) else ""


def _clean(label: str) -> str:
    """The words of a link without the alternative texts of its icons."""
    folded = Line(0, label).folded
    keep = [True] * len(folded)
    for pattern in (_NEW_WINDOW, _SIZE):
        for match in pattern.finditer(folded):
            keep[match.start() : match.end()] = [False] * (match.end() - match.start())
    text = "".join(character for character, kept in zip(label, keep, strict=True) if kept)
    while True:
        shorter = Line(0, text).folded.rstrip()
        match = _PDF_AT_END.search(shorter) or (_YOUTUBE_AT_END.search(shorter) if len(shorter) > 7 else None)
        if not match or not match[0]:
            return tidy(text).lstrip("・ ")
        text = text[: match.start()]
