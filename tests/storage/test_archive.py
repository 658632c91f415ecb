from __future__ import annotations

import shutil
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from storage import migrations
from storage.archive import Archive
from storage.database import Database
from storage.errors import Damaged, DiskFull, StorageError
from tests.storage import workers
from tests.storage.conftest import FOLDING, book, page_with


def test_an_archive_is_a_folder_that_opens_again(tmp_path: Path) -> None:
    name = '呼伦湖 "志" \\ 1'
    with Archive.create(tmp_path / "deep" / "archive", name, FOLDING) as made:
        made.records.add(book("題"))
    with Archive.open(tmp_path / "deep" / "archive", FOLDING) as opened:
        assert (opened.id, opened.name, opened.version) == (made.id, name, len(migrations.MIGRATIONS))
        assert opened.read_only is False
        assert opened.records.count() == 1
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["archive"]


def test_an_archive_may_be_made_in_an_empty_folder_and_in_no_other(tmp_path: Path) -> None:
    with Archive.create(tmp_path, "a", FOLDING):
        pass
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StorageError, match="is not empty"):
        Archive.create(tmp_path, "b", FOLDING)
    assert sorted(tmp_path.iterdir()) == before


def test_an_archive_that_could_not_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_: Database) -> None:
        raise DiskFull("{file}", file="x")

    monkeypatch.setattr(migrations, "create", no_room)
    with pytest.raises(DiskFull):
        Archive.create(tmp_path / "archive", "a", FOLDING)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_archive_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"is not an archive: it has no archive\.toml"):
        Archive.open(tmp_path, FOLDING)
    (tmp_path / "archive.toml").write_text("format = 1")
    with pytest.raises(StorageError, match=r"is not an archive: it has no catalogue\.db"):
        Archive.open(tmp_path, FOLDING)


@pytest.mark.parametrize("text", ["", "format = ", "format = 'x'\nid = 1\nname = 1", "format = 1", "\udcff"])
def test_a_description_that_makes_no_sense_is_said(archive: Archive, text: str) -> None:
    (archive.folder / "archive.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(StorageError, match=r"archive\.toml can't be understood"):
        Archive.open(archive.folder, FOLDING)


def test_an_archive_of_a_newer_program_is_refused_unchanged(archive: Archive) -> None:
    with Database(archive.folder / "catalogue.db").outside_transactions() as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StorageError, match="newer version of this program"):
        Archive.open(archive.folder, FOLDING)
    description = (archive.folder / "archive.toml").read_text(encoding="utf-8")
    (archive.folder / "archive.toml").write_text(description.replace("format = 1", "format = 99"), encoding="utf-8")
    with pytest.raises(StorageError, match="newer version of this program"):
        Archive.open(archive.folder, FOLDING)


@pytest.mark.parametrize("content", [b"", b"garbage" * 5000])
def test_a_damaged_catalogue_is_said_and_left_alone(tmp_path: Path, content: bytes) -> None:
    Archive.create(tmp_path / "a", "a", FOLDING).close()
    (tmp_path / "a" / "catalogue.db").write_bytes(content)
    with pytest.raises(Damaged, match="newest good backup"):
        Archive.open(tmp_path / "a", FOLDING)
    assert (tmp_path / "a" / "catalogue.db").read_bytes() == content


def test_a_catalogue_damaged_while_it_is_used_is_said(archive: Archive) -> None:
    archive.records.add_many(book(f"題名{n}", raw=b"x" * 3000) for n in range(200))
    archive.close()
    with Archive.open(archive.folder, FOLDING) as damaged:
        with (archive.folder / "catalogue.db").open("r+b") as file:
            file.seek(200_000)
            file.write(b"\xff" * 400_000)
        damaged._catalogue.close()  # what is remembered of the file goes with its connections
        with pytest.raises(Damaged, match="is damaged"):
            list(damaged.records.stream())


class TestMigrations:
    newer = (*migrations.MIGRATIONS, ("CREATE TABLE more (id INTEGER)", "INSERT INTO more VALUES (1)"))

    def test_an_older_catalogue_is_copied_then_brought_up(self, archive: Archive, tmp_path: Path) -> None:
        archive.records.add(book("題"))
        database = Database(archive.folder / "catalogue.db")
        copy = migrations.migrate(database, tmp_path / "backups", self.newer)
        assert migrations.version_of(database) == len(self.newer)
        assert copy is not None
        assert migrations.version_of(Database(copy)) == len(migrations.MIGRATIONS)
        assert "partial" not in "".join(path.name for path in copy.parent.iterdir())
        assert migrations.migrate(database, tmp_path / "backups", self.newer) is None
        assert archive.records.count() == 1
        database.close()

    def test_a_migration_that_fails_leaves_the_old_version(self, archive: Archive, tmp_path: Path) -> None:
        database = Database(archive.folder / "catalogue.db")
        with pytest.raises(Exception, match="syntax"):
            migrations.migrate(database, tmp_path / "backups", (*self.newer, ("CREATE NONSENSE",)))
        assert migrations.version_of(database) == len(migrations.MIGRATIONS)
        database.close()

    def test_two_programs_that_migrate_at_once_do_it_once(self, archive: Archive, tmp_path: Path) -> None:
        databases = [Database(archive.folder / "catalogue.db") for _ in range(2)]
        threads = [
            threading.Thread(target=migrations.migrate, args=(database, tmp_path / str(n), self.newer))
            for n, database in enumerate(databases)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with databases[0].outside_transactions() as connection:
            assert connection.execute("SELECT count(*) FROM more").fetchall() == [(1,)]
        for database in databases:
            database.close()


def test_two_processes_that_write_at_once_lose_nothing(archive: Archive) -> None:
    writers = [workers.start(workers.add_records, archive.folder, name, 60) for name in "甲乙"]
    for number in range(60):
        archive.records.add(book(f"丙{number}"))
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    titles = [row.points.title for row in archive.records.rows(limit=1000)]
    assert sorted(titles) == sorted(f"{name}{number}" for name in "甲乙丙" for number in range(60))
    assert [archive.search.find(name).total for name in "甲乙丙"] == [60, 60, 60]


def test_threads_that_write_at_once_lose_nothing(archive: Archive) -> None:
    def work(name: str) -> None:
        for number in range(30):
            archive.records.add(book(f"{name}{number}"))
            archive.search.find(name)

    threads = [threading.Thread(target=work, args=(name,)) for name in "甲乙丙"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert archive.records.count() == 90
    assert [archive.search.find(name).total for name in "甲乙丙"] == [30, 30, 30]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("survived", [1, 7, 20])
def test_a_writer_that_is_killed_loses_nothing_it_had_promised(archive: Archive, survived: int) -> None:
    process, reports = workers.start_reporting(workers.add_until_killed, archive.folder)
    safe = [reports.recv() for _ in range(survived)]
    process.kill()
    process.join()
    while reports.poll():
        try:
            safe.append(reports.recv())
        except EOFError:
            break
    with Archive.open(archive.folder, FOLDING) as opened:
        for record, page, digest, number in safe:
            assert opened.records.get(record).points.title == f"題名{number}"
            opened.files.verify(digest)
            assert opened.search.find(f"達賚湖{number}號").hits[0].id == page
        for document in opened.documents.list():
            for page in opened.documents.pages(document.id):
                opened.files.verify(page.digest)
    with Database(archive.folder / "catalogue.db").outside_transactions() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows can't limit the size of files")
def test_a_full_disk_is_said_and_nothing_is_half_written(archive: Archive) -> None:
    process, reports = workers.start_reporting(workers.fill_the_disk, archive.folder)
    safe, message = reports.recv()
    file_message = reports.recv()
    process.join()
    assert safe > 10
    assert "Nothing was half-saved" in message
    assert "no room left on the disk" in file_message
    assert [path for path in (archive.folder / "files").rglob("*") if path.is_file()] == []
    assert archive.records.count() == safe == len([*archive.records.stream()])
    assert archive.records.add(book("now there is room")).version == 1
    assert archive.search.find("題名0").total >= 1


def test_a_full_database_is_said_and_nothing_is_half_written(archive: Archive) -> None:
    with archive._catalogue.outside_transactions() as connection:
        connection.execute("PRAGMA max_page_count = 60")
    with pytest.raises(DiskFull, match="make room"):
        archive.records.add_many(book(f"題名{n}", raw=b"x" * 5000) for n in range(200))
    assert archive.records.count() == 0
    assert archive.search.find("題名").total == 0


def test_a_busy_archive_is_said(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    other = apsw.Connection(str(archive.folder / "catalogue.db"))
    other.execute("BEGIN IMMEDIATE")
    with archive._catalogue.outside_transactions() as connection:
        connection.set_busy_timeout(1)
    with pytest.raises(StorageError, match="in use by another program"):
        archive.records.add(book("x"))
    other.close()
    assert archive.records.add(book("x")).id == 1


@pytest.fixture
def others_folder() -> Iterator[Path]:
    """A folder that a user without rights can reach; pytest's own is shut to everybody else."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode | stat.S_IWUSR)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are another matter on Windows")
@pytest.mark.parametrize("index", ["kept", "gone", "behind"])
def test_an_archive_in_a_write_protected_folder_can_be_read_and_searched(others_folder: Path, index: str) -> None:
    folder = others_folder / "archive"
    with Archive.create(folder, "a", FOLDING) as archive:
        archive.records.add(book("達賚湖志"))
        if index == "behind":
            page_with(archive, "達賚")
    if index == "gone":
        (folder / "search.db").unlink()
    if index == "behind":
        database = Database(folder / "search.db")
        with database.outside_transactions() as connection:
            connection.execute("DELETE FROM record_pairs")
            connection.execute("UPDATE state SET applied = 0")
        database.close()
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    process, reports = workers.start_reporting(workers.look_without_rights, folder)
    read_only, titles, found, refusal = reports.recv()
    process.join()
    assert process.exitcode == 0
    assert read_only is True
    assert titles == ["達賚湖志"]
    assert found == (2 if index == "behind" else 1)
    assert "can only be read" in refusal
