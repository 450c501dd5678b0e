"""How many steps a pattern takes over a text: counted, so that a busy machine counts the same.

``Matcher`` walks the instructions of a pattern as the engine of ``re`` does: the first way that leads on is taken, the
others wait on a stack, and every character compared, every way opened is one step. The engine's shortcuts (a prefix
looked for at once, the next character compared before a way is opened) only make a step cheaper.
"""

from tests.instructions import Program, is_of_a_word

# Where no match ends.
_END = -1


class TooManySteps(Exception):
    """The budget is spent."""


class Matcher(Program):
    """A pattern whose steps can be counted."""

    def steps(self, way: str, text: str, budget: int = 10**12) -> int:
        """How many steps ``way`` takes, "match", "fullmatch", "search" or "findall". Raises TooManySteps."""
        self.spans(way, text, budget)
        return budget - self._left

    def spans(self, way: str, text: str, budget: int = 10**12) -> list[tuple[int, int]]:
        """Where ``way`` finds the pattern. Raises TooManySteps."""
        self._left = budget
        self._text = text
        row_of = {character: self.row(character) for character in {*text}}
        begins_of = {character: self._can_begin(row) for character, row in row_of.items()}
        begins = [*map(begins_of.get, text), self.first is None]
        self._rows = [*map(row_of.get, text), [False] * self.sets]
        self._runs: dict[int, list[int]] = {}
        found = []
        start, last = 0, len(text) if way in ("search", "findall") else 0
        not_empty_at = _END
        while start <= last:
            if not begins[start]:
                start += 1
                self._left -= 1
                continue
            self._marks: dict[int, tuple[int, int]] = {}
            self._counts = [(0, -1)] * self.loops
            end = self._run(0, start, whole=way == "fullmatch", not_empty_at=not_empty_at)[0]
            if end == _END:
                start += 1
                continue
            found.append((start, end))
            if way != "findall":
                break
            # An empty match is not found twice.
            start, not_empty_at = end, end if end == start else _END
        return found

    def _can_begin(self, row: list[bool]) -> bool:
        return self.first is None or any(row[number] for number in self.first)

    def _run_of(self, number: int) -> list[int]:
        """For every place of the text, how many characters from there on the set holds."""
        if number not in self._runs:
            run = [0] * (len(self._rows) + 1)
            for place in range(len(self._rows) - 1, -1, -1):
                run[place] = run[place + 1] + 1 if self._rows[place][number] else 0
            self._runs[number] = run
        return self._runs[number]

    def _run(self, at: int, place: int, *, whole: bool = False, not_empty_at: int = _END) -> tuple[int, list]:
        """Where a match of the instructions from ``at`` ends, _END for none; and the changes to be taken back."""
        code, rows, marks, counts = self.code, self._rows, self._marks, self._counts
        start, length = place, len(self._text)
        stack: list[tuple] = []
        while True:
            self._left -= 1
            if self._left < 0:
                raise TooManySteps
            instruction = code[at]
            what = instruction[0]
            led_on = True
            if what == "one":
                led_on = rows[place][instruction[1]]
                at, place = at + 1, place + 1
            elif what == "greedy" or what == "possessive":
                _, number, least, most = instruction
                taken = min(self._run_of(number)[place], most)
                self._left -= taken
                led_on = taken >= least
                at += 1
                if led_on and what == "greedy" and taken > least:
                    stack.append(("shorter", at, place + least, place + taken - 1))
                place += taken
            elif what == "lazy":
                _, number, least, most = instruction
                able = min(self._run_of(number)[place], most)
                self._left -= min(able, least)
                led_on = able >= least
                at += 1
                if led_on and able > least:
                    stack.append(("longer", at, place + least + 1, place + able))
                place += least
            elif what == "fork":
                row = rows[place]
                ways = [("way", start, place) for start, first in instruction[1] if first is None or row[first]]
                self._left -= len(instruction[1])
                led_on = bool(ways)
                if ways:
                    at = ways.pop()[1]
                    stack += ways
            elif what == "go":
                at = instruction[1]
                self._left += 1
            elif what == "begin":
                stack.append(("count", instruction[1], counts[instruction[1]]))
                counts[instruction[1]] = (0, -1)
                at += 1
            elif what == "loop":
                _, loop, least, most, lazy, after = instruction
                count, last = before = counts[loop]
                if count < least or (count < most and place != last):
                    if count >= least and lazy:
                        stack.append(("again", at + 1, place, loop, (count + 1, place)))
                        at = after
                    else:
                        if count >= least:
                            stack.append(("way", after, place))
                        stack.append(("count", loop, before))
                        counts[loop] = (count + 1, place)
                        at += 1
                else:
                    at = after
            elif what == "open" or what == "close":
                begun, _ = marks.get(instruction[1], (0, 0))
                stack.append(("mark", instruction[1], marks.get(instruction[1])))
                marks[instruction[1]] = (place, _END) if what == "open" else (begun, place)
                at += 1
            elif what == "at":
                led_on = self._stands(instruction[1], place, bool(instruction[2]))
                at += 1
            elif what == "again":
                begun, ended = marks.get(instruction[1], (0, _END))
                quoted, here = self._text[begun:ended], self._text[place : place + ended - begun]
                led_on = ended != _END and (quoted.lower() == here.lower() if instruction[2] else quoted == here)
                self._left -= max(ended - begun, 0)
                at, place = at + 1, place + ended - begun
            elif what == "match":
                # The end of the whole, or of a part that was begun apart.
                if not (whole and place != length) and not (place == start == not_empty_at):
                    return place, [entry for entry in stack if entry[0] in ("count", "mark")]
                led_on = False
            elif what == "fail":
                led_on = False
            else:
                _, after, back = instruction
                end, undo = self._run(at + 1, place - back) if place >= back else (_END, [])
                led_on = (end == _END) == (what == "not ahead")
                if what == "atomic":
                    place = end
                stack.extend(undo)
                at = after
            if led_on:
                continue
            while stack:
                entry = stack.pop()
                kind = entry[0]
                if kind == "count":
                    counts[entry[1]] = entry[2]
                elif kind == "mark":
                    marks[entry[1]] = entry[2] or (0, _END)
                elif kind == "way":
                    _, at, place = entry
                    break
                elif kind == "again":
                    _, at, place, loop, count = entry
                    stack.append(("count", loop, counts[loop]))
                    counts[loop] = count
                    break
                elif kind == "shorter":
                    _, at, least, place = entry
                    if place > least:
                        stack.append(("shorter", at, least, place - 1))
                    break
                else:
                    _, at, place, most = entry
                    if place < most:
                        stack.append(("longer", at, place + 1, most))
                    break
            else:
                return _END, []

    def _stands(self, what: str, place: int, lines: bool) -> bool:
        text = self._text
        if what == "AT_BEGINNING_STRING":
            return place == 0
        if what == "AT_BEGINNING":
            return place == 0 or (lines and text[place - 1] == "\n")
        if what == "AT_END_STRING":
            return place == len(text)
        if what == "AT_END":
            return place == len(text) or (text[place] == "\n" and (lines or place == len(text) - 1))
        before, after = (0 <= at < len(text) and is_of_a_word(text[at]) for at in (place - 1, place))
        return (before != after) == (what == "AT_BOUNDARY")
