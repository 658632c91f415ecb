"""Tables of text: the rows of a CSV or XLSX file, read one after the other, and written.

A row that cannot be read says why and is followed by the rows behind it. CSV is UTF-8 if it can be, else GB 18030;
UTF-16 if it says so. A quotation mark that is never closed costs its own line, not the rest of the file.
"""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from marc.errors import MarcError
from marc.record import Problem

if TYPE_CHECKING:
    from openpyxl import Workbook

CSV, XLSX = "csv", "xlsx"
DELIMITERS = ",\t;|，"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, SyntaxError, EOFError)
"""What reading a spreadsheet raises when its file is damaged; errors of XML are SyntaxErrors."""
_CHUNK = 1 << 16
_LONGEST_LINE = 1 << 20
_MOST_LINES = 50
"""Lines that one row may have in quotation marks; where it would have more, a mark is not closed."""
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in the file (from 1; the number of its first line in CSV), its cells without blanks around.

    `raw` are its bytes (of a UTF-16 file in UTF-8), in XLSX its cells as UTF-8 with tabs between; `offset` is in bytes,
    0 in XLSX and UTF-16. A row with a problem has no cells.
    """

    number: int
    cells: tuple[str, ...]
    raw: bytes
    offset: int = 0
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One way to read a file: `part` is the delimiter of CSV or the sheet of XLSX. Each iteration reads it anew."""

    path: Path
    container: str
    encoding: str
    part: str

    def __iter__(self) -> Iterator[Row]:
        try:
            if self.container == XLSX:
                yield from _sheet_rows(self.path, self.part)
                return
            with self.path.open("rb") as stream:
                yield from _csv_rows(_lines(stream, self.encoding), self.part)
        except OSError as error:
            raise _unreadable(self.path, error) from error


def tables(path: Path) -> tuple[Table, ...]:
    """The ways in which a file can be read: a CSV with each delimiter, an XLSX by its sheets.

    MarcError: it cannot be opened, is empty, or is neither of the two.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_CHUNK)
            if head.startswith(_OLE):
                raise MarcError("{file} is in the old form of Excel; save it as .xlsx or .csv.", file=path)
            if head.startswith(_ZIP):
                return tuple(Table(path, XLSX, "utf-8", sheet) for sheet in _sheets(path))
            if not head.strip(b"\0\r\n\t "):
                raise MarcError("{file} is empty; choose a list with a row of headings.", file=path)
            encoding = _encoding_of(stream, head)
    except OSError as error:
        raise _unreadable(path, error) from error
    return tuple(Table(path, CSV, encoding, delimiter) for delimiter in DELIMITERS)


def cell_text(value: object) -> str:
    """A cell of a spreadsheet as a person sees it: a whole number without a point, a date as 2023-05-01."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.12g}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return _clean(str(value))


def _clean(text: str) -> str:
    """Without blanks around and line ends inside, and without the `="…"` that makes Excel take digits as text."""
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return re.sub(r"\s*[\r\n]+\s*", " ", text.replace("\u00a0", " ")).strip(" \t\u3000")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line; `text` is None where its bytes are not in the encoding of the file."""

    number: int
    offset: int
    raw: bytes
    text: str | None


class _Feed:
    """Gives lines to a CSV reader and remembers those of the row in hand, so that they can be given again."""

    def __init__(self, lines: Iterator[_Line]) -> None:
        self.lines = lines
        self.again: deque[_Line] = deque()
        self.taken: list[_Line] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MOST_LINES:
            raise csv.Error
        line = self.again.popleft() if self.again else next(self.lines)
        self.taken.append(line)
        if line.text is None:
            raise csv.Error
        return line.text

    def back_to_second(self) -> _Line:
        """The first line of the row in hand; the others will come again."""
        first, *rest = self.taken
        self.again.extendleft(reversed(rest))
        return first


def _csv_rows(lines: Iterator[_Line], delimiter: str) -> Iterator[Row]:
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.taken = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            bad = feed.back_to_second()
            yield Row(bad.number, (), bad.raw, bad.offset, _problem(bad))
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
            continue
        first = feed.taken[0]
        yield Row(first.number, tuple(map(_clean, cells)), b"".join(line.raw for line in feed.taken), first.offset)


def _problem(line: _Line) -> Problem:
    if line.text is None:
        template = "Row {row} has bytes that are in no encoding of this file; write it again."
        return Problem("row_encoding", template, (("row", line.number),))
    template = "Row {row} has a quotation mark without a partner; put it right."
    return Problem("row_quotes", template, (("row", line.number),))


def _lines(stream: BinaryIO, encoding: str) -> Iterator[_Line]:
    """The lines of a file with their ends; one that is too long to be a line comes in pieces that have no text."""
    offset = next((len(mark) for mark, _name in _MARKS if _begins(stream, mark)), 0)
    stream.seek(offset)
    wide = encoding.startswith("utf-16")
    for number, raw in enumerate(_raw_lines(_in_utf8(stream, encoding) if wide else _chunks(stream)), 1):
        try:
            text = raw.decode("utf-8" if wide else encoding) if len(raw) < _LONGEST_LINE else None
        except UnicodeDecodeError:
            text = None
        yield _Line(number, 0 if wide else offset, raw, text)
        offset += len(raw)


def _raw_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Lines as bytes; a CR that stands alone ends one too, as old Macintosh files have it."""
    rest = b""
    for chunk in chunks:
        lines = (rest + chunk).splitlines(keepends=True)
        rest = b"" if lines[-1].endswith(b"\n") else lines.pop()  # of what ends with a CR the LF may be still to come
        yield from lines
        if len(rest) >= _LONGEST_LINE:
            yield rest
            rest = b""
    yield from rest.splitlines(keepends=True)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _in_utf8(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    """A file of two-byte characters as UTF-8; what is no character there is none here."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    for chunk in _chunks(stream):
        if text := decoder.decode(chunk):
            yield text.encode("utf-8", "surrogatepass")
    if rest := decoder.getstate()[0]:
        yield rest


def _begins(stream: BinaryIO, mark: bytes) -> bool:
    stream.seek(0)
    return stream.read(len(mark)) == mark


def _encoding_of(stream: BinaryIO, head: bytes) -> str:
    """UTF-8 if all of the file is, or most of its lines are (then the others are damaged), else GB 18030."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    stream.seek(0)
    lines = good = 0
    for raw in _raw_lines(_chunks(stream)):
        if not raw.isascii():
            lines += 1
            good += _is_utf8(raw)
    return "utf-8" if 2 * good >= lines else "gb18030"  # a line of GBK is hardly ever valid UTF-8


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _sheets(path: Path) -> tuple[str, ...]:
    with _workbook(path) as book:
        return tuple(sheet.title for sheet in book.worksheets)


def _sheet_rows(path: Path, sheet: str) -> Iterator[Row]:
    with _workbook(path) as book:
        page = book[sheet]
        page.reset_dimensions()  # what other programs write there is often wrong, and rows would be cut off
        number = 0
        try:
            for number, values in enumerate(page.iter_rows(values_only=True), 1):
                cells = tuple(map(cell_text, values))
                yield Row(number, cells, "\t".join(cells).encode("utf-8", "surrogatepass"))
        except _BROKEN:
            template = "The sheet “{sheet}” is damaged and cannot be read from row {row} on; save it anew."
            yield Row(number + 1, (), b"", 0, Problem("sheet", template, (("sheet", sheet), ("row", number + 1))))


@contextmanager
def _workbook(path: Path) -> Iterator[Workbook]:
    # half a second, and only a list in XLSX needs it
    from openpyxl import load_workbook

    with path.open("rb") as stream:  # given the name it would judge the file by that
        try:
            book = load_workbook(stream, read_only=True, data_only=True)
        except _BROKEN as error:
            raise MarcError(
                "{file} is no spreadsheet, or a damaged one ({reason}); save it as .xlsx again.",
                file=path,
                reason=error,
            ) from error
        with closing(book):
            yield book


def _unreadable(path: Path, error: OSError) -> MarcError:
    return MarcError(
        "{file} cannot be read ({reason}); check that it exists and may be opened.",
        file=path,
        reason=error.strerror or str(error),
    )
