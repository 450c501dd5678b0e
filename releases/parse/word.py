"""A Word draft (.docx) as lines: headings, lists, tables, and the pictures in their order.

Before it is opened: its real size and its marks are bounded, no part may declare a document type (no entities), whatever
it is called, and macros are never run but reported.
"""

import io
import zipfile

import mammoth

from releases.parse.findings import ParseRefused
from releases.parse.office import PartTooLarge, PartUnsafe, xml_of
from releases.parse.source import Picture, Source
from releases.parse.webpage import read_webpage

MAX_UNPACKED = 200_000_000
MAX_XML = 20_000_000
MAX_PARTS = 5_000
MAX_MARKS = 100_000
"""Tags of all parts together, many times what a release has: a file at the bound is read in seconds."""
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='表題'] => h1:fresh
p[style-name='副題'] => h2:fresh
p[style-name='見出し 1'] => h2:fresh
p[style-name='見出し 2'] => h3:fresh
p[style-name='見出し 3'] => h4:fresh
"""


def is_word(data: bytes) -> bool:
    """Whether the bytes are a Word document of the XML kind."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except Exception:
        # A damaged directory raises whatever its numbers lead to; in each case this is no Word document.
        return False


def read_word(data: bytes) -> Source:
    """Return the lines and pictures of a .docx. Raises ``ParseRefused`` where it is broken or hostile."""
    has_macros = _inspect(data)
    pictures: list[Picture] = []

    def keep_picture(image) -> dict[str, str]:
        with image.open() as stream:
            content = stream.read()
        extension = (image.content_type or "").rpartition("/")[2] or "bin"
        name = f"picture{len(pictures) + 1}.{extension}"
        pictures.append(Picture(name, image.content_type or "", content))
        return {"src": name}

    try:
        markup = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(keep_picture),
            include_embedded_style_map=False,
        ).value
    except Exception as error:
        # Whatever the library meets in a damaged archive, the editor gets one sentence.
        raise ParseRefused(
            "Word ファイルを読めませんでした。壊れていないか、Word で開いて確かめてください。"
        ) from error
    page = read_webpage(markup)
    remarks = ()
    if has_macros:
        remarks = (("macros_ignored", 0, "マクロの入ったファイルです。マクロは使わず、文字と写真だけを読みました。"),)
    return Source(page.lines, tuple(pictures), remarks)


def _inspect(data: bytes) -> bool:
    """Check the archive; return whether it has macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise ParseRefused("Word ファイルの中身が大きすぎます。写真を減らすか、分けて取り込んでください。")
            marks = 0
            for part in parts:
                if part.flag_bits & 1:
                    raise ParseRefused(
                        "パスワードのかかった Word ファイルです。パスワードを外して保存し直してください。"
                    )
                marks += _marks_in(archive, part)
                if marks > MAX_MARKS:
                    raise ParseRefused(_TOO_LONG)
            return any(part.filename.lower().endswith("vbaproject.bin") for part in parts)
    except ParseRefused:
        raise
    except Exception as error:
        # Damaged archives raise errors of every kind: of the directory, of each way of packing, of names.
        raise ParseRefused("Word ファイルが壊れています。Word で開き、保存し直してください。") from error


_TOO_LONG = "Word ファイルの文章が大きすぎます。分けて取り込んでください。"


def _marks_in(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many marks a part has; none where it is no XML."""
    try:
        return xml_of(archive, part, MAX_XML).count(b"<")
    except PartTooLarge as error:
        raise ParseRefused(_TOO_LONG) from error
    except PartUnsafe as error:
        raise ParseRefused(
            "安全でない宣言（DTD）の入った Word ファイルです。Word で開き、保存し直してください。"
        ) from error
