"""What a worker knows of the site's version, without a query for each request."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import inf
from threading import Lock

from django.db import Error, close_old_connections
from django.utils import timezone

from releases import clock
from releases.models import SiteChange
from releases.public import cache_control
from releases.site_version import SiteVersion, read_version

# A change elsewhere shows here within a second, the asking included.
ASKED_EVERY = 0.9

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Known:
    """A version as it was read; ``is_down`` when the database did not answer since."""

    version: SiteVersion
    is_down: bool = False

    @cached_property
    def changes_at(self) -> float:
        """The moment (Unix time) of the next change that is known; infinite where none is."""
        moment = self.version.changes_at
        return moment.timestamp() if moment else inf


class Watch:
    """Asks for the version once in ``ASKED_EVERY`` seconds and at the moment of a change that was known before.

    One thread asks; the others go on with what is known, unless a change has just come due.
    """

    def __init__(self):
        self._lock = Lock()
        self._known: Known | None = None
        self._asked = 0.0
        self._has_warned = False
        self._said: tuple[int, Known | None, str] = (0, None, "")

    def current(self) -> Known:
        """The version now. Raises the database's ``Error`` while none was ever read."""
        known = self._known
        is_due = known is None or (known.changes_at <= time.time() and not known.is_down)
        if not is_due and time.monotonic() - self._asked < ASKED_EVERY:
            return known
        if not self._lock.acquire(blocking=is_due):
            return known
        try:
            if self._known is not known:
                return self._known
            return self._ask(known)
        finally:
            self._lock.release()

    def _ask(self, known: Known | None) -> Known:
        close_old_connections()
        try:
            fresh = Known(read_version(self._moment(known)))
            if known and known.is_down:
                log.warning("データベースに再びつながりました。")
        except Error:
            if known is None:
                raise
            if not known.is_down:
                log.exception("データベースにつながりません。用意済みのページで公開を続けます。")
            fresh = Known(known.version, is_down=True)
        finally:
            close_old_connections()
            self._asked = time.monotonic()
        self._known = fresh
        return fresh

    def _moment(self, known: Known | None) -> datetime:
        """Now; not before the last change and the version before, though the clock be a little behind them."""
        at, recorded = timezone.now(), SiteChange.recorded()
        is_wrong = clock.is_wrong(at, recorded)
        if is_wrong and not self._has_warned:
            log.error(
                "サーバーの時計が、公開内容の最後の変更の記録（%s）より遅れています。時計を確かめてください。", recorded
            )
        self._has_warned = is_wrong
        return clock.not_behind(at, recorded, known and known.version.moments.at)

    def cache_control(self, known: Known) -> str:
        """The header for an answer that is handed out now; worked out once a second."""
        second = int(time.time())
        if self._said[0] != second or self._said[1] is not known:
            self._said = (second, known, cache_control(known.version.changes_at, timezone.now()))
        return self._said[2]
