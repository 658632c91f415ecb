from __future__ import annotations

import random
import shutil
from pathlib import Path

import apsw
import pytest

from storage.archive import Archive
from storage.backup import copies
from storage.backup.values import BackupSet, LocalCopy
from storage.errors import Damaged, DamagedArchive, StorageError
from tests.storage.conftest import FOLDING, book, image
from tests.storage.test_backup import everything, taken

PAGE = 4096
TEXTS = 60


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with enough in it that every table has many database pages."""
    folder = tmp_path_factory.mktemp("full") / "archive"
    with Archive.create(folder, "呼伦湖", FOLDING) as archive:
        archive.records.add_many(book(f"題{n}", raw=b"x" * 900) for n in range(200))
        for document in range(6):
            pages = [image(archive, b"%d" % n) for n in range(10)]
            new = archive.documents.add(f"文{document}", pages=pages)
            for page in archive.documents.pages(new.id):
                text = f"達賚湖{document}-{page.number} " + "字" * 900
                archive.documents.save_text(page.id, 0, "{}", text, "machine", 0.9)
    return folder


@pytest.fixture
def full(made: Path, tmp_path: Path) -> Archive:
    """A copy of it, closed."""
    shutil.copytree(made, tmp_path / "archive")
    archive = Archive.open(tmp_path / "archive", FOLDING)
    archive.close()
    return archive


def tear(folder: Path, table: str, which: slice = slice(None, None, 3)) -> None:
    """Overwrites some of the leaves of a table."""
    file = folder / "catalogue.db"
    with apsw.Connection(str(file)) as db:
        found = db.execute(
            "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path", (table,)
        ).fetchall()
    with file.open("r+b") as opened:
        for (number,) in found[which]:
            opened.seek((int(number or 0) - 1) * PAGE)
            opened.write(b"\xff" * PAGE)


def test_damage_is_found_at_opening_and_told_with_the_newest_good_backup(full: Archive, tmp_path: Path) -> None:
    with Archive.open(full.folder, FOLDING) as archive:
        list(copies.copy(archive.folder))
        made = taken(archive, tmp_path / "usb")
    tear(full.folder, "page_text")
    with pytest.raises(DamagedArchive, match=r"newest good backup.*archivist restore") as caught:
        Archive.open(full.folder, FOLDING)
    assert {type(backup) for backup in caught.value.backups} == {BackupSet, LocalCopy}
    assert str(full.folder) in str(caught.value)
    assert made.set in caught.value.backups


def test_a_backup_that_is_damaged_itself_is_not_offered_first(full: Archive, tmp_path: Path) -> None:
    with Archive.open(full.folder, FOLDING) as archive:
        good = taken(archive, tmp_path / "usb")
        bad = taken(archive, tmp_path / "usb")
    tear(bad.set.folder, "page_text")
    tear(full.folder, "page_text")
    with pytest.raises(DamagedArchive) as caught:
        Archive.open(full.folder, FOLDING)
    assert caught.value.backups == (good.set,)


@pytest.mark.parametrize("left", [0, 100, 5000, 40_000])
def test_a_catalogue_cut_short_is_found(full: Archive, left: int) -> None:
    with (full.folder / "catalogue.db").open("r+b") as file:
        file.truncate(left)
    with pytest.raises(DamagedArchive, match="no backup of it is known"):
        Archive.open(full.folder, FOLDING)


def test_looking_for_damage_finds_none_in_good_archives(full: Archive) -> None:
    for _ in range(3):
        with Archive.open(full.folder, FOLDING) as archive:
            archive.records.add(book("更"))


class TestWhatCanBeRead:
    def test_texts_that_are_lost_are_named_and_all_else_is_there(self, full: Archive) -> None:
        tear(full.folder, "page_text")
        with Archive.open_damaged(full.folder, FOLDING) as archive:
            assert archive.read_only
            assert archive.torn == ("page_text",)
            assert len(archive.documents.list()) == 6
            assert archive.records.count() == 200
            read = lost = 0
            for document in archive.documents.list():
                for page in archive.documents.pages(document.id):
                    try:
                        text = archive.documents.text(page.id)
                        assert text is not None
                        assert text.text.startswith(f"達賚湖{document.id - 1}-{page.number}")
                        read += 1
                    except Damaged as error:
                        assert f"page {page.number} of document {document.id}" in str(error)
                        lost += 1
            assert read + lost == TEXTS
            assert read > TEXTS // 3
            assert lost > 0
            assert len(archive.search.find("达赉", limit=TEXTS).hits) == read
            with pytest.raises(StorageError, match="can only be read"):
                archive.records.add(book("x"))

    @pytest.mark.parametrize("table", ["record", "record_version", "page", "document_version", "event", "change"])
    def test_a_tear_in_one_table_leaves_the_others(self, full: Archive, table: str) -> None:
        tear(full.folder, table)
        with Archive.open_damaged(full.folder, FOLDING) as archive:
            assert archive.torn == (table,)
            assert len(archive.documents.list()) == 6
            assert sum(document.pages for document in archive.documents.list()) in range(1, TEXTS + 1)
            assert 0 < archive.records.count() <= 200
            assert sum(1 for _ in archive.records.stream()) <= archive.records.count()

    @pytest.mark.parametrize("seed", range(12))
    def test_whatever_is_torn_it_opens_or_says_that_nothing_can_be_read(self, full: Archive, seed: int) -> None:
        chance = random.Random(seed)
        file = full.folder / "catalogue.db"
        pages = file.stat().st_size // PAGE
        with file.open("r+b") as opened:
            for number in chance.sample(range(pages), chance.randrange(1, pages // 2)):
                opened.seek(number * PAGE)
                opened.write(chance.randbytes(PAGE))
        before = file.read_bytes()
        try:
            with Archive.open_damaged(full.folder, FOLDING) as archive:
                assert len(archive.documents.list()) <= 6
                archive.search.find("达赉")
        except DamagedArchive:
            pass
        assert file.read_bytes() == before

    @pytest.mark.parametrize("share", [0.5, 0.9, 0.999])
    def test_a_catalogue_cut_short_is_read_as_far_as_it_goes(self, full: Archive, share: float) -> None:
        file = full.folder / "catalogue.db"
        with file.open("r+b") as opened:
            opened.truncate(int(file.stat().st_size * share))
        with Archive.open_damaged(full.folder, FOLDING) as archive:
            assert archive.torn
            assert archive.documents.list()

    def test_nothing_in_the_folder_is_changed(self, full: Archive) -> None:
        tear(full.folder, "page_text")
        before = everything(full.folder)
        Archive.open_damaged(full.folder, FOLDING).close()
        assert everything(full.folder) == before


def test_a_page_that_is_damaged_while_people_work_is_named_and_other_documents_go_on(full: Archive) -> None:
    with Archive.open(full.folder, FOLDING) as archive:
        archive._catalogue.close()
        tear(full.folder, "page_text", slice(2, 3))
        archive._catalogue.close()
        told: list[str] = []
        read = 0
        for document in archive.documents.list():
            for page in archive.documents.pages(document.id):
                try:
                    read += bool(archive.documents.text(page.id))
                except Damaged as error:
                    told.append(str(error))
        assert told
        assert read + len(told) == TEXTS
        assert read > TEXTS // 2
        assert all("of document" in message and "Other pages can be" in message for message in told)
