"""``migrate``, one at a time: whoever comes second waits, and finds done what the first has done.

Of two at once the second would else meet half of the tables of the first.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

# Any number that nothing else locks.
_LOCK = 20261130
_SECONDS = 0.2


class Command(migrate.Command):
    def handle(self, *args, **options):
        with _alone(connections[options["database"]]):
            return super().handle(*args, **options)


@contextmanager
def _alone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Hold what only one process holds at a time; it goes with the process, however that ends."""
    if connection.vendor == "sqlite":
        if connection.is_in_memory_db():
            yield
            return
        # Says itself what is wrong with the database's place.
        connection.ensure_connection()
        # Beside the database: a handle on the file itself would, when closed, let go of SQLite's own locks.
        with Path(f"{connection.settings_dict['NAME']}-migrate").open("w") as file:
            flock(file, LOCK_EX)
            yield
    else:
        with connection.cursor() as cursor:
            # Asked again and again, since a statement that waits is cut off by the time limits of the site.
            while not _is_ours(cursor):
                time.sleep(_SECONDS)
            # No statement of a migration is too long.
            cursor.execute("SET statement_timeout = 0")
            try:
                yield
            finally:
                cursor.execute("RESET statement_timeout")
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _is_ours(cursor) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
    return cursor.fetchone()[0]
