"""The account of a source's lines, checked from outside: what a line says must stand where it is said to be."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from bureau.eras import find_dates
from releases.parse import CHROME, ParsedRelease
from releases.parse.folding import same

# What a line may lose when it becomes fields: labels, particles, marks, and the name of the part that its heading says.
_SPENT = re.compile(
    r"[\s\W_①-⑳]|日時|開催日時|日程|期間|会期|場所|会場|開催場所|主催|共催|後援|協賛|協力|特別協力|対象者?|開催方法|開催形式|実施方法|定員|演題|題名|題目|タイトル|テーマ|"
    r"講師|講演者|発表者|報告者|説明者|登壇者|司会者?|進行|コーディネータ[ーー]|モデレータ[ーー]|パネリスト|ファシリテータ[ーー]|コメンテータ[ーー]|座長|ゲスト|概要|内容|"
    r"連絡先|お?問い?合わ?せ先?|担当者?|tel|fax|メール|電話|ファクシミリ|ファックス|e-?mail|atmark|総務省|アンケート|参加者の声|代理|開催|実施|要領|プログラム|次第|まで|長|から|より|による|によるご?|について|と題し[てた]?|を|が|の|に|は|で|と|氏|様|さん|先生|"
    r"(?:ご?(?:講演|報告|説明|発表|紹介))?(?:いただきました|しました)|通称|以下|写真|左|右|上|下|別ウィンドウで開きます|pdf|youtube|形式|kb|mb|\d+|第|回|参考|資料|注|掲載|発行|up|年|月|日|"
    r"午前|午後|時|分|半|曜|名|人|組|団体|約|延べ|者|参加|出席|申込み?|来場|受講|聴講|e-コムフォ|トップ"
)


def unaccounted(parsed: ParsedRelease) -> list[str]:
    """Lines whose words are neither at their places nor among the unplaced ones; empty when nothing is lost."""
    lost = []
    for placed in parsed.lines:
        if not placed.places or placed.places == (CHROME,):
            continue
        values = [value for path in placed.places for value in _strings(parsed.value_at(path))]
        values += [
            value for finding in parsed.findings if finding.code == "title_differs" for value in finding.proposals
        ]
        if placed.line.image:
            if not any(placed.line.image == value for value in values):
                lost.append(f"{placed.line.number}: {placed.line.image}")
            continue
        text = placed.line.text
        # A note's marker stands in a field of its own, apart from its words.
        unmarked = re.sub(r"^\s*[（(【]?(?:※|注|参考)\d*[）)】]?", "", text)
        keys = {_words(text[placed.line.content_start :]), _words(text), _words(unmarked)}
        if any(key in _words(value) for key in keys for value in map(_plain, values)):
            continue
        if any(finding.code == "name_damaged" and finding.line == placed.line.number for finding in parsed.findings):
            # The name stands in its fuller spelling; the finding tells both.
            text = re.sub(r"\S+[ \u3000]\S+(?=[(（][ぁ-ん 　]+[)）])", "", text)
        rest = same("".join(_without_dates(text)))
        for value in sorted(values, key=len, reverse=True):
            for piece in [
                _plain(value),
                _plain("".join(_without_dates(value))),
                *map(_plain, re.split(r"[\s、,・|]+", value)),
            ]:
                if piece:
                    rest = rest.replace(piece.replace("@", "_atmark_"), "")
                    rest = rest.replace(piece, "")
        if any(finding.line == placed.line.number and "「同」" in finding.message for finding in parsed.findings):
            # The body's own name stands there instead; the finding tells both.
            rest = rest.replace("同", "", 1)
        rest = _SPENT.sub("", rest)
        if rest and not any(rest in _plain(value) for value in values):
            lost.append(f"{placed.line.number}: {text.strip()} → {placed.places} に {rest!r} がない")
    return lost


def _without_dates(text: str) -> Iterator[str]:
    position = 0
    for reading in find_dates(text, reference=None):
        yield text[position : reading.start]
        position = reading.end
    yield text[position:]


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", "", same(text))


def _plain(value: str) -> str:
    # A tag's name is of letters: <…の様子> is what a line says.
    return same(unescape(re.sub(r"</?[a-z][^<>]*>", "", value)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)
    elif value is not None:
        yield str(value)
