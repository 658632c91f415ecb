"""From sealed objects and masters alone the same archive is made again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import migrations, parts
from storage.archive import Archive
from storage.errors import StorageError
from storage.keeping import document_object
from storage.rebuilding import Rebuilt, rebuild
from storage.values import Access
from tests.storage.conftest import FOLDING, book, image
from tests.storage.sealing import change_rows, full, seal, tables


def faults(folder: Path, *, force: bool = False) -> list[Rebuilt]:
    return [item for item in rebuild(folder, force=force) if item.fault]


def without_database(folder: Path) -> None:
    for path in [*folder.glob("catalogue.db*"), *folder.glob("search.db*")]:
        path.unlink()


@pytest.fixture
def closed(archive: Archive) -> Path:
    """The folder of an archive with everything in it, sealed and closed."""
    full(archive)
    seal(archive)
    archive.documents.save_text(archive.documents.pages(1)[0].id, 2, "{}", "再", "person", 1.0)
    seal(archive)
    archive.close()
    return archive.folder


def test_every_row_comes_back(closed: Path) -> None:
    before = tables(closed)
    without_database(closed)
    assert faults(closed) == []
    assert tables(closed) == before
    with Archive.open(closed, FOLDING) as archive:
        assert archive.search.find("達賚湖志略").total == 1
        assert archive.keeping.waiting() == ()
        assert archive.keeping.next_part() is None
        assert archive.documents.add("新").id == 3


def test_what_is_lost_besides_the_objects_comes_back_from_them(closed: Path) -> None:
    before = tables(closed)
    name = (closed / "archive.toml").read_text("utf-8")
    without_database(closed)
    (closed / "archive.toml").unlink()
    shutil.rmtree(closed / "files")
    assert faults(closed) == []
    assert tables(closed) == before
    assert (closed / "archive.toml").read_text("utf-8") == name
    with Archive.open(closed, FOLDING) as archive:
        digests = {page.digest for page in archive.documents.pages(1)}
        for digest in digests:
            archive.files.verify(digest)


def delete_first(archive: Archive) -> None:
    """A record and a document are taken out."""
    for row in archive.records.rows()[:1]:
        archive.records.delete(row.id, row.version, "no")
    for document in archive.documents.list()[-1:]:
        archive.documents.delete(document.id, "no")


STEPS: tuple[Callable[[Archive], object], ...] = (
    lambda a: a.records.add(book("題", "k")),
    lambda a: [a.records.save(r.id, r.version, book("改", "k2", raw=b"\xfe")) for r in a.records.rows()[:1]],
    delete_first,
    lambda a: a.documents.add("文", pages=[image(a, b"%d" % len(a.documents.list()))]),
    lambda a: [a.documents.add_page(d.id, image(a, b"more")) for d in a.documents.list()[:1]],
    lambda a: [
        a.documents.save_text(p.id, p.text_version, "{}", f"水{p.text_version}", "person", 0.5)
        for d in a.documents.list()[:2]
        for p in a.documents.pages(d.id)
    ],
    lambda a: [a.documents.restrict(d.id, d.version, Access("sealed")) for d in a.documents.list()[:1]],
    lambda a: [a.documents.link(d.id, r.id) for d in a.documents.list()[:1] for r in a.records.rows()[:1]],
    lambda a: a.events.add("replication", "archive", None),
    seal,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(range(len(STEPS))), min_size=4, max_size=14))
def test_whatever_was_done_and_whenever_it_was_sealed_the_archive_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("archive") / "a"
    with Archive.create(folder, "a", FOLDING) as archive:
        for step in steps:
            STEPS[step](archive)
        seal(archive)
    before = tables(folder)
    without_database(folder)
    assert faults(folder) == []
    assert tables(folder) == before


THEIRS = (
    "CREATE TABLE favour (id INTEGER PRIMARY KEY, giver TEXT NOT NULL DEFAULT '', letter BLOB)",
    "CREATE TABLE gift (giver TEXT, year INTEGER, PRIMARY KEY (giver, year)) WITHOUT ROWID",
    "INSERT INTO favour VALUES (7, 'there from the beginning', NULL)",
)


@pytest.fixture
def with_theirs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Archive]:
    """An archive of a later program, which has tables that sealing has never heard of, one with a row in it."""
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, THEIRS))
    monkeypatch.setattr(migrations.create, "__defaults__", (migrations.MIGRATIONS,))
    monkeypatch.setattr(migrations.migrate, "__defaults__", (migrations.MIGRATIONS,))
    with Archive.create(tmp_path / "archive", "a", FOLDING) as archive:
        yield archive


def test_tables_that_nobody_here_knows_come_back_as_they_were(
    with_theirs: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "STRETCHES", 2)
    add = "WITH RECURSIVE n(i) AS (SELECT {} UNION ALL SELECT i + 1 FROM n WHERE i < {})"
    change_rows(
        with_theirs,
        f"{add.format(10, 5500)} INSERT INTO favour SELECT i, '薩仁' || i, x'ff00' FROM n",
        "INSERT INTO gift VALUES ('娜仁', 1958), ('薩仁', 1959)",
    )
    full(with_theirs)
    seal(with_theirs)
    change_rows(
        with_theirs,
        "DELETE FROM favour WHERE id < 1000",
        "UPDATE favour SET giver = '' WHERE id = 3000",
        "DELETE FROM gift WHERE year = 1958",
    )
    names = seal(with_theirs)
    assert sorted(name for name in names if name.startswith("tables/")) == [
        "tables/favour/000000000000.jsonl", "tables/favour/000000003000.jsonl", "tables/gift.jsonl",
    ]  # fmt: skip
    assert with_theirs.keeping.next_part() is None
    with_theirs.close()
    before = tables(with_theirs.folder)
    assert len(before["favour"]) == 4501
    without_database(with_theirs.folder)
    assert faults(with_theirs.folder) == []
    assert tables(with_theirs.folder) == before


def test_rows_of_a_table_that_this_program_does_not_have_are_named(archive: Archive) -> None:
    change_rows(archive, *THEIRS)
    seal(archive)
    archive.close()
    without_database(archive.folder)
    told = sorted(item.file.rpartition(" ")[2] for item in faults(archive.folder))
    assert told == ["tables/favour/000000000000.jsonl"]


def test_without_sealed_objects_there_is_nothing_to_make(archive: Archive) -> None:
    archive.close()
    without_database(archive.folder)
    with pytest.raises(StorageError, match="has no sealed objects"):
        list(rebuild(archive.folder))


def test_a_catalogue_that_can_be_read_is_replaced_only_by_force_and_kept(closed: Path) -> None:
    with pytest.raises(StorageError, match="has a catalogue that can be read"):
        list(rebuild(closed))
    assert faults(closed, force=True) == []
    (kept,) = closed.glob("catalogue.db.replaced-*Z")
    assert kept.read_bytes()[:15] == b"SQLite format 3"


def test_a_damaged_catalogue_is_replaced_and_kept(closed: Path) -> None:
    before = tables(closed)
    (closed / "catalogue.db").write_bytes(b"garbage" * 1000)
    assert faults(closed) == []
    assert tables(closed) == before
    (kept,) = closed.glob("catalogue.db.replaced-*")
    assert kept.read_bytes().startswith(b"garbage")


def test_a_damaged_file_of_an_object_is_named_and_the_rest_comes_back(closed: Path) -> None:
    before = tables(closed)
    (torn,) = closed.glob("sealed/*/*/*/*document-1/v1/content/texts/0001/0001.json")
    torn.write_bytes(torn.read_bytes().replace(b"machine", b"machina"))
    without_database(closed)
    (fault,) = faults(closed)
    assert fault.file.endswith("document-1: texts/0001/0001.json")
    after = tables(closed)
    assert len(before.pop("page_text")) - len(after.pop("page_text")) == 1
    assert after == before


def test_a_damaged_inventory_is_named_and_that_of_the_newest_version_taken(closed: Path) -> None:
    before = tables(closed)
    (inventory,) = closed.glob("sealed/*/*/*/*document-1/inventory.json")
    inventory.write_bytes(inventory.read_bytes()[:-10])
    without_database(closed)
    (fault,) = faults(closed)
    assert "document-1" in fault.file
    assert tables(closed) == before


def test_objects_of_a_newer_program_are_refused(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_database(closed)
    monkeypatch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:-1])
    with pytest.raises(StorageError, match="newer version of this program"):
        list(rebuild(closed))
    assert not (closed / "catalogue.db").exists()


def test_a_master_of_no_sealed_document_is_named_and_stays(archive: Archive) -> None:
    full(archive)
    seal(archive)
    late = archive.documents.add("後", pages=[image(archive, b"late")])
    digest = archive.documents.pages(late.id)[0].digest
    archive.close()
    without_database(archive.folder)
    assert [item.file.rpartition("/")[2] for item in faults(archive.folder)] == [digest]
    with Archive.open(archive.folder, FOLDING) as opened:
        assert opened.files.has(digest)
        assert [document.id for document in opened.documents.list()] == [1]


def test_it_can_be_read_without_the_program(closed: Path) -> None:
    (place,) = closed.glob("sealed/*/*/*/*document-1")
    inventory = json.loads((place / "inventory.json").read_text("utf-8"))
    state = inventory["versions"][inventory["head"]]["state"]
    names = {name: digest for digest, listed in state.items() for name in listed}
    text = json.loads((place / inventory["manifest"][names["texts/0001/0003.json"]][0]).read_text("utf-8"))
    assert text["text"] == "再"
    assert (place / inventory["manifest"][names["README.txt"]][0]).read_text("utf-8").startswith("WHAT THIS IS")
    assert inventory["id"] == document_object(json.loads(
        (place / inventory["manifest"][names["document.json"]][0]).read_text("utf-8"))["archive"], 1)  # fmt: skip
