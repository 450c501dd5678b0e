"""Places of a document in the words of the screens."""

import re

from releases.document import ReleaseDocument

_NAMES = {
    "title": "表題",
    "subtitle": "副題",
    "release_date": "発表日",
    "lead": "リード文",
    "closing": "結び",
    "contact": "連絡先",
    "event": "行事",
    "event.title": "行事名",
    "event.theme": "テーマ",
    "event.place": "会場",
    "event.days": "開催日",
    "event.purpose": "趣旨",
    "event.audience": "対象",
    "event.survey.intro": "アンケートの前書き",
}


def place_of(document: ReleaseDocument, path: str) -> str:
    """``event.sessions[2].topic`` → プログラム「事例報告」."""
    if match := re.match(r"photos\[([0-9a-f]+)\]", path):
        numbered = enumerate(document.all_photos, start=1)
        number, photo = next((number, photo) for number, photo in numbered if photo.key == match[1])
        return f"写真{number}" + (f"「{_one_line(photo.caption)}」" if photo.caption else "")
    if match := re.match(r"event\.sessions\[(\d+)\]", path):
        return f"プログラム「{document.event.sessions[int(match[1])].heading}」"
    if match := re.match(r"sections\[(\d+)\]", path):
        return f"節「{document.sections[int(match[1])].heading}」"
    if match := re.match(r"event\.survey\.comments\[(\d+)\]", path):
        return f"アンケート意見{int(match[1]) + 1}"
    if match := re.match(r"notes\[(\d+)\]", path):
        return f"参考・注「{document.notes[int(match[1])].marker}」"
    if match := re.match(r"attachments\[(\d+)\]", path):
        title = document.attachments[int(match[1])].title
        return f"資料{int(match[1]) + 1}" + (f"「{title}」" if title else "")
    if match := re.match(r"links\[(\d+)\]", path):
        return f"関連リンク「{document.links[int(match[1])].label}」"
    if match := re.match(r"event\.videos\[(\d+)\]", path):
        return f"動画「{document.event.videos[int(match[1])].title}」"
    if re.match(r"event\.counts\[", path):
        return "人数など"
    return _NAMES.get(path) or _NAMES.get(path.split(".")[0], "ページ全体")


def _one_line(text: str) -> str:
    return text.replace("\n", " ")
