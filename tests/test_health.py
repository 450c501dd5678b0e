"""Whether the site lives and can serve, and what is said when its database is gone."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from releases import views
from tests.server import BASE_DIR


def test_a_process_that_answers_lives_without_asking_anybody(client):
    response = client.get("/-/live")
    assert (response.status_code, response.content, response["Cache-Control"]) == (200, b"ok\n", "no-store")


@pytest.mark.django_db
def test_a_site_with_its_database_is_ready(client):
    assert client.get("/-/ready").json() == {"ready": True}


@pytest.mark.django_db
def test_a_database_that_lacks_a_table_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [object()])
    response = client.get("/-/ready")
    assert response.status_code == 503
    assert "migrate" in response.json()["reason"]


def _gone(*args, **kwargs):
    raise OperationalError("gone")


@pytest.mark.django_db
def test_readers_and_staff_are_told_plainly_that_the_database_is_gone(monkeypatch):
    monkeypatch.setattr(views.Bureau, "current", _gone)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"
    assert response["Retry-After"] == "30"
    assert "データベースにつながりません" in response.content.decode()
    assert "Traceback" not in response.content.decode()


def test_nginx_takes_the_configuration_of_a_deployment(tmp_path):
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(nginx).exists() or not shutil.which("openssl"):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("nginx か openssl がありません。")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"),
            *("-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "certificate.pem")),
        ],
        check=True,
        capture_output=True,
    )
    told = (BASE_DIR / "deploy/nginx/application.conf").read_text()
    for word, value in {
        "CERTIFICATE": f"{tmp_path}/certificate.pem",
        "KEY;": f"{tmp_path}/key.pem;",
        "STATIC": str(tmp_path),
        "SOCKET": "127.0.0.1:8000",
        "NAME": "localhost",
    }.items():
        told = told.replace(word, value)
    (tmp_path / "site.conf").write_text(told)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\nevents {{}}\nhttp {{ include {tmp_path}/site.conf; }}\n"
    )
    done = subprocess.run(
        [nginx, "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
