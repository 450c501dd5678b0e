"""Attached files: what the link to each says of it."""

import re

from releases.checks.links import SAYS_NOTHING
from releases.checks.registry import Hit, error, warning

_JIS = "JIS X 8341-3:2016 2.4.4"
_FILE_NAME = re.compile(r"\S+\.pdf", re.IGNORECASE)
_NOTHING_BUT_KIND = re.compile(r"(?:資料|別紙|添付|PDF|ファイル)?[\s_\-（(]*[\d０-９①-⑳]*[）)]?")


def _titles(document):
    for number, attachment in enumerate(document.attachments):
        yield f"attachments[{number}].title", attachment.title.strip()


@error("attachment_untitled", title="資料に題名がない", source=_JIS)
def attachment_untitled(document, house):
    for path, title in _titles(document):
        if not title:
            yield Hit(path, "資料に題名がありません。内容の分かる名前を付けてください。")


@error("attachment_title", title="資料の題名から内容が分からない（こちら、ファイル名だけ）", source=_JIS)
def attachment_title(document, house):
    for path, title in _titles(document):
        if title and (SAYS_NOTHING.fullmatch(title) or _FILE_NAME.fullmatch(title)):
            yield Hit(path, f"資料の題名「{title}」では、内容が分かりません。資料の名前にしてください。")


@warning("attachment_title_bare", title="資料の題名が「資料1」などの番号だけ", source=_JIS)
def attachment_title_bare(document, house):
    for path, title in _titles(document):
        if title and _NOTHING_BUT_KIND.fullmatch(title):
            yield Hit(path, f"資料の題名「{title}」に、何の資料かを書き足してください。例: 別紙1　開催案内")


@warning("attachment_marked_twice", title="資料の種類や大きさが題名にも書かれている", source="省のガイドラインの書き方")
def attachment_marked_twice(document, house):
    for path, title in _titles(document):
        if re.search(r"[（(\[]\s*PDF|[\d.]\s*[KM]B|\d\s*ページ", title, re.IGNORECASE):
            yield Hit(path, f"「{title}」: 種類、大きさ、ページ数は自動で付きます。題名からは除いてください。")


@warning("attachment_twice", title="同じファイルが二度並んでいる")
def attachment_twice(document, house):
    seen = set()
    for number, attachment in enumerate(document.attachments):
        if attachment.key in seen:
            yield Hit(
                f"attachments[{number}].title",
                f"「{attachment.title}」は、前の資料と同じファイルです。取り違えていないか確かめてください。",
            )
        seen.add(attachment.key)
