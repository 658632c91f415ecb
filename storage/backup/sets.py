"""The backups at a destination: where each lies, what its manifest says, and the one pool of their files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.backup import disk
from storage.backup.values import BackupSet, BadSet, Counts
from storage.database import guarded
from storage.errors import Damaged, NotFound, StorageError

FORMAT = 1
"""The layout at the destination."""
ROOT = "archivist-backups"
STAMP = "%Y%m%dT%H%M%SZ"
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a set. `changed` is its time of change in nanoseconds, `path` where it lies in the archive."""

    digest: str
    size: int
    changed: int
    path: str


class Place:
    """The backups of one archive, in `folder` (that of the archive's id)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sets = folder / "sets"
        self.incoming = folder / "incoming"

    def pooled(self, digest: str) -> Path:
        """Where a file of this digest lies, or would lie."""
        return self.folder / "files" / digest[:2] / digest[2:4] / digest

    def all(self) -> tuple[BackupSet | BadSet, ...]:
        """Every set, the newest first."""
        if not self.sets.is_dir():
            return ()
        with guarded(self.sets):
            folders = sorted((path for path in self.sets.iterdir() if path.is_dir()), reverse=True)
        return tuple(look(folder) for folder in folders)

    def good(self) -> tuple[BackupSet, ...]:
        """The sets that can be used, the newest first."""
        return tuple(found for found in self.all() if isinstance(found, BackupSet))


def look(folder: Path) -> BackupSet | BadSet:
    """A set by its manifest; the files are looked at by `restoring`."""
    try:
        return read_manifest(folder)
    except StorageError as problem:
        return BadSet(folder, folder.name, problem)


def read_manifest(folder: Path) -> BackupSet:
    """What a set says about itself. Damaged where it can't be believed, StorageError where it is of a newer program."""
    path = folder / "manifest.json"
    try:
        with guarded(path):
            values: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if int(values["format"]) > FORMAT:
            raise StorageError(
                "The backup {folder} was written by a newer version of this program. Install that to use it.",
                folder=folder,
            )
        if values.pop("sha256") != seal(values):
            raise ValueError("SHA-256")
        return BackupSet(
            folder, folder.name, str(values["moment"]), str(values["archive"]["id"]), str(values["archive"]["name"]),
            int(values["archive"]["version"]), Counts(**values["counts"]), int(values["files"]["count"]),
            int(values["files"]["bytes"]) + int(values["catalogue"]["bytes"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged(
            "The backup {folder} is damaged: its manifest can't be understood ({reason}). Take an older or newer one.",
            folder=folder,
            reason=error,
        ) from error


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of `catalogue.db` and of `files.tsv`, as the manifest has them."""
    values = json.loads((folder / "manifest.json").read_text("utf-8"))
    return {"catalogue.db": str(values["catalogue"]["sha256"]), "files.tsv": str(values["files"]["sha256"])}


def write_manifest(folder: Path, made: BackupSet, catalogue: tuple[int, str], files: tuple[int, str]) -> None:
    """Makes a folder a set. `catalogue` is its size and digest, `files` the size of all files and that of the list."""
    values: dict[str, Any] = {
        "format": FORMAT,
        "moment": made.moment,
        "archive": {"id": made.archive, "name": made.archive_name, "version": made.version},
        "counts": asdict(made.counts),
        "catalogue": {"bytes": catalogue[0], "sha256": catalogue[1]},
        "files": {"count": made.files, "bytes": files[0], "sha256": files[1]},
    }
    text = json.dumps({**values, "sha256": seal(values)}, ensure_ascii=False, indent=1)
    disk.write(folder / "manifest.json", text + "\n")


def seal(values: dict[str, Any]) -> str:
    """The digest by which a manifest that was cut or changed is known."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read_entries(folder: Path) -> Iterator[Entry]:
    """The files of a set, one after the other. Damaged where the list can't be understood."""
    path = folder / "files.tsv"
    with guarded(path), path.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            parts = line.rstrip("\n").split("\t", 3)
            try:
                digest, size, changed, where = parts
                yield Entry(digest, int(size), int(changed), where or in_store(digest))
            except ValueError as error:
                raise Damaged(
                    "The backup {folder} is damaged: line {number} of {file} can't be understood. Take another one.",
                    folder=folder,
                    number=number,
                    file=path.name,
                ) from error


def write_entries(folder: Path, entries: Iterable[Entry]) -> tuple[int, int, str]:
    """Writes the list of files; returns how many there are, their size in bytes and the digest of the list.

    Files of the archive's own store lie where their digest says; their paths are left out.
    """
    count = size = 0
    lines: list[str] = []
    for entry in entries:
        where = "" if entry.path == in_store(entry.digest) else entry.path
        lines.append(f"{entry.digest}\t{entry.size}\t{entry.changed}\t{where}\n")
        count, size = count + 1, size + entry.size
    path = folder / "files.tsv"
    content = "".join(lines).encode("utf-8", "surrogateescape")
    with guarded(path):
        path.write_bytes(content)
    disk.last(path)
    return count, size, hashlib.sha256(content).hexdigest()


def in_store(digest: str) -> str:
    """Where the archive keeps a page image."""
    return f"files/{digest[:2]}/{digest[2:4]}/{digest}"


def moment_of(found: BackupSet) -> datetime:
    """When a set was made."""
    return datetime.strptime(found.moment, MOMENT).replace(tzinfo=UTC)


def sets_in(source: Path, archive: str = "") -> tuple[BackupSet | BadSet, ...]:
    """The backups that a path leads to, the newest first.

    The path is a destination, the folder of an archive's id in it, or that of one set; `archive` is the id wanted.
    NotFound where there are none, StorageError where there are those of several archives and none is named.
    """
    if (source / "manifest.json").is_file():
        return (look(source),)
    places = [source] if (source / "sets").is_dir() else _places(source)
    wanted = [place for place in places if not archive or place.name == archive]
    found = {place: Place(place).all() for place in wanted}
    found = {place: sets for place, sets in found.items() if sets}
    if not found:
        raise NotFound(
            "There is no backup of an archive in {folder}. Choose the folder or disk it lies on.", folder=source
        )
    if len(found) > 1:
        names = [f"{sets[0].archive_name} ({place})" for place, sets in found.items() if isinstance(sets[0], BackupSet)]
        raise StorageError(
            "There are backups of several archives in {folder}: {names}. Name the folder of one of them.",
            folder=source,
            names="; ".join(names),
        )
    return next(iter(found.values()))


def _places(source: Path) -> list[Path]:
    root = source if source.name == ROOT else source / ROOT
    if not root.is_dir():
        return []
    with guarded(root):
        return sorted(path for path in root.iterdir() if path.is_dir())
