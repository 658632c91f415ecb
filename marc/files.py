"""Files of records: what a file is, and its records one after the other.

    for item in open_batch(path):
        ...  # Record, or Damaged where the bytes could not be understood

Reading is lazy: memory does not grow with the file, and the first record is there at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from marc import encodings, recognise
from marc.containers import ISO2709, ISO2709_WIDE, TEXT, iso2709
from marc.containers.frames import LEADER_LENGTH, Frame, frames
from marc.containers.text import Narrowed, has_wide_mark, is_wide, narrow
from marc.errors import MarcError
from marc.reading import Understanding, may_be_marc8, read_frame
from marc.record import Damaged, Record

SAMPLE_RECORDS = 300
SAMPLE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """What a file is: `container` as in `marc.containers`, format as in `marc.formats`, most common encoding."""

    file: Path
    container: str
    format: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """A whole file, read to its end: how many records, how many of these stretches could not be understood."""

    file: Path
    container: str
    format: str
    encoding: str
    records: int
    damaged: int


class Batch:
    """The records of a file; can be gone through more than once, and each time reads the file anew."""

    def __init__(self, info: BatchInfo, chosen: bool, proved: bool) -> None:
        self.info = info
        self._chosen = chosen
        self._proved = proved

    @property
    def is_encoding_known(self) -> bool:
        """Whether the user or a record has said which encoding it is; as long as all is ASCII nobody has."""
        return self._proved or self._chosen

    def __iter__(self) -> Iterator[Record | Damaged]:
        try:
            with self.info.file.open("rb") as stream:
                yield from self._read(stream)
        except OSError as error:
            raise _unreadable(self.info.file, error) from error

    def _read(self, stream: BinaryIO) -> Iterator[Record | Damaged]:
        if self.info.container == ISO2709:
            return self._read_iso2709(stream)
        return TEXT[self.info.container].read(stream, self.info.encoding)

    def _read_iso2709(self, stream: BinaryIO) -> Iterator[Record | Damaged]:
        if is_wide(self.info.encoding):
            return self._read_wide(stream)
        return self._read_narrow(stream)

    def _read_wide(self, stream: BinaryIO) -> Iterator[Record | Damaged]:
        """A file that is UTF-16 as a whole: its text is read as UTF-8."""
        how = Understanding("utf-8", self.info.format, chosen=True)
        for number, frame in enumerate(frames(Narrowed(stream, self.info.encoding)), 1):
            item = read_frame(frame, number, how)
            if isinstance(item, Record) and item.origin:
                item = replace(item, origin=replace(item.origin, container=ISO2709_WIDE))
            yield item

    def _read_narrow(self, stream: BinaryIO) -> Iterator[Record | Damaged]:
        encoding = self.info.encoding if self.is_encoding_known else ""
        how = Understanding(encoding, self.info.format, self._chosen)
        for number, frame in enumerate(frames(stream), 1):
            item = read_frame(frame, number, how)
            if not how.encoding and isinstance(item, Record) and not frame.raw.isascii() and item.origin:
                how = Understanding(item.origin.encoding, self.info.format)  # the first to prove one decides
            yield item


def open_batch(path: Path, encoding: str = "auto", format: str = "auto") -> Batch:
    """Finds out what a file is; its records are then read lazily.

    `encoding` and `format` are the user's choice; `auto` decides by the first records. MarcError: the file cannot be
    opened, is empty, or holds no MARC records.
    """
    chosen = "" if encoding == "auto" else encodings.canonical_for_reading(encoding)
    if format not in ("auto", *recognise.FORMATS):
        raise MarcError("“{format}” is no format of records; take cnmarc, unimarc or marc21.", format=format)
    wanted = "" if format == "auto" else format
    try:
        with path.open("rb") as stream:
            head = stream.read(SAMPLE_BYTES)
            wide = chosen if is_wide(chosen) else "" if chosen or not has_wide_mark(head) else "utf-16"
            container = container_of(b"".join(narrow(BytesIO(head), wide)))
            if not container:
                raise _no_records(path, head)
            stream.seek(0)
            info, proved = _look(path, stream, container, wide or chosen, wanted)
    except OSError as error:
        raise _unreadable(path, error) from error
    return Batch(info, bool(chosen), proved)


def inspect(path: Path) -> Inspection:
    """Reads a file to its end and counts; MarcError as `open_batch`."""
    batch = open_batch(path)
    info = batch.info
    records = damaged = 0
    for item in batch:
        if isinstance(item, Damaged):
            damaged += 1
        else:
            records += 1
    return Inspection(info.file, info.container, info.format, info.encoding, records, damaged)


def read_bytes(raw: bytes, encoding: str, format: str = "auto") -> Record | Damaged:
    """One ISO 2709 record that is in memory, in an encoding that is known."""
    wanted = recognise.recognise_bytes(raw) if format == "auto" else format
    how = Understanding(encodings.canonical(encoding), wanted or recognise.DEFAULT, chosen=True)
    return read_frame(Frame(0, raw), 1, how)


def container_of(head: bytes) -> str:
    """The container of a file by its first bytes; the empty string if it holds no records."""
    for name, module in TEXT.items():
        if module.begins(head):
            return name
    window = islice(frames(BytesIO(head)), SAMPLE_RECORDS)
    if any(frame.readable and iso2709.FIELD_END in frame.raw for frame in window):
        return ISO2709
    return ""


def _look(path: Path, stream: BinaryIO, container: str, chosen: str, wanted: str) -> tuple[BatchInfo, bool]:
    """What the file is, and whether a record has proved its encoding."""
    if container != ISO2709:
        encoding = chosen or TEXT[container].encoding_of(stream.read(SAMPLE_BYTES))
        stream.seek(0)
        reader = TEXT[container].read(stream, encoding)
        first = [item for item in islice(reader, SAMPLE_RECORDS) if isinstance(item, Record)]
        format = wanted or recognise.most_common(map(recognise.recognise, first))
        return BatchInfo(path, container, format, encoding), True
    if is_wide(chosen):
        some = islice(frames(Narrowed(stream, chosen)), SAMPLE_RECORDS)
        format = wanted or recognise.most_common(recognise.recognise_bytes(frame.raw) for frame in some)
        return BatchInfo(path, container, format, chosen), True
    samples = _samples(stream)
    format = wanted or recognise.most_common(map(recognise.recognise_bytes, samples))
    found = chosen or encodings.decide((raw[LEADER_LENGTH:], may_be_marc8(raw, format)) for raw in samples)
    return BatchInfo(path, container, format, found or "utf-8"), bool(found)


def _samples(stream: BinaryIO) -> list[bytes]:
    """Records from the beginning, and if these are all ASCII also from the middle and the end, as bytes."""
    size = stream.seek(0, 2)
    taken: list[bytes] = []
    for start in (0, size // 2, max(0, size - SAMPLE_BYTES)):
        if start and (start < SAMPLE_BYTES or not all(raw.isascii() for raw in taken)):
            continue
        stream.seek(start)
        window = frames(stream)
        some = [frame.raw for frame in islice(window, SAMPLE_RECORDS) if frame.readable]
        taken += some[1:] if start else some
    return taken


def _no_records(path: Path, head: bytes) -> MarcError:
    if not head.strip(b"\0\r\n\t "):
        return MarcError("{file} is empty; choose a file of MARC records.", file=path)
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<", head):
        return MarcError("{file} is XML, but has no MARC records in it; choose a MARCXML file.", file=path)
    return MarcError(
        "{file} holds no MARC records; choose an ISO 2709, MARCXML, MARC-in-JSON, mrk or worksheet file.", file=path
    )


def _unreadable(path: Path, error: OSError) -> MarcError:
    return MarcError(
        "{file} cannot be read ({reason}); check that it exists and may be opened.",
        file=path,
        reason=error.strerror or str(error),
    )
