"""The texts of a year as they are searched, for a site of files: what is looked for there, the reader's browser looks for.

The streams are made here (folding.py); the browser folds nothing but the words that are typed, by the tables below.
"""

import json
from datetime import datetime
from typing import Any

from bureau import eras
from releases.models import Edition
from releases.portions import Portion, texts
from releases.render import description
from releases.search.folding import BREAK, TABLES, fold
from releases.search.passages import passages


def of_year(at: datetime, year: int) -> str:
    """The pages of ``year`` in force at ``at`` as a list in JSON, newest first; "" for none.

    ``stream`` of each is the whole text as it is searched.
    """
    found = texts(TEXT, Edition.objects.live(at).pages().filter(year=year).newest_first())
    return f"[{', '.join(found)}]" if found else ""


def tables() -> dict[str, Any]:
    """What static/site/search.js needs to fold a query as the texts are folded."""
    return TABLES


def _text(edition: Edition) -> str:
    document = edition.content
    told = {
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
    return json.dumps(told, ensure_ascii=False)


TEXT = Portion("search", _text)
