"""Copies the files of an archive into the pool of its backups: only those that are not there yet, each one checked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from storage import lasting, shares
from storage.backup import catalogue, disk
from storage.backup.sets import Entry, Place, in_store, read_entries
from storage.backup.values import BackupSet, Fault, Step
from storage.database import guarded
from storage.errors import Damaged, NotFound, StorageError

_LEFT_OUT = ("catalogue.db", "search.db", "backups", "sealing", ".")
"""Beginnings of names, in the archive's own folder, of what a backup does without or takes otherwise."""


class Collector:
    """Brings into the pool what one set needs. `entries` lists that, `faults` what could not be had."""

    def __init__(self, folder: Path, place: Place, snapshot: Path, last: BackupSet | None, *, check_all: bool) -> None:
        self.entries: list[Entry] = []
        self.faults: list[Fault] = []
        self.copied = 0
        self.bytes = 0
        self._folder = folder
        self._place = place
        self._snapshot = snapshot
        self._check_all = check_all
        self._known = _known(last)
        self._touched: set[Path] = set()
        self._fresh: list[Entry] = []

    def run(self) -> Iterator[Step]:
        """Copies, then reads again what was copied. A file that is missing or damaged here is a fault, not an end."""
        with guarded(self._snapshot), closing(catalogue.opened(self._snapshot)) as db:
            wanted = dict(catalogue.wanted_files(db))
        found = list(self._files())
        total = len(found)
        for number, (path, size, changed) in enumerate(found, 1):
            entry = self._take(path, size, changed)
            if entry:
                self.entries.append(entry)
                wanted.pop(entry.digest, None)
            yield Step("files", number, total)
        self._take_what_only_the_pool_has(wanted)
        for folder in self._touched:
            lasting.sync(folder)
        yield from self._check()

    def _files(self) -> Iterator[tuple[Path, int, int]]:
        """Every file to be backed up with its size and time of change; what is being written is left out."""
        with guarded(self._folder):
            tops = [top for top in sorted(self._folder.iterdir()) if not top.name.startswith(_LEFT_OUT)]
        for top in tops:
            files = [top] if top.is_file() else (Path(at) / name for at, _, names in os.walk(top) for name in names)
            for path in files:
                if path.parent == self._folder / "files" / "incoming" or path.is_symlink():
                    continue
                with suppress(FileNotFoundError):
                    state = path.stat()
                    yield path, state.st_size, state.st_mtime_ns

    def _take(self, path: Path, size: int, changed: int) -> Entry | None:
        where = path.relative_to(self._folder).as_posix()
        known = path.name if where == in_store(path.name) else self._known.get((where, size, changed), "")
        try:
            digest = known if known and self._has(known, size) else self._copy(path, known)
            return Entry(digest, size, changed, where)
        except NotFound:
            return None
        except Damaged as problem:
            self.faults.append(Fault(where, problem))
            # An earlier backup may have the file as it was.
            return Entry(known, size, changed, where) if known and self._sound(known) else None

    def _has(self, digest: str, size: int) -> bool:
        pooled = self._place.pooled(digest)
        if not pooled.is_file() or pooled.stat().st_size != size:
            return False
        return not self._check_all or self._sound(digest)

    def _sound(self, digest: str) -> bool:
        pooled = self._place.pooled(digest)
        return pooled.is_file() and disk.digest(pooled) == digest

    def _copy(self, path: Path, expected: str) -> str:
        partial = self._place.incoming / "file"
        self._refuse_large(path)
        found = disk.copy(path, partial)
        if expected and found != expected and path.name == expected:
            partial.unlink()
            raise Damaged(
                "{file} is not what was put into the archive: its SHA-256 is {found}. Put it back from a backup.",
                file=path,
                found=found,
            )
        pooled = self._place.pooled(found)
        with guarded(pooled):
            pooled.parent.mkdir(parents=True, exist_ok=True)
            size = partial.stat().st_size
            partial.replace(pooled)
        self._touched.update((pooled.parent, pooled.parent.parent, pooled.parent.parent.parent))
        self.copied += 1
        self.bytes += size
        self._fresh.append(Entry(found, size, 0, ""))
        return found

    def _refuse_large(self, path: Path) -> None:
        if path.stat().st_size > shares.FAT_LIMIT and shares.file_system(self._place.folder) in shares.FAT:
            raise StorageError(
                "{file} has {size:.1f} GB, and the disk at {folder} is formatted as FAT32, which takes no file above "
                "4 GB. Format the disk as exFAT or NTFS, or choose another one.",
                file=path,
                size=path.stat().st_size / 1e9,
                folder=self._place.folder,
            )

    def _take_what_only_the_pool_has(self, wanted: dict[str, str]) -> None:
        """Files that the catalogue speaks of and the archive has lost."""
        taken = {entry.digest for entry in self.entries}
        for digest in sorted(set(wanted) - taken):
            where = in_store(digest)
            missing = NotFound(
                "The file {digest} is missing from the archive ({file}). Put it back from a backup.",
                digest=digest,
                file=self._folder / where,
            )
            if not any(fault.file == where for fault in self.faults):
                self.faults.append(Fault(where, missing))
            if self._sound(digest):
                self.entries.append(Entry(digest, self._place.pooled(digest).stat().st_size, 0, where))

    def _check(self) -> Iterator[Step]:
        for number, entry in enumerate(self._fresh, 1):
            pooled = self._place.pooled(entry.digest)
            if disk.digest(pooled) != entry.digest:
                raise Damaged(
                    "{file} was written to the backup and can't be read again as it was. The disk is faulty; "
                    "take another one.",
                    file=pooled,
                )
            yield Step("checking", number, len(self._fresh))


def _known(last: BackupSet | None) -> dict[tuple[str, int, int], str]:
    """The digests of the last set's files that are not named by them: what did not change need not be read."""
    if last is None:
        return {}
    try:
        entries = [entry for entry in read_entries(last.folder) if entry.path != in_store(entry.digest)]
    except StorageError:
        return {}
    return {(entry.path, entry.size, entry.changed): entry.digest for entry in entries}
