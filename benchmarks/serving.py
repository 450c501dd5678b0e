"""Requests a second on one machine: this application, a fixed string, nginx, a bare Django view and Wagtail, in pairs.

Usage: make bench     (wants wrk, nginx and PostgreSQL; writes docs/benchmarks.md and docs/benchmarks.svg)

Everything serves the same releases. Runs are interleaved, ROUNDS times; two workers, 32 connections, gzip.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import report

ROOT = Path(__file__).resolve().parent.parent
RIVALS = ROOT / "benchmarks/rivals"
WAGTAIL_PYTHON = ROOT / "var/rivals/bin/python"
ROUNDS = 5
SECONDS = 3
# Tenths of a second for a server to start, beside all the others.
PATIENCE = 1200

FIXED_SOURCE = """
import json, pathlib
folder = pathlib.Path(__file__).parent / "bodies"
bodies = {"/" + file.stem: file.read_bytes() for file in folder.iterdir()}
def application(environ, start_response):
    body = bodies[environ["PATH_INFO"]]
    headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return (body,)
"""
# The whole application, but for its memory.
COLD_SOURCE = """
from bureau.wsgi import application
class Nothing:
    def get(self, key): return None
    def put(self, key, page): pass
application.pages = application.asked = Nothing()
"""
# Every request unlike the others, so that nobody waits for the page that somebody else has asked for.
VARIED = """
local number = 0
request = function()
    number = number + 1
    return wrk.format(nil, wrk.path .. "?n=" .. number)
end
"""
# What the rivals' pages are made of, as it stands on ours.
DOCUMENTS = """
import json
from releases.models import Edition, ShortAddress
from releases.render import description
def told(edition):
    changes = Edition.objects.told_changes(edition.release_id, edition.number)
    return {
        "document": edition.document,
        "description": description(edition.content),
        "published_at": edition.published_at.isoformat(),
        "changed_at": edition.live_from.isoformat(),
        "correction": "".join(changes.values_list("change_note", flat=True)),
        "short_code": ShortAddress.objects.get(uid=edition.release_uid).code,
        "event_code": edition.told_event.address.code if hasattr(edition, "told_event") else "",
    }
print(json.dumps([told(edition) for edition in Edition.objects.live().pages()]))
"""


@dataclass(frozen=True)
class Run:
    """What is asked for in one run: an address, with conditional headers or not, each time anew (cold) or not."""

    url: str
    headers: tuple[str, ...] = ()
    status: int = 200
    is_cold: bool = False


class Servers:
    """Starts servers on ports of their own and ends them all."""

    def __init__(self, scratch: Path):
        self._scratch = scratch
        self._port = 8471
        self._started: list[subprocess.Popen] = []

    def granian(self, module: str, environment: dict[str, str], python: Path = Path(sys.executable)) -> str:
        """Serve ``module`` as the deployment does; returns its address."""
        command = [
            *(str(python.with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"),
            *("--port", str(self._port), "--workers", "2", "--blocking-threads", "2", "--log-level", "error", module),
        ]
        return self._start(command, environment)

    def nginx(self, folder: Path) -> str:
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        site = (ROOT / "deploy/nginx/static-site.conf").read_text()
        words = {"FOLDER": str(folder), "PORT": f"127.0.0.1:{self._port}", "NAME": "localhost"}
        for word, value in words.items():
            site = site.replace(word, value)
        (self._scratch / "site.conf").write_text(site)
        (self._scratch / "nginx.conf").write_text(
            f"{'user root;' if os.geteuid() == 0 else ''}\nworker_processes 2;\ndaemon off;\npid {self._scratch}/pid;\n"
            f"error_log {self._scratch}/error.log;\nevents {{}}\n"
            f"http {{ access_log off; include {self._scratch}/site.conf; }}\n"
        )
        return self._start([program, "-c", str(self._scratch / "nginx.conf")], dict(os.environ))

    def _start(self, command: list[str], environment: dict[str, str]) -> str:
        quiet = subprocess.DEVNULL
        self._started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet))
        self._port += 1
        return f"http://localhost:{self._port - 1}"

    def stop(self) -> None:
        for process in self._started:
            process.terminate()
            process.wait(10)


@contextmanager
def servers() -> Iterator[tuple[Servers, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        scratch.chmod(0o755)
        started = Servers(scratch)
        try:
            yield started, scratch
        finally:
            started.stop()


def fetched(run: Run) -> tuple[bytes, dict[str, str]]:
    """The answer to ``run``, packed as it came; waits for a server that is still starting."""
    headers = dict(header.split(": ", 1) for header in ("Accept-Encoding: gzip", *run.headers))
    for _ in range(PATIENCE):
        try:
            with urllib.request.urlopen(urllib.request.Request(run.url, headers=headers)) as answer:
                return answer.read(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            if error.code == run.status:
                return b"", dict(error.headers)
            raise SystemExit(f"{run.url} answered {error.code}") from error
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"no answer at {run.url}")


def requests_a_second(run: Run, script: Path) -> float:
    command = ["wrk", "-t1", "-c32", f"-d{SECONDS}s", "-H", "Accept-Encoding: gzip"]
    command += [part for header in run.headers for part in ("-H", header)]
    command += ["-s", str(script)] if run.is_cold else []
    told = subprocess.run([*command, run.url], capture_output=True, text=True, check=True).stdout
    if "Socket errors" in told or ("Non-2xx" in told and run.status == 200):
        raise SystemExit(f"{run.url}\n{told}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


def managed(environment: dict[str, str], *command: str) -> str:
    program = [sys.executable, "manage.py", *command]
    return subprocess.run(program, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def prepare(started: Servers, scratch: Path, postgresql: str) -> tuple[dict[str, Run], dict[str, int]]:
    """Every site filled and started: what is measured, by name, and the sizes of the bodies."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{scratch}/db.sqlite3",
        "MEDIA_ROOT": f"{scratch}/media",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "http://localhost:8471",
        "PYTHONPATH": f"{scratch}:{ROOT}:{RIVALS}",
        "RIVAL_DATABASE": f"{scratch}/bare.sqlite3",
    }
    on_postgresql = {**environment, "DATABASE_URL": postgresql, "MEDIA_ROOT": f"{scratch}/media-postgresql"}
    for each in (environment, on_postgresql):
        managed(each, "migrate", "-v0")
        managed(each, "load_samples")
    managed(environment, "publish_site", str(scratch / "public"))
    (scratch / "documents.json").write_text(managed(environment, "shell", "-v0", "-c", DOCUMENTS), encoding="utf-8")

    pages = (scratch / "public/site/e-komfo").glob("[0-9]*/*.html")
    page = max((path for path in pages if path.name != "index.html"), key=lambda path: path.stat().st_size)
    paths = {
        "page": f"/{page.relative_to(scratch / 'public/site')}",
        "year": f"/{page.parent.relative_to(scratch / 'public/site')}/",
        "feed": "/e-komfo/rss.xml",
    }
    (scratch / "cold.py").write_text(COLD_SOURCE)
    (scratch / "varied.lua").write_text(VARIED)
    warm = started.granian("bureau.wsgi:application", environment)
    warm_postgresql = started.granian("bureau.wsgi:application", on_postgresql)
    cold = started.granian("cold:application", environment)
    cold_postgresql = started.granian("cold:application", on_postgresql)
    nginx = started.nginx(scratch / "public")
    runs = {f"{name}, warm": Run(warm + path) for name, path in paths.items()}
    runs |= {f"{name}, nginx": Run(nginx + path) for name, path in paths.items()}
    runs |= {
        "page, warm, PostgreSQL": Run(warm_postgresql + paths["page"]),
        "page, cold": Run(cold + paths["page"], is_cold=True),
        "page, cold, PostgreSQL": Run(cold_postgresql + paths["page"], is_cold=True),
    }
    (scratch / "bodies").mkdir()
    sizes = {}
    for name in paths:
        body, _ = fetched(runs[f"{name}, warm"])
        (scratch / f"bodies/{name}.gz").write_bytes(body)
        sizes[name] = len(body)
    (scratch / "fixed.py").write_text(FIXED_SOURCE)
    fixed = started.granian("fixed:application", environment)
    runs |= {f"{name}, fixed": Run(f"{fixed}/{name}") for name in paths}
    for name in ("warm", "nginx"):
        _, headers = fetched(runs[f"page, {name}"])
        tag = next(value for header, value in headers.items() if header.lower() == "etag")
        runs[f"304, {name}"] = Run(runs[f"page, {name}"].url, (f"If-None-Match: {tag}",), 304)
    runs |= rivals(started, scratch, environment, paths)
    for name, run in runs.items():
        body, _ = fetched(run)
        sizes.setdefault(name, len(body))
    return runs, sizes


def rivals(started: Servers, scratch: Path, environment: dict[str, str], paths: dict[str, str]) -> dict[str, Run]:
    """The same releases in a bare Django view and in Wagtail."""
    documents = str(scratch / "documents.json")
    subprocess.run([sys.executable, "-m", "bare.fill", documents], env=environment, check=True)
    bare = started.granian("bare.wsgi:application", environment)
    own = {
        **environment,
        "RIVAL_DATABASE": f"{scratch}/wagtail.sqlite3",
        "RIVAL_MEDIA": f"{scratch}/wagtail-media",
        "RIVAL_PHOTOS": f"{scratch}/media",
    }
    # Its migration is of no interest to anybody and is written beside the copy that runs.
    shutil.copytree(RIVALS / "wagtail_site", scratch / "rival/wagtail_site")
    own["PYTHONPATH"] = f"{scratch}/rival:{RIVALS}"
    subprocess.run([WAGTAIL_PYTHON, "-m", "wagtail_site.fill", documents], env=own, check=True)
    plain = started.granian("wagtail_site.wsgi:application", own, WAGTAIL_PYTHON)
    cached = started.granian("wagtail_site.wsgi:application", {**own, "RIVAL_CACHE": "1"}, WAGTAIL_PYTHON)
    page = paths["page"].removesuffix(".html") + "/"
    return {
        "page, bare view": Run(bare + paths["page"], is_cold=True),
        "page, Wagtail": Run(plain + page, is_cold=True),
        "page, Wagtail, cached": Run(cached + page),
        "year, Wagtail, cached": Run(cached + paths["year"]),
    }


def main() -> None:
    postgresql = os.environ.get("DATABASE_URL", "")
    if not shutil.which("wrk") or not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()):
        raise SystemExit("wrk and nginx are wanted")
    if not postgresql.startswith("postgres") or not WAGTAIL_PYTHON.exists():
        raise SystemExit("start me with: make bench")
    with servers() as (started, scratch):
        runs, sizes = prepare(started, scratch, postgresql)
        measured: dict[str, list[float]] = {name: [] for name in runs}
        for number in range(ROUNDS):
            for name, run in runs.items():
                measured[name].append(requests_a_second(run, scratch / "varied.lua"))
            sys.stderr.write(f"round {number + 1} of {ROUNDS}\n")
    report.write(measured, sizes)
    sys.stdout.write(json.dumps({name: [round(value) for value in values] for name, values in measured.items()}) + "\n")


if __name__ == "__main__":
    main()
