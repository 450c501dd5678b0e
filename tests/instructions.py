"""A pattern as instructions for a backtracking engine, made from Python's own parse tree.

An instruction is a tuple, its name first. Sets of characters are known by their numbers: what matters of a text is which
sets hold each of its characters.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from re import _compiler, _constants, _parser

MAXREPEAT = _constants.MAXREPEAT
_REPEATS = {
    _constants.MAX_REPEAT: "greedy",
    _constants.MIN_REPEAT: "lazy",
    _constants.POSSESSIVE_REPEAT: "possessive",
}
_SINGLE = {_constants.LITERAL, _constants.NOT_LITERAL, _constants.IN, _constants.ANY}


class _Set:
    """A set of characters; what it holds is asked of ``re`` itself, once for each character."""

    def __init__(self, item: tuple, flags: int, of_bytes: bool):
        self.item, self.flags, self.of_bytes = item, flags, of_bytes
        self._known: dict[str, bool] = {}

    def __call__(self, character: str) -> bool:
        if character not in self._known:
            text = character.encode("latin-1") if self.of_bytes else character
            self._known[character] = self._pattern.match(text) is not None
        return self._known[character]

    @cached_property
    def _pattern(self) -> re.Pattern:
        state = _parser.State()
        state.flags = self.flags
        state.str = b"" if self.of_bytes else ""
        return _compiler.compile(_parser.SubPattern(state, [self.item]), self.flags)


_SETS: dict[str, _Set] = {}
"""Those of all patterns, by their names."""


class Program:
    """The instructions of a pattern.

    ``widest`` lowers every bound of a repetition that lies above it, as in {2,60}: what grows with the text grows in the
    same way, and shows in a text that is short.
    """

    def __init__(self, pattern: re.Pattern, widest: int = MAXREPEAT):
        self.widest = widest
        self.bytes = isinstance(pattern.pattern, bytes)
        self._tree = tree = _parser.parse(pattern.pattern, pattern.flags)
        self.loops = 0
        self._sets: dict[str, _Set] = {}
        self._rows_of: dict[str, list[bool]] = {}
        self._whole_alphabet = False
        self.code: list[tuple] = []
        self._add(tree, tree.state.flags)
        self._put("match")
        self.sets = len(self._sets)
        # What a match can begin with; None where it can be empty.
        self.first = self._first_sets(0)

    def kind(self, text: str) -> tuple:
        """What the pattern can tell of ``text``: of two texts of one kind, it takes as many steps."""
        if self._whole_alphabet:
            return tuple(text)
        return tuple((character == "\n", is_of_a_word(character), *self.row(character)) for character in text)

    def row(self, character: str) -> list[bool]:
        """For each set of the pattern, whether it holds ``character``."""
        if character not in self._rows_of:
            self._rows_of[character] = [holds(character) for holds in self._sets.values()]
        return self._rows_of[character]

    def leads(self, letters: str) -> dict[str, None]:
        """Texts of ``letters`` that bring the pattern to each of its endless repetitions."""
        return dict.fromkeys(self._leads(self._tree, self._tree.state.flags, letters, ""))

    def _leads(self, tree, flags: int, letters: str, before: str) -> Iterator[str]:
        for operation, value in tree:
            if operation in _REPEATS and value[1] is MAXREPEAT:
                yield before
            for part, more, less in _parts(operation, value):
                yield from self._leads(part, (flags | more) & ~less, letters, before)
            before += self._example([(operation, value)], flags, letters)

    def _example(self, tree, flags: int, letters: str) -> str:
        """A short text of ``letters`` that ``tree`` matches, but for what it asks of its neighbours."""
        text = ""
        for operation, value in tree:
            if operation in _SINGLE:
                number = self._set((operation, value), flags)
                text += next((letter for letter in letters if self.row(letter)[number]), "")
            for part, more, less in _parts(operation, value)[:1]:
                often = min(value[0], self.widest) if operation in _REPEATS else 1
                text += self._example(part, (flags | more) & ~less, letters) * often
        return text

    # From the tree to instructions

    def _put(self, *instruction) -> int:
        self.code.append(instruction)
        return len(self.code) - 1

    def _set(self, item: tuple, flags: int) -> int:
        """The number of the set that ``item`` of the tree names."""
        name = f"{item} {flags} {self.bytes}"
        if name not in self._sets:
            self._sets[name] = _SETS.setdefault(name, _Set(item, flags, self.bytes))
        return [*self._sets].index(name)

    def _add(self, tree, flags: int) -> None:
        for operation, value in tree:
            if operation in _SINGLE:
                self._put("one", self._set((operation, value), flags))
            elif operation in _REPEATS:
                self._add_repeat(_REPEATS[operation], *value, flags)
            elif operation is _constants.SUBPATTERN:
                group, more, less, body = value
                if group is not None:
                    self._put("open", group)
                self._add(body, (flags | more) & ~less)
                if group is not None:
                    self._put("close", group)
            elif operation is _constants.BRANCH:
                self._add_branches(value[1], flags)
            elif operation is _constants.ATOMIC_GROUP:
                self._add_apart("atomic", value, flags)
            elif operation in (_constants.ASSERT, _constants.ASSERT_NOT):
                direction, body = value
                back = body.getwidth()[0] if direction < 0 else 0
                self._add_apart("ahead" if operation is _constants.ASSERT else "not ahead", body, flags, back)
            elif operation is _constants.AT:
                self._put("at", str(value), flags & re.MULTILINE)
            elif operation is _constants.GROUPREF:
                self._whole_alphabet = True
                self._put("again", value, flags & re.IGNORECASE)
            elif operation is _constants.FAILURE:
                self._put("fail")
            else:
                raise NotImplementedError(f"steps of {operation} are not counted")

    def _add_repeat(self, how: str, least: int, most: int, body, flags: int) -> None:
        most = most if most is MAXREPEAT else min(most, self.widest)
        least = min(least, most, self.widest)
        most = float("inf") if most is MAXREPEAT else most
        while len(body) == 1 and body[0][0] is _constants.SUBPATTERN and body[0][1][0] is None:
            _, more, less, body = body[0][1]
            flags = (flags | more) & ~less
        if len(body) == 1 and body[0][0] in _SINGLE:
            self._put(how, self._set(body[0], flags), least, most)
        elif how == "possessive":
            apart = self._put()
            self._add_loop("greedy", least, most, body, flags)
            self._put("match")
            self.code[apart] = ("atomic", len(self.code), 0)
        else:
            self._add_loop(how, least, most, body, flags)

    def _add_loop(self, how: str, least: int, most: float, body, flags: int) -> None:
        loop, self.loops = self.loops, self.loops + 1
        self._put("begin", loop)
        top = self._put()
        self._add(body, flags)
        self._put("go", top)
        self.code[top] = ("loop", loop, least, most, how == "lazy", len(self.code))

    def _add_branches(self, branches, flags: int) -> None:
        fork = self._put()
        starts, ends = [], []
        for branch in branches:
            starts.append(len(self.code))
            self._add(branch, flags)
            ends.append(self._put())
        for end in ends:
            self.code[end] = ("go", len(self.code))
        # As the engine does: a way that begins with a character is not opened where another stands.
        firsts = [self.code[start][1] if self.code[start][0] == "one" else None for start in starts]
        self.code[fork] = ("fork", tuple(reversed([*zip(starts, firsts, strict=True)])))

    def _add_apart(self, what: str, body, flags: int, back: int = 0) -> None:
        """A part that keeps none of its other ways once it has matched."""
        apart = self._put()
        self._add(body, flags)
        self._put("match")
        self.code[apart] = (what, len(self.code), back)

    def _first_sets(self, at: int, above: frozenset[int] = frozenset()) -> set[int] | None:
        """The sets of which one must hold the character that stands at instruction ``at``; None for no such thing."""
        what, *values = self.code[at]
        if what == "one" or (what in ("greedy", "lazy", "possessive") and values[1]):
            return {values[0]}
        if what in ("greedy", "lazy", "possessive"):
            ways = [{values[0]}, self._first_sets(at + 1, above)]
        elif what == "fork":
            ways = [self._first_sets(start, above) for start, _ in values[0]]
        elif what == "loop" and at in above:
            # Its body can be empty: nothing new begins here.
            ways = []
        elif what == "loop":
            ways = [self._first_sets(at + 1, above | {at}), self._first_sets(values[-1], above)]
        elif what in ("go", "ahead", "not ahead"):
            ways = [self._first_sets(values[0], above)]
        elif what in ("begin", "open", "close", "at"):
            ways = [self._first_sets(at + 1, above)]
        else:
            return None
        return None if None in ways else set().union(*ways)


def _parts(operation, value) -> list[tuple]:
    """The parts that are matched one for the other or as a whole, each with the flags added and taken away."""
    if operation in _REPEATS:
        return [(value[2], 0, 0)]
    if operation is _constants.SUBPATTERN:
        return [(value[3], value[1], value[2])]
    if operation is _constants.BRANCH:
        return [(branch, 0, 0) for branch in value[1]]
    if operation is _constants.ATOMIC_GROUP:
        return [(value, 0, 0)]
    return []


def is_of_a_word(character: str) -> bool:
    return character.isalnum() or character == "_"
