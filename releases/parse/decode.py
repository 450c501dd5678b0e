"""Bytes of a text file as text: the encodings that bureaux of three decades have saved their pages in."""

import re

from bureau.text import clean_text
from releases.parse.findings import ParseRefused

_SIGNATURES = (
    (b"%PDF-", "PDF ファイルです。文字を選んで貼り付けるか、元の Word ファイルを使ってください。"),
    (
        b"\xd0\xcf\x11\xe0",
        "古い形式の Office ファイル（.doc など）です。Word で開き、.docx で保存し直してください。",
    ),
    (b"{\\rtf", "リッチテキスト（.rtf）です。Word で開き、.docx で保存し直してください。"),
    (b"\x89PNG", "画像ファイルです。原稿のファイルを選んでください。"),
    (b"\xff\xd8\xff", "画像ファイルです。原稿のファイルを選んでください。"),
    (b"GIF8", "画像ファイルです。原稿のファイルを選んでください。"),
    (b"PK\x03\x04", "圧縮ファイルです。中の原稿（.txt、.html、.docx）を取り出して選んでください。"),
)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ISO_2022 = re.compile(rb"\x1b(?:\$[@B]|\(J|\$\(D|\$\([OQ])")
_KANA_CP932 = re.compile(rb"\x82[\x9f-\xf1]|\x83[\x40-\x96]|\x81[\x41\x42]")
_KANA_EUC = re.compile(rb"\xa4[\xa1-\xf3]|\xa5[\xa1-\xf6]|\xa1[\xa2\xa3]")


def decode(data: bytes) -> tuple[str, tuple[tuple[str, int, str], ...]]:
    """Return the text of a file and remarks (code, line, message) on lines that were hard to read.

    UTF-8 and UTF-16 with or without mark, CP932 (Shift_JIS is always read as CP932, so that 髙 stays), EUC-JP,
    ISO-2022-JP. Raises ``ParseRefused`` for what is no text.
    """
    for signature, message in _SIGNATURES:
        if data.startswith(signature):
            raise ParseRefused(message)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _whole(data, encoding)
    if _ISO_2022.search(data):
        return _whole(data, "iso2022_jp_ext", "iso2022_jp_2004")
    if b"\x00" in data:
        raise ParseRefused("文字のファイルではありません（バイナリです）。原稿のファイルを選んでください。")
    try:
        return clean_text(data.decode("utf-8")), ()
    except UnicodeDecodeError:
        pass
    for encoding in _japanese(data):
        try:
            return clean_text(data.decode(encoding)), ()
        except UnicodeDecodeError:
            continue
    return _by_line(data)


def _whole(data: bytes, *encodings: str) -> tuple[str, tuple[tuple[str, int, str], ...]]:
    for encoding in encodings:
        try:
            return clean_text(data.decode(encoding)), ()
        except UnicodeDecodeError:
            continue
    text = clean_text(data.decode(encodings[0], errors="replace"))
    return text, tuple(
        ("encoding_mixed", number, "読めない文字があります（「\ufffd」の所）。元の原稿と見比べてください。")
        for number, line in enumerate(text.split("\n"), start=1)
        if "\ufffd" in line
    )


def _japanese(data: bytes) -> tuple[str, ...]:
    """The two encodings that share their bytes, likelier one first: by kana and punctuation found."""
    if len(_KANA_EUC.findall(data)) > len(_KANA_CP932.findall(data)):
        return ("euc_jp", "euc_jis_2004", "cp932")
    return ("cp932", "euc_jp", "euc_jis_2004")


def _by_line(data: bytes) -> tuple[str, tuple[tuple[str, int, str], ...]]:
    """A file pasted together from several encodings, line by line; each line in a minority encoding is remarked."""
    likely = _japanese(data)
    lines, remarks, undecoded = [], [], 0
    for number, raw in enumerate(re.split(rb"\r\n|\r|\n", data), start=1):
        encoding, text = _first_that_reads(raw, ("utf-8", *likely))
        if not raw.isascii():
            message = f"文字コードが混ざっています。この行は {encoding} として読みました。"
            if "\ufffd" in text:
                undecoded += 1
                message = "読めない文字があります（「\ufffd」の所）。元の原稿と見比べてください。"
            remarks.append(("encoding_mixed", number, message))
        lines.append(text)
    if undecoded * 2 > len(lines):
        raise ParseRefused("文字コードが分かりません。UTF-8 で保存し直してください。")
    return clean_text("\n".join(lines)), tuple(remarks)


def _first_that_reads(raw: bytes, encodings: tuple[str, ...]) -> tuple[str, str]:
    for encoding in encodings:
        try:
            return encoding, raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return encodings[1], raw.decode(encodings[1], errors="replace")
