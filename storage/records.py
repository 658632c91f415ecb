"""The records of an archive: their very bytes, every version of them, and the points by which they are listed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Literal

import peewee

from storage import changes, tables
from storage.database import Database
from storage.errors import Conflict, Damaged, NotFound
from storage.events import EventLog
from storage.tables import RecordKey, RecordVersion, among, now
from storage.values import DamagedBytes, Described, NewRecord, Points, RecordRow, StoredRecord, Version

Having = Literal["all", "errors", "warnings", "clean"]
Order = Literal["title", "changed", "id"]
Head = tables.Record
_CHUNK = 200
_ORDERS = {
    "title": (Head.title, Head.id),
    "changed": (Head.changed.desc(), Head.id.desc()),
    "id": (Head.id,),
}


class RecordStore:
    """Records in the catalogue database. `committed` is called after every change, outside its transaction.

    Records that come in together are one event in the log: a million records must not be a million events.
    """

    def __init__(self, database: Database, events: EventLog, committed: Callable[[], None]) -> None:
        self._database = database
        self._events = events
        self._committed = committed

    def add(self, new: NewRecord) -> StoredRecord:
        """Keeps a new record and returns it with its number, as version 1."""
        (id,) = self.add_many([new])
        return self.get(id)

    def add_many(self, new: Iterable[NewRecord]) -> list[int]:
        """Keeps new records, all or none, and returns their numbers in the same order.

        They are taken in before the transaction begins, so that whoever makes them does not keep others waiting.
        """
        taken = list(new)
        with self._database.write() as db:
            ids = [_insert(db, record) for record in taken]
            changes.note(db, "record", ids)
            if ids:
                told = "" if len(ids) == 1 else f"records {ids[0]} to {ids[-1]}"
                self._events.write(db, "ingestion", "record", ids[0], detail=told)
        self._committed()
        return ids

    def save(self, id: int, expected_version: int, new: NewRecord) -> StoredRecord:
        """Keeps a new version of a record. Conflict (with the current record) if somebody saved since; NotFound."""
        with self._database.write() as db:
            self._expect(db, id, expected_version)
            _write(db, id, expected_version + 1, new, deleted=False)
            changes.note(db, "record", [id])
            changes.note_documents_of(db, id)
            self._events.write(db, "metadata modification", "record", id, detail=new.note)
        self._committed()
        return self.version(id, expected_version + 1)

    def delete(self, id: int, expected_version: int, reason: str) -> None:
        """Takes a record out of lists and search; its history stays, the reason with it. Conflict, NotFound."""
        with self._database.write() as db:
            current = self._expect(db, id, expected_version)
            last = NewRecord(current.raw, current.encoding, current.format, current.points, reason)
            _write(db, id, expected_version + 1, last, deleted=True)
            changes.note(db, "record", [id])
            changes.note_documents_of(db, id)
            self._events.write(db, "deletion", "record", id, detail=reason)
        self._committed()

    def get(self, id: int) -> StoredRecord:
        """The record as it is now. NotFound; Damaged, which names the record, where it can't be read."""
        try:
            with self._database.read() as db:
                return _current(db, id)
        except Damaged as error:
            raise Damaged(
                "Record {id} can't be read: {file} is damaged ({reason}). Other records can be. Put back the newest "
                "good backup of the archive.",
                **{"reason": "", **error.values, "id": id},
            ) from error

    def history(self, id: int) -> tuple[Version, ...]:
        """Every version, the first first; of a deleted record too. NotFound."""
        columns = (RecordVersion.version, RecordVersion.changed, RecordVersion.source, RecordVersion.note)
        with self._database.read() as db:
            query = RecordVersion.select(*columns).where(RecordVersion.record == id).order_by(RecordVersion.version)
            found = tuple(Version(*row) for row in query.tuples().execute(db))
        if not found:
            raise _no_record(id)
        return found

    def version(self, id: int, n: int) -> StoredRecord:
        """The record as version `n` was; of a deleted record too. NotFound."""
        with self._database.read() as db:
            query = _versions().where(RecordVersion.record == id, RecordVersion.version == n)
            found = next((_stored(row) for row in query.tuples().execute(db)), None)
        if found is None:
            raise NotFound("Record {id} has no version {version}. Look at its history.", id=id, version=n)
        return found

    def rows(
        self,
        offset: int = 0,
        limit: int = 200,
        order: Order = "title",
        having: Having = "all",
        ids: Sequence[int] | None = None,
    ) -> tuple[RecordRow, ...]:
        """A stretch of the record list. `changed` puts the newest first; `ids` narrows the list to these records."""
        with self._database.read() as db:
            query = Head.select().where(*_conditions(having, ids)).order_by(*_ORDERS[order])
            return tuple(_row(row) for row in query.offset(offset).limit(limit).dicts().execute(db))

    def count(self, having: Having = "all") -> int:
        """How many records there are."""
        with self._database.read() as db:
            return int(Head.select().where(*_conditions(having, None)).count(db))

    def ids(self, having: Having = "all") -> tuple[int, ...]:
        """The numbers of all records, ascending."""
        with self._database.read() as db:
            query = Head.select(Head.id).where(*_conditions(having, None)).order_by(Head.id)
            return tuple(id for (id,) in query.tuples().execute(db))

    def same_keys(self, keys: Iterable[str]) -> tuple[int, ...]:
        """The numbers of the records that have at least one of these duplicate keys, ascending."""
        wanted = peewee.SQL("(SELECT value FROM json_each(?))", [json.dumps(list(keys))])
        with self._database.read() as db:
            query = RecordKey.select(RecordKey.record).where(RecordKey.key.in_(wanted)).distinct()
            return tuple(id for (id,) in query.order_by(RecordKey.record).tuples().execute(db))

    def stream(self, ids: Sequence[int] | None = None) -> Iterator[StoredRecord]:
        """Records one after the other, a few at a time in memory: all by their number, or those of `ids` in its order.

        A record that is deleted meanwhile is left out.
        """
        wanted = self.ids() if ids is None else ids
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            with self._database.read() as db:
                query = _current_versions().where(among(Head.id, chunk))
                found = {row[0]: _stored(row) for row in query.tuples().execute(db)}
            yield from (found[id] for id in chunk if id in found)

    def keep_damaged(self, file: str, number: int, offset: int, reason: str, raw: bytes) -> int:
        """Keeps bytes of an import that are no readable record, with the file they came from; returns their number.

        `number` counts records from 1, `offset` bytes from the start of the file.
        """
        with self._database.write() as db:
            values = {"file": file, "number": number, "offset": offset, "reason": reason, "content": raw, "kept": now()}
            return int(tables.Damaged.insert(values).execute(db))

    def damaged(self) -> tuple[DamagedBytes, ...]:
        """All bytes that were kept with `keep_damaged`."""
        d = tables.Damaged
        with self._database.read() as db:
            query = d.select(d.id, d.file, d.number, d.offset, d.reason, d.content).order_by(d.id)
            return tuple(DamagedBytes(*row) for row in query.tuples().execute(db))

    def _expect(self, db: peewee.Database, id: int, expected_version: int) -> StoredRecord:
        current = _current(db, id)
        if current.version != expected_version:
            raise Conflict(
                "Record {id} was changed by somebody else meanwhile (it is at version {version}, not {expected}). "
                "Nothing was saved; compare the two and save again.",
                current,
                id=id,
                version=current.version,
                expected=expected_version,
            )
        return current


def _no_record(id: int) -> NotFound:
    return NotFound("There is no record {id} in this archive (any more). Reload the list.", id=id)


def _conditions(having: Having, ids: Sequence[int] | None) -> list[Any]:
    """Records with errors; with warnings (with or without errors); with neither."""
    faults: dict[Having, list[Any]] = {
        "all": [],
        "errors": [Head.errors > 0],
        "warnings": [Head.warnings > 0],
        "clean": [Head.errors == 0, Head.warnings == 0],
    }
    return [Head.deleted == 0, *faults[having], *([] if ids is None else [among(Head.id, ids)])]


def _versions() -> peewee.ModelSelect[RecordVersion]:
    v = RecordVersion
    return v.select(v.record, v.version, v.changed, v.content, v.encoding, v.format, v.points)


def _current_versions() -> peewee.ModelSelect[RecordVersion]:
    same = (Head.id == RecordVersion.record) & (Head.version == RecordVersion.version)
    return _versions().join(Head, on=same).where(Head.deleted == 0)


def _current(db: peewee.Database, id: int) -> StoredRecord:
    found = next((_stored(row) for row in _current_versions().where(Head.id == id).tuples().execute(db)), None)
    if found is None:
        raise _no_record(id)
    return found


def stored_version(db: peewee.Database, id: int) -> StoredRecord:
    """The newest version of a record, of a deleted one too, within a transaction. NotFound."""
    newest = _versions().where(RecordVersion.record == id).order_by(RecordVersion.version.desc()).limit(1)
    found = next((_stored(row) for row in newest.tuples().execute(db)), None)
    if found is None:
        raise _no_record(id)
    return found


def _stored(row: tuple[Any, ...]) -> StoredRecord:
    id, version, changed, raw, encoding, format, points = row
    values = json.loads(points)
    # Records kept by an older program have nothing more.
    described = Described.from_plain(values.pop("described")) if "described" in values else Described()
    kept = Points(**{**values, "keys": tuple(values["keys"])}, described=described)
    return StoredRecord(id, version, changed, bytes(raw), encoding, format, kept)


def _row(row: dict[str, Any]) -> RecordRow:
    columns = {name: row[name] for name in Points.__dataclass_fields__ if name not in ("keys", "described")}
    points = Points(keys=tuple(json.loads(row["keys"])), described=Described.from_json(row["described"]), **columns)
    return RecordRow(row["id"], row["version"], row["changed"], points)


def _columns(points: Points) -> dict[str, Any]:
    keys = json.dumps(points.keys, ensure_ascii=False)
    return {**asdict(points), "keys": keys, "described": points.described.to_json()}


def _insert(db: peewee.Database, new: NewRecord) -> int:
    id = int(Head.insert(version=0, changed="", deleted=0, **_columns(new.points)).execute(db))
    _write(db, id, 1, new, deleted=False)
    return id


def _write(db: peewee.Database, id: int, version: int, new: NewRecord, *, deleted: bool) -> None:
    """A version, the head that shows it, and the keys it is found by."""
    state = {"version": version, "changed": now(), "deleted": int(deleted)}
    points = json.dumps(asdict(new.points), ensure_ascii=False)
    RecordVersion.insert(
        record=id, source="person", note=new.note, encoding=new.encoding, format=new.format, points=points,
        content=new.raw, **state,
    ).execute(db)  # fmt: skip
    Head.update(**state, **_columns(new.points)).where(Head.id == id).execute(db)
    RecordKey.delete().where(RecordKey.record == id).execute(db)
    for key in () if deleted else sorted(set(new.points.keys)):
        RecordKey.insert(key=key, record=id).execute(db)
