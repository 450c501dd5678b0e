"""Headings, sections and tables."""

import re

from releases.checks.passages import rich
from releases.checks.registry import Hit, error, warning

_JIS = "JIS X 8341-3:2016 1.3.1"
_HEADING = re.compile(r"<(h[34])>(.*?)</\1>", re.DOTALL)
_FAKED = re.compile(r"<p>\s*(?:<strong>([^<]{1,40})</strong>|([【≪■◆●][^<]{1,40}))\s*</p>(?=\s*<(?:p|ul|ol|table)>)")
_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_ENDS_A_SENTENCE = ("。", "！", "？")


@error("heading_empty", title="見出しが空", source=_JIS)
def heading_empty(document, house):
    for number, section in enumerate(document.sections):
        if not section.heading.strip():
            yield Hit(f"sections[{number}].heading", "節に見出しがありません。")
    for passage in rich(document):
        if any(not re.sub(r"<[^>]*>|\s|&nbsp;", "", inner) for _, inner in _HEADING.findall(passage.value)):
            yield Hit(passage.path, "文字のない見出しがあります。見出しを消すか、文字を入れてください。")


@warning("heading_skips", title="見出しの段を飛ばしている", source=_JIS)
def heading_skips(document, house):
    for passage in rich(document):
        levels = [tag for tag, _ in _HEADING.findall(passage.value)]
        if levels and levels[0] == "h4":
            yield Hit(passage.path, "小見出しの前に、見出しがありません。見出しの段を一つ上げてください。")


@warning("heading_faked", title="太字や【】だけの段落を見出しにしている", source=_JIS)
def heading_faked(document, house):
    for passage in rich(document):
        for match in _FAKED.finditer(passage.value):
            text = (match[1] or match[2]).strip()
            if not text.endswith(_ENDS_A_SENTENCE):
                yield Hit(
                    passage.path, f"「{text}」は見出しのようです。太字や記号ではなく、書式の「見出し」にしてください。"
                )


@warning("section_empty", title="中身のない節")
def section_empty(document, house):
    for number, section in enumerate(document.sections):
        if not re.sub(r"<[^>]*>|\s", "", section.body) and not section.photos:
            yield Hit(f"sections[{number}].body", "節に文も写真もありません。書くか、節を消してください。")


@error("table_headers", title="表に見出しのセルがない", source=_JIS)
def table_headers(document, house):
    for passage in rich(document):
        if any("<th" not in table for table in _TABLE.findall(passage.value)):
            yield Hit(passage.path, "表に見出しのセルがありません。表のプロパティで、見出しの行か列を選んでください。")


@warning("table_caption", title="表に題名がない", source=_JIS)
def table_caption(document, house):
    for passage in rich(document):
        if any("<caption" not in table for table in _TABLE.findall(passage.value)):
            yield Hit(passage.path, "表に題名（キャプション）がありません。何の表かを書いてください。")
