"""The accessions of an archive: what came in, each with a number of its year, and every version of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import peewee

from storage import tables
from storage.database import Database
from storage.errors import Conflict, NotFound
from storage.events import EventLog
from storage.tables import AccessionVersion, now
from storage.values import StoredAccession, Version

Head = tables.Accession
NumberOf = Callable[[int, int], str]
"""Makes the number of an accession from its year and its place in that year, from 1."""


class AccessionStore:
    """Accessions in the catalogue database. Where one is asked for that is not there, every method raises NotFound."""

    def __init__(self, database: Database, events: EventLog) -> None:
        self._database = database
        self._events = events

    def add(self, number_of: NumberOf, received: str, donor: str, payload: str) -> StoredAccession:
        """A new accession with the next number of the year in which it came (`received`, a day as 2026-03-01).

        A number is given once, also where the accession is deleted later.
        """
        year = int(received[:4])
        with self._database.write() as db:
            last = Head.select(peewee.fn.MAX(Head.serial)).where(Head.year == year).scalar(db) or 0
            number = _free(db, number_of, year, last + 1)
            values = {"received": received, "donor": donor, "payload": payload}
            id = int(
                Head.insert(
                    version=0, changed="", deleted=0, number=number, year=year, serial=last + 1, **values
                ).execute(db)
            )
            _write(db, id, 1, values, note="")
            self._events.write(db, "accession", "accession", id, detail=number)
        return self.get(id)

    def save(self, id: int, expected_version: int, received: str, donor: str, payload: str) -> StoredAccession:
        """Keeps a new version; the number stays. Conflict if somebody saved since."""
        with self._database.write() as db:
            self._expect(db, id, expected_version)
            values = {"received": received, "donor": donor, "payload": payload}
            _write(db, id, expected_version + 1, values, note="")
            self._events.write(db, "metadata modification", "accession", id)
        return self.get(id)

    def delete(self, id: int, expected_version: int, reason: str) -> None:
        """Takes an accession out of the list; its history and its number stay. Conflict."""
        with self._database.write() as db:
            current = self._expect(db, id, expected_version)
            values = {"received": current.received, "donor": current.donor, "payload": current.payload}
            _write(db, id, expected_version + 1, values, note=reason, deleted=True)
            self._events.write(db, "deletion", "accession", id, detail=reason)

    def get(self, id: int) -> StoredAccession:
        """The accession as it is now."""
        with self._database.read() as db:
            return _current(db, Head.id == id, id)

    def numbered(self, number: str) -> StoredAccession:
        """The accession that people call by this number."""
        with self._database.read() as db:
            return _current(db, Head.number == number, number)

    def list(self) -> tuple[StoredAccession, ...]:
        """Every accession, the newest first."""
        with self._database.read() as db:
            query = _rows().order_by(Head.year.desc(), Head.serial.desc())
            return tuple(StoredAccession(*row) for row in query.tuples().execute(db))

    def history(self, id: int) -> tuple[Version, ...]:
        """Every version, the first first; of a deleted accession too."""
        v = AccessionVersion
        with self._database.read() as db:
            query = v.select(v.version, v.changed, v.note).where(v.accession == id).order_by(v.version)
            found = tuple(Version(n, changed, "person", note) for n, changed, note in query.tuples().execute(db))
        if not found:
            raise _none(id)
        return found

    def payload(self, id: int, version: int) -> str:
        """What was known in an earlier version."""
        v = AccessionVersion
        with self._database.read() as db:
            rows = v.select(v.payload).where(v.accession == id, v.version == version).tuples().execute(db)
            found = next((text for (text,) in rows), None)
        if found is None:
            raise NotFound("Accession {id} has no version {version}. Look at its history.", id=id, version=version)
        return str(found)

    def _expect(self, db: peewee.Database, id: int, expected: int) -> StoredAccession:
        current = _current(db, Head.id == id, id)
        if current.version != expected:
            raise Conflict(
                "Accession {id} was changed by somebody else meanwhile (it is at version {version}, not {expected}). "
                "Nothing was saved; look at it again, then repeat the change.",
                current,
                id=current.number,
                version=current.version,
                expected=expected,
            )
        return current


def _rows() -> peewee.ModelSelect[Head]:
    document = tables.Document
    count = document.select(peewee.fn.COUNT(document.id)).where(document.accession == Head.id, document.deleted == 0)
    columns = (Head.id, Head.version, Head.changed, Head.number, Head.received, Head.donor, Head.payload, count)
    return Head.select(*columns).where(Head.deleted == 0)


def _current(db: peewee.Database, condition: peewee.Expression, name: object) -> StoredAccession:
    rows = _rows().where(condition).tuples().execute(db)
    found = next((StoredAccession(*row) for row in rows), None)
    if found is None:
        raise _none(name)
    return found


def _none(name: object) -> NotFound:
    return NotFound("There is no accession {id} in this archive (any more). Reload the list.", id=name)


def _free(db: peewee.Database, number_of: NumberOf, year: int, serial: int) -> str:
    """The number; where another form of numbers has led to the same one before, with the place in the year behind."""
    number = number_of(year, serial)
    return number if not Head.select().where(Head.number == number).exists(db) else f"{number}/{year}-{serial}"


def _write(
    db: peewee.Database, id: int, version: int, values: dict[str, Any], *, note: str, deleted: bool = False
) -> None:
    state = {**values, "version": version, "changed": now(), "deleted": int(deleted)}
    AccessionVersion.insert(accession=id, note=note, **state).execute(db)
    Head.update(**state).where(Head.id == id).execute(db)
