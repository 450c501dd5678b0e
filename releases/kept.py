"""Results that are dear to make, kept while they are asked for."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Kept(Generic[Result]):
    """The ``limit`` results that were asked for last, by keys that say all that they depend on. Safe for threads."""

    def __init__(self, limit: int):
        self._limit = limit
        self._lock = Lock()
        self._results: OrderedDict[Hashable, Result] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """What ``make`` gave for ``key``; made by whoever asks first, by two at once if they ask at once."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        result = make()
        with self._lock:
            self._results[key] = result
            if len(self._results) > self._limit:
                self._results.popitem(last=False)
        return result
