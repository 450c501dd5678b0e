"""No pattern of the house takes more than its share of time, whatever text it meets: twice the text, twice the steps.

Found are the compiled patterns at the top of every module, in tables too, and those written where they are used. Each
meets long runs made of its own characters and words, and of what drafts are made of (tests/steepness.py).
"""

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import bureau
import events
import releases
from releases.parse.source import MAX_BLANKS
from tests.backtracking import Matcher
from tests.steepness import steep

_ROOTS = [bureau, events, releases]

# Patterns that are steep, and never meet a text in which that shows: how many a module has, and the reason.
_RICH = "rich text after its cleaning: every < is closed, and no table lies in another"
_STEEP = {
    "releases.search.query": (1, "at most 100 characters, told before the pattern is asked"),
    "releases.parse.topics": (1, "a quoted title of at most 120 characters and what it quotes itself"),
    "releases.parse.published": (1, "a name of a page of our own"),
    "releases.parse.elements": (2, _RICH),
    "releases.checks.links": (1, _RICH),
    "releases.checks.passages": (1, _RICH),
    "releases.checks.structure": (3, _RICH),
    "releases.feeds.contents": (1, _RICH),
    "releases.outer_links": (1, _RICH),
    "releases.render": (1, _RICH),
    "releases.checks.sentences": (
        2,
        "a field that staff have typed; 4,096 brackets that nothing closes take milliseconds",
    ),
}

_WAYS = {
    **dict.fromkeys(("sub", "subn", "split", "findall", "finditer"), "findall"),
    **{way: way for way in ("search", "match", "fullmatch")},
}
"""How a call goes over the text: to its end, to the first match, or only from where it starts."""


@dataclasses.dataclass(frozen=True)
class Held:
    """A pattern, the module that holds it, and how it is put to use there."""

    module: str
    pattern: re.Pattern
    ways: frozenset[str]


@cache
def patterns(root) -> tuple[Held, ...]:
    """Every pattern of a package, once for each set of ways."""
    return tuple({(held.pattern, held.ways): held for held in _patterns(root)}.values())


def _patterns(root) -> Iterator[Held]:
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(root.__path__, f"{root.__name__}.")
        if ".migrations" not in found.name and not found.name.endswith("__main__")
    ]
    trees = [(module, ast.parse(Path(module.__file__).read_text("utf-8"))) for module in modules]
    abroad = _uses(tree for _, tree in trees)
    for module, tree in trees:
        uses = abroad | _uses([tree])
        for name, value in vars(module).items():
            for pattern in _found_in(value):
                # In a table, or handed on: there is no telling how, so every way counts.
                yield Held(module.__name__, pattern, frozenset(uses.get(name, ("findall", "fullmatch"))))
        for pattern, way in _written(module, tree):
            yield Held(module.__name__, pattern, frozenset((way,)))


def _uses(trees) -> dict[str, set[str]]:
    """The ways in which a name's methods are called, in whatever module."""
    uses: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _WAYS:
                uses.setdefault(node.value.id, set()).add(_WAYS[node.attr])
    return uses


def _found_in(value) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from _found_in((*value.keys(), *value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _found_in(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from _found_in([getattr(value, field.name) for field in dataclasses.fields(value)])


def _written(module, tree) -> Iterator[tuple[re.Pattern, str]]:
    """Patterns in calls such as ``re.search("…", text)``, with the names of their module filled in."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _WAYS):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
            continue
        try:
            written = eval(compile(ast.Expression(node.args[0]), "pattern", "eval"), vars(module))
        except NameError:
            # Made of what a function was given.
            continue
        pattern = written if isinstance(written, re.Pattern) else re.compile(written)
        yield pattern, _WAYS[node.func.attr]


@pytest.mark.parametrize(
    "source",
    [
        # Quadratic: from every place to the end.
        r"\s+$",
        r"a.*b.*c",
        r"<[^>]*>",
        r"(?:\s*[「『])?\s*\d",
        r"(\w+)\s*=",
        r"[（(][^）)]*代読",
        r"^(.*?)\s*\n?$",
        r",+\n",
        r"(?i)KANTO\s*\s*x",
        r"a(?=[^b]*b)",
        r"(?s:.*?)終わり",
        # Quadratic behind a beginning that no run of one thing has.
        r"\A【(?:[^】]*[^】]*)】",
        r"^第1回,+?,+?$",
        r"(['\"])a*a*\1",
        # A possessive repetition gives nothing back, but still begins at every place.
        r"a++b",
        r"(?>a+)b",
        # Exponential.
        r"^(a+)+$",
        r"(?:a|a)*b",
        r"^(?:\w+\s?)*。",
        r"^(?:a?){40}a{40}$",
    ],
)
def test_the_judge_sees_a_pattern_that_is_steep(source):
    assert steep(re.compile(source, re.MULTILINE))


@pytest.mark.parametrize(
    "source",
    [
        r"\s",
        r"[^\s]+",
        r"<[^<>]{0,40}>",
        r"<[^<>]{0,40}>[^<>]{2,60}",
        r"^a+b",
        r"a++b?|\d",
        r"(?<!a)a++b",
        r"^(?>a+|b)*+$",
        r"^(?:a++)+$",
        r"^(?:\w+\s)*。",
        r"(?<=年)\d{1,2}月(?!分)",
        r"代読|代理|[0-9]{1,4}年",
        r"(['\"])\1",
    ],
)
def test_the_judge_lets_a_linear_pattern_pass(source):
    assert steep(re.compile(source)) == ""


@pytest.mark.parametrize("root", _ROOTS, ids=lambda root: root.__name__)
def test_the_judge_finds_what_the_engine_finds(root):
    text = "令和3年1月8日（金）「5G」を\n【総務省】a@b.jp <a href='x'>1,200 名</a>\n\n様　氏(代読)−・"
    for pattern in {held.pattern for held in patterns(root) if isinstance(held.pattern.pattern, str)}:
        assert Matcher(pattern).spans("findall", text) == [found.span() for found in pattern.finditer(text)], pattern
        assert Matcher(pattern).spans("match", text) == [found.span() for found in [pattern.match(text)] if found]


@pytest.mark.parametrize("root", _ROOTS, ids=lambda root: root.__name__)
def test_every_pattern_takes_steps_in_keeping_with_its_text(root):
    wrong: dict[str, list[str]] = {}
    for held in patterns(root):
        blanks = MAX_BLANKS if held.module.startswith("releases.parse.") else 0
        if told := steep(held.pattern, held.ways, blanks):
            wrong.setdefault(held.module, []).append(f"{held.module}: {held.pattern.pattern[:160]}\n    {told}")
    excused = {module: many for module, (many, _) in _STEEP.items() if module.startswith(f"{root.__name__}.")}
    strange = {module for module in wrong | excused if len(wrong.get(module, ())) != excused.get(module, 0)}
    assert not strange, "\n".join(text for module in sorted(strange) for text in wrong.get(module, [module]))
