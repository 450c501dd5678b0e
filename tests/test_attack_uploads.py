"""Uploads made to hurt, at a running server: it says no in time, stays small and alive, and keeps nothing."""

import io
import os
import re
import struct
import time
import zlib
from pathlib import Path

import httpx
import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from tests.pictures import picture

UPLOAD = "/admin/photos/upload/"
PASSWORD = "見本のとおり2026"
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def office(site_factory, tmp_path_factory):
    """A site of one worker, with a folder of its own for what is half received, and a browser that is signed in."""
    site = site_factory(environment={"TMPDIR": str(tmp_path_factory.mktemp("received"))})
    site.python(
        "from tests.builders import make_bureau, make_user; make_bureau();"
        f" make_user('writer', username='clerk', password={PASSWORD!r})"
    )
    with httpx.Client(base_url=site.url, headers={"Referer": site.url}, trust_env=False, timeout=60) as client:
        client.get("/admin/login/")
        form = {"username": "clerk", "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        assert client.post("/admin/login/", data=form).status_code == 302
        client.headers["X-CSRFToken"] = client.cookies["csrftoken"]
        yield site, client


def kept(site) -> list[Path]:
    return [path for path in Path(site.media_root).rglob("*") if path.is_file()]


def descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(number for child in children for number in descendants(int(child)))]


def memory_of(site) -> int:
    """The most bytes that the server's processes have held so far."""
    peaks = []
    for pid in descendants(site.pid):
        status = Path(f"/proc/{pid}/status").read_text()
        peaks.append(int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024)
    return sum(peaks)


def work_of(site) -> float:
    """The seconds that processors have worked for the server so far."""
    ticks = 0
    for pid in descendants(site.pid):
        # Behind the name, which may hold anything, the twelfth and thirteenth field (proc(5)).
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, depth: int = 8) -> bytes:
    """A sound, empty PNG of grey that takes next to no bytes."""
    row = b"\0" + bytes((width * depth + 7) // 8)
    pack = zlib.compressobj(9)
    rows = b"".join([*(pack.compress(row) for _ in range(height)), pack.flush()])
    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def animation(frames: int) -> bytes:
    """An animated PNG of ``frames`` frames of 64 by 64 pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0))
    rows = zlib.compress(bytes(65 * 64), 9)
    parts = [head, chunk(b"acTL", struct.pack(">II", frames, 0))]
    for number in range(frames):
        order = max(0, number * 2 - 1)
        parts.append(chunk(b"fcTL", struct.pack(">IIIIIHHBB", order, 64, 64, 0, 0, 1, 100, 0, 0)))
        data = struct.pack(">I", number * 2) + rows if number else rows
        parts.append(chunk(b"fdAT" if number else b"IDAT", data))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


BOMBS = {
    "13,000 square": lambda: png(13_000, 13_000, 1),
    "20,000 square": lambda: png(20_000, 20_000, 1),
    "a line across": lambda: png(65_535, 1),
    "a line down": lambda: png(1, 50_000),
    "5,000 frames": lambda: animation(5000),
}


def test_a_bomb_is_refused_in_time_and_the_worker_stays_small_and_alive(office):
    site, client = office
    # What a sound photo costs is no growth of the bombs.
    assert client.post(UPLOAD, files={"upload": ("a.jpg", picture(2400, 1600))}).status_code == 200
    before, files, workers = memory_of(site), kept(site), descendants(site.pid)
    for name, make in BOMBS.items():
        data = make()
        start = work_of(site)
        answer = client.post(UPLOAD, files={"upload": ("会場.png", data)})
        assert answer.status_code == 422, name
        assert "「会場.png」" in answer.json()["error"], name
        # Two seconds on a quiet machine; how long others keep the processor does not count.
        assert work_of(site) - start < 2, name
    assert memory_of(site) - before < 200 * MEGABYTE
    assert kept(site) == files
    assert descendants(site.pid) == workers


def half_received(site) -> list[str]:
    """What stays of received files; the worker removes them when it has answered, a moment after the answer is here."""
    deadline = time.monotonic() + 30
    while (files := os.listdir(site.environment["TMPDIR"])) and time.monotonic() < deadline:
        time.sleep(0.05)
    return files


def test_thirty_megabytes_are_refused_with_words_and_leave_nothing(office):
    site, client = office
    files = kept(site)
    answer = client.post(UPLOAD, files={"upload": ("大.jpg", b"\xff\xd8" + bytes(30 * MEGABYTE))})
    assert answer.status_code == 422
    assert "20MB以内" in answer.json()["error"]
    assert kept(site) == files
    assert half_received(site) == []


def test_a_body_that_does_not_say_its_length_is_refused_and_leaves_nothing(office):
    site, client = office
    files = kept(site)
    head = b'--x\r\nContent-Disposition: form-data; name="upload"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'

    def body():
        yield head
        for _ in range(30):
            yield bytes(MEGABYTE)
        yield b"\r\n--x--\r\n"

    answer = client.post(UPLOAD, content=body(), headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.request.headers["transfer-encoding"] == "chunked"
    assert 400 <= answer.status_code < 500
    assert kept(site) == files
    assert half_received(site) == []
    assert client.get("/admin/").status_code == 200


def test_a_hundred_and_one_files_at_once_are_refused_with_words_and_leave_nothing(office):
    site, client = office
    files = kept(site)
    small = picture(64, 64)
    many = [(f"photos-{number}-upload", (f"{number}.jpg", small)) for number in range(101)]
    answer = client.post("/admin/releases/release/add/", data={"title": "表題"}, files=many)
    assert answer.status_code in (400, 413)
    assert "一度に" in answer.text
    assert kept(site) == files
    assert half_received(site) == []


# What a served picture consists of


# JPEG: the marks that hold pixels and how to read them; APP0 says only that it is JFIF.
JPEG_PARTS = {0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xDD, 0xE0}
WEBP_PARTS = {b"VP8 "}


def parts_of_jpeg(data: bytes) -> set[int]:
    found, place = set(), 2
    while data[place : place + 2] != b"\xff\xd9":
        assert data[place] == 0xFF
        mark = data[place + 1]
        found.add(mark)
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if mark == 0xDA:
            # Pixels go on to the next mark that is none of their own.
            place = re.compile(rb"\xff[^\x00\xd0-\xd7]").search(data, place).start()
    assert data[place:] == b"\xff\xd9"
    return found


def parts_of_webp(data: bytes) -> set[bytes]:
    found, place = set(), 12
    while place < len(data):
        length = int.from_bytes(data[place + 4 : place + 8], "little")
        found.add(data[place : place + 4])
        place += 8 + length + length % 2
    return found


def camera_picture(kind: str) -> bytes:
    """A picture with all that a camera and an editor write: place, serial number, names, a preview uncropped, colours."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x8298] = "CNRY-maker", "CNRY-artist", "CNRY-copyright"
    exif.get_ifd(0x8769)[0xA431] = "CNRY-serial"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", (43.0, 4.0, 7.125), "CNRY-place"
    more = {"exif": exif.tobytes(), "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()}
    if kind == "PNG":
        info = PngInfo()
        info.add_text("Author", "CNRY-text")
        info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'>CNRY-xmp</x:xmpmeta>")
        more["pnginfo"] = info
    else:
        more["xmp"] = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>CNRY-xmp</x:xmpmeta>"
    data = picture(1800, 1200, kind=kind, **more)
    if kind == "JPEG":
        # An IPTC block as newsrooms write it, and a second, uncropped picture within.
        iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", 18) + b"\x1c\x02\x50\0\x0bCNRY-byline"
        thumbnail = b"CNRY-thumbnail" + picture(160, 120)
        for mark, block in ((0xED, iptc), (0xE5, thumbnail), (0xFE, b"CNRY-comment")):
            data = data[:2] + bytes((0xFF, mark)) + (len(block) + 2).to_bytes(2, "big") + block + data[2:]
    return data


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_served_variant_is_pixels_and_nothing_else(office, kind):
    site, client = office
    data = camera_picture(kind)
    assert data.count(b"CNRY") >= 5
    before = set(kept(site))
    assert client.post(UPLOAD, files={"upload": ("CNRY-名前.jpg", data)}).status_code == 200
    served = {path for path in set(kept(site)) - before if path.name != "original"}
    assert {path.suffix for path in served} == {".jpg", ".webp"}
    site.manage("encode_photos")
    served = {path for path in set(kept(site)) - before if path.name != "original"}
    assert {path.suffix for path in served} == {".jpg", ".webp", ".avif"}
    for path in served:
        content = client.get(f"/admin/photos/{path.parent.name}/{path.name}").content
        for trace in (b"CNRY", b"Exif", b"adobe", b"Photoshop", b"8BIM", b"<x:", b"acsp", b"mime"):
            assert trace not in content, (path.name, trace)
        assert Image.open(io.BytesIO(content)).size[0] == int(path.stem)
        if path.suffix == ".jpg":
            assert parts_of_jpeg(content) <= JPEG_PARTS
        if path.suffix == ".webp":
            assert parts_of_webp(content) <= WEBP_PARTS


def test_the_reader_of_parts_finds_what_a_camera_wrote():
    assert {0xE1, 0xE2, 0xE5, 0xED, 0xFE} <= parts_of_jpeg(camera_picture("JPEG"))
    assert {b"EXIF", b"XMP ", b"ICCP"} <= parts_of_webp(camera_picture("WEBP"))


# Names


NAMES = [
    *(
        "../../etc/x.jpg",
        "..%2f..%2fx.jpg",
        "..\\..\\x.jpg",
        "CON",
        "aux.jpg",
        "x.jpg.html",
        "x.phtml",
        "x.svg",
        ".jpg ",
    ),
    *(
        "知事会見（最終）.jpg",
        "か\u3099.jpg",
        "\u202egpj.exe",
        "😀.jpg",
        "a" * 300 + ".jpg",
        "x%0d%0aSet-Cookie: a=b.jpg",
    ),
]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_an_upload_reaches_no_file_no_address_and_no_header(office, name):
    site, client = office
    before = set(kept(site))
    assert client.post(UPLOAD, files={"upload": (name, picture(64, 64))}).status_code == 200
    new = sorted(path.relative_to(site.media_root).as_posix() for path in set(kept(site)) - before)
    assert len(new) == 3
    assert all(re.fullmatch(r"photos/([0-9a-f]{2})/\1[0-9a-f]{46}/(original|64\.(jpg|webp))", path) for path in new)
    shown = client.get("/admin/" + re.sub(r"photos/../", "photos/", new[0]))
    assert shown.headers["content-disposition"] == 'inline; filename="photo.jpg"'
    assert shown.headers["content-type"] == "image/jpeg"
    assert "a=b" not in str(shown.headers)
