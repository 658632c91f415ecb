"""Making the catalogue database anew from sealed objects and masters alone.

What was never sealed is not there: the texts and records since the last sealing are in a backup or nowhere, their
masters stay in `files/`. The database is built beside the old one and takes its place at the end; the old one is kept.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import peewee

from storage import migrations, parts
from storage.changes import Kind
from storage.database import Database, guarded, sql
from storage.errors import Damaged, StorageError
from storage.files import FileStore
from storage.keeping import FOLDER
from storage.ocfl import INVENTORY, SIDECAR, Inventory, ObjectRoot, parse_inventory, read_inventory, version_number
from storage.rows import Row, from_lines, ordinary_tables, put
from storage.tables import now

CATALOGUE = "catalogue.db"
_INDEX = "search.db"
_BESIDE = ("", "-wal", "-shm")
_KEYS = """INSERT OR IGNORE INTO record_key (key, record)
    SELECT listed.value, record.id FROM record, json_each(record.keys) AS listed WHERE record.deleted = 0"""
_FOUND = {
    "record": "record",
    "document": "document",
    "page": "page WHERE text_version > 0",
}
"""What search finds, by the kind of its changes."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One object that was read, or a fault: `file` is its path in the archive's folder."""

    file: str
    fault: StorageError | None = None


@dataclass(frozen=True, slots=True)
class _Object:
    kind: str
    number: int
    place: Path
    inventory: Inventory


def rebuild(folder: Path, *, force: bool = False) -> Iterator[Rebuilt]:
    """Makes the catalogue of the archive in `folder`; yields each object and each fault.

    The index is made when the archive is opened next. Left before its end it changes nothing. StorageError: there is
    nothing to rebuild from, or (without `force`) there is a catalogue that can be read.
    """
    folder = folder.absolute()
    if not force:
        _refuse_readable(folder)
    root = ObjectRoot(folder / FOLDER)
    found: list[_Object] = []
    for place in root.objects():
        item, fault = _open(place)
        if item is not None:
            found.append(item)
        if fault:
            yield Rebuilt(_path(folder, place), fault)
    if not found:
        raise StorageError(
            "{folder} has no sealed objects, so nothing can be made from it. Put the archive back from a backup.",
            folder=root.folder,
        )
    building = folder / f"{CATALOGUE}.new"
    for suffix in _BESIDE:
        building.with_name(building.name + suffix).unlink(missing_ok=True)
    database = Database(building)
    try:
        migrations.create(database)
        builder = _Builder(folder, database, root)
        yield from builder.build(_of_one_archive(found))
    finally:
        database.close()
    with guarded(folder):
        _replace(folder, building)


class _Builder:
    def __init__(self, folder: Path, database: Database, root: ObjectRoot) -> None:
        self.folder = folder
        self.database = database
        self.root = root
        self.files = FileStore(folder / "files")

    def build(self, objects: list[_Object]) -> Iterator[Rebuilt]:
        """Parts first, in their order: a document may refer to a record. Whole tables last, they may refer to both."""
        with self.database.outside_transactions() as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
        whole: dict[str, _Object] = {}
        for item in objects:
            self._refuse_newer(item)
            faults = list(self._take(item))
            if item.kind == "catalogue":
                names = (name for name in item.inventory.state if name.startswith(("tables/", "folder/")))
                whole.update(dict.fromkeys(names, item))
            yield Rebuilt(_path(self.folder, item.place))
            yield from faults
        yield from list(self._take_whole(whole))
        self._name(_archive(objects[0]))
        with self.database.write() as db:
            sql(db, _KEYS)
            for kind in get_args(Kind):
                sql(db, f"INSERT INTO change (kind, item) SELECT ?, id FROM {_FOUND[kind]} ORDER BY id", kind)
            self._remember(db, objects, whole)
        yield from self._doubts()

    def _take(self, item: _Object) -> Iterator[Rebuilt]:
        with self.database.write() as db:
            for name in sorted(item.inventory.state):
                if name.startswith("rows/"):
                    table = name.split("/")[1].removesuffix(".jsonl")
                    yield from self._rows(db, item, name, table)
                elif name.startswith("texts/"):
                    yield from self._rows(db, item, name, "page_text")
                elif name.startswith("masters/"):
                    yield from self._master(item, name)

    def _rows(self, db: peewee.Database, item: _Object, name: str, table: str) -> Iterator[Rebuilt]:
        try:
            rows: list[Row] = list(from_lines(self.root.read(item.inventory, name)))
            with db.atomic():
                put(db, table, rows)
        except StorageError as error:
            yield Rebuilt(self._within(item, name), error)
        except (ValueError, KeyError, peewee.PeeweeException) as error:
            reason = "{file} has rows that this program can't take ({reason}). They are left out."
            yield Rebuilt(self._within(item, name), Damaged(reason, file=self._within(item, name), reason=error))

    def _master(self, item: _Object, name: str) -> Iterator[Rebuilt]:
        digest = item.inventory.state[name]
        if self.files.has(digest):
            return
        try:
            self.files.adopt(self.root.path(item.inventory, digest), digest)
        except StorageError as error:
            yield Rebuilt(self._within(item, name), error)

    def _take_whole(self, whole: dict[str, _Object]) -> Iterator[Rebuilt]:
        with self.database.write() as db:
            known = ordinary_tables(db)
            for table in {name.split("/")[1].removesuffix(".jsonl") for name in whole} & set(known):
                sql(db, f'DELETE FROM "{table}"')  # what a new database begins with may have been taken out
            for name, item in sorted(whole.items()):
                place, _, file = name.partition("/")
                if place == "tables":
                    yield from self._rows(db, item, name, file.partition("/")[0].removesuffix(".jsonl"))
                elif not (self.folder / file).exists():
                    with guarded(self.folder / file):
                        (self.folder / file).write_bytes(self.root.read(item.inventory, name))

    def _name(self, archive: str) -> None:
        """An archive whose catalogue was never sealed has its number from its documents, and no name."""
        path = self.folder / "archive.toml"
        if not path.exists():
            with guarded(path):
                path.write_text(f'format = 1\nid = "{archive}"\nname = "{archive}"\ncreated = "{now()}"\n', "utf-8")

    def _refuse_newer(self, item: _Object) -> None:
        version = int(_about(self.root, item).get("catalogue_version", 0))
        migrations.refuse_newer(self.folder, version, len(migrations.MIGRATIONS))

    def _remember(self, db: peewee.Database, objects: list[_Object], whole: dict[str, _Object]) -> None:
        """What is sealed already: so that the next sealing goes on from there."""
        for item in objects:
            if item.kind == "document":
                covers = _about(self.root, item).get("covers", {})
                values = (item.number, covers.get("event", 0), covers.get("record_version", -1), item.inventory.head)
                sql(db, "INSERT INTO sealed VALUES (?, ?, ?, ?)", *values)
        numbers = [item.number for item in objects if item.kind == "catalogue"]
        if numbers:
            (event, change, damaged), *_ = sql(
                db, "SELECT coalesce((SELECT max(id) FROM event), 0), coalesce((SELECT max(seq) FROM change), 0), "
                "coalesce((SELECT max(id) FROM damaged), 0)"
            )  # fmt: skip
            digests = {name: item.inventory.state[name] for name, item in whole.items()}
            parts.remember(db, parts.Marks(event, change, damaged, digests), max(numbers))

    def _within(self, item: _Object, name: str) -> str:
        return f"{_path(self.folder, item.place)}: {name}"

    def _doubts(self) -> Iterator[Rebuilt]:
        """What the new database lacks: things that are referred to and were in no object, and masters of no page."""
        with self.database.read() as db:
            for table, row, parent, _ in sql(db, "PRAGMA foreign_key_check"):
                lost = "{file}: row {row} of {table} refers to one of {parent} that is in no sealed object."
                yield Rebuilt(CATALOGUE, Damaged(lost, file=CATALOGUE, table=table, row=row, parent=parent))
            known = {digest for (digest,) in sql(db, "SELECT DISTINCT digest FROM page")}
        for path in sorted(self.files.folder.glob("??/??/*")):
            if path.name not in known:
                loose = "{file} is the master of no sealed page. It stays; look in a backup for what it belongs to."
                yield Rebuilt(_path(self.folder, path), StorageError(loose, file=_path(self.folder, path)))


def _refuse_readable(folder: Path) -> None:
    path = folder / CATALOGUE
    if not path.exists():
        return
    database = Database(path, read_only=True)
    try:
        whole = migrations.version_of(database) > 0
    except StorageError:
        whole = False
    finally:
        database.close()
    if whole:
        raise StorageError(
            "{folder} has a catalogue that can be read. What was not sealed yet would be lost; to rebuild it all the "
            "same, close the archive everywhere and add --force (the old catalogue is kept beside the new one).",
            folder=folder,
        )


def _open(place: Path) -> tuple[_Object | None, StorageError | None]:
    """An object by its inventory, or by that of its newest readable version; and what is wrong with it."""
    inventory: Inventory | None = None
    fault: StorageError | None = None
    try:
        inventory = read_inventory(place)
    except StorageError as error:
        fault = error
        for version in sorted(place.glob("v*"), key=lambda path: version_number(path.name)):
            try:
                inventory = parse_inventory(version / INVENTORY, version / SIDECAR)
            except StorageError:
                continue
    if inventory is None:
        return None, fault
    _, _, name = inventory.id.rpartition("#")
    kind, _, number = name.rpartition("-")
    if kind not in ("document", "catalogue") or not number.isdecimal():
        reason = "{file} is no object of this program ({id}). It is left out."
        return None, StorageError(reason, file=place, id=inventory.id)
    return _Object(kind, int(number), place, inventory), fault


def _of_one_archive(objects: list[_Object]) -> list[_Object]:
    """In the order in which they are to be read; those of the archive that most of them are of."""
    ((most, _),) = Counter(_archive(item) for item in objects).most_common(1)
    return sorted((item for item in objects if _archive(item) == most), key=lambda item: (item.kind, item.number))


def _archive(item: _Object) -> str:
    return item.inventory.id.removeprefix("urn:uuid:").partition("#")[0]


def _about(root: ObjectRoot, item: _Object) -> dict[str, Any]:
    """What an object says of itself; nothing where that can't be read, which is said elsewhere."""
    name = "document.json" if item.kind == "document" else "part.json"
    try:
        found: dict[str, Any] = json.loads(root.read(item.inventory, name))
    except (StorageError, ValueError, KeyError):
        return {}
    return found


def _replace(folder: Path, building: Path) -> None:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for suffix in _BESIDE:
        old = folder / f"{CATALOGUE}{suffix}"
        if old.exists():
            old.rename(folder / f"{CATALOGUE}.replaced-{moment}{suffix}")
    for suffix in reversed(_BESIDE):
        part = building.with_name(building.name + suffix)
        if part.exists():
            part.replace(folder / f"{CATALOGUE}{suffix}")
    for suffix in _BESIDE:
        (folder / f"{_INDEX}{suffix}").unlink(missing_ok=True)


def _path(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()
