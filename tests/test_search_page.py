"""The search page as a reader meets it: form, results, marks, pages, odd questions, and what it must not do."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from releases import document as doc
from releases.search.find import PAGE_SIZE
from tests.builders import make_bureau
from tests.documents import body, make_billing, make_document, make_event, make_session
from tests.indexing import publish_documents

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bureau():
    return make_bureau()


def ask(client, **said):
    response = client.get("/search/", said)
    assert response.status_code == 200
    return response


def titles(response) -> list[str]:
    found = re.findall(r'<h3 class="entry-title"><a href="[^"]+">(.*?)</a></h3>', response.content.decode())
    return [re.sub("</?mark>", "", title) for title in found]


def count_of(response) -> str:
    return re.search(r'<span class="search-count">([^<]*)</span>', response.content.decode())[1]


def quotations(response) -> list[str]:
    return re.findall(r'<p class="search-quotation">(.*?)</p>', response.content.decode())


def test_a_reader_finds_a_release_and_sees_the_words_marked_in_its_own_spelling(client):
    text = "前置き。" * 20 + "生成ＡＩの活用と、ﾛｰｶﾙ５Ｇの実証を行いました。" + "後書き。" * 40
    publish_documents([make_document(title="ＡＩの報告", lead=body(text)), make_document(title="別の発表")])
    response = ask(client, q="AI ローカル5g")
    assert titles(response) == ["ＡＩの報告"]
    assert count_of(response) == "1件"
    html = response.content.decode()
    assert 'href="/e-komfo/2022/0203si-n0.html"><mark>ＡＩ</mark>の報告</a>' in html
    [quotation] = quotations(response)
    assert "生成<mark>ＡＩ</mark>の活用と、<mark>ﾛｰｶﾙ５Ｇ</mark>の実証" in quotation
    assert quotation.startswith("…")
    assert quotation.endswith("…")


def test_the_marks_take_the_whole_of_a_word_that_was_only_begun(client):
    publish_documents([make_document(lead=body("Telecomとサーバーの話。"))])
    assert quotations(ask(client, q="tele サーバ")) == ["<mark>Telecom</mark>と<mark>サーバー</mark>の話。"]


def test_words_far_apart_are_quoted_with_both_passages(client):
    session = make_session(speakers=(make_billing(name="椿 三十郎", kana="つばき さんじゅうろう"),))
    publish_documents([make_document(lead=body("電波の話。"), event=make_event(sessions=(session,)))])
    assert quotations(ask(client, q="電波 つばき")) == [
        "<mark>電波</mark>の話。",
        "<mark>つばき</mark> さんじゅうろう",
    ]


def test_markup_in_a_query_or_a_text_stays_text(client):
    publish_documents([make_document(title="<b>太字</b>の話", lead=body("&lt;script&gt;の話"))])
    response = ask(client, q="<script>alert(1)</script>")
    assert "<script>" not in response.content.decode()
    response = ask(client, q="script")
    assert quotations(response) == ["&lt;<mark>script</mark>&gt;の話"]
    assert titles(response) == ["&lt;b&gt;太字&lt;/b&gt;の話"]


def test_the_form_keeps_what_was_asked_and_offers_what_there_is(client):
    ict = doc.Term(code="ict", label="ICT利活用")
    publish_documents(
        [make_document(title="一", categories=(ict,)), make_document(year=2021, release_date=date(2021, 2, 3))]
    )
    html = ask(client, q="見本", category="ict", sort="date").content.decode()
    assert 'name="q" value="見本"' in html
    assert '<option value="ict" selected>ICT利活用</option>' in html
    assert '<option value="date" selected>' in html
    assert re.findall(r'<option value="(\d{4})"', html) == ["2022", "2021"]
    assert '<option value="award"' not in html
    assert titles(ask(client, category="ict")) == ["一"]


def test_a_name_that_a_category_bore_before_is_not_offered_twice(client):
    publish_documents([make_document(categories=(doc.Term(code="ict", label="旧名"),))])
    publish_documents([make_document(slug="0204si", categories=(doc.Term(code="ict", label="新名"),))])
    assert re.findall(r'<option value="ict"[^>]*>([^<]*)', ask(client).content.decode()) == ["新名"]


def test_what_only_a_release_to_come_bears_is_not_offered_before_its_minute(client):
    hidden = doc.Term(code="secret", label="未公表の分野")
    minute = timezone.now() + timedelta(hours=1)
    publish_documents([make_document()])
    publish_documents(
        [
            make_document(
                slug="0204si", title="これから", year=2031, release_date=date(2031, 1, 1), categories=(hidden,)
            )
        ],
        since=minute,
    )
    html = ask(client, q="見本", category="secret", year="2031").content.decode()
    assert "未公表の分野" not in html
    assert "2031年" not in html
    assert "これから" not in html
    with time_machine.travel(minute):
        html = ask(client, q="見本", category="secret", year="2031").content.decode()
    assert '<option value="secret" selected>未公表の分野</option>' in html
    assert "これから" in html


def test_every_result_is_on_one_of_the_pages_and_links_keep_the_question(client):
    publish_documents(make_document(title=f"発表{number}") for number in range(2 * PAGE_SIZE + 1))
    response, seen = ask(client, q="発表", year="2022"), []
    assert count_of(response) == f"{2 * PAGE_SIZE + 1}件"
    while True:
        seen += titles(response)
        following = re.search(r'<a href="([^"]+)" rel="next">', response.content.decode())
        if not following:
            break
        address = following[1].replace("&amp;", "&")
        assert "year=2022" in address
        response = client.get(address)
    assert sorted(seen) == sorted(f"発表{number}" for number in range(2 * PAGE_SIZE + 1))
    assert 'rel="prev"' in response.content.decode()


def test_a_page_after_the_last_leads_to_the_first(client):
    publish_documents([make_document()])
    html = ask(client, q="見本", page="7").content.decode()
    assert '<a href="/search/?q=%E8%A6%8B%E6%9C%AC">最初のページへ</a>' in html


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("！？", "記号だけでは検索できません。"),
        ("-局", "除く言葉（-）だけでは検索できません。"),
        ("あ" * 101, "検索する言葉が長すぎます。"),
        ("㍿" * 40, "検索する言葉が長すぎます。"),
        ("あ い う え お か き く け こ さ", "言葉が多すぎます。"),
        ("局 -「電波、放送」", "除く言葉（-）は、読点や句点を入れずに"),
    ],
)
def test_a_question_that_cannot_be_asked_is_answered_with_what_to_do(client, words, message):
    html = ask(client, q=words).content.decode()
    assert message in html
    assert 'role="alert"' in html
    assert words.replace('"', "&quot;") in html


def test_nothing_found_says_how_to_go_on(client):
    publish_documents([make_document()])
    html = ask(client, q="存在しない言葉").content.decode()
    assert "見つかりませんでした" in html
    assert count_of(ask(client, q="存在しない言葉")) == "0件"


def test_without_words_and_choices_there_is_only_the_form(client):
    publish_documents([make_document()])
    html = ask(client).content.decode()
    # What a script fills where no server answers is hidden, and empty.
    results = re.search(r"<section class=\"search-results\".*?</section>", html, re.DOTALL)[0]
    assert " hidden>" in results.partition("\n")[0]
    assert "<li" not in results
    assert '<label for="words">探す言葉</label>' in html


def test_search_is_for_no_index_sets_no_cookie_and_answers_from_a_cache(client):
    publish_documents([make_document()])
    response = ask(client, q="見本")
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"].startswith("public, max-age=")
    again = client.get("/search/", {"q": "見本"}, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert client.post("/search/", {"q": "見本"}).status_code == 405


def test_every_page_has_the_search_box_and_the_search_page_has_one(client):
    for address in ("/", "/e-komfo/", "/nowhere.html"):
        assert client.get(address).content.decode().count('action="/search/"') == 1, address
    assert ask(client).content.decode().count('action="/search/"') == 1


def test_a_search_takes_the_same_queries_however_many_results(client, django_assert_max_num_queries):
    publish_documents([make_document()])
    # PostgreSQL counts what opens and closes a transaction within the test's own.
    with django_assert_max_num_queries(12):
        ask(client, q="見本")
    publish_documents(make_document(slug="0204si") for _ in range(PAGE_SIZE + 2))
    with django_assert_max_num_queries(12):
        ask(client, q="見本")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {name: st.text(st.characters(codec="utf-8"), max_size=30) for name in ("q", "page", "year", "sort", "kind")}
    )
)
def test_no_question_breaks_the_page(client, said):
    ask(client, **said)
