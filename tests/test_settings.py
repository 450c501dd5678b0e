"""A site's settings come from its environment, and a value that cannot be meant stops the start by name."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from bureau import environment
from bureau.richtext import CKEDITOR_CONFIGS
from bureau.staticfiles import UNUSED, UsedAppDirectoriesFinder

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = secrets.token_urlsafe(50)

REFUSED = [
    (lambda: environment.boolean("X", default=False), ["", " ", "maybe", "2", "はい"]),
    (
        lambda: environment.origin("X", default="http://localhost:8000"),
        [
            "",
            "www.example.go.jp",
            "ftp://www.example.go.jp",
            "//www.example.go.jp",
            "https://",
            "https://www.example.go.jp/soutsu/",
            "https://www.example.go.jp?",
            "https://user@www.example.go.jp",
            "https://www.example.go.jp:port",
            "https://www.example.go.jp:0",
            "https://[::1",
        ],
    ),
    (
        lambda: environment.hosts("X", default=[]),
        ["", "*", "www.example.go.jp,", "https://www.example.go.jp", "*.example.go.jp", "a b"],
    ),
    (lambda: environment.secret("X", file=Path("nowhere")), ["", "short"]),
    (lambda: environment.directory("X", default=None), ["", "var/media", "~/media"]),
    (
        lambda: environment.database("X", default=Path("db")),
        [
            "",
            "db.sqlite3",
            "sqlite://",
            "sqlite:///relative.sqlite3",
            "sqlite://:memory:",
            "postgresql://host/",
            "mysql://user:password@host/name",
            "postgresql://user:password@host:port/name",
        ],
    ),
    (
        lambda: environment.mail_server("X"),
        ["", "mail.example.go.jp", "http://mail.example.go.jp", "smtp://", "smtp://host:port"],
    ),
    (
        lambda: environment.bucket("X"),
        ["", "bucket", "s3://", "s3://b", "s3://Bucket", "https://bucket", "s3://bucket/../other", "s3://a:b@bucket/"],
    ),
    (lambda: environment.mail_address("X", default="a@example.jp"), ["", "総務", "a@"]),
    (lambda: environment.path("X", default="/admin/"), ["", "/", "編集室/", "a/b/", "../x/", "A/"]),
    (lambda: environment.served("X", default="both"), ["", "readers", "on"]),
    (lambda: environment.networks("X", default="127.0.0.1"), ["", "proxy", "10.0.0.0/33", "10.0.0.1,"]),
]


@pytest.mark.parametrize(("read", "value"), [(read, value) for read, values in REFUSED for value in values])
def test_a_malformed_value_is_refused_in_one_line_that_names_the_variable(monkeypatch, read, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured) as refusal:
        read()
    line = str(refusal.value)
    assert line.startswith("環境変数 X: ")
    assert " / X " in line
    assert "\n" not in line


def test_a_refusal_does_not_print_the_password_of_an_address(monkeypatch):
    for read in (lambda: environment.database("X", default=Path("db")), lambda: environment.mail_server("X")):
        monkeypatch.setenv("X", "postgresql://user:himitsu@host:himitsu/name")
        with pytest.raises(ImproperlyConfigured) as refusal:
            read()
        assert "himitsu" not in str(refusal.value)


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("on", True), ("TRUE", True), ("0", False), ("off", False)])
def test_a_switch_is_on_or_off(monkeypatch, value, meant):
    monkeypatch.setenv("X", value)
    assert environment.boolean("X", default=not meant) is meant


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://www.example.go.jp", "https://www.example.go.jp"),
        ("https://www.example.go.jp/", "https://www.example.go.jp"),
        ("http://localhost:8001", "http://localhost:8001"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_a_site_is_named_by_its_origin(monkeypatch, value, address):
    monkeypatch.setenv("X", value)
    assert environment.origin("X", default="http://localhost").geturl() == address


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("s3://photos", ("photos", "")),
        ("s3://photos/", ("photos", "")),
        ("s3://photos/e-komfo/1", ("photos", "e-komfo/1/")),
    ],
)
def test_a_bucket_is_one_address_with_or_without_a_prefix(monkeypatch, value, meant):
    assert environment.bucket("X") is None
    monkeypatch.setenv("X", value)
    assert environment.bucket("X") == meant


def test_several_hosts_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("X", "www.example.go.jp, example.go.jp")
    assert environment.hosts("X", default=[]) == ["www.example.go.jp", "example.go.jp"]


def test_the_secret_key_is_taken_from_the_file_only_without_the_variable(monkeypatch, tmp_path):
    file = tmp_path / "secret_key"
    assert environment.secret("X", file=file) is None
    file.write_text("f" * 60 + "\n")
    assert environment.secret("X", file=file) == "f" * 60
    monkeypatch.setenv("X", "v" * 60)
    assert environment.secret("X", file=file) == "v" * 60


def test_a_mail_server_is_one_address(monkeypatch):
    assert environment.mail_server("X") == {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    monkeypatch.setenv("X", "smtp+tls://user:p%40ss@mail.example.go.jp")
    assert environment.mail_server("X") == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example.go.jp",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "user",
        "EMAIL_HOST_PASSWORD": "p@ss",
        "EMAIL_USE_TLS": True,
        "EMAIL_USE_SSL": False,
    }


def _manage(*command: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "bureau.settings", "SECRET_KEY": SECRET_KEY, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_site_under_https_has_nothing_for_the_deployment_check_to_say():
    done = _manage("check", "--deploy", "--fail-level", "WARNING", SITE_URL="https://www.example.go.jp")
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr


def test_a_command_under_a_malformed_environment_says_one_line():
    done = _manage("check", SECRET_KEY="")
    assert done.returncode == 1
    assert done.stderr == "環境変数 SECRET_KEY: 値が空です。 / SECRET_KEY is empty.\n"


PRINT_PROTECTIONS = """
from django.conf import settings
for name in ("ALLOWED_HOSTS", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME", "SECURE_SSL_REDIRECT"):
    print(name, getattr(settings, name))
"""


def test_the_protections_of_https_follow_from_the_address_of_the_site():
    assert _manage("shell", "--no-imports", "-c", PRINT_PROTECTIONS, SITE_URL="https://www.example.go.jp").stdout == (
        "ALLOWED_HOSTS ['www.example.go.jp']\n"
        "SESSION_COOKIE_NAME __Host-sessionid\n"
        "SESSION_COOKIE_SECURE True\n"
        "CSRF_COOKIE_NAME __Host-csrftoken\n"
        "SECURE_SSL_REDIRECT True\n"
    )
    assert _manage("shell", "--no-imports", "-c", PRINT_PROTECTIONS, SITE_URL="http://localhost:8001").stdout == (
        "ALLOWED_HOSTS ['localhost', '127.0.0.1', '[::1]']\n"
        "SESSION_COOKIE_NAME sessionid\n"
        "SESSION_COOKIE_SECURE False\n"
        "CSRF_COOKIE_NAME csrftoken\n"
        "SECURE_SSL_REDIRECT False\n"
    )


def test_the_one_silenced_check_is_the_editors_and_the_editor_is_caged():
    assert settings.SILENCED_SYSTEM_CHECKS == ["ckeditor.W001"]
    # No upload view, no contact with its makers or with services that read the text, no file of such a plug-in served.
    assert "ckeditor_uploader" not in settings.INSTALLED_APPS
    config = CKEDITOR_CONFIGS["default"]
    removed = set(config["removePlugins"].split(","))
    assert config["versionCheck"] is False
    assert {"exportpdf", "scayt", "wsc", "iframe", "flash", "preview", "uploadimage"} <= removed
    assert "allowedContent" in config
    assert config["allowedContent"] is not True
    served = {path for path, _ in UsedAppDirectoriesFinder().list(None)}
    assert "ckeditor/ckeditor/ckeditor.js" in served
    assert "ckeditor/ckeditor/LICENSE.md" in served
    assert not [path for path in served if path.endswith((".html", ".htm")) and "ckeditor" in path]
    assert not [path for path in served for plugin in ("exportpdf", "scayt", "wsc", "preview") if f"/{plugin}/" in path]


def test_every_folder_left_out_of_the_editors_files_exists_there():
    everything = {path for path, _ in super(UsedAppDirectoriesFinder, UsedAppDirectoriesFinder()).list(None)}
    for pattern in UNUSED:
        assert [path for path in everything if path.startswith(pattern.removesuffix("*"))], pattern


def test_no_variable_is_read_that_the_readme_does_not_explain():
    source = (BASE_DIR / "bureau" / "settings.py").read_text("utf-8")
    readme = (BASE_DIR / "README.md").read_text("utf-8")
    functions = "boolean|origin|hosts|address|path|choice|served|networks|secret|directory|bucket|database|mail_server|mail_address"
    names = re.findall(rf'environment\.(?:{functions})\("(\w+)"', source)
    assert len(names) == 16
    assert [name for name in names if f"`{name}`" not in readme] == []


SERVED = """
import django; django.setup()
from django.test import Client
client = Client(HTTP_HOST="127.0.0.1")
for address in ("/", "/henshu/login/", "/admin/login/", "/-/live", "/robots.txt"):
    print(address, client.get(address).status_code)
"""


@pytest.mark.parametrize(
    ("serve", "found"),
    [
        ("public", {"/", "/-/live", "/robots.txt"}),
        ("admin", {"/henshu/login/", "/-/live"}),
        ("both", {"/", "/henshu/login/", "/-/live", "/robots.txt"}),
    ],
)
def test_a_process_answers_readers_staff_or_both_at_an_address_of_the_site_s_choosing(site, serve, found):
    site.environment |= {"SERVE": serve, "ADMIN_PATH": "henshu/"}
    site.python("from tests.builders import make_bureau; make_bureau()")
    told = dict(line.rsplit(" ", 1) for line in site.python(SERVED).splitlines())
    assert {address for address, status in told.items() if status == "200"} == found
    assert {status for address, status in told.items() if address not in found} == {"404"}
