"""What a reader's request costs the database does not grow with the number of releases, and no table is gone through.

Work is counted, not timed: steps of the virtual machine on SQLite, pages of tables and indexes on PostgreSQL.
"""

import json
import random
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.urls import Resolver404, get_resolver, resolve

from releases import addresses, indexes
from releases.document import EventDay, Term
from releases.models import (
    Edition,
    EditionBilling,
    EditionEvent,
    EditionFacet,
    EditionLecture,
    EditionPhoto,
    Release,
    ShortAddress,
)
from tests.builders import make_bureau
from tests.documents import make_billing, make_document, make_event, make_photo, make_session

pytestmark = pytest.mark.django_db

NOW = datetime(2022, 12, 20, 3, 0, tzinfo=UTC)
SINCE = datetime(2022, 12, 1, tzinfo=UTC)
# The years at both ends keep their size, so that a page that lists a year has as many lines before and after.
YEARS = (2017, 2022)
IN_BETWEEN = (2018, 2019, 2020)
FEW, MANY = 22, 200
# An index of three levels where one of two was.
A_LEVEL_MORE = 1.7
SLACK = 20


def publish(year: int, number: int) -> Edition:
    """An edition as publication leaves it, without the way there."""
    day = date(year, 1, 10) + timedelta(days=number)
    place = f"{year}-{number}"
    rare = year == YEARS[0] and number == 0
    # Readings of one row alone, but for one person.
    speaker = make_billing(name="和田 沙希" if rare else f"川辺 {place}", kana="わだ さき" if rare else "かわべ はなこ")
    session = make_session(speakers=(speaker,), topic=f"題 {place}")
    event = make_event(
        uid=str(UUID(int=random.Random(place).getrandbits(128))),
        title=f"見本セミナー {place}",
        days=(EventDay(date=day - timedelta(days=2)),),
        sessions=(session,),
    )
    document = make_document(
        year=year,
        slug=f"{day:%m%d}x{number}",
        legacy_path=f"/old/{place}.html",
        release_date=day,
        title=f"「見本セミナー {place}」を開催",
        kind=Term(code="award", label="表彰") if rare else Term(code="report", label="開催報告"),
        categories=(Term(code="rare", label="まれ") if rare else Term(code="ict", label="ICT利活用"),),
        event=event,
        photos=(make_photo(f"{random.Random(place).getrandbits(192):048x}"),),
    )
    release = Release.objects.create(
        kind=document.kind.code, release_date=day, slug=document.slug, title=document.title, state="approved"
    )
    edition = Edition(
        release=release,
        release_uid=release.uid,
        number=1,
        document=document.to_json(),
        digest=document.digest,
        series_path=document.series.path,
        year=year,
        slug=document.slug,
        legacy_path=document.legacy_path,
        kind=document.kind.code,
        kind_label=document.kind.label,
        release_date=day,
        title=document.title,
        event_uid=event.uid,
        published_at=SINCE,
        live_from=SINCE,
        shown_anew_at=SINCE,
        approved_at=SINCE,
    )
    edition.seal = edition.sealed()
    edition.save()
    for photo in document.all_photos:
        EditionPhoto.objects.create(edition=edition, key=photo.key)
    indexes.record(edition, document)
    return edition


def fill(per_year: int, start: int = 0) -> None:
    for year in IN_BETWEEN:
        for number in range(start, per_year):
            publish(year, number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def addresses_of_every_view(edition: Edition) -> dict[str, str]:
    """An address for each public view, by what it shows; those of the release and event in ``edition``'s year."""
    series, year = edition.series_path, edition.year
    code = edition.told_event.address.code
    own = [
        ("/", addresses.home()),
        ("release", edition.path),
        ("series", addresses.series_index(series)),
        ("year", addresses.year_index(series, year)),
        ("short", addresses.short(code_of_release(edition))),
        ("old address", edition.legacy_path),
        ("old address in another folder", f"/elsewhere/e-komfo/{year}/{edition.slug}.html"),
        ("unknown", "/nowhere/at-all.html"),
        ("category", addresses.category(series, "ict")),
        ("rare category", addresses.category(series, "rare")),
        ("feeds", addresses.feeds_page(series)),
        ("feed of a year", addresses.feed(series, "rss", "", year)),
        ("feed of a rare field", addresses.feed(series, "atom", "rare")),
        *((f"feed {form}", addresses.feed(series, form)) for form in ("rss", "atom", "rdf", "json")),
        ("events", addresses.events(series)),
        ("events of a year", addresses.events(series, year)),
        ("event", addresses.event_page(series, code)),
        ("event.ics", addresses.event_calendar(series, code)),
        ("events.ics", addresses.calendar(series)),
        ("lectures", addresses.lectures(series)),
        ("lectures of a row", addresses.lectures(series, "wa")),
        ("themes", addresses.lectures_by_theme(series)),
        ("themes of a rare field", addresses.lectures_by_theme(series, "rare")),
        ("search", f"{addresses.search()}?q=和田沙希"),
        ("texts of a year", addresses.search_texts(year)),
        ("letters", addresses.search_texts("letters")),
        ("photo", f"{addresses.photos(series)}{edition.content.all_photos[0].key}/480.jpg"),
        ("attached file", f"/{series}files/{'0' * 64}/{edition.slug}-00000000.pdf"),
        ("accessibility", addresses.accessibility(series)),
        ("guide", addresses.guide(series)),
        ("open data", addresses.api()),
        ("api", addresses.api("releases/")),
        ("api of a rare kind", addresses.api("events/") + "?kind=award"),
        ("api of a rare field", addresses.api("speakers/") + "?category=rare"),
        ("api of a year", addresses.api("sessions/") + f"?year={year}"),
        ("api since", addresses.api("comments/") + "?updated_since=2022-12-19"),
        ("api of one", addresses.api(f"releases/{edition.release_uid}/")),
        ("archive", addresses.api(f"archive/{year}.csv")),
        ("sitemap", addresses.sitemap()),
        ("sitemap of lists", addresses.sitemap("pages")),
        ("sitemap of news", addresses.sitemap("news")),
        ("sitemap of a year", addresses.sitemap(str(year))),
    ]
    return dict(own)


def code_of_release(edition: Edition) -> str:
    return ShortAddress.objects.get(uid=edition.release_uid).code


GROW = (Edition, EditionBilling, EditionEvent, EditionFacet, EditionLecture, EditionPhoto, Release, ShortAddress)
# Nothing is asked of the database there, or nothing that has to do with releases.
WITHOUT_RELEASES = {
    "openapi", "schema", "unknown", "robots", "live", "ready", "preview_by_link", "photo_by_link",
    "attachment_by_link",
}  # fmt: skip


@contextmanager
def statements():
    """The statements that are executed, with their parameters."""
    seen = []

    def note(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(("SELECT", "WITH", "(")):
            seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def work_of(client, address: str) -> int:
    """What the database does for one request: steps on SQLite, pages looked at on PostgreSQL."""
    client.get(address)
    if connection.vendor == "sqlite":
        steps = 0

        def step():
            nonlocal steps
            steps += 10

        connection.connection.set_progress_handler(step, 10)
        try:
            client.get(address)
        finally:
            connection.connection.set_progress_handler(None, 0)
        return steps
    with statements() as seen:
        client.get(address)
    pages = 0
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL enable_{way} = off" for way in _SHORT_CUTS))
        for sql, params in seen:
            pages += _pages_of(cursor, sql, params)
        cursor.execute("; ".join(f"SET LOCAL enable_{way} TO DEFAULT" for way in _SHORT_CUTS))
    return pages


def _pages_of(cursor, sql: str, params) -> int:
    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)
    plan = _plan(cursor)
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def _plan(cursor) -> dict:
    told = cursor.fetchone()[0]
    return (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]


# With tables of a few pages a planner reads them whole, by these ways. What is asked is whether it has another.
_SHORT_CUTS = ("seqscan", "hashjoin", "mergejoin")


def sweep() -> None:
    """Of rows that earlier tests took back as many would be looked at as PostgreSQL has not cleared away so far."""
    if connection.vendor == "postgresql":
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("VACUUM")
        finally:
            other.close()


@pytest.fixture
def clock():
    sweep()
    with time_machine.travel(NOW, tick=False):
        make_bureau()
        yield


@pytest.fixture
def oldest(clock) -> Edition:
    """A small site, with a release of each end's year that all pages of a year are asked about."""
    for year in YEARS:
        editions = [publish(year, number) for number in range(FEW)]
        if year == YEARS[0]:
            first = editions[-1]
    fill(FEW)
    return first


def test_every_public_view_is_looked_at(oldest, client):
    views = {}
    for pattern in _leaves(get_resolver("releases.urls").url_patterns):
        views.setdefault(pattern.callback.__name__, pattern)
    met = set()
    for address in addresses_of_every_view(oldest).values():
        with suppress(Resolver404):
            met.add(resolve(address.partition("?")[0]).func.__name__)
    assert set(views) - met - WITHOUT_RELEASES == set()


def _leaves(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _leaves(pattern.url_patterns)
        else:
            yield pattern


def test_many_more_releases_of_other_years_cost_a_reader_nothing(oldest, client):
    looked_at = addresses_of_every_view(oldest)
    before = {name: work_of(client, address) for name, address in looked_at.items()}
    fill(MANY, start=FEW)
    grown = {}
    for name, address in looked_at.items():
        after = work_of(client, address)
        if after > before[name] * A_LEVEL_MORE + SLACK:
            grown[name] = (before[name], after)
    assert grown == {}


def test_no_question_goes_through_a_table_that_grows(oldest, client):
    fill(FEW + 10, start=FEW)
    grows = {model._meta.db_table for model in GROW}
    gone_through = {}
    for name, address in addresses_of_every_view(oldest).items():
        with statements() as seen:
            client.get(address)
        found = [table for sql, params in seen for table in _gone_through(sql, params) if table in grows]
        if found:
            gone_through[name] = found
    assert gone_through == {}


def _gone_through(sql: str, params) -> list[str]:
    """Tables that the database would read from end to end."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            # "SCAN t" alone is the table; with an index it goes on in the order of that, up to a limit.
            return [
                row[3].split()[1] for row in cursor.fetchall() if row[3].startswith("SCAN") and "INDEX" not in row[3]
            ]
        # A table of a few pages is read whole by any planner: what is asked is whether it has another way.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = _plan(cursor)
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")
    return list(_scanned(plan))


def _scanned(plan: dict):
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _scanned(part)
