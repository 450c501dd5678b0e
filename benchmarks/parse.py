"""Reading time over one, ten and a hundred times the text; it has to grow with the text and no faster.

Usage: python benchmarks/parse.py [draft.txt]
"""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from releases.parse import parse  # noqa: E402

DRAFT = ROOT / "tests/parse/drafts/ai_seminar_full.txt"


def repeated(text: str, times: int) -> str:
    """The page with its body ``times`` over: one masthead, one tail."""
    head, _, rest = text.partition("開会挨拶\n")
    body, mark, tail = rest.partition("(参考1)")
    return head + ("開会挨拶\n" + body) * times + mark + tail


def seconds(text: str) -> float:
    """Best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        parse(text)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    text = (Path(sys.argv[1]) if len(sys.argv) > 1 else DRAFT).read_text(encoding="utf-8")
    for times in (1, 10, 100):
        grown = repeated(text, times)
        took = seconds(grown)
        sys.stdout.write(
            f"{times:>4}x  {len(grown):>9,} characters  {took:>8.3f} s  {took / len(grown) * 1e6:>7.1f} µs a character\n"
        )


if __name__ == "__main__":
    main()
