"""Who comes in: wrong passwords, codes, how long a login lasts, and what is written down of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from bureau.models import AuditRecord
from tests.builders import make_bureau, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "見本のとおり2026"
LOGIN = "/admin/login/"
NOON = datetime(2026, 8, 3, 3, 0, tzinfo=UTC)


@pytest.fixture
def clerk():
    make_bureau()
    return make_user("approver", username="clerk", password=PASSWORD)


def sign_in(client: Client, name="clerk", password=PASSWORD, **extra):
    return client.post(LOGIN, {"username": name, "password": password, "next": "/admin/"}, **extra)


def kinds() -> list[str]:
    return list(AuditRecord.objects.order_by("pk").values_list("kind", flat=True))


def code_of(user: User) -> str:
    device = TOTPDevice.objects.filter(user=user).latest("pk")
    return f"{totp(device.bin_key):06d}"


def with_factor(client: Client) -> list[str]:
    """Set the second factor up as the screen says; the recovery codes."""
    page = client.get("/admin/second-factor/")
    assert "<svg" in page.content.decode()
    user = User.objects.get(username="clerk")
    answer = client.post("/admin/second-factor/", {"code": code_of(user)})
    return re.findall(r"<li><code>([a-z0-9]+)</code>", answer.content.decode())


class TestWrongPasswords:
    def test_five_of_them_close_the_door_for_a_while_with_the_same_words_for_any_name(self, clerk):
        answers = {}
        with time_machine.travel(NOON, tick=False):
            for name in ("clerk", "nobody"):
                client = Client()
                for _ in range(5):
                    answers[name] = sign_in(client, name, "まちがい")
                assert sign_in(client, name).status_code == 429
        known, unknown = (re.sub(r"csrf\S+ value=\"\w+\"", "", answers[name].content.decode()) for name in answers)
        assert known.replace("clerk", "nobody") == unknown
        assert answers["clerk"].status_code == 429
        assert answers["clerk"]["Retry-After"] == "900"
        with time_machine.travel(NOON + timedelta(minutes=16), tick=False):
            assert sign_in(Client()).status_code == 302

    def test_the_owner_comes_in_from_elsewhere_meanwhile(self, clerk):
        for _ in range(6):
            sign_in(Client(REMOTE_ADDR="203.0.113.9"), password="まちがい")
        assert sign_in(Client(REMOTE_ADDR="203.0.113.9")).status_code == 429
        assert sign_in(Client(REMOTE_ADDR="198.51.100.7")).status_code == 302

    def test_an_invented_forwarding_address_does_not_open_the_door_again(self, clerk):
        for number in range(6):
            sign_in(Client(REMOTE_ADDR="203.0.113.9"), password="まちがい", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
        answer = sign_in(Client(REMOTE_ADDR="203.0.113.9"), HTTP_X_FORWARDED_FOR="192.0.2.200")
        assert answer.status_code == 429

    def test_what_the_proxy_on_this_machine_says_last_is_the_reader(self, clerk):
        sign_in(Client(), password="まちがい", HTTP_X_FORWARDED_FOR="192.0.2.1, 203.0.113.77")
        assert AuditRecord.objects.get(kind="failed").address == "203.0.113.77"


class TestTheRecord:
    def test_logins_failures_locks_and_logouts_are_written_with_who_and_whence(self, clerk):
        client = Client(REMOTE_ADDR="203.0.113.9")
        sign_in(client, password="ひみつの言葉")
        sign_in(client)
        client.post("/admin/logout/")
        assert kinds() == ["failed", "login", "logout"]
        record = AuditRecord.objects.get(kind="login")
        assert (record.user, record.name, record.address) == (clerk, "clerk", "203.0.113.9")
        assert "ひみつの言葉" not in "".join(map(str, AuditRecord.objects.values_list()))

    def test_a_name_with_line_breaks_makes_one_line(self, clerk):
        sign_in(Client(), "clerk\n2026-01-01 login root")
        assert "\n" not in AuditRecord.objects.get(kind="failed").name

    def test_a_changed_role_and_password_are_written(self, clerk):
        client = Client()
        client.force_login(make_user("administrator", username="admin"))
        form = client.get(f"/admin/auth/user/{clerk.pk}/change/").context["adminform"].form
        data = {name: value for name, value in form.initial.items() if value is not None and name != "password"}
        data |= {
            "groups": [Group.objects.get(name="writer").pk],
            "user_permissions": [],
            "last_login_0": "",
            "last_login_1": "",
        }
        data |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
        answer = client.post(f"/admin/auth/user/{clerk.pk}/change/", data)
        assert answer.status_code == 302, answer.context["errors"]
        assert AuditRecord.objects.get(kind="account").detail == "clerk: 承認者 → 起案者"
        changed = client.post(
            f"/admin/auth/user/{clerk.pk}/password/",
            {"password1": "長い合言葉その二2026", "password2": "長い合言葉その二2026", "usable_password": "true"},
        )
        assert changed.status_code == 302
        assert AuditRecord.objects.get(kind="password").user == clerk

    def test_administrators_read_it_and_nobody_writes_it(self, clerk):
        sign_in(Client())
        for role, status in (("administrator", 200), ("approver", 403)):
            client = Client()
            client.force_login(make_user(role, username=f"a-{role}"))
            assert client.get("/admin/bureau/auditrecord/").status_code == status
            assert client.get("/admin/bureau/auditrecord/add/").status_code == 403
            assert client.post("/admin/bureau/auditrecord/1/delete/", {"post": "yes"}).status_code == 403


class TestHowLongALoginLasts:
    def test_an_hour_without_anything_done_ends_it_and_says_where_to_go_on(self, clerk):
        client = Client()
        with time_machine.travel(NOON, tick=False):
            sign_in(client)
            client.get("/admin/")
        with time_machine.travel(NOON + timedelta(minutes=59), tick=False):
            assert client.get("/admin/releases/release/").status_code == 200
        with time_machine.travel(NOON + timedelta(minutes=120), tick=False):
            answer = client.get("/admin/releases/release/?q=x")
            assert answer.headers["Location"] == "/admin/login/?next=/admin/releases/release/%3Fq%3Dx"
        assert kinds()[-1] == "expired"

    def test_what_a_form_asks_by_itself_does_not_keep_it_alive(self, clerk):
        client = Client()
        with time_machine.travel(NOON, tick=False):
            sign_in(client)
            client.get("/admin/")
        for minutes in (20, 40, 59):
            with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
                client.get("/admin/releases/release/add/unsaved/")
        with time_machine.travel(NOON + timedelta(minutes=61), tick=False):
            assert client.get("/admin/").status_code == 302

    def test_a_day_of_work_is_the_longest(self, clerk):
        client = Client()
        with time_machine.travel(NOON, tick=False):
            sign_in(client)
        for half_hours in range(1, 24):
            with time_machine.travel(NOON + timedelta(minutes=30 * half_hours), tick=False):
                assert client.get("/admin/").status_code == 200, half_hours
        with time_machine.travel(NOON + timedelta(hours=12, minutes=1), tick=False):
            assert client.get("/admin/").status_code == 302


class TestTheSecondFactor:
    def test_the_password_alone_opens_nothing_once_it_is_set_up(self, clerk):
        client = Client()
        sign_in(client)
        assert len(with_factor(client)) == 10
        assert client.get("/admin/").status_code == 200
        other = Client()
        assert sign_in(other).status_code == 302
        for address in ("/admin/", "/admin/releases/release/", "/admin/second-factor/", "/admin/password_change/"):
            assert other.get(address).headers["Location"].startswith("/admin/login/code/"), address
        assert other.post("/admin/login/code/", {"code": "000000"}).status_code == 200
        assert kinds().count("factor_failed") == 1
        TOTPDevice.objects.update(last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None)
        # Full-width digits with a blank, as a Japanese keyboard writes them.
        code = code_of(clerk).translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
        answer = other.post(
            "/admin/login/code/", {"code": f"{code[:3]}　{code[3:]}", "next": "/admin/releases/release/"}
        )
        assert answer.headers["Location"] == "/admin/releases/release/"
        assert other.get("/admin/").status_code == 200

    def test_a_recovery_code_opens_once(self, clerk):
        client = Client()
        sign_in(client)
        code = with_factor(client)[0]
        for status in (302, 200):
            other = Client()
            sign_in(other)
            assert other.post("/admin/login/code/", {"code": code.upper()}).status_code == status

    def test_guessing_codes_is_slowed_down(self, clerk):
        client = Client()
        sign_in(client)
        with_factor(client)
        TOTPDevice.objects.update(last_t=-1)
        other = Client()
        sign_in(other)
        other.post("/admin/login/code/", {"code": "000000"})
        assert other.post("/admin/login/code/", {"code": code_of(clerk)}).status_code == 200

    def test_the_code_s_page_leads_nowhere_else(self, clerk):
        client = Client()
        sign_in(client)
        with_factor(client)
        answer = client.get("/admin/login/code/?next=//evil.example/")
        assert answer.headers["Location"] == "/admin/"

    def test_a_site_may_ask_it_of_those_who_approve(self, clerk, settings):
        settings.REQUIRE_SECOND_FACTOR = True
        make_user("writer", username="writer", password=PASSWORD)
        approver, writer = Client(), Client()
        sign_in(approver)
        sign_in(writer, "writer")
        assert approver.get("/admin/").headers["Location"].startswith("/admin/second-factor/")
        assert writer.get("/admin/").status_code == 200
        with_factor(approver)
        assert approver.get("/admin/").status_code == 200
        assert approver.post("/admin/second-factor/off/").status_code == 403

    def test_it_is_turned_off_by_its_owner_or_by_an_administrator_and_written_down(self, clerk):
        client = Client()
        sign_in(client)
        with_factor(client)
        assert client.post("/admin/second-factor/off/", {"password": PASSWORD}).status_code == 302
        with_factor(client)
        administrator = Client()
        administrator.force_login(make_user("administrator", username="admin"))
        administrator.post("/admin/auth/user/", {"action": "take_factor_away", "_selected_action": [clerk.pk]})
        assert not TOTPDevice.objects.exists()
        details = list(AuditRecord.objects.filter(kind="factor").order_by("pk").values_list("detail", flat=True))
        assert details == ["設定", "解除", "設定", "clerk: 管理者による解除"]

    def test_an_authenticator_in_use_is_replaced_by_the_password_alone(self, clerk):
        client = Client()
        sign_in(client)
        assert "current-password" not in client.get("/admin/second-factor/").content.decode()
        with_factor(client)
        first = TOTPDevice.objects.get(confirmed=True).key
        assert "current-password" in client.get("/admin/second-factor/").content.decode()
        for given, told in (
            ({}, "パスワードを入力してください"),
            ({"password": "違う合言葉2026"}, "パスワードが違います"),
        ):
            answer = client.post("/admin/second-factor/", {"code": code_of(clerk), **given})
            assert told in answer.content.decode()
            assert TOTPDevice.objects.get(confirmed=True).key == first
        client.post("/admin/second-factor/", {"code": code_of(clerk), "password": PASSWORD})
        assert TOTPDevice.objects.get(confirmed=True).key != first

    def test_it_is_not_set_up_by_a_wrong_code(self, clerk):
        client = Client()
        sign_in(client)
        client.get("/admin/second-factor/")
        answer = client.post("/admin/second-factor/", {"code": "abc"})
        assert "コードが違います" in answer.content.decode()
        assert not TOTPDevice.objects.filter(confirmed=True).exists()


@pytest.mark.parametrize("password", ["short2026", "password1234", "202611232026"])
def test_a_weak_password_is_refused(clerk, password):
    client = Client()
    sign_in(client)
    answer = client.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    )
    assert answer.status_code == 200
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


def test_a_login_gets_a_session_of_its_own_and_a_changed_password_ends_the_others(clerk):
    client, other = Client(), Client()
    client.get(LOGIN)
    planted = client.cookies["sessionid"].value if "sessionid" in client.cookies else ""
    sign_in(client)
    assert client.cookies["sessionid"].value != planted
    sign_in(other)
    new = "まったく別の合言葉2026"
    client.post("/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302
