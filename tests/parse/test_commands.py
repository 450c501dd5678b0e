"""The two commands print what a person or a program can go on with."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

DRAFT = "令和4年2月3日\n見本総合通信局\n講演会を開催\n　見本総合通信局は、令和4年1月20日（水曜日）に講演会を開催しました。\n"


def run(*arguments: str, **options) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "draft.txt"
    path.write_text(DRAFT, encoding="cp932")
    return path


def test_parse_release_prints_document_findings_and_unplaced_lines(draft):
    printed = json.loads(run("parse_release", str(draft)))

    assert printed["document"]["title"] == "講演会を開催"
    assert printed["unplaced"] == []
    assert {"code", "severity", "line", "message"} <= set(printed["findings"][0])
    assert ("weekday_mismatch", 4) in {(item["code"], item["line"]) for item in printed["findings"]}
    assert printed["lines"][0] == {"line": 1, "text": "令和4年2月3日", "places": ["release_date"]}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7"])
def test_parse_release_says_in_one_sentence_why_a_file_cannot_be_read(tmp_path, content):
    path = tmp_path / "draft.txt"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=r"draft\.txt: "):
        run("parse_release", str(path))


def test_parse_release_names_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="開けません"):
        run("parse_release", str(tmp_path / "none.txt"))


def test_score_import_prints_a_line_for_each_field(draft):
    draft.with_suffix(".json").write_text('{"title": "講演会を開催", "event_dates": ["2022-01-21"]}', encoding="utf-8")

    lines = run("score_import", str(draft.parent), misses=True).splitlines()

    assert lines[0].split() == ["field", "right", "surplus", "missing", "P", "R", "F1", "silent"]
    assert lines[1].split() == ["event_dates", "0", "1", "1", "0.000", "0.000", "0.000", "0"]
    assert lines[2].split() == ["title", "1", "0", "0", "1.000", "1.000", "1.000", "0"]
    assert lines[3] == "draft  event_dates  期待: 2022-01-21  結果: −  指摘あり"


def test_score_import_reads_cases_with_text_and_expectation_in_one_file(tmp_path):
    cases = {
        "cases": [{"id": "一", "text": DRAFT, "expect": {"published": "2022-02-03", "speakers": [], "unheard_of": 1}}]
    }
    (tmp_path / "cases.json").write_text(json.dumps(cases), encoding="utf-8")

    printed = run("score_import", str(tmp_path))

    assert "release_date" in printed
    assert "採点しない項目: unheard_of" in printed


@pytest.mark.parametrize("content", ["[]", '{"cases": [{"text": "あ"}]}', "{"])
def test_score_import_names_the_file_with_another_shape(tmp_path, content):
    (tmp_path / "cases.json").write_text(content, encoding="utf-8")

    with pytest.raises(CommandError):
        run("score_import", str(tmp_path))
