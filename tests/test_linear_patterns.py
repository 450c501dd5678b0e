"""No pattern of the house takes more than its share of time, whatever text it meets: twice the text, twice the time.

Found are the compiled patterns at the top of every module, in tables too, and those written where they are used. Each
meets long runs made of its own characters and words, and of what drafts are made of, with a near miss at their end.
"""

import ast
import dataclasses
import importlib
import pkgutil
import re
import time
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

import bureau
import events
import releases
from releases.parse.source import MAX_BLANKS

# Seconds. Below the first, a run of ``_SCREENED`` characters cannot have been gone over once for each of them; below the
# second nothing is judged, for a busy machine would do the judging.
_SWIFT, _FLOOR = 0.000_3, 0.003
_SCREENED, _LONG = 1024, 4096
# Long enough to tell, short enough to come to an end where each character doubles the time.
_STEPS = (12, 18, 24, 64, 256, _SCREENED)
# Four times the text takes a linear pattern four times as long, a quadratic one sixteen times.
_GROWTH = 9
_TRIES = 3

# Patterns that are steep, and never meet a text in which that shows: how many a module has, and the reason.
_RICH = "rich text after its cleaning: every < is closed, and no table lies in another"
_STEEP = {
    "releases.search.query": (1, "at most 100 characters, told before the pattern is asked"),
    "releases.parse.topics": (1, "a quoted title of at most 120 characters and what it quotes itself"),
    "releases.parse.published": (1, "a name of a page of our own"),
    "releases.parse.elements": (1, _RICH),
    "releases.checks.links": (1, _RICH),
    "releases.checks.passages": (1, _RICH),
    "releases.checks.structure": (3, _RICH),
    "releases.feeds.contents": (1, _RICH),
    "releases.outer_links": (1, _RICH),
    "releases.checks.sentences": (
        2,
        "a field that staff have typed; 4,096 brackets that nothing closes take milliseconds",
    ),
}

# What drafts and markup are made of, one of each kind.
_COMMON = [
    *" \u3000\t\n1１aAあア漢々ー-−・、。「」『』（）()<>&=\"'/.:;@|_",
    "1 ",
    "a ",
    "あ ",
    "a,",
    "1.",
    "(a",
    "「a",
    "漢、",
    "1月",
    "<a",
    "<a>",
    "&a",
    "a=",
    "a\n",
    " \n",
    "\n\n",
    "/a",
    "a.",
    "漢　",
    "()",
    "漢(漢)",
]


_WAYS = {
    **dict.fromkeys(("search", "sub", "subn", "split", "findall", "finditer"), "search"),
    **dict.fromkeys(("match", "fullmatch"), None),
}
"""How a call goes over the text: from every place, or only from where it starts."""


@dataclasses.dataclass(frozen=True)
class Held:
    """A pattern, the module that holds it, and how it is put to use there."""

    module: str
    pattern: re.Pattern
    ways: frozenset[str]


def patterns(root) -> Iterator[Held]:
    """Every pattern of a package."""
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
                yield Held(module.__name__, pattern, frozenset(uses.get(name, ("search", "fullmatch"))))
        for pattern, way in _written(module, tree):
            yield Held(module.__name__, pattern, frozenset((way,)))


def _uses(trees) -> dict[str, set[str]]:
    """The ways in which a name's methods are called, in whatever module."""
    uses: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _WAYS:
                uses.setdefault(node.value.id, set()).add(_WAYS[node.attr] or node.attr)
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
        yield pattern, _WAYS[node.func.attr] or node.func.attr


def units(pattern: re.Pattern, blanks: int) -> list[str]:
    """What to repeat: the pattern's own characters and words, and the common ones.

    Runs of blanks are broken after ``blanks`` of them, where their length is bounded before a pattern meets them.
    """
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    plain = re.sub(r"\(\?P<\w+>|\(\?[a-zA-Z:=!<#]+|\\[sSdDwWbBAZ]|\{[\d,]*\}", "\0", source).replace("\\", "")
    words = [word for word in re.split(r"[\0^$*+?{}\[\]|()]+", plain) if 1 < len(word) < 20]
    letters = [*dict.fromkeys(plain.replace("\0", ""))]
    some = [*letters[:: len(letters) // 25 + 1], *words[:: len(words) // 10 + 1]]
    runs = [*dict.fromkeys([*some, *(f"{word} " for word in words[:5]), *_COMMON])]
    return [unit * blanks + "漢" if blanks and not unit.strip() else unit for unit in runs]


def seconds(pattern: re.Pattern, way: str, unit: str, length: int, repeats: int = 1) -> float:
    """The least time that ``pattern`` takes with a run of ``length`` characters."""
    text = (unit * (length // len(unit) + 1))[:length] + "\x01"
    text = text if isinstance(pattern.pattern, str) else text.encode("utf-8", "replace")
    run = getattr(pattern, way)
    least = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        run(text)
        least = min(least, time.process_time() - start)
    return least


def is_steep(pattern: re.Pattern, way: str, unit: str, length: int) -> bool:
    """Whether the time for ``length`` characters has grown faster than the text; asked again before it is believed."""
    for _ in range(_TRIES):
        whole = seconds(pattern, way, unit, length, repeats=3)
        if whole < _FLOOR or whole < _GROWTH * seconds(pattern, way, unit, length // 4, repeats=3):
            return False
    return True


def steep(pattern: re.Pattern, ways: Collection[str] = ("search", "fullmatch"), blanks: int = 0) -> str:
    """A run that takes the pattern too long, told for a message; "" where there is none."""
    for unit in units(pattern, blanks):
        for way in ways:
            for length in _STEPS:
                took = seconds(pattern, way, unit, length)
                if took > _FLOOR:
                    break
            if took > _FLOOR and is_steep(pattern, way, unit, length):
                return f"{way}, {length} × {unit!r}"
            if took > _SWIFT and is_steep(pattern, way, unit, _LONG):
                return f"{way}, {_LONG} × {unit!r}"
    return ""


@pytest.mark.parametrize(
    "source",
    [
        r"\s+$",
        r"a.*b.*c",
        r"<[^>]*>",
        r"(?:\s*[「『])?\s*\d",
        r"(\w+)\s*=",
        r"[（(][^）)]*代読",
        r"^(.*?)\s*\n?$",
        r",+\n",
    ],
)
def test_the_judge_sees_a_pattern_that_is_steep(source):
    assert steep(re.compile(source, re.MULTILINE))


@pytest.mark.parametrize(
    "source", [r"\s", r"[^\s]+", r"<[^<>]{0,40}>", r"^a+b", r"a++b?|\d", r"代読|代理|[0-9]{1,4}年"]
)
def test_the_judge_lets_a_linear_pattern_pass(source):
    assert steep(re.compile(source)) == ""


@pytest.mark.parametrize("root", [bureau, events, releases], ids=lambda root: root.__name__)
def test_every_pattern_takes_time_in_step_with_its_text(root):
    found = {(held.pattern, held.ways): held for held in patterns(root)}
    wrong: dict[str, list[str]] = {}
    for held in found.values():
        blanks = MAX_BLANKS if held.module.startswith("releases.parse.") else 0
        if told := steep(held.pattern, held.ways, blanks):
            wrong.setdefault(held.module, []).append(f"{held.module}: {held.pattern.pattern[:160]}\n    {told}")
    strange = [text for module, texts in wrong.items() if texts[_STEEP.get(module, (0, ""))[0] :] for text in texts]
    assert not strange, "\n".join(strange)
