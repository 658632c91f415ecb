"""Search over records, documents and page texts: exact substrings, whatever their written forms.

The index lives in a file of its own and follows the catalogue: with every change the catalogue notes, in the same
transaction, what has changed; the index remembers up to where it has followed, in the same transaction as what it
indexed. It follows right after each change and again before each search. So a crash in between loses nothing, and an
index that is missing, damaged, or made by other rules is made again from the first change on.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from storage import index_faults, mongolian
from storage.analyser import Analyser
from storage.asking import Asker
from storage.changes import Changes
from storage.errors import Damaged, StorageError
from storage.index import IndexFile
from storage.leaves import Mode
from storage.query import Node, parse
from storage.romanised import in_both_scripts
from storage.similar import folded_confusables, similar
from storage.spelling import Readings
from storage.values import IndexState, Narrowing, Overview, Results, Scope, Similar

_BATCH = 200
_BATCH_OF_REBUILD = 2000
ANY = Narrowing()
Answer = TypeVar("Answer")


class SearchIndex:
    """The index of one archive, in `path`. Where it can't be written there, a temporary one is used while needed.

    `readings` and `confusable` say how a character is read and for which others it is taken, see `spelling` and
    `similar`.
    """

    def __init__(
        self, path: Path, changes: Changes, analyser: Analyser, owner: str, *, read_only: bool,
        readings: Readings = lambda _: (), confusable: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._path = path
        self._changes = changes
        self._analyser = analyser
        self._readings = readings
        self._confusable = confusable or {}
        self._owner = owner
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._file = IndexFile(path, analyser, readings, owner, read_only=read_only)

    def find(
        self, query: str | Node, scope: Scope = "all", limit: int = 50, offset: int = 0, exact: bool = False, *,
        punctuation: bool = False, narrow: Narrowing = ANY, counted: bool = True,
    ) -> Results:  # fmt: skip
        """The records, documents and pages that a query (see `query`) finds.

        A phrase is found wherever it, folded, is a part of the folded text of a page or of one line of a record (see
        `analyser`), and nowhere else: across line and page ends (then on both pages), and on pages with notes in the
        text as it stands and in the main text without them. In the titles, authors and subjects of records and
        documents it is found by its pinyin too, or by the initials of it, and Mongolian everywhere by its letters in
        Latin (see `romanised`). See `leaves.Mode` for `exact` and
        `punctuation`. What `narrow` leaves out is neither found nor counted.

        Order: what has the phrases in its title, records before documents; other records; other documents; pages whose
        text a person has vouched for; other pages; each newest first. `total` counts all hits, however few are
        returned; not `counted`, which is quicker, it says only of how many is known.

        An index that is far behind (it was deleted, or made by other rules) is not waited for: what is in it is found,
        and `index` of the results says how much that is. `follow` makes up the rest.
        """
        begun = time.perf_counter()
        mode = Mode(exact, punctuation)
        found = self._ask(lambda asker: asker.find(limit, offset, counted=counted), query, scope, mode, narrow)
        total, hits, forms = found or (0, (), ())
        return Results(hits, total, time.perf_counter() - begun, forms, self.state)

    def overview(
        self, query: str | Node, scope: Scope = "all", exact: bool = False, *, punctuation: bool = False,
        narrow: Narrowing = ANY,
    ) -> Overview:  # fmt: skip
        """All that `find` finds, counted by facets and years. A page counts with the facets of its document."""
        answer = self._ask(lambda asker: asker.overview(), query, scope, Mode(exact, punctuation), narrow)
        return answer or Overview()

    def similar(self, query: str | Node, scope: Scope = "all", limit: int = 50, *, narrow: Narrowing = ANY) -> Similar:
        """What nearly says what was asked, as badly read pages do; see `similar`."""
        answer = self._ask(lambda asker: similar(asker, self._taken_for, limit), query, scope, Mode(), narrow)
        return answer or Similar()

    @cached_property
    def _taken_for(self) -> Mapping[str, str]:
        return folded_confusables(self._confusable, self._analyser)

    @property
    def state(self) -> IndexState:
        """How far the index has followed; what is not ready is for `follow` to make up."""
        try:
            there = self._path.exists() or self._temporary
            applied, last = (self._file.applied() if there else None) or 0, self._changes.last()
        except Damaged as error:
            self._wipe(error)
            return self.state
        # One that is ahead follows another history: it will be made again.
        return IndexState(applied if applied <= last else 0, last)

    def catch_up(self) -> None:
        """Brings the index up to the last change, unless it is too far behind to be waited for."""
        state = self.state
        if not state.ready:
            self._prepare_or_wipe()
        elif not state.done or state.done < state.of:
            for _ in self._follow(_BATCH):
                pass

    def follow(self) -> Iterator[IndexState]:
        """Brings the index up to the last change, however far behind it is; yields how far it is.

        It can be left at any point and gone on with, by another program too; searches meanwhile find what is there.
        """
        for _ in self._follow(_BATCH_OF_REBUILD):
            yield self.state

    def rebuild(self) -> Iterator[int]:
        """Makes the index anew; yields how many records, documents and pages it has been through so far.

        It can be left at any point: the next search goes on from there.
        """
        try:
            self._prepare()
            self._file.clear()
        except Damaged as error:
            self._wipe(error)
        done = 0
        for done in self._follow(_BATCH_OF_REBUILD):
            yield done
        for _ in self._file.merge():
            yield done

    def tidy(self) -> Iterator[None]:
        """Makes few parts of the many that saving has left in the index; it can be left at any point.

        A damaged index is made anew, as everywhere: whoever tidies has other things to look after.
        """
        self.catch_up()
        try:
            yield from self._file.tidy()
        except Damaged as error:
            self._wipe(error)

    def faults(self) -> Iterator[StorageError | None]:
        """What in the index is not as the texts are, see `index_faults`; None in between, so that it can be stopped."""
        self.catch_up()
        with tempfile.TemporaryDirectory(prefix="archivist-") as folder:
            fresh = IndexFile(Path(folder) / "search.db", self._analyser, self._readings, self._owner)
            try:
                yield from index_faults.faults(self._file, fresh, self._changes)
            finally:
                fresh.database.close()

    def close(self) -> None:
        """Closes its file."""
        self._file.database.close()
        if self._temporary:
            self._temporary.cleanup()

    def _ask(
        self, question: Callable[[Asker], Answer], query: str | Node, scope: Scope, mode: Mode, narrow: Narrowing
    ) -> Answer | None:
        """The answer of the index as it is now; None for a query that asks for nothing."""
        asked = parse(query) if isinstance(query, str) else query

        def answer() -> Answer | None:
            self.catch_up()
            node = in_both_scripts(asked) if not mode.exact and self._file.has_letter(mongolian.EDGE) else asked
            asker = Asker(self._file.database, self._changes, self._analyser, self._readings, node, scope, mode, narrow)
            return question(asker) if asker.asks else None

        try:
            return answer()
        except Damaged as error:
            self._wipe(error)
            return answer()

    def _prepare_or_wipe(self) -> bool:
        try:
            return self._prepare()
        except Damaged as error:
            self._wipe(error)
            return True

    def _follow(self, batch: int) -> Iterator[int]:
        behind = self._prepare_or_wipe()
        done = 0
        while behind:
            with self._file.database.write() as db:
                # Read here, alone: another program may have followed meanwhile.
                entries = self._changes.after(self._file.applied_in(db), batch)
                if entries:
                    self._file.apply(db, entries)
            behind = len(entries) == batch
            done += len(entries)
            yield done

    def _prepare(self) -> bool:
        """Sees to it that there is an index of this archive that can be written if it must be; whether it must."""
        applied, last = self._file.applied() if self._path.exists() or self._temporary else None, self._changes.last()
        if applied is not None and (applied == last or (applied < last and not self._file.database.read_only)):
            return applied < last
        if self._file.database.read_only:
            self._move_to_temporary()
            applied = None
        if applied is None:
            self._file.start()
        elif applied > last:
            # The catalogue was put back from an older backup.
            self._file.clear()
        return last > 0

    def _move_to_temporary(self) -> None:
        self._file.database.close()
        self._temporary = tempfile.TemporaryDirectory(prefix="archivist-")
        path = Path(self._temporary.name) / "search.db"
        self._file = IndexFile(path, self._analyser, self._readings, self._owner)

    def _wipe(self, error: Damaged) -> None:
        """Only the index can be made again; damage of the catalogue is for a person to know."""
        if error.values.get("file") != self._file.path:
            raise error
        if self._file.database.read_only:
            self._move_to_temporary()
        else:
            self._file.wipe()
        self._file.start()
