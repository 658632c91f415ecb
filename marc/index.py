"""A batch at a glance: where each record lies, its title, first author, ISBN and year, without reading the rest.

Only the fields that hold these are cut out by the directory, decoded and looked at. Where anything is unusual (the
directory lies, the text is not in the file's encoding, a value is missing) the whole record is read instead, so that
the values are always those of `marc.access`. Fields that are not looked at are not decoded either: a record with an
undecodable byte in a note is in the index, and turns out to be damaged when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from marc import files
from marc.access import MARC21, NOT_SORTED, TRAILING, UNIMARC, access_points, first_year
from marc.containers import ISO2709
from marc.containers.frames import Frame, frames
from marc.containers.text import is_wide
from marc.encodings import MARC8, fits
from marc.marc8 import ESCAPE
from marc.numbers import isbn13
from marc.reading import Understanding, read_frame
from marc.record import Damaged, Record

_ENTRY = 12
_HAS_SUBFIELDS = re.compile("..\x1f", re.DOTALL).match
_NOT_SORTED = re.compile(f"[{NOT_SORTED}]")
_NOT_UTF8 = re.compile(rb"[\x00-\x7f][\x80-\xbf]|[\xc0-\xff][^\x80-\xbf]")
_MOST_PLANS = 5_000


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
    if info.container != ISO2709 or info.encoding == MARC8 or is_wide(info.encoding):
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


class _Plan(NamedTuple):
    """Where the wanted fields are, for all records with the same tags in the same order.

    `entries` are offsets in the directory; the rest are positions in `entries`: `titles` and `isbns` up to (not with)
    the number given, the titles first; the author, or None; the years with the code of their subfield.
    """

    entries: tuple[int, ...]
    titles: int
    isbns: int
    author: int | None
    author_codes: str
    years: tuple[tuple[int, str], ...]


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
        self.plans: dict[bytes, _Plan] = {}

    def entry(self, number: int, frame: Frame) -> Entry | None:
        """The entry, or None if the record must be read to know it."""
        raw = frame.raw
        if ESCAPE in raw:  # MARC-8, perhaps
            return None
        try:
            plan, texts = self._texts(raw, int(raw[12:17]))
        except (ValueError, IndexError):  # no number, a directory that lies, bytes that are not in the encoding
            return None
        if not plan.titles or _NOT_SORTED.search(texts[0]):
            return None
        title = _title(texts[0], self.title_codes)
        year = _year(texts, plan)
        if not title or not year:
            return None
        if plan.author is None:
            author = next(iter(_values(texts[: plan.titles], self.stated_code)), "").strip(TRAILING)
        elif not (author := _heading(texts[plan.author], plan.author_codes, self.joint)):
            return None  # another field may have one
        isbn = _isbn(texts[plan.titles : plan.isbns])
        return Entry(number, frame.offset, len(raw), title, author, isbn, year)

    def _texts(self, raw: bytes, base: int) -> tuple[_Plan, list[str]]:
        """The wanted fields as text; ValueError or IndexError if the directory does not lead to them.

        They are decoded together. As each ends with an end mark, and there are no more marks than fields, none has one
        inside.
        """
        directory = raw[24 : base - 1]
        tags = directory[::_ENTRY] + directory[1::_ENTRY] + directory[2::_ENTRY]
        if len(directory) != 4 * len(tags) or not directory.isalnum():
            raise ValueError(base)
        plan = self.plans.get(tags) or self._plan(tags)
        fields = []
        for entry in plan.entries:
            length, start = divmod(int(directory[entry + 3 : entry + 12]), 100_000)
            begin = base + start
            end = begin + length
            if raw[begin - 1] != 0x1E or raw[end - 1] != 0x1E:
                raise ValueError(entry)
            fields.append(raw[begin:end])
        joined = b"".join(fields)
        if self.may_be_utf8 and not raw.isascii() and _may_be_utf8(joined) and fits(raw, "utf-8"):
            raise ValueError(base)
        texts = joined.decode(self.encoding).split("\x1e")
        if len(texts) != len(fields) + 1 or not all(map(_HAS_SUBFIELDS, texts[:-1])):
            raise ValueError(base)
        return plan, texts

    def _plan(self, columns: bytes) -> _Plan:
        """The plan for these tags, of which first come all first signs, then all second, then all third."""
        count = len(columns) // 3
        tags = [columns[at::count] for at in range(count)]
        titles = [at for at, tag in enumerate(tags) if tag == self.title_tag]
        isbns = [at for at, tag in enumerate(tags) if tag == self.isbn_tag]
        years = [(at, code) for year, code in self.years for at, tag in enumerate(tags) if tag == year]
        ranked = [(*self.ranks[tag], at) for at, tag in enumerate(tags) if tag in self.ranks]
        author = [min(ranked, key=lambda found: found[0])] if ranked else []
        wanted = [*titles, *isbns, *(at for at, _code in years), *(at for _rank, _codes, at in author)]
        order = {at: place for place, at in enumerate(dict.fromkeys(wanted))}
        plan = _Plan(
            entries=tuple(_ENTRY * at for at in order),
            titles=len(titles),
            isbns=len(titles) + len(isbns),
            author=order[author[0][2]] if author else None,
            author_codes=author[0][1] if author else "",
            years=tuple((order[at], code) for at, code in years),
        )
        if len(self.plans) >= _MOST_PLANS:
            self.plans.clear()
        self.plans[columns] = plan
        return plan


def _may_be_utf8(part: bytes) -> bool:
    """Finds nearly all that is not UTF-8 sooner than a decoder fails."""
    return part.isascii() or _NOT_UTF8.search(part) is None


def _year(texts: Sequence[str], plan: _Plan) -> str:
    for place, code in plan.years:
        for value in _values((texts[place],), code):
            if year := first_year(value):
                return year
    return ""


def _isbn(texts: Sequence[str]) -> str:
    values = _values(texts, "a")
    for value in values:
        if number := isbn13(value):
            return number
    return values[0].strip() if values else ""


def _values(texts: Sequence[str], code: str) -> list[str]:
    return [part[1:] for text in texts for part in text[3:].split("\x1f") if part[:1] == code]


def _title(text: str, codes: str) -> str:
    """The title in a field: a ‡a behind anything that belongs to it begins another title."""
    if text[3:4] == "a":
        end = text.find("\x1fa", 4)
        return _heading(text if end < 0 else text[:end], codes, " ")
    pieces = text[3:].split("\x1f")
    belongs = [piece != "" and piece[0] in codes for piece in pieces]
    ends = (at for at, piece in enumerate(pieces) if piece[:1] == "a" and any(belongs[:at]))
    return _heading("\x1f".join(["  ", *pieces[: next(ends, None)]]), codes, " ")


def _heading(text: str, codes: str, joint: str) -> str:
    parts = [part[1:].strip(TRAILING) for part in text[3:].split("\x1f") if part and part[0] in codes]
    return parts[0] if len(parts) == 1 else joint.join(filter(None, parts))
