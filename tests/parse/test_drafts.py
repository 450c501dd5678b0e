"""Drafts in the bureaux' many styles are read as a careful editor would read them, and nothing of them is lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from releases.document import ReleaseDocument, load
from releases.parse import parse, read
from releases.parse.scoring import load_cases, score
from tests.parse.accounting import unaccounted

DRAFTS = Path(__file__).parent / "drafts"
FILES = sorted(path for path in DRAFTS.iterdir() if path.suffix != ".json")
TEXTS = [path.read_text(encoding="utf-8") for path in FILES if path.suffix == ".txt"]
LINES = sorted({line for text in TEXTS for line in text.splitlines() if line.strip()})
FLOORS = {
    "release_date": 0.98,
    "title": 0.98,
    "subtitle": 0.98,
    "bureau": 0.98,
    "director": 0.98,
    "event_dates": 0.98,
    "place": 0.98,
    "speakers.name": 0.95,
    "speakers.kana": 0.95,
    "speakers.affiliation": 0.95,
    "speakers.position": 0.95,
    "speakers.honorific": 0.95,
    "speakers.role": 0.95,
    "speakers.topic": 0.95,
    "organisers": 0.95,
    "counts": 0.95,
    "comments": 0.95,
    "captions": 0.95,
    "contact": 0.95,
    "findings": 1.0,
    "non_speakers": 1.0,
}


@pytest.fixture(scope="module")
def drafts_score():
    return score(load_cases(DRAFTS))


@pytest.mark.parametrize("field", FLOORS)
def test_each_field_is_read_well_enough(drafts_score, field):
    misses = [miss for miss in drafts_score.misses if miss.field == field]

    assert drafts_score.f1(field) >= FLOORS[field], misses


def test_no_error_in_a_draft_goes_unmarked(drafts_score):
    silent = {name: tally.silent for name, tally in drafts_score.tallies.items() if tally.silent}

    assert silent == {}


def test_every_expected_value_is_scored(drafts_score):
    assert drafts_score.unscored == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestADraft:
    def test_loses_no_line(self, path):
        assert unaccounted(parse(read(path.read_bytes(), filename=path.name))) == []

    def test_is_a_document_where_date_and_title_are_given(self, path):
        parsed = parse(read(path.read_bytes(), filename=path.name))

        assert (parsed.document is None) == (not parsed.fields["release_date"] or not parsed.fields["title"])
        if parsed.document:
            assert load(parsed.document.to_json()) == parsed.document
            assert isinstance(parsed.document, ReleaseDocument)

    def test_says_of_each_finding_where_it_is(self, path):
        parsed = parse(read(path.read_bytes(), filename=path.name))
        last = max(placed.line.number for placed in parsed.lines)

        assert all(0 <= finding.line <= last and finding.message for finding in parsed.findings)


class TestAnyText:
    """Drafts cut, shuffled and mixed: what cannot be understood stays beside, and nothing raises."""

    @settings(deadline=None, max_examples=150)
    @given(st.lists(st.sampled_from(LINES), max_size=30))
    def test_of_drafts_lines_in_any_order_loses_no_line(self, lines):
        assert unaccounted(parse("\n".join(lines))) == []

    @settings(deadline=None, max_examples=150)
    @given(st.sampled_from(TEXTS), st.integers(0, 2000))
    def test_cut_off_anywhere_loses_no_line(self, text, length):
        assert unaccounted(parse(text[:length])) == []

    @settings(deadline=None, max_examples=150)
    @given(
        st.text(
            alphabet="年月日令和元度（）()「」『』≪≫【】<>−ー・、。：:　 \n\t氏様のをに川山かわやま１2３4※参考局長教授講演挨拶名人約A?￥|",
            max_size=200,
        )
    )
    def test_of_the_genre_s_characters_is_read_without_an_error(self, text):
        assert unaccounted(parse(text)) == []

    @settings(deadline=None, max_examples=60)
    @given(st.text(max_size=300))
    def test_of_any_characters_is_read_without_an_error(self, text):
        parsed = parse(text)

        assert len(parsed.lines) == sum(
            bool(line.strip(" \u3000\t\u00a0")) for line in text.split("\n") if line.strip()
        )
