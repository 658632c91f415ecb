"""Records as an order list: a row for each, in CSV or XLSX, under the headings of a mapping.

A list has only what the mapping has columns for. What a cell cannot hold is refused, never cut off.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from marc.errors import MarcError
from marc.orders import OrderMapping, usual_mapping
from marc.record import Problem, Record
from marc.replacing import Replacing
from marc.write import Refused, Written

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

ENCODINGS = {"utf-8": "utf-8-sig", "gb18030": "gb18030", "gbk": "gbk"}
"""What a CSV may be in. UTF-8 begins with the mark without which Excel would not take it for UTF-8."""
_NOT_IN_CELLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
_MOST_ROWS = 1_048_576


def write_orders(
    records: Iterable[Record], out: Path, mapping: OrderMapping | None = None, *, encoding: str = "utf-8",
    force: bool = False,
) -> Iterator[Written | Refused]:  # fmt: skip
    """Writes a list to a file that ends in .csv or .xlsx and yields what became of each record.

    `encoding` is that of a CSV. Several values of a place are joined by the mapping's separator. The file appears under
    its name only when all is written. MarcError, at once: another ending or encoding, or the file exists and `force` is
    not set.
    """
    if out.suffix.lower() not in (".csv", ".xlsx"):
        raise MarcError("{file} is no name for a list; let it end in .csv or .xlsx.", file=out)
    if encoding not in ENCODINGS:
        raise MarcError("A list cannot be written in “{name}”; take one of {known}.", name=encoding,
                        known=", ".join(ENCODINGS))  # fmt: skip
    if out.exists() and not force:
        raise MarcError("{file} exists already; choose another name or allow it to be replaced.", file=out)
    return _write(records, out, mapping or usual_mapping(), encoding)


def cells_of(record: Record, mapping: OrderMapping) -> tuple[str, ...]:
    """The record as a row under the headings of `mapping.written()`."""
    return tuple(mapping.separator.join(_values(record, place)) for place in mapping.written())


def _values(record: Record, place: str) -> Iterator[str]:
    tag, _dollar, code = place.partition("$")
    if not code:
        yield from filter(None, [record.control(tag)])
        return
    yield from (value for field in record.data(tag) for value in field.values(code) if value)


def _write(
    records: Iterable[Record], out: Path, mapping: OrderMapping, encoding: str
) -> Iterator[Written | Refused]:  # fmt: skip
    is_sheet = out.suffix.lower() == ".xlsx"
    with (
        Replacing(out) as target,
        closing(_Sheet(target.stream) if is_sheet else _Csv(target.stream, encoding)) as writer,
    ):
        writer.add(tuple(mapping.written().values()))
        for number, record in enumerate(records, 1):
            try:
                size = writer.add(cells_of(record, mapping))
            except MarcError as error:
                yield Refused(number, Problem("refused", error.template, tuple(error.values.items())))
                continue
            yield Written(number, size)
        writer.finish()
        target.complete = True


class _Writer(Protocol):
    def add(self, cells: tuple[str, ...]) -> int:
        """Writes a row and says how many bytes its text has; MarcError: a cell cannot be written."""

    def finish(self) -> None:
        """Writes what is still waiting."""

    def close(self) -> None:
        """Lets go of what it holds, whether it has finished or not."""


class _Csv:
    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self.stream = stream
        self.encoding = encoding
        self.begun = False

    def add(self, cells: tuple[str, ...]) -> int:
        line = StringIO()
        csv.writer(line).writerow(cells)
        try:
            data = line.getvalue().encode(self.encoding if self.begun else ENCODINGS[self.encoding])
        except UnicodeEncodeError as error:
            sign = error.object[error.start]
            raise MarcError(
                "“{character}” (U+{sign}) is not in {encoding}; take utf-8 or gb18030 for this list.",
                character=sign.encode("utf-8", "replace").decode(), sign=f"{ord(sign):04X}", encoding=self.encoding,
            ) from error  # fmt: skip
        self.stream.write(data)
        self.begun = True
        return len(data)

    def finish(self) -> None:
        self.stream.flush()

    def close(self) -> None:
        """Nothing is held."""


class _Sheet:
    def __init__(self, stream: BinaryIO) -> None:
        from openpyxl import Workbook  # half a second, and only XLSX needs it

        self.stream = stream
        self.book = Workbook(write_only=True)
        self.page: WriteOnlyWorksheet = self.book.create_sheet()
        self.rows = 0

    def add(self, cells: tuple[str, ...]) -> int:
        from openpyxl.cell import WriteOnlyCell

        if self.rows >= _MOST_ROWS:
            raise MarcError("A sheet has {count} rows at most; write the rest to another file.", count=_MOST_ROWS)
        for text in cells:
            if len(text) > _LONGEST_CELL:
                raise MarcError("A cell holds {count} characters at most; write this record to CSV.",
                                count=_LONGEST_CELL)  # fmt: skip
            if match := _NOT_IN_CELLS.search(text):
                raise MarcError("A cell cannot hold the control character U+{sign}; take it out of the record.",
                                sign=f"{ord(match[0]):04X}")  # fmt: skip
        row = [WriteOnlyCell(self.page, text) for text in cells]
        for cell in row:
            cell.data_type = "s"  # or a title that begins with = would be a formula
        self.page.append(row)
        self.rows += 1
        return sum(len(text.encode("utf-8")) for text in cells)

    def finish(self) -> None:
        self.book.save(self.stream)

    def close(self) -> None:
        if not self.page.closed:  # given up in the middle, it would complain when it is cleared away
            self.page.close()
