"""Time that the database takes to search: words of one, two and four characters, rare and common, both orders.

Usage: python benchmarks/search.py [releases]            (SQLite, in a file of its own)
       tools/with_postgres.py .venv/bin/python benchmarks/search.py [releases]

Each figure is the median of 15 searches in milliseconds: the first page with the count of up to a thousand.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

RELEASES = 20_000
BATCH = 1_000
ROUNDS = 15
PASSAGES = 45
LENGTHS = (1, 2, 4)
# How many of a hundred releases hold a word.
SHARES = {"rare": (0.02, 0.3), "middling": (3, 12), "common": (70, 100)}


def text_of_the_samples() -> list[str]:
    """Passages of the sample releases: real words in real proportions."""
    folder = ROOT / "releases/samples/documents"
    from releases.search.passages import passages
    from tests.documents import body, make_document

    found = []
    for path in sorted(folder.glob("*.toml")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if len(line) > 20]
        found += [passage.text for line in lines for passage in passages(make_document(lead=body(line)))[1:2]]
    return found


def documents(number: int):
    """``number`` releases of about 2,000 characters over 20 years, each with a few words of its own."""
    from tests.documents import body, make_document

    chance = random.Random(2026)  # noqa: S311
    pool = text_of_the_samples()
    names = [chr(chance.randrange(0x4E00, 0x5E00)) + chr(chance.randrange(0x4E00, 0x5E00)) for _ in range(4_000)]
    for _ in range(number):
        day = date(2006, 1, 1) + timedelta(days=chance.randrange(20 * 365))
        own = [f"{chance.choice(names)}{chance.choice(names)}" for _ in range(6)]
        markup = "".join(f"<p>{text}</p>" for text in (*chance.sample(pool, PASSAGES), *own))
        yield make_document(title=chance.choice(pool)[:40], lead=body(markup), release_date=day, year=day.year)


def words(sample) -> dict[tuple[int, str], list[str]]:
    """Three words of each length and share, told from a sample of the corpus."""
    from releases.search.folding import fold
    from releases.search.passages import passages

    streams = [[fold(passage.text).stream for passage in passages(document)] for document in sample]
    chosen = {}
    for length in LENGTHS:
        seen: Counter[str] = Counter()
        for texts in streams:
            seen.update(
                {
                    text[place : place + length]
                    for text in texts
                    for place in range(len(text) - length + 1)
                    if text[place : place + length].isalpha() and min(text[place : place + length]) > "ぁ"
                }
            )
        for share, (least, most) in SHARES.items():
            fits = [word for word, count in seen.items() if least <= 100 * count / len(streams) <= most]
            chosen[length, share] = random.Random(7).sample(sorted(fits), min(3, len(fits)))  # noqa: S311
    return chosen


def median(ask) -> float:
    """Milliseconds."""
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        ask()
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1000


def fill(number: int) -> list:
    """Publish the corpus; returns five hundred documents of it."""
    from django.db import connection, transaction

    from tests.indexing import publish_documents

    sample, batch, start = [], [], time.perf_counter()
    for place, document in enumerate(documents(number), start=1):
        batch.append(document)
        if place % max(1, number // 500) == 0:
            sample.append(document)
        if len(batch) == BATCH or place == number:
            with transaction.atomic():
                publish_documents(batch, named=f"b{place}")
            batch = []
            sys.stderr.write(f"\r{place:,} of {number:,}, {time.perf_counter() - start:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE releases_edition_words")
    sys.stderr.write("\n")
    return sample


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else RELEASES
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/search.sqlite3")
        os.environ.setdefault("MEDIA_ROOT", folder)
        os.environ.setdefault("SECRET_KEY", "benchmark-" + "0" * 50)
        os.environ["DJANGO_SETTINGS_MODULE"] = "bureau.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        measure(fill(number))


def measure(sample: list) -> None:
    from django.db import connection
    from django.utils import timezone

    from releases.search.find import find
    from releases.search.query import read
    from releases.search.wanted import wanted_of

    at = timezone.now()
    sys.stdout.write(f"{connection.vendor}\n{'characters':>10}  {'share':<9} {'best':>7} {'newest':>7}  words\n")
    figures = {False: [], True: []}
    for (length, share), found in words(sample).items():
        took = {}
        for newest_first in (False, True):
            each = [
                median(lambda word=word, order=newest_first: find(wanted_of(read(word)), at, newest_first=order))
                for word in found
            ]
            took[newest_first] = statistics.median(each)
            figures[newest_first] += each
        counts = ", ".join(
            f"{word} {hits.total}{'+' if hits.is_more else ''}"
            for word in found
            for hits in [find(wanted_of(read(word)), at)]
        )
        sys.stdout.write(f"{length:>10}  {share:<9} {took[False]:7.2f} {took[True]:7.2f}  {counts}\n")
    best, newest = (statistics.median(figures[order]) for order in (False, True))
    sys.stdout.write(f"{'median':>10}  {'':<9} {best:7.2f} {newest:7.2f}\n")


if __name__ == "__main__":
    main()
