"""Start the site on this machine, as `make run` does: database, samples and a login on the first run, then the server.

Reads PORT. Everything else is as in production; what the site keeps lies in var/ unless a variable says otherwise.
"""

import os
import secrets
import socket
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY_FILE = BASE_DIR / "var" / "secret_key"
LOGIN = "kanri"


def port_from_environment() -> int:
    given = os.environ.get("PORT", "8000")
    if not given.isdecimal() or not 0 < int(given) < 65536:
        sys.exit(f"PORT には 1 から 65535 までの番号を指定してください（指定された値: {given}）。")
    return int(given)


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        # The port of a server that has just stopped is free, though the system still remembers its connections.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"ポート {port} は使えません。別の番号で起動してください: make run PORT={port % 65535 + 1}")


def keep_secret_key() -> None:
    if "SECRET_KEY" in os.environ or SECRET_KEY_FILE.exists():
        return
    descriptor = os.open(SECRET_KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(50))


def prepare() -> None:
    """Bring the database up to date; on the first run, add the samples and a login."""
    call_command("migrate", verbosity=0)
    if get_user_model().objects.exists():
        print(f"ログインを忘れたときは: .venv/bin/python manage.py create_staff {LOGIN} --reset")
        return
    call_command("load_samples")
    # Last, so that a first run that was cut off begins again.
    call_command("create_staff", LOGIN, role="administrator")


def main() -> None:
    port = port_from_environment()
    refuse_taken(port)
    keep_secret_key()
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bureau.settings")
    sys.path.insert(0, str(BASE_DIR))
    os.chdir(BASE_DIR)
    try:
        django.setup()
        prepare()
    except (ImproperlyConfigured, CommandError) as error:
        sys.exit(str(error))
    print(
        f"公開ページ: {settings.SITE_URL}/",
        f"管理画面:   {settings.SITE_URL}/admin/",
        "止めるには Ctrl-C を押してください。",
        sep="\n",
        flush=True,
    )
    server = str(Path(sys.executable).with_name("granian"))
    os.execv(
        server,
        [
            server,
            *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
            *("--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"),
            "bureau.wsgi:application",
        ],
    )


if __name__ == "__main__":
    main()
