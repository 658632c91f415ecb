"""A batch at a glance: where each record lies, its title, first author, ISBN and year, without reading the rest.

Only the fields that hold these are cut out by the directory, decoded and looked at. Where anything is unusual (the
directory lies, the text is not in the file's encoding, a value is missing) the whole record is read instead, so that
the values are always those of `marc.access`. Fields that are not looked at are not decoded either: a record with an
undecodable byte in a note is in the index, and turns out to be damaged when it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from struct import Struct
from typing import NamedTuple

from marc import files
from marc.access import MARC21, NOT_SORTED, TRAILING, UNIMARC, access_points, first_year
from marc.containers import ISO2709
from marc.containers.frames import Frame, frames
from marc.encodings import MARC8, fits
from marc.marc8 import ESCAPE
from marc.numbers import isbn13
from marc.reading import Understanding, read_frame
from marc.record import Damaged, Record

_DIRECTORY = Struct("3s4s5s")


class Entry(NamedTuple):
    """One record of a file: its number from 1, the offset and size of its bytes, and how it shows in a list.

    `damaged` says that the bytes could not be read; the texts are then empty.
    """

    number: int
    offset: int
    size: int
    title: str = ""
    author: str = ""
    isbn: str = ""
    year: str = ""
    damaged: bool = False


def index(path: Path, encoding: str = "auto", format: str = "auto") -> Iterator[Entry]:
    """An entry for every record of a file, lazily; MarcError as `marc.files.open_batch`.

    Files that are not ISO 2709 are read whole, record by record.
    """
    batch = files.open_batch(path, encoding, format)
    info = batch.info
    if info.container != ISO2709 or info.encoding == MARC8:
        return (_read_entry(item, info.format) for item in batch)
    how = Understanding(info.encoding if batch.is_encoding_known else "", info.format, encoding != "auto")
    return _scan(path, how)


def _scan(path: Path, how: Understanding) -> Iterator[Entry]:
    glance = _Glance(how)
    with path.open("rb") as stream:
        for number, frame in enumerate(frames(stream), 1):
            entry = None if frame.faults or not frame.readable else glance.entry(number, frame)
            yield entry or _read_entry(read_frame(frame, number, how), how.format)


def _read_entry(item: Record | Damaged, format: str) -> Entry:
    source = item if isinstance(item, Damaged) else item.origin
    assert source is not None  # what comes from a file knows where it came from
    if isinstance(item, Damaged):
        return Entry(source.number, source.offset, len(source.raw), damaged=True)
    found = access_points(item, format)
    author = found.authors[0] if found.authors else ""
    return Entry(source.number, source.offset, len(source.raw), found.title, author, found.isbn, found.year)


class _Glance:
    """Looks at one record through its directory, for one format and encoding."""

    def __init__(self, how: Understanding) -> None:
        places = MARC21 if how.format == "marc21" else UNIMARC
        self.encoding = how.encoding or "ascii"
        self.may_be_utf8 = how.encoding != "utf-8" and not how.chosen
        self.title_tag, self.title_codes = places.title[0].encode(), places.title[1]
        self.isbn_tag = places.isbn.encode()
        self.stated_code = places.stated_author[1]
        self.joint = ", " if places is MARC21 else ""
        self.years = [(tag.encode(), code) for tag, code in places.year]
        # a lower rank is the heading to show; of one rank the first in the record counts
        self.ranks = {
            tag.encode(): (rank, codes)
            for rank, (pattern, codes) in enumerate(places.authors)
            for tag in ([pattern.replace(".", digit) for digit in "0123456789"] if "." in pattern else [pattern])
        }
        self.wanted = {self.title_tag, self.isbn_tag, *(tag for tag, _code in self.years)}

    def entry(self, number: int, frame: Frame) -> Entry | None:
        """The entry, or None if the record must be read to know it."""
        raw = frame.raw
        if ESCAPE in raw:  # MARC-8, perhaps
            return None
        if self.may_be_utf8 and not raw.isascii() and fits(raw, "utf-8"):
            return None
        try:
            texts, author = self._texts(raw, int(raw[12:17]))
        except ValueError:  # a number that is none, a directory that lies, bytes that are not in the encoding
            return None
        if self.title_tag not in texts:
            return None
        if any(mark in texts[self.title_tag][0] for mark in NOT_SORTED):
            return None
        title = _heading(texts[self.title_tag][0], self.title_codes, " ", before_second="a")
        year = self._year(texts)
        if not title or not year:
            return None
        if not author:
            author = next(_values(texts[self.title_tag], self.stated_code), "").strip(TRAILING)
        return Entry(number, frame.offset, len(raw), title, author, self._isbn(texts.get(self.isbn_tag, ())), year)

    def _texts(self, raw: bytes, base: int) -> tuple[dict[bytes, list[str]], str]:
        """The wanted fields as text, and the first author; ValueError if the directory does not lead to them."""
        texts: dict[bytes, list[str]] = {}
        wanted, ranks = self.wanted, self.ranks
        best, found, codes = len(ranks), (b"", b""), ""
        directory = raw[24 : base - 1]
        if len(directory) % _DIRECTORY.size:
            raise ValueError(base)
        for tag, length, start in _DIRECTORY.iter_unpack(directory):
            if tag in wanted:
                texts.setdefault(tag, []).append(self._text(raw, base + int(start), int(length)))
            elif tag in ranks and ranks[tag][0] < best:
                best, codes = ranks[tag]
                found = (length, start)
        if not codes:
            return texts, ""
        heading = _heading(self._text(raw, base + int(found[1]), int(found[0])), codes, self.joint)
        if not heading:
            raise ValueError(best)  # another field may have one
        return texts, heading

    def _text(self, raw: bytes, begin: int, length: int) -> str:
        field = raw[begin : begin + length]
        if raw[begin - 1] != 0x1E or field.find(b"\x1e") != length - 1 or field[2:3] != b"\x1f":
            raise ValueError(begin)
        return field.decode("ascii" if field.isascii() else self.encoding)[:-1]

    def _year(self, texts: dict[bytes, list[str]]) -> str:
        for tag, code in self.years:
            for value in _values(texts.get(tag, ()), code):
                if year := first_year(value):
                    return year
        return ""

    def _isbn(self, texts: Sequence[str]) -> str:
        values = list(_values(texts, "a"))
        return next(filter(None, map(isbn13, values)), values[0].strip() if values else "")


def _values(texts: Sequence[str], code: str) -> Iterator[str]:
    for text in texts:
        for part in text[3:].split("\x1f"):
            if part[:1] == code:
                yield part[1:]


def _heading(text: str, codes: str, joint: str, before_second: str = "") -> str:
    parts: list[str] = []
    for part in text[3:].split("\x1f"):
        code = part[:1]
        if code and code in codes:
            if parts and code == before_second:
                break
            parts.append(part[1:].strip(TRAILING))
    return joint.join(filter(None, parts))
