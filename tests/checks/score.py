"""How well each rule tells faulty from faultless documents: `python -m tests.checks.score`."""

from typing import NamedTuple


class Score(NamedTuple):
    """Counts over all cases: ``false`` are faultless documents of any rule in which this rule fires."""

    code: str
    found: int
    missed: int
    false: int

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.false) if self.found + self.false else 0.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 0.0


def scores() -> list[Score]:
    from releases.checks import RULES, check
    from tests.checks.cases import CLEAN, FAULTY, HOUSE

    made = []
    for code in sorted(RULES):
        fired = [any(finding.code == code for finding in check(case, HOUSE)) for case in FAULTY.get(code, [])]
        false = sum(any(finding.code == code for finding in check(case, HOUSE)) for case in CLEAN.get(code, []))
        made.append(Score(code, sum(fired), len(fired) - sum(fired), false))
    return made


def table() -> str:
    lines = [f"{'rule':26} {'found':>5} {'missed':>6} {'false':>5} {'precision':>9} {'recall':>6}"]
    lines += [
        f"{score.code:26} {score.found:>5} {score.missed:>6} {score.false:>5} {score.precision:>9.2f} {score.recall:>6.2f}"
        for score in scores()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    print(table())
