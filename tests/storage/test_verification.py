"""Verifying finds every fault and names it, raises no false alarm, and can be stopped, resumed and limited."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import hashing, verification
from storage.analyser import Analyser
from storage.archive import Archive
from storage.database import sql
from storage.errors import StorageError
from storage.hashing import Pace, hashed
from storage.index import IndexFile
from storage.index_faults import differing_rows
from storage.values import Checked
from tests.storage.conftest import FOLDING, book, image
from tests.storage.sealing import change_rows, full, seal


def faults(archive: Archive, only: str = "") -> list[Checked]:
    return [item for item in archive.verification.run(only) if item.fault]


def named(archive: Archive, only: str = "") -> list[str]:
    return [item.file for item in faults(archive, only)]


def flip(path: Path, bit: int = 0) -> None:
    """Turns one bit of a file over."""
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[bit // 8 % len(data)] ^= 1 << bit % 8
    path.write_bytes(data)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """A sealed archive with a document of sixty pages."""
    with Archive.create(tmp_path_factory.mktemp("verification") / "a", "a", FOLDING) as archive:
        archive.documents.add("湖", pages=[image(archive, b"page %d " % n * 40) for n in range(60)])
        seal(archive)
        yield archive


def test_a_whole_archive_has_no_fault(archive: Archive) -> None:
    assert faults(archive) == []
    full(archive)
    assert faults(archive) == []
    seal(archive)
    assert faults(archive) == []
    last = archive.events.last("fixity check", "archive")
    assert last is not None
    assert last.outcome == "success"
    assert " 0 faults" in last.detail


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=st.integers(0, 59), bit=st.integers(0, 10_000))
def test_one_flipped_bit_in_any_page_is_named_with_its_page(pages: Archive, page: int, bit: int) -> None:
    leaf = pages.documents.pages(1)[page]
    path = pages.files.path(leaf.digest)
    flip(path, bit)
    try:
        (found,) = faults(pages, "files")
        assert found.file == path.relative_to(pages.folder).as_posix()
        assert f"master of page {page + 1} of document 1," in str(found.fault)
    finally:
        flip(path, bit)
    assert faults(pages, "files") == []


@pytest.mark.parametrize(
    "name", ["inventory.json", "v1/inventory.json", "v1/content/rows/document.jsonl", "v1/content/texts/0001/0001.json"]
)
def test_one_flipped_bit_in_a_sealed_file_is_named(archive: Archive, name: str) -> None:
    full(archive)
    seal(archive)
    (path,) = archive.folder.glob(f"sealed/*/*/*/*document-1/{name}")
    flip(path, 99)
    assert path.relative_to(archive.folder).as_posix() in named(archive, "sealed")
    assert path.relative_to(archive.folder).as_posix() in named(archive)


def test_a_master_that_is_gone_is_named_with_its_page(archive: Archive) -> None:
    full(archive)
    page = archive.documents.pages(1)[1]
    path = archive.files.path(page.digest)
    path.unlink()
    (found,) = faults(archive)
    assert found.file == path.relative_to(archive.folder).as_posix()
    assert "missing: it is the master of page 2 of document 1" in str(found.fault)


def test_a_file_of_zero_bytes_and_a_stranger_are_named(archive: Archive) -> None:
    full(archive)
    path = archive.files.path(archive.documents.pages(1)[0].digest)
    path.chmod(0o644)
    path.write_bytes(b"")
    (archive.folder / "files" / "ab").mkdir(exist_ok=True)
    (archive.folder / "files" / "ab" / "notes.txt").write_text("x")
    assert "the master of page 1 of document 1, is empty" in str(faults(archive, "files")[0].fault)
    assert "files/ab/notes.txt" in named(archive)


def test_what_is_coming_in_just_now_is_no_fault(archive: Archive) -> None:
    (archive.folder / "files" / "incoming").mkdir(exist_ok=True)
    (archive.folder / "files" / "incoming" / "tmp123").write_bytes(b"half")
    assert faults(archive) == []


CHANGES: tuple[tuple[str, str], ...] = (
    ("UPDATE page_text SET text = '假' WHERE page = 1 AND version = 1", "page_text"),
    ("UPDATE record_version SET raw = x'00' WHERE record = 1 AND version = 2", "record_version"),
    ("UPDATE event SET agent = 'nobody' WHERE id = 2", "event"),
    ("DELETE FROM page_text WHERE page = 1 AND version = 1", "page 1 of document 1 is at version 2"),
    ("DELETE FROM document_version WHERE document = 1 AND version = 2", "document 1 is at version 3"),
    ("UPDATE document SET access = 'public' WHERE id = 1", "document 1 is not as its newest version"),
    ("UPDATE record SET title = '假' WHERE id = 1", "record 1 is not as its newest version says"),
    ("UPDATE page SET corrected = 0 WHERE id = 1", "page 1 of document 1 is not as its newest text"),
    ("UPDATE record_version SET record = 99 WHERE record = 1 AND version = 1", "record_version"),
)


@pytest.mark.parametrize(("statement", "said"), CHANGES)
def test_a_row_that_is_not_what_was_sealed_is_named(archive: Archive, statement: str, said: str) -> None:
    full(archive)
    seal(archive)
    assert change_rows(archive, statement) == 1
    found = faults(archive)
    assert any(said in str(item.fault) for item in found)
    assert {item.part for item in found} <= {"catalogue", "versions", "sealed rows", "index"}


def test_a_sealed_object_that_is_gone_is_named(archive: Archive) -> None:
    full(archive)
    seal(archive)
    (place,) = archive.folder.glob("sealed/*/*/*/*document-1")
    place.rename(archive.folder / "elsewhere")
    assert place.relative_to(archive.folder).as_posix() in named(archive)


def test_a_catalogue_that_is_older_than_what_was_sealed_is_named(archive: Archive) -> None:
    full(archive)
    older = (archive.folder / "catalogue.db").with_name("older.db")
    change_rows(archive, f"VACUUM INTO '{older}'")
    late = archive.documents.add("後")
    seal(archive)
    archive.close()
    for path in archive.folder.glob("catalogue.db*"):
        path.unlink()
    older.rename(archive.folder / "catalogue.db")
    with Archive.open(archive.folder, FOLDING) as opened:
        (found,) = faults(opened)
    assert found.file.endswith(f"document-{late.id}")
    assert "the catalogue is older than what was sealed" in str(found.fault)


def test_a_damaged_catalogue_is_a_fault_and_the_files_are_looked_at_all_the_same(archive: Archive) -> None:
    full(archive)
    torn = archive.files.path(archive.documents.pages(1)[0].digest)
    flip(torn)
    archive.close()
    path = archive.folder / "catalogue.db"
    data = bytearray(path.read_bytes())
    page = 4096
    for start in range(page * 2, len(data), page):
        data[start : start + 50] = b"\xff" * 50
    path.write_bytes(data)
    assert set(named(archive)) == {"catalogue.db", torn.relative_to(archive.folder).as_posix()}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda index: index.execute("DELETE FROM page_pairs WHERE rowid = (SELECT max(id) FROM page)"),
        lambda index: index.execute("INSERT INTO page_singles (rowid, words) VALUES (77, '水')"),
        lambda index: index.execute("DELETE FROM document_pairs WHERE rowid = 1"),
    ],
)
def test_an_index_that_does_not_say_what_the_texts_say_is_named(archive: Archive, spoil: Callable[[Any], Any]) -> None:
    import apsw

    full(archive)
    archive.search.catch_up()
    connection = apsw.Connection(str(archive.folder / "search.db"))
    spoil(connection)
    connection.close()
    assert named(archive) == ["search.db"]


def test_tables_of_an_index_that_are_no_words_are_compared_row_by_row(tmp_path: Path, analyser: Analyser) -> None:
    one, other = (IndexFile(tmp_path / name, analyser, lambda _: (), "a") for name in ("one.db", "other.db"))
    for index, document in ((one, 1), (other, 2)):
        index.start()
        with index.database.write() as db:
            sql(db, "CREATE TABLE more (id INTEGER PRIMARY KEY, document INTEGER)")
            sql(db, "INSERT INTO more VALUES (7, 5), (8, ?)", document)
    assert [(table, wrong) for table, wrong in differing_rows(one, other) if wrong] == [("more", {8})]
    one.database.close()
    other.database.close()


def test_a_run_that_was_left_goes_on_where_it_was(pages: Archive) -> None:
    flip(pages.files.path(pages.documents.pages(1)[7].digest))
    try:
        everything = [(item.part, item.file) for item in pages.verification.run()]
        run = pages.verification.run()
        begun = [next(run) for _ in range(110)]
        run.close()
        assert pages.verification.left_unfinished()
        rest = list(pages.verification.run(resume=True))
    finally:
        flip(pages.files.path(pages.documents.pages(1)[7].digest))
    assert {(item.part, item.file) for item in [*begun, *rest]} == set(everything)
    assert len(begun) + len(rest) <= len(everything) + 5
    assert sum(item.fault is not None for item in [*begun, *rest]) == 1
    assert not pages.verification.left_unfinished()
    last = pages.events.last("fixity check", "archive")
    assert last is not None
    assert last.outcome == "failure"


def test_a_run_that_was_killed_goes_on_from_what_was_noted(pages: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "_EVERY", -1.0)
    run = pages.verification.run("files")
    for _ in range(20):
        next(run)
    state = json.loads((pages.folder / verification.STATE).read_text("utf-8"))
    run.close()
    (pages.folder / verification.STATE).write_text(json.dumps(state), "utf-8")
    rest = list(pages.verification.run(resume=True))
    assert 40 <= len(rest) <= 42


def test_a_run_that_was_stopped_with_the_keyboard_goes_on(pages: Archive) -> None:
    run = pages.verification.run("files")
    begun = [next(run) for _ in range(20)]
    with pytest.raises(KeyboardInterrupt):
        run.throw(KeyboardInterrupt())
    assert len(begun) + len(list(pages.verification.run(resume=True))) == 60


def test_with_nothing_to_resume_it_begins(pages: Archive) -> None:
    (pages.folder / verification.STATE).write_text("{garbage", "utf-8")
    assert len(list(pages.verification.run("files", resume=True))) == 60


def test_a_run_can_be_limited_to_a_place(pages: Archive) -> None:
    leaf = pages.documents.pages(1)[3]
    found = {item.file for item in pages.verification.run(f"files/{leaf.digest[:2]}")}
    assert found
    assert all(name.startswith(f"files/{leaf.digest[:2]}") for name in found)
    assert {item.part for item in pages.verification.run("1")} == {"pages", "files", "objects", "sealed rows"}
    assert {item.part for item in pages.verification.run("search.db")} <= {"index"}
    with pytest.raises(StorageError, match="is no place in an archive"):
        next(pages.verification.run("backups"))


def test_a_place_alone_is_no_whole_verification(pages: Archive) -> None:
    before = pages.events.last("fixity check", "archive")
    list(pages.verification.run("files"))
    assert pages.events.last("fixity check", "archive") == before


def test_the_pace_is_what_was_asked() -> None:
    slept: list[float] = []
    clock = 0.0

    class Clock:
        @staticmethod
        def monotonic() -> float:
            return clock

        @staticmethod
        def sleep(seconds: float) -> None:
            nonlocal clock
            slept.append(seconds)
            clock += seconds

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "time", Clock)
        pace = Pace(1000)
        for _ in range(11):
            pace.spend(500)
    assert sum(slept) == pytest.approx(5.0)


@given(st.lists(st.binary(max_size=600_000), max_size=12))
@settings(max_examples=15)
def test_every_file_is_read_to_its_end_in_order(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("files")
    jobs = []
    for number, data in enumerate(contents):
        (folder / str(number)).write_bytes(data)
        jobs.append((number, folder / str(number)))
    found = list(hashed([*jobs, (99, folder / "gone")], Pace()))
    assert [(item.job, item.digest, item.size) for item in found[:-1]] == [
        (number, hashlib.sha256(data).hexdigest(), len(data)) for number, data in enumerate(contents)
    ]
    assert "does not exist" in str(found[-1].problem)


def test_a_change_while_the_index_is_looked_at_is_no_fault(archive: Archive) -> None:
    full(archive)
    archive.search.catch_up()
    looking = archive.search.faults()
    next(looking)
    archive.records.add(book("新書"))
    assert [fault for fault in looking if fault] == []
