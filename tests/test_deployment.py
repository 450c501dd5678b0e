"""The site as it is deployed: nginx with the configuration of deploy/ before two workers, over TLS."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.server import BASE_DIR, free_port

PREPARE = """
from tests.builders import *
make_bureau()
publish(make_release(by=make_user(), slug="0203si", title="公開した発表"))
make_user("writer", username="clerk")
"""
PAGE = "/e-komfo/2022/0203si.html"
SLOW_CLIENTS = 150
# The settings of the tests are those of a plain checkout.
DEPLOYED = {
    "DJANGO_SETTINGS_MODULE": "bureau.settings",
    "SECRET_KEY": "見本" * 25,
    "SITE_URL": "https://localhost",
    # A line for each request that reaches the site.
    "LOG_FORMAT": "json",
}


class Deployment:
    """A running nginx before a running site; both ports are of this machine alone."""

    def __init__(self, folder: Path, site, nginx: str):
        self.site, self.folder = site, folder
        self.plain, self.secure = free_port(), free_port()
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"),
                *("-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")),
            ],
            check=True,
            capture_output=True,
        )
        told = (BASE_DIR / "deploy/nginx/application.conf").read_text()
        for word, value in {
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.secure} ssl;",
            "CERTIFICATE": f"{folder}/certificate.pem",
            "KEY;": f"{folder}/key.pem;",
            "alias STATIC/;": f"alias {BASE_DIR}/static/;",
            "SOCKET": f"127.0.0.1:{site.port}",
            "NAME": "localhost",
            # What takes ten seconds in earnest takes one here.
            "client_header_timeout 10s": "client_header_timeout 1s",
        }.items():
            assert word in told, word
            told = told.replace(word, value)
        (folder / "site.conf").write_text(told)
        scratch = "".join(
            f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
            "events { worker_connections 1024; }\n"
            f"http {{\naccess_log off;\n{scratch}include {folder}/site.conf;\n}}\n"
        )
        self._process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")])
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.secure), 1).close()
                return
            except OSError:
                assert self._process.poll() is None, "nginx does not run"
                assert time.monotonic() < deadline, "nginx does not listen"
                time.sleep(0.05)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def client(self) -> httpx.Client:
        # The certificate is this test's own; its name is not what is looked at here.
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.secure}",
            headers={"Host": "localhost"},
            verify=False,
            trust_env=False,
            timeout=60,
        )

    def connection(self) -> ssl.SSLSocket:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.secure), 30))


@pytest.fixture(scope="module")
def deployment(site_factory, tmp_path_factory):
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(nginx).exists() or not shutil.which("openssl"):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("nginx か openssl がありません。")
    site = site_factory(workers=2, environment=DEPLOYED)
    site.python(PREPARE)
    deployment = Deployment(tmp_path_factory.mktemp("deployment"), site, nginx)
    yield deployment
    deployment.stop()
    site.stop()


def test_readers_and_staff_come_in_over_tls_alone(deployment):
    with httpx.Client(base_url=f"http://127.0.0.1:{deployment.plain}", trust_env=False) as plain:
        for method in ("GET", "POST"):
            answer = plain.request(method, f"{PAGE}?a=1", headers={"Host": "localhost"})
            assert (answer.status_code, answer.headers["Location"]) == (301, f"https://localhost{PAGE}?a=1")
    with deployment.client() as reader:
        page = reader.get(PAGE, headers={"Accept-Encoding": "gzip"})
        assert page.status_code == 200
        assert "公開した発表" in page.text
        assert page.headers["Content-Encoding"] == "gzip"
        assert int(page.headers["Strict-Transport-Security"].partition("max-age=")[2].split(";")[0]) >= 31_536_000
        assert "Set-Cookie" not in page.headers
        again = reader.get(PAGE, headers={"If-None-Match": page.headers["ETag"], "Accept-Encoding": "gzip"})
        assert again.status_code == 304
        sheet = reader.get("/static/site/site.css")
        assert (sheet.status_code, sheet.headers["X-Content-Type-Options"]) == (200, "nosniff")


def test_no_older_tls_is_spoken(deployment):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    # A library that no longer offers it by itself still can, and is refused by the server.
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection(("127.0.0.1", deployment.secure), 30) as connection,
        pytest.raises(ssl.SSLError, match=r"(?i)protocol.version"),
    ):
        context.wrap_socket(connection)


def test_a_clerk_signs_in_with_cookies_that_no_other_way_carries(deployment):
    with deployment.client() as clerk:
        clerk.get("/admin/login/")
        token = next(cookie.value for cookie in clerk.cookies.jar if "csrf" in cookie.name)
        answer = clerk.post(
            "/admin/login/",
            data={"username": "clerk", "password": "見本のとおり2026", "csrfmiddlewaretoken": token},
            headers={"Referer": "https://localhost/admin/login/"},
        )
        assert answer.status_code == 302
        set_by = answer.headers.get_list("Set-Cookie")
        assert set_by
        assert all("Secure" in cookie for cookie in set_by)
        # The mark of a known browser is told to the admin alone, and so is no cookie of the whole host.
        assert {cookie.partition("=")[0] for cookie in set_by if not cookie.startswith("__Host-")} == {"known_browser"}
        assert clerk.get("/admin/").status_code == 200


def test_what_a_reader_says_of_host_and_way_is_not_believed(deployment):
    with deployment.client() as reader:
        lies = {"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "http", "X-Forwarded-For": "203.0.113.9"}
        page = reader.get(PAGE, headers=lies)
        assert page.status_code == 200
        assert "evil.test" not in page.text
        assert reader.get(PAGE, headers={"Host": "evil.test"}).status_code == 400


def test_clients_who_speak_by_drops_hold_up_nobody(deployment):
    slow = [deployment.connection() for _ in range(SLOW_CLIENTS)]
    try:
        for connection in slow[::2]:
            connection.sendall(b"GET /e-komfo/ HTTP/1.1\r\nHost: local")
        for connection in slow[1::2]:
            connection.sendall(
                b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                b"Content-Length: 100000\r\n\r\na"
            )
        with deployment.client() as reader:
            assert {reader.get(address).status_code for address in (PAGE, "/e-komfo/", "/search/?q=発表")} == {200}
        for connection in slow[::2]:
            connection.settimeout(30)
            # Whoever does not finish the head of a request is sent away.
            assert connection.recv(1000) == b""
    finally:
        for connection in slow:
            connection.close()


HIDDEN = b"GET /hidden-in-a-request HTTP/1.1\r\nHost: localhost\r\n\r\n"
# Requests of which one server could see the end where another sees a second request begin.
FRAMED_TWICE = {
    "both lengths": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "both, the other way round": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN),
    "a list of lengths": b"Content-Length: 0, %d\r\n\r\n" % len(HIDDEN),
    "a signed length": b"Content-Length: +0\r\n\r\n",
    "a blank before the colon": b"Content-Length : 0\r\nTransfer-Encoding : chunked\r\n\r\n",
    "a folded line": b"Transfer-Encoding:\r\n chunked\r\nContent-Length: 0\r\n\r\n",
    "another coding": b"Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n",
    "two codings": b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a tab": b"Transfer-Encoding:\tchunked\r\nContent-Length: 0\r\n\r\n",
    "a bare line feed": b"X: a\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
    "a bare return": b"X: a\rTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
    "a size with an extension": b"Transfer-Encoding: chunked\r\n\r\n0;a=\n\r\n\r\n",
    "a size of too many digits": b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff0\r\n\r\n",
}


def answered(connection, sent: bytes) -> bytes:
    connection.settimeout(20)
    connection.sendall(sent)
    told = b""
    try:
        while part := connection.recv(65_536):
            told += part
    except OSError:
        pass
    return told


@pytest.mark.parametrize("framed", FRAMED_TWICE.values(), ids=FRAMED_TWICE)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_request_is_hidden_in_another(deployment, framed, method):
    head = f"{method} {PAGE} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n".encode()
    to_the_site = partial(socket.create_connection, ("127.0.0.1", deployment.site.port), 30)
    for connect in (deployment.connection, to_the_site):
        with connect() as connection:
            told = answered(connection, head + framed + HIDDEN)
        # Neither of them takes what follows for a request of its own on a connection that was to be closed.
        assert told.count(b"HTTP/1.1 ") <= 1
        # nginx answers 501 to a coding that it does not know.
        assert not re.search(rb"HTTP/1\.1 50[^1]", told)
    assert "hidden-in-a-request" not in deployment.site.log


def test_a_request_that_others_could_read_as_two_reaches_nobody_else(deployment):
    kept = {}
    with deployment.client() as reader:
        kept = {address: reader.get(address).text for address in (PAGE, "/")}
        for framed in FRAMED_TWICE.values():
            with deployment.connection() as connection:
                head = f"POST {PAGE} HTTP/1.1\r\nHost: localhost\r\n".encode()
                connection.settimeout(5)
                connection.sendall(head + framed + HIDDEN)
            # nginx keeps connections to the site open: the next of them is asked by somebody else.
            assert {address: reader.get(address).text for address in kept} == kept


def test_guessing_at_the_door_is_slowed_before_it_reaches_the_site(deployment):
    with deployment.client() as guesser:
        answers = [guesser.get("/admin/login/").status_code for _ in range(40)]
        assert answers[-1] == 429
        assert set(answers) <= {200, 429}
        # Readers from the same address go on.
        assert guesser.get(PAGE).status_code == 200
