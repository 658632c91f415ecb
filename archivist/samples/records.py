"""The sample records as a library would get them: batches in ISO 2709."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from archivist.errors import ArchivistError
from marc.errors import MarcError
from marc.lines import from_line, leader_from_line
from marc.record import Record
from marc.write import encode

GBK_RECORDS = "records.txt"
OTHER_RECORDS = "records_utf8.txt"
COMMENT = "#"


def sample_batch() -> bytes:
    """The records that GBK can hold, as one ISO 2709 file in GBK."""
    return b"".join(encode(record, "gbk") for record in sample_records())


def sample_batch_utf8() -> bytes:
    """The records with titles in Mongolian, which GBK cannot hold, as one ISO 2709 file in UTF-8."""
    return b"".join(encode(record, "utf-8") for record in sample_records(OTHER_RECORDS))


def sample_records(name: str = GBK_RECORDS) -> Iterator[Record]:
    """The records of one text file of `resources/samples`, in their order; in the line form of `marc.lines`.

    ArchivistError: the file does not read as records; the installation is damaged.
    """
    text = files("resources").joinpath("samples", name).read_text(encoding="utf-8")
    blocks = ([line for line in block.splitlines() if not line.startswith(COMMENT)] for block in text.split("\n\n"))
    for number, lines in enumerate(filter(None, blocks), 1):
        try:
            yield Record(leader_from_line(lines[0]), tuple(from_line(line) for line in lines[1:]))
        except MarcError as error:
            raise ArchivistError(
                "Sample record {number} of {file} cannot be read: {reason} Install Archivist again.",
                number=number,
                file=name,
                reason=error,
            ) from error
