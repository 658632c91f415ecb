"""The gazetteer: places of the region with their old and new names in every script, and the library's own.

The archive may have two files of its own, kept by hand like `names.txt`: `places.toml`, in the form of ours
(`resources/describing/places.toml`), and `places.csv` with the columns id, kind, names, within, latitude, longitude,
note; in `names` a semicolon parts them. A place with a known id adds names to that place.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import resources.search
from archivist.errors import ArchivistError
from archivist.workspace import Workspace
from marc.access import fold
from resources import describing as tables

FILES = ("places.toml", "places.csv")


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name and the years in which it was used, 0 where that is not known or it still is."""

    text: str
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its names (today's first), the place it lies in, and where it is (degrees, None if not known)."""

    id: str
    kind: str
    names: tuple[PlaceName, ...]
    within: str = ""
    latitude: float | None = None
    longitude: float | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """Today's name."""
        return self.names[0].text


class Gazetteer:
    """Places by any of their names; writing (traditional, simplified, case, width) makes no difference."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places: dict[str, Place] = {}
        for place in places:
            known = self._places.get(place.id)
            self._places[place.id] = _joined(known, place) if known else place
        self._by_name: dict[str, list[str]] = {}
        for place in self._places.values():
            for name in place.names:
                ids = self._by_name.setdefault(_folded(name.text), [])
                if place.id not in ids:
                    ids.append(place.id)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def get(self, id: str) -> Place | None:
        """The place with this id."""
        return self._places.get(id)

    def find(self, name: str) -> tuple[Place, ...]:
        """The places that have this name, today or once."""
        return tuple(self._places[id] for id in self._by_name.get(_folded(name), ()))

    def names_of(self, name: str) -> tuple[str, ...]:
        """All names of the places that have this name, this one first; only this one where the place is not known.

        For a search that shall find a place under every name it had.
        """
        found = (known.text for place in self.find(name) for known in place.names)
        return tuple(dict.fromkeys((name, *found)))

    def around(self, id: str) -> tuple[Place, ...]:
        """The places in which this one lies, the nearest first."""
        found: list[Place] = []
        place = self.get(id)
        while place and place.within and place.within not in {id, *(known.id for known in found)}:
            place = self.get(place.within)
            found += [place] if place else []
        return tuple(found)


def gazetteer(ws: Workspace | None = None) -> Gazetteer:
    """Our places and, with an archive, the library's own; ArchivistError names what is wrong in its files."""
    own = (path for name in FILES if ws and (path := ws.folder / name).is_file())
    return Gazetteer((*_ours(), *(place for path in own for place in places_in(path))))


def places_in(path: Path) -> tuple[Place, ...]:
    """The places of a file in TOML or CSV; ArchivistError names the file and the place that is wrong."""
    try:
        text = path.read_text("utf-8-sig")
        rows = tomllib.loads(text)["place"] if path.suffix == ".toml" else list(_rows(text))
    except OSError as error:
        raise _faulty(path, error.strerror or error) from error
    except (ValueError, KeyError, csv.Error) as error:
        raise _faulty(path, error) from error
    return tuple(_place(path, number, row) for number, row in enumerate(rows, 1))


@cache
def _ours() -> tuple[Place, ...]:
    rows = tomllib.loads(tables.text("places.toml"))["place"]
    return tuple(_place(Path("places.toml"), number, row) for number, row in enumerate(rows, 1))


def _rows(text: str) -> Iterator[Mapping[str, Any]]:
    for row in csv.DictReader(text.splitlines()):
        names = [name.strip() for name in (row.get("names") or "").replace("；", ";").split(";")]
        places = {key: float(row[key]) for key in ("latitude", "longitude") if row.get(key)}
        texts = {key: (row.get(key) or "").strip() for key in ("id", "kind", "within", "note")}
        yield {**texts, **places, "names": list(filter(None, names))}


def _place(path: Path, number: int, row: Mapping[str, Any]) -> Place:
    try:
        names = tuple(map(_name, row["names"]))
        if not names:
            raise ValueError("names")
        return Place(
            str(row.get("id") or names[0].text), str(row.get("kind", "")), names, str(row.get("within", "")),
            row.get("latitude"), row.get("longitude"), str(row.get("note", "")),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _faulty(path, f"{number}: {error}") from error


def _name(text: str) -> PlaceName:
    """`名|1908-1912`."""
    name, _sign, years = text.partition("|")
    first, _sign, last = years.partition("-")
    return PlaceName(name.strip(), int(first or 0), int(last or 0))


def _joined(known: Place, more: Place) -> Place:
    texts = {name.text for name in known.names}
    added = tuple(name for name in more.names if name.text not in texts)
    return replace(
        known, names=(*known.names, *added), within=more.within or known.within, note=more.note or known.note,
        latitude=known.latitude if more.latitude is None else more.latitude,
        longitude=known.longitude if more.longitude is None else more.longitude,
    )  # fmt: skip


def _folded(text: str) -> str:
    return fold(text, resources.search.folding())


def _faulty(path: Path, reason: object) -> ArchivistError:
    return ArchivistError(
        "The list of places {file} cannot be understood ({reason}); compare it with the one in the manual.",
        file=path,
        reason=reason,
    )


def named_places(names: Sequence[str], known: Gazetteer) -> Mapping[str, str]:
    """The id of the place that each of these names means, where exactly one place has it."""
    found = {name: known.find(name) for name in names}
    return {name: places[0].id for name, places in found.items() if len(places) == 1}
