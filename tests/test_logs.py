"""What the log says of a request: enough to find it again, nothing that a reader typed."""

import json
import logging

import pytest
from django.test import Client
from django.urls import path

from bureau.logs import JsonLines
from releases import views
from tests.builders import make_bureau, make_user

pytestmark = pytest.mark.django_db
GIVEN = "0123456789abcdef0123456789abcdef"
handler500 = views.server_error


def fall(request):
    raise RuntimeError("壊れました\n二行目")


urlpatterns = [path("fall/", fall)]


@pytest.fixture
def lines():
    """What the site has logged, each line read as JSON."""
    told = []

    class Kept(logging.Handler):
        def emit(self, record):
            text = self.format(record)
            assert "\n" not in text
            told.append(json.loads(text))

    handler = Kept()
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in ("bureau.requests", "django.request")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield told
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_a_request_is_one_line_with_its_id_and_without_the_reader_s_words(client, lines):
    make_bureau()
    client.get("/search/?q=ひみつの言葉", headers={"X-Request-ID": GIVEN})
    (line,) = [line for line in lines if line["logger"] == "bureau.requests"]
    assert (line["method"], line["path"], line["status"], line["request_id"]) == ("GET", "/search/", 200, GIVEN)
    assert line["ms"] >= 0
    assert line["time"].endswith("+00:00")
    assert "ひみつ" not in json.dumps(line, ensure_ascii=False)


@pytest.mark.parametrize("said", ["", "short", "'; drop table", "0123456789ABCDEF0123456789ABCDEF", GIVEN + "0"])
def test_an_id_that_is_none_is_not_taken_over(client, lines, said):
    make_bureau()
    client.get("/", headers={"X-Request-ID": said})
    assert lines[-1]["request_id"] != said
    assert len(lines[-1]["request_id"]) == 32


def test_a_member_of_staff_is_named_by_number(lines):
    make_bureau()
    client = Client()
    user = make_user()
    client.force_login(user)
    client.get("/admin/")
    assert lines[-1]["user"] == user.pk


@pytest.mark.urls("tests.test_logs")
def test_a_failure_shows_the_reader_the_number_under_which_the_log_tells_why(lines):
    client = Client(raise_request_exception=False)
    response = client.get("/fall/", headers={"X-Request-ID": GIVEN})
    assert response.status_code == 500
    assert response["X-Request-ID"] == GIVEN
    html = response.content.decode()
    assert GIVEN in html
    assert "RuntimeError" not in html
    (why,) = [line for line in lines if line["logger"] == "django.request"]
    assert why["request_id"] == GIVEN
    assert "RuntimeError: 壊れました" in why["exception"]
