"""What a form of many rows asks the database: the same as one of few, to open it and to save it."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q

from bureau.constraints import PlainCheck
from events.models import Event, EventDay, Session, SessionKind, SurveyComment
from releases.models import Photo, RelatedLink, Release
from tests.admin_forms import AdminForm, errors_of, inner
from tests.builders import (
    make_bureau,
    make_comment,
    make_event,
    make_release,
    make_session,
    make_speaker,
    make_user,
)
from tests.pictures import upload

pytestmark = pytest.mark.django_db

# Two of each are the savepoint that stands for the transaction while a test runs in one.
SAVE_OF_A_RELEASE = 26
SAVE_OF_AN_EVENT = 18
FORM_OF_AN_EVENT = 17
FEW_AND_MANY = pytest.mark.parametrize("rows", [1, 3, 12])


def change_of(obj) -> str:
    return f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/change/"


@pytest.fixture
def writer(client):
    make_bureau()
    user = make_user("writer")
    client.force_login(user)
    return user


def release_with_links(rows: int, writer) -> Release:
    release = make_release(by=writer)
    for number in range(rows):
        release.links.create(label=f"資料{number}", url=f"https://www.example.jp/{number}.html", order=number)
    return release


def event_with_sessions(rows: int) -> Event:
    event = make_event()
    for number in range(rows):
        make_session(event, topic=f"演題{number}", speaker=make_speaker(name=f"講師 {number}"))
        make_comment(event)
    return event


@FEW_AND_MANY
def test_a_release_is_saved_by_the_same_queries_for_one_row_and_for_many(
    client, writer, django_assert_num_queries, rows
):
    form = AdminForm.open(client, change_of(release_with_links(rows, writer))).set(title="直した表題")
    with django_assert_num_queries(SAVE_OF_A_RELEASE):
        form.save()


@FEW_AND_MANY
def test_rows_that_were_changed_and_put_in_another_order_are_written_by_one_query(
    client, writer, django_assert_num_queries, rows
):
    release = release_with_links(rows, writer)
    form = AdminForm.open(client, change_of(release))
    for number, row in enumerate(form.node.rows["links"]):
        row.fields |= {"label": [f"直した資料{number}"], "order": [str(rows - number)]}
    with django_assert_num_queries(SAVE_OF_A_RELEASE + 1):
        form.save()
    assert [link.label for link in release.links.all()] == [f"直した資料{number}" for number in reversed(range(rows))]


@FEW_AND_MANY
def test_rows_that_were_added_are_written_by_one_query(client, writer, django_assert_num_queries, rows):
    release = release_with_links(1, writer)
    form = AdminForm.open(client, change_of(release))
    for number in range(rows):
        form.add("links", label=f"新しい資料{number}", url="https://www.example.jp/", media="page")
    with django_assert_num_queries(SAVE_OF_A_RELEASE + 1):
        form.save()
    assert release.links.count() == rows + 1


@FEW_AND_MANY
def test_photos_in_the_programme_cost_the_same_for_one_and_for_many(client, writer, django_assert_num_queries, rows):
    release = make_release(by=writer, event=event_with_sessions(3))
    form = AdminForm.open(client, change_of(release))
    for number in range(rows):
        form.add("photos", alt="会場", session=release.event.sessions.first().pk, focal_x=50, focal_y=50)
        form.uploads[f"photos-{number}-upload"] = upload()
    form.save()
    again = AdminForm.open(client, change_of(release)).set(title="直した表題")
    # Seven for the event that the page tells of, and one for the programme that photos may be placed in.
    with django_assert_num_queries(SAVE_OF_A_RELEASE + 8):
        again.save()


@FEW_AND_MANY
def test_the_form_of_an_event_opens_by_the_same_queries_for_one_session_and_for_many(
    client, writer, django_assert_num_queries, rows
):
    event = event_with_sessions(rows)
    # What the form holds is remembered at its first opening.
    client.get(change_of(event))
    with django_assert_num_queries(FORM_OF_AN_EVENT):
        page = client.get(change_of(event)).content.decode()
    assert f"講師 {rows - 1}" in page


@FEW_AND_MANY
def test_an_event_is_saved_by_the_same_queries_for_one_session_and_for_many(
    client, writer, django_assert_num_queries, rows
):
    form = AdminForm.open(client, change_of(event_with_sessions(rows))).set(title="直した行事名")
    with django_assert_num_queries(SAVE_OF_AN_EVENT):
        form.save()


@FEW_AND_MANY
def test_new_sessions_with_their_speakers_are_written_by_two_queries(client, writer, django_assert_num_queries, rows):
    event = event_with_sessions(1)
    speakers = [make_speaker(name=f"次の講師 {number}") for number in range(rows)]
    form = AdminForm.open(client, change_of(event))
    kind = SessionKind.objects.get(code="lecture").pk
    for speaker in speakers:
        session = form.add("sessions", kind=kind, topic=f"{speaker.name}の演題")
        inner(session, "appearances", speaker=speaker.pk, position="教授", honorific="auto")
    # The speakers are asked for once; a row that is new is looked for among those of its session, which no query finds.
    with django_assert_num_queries(SAVE_OF_AN_EVENT + 3):
        form.save()
    assert [session.topic for session in event.sessions.all()][1:] == [f"{one.name}の演題" for one in speakers]
    assert [session.appearances.get().speaker for session in event.sessions.all()[1:]] == speakers


def test_a_speaker_who_does_not_exist_is_told_in_the_row(client, writer):
    event = event_with_sessions(1)
    form = AdminForm.open(client, change_of(event))
    for key in ("99999", "9" * 30, "だれか"):
        form.row("sessions", 0).rows["appearances"][0].fields["speaker"] = [key]
        refused = form.send()
        assert refused.status_code == 200
        assert "正しく選択してください" in refused.content.decode()


def test_an_address_that_another_release_took_meanwhile_is_refused_still(client, writer):
    release = make_release(by=writer)
    form = AdminForm.open(client, change_of(release)).set(slug="0203si-next")
    make_release(slug="0203si-next", title="先に取った発表")
    assert "先に取った発表" in form.send().content.decode()


EARLY, LATE = time(9), time(17)
RECORDS = [
    EventDay(date=date(2022, 1, 20), last_date=last, starts_at=start, ends_at=end)
    for last in (None, date(2022, 1, 19), date(2022, 1, 20))
    for start in (None, EARLY, LATE)
    for end in (None, EARLY, LATE)
]
RECORDS += [Session(starts_at=start, ends_at=end) for start in (None, EARLY, LATE) for end in (None, EARLY, LATE)]
RECORDS += [Event(title=title, mode=mode) for title in ("", "行事") for mode in ("venue", "", "elsewhere")]
RECORDS += [SurveyComment(text=text) for text in ("", " ", "意見")]
RECORDS += [RelatedLink(size=size) for size in (None, 0, 1)]
RECORDS += [Release(title=title, year=year) for title in ("", "表題") for year in (1925, 1926, 9999, 10000)]
RECORDS += [
    Photo(focal_x=x, focal_y=50, session_id=session, section_id=section)
    for x in (0, 100, 101)
    for session in (None, 1)
    for section in (None, 1)
]


def keeps(rule: PlainCheck, record) -> bool:
    try:
        rule.validate(type(record), record)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_rule_that_python_tells_is_told_as_the_database_tells_it(record):
    rules = [rule for rule in record._meta.constraints if isinstance(rule, PlainCheck)]
    assert rules
    for rule in rules:
        told = Q(rule.condition).check(record._get_field_expression_map(meta=record._meta))
        assert keeps(rule, record) == told, rule.name


def test_a_rule_of_a_field_that_is_wrong_itself_waits_for_that(client, writer):
    form = AdminForm.open(client, change_of(event_with_sessions(1)))
    form.row("days", 0).fields |= {"starts_at": ["25時"], "ends_at": ["01:00"]}
    refused = form.send()
    assert [str(message) for message in errors_of(refused)] == ["時間を正しく入力してください。"]
