"""Search: what is found, in which order, at which minute, and that nothing else is."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from releases import document as doc
from releases import lifecycle
from releases.lifecycle import Change
from releases.models import Edition
from releases.search.find import COUNTED, PAGE_SIZE, find
from releases.search.folding import fold
from releases.search.passages import passages
from releases.search.query import MAX_LENGTH, Query, read
from releases.search.wanted import wanted_of
from tests.builders import make_release, make_user, publish
from tests.documents import body, make_billing, make_document, make_event, make_session
from tests.indexing import publish_documents

pytestmark = pytest.mark.django_db


def found(text: str, *filters, **how) -> list[str]:
    """Titles that a search finds now, in order."""
    hits = find(wanted_of(read(text), filters), timezone.now(), **how)
    editions = Edition.objects.in_bulk(hits.numbers)
    return [editions[number].title for number in hits.numbers]


def publish_texts(**texts: str) -> None:
    """A release for each title with its text, the first one the newest."""
    publish_documents(
        make_document(title=title, lead=body(text), release_date=date(2022, 2, 28) - timedelta(days=number))
        for number, (title, text) in enumerate(texts.items())
    )


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("総合通信局が開催", "局"),
        ("ローカル５Ｇの実証", "5G"),
        ("生成ＡＩ活用", "AI"),
        ("生成AI活用", "ａｉ"),
        ("AI-OCRの導入", "OCR"),
        ("ｾﾐﾅｰを開催", "セミナー"),
        ("せみなーを開催", "セミナー"),
        ("サーバの管理", "サーバー"),
        ("サーバーの管理", "サーバ"),
        ("サ−バ－の管理", "サーバー"),
        ("ガス会社", "ｶﾞｽ"),
        ("髙橋氏の講演", "高橋"),
        ("高橋氏の講演", "髙橋"),
        ("岡﨑市", "岡崎市"),
        ("葛\U000e0100城市", "葛城市"),
        ("葛城市", "葛\U000e0100城市"),
        ("𠮷野家", "吉野家"),
        ("霞ヶ関で", "霞ケ関"),
        ("山野　一郎", "山野一郎"),
        ("山野一郎", "山野 一郎"),
        ("「見本」構想を", "見本構想"),
        ("㈱見本", "(株)見本"),
        ("1,201名が参加", "1201名"),
        ("Wi-Fiの整備", "WiFi"),
        ("e−コムフォ", "e-コムフォ"),
        ("telecommunications", "tele"),
        ("令和４年", "令和4年"),
        ("周波数は2.4GHz帯", "2.4GHz"),
        ("経済産業局", "産業"),
        ("東日本電信電話", '"日本電信"'),
        ("<ruby>椿<rt>つばき</rt></ruby>さんの話", "椿さん"),
        ("<p>一段落</p><p>二段落</p>", "二段落"),
    ],
)
def test_spellings_of_one_word_find_each_other(text, query):
    publish_texts(これ=text, ほか="関係のない文。")
    assert found(query) == ["これ"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("emailでお送りください。training", "AI"),
        ("15GHz帯、5GHz帯", "5G"),
        ("令和40年", "令和4年"),
        ("経済。産業", "経済産業"),
        ("で、たくさん", "でた"),
        ("<p>経済</p><p>産業</p>", "経済産業"),
        ("こども", "コード"),
        ("病院", "美容院"),
    ],
)
def test_what_only_looks_alike_is_not_found(text, query):
    publish_texts(これ=text)
    assert found(query) == []


def test_a_person_is_found_by_name_and_by_the_stated_reading():
    session = make_session(speakers=(make_billing(name="椿 三十郎", kana="つばき さんじゅうろう"),))
    publish_documents([make_document(title="講演の報告", event=make_event(sessions=(session,)))])
    for query in ("つばき", "ツバキ", "椿", "椿三十郎", "つばきさんじゅうろう", "見本大学 椿"):
        assert found(query) == ["講演の報告"], query
    assert found("ちん") == []


def test_all_words_must_be_there_anywhere_and_a_phrase_side_by_side():
    publish_texts(両方="電波の利用。放送の話。", 電波="電波の話。", 並び="電波放送の利用。")
    assert found("電波 放送") == ["両方", "並び"]
    assert found("電波　放送") == ["両方", "並び"]
    assert found('"電波放送"') == found("「電波放送」") == ["並び"]
    assert found("電波 -放送") == ["電波"]
    assert found("電波 -「利用」") == ["電波"]


def test_words_in_the_title_or_a_name_come_before_words_in_the_text_and_the_newest_first_among_equals():
    documents = [
        make_document(title="新しい発表", lead=body("無線局の話。"), release_date=date(2022, 2, 3)),
        make_document(title="無線局の検査", release_date=date(2020, 2, 3), year=2020),
        make_document(title="古い無線局", release_date=date(2019, 2, 3), year=2019),
        make_document(title="古い発表", lead=body("無線局の話。"), release_date=date(2018, 2, 3), year=2018),
    ]
    publish_documents(documents)
    assert found("無線局") == ["無線局の検査", "古い無線局", "新しい発表", "古い発表"]
    assert found("無線局", newest_first=True) == ["新しい発表", "無線局の検査", "古い無線局", "古い発表"]


def test_year_kind_and_category_narrow_the_results_and_can_stand_alone():
    ict = doc.Term(code="ict-use", label="ICT利活用")
    award = doc.Term(code="award", label="表彰")
    publish_documents(
        [
            make_document(title="一", categories=(ict,)),
            make_document(title="二", kind=award),
            make_document(title="三", year=2021, release_date=date(2021, 2, 3), categories=(ict,)),
        ]
    )
    assert found("見本", ("category", "ict-use")) == ["一", "三"]
    assert found("見本", ("kind", "award")) == ["二"]
    assert found("見本", ("year", "2022"), ("category", "ict-use")) == ["一"]
    assert found("", ("year", "2021")) == ["三"]
    assert found("見本", ("category", "ict")) == []


def test_a_scheduled_release_is_found_from_its_minute_on_and_a_withdrawn_one_no_more():
    with time_machine.travel("2022-02-03T10:00+09:00", tick=False) as clock:
        minute = timezone.now() + timedelta(hours=4)
        release = make_release(by=make_user(), title="予定の発表", lead="<p>稀有な言葉。</p>")
        publish(release, live_from=minute)
        clock.move_to(minute - timedelta(microseconds=1))
        assert found("稀有") == []
        clock.move_to(minute)
        assert found("稀有") == ["予定の発表"]
        clock.move_to(minute + timedelta(days=1))
        lifecycle.withdraw(release, make_user("approver"), "誤りのため")
        assert found("稀有") == []
        assert found("予定の発表") == []


def test_a_correction_takes_the_place_of_the_page_before_at_its_minute():
    with time_machine.travel("2022-02-03T10:00+09:00", tick=False) as clock:
        release = make_release(by=make_user(), title="発表", lead="<p>誤った言葉。</p>")
        publish(release)
        release.lead = "<p>正しい言葉。</p>"
        release.save()
        lifecycle.note_edit(release, make_user())
        minute = timezone.now() + timedelta(hours=4)
        publish(release, live_from=minute, change=Change("erratum", "言葉を直しました。"))
        assert (found("誤った"), found("正しい")) == (["発表"], [])
        clock.move_to(minute)
        assert (found("誤った"), found("正しい")) == ([], ["発表"])


def test_no_result_is_lost_or_doubled_over_the_pages():
    editions = publish_documents(
        make_document(
            title=f"{'無線' if number % 3 == 0 else '発表'}{number}",
            lead=body("無線の話。"),
            release_date=date(2022, 2, 1 + number % 4),
        )
        for number in range(2 * PAGE_SIZE + 5)
    )
    wanted = wanted_of(read("無線"))
    for newest_first in (False, True):
        pages = [find(wanted, timezone.now(), page=page, newest_first=newest_first) for page in (1, 2, 3, 4)]
        numbers = [number for page in pages for number in page.numbers]
        assert sorted(numbers) == sorted(edition.pk for edition in editions)
        assert [page.has_next for page in pages] == [True, True, False, False]
        assert {page.total for page in pages} == {len(editions)}


def test_more_than_a_thousand_results_are_counted_as_a_thousand_and_all_can_be_reached():
    document = make_document(lead=body("無線の話。"), contact=None)
    editions = publish_documents([document] * (COUNTED + PAGE_SIZE + 1))
    wanted = wanted_of(read("無線"))
    first = find(wanted, timezone.now())
    assert (first.total, first.is_more) == (COUNTED, True)
    last = find(wanted, timezone.now(), page=len(editions) // PAGE_SIZE + 1)
    assert last.numbers == (editions[0].pk,)
    assert not last.has_next


def test_a_text_over_the_limits_of_a_database_is_found_at_its_end_and_across_its_cuts():
    long = "あ" * 700 + "".join(chr(0x4E00 + number % 5000) for number in range(40_000)) + "終わりの言葉"
    publish_documents([make_document(title="長い", lead=body(long)), make_document(title="短い")])
    assert found("終わりの言葉") == ["長い"]
    assert found("終わり 長い") == ["長い"]
    assert found("あ" * MAX_LENGTH) == ["長い"]
    assert found("長い -終わり") == []
    for place in range(600, 40_000, 97):
        assert found(long[place : place + 50]) == ["長い"], place


_TEXT = st.text(
    st.sampled_from("椿つばきツバキﾂﾊﾞ局総合通信ー−-AIai5gG12,.。、・ 　「」(髙高﨑崎葛\U000e0100éＡ１ヷ㈱゙\n"),
    min_size=1,
    max_size=40,
)


@st.composite
def _corpus_and_query(draw) -> tuple[list[str], str]:
    texts = draw(st.lists(_TEXT, min_size=1, max_size=4))
    pieces = []
    for _ in range(draw(st.integers(1, 3))):
        text = draw(st.sampled_from(texts))
        start = draw(st.integers(0, len(text) - 1))
        piece = text[start : start + draw(st.integers(1, 6))]
        shape = draw(st.sampled_from(["{}", '"{}"', "「{}」", "-{}"]))
        pieces.append(shape.format(piece.translate(str.maketrans("", "", "「」"))))
    return texts, " ".join(pieces)


def _scanned(documents: list[doc.ReleaseDocument], query: Query) -> list[str]:
    """The plain way: every word looked for in every passage; those with all words in the heads first."""

    def has(document: doc.ReleaseDocument, needle: str, *, in_heads: bool = False) -> bool:
        streams = [fold(passage.text).stream for passage in passages(document) if passage.is_head or not in_heads]
        return any(needle in run for stream in streams for run in stream.split("\n"))

    hits = [
        document
        for document in documents
        if query.wanted
        and all(has(document, needle) for needle in query.wanted)
        and not any(has(document, needle) for needle in query.unwanted)
    ]
    best = [document for document in hits if all(has(document, needle, in_heads=True) for needle in query.wanted)]
    return [document.title for document in (*best, *(document for document in hits if document not in best))]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_corpus_and_query())
def test_the_index_finds_what_a_plain_scan_finds_in_the_same_order(corpus_and_query):
    texts, words = corpus_and_query
    documents = [
        make_document(
            title=f"発表{number}",
            subtitle=text if number % 2 else "",
            lead=body(text),
            release_date=date(2022, 2, 28 - number),
        )
        for number, text in enumerate(texts)
    ]
    query = read(words)
    with transaction.atomic():
        publish_documents(documents)
        assert (found(words) if not query.trouble else []) == _scanned(documents, query)
        transaction.set_rollback(True)


@settings(max_examples=100)
@given(st.text(max_size=150))
def test_any_text_can_be_asked_for(words):
    query = read(words)
    if query.wanted:
        assert find(wanted_of(query), timezone.now()).numbers == ()
    else:
        assert query.trouble or not words.split()
