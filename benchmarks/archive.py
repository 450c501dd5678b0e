"""Importing an archive: seconds a page, and the memory at its beginning and end, stopped half-way and run again.

Usage: python benchmarks/archive.py [pages]
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DRAFTS = ROOT / "tests/parse/drafts"


def write_archive(folder: Path, pages: int) -> None:
    """``pages`` files under addresses of fifteen years, every draft of the tests in turn."""
    drafts = sorted(path for path in DRAFTS.iterdir() if path.suffix in (".txt", ".html"))
    for number in range(pages):
        draft = drafts[number % len(drafts)]
        year = folder / "e-komfo" / str(2010 + number % 15)
        year.mkdir(parents=True, exist_ok=True)
        (year / f"p{number:05d}{draft.suffix}").write_bytes(draft.read_bytes())


def start(folder: Path, environment: dict[str, str]) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "import_archive", str(folder), "--report", str(folder.parent / "report")]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def memory(process: subprocess.Popen) -> int:
    """Resident memory in MiB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as scratch:
        archive = Path(scratch) / "archive"
        write_archive(archive, pages)
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{scratch}/db.sqlite3",
            "MEDIA_ROOT": f"{scratch}/media",
            "SECRET_KEY": secrets.token_urlsafe(50),
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        first = start(archive, environment)
        began = time.perf_counter()
        for number, _ in enumerate(first.stdout, start=1):
            if number == pages // 2:
                first.kill()
                sys.stdout.write(f"stopped after {number} pages and {time.perf_counter() - began:.0f} s\n")
                break
        first.wait()
        again = start(archive, environment)
        began = time.perf_counter()
        last = ""
        for number, line in enumerate(again.stdout, start=1):
            last = line.strip()
            if number % (pages // 8 or 1) == 0:
                elapsed = time.perf_counter() - began
                sys.stdout.write(f"{number:>6} files  {elapsed:>6.0f} s  {memory(again):>4} MiB\n")
        again.wait()
        sys.stdout.write(f"{last}\n")


if __name__ == "__main__":
    main()
