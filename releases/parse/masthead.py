"""The top of a page: breadcrumb, series label, date, bureau, title, subtitle; any of them may be missing or displaced."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from releases.parse.findings import Findings
from releases.parse.folding import outside_brackets, same, tidy
from releases.parse.source import CHROME, Ledger, Line

_DATE_LINE = re.compile(
    r"\(?\s*(?:(?:(?:令和|平成|昭和|大正)\s*(?:元|\d{1,2}|[一二三四五六七八九十]{1,3})|\d{4})\s*(?:\(\d{4}(?:年)?\)\s*)?年?"
    r"\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
    r"|\d{4}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{1,2}|[RHS]\d{1,2}\.\d{1,2}\.\d{1,2})"
    r"\s*(?:\([月火水木金土日](?:曜日?)?\))?\s*(?:掲載|up|UP|Up|更新|発表|発行|公開|配信|付け?)?\s*\)?"
)
_BUREAU_LINE = re.compile(r"(?:総務省)?\s*(?P<bureau>\S{1,14}総合通信(?:局|事務所))")
_LABEL_LINE = re.compile(
    r"【[^】]{0,12}(?:総通|総合通信局|総合通信|事務所|通信局)】.{0,40}|.{0,12}コムフォ.{0,14}|報道資料|報道発表|お知らせ|トピックス|プレスリリース"
)
_CHROME_LINE = re.compile(
    r"メニュー(?:へ移動します?|を飛ばす.{0,12})?|本文へ.{0,10}|(?:この)?ページの?(?:トップ|先頭|上)へ?(?:戻る|移動します?)?|総務省(?:トップ)?|English|"
    r"ご意見・ご提案|ご意見|サイトマップ|文字サイズ.{0,20}|文字の大きさ.{0,20}|音声読み上げ.{0,10}|検索|サイト内検索|広報・報道|広報|報道|"
    r"総務省の紹介|政策|政策評価|組織案内|地方支分部局|所管法令|予算・決算|申請・手続.{0,10}|情報公開.{0,12}|ホーム|トップ(?:ページ)?|HOME|Copyright.{0,80}|"
    r"©.{0,80}|プライバシーポリシー|当省ホームページについて|当局について|印刷|閉じる|ヘルプ|リンク|リンク集|お問い?合わせ(?:先一覧)?|"
    r"法人番号.{0,20}|(?:共通|グローバル|ローカル)?(?:メニュー|ナビ(?:ゲーション)?).{0,4}(?:ここから|ここまで|です。?)|本文ここ(?:から|まで)|小|中|大|標準|拡大|"
    r"ソーシャルメディア.{0,10}|RSS|Facebook|X|Twitter|現在位置.?|スマートフォン版.{0,6}|閲覧支援.{0,10}|やさしい日本語|キーワードを入力.{0,10}|サイト内検索.{0,6}"
)
_CRUMB_MARK = re.compile(r"\s*(?:>|›|»)\s*")
_SERIES_CRUMB = re.compile(r"(?P<name>.+?)\s*\(\s*(?P<year>\d{4})\s*年(?:度)?\s*\)")
_ENDING = re.compile(
    r"(?:開催|実施|参加|出展|出演|紹介|展示|授与|贈呈|表彰|決定|誕生|発足|設置|締結|開始|公表|募集|訪問|視察|協力|支援|発表|受賞|選定|"
    r"挨拶|あいさつ|について|お知らせ|案内|結果|概要|報告|大会|総会|交付|委嘱|開局|開設|運用|配布|掲載|公開|案内)"
    r"(?:します|しました|いたしました|致しました|されました|されます|して|する|ました)?(?:[!?。]|について)*$|(?:しました|ました|です)[!。]?$"
)
_OPEN_END = re.compile(r"(?:[をのにでとがはへ、・]|から|による|における|に関する|に向けた|および|及び|in)$")
_PAIRS = {"≪": "≫", "<": ">", "「": "」", "[": "]"}
_BRACKETS = {"「": "」", "『": "』", "≪": "≫", "(": ")", "【": "】"}
_MAX_TOP = 60


@dataclass
class Masthead:
    """What the top says; empty where it says nothing. ``body`` are the lines under it."""

    ancestors: list[str] = field(default_factory=list)
    series_name: str = ""
    label: str = ""
    date_line: Line | None = None
    bureau: str = ""
    title: str = ""
    title_line: int = 0
    subtitle: str = ""
    is_press: bool = False
    body: list[Line] = field(default_factory=list)


def is_chrome(line: Line) -> bool:
    """Whether the line belongs to the site around the page rather than to the page."""
    return line.is_chrome or bool(_CHROME_LINE.fullmatch(line.bare))


def is_date_line(text: str) -> bool:
    return bool(_DATE_LINE.fullmatch(text))


def ends_like_a_title(text: str) -> bool:
    return bool(_ENDING.search(text))


def read_masthead(lines: Sequence[Line], ledger: Ledger, findings: Findings, *, bureau_name: str = "") -> Masthead:
    """Read the top and note where each of its lines went."""
    top = Masthead()
    present = [line for line in lines if not line.is_blank]
    crumb, trail_end = _find_breadcrumb(present)
    crumb_title = ""
    start = 0
    if crumb:
        crumb_title = _read_breadcrumb(crumb, top)
        for line in present[:trail_end]:
            if line not in crumb[1]:
                ledger.place(line, CHROME)
        start = trail_end
    candidates: list[tuple[Line, int]] = []
    position = start
    block = 0
    while position < len(present) and position < start + _MAX_TOP:
        line = present[position]
        if is_chrome(line):
            ledger.place(line, CHROME)
        elif not top.label and _LABEL_LINE.fullmatch(line.bare) and same(line.bare) != same(crumb_title):
            top.label = tidy(line.text)
            top.is_press = "報道" in top.label
            ledger.place(line, "series.label")
        elif is_date_line(line.bare):
            if top.date_line is None:
                top.date_line = line
                ledger.place(line, "release_date")
                block += 1
            elif not candidates:
                findings.add(
                    "dates_several",
                    line.number,
                    "日付の行が二つあります。初めの日付を発表日としました。",
                    field="release_date",
                )
            else:
                break
        elif not top.bureau and (match := _bureau_in(line, bureau_name)):
            top.bureau = match
            ledger.place(line, "series.bureau")
            block += 1
        elif _may_be_title(line) and (not candidates or candidates[-1][1] == block) and len(candidates) < 4:
            candidates.append((line, block))
        elif (
            not candidates
            and not (top.label or top.date_line or top.bureau or crumb)
            and position < 30
            and _leads_to_a_top(present, position)
        ):
            pass
        else:
            # Behind the title only the date and the bureau still belong to the top (Tohoku's order).
            if not candidates or not _top_goes_on(present, position, top):
                break
        position += 1
    chosen = _choose_title(
        [line for line, _ in candidates],
        crumb_title,
        top,
        findings,
        has_top=bool(crumb or top.label or top.date_line or top.bureau),
    )
    for line, path in chosen:
        ledger.place(line, path)
        if path == "title" and top.subtitle and same(top.subtitle) in same(line.text):
            ledger.place(line, "subtitle")
    if crumb_title and not top.title:
        top.title, top.title_line = tidy(crumb_title), crumb[1][0].number
        findings.add(
            "title_unclear", top.title_line, "表題の行がないため、パンくずの末尾を表題としました。", field="title"
        )
    elif not _says_the_same(crumb_title, top):
        message = "パンくずの末尾と表題が違います。"
        findings.add("title_differs", top.title_line, message, field="title", proposals=(tidy(crumb_title),))
    if crumb:
        _place_breadcrumb(crumb[1], top, ledger)
    _remark(top, candidates, findings, bureau_name)
    top.body = [line for line in present if not ledger.is_placed(line)]
    return top


def _place_breadcrumb(trail: list[Line], top: Masthead, ledger: Ledger) -> None:
    text = same(" ".join(line.text for line in trail))
    parts = {"title": top.title, "subtitle": top.subtitle, "series.name": top.series_name}
    for line in trail:
        ledger.place(line, "series.ancestors")
        for path, value in parts.items():
            if value and same(value) in text:
                ledger.place(line, path)


def _says_the_same(crumb_title: str, top: Masthead) -> bool:
    """Whether the breadcrumb's end holds no more than title and subtitle, marks aside."""
    rest = same(crumb_title)
    for part in (top.title, top.subtitle):
        rest = rest.replace(same(part), "", 1) if part else rest
    return not re.sub(r"[\W_ー]+", "", rest)


def _leads_to_a_top(present: Sequence[Line], position: int) -> bool:
    """Menus of a page without a breadcrumb: label, date and bureau still follow."""
    window = present[position + 1 : position + 25]
    return (
        any(_LABEL_LINE.fullmatch(line.bare) or is_date_line(line.bare) for line in window)
        and len(present[position].bare) < 30
    )


def _top_goes_on(present: Sequence[Line], position: int, top: Masthead) -> bool:
    return False


def _bureau_in(line: Line, bureau_name: str) -> str:
    if bureau_name and same(line.text) == same(bureau_name):
        return tidy(line.text)
    match = _BUREAU_LINE.fullmatch(line.bare)
    return match["bureau"] if match else ""


def _may_be_title(line: Line) -> bool:
    text = line.bare
    if line.image or line.is_row or len(text) > 160 or text.endswith("。"):
        return False
    return "。" not in text.rstrip("。") or text.count("「") > 0


def _find_breadcrumb(present: Sequence[Line]) -> tuple[tuple[str, list[Line]] | None, int]:
    """((text of the trail, its lines), position behind it) or (None, 0)."""
    for position, line in enumerate(present[:120]):
        marks = len(_CRUMB_MARK.findall(line.bare))
        if marks >= 2 and re.search(r"総務省|トップ|ホーム|HOME|組織案内|総合通信", line.bare):
            own = [line]
            # A trail wrapped over lines goes on while a line begins or ends with the mark.
            text = line.bare
            after = position + 1
            while (
                after < len(present)
                and (text.endswith(">") or present[after].bare.startswith(">"))
                and after < position + 12
            ):
                text += " " + present[after].bare
                own.append(present[after])
                after += 1
            return (_raw_trail(own), own), after
        if re.fullmatch(r"(?:総務省)?トップ(?:ページ)?\s*>?", line.bare):
            own, after = [line], position + 1
            while (
                after < len(present)
                and after < position + 14
                and (
                    present[after].bare.startswith(">")
                    or present[after - 1].bare.endswith(">")
                    or present[after].bare == ">"
                )
            ):
                own.append(present[after])
                after += 1
            if len(own) >= 3:
                return (_raw_trail(own), own), after
    return None, 0


def _raw_trail(lines: list[Line]) -> str:
    return " ".join(line.text.strip() for line in lines)


def _read_breadcrumb(crumb: tuple[str, list[Line]], top: Masthead) -> str:
    """Fill ancestors and series name; return the page's own title as the trail gives it (with the subtitle)."""
    levels = [
        tidy(part)
        for part in re.split(r"\s*[>＞›»]\s*(?![^<＜〈≪]*[>＞〉≫]\s*$)|\s*[>＞›»]\s+", crumb[0])
        if part and tidy(part)
    ]
    series = next((n for n, level in enumerate(levels) if _series_crumb(level)), None)
    if series is None:
        top.ancestors = levels[:-1]
        if len(levels) >= 2 and ("総合通信" in levels[-1] and len(levels[-1]) < 20):
            top.ancestors = levels
            return ""
        return levels[-1] if levels else ""
    top.ancestors = levels[:series]
    top.series_name = _series_crumb(levels[series])
    return " > ".join(levels[series + 1 :])


def _series_crumb(level: str) -> str:
    from_level = _SERIES_CRUMB.fullmatch(level.replace("（", "(").replace("）", ")"))
    return tidy(from_level["name"]) if from_level else ""


def unwrap(text: str) -> str:
    """The words of a subtitle line inside its marks (≪…≫, 〈…〉, −…−, 〜…〜), or "" where it has none."""
    text = text.strip()
    if len(text) > 2 and text[0] in "≪<" and text[-1] == _PAIRS[text[0]]:
        return text[1:-1].strip()
    match = re.fullmatch(r"([-~ー]{1,3})\s*(\S.*?\S)\s*[-~ー]{1,3}", text)
    return match[2] if match else ""


def _choose_title(
    candidates: list[Line], crumb_title: str, top: Masthead, findings: Findings, *, has_top: bool
) -> list[tuple[Line, str]]:
    if not candidates or (not has_top and (candidates[0].is_item or not ends_like_a_title(candidates[0].bare))):
        return []
    wanted = same(crumb_title)
    if wanted:
        chosen = _by_breadcrumb(candidates, wanted, crumb_title, top, findings)
        if chosen:
            return chosen
    return _by_form(candidates, top, findings)


def _by_breadcrumb(
    candidates: list[Line], wanted: str, crumb_title: str, top: Masthead, findings: Findings
) -> list[tuple[Line, str]]:
    for first, line in enumerate(candidates):
        key = same(line.text)
        if not (wanted.startswith(key) and len(key) * 3 >= len(wanted)) and not key.startswith(wanted):
            continue
        chosen = [(line, "title")]
        _set_title(top, line.text, line.number, findings)
        rest = wanted[len(key) :]
        following = candidates[first + 1] if first + 1 < len(candidates) else None
        if rest and following and rest.startswith(same(following.text)[: len(rest)]) and same(following.text):
            chosen.append((following, _second_line(line, following, crumb_title, top, findings)))
            third = candidates[first + 2] if first + 2 < len(candidates) else None
            left = rest[len(same(following.text)) :]
            if third and left and left == same(third.text):
                chosen.append((third, "subtitle"))
                top.subtitle = _subtitle_of(third) if not top.subtitle else f"{top.subtitle} {_subtitle_of(third)}"
        elif following and _is_marked_subtitle(following):
            chosen.append((following, "subtitle"))
            top.subtitle = _subtitle_of(following)
        if first == 1 and not top.subtitle:
            # A catch line stands above the title.
            chosen.append((candidates[0], "subtitle"))
            top.subtitle = _subtitle_of(candidates[0])
        return chosen
    return []


def _second_line(line: Line, following: Line, crumb_title: str, top: Masthead, findings: Findings) -> str:
    if _is_marked_subtitle(following) and not _is_open(line.bare):
        top.subtitle = _subtitle_of(following)
        return "subtitle"
    if (
        _is_open(line.bare)
        or _OPEN_END.search(line.bare)
        or (not ends_like_a_title(line.bare) and ends_like_a_title(following.bare))
    ):
        _set_title(top, _joined(line.text, following.text), line.number, findings)
        return "title"
    top.subtitle = _subtitle_of(following)
    findings.add(
        "subtitle_unclear",
        following.number,
        "表題の次の行を副題としました。表題の続きでないか確かめてください。",
        field="subtitle",
    )
    return "subtitle"


def _by_form(candidates: list[Line], top: Masthead, findings: Findings) -> list[tuple[Line, str]]:
    first = candidates[0]
    second = candidates[1] if len(candidates) > 1 else None
    if unwrap(first.bare) and second and not unwrap(second.bare):
        top.subtitle = _subtitle_of(first)
        _set_title(top, second.text, second.number, findings)
        return [(first, "subtitle"), (second, "title")]
    chosen = [(first, "title")]
    _set_title(top, first.text, first.number, findings)
    third = candidates[2] if len(candidates) > 2 else None
    if (
        second
        and not ends_like_a_title(first.bare)
        and ends_like_a_title(second.bare)
        and not _is_marked_subtitle(second)
    ):
        if _is_open(first.bare) or _OPEN_END.search(first.bare):
            _set_title(top, _joined(first.text, second.text), first.number, findings)
            chosen.append((second, "title"))
        elif re.search(r"[!?~]$", first.bare) or (not _is_heading_word(second) and len(second.bare) > 12):
            _set_title(top, second.text, second.number, findings)
            top.subtitle = _subtitle_of(first)
            chosen = [(second, "title"), (first, "subtitle")]
            findings.add(
                "title_unclear",
                first.number,
                "表題の前の行を副題としました。二行で一つの表題でないか確かめてください。",
                field="title",
                proposals=(_joined(first.text, second.text),),
            )
        second = third
    if second and not top.subtitle and _is_marked_subtitle(second):
        top.subtitle = _subtitle_of(second)
        chosen.append((second, "subtitle"))
    return chosen


def _is_heading_word(line: Line) -> bool:
    return bool(re.fullmatch(r".{0,8}(?:概要|挨拶|あいさつ|目的|講演|報告)", line.bare))


def _is_open(text: str) -> bool:
    return any(text.count(opening) > text.count(closing) for opening, closing in _BRACKETS.items())


def _joined(first: str, second: str) -> str:
    first, second = tidy(first), tidy(second)
    blank = " " if re.search(r"[A-Za-z0-9]$", first) and re.match(r"[A-Za-z0-9]", second) else ""
    return first + blank + second


def _is_marked_subtitle(line: Line) -> bool:
    return bool(unwrap(line.bare)) or bool(re.fullmatch(r"「[^」]+」をテーマに.{0,4}", line.bare))


def _subtitle_of(line: Line) -> str:
    inner = unwrap(line.bare)
    if not inner:
        return tidy(line.text)
    start = line.folded.index(inner)
    return tidy(line.text[start : start + len(inner)])


def _set_title(top: Masthead, text: str, number: int, findings: Findings) -> None:
    from_line = Line(number, text.strip())
    folded = from_line.folded
    match = re.search(r"\s(?P<sub>≪[^≪≫]+≫|<[^<>]+>|~[^~]{4,}~|-[^-]{4,}-)$", folded)
    if match and match.start() > 3:
        inner = Line(number, text.strip()[match.start("sub") :])
        top.subtitle = _subtitle_of(inner)
        top.title = tidy(text.strip()[: match.start()])
    else:
        top.title = tidy(text)
        if re.search(r"[≫>]$", folded) and outside_brackets(folded, "≪<") != 0:
            findings.add("subtitle_unclear", number, "表題の末尾の「≪…≫」は副題かもしれません。", field="title")
    top.title_line = number


def _remark(top: Masthead, candidates: list[tuple[Line, int]], findings: Findings, bureau_name: str) -> None:
    if not top.title:
        findings.add("title_missing", 0, "表題が見つかりません。", field="title")
    elif not _is_balanced(Line(0, top.title).bare):
        findings.add(
            "brackets_unbalanced", top.title_line, f"表題の括弧の数が合いません:「{top.title}」", field="title"
        )
    if not top.bureau:
        findings.add("bureau_missing", 0, "局名の行がありません。", field="series.bureau")


def _is_balanced(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in _BRACKETS.items())
