"""Settings from the environment. A malformed value stops the start, with one line that names the variable.

Every function returns the default when the variable is absent, and raises ``ImproperlyConfigured`` when it is there but
cannot be meant: an empty value is malformed too, since a forgotten secret must not pass for a chosen one.
"""

import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def refusal(name: str, japanese: str, english: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"環境変数 {name}: {japanese} / {name} {english}")


def _given(name: str) -> str | None:
    value = os.environ.get(name)
    if value is not None and not value.strip():
        raise refusal(name, "値が空です。", "is empty.")
    return value


def boolean(name: str, default: bool) -> bool:
    value = _given(name)
    if value is None:
        return default
    if value.lower() in _TRUE:
        return True
    if value.lower() in _FALSE:
        return False
    raise refusal(name, "on か off を指定してください。", "must be on or off.")


def secret(name: str, file: Path) -> str | None:
    """The variable, or what ``file`` holds, or None when there is neither."""
    value = _given(name)
    if value is None and file.exists():
        value = file.read_text("utf-8").strip()
    if value is not None and len(value) < 50:
        raise refusal(name, "50文字以上の推測できない文字列にしてください。", "must have at least 50 characters.")
    return value


def directory(name: str, default: Path | None) -> Path | None:
    value = _given(name)
    if value is None:
        return default
    if not Path(value).is_absolute():
        raise refusal(name, "「/」で始まる絶対パスで指定してください。", "must be an absolute path.")
    return Path(value)


def origin(name: str, default: str) -> SplitResult:
    """Scheme, host and port of a site, without a path."""
    value = _given(name) or default
    malformed = refusal(
        name,
        "「https://www.example.go.jp」のように、アドレスの先頭部分だけを指定してください。",
        "must be an origin such as https://www.example.go.jp, without a path.",
    )
    try:
        parts = urlsplit(value.strip().removesuffix("/"))
        port = parts.port
    except ValueError as error:
        raise malformed from error
    plain = parts.hostname and not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in ("http", "https") or not plain or port == 0 or any(mark in value for mark in "?#"):
        raise malformed
    return parts


def address(name: str, default: str) -> str:
    """An http or https address."""
    value = _given(name)
    if value is None:
        return default
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise refusal(
            name, "「https://hub.example.com/」のようなアドレスを指定してください。", "must be an http(s) address."
        )
    return value


def path(name: str, default: str) -> str:
    """A folder on the site, with a slash at both ends."""
    value = _given(name)
    if value is None:
        return default
    if not re.fullmatch(r"/?[a-z0-9][a-z0-9-]{0,39}/?", value):
        raise refusal(
            name,
            "「henshu-shitsu/」のように、半角の英小文字、数字、ハイフンで指定してください。",
            "must be one folder of small letters, digits and hyphens.",
        )
    return f"/{value.strip('/')}/"


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    value = _given(name) or default
    if value not in choices:
        raise refusal(
            name, f"{'、'.join(choices)} のどれかを指定してください。", f"must be one of {', '.join(choices)}."
        )
    return value


def served(name: str, default: str) -> tuple[bool, bool]:
    """(whether readers are answered, whether staff are)."""
    value = choice(name, ("public", "admin", "both"), default)
    return value != "admin", value != "public"


def networks(name: str, default: str) -> list[IPv4Network | IPv6Network]:
    """Addresses or networks, separated by commas."""
    try:
        return [ip_network(part.strip()) for part in (_given(name) or default).split(",")]
    except ValueError:
        raise refusal(
            name,
            "「10.0.0.5,10.1.0.0/16」のように、IP アドレスかネットワークを「,」で区切って指定してください。",
            "must list IP addresses or networks, separated by commas.",
        ) from None


def hosts(name: str, default: list[str]) -> list[str]:
    value = _given(name)
    if value is None:
        return default
    names = [host.strip() for host in value.split(",")]
    if not all(names) or any("/" in host or "*" in host or " " in host for host in names):
        raise refusal(
            name,
            "ホスト名を「,」で区切って指定してください（「*」は使えません）。",
            "must list host names, separated by commas, without * or a scheme.",
        )
    return names


def database(name: str, default: Path) -> dict:
    """Django's settings of the database at an address such as ``postgresql://user:password@host/name``."""
    value = _given(name)
    if value is None:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": default}
    malformed = refusal(
        name,
        "「postgresql://利用者:パスワード@ホスト/データベース名」か「sqlite:////絶対パス」で指定してください。",
        "must be postgresql://user:password@host/name or sqlite:////absolute/path.",
    )
    try:
        parts = urlsplit(value)
        settings = dj_database_url.parse(value)
    except ValueError:
        # The parser's own message may quote the password.
        raise malformed from None
    if parts.scheme not in DATABASE_SCHEMES or not settings["NAME"]:
        raise malformed
    if parts.scheme == "sqlite" and not Path(settings["NAME"]).is_absolute():
        raise malformed
    return settings


def bucket(name: str) -> tuple[str, str] | None:
    """(bucket, prefix with a slash at its end or "") of an address such as ``s3://bucket/prefix``; None without one."""
    value = _given(name)
    if value is None:
        return None
    match = re.fullmatch(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)/?", value)
    if match is None:
        raise refusal(
            name,
            "「s3://バケット名」か「s3://バケット名/接頭辞」で指定してください。",
            "must be s3://bucket or s3://bucket/prefix.",
        )
    prefix = match[2].strip("/")
    return match[1], f"{prefix}/" if prefix else ""


def mail_server(name: str) -> dict:
    """Django's ``EMAIL_*`` settings of a server such as ``smtp+tls://user:password@host:587``; the console without one."""
    value = _given(name)
    if value is None:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    malformed = refusal(
        name,
        "「smtp+tls://利用者:パスワード@ホスト:587」（ほかに smtp://、smtps://）で指定してください。",
        "must be smtp://, smtp+tls:// (STARTTLS) or smtps:// with a host.",
    )
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise malformed from None
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise malformed
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def mail_address(name: str, default: str) -> str:
    value = _given(name)
    if value is None:
        return default
    try:
        validate_email(value)
    except ValidationError:
        raise refusal(name, "メールアドレスを指定してください。", "must be a mail address.") from None
    return value
