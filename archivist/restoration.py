"""Putting a backup back with open eyes: which there are, what each would change, and today's state secured first."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from archivist import safety
from archivist.errors import ArchivistError
from archivist.safety import Backup
from archivist.workspace import Workspace
from storage.archive import id_of
from storage.backup import copies, sets, taking
from storage.backup.values import (
    Affected,
    BackupDone,
    BackupSet,
    BadSet,
    Difference,
    Kind,
    LocalCopy,
    Preview,
    Restored,
    Step,
)
from storage.errors import DamagedArchive, StorageError

Fate = Literal["gone", "changed", "back"]
"""What becomes of a record, document or accession: it vanishes, gets the state of the backup, or is there again."""
FATES: tuple[Fate, ...] = ("gone", "changed", "back")
Doing = Literal["securing", "restoring"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A backup that could be put back, or can't be. `where` is the folder or disk it lies on; `size` is in bytes."""

    backup: Backup | BadSet
    where: Path
    size: int

    @property
    def moment(self) -> str:
        """When it was made, as 2026-11-25T08:22:04Z; empty where that can't be told."""
        return "" if isinstance(self.backup, BadSet) else self.backup.moment

    @property
    def whole(self) -> bool:
        """Whether it has the images too, and not the database alone."""
        return not isinstance(self.backup, LocalCopy)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one thing: how many versions of today would be lost, and how many of then come back."""

    kind: Kind
    id: int
    title: str
    fate: Fate
    lost: int
    back: int


@dataclass(frozen=True, slots=True)
class Secured:
    """Today's state is safe at `place`: a whole backup, or a copy of the database beside it."""

    place: Path
    whole: bool


def offers(folder: Path, source: Path | None = None) -> tuple[Offer, ...]:
    """The backups of the archive in `folder`, the newest first: those known there, or those on a disk, `source`.

    StorageError: `source` has none of this archive.
    """
    if source is None:
        return tuple(map(_offer, safety.known(folder)))
    return tuple(map(_offer, sets.sets_in(source, id_of(folder))))


def outcomes(seen: Preview) -> tuple[Outcome, ...]:
    """What becomes of the records, documents and accessions that a preview names, what would vanish first."""
    lost = {(item.kind, item.id): item for item in _items(seen.lost)}
    back = {(item.kind, item.id): item for item in _items(seen.back)}
    found = [_outcome(lost.get(key), back.get(key)) for key in {**lost, **back}]
    told = (item for item in found if item is not None)
    return tuple(sorted(told, key=lambda item: (FATES.index(item.fate), item.kind, item.id)))


def put_back(backup: Backup, folder: Path) -> Iterator[Doing | Step | Secured | Restored]:
    """Puts a backup back, once today's state is secured: to the same disk, or as a copy of the database beside it.

    Nobody may have the archive open. Yields what is being done, how far that is, and last `Restored`. Left before its
    end it changes nothing. What is damaged can't be secured; what is replaced stays in the archive's `backups` anyhow.
    """
    if (folder / "catalogue.db").exists():
        yield "securing"
        made = yield from _secure(backup, folder)
        if made:
            yield made
    yield "restoring"
    yield from safety.restore(backup, folder)


def refuse_taken(folder: Path) -> None:
    """ArchivistError where a folder that should be new or empty is not."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ArchivistError("{folder} is not empty. Choose an empty folder, or a new one.", folder=folder)


def _secure(backup: Backup, folder: Path) -> Generator[Step, None, Secured | None]:
    """Nothing is thinned meanwhile: the backup that is wanted might be what is thinned."""
    try:
        ws = Workspace.open(folder)
    except DamagedArchive:
        return None
    with ws:
        if isinstance(backup, BackupSet) and (disk := _disk(backup)):
            try:
                for item in taking.back_up(ws.archive, disk, thinning=False):
                    if isinstance(item, BackupDone):
                        return Secured(item.set.folder, whole=True)
                    yield item
            except StorageError:
                pass  # full, or write-protected; restoring takes no image away, so the database is what counts
        for step in copies.copy(folder, thinning=False):
            if isinstance(step, LocalCopy):
                return Secured(step.file, whole=False)
            yield step
    return None


def _disk(backup: BackupSet) -> Path | None:
    """The destination under which a set lies, where it lies as it was made."""
    place = backup.folder.parents
    return place[3] if len(place) > 3 and place[2].name == sets.ROOT and place[0].name == "sets" else None


def _offer(backup: Backup | BadSet) -> Offer:
    if isinstance(backup, LocalCopy):
        return Offer(backup, backup.file.parent, backup.file.stat().st_size)
    if isinstance(backup, BadSet):
        return Offer(backup, backup.folder, 0)
    return Offer(backup, _disk(backup) or backup.folder, backup.size)


def _items(difference: Difference | None) -> tuple[Affected, ...]:
    return difference.items if difference else ()


def _outcome(lost: Affected | None, back: Affected | None) -> Outcome | None:
    """What was deleted then and is now changes nothing that anybody sees."""
    one = lost or back
    assert one is not None
    now, then = (lost.there, lost.elsewhere) if lost else (one.elsewhere, one.there)
    if not now and not then:
        return None
    fate: Fate = "changed" if now and then else "gone" if now else "back"
    return Outcome(one.kind, one.id, one.title, fate, lost.versions if lost else 0, back.versions if back else 0)
