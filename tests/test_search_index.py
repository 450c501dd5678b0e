"""The index is made anew without a gap, and an existing site gets it with the update."""

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from releases.models import Edition, EditionFacet, Facet
from releases.search import tables
from releases.search.find import facets, find, statement
from releases.search.query import read
from releases.search.wanted import wanted_of
from tests.builders import make_release, make_user, publish
from tests.documents import body, make_document
from tests.indexing import publish_documents

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    hits = find(wanted_of(read(text)), timezone.now())
    return [Edition.objects.get(pk=number).title for number in hits.numbers]


def lose_the_index() -> None:
    with connection.cursor() as cursor:
        tables.backend(connection).drop(cursor, tables.EDITIONS)
        tables.create(cursor, connection, tables.EDITIONS, tables.EDITIONS)


def rebuilt(capsys) -> list[str]:
    call_command("rebuild_search")
    return capsys.readouterr().out.splitlines()


def test_rebuilding_twice_finds_the_same_and_tells_how_far_it_is(capsys):
    publish_documents(make_document(title=f"発表{number}", lead=body("無線の話。")) for number in range(3))
    make_release(title="下書きの無線")
    before = found("無線")
    first, second = rebuilt(capsys), rebuilt(capsys)
    assert found("無線") == before
    assert len(before) == 3
    assert first[-2:] == second[-2:] == ["4 / 4 件", "検索の索引を作り直しました（4 件）。"]


def test_rebuilding_brings_back_what_the_index_lost(capsys):
    publish(make_release(by=make_user(), title="失われた発表"))
    lose_the_index()
    assert found("失われた") == []
    rebuilt(capsys)
    assert found("失われた") == ["失われた発表"]


def test_rebuilding_an_empty_site_is_no_mistake(capsys):
    assert rebuilt(capsys) == ["検索の索引を作り直しました（0 件）。"]


def test_what_an_older_version_published_is_found_after_the_update():
    publish_documents([make_document(title="以前の発表"), make_document(title="その前の発表")])
    lose_the_index()
    EditionFacet.objects.all().delete()
    Facet.objects.all().delete()
    update = import_module("releases.migrations.0004_search")
    update.index_editions(apps, SimpleNamespace(connection=connection))
    assert found("以前の発表") == ["以前の発表"]
    assert [facet.label for facet in facets(timezone.now())] == ["開催報告", "2022年"]


@pytest.mark.parametrize("words", ["無線", "無", "無線局の免許", "radio", "5G 無線", '"無線" -免許', "あ無線"])
@pytest.mark.parametrize("in_heads", [False, True])
def test_a_question_is_answered_by_an_index_and_reads_no_table_through(words, in_heads):
    publish_documents(make_document(title=f"発表{number}", lead=body("無線局の免許。radio")) for number in range(60))
    wanted = wanted_of(read(words))
    sql, params = statement(wanted, timezone.now(), 1001, is_sorted=False, in_heads=in_heads)
    with tables.backend(connection).asking(connection) as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE releases_edition_words")
            cursor.execute(f"EXPLAIN {sql}", params)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            column = "heads" if in_heads else "words"
            assert re.search(rf"Bitmap Index Scan on releases_edition_words\S*_{column}_idx", plan)
            assert "Seq Scan" not in plan
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            plan = "\n".join(row[3] for row in cursor.fetchall())
            assert "SCAN releases_edition_words VIRTUAL TABLE INDEX" in plan
            assert "SEARCH releases_edition USING INTEGER PRIMARY KEY" in plan
            assert "TEMP B-TREE" not in plan
