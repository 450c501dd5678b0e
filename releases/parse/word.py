"""A Word draft (.docx) as lines: headings, lists, tables, and the pictures in their order.

A .docx is an archive of XML from outside. Before it is opened: its real size is bounded, no part may declare a document
type (no entities), and macros are never run but reported.
"""

import io
import re
import zipfile

import mammoth

from releases.parse.findings import ParseRefused
from releases.parse.source import Picture, Source
from releases.parse.webpage import read_webpage

MAX_UNPACKED = 200_000_000
MAX_XML = 20_000_000
MAX_PARTS = 5_000
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
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
    except zipfile.BadZipFile:
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
            for part in parts:
                if part.flag_bits & 1:
                    raise ParseRefused(
                        "パスワードのかかった Word ファイルです。パスワードを外して保存し直してください。"
                    )
                if part.filename.endswith((".xml", ".rels")):
                    _check_xml(archive, part)
            return any(part.filename.lower().endswith("vbaproject.bin") for part in parts)
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise ParseRefused("Word ファイルが壊れています。Word で開き、保存し直してください。") from error


def _check_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    with archive.open(part) as stream:
        # The header may lie about the size: read no more than the bound, whatever it says.
        content = stream.read(MAX_XML + 1)
    if len(content) > MAX_XML:
        raise ParseRefused("Word ファイルの文章が大きすぎます。分けて取り込んでください。")
    if _DTD.search(content) or b"\x00" in content[:400]:
        raise ParseRefused("安全でない宣言（DTD）の入った Word ファイルです。Word で開き、保存し直してください。")
