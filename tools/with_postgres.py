"""Run a command against a PostgreSQL server of its own: tools/with_postgres.py pytest -q

The command finds DATABASE_URL in its environment; server and data are gone afterwards. Ends with the command's exit
code. Where no PostgreSQL is installed, says so and counts as success, except under CI=true.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

PLACES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin")
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl, of the newest version there is."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    found = [folder for place in PLACES for folder in Path("/").glob(place.lstrip("/")) if (folder / "initdb").exists()]
    return max(found, key=lambda folder: float(folder.parent.name.split("@")[-1]), default=None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_against_server(programs: Path, command: list[str]) -> int:
    # initdb refuses to run as root; Debian's package has made this user.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="ecomfo-postgres-"))
    try:
        if as_user:
            shutil.chown(folder, "postgres")

        def control(program: str, *arguments: str) -> None:
            subprocess.run(
                [*as_user, programs / program, "-D", folder / "data", *arguments],
                check=True,
                cwd=folder,
                stdout=subprocess.DEVNULL,
            )

        port = free_port()
        # Nothing here outlives the run, so nothing needs to reach the disk.
        options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories={folder} -c fsync=off"
        control("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", f"--locale={LOCALE}", "--no-sync")
        try:
            control("pg_ctl", "-w", "-l", f"{folder}/log", "-o", f"{options} -c full_page_writes=off", "start")
            address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode
        finally:
            control("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def main() -> int:
    command = sys.argv[1:]
    if not command:
        sys.exit(__doc__)
    programs = find_programs()
    if programs is None:
        print("PostgreSQL がインストールされていないため、PostgreSQL での実行を省きました。", file=sys.stderr)
        return int(os.environ.get("CI") == "true")
    # A request to end becomes an exception, so that the server is stopped on that way too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return run_against_server(programs, command)


if __name__ == "__main__":
    sys.exit(main())
