"""Each rule fires on what it is for and keeps silent on what is right; a mend changes that and nothing else."""

from pathlib import Path

import pytest

from bureau.richtext import sanitise
from releases.checks import RULES, House, check
from releases.checks.registry import Word
from releases.management.commands.checks_table import table
from tests.checks.cases import CLEAN, FAULTY, HOUSE, lead
from tests.checks.score import scores
from tests.documents import make_full_document

ENOUGH = 3


@pytest.mark.parametrize("code", RULES)
def test_each_rule_has_faulty_and_faultless_documents(code):
    assert len(FAULTY[code]) >= ENOUGH
    assert len(CLEAN[code]) >= ENOUGH


@pytest.mark.parametrize("code", RULES)
def test_a_rule_finds_each_of_its_faults(code):
    for case in FAULTY[code]:
        assert code in {finding.code for finding in check(case, HOUSE)}, case.lead


@pytest.mark.parametrize("code", RULES)
def test_a_rule_keeps_silent_where_nothing_is_wrong(code):
    for case in CLEAN[code]:
        assert code not in {finding.code for finding in check(case, HOUSE)}, case.lead


def test_precision_and_recall_are_printed_and_full():
    assert {(score.precision, score.recall) for score in scores()} == {(1.0, 1.0)}


def test_a_full_and_careful_page_has_no_errors():
    assert [finding for finding in check(make_full_document()) if finding.severity == "error"] == []


MENDED = [(code, finding) for code in RULES for case in FAULTY[code] for finding in check(case, HOUSE) if finding.mend]


@pytest.mark.parametrize(("code", "finding"), [(code, finding) for code, finding in MENDED if finding.code == code])
def test_a_mend_puts_right_what_was_found_and_leaves_the_tags_alone(code, finding):
    before, after = finding.mend.before, finding.mend.after
    assert before != after
    assert not {"〓", "○○", "TODO"} & set(after)
    if "<" in before:
        assert sanitise(after) == after
        (mended,) = lead(after)
        assert code not in {again.code for again in check(mended, HOUSE)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>① 開会 &amp; 閉会</p>", "<p>(1) 開会 &amp; 閉会</p>"),
        ("<p>ﾃﾞｰﾀの活用</p>", "<p>データの活用</p>"),
        ("<p>日　時　1月20日</p>", "<p>日時　1月20日</p>"),
        ("<p>令和3年1月8日（水曜日）に開きました。</p>", "<p>令和3年1月8日（金曜日）に開きました。</p>"),
        (
            '<p><a href="/x/１.html" rel="noopener">１２名</a>と12名</p>',
            '<p><a href="/x/１.html" rel="noopener">12名</a>と12名</p>',
        ),
        ("<p>1200名が参加しました。</p>", "<p>1,200名が参加しました。</p>"),
        ("<p>御覧下さい。</p>", "<p>御覧ください。</p>"),
    ],
)
def test_a_mend_writes_what_an_editor_would(before, after):
    (case,) = lead(before)
    assert after in {finding.mend.after for finding in check(case) if finding.mend}


def test_staff_add_words_and_switch_words_of_the_table_off():
    (case,) = lead("スマホで御覧下さい。")
    house = House(words=(Word("スマホ", "スマートフォン"), Word("下さい", "下さい"), Word("御覧下さい", "御覧下さい")))
    found = [finding.message for finding in check(case, house) if finding.code == "wording"]
    assert found == ["「スマホ」は「スマートフォン」と書きます。"]


def test_errors_come_first_and_each_finding_says_where():
    findings = check(make_full_document(contact=None, lead=FAULTY["wording"][0].lead))
    assert [finding.severity for finding in findings] == sorted(finding.severity for finding in findings)
    assert {finding.place for finding in findings} >= {"連絡先", "リード文"}


def test_the_table_in_the_docs_is_the_registry():
    assert (Path(__file__).parents[2] / "docs/checks.md").read_text(encoding="utf-8") == table()
