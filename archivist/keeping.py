"""Workflows that keep an archive for good: what has changed is sealed, everything is verified, all can be rebuilt."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archivist.errors import ArchivistError
from archivist.i18n import say
from archivist.packaging import MARC, collection, explanations, marc_xml
from archivist.workspace import Workspace
from ocr.errors import OcrError
from storage import rebuilding
from storage.errors import StorageError
from storage.keeping import FOLDER, Sealed
from storage.rebuilding import Rebuilt
from storage.values import Checked

DAY, MONTH = timedelta(days=1), timedelta(days=30)
QUIET = timedelta(hours=1)
"""How long nobody must have changed a document before it is sealed in idle time: a correction is rarely the last."""
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class SealedItem:
    """What was sealed: a document, or (0) a part of the catalogue; its version and folder; or why it could not be."""

    document: int
    version: int = 0
    folder: str = ""
    error: str = ""


def seal(ws: Workspace, ids: Sequence[int] | None = None, quiet_for: timedelta | None = None) -> Iterator[SealedItem]:
    """Seals the documents that have changed, or these, and then what is new in the catalogue.

    `quiet_for` leaves out documents that somebody has changed that recently, and the catalogue if a part of it was
    sealed within a day. Closing the iterator leaves every object whole.
    """
    yield from (item for item in seal_pulsing(ws, ids, quiet_for) if item is not None)


def seal_pulsing(
    ws: Workspace, ids: Sequence[int] | None = None, quiet_for: timedelta | None = None
) -> Generator[SealedItem | None, None, None]:
    """As `seal`, and yields None for every file: so it can be stopped at once."""
    since = (datetime.now(UTC) - quiet_for).strftime(_MOMENT) if quiet_for else ""
    for id in ws.archive.keeping.waiting(since) if ids is None else ids:
        yield from _seal_document(ws, id)
    keeping = ws.archive.keeping
    if quiet_for and keeping.last_part_at() > (datetime.now(UTC) - DAY).strftime(_MOMENT):
        return  # small parts would be many
    while part := keeping.next_part():
        marc = [xml for stored in part.records if (xml := marc_xml(stored))]
        extra = [(MARC, collection(marc))] if marc else []
        done = yield from _pulses(keeping.seal_part(part, extra))
        yield SealedItem(0, done.version, _name(ws, done.place))


def _seal_document(ws: Workspace, id: int) -> Generator[SealedItem | None, None, None]:
    keeping = ws.archive.keeping
    try:
        draft = keeping.draft(id)
        done = yield from _pulses(keeping.seal(draft, explanations(ws, draft)))
    except (ArchivistError, OcrError, StorageError) as error:
        yield SealedItem(id, error=say(error))
        return
    yield SealedItem(id, done.version, _name(ws, done.place))


def _pulses(writing: Generator[str, None, Sealed]) -> Generator[None, None, Sealed]:
    while True:
        try:
            next(writing)
        except StopIteration as end:
            done: Sealed = end.value
            return done
        yield None


def verify(ws: Workspace, only: str = "", *, resume: bool = False, rate: float | None = None) -> Iterator[Checked]:
    """Checks everything, or a place; see `storage.verification.Verification.run`. `rate` is in bytes a second."""
    return ws.archive.verification.run(only, resume=resume, rate=rate)


def verification_due(ws: Workspace, today: datetime | None = None) -> bool:
    """Whether the last whole verification is a month ago, or there has never been one of an archive with documents."""
    last = ws.archive.events.last("fixity check", "archive")
    if last is None:
        return bool(ws.archive.documents.list(limit=1))
    done = datetime.strptime(last.moment, _MOMENT).replace(tzinfo=UTC)
    return (today or datetime.now(UTC)) - done >= MONTH


def look_after(ws: Workspace) -> Generator[SealedItem | Checked | None, None, None]:
    """What there is to do in idle time: tidies the index of search, seals what nobody has changed for an hour, then
    verifies if that is due.

    It can be left at any point; the next call goes on from there. None is yielded in between.
    """
    if ws.read_only:
        return
    for _ in ws.archive.search.tidy():
        yield None
    yield from seal_pulsing(ws, quiet_for=QUIET)
    if verification_due(ws) or ws.archive.verification.left_unfinished():
        yield from verify(ws, resume=True)


def rebuild(folder: Path, source: Path | None = None, *, force: bool = False) -> Iterator[Rebuilt]:
    """Makes catalogue and index from sealed objects and masters alone: in `folder` itself, or (`source`) as a new
    archive in `folder` of what lies in the folder of another.

    Yields every object and every fault. StorageError: there is nothing to rebuild from, or a good catalogue is there
    and nobody said `force`.
    """
    if source is not None:
        _bring(source, folder)
    yield from rebuilding.rebuild(folder, force=force)
    with Workspace.open(folder) as ws:
        for _done in ws.archive.search.rebuild():
            pass
        ws.archive.events.add("restoration", "archive", None, detail="rebuilt from sealed objects")


def _bring(source: Path, folder: Path) -> None:
    """The masters and objects of another archive under a second name, or copied where the disk cannot do that."""
    if folder.exists() and any(folder.iterdir()):
        raise ArchivistError("{folder} exists and is not empty; choose an empty folder.", folder=folder)
    for part in ("files", FOLDER):
        if (source / part).is_dir():
            shutil.copytree(source / part, folder / part, copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _name(ws: Workspace, place: Path) -> str:
    return place.relative_to(ws.folder).as_posix()
