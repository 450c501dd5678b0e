"""Open data: what programs get is what the pages say, page by page, under its terms, and never a broken answer."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest
from django.utils import timezone

from events.models import SurveyComment
from releases.models import Category, Edition
from tests.builders import (
    make_bureau,
    make_comment,
    make_event,
    make_release,
    make_session,
    make_speaker,
    make_user,
    publish,
)

PREPARE = """
from datetime import date
from tests.builders import make_bureau, make_comment, make_event, make_release, make_session, make_speaker, make_user, publish
make_bureau()
for number in range(1, 6):
    event = make_event()
    make_session(event, speaker=make_speaker(name=f"川辺 花子{number}"))
    make_comment(event)
    publish(make_release(by=make_user(), slug=f"s{number}", event=event, release_date=date(2022, 2, number)))
"""


@pytest.fixture
def full(db):
    """Five releases of two years; the newest tells of an event with everything."""
    make_bureau()
    for number in range(1, 5):
        publish(
            make_release(by=make_user(), slug=f"s{number}", title=f"発表{number}", release_date=date(2021, 3, number))
        )
    event = make_event(title="見本の会")
    make_session(event, speaker=make_speaker(name="髙木 茂", kana="たかぎ しげる"), topic="地域の明日")
    make_comment(event, "勉強になった。")
    SurveyComment.objects.create(event=event, text="載せない意見", is_cleared=False)
    release = make_release(by=make_user(), slug="full", title="=1+1", event=event, release_date=date(2022, 2, 3))
    release.categories.add(Category.objects.create(slug="ict", label="ICT利活用"))
    publish(release)
    publish(make_release(by=make_user(), slug="later", title="解禁前"), live_from=timezone.now() + timedelta(days=1))
    return release


def get(client, address: str, **headers):
    return client.get(address, headers=headers)


def test_a_release_is_its_document_under_the_schema_it_names(client, full):
    told = get(client, f"/api/releases/{full.uid}/").json()
    document = told["document"]
    schema = get(client, "/api/schema.json").json()
    assert document.pop("$schema") == schema["$id"] == "http://localhost:8000/api/schema.json"
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"$schema": schema["$id"], **document}, schema)
    assert document == Edition.objects.get(slug="full").content.to_json()


def test_pages_of_a_collection_hold_each_release_once(client, full):
    titles, address = [], "/api/releases/?limit=2"
    while address:
        answer = get(client, address).json()
        titles += [item["title"] for item in answer["items"]]
        address = answer["next"].removeprefix("http://localhost:8000")
    assert titles == ["=1+1", "発表4", "発表3", "発表2", "発表1"]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("year=2022", ["full"]),
        ("category=ict", ["full"]),
        ("kind=report&year=2021&limit=1", ["s4"]),
        ("from=2021-03-02&to=2021-03-03", ["s3", "s2"]),
        ("updated_since=2999-01-01", []),
        ("kind=greeting", []),
        ("unknown=1&limit=1", ["full"]),
    ],
)
def test_filters_choose_releases(client, full, query, slugs):
    items = get(client, f"/api/releases/?{query}").json()["items"]
    assert [item["url"].rpartition("/")[2] for item in items] == [f"{slug}.html" for slug in slugs]


def test_parts_of_releases_are_rows_that_name_their_release(client, full):
    for name, words in (
        ("events", "見本の会"),
        ("sessions", "地域の明日"),
        ("speakers", "髙木 茂"),
        ("comments", "勉強になった。"),
    ):
        (item,) = get(client, f"/api/{name}/").json()["items"]
        assert words in json.dumps(item, ensure_ascii=False)
        assert item["release_id"] == str(full.uid)
    assert "載せない意見" not in get(client, "/api/comments/").content.decode()


def test_what_is_not_public_is_not_told(client, full):
    for address in ("/api/releases/", "/api/archive/2022.jsonl", "/api/archive/2022.csv", "/api/"):
        assert "解禁前" not in get(client, address).content.decode()
    hidden = Edition.objects.get(slug="later")
    assert get(client, f"/api/releases/{hidden.release_uid}/").status_code == 404


def test_an_unchanged_answer_is_not_sent_again(client, full):
    first = get(client, "/api/releases/?limit=1")
    assert get(client, "/api/releases/?limit=1", **{"If-None-Match": first["ETag"]}).status_code == 304
    assert first["Cache-Control"].startswith("public, max-age=60")
    assert "Set-Cookie" not in first


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("year=twenty", "year"),
        ("year=0", "year"),
        ("limit=1000", "limit"),
        ("kind=none", "kind"),
        ("from=2021-02-30", "from"),
        ("to=%00", "to"),
        ("cursor=xyz", "cursor"),
        ("updated_since=yesterday", "updated_since"),
        ("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since"),
        ("category=" + "x" * 300, "category"),
    ],
)
def test_a_request_that_cannot_be_meant_is_told_why(client, full, query, parameter):
    answer = get(client, f"/api/releases/?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["parameter"] == parameter
    assert told["detail"].endswith("。")


def test_a_year_comes_as_one_file_of_lines_and_one_table_with_the_licence(client, full):
    lines = get(client, "/api/archive/2021.jsonl").content.decode().splitlines()
    assert [json.loads(line)["title"] for line in lines] == ["発表1", "発表2", "発表3", "発表4"]
    assert all("公共データ利用規約" in line for line in lines)
    answer = get(client, "/api/archive/2022.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row["表題"] == "'=1+1"
    assert row["登壇者"].endswith("髙木 茂")
    assert get(client, "/api/archive/1999.csv").status_code == 404


def test_the_queries_do_not_grow(client, full, django_assert_num_queries):
    with django_assert_num_queries(2):
        get(client, "/api/sessions/?limit=1")
    with django_assert_num_queries(2):
        get(client, "/api/sessions/?limit=5")


def test_people_find_it_explained(client, full):
    page = get(client, "/api/").content.decode()
    for words in ("オープンデータ", "公共データ利用規約", "/api/archive/2022.csv", "OpenAPI", "updated_since"):
        assert words in page
    assert 'href="/api/"' in get(client, "/").content.decode()


def test_a_program_that_tries_everything_meets_no_error_and_no_broken_promise(site, tmp_path):
    site.python(PREPARE)
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("run", f"{site.url}/api/openapi.json"),
        *(
            "--max-examples",
            "15",
            "--seed",
            "1",
            "--generation-database",
            "none",
            "--phases",
            "examples,coverage,fuzzing",
        ),
        *(
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        ),
    ]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
        timeout=180,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
