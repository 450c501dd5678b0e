"""What is laid out with each edition: readings in order, short addresses that stay, and tables that can be made anew."""

from importlib import import_module
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import call_command

from releases.agenda import record
from releases.agenda.readings import row_of, sort_key
from releases.models import EditionBilling, EditionEvent, EditionLecture, ShortAddress
from tests.documents import make_billing, make_document, make_event, make_full_document, make_session
from tests.indexing import publish_documents


def test_readings_stand_in_the_order_of_the_kana():
    right = (
        "あおき あおき・かい いとう かあな ガーナ かとう かどう がとう はら ばら パラ やまだ・いちろう やまだ・たろう"
    )
    right = [*right.split(), "やまだて あい", "ゆうき", "ルイス", "わだ"]
    assert sorted(right[::2] + right[1::2], key=sort_key) == right


@pytest.mark.parametrize(
    ("kana", "row"),
    [
        ("あべ", "a"),
        ("ごとう", "ka"),
        ("ジョン", "sa"),
        ("っだ", "ta"),
        ("ぱく", "ha"),
        ("ヴィクトル", "a"),
        ("ん", "wa"),
    ],
)
def test_a_reading_belongs_to_the_row_of_its_first_kana(kana, row):
    assert row_of(kana) == row


@pytest.mark.parametrize("kana", ["", " ", "ー", "Smith"])
def test_without_kana_there_is_no_row(kana):
    assert row_of(kana) == ""


@pytest.mark.django_db
def test_a_short_address_is_given_once_and_two_of_one_beginning_differ():
    first, second = UUID(int=1 << 100), UUID(int=(1 << 100) + (1 << 80))
    codes = [record.short_address(uid).code for uid in (first, second, first, second)]
    assert codes[:2] == codes[2:]
    assert len(codes[0]) == 7
    assert codes[1].startswith(codes[0])
    assert len(codes[1]) == 8


def laid_out() -> list:
    return [
        list(model.objects.order_by(*order).values_list(*fields))
        for model, order, fields in (
            (EditionEvent, ["edition_id"], ["edition", "address__code", "year", "first_day", "last_day", "facts"]),
            (EditionLecture, ["edition_id", "order"], ["edition", "order", "heading", "topic", "held_on"]),
            (
                EditionBilling,
                ["lecture__edition_id", "lecture__order", "order"],
                ["name", "kana", "row", "reading_key"],
            ),
            (ShortAddress, ["uid"], ["uid", "code"]),
        )
    ]


@pytest.mark.django_db
def test_the_tables_are_made_anew_from_the_documents(capsys):
    nameless = make_billing(name="無記 名子", kana="")
    publish_documents(
        [make_full_document(), make_document(event=make_event(sessions=(make_session(speakers=(nameless,)),)))]
    )
    before = laid_out()
    assert [row[0] for row in before[2]] == ["川辺 花子", "髙橋 一", "岡﨑 二郎", "葛󠄀城 三枝", "無記 名子"]
    EditionBilling.objects.all().delete()
    EditionEvent.objects.all().delete()
    call_command("rebuild_agenda")
    assert laid_out() == before
    assert "2 件の公開版" in capsys.readouterr().out


@pytest.mark.django_db
def test_what_an_older_version_published_is_laid_out_with_the_update():
    publish_documents([make_full_document()])
    before = laid_out()
    for model in (EditionBilling, EditionLecture, EditionEvent):
        model.objects.all().delete()
    import_module("releases.migrations.0007_agenda").lay_out_editions(apps, None)
    assert laid_out() == before
