"""One name guessed at from many addresses: the guesses become few, and its owner comes in all the while."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import count

import httpx
import pytest
import time_machine
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from bureau.accounts.guessing import Guess, waiting_time
from bureau.models import AuditRecord, GuessTally
from tests.builders import make_bureau, make_user
from tests.test_accounts import code_of, with_factor

PASSWORD = "見本のとおり2026"
LOGIN = "/admin/login/"
NOON = datetime(2026, 8, 3, 3, 0, tzinfo=UTC)
OFFICE, HOME = "203.0.113.9", "198.51.100.7"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def clerk(db, clock, settings):
    # What a password costs is not asked here, and it is asked hundreds of times.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    make_bureau()
    return make_user("approver", username="clerk", password=PASSWORD)


_numbers = count(int(ip_address("100.64.0.1")))


def sign_in(client=None, password=PASSWORD, name="clerk", address=None):
    """Try to sign in, from an address that nobody has used before if none is named."""
    address = address or str(ip_address(next(_numbers)))
    client = client or Client()
    return client.post(LOGIN, {"username": name, "password": password, "next": "/admin/"}, REMOTE_ADDR=address)


def guess(times: int, name="clerk") -> list[int]:
    return [sign_in(password="まちがい", name=name).status_code for _ in range(times)]


def test_a_name_that_is_guessed_at_from_many_addresses_is_closed_to_strangers(clerk, clock):
    assert guess(11) == [200] * 10 + [429]
    answer = sign_in()
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
    assert "初めてのブラウザーからのログインを一時停止しました" in answer.content.decode()
    clock.shift(timedelta(seconds=61))
    assert sign_in().status_code == 302


def test_the_wait_grows_and_is_never_long(clerk, clock):
    guess(10)
    for minutes in (1, 2, 4, 8, 15, 15, 15):
        answer = sign_in(password="まちがい")
        assert (answer.status_code, answer["Retry-After"]) == (429, str(minutes * 60))
        # Knocking at a closed door keeps it closed no longer.
        clock.shift(timedelta(minutes=minutes, seconds=-1))
        assert guess(3) == [429] * 3
        clock.shift(timedelta(seconds=1))
        assert guess(1) == [200]
    assert waiting_time(10**6) == timedelta(minutes=15)


def test_a_patient_attacker_has_about_a_hundred_guesses_a_day(clerk, clock):
    guesses = 0
    for minute in range(24 * 60):
        guesses += Guess("clerk", f"100.64.{minute // 256}.{minute % 256}", "").closed_until() is None
        clock.shift(timedelta(minutes=1))
    assert 100 <= guesses <= 110


def test_the_owner_comes_in_by_a_browser_or_an_address_that_is_known(clerk, clock):
    browser = Client()
    assert sign_in(browser, address=HOME).status_code == 302
    browser.post("/admin/logout/")
    clock.shift(timedelta(days=2))
    guess(20)
    assert sign_in().status_code == 429
    assert sign_in(browser).status_code == 302
    assert sign_in(address=HOME).status_code == 302
    # And strangers are kept out still.
    assert sign_in().status_code == 429


def test_a_known_place_is_no_way_around_for_another_name(clerk):
    make_user("writer", username="other", password=PASSWORD)
    browser = Client()
    sign_in(browser, name="other", address=HOME)
    browser.post("/admin/logout/")
    guess(10)
    assert sign_in(browser).status_code == 429
    assert sign_in(address=HOME).status_code == 429


def test_a_stolen_mark_of_a_browser_is_good_for_ten_guesses(clerk):
    browser = Client()
    sign_in(browser)
    mark = browser.cookies["known_browser"].value
    guess(10)

    def thief():
        client = Client()
        client.cookies["known_browser"] = mark
        return sign_in(client, password="まちがい").status_code

    assert [thief() for _ in range(11)] == [200] * 10 + [429]


def test_a_household_of_the_newer_protocol_is_one_address(clerk):
    assert sign_in(address="2001:db8:1:2::5").status_code == 302
    guess(10)
    assert sign_in(address="2001:db8:1:2:ffff::77").status_code == 302
    assert sign_in(address="2001:db8:1:3::5").status_code == 429


def test_a_name_that_nobody_bears_is_answered_in_the_same_words(clerk):
    pages = {}
    for name in ("clerk", "nobody"):
        assert guess(11, name) == [200] * 10 + [429]
        answer = sign_in(name=name)
        pages[name] = (answer["Retry-After"], re.sub(r"csrf\S+ value=\"\w+\"", "", answer.content.decode()))
    assert pages["clerk"] == pages["nobody"]


def test_the_owner_s_own_mistakes_end_with_the_right_password(clerk, clock):
    for _ in range(3):
        guess(9)
        assert sign_in().status_code == 302


def test_a_day_of_quiet_and_a_new_password_open_the_name_again(clerk, clock):
    guess(10)
    clock.shift(timedelta(days=1, minutes=1))
    assert guess(11) == [200] * 10 + [429]
    administrator = Client()
    administrator.force_login(make_user("administrator", username="admin"))
    new = "まったく別の合言葉2026"
    data = {"password1": new, "password2": new, "usable_password": "true"}
    assert administrator.post(f"/admin/auth/user/{clerk.pk}/password/", data).status_code == 302
    assert sign_in(password=new).status_code == 302


def test_the_mark_is_given_to_staff_s_browsers_alone_and_scripts_do_not_see_it(clerk, client):
    for address in ("/", LOGIN, "/e-komfo/"):
        assert "known_browser" not in client.get(address).cookies
    cookie = sign_in(client).cookies["known_browser"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Lax")
    assert len(cookie.value) >= 32


def test_the_record_tells_of_a_closed_name_and_the_tallies_hold_no_name(clerk):
    guess(12)
    locked = AuditRecord.objects.filter(kind="locked")
    assert {(record.name, record.detail) for record in locked} == {("clerk", "初めての接続元から")}
    assert "clerk" not in str(list(GuessTally.objects.values_list()))


def test_a_name_of_any_kind_is_counted(db, clock):
    make_bureau()
    for name in ("x" * 5000, "名" * 100, "\ue000", "a\x00b", " "):
        assert sign_in(name=name, password="x").status_code in (200, 400)


def test_old_tallies_are_swept_out(clerk, clock):
    guess(3, "nobody")
    clock.shift(timedelta(days=91))
    sign_in()
    assert GuessTally.objects.filter(at__lt=NOON + timedelta(days=1)).count() == 0


def test_a_clock_that_was_set_back_does_not_keep_a_name_closed(clerk, clock):
    guess(14)
    clock.move_to(NOON - timedelta(hours=1))
    assert sign_in().status_code == 302


def test_wrong_codes_close_the_second_factor_for_half_an_hour_at_most(clerk, clock):
    client = Client()
    sign_in(client)
    with_factor(client)
    for failed_at, wait in ((NOON, timedelta(seconds=2049)), (NOON + timedelta(days=365), timedelta(seconds=2049))):
        TOTPDevice.objects.update(last_t=-1, throttling_failure_count=40, throttling_failure_timestamp=failed_at)
        other = Client()
        sign_in(other)
        if failed_at > NOON:
            other.post("/admin/login/code/", {"code": "000000"})
        assert other.post("/admin/login/code/", {"code": code_of(clerk)}).status_code == 200
        with time_machine.travel(NOON + wait, tick=False):
            assert other.post("/admin/login/code/", {"code": code_of(clerk)}).status_code == 302


def test_guesses_at_one_moment_do_not_slip_through_together(site):
    site.python(
        "from tests.builders import make_bureau, make_user; make_bureau();"
        f" make_user('writer', username='clerk', password={PASSWORD!r})"
    )
    with httpx.Client(base_url=site.url, trust_env=False) as client:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(LOGIN).text)[1]
        cookie = client.cookies["csrftoken"]

    def attack(number: int) -> int:
        return httpx.post(
            site.url + LOGIN,
            data={"username": "clerk", "password": "まちがい", "csrfmiddlewaretoken": token},
            headers={"Cookie": f"csrftoken={cookie}", "X-Forwarded-For": f"100.64.1.{number}", "Referer": site.url},
            trust_env=False,
            timeout=60,
        ).status_code

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(attack, range(30)))
    assert (answers.count(200), answers.count(429)) == (10, 20)
