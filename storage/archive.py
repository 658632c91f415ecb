"""An archive: a folder that holds records, documents, page images and the index to find them by.

```
archive.toml       what it is: format, id, name, when it was made
catalogue.db       records, documents, texts, accessions, and every version of them
files/ab/cd/…      page images under their SHA-256
sealed/            documents and catalogue as objects that explain themselves, see `keeping`; made by sealing
sealing/           what is being sealed just now
verification.json  how far a verification is that was stopped
search.db          the search index; may be deleted, is made again
backups/           copies of catalogue.db, made daily and before a migration; where it was backed up to
names.txt          names that are likely in the pages, one a line; kept by hand, need not be there
subjects.txt       the library's own list of subjects, likewise
places.csv         places that the library adds to the gazetteer, likewise (or places.toml)
```
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from storage import damage, migrations, salvage, shares
from storage.accessions import AccessionStore
from storage.analyser import Analyser
from storage.backup import copies, following
from storage.changes import Changes
from storage.cleaning import CleaningStore
from storage.database import Database, guarded
from storage.documents import DocumentStore
from storage.errors import Damaged, StorageError
from storage.events import EventLog
from storage.files import FileStore
from storage.keeping import Keeping
from storage.menksoft import Sign
from storage.records import RecordStore
from storage.search import SearchIndex
from storage.spelling import Readings
from storage.tables import now
from storage.verification import Verification

FORMAT = 1
"""The layout of the folder. The catalogue database counts its own versions."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What search must know about writing: a table of written forms (see `Analyser`; this alone is enough), how a
    character is read (see `spelling`), for which others each is easily taken (see `similar`), and what Menksoft's
    private-use characters are (see `menksoft`)."""

    folding: Mapping[str, str]
    readings: Readings = field(default=lambda _: ())
    confusable: Mapping[str, str] = field(default_factory=dict)
    private: Mapping[str, Sign] = field(default_factory=dict)


_log = logging.getLogger(__name__)


class Archive:
    """An open archive. `create` and `open` make one; it may be used from several threads and processes at once."""

    def __init__(
        self, folder: Path, description: Mapping[str, str], catalogue: Database, writing: Writing, agent: str
    ) -> None:
        self.folder = folder
        self.id = description["id"]
        self.name = description["name"]
        self.version = migrations.version_of(catalogue)
        self.read_only = catalogue.read_only
        self._catalogue = catalogue
        self.search = SearchIndex(
            folder / "search.db", Changes(catalogue), Analyser(writing.folding, writing.private), self.id,
            read_only=self.read_only, readings=writing.readings, confusable=writing.confusable,
        )  # fmt: skip
        self.files = FileStore(folder / "files", read_only=self.read_only)
        self.agent = agent
        self.events = EventLog(self._catalogue, lambda: self.agent)
        self.records = RecordStore(self._catalogue, self.events, self._index)
        self.documents = DocumentStore(self._catalogue, self.files, self.events, self._index)
        self.cleaning = CleaningStore(self._catalogue, self.events)
        self.accessions = AccessionStore(self._catalogue, self.events)
        self.torn: tuple[str, ...] = ()
        self._salvaged: tempfile.TemporaryDirectory[str] | None = None
        self.keeping = Keeping(folder, self.id, self._catalogue, self.files, self.events, lambda: self.agent)
        self.verification = Verification(
            folder, self._catalogue, self.keeping, self.search, self.events, self.read_only
        )
        if not self.read_only:
            self.files.sweep()
            self.keeping.recover()

    @classmethod
    def create(
        cls, folder: Path, name: str, writing: Writing | Mapping[str, str], agent: str = "", *, on_share: bool = False
    ) -> Self:
        """Makes an archive in a folder that is empty or does not exist yet, all or nothing, and opens it.

        `agent` is who is at work, for the log of events. A network share is refused unless `on_share`, see `shares`.
        """
        folder = folder.absolute()
        if not on_share:
            shares.refuse_share(folder)
        with guarded(folder):
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise StorageError(
                    "{folder} exists and is not empty. Choose an empty folder, or a name that does not exist yet.",
                    folder=folder,
                )
            folder.parent.mkdir(parents=True, exist_ok=True)
            building = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _build(building, name)
            with guarded(folder):
                # mkdtemp shuts everybody else out; an archive is as open as any other folder of this user.
                building.chmod(0o777 & ~_umask())
                if os.name == "nt" and folder.exists():
                    folder.rmdir()
                building.rename(folder)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        return cls.open(folder, writing, agent, on_share=on_share)

    @classmethod
    def open(
        cls, folder: Path, writing: Writing | Mapping[str, str], agent: str = "", *, on_share: bool = False
    ) -> Self:
        """Opens an archive; where its folder is write-protected, for reading only.

        Raises StorageError where there is no archive, one of a newer program or (unless `on_share`) one on a network
        share, DamagedArchive, which knows the backups there are, where its catalogue is damaged.
        """
        folder = folder.absolute()
        description = _describe(folder)
        if not on_share:
            shares.refuse_share(folder)
        catalogue = Database(folder / "catalogue.db", read_only=not _writable(folder))
        try:
            if not catalogue.read_only:
                following.finish(folder, description["id"])
            damage.look(catalogue)
            migrations.migrate(catalogue, folder / "backups")
            return cls(folder, description, catalogue, _known(writing), agent)
        except Damaged as error:
            catalogue.close()
            raise damage.explained(folder, description["id"], error) from error
        except StorageError:
            catalogue.close()
            raise

    @classmethod
    def open_damaged(cls, folder: Path, writing: Writing | Mapping[str, str], agent: str = "") -> Self:
        """Opens what can still be read of a damaged archive, for reading only; `torn` names the tables with losses.

        It works on a copy of what was readable; nothing in the folder is changed. DamagedArchive where nothing is.
        """
        folder = folder.absolute()
        description = _describe(folder)
        holder = tempfile.TemporaryDirectory(prefix="archivist-")
        copy = Path(holder.name) / "catalogue.db"
        try:
            torn = salvage.salvage(folder / "catalogue.db", copy)
            opened = cls(folder, description, Database(copy, read_only=True), _known(writing), agent)
        except Damaged as error:
            holder.cleanup()
            raise damage.explained(folder, description["id"], error) from error
        except BaseException:
            holder.cleanup()
            raise
        opened.torn, opened._salvaged = torn, holder
        return opened

    def close(self) -> None:
        """Closes its files, and copies the catalogue to `backups` once a day. Nothing is lost without it."""
        self.search.close()
        self._catalogue.close()
        if self._salvaged:
            self._salvaged.cleanup()
        elif not self.read_only:
            copies.copy_at_closing(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _index(self) -> None:
        """The change itself is safe by now: if the index can't follow, it catches up before the next search."""
        try:
            self.search.catch_up()
        except StorageError as error:
            _log.warning("the search index could not follow a change: %s", error)


def id_of(folder: Path) -> str:
    """The id of the archive in a folder, whatever became of its catalogue."""
    return _describe(folder.absolute(), whole=False)["id"]


def _known(writing: Writing | Mapping[str, str]) -> Writing:
    return writing if isinstance(writing, Writing) else Writing(writing)


def _build(folder: Path, name: str) -> None:
    with guarded(folder):
        (folder / "files").mkdir()
    catalogue = Database(folder / "catalogue.db")
    try:
        migrations.create(catalogue)
    finally:
        catalogue.close()
    # JSON strings without escapes for characters beyond ASCII are TOML strings.
    values = {"id": str(uuid.uuid4()), "name": name, "created": now()}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()]
    with guarded(folder), (folder / "archive.toml").open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"format = {FORMAT}\n" + "".join(lines))
        file.flush()
        os.fsync(file.fileno())


def _describe(folder: Path, *, whole: bool = True) -> dict[str, str]:
    path = folder / "archive.toml"
    if not path.is_file() or (whole and not (folder / "catalogue.db").is_file()):
        raise StorageError(
            "{folder} is not an archive: it has no {file}. Choose the folder of an archive, or make a new one.",
            folder=folder,
            file="catalogue.db" if path.is_file() else "archive.toml",
        )
    try:
        with guarded(path):
            found = tomllib.loads(path.read_text(encoding="utf-8"))
        version, description = int(found["format"]), {"id": str(found["id"]), "name": str(found["name"])}
    except (ValueError, KeyError, TypeError) as error:
        raise StorageError(
            "{file} can't be understood ({reason}). Put it back from a backup.", file=path, reason=error
        ) from error
    migrations.refuse_newer(folder, version, FORMAT)
    return description


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and os.access(folder / "catalogue.db", os.W_OK)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
