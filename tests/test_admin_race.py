"""Many clerks press at one moment, on a real server: one address, one release, no error page, no lock."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from bureau.editing.formpage import sent_by

PASSWORD = "見本のとおり2026"
CLERKS = 8
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
        client.get("/admin/login/")
        token = client.cookies["csrftoken"]
        sent = {"username": f"clerk{number}", "password": PASSWORD, "csrfmiddlewaretoken": token, "next": "/admin/"}
        assert client.post("/admin/login/", data=sent).status_code == 302
        clients.append(client)
    yield site, clients
    for client in clients:
        client.close()


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


def test_many_saves_of_one_event_meet_no_lock_and_lose_nothing(clerks):
    site, clients = clerks
    path = "/admin/events/event/1/change/"

    def prepare(number, client):
        form = form_of(client, path, "event_form")
        form |= {"survey_comments-TOTAL_FORMS": "1", "survey_comments-0-text": f"意見{number}"}
        form |= {"survey_comments-0-is_cleared": "on", "survey_comments-0-order": "0", "_continue": "1"}
        return (path,), {"data": form}

    assert all_at_once(prepare, clients) == [302] * CLERKS
    count = site.python("from events.models import SurveyComment; print(SurveyComment.objects.count())")
    assert count.strip() == str(CLERKS)
