"""The project, and the bureau whose releases it publishes."""

import re
from pathlib import Path

_CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"

__version__ = re.search(r"^## (\d+\.\d+\.\d+)", _CHANGELOG.read_text("utf-8"), re.MULTILINE)[1]
