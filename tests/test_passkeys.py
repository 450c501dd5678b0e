"""Passkeys as a second factor, with an authenticator made of this test's own keys."""

import hashlib
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import cbor2
import httpx
import pytest
import time_machine
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from bureau.models import AuditRecord, Passkey
from tests.builders import make_bureau, make_user
from tests.test_accounts import sign_in, with_factor

pytestmark = pytest.mark.django_db
ORIGIN = "http://testserver"
SET_UP, ADD = "/admin/second-factor/", "/admin/second-factor/passkeys/"
CODE, SIGN = "/admin/login/code/", "/admin/login/passkey/"
PRESENT, VERIFIED, ATTESTED = 1, 4, 64
CONFIRMED = {"password": "見本のとおり2026"}


class Authenticator:
    """A device that holds one key; what it says can be bent for a test."""

    def __init__(self, host: str = "testserver", origin: str = ORIGIN):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.host, self.origin = host, origin
        self.count = 0
        self.flags = PRESENT | VERIFIED

    def make(self, options: dict) -> str:
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(self.flags | ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", options["challenge"])
        return self._told(clientDataJSON=said, attestationObject=attestation)

    def sign(self, options: dict) -> str:
        self.count += 1
        said, data = self._said("webauthn.get", options["challenge"]), self._data(self.flags)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._told(clientDataJSON=said, authenticatorData=data, signature=signature)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _told(self, **response: bytes) -> str:
        told = {name: bytes_to_base64url(value) for name, value in response.items()}
        key = bytes_to_base64url(self.id)
        return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": told})


def options_of(client: Client, page: str) -> dict:
    """What the script of ``page`` is told when its button is pressed."""
    address = re.search(r'data-options="([^"]*)"', text_of(client.get(page)))[1]
    return client.post(address).json()


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def clerk():
    make_bureau()
    return make_user("approver", username="clerk", password="見本のとおり2026")


@pytest.fixture
def device():
    return Authenticator()


@pytest.fixture
def signed_in(clerk):
    client = Client()
    sign_in(client)
    return client


def added(client: Client, device: Authenticator, name: str = "庁舎のパソコン"):
    options = options_of(client, SET_UP)
    return client.post(ADD, {"credential": device.make(options), "name": name})


def at_the_code(clerk) -> Client:
    """A client that has given the password."""
    client = Client()
    assert sign_in(client).status_code == 302
    return client


def test_a_passkey_alone_is_a_second_factor_and_comes_with_recovery_codes(signed_in, clerk, device):
    page = text_of(added(signed_in, device))
    assert len(re.findall(r"<li><code>[a-z0-9]+</code>", page)) == 10
    assert signed_in.get("/admin/").status_code == 200
    client = at_the_code(clerk)
    assert client.get("/admin/")["Location"].startswith(CODE)
    answer = client.post(SIGN, {"credential": device.sign(options_of(client, CODE)), "next": "/admin/"})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200
    key = Passkey.objects.get()
    assert (key.name, key.sign_count) == ("庁舎のパソコン", 1)
    assert key.last_used_at is not None
    shown = text_of(client.get(SET_UP))
    assert "庁舎のパソコン" in shown
    assert "最後に使ったのは" in shown


def test_it_stands_beside_the_authenticator_and_does_not_change_the_recovery_codes(signed_in, clerk, device):
    codes = with_factor(signed_in)
    assert added(signed_in, device).status_code == 302
    client = at_the_code(clerk)
    page = client.get(CODE)
    assert "パスキーで確認" in text_of(page)
    assert "6桁のコード" in text_of(page)
    assert client.post(CODE, {"code": codes[0], "next": "/admin/"})["Location"] == "/admin/"


@pytest.mark.parametrize(
    ("what", "bend"),
    [
        ("another site's origin", {"origin": "https://evil.test"}),
        ("another site's host", {"host": "evil.test"}),
        ("nobody was verified", {"flags": PRESENT}),
        ("nobody was there", {"flags": 0}),
    ],
)
def test_what_another_site_or_an_unlocked_device_signs_opens_nothing(signed_in, clerk, device, what, bend):
    added(signed_in, device)
    for name, value in bend.items():
        setattr(device, name, value)
    client = at_the_code(clerk)
    answer = client.post(SIGN, {"credential": device.sign(options_of(client, CODE))})
    assert answer.status_code == 200, what
    assert "確かめられませんでした" in text_of(answer)
    assert client.get("/admin/").status_code == 302
    assert AuditRecord.objects.filter(kind="factor_failed", user=clerk, detail="パスキー").count() == 1


@pytest.mark.parametrize("bend", [{"origin": "https://evil.test"}, {"host": "evil.test"}, {"flags": PRESENT}])
def test_none_is_added_that_another_site_or_an_unlocked_device_made(signed_in, device, bend):
    for name, value in bend.items():
        setattr(device, name, value)
    assert "確かめられませんでした" in text_of(added(signed_in, device))
    assert not Passkey.objects.exists()


def test_a_challenge_serves_once_and_for_five_minutes(signed_in, clerk, device):
    added(signed_in, device)
    client = at_the_code(clerk)
    credential = device.sign(options_of(client, CODE))
    assert client.post(SIGN, {"credential": credential}).status_code == 302
    for _ in range(2):
        client = at_the_code(clerk)
        options_of(client, CODE)
        # What was signed for another challenge, whoever has overheard it.
        assert "確かめられませんでした" in text_of(client.post(SIGN, {"credential": credential}))
        wait_no_longer()
    assert "時間が過ぎました" in text_of(at_the_code(clerk).post(SIGN, {"credential": credential}))
    wait_no_longer()
    client = at_the_code(clerk)
    credential = device.sign(options_of(client, CODE))
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        assert "時間が過ぎました" in text_of(client.post(SIGN, {"credential": credential}))


def wait_no_longer() -> None:
    """As if the time that wrong answers cost were over."""
    Passkey.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)


def test_a_page_left_open_for_an_hour_still_takes_a_passkey(signed_in, clerk, device):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        added(signed_in, device)
        client = at_the_code(clerk)
        address = re.search(r'data-options="([^"]*)"', text_of(client.get(CODE)))[1]
    with time_machine.travel(start + timedelta(minutes=55), tick=False):
        credential = device.sign(client.post(address).json())
        assert client.post(SIGN, {"credential": credential, "next": "/admin/"})["Location"] == "/admin/"


def test_a_challenge_is_put_to_those_alone_who_may_answer_it(signed_in, clerk, device):
    added(signed_in, device)
    for client in (Client(), at_the_code(clerk)):
        assert client.post(f"{ADD}options/").status_code in (302, 403)
    assert Client().post(f"{SIGN}options/").status_code == 403
    assert at_the_code(clerk).get(f"{SIGN}options/").status_code == 405
    assert Client(enforce_csrf_checks=True).post(f"{SIGN}options/").status_code == 403


def test_wrong_answers_cost_time_that_doubles_up_to_half_an_hour(signed_in, clerk, device):
    added(signed_in, device)
    forger = Authenticator()
    forger.id = device.id
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = at_the_code(clerk)
        for wait in (1, 2, 4, 8):
            answer = client.post(SIGN, {"credential": forger.sign(options_of(client, CODE))})
            assert "確かめられませんでした" in text_of(answer)
            # The right answer has to wait as well, and an early one makes the wait no longer.
            clock.shift(timedelta(seconds=wait - 0.5))
            for _ in range(2):
                answer = client.post(SIGN, {"credential": device.sign(options_of(client, CODE))})
                assert "少し待ってから" in text_of(answer)
            clock.shift(timedelta(seconds=0.5))
        Passkey.objects.update(throttling_failure_count=40, throttling_failure_timestamp=timezone.now())
        clock.shift(timedelta(minutes=35))
        answer = client.post(SIGN, {"credential": device.sign(options_of(client, CODE)), "next": "/admin/"})
        assert answer.status_code == 302
    assert Passkey.objects.get().throttling_failure_count == 0


@pytest.mark.parametrize("what", ["off/", "passkeys/{}/remove/"])
def test_a_factor_is_taken_away_after_the_password_alone(signed_in, clerk, device, what):
    added(signed_in, device)
    address = SET_UP + what.format(Passkey.objects.get().pk)
    assert "パスワードをもう一度" in text_of(signed_in.get(address))
    assert "入力してください" in text_of(signed_in.post(address))
    assert "パスワードが違います" in text_of(signed_in.post(address, {"password": "まちがい"}))
    assert Passkey.objects.exists()
    assert AuditRecord.objects.filter(kind="failed", name="clerk").count() == 1
    for _ in range(4):
        answer = signed_in.post(address, {"password": "まちがい"})
    assert answer.status_code == 429
    assert signed_in.post(address, CONFIRMED).status_code == 429
    assert Passkey.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert signed_in.post(address, CONFIRMED).status_code == 302
    assert not Passkey.objects.exists()


def test_a_copy_whose_count_goes_back_is_noticed(signed_in, clerk, device):
    added(signed_in, device)
    device.count = 7
    client = at_the_code(clerk)
    assert client.post(SIGN, {"credential": device.sign(options_of(client, CODE))}).status_code == 302
    device.count = 3
    client = at_the_code(clerk)
    answer = client.post(SIGN, {"credential": device.sign(options_of(client, CODE))})
    assert "確かめられませんでした" in text_of(answer)


def test_somebody_else_s_passkey_opens_nothing(signed_in, clerk, device):
    added(signed_in, device)
    make_user("writer", username="other", password="見本のとおり2026")
    other = Client()
    sign_in(other, "other")
    theirs = Authenticator()
    added(other, theirs)
    client = at_the_code(clerk)
    answer = client.post(SIGN, {"credential": theirs.sign(options_of(client, CODE))})
    assert "登録されていません" in text_of(answer)
    assert client.get("/admin/").status_code == 302
    assert "もう登録してあります" in text_of(added(other, device))


@pytest.mark.parametrize("credential", ["", "{", "[]", '"x"', "{}", '{"id": 5}', "[" * 100_000, '{"id": "\\u0000"}'])
def test_what_no_browser_says_is_refused_with_a_sentence(signed_in, clerk, device, credential):
    added(signed_in, device)
    client = at_the_code(clerk)
    client.get(CODE)
    answer = client.post(SIGN, {"credential": credential})
    assert answer.status_code == 200
    assert "お試しください" in text_of(answer) or "お使いください" in text_of(answer)
    signed_in.get(SET_UP)
    assert "お試しください" in text_of(signed_in.post(ADD, {"credential": credential}))


@pytest.mark.parametrize("handle", ["a", "あ"])
def test_an_answer_that_is_damaged_in_a_part_is_refused_with_a_sentence(signed_in, clerk, device, handle):
    added(signed_in, device)
    client = at_the_code(clerk)
    answer = json.loads(device.sign(options_of(client, CODE)))
    answer["response"]["userHandle"] = handle
    assert "確かめられませんでした" in text_of(client.post(SIGN, {"credential": json.dumps(answer)}))
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "key",
    [{1: 2, 3: -7, -1: 1, -2: b"\1" * 32, -3: b"\2" * 32}, {1: 1, 3: -8, -1: 6, -2: b"x"}, 7, {}],
    ids=["not on the curve", "too short", "no map", "empty"],
)
def test_a_key_that_is_none_is_refused_when_it_is_added_or_used(signed_in, clerk, device, key):
    made = json.loads(device.make(options_of(signed_in, SET_UP)))
    attestation = cbor2.loads(base64url_to_bytes(made["response"]["attestationObject"]))
    before_the_key = 37 + 16 + 2 + len(device.id)
    attestation["authData"] = attestation["authData"][:before_the_key] + cbor2.dumps(key)
    made["response"]["attestationObject"] = bytes_to_base64url(cbor2.dumps(attestation))
    assert signed_in.post(ADD, {"credential": json.dumps(made)}).status_code == 200
    if Passkey.objects.exists():
        client = at_the_code(clerk)
        answer = client.post(SIGN, {"credential": device.sign(options_of(client, CODE))})
        assert "確かめられませんでした" in text_of(answer)
        assert client.get("/admin/").status_code == 302


def test_an_attempt_to_add_one_that_fails_is_written_down(signed_in, clerk, device):
    device.origin = "https://evil.example"
    added(signed_in, device)
    assert AuditRecord.objects.get(kind="factor_failed").detail == "パスキーの追加"


def test_a_login_that_waits_goes_on_when_the_factor_is_taken_away(signed_in, clerk, device):
    added(signed_in, device)
    waiting = at_the_code(clerk)
    signed_in.post(f"{SET_UP}off/", CONFIRMED)
    assert waiting.get(f"{CODE}?next=/admin/")["Location"] == "/admin/"
    assert waiting.get("/admin/").status_code == 200


def test_nobody_adds_one_before_the_second_factor_is_given(signed_in, clerk, device):
    added(signed_in, device)
    client = at_the_code(clerk)
    assert client.post(ADD, {"credential": "{}"})["Location"] == CODE
    assert client.get(SET_UP)["Location"] == CODE
    assert Client().post(ADD, {"credential": "{}"})["Location"].startswith("/admin/login/")
    key = Passkey.objects.get()
    assert client.post(f"{ADD}{key.pk}/remove/").status_code in (302, 403)
    assert Passkey.objects.exists()


def test_the_last_one_of_somebody_who_must_have_one_stays(signed_in, clerk, device, settings):
    added(signed_in, device, "一つ目")
    added(signed_in, Authenticator(), "二つ目")
    settings.REQUIRE_SECOND_FACTOR = True
    first, second = Passkey.objects.all()
    assert "「一つ目」を外しました" in text_of(signed_in.post(f"{ADD}{first.pk}/remove/", CONFIRMED, follow=True))
    assert "最後の二要素認証は外せません" in text_of(
        signed_in.post(f"{ADD}{second.pk}/remove/", CONFIRMED, follow=True)
    )
    settings.REQUIRE_SECOND_FACTOR = False
    signed_in.post(f"{ADD}{second.pk}/remove/", CONFIRMED)
    assert not Passkey.objects.exists()
    assert at_the_code(clerk).get("/admin/").status_code == 200
    told = list(AuditRecord.objects.filter(kind="factor", user=clerk).order_by("pk").values_list("detail", flat=True))
    assert told == [
        "パスキー「一つ目」の追加",
        "パスキー「二つ目」の追加",
        "パスキー「一つ目」の解除",
        "パスキー「二つ目」の解除",
    ]


def test_nobody_takes_another_s_away(signed_in, clerk, device):
    added(signed_in, device)
    make_user("writer", username="other", password="見本のとおり2026")
    other = Client()
    sign_in(other, "other")
    added(other, Authenticator())
    assert other.post(f"{ADD}{Passkey.objects.get(user=clerk).pk}/remove/", CONFIRMED).status_code == 404


def test_the_browser_is_told_no_name_of_the_person_in_the_handle(signed_in, clerk):
    options = options_of(signed_in, SET_UP)
    assert options["rp"]["id"] == "testserver"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["attestation"] == "none"
    assert "clerk" not in options["user"]["id"]
    assert options["user"]["id"] == options_of(signed_in, SET_UP)["user"]["id"]


class Desk(httpx.Client):
    """A browser at a real server, with a passkey of its own."""

    def __init__(self, site):
        super().__init__(base_url=site.url, headers={"Referer": site.url}, trust_env=False, timeout=60)
        self.device = Authenticator(host="127.0.0.1", origin=site.url)
        self.get("/admin/login/")
        self.submit("/admin/login/", username="clerk", **CONFIRMED)

    def submit(self, address: str, **fields: str) -> httpx.Response:
        return self.post(address, data={**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"]})

    def add(self, device: Authenticator) -> None:
        assert self.submit(ADD, credential=device.make(self.submit(f"{ADD}options/").json())).status_code in (200, 302)

    def sign(self) -> None:
        assert self.submit(SIGN, credential=self.device.sign(self.submit(f"{SIGN}options/").json())).status_code == 302


def test_two_removals_at_one_moment_leave_one_factor_to_whoever_must_have_one(site_factory):
    site = site_factory(environment={"REQUIRE_SECOND_FACTOR": "on"})
    site.python(
        "from tests.builders import make_bureau, make_user; make_bureau();"
        f" make_user('approver', username='clerk', password={CONFIRMED['password']!r})"
    )
    with closing(Desk(site)) as one, closing(Desk(site)) as other:
        one.add(one.device)
        for _ in range(20):
            one.add(other.device)
            other.sign()
            keys = re.findall(rf'href="({ADD}[0-9]+/remove/)"', one.get(SET_UP).text)
            assert len(keys) == 2
            # Each takes the other's away.
            with ThreadPoolExecutor(2) as threads:
                list(threads.map(lambda desk, key: desk.submit(key, **CONFIRMED), (other, one), keys))
            left = re.findall(rf'href="{ADD}[0-9]+/remove/"', one.get(SET_UP).text + other.get(SET_UP).text)
            assert len(left) == 1
            if one.get("/admin/").status_code != 200:
                one, other = other, one
