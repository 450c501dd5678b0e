"""Survey comments from a table that a form service or a spreadsheet has written."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass

from bureau.text import clean_text
from releases.parse.office import PartTooLarge, xml_of

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024
MAX_ROWS = 5000
MAX_SHEET_ROWS = 50_000
"""With the empty ones that a sheet may have between and below."""
MAX_COLUMNS = 300
MAX_MARKS = 2_000_000
"""Tags of a part that holds cells or their texts, as many as a full table with readings above its words has."""
MAX_OTHER_MARKS = 100_000
"""Tags of any other part: a library makes something large of each of them."""
MAX_ROW_MARKS = 100_000
LONGEST = 2000
SHOWN = 5
_CELLS = ("xl/worksheets/", "xl/sharedStrings.")
_ROW = re.compile(rb"<(?:[^\s<>/!?:]+:)?row[\s/>]")
_TOO_LARGE = "ファイルの中身が大きすぎます。必要な列だけのファイルにしてください。"
_TOO_MANY_ROWS = f"行が多すぎます。{MAX_ROWS:,}行以内に分けてください。"


class TableRefused(ValueError):
    """The file cannot be read; the message (Japanese) says why and what to do."""


@dataclass(frozen=True)
class Table:
    """``header`` are the names of the columns, ``rows`` the cells as text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def guessed_column(self) -> int:
        """The column that most likely holds comments: named so, or the one with the longest texts."""
        for number, name in enumerate(self.header):
            if any(word in name for word in ("意見", "感想", "自由記述", "コメント", "ご要望")):
                return number
        lengths = [sum(len(row[number]) for row in self.rows) for number in range(len(self.header))]
        return lengths.index(max(lengths, default=0)) if lengths else 0


@dataclass(frozen=True)
class Taken:
    """Comments of a column, and what was left out of it: empty cells, repeated ones, and those too long."""

    texts: tuple[str, ...]
    empty: int
    repeated: int
    too_long: int


def read_table(data: bytes, name: str) -> Table:
    """The table of a CSV or XLSX file. Raises ``TableRefused``."""
    if not data.strip():
        raise TableRefused("ファイルが空です。")
    if len(data) > MAX_BYTES:
        raise TableRefused("ファイルが大きすぎます。5MB以内にしてください。")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefused(
            "古い形式の Excel（.xls）か、パスワードのかかったファイルです。"
            "パスワードを外し、.xlsx か CSV で保存し直してください。"
        )
    rows = _workbook(data) if data.startswith(b"PK\x03\x04") else _csv(data)
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        raise TableRefused("見出しの行と、その下の行が読み取れません。表の一行目に列の名前を入れてください。")
    if len(rows) > MAX_ROWS:
        raise TableRefused(_TOO_MANY_ROWS)
    width = max(map(len, rows))
    if width > MAX_COLUMNS:
        raise TableRefused(f"列が多すぎます。{MAX_COLUMNS:,}列以内に減らしてください。")
    filled = [(*row, *[""] * (width - len(row))) for row in rows]
    header = tuple(cell or f"{number}列目" for number, cell in enumerate(filled[0], start=1))
    return Table(header, tuple(filled[1:]))


def take(table: Table, column: int, known: set[str]) -> Taken:
    """The comments of a column; ``known`` are those that the event has already."""
    texts: list[str] = []
    empty = repeated = too_long = 0
    seen = {_key(text) for text in known}
    for row in table.rows:
        text = clean_text(row[column]).strip()
        if not text or text in {"-", "－", "なし", "特になし", "特にありません", "特にありません。"}:
            empty += 1
        elif len(text) > LONGEST:
            too_long += 1
        elif _key(text) in seen:
            repeated += 1
        else:
            seen.add(_key(text))
            texts.append(text)
    return Taken(tuple(texts), empty, repeated, too_long)


def _key(text: str) -> str:
    return "".join(text.split())


def _without_empty_end(row: list[str]) -> list[str]:
    """Spreadsheets write cells that once held something: empty ones at the end make no table wide."""
    while row and not row[-1]:
        row.pop()
    return row


def _csv(data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode("utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise TableRefused("文字コードが分かりません。UTF-8 か Shift_JIS の CSV で保存し直してください。")
    if "\x00" in text:
        raise TableRefused("表のファイルではありません。CSV か Excel（.xlsx）のファイルを選んでください。")
    first = text.partition("\n")[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [_without_empty_end([cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise TableRefused(f"CSV として読めません（{error}）。") from error


def _is_a_bomb(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part of a workbook would take minutes or the memory of the machine to read."""
    try:
        content = xml_of(archive, part, MAX_UNPACKED)
    except PartTooLarge:
        return True
    if not part.filename.startswith(_CELLS):
        return content.count(b"<") > MAX_OTHER_MARKS
    # A row is read as one, however wide it is.
    return content.count(b"<") > MAX_MARKS or any(
        row.count(b"<") > MAX_ROW_MARKS for row in _ROW.split(content) if part.filename.startswith(_CELLS[0])
    )


def _workbook(data: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise TableRefused(_TOO_LARGE)
            if any(_is_a_bomb(archive, entry) for entry in archive.infolist()):
                raise TableRefused(_TOO_LARGE)
            if not any(entry.filename.startswith("xl/") for entry in archive.infolist()):
                raise TableRefused("Excel のファイル（.xlsx）ではありません。")
        # Formulas are taken as they are written, never as what they once gave.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        # The size that a sheet claims is often wrong: too small would lose rows, too large would fill the memory.
        sheet.reset_dimensions()
        rows = []
        # One column more than may be, to see that there are more: rows may reach to 16,384 with a single cell.
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1)):
            if len(rows) > MAX_ROWS or number > MAX_SHEET_ROWS:
                raise TableRefused(_TOO_MANY_ROWS)
            if any(cell is not None for cell in row):
                rows.append(_without_empty_end(["" if cell is None else str(cell).strip() for cell in row]))
        book.close()
    except TableRefused:
        raise
    except Exception as error:
        raise TableRefused("Excel のファイルとして読めません。開いて保存し直すか、CSV にしてください。") from error
    return rows
