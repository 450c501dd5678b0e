"""What a clock that was set back may not do: take back a page that readers have seen, or write the record backwards.

The moment is the machine's clock. Where it stands a little behind what is recorded (it was set right by some seconds, or
another server's runs ahead), the record counts and time stands still until the clock has caught up. A clock that is
further behind was set wrong, now or when the record was made: nobody can tell which, so nothing is guessed.
"""

from datetime import datetime, timedelta

HELD = timedelta(minutes=1)
TICK = timedelta(microseconds=1)
"""The least by which two moments differ in a database."""


def not_behind(at: datetime, *recorded: datetime | None) -> datetime:
    """``at``, or the latest of ``recorded`` (None: nothing is) that the clock is behind by ``HELD`` at most."""
    return max((at, *(moment for moment in recorded if moment and moment <= at + HELD)))


def is_wrong(at: datetime, recorded: datetime | None) -> bool:
    """Whether the clock is so far behind what is recorded that one of the two is wrong."""
    return recorded is not None and recorded > at + HELD
