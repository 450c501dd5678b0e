"""The top of a page: breadcrumb, series label, date, bureau, title, subtitle; any of them may be missing or displaced."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from releases.parse.breadcrumb import Breadcrumb, find_breadcrumb
from releases.parse.findings import Findings
from releases.parse.folding import same, tidy
from releases.parse.source import CHROME, Ledger, Line
from releases.parse.title import choose_title, ends_like_a_title, is_balanced, may_open_a_page

_DATE_LINE = re.compile(
    r"\(?\s*(?:(?:(?:令和|平成|昭和|大正)\s*(?:元|\d{1,2}|[一二三四五六七八九十]{1,3})|\d{4})\s*(?:\(\d{4}(?:年)?\)\s*)?年?"
    r"\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
    r"|\d{4}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{1,2}|[RHS]\d{1,2}\.\d{1,2}\.\d{1,2})"
    r"\s*(?:\([月火水木金土日](?:曜日?)?\))?\s*(?:掲載|up|UP|Up|更新|発表|発行|公開|配信|付け?)?\s*\)?"
)
_BUREAU_LINE = re.compile(r"(?:総務省)?\s*(?P<bureau>\S{1,14}総合通信(?:局|事務所))")
_BUREAU_LEVEL = re.compile(r"\S{1,14}総合通信(?:局|事務所)")
# Who publishes a page without the bureau's line: whose lead it is, who signs it.
_BUREAU_SPEAKING = re.compile(
    r"(?:総務省)?\s?(?P<bureau>[一-鿿]{1,8}総合通信(?:局|事務所))(?:では|は|及び|と|長\s|\s?[(\[])"
)
_ISSUED = re.compile(
    r"\(\s*(?P<day>(?:令和|平成|昭和)\s?(?:元|\d{1,2})\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)\s?"
    r"(?:発行|掲載|発表|公開|更新|付け?|up)\s?\)"
)
_SHORTEST_TITLE = 3
_SITE_NAME = re.compile(r"\S{2,40}\s(?:総務省)?\s?\S{1,10}総合通信(?:局|事務所)")
_LABEL_LINE = re.compile(
    r"【[^】]{0,12}(?:総通|総合通信局|総合通信|事務所|通信局)】.{0,40}|.{0,12}コムフォ.{0,14}|報道資料|報道発表|お知らせ|トピックス|プレスリリース"
)
_CHROME_LINE = re.compile(
    r"メニュー(?:へ移動します?|を飛ばす.{0,12})?|本文へ.{0,10}|(?:この)?ページの?(?:トップ|先頭|上)へ?(?:戻る|移動します?)?|総務省(?:トップ)?|English|"
    r"ご意見・ご提案|ご意見|サイトマップ|文字サイズ.{0,20}|文字の大きさ.{0,20}|音声読み上げ.{0,10}|検索|サイト内検索|広報・報道|広報|報道|"
    r"総務省の紹介|政策|政策評価|組織案内|地方支分部局|所管法令|予算・決算|申請・手続.{0,10}|情報公開.{0,12}|ホーム|トップ(?:ページ)?|HOME|Copyright.{0,80}|"
    r"©.{0,80}|プライバシーポリシー|当省ホームページについて|当局について|印刷|閉じる|ヘルプ|リンク|リンク集|お問い?合わせ(?:先一覧)?|"
    r"法人番号.{0,20}|(?:共通|グローバル|ローカル)?(?:メニュー|ナビ(?:ゲーション)?).{0,4}(?:ここから|ここまで|です。?)|本文ここ(?:から|まで)|小|中|大|標準|拡大|"
    r"\d{4}年度?の?(?:トピックス|報道資料|お知らせ|記事|ニュース)一覧|目次|ソーシャルメディア.{0,10}|RSS|Facebook|X|Twitter|現在位置.{0,90}|スマートフォン版.{0,6}|閲覧支援.{0,10}|やさしい日本語|※?\s?(?:写真|画像)をクリックすると.{0,24}(?:開きます|拡大.{0,10}|表示.{0,10})|キーワードを入力.{0,10}|サイト内検索.{0,6}"
)
_PAGE_TOP = re.compile(r"(?:この)?ページの?(?:トップ|先頭|上)へ?(?:戻る|移動します?)?")
_MAX_TOP = 60
_MAX_CANDIDATES = 4
_MENU_AHEAD = 25
_SIGNED_WITHIN = 3
_SIGNED_UP_WITHIN = 8
_MONTH_AND_DAY = re.compile(r"(\d{1,2})\s?月\s?(\d{1,2})\s?日")


@dataclass
class Masthead:
    """What the top says; empty where it says nothing. ``body`` are the lines under it."""

    ancestors: tuple[str, ...] = ()
    series_name: str = ""
    label: str = ""
    date_line: Line | None = None
    bureau: str = ""
    title: str = ""
    title_line: int = 0
    subtitle: str = ""
    title_day: str = ""
    """A day that stood behind the title on its line, apart from it."""
    is_press: bool = False
    body: list[Line] = field(default_factory=list)


def is_chrome(line: Line) -> bool:
    """Whether the line belongs to the site around the page rather than to the page."""
    return line.is_chrome or bool(_CHROME_LINE.fullmatch(line.bare))


def leads_to_the_top(line: Line) -> bool:
    """Whether the line is the link back to the page's top."""
    return bool(_PAGE_TOP.fullmatch(line.bare))


def read_masthead(lines: Sequence[Line], ledger: Ledger, findings: Findings, *, bureau_name: str = "") -> Masthead:
    """Read the top and note where each of its lines went."""
    present = [line for line in lines if not line.is_blank]
    crumb = find_breadcrumb(present)
    reader = _TopReader(present, crumb, ledger, findings, bureau_name)
    reader.read()
    return reader.top


class _TopReader:
    def __init__(
        self, present: list[Line], crumb: Breadcrumb | None, ledger: Ledger, findings: Findings, bureau_name: str
    ):
        self.present = present
        self.crumb = crumb
        self.stated_title = crumb.title if crumb else ""
        self.ledger = ledger
        self.findings = findings
        self.bureau_name = bureau_name
        self.top = Masthead()

    def read(self) -> None:
        if self.crumb:
            self.top.ancestors, self.top.series_name = self.crumb.ancestors, self.crumb.series_name
            self._place_menus(self.crumb)
        candidates = self._read_lines(self.crumb.end if self.crumb else 0)
        top = self.top
        has_top = bool(self.crumb or top.label or top.date_line or top.bureau)
        first = candidates[0] if candidates else None
        if first and (has_top or (may_open_a_page(candidates) and not first.is_item)):
            self._take_title(candidates)
        if self.stated_title and not top.title:
            top.title, top.title_line = tidy(self.stated_title), self.crumb.lines[0].number
            message = "表題の行がないため、パンくずの末尾を表題としました。"
            self.findings.add("title_unclear", top.title_line, message, field="title")
        if self.crumb:
            self._place_breadcrumb(self.crumb)
        if not top.date_line:
            self._read_issue(candidates)
        if not top.date_line:
            self._read_day_elsewhere()
        top.body = [line for line in self.present if not self.ledger.is_placed(line)]
        self._remark()

    def _place_menus(self, crumb: Breadcrumb) -> None:
        """Short lines above the breadcrumb are menus; a sentence there stays with the text."""
        for line in self.present[: crumb.end - len(crumb.lines)]:
            if is_chrome(line) or ("。" not in line.bare and len(line.bare) < 60):
                self.ledger.place(line, CHROME)

    def _read_lines(self, start: int) -> list[Line]:
        """Read label, date and bureau in any order; return the lines that may be the title, which stand together."""
        top = self.top
        candidates: list[Line] = []
        is_closed = False
        for position, line in enumerate(self.present[start : start + _MAX_TOP], start=start):
            if is_chrome(line):
                self.ledger.place(line, CHROME)
            elif not top.label and self._is_label(line):
                top.label, top.is_press = tidy(line.text), "報道" in line.text
                self.ledger.place(line, "series.label")
            elif _DATE_LINE.fullmatch(line.bare) and top.date_line is None:
                top.date_line, is_closed = line, bool(candidates)
                self.ledger.place(line, "release_date")
            elif _DATE_LINE.fullmatch(line.bare):
                is_closed = bool(candidates)
                message = "日付の行が二つあります。初めの日付を発表日としました。"
                self.findings.add("dates_several", line.number, message, field="release_date")
            elif not top.bureau and (bureau := self._bureau_in(line)):
                top.bureau, is_closed = bureau, bool(candidates)
                self.ledger.place(line, "series.bureau")
            elif _may_be_title(line) and not is_closed and len(candidates) < _MAX_CANDIDATES:
                if not candidates and self._is_menu(line, position):
                    self.ledger.place(line, CHROME)
                else:
                    candidates.append(line)
            else:
                break
        return candidates

    def _is_label(self, line: Line) -> bool:
        return bool(_LABEL_LINE.fullmatch(line.bare)) and same(line.bare) != same(self.stated_title)

    def _is_menu(self, line: Line, position: int) -> bool:
        """A menu or the site's name on a page without a breadcrumb: label or date still follow."""
        top = self.top
        if not (self.crumb or top.label or top.date_line or top.bureau) and _SITE_NAME.fullmatch(line.bare):
            return any(
                _DATE_LINE.fullmatch(other.bare) for other in self.present[position + 1 : position + _MENU_AHEAD]
            )
        if (
            self.crumb
            or top.label
            or top.date_line
            or top.bureau
            or len(line.bare) >= 30
            or ends_like_a_title(line.bare)
        ):
            return False
        ahead = self.present[position + 1 : position + _MENU_AHEAD]
        return any(_LABEL_LINE.fullmatch(other.bare) for other in ahead)

    def _bureau_in(self, line: Line) -> str:
        if self.bureau_name and same(line.text) == same(self.bureau_name):
            return tidy(line.text)
        match = _BUREAU_LINE.fullmatch(line.bare)
        return match["bureau"] if match else ""

    def _take_title(self, candidates: list[Line]) -> None:
        last = self.present.index(candidates[-1]) + 1
        found = choose_title(candidates, self.stated_title, self.findings, self.present[last : last + _SIGNED_WITHIN])
        self.top.title, self.top.subtitle, self.top.title_line = found.title, found.subtitle, found.line
        self.top.title_day = found.day
        for line, path in found.places:
            self.ledger.place(line, path)
        if self.stated_title and not self._says_the_same():
            message, stated = "パンくずの末尾と表題が違います。", (tidy(self.stated_title),)
            self.findings.add("title_differs", found.line, message, field="title", proposals=stated)

    def _says_the_same(self) -> bool:
        """Whether the breadcrumb's end holds no more than title and subtitle, marks aside."""
        rest = same(self.stated_title)
        for part in filter(None, (self.top.title, self.top.subtitle)):
            rest = rest.replace(same(part), "", 1)
        return not re.sub(r"[\W_ー]+", "", rest)

    def _place_breadcrumb(self, crumb: Breadcrumb) -> None:
        text = same(" ".join(line.text for line in crumb.lines))
        parts = {"title": self.top.title, "subtitle": self.top.subtitle, "series.name": self.top.series_name}
        for line in crumb.lines:
            self.ledger.place(line, "series.ancestors")
            for path, value in parts.items():
                if value and same(value) in text:
                    self.ledger.place(line, path)

    def _remark(self) -> None:
        top = self.top
        if not top.title:
            self.findings.add("title_missing", 0, "表題が見つかりません。", field="title")
        elif not is_balanced(Line(0, top.title).bare):
            message = f"表題の括弧の数が合いません:「{top.title}」"
            self.findings.add("brackets_unbalanced", top.title_line, message, field="title")
        if not top.bureau:
            top.bureau = self._bureau_elsewhere()
            read = f"「{top.bureau}」と読みました。" if top.bureau else ""
            self.findings.add("bureau_missing", 0, f"局名の行がありません。{read}", field="series.bureau")

    def _read_issue(self, candidates: list[Line]) -> None:
        """The day of the issue that a title bears: (平成29年7月10日発行)."""
        for line in candidates:
            match = _ISSUED.search(line.folded)
            if match:
                self.top.date_line = Line(line.number, line.text[match.start("day") : match.end("day")])
                if self.ledger.is_placed(line):
                    # A line that stays with the text keeps its other words there.
                    self.ledger.place(line, "release_date")
                self._leave_issue_out(match[0])
                return

    def _read_day_elsewhere(self) -> None:
        """A day alone in its line under the text (…up), or the one behind the title where the text tells of another."""
        top = self.top
        for line in self.present[-_SIGNED_UP_WITHIN:]:
            if _DATE_LINE.fullmatch(line.bare) and not self.ledger.is_placed(line):
                top.date_line = line
                self.ledger.place(line, "release_date")
                message = "本文の後の日付を発表日としました。"
                self.findings.add("title_unclear", line.number, message, field="release_date")
                return
        told = [_MONTH_AND_DAY.search(line.folded) for line in self.present if not self.ledger.is_placed(line)]
        first = next((match.groups() for match in told if match), None)
        day = _MONTH_AND_DAY.search(Line(0, top.title_day).folded) if top.title_day else None
        if day and first and day.groups() != first:
            top.date_line, top.title_day = Line(top.title_line, top.title_day), ""
            message = "表題の後の日付を発表日としました。"
            self.findings.add("title_unclear", top.title_line, message, field="release_date")

    def _leave_issue_out(self, issue: str) -> None:
        """The day of the issue is no word of the title at whose end it stands."""
        folded = Line(0, self.top.title).folded
        if folded.endswith(issue) and len(folded) > len(issue) + _SHORTEST_TITLE:
            self.top.title = self.top.title[: -len(issue)].rstrip()

    def _bureau_elsewhere(self) -> str:
        """The bureau on the way to the page, or, outside the series whose pages all have its line, in the lead."""
        for level in reversed(self.top.ancestors):
            if _BUREAU_LEVEL.fullmatch(level):
                return level
        is_of_series = self.top.label.startswith("【")
        for line in self.top.body[:_SIGNED_WITHIN] if not is_of_series else ():
            if match := _BUREAU_SPEAKING.match(line.bare):
                self.ledger.place(line, "series.bureau")
                return match["bureau"]
        return ""


def _may_be_title(line: Line) -> bool:
    text = line.bare
    if line.image or line.is_row or len(text) > 160 or text.endswith("。"):
        return False
    return "。" not in text or "「" in text
