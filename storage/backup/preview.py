"""What a restoration would change, told before anything is changed."""

from __future__ import annotations

import tomllib
from contextlib import closing
from pathlib import Path

import apsw

from storage.backup import catalogue
from storage.backup.values import Affected, BackupSet, Counts, Difference, Kind, LocalCopy, Preview
from storage.database import BUSY_SECONDS, guarded
from storage.errors import Damaged, StorageError

_MOST = 200
"""How many of each kind are named; all are counted."""
_TITLES: dict[Kind, str] = {"record": "title", "document": "title", "accession": "number"}
"""What each kind of thing is called by; who gave is nobody's business here."""


def preview(source: BackupSet | LocalCopy, folder: Path) -> Preview:
    """Compares a backup with the archive in `folder`, if there is one.

    StorageError where another archive is there, or something that is none.
    """
    file = catalogue_of(source)
    catalogue.check(file, wholly=False)
    with guarded(file), closing(catalogue.opened(file)) as db:
        then = catalogue.counts(db)
    present = refuse_others(source, folder)
    if present is None:
        return Preview(folder, source, then)
    try:
        now, lost, back = _compare(present, file)
    except StorageError as problem:
        return Preview(folder, source, then, replaces=True, unreadable=problem)
    return Preview(folder, source, then, now, lost, back, replaces=True)


def catalogue_of(source: BackupSet | LocalCopy) -> Path:
    """The database of a backup."""
    return source.file if isinstance(source, LocalCopy) else source.folder / "catalogue.db"


def archive_of(source: BackupSet | LocalCopy, folder: Path) -> str:
    """The id of the archive that a backup is of; a copy of the catalogue lies in its archive's `folder`."""
    return source.archive if isinstance(source, BackupSet) else _id(folder) or ""


def refuse_others(source: BackupSet | LocalCopy, folder: Path) -> Path | None:
    """The catalogue that would be replaced, or None for a new or empty folder; StorageError for any other."""
    with guarded(folder):
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            if isinstance(source, LocalCopy):
                raise StorageError(
                    "{file} holds the catalogue alone, without images: it can only be put back into its own archive, "
                    "and {folder} is none.",
                    file=source.file,
                    folder=folder,
                )
            return None
    found = _id(folder)
    if found is None:
        # What says which archive this is can be damaged as well; what is there looks like one, and is compared.
        known = (folder / "archive.toml").exists() and (folder / "files").is_dir()
        mine = known and isinstance(source, BackupSet)
    else:
        mine = isinstance(source, LocalCopy) or found == source.archive
    if not mine:
        raise StorageError(
            "{folder} is not the archive that this backup was made of. Nothing was changed; choose its folder, or a "
            "new one.",
            folder=folder,
        )
    if isinstance(source, LocalCopy) and source.file.resolve().parent != (folder / "backups").resolve():
        raise StorageError(
            "{file} is a copy of another archive's catalogue. Nothing was changed; take one from {folder}.",
            file=source.file,
            folder=folder / "backups",
        )
    return folder / "catalogue.db"


def _id(folder: Path) -> str | None:
    try:
        return str(tomllib.loads((folder / "archive.toml").read_text("utf-8"))["id"])
    except (OSError, ValueError, KeyError):
        return None


def _compare(present: Path, backup: Path) -> tuple[Counts, Difference, Difference]:
    if not present.exists():
        raise Damaged("{file} is missing. Put back the newest good backup of the archive.", file=present)
    with guarded(present), closing(_both(present, backup)) as db:
        return catalogue.counts(db), _difference(db, "main", "backup"), _difference(db, "backup", "main")


def _both(present: Path, backup: Path) -> apsw.Connection:
    """A connection to the archive as it is, with the backup as a second database."""
    flags = apsw.SQLITE_OPEN_URI | apsw.SQLITE_OPEN_READONLY
    try:
        db = apsw.Connection(str(present), flags=flags)
        db.set_busy_timeout(BUSY_SECONDS * 1000)
        db.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except (apsw.CantOpenError, apsw.ReadOnlyError):
        db = catalogue.opened(present)
    db.execute("ATTACH ? AS backup", (f"{backup.resolve().as_uri()}?immutable=1",))
    return db


def _difference(db: apsw.Connection, here: str, there: str) -> Difference:
    """What is in one catalogue and not in the other. The moment of a change tells versions of one number apart."""
    affected = {kind: _affected(db, here, there, kind) for kind in _TITLES}
    named, counts = [one for some, _ in affected.values() for one in some], {k: n for k, (_, n) in affected.items()}
    pages = "SELECT id, document, digest FROM {}.page"
    texts = "SELECT page, version, changed FROM {}.page_text"
    return Difference(
        tuple(named), counts["record"], counts["document"], _count(db, pages, here, there),
        _count(db, texts, here, there), counts["accession"],
    )  # fmt: skip


def _count(db: apsw.Connection, query: str, here: str, there: str) -> int:
    found = catalogue.rows(db, f"SELECT count(*) FROM ({query.format(here)} EXCEPT {query.format(there)})")
    return int(found[0][0])


def _affected(db: apsw.Connection, here: str, there: str, kind: Kind) -> tuple[list[Affected], int]:
    """A document has a new state where a text of it has. An older catalogue has no table of accessions."""
    missing = _missing(db, here, there, kind)
    ((total,),) = catalogue.rows(db, f"SELECT count(*) FROM ({missing})")
    named = (
        f"SELECT missing.id, head.{_TITLES[kind]}, missing.n, head.deleted = 0, coalesce(other.deleted = 0, 0) "
        f"FROM ({missing}) AS missing JOIN {_table(db, here, kind)} AS head ON head.id = missing.id "
        f"LEFT JOIN {_table(db, there, kind)} AS other ON other.id = missing.id ORDER BY missing.id LIMIT ?"
    )
    found = catalogue.rows(db, named, _MOST)
    return [Affected(kind, id, title, n, bool(a), bool(b)) for id, title, n, a, b in found], int(total)


def _missing(db: apsw.Connection, here: str, there: str, kind: Kind) -> str:
    """The query for the ids of what has versions that are nowhere else, and their number."""
    versions = [f"SELECT {kind}, version, changed FROM {_table(db, one, f'{kind}_version')}" for one in (here, there)]
    found = f"SELECT {kind} AS id FROM ({' EXCEPT '.join(versions)})"
    if kind == "document":
        texts = "SELECT page, version, changed FROM {}.page_text"
        found += (
            f" UNION ALL SELECT page.document FROM ({texts.format(here)} EXCEPT {texts.format(there)}) AS text "
            f"JOIN {here}.page ON page.id = text.page"
        )
    return f"SELECT id, count(*) AS n FROM ({found}) GROUP BY 1"


def _table(db: apsw.Connection, schema: str, name: str) -> str:
    """A table, or an empty one where a catalogue is from a time when there was none of this name."""
    if catalogue.rows(db, f"SELECT 1 FROM {schema}.sqlite_schema WHERE type = 'table' AND name = ?", name):
        return f"{schema}.{name}"
    columns = ("id", "accession", "version", "changed", "deleted", "number")
    return f"(SELECT {', '.join(map('NULL AS {}'.format, columns))} WHERE FALSE)"
