"""The list of threats names tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@cache
def functions(file):
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_test_that_the_pages_name_exists():
    pages = [(ROOT / "docs" / page).read_text("utf-8") for page in ("threats.md", "reliability.md", "security.md")]
    named = {found for page in pages for found in NAMED.findall(page)}
    absent = {file for file, _ in named if not (ROOT / file).is_file()}
    assert named
    assert not absent
    assert not {(file, function) for file, function in named if function and function not in functions(file)}


def test_every_threat_names_a_test_or_the_page_that_says_why_not():
    rows = [line for line in (ROOT / "docs/threats.md").read_text("utf-8").splitlines() if line.startswith("| T")]
    assert [row for row in rows if not NAMED.search(row) and "reliability.md" not in row] == []
