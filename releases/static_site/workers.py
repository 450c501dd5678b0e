"""Several processes that ask the application for pages and write them: one alone would leave the other processors idle."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import connection, get_context
from pathlib import Path

from releases.models.edition import PublicMoments
from releases.static_site.answers import Application
from releases.static_site.folder import SITE, put
from releases.static_site.worker import work

# Below this a new process would not have begun before the work is done.
WORTH_IT = 400
BATCH = 20


@dataclass(frozen=True)
class Taken:
    """A page as it was answered, written if that was with 200. ``sums`` and ``names`` are for the record."""

    address: str
    status: int
    sums: Sequence[str] = ()
    names: frozenset[str] = frozenset()
    written: int = 0


def file_of(address: str) -> str:
    """The file of an address: a folder's is its index.html."""
    return f"{SITE}{address}index.html" if address.endswith("/") else f"{SITE}{address}"


def take(application: Application, root: Path, address: str) -> Taken:
    """Ask for a page and write what comes."""
    answer = application.get(address)
    if answer.status != 200:
        return Taken(address, answer.status)
    sums, written = put(root, file_of(address), answer.bodies)
    return Taken(address, answer.status, sums, answer.names, written)


def batched(runs: Iterable[Sequence[str]], weight: int) -> Iterator[list[str]]:
    """Runs of addresses, each the work of ``weight`` pages, put together to batches, none of them divided."""
    batch: list[str] = []
    load = 0
    for run in runs:
        batch += run
        load += weight
        if load >= BATCH:
            yield batch
            batch, load = [], 0
    if batch:
        yield batch


def take_all(root: Path, moments: PublicMoments, batches: Iterable[Sequence[str]]) -> Iterator[Taken]:
    """Take batches of addresses, each in one process; in whatever order they are done.

    Raises what a process met, and ChildProcessError for one that ended.
    """
    waiting = deque(batches)
    context = get_context("spawn")
    processes = []
    at_work: list[connection.Connection] = []
    try:
        for _ in range(min(os.cpu_count() or 1, len(waiting))):
            here, there = context.Pipe()
            process = context.Process(target=work, args=(there, str(root)), daemon=True)
            process.start()
            there.close()
            processes.append(process)
            at_work.append(here)
            here.send(moments)
            here.send(waiting.popleft())
        while at_work:
            for done in connection.wait(at_work):
                yield from _received(done)
                if waiting:
                    done.send(waiting.popleft())
                else:
                    done.close()
                    at_work.remove(done)
    finally:
        for still in at_work:
            still.close()
        for process in processes:
            process.join()


def _received(done: connection.Connection) -> list[Taken]:
    try:
        result = done.recv()
    except EOFError:
        raise ChildProcessError("書き出しを分担するプロセスが、途中で終わりました。") from None
    if isinstance(result, Exception):
        raise result
    return result
