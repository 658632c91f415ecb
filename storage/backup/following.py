"""After its catalogue was exchanged, the rest of an archive follows it: what was sealed, and the index.

Sealed objects and catalogue tell one history. Where the catalogue is that of another day, versions and objects that it
has not heard of would be taken for its own at the next sealing, so they go aside, to where the exchanged catalogue
lies. The root of each object then has the inventory of the version that the catalogue knows, which lies in the folder
of that version. A note, written before the first file comes in, lets the next opening finish what was cut short: where
the catalogue was not exchanged by then, what came in for the other one goes aside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from storage import lasting
from storage.backup import catalogue, disk
from storage.database import guarded
from storage.keeping import FOLDER, document_object, part_object
from storage.ocfl import INVENTORY, SIDECAR, ObjectRoot, version_number

NOTE = "following.json"
_BESIDE = ("", "-wal", "-shm", "-journal")


def announce(folder: Path, aside: Path, *, exchanged: bool = False) -> None:
    """Notes that files are put into the archive in `folder`, or that its catalogue is exchanged next; what has no place
    in it goes to `aside`."""
    note = folder / "backups" / NOTE
    disk.write(note, json.dumps({"aside": aside.name, "exchanged": exchanged}))


def finish(folder: Path, archive: str) -> None:
    """Does what a note asks for, and removes it; nothing where there is none. `archive` is the archive's id."""
    note = folder / "backups" / NOTE
    try:
        told = json.loads(note.read_text("utf-8"))
        aside, exchanged = folder / "backups" / Path(str(told["aside"])).name, bool(told["exchanged"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    follow(folder, archive, aside)
    with guarded(note):
        for name in (f"search.db{ending}" for ending in _BESIDE if exchanged):
            (folder / name).unlink(missing_ok=True)
        note.unlink(missing_ok=True)


def follow(folder: Path, archive: str, aside: Path) -> None:
    """Brings sealed objects to what the catalogue of the archive knows. May be done again."""
    with guarded(folder):
        known = _known(folder / "catalogue.db", archive)
        root = ObjectRoot(folder / FOLDER)
        places = {root.place(id): version for id, version in known.items()}
        for place in list(root.objects()):
            _bring(place, places.get(place, 0), aside / place.relative_to(folder))


def _known(file: Path, archive: str) -> dict[str, int]:
    """The names of the objects that a catalogue has sealed, each with its version; none in those of old programs."""
    with closing(catalogue.reader(file)) as db:
        tables = {name for (name,) in catalogue.rows(db, "SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if not {"sealed", "sealed_part"} <= tables:
            return {}
        documents = catalogue.rows(db, "SELECT document, version FROM sealed")
        parts = catalogue.rows(db, "SELECT number FROM sealed_part")
    found = {document_object(archive, int(document)): int(version) for document, version in documents}
    return found | {part_object(archive, int(number)): 1 for (number,) in parts}


def _bring(place: Path, version: int, aside: Path) -> None:
    """Sets aside what is newer than a version of an object, all of it at version 0."""
    if not version:
        aside.parent.mkdir(parents=True, exist_ok=True)
        place.rename(_free(aside))
        _clear(place.parent)
        return
    own = place / f"v{version}"
    if own.is_dir():
        for name in (INVENTORY, SIDECAR):
            _make_equal(own / name, place / name)
    for newer in list(_versions(place)):
        if version_number(newer.name) > version:
            aside.mkdir(parents=True, exist_ok=True)
            newer.rename(_free(aside / newer.name))
    lasting.sync(place)


def _make_equal(source: Path, target: Path) -> None:
    data = source.read_bytes()
    if target.is_file() and target.read_bytes() == data:
        return
    partial = target.with_name(target.name + ".partial")
    partial.write_bytes(data)
    disk.last(partial)
    partial.replace(target)


def _versions(place: Path) -> Iterator[Path]:
    return (folder for folder in place.iterdir() if version_number(folder.name))


def _free(wanted: Path) -> Path:
    number, found = 1, wanted
    while found.exists():
        number += 1
        found = wanted.with_name(f"{wanted.name}-{number}")
    return found


def _clear(folder: Path) -> None:
    """OCFL allows no empty folders above objects."""
    with suppress(OSError):
        for level in (folder, folder.parent, folder.parent.parent):
            level.rmdir()
