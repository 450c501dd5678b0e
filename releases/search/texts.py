"""The texts of a year as they are searched, for a site of files: what is looked for there, the reader's browser looks for.

The streams are made here (folding.py); the browser folds nothing but the words that are typed, by the tables below.
"""

from datetime import datetime
from typing import Any

from bureau import eras
from releases.models import Edition
from releases.render import description
from releases.search.folding import BREAK, TABLES, fold
from releases.search.passages import passages


def of_year(at: datetime, year: int) -> list[dict[str, Any]]:
    """The pages of ``year`` in force at ``at``, newest first; ``stream`` is the whole text as it is searched."""
    return [_text(edition) for edition in Edition.objects.live(at).pages().filter(year=year).newest_first()]


def tables() -> dict[str, Any]:
    """What static/site/search.js needs to fold a query as the texts are folded."""
    return TABLES


def _text(edition: Edition) -> dict[str, Any]:
    document = edition.content
    return {
        "url": edition.path,
        "title": document.full_title,
        "date": edition.release_date.isoformat(),
        "day": eras.format_era(edition.release_date),
        "kind": document.kind.code,
        "label": document.kind.label,
        "categories": [category.code for category in document.categories],
        "text": description(document),
        "stream": BREAK.join(fold(passage.text).stream for passage in passages(document)),
    }
