"""A saved page of the series as lines: scripts gone, links, pictures, headings and lists kept.

A small scanner instead of an HTML library: it goes forward once over the text, whatever the markup, and no element
can make it nest. Nothing of the markup reaches the document; only text, addresses and alternative texts do.
"""

import re
from dataclasses import dataclass, field
from html import unescape

from bureau.text import clean_text
from releases.parse.elements import read_elements
from releases.parse.published import article_of
from releases.parse.source import Line, LinkMark, Published, Source, shorten_blanks

_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*)")
_ATTRIBUTE = re.compile(r"(?<![a-zA-Z-])([a-zA-Z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_TRAIL = re.compile(r"bread|crumb|topicpath|topic-path|pankuzu|sitepath", re.IGNORECASE)
_SILENT = {"script", "style", "noscript", "template", "svg", "iframe", "object", "select", "textarea", "title"}
_OUTSIDE = {"nav", "header", "footer", "aside"}
_BLOCKS = (
    set(
        "address article blockquote body br caption center dd div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 "
        "hr html legend li main ol p pre section summary table tbody tfoot thead tr ul".split()
    )
    | _OUTSIDE
)
_OPENS_WINDOW = ("_blank", "_new")


def read_webpage(markup: str) -> Source:
    """Return the lines of an HTML page; a page of this program brings its elements along."""
    markup = shorten_blanks(clean_text(markup))
    scanner = _Scanner()
    lines = scanner.scan(markup)
    page = read_elements(markup) if "release-header" in markup else None
    if page is None or article_of(page) is None:
        return Source(lines)
    return Source(lines, published=Published(page, tuple(scanner.offsets)))


@dataclass
class _Scanner:
    lines: list[Line] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    """Where in the markup each line begins."""
    began: int = 0
    text: str = ""
    links: list[LinkMark] = field(default_factory=list)
    open_link: tuple[int, str, bool] | None = None
    level: int = 0
    item: str = ""
    lists: list[str] = field(default_factory=list)
    outside: int = 0
    articles: int = 0
    trail: str = ""
    trail_depth: int = 0
    in_row: bool = False
    preformatted: int = 0
    breaks_next: bool = False

    def scan(self, markup: str) -> tuple[Line, ...]:
        position = 0
        while True:
            start = markup.find("<", position)
            if start < 0:
                self._add_text(markup[position:], position)
                break
            self._add_text(markup[position:start], position)
            if markup.startswith("<!--", start):
                end = markup.find("-->", start + 4)
                position = len(markup) if end < 0 else end + 3
                continue
            name = _NAME.match(markup, start + 1)
            if not name and not markup.startswith(("<!", "<?"), start):
                self._add_text("<", start)
                position = start + 1
                continue
            end = markup.find(">", start)
            if end < 0:
                break
            position = end + 1
            if not name:
                continue
            tag, closes = name[1].lower(), markup[start + 1] == "/"
            if tag in _SILENT and not closes:
                position = _after_closing(markup, tag, position)
                continue
            self._tag(tag, closes, markup[name.end() : end], start)
        self._end_line()
        return tuple(self.lines)

    def _add_text(self, raw: str, position: int) -> None:
        if self.preformatted:
            # There the source's own line ends are the page's.
            first, *further = raw.split("\n")
            self._add_words(first, position)
            for words in further:
                self._end_line()
                self._add_words(words, position)
        else:
            self._add_words(raw, position)

    def _add_words(self, raw: str, position: int) -> None:
        text = _BLANKS.sub(" ", unescape(raw))
        if self.breaks_next and text.strip():
            self._end_line()
        if text and not (text == " " and not self.text):
            if not self.text:
                self.began = position
            self.text += text

    def _tag(self, tag: str, closes: bool, attributes: str, position: int) -> None:
        if tag == "a":
            self._link(closes, attributes)
        elif tag == "img" and not closes:
            self._image(attributes, position)
        elif tag in {"td", "th"}:
            self.breaks_next = False
            if not closes and self.in_row and self.text.strip():
                self.text += " | "
        elif self.in_row and tag in {"p", "div"}:
            # A cell's only paragraph stays in its row; a further one in the same cell is a line of its own.
            self.breaks_next = closes
        elif tag in _BLOCKS:
            self._block(tag, closes, attributes)

    def _link(self, closes: bool, attributes: str) -> None:
        if self.open_link:
            start, url, new_window = self.open_link
            if self.text[start:].strip():
                self.links.append(LinkMark(start, len(self.text), url, new_window))
            self.open_link = None
        if not closes:
            values = _attributes(attributes)
            url = values.get("href", "")
            if url and not url.startswith("#"):
                self.open_link = (len(self.text), url, values.get("target", "") in _OPENS_WINDOW)

    def _image(self, attributes: str, position: int) -> None:
        values = _attributes(attributes)
        alt = _BLANKS.sub(" ", values.get("alt", "")).strip()
        if self.open_link or (self.text.strip() and len(alt) < 20):
            # An icon inside a sentence or link: its alternative text runs on (別ウィンドウで開きます, PDF).
            self.text += alt
            return
        self._end_line()
        if values.get("src"):
            self.began = position
            self._append(alt, image=values["src"])

    def _block(self, tag: str, closes: bool, attributes: str) -> None:
        in_trail = bool(self.trail_depth)
        if in_trail and tag == "li":
            self.text = self.text.rstrip()
            if self.text and not closes and not self.text.endswith((">", "＞")):
                self.text += " > "
            return
        if tag in {"ul", "ol", "div", "p"} and in_trail:
            self.trail_depth += -1 if closes else 1
            if self.trail_depth:
                return
        self._end_line()
        if tag == "pre":
            self.preformatted = max(0, self.preformatted + (-1 if closes else 1))
        if tag == "article":
            self.articles = max(0, self.articles + (-1 if closes else 1))
        # The head of an article is its title block, not the site's.
        if tag in _OUTSIDE and not (tag == "header" and self.articles):
            self.outside = max(0, self.outside + (-1 if closes else 1))
        if tag in {"ul", "ol"}:
            if not closes:
                self.lists.append(tag)
            elif self.lists:
                self.lists.pop()
        self.item = (self.lists[-1] if self.lists else "ul") if tag == "li" and not closes else ""
        self.level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() and not closes else 0
        self.in_row = tag == "tr" and not closes
        if tag in {"ul", "ol", "div", "p"} and not closes and not in_trail:
            values = _attributes(attributes)
            if _TRAIL.search(f"{values.get('class', '')} {values.get('id', '')}"):
                self.trail_depth = 1

    def _end_line(self) -> None:
        if self.open_link:
            _, url, new_window = self.open_link
            self._link(True, "")
            self.open_link = (0, url, new_window)
        text = self.text.rstrip()
        cut = len(text) - len(text.lstrip(" "))
        if text.strip():
            links = tuple(
                LinkMark(max(0, mark.start - cut), min(mark.end, len(text)) - cut, mark.url, mark.new_window)
                for mark in self.links
            )
            self._append(text[cut:], links=links)
        self.text, self.links, self.breaks_next = "", [], False

    def _append(self, text: str, *, image: str = "", links: tuple[LinkMark, ...] = ()) -> None:
        self.offsets.append(self.began)
        self.lines.append(
            Line(
                number=len(self.lines) + 1,
                text=text,
                level=self.level,
                item="" if image else self.item,
                image=image,
                links=links,
                is_chrome=self.outside > 0,
                is_row=self.in_row and " | " in text,
            )
        )


def _attributes(text: str) -> dict[str, str]:
    return {
        match[1].lower(): unescape(match[2] or match[3] or match[4] or "").strip()
        for match in _ATTRIBUTE.finditer(text[:4000])
    }


def _after_closing(markup: str, tag: str, position: int) -> int:
    """Where the text behind the closing tag of ``tag`` begins; the end where it is never closed."""
    closing = re.compile(rf"</{tag}\b[^>]*>", re.IGNORECASE).search(markup, position)
    return closing.end() if closing else len(markup)
