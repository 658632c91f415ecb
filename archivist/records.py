"""Workflows for records: a batch comes in, one is edited and saved, a batch goes out.

Records lie in the archive as ISO 2709 bytes with the name of their encoding; what came in as ISO 2709 is kept byte for
byte. Every long function is an iterator: closing it stops the work after the record in hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Literal

import resources.search
from archivist.errors import ArchivistError
from archivist.i18n import say
from archivist.sources import open_source
from archivist.workspace import Workspace
from marc import files, profiles, write
from marc.access import AccessPoints, access_points
from marc.build import stamp
from marc.checks import check
from marc.delivery import delivered
from marc.merge import merge, repeatable_in
from marc.profiles import Profile
from marc.record import Damaged, DataField, Record
from storage.values import Described, NewRecord, Points, RecordRow, StoredRecord, Version

Duplicate = Literal["skip", "add", "replace", "merge"]
Outcome = Literal["added", "skipped", "replaced", "merged", "damaged"]
Having = Literal["all", "errors", "warnings", "clean"]
BATCH = 200
"""Records of one transaction of an import: a kill loses at most these, and a second import skips the rest."""
HOLDINGS = ("852", "905")


@dataclass(frozen=True, slots=True)
class BatchPreview:
    """What a file of records is, and its first readable record as it would come in."""

    info: files.BatchInfo
    first: Record | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one record of a batch; `number` counts from 1 in the file, `offset` is in bytes."""

    number: int
    id: int | None
    outcome: Outcome
    reason: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of one record of an export; `reason` says why it was refused, else it is empty."""

    number: int
    id: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """A record under the editor's hands: what it was and in which version when it was opened."""

    id: int
    version: int
    record: Record
    format: str
    encoding: str
    points: Points


def inspect_file(path: Path, encoding: str = "auto") -> BatchPreview:
    """What the file is and its first record; MarcError if it holds no records."""
    source = open_source(path, encoding)
    return BatchPreview(source.info, next((item for item in source.records if isinstance(item, Record)), None))


def points_of(record: Record, record_format: str, profile: Profile) -> Points:
    """How the record is found and shown: its access points, and how many faults the profile finds in it."""
    access = access_points(record, record_format, resources.search.folding())
    severities = [finding.severity for finding in check(record, profile)]
    return Points(
        title=access.title,
        author="; ".join(access.authors),
        publisher=access.publisher,
        year=access.year,
        isbn=access.isbn,
        classification=access.classification,
        language=access.language,
        keys=tuple(access.keys),
        text=access.text,
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        described=_described(access),
    )


def _described(access: AccessPoints) -> Described:
    """What search finds and counts a record by besides its text."""
    headings = {
        "title": (access.title, *access.variant_titles), "author": access.authors, "subject": access.subjects,
        "place": access.places, "language": (access.language,),
    }  # fmt: skip
    fields = {name: "\n".join(filter(None, values)) for name, values in headings.items()}
    facets = {"language": (access.language,), "place": access.places}
    return Described(
        {name: text for name, text in fields.items() if text},
        {name: values for name, values in facets.items() if any(values)},
        (int(access.year), int(access.year)) if access.year else None,
    )


def import_file(
    ws: Workspace, path: Path, *, encoding: str = "auto", on_duplicate: Duplicate = "skip", profile: str = "nlc"
) -> Iterator[Imported]:
    """Brings a file of records into the archive; yields one outcome a record, in the order of the file.

    MarcError: the file holds no records. StorageError: the archive cannot take them; what was yielded is kept.
    """
    source = open_source(path, encoding)
    intake = _Intake(ws, profiles.load(profile), on_duplicate, source.format)
    for item in source.records:
        if isinstance(item, Damaged):
            yield from intake.flush()
            yield _keep_damaged(ws, path, item)
        else:
            yield from intake.take(item)
    yield from intake.flush()


def _keep_damaged(ws: Workspace, path: Path, item: Damaged) -> Imported:
    reason = "; ".join(say(problem) for problem in item.problems)
    ws.archive.records.keep_damaged(path.name, item.number, item.offset, reason, item.raw)
    return Imported(item.number, None, "damaged", reason, item.offset)


class _Intake:
    """Collects new records into transactions and settles duplicates, those inside the batch included."""

    def __init__(self, ws: Workspace, profile: Profile, on_duplicate: Duplicate, record_format: str) -> None:
        self.ws = ws
        self.profile = profile
        self.on_duplicate = on_duplicate
        self.format = record_format
        self.pending: list[tuple[int, NewRecord]] = []
        self.pending_keys: set[str] = set()
        self.numbers = count(1)

    def take(self, record: Record) -> Iterator[Imported]:
        number = record.origin.number if record.origin else next(self.numbers)
        new = self._new(record)
        keys = new.points.keys
        if self.on_duplicate != "add" and not self.pending_keys.isdisjoint(keys):
            yield from self.flush()
        same = self.ws.archive.records.same_keys(keys) if self.on_duplicate != "add" and keys else ()
        if same:
            yield from self.flush()
            yield self._settle(number, same[0], record, new)
            return
        self.pending.append((number, new))
        self.pending_keys.update(keys)
        if len(self.pending) >= BATCH:
            yield from self.flush()

    def flush(self) -> Iterator[Imported]:
        ids = self.ws.archive.records.add_many([new for _number, new in self.pending])
        numbers = [number for number, _new in self.pending]
        self.pending = []
        self.pending_keys = set()
        for number, record_id in zip(numbers, ids, strict=True):
            yield Imported(number, record_id, "added")

    def _new(self, record: Record) -> NewRecord:
        raw, encoding = as_iso2709(record)
        return NewRecord(raw, encoding, self.format, points_of(record, self.format, self.profile))

    def _settle(self, number: int, known: int, record: Record, new: NewRecord) -> Imported:
        if self.on_duplicate == "skip":
            return Imported(number, known, "skipped")
        stored = self.ws.archive.records.get(known)
        if self.on_duplicate == "replace":
            self.ws.archive.records.save(known, stored.version, replace(new, note="import"))
            return Imported(number, known, "replaced")
        merged = with_missing_fields(_decoded(stored), record, stored.format)
        self.ws.archive.records.save(known, stored.version, replace(self._new(merged), note="import"))
        return Imported(number, known, "merged")


def with_missing_fields(kept: Record, incoming: Record, record_format: str = "cnmarc") -> Record:
    """The kept record and what the incoming one has besides: fields, fuller forms of its fields, and all holdings.

    Of a field that may stand only once the kept one stays.
    """
    return merge(None, kept, incoming, repeatable_in(record_format)).record


def as_iso2709(record: Record) -> tuple[bytes, str]:
    """The record's bytes as the archive keeps them, and their encoding: its own bytes while it is untouched.

    MARC-8 and single-byte records are kept as UTF-8 once they have been changed.
    """
    origin = record.origin
    if origin is not None and origin.container == "iso2709":
        return origin.raw, origin.encoding
    return write.encode(record, "utf-8"), "utf-8"


def rows(
    ws: Workspace, offset: int = 0, limit: int = 200, order: Literal["title", "changed", "id"] = "title",
    having: Having = "all",
) -> tuple[RecordRow, ...]:  # fmt: skip
    """A stretch of the record list."""
    return ws.archive.records.rows(offset, limit, order, having)


def counts(ws: Workspace) -> dict[Having, int]:
    """How many records there are, with errors, with warnings only, and without findings."""
    kinds: tuple[Having, ...] = ("all", "errors", "warnings", "clean")
    return {having: ws.archive.records.count(having) for having in kinds}


def load(ws: Workspace, record_id: int) -> OpenRecord:
    """The record as it is now; ArchivistError if its bytes cannot be understood any more."""
    return _opened(ws.archive.records.get(record_id))


def title(ws: Workspace, record_id: int) -> str:
    """The title of a record, for a link to it."""
    return ws.archive.records.get(record_id).points.title


def _opened(stored: StoredRecord) -> OpenRecord:
    record = _decoded(stored)
    return OpenRecord(stored.id, stored.version, record, stored.format, stored.encoding, stored.points)


def _decoded(stored: StoredRecord) -> Record:
    item = files.read_bytes(stored.raw, stored.encoding)
    if isinstance(item, Damaged):
        raise ArchivistError(
            "Record {id} cannot be read ({reason}); restore an earlier version of it.",
            id=stored.id,
            reason="; ".join(problem.message for problem in item.problems),
        )
    return item


def _encoded(record: Record, encoding: str) -> tuple[bytes, str]:
    """Keeps a record in its encoding where that carries it, else UTF-8."""
    if encoding not in ("utf-8", "gbk", "gb18030") or write.unencodable(record, encoding):
        encoding = "utf-8"
    return write.encode(record, encoding), encoding


def save(ws: Workspace, opened: OpenRecord, record: Record, profile: str = "nlc", note: str = "") -> OpenRecord:
    """Keeps the record as a new version, with the time of the change in 005.

    storage.errors.Conflict: somebody saved it in the meantime; nothing was written. MarcError: a field or the record is
    too long.
    """
    stamped = stamp(record)
    raw, encoding = _encoded(stamped, opened.encoding)
    points = points_of(stamped, opened.format, profiles.load(profile))
    return _opened(
        ws.archive.records.save(opened.id, opened.version, NewRecord(raw, encoding, opened.format, points, note))
    )


def create(ws: Workspace, record: Record, profile: str = "nlc") -> OpenRecord:
    """Keeps a record that is not in the archive yet."""
    rules = profiles.load(profile)
    stamped = stamp(record)
    raw, encoding = _encoded(stamped, "utf-8")
    points = points_of(stamped, rules.format, rules)
    return _opened(ws.archive.records.add(NewRecord(raw, encoding, rules.format, points)))


def delete(ws: Workspace, opened: OpenRecord, reason: str) -> None:
    """Takes the record out of the list and of search; its history stays."""
    ws.archive.records.delete(opened.id, opened.version, reason)


def history(ws: Workspace, record_id: int) -> tuple[Version, ...]:
    """Every saved version of the record, oldest first."""
    return ws.archive.records.history(record_id)


def duplicates(ws: Workspace, record: Record, record_format: str, but: int | None = None) -> tuple[int, ...]:
    """The records that are probably the same book (same ISBN, else same title, author and year)."""
    keys = access_points(record, record_format, resources.search.folding()).keys
    return tuple(known for known in ws.archive.records.same_keys(tuple(keys)) if known != but)


def chosen(ws: Workspace, where: str) -> tuple[int, ...]:
    """The numbers of all records that a search finds."""
    found = ws.archive.search.find(where, "records", limit=max(1, ws.archive.records.count("all")))
    return tuple(hit.id for hit in found.hits)


def export(
    ws: Workspace, out: Path, *, ids: Sequence[int] | None = None, having: Having = "all", container: str = "iso2709",
    encoding: str = "gbk", substitute: str | None = None, force: bool = False, profile: Profile | None = None,
) -> Iterator[Exported]:  # fmt: skip
    """Writes records to a file; it appears under its name only when all is written.

    With a profile they go out in its form (see `marc.delivery`); the archive's own records stay as they are.

    A record that the encoding or ISO 2709 cannot carry is refused, with the reason; the others go on.
    """
    if ids is None and having != "all":
        ids = ws.archive.records.ids(having)
    sent: list[int] = []
    outcomes = write.write_batch(
        _outgoing(ws, ids, sent, profile), out, container=container, encoding=encoding, substitute=substitute,
        force=force, line_ends=profile.line_ends if profile else "",
    )  # fmt: skip
    for number, outcome in enumerate(outcomes, 1):
        reason = say(outcome.problem) if isinstance(outcome, write.Refused) else ""
        yield Exported(number, sent[number - 1], reason)
    if not ws.read_only:
        ws.archive.events.add("export", "archive", None, detail=f"{len(sent)} records, {out.name}")


def _outgoing(ws: Workspace, ids: Sequence[int] | None, sent: list[int], profile: Profile | None) -> Iterator[Record]:
    for stored in ws.archive.records.stream(ids):
        sent.append(stored.id)
        record = _decoded(stored)
        yield delivered(record, profile) if profile else record


def holdings(record: Record) -> Iterable[DataField]:
    """The fields that say which branch has which copy."""
    return record.data(*HOLDINGS)
