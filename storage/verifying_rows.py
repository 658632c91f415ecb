"""What can be wrong with the catalogue database: in itself, against the masters, and against what was sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from storage.database import Database, sql
from storage.errors import Damaged, NotFound, StorageError
from storage.files import FileStore
from storage.keeping import Keeping, document_object, part_object
from storage.ocfl import Inventory
from storage.rows import Row, columns, from_lines, ordinary_tables
from storage.values import Checked

CATALOGUE = "catalogue.db"
_BATCH = 500
_PAGES = """SELECT id, document, number, digest FROM page
    WHERE id > ? AND (? = 0 OR document = ?) ORDER BY id LIMIT ?"""


def tables(database: Database, after: str) -> Iterator[Checked]:
    """Every table: SQLite's own checks of its structure, and that what it refers to is there."""
    with database.read() as db:
        names = ordinary_tables(db)
    for name in names:
        if name <= after:
            continue
        with database.read() as db:
            reasons = [str(reason) for (reason,) in sql(db, f'PRAGMA integrity_check("{name}")') if reason != "ok"]
            lost = sql(db, f'PRAGMA foreign_key_check("{name}")')
        reasons += [f"{table} {row}: {parent}" for table, row, parent, _ in lost]
        yield Checked("catalogue", name, CATALOGUE)
        for reason in reasons:
            yield Checked("catalogue", name, CATALOGUE, fault=_damaged(database, reason))


def pages(database: Database, files: FileStore, after: str, document: int) -> Iterator[Checked]:
    """That every page has its master."""
    last = int(after or 0)
    while True:
        with database.read() as db:
            found = sql(db, _PAGES, last, document, document, _BATCH)
        for last, owner, number, digest in found:
            fault = None if files.has(digest) else _missing(files, digest, owner, number)
            yield Checked("pages", str(last), f"files/{digest[:2]}/{digest[2:4]}/{digest}", 0, fault)
        if len(found) < _BATCH:
            return


def sealed(database: Database, keeping: Keeping, after: str, document: int) -> Iterator[Checked]:
    """That what is sealed is in the database as it was sealed, and that what the database calls sealed is there."""
    with database.read() as db:
        documents = sql(db, "SELECT document, version FROM sealed WHERE ? IN (0, document) ORDER BY document", document)
        numbers = [] if document else sql(db, "SELECT number FROM sealed_part ORDER BY number")
    wanted = [(f"c{number:09}", part_object(keeping.archive, number), 1) for (number,) in numbers]
    wanted += [(f"d{id:09}", document_object(keeping.archive, id), version) for id, version in documents]
    for key, id, version in wanted:
        if key > after:
            path = keeping.objects.place(id).relative_to(keeping.folder).as_posix()
            faults = list(_compare(database, keeping, id, version))
            yield Checked("sealed rows", key, path)
            yield from (Checked("sealed rows", key, path, fault=fault) for fault in faults)
    if not document:
        yield from _unknown(database, keeping)


def _unknown(database: Database, keeping: Keeping) -> Iterator[Checked]:
    """Sealed documents that are not in the database: it was put back from a backup that is older."""
    with database.read() as db:
        known = {id for (id,) in sql(db, "SELECT id FROM document")}
    for place in keeping.objects.objects():
        number = place.name.rpartition("document-")[2]
        if number.isdecimal() and int(number) not in known:
            path = place.relative_to(keeping.folder).as_posix()
            reason = (
                "{file} is a sealed document that the catalogue does not have: the catalogue is older than what was "
                "sealed. Put back a newer backup, or rebuild the archive from what was sealed."
            )
            yield Checked("sealed rows", "", path, fault=NotFound(reason, file=place))


def _compare(database: Database, keeping: Keeping, id: str, version: int) -> Iterator[StorageError]:
    try:
        inventory = keeping.objects.inventory(id)
    except StorageError:
        return  # said where the files of objects are looked at
    place = keeping.objects.place(id)
    if inventory is None or inventory.head < version:
        yield NotFound("{file} is missing. Put it back from a backup.", file=place / f"v{version}")
        return
    for name in inventory.state:
        if name.startswith(("rows/", "texts/")):
            yield from _compare_file(database, keeping, inventory, name)


def _compare_file(database: Database, keeping: Keeping, inventory: Inventory, name: str) -> Iterator[StorageError]:
    kind, _, file = name.partition("/")
    table = "page_text" if kind == "texts" else file.partition("/")[0].removesuffix(".jsonl")
    if table in ("record", "document", "page"):
        return  # heads change; what they show is in their versions
    try:
        rows = list(from_lines(keeping.objects.read(inventory, name)))
    except (StorageError, ValueError):
        return  # said where the files of objects are looked at
    with database.read() as db:
        _, key = columns(db, table)
        for row in rows:
            condition = " AND ".join(f'"{column}" = ?' for column in key)
            listed = ", ".join(f'"{column}"' for column in row)
            found = sql(db, f'SELECT {listed} FROM "{table}" WHERE {condition}', *(row[column] for column in key))
            if [dict(zip(row, values, strict=True)) for values in found] != [row]:
                yield _differs(database, table, {column: row[column] for column in key}, name)


def where(database: Database, digest: str) -> tuple[int, int] | None:
    """Of which document and page a master is; None where it is none, or where nobody can tell any more."""
    try:
        with database.read() as db:
            found = sql(db, "SELECT document, number FROM page WHERE digest = ? ORDER BY id LIMIT 1", digest)
    except StorageError:
        return None
    return next(((int(document), int(number)) for document, number in found), None)


def _missing(files: FileStore, digest: str, document: int, number: int) -> NotFound:
    return NotFound(
        "{file} is missing: it is the master of page {number} of document {document}. Put it back from a backup.",
        file=files.folder / digest[:2] / digest[2:4] / digest,
        number=number,
        document=document,
    )


def _damaged(database: Database, reason: str) -> Damaged:
    return Damaged(
        "{file} is damaged ({reason}). Don't go on with it: put back the newest good backup of the archive.",
        file=database.path,
        reason=reason,
    )


def _differs(database: Database, table: str, key: Row, name: str) -> Damaged:
    said: dict[str, Any] = {column: value for column, value in key.items() if not isinstance(value, bytes)}
    return Damaged(
        "{file}: {row} is not what was sealed in {name}. Compare with a backup.",
        file=database.path,
        row=f"{table} {json.dumps(said, ensure_ascii=False)}",
        name=name,
    )
