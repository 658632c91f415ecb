"""What happened is written with the change that made it happen."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import migrations
from storage.archive import Archive
from storage.database import Database, sql
from storage.errors import Conflict
from storage.values import Access, Document, NewPage
from tests.storage.conftest import FOLDING, book


@pytest.fixture
def document(archive: Archive) -> Document:
    archive.agent = "薩仁"
    digest = archive.files.put_bytes(b"a picture")
    return archive.documents.add("達賚湖水文", "水文表", pages=[NewPage(digest, "01.png", "image/png", 10, 20)])


def test_every_change_of_a_document_is_an_event_with_who_and_when(archive: Archive, document: Document) -> None:
    (page,) = archive.documents.pages(document.id)
    archive.documents.save_text(page.id, 0, "{}", "文", "machine", 0.9)
    archive.agent = "娜仁"
    archive.documents.save_text(page.id, 1, "{}", "水", "person", 1.0)
    archive.documents.rename(document.id, 1, "達賚湖", "水文表")
    archive.documents.delete(document.id, "twice")
    events = archive.events.of_document(document.id)
    assert [(e.kind, e.about, e.agent) for e in events] == [
        ("ingestion", "document", "薩仁"),
        ("ingestion", "page", "薩仁"),
        ("reading", "page", "薩仁"),
        ("correction", "page", "娜仁"),
        ("metadata modification", "document", "娜仁"),
        ("deletion", "document", "娜仁"),
    ]
    assert events[1].digest == page.digest
    assert events[-1].detail == "twice"
    assert all(e.moment.endswith("Z") and e.outcome == "success" for e in events)


def test_a_change_that_fails_leaves_no_event(archive: Archive, document: Document) -> None:
    before = archive.events.of_document(document.id)
    with pytest.raises(Conflict):
        archive.documents.rename(document.id, 7, "x", "")
    assert archive.events.of_document(document.id) == before


def test_records_are_logged_too_those_that_come_in_together_as_one(archive: Archive) -> None:
    archive.agent = "薩仁"
    first, *_ = archive.records.add_many([book("一"), book("二"), book("三")])
    archive.records.save(first, 1, book("一一"))
    archive.records.delete(first, 2, "twice")
    assert [(e.kind, e.agent, e.detail) for e in archive.events.of("record", [1, 2, 3])] == [
        ("ingestion", "薩仁", "records 1 to 3"),
        ("metadata modification", "薩仁", ""),
        ("deletion", "薩仁", "twice"),
    ]


def test_an_event_without_a_change_can_be_written_and_found(archive: Archive, document: Document) -> None:
    archive.events.add("export", "document", document.id, detail="pdf")
    archive.events.add("fixity check", "archive", None, outcome="failure", detail="1 file")
    assert archive.events.of("document", [document.id])[-1].detail == "pdf"
    last = archive.events.last("fixity check")
    assert last is not None
    assert (last.outcome, last.item) == ("failure", None)
    assert archive.events.last("sealing") is None
    assert archive.events.between("2000-01-01T00:00:00Z", "2001-01-01T00:00:00Z") == ()
    assert len(archive.events.between(last.moment, "9999")) >= 1


def test_a_description_and_who_may_see_a_document_are_versions_of_it(archive: Archive, document: Document) -> None:
    described = archive.documents.describe(document.id, 1, "達賚湖", "水文表", '{"place": "達賚湖"}')
    assert (described.version, described.description) == (2, '{"place": "達賚湖"}')
    shut = archive.documents.restrict(document.id, 2, Access("sealed", "2046-01-01"), "as the giver wishes")
    assert shut.access == Access("sealed", "2046-01-01")
    assert archive.documents.came_with(document.id, 3).accession == 3
    assert archive.documents.get(document.id).description == described.description
    with pytest.raises(Conflict):
        archive.documents.describe(document.id, 2, "x", "", "")


@pytest.mark.parametrize(
    ("access", "reader", "day", "seen"),
    [
        (Access(), "public", "2026-01-01", True),
        (Access("reading-room"), "public", "2026-01-01", False),
        (Access("reading-room"), "staff", "2026-01-01", True),
        (Access("sealed"), "sealed", "2026-01-01", False),
        (Access("sealed", "2026-01-01"), "staff", "2025-12-31", False),
        (Access("sealed", "2026-01-01"), "public", "2026-01-01", True),
        (Access("staff", "2026-01-01"), "public", "2026-01-02", True),
    ],
)
def test_who_may_see_what_on_which_day(access: Access, reader: str, day: str, seen: bool) -> None:
    assert access.allows(reader, day) is seen  # type: ignore[arg-type]


def test_an_archive_from_before_descriptions_is_brought_up_with_everything_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    Archive.create(folder, "old", FOLDING).close()
    (folder / "catalogue.db").unlink()
    old = Database(folder / "catalogue.db")
    migrations.create(old, migrations.MIGRATIONS[:1])
    with old.write() as db:
        for statement in (
            "INSERT INTO document VALUES (1, 1, '2026-01-01T00:00:00Z', 0, '題', '', NULL)",
            "INSERT INTO document_version VALUES (1, 1, '2026-01-01T00:00:00Z', '題', '', NULL, 0, '')",
        ):
            sql(db, statement)
    old.close()
    with Archive.open(folder, FOLDING) as archive:
        assert archive.documents.get(1).access == Access()
        assert archive.documents.rename(1, 1, "題名", "").version == 2
        assert [e.kind for e in archive.events.of_document(1)] == ["metadata modification"]
