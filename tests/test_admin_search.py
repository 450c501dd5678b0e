"""The list of releases searches the working copies: text, people and addresses, whatever the public sees."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from releases import lifecycle
from releases.models import Category
from releases.search import tables
from tests.admin_forms import AdminForm
from tests.builders import make_bureau, make_event, make_release, make_session, make_speaker, make_user, publish
from tests.documents import body, make_document
from tests.indexing import publish_documents

pytestmark = pytest.mark.django_db

LIST = "/admin/releases/release/"


@pytest.fixture
def writer(client):
    make_bureau()
    user = make_user("writer")
    client.force_login(user)
    return user


def listed(client, words: str) -> list[str]:
    response = client.get(LIST, {"q": words})
    assert response.status_code == 200
    return [release.title for release in response.context["cl"].result_list]


def edit(client, release, **fields):
    """Save the release's form with ``fields``; it must be taken."""
    response = AdminForm.open(client, f"{LIST}{release.pk}/change/").set(**fields).send()
    assert response.status_code == 302
    release.refresh_from_db()


def draft(writer, client, **fields):
    release = make_release(by=writer, **fields)
    edit(client, release, lead="<p>下書きの言葉。</p>")
    return release


def test_a_draft_is_found_by_its_text_once_it_is_saved_and_not_by_what_it_said_before(client, writer):
    release = draft(writer, client, title="下書き")
    assert listed(client, "下書きの言葉") == ["下書き"]
    edit(client, release, lead="<p>別の文。</p>")
    assert listed(client, "下書きの言葉") == []
    assert listed(client, "別の文") == ["下書き"]


def test_a_draft_is_never_found_by_the_public(client, writer):
    draft(writer, client)
    assert "0件" in client.get("/search/", {"q": "下書きの言葉"}).content.decode()


def test_a_correction_under_way_is_found_by_its_new_words_and_the_page_by_its_old_ones(client, writer):
    release = draft(writer, client, title="発表")
    publish(release)
    assert listed(client, "下書きの言葉") == ["発表"]
    edit(client, release, lead="<p>訂正した言葉。</p>")
    assert (listed(client, "訂正した言葉"), listed(client, "下書きの言葉")) == (["発表"], [])
    html = client.get("/search/", {"q": "下書きの言葉"}).content.decode()
    assert "1件" in html


def test_a_release_is_found_at_every_step_of_its_life(client, writer):
    release = draft(writer, client, title="発表")
    approver = make_user("approver")
    publish(release, by=approver, live_from=timezone.now() + timedelta(hours=1))
    assert listed(client, "下書きの言葉") == ["発表"]
    lifecycle.revoke(release, approver, "取消し")
    assert listed(client, "下書きの言葉") == ["発表"]
    publish(release, by=approver)
    lifecycle.withdraw(release, approver, "誤りのため")
    assert listed(client, "下書きの言葉") == ["発表"]


def test_a_release_in_the_bin_is_not_listed(client, writer):
    lifecycle.discard(draft(writer, client), writer)
    assert listed(client, "下書きの言葉") == []


def test_the_words_of_a_deleted_draft_leave_the_index(client, writer):
    lifecycle.discard(draft(writer, client), writer)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        call_command("empty_bin")
    with connection.cursor() as cursor:
        cursor.execute(tables.backend(connection).all_keys(tables.WORKING_COPIES))
        assert cursor.fetchall() == []


def test_a_person_is_found_by_the_reading_as_it_is_now(client, writer):
    speaker = make_speaker(name="椿 三十郎", kana="つばき さんじゅうろう")
    event = make_event()
    make_session(event, speaker=speaker)
    draft(writer, client, title="発表", event=event)
    assert listed(client, "ツバキ") == ["発表"]
    form = AdminForm.open(client, f"/admin/events/speaker/{speaker.pk}/change/").set(kana="ちゅん さんじゅうろう")
    assert form.send().status_code == 302
    assert listed(client, "ちゅん") == ["発表"]
    assert listed(client, "つばき") == []


@pytest.mark.parametrize("address", ["0203si-2", "2022/0203si-2.html", "0203si-2.html"])
def test_a_release_is_found_by_its_address(client, writer, address):
    draft(writer, client, title="これ", slug="0203si-2")
    draft(writer, client, title="ほか", slug="0203si-20")
    assert listed(client, address) == ["これ"]


def test_a_search_that_cannot_be_made_says_why_and_lists_nothing(client, writer):
    draft(writer, client)
    html = client.get(LIST, {"q": "！！"}).content.decode()
    assert "記号だけでは検索できません。" in html
    assert not re.search(r'class="field-title"', html)


def test_a_searched_list_takes_at_most_eight_queries_for_few_and_for_many(
    client, writer, django_assert_max_num_queries
):
    publish_documents([make_document(lead=body("無線の話。"))])
    draft(writer, client, title="無線の下書き")
    for many in ([], [make_document(slug="0204si", lead=body("無線の話。"))] * 30):
        publish_documents(many)
        # Four of them are for the session, its user and what the user may do.
        with django_assert_max_num_queries(8):
            found = listed(client, "無線")
        assert len(found) == len(many) + 2


def test_the_list_is_narrowed_by_year_and_policy_field(client, writer):
    field = Category.objects.create(slug="ict", label="ICT利活用")
    old = draft(writer, client, title="以前", release_date=date(2021, 2, 3))
    old.categories.add(field)
    draft(writer, client, title="最近")
    html = client.get(LIST).content.decode()
    assert re.findall(r'href="\?year=(\d+)"', html) == ["2022", "2021"]
    for query in ("?year=2021", f"?category={field.pk}", f"?year=2021&category={field.pk}&q=下書き"):
        titles = [release.title for release in client.get(LIST + query).context["cl"].result_list]
        assert titles == ["以前"], query


def test_of_a_word_that_very_many_releases_hold_the_first_are_shown_and_the_rest_told_of(client, writer, monkeypatch):
    monkeypatch.setattr("releases.found_pages.MOST", 120)
    publish_documents(make_document(slug=f"0204x{number}", lead=body("無線の話。")) for number in range(130))
    first, last = (client.get(LIST, {"q": "無線", "p": page}) for page in (1, 2))
    assert "120件以上（はじめの120件まで）" in first.content.decode()
    assert [len(page.context["cl"].result_list) for page in (first, last)] == [100, 20]
    keys = [release.pk for page in (first, last) for release in page.context["cl"].result_list]
    assert keys == sorted(keys, reverse=True)
