from __future__ import annotations

import json
import shutil
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import shares
from storage.archive import Archive
from storage.backup import disk
from storage.backup.places import destinations
from storage.backup.restoring import verify
from storage.backup.sets import Place, read_entries, sets_in
from storage.backup.taking import back_up
from storage.backup.thinning import Keep, kept
from storage.backup.values import BackupDone, BackupSet, BadSet, Fault, Step
from storage.errors import Damaged, NotFound, StorageError
from tests.storage import workers
from tests.storage.conftest import FOLDING, book, image, page_with

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def taken(archive: Archive, place: Path, at: datetime | None = None, *, check_all: bool = False) -> BackupDone:
    """A backup, driven to its end."""
    *_, done = back_up(archive, place, now=at, check_all=check_all)
    assert isinstance(done, BackupDone)
    return done


def faults(found: BackupSet) -> list[Fault]:
    """What a whole look through a set finds."""
    return [item for item in verify(found) if isinstance(item, Fault)]


def pool(done: BackupDone) -> list[Path]:
    return [file for file in (done.set.folder.parents[1] / "files").rglob("*") if file.is_file()]


def everything(folder: Path) -> dict[str, bytes]:
    """All files of a folder, but for what SQLite puts beside a database that it reads."""
    files = [file for file in folder.rglob("*") if file.is_file() and not file.name.endswith(("-wal", "-shm"))]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    return tmp_path / "usb"


def test_a_backup_holds_the_catalogue_the_images_and_what_lies_beside_them_but_no_index(
    archive: Archive, usb: Path
) -> None:
    page = page_with(archive, "達賚湖")
    archive.records.add(book("題"))
    (archive.folder / "names.txt").write_text("達賚湖", "utf-8")
    done = taken(archive, usb)
    assert (done.set.archive, done.set.archive_name, done.faults) == (archive.id, "呼伦湖", ())
    counts = done.set.counts
    assert (counts.records, counts.documents, counts.pages, counts.texts, counts.changes) == (1, 1, 1, 1, 3)
    paths = {entry.path for entry in read_entries(done.set.folder)}
    assert paths == {"archive.toml", "names.txt", f"files/{page.digest[:2]}/{page.digest[2:4]}/{page.digest}"}
    assert (done.set.files, done.copied) == (3, 3)
    assert faults(done.set) == []
    assert not list(usb.rglob("search*"))


def test_only_what_is_new_is_copied_again(archive: Archive, usb: Path) -> None:
    page_with(archive, "一")
    first = taken(archive, usb, NOON)
    archive.documents.add("二", pages=[image(archive, b"another")])
    second = taken(archive, usb, NOON + timedelta(hours=1))
    assert (first.copied, second.copied, second.set.files) == (2, 1, 3)
    assert taken(archive, usb, NOON + timedelta(hours=2)).copied == 0
    (archive.folder / "names.txt").write_text("名", "utf-8")
    assert taken(archive, usb, NOON + timedelta(hours=3)).copied == 1
    assert all(faults(found) == [] for found in sets_in(usb) if isinstance(found, BackupSet))


def test_a_backup_says_how_far_it_is_and_the_log_says_that_it_was_made(archive: Archive, usb: Path) -> None:
    page_with(archive, "一")
    steps = [item for item in back_up(archive, usb) if isinstance(item, Step)]
    assert {step.stage for step in steps} == {"catalogue", "files", "checking", "clearing"}
    assert all(0 <= step.done <= step.of for step in steps)
    event = archive.events.last("replication")
    assert event is not None
    assert str(usb) in event.detail
    assert destinations(archive.folder) == (usb,)


def test_what_is_written_meanwhile_is_in_the_backup_wholly_or_not_at_all(archive: Archive, usb: Path) -> None:
    stop = threading.Event()

    def work() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            archive.documents.add(
                f"文{number}", pages=[image(archive, f"{number}-{page}".encode()) for page in range(3)]
            )

    worker = threading.Thread(target=work)
    worker.start()
    try:
        made = [taken(archive, usb, NOON + timedelta(minutes=n)) for n in range(5)]
    finally:
        stop.set()
        worker.join()
    for done in made:
        assert done.set.counts.pages == 3 * done.set.counts.documents
        assert (done.faults, faults(done.set)) == ((), [])
    assert made[-1].set.counts.documents > made[0].set.counts.documents


def test_several_archives_on_one_disk_are_kept_apart(archive: Archive, tmp_path: Path, usb: Path) -> None:
    with Archive.create(tmp_path / "other", "另一", FOLDING) as other:
        taken(archive, usb)
        taken(other, usb)
        with pytest.raises(StorageError, match="several archives"):
            sets_in(usb)
        for one in (archive, other):
            (found,) = sets_in(usb, one.id)
            assert isinstance(found, BackupSet)
            assert found.archive == one.id
            assert sets_in(found.folder) == sets_in(found.folder.parents[1]) == (found,)


def test_where_there_is_no_backup_it_is_said(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(NotFound, match="no backup"):
            sets_in(place)


class TestFaults:
    def test_a_damaged_image_is_named_and_the_good_one_of_an_earlier_backup_stays(
        self, archive: Archive, usb: Path
    ) -> None:
        page = page_with(archive, "一")
        taken(archive, usb, NOON)
        file = archive.files.path(page.digest)
        file.chmod(0o644)
        file.write_bytes(b"rotten, and longer")
        done = taken(archive, usb, NOON + timedelta(hours=1))
        (fault,) = done.faults
        assert fault.file.endswith(page.digest)
        assert isinstance(fault.problem, Damaged)
        assert faults(done.set) == []
        assert done.set.files == 2

    def test_an_image_that_never_was_whole_is_named_and_left_out(self, archive: Archive, usb: Path) -> None:
        good, bad = page_with(archive, "一"), image(archive, b"bad")
        archive.documents.add("二", pages=[bad])
        file = archive.files.path(bad.digest)
        file.chmod(0o644)
        file.write_bytes(b"bed")
        done = taken(archive, usb)
        assert [fault.file[-64:] for fault in done.faults] == [bad.digest]
        assert good.digest in {entry.digest for entry in read_entries(done.set.folder)}
        assert faults(done.set) == []

    def test_a_missing_image_is_named(self, archive: Archive, usb: Path) -> None:
        page = page_with(archive, "一")
        archive.files.path(page.digest).unlink()
        (fault,) = taken(archive, usb).faults
        assert isinstance(fault.problem, NotFound)

    def test_a_file_that_rots_on_the_disk_is_found_and_healed_when_all_is_checked(
        self, archive: Archive, usb: Path
    ) -> None:
        page = page_with(archive, "一")
        first = taken(archive, usb, NOON)
        pooled = Place(first.set.folder.parents[1]).pooled(page.digest)
        pooled.write_bytes(b"imagf")
        assert [fault.file[-64:] for fault in faults(first.set)] == [page.digest]
        assert taken(archive, usb, NOON + timedelta(hours=1)).copied == 0
        assert taken(archive, usb, NOON + timedelta(hours=2), check_all=True).copied == 1
        assert faults(first.set) == []

    def test_a_disk_that_does_not_give_back_what_was_written_is_not_trusted(
        self, archive: Archive, usb: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page_with(archive, "一")
        taken(archive, usb, NOON)
        archive.documents.add("二", pages=[image(archive, b"new")])
        read = disk.digest
        monkeypatch.setattr(disk, "digest", lambda file: read(file) if file.suffix else "0" * 64)
        with pytest.raises(Damaged, match="The disk is faulty"):
            taken(archive, usb, NOON + timedelta(hours=1))
        monkeypatch.undo()
        assert [found.name for found in sets_in(usb)] == ["20261125T120000Z"]

    def test_a_damaged_catalogue_makes_no_backup(self, archive: Archive, usb: Path) -> None:
        archive.records.add_many(book(f"題{n}", raw=b"x" * 3000) for n in range(200))
        taken(archive, usb, NOON)
        archive.close()
        with (archive.folder / "catalogue.db").open("r+b") as file:
            file.seek(200_000)
            file.write(b"\xff" * 100_000)
        with pytest.raises(Damaged):
            taken(archive, usb, NOON + timedelta(hours=1))
        assert [found.name for found in sets_in(usb)] == ["20261125T120000Z"]

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}'])
    def test_a_set_with_a_damaged_manifest_is_no_backup(self, archive: Archive, usb: Path, text: str) -> None:
        first, second = (taken(archive, usb, NOON + timedelta(hours=n)) for n in range(2))
        (second.set.folder / "manifest.json").write_text(text)
        newest, older = sets_in(usb)
        assert isinstance(newest, BadSet)
        assert older == first.set

    def test_a_manifest_that_was_changed_is_not_believed(self, archive: Archive, usb: Path) -> None:
        file = taken(archive, usb).set.folder / "manifest.json"
        values = json.loads(file.read_text("utf-8"))
        values["counts"]["records"] += 1
        file.write_text(json.dumps(values), "utf-8")
        assert isinstance(sets_in(usb)[0], BadSet)


class TestInterrupted:
    @pytest.fixture
    def before(self, archive: Archive, usb: Path) -> dict[str, bytes]:
        page_with(archive, "一")
        taken(archive, usb, NOON)
        for number in range(5):
            archive.documents.add("二", pages=[image(archive, b"new %d" % number)])
        return everything(next(iter(sets_in(usb))).folder)

    @pytest.mark.parametrize("steps", [1, 2, 4, 8])
    def test_one_that_is_stopped_leaves_the_earlier_ones_and_the_next_one_sweeps(
        self, archive: Archive, usb: Path, before: dict[str, bytes], steps: int
    ) -> None:
        work = back_up(archive, usb, now=NOON + timedelta(hours=1))
        for _ in range(steps):
            next(work)
        work.close()  # type: ignore[attr-defined]  # it is a generator
        (found,) = sets_in(usb)
        assert everything(found.folder) == before
        done = taken(archive, usb, NOON + timedelta(hours=2))
        assert faults(done.set) == []
        assert list(Place(done.set.folder.parents[1]).incoming.iterdir()) == []

    def test_a_disk_pulled_out_is_said_and_the_earlier_backups_stay(
        self, archive: Archive, usb: Path, before: dict[str, bytes]
    ) -> None:
        work = back_up(archive, usb, now=NOON + timedelta(hours=1))
        next(work)
        usb.rename(usb.with_name("pulled"))
        with pytest.raises(StorageError):
            list(work)
        usb.with_name("pulled").rename(usb)
        (found,) = sets_in(usb)
        assert everything(found.folder) == before
        assert faults(taken(archive, usb, NOON + timedelta(hours=2)).set) == []

    def test_two_at_once_on_one_disk_are_told_apart(
        self, archive: Archive, usb: Path, before: dict[str, bytes]
    ) -> None:
        work = back_up(archive, usb, now=NOON + timedelta(hours=1))
        next(work)
        with pytest.raises(StorageError, match="another backup"):
            taken(archive, usb)
        *_, done = work
        assert isinstance(done, BackupDone)
        assert before

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows can't limit the size of files")
    def test_a_full_disk_is_said_and_the_earlier_backups_stay(
        self, archive: Archive, usb: Path, before: dict[str, bytes]
    ) -> None:
        archive.documents.add("大", pages=[image(archive, b"x" * (workers.SMALL + 1))])
        process, reports = workers.start_reporting(workers.back_up_on_a_full_disk, archive.folder, usb)
        message = reports.recv()
        process.join()
        assert "no room left on the disk" in message
        (found,) = sets_in(usb)
        assert everything(found.folder) == before
        assert faults(taken(archive, usb, NOON + timedelta(hours=2)).set) == []

    @pytest.mark.skipif(sys.platform != "linux", reason="a disk of a few megabytes can be made on Linux alone")
    def test_a_disk_that_fills_up_is_said_wherever_it_does(self, archive: Archive, tmp_path: Path) -> None:
        archive.documents.add("大", pages=[image(archive, bytes([n]) * 400_000) for n in range(8)])
        with workers.small_disk(tmp_path / "small", kilobytes=1200) as small:
            page_with(archive, "一")
            with pytest.raises(StorageError, match="no room left on the disk"):
                taken(archive, small)
            with pytest.raises(NotFound):
                sets_in(small)
            assert not list(small.rglob("catalogue.db"))


class TestPlaces:
    def test_the_archive_itself_is_no_place_for_its_backup(self, archive: Archive) -> None:
        with pytest.raises(StorageError, match="lies in the archive itself"):
            taken(archive, archive.folder / "safe")

    @pytest.mark.skipif(sys.platform == "win32", reason="drives have letters there")
    def test_a_disk_that_is_not_plugged_in_is_not_made_a_folder(self, archive: Archive) -> None:
        with pytest.raises(StorageError, match="not plugged in"):
            taken(archive, Path("/media/nobody/no such disk"))
        assert not Path("/media/nobody").exists()

    def test_what_is_too_large_for_fat_is_said_before_anything_is_written(
        self, archive: Archive, usb: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shares, "file_system", lambda folder: "vfat")
        monkeypatch.setattr(shares, "FAT_LIMIT", 1000)
        with pytest.raises(StorageError, match=r"FAT32.*exFAT"):
            taken(archive, usb)
        assert [file.name for file in usb.rglob("*") if file.is_file()] == ["README.txt"]

    def test_no_name_at_the_destination_is_too_much_for_a_usb_disk(self, archive: Archive, usb: Path) -> None:
        page_with(archive, "一")
        taken(archive, usb)
        for path in usb.rglob("*"):
            assert not set(path.name) & set('<>:"/\\|?*')
            assert path.name.isascii()
            assert not path.is_symlink()
            assert path.is_dir() or path.stat().st_nlink == 1


class TestThinning:
    @given(st.lists(st.integers(0, 800 * 24), max_size=60), st.integers(0, 800 * 24))
    def test_the_newest_and_those_of_the_last_day_always_stay(self, hours: list[int], now: int) -> None:
        moments = [NOON + timedelta(hours=hour) for hour in hours]
        present = NOON + timedelta(hours=now)
        stays = kept(moments, present)
        assert stays <= set(moments)
        assert {moment for moment in moments if moment > present - timedelta(days=1)} <= stays
        assert not moments or max(moments) in stays

    @given(st.lists(st.integers(0, 800 * 24), max_size=60))
    def test_thinning_twice_is_thinning_once(self, hours: list[int]) -> None:
        moments = [NOON - timedelta(hours=hour) for hour in hours]
        once = kept(moments, NOON)
        assert kept(once, NOON) == once

    def test_two_years_of_daily_backups_leave_twelve_days_ten_weeks_and_nine_months(self) -> None:
        moments = [NOON - timedelta(days=day) for day in range(730)]
        stays = sorted(kept(moments, NOON), reverse=True)
        assert stays[:12] == moments[:12]
        weeks = {moment.isocalendar()[:2] for moment in stays}
        months = {(moment.year, moment.month) for moment in stays}
        assert len(months) == 9
        assert len(weeks) >= 10
        assert len(stays) <= 12 + 10 + 9

    def test_files_go_with_the_last_set_that_needs_them(self, archive: Archive, usb: Path) -> None:
        names = archive.folder / "names.txt"
        page_with(archive, "一")
        for day in range(3):
            names.write_text(f"名{day}", "utf-8")
            *_, done = back_up(archive, usb, keep=Keep(1, 1, 1), now=NOON + timedelta(days=2 * day))
        assert isinstance(done, BackupDone)
        assert done.thinned == 1
        assert sets_in(usb) == (done.set,)
        assert len(pool(done)) == 3
        assert faults(done.set) == []

    def test_no_file_goes_while_a_set_cannot_be_read(self, archive: Archive, usb: Path) -> None:
        page_with(archive, "一")
        first = taken(archive, usb, NOON)
        (first.set.folder / "files.tsv").write_bytes(b"torn")
        (archive.folder / "names.txt").write_text("名", "utf-8")
        for day in range(1, 4):
            *_, done = back_up(archive, usb, keep=Keep(1, 1, 1), now=NOON + timedelta(days=day * 2))
        assert isinstance(done, BackupDone)
        assert len(pool(done)) == 3


def test_a_set_that_was_being_removed_is_removed(archive: Archive, usb: Path) -> None:
    first = taken(archive, usb, NOON)
    (first.set.folder / "manifest.json").unlink()
    second = taken(archive, usb, NOON + timedelta(hours=1))
    assert sets_in(usb) == (second.set,)
    assert not first.set.folder.exists()


@pytest.fixture
def read_only(archive: Archive) -> Iterator[Archive]:
    page_with(archive, "一")
    archive.close()
    copy = archive.folder.with_name("copy")
    shutil.copytree(archive.folder, copy)
    with Archive.open(copy, FOLDING) as opened:
        opened.read_only = True
        yield opened


def test_an_archive_that_can_only_be_read_can_be_backed_up(read_only: Archive, usb: Path) -> None:
    assert faults(taken(read_only, usb).set) == []
