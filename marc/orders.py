"""Order lists: the rows of a CSV or XLSX table as records. `marc.order_writing` is the way back.

    for item in open_orders(path):
        ...  # Record, or Damaged where the row could not be understood

Which column is what stands in a mapping, a TOML file: `resources/marc/orders/usual.toml` knows the headings that book
sellers usually write, and says in its head how a library makes its own.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from marc import cells
from marc.access import first_year
from marc.build import LEADERS, general_data
from marc.errors import MarcError
from marc.record import ControlField, Damaged, DataField, Field, Origin, Problem, Record, Subfield
from marc.tables import Row, Table, tables
from resources import marc as definitions

_TITLES = {"cnmarc": "200$a", "unimarc": "200$a", "marc21": "245$a"}
_PLACE = re.compile(r"00[0-9]|[0-9A-Z]{3}\$[0-9a-zA-Z]")
_BRACKETS = re.compile(r"[(\[【（].*?[)\]】）]")
_HEADING_ROWS = 30
"""Rows at the top of a list, among which the headings are looked for; before them often stands a title."""


@dataclass(frozen=True, slots=True)
class OrderMapping:
    """How columns become fields. What each key means is said in `resources/marc/orders/usual.toml`.

    A place is a tag, `$` and the code of a subfield, or the tag of a control field alone.
    """

    format: str
    columns: Mapping[str, str]
    constants: Mapping[str, str]
    indicators: Mapping[str, str]
    forms: Mapping[str, str]
    repeated: tuple[str, ...] = ()
    separator: str = "；"

    @property
    def title(self) -> str:
        """The place of the title, which every row must have."""
        return _TITLES[self.format]

    def written(self) -> dict[str, str]:
        """Place → heading, as a table is written: the first heading that stands for the place."""
        found: dict[str, str] = {}
        for heading, place in self.columns.items():
            found.setdefault(place, heading)
        return found


@dataclass(frozen=True, slots=True)
class OrderList:
    """A list whose headings have been found in row `heading_row`; each iteration reads it anew.

    `columns` are the places that its columns mean, or the empty string; `unused` the headings that mean nothing here.
    """

    table: Table
    mapping: OrderMapping
    heading_row: int
    headings: tuple[str, ...]
    columns: tuple[str, ...]
    today: date

    @property
    def unused(self) -> tuple[str, ...]:
        pairs = zip(self.headings, self.columns, strict=True)
        return tuple(heading for heading, place in pairs if heading and not place)

    def __iter__(self) -> Iterator[Record | Damaged]:
        """The rows below the headings as records, empty ones left out; the number of a record is that of its row.

        `Damaged`: a row without a title, with more cells than headings, with an error of the spreadsheet, with a number
        that the spreadsheet has cut short, or one that the table could not read.
        """
        for row in self.table:
            if row.number > self.heading_row and (row.problem or any(row.cells)):
                yield self._record(row)

    def _record(self, row: Row) -> Record | Damaged:
        problem = row.problem or self._too_wide(row)
        values: dict[str, str] = {}
        for place, value in zip(self.columns, row.cells, strict=False):
            if place and value and not problem:
                problem = cells.fault(value, self.mapping.forms.get(place, ""), row.number)
                values[place] = cells.formed(value, self.mapping.forms.get(place, ""))
        if not problem and not values.get(self.mapping.title):
            template = "Row {row} has no title; write one, or take the row out."
            problem = Problem("row_title", template, (("row", row.number),))
        if problem:
            return Damaged(row.raw, row.number, row.offset, (problem,))
        fields = tuple(_fields(values, self.mapping, self.today))
        origin = Origin(row.raw, self.table.container, self.table.encoding, row.number, row.offset)
        return Record(LEADERS[self.mapping.format], fields, origin)

    def _too_wide(self, row: Row) -> Problem | None:
        if not any(row.cells[len(self.headings) :]):
            return None
        template = "Row {row} has {count} cells under {headings} headings; a delimiter in it may lack quotation marks."
        values = (("row", row.number), ("count", len(row.cells)), ("headings", len(self.headings)))
        return Problem("row_cells", template, values)


def open_orders(path: Path, mapping: OrderMapping | None = None, *, today: date | None = None) -> OrderList:
    """Finds out how a list is to be read, by the way in which most headings are known; its rows are then read lazily.

    Without a mapping the usual headings are looked for. `today` is the date of entry in 100 ‡a. MarcError: the file
    cannot be read, or has no row of headings with one for the title.
    """
    wanted = mapping or usual_mapping()
    known = {_plain(heading): (place, rank) for rank, (heading, place) in enumerate(wanted.columns.items())}
    best: tuple[int, Table, Row, tuple[str, ...]] | None = None
    for table in tables(path):
        for row in islice(table, _HEADING_ROWS):
            columns = _columns(row.cells, known)
            count = sum(map(bool, columns))
            if wanted.title in columns and count > (best[0] if best else 0):
                best = count, table, row, columns
    if best is None:
        raise MarcError(
            "{file} has no row of headings that is known; it needs one for the title, such as {headings}.",
            file=path,
            headings=", ".join(heading for heading, place in wanted.columns.items() if place == wanted.title),
        )
    _count, table, row, columns = best
    return OrderList(table, wanted, row.number, row.cells, columns, today or date.today())


@cache
def usual_mapping() -> OrderMapping:
    """The mapping that knows the usual Chinese headings."""
    return _mapping("usual.toml", tomllib.loads(definitions.text("orders/usual.toml")))


def load_mapping(path: Path) -> OrderMapping:
    """A library's own mapping; MarcError names what is wrong with the file."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MarcError(
            "The mapping {file} cannot be read ({reason}); check that it is there.", file=path, reason=error.strerror
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MarcError("The mapping {file} is no TOML ({reason}); mend it.", file=path, reason=error) from error
    return _mapping(str(path), table)


def _columns(headings: Sequence[str], known: Mapping[str, tuple[str, int]]) -> tuple[str, ...]:
    """The place of each column; of several for one place only the heading that is first in the mapping."""
    found = [known.get(_plain(heading)) or known.get(_plain(_BRACKETS.sub("", heading))) for heading in headings]
    first: dict[str, int] = {}
    for place, rank in filter(None, found):
        first[place] = min(rank, first.get(place, rank))
    taken: set[str] = set()
    columns = []
    for entry in found:
        is_first = entry is not None and first[entry[0]] == entry[1] and entry[0] not in taken
        columns.append(entry[0] if entry is not None and is_first else "")
        taken.add(columns[-1])
    return tuple(columns)


def _plain(heading: str) -> str:
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(sign for sign in folded if not sign.isspace() and sign not in "*:")


def _fields(values: Mapping[str, str], mapping: OrderMapping, today: date) -> Iterator[Field]:
    """The fields of a record in the order of their tags."""
    constants = {place: value for place, value in mapping.constants.items() if _is_wanted(place, values, mapping)}
    whole = {**constants, **values}
    if mapping.format != "marc21":
        whole.setdefault("100$a", _coded(whole, today))
    order = list(dict.fromkeys([*mapping.columns.values(), *mapping.constants, "100$a"]))
    tags = sorted({place[:3] for place in whole})
    for tag in tags:
        places = [place for place in order if place[:3] == tag and place in whole]
        if "$" not in places[0]:
            yield ControlField(tag, whole[places[0]])
            continue
        indicators = mapping.indicators.get(tag, "##").replace("#", " ")
        for parts in zip_longest(*(_parts(place, whole[place], mapping) for place in places)):
            pairs = zip(places, parts, strict=True)
            yield DataField(tag, indicators, tuple(Subfield(place[4], part) for place, part in pairs if part))


def _is_wanted(place: str, values: Mapping[str, str], mapping: OrderMapping) -> bool:
    """Whether a constant is written: not where other columns make its field, and none of them has a value."""
    tag = place[:3]
    made_of_columns = any(column[:3] == tag and column != place for column in mapping.columns.values())
    return not made_of_columns or any(value[:3] == tag for value in values)


def _parts(place: str, value: str, mapping: OrderMapping) -> list[str]:
    if place not in mapping.repeated or not mapping.separator:
        return [value]
    return [part for part in (piece.strip() for piece in value.split(mapping.separator)) if part]


def _coded(values: Mapping[str, str], today: date) -> str:
    year = first_year(values.get("210$d", ""))
    return general_data(today, year, kind="d" if year else "u")


def _mapping(name: str, table: Mapping[str, Any]) -> OrderMapping:
    kinds = {"format": str, "separator": str, "repeated": list}
    names = ("format", "columns", "constants", "indicators", "forms", "repeated", "separator")
    for key, value in table.items():
        if key not in names or not isinstance(value, kinds.get(key, dict)):
            raise _faulty(name, key)
    columns, constants, indicators, forms = (dict(table.get(key, {})) for key in names[1:5])
    repeated = table.get("repeated", [])
    if table.get("format") not in _TITLES:
        raise _faulty(name, "format")
    for place in (*columns.values(), *constants, *forms, *repeated):
        if not isinstance(place, str) or not _PLACE.fullmatch(place):
            raise _faulty(name, str(place))
    for tag, value in indicators.items():
        if not isinstance(value, str) or len(value) != 2:
            raise _faulty(name, tag)
    for place, value in (*constants.items(), *forms.items()):
        if not isinstance(value, str) or (place in forms and forms[place] not in cells.FORMS):
            raise _faulty(name, place)
    mapping = OrderMapping(
        table["format"], columns, constants, indicators, forms, tuple(repeated), table.get("separator", "；")
    )
    if mapping.title not in columns.values():
        raise _faulty(name, mapping.title)
    return mapping


def _faulty(name: str, key: str) -> MarcError:
    return MarcError(
        "The mapping {file} has a missing, unknown or faulty entry “{key}”; compare it with usual.toml.",
        file=name, key=key,
    )  # fmt: skip
