"""Small CNMARC records for tests, made where they are needed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from marc.record import ControlField, DataField, Field, Record, Subfield
from marc.write import encode

LEADER = "00000nam0 2200000   450 "


def data(tag: str, indicators: str, *pairs: tuple[str, str]) -> DataField:
    return DataField(tag, indicators, tuple(Subfield(code, value) for code, value in pairs))


def record(title: str = "达赉湖水文记录", year: str = "1958", number: str = "1", extra: Iterable[Field] = ()) -> Record:
    """A record that the NLC profile finds nothing wrong with."""
    fields: list[Field] = [
        ControlField("001", f"sample{number:0>6}"),
        data("100", "  ", ("a", f"20231114d{year}    em y0chiy0110    ea")),
        data("101", "0 ", ("a", "chi")),
        data("102", "  ", ("a", "CN"), ("b", "150000")),
        data("105", "  ", ("a", "y   z   000yy")),
        data("106", "  ", ("a", "r")),
        data("200", "1 ", ("a", title), ("9", "da lai hu shui wen ji lu"), ("f", "区水务局编")),
        data("210", "  ", ("a", "满洲里"), ("c", "区水务局"), ("d", year)),
        data("215", "  ", ("a", "112页"), ("d", "26cm")),
        data("690", "  ", ("a", "P332.3"), ("v", "5")),
        data("801", " 0", ("a", "CN"), ("b", "ZLNE"), ("c", "20231114")),
    ]
    return Record(LEADER, tuple(sorted([*fields, *extra], key=lambda field: field.tag)))


def write_batch_of(path: Path, records: Iterable[Record], encoding: str = "gbk", between: bytes = b"") -> Path:
    """A file of records as another system would write it."""
    path.write_bytes(b"".join(encode(one, encoding) + between for one in records))
    return path
