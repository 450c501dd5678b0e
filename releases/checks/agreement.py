"""Statements of one page that disagree with each other."""

import re

from releases.checks.passages import passages, prose
from releases.checks.registry import Hit, warning

_DIGITS = dict(zip("一二三四五六七八九", range(1, 10), strict=True))
_SPEAKERS = re.compile(
    r"(?<![\d約])([0-9０-９]{1,2}|[一二三四五六七八九])(?:名|人|組|団体|社)の(?:方|方々|講師|有識者|専門家|登壇者|発表者|報告者|パネリスト)?(?:から|が|に(?:よる|より))[^。]{0,30}(?:報告|発表|講演|紹介|登壇|お話)"
)
_COMMENTS = re.compile(
    r"次の([0-9０-９]{1,2}|[一二三四五六七八九])件|([0-9０-９]{1,2}|[一二三四五六七八九])件を(?:ご)?紹介"
)
_MARK = re.compile(r"[※＊](\d{0,2})")
_HEAD = re.compile(r"[（(]局長[:：]\s?([^（）()]{2,12}?)\s?(?:[（(]|[）)])")


def _number(text: str) -> int:
    return _DIGITS.get(text) or int(text)


@warning("reports_counted", title="「3名の方から報告」と、登壇者の数が合わない")
def reports_counted(document, house):
    sessions = document.event.sessions if document.event else ()
    for number, session in enumerate(sessions):
        group = [each for each in sessions if each.heading == session.heading]
        billed = sum(max(1, len(each.speakers)) for each in group)
        match = _SPEAKERS.search(session.intro)
        if match and _number(match[1]) not in (billed, len(group)):
            message = f"「{match[0]}」とありますが、このページの「{session.heading}」の登壇者は{billed}名です。"
            yield Hit(f"event.sessions[{number}].intro", message)


@warning("comments_counted", title="紹介するという意見の件数が合わない")
def comments_counted(document, house):
    survey = document.event.survey if document.event else None
    if survey and (match := _COMMENTS.search(survey.intro)):
        said = _number(match[1] or match[2])
        if said != len(survey.comments):
            message = f"「{match[0]}」とありますが、掲載する意見は{len(survey.comments)}件です。"
            yield Hit("event.survey.intro", message)


@warning("note_undefined", title="説明のない※")
def note_undefined(document, house):
    defined = set()
    for note in document.notes:
        defined |= set(_MARK.findall(note.marker + re.sub(r"<[^>]*>", "", note.body)))
    for passage in passages(document):
        if passage.path.startswith(("notes", "photos", "links")):
            continue
        for match in _MARK.finditer(passage.text):
            opens_a_line = passage.text[: match.start()].rpartition("\n")[2].strip() == ""
            if not opens_a_line and match[1] not in defined:
                yield Hit(passage.path, f"「{match[0]}」の説明がありません。参考・注に書いてください。")


@warning("note_unused", title="本文に出てこない番号の注（※2）")
def note_unused(document, house):
    used = {
        match
        for passage in passages(document)
        if not passage.path.startswith("notes")
        for match in _MARK.findall(passage.text)
    }
    for number, note in enumerate(document.notes):
        # A plain ※ may speak of the whole page; a numbered one has its place in the text.
        match = _MARK.fullmatch(note.marker.strip("（）()"))
        if match and match[1] and match[1] not in used:
            yield Hit(f"notes[{number}].body", f"「{note.marker}」の印が、本文にありません。")


@warning("director_other", title="その日の局長でない氏名", source="局の情報の歴代の局長")
def director_other(document, house):
    director = document.director
    if director is None:
        return
    for passage in prose(document):
        if (match := _HEAD.search(passage.text)) and _bare(match[1]) != _bare(director.name):
            yield Hit(
                passage.path, f"局長が「{match[1].strip()}」と書かれていますが、その日の局長は「{director.name}」です。"
            )


@warning("subtitle_repeats", title="副題が表題と同じ")
def subtitle_repeats(document, house):
    if document.subtitle and _bare(document.subtitle) == _bare(document.title):
        yield Hit("subtitle", "副題が表題と同じです。")


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
