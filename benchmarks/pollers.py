"""READERS feed readers on open connections, half of them conditional, each asking every PERIOD seconds; staff meanwhile.

Usage: python benchmarks/pollers.py [readers] [seconds]     (SQLite, two workers, on this machine only)

Prints how long answers took, how many were refused, and how long a staff page took meanwhile.
"""

import asyncio
import os
import random
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READERS, SECONDS, PERIOD = 10_000, 60, 10
PORT = 8491
FEEDS = ("/e-komfo/rss.xml", "/e-komfo/atom.xml", "/e-komfo/feed.json", "/e-komfo/rss1.rdf")


async def ask(reader, writer, address: str, tag: str) -> tuple[int, str]:
    """One request on an open connection: status and ETag."""
    condition = f"If-None-Match: {tag}\r\n" if tag else ""
    writer.write(f"GET {address} HTTP/1.1\r\nHost: localhost:8491\r\nAccept-Encoding: gzip\r\n{condition}\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    if length := int(headers.get("content-length", 0)):
        await reader.readexactly(length)
    return int(head[9:12]), headers.get("etag", "")


async def poll(number: int, until: float, took: list[float], failed: list[str]) -> None:
    """A reader's life: a moment of its own in each period."""
    address, tag = FEEDS[number % len(FEEDS)], ""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        await asyncio.sleep(random.random() * PERIOD)  # noqa: S311
        while time.monotonic() < until:
            began = time.perf_counter()
            status, etag = await ask(reader, writer, address, tag)
            took.append(time.perf_counter() - began)
            if status not in (200, 304):
                failed.append(str(status))
            # Every second reader knows of conditional requests.
            tag = etag if number % 2 else ""
            await asyncio.sleep(PERIOD)
        writer.close()
    except (OSError, EOFError) as error:
        failed.append(repr(error))


async def work(until: float, took: list[float], failed: list[str]) -> None:
    """Staff, who open the page before their desk again and again."""
    while time.monotonic() < until:
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        writer.write(b"GET /admin/login/ HTTP/1.1\r\nHost: localhost:8491\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        if not answer.startswith(b"HTTP/1.1 200"):
            failed.append(answer[:12].decode("latin-1"))
        took.append(time.perf_counter() - began)
        writer.close()
        await asyncio.sleep(0.5)


async def measure(readers: int, seconds: int) -> None:
    took, failed, staff, refused = [], [], [], []
    until = time.monotonic() + seconds
    tasks = [asyncio.create_task(work(until, staff, refused))]
    for number in range(readers):
        tasks.append(asyncio.create_task(poll(number, until, took, failed)))
        if number % 200 == 0:
            await asyncio.sleep(0.05)
    await asyncio.gather(*tasks)
    for name, times, errors in (("feeds", took, failed), ("staff", staff, refused)):
        p50, p99 = (1000 * statistics.quantiles(times, n=100)[place] for place in (49, 98))
        sys.stdout.write(
            f"{name}: {len(times):,} answers, {len(errors)} failed, "
            f"median {p50:.1f} ms, p99 {p99:.1f} ms, longest {1000 * max(times):.0f} ms\n"
        )
        if errors:
            sys.stdout.write(f"  {errors[0]}\n")


def main() -> None:
    readers = int(sys.argv[1]) if len(sys.argv) > 1 else READERS
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": f"http://localhost:{PORT}",
        }
        for command in (["migrate", "-v0"], ["load_samples"]):
            program = [sys.executable, "manage.py", *command]
            subprocess.run(program, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        granian = str(Path(sys.executable).with_name("granian"))
        command = [granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT), "--workers", "2"]
        command += [
            "--blocking-threads",
            "8",
            "--backlog",
            "16384",
            "--backpressure",
            "8192",
            "--no-ws",
            "--log-level",
            "error",
        ]
        server = subprocess.Popen([*command, "bureau.wsgi:application"], cwd=ROOT, env=environment)
        try:
            time.sleep(4)
            asyncio.run(measure(readers, seconds))
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
