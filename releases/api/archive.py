"""A year as one file: JSON Lines with whole documents, and a table (CSV) of what fits into one."""

import csv
import io
import json
from collections.abc import Iterable

from django.db.models import QuerySet

from releases.api.rows import LICENCE, identity, release
from releases.models import Edition
from releases.portions import Portion, texts

COLUMNS = (
    "識別子",
    "アドレス",
    "発表日",
    "種類",
    "表題",
    "副題",
    "政策分野",
    "行事名",
    "開催日",
    "開催形式",
    "会場",
    "主催・共催など",
    "登壇者",
    "人数など",
    "連絡先",
    "最終更新",
    "利用規約",
)
_RUNS_IN_A_SHEET = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def json_lines(editions: QuerySet[Edition]) -> str:
    """One release a line; each says the licence, for a line may travel alone."""
    return "".join(texts(LINE, editions))


def table(editions: QuerySet[Edition]) -> str:
    """CSV with a byte order mark, by which spreadsheet programs know UTF-8."""
    return "\ufeff" + _written(COLUMNS) + "".join(texts(ROW, editions))


def _line(edition: Edition) -> str:
    return json.dumps({**release(edition), "license": LICENCE}, ensure_ascii=False, sort_keys=True) + "\n"


def _written(values: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(values)
    return text.getvalue()


def _cell(value: str) -> str:
    """A text that a spreadsheet program shows and never runs."""
    return f"'{value}" if value.startswith(_RUNS_IN_A_SHEET) else value


def _row(edition: Edition) -> list[str]:
    document, told = edition.content, identity(edition)
    event = document.event
    return [
        told["release_id"],
        told["url"],
        told["release_date"],
        document.kind.label,
        document.title,
        document.subtitle,
        "、".join(category.label for category in document.categories),
        event.title if event else "",
        "、".join(day.date.isoformat() for day in event.days) if event else "",
        event.mode if event else "",
        event.place if event else "",
        "、".join(f"{body.standing}: {body.name}" for body in event.organisers) if event else "",
        "、".join(_billed(event)) if event else "",
        "、".join(f"{count.label} {count.qualifier}{count.number}{count.unit}" for count in event.counts)
        if event
        else "",
        " ".join(document.contact.division.split()) if document.contact else "",
        told["updated_at"],
        f"{LICENCE['name']} {LICENCE['url']}",
    ]


def _billed(event) -> list[str]:
    return [
        " ".join(part for part in (speaker.affiliation, speaker.position, speaker.name) if part)
        for session in event.sessions
        for speaker in session.speakers
    ]


LINE = Portion("line", _line)
ROW = Portion("row", lambda edition: _written(_cell(value) for value in _row(edition)))
