"""Labelled numbers: 申込み 201名, 招待者 約300名. A number that no word ties to the event is not taken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from releases.parse.blocks import Block, Role
from releases.parse.draft import Draft
from releases.parse.groups import Group
from releases.parse.people import find_people
from releases.parse.source import MAX_BLANKS, Line
from releases.parse.survey import announces_comments

_NUMBER = re.compile(
    # Each run of blanks belongs to the word before it: two runs side by side would be tried in every split.
    r"(?:(?P<qualifier>約|およそ|おおよそ|延べ|のべ|延|総勢|合計|計)\s*)?(?:(?P<qualifier_b>約|およそ|延べ|のべ)\s*)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+|\d{1,7})\s*(?:(?P<more>余り?|数)\s*)?(?:の\s?(?=組織|団体|機関|企業|自治体))?"
    r"(?P<unit>(?:名様?|人|組織|組|団体|機関|企業|チーム|校|社|者|件|点|作品|自治体|家族|アクセス|回)(?:(?<=[組織団体機関企業校社])・(?:団体|機関|企業|組織|学校|自治体))?)(?![目々間])(?P<after>以上|を超える|を上回る|余り?|弱|強|ほど|程度)?"
)
_LABELLED = re.compile(
    r"(?P<label>申込者数?|申込み?|応募総数|応募者?数?|参加者数?|参加人数|参加(?:された|した|いただいた)?|出席者数?|出席(?:された|した)?|来場者数?|来場(?:された|した)?|来館者数?|参列者数?|参列|聴講者数?|受講者数?|視聴者数?|視聴|"
    r"招待者数?|招待客|定員|会場参加|会場|オンライン参加|オンライン|Web視聴|WEB視聴|Web参加|現地参加|訪問者数?|体験者数?|観覧者数?|入場者数?|入場者|参観者|見学者)\s*(?:は|が|数は|:|として|、)?\s*$"
)
_TIED = (
    ("定員", re.compile(r"^(?:程度)?\s?\((?:先着|定員|事前申込|抽選|申込先着)")),
    ("申込み", re.compile(r"申込|申し込")),
    ("応募", re.compile(r"応募")),
    ("招待者", re.compile(r"招待")),
    ("参列", re.compile(r"参列")),
    ("聴講", re.compile(r"聴講|聴き入|傍聴|耳を傾け")),
    ("受講", re.compile(r"受講|修了")),
    ("視聴", re.compile(r"視聴")),
    (
        "来場",
        re.compile(r"来場|来館|訪れ|来訪|にぎわ|賑わ|立ち寄|入場|足を運|詰め[か掛]け|押し寄せ|列を(?:作|つく|なし)"),
    ),
    ("出席", re.compile(r"出席|臨席|列席|来臨")),
    ("体験", re.compile(r"体験")),
    ("相談", re.compile(r"相談")),
    ("対象", re.compile(r"^を?対象(?:に|と)(?![^。]{0,8}(?:調査|アンケート|研究|分析))")),
    ("参加", re.compile(r"参加|集ま|集い|お越し|参集")),
)
_SPEAKERS = re.compile(
    r"^(?:の(?:方|講師|専門家|皆様|職員|発表者|学生)[^。]{0,20}?から|の(?:講師|専門家|登壇者|発表者)|から|に)[^。]{0,30}(?:講演|報告|発表|説明|紹介|話題提供)"
)
_AWARDED = re.compile(r"^[^。]{0,24}(?:表彰|授与|受賞|受章|贈呈|選ばれ|決定)")
# Of how many each group was, or whom a founding brought together long before the event.
_OF_A_GROUP = re.compile(r"^(?:程度)?(?:の|ずつの?)(?:グループ|班|チーム|組)|^ずつ")
_FOUNDING = re.compile(r"^[^。]{0,12}(?:発足|設立|結成|加盟|構成)")
_GATHERED = re.compile(r"(?P<who>参加|来場|出席|受講|視聴|聴講)者(?:数)?(?:は|が)[、,]")
_WHOLE = {"総勢", "合計", "計", "合わせて"}
_LISTED = {
    "参加者": "参加",
    "参加者数": "参加",
    "参加人数": "参加",
    "出席者": "出席",
    "出席者数": "出席",
    "来場者": "来場",
    "来場者数": "来場",
    "受講者": "受講",
    "受講者数": "受講",
    "聴講者": "聴講",
    "申込者": "申込み",
    "申込者数": "申込み",
    "視聴者": "視聴",
    "視聴者数": "視聴",
}
_CROWD = 10
_UNITS_OF_PEOPLE = {
    "名",
    "名様",
    "人",
    "組",
    "組織",
    "企業",
    "団体",
    "機関",
    "チーム",
    "校",
    "社",
    "家族",
    "自治体",
    "者",
}


@dataclass(frozen=True)
class CountFound:
    """A number with its label ("" where no word tells); ``is_of_event`` is false for lecturers and prize winners."""

    label: str
    number: int
    unit: str
    qualifier: str
    start: int
    is_of_event: bool = True

    def fields(self) -> dict:
        return {"label": self.label, "number": self.number, "unit": self.unit, "qualifier": self.qualifier}


def find_counts(line: Line) -> Iterator[CountFound]:
    """The labelled numbers of a line, in order."""
    folded = line.folded
    for match in _NUMBER.finditer(folded):
        ahead = folded[max(0, match.start() - MAX_BLANKS - 1) : match.start()].rstrip()
        if ahead.endswith(tuple(".第ー-/年月")):
            continue
        number = int(match["number"].replace(",", ""))
        before = folded[max(0, match.start() - 30) : match.start()]
        after = folded[match.end() : match.end() + 60].split("。")[0]
        if _OF_A_GROUP.search(after) or _FOUNDING.search(after):
            continue
        unit = match["unit"].removesuffix("様")
        qualifier = match["qualifier_b"] or match["qualifier"] or ""
        if match["qualifier"] and match["qualifier_b"] and match["qualifier"] in {"延べ", "のべ", "総勢"}:
            qualifier = f"{match['qualifier']}{match['qualifier_b']}"
        if qualifier in {"計", "合計", "総勢"}:
            qualifier = "" if qualifier != "総勢" else "総勢"
        if match["more"] == "余" or match["after"] in {"余", "余り"}:
            qualifier = qualifier or "余"
        if match["after"] in {"以上", "を超える", "を上回る"}:
            qualifier = qualifier or match["after"]
        gathered = _GATHERED.search(before.split("。")[-1])
        is_whole = gathered and {match["qualifier"], match["qualifier_b"]} & _WHOLE
        label = _label(before, after, unit.partition("・")[0]) or (gathered["who"] if is_whole else "")
        if label:
            yield CountFound(label, number, unit, qualifier, match.start())
        elif unit in {"名", "人"} and _SPEAKERS.search(after):
            yield CountFound("講師", number, unit, qualifier, match.start(), is_of_event=False)
        elif (
            unit in {"名", "人"}
            and number >= _CROWD
            and not before.rstrip().endswith("(")
            and not _AWARDED.search(after)
        ):
            yield CountFound("", number, unit, qualifier, match.start(), is_of_event=False)
        elif unit in {"名", "団体", "件", "者", "人"} and _AWARDED.search(after):
            yield CountFound("受賞", number, unit, qualifier, match.start(), is_of_event=False)


def _label(before: str, after: str, unit: str) -> str:
    clause = re.split(r"[。]", before)[-1]
    direct = _LABELLED.search(re.sub(r"[(]\s*$", "", clause)) if not clause.rstrip().endswith("(") else None
    if direct:
        label = re.sub(r"(?:数|した|された|いただいた)$", "", direct["label"])
        return {
            "応募総": "応募",
            "参加人": "参加",
            "申込": "申込み",
            "会場参加": "会場",
            "オンライン参加": "オンライン",
        }.get(label, label)
    if clause.rstrip().endswith("("):
        return ""
    if _SPEAKERS.search(after) or (_AWARDED.search(after) and unit != "点"):
        return ""
    for label, pattern in _TIED:
        match = pattern.search(after)
        if (
            match
            and not re.search(r"[、]\s*(?:また|そのうち|なお)", after[: match.start()])
            and unit in _UNITS_OF_PEOPLE | {"点", "件", "作品", "回", "アクセス"}
        ):
            if unit in {"点", "件", "作品"} and label != "応募":
                continue
            if unit in {"回", "アクセス"} and label != "視聴":
                continue
            return label
    if "(" not in clause and re.search(r"(?:参加者|来場者|出席者)等?[はが]?、?\s*(?:[^、。()]{0,14})$", clause):
        return {"参": "参加", "来": "来場", "出": "出席"}[re.search(r"(参|来|出)(?:加|場|席)者", clause)[1]]
    return ""


class CountReader:
    """Collects the event's counts group by group: each label once, and stated numbers against the names listed."""

    def __init__(self, draft: Draft):
        self.draft = draft
        self._by_label: dict[str, dict] = {}

    def read(self, group: Group) -> None:
        is_listing_comments = False
        for block in group.blocks:
            if block.role is Role.CAPTION:
                continue
            if block.role is Role.PARAGRAPH:
                is_listing_comments = announces_comments(block.line.bare)
                if is_listing_comments and "アンケート" in block.line.bare:
                    continue
            elif is_listing_comments:
                continue
            for found in find_counts(block.line):
                if block.role is Role.LABEL and not found.label and block.label in _LISTED:
                    # 参加者:自治体、農業関係者など41名
                    found = replace(found, label=_LISTED[block.label], is_of_event=True)
                if found.is_of_event:
                    self._add(found, block.line)
                elif found.label == "講師":
                    self._check_names(found.number, block, group)
                elif not found.label:
                    message = f"「{found.number:,}{found.unit}」が何の数か分かりません。"
                    self.draft.findings.add("count_unlabelled", block.line.number, message, field="event.counts")

    def read_subtitle(self, line: Line) -> None:
        """Who came, as the subtitle says: −小学生24名が参加−."""
        for found in find_counts(line):
            if found.is_of_event and found.label not in self._by_label:
                self._add(found, line)

    def _add(self, found: CountFound, line: Line) -> None:
        entry = found.fields()
        former = self._by_label.get(entry["label"])
        if former and former["unit"] == entry["unit"]:
            if former["number"] == entry["number"]:
                return
            self.draft.findings.add(
                "count_mismatch",
                line.number,
                f"「{entry['label']}」の数が二つあります（{former['number']:,}{former['unit']}と{entry['number']:,}{entry['unit']}）。",
                field="event.counts",
            )
        if former:
            entry["label"] = self._free_label(entry)
        self._by_label[entry["label"]] = entry
        self.draft.ledger.place(line, f"event.counts[{len(self.draft.counts)}]")
        self.draft.counts.append(entry)

    def _free_label(self, entry: dict) -> str:
        """A label is unique in an event: 参加 24組 and 53名 are 参加 and 参加（名）."""
        label, number = f"{entry['label']}（{entry['unit']}）", 2
        while label in self._by_label:
            label = f"{entry['label']}（{entry['unit']}・{number}）"
            number += 1
        return label

    def _check_names(self, stated: int, block: Block, group: Group) -> None:
        named = sum(
            not person.is_surname_only
            for other in group.blocks
            if other.role is Role.ITEM and other.line.number > block.line.number
            for person in find_people(other.line.text)
        )
        if named and named != stated:
            self.draft.findings.add(
                "count_mismatch",
                block.line.number,
                f"本文は{stated}名ですが、名前は{named}名です。",
                field="event.sessions",
            )
