"""What nobody would send, sent: every door for text and files answers as it says it does, and with nothing else."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bureau.richtext import RichTextTooDeep, sanitise
from events.models import SurveyComment
from releases.comment_files import MAX_COLUMNS, MAX_ROWS, Table, TableRefused, read_table, take
from releases.parse import ParsedRelease, ParseRefused, parse, read
from tests.builders import make_bureau, make_event, make_release, make_user, publish
from tests.parse.accounting import unaccounted
from tests.parse.word_drafts import make_word, paragraph, picture, table

DRAFT = "令和5年11月8日\n見本総合通信局\n「見本の会」を開催\n　見本の会を開催しました。\n講演　川辺　花子（かわべ　はなこ）氏\n連絡先　電話：03-0000-0001\n"
MARKUP = [
    *(
        "<p>",
        "</p>",
        "<h1>",
        "</h1>",
        "<h2>",
        "<ul><li>",
        "</li></ul>",
        "<table><tr><td>",
        "</td></tr></table>",
        "<br>",
    ),
    *(
        "<a href='https://www.example.jp/'>",
        "</a>",
        "<a href=",
        "<img src=1.jpg alt='写真'>",
        "<nav>",
        "</nav>",
        "<script>",
    ),
    *(
        "</script>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<",
        ">",
        "&",
        "&#0;",
        "&#xd800;",
        "&#12288;",
        "&lt;",
        "'",
        '"',
        "=",
    ),
    *(
        "<article class='release'>",
        "<header class='release-header'>",
        "</header>",
        "</article>",
        "<dl><dt>",
        "<dd>",
        "</dl>",
    ),
    *(
        "<ruby>漢<rt>",
        "</ruby>",
        "<div class='topicpath'>",
        "</div>",
        "\x00",
        "\x0b",
        "\u2028",
        "\u202e",
        "\ufeff",
        "葛\U000e0100",
    ),
]
PIECES = [
    *MARKUP,
    *DRAFT.splitlines(),
    *DRAFT.splitlines(keepends=True),
    "\n",
    "　",
    "（",
    "）",
    "「",
    "」",
    "約1,201名",
    "※",
    "氏",
]
pieces = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=20).map("".join)
bounded = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def parsed(data: bytes, filename: str = "") -> ParsedRelease | None:
    """The reading of a file; None where it was refused in a sentence."""
    try:
        source = read(data, filename=filename)
    except ParseRefused as refusal:
        told = str(refusal)
    else:
        return parse(source)
    assert told.endswith("。")
    return None


def assert_accounted(reading: ParsedRelease | None) -> None:
    """Each line that is not blank went somewhere, or is told as left over; places exist; JSON can be stored."""
    if reading is None:
        return
    left = {line.number for line in reading.unplaced}
    for placed in reading.lines:
        assert bool(placed.places) != (placed.line.number in left)
    assert reading.as_json()["lines"]
    assert all(finding.message for finding in reading.findings)


# Drafts


@bounded
@given(st.text(max_size=300) | pieces)
def test_any_text_is_read_and_every_line_of_it_is_accounted_for(text):
    reading = parsed(text.encode("utf-8", "replace"))
    assert_accounted(reading)


@bounded
@given(
    st.lists(st.sampled_from([*DRAFT.splitlines(), "", "　", "※所属は当日のものです。", "（1）川辺氏"]), max_size=20)
)
def test_no_word_of_a_shuffled_draft_is_lost(lines):
    reading = parsed("\n".join(lines).encode())
    assert_accounted(reading)
    assert reading is None or unaccounted(reading) == []


@bounded
@given(st.binary(max_size=400), st.sampled_from(["", "a.txt", "a.html", "a.docx", "a.pdf"]))
def test_any_bytes_are_read_or_refused(data, filename):
    assert_accounted(parsed(data, filename))


@bounded
@given(
    st.sampled_from(["utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16"]),
    st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3)), max_size=4),
)
def test_a_draft_in_any_encoding_with_bytes_changed_is_read_or_refused(encoding, changes):
    data = bytearray(DRAFT.encode(encoding))
    for position, new in changes:
        data[position : position + 1] = new
    assert_accounted(parsed(bytes(data)))


@bounded
@given(pieces)
def test_any_markup_is_read_as_a_page_and_every_line_of_it_is_accounted_for(markup):
    assert_accounted(parsed(f"<html><body><p>会を開催</p>{markup}".encode("utf-8", "replace"), "a.html"))


WORD = make_word(
    paragraph("令和5年11月8日"),
    paragraph("発表会を開催", style="Title"),
    picture("発表の様子"),
    paragraph("一つ目", numbering=2),
    table([["町", "資料"], ["川上町", "積雪の記録"]]),
)
with zipfile.ZipFile(io.BytesIO(WORD)) as _made:
    WORD_PARTS = {name: _made.read(name) for name in _made.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


@bounded
@given(
    st.sampled_from([name for name in WORD_PARTS if not name.endswith(".png")]),
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 60),
    st.sampled_from(
        ['"', "<", ">", "/>", "<w:p>", "</w:p>", "w:tbl", "&amp;", "&#0;", "-1", "99999999999", "", "\x00", "漢"]
    ),
)
def test_a_word_file_with_a_part_changed_is_read_or_refused(name, place, length, new):
    content = WORD_PARTS[name]
    start = int(place * len(content))
    changed = content[:start] + new.encode() + content[start + length :]
    assert_accounted(parsed(zipped({**WORD_PARTS, name: changed}), "a.docx"))


@bounded
@given(st.sets(st.sampled_from(sorted(WORD_PARTS)), max_size=6))
def test_a_word_file_with_parts_missing_is_read_or_refused(missing):
    assert_accounted(parsed(zipped({name: data for name, data in WORD_PARTS.items() if name not in missing}), "a.docx"))


# Rich text


@bounded
@given(pieces)
def test_any_markup_is_cleaned_once_for_all(markup):
    try:
        cleaned = sanitise(markup)
    except RichTextTooDeep:
        return
    assert sanitise(cleaned) == cleaned
    assert "<script" not in cleaned


# Searching

WORDS = [
    "見本",
    "髙木",
    '"',
    "「",
    "」",
    "-",
    "－",
    " ",
    "　",
    "%",
    "_",
    "\\",
    "'",
    ";",
    "*",
    "(",
    ")",
    "&",
    "|",
    "!",
    ":",
    "OR",
    "NEAR",
    "1,201",
    "ー",
    "ヷ",
    "\U000e0100",
    "か\u3099",
]
questions = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=12).map("".join)


@pytest.fixture
def published(db):
    make_bureau()
    publish(make_release(slug="0203si", by=make_user()))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(question=questions, page=st.sampled_from(["1", "2", "", "0", "-1", "x", "9" * 30, "１"]))
def test_any_question_to_the_search_is_answered(client, published, question, page):
    question = question.encode("utf-8", "replace").decode()
    answer = client.get("/search/", {"q": question, "page": page})
    assert answer.status_code in {200, 301, 302, 400, 404}
    answer = client.get("/search/", {"q": question})
    assert answer.status_code in {200, 400}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    table=st.sampled_from(["releases", "events", "sessions", "speakers", "comments"]),
    asked=st.dictionaries(
        st.sampled_from(
            ["q", "year", "from", "to", "since", "until", "category", "kind", "limit", "cursor", "page", "speaker", "x"]
        ),
        questions | st.sampled_from(["2022", "2022-02-03", "0", "-1", "9" * 30, "2022-02-30"]),
        max_size=3,
    ),
)
def test_any_question_to_the_open_data_is_answered_or_told_what_is_wrong(client, published, table, asked):
    asked = {name: value.encode("utf-8", "replace").decode() for name, value in asked.items()}
    answer = client.get(f"/api/{table}/", asked)
    assert answer.status_code in {200, 400, 404}
    assert answer.status_code == 200 or answer.json()["detail"].endswith("。")


# Tables of comments


def workbook() -> bytes:
    book = Workbook()
    for row in [["番号", "ご意見"], [1, "参考になった。"], [2, "次回も参加したい。"]]:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


BOOK = workbook()
with zipfile.ZipFile(io.BytesIO(BOOK)) as _made:
    BOOK_PARTS = {name: _made.read(name) for name in _made.namelist()}


def taken(data: bytes) -> None:
    """Read as a table and from each of its columns, or refused in a sentence."""
    try:
        read_ = read_table(data, "a.csv")
    except TableRefused as refusal:
        told = str(refusal)
    else:
        assert_table(read_)
        return
    assert told.endswith("。")


def assert_table(found: Table) -> None:
    assert 0 < len(found.header) <= MAX_COLUMNS
    assert 0 < len(found.rows) < MAX_ROWS + 1
    assert {len(row) for row in found.rows} == {len(found.header)}
    for column in range(len(found.header)):
        comments = take(found, column, set())
        assert len(comments.texts) + comments.empty + comments.repeated + comments.too_long == len(found.rows)
        assert not any("\x00" in text for text in comments.texts)


@bounded
@given(st.binary(max_size=300) | st.text('",;\t\n\r\x00あa1=\ufeff', max_size=120).map(str.encode))
def test_any_bytes_are_a_table_or_refused(data):
    taken(data)


@bounded
@given(
    st.sampled_from(sorted(BOOK_PARTS)),
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 60),
    st.sampled_from(
        ['"', "<", ">", "<c/>", "</row>", "&amp;", "&#0;", "-1", "1e999", "99999999", "XFE1", "", "\x00", "漢"]
    ),
)
def test_a_workbook_with_a_part_changed_is_a_table_or_refused(name, place, length, new):
    content = BOOK_PARTS[name]
    start = int(place * len(content))
    taken(zipped({**BOOK_PARTS, name: content[:start] + new.encode() + content[start + length :]}))


@bounded
@given(st.integers(0, len(BOOK) - 1), st.binary(min_size=1, max_size=6))
def test_a_workbook_with_bytes_changed_is_a_table_or_refused(position, new):
    taken(BOOK[:position] + new + BOOK[position + len(new) :])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(cells=st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_any_cell_can_be_taken_in_as_a_comment(client, db, cells):
    user = make_user("writer", is_superuser=True)
    client.force_login(user)
    event = make_event()
    lines = "".join('"' + cell.replace('"', '""') + '"\n' for cell in cells)
    sent = SimpleUploadedFile("a.csv", f"ご意見\n{lines}".encode("utf-8", "replace"))
    answer = client.post(f"/admin/events/{event.pk}/comments/", {"file": sent, "column": "0", "take": "1"})
    assert answer.status_code in {200, 302, 422}
    assert (answer.status_code == 302) == SurveyComment.objects.filter(event=event).exists()
