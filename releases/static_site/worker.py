"""What one of several processes does (``workers``). It is begun by itself, so Django is imported when it is set up."""

import logging
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path


def work(jobs: Connection, root: str) -> None:
    """Take batch after batch until nobody asks any more: the pipe ends with the run, however that ends."""
    # Who stops the run from the keyboard stops the process that leads it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import django

    django.setup()
    from django.db import connection

    # Each page would ask whether the connection still lives: a fifth of the time of a run on PostgreSQL. One that broke
    # ends the run, and the next one takes it up.
    connection.settings_dict["CONN_HEALTH_CHECKS"] = False
    logging.getLogger("django.request").setLevel(logging.ERROR)
    from releases.static_site.answers import Application
    from releases.static_site.portions import Portions
    from releases.static_site.workers import take

    with suppress(EOFError, BrokenPipeError):
        application = Application(jobs.recv(), Portions(Path(root)))
        while True:
            batch = jobs.recv()
            try:
                result = [take(application, Path(root), address) for address in batch]
            except Exception as error:
                # Whatever it is, the run has to hear of it.
                result = error
            jobs.send(result)
