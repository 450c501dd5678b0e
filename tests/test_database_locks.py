"""Somebody holds the tables: short holds are waited for, long ones end with a sentence, and nobody waits for ever."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import httpx
import psycopg2
import pytest

from bureau.editing.formpage import sent_by

PREPARE = """
from tests.builders import *
make_bureau()
for slug in ("shown", "cold"):
    publish(make_release(by=make_user(), slug=slug, title=f"発表 {slug}"))
writer = make_user("writer", username="clerk")
print(make_release(by=writer, slug="draft", title="前の表題").pk)
"""
IMPATIENT = {"sqlite": "timeout=1", "postgresql": f"options={quote('-c lock_timeout=1s')}"}


@contextmanager
def everything_held(site) -> Iterator[None]:
    """All releases and editions locked by another program."""
    parts = urlsplit(site.database_url)
    if parts.scheme == "sqlite":
        connection = sqlite3.connect(parts.path, isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
    else:
        connection = psycopg2.connect(site.database_url)
        connection.cursor().execute("LOCK TABLE releases_release, releases_edition IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


class Clerk:
    """A signed-in member of staff with the form of the draft open."""

    def __init__(self, site, pk: str):
        self.http = httpx.Client(base_url=site.url, trust_env=False, timeout=60)
        self.form = f"/admin/releases/release/{pk}/change/"
        self.http.get("/admin/login/")
        token = self.http.cookies["csrftoken"]
        self.http.post(
            "/admin/login/",
            data={"username": "clerk", "password": "見本のとおり2026", "csrfmiddlewaretoken": token},
        )
        self.page = self.http.get(self.form).text

    def save(self, title: str) -> httpx.Response:
        sent: dict[str, list[str]] = {}
        for name, value in sent_by(self.page, "release_form"):
            sent.setdefault(name, []).append(value)
        token = self.http.cookies["csrftoken"]
        return self.http.post(
            self.form, data={**sent, "title": [title], "csrfmiddlewaretoken": [token], "_continue": ["1"]}
        )

    def saved_title(self) -> str:
        return next(value for name, value in sent_by(self.http.get(self.form).text, "release_form") if name == "title")


@pytest.fixture
def clerk(site):
    clerk = Clerk(site, site.python(PREPARE).strip())
    yield clerk
    clerk.http.close()


@pytest.fixture
def impatient_clerk(site):
    """The clerk of a site that gives up after a second, so that the test need not wait as long as staff do."""
    address = site.environment["DATABASE_URL"]
    site.environment["DATABASE_URL"] = f"{address}?{IMPATIENT[urlsplit(address).scheme]}"
    site.restart()
    clerk = Clerk(site, site.python(PREPARE).strip())
    yield clerk
    clerk.http.close()


def test_a_save_waits_for_whoever_writes_at_that_moment(site, clerk):
    answers = []
    saving = threading.Thread(target=lambda: answers.append(clerk.save("後の表題")))
    with everything_held(site):
        saving.start()
        saving.join(1)
        assert not answers
    saving.join()
    assert [answer.status_code for answer in answers] == [302]
    assert clerk.saved_title() == "後の表題"


def test_a_save_that_waits_too_long_ends_with_a_sentence_and_can_be_sent_again(site, impatient_clerk):
    with everything_held(site):
        refused = impatient_clerk.save("後の表題")
        assert refused.status_code == 503
        assert refused.headers["Retry-After"]
        assert "もう一度" in refused.text
        assert "Traceback" not in refused.text
    assert impatient_clerk.saved_title() == "前の表題"
    assert impatient_clerk.save("後の表題").status_code == 302
    assert impatient_clerk.saved_title() == "後の表題"


def test_readers_keep_what_is_prepared_and_are_told_of_what_is_not(site, impatient_clerk):
    with httpx.Client(base_url=site.url, trust_env=False, timeout=60) as reader:
        shown = reader.get("/e-komfo/2022/shown.html")
        with everything_held(site):
            assert reader.get("/e-komfo/2022/shown.html").content == shown.content
            cold = reader.get("/e-komfo/2022/cold.html")
            # Readers of SQLite read beside a writer; PostgreSQL's wait for so strong a lock.
            assert cold.status_code == (200 if site.database_url.startswith("sqlite") else 503)
            assert "Traceback" not in cold.text
        assert reader.get("/e-komfo/2022/cold.html").status_code == 200
