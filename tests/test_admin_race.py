"""Many clerks press at one moment, on a real server: one address, one release, no error page, no lock."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import httpx
import pytest

from bureau.editing.formpage import sent_by

EVENT = "/admin/events/event/1/change/"
PASSWORD = "見本のとおり2026"
CLERKS = 20
ROUNDS = 2
WRITERS = 8
PREPARE = f"""
from tests.builders import make_bureau, make_contact, make_event, make_user
make_bureau()
make_contact()
make_event()
for number in range({CLERKS}):
    make_user("writer", username=f"clerk{{number}}", password={PASSWORD!r})
"""


@pytest.fixture
def clerks(site_factory):
    """Signed-in clients of a site with two workers."""
    site = site_factory(workers=2)
    site.python(PREPARE)
    clients = []
    for number in range(CLERKS):
        client = httpx.Client(base_url=site.url, trust_env=False, timeout=60)
        sign_in(client, number)
        clients.append(client)
    yield site, clients
    for client in clients:
        client.close()


def sign_in(client: httpx.Client, number: int) -> None:
    client.get("/admin/login/")
    token = client.cookies["csrftoken"]
    sent = {"username": f"clerk{number}", "password": PASSWORD, "csrfmiddlewaretoken": token, "next": "/admin/"}
    assert client.post("/admin/login/", data=sent).status_code == 302


def form_of(client: httpx.Client, path: str, name: str) -> dict[str, str]:
    return dict(sent_by(client.get(path).text, name))


def all_at_once(work, clients) -> list[int]:
    gate = Barrier(len(clients))

    def press(item):
        number, client = item
        prepared = work(number, client)
        gate.wait()
        return client.post(*prepared[0], **prepared[1]).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(press, enumerate(clients)))


def test_one_address_goes_to_one_release_and_the_others_are_told(clerks):
    site, clients = clerks
    path = "/admin/releases/release/add/"

    def prepare(number, client):
        form = form_of(client, path, "release_form")
        form |= {"title": f"発表{number}", "slug": "0203si", "release_date": "2022-02-03", "lead": "<p>文</p>"}
        form |= {"contact": "1", "_continue": "1"}
        return (path,), {"data": form}

    statuses = all_at_once(prepare, clients)
    assert sorted(statuses) == [200] * (CLERKS - 1) + [302]
    assert site.python("from releases.models import Release; print(Release.objects.count())").strip() == "1"


def test_what_is_tried_while_it_is_saved_meets_no_error(clerks):
    """The look beside the form asks as one types; on PostgreSQL it can come between a save's check and its writing."""
    _, clients = clerks
    path = "/admin/releases/release/add/"
    for turn in range(ROUNDS):

        def prepare(number, client, turn=turn):
            form = form_of(client, path, "release_form")
            form |= {
                "title": f"発表{number}",
                "slug": f"0203s{turn}",
                "release_date": "2022-02-03",
                "lead": "<p>文</p>",
            }
            form |= {"contact": "1", "_continue": "1"}
            return (path if number % 4 == 0 else f"{path}trial/",), {"data": form}

        statuses = all_at_once(prepare, clients)
        savers = statuses[::4]
        assert sorted(savers) == [200] * (len(savers) - 1) + [302]
        assert [status for number, status in enumerate(statuses) if number % 4] == [200] * (CLERKS - len(savers))


def with_comment(client: httpx.Client, text: str) -> dict[str, str]:
    """The event's form as it is now, with one comment more."""
    form = form_of(client, EVENT, "event_form")
    number = int(form["survey_comments-TOTAL_FORMS"])
    form |= {"survey_comments-TOTAL_FORMS": str(number + 1), f"survey_comments-{number}-text": text}
    form |= {f"survey_comments-{number}-is_cleared": "on", f"survey_comments-{number}-order": str(number)}
    return form | {"_continue": "1"}


def comments_of(site) -> list[str]:
    told = site.python("from events.models import SurveyComment; print(*SurveyComment.objects.values_list('text'))")
    return re.findall(r"\('(.*?)',\)", told)


def test_many_saves_of_one_event_meet_no_lock_and_lose_nothing(clerks):
    site, clients = clerks
    for turn in range(ROUNDS):

        def prepare(number, client, turn=turn):
            return (EVENT,), {"data": with_comment(client, f"意見{turn}の{number}")}

        assert all_at_once(prepare, clients) == [302] * CLERKS
    wanted = [f"意見{turn}の{number}" for turn in range(ROUNDS) for number in range(CLERKS)]
    assert sorted(comments_of(site)) == sorted(wanted)


def test_a_backup_taken_while_clerks_write_is_whole(clerks, site_factory, tmp_path):
    site, clients = clerks
    saved, tried, is_over = [], [], Event()

    def write_on(number: int) -> None:
        turn = 0
        while not is_over.is_set():
            text = f"意見{turn}の{number}"
            form = with_comment(clients[number], text)
            tried.append(text)
            assert clients[number].post(EVENT, data=form).status_code == 302
            saved.append(text)
            turn += 1

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write_on, number) for number in range(WRITERS)]
        try:
            while len(saved) < WRITERS and not any(writer.done() for writer in writers):
                time.sleep(0.05)
            before = list(saved)
            site.manage("backup", str(tmp_path / "backup.tar"))
        finally:
            is_over.set()
        for writer in writers:
            writer.result()
    assert len(saved) > len(before) >= WRITERS
    other = site_factory()
    other.manage("restore", str(tmp_path / "backup.tar"))
    restored = comments_of(other)
    assert set(before) <= set(restored) <= set(tried)
    assert len(set(restored)) == len(restored)
    with httpx.Client(base_url=other.url, trust_env=False, timeout=60) as client:
        sign_in(client, 0)
        assert client.post(EVENT, data=with_comment(client, "復元の後")).status_code == 302
    assert sorted(comments_of(other)) == sorted([*restored, "復元の後"])
