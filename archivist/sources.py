"""Where records come from: a file of MARC records, or an order list in CSV or XLSX."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from marc import files
from marc.orders import load_mapping, open_orders, usual_mapping
from marc.record import Damaged, Record

LISTS = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Source:
    """Records to be read, and what they are in."""

    info: files.BatchInfo
    records: Iterable[Record | Damaged]

    @property
    def format(self) -> str:
        """`cnmarc`, `unimarc` or `marc21`."""
        return self.info.format


def is_list(path: Path) -> bool:
    """Whether the file is a table by its name."""
    return path.suffix.lower() in LISTS


def open_source(path: Path, encoding: str = "auto", mapping: Path | None = None) -> Source:
    """Finds out what a file is; its records are then read lazily.

    `mapping` says which column of an order list is what; without it the usual headings are looked for. MarcError: the
    file cannot be read, holds no records, or has no row of headings.
    """
    if not is_list(path) and mapping is None:
        batch = files.open_batch(path, encoding)
        return Source(batch.info, batch)
    wanted = load_mapping(mapping) if mapping else usual_mapping()
    orders = open_orders(path, wanted)
    return Source(files.BatchInfo(path, orders.table.container, wanted.format, orders.table.encoding), orders)
