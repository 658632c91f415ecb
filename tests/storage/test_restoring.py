from __future__ import annotations

import dataclasses
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from storage import migrations
from storage.archive import Archive
from storage.backup import catalogue, copies, following, restoring
from storage.backup.places import known, local_copies
from storage.backup.preview import preview
from storage.backup.restoring import restore
from storage.backup.sets import Place
from storage.backup.taking import back_up
from storage.backup.values import Affected, BackupDone, BackupSet, LocalCopy, Restored, Step
from storage.errors import Damaged, StorageError
from storage.rebuilding import rebuild
from tests.helpers.ocfl_judge import faults
from tests.storage.conftest import FOLDING, book, image, page_with
from tests.storage.sealing import seal, tables
from tests.storage.test_backup import everything, taken

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def put_back(source: BackupSet | LocalCopy, folder: Path, *, check_all: bool = False) -> Restored:
    """A restoration, driven to its end."""
    *_, done = restore(source, folder, check_all=check_all)
    assert isinstance(done, Restored)
    return done


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    return tmp_path / "usb"


class TestPreview:
    def test_what_was_done_since_would_be_lost(self, archive: Archive, usb: Path) -> None:
        page = page_with(archive, "一")
        record = archive.records.add(book("題"))
        done = taken(archive, usb)
        archive.documents.save_text(page.id, 1, "{}", "二", "person", 1.0)
        new = archive.documents.add("新", pages=[image(archive), image(archive)])
        archive.records.save(record.id, 1, book("改"))
        seen = preview(done.set, archive.folder)
        assert seen.replaces
        assert seen.now is not None
        assert seen.lost is not None
        assert seen.back is not None
        assert (seen.then.documents, seen.now.documents) == (1, 2)
        assert seen.lost.items == (
            Affected("record", record.id, "改", 1, there=True, elsewhere=True),
            Affected("document", page.document, "文書", 1, there=True, elsewhere=True),
            Affected("document", new.id, "新", 1, there=True, elsewhere=False),
        )
        assert (seen.lost.records, seen.lost.documents, seen.lost.pages, seen.lost.texts) == (1, 2, 2, 1)
        assert seen.back.empty

    def test_what_was_deleted_since_would_be_there_again(self, archive: Archive, usb: Path) -> None:
        document = page_with(archive, "一").document
        done = taken(archive, usb)
        archive.documents.delete(document, "twice")
        seen = preview(done.set, archive.folder)
        assert seen.lost is not None
        assert [(item.id, item.there, item.elsewhere) for item in seen.lost.items] == [(document, False, True)]

    def test_what_was_put_back_since_would_come_back(self, archive: Archive, usb: Path) -> None:
        page_with(archive, "一")
        older = taken(archive, usb, NOON)
        page_with(archive, "二")
        newer = taken(archive, usb, NOON + timedelta(hours=1))
        archive.close()
        put_back(older.set, archive.folder)
        seen = preview(newer.set, archive.folder)
        assert seen.lost is not None
        assert seen.back is not None
        assert seen.lost.empty
        assert (seen.back.documents, seen.back.pages, seen.back.texts) == (1, 1, 1)
        put_back(newer.set, archive.folder)
        with Archive.open(archive.folder, FOLDING) as opened:
            assert len(opened.documents.list()) == 2

    def test_accessions_are_told_as_what_else_changes(self, archive: Archive, usb: Path) -> None:
        def numbered(year: int, serial: int) -> str:
            return f"{year}-{serial:03}"

        kept, going = (archive.accessions.add(numbered, "2026-03-01", "王某", "{}") for _ in range(2))
        done = taken(archive, usb)
        archive.accessions.save(kept.id, 1, "2026-03-02", "王某", "{}")
        archive.accessions.delete(going.id, 1, "twice")
        new = archive.accessions.add(numbered, "2026-04-01", "李某", "{}")
        seen = preview(done.set, archive.folder)
        assert seen.lost is not None
        assert seen.lost.items == (
            Affected("accession", kept.id, "2026-001", 1, there=True, elsewhere=True),
            Affected("accession", going.id, "2026-002", 1, there=False, elsewhere=True),
            Affected("accession", new.id, "2026-003", 1, there=True, elsewhere=False),
        )
        assert (seen.lost.accessions, seen.lost.things, seen.lost.empty) == (3, 3, False)

    def test_a_backup_from_a_time_without_accessions_has_none(self, archive: Archive, usb: Path) -> None:
        done = taken(archive, usb)
        archive.accessions.add(lambda year, serial: f"{year}-{serial}", "2026-03-01", "王某", "{}")
        older = apsw.Connection(str(done.set.folder / "catalogue.db"))
        older.execute("DROP TABLE accession_version; DROP TABLE accession; PRAGMA journal_mode = DELETE").fetchall()
        older.close()
        seen = preview(done.set, archive.folder)
        assert seen.lost is not None
        assert seen.back is not None
        assert [item.title for item in seen.lost.items] == ["2026-1"]
        assert seen.back.empty

    def test_a_new_folder_has_nothing_to_lose(self, archive: Archive, usb: Path, tmp_path: Path) -> None:
        seen = preview(taken(archive, usb).set, tmp_path / "new")
        assert (seen.replaces, seen.now, seen.lost) == (False, None, None)
        assert not (tmp_path / "new").exists()

    def test_where_the_present_can_not_be_read_it_is_said(self, archive: Archive, usb: Path) -> None:
        done = taken(archive, usb)
        archive.close()
        (archive.folder / "catalogue.db").write_bytes(b"garbage" * 999)
        seen = preview(done.set, archive.folder)
        assert seen.replaces
        assert isinstance(seen.unreadable, Damaged)

    def test_nothing_is_changed_by_looking(self, archive: Archive, usb: Path) -> None:
        page_with(archive, "一")
        done = taken(archive, usb)
        archive.close()
        before = everything(archive.folder), everything(usb)
        preview(done.set, archive.folder)
        assert (everything(archive.folder), everything(usb)) == before


class TestNewFolder:
    def test_an_archive_comes_back_whole_in_a_new_folder(self, archive: Archive, usb: Path, tmp_path: Path) -> None:
        page = page_with(archive, "達賚湖")
        archive.records.add(book("題"))
        (archive.folder / "names.txt").write_text("達賚湖", "utf-8")
        done = put_back(taken(archive, usb).set, tmp_path / "new" / "place")
        assert (done.files, done.aside, done.faults) == (3, None, ())
        with Archive.open(tmp_path / "new" / "place", FOLDING) as opened:
            assert (opened.id, opened.name) == (archive.id, archive.name)
            assert opened.documents.page(page.id) == page
            assert opened.search.find("达赉").total == 1
            opened.files.verify(page.digest)
            assert (opened.folder / "names.txt").read_text("utf-8") == "達賚湖"
            assert opened.events.last("restoration") is not None
        assert [path.name for path in (tmp_path / "new").iterdir()] == ["place"]

    def test_one_that_was_stopped_leaves_no_archive_and_is_gone_on_with(
        self, archive: Archive, usb: Path, tmp_path: Path
    ) -> None:
        archive.documents.add("文", pages=[image(archive, b"%d" % n) for n in range(6)])
        made = taken(archive, usb)
        work = restore(made.set, tmp_path / "new")
        for _ in range(11):  # it looks through the backup, then it copies
            next(work)
        work.close()  # type: ignore[attr-defined]  # it is a generator
        assert not (tmp_path / "new").exists()
        assert 0 < put_back(made.set, tmp_path / "new").files < 7
        with Archive.open(tmp_path / "new", FOLDING) as opened:
            for page in opened.documents.pages(1):
                opened.files.verify(page.digest)

    def test_a_log_that_a_killed_attempt_left_is_not_taken_for_the_new_one(
        self, archive: Archive, usb: Path, tmp_path: Path
    ) -> None:
        page_with(archive, "一")
        made = taken(archive, usb)
        page_with(archive, "二")
        building = tmp_path / ".new.restoring"
        building.mkdir()
        for file in archive.folder.glob("catalogue.db*"):
            shutil.copy(file, building)
        assert (building / "catalogue.db-wal").stat().st_size
        put_back(made.set, tmp_path / "new")
        with Archive.open(tmp_path / "new", FOLDING) as opened:
            assert len(opened.documents.list()) == 1

    def test_an_image_that_was_sealed_lies_in_backup_and_archive_once(
        self, archive: Archive, usb: Path, tmp_path: Path
    ) -> None:
        page = page_with(archive, "一")
        sealed = archive.folder / "sealed" / "object" / "1.png"
        sealed.parent.mkdir(parents=True)
        sealed.hardlink_to(archive.files.path(page.digest))
        (archive.folder / "sealing").mkdir()
        (archive.folder / "sealing" / "half").write_bytes(b"half")
        made = taken(archive, usb)
        assert len([file for file in usb.rglob(page.digest) if file.is_file()]) == 1
        put_back(made.set, tmp_path / "new")
        again = tmp_path / "new" / "sealed" / "object" / "1.png"
        assert again.samefile(tmp_path / "new" / "files" / page.digest[:2] / page.digest[2:4] / page.digest)
        assert not (tmp_path / "new" / "sealing").exists()

    def test_images_that_the_backup_lost_are_named_and_the_rest_comes_back(
        self, archive: Archive, usb: Path, tmp_path: Path
    ) -> None:
        pages = [image(archive, b"%d" % n) for n in range(3)]
        archive.documents.add("文", pages=pages)
        made = taken(archive, usb)
        place = Place(made.set.folder.parents[1])
        place.pooled(pages[0].digest).unlink()
        place.pooled(pages[1].digest).write_bytes(b"x")
        done = put_back(made.set, tmp_path / "new")
        assert {fault.file[-64:] for fault in done.faults} == {pages[0].digest, pages[1].digest}
        with Archive.open(tmp_path / "new", FOLDING) as opened:
            opened.files.verify(pages[2].digest)
            assert not opened.files.has(pages[0].digest)

    def test_a_damaged_catalogue_in_the_backup_changes_nothing(
        self, archive: Archive, usb: Path, tmp_path: Path
    ) -> None:
        made = taken(archive, usb)
        with (made.set.folder / "catalogue.db").open("r+b") as file:
            file.seek(5000)
            file.write(b"\xff")
        with pytest.raises(Damaged, match="of the backup is damaged"):
            put_back(made.set, tmp_path / "new")
        assert not (tmp_path / "new").exists()

    def test_a_backup_of_a_newer_program_is_refused(self, archive: Archive, usb: Path, tmp_path: Path) -> None:
        archive.close()
        with sqlite3.connect(archive.folder / "catalogue.db") as db:
            db.execute(f"PRAGMA user_version = {len(migrations.MIGRATIONS) + 1}")
        db.close()
        with pytest.raises(StorageError, match="newer version of this program"):
            put_back(taken(archive, usb).set, tmp_path / "new")
        assert not (tmp_path / "new").exists()

    def test_a_folder_with_something_else_in_it_is_left_alone(
        self, archive: Archive, usb: Path, tmp_path: Path
    ) -> None:
        made = taken(archive, usb)
        (tmp_path / "letters").mkdir()
        (tmp_path / "letters" / "a.txt").write_text("a")
        with Archive.create(tmp_path / "other", "b", FOLDING) as other:
            for folder in (tmp_path / "letters", other.folder):
                before = everything(folder)
                with pytest.raises(StorageError, match="not the archive"):
                    preview(made.set, folder)
                with pytest.raises(StorageError, match="not the archive"):
                    put_back(made.set, folder)
                assert everything(folder) == before


class TestOverAnArchive:
    def test_it_is_as_it_was_and_what_it_was_since_lies_aside(self, archive: Archive, usb: Path) -> None:
        page = page_with(archive, "達賚湖")
        made = taken(archive, usb)
        archive.documents.save_text(page.id, 1, "{}", "二", "person", 1.0)
        archive.close()
        done = put_back(made.set, archive.folder)
        assert done.aside is not None
        with Archive.open(archive.folder, FOLDING) as opened:
            assert opened.documents.page(page.id).text_version == 1
            assert opened.search.find("达赉").total == 1
            assert opened.search.find("二").total == 0
        with catalogue.opened(done.aside / "catalogue.db") as db:
            assert catalogue.counts(db).texts == 2

    def test_missing_and_damaged_images_come_back(self, archive: Archive, usb: Path) -> None:
        pages = [image(archive, b"%d" % n) for n in range(3)]
        archive.documents.add("文", pages=pages)
        made = taken(archive, usb)
        archive.files.path(pages[0].digest).unlink()
        for page, data in ((pages[1], b"longer"), (pages[2], b"x")):
            archive.files.path(page.digest).chmod(0o644)
            archive.files.path(page.digest).write_bytes(data)
        archive.close()
        assert put_back(made.set, archive.folder).files == 2
        assert put_back(made.set, archive.folder, check_all=True).files == 1
        for page in pages:
            archive.files.verify(page.digest)

    def test_a_damaged_catalogue_is_kept_under_a_name_that_says_so(self, archive: Archive, usb: Path) -> None:
        page_with(archive, "一")
        made = taken(archive, usb)
        archive.close()
        garbage = b"garbage" * 999
        (archive.folder / "catalogue.db").write_bytes(garbage)
        done = put_back(made.set, archive.folder)
        assert done.aside is not None
        assert (done.aside / "catalogue.db.damaged").read_bytes() == garbage
        with Archive.open(archive.folder, FOLDING) as opened:
            assert len(opened.documents.list()) == 1

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"id ="])
    def test_an_archive_that_has_forgotten_which_it_is_comes_back(
        self, archive: Archive, usb: Path, content: bytes
    ) -> None:
        page_with(archive, "一")
        made = taken(archive, usb)
        archive.close()
        (archive.folder / "archive.toml").write_bytes(content)
        assert preview(made.set, archive.folder).replaces
        done = put_back(made.set, archive.folder)
        assert done.aside is not None
        assert (done.aside / "archive.toml").read_bytes() == content
        with Archive.open(archive.folder, FOLDING) as opened:
            assert (opened.id, len(opened.documents.list())) == (archive.id, 1)

    def test_a_catalogue_that_is_gone_comes_back(self, archive: Archive, usb: Path) -> None:
        page_with(archive, "一")
        made = taken(archive, usb)
        archive.close()
        (archive.folder / "catalogue.db").unlink()
        put_back(made.set, archive.folder)
        with Archive.open(archive.folder, FOLDING) as opened:
            assert len(opened.documents.list()) == 1

    def test_an_archive_that_is_open_is_not_replaced(self, archive: Archive, usb: Path) -> None:
        page_with(archive, "一")
        made = taken(archive, usb)
        page_with(archive, "二")
        with pytest.raises(StorageError, match="is open in a window"):
            put_back(made.set, archive.folder)
        assert len(archive.documents.list()) == 2
        page_with(archive, "三")
        assert len(archive.documents.list()) == 3

    def test_a_list_that_leads_out_of_the_archive_is_not_followed(
        self, archive: Archive, usb: Path, tmp_path: Path
    ) -> None:
        (archive.folder / "names.txt").write_text("名")
        made = taken(archive, usb)
        archive.close()
        listed = made.set.folder / "files.tsv"
        listed.write_bytes(listed.read_bytes().replace(b"names.txt", b"../out.txt"))
        with pytest.raises(Damaged):
            put_back(made.set, archive.folder)
        assert not (tmp_path / "out.txt").exists()


class TestLocalCopies:
    @pytest.fixture
    def old(self, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
        """An archive that was made long ago."""
        monkeypatch.setattr(copies, "_A_DAY", -1)
        return archive

    def test_closing_copies_the_catalogue_once_a_day_if_it_changed(self, archive: Archive) -> None:
        page_with(archive, "一")
        archive.close()
        assert local_copies(archive.folder) == ()

    def test_closing_an_old_archive_copies_its_catalogue(self, old: Archive) -> None:
        page_with(old, "一")
        old.close()
        (copy,) = local_copies(old.folder)
        with catalogue.opened(copy.file) as db:
            assert catalogue.counts(db).documents == 1
        old.close()
        assert local_copies(old.folder) == (copy,)

    def test_a_copy_of_a_damaged_catalogue_is_not_made_and_the_good_ones_stay(self, old: Archive) -> None:
        old.records.add_many(book(f"題{n}", raw=b"x" * 3000) for n in range(200))
        old.close()
        before = local_copies(old.folder)
        with (old.folder / "catalogue.db").open("r+b") as file:
            file.seek(200_000)
            file.write(b"\xff" * 100_000)
        with pytest.raises(Damaged):
            list(copies.copy(old.folder, NOON))
        assert local_copies(old.folder) == before
        assert not list(old.folder.glob("backups/*.partial"))

    def test_few_copies_are_kept(self, archive: Archive) -> None:
        for day in range(40):
            list(copies.copy(archive.folder, NOON + timedelta(days=day)))
        assert 3 <= len(local_copies(archive.folder)) <= 7

    def test_a_copy_can_be_put_back_into_its_own_archive_and_no_other(self, archive: Archive, tmp_path: Path) -> None:
        page_with(archive, "一")
        *_, copy = copies.copy(archive.folder, NOON)
        assert isinstance(copy, LocalCopy)
        page_with(archive, "二")
        archive.close()
        with Archive.create(tmp_path / "other", "b", FOLDING) as other, pytest.raises(StorageError):
            put_back(copy, other.folder)
        with pytest.raises(StorageError, match="without images"):
            put_back(copy, tmp_path / "new")
        put_back(copy, archive.folder)
        with Archive.open(archive.folder, FOLDING) as opened:
            assert len(opened.documents.list()) == 1
            assert opened.search.find("二").total == 0

    def test_copies_and_backups_are_known_the_newest_first(self, archive: Archive, usb: Path) -> None:
        list(copies.copy(archive.folder))
        made = taken(archive, usb, datetime.now(UTC) + timedelta(hours=1))
        newest, older = known(archive.folder, archive.id)
        assert newest == made.set
        assert isinstance(older, LocalCopy)
        shutil.rmtree(usb)
        assert known(archive.folder, archive.id) == (older,)
        assert dataclasses.replace(made.set) == newest


class TestWhatIsSealed:
    """A restoration takes the sealed objects to the state that the catalogue knows; nothing of them is lost."""

    def history(self, archive: Archive, usb: Path) -> tuple[BackupSet, BackupSet, int]:
        """A page that was sealed, backed up, corrected, sealed again together with a new document, backed up again."""
        page = page_with(archive, "一")
        seal(archive)
        older = taken(archive, usb, NOON).set
        archive.documents.save_text(page.id, 1, "{}", "二", "person", 1.0)
        page_with(archive, "三")
        seal(archive)
        newer = taken(archive, usb, NOON + timedelta(hours=1)).set
        archive.close()
        return older, newer, page.id

    def sound(self, folder: Path) -> Archive:
        archive = Archive.open(folder, FOLDING)
        assert [checked.fault for checked in archive.verification.run() if checked.fault] == []
        assert faults(folder / "sealed") == []
        return archive

    def test_it_goes_back_with_the_catalogue_and_is_sealed_on_from_there(self, archive: Archive, usb: Path) -> None:
        older, _newer, page = self.history(archive, usb)
        done = put_back(older, archive.folder)
        with self.sound(archive.folder) as opened:
            opened.documents.save_text(page, 1, "{}", "四", "person", 1.0)
            page_with(opened, "五")
            seal(opened)
        self.sound(archive.folder).close()
        with Archive.open(archive.folder, FOLDING) as opened:
            seal(opened)
        before = tables(archive.folder)
        assert done.aside is not None
        assert len(list(done.aside.glob("sealed/*/*/*/*document-1/v2/inventory.json"))) == 1
        assert len(list(done.aside.glob("sealed/*/*/*/*document-2"))) == 1
        assert [item.fault for item in rebuild(archive.folder, force=True) if item.fault] == []
        assert tables(archive.folder) == before

    def test_it_goes_forward_again_with_a_newer_catalogue(self, archive: Archive, usb: Path) -> None:
        older, newer, _page = self.history(archive, usb)
        put_back(older, archive.folder)
        put_back(newer, archive.folder)
        with self.sound(archive.folder) as opened:
            assert len(opened.documents.list()) == 2
            assert not opened.keeping.waiting()

    def test_a_set_into_which_something_was_sealed_meanwhile_comes_back_sound(
        self, archive: Archive, usb: Path, tmp_path: Path
    ) -> None:
        page = page_with(archive, "一")
        seal(archive)
        archive.documents.save_text(page.id, 1, "{}", "二", "person", 1.0)
        work = back_up(archive, usb)
        while getattr(next(work), "stage", "") != "files":
            pass
        seal(archive)
        *_, done = work
        assert isinstance(done, BackupDone)
        archive.close()
        put_back(done.set, tmp_path / "new")
        self.sound(tmp_path / "new").close()

    def test_one_that_is_stopped_on_the_way_forward_leaves_what_is_sealed_as_it_was(
        self, archive: Archive, usb: Path
    ) -> None:
        older, newer, page = self.history(archive, usb)
        put_back(older, archive.folder)
        work = restore(newer, archive.folder)
        while (step := next(work)) and not (isinstance(step, Step) and step.stage == "files" and step.done == step.of):
            pass
        work.close()  # type: ignore[attr-defined]
        with self.sound(archive.folder) as opened:
            opened.documents.save_text(page, 1, "{}", "四", "person", 1.0)
            seal(opened)
        self.sound(archive.folder).close()

    @pytest.mark.parametrize("exchanged", [True, False])
    def test_what_a_kill_cut_short_is_finished_at_the_next_opening(
        self, archive: Archive, usb: Path, exchanged: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        older, _newer, _page = self.history(archive, usb)

        def killed(*_values: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(following, "finish", killed)
        if not exchanged:
            monkeypatch.setattr(restoring, "_exchange", killed)
        with pytest.raises(KeyboardInterrupt):
            put_back(older, archive.folder)
        monkeypatch.undo()
        with self.sound(archive.folder) as opened:
            assert len(opened.documents.list()) == (1 if exchanged else 2)
            assert not opened.keeping.waiting()
