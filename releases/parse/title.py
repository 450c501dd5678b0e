"""Title and subtitle: which lines they are, where one ends, what stands in marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from releases.parse.findings import Findings
from releases.parse.folding import same, tidy
from releases.parse.source import Line

_ENDING = re.compile(
    r"(?:開催|実施|参加|出展|出演|紹介|展示|授与|贈呈|表彰|決定|誕生|発足|設置|締結|開始|公表|募集|訪問|視察|協力|支援|発表|受賞|選定|"
    r"挨拶|あいさつ|について|お知らせ|案内|結果|概要|報告|大会|総会|交付|委嘱|開局|開設|運用|配布|掲載|公開|案内)"
    r"(?:します|しました|いたしました|致しました|されました|されます|して|する|ました)?(?:[!?。]|について)*$|(?:しました|ました|です)[!。]?$"
)
_OPEN_END = re.compile(r"(?:[をのにでとがはへ、・]|から|による|における|に関する|に向けた|および|及び|in)$")
_OPENS_OPEN = re.compile(r"[をのにがへ](?=[一-鿿ァ-ヶ])|について|における|による")
_MARKED_AT_END = re.compile(r"(?P<blank>\s?)(?P<sub>≪[^≪≫]+≫|<[^<>]+>|~[^~]{4,}~|-[^-]{4,}-)$")
_DAY_BEHIND = re.compile(r"\s(?P<day>(?:(?:令和|平成)\s?(?:元|\d{1,2})|\d{4})\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)\s?$")
_TELLS = re.compile(r"[ぁ-ん]|\d|[!?]")
_DASHED = re.compile(r"[-~ー]{1,3}\s*(?P<inner>\S.*?\S)\s*[-~ー]{1,3}")
_AS_THEME = re.compile(r"「[^」]+」をテーマに.{0,4}")
_HEADING_WORD = re.compile(r".{0,8}(?:概要|挨拶|あいさつ|目的|講演|報告)")
_HEADED = re.compile(r"【[^【】]{2,40}】")
_BREATH = 6
_CALLS = re.compile(r"[!?~]$")
_PAIRS = {"≪": "≫", "<": ">"}
_BRACKETS = {"「": "」", "『": "』", "≪": "≫", "(": ")", "【": "】"}


@dataclass
class TitleFound:
    """Title and subtitle with the lines that they stand on."""

    title: str = ""
    subtitle: str = ""
    line: int = 0
    day: str = ""
    """A day behind the title on its line, apart from it: topics of a year on one page bear theirs so."""
    places: list[tuple[Line, str]] = field(default_factory=list)


def ends_like_a_title(text: str) -> bool:
    """Whether folded ``text`` ends as titles of releases do (を開催, しました, 決定!)."""
    return bool(_ENDING.search(text))


def may_open_a_page(lines: Sequence[Line]) -> bool:
    """Whether the first of ``lines`` may be a title with nothing above it, or what stands over one in 【】."""
    first, second = lines[0], lines[1] if len(lines) > 1 else None
    if ends_like_a_title(first.bare) or second is None:
        return ends_like_a_title(first.bare)
    if _HEADED.fullmatch(first.bare):
        return ends_like_a_title(second.bare) and not second.is_item
    return _is_marked(second) and len(first.bare) > 8


def is_balanced(text: str) -> bool:
    """Whether every bracket of folded ``text`` is closed."""
    return all(text.count(opening) == text.count(closing) for opening, closing in _BRACKETS.items())


def choose_title(
    candidates: Sequence[Line], stated: str, findings: Findings, following: Sequence[Line] = ()
) -> TitleFound:
    """Title and subtitle among the first lines; ``stated`` is what the breadcrumb says of both, or "".

    ``following`` are the lines under them, which may say the title again.
    """
    chooser = _Chooser(candidates, stated, findings, same("".join(line.text for line in following)))
    if not (stated and chooser.by_breadcrumb()):
        chooser.by_form()
    return chooser.found


class _Chooser:
    def __init__(self, candidates: Sequence[Line], stated: str, findings: Findings, lead: str):
        self.candidates = candidates
        self.stated = stated
        self.findings = findings
        self.lead = lead
        self.found = TitleFound()

    def by_breadcrumb(self) -> bool:
        """Find the line with which the breadcrumb's title begins; False where none does."""
        wanted = same(self.stated)
        for position, line in enumerate(self.candidates):
            key = same(line.text)
            if not key.startswith(wanted) and not (wanted.startswith(key) and len(key) * 3 >= len(wanted)):
                continue
            self._set_title(line.text, line)
            following = self._at(position + 1)
            left = wanted[len(key) :]
            if following and left and left.startswith(same(following.text)[: len(left)]):
                self._take_second(line, following)
                third = self._at(position + 2)
                if third and left[len(same(following.text)) :] == same(third.text):
                    self._add_subtitle(third)
            elif following and _is_marked(following):
                self._add_subtitle(following)
            if position == 1 and not self.found.subtitle:
                # A catch line stands above the title.
                self._add_subtitle(self.candidates[0])
            return True
        return False

    def by_form(self) -> None:
        """Without a breadcrumb to go by: the first line, unless its form says otherwise."""
        first, second = self.candidates[0], self._at(1)
        if second and unwrap(first.bare) and not unwrap(second.bare):
            self._set_title(second.text, second)
            self._add_subtitle(first)
            return
        self._set_title(first.text, first)
        following = second
        goes_on = second and not _is_marked(second) and not ends_like_a_title(first.bare)
        if second and goes_on and ends_like_a_title(second.bare):
            following = self._at(2)
            if not _is_whole(first) or _OPENS_OPEN.match(second.bare) or self._is_one_in_the_lead(first, second):
                self._join(first, second)
            elif (
                _HEADED.fullmatch(first.bare)
                or _CALLS.search(first.bare)
                or (not _HEADING_WORD.fullmatch(second.bare) and len(second.bare) > 12)
            ):
                self._set_below(first, second)
        if following and not self.found.subtitle and _is_marked(following):
            self._add_subtitle(following)

    def _set_below(self, first: Line, second: Line) -> None:
        """Take the second line for the title, the one above it for its subtitle, and say so."""
        self.found = TitleFound()
        self._set_title(second.text, second)
        self._add_subtitle(first)
        message = "表題の前の行を副題としました。二行で一つの表題でないか確かめてください。"
        both = (_joined(first.text, second.text),)
        self.findings.add("title_unclear", first.number, message, field="title", proposals=both)

    def _is_one_in_the_lead(self, first: Line, second: Line) -> bool:
        """Whether the lead says both lines in one breath: 見本推進員 and 令和2年度研修会を開催 as 見本推進員の令和2年度研修会."""
        begins = same(second.text)[:_BREATH]
        return any(same(first.text) + between + begins in self.lead for between in ("", "の"))

    def _at(self, position: int) -> Line | None:
        return self.candidates[position] if position < len(self.candidates) else None

    def _take_second(self, line: Line, following: Line) -> None:
        """The second line of what the breadcrumb says: the title's end, or the subtitle."""
        if _is_marked(following) and is_balanced(line.bare):
            self._add_subtitle(following)
        elif not _is_whole(line) or (not ends_like_a_title(line.bare) and ends_like_a_title(following.bare)):
            self._join(line, following)
        else:
            self._add_subtitle(following)
            message = "表題の次の行を副題としました。表題の続きでないか確かめてください。"
            self.findings.add("subtitle_unclear", following.number, message, field="subtitle")

    def _join(self, first: Line, second: Line) -> None:
        self.found = TitleFound()
        self._set_title(_joined(first.text, second.text), first)
        self.found.places.append((second, "title"))

    def _add_subtitle(self, line: Line) -> None:
        self.found.subtitle = " ".join(filter(None, [self.found.subtitle, _subtitle_of(line)]))
        self.found.places.append((line, "subtitle"))

    def _set_title(self, text: str, line: Line) -> None:
        """Take the title, without a subtitle in marks behind a blank (the page's own or the breadcrumb's)."""
        whole = Line(line.number, text.strip())
        dated = _DAY_BEHIND.search(whole.folded)
        if dated and (not self.stated or _DAY_BEHIND.search(Line(0, self.stated).folded)):
            self.found.day = dated["day"]
            text = whole.text[: dated.start()]
            whole = Line(line.number, text.strip())
        match = _MARKED_AT_END.search(whole.folded)
        self.found.line = line.number
        self.found.title = tidy(text)
        self.found.places.append((line, "title"))
        if not match or match.start() <= 3:
            return
        tells = ends_like_a_title(whole.folded[: match.start()]) and _TELLS.search(match["sub"])
        if match["blank"] or re.search(r"\s[≪<〈＜]", self.stated) or (match["sub"][0] in _PAIRS and tells):
            self.found.title = tidy(whole.text[: match.start()])
            self.found.subtitle = _subtitle_of(Line(line.number, whole.text[match.start("sub") :]))
            self.found.places.append((line, "subtitle"))
        elif match["sub"][0] in _PAIRS:
            message = "表題の末尾の「≪…≫」は副題かもしれません。"
            self.findings.add("subtitle_unclear", line.number, message, field="title")


def unwrap(text: str) -> str:
    """The words of a folded subtitle line inside its marks (≪…≫, 〈…〉, −…−, 〜…〜), or "" where it has none."""
    text = text.strip()
    if len(text) > 2 and text[0] in _PAIRS and text[-1] == _PAIRS[text[0]]:
        return text[1:-1].strip()
    match = _DASHED.fullmatch(text)
    return match["inner"] if match else ""


def _is_marked(line: Line) -> bool:
    return bool(unwrap(line.bare) or _AS_THEME.fullmatch(line.bare))


def _is_whole(line: Line) -> bool:
    """Whether the line may be a title by itself: brackets closed, no particle at its end."""
    is_open = any(line.bare.count(opening) > line.bare.count(closing) for opening, closing in _BRACKETS.items())
    return not is_open and not _OPEN_END.search(line.bare)


def _subtitle_of(line: Line) -> str:
    inner = unwrap(line.bare)
    start = line.folded.index(inner) if inner else 0
    return tidy(line.text[start : start + len(inner)] if inner else line.text)


def _joined(first: str, second: str) -> str:
    first, second = tidy(first), tidy(second)
    blank = " " if re.search(r"[A-Za-z0-9]$", first) and re.match(r"[A-Za-z0-9]", second) else ""
    return first + blank + second
