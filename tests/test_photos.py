"""Photos through the door: what is refused, what is made of an upload, and who may see it when."""

import io
import re
import struct
import zlib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from releases import lifecycle, photo_store
from releases.imaging import PhotoRefused, make_avif, make_picture
from releases.models import Photo, PhotoFile
from releases.objects import objects
from tests.builders import make_bureau, make_release, make_user, publish
from tests.pictures import picture, upload

pytestmark = pytest.mark.django_db

TWO = datetime(2022, 2, 3, 14, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\0" * 64


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "0バイト"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "写真として読み込めません"),
        (b"<html><script>alert(1)</script></html>", "写真として読み込めません"),
        (b"%PDF-1.7 nothing", "写真として読み込めません"),
        (b"BM" + b"\0" * 60, "写真として読み込めません"),
        (HEIC, "HEIC"),
        (png_header(13_000, 13_000), "大きすぎます"),
        (png_header(30_000, 30_000), "大きすぎます"),
        (png_header(65_535, 1), "大きすぎます"),
        (picture(8, 8), "小さすぎます"),
        (picture()[:2000], "壊れている"),
        (b"x" * (21 * 1024 * 1024), "20MB"),
    ],
    ids=["empty", "svg", "html", "pdf", "bmp", "heic", "bomb", "huge", "line", "tiny", "truncated", "21MB"],
)
def test_what_cannot_be_a_photo_is_refused_with_a_reason(data, message):
    with pytest.raises(PhotoRefused, match=message):
        make_picture(data)


def test_a_photo_becomes_jpeg_and_webp_of_several_widths():
    made = make_picture(picture(2400, 1600))
    assert [(item.format, item.width, item.height) for item in made.renditions] == [
        (kind, width, height) for width, height in ((480, 320), (960, 640), (1600, 1067)) for kind in ("jpeg", "webp")
    ]
    for item in made.renditions:
        assert Image.open(io.BytesIO(item.data)).size == (item.width, item.height)


def test_a_small_photo_is_never_enlarged():
    assert {item.width for item in make_picture(picture(300, 200)).renditions} == {300}


def test_avif_is_made_apart():
    assert [item.format for item in make_avif(picture(600, 400))] == ["avif", "avif"]


def exif_with_place(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "CNRY-camera"
    exif.get_ifd(0x8825)[1] = "N"
    return exif.tobytes()


def test_nothing_but_pixels_is_kept():
    sent = picture(exif=exif_with_place(), comment=b"CNRY-comment") + b"<script>CNRY-tail</script>"
    assert b"CNRY-camera" in sent
    for item in make_picture(sent).renditions:
        assert b"CNRY" not in item.data
        opened = Image.open(io.BytesIO(item.data))
        assert not opened.getexif()
        assert not {"icc_profile", "comment", "xmp", "photoshop"} & set(opened.info)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_camera_was_held(orientation):
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = Image.open(io.BytesIO(picture(600, 400)))
    if orientation in turns:
        held = held.transpose(turns[orientation])
    out = io.BytesIO()
    held.save(out, "JPEG", exif=exif_with_place(orientation))
    shown = Image.open(io.BytesIO(make_picture(out.getvalue()).renditions[-2].data))
    assert shown.size == (600, 400)
    red, _, blue = shown.getpixel((20, 20))
    assert red > blue


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("GIF", "P"), ("WEBP", "RGB")],
)
def test_every_usual_kind_of_picture_is_read(kind, mode):
    assert make_picture(picture(600, 400, kind=kind, mode=mode)).renditions


def test_a_picture_of_sixteen_bit_greys_keeps_its_light():
    out = io.BytesIO()
    Image.new("I;16", (600, 400), 0x8000).save(out, "PNG")
    shown = Image.open(io.BytesIO(make_picture(out.getvalue()).renditions[0].data))
    assert 120 < shown.getpixel((100, 100))[0] < 136


def test_an_animation_of_many_frames_is_refused():
    frames = [Image.new("RGB", (20, 20), (number, 255 - number, 0)) for number in range(150)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=10)
    with pytest.raises(PhotoRefused, match="動画像"):
        make_picture(out.getvalue())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), min_size=1, max_size=8))
def test_damaged_bytes_are_refused_or_shown_but_never_an_error(damage):
    data = bytearray(picture(120, 80))
    for place, value in damage:
        data[place % len(data)] = value
    try:
        made = make_picture(bytes(data))
    except PhotoRefused:
        return
    assert made.renditions


def photo_in(release, data: bytes | None = None) -> PhotoFile:
    file = photo_store.store_upload(upload(data))
    Photo.objects.create(release=release, file=file, alt="演台の局長", caption="挨拶")
    return file


def fetch(client, url: str, **headers):
    """The answer with its bytes in ``body``; reading them to the end closes the file behind it."""
    response = client.get(url, headers=headers)
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    return response


def address(file: PhotoFile, name: str = "960.webp") -> str:
    return f"/e-komfo/photos/{file.key}/{name}"


@pytest.mark.usefixtures("either_store")
def test_names_in_the_store_come_from_chance_alone():
    # The second as a Mac sends it, its か and the mark apart.
    names = ("../../etc/知事が会見（最終）.jpg", "知事か\u3099会見（最終）.jpg")
    files = [photo_store.store_upload(upload(name=name)) for name in names]
    assert files[0].key != files[1].key
    assert all(re.fullmatch(r"[0-9a-f]{48}", file.key) for file in files)
    names = set(objects().sizes(photo_store.folder_of(files[0].key)))
    assert names == {"original", "480.jpg", "480.webp", "960.jpg", "960.webp", "1200.jpg", "1200.webp"}
    assert [file.original_name for file in files] == ["知事が会見（最終）.jpg"] * 2


@pytest.mark.usefixtures("either_store")
def test_a_photo_is_public_from_the_minute_of_its_release_to_its_withdrawal(client):
    release = make_release(by=make_user())
    file = photo_in(release)
    with time_machine.travel(TWO - timedelta(hours=1)):
        publish(release, live_from=TWO)
    with time_machine.travel(TWO - timedelta(seconds=1), tick=False):
        early = client.get(address(file))
        assert early.status_code == 404
        assert early["Cache-Control"] == "no-store"
    with time_machine.travel(TWO, tick=False):
        shown = fetch(client, address(file))
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
        assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert shown.body[8:12] == b"WEBP"
    with time_machine.travel(TWO + timedelta(days=1)):
        lifecycle.withdraw(release, make_user("approver"), "確認のため。")
        assert client.get(address(file)).status_code == 404


def test_a_photo_that_another_live_release_shows_stays(client):
    first, second = make_release(by=make_user()), make_release(by=make_user())
    file = photo_in(first)
    Photo.objects.create(release=second, file=file, alt="演台の局長")
    publish(first)
    publish(second)
    lifecycle.withdraw(first, make_user("approver"), "確認のため。")
    assert fetch(client, address(file)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"If-None-Match": "*"}, {"If-Modified-Since": "Wed, 01 Jan 2031 00:00:00 GMT"}, {"Range": "bytes=0-0"}],
)
def test_a_private_photo_answers_no_condition_and_no_range(client, headers):
    file = photo_in(make_release(by=make_user()))
    known = f'"{file.key}-960.webp"'
    for sent in (headers, {"If-None-Match": known}):
        assert client.get(address(file), headers=sent).status_code == 404
        assert client.head(address(file), headers=sent).status_code == 404


def test_a_private_photo_is_answered_like_one_that_never_was(client):
    file = photo_in(make_release(by=make_user()))
    assert client.get(address(file)).content == client.get(f"/e-komfo/photos/{'0' * 48}/960.webp").content


@pytest.mark.parametrize("name", ["99999.webp", "960.svg", "original", "960.webp.html", "..%2foriginal", "0960.webp"])
def test_only_the_sizes_that_were_made_exist(client, name):
    release = make_release(by=make_user())
    file = photo_in(release)
    publish(release)
    assert client.get(address(file, name), follow=True).status_code == 404


def test_the_page_names_every_rendition_with_its_size(client):
    release = make_release(slug="0203si", by=make_user())
    file = photo_in(release)
    publish(release)
    html = client.get("/e-komfo/2022/0203si.html").content.decode()
    assert f"{address(file, '480.webp')} 480w" in html
    assert 'width="960" height="640" alt="演台の局長"' in html
    assert "<figcaption>挨拶</figcaption>" in html


@pytest.mark.usefixtures("either_store")
def test_a_reader_that_holds_a_photo_is_told_so(client):
    release = make_release(by=make_user())
    file = photo_in(release)
    publish(release)
    first = fetch(client, address(file))
    assert client.get(address(file), headers={"If-None-Match": first["ETag"]}).status_code == 304
    objects().remove_folder(photo_store.folder_of(file.key))
    assert client.get(address(file), headers={"If-None-Match": first["ETag"]}).status_code == 404
    assert client.get(address(file)).status_code == 404


@pytest.mark.usefixtures("either_store")
def test_staff_see_a_private_photo_and_others_do_not(client):
    file = photo_in(make_release(by=make_user()))
    url = f"/admin/photos/{file.key}/960.webp"
    assert client.get(url).status_code == 302
    client.force_login(make_user())
    answer = fetch(client, url)
    assert answer.status_code == 200
    assert answer["Cache-Control"].startswith("private, no-store")


def test_a_full_disk_leaves_no_half_written_photo(media_root, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(photo_store.StoreFailed, match="空き"):
        photo_store.store_upload(upload())
    assert not PhotoFile.objects.exists()
    assert not [path for path in media_root.rglob("*") if path.is_file()]


@pytest.mark.usefixtures("either_store")
def test_sweeping_deletes_only_old_photos_that_nothing_shows(capsys):
    release = make_release(release_date=date(2022, 2, 3), by=make_user())
    used, forgotten = photo_in(release), photo_store.store_upload(upload())
    with time_machine.travel(datetime.now(TWO.tzinfo) + timedelta(hours=25)):
        fresh = photo_store.store_upload(upload())
        call_command("sweep_photos")
        assert PhotoFile.objects.count() == 3
        call_command("sweep_photos", "--delete")
    assert set(PhotoFile.objects.all()) == {used, fresh}
    assert not objects().sizes(photo_store.folder_of(forgotten.key))
    assert objects().sizes(photo_store.folder_of(used.key))


@pytest.mark.usefixtures("either_store")
def test_avif_comes_with_the_next_approval_and_leaves_published_pages_alone(client):
    make_bureau()
    release = make_release()
    file = photo_store.store_upload(upload())
    Photo.objects.create(release=release, file=file, alt="会場の様子", caption="会場")
    publish(release)
    address = f"/e-komfo/{release.year}/{release.slug}.html"
    before = client.get(address).content
    call_command("encode_photos")
    assert client.get(address).content == before
    lifecycle.note_edit(release, make_user())
    release.refresh_from_db()
    publish(release, change=lifecycle.Change("erratum", "字を改めました。"))
    html = client.get(address).content.decode()
    source = re.search(r'<source type="image/avif" srcset="([^ "]+)', html)[1]
    answer = client.get(source)
    assert answer["Content-Type"] == "image/avif"
    assert b"".join(answer)[4:12] == b"ftypavif"
    # A second run finds nothing to do.
    call_command("encode_photos", stdout=(told := io.StringIO()))
    assert told.getvalue().startswith("0枚")
