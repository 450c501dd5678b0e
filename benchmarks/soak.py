"""A working day in short: readers, pollers, searchers and three editors at once, for MINUTES.

Usage: python benchmarks/soak.py [minutes]     (SQLite, or the database of DATABASE_URL; two workers, this machine only)

Prints what failed, how long each kind of answer took, and the memory of the workers at the beginning and at the end.
"""

import os
import random
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from html import unescape
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MINUTES = 30
PORT = 8493
READERS, POLLERS, SEARCHERS, EDITORS = 3, 4, 2, 3
SAMPLED_EVERY = 5
FEEDS = ("/e-komfo/rss.xml", "/e-komfo/atom.xml", "/e-komfo/feed.json")
WORDS = ("電波", "防災", "ローカル5G", "の", "総務省", "ない言葉", "かわべ", "AI", "2021", "「電波の日」")
PASSWORD = "測るための合言葉2026"  # noqa: S105
STAFF = f"""
from datetime import date
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from bureau.models import Contact
from releases.models import RelatedLink, Release
for number in range({EDITORS}):
    user = get_user_model().objects.create_user(f"editor{{number}}", password="{PASSWORD}", is_staff=True)
    user.groups.add(Group.objects.get(name="writer"))
    release = Release.objects.create(release_date=date(2026, 11, 20), slug=f"1120x-{{number}}", title="測るための下書き",
        lead="<p>本文です。</p>", contact=Contact.objects.first(), created_by=user, edited_by=user)
    for place in range(5):
        RelatedLink.objects.create(release=release, label="資料", url=f"https://www.example.jp/{{place}}", order=place)
    print(release.pk)
"""


class Day:
    """What happened: seconds by kind of work, and whatever was not as it should be."""

    def __init__(self, seconds: float):
        self.until = time.monotonic() + seconds
        self.took: dict[str, list[float]] = defaultdict(list)
        self.wrong: list[str] = []

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.until

    def ask(self, kind: str, client: httpx.Client, method: str, address: str, expected: tuple[int, ...], **more):
        began = time.perf_counter()
        try:
            answer = client.request(method, address, **more)
        except httpx.HTTPError as error:
            self.wrong.append(f"{kind} {address}: {error!r}")
            return None
        self.took[kind].append(time.perf_counter() - began)
        if answer.status_code not in expected:
            self.wrong.append(f"{kind} {address}: {answer.status_code}")
        return answer


def client() -> httpx.Client:
    return httpx.Client(base_url=f"http://localhost:{PORT}", trust_env=False, timeout=30)


def read(day: Day) -> None:
    """Follow links as a citizen does."""
    with client() as reader:
        address = "/"
        while not day.is_over:
            answer = day.ask("page", reader, "GET", address, (200, 410))
            html = answer.text if answer is not None else ""
            links = [unescape(link) for link in re.findall(r'href="(/[^"#]*)"', html) if "/static/" not in link]
            address = random.choice(links or ["/"])  # noqa: S311
            time.sleep(0.05)


def poll(day: Day, address: str) -> None:
    with client() as reader:
        tag = ""
        while not day.is_over:
            answer = day.ask("feed", reader, "GET", address, (200, 304), headers={"If-None-Match": tag} if tag else {})
            tag = answer.headers.get("etag", tag) if answer is not None else tag
            time.sleep(0.2)


def search(day: Day) -> None:
    with client() as reader:
        while not day.is_over:
            day.ask("search", reader, "GET", "/search/", (200,), params={"q": random.choice(WORDS)})  # noqa: S311
            time.sleep(0.1)


def edit(day: Day, number: int, release: int) -> None:
    """Open the form, change the title, save, and begin anew."""
    from bureau.editing.formpage import sent_by

    with client() as clerk:
        clerk.get("/admin/login/")
        form = {"username": f"editor{number}", "password": PASSWORD, "csrfmiddlewaretoken": clerk.cookies["csrftoken"]}
        day.ask("login", clerk, "POST", "/admin/login/", (302,), data=form)
        address, times = f"/admin/releases/release/{release}/change/", 0
        while not day.is_over:
            opened = day.ask("form", clerk, "GET", address, (200,))
            if opened is None or opened.status_code != 200:
                continue
            times += 1
            data = defaultdict(list)
            for name, value in sent_by(opened.text, "release_form"):
                data[name].append(value)
            data["title"] = [f"測るための下書き（{times}回目）"]
            data["csrfmiddlewaretoken"] = [clerk.cookies["csrftoken"]]
            day.ask("save", clerk, "POST", address, (302,), data={**data, "_continue": "1"})
            time.sleep(0.5)


def memory_of(server: int) -> float:
    """MiB that the server and its workers hold."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in told.splitlines()]
    return sum(rss for pid, parent, rss in rows if server in (pid, parent)) / 1024


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/db.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": f"http://localhost:{PORT}",
        }

        def manage(*command: str) -> str:
            program = [sys.executable, "manage.py", *command]
            done = subprocess.run(program, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
            return done.stdout

        manage("migrate", "-v0")
        manage("load_samples")
        releases = list(map(int, manage("shell", "--no-imports", "-c", STAFF).split()))
        granian = str(Path(sys.executable).with_name("granian"))
        command = [granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT), "--workers", "2"]
        command += ["--blocking-threads", "8", "--no-ws", "--log-level", "error", "bureau.wsgi:application"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            time.sleep(4)
            tell(run(server.pid, minutes * 60, releases), minutes)
        finally:
            server.terminate()
            server.wait(20)


def run(server: int, seconds: float, releases: list[int]) -> tuple[Day, list[float]]:
    day = Day(seconds)
    work = [(read, ())] * READERS + [(search, ())] * SEARCHERS
    work += [(poll, (FEEDS[number % len(FEEDS)],)) for number in range(POLLERS)]
    work += [(edit, (number, release)) for number, release in enumerate(releases)]
    threads = [threading.Thread(target=act, args=(day, *more)) for act, more in work]
    for thread in threads:
        thread.start()
    memory = []
    while not day.is_over:
        memory.append(memory_of(server))
        time.sleep(SAMPLED_EVERY)
    for thread in threads:
        thread.join()
    return day, memory


def tell(told: tuple[Day, list[float]], minutes: float) -> None:
    day, memory = told
    sys.stdout.write(f"{minutes:g} minutes, {len(day.wrong)} wrong\n")
    for line in day.wrong[:10]:
        sys.stdout.write(f"  {line}\n")
    for kind, times in day.took.items():
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
        sys.stdout.write(
            f"{kind:8} {len(times):>8,} answers, median {1000 * cuts[49]:.1f} ms, p99 {1000 * cuts[98]:.1f} ms\n"
        )
    # The first tenth fills the prepared pages.
    part = max(1, len(memory) // 10)
    points = [statistics.median(memory[first : first + part]) for first in (part, len(memory) // 2, len(memory) - part)]
    sys.stdout.write(
        f"memory: {points[0]:.0f} MiB after the first tenth, {points[1]:.0f} half-way, {points[2]:.0f} at the end\n"
    )


if __name__ == "__main__":
    main()
