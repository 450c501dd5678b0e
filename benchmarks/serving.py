"""Requests a second on one machine: prepared pages, the same server with a fixed string, and nginx with the same bytes.

Usage: python benchmarks/serving.py [seconds a run]     (wants wrk and nginx)

Runs are interleaved, and each figure is the median of ROUNDS; two workers, 32 connections, gzip.
"""

import os
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3
APP, FIXED, DJANGO, NGINX = 8471, 8472, 8473, 8474
FIXED_SOURCE = """
body = open("{file}", "rb").read()
headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
def application(environ, start_response):
    start_response("200 OK", headers)
    return (body,)
"""
DJANGO_SOURCE = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bureau.settings")
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
"""


def granian(module: str, port: int, environment: dict[str, str]) -> subprocess.Popen:
    command = [
        *(str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", "2", "--blocking-threads", "2", "--no-ws", "--log-level", "error", module),
    ]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    for _ in range(200):
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"no answer at {url}")


def requests_a_second(url: str, seconds: int, *headers: str) -> float:
    command = ["wrk", "-t1", "-c32", f"-d{seconds}s", "-H", "Accept-Encoding: gzip"]
    command += [part for header in headers for part in ("-H", header)]
    told = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told and not headers:
        raise SystemExit(told)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    if not shutil.which("wrk") or not (nginx := shutil.which("nginx") or "/usr/sbin/nginx"):
        raise SystemExit("wrk and nginx are wanted")
    started = []
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        scratch.chmod(0o755)
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{scratch}/db.sqlite3",
            "MEDIA_ROOT": f"{scratch}/media",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": f"http://localhost:{APP}",
            "PYTHONPATH": f"{scratch}:{ROOT}",
        }
        for command in (["migrate", "-v0"], ["load_samples"], ["publish_site", str(scratch / "public")]):
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        pages = sorted((scratch / "public/site/e-komfo").glob("*/*.html"), key=lambda path: path.stat().st_size)
        page = "/" + str(pages[-1].relative_to(scratch / "public/site"))
        paths = {"release page": page, "year index": "/e-komfo/2026/", "feed": "/e-komfo/rss.xml"}
        try:
            started.append(granian("bureau.wsgi:application", APP, environment))
            (scratch / "only_django.py").write_text(DJANGO_SOURCE)
            started.append(granian("only_django:application", DJANGO, environment))
            body = wait_for(f"http://localhost:{APP}{page}")
            wait_for(f"http://localhost:{DJANGO}{page}")
            (scratch / "page.gz").write_bytes(body)
            (scratch / "fixed.py").write_text(FIXED_SOURCE.format(file=scratch / "page.gz"))
            started.append(granian("fixed:application", FIXED, environment))
            conf = (ROOT / "deploy/nginx/static-site.conf").read_text()
            for word, value in {
                "FOLDER": str(scratch / "public"),
                "PORT": f"127.0.0.1:{NGINX}",
                "NAME": "localhost",
            }.items():
                conf = conf.replace(word, value)
            (scratch / "site.conf").write_text(conf)
            (scratch / "nginx.conf").write_text(
                f"user root;\nworker_processes 2;\ndaemon off;\npid {scratch}/pid;\nerror_log {scratch}/error.log;\n"
                f"events {{}}\nhttp {{ access_log off; include {scratch}/site.conf; }}\n"
            )
            started.append(subprocess.Popen([nginx, "-c", str(scratch / "nginx.conf")]))
            wait_for(f"http://localhost:{FIXED}/")
            wait_for(f"http://localhost:{NGINX}{page}")
            measure(paths, seconds, len(body))
        finally:
            for process in started:
                process.terminate()
                process.wait(10)


def measure(paths: dict[str, str], seconds: int, size: int) -> None:
    runs: dict[str, list[float]] = {}
    tag = re.compile(r'etag: (".*?")', re.IGNORECASE)
    page = paths["release page"]
    told = subprocess.run(
        ["curl", "-sI", "-H", "Accept-Encoding: gzip", f"http://localhost:{APP}{page}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    nginx_told = subprocess.run(
        ["curl", "-sI", "-H", "Accept-Encoding: gzip", f"http://localhost:{NGINX}{page}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for _ in range(ROUNDS):
        for name, path in paths.items():
            runs.setdefault(f"{name}, prepared", []).append(requests_a_second(f"http://localhost:{APP}{path}", seconds))
        runs.setdefault("fixed string of that size", []).append(
            requests_a_second(f"http://localhost:{FIXED}/", seconds)
        )
        runs.setdefault("nginx, the page as a file", []).append(
            requests_a_second(f"http://localhost:{NGINX}{page}", seconds)
        )
        runs.setdefault("304, prepared", []).append(
            requests_a_second(f"http://localhost:{APP}{page}", seconds, f"If-None-Match: {tag.search(told)[1]}")
        )
        runs.setdefault("304, nginx", []).append(
            requests_a_second(f"http://localhost:{NGINX}{page}", seconds, f"If-None-Match: {tag.search(nginx_told)[1]}")
        )
        runs.setdefault("release page, rendered each time", []).append(
            requests_a_second(f"http://localhost:{DJANGO}{page}", seconds)
        )
    sys.stdout.write(f"release page: {size:,} bytes with gzip\n")
    for name, values in runs.items():
        sys.stdout.write(f"{name:34} {statistics.median(values):>10,.0f} a second\n")
    ratio = statistics.median
    for name, one, other in (
        ("page / fixed string", "release page, prepared", "fixed string of that size"),
        ("page / nginx", "release page, prepared", "nginx, the page as a file"),
        ("304 / nginx", "304, prepared", "304, nginx"),
    ):
        pairs = [a / b for a, b in zip(runs[one], runs[other], strict=True)]
        sys.stdout.write(f"{name:34} {ratio(pairs):>10.2f}\n")


if __name__ == "__main__":
    main()
