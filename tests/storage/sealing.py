"""Archives with everything in them that must outlive the program, sealed and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from storage.archive import Archive
from storage.database import Database, sql
from storage.parts import DERIVED
from storage.values import Access
from tests.storage.conftest import book, image


def seal(archive: Archive) -> list[str]:
    """Seals all that has changed; the names of the files that were written."""
    keeping = archive.keeping
    names: list[str] = []
    for id in keeping.waiting():
        names += keeping.seal(keeping.draft(id), [("mets.xml", b"<mets/>")])
    while part := keeping.next_part():
        names += keeping.seal_part(part)
    return names


def full(archive: Archive, pages: int = 3) -> None:
    """Records with history and deletions; documents with versions, corrections, descriptions, restrictions."""
    kept = archive.records.add(book("達賚湖志", "key1", raw=b"raw \xff\x00 bytes"))
    gone = archive.records.add(book("舊書", "key2"))
    archive.records.save(kept.id, 1, book("達賚湖志略", "key1", "key3", raw=b"second"))
    archive.records.delete(gone.id, 1, "twice")
    archive.records.keep_damaged("batch.iso", 7, 1234, "no end", b"\x1e\x00")
    images = [image(archive, b"page %d" % number) for number in range(pages)]
    document = archive.documents.add("湖", "志", record=kept.id, pages=[*images, images[0]])
    first, second, *_ = archive.documents.pages(document.id)
    archive.documents.save_text(first.id, 0, '{"a": 1}', "達賚湖水位", "machine", 0.5)
    archive.agent = "娜仁"
    archive.documents.save_text(first.id, 1, '{"a":2}', "達賚湖水文", "person", 1.0, "looked again")
    archive.documents.save_text(second.id, 0, "{}", "", "machine", 0.0)
    archive.cleaning.save(first.id, archive.cleaning.save(first.id, 0, '{"steps": []}').version, "{}", "looked again")
    archive.documents.describe(document.id, 1, "達賚湖", "水文", '{"summary": "一"}')
    archive.documents.restrict(document.id, 2, Access("reading-room", "2046-01-01"), "as the giver wishes")
    lost = archive.documents.add("重", pages=[image(archive, b"deleted")])
    archive.documents.delete(lost.id, "twice")
    archive.events.add("export", "document", document.id, detail="pdf")


def change_rows(archive: Archive, *statements: str) -> int:
    """Changes the database behind the program's back; how many rows the last statement changed.

    With the library that the program uses itself: two of them in one process take each other's locks away.
    """
    database = Database(archive.folder / "catalogue.db")
    try:
        with database.outside_transactions() as connection:
            for statement in ("PRAGMA foreign_keys = OFF", *statements):
                connection.execute(statement)
            return int(connection.changes())
    finally:
        database.close()


def tables(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but those that can be made from the others."""
    database = Database(folder / "catalogue.db")
    try:
        with database.read() as db:
            names = sql(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
            kept = [name for (name,) in names if name not in DERIVED or name == "record_key"]
            return {name: sorted(sql(db, f"SELECT * FROM {name}"), key=repr) for name in kept}
    finally:
        database.close()
