"""Verifying an archive: every file against its checksum, the database against the files, the index against the texts.

The parts are gone through in one order. How far the work is, is noted in a file every few seconds, so that it can be
stopped, or be killed, and go on from there. A whole run is one event in the log, and every fault one more (up to a
thousand); what is found whole leaves no million of events.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from storage import verifying_rows as rows
from storage.database import Database
from storage.errors import StorageError
from storage.events import EventLog
from storage.hashing import Pace
from storage.keeping import FOLDER, Keeping, document_object
from storage.search import SearchIndex
from storage.tables import now
from storage.values import Checked, EventObject, Outcome
from storage.verifying_files import content_fault, contents, listed, masters, object_faults
from storage.verifying_versions import versions

STATE = "verification.json"
PARTS = ("catalogue", "versions", "pages", "files", "objects", "sealed rows", "index")
_PLACES = {
    "catalogue.db": ("catalogue", "versions", "pages", "sealed rows"), "files": ("files",), FOLDER: ("objects",),
    "search.db": ("index",),
}  # fmt: skip
_EVERY = 2.0
_logger = logging.getLogger(__name__)
_MOST_EVENTS = 1_000


@dataclass(slots=True)
class _State:
    """How far a run is."""

    only: str
    begun: str
    part: str = PARTS[0]
    key: str = ""
    items: int = 0
    bytes: int = 0
    faults: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """What a run is limited to: some parts, paths that begin so, or one document (0: all)."""

    parts: tuple[str, ...] = PARTS
    begins: str = ""
    document: int = 0

    @classmethod
    def named(cls, only: str) -> _Place:
        text = only.replace("\\", "/").strip("/")
        if not text:
            return cls()
        if text.isdecimal():
            return cls(("pages", "files", "objects", "sealed rows"), document=int(text))
        top = text.partition("/")[0]
        if top not in _PLACES:
            raise StorageError(
                "“{place}” is no place in an archive. Name one of {known}, a folder in files or sealed, or the number "
                "of a document.",
                place=only,
                known=", ".join(_PLACES),
            )
        return cls(_PLACES[top], text if "/" in text else "")


@dataclass(frozen=True, slots=True)
class Verification:
    """Verifies one archive."""

    folder: Path
    database: Database
    keeping: Keeping
    search: SearchIndex
    events: EventLog
    read_only: bool
    _clock: Callable[[], float] = field(default=time.monotonic)
    _wait: Callable[[float], None] = field(default=time.sleep)

    def run(self, only: str = "", *, resume: bool = False, rate: float | None = None) -> Generator[Checked, None, None]:
        """Checks one thing after the other and yields each, with its fault if it has one.

        `only` limits the work to a place: `catalogue.db`, `files`, `files/3f`, `sealed`, `search.db`, or the number of
        a document. `resume` goes on where the last run was left (with its own `only`), if there is such a run. `rate`
        is the most bytes a second that files are read at. StorageError: there is no such place.
        """
        state = (self._left() if resume else None) or _State(only, now())
        place = _Place.named(state.only)
        noted = self._clock()
        try:
            for part in PARTS[PARTS.index(state.part) :]:
                if part not in place.parts:
                    continue
                state.part, state.key = part, state.key if part == state.part else ""
                for item in self._guarded(part, state.key, place, Pace(rate)):
                    yield self._count(state, item)
                    if self._clock() - noted > _EVERY:
                        self._note(state)
                        noted = self._clock()
        except BaseException:
            # Left, or stopped with the keyboard.
            self._note(state)
            raise
        self._finish(state)

    def left_unfinished(self) -> bool:
        """Whether there is a run to go on with."""
        return self._left() is not None

    def _guarded(self, part: str, after: str, place: _Place, pace: Pace) -> Iterator[Checked]:
        """A part; an error that ends it is a fault as any other, and the next part goes on."""
        try:
            yield from self._part(part, after, place, pace)
        except StorageError as error:
            yield Checked(part, "", self._name(error.values.get("file", self.folder)), fault=error)

    def _part(self, part: str, after: str, place: _Place, pace: Pace) -> Iterator[Checked]:
        if part == "catalogue":
            yield from rows.tables(self.database, after)
        elif part == "versions":
            yield from versions(self.database, after)
        elif part == "pages":
            yield from rows.pages(self.database, self.keeping.files, after, place.document)
        elif part == "files":
            yield from self._files(after, place, pace)
        elif part == "objects":
            yield from self._objects(after, place, pace)
        elif part == "sealed rows":
            yield from rows.sealed(self.database, self.keeping, after, place.document)
        else:
            yield from (Checked("index", "", "search.db", fault=fault) for fault in self.search.faults())

    def _files(self, after: str, place: _Place, pace: Pace) -> Iterator[Checked]:
        folder = self.folder / "files"
        where = lambda digest: rows.where(self.database, digest)  # noqa: E731  one line says more than three
        if not place.document:
            yield from masters(folder, where, pace, after, place.begins)
            return
        for page in self.keeping.draft(place.document).pages:
            begins = f"files/{page.digest[:2]}/{page.digest[2:4]}/{page.digest}"
            yield from masters(folder, where, pace, "", begins)

    def _objects(self, after: str, place: _Place, pace: Pace) -> Iterator[Checked]:
        root = self.keeping.objects
        begins = place.begins
        if place.document:
            begins = self._name(root.place(document_object(self.keeping.archive, place.document)))
        whole = place.parts == PARTS
        for name, path in listed(root.objects(), self.folder, after, begins):
            for fault in self._lasting(path):
                yield Checked("objects", "", self._name(fault.values["file"]), fault=fault)
            for found in contents(path, self.folder / "files", pace, linked_too=not whole):
                file = f"{name}/{found.job[0]}"
                yield Checked("objects", "", file, found.size, content_fault(found, path))
            yield Checked("objects", name, name)

    def _lasting(self, path: Path) -> list[StorageError]:
        """The faults of an object's structure that are still there a moment later: it may be being sealed just now."""
        root = self.keeping.objects
        found = list(object_faults(root, path))
        if found:
            self._wait(1.0)
            found = list(object_faults(root, path))
        return found

    def _count(self, state: _State, item: Checked) -> Checked:
        state.key = item.key or state.key
        state.items += 1
        state.bytes += item.size
        if item.fault is not None:
            state.faults += 1
            if state.faults <= _MOST_EVENTS and not self.read_only:
                digest = item.file.rpartition("/")[2] if item.part in ("files", "pages") else ""
                self._log("file", "failure", f"{item.file}: {item.fault}", digest)
        return item

    def _finish(self, state: _State) -> None:
        if self.read_only:
            return
        detail = f"{state.items} items, {state.bytes} bytes, {state.faults} faults, begun {state.begun}"
        if state.only:
            detail = f"{state.only}: {detail}"
        self._log("file" if state.only else "archive", "failure" if state.faults else "success", detail)
        (self.folder / STATE).unlink(missing_ok=True)

    def _log(self, about: EventObject, outcome: Outcome, detail: str, digest: str = "") -> None:
        try:
            self.events.add("fixity check", about, None, digest=digest, outcome=outcome, detail=detail)
        except StorageError as error:  # where the database itself is the fault
            _logger.warning("a check could not be logged: %s", error)

    def _note(self, state: _State) -> None:
        if self.read_only:
            return
        partial = self.folder / f"{STATE}.new"
        partial.write_text(json.dumps(asdict(state), ensure_ascii=False), "utf-8")
        partial.replace(self.folder / STATE)

    def _left(self) -> _State | None:
        try:
            state = _State(**json.loads((self.folder / STATE).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return state if state.part in PARTS else None

    def _name(self, path: object) -> str:
        """A path from the archive's folder."""
        try:
            return Path(str(path)).relative_to(self.folder).as_posix()
        except ValueError:
            return str(path)
