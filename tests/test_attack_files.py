"""Files made to hurt: each is refused with a reason, or read for no more than its text and pixels; nothing is kept of it."""

import csv
import io
import struct
import subprocess
import sys
import time
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image

from events.models import SurveyComment
from releases.comment_files import TableRefused, read_table
from releases.imaging import PhotoRefused, make_picture
from releases.models import Intake, Photo, PhotoFile
from releases.parse import ParseRefused, read
from tests.builders import make_bureau, make_contact, make_event, make_release, make_session, make_speaker, make_user
from tests.builders import publish as publish_release
from tests.parse.word_drafts import make_word, paragraph, picture
from tests.pictures import picture as photo
from tests.pictures import upload
from tests.server import BASE_DIR

SECRET = "CNRY-secret"
RELATIONSHIPS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rIdPicture" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}" {mode}/></Relationships>'
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCUMENT = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&a;会を開催</w:t></w:r></w:p></w:body></w:document>'


@pytest.fixture
def writer(client, db):
    make_bureau()
    user = make_user("writer", is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def secret(tmp_path):
    """A file that no upload may bring to light."""
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


def declarations(secret) -> dict[str, str]:
    """Document types by which XML has been made to grow, or to read what is not its own."""
    rounds = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    return {
        "billion laughs": f'<!DOCTYPE w [<!ENTITY a0 "笑">{rounds}<!ENTITY a "&a9;">]>',
        "quadratic blowup": f'<!DOCTYPE w [<!ENTITY a "{"笑" * 100_000}">]>',
        "external entity": f'<!DOCTYPE w [<!ENTITY a SYSTEM "{secret.as_uri()}">]>',
        "parameter entity": f'<!DOCTYPE w [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p; <!ENTITY a "">]>',
        "external subset": f'<!DOCTYPE w SYSTEM "{secret.as_uri()}">',
        "after a comment": f'<!--{"x" * 50_000}--><!DOCTYPE w [<!ENTITY a "笑">]>',
    }


def archive(parts: dict[str, bytes] | list[tuple[str, bytes]]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            made.writestr(name, content)
    return data.getvalue()


def with_parts(data: bytes, parts: dict[str, bytes]) -> bytes:
    """An archive with some of its parts exchanged, or new ones added."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return archive({name: old.read(name) for name in old.namelist()} | parts)


def declared(content: bytes, declaration: str) -> bytes:
    """An XML part with ``declaration`` before its root."""
    head, mark, rest = content.partition(b"?>")
    return head + mark + declaration.encode() + rest if mark else declaration.encode() + content


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        return made.read(name)


def reason(reader, data: bytes) -> str:
    """Why ``data`` was refused, "" if it was read; any other error is the test's failure."""
    try:
        reader(data)
    except (ParseRefused, PhotoRefused) as error:
        return str(error)
    return ""


# Word


WORD_PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "word/document.xml",
    "word/_rels/document.xml.rels",
    "word/styles.xml",
)


@pytest.mark.parametrize("name", [*WORD_PARTS, "word/numbering.xml"])
def test_no_part_of_a_word_file_may_declare_entities(name, secret):
    word = make_word(paragraph("会を開催"))
    for declaration in declarations(secret).values():
        with pytest.raises(ParseRefused, match="DTD"):
            read(with_parts(word, {name: declared(part(word, name), declaration)}))


@pytest.mark.parametrize("name", ["text.dat", "document.XML", "media/image1.png", "text"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n" * 10_000], ids=["plain", "mark", "blanks"])
def test_a_document_behind_another_name_is_looked_at_just_the_same(name, start, secret):
    leading = RELATIONSHIPS.format(kind="officeDocument", target=f"word/{name}", mode="").encode()
    for declaration in declarations(secret).values():
        hidden = f"{start}{declaration}{DOCUMENT}".encode()
        with pytest.raises(ParseRefused, match="DTD"):
            read(make_word(paragraph("表"), parts={"_rels/.rels": leading, f"word/{name}": hidden}))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_an_encoding_that_hides_a_declaration_is_refused(encoding):
    hidden = f'<!DOCTYPE w [<!ENTITY a "笑">]>{DOCUMENT}'.encode(encoding)
    for name in ("document.xml", "text.dat"):
        leading = RELATIONSHIPS.format(kind="officeDocument", target=f"word/{name}", mode="").encode()
        with pytest.raises(ParseRefused, match="DTD"):
            read(make_word(paragraph("表"), parts={"_rels/.rels": leading, f"word/{name}": hidden}))


def test_a_second_part_of_the_same_name_is_looked_at_too():
    word = make_word(paragraph("会を開催"))
    with zipfile.ZipFile(io.BytesIO(word)) as made:
        parts = [(name, made.read(name)) for name in made.namelist()]
    double = ("word/document.xml", f'<!DOCTYPE w [<!ENTITY a "笑">]>{DOCUMENT}'.encode())
    for order in ([*parts, double], [double, *parts]):
        with pytest.warns(UserWarning, match="Duplicate name"):
            data = archive(order)
        with pytest.raises(ParseRefused, match="DTD"):
            read(data)


def test_a_picture_that_lies_elsewhere_is_not_fetched(secret):
    target = RELATIONSHIPS.format(kind="image", target=secret.as_uri(), mode='TargetMode="External"').encode()
    for body in (picture("写真"), picture("写真").replace("r:embed", "r:link")):
        word = make_word(paragraph("会を開催"), body, parts={"word/_rels/document.xml.rels": target})
        try:
            source = read(word)
        except ParseRefused:
            continue
        assert not any(SECRET.encode() in item.data for item in source.pictures)


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil.xml", "..\\evil.xml", "word/../../evil.png", "C:\\evil"])
def test_names_that_climb_out_of_an_archive_write_nothing(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = read(make_word(paragraph("会を開催"), picture("写真"), parts={name: b"<x/>"}))
    assert [line.text for line in source.lines if line.text] == ["会を開催", "写真"]
    assert not list(tmp_path.rglob("*evil*"))
    # A picture is named by its number, whatever its part was called.
    assert [item.name for item in source.pictures] == ["picture1.png"]


def test_a_word_file_of_many_parts_or_marks_is_refused_before_it_is_read():
    made = [
        make_word(paragraph("会を開催"), parts={f"word/media/{n}.png": b"" for n in range(5001)}),
        make_word("<w:p/>" * 1_000_000),
        make_word(*(paragraph("会を開催"),), parts={f"word/{n}.xml": b"<x>" + b"<y/>" * 30_000 for n in range(5)}),
        make_word(paragraph("会を開催"), parts={f"word/media/{n}.png": bytes(9_000_000) for n in range(25)}),
    ]
    for data in made:
        start = time.process_time()
        with pytest.raises(ParseRefused, match="大きすぎ"):
            read(data)
        assert time.process_time() - start < 3


def test_a_word_file_nested_deeper_than_a_program_can_follow_is_refused():
    for depth in (900, 30_000):
        with pytest.raises(ParseRefused):
            read(make_word("<w:tbl>" * depth + "</w:tbl>" * depth))


SMALL_WORD = make_word(paragraph("令和5年11月8日"), paragraph("発表会を開催"), picture("写真"))


@settings(max_examples=150)
@given(st.integers(0, len(SMALL_WORD) - 1), st.binary(min_size=1, max_size=8), st.booleans())
def test_a_damaged_word_file_is_read_or_refused_and_never_an_error(position, damage, is_cut):
    data = SMALL_WORD[:position] if is_cut else SMALL_WORD[:position] + damage + SMALL_WORD[position + len(damage) :]
    assert reason(read, data)[-1:] in {"", "。"}


def test_a_stream_that_does_not_unpack_is_told_as_damaged():
    place = SMALL_WORD.index(b"word/document.xml") + len("word/document.xml")
    with pytest.raises(ParseRefused, match="壊れています"):
        read(SMALL_WORD[:place] + b"\xff" * 20 + SMALL_WORD[place + 20 :])


def test_a_hostile_draft_is_answered_with_the_reason_and_leaves_nothing(client, writer, secret):
    declaration = declarations(secret)["external entity"]
    for data in (make_word(paragraph("&a;"), prologue=declaration), make_word("<w:p/>" * 200_000), SMALL_WORD[:900]):
        sent = SimpleUploadedFile("原稿.docx", data)
        answer = client.post("/admin/releases/intake/", {"file": sent})
        assert answer.status_code == 422
        assert any(word in answer.content.decode() for word in ("DTD", "大きすぎ", "壊れて", "圧縮"))
    assert not Intake.objects.exists()


# Photos


POLYGLOTS = {
    "jpeg and html": photo(64, 64) + b"<html><script>CNRY</script></html>",
    "jpeg with html in its comment": photo(64, 64, comment=b"<html><script>CNRY</script>"),
    "jpeg and zip": photo(64, 64) + archive({"CNRY.txt": b"CNRY"}),
    "gif and script": photo(64, 64, kind="GIF", comment=b"*/=1;alert('CNRY')/*") + b"*/=CNRY;",
    "png and php": photo(64, 64, kind="PNG") + b"<?php CNRY ?>",
    "webp and html": photo(64, 64, kind="WEBP") + b"<html>CNRY</html>",
    "jpeg and pdf": photo(64, 64) + b"%PDF-1.7\nCNRY",
}


@pytest.mark.parametrize("data", POLYGLOTS.values(), ids=POLYGLOTS)
def test_a_picture_that_is_also_something_else_leaves_only_its_pixels(data):
    assert b"CNRY" in data
    for item in make_picture(data).renditions:
        assert b"CNRY" not in item.data
        assert Image.open(io.BytesIO(item.data)).format == item.format.upper()


def encoded(kind: str, **more) -> bytes:
    return photo(64, 64, kind=kind, **more)


OTHER_KINDS = {
    "svg": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "html": b"<!DOCTYPE html><img src=x onerror=alert(1)>",
    "bmp": encoded("BMP"),
    "tiff": encoded("TIFF"),
    "avif": encoded("AVIF"),
    "ico": encoded("ICO"),
    "tga": encoded("TGA"),
    "ppm": encoded("PPM"),
    "jpeg 2000": encoded("JPEG2000"),
    "eps": encoded("EPS"),
    "html before a picture": b"<html>" + photo(64, 64),
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64),
    "pdf": b"%PDF-1.7\n%%EOF",
    "archive": archive({"a.jpg": photo(64, 64)}),
}


def bomb_png(width: int, height: int, rows: bytes) -> bytes:
    """A PNG that unpacks to far more than its bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"zTXt", b"c\0\0" + zlib.compress(bytes(100_000_000), 9))
        + chunk(b"IEND", b"")
    )


def many_frames(kind: str) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (16, 16), (n % 2 * 255, n, 255 - n)) for n in range(150)]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=20)
    return out.getvalue()


HOSTILE_PHOTOS = OTHER_KINDS | {
    "bomb": bomb_png(12_000, 12_000, bytes(36_000_000)),
    "text bomb": bomb_png(64, 64, bytes(64 * 193)),
    "many frames (gif)": many_frames("GIF"),
    "many frames (webp)": many_frames("WEBP"),
    "many frames (png)": many_frames("PNG"),
    "cut": photo(640, 480)[:3000],
}


@pytest.mark.parametrize("data", HOSTILE_PHOTOS.values(), ids=HOSTILE_PHOTOS)
def test_a_file_that_is_no_sound_photo_is_answered_with_the_reason_and_leaves_nothing(client, writer, media_root, data):
    start = time.process_time()
    answer = client.post("/admin/photos/upload/", {"upload": upload(data, "会場.jpg")})
    assert answer.status_code == 422
    told = answer.json()["error"]
    assert told.startswith("「会場.jpg」: ")
    assert told.endswith("ください。")
    assert time.process_time() - start < 3
    assert not PhotoFile.objects.exists()
    assert not list(media_root.rglob("*"))


SOUND = {kind: photo(40, 30, kind=kind) for kind in ("JPEG", "PNG", "WEBP", "GIF")}


@pytest.mark.parametrize("kind", SOUND)
def test_a_photo_cut_anywhere_is_refused_or_shown_and_never_an_error(kind):
    @settings(max_examples=60, suppress_health_check=[HealthCheck.nested_given])
    @given(st.integers(0, len(SOUND[kind]) - 1))
    def cut(position):
        assert reason(make_picture, SOUND[kind][:position])[-5:] in {"", "ください。"}

    cut()


def told_all(kind: str) -> bytes:
    """A picture with everything that a camera or a program writes beside the pixels."""
    exif = Image.Exif()
    exif[0x010F] = "CNRY-maker"
    exif[0x013B] = "CNRY-artist"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (43.0, 4.0, 7.125)
    place[29] = "CNRY-place"
    more = {"comment": b"CNRY-comment"} if kind == "JPEG" else {}
    return photo(
        600,
        400,
        kind=kind,
        exif=exif.tobytes(),
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>CNRY-xmp</x:xmpmeta>",
        **more,
    )


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_no_answer_to_the_public_says_where_and_by_whom_a_photo_was_taken(client, writer, kind):
    data = told_all(kind)
    assert data.count(b"CNRY") >= 3
    stored = client.post("/admin/photos/upload/", {"upload": upload(data, "CNRY-file.jpg")})
    assert stored.status_code == 200
    file = PhotoFile.objects.get()
    release = make_release(slug="0203si", by=writer)
    Photo.objects.create(release=release, file=file, alt="会場の様子", caption="会場")
    publish_release(release)
    addresses = ["/e-komfo/2022/0203si.html", "/e-komfo/", "/e-komfo/rss.xml", "/e-komfo/atom.xml", "/api/releases/"]
    addresses += [
        f"/e-komfo/photos/{file.key}/{item['width']}.{end}" for item in file.renditions for end in ("jpg", "webp")
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        content = b"".join(answer)
        assert b"CNRY" not in content, address
        if "/photos/" in address:
            opened = Image.open(io.BytesIO(content))
            assert not opened.getexif(), address
            assert not {"xmp", "exif", "comment", "icc_profile", "photoshop"} & set(opened.info), address
            assert b"Exif" not in content
            assert b"adobe:ns" not in content


MANY_AT_ONCE = """
import io
import re
from concurrent.futures import ThreadPoolExecutor
from PIL import Image
from releases.imaging import make_picture
made = io.BytesIO()
Image.new("P", (3000, 3000)).save(made, "GIF")
# The most so far. That of getrusage would be the parent's, which is large.
room = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
start = room()
make_picture(made.getvalue())
one = room() - start
with ThreadPoolExecutor(4) as pool:
    list(pool.map(make_picture, [made.getvalue()] * 4))
print(len(made.getvalue()), (room() - start) / one)
"""


def test_large_photos_that_come_at_once_are_opened_one_after_the_other():
    done = subprocess.run(
        [sys.executable, "-c", MANY_AT_ONCE], cwd=BASE_DIR, capture_output=True, text=True, check=True
    )
    size, times = done.stdout.split()
    assert int(size) < 20_000
    # Encoding what was made small goes on side by side; opened side by side, four took four times the room of one.
    assert float(times) < 2.5


# Tables that are taken in


def xlsx(rows, parts: dict[str, bytes] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return with_parts(data.getvalue(), parts or {})


COMMENTS = [["番号", "ご意見"], [1, "参考になった。"], [2, "次回も参加したい。"]]
SHEET = "xl/worksheets/sheet1.xml"
READ = (("参考になった。",), ("次回も参加したい。",))
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADING = '<row r="1"><c r="A1" t="inlineStr"><is><t>意見</t></is></c></row>'
FAR = '<row r="1048576"><c r="B1048576"><v>1</v></c></row>'
WORKBOOK_PARTS = (SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels")


def sheet(rows: str, dimension: str = "A1:B2") -> dict[str, bytes]:
    return {
        SHEET: f'<worksheet xmlns="{SPREADSHEET}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'.encode()
    }


def styles(formats: str) -> dict[str, bytes]:
    return {"xl/styles.xml": f'<styleSheet xmlns="{SPREADSHEET}"><cellXfs>{formats}</cellXfs></styleSheet>'.encode()}


def shared(book: bytes, more: str = "") -> bytes:
    """The workbook with its texts in a part of their own, where spreadsheet programs write them."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = part(book, "[Content_Types].xml").decode()
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    rows = HEADING + '<row r="2"><c r="A2" t="s"><v>0</v></c></row><row r="3"><c r="A3" t="s"><v>1</v></c></row>'
    texts = f"<si><t>参考になった。</t></si><si><t>次回も参加したい。</t></si>{more}"
    strings = f'<?xml version="1.0"?><sst xmlns="{SPREADSHEET}">{texts}</sst>'
    parts = {
        "xl/sharedStrings.xml": strings.encode(),
        "[Content_Types].xml": types.replace("</Types>", override).encode(),
    }
    return with_parts(book, sheet(rows) | parts)


@pytest.mark.parametrize("name", [*WORKBOOK_PARTS, "[Content_Types].xml"])
def test_entities_in_a_table_are_refused_or_stay_unread(name, secret):
    book = shared(xlsx(COMMENTS))
    assert read_table(book, "a.xlsx").rows == READ
    for declaration in declarations(secret).values():
        content = declared(part(book, name), declaration)
        if name == "xl/sharedStrings.xml":
            content = content.replace("参考になった。".encode(), b"&a;")
        start = time.process_time()
        try:
            table = read_table(with_parts(book, {name: content}), "a.xlsx")
        except TableRefused:
            continue
        assert name != "xl/sharedStrings.xml"
        assert table.rows == READ
        assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"a" + b"," * 2_000_000 + b"b\n" + b"1\n" * 4_000, "列が多すぎます", id="wide table"),
        pytest.param(b"a,b\n" + b"1\n" * 4_000 + b"," * 1_000_000 + b"1\n", "列が多すぎます", id="one wide row"),
        pytest.param(xlsx([["意見"] * 301, ["文"] * 301]), "列が多すぎます", id="wide sheet"),
        pytest.param(xlsx(COMMENTS, sheet(HEADING + FAR)), "行が多すぎます", id="far row"),
        pytest.param(xlsx(COMMENTS, sheet(HEADING + FAR.replace("1048576", "9" * 12))), "行が多すぎます", id="no row"),
        pytest.param(xlsx([["意見"], *[["文"]] * 6_000]), "行が多すぎます", id="long sheet"),
        pytest.param(xlsx(COMMENTS, {"xl/x.bin": bytes(60_000_000)}), "中身が大きすぎます", id="bomb"),
        # Small as files, gigabytes or minutes once a library has made something of every tag.
        pytest.param(xlsx(COMMENTS, styles("<xf/>" * 2_000_000)), "中身が大きすぎます", id="styles"),
        pytest.param(xlsx(COMMENTS, sheet(f"<row>{'<c/>' * 2_000_000}</row>")), "中身が大きすぎます", id="cells"),
        pytest.param(
            xlsx(COMMENTS, sheet(f"<x:row xmlns:x='{SPREADSHEET}'>{'<c/>' * 200_000}</x:row>")),
            "中身が大きすぎます",
            id="cells of a row",
        ),
        pytest.param(shared(xlsx(COMMENTS), "<si><t/></si>" * 700_000), "中身が大きすぎます", id="texts"),
        pytest.param(make_word(paragraph("意見")), "Excel のファイル", id="word"),
        pytest.param(archive({"a.csv": b"a,b\n1,2\n"}), "Excel のファイル", id="archive"),
        pytest.param(archive({"xl/workbook.xml": b"<"}), "Excel のファイルとして読めません", id="no workbook"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(600), "古い形式の Excel", id="old workbook"),
        pytest.param(b'a,b\n"' + b"x" * 200_000 + b'",1\n', "CSV として読めません", id="endless cell"),
        pytest.param(photo(64, 64), "", id="photo"),
    ],
)
def test_a_table_made_to_hurt_is_answered_with_the_reason_and_leaves_nothing(client, writer, data, message):
    event = make_event()
    start = time.process_time()
    answer = client.post(
        f"/admin/events/{event.pk}/comments/", {"file": SimpleUploadedFile("a.xlsx", data), "take": "1"}
    )
    assert time.process_time() - start < 5
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not SurveyComment.objects.exists()


@pytest.mark.parametrize("dimension", ["A1:A1", "A1:XFD1048576", "B7:C9"])
def test_a_sheet_is_read_for_what_it_holds_whatever_size_it_claims(dimension):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 2000))
    start = time.process_time()
    table = read_table(xlsx(COMMENTS, sheet(HEADING + rows, dimension)), "a.xlsx")
    assert table.rows == tuple((str(n),) for n in range(2, 2000))
    assert time.process_time() - start < 5


def test_formulas_in_a_table_are_text_and_what_they_gave_is_not_read(client, writer):
    event = make_event()
    formula = '=WEBSERVICE("http://sink.test/")'
    rows = (
        HEADING
        + f'<row r="2"><c r="A2"><f>{formula[1:].replace(chr(34), "&quot;")}</f><v>99</v></c></row>'
        + '<row r="3"><c r="A3" t="inlineStr"><is><t>_x0000_文_x0007_</t></is></c></row>'
    )
    sent = SimpleUploadedFile("a.xlsx", xlsx(COMMENTS, sheet(rows)))
    kept = client.post(f"/admin/events/{event.pk}/comments/", {"file": sent}).context["kept"]
    client.post(f"/admin/events/{event.pk}/comments/", {"kept": kept, "column": "0", "take": "1"})
    texts = list(event.survey_comments.values_list("text", flat=True))
    assert texts[0] == formula
    assert "文" in texts[1]
    assert "99" not in texts


@pytest.mark.parametrize("kept", ["会", "!!!!", "QQ", "QQ=", "=", "QUJD", "\ud83d", "A" * 100_001])
def test_a_table_that_comes_back_changed_is_asked_for_again(client, writer, kept):
    event = make_event()
    sent = {"kept": kept.encode("utf-8", "replace").decode(), "column": "0", "take": "1"}
    answer = client.post(f"/admin/events/{event.pk}/comments/", sent)
    assert answer.status_code == 422
    assert "。" in str(answer.context["form"].errors["file"])
    assert not SurveyComment.objects.exists()


# Tables that are given out


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_cell_of_a_table_for_the_public_begins_like_a_formula(client, writer, sign):
    word = f'{sign}HYPERLINK("http://sink.test/","押す")'
    event = make_event(title=word, place=word, theme=word)
    session = make_session(event, speaker=make_speaker(name=word), topic=word)
    session.appearances.update(affiliation=word, position=word)
    contact = make_contact(division=word, persons=word)
    publish_release(make_release(slug="0203si", event=event, title=word, subtitle=word, contact=contact, by=writer))
    answer = client.get("/api/archive/2022.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    found = [cell for row in rows for cell in row if sign in cell]
    assert len(found) >= 5
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")), cell
    assert f"'{word}" in rows[1]
