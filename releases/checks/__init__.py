"""公開前チェック: what a careful colleague would notice before publication, as rules about the document.

``registry`` holds the rules and runs them; the other modules are the rules by theme. A rule is a function of the document
and of what the house knows (``House``), never of the database.
"""

from releases.checks import (  # noqa: F401 - the rules enter the registry by being there
    agreement,
    attachments,
    characters,
    contact,
    dates,
    links,
    people,
    photos,
    sentences,
    structure,
)
from releases.checks.registry import ERROR, RULES, WARNING, Finding, House, Mend, check

__all__ = ["ERROR", "RULES", "WARNING", "Finding", "House", "Mend", "check"]
