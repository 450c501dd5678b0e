"""An operator makes a login for a colleague, or gives one a new password, from the command line."""

import re

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.http import HttpRequest

from bureau import roles

pytestmark = pytest.mark.django_db


def create_staff(capsys, *arguments):
    """Run the command; returns the password that it printed."""
    call_command("create_staff", *arguments)
    return re.search(r"パスワード: (\S+)　", capsys.readouterr().out)[1]


@pytest.mark.parametrize("role", roles.LABELS)
def test_a_new_login_works_and_has_the_rights_of_its_role(capsys, role):
    password = create_staff(capsys, "yamano", "--role", role)
    user = authenticate(HttpRequest(), username="yamano", password=password)
    assert user.is_staff
    assert not user.is_superuser
    assert user.get_all_permissions() == roles.permissions_of(role)


def test_a_login_is_a_writers_unless_another_role_is_asked_for(capsys):
    password = create_staff(capsys, "yamano")
    assert authenticate(HttpRequest(), username="yamano", password=password).groups.get().name == "writer"


def test_passwords_differ_and_pass_the_rules_for_passwords(capsys):
    first, second = create_staff(capsys, "yamano"), create_staff(capsys, "kawano")
    assert first != second
    validate_password(first)


def test_a_name_in_use_is_refused_and_its_password_stays(capsys):
    password = create_staff(capsys, "yamano")
    with pytest.raises(CommandError, match="すでに登録されています"):
        call_command("create_staff", "yamano", "--role", "administrator")
    assert authenticate(HttpRequest(), username="yamano", password=password).groups.get().name == "writer"


def test_a_reset_gives_a_new_password_and_keeps_the_role(capsys):
    before = create_staff(capsys, "yamano", "--role", "approver")
    after = create_staff(capsys, "yamano", "--reset")
    assert authenticate(HttpRequest(), username="yamano", password=before) is None
    assert authenticate(HttpRequest(), username="yamano", password=after).groups.get().name == "approver"


def test_an_unknown_name_cannot_be_reset():
    with pytest.raises(CommandError, match="登録されていません"):
        call_command("create_staff", "yamano", "--reset")
    assert get_user_model().objects.count() == 0


def test_a_name_that_django_does_not_take_is_refused():
    with pytest.raises(CommandError):
        call_command("create_staff", "山野 一郎")
    assert get_user_model().objects.count() == 0
