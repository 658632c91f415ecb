"""What backing up and restoring hand out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from storage.errors import StorageError

Stage = Literal["catalogue", "files", "checking", "clearing"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is in a catalogue; `texts` counts every version, `changes` is the number of the last change."""

    records: int
    documents: int
    pages: int
    texts: int
    changes: int


@dataclass(frozen=True, slots=True)
class BackupSet:
    """One whole backup. `folder` is that of the set; `moment` as 2026-11-25T08:22:04Z; `size` in bytes, of all."""

    folder: Path
    name: str
    moment: str
    archive: str
    archive_name: str
    version: int
    counts: Counts
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class BadSet:
    """A folder that should hold a backup but can't be used, and why."""

    folder: Path
    name: str
    problem: StorageError


@dataclass(frozen=True, slots=True)
class LocalCopy:
    """A copy of the catalogue alone, in the archive's own `backups` folder."""

    file: Path
    moment: str


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work is: `done` of `of` bytes of the catalogue, or files."""

    stage: Stage
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A file of the archive that could not be backed up, or of the backup that could not be put back."""

    file: str
    problem: StorageError


@dataclass(frozen=True, slots=True)
class BackupDone:
    """A backup that is whole and was checked. `copied` and `bytes` count only what was not there before."""

    set: BackupSet
    copied: int
    bytes: int
    thinned: int
    faults: tuple[Fault, ...]


Kind = Literal["record", "document", "accession"]


@dataclass(frozen=True, slots=True)
class Affected:
    """A record, document or accession that a restoration changes: `versions` of it, and of its texts, that are lost or
    come back.

    `there`: whether it is in the state that has these versions, `elsewhere`: in the other one; neither where deleted.
    """

    kind: Kind
    id: int
    title: str
    versions: int
    there: bool = True
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What one state of an archive has and another lacks; `pages` are pages, `texts` versions of their texts."""

    items: tuple[Affected, ...] = ()
    records: int = 0
    documents: int = 0
    pages: int = 0
    texts: int = 0
    accessions: int = 0

    @property
    def empty(self) -> bool:
        return not (self.things or self.pages or self.texts)

    @property
    def things(self) -> int:
        """How many records, documents and accessions, of which `items` names the first of each kind."""
        return self.records + self.documents + self.accessions


@dataclass(frozen=True, slots=True)
class Preview:
    """What a restoration would do. `lost` and `back` are unknown (None) where the present archive can't be read.

    `now` is None where there is no archive yet in the folder, or one that can't be read.
    """

    folder: Path
    source: BackupSet | LocalCopy
    then: Counts
    now: Counts | None = None
    lost: Difference | None = None
    back: Difference | None = None
    replaces: bool = False
    unreadable: StorageError | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """A restoration that is done. `aside` is where the catalogue that was replaced lies now, if there was one."""

    folder: Path
    files: int
    aside: Path | None
    faults: tuple[Fault, ...]
