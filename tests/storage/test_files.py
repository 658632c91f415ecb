from __future__ import annotations

import errno
import hashlib
import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.errors import Damaged, DiskFull, NotFound, StorageError
from storage.files import FileStore


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def everything(store: FileStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary())
def test_a_file_comes_back_as_it_was_under_its_sha256(store: FileStore, data: bytes) -> None:
    digest = store.put_bytes(data)
    assert digest == hashlib.sha256(data).hexdigest()
    assert store.path(digest).read_bytes() == data
    store.verify(digest)


def test_a_file_is_kept_once_and_write_protected(store: FileStore, tmp_path: Path) -> None:
    source = tmp_path / "scan.png"
    source.write_bytes(b"scan")
    digest = store.put(source)
    assert store.put(source) == digest
    assert len(everything(store)) == 1
    assert store.path(digest).stat().st_mode & 0o222 == 0
    with store.open(digest) as file:
        assert file.read() == b"scan"


def test_a_flipped_bit_is_found(store: FileStore) -> None:
    digest = store.put_bytes(b"scan")
    store.path(digest).chmod(0o644)
    store.path(digest).write_bytes(b"scbn")
    with pytest.raises(Damaged, match="is not what was put into the archive"):
        store.verify(digest)


def test_a_file_that_was_cut_short_is_made_whole_when_it_comes_again(store: FileStore) -> None:
    digest = store.put_bytes(b"scan")
    store.path(digest).chmod(0o644)
    store.path(digest).write_bytes(b"")
    store.put_bytes(b"scan")
    store.verify(digest)


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_what_is_not_there_is_not_found(store: FileStore, digest: str) -> None:
    assert store_has_not(store, digest)
    with pytest.raises(NotFound):
        store.verify(digest)


def store_has_not(store: FileStore, digest: str) -> bool:
    try:
        store.path(digest)
    except NotFound:
        return True
    return False


def test_a_full_disk_is_said_and_leaves_nothing_behind(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(DiskFull, match="no room left"):
        store.put_bytes(b"scan" * 1000)
    assert everything(store) == []


def test_a_missing_source_is_said(store: FileStore, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"absent.*does not exist"):
        store.put(tmp_path / "absent.png")


def test_a_write_protected_archive_takes_nothing_in(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="can only be read"):
        FileStore(tmp_path / "files", read_only=True).put_bytes(b"scan")


def test_what_a_killed_writer_left_goes_after_a_day_and_not_before(store: FileStore) -> None:
    store.put_bytes(b"scan")
    fresh, stale = store.folder / "incoming" / "fresh", store.folder / "incoming" / "stale"
    fresh.touch()
    stale.touch()
    os.utime(stale, (time.time() - 2 * 86_400,) * 2)
    store.sweep()
    assert fresh.exists()
    assert not stale.exists()
