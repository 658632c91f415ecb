"""Search over records and page texts: exact substrings, whatever their written forms.

The index lives in a file of its own and follows the catalogue: with every change the catalogue notes, in the same
transaction, what has changed; the index remembers up to where it has followed, in the same transaction as what it
indexed. It follows right after each change and again before each search. So a crash in between loses nothing, and an
index that is missing, damaged, or made by other rules is made again from the first change on.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from storage import index_faults
from storage.analyser import Analyser
from storage.changes import Changes, Findable, Kind
from storage.errors import Damaged, StorageError
from storage.index import KINDS, Candidates, IndexFile
from storage.query import Query, parse
from storage.snippets import snippet
from storage.values import Hit, Results, Scope

_BATCH = 200
_SCOPES: dict[Scope, tuple[Kind, ...]] = {"all": KINDS, "records": ("record",), "pages": ("page",)}

Group = tuple[Kind, bool]


class SearchIndex:
    """The index of one archive, in `path`. Where it can't be written there, a temporary one is used while needed."""

    def __init__(self, path: Path, changes: Changes, analyser: Analyser, owner: str, *, read_only: bool) -> None:
        self._path = path
        self._changes = changes
        self._analyser = analyser
        self._owner = owner
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._file = IndexFile(path, analyser, owner, read_only=read_only)

    def find(self, query: str, scope: Scope = "all", limit: int = 50, offset: int = 0, exact: bool = False) -> Results:
        """The records and pages that hold every phrase of the query (see `query.parse`).

        Found is every place where the folded phrase is a part of the folded text of a page, or of one line of a
        record's text (see `analyser`), and nothing else; with `exact`, only where the written forms are those of the
        query too (ё is not е then, nor é e; width and case still don't matter). Order: records with all phrases in
        their title, other records, pages; each newest first.
        `total` counts all hits, however few are returned.
        """
        begun = time.perf_counter()
        asked = parse(query, self._analyser, exact=exact)
        if not asked.phrases:
            return Results(seconds=time.perf_counter() - begun)
        try:
            self.catch_up()
            total, hits = self._look(asked, scope, limit, offset)
        except Damaged as error:
            self._recover(error)
            total, hits = self._look(asked, scope, limit, offset)
        return Results(tuple(hits), total, time.perf_counter() - begun)

    def catch_up(self) -> None:
        """Brings the index up to the last change. Does nothing where it is there already."""
        for _ in self._follow():
            pass

    def rebuild(self) -> Iterator[int]:
        """Makes the index anew; yields how many records and pages it has been through so far.

        It can be left at any point: the next search goes on from there.
        """
        try:
            self._prepare()
            self._file.clear()
        except Damaged as error:
            self._wipe(error)
        yield from self._follow()

    def faults(self) -> Iterator[StorageError | None]:
        """What in the index is not as the texts are, see `index_faults`; None in between, so that it can be stopped."""
        self.catch_up()
        with tempfile.TemporaryDirectory(prefix="archivist-") as folder:
            fresh = IndexFile(Path(folder) / "search.db", self._analyser, self._owner)
            try:
                yield from index_faults.faults(self._file, fresh, self._changes)
            finally:
                fresh.database.close()

    def close(self) -> None:
        """Closes its file."""
        self._file.database.close()
        if self._temporary:
            self._temporary.cleanup()

    def _follow(self) -> Iterator[int]:
        try:
            behind = self._prepare()
        except Damaged as error:
            self._wipe(error)
            behind = True
        done = 0
        while behind:
            with self._file.database.write() as db:
                # Read here, alone: another program may have followed meanwhile.
                entries = self._changes.after(self._file.applied_in(db), _BATCH)
                if entries:
                    self._file.apply(db, entries)
            behind = len(entries) == _BATCH
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
        self._file = IndexFile(Path(self._temporary.name) / "search.db", self._analyser, self._owner)

    def _recover(self, error: Damaged) -> None:
        self._wipe(error)
        self.catch_up()

    def _wipe(self, error: Damaged) -> None:
        """Only the index can be made again; damage of the catalogue is for a person to know."""
        if error.values.get("file") != self._file.path:
            raise error
        if self._file.database.read_only:
            self._move_to_temporary()
        else:
            self._file.wipe()
        self._file.start()

    def _look(self, asked: Query, scope: Scope, limit: int, offset: int) -> tuple[int, list[Hit]]:
        found = {kind: Candidates(kind, [p.folded for p in asked.phrases]) for kind in _SCOPES[scope]}
        if asked.strict:
            return self._sift(asked, found, limit, offset)
        with self._file.database.read() as db:
            sizes: dict[Group, int] = {}
            for kind, candidates in found.items():
                sizes[kind, True] = candidates.count_titles(db)
                sizes[kind, False] = candidates.count(db) - sizes[kind, True]
            wanted: list[tuple[Kind, list[int]]] = []
            for (kind, titled), size in sizes.items():
                if limit > 0 and offset < size:
                    numbers = found[kind].numbers(db, limit, offset, titled=titled)
                    wanted.append((kind, numbers))
                    limit -= len(numbers)
                offset = max(offset - size, 0)
        hits = [hit for kind, numbers in wanted for hit in self._hits(asked, kind, numbers)]
        return sum(sizes.values()), hits

    def _sift(self, asked: Query, found: dict[Kind, Candidates], limit: int, offset: int) -> tuple[int, list[Hit]]:
        """As `_look`, reading every candidate: the index does not know written forms."""
        matching: list[tuple[Kind, int]] = []
        with self._file.database.read() as db:
            numbers = {
                (kind, titled): candidates.numbers(db, -1, 0, titled=titled)
                for kind, candidates in found.items()
                for titled in (True, False)
            }
        for (kind, _), group in numbers.items():
            for start in range(0, len(group), _BATCH):
                chunk = group[start : start + _BATCH]
                texts = self._changes.findable(kind, chunk)
                matching += ((kind, n) for n in chunk if n in texts and self._holds(asked, kind, texts[n].text))
        shown = itertools.groupby(matching[offset : offset + limit], key=lambda match: match[0])
        hits = [hit for kind, some in shown for hit in self._hits(asked, kind, [number for _, number in some])]
        return len(matching), hits

    def _holds(self, asked: Query, kind: Kind, text: str) -> bool:
        return asked.holds(text, self._analyser, lines_apart=kind == "record")

    def _hits(self, asked: Query, kind: Kind, numbers: list[int]) -> Iterator[Hit]:
        """Hits in the order of their numbers; without what was changed away or deleted since the index was asked."""
        texts = self._changes.findable(kind, numbers)
        for number in numbers:
            found = texts.get(number)
            spans = _spans(asked, kind, found, self._analyser) if found else ()
            if found and spans:
                yield _hit(kind, number, found, spans)


def _spans(asked: Query, kind: Kind, found: Findable, analyser: Analyser) -> tuple[tuple[int, int], ...]:
    return asked.spans(found.text, analyser, lines_apart=kind == "record")


def _hit(kind: Kind, number: int, found: Findable, spans: tuple[tuple[int, int], ...]) -> Hit:
    shown, matches = snippet(found.text, spans, lines_apart=kind == "record")
    return Hit(kind, number, found.document, found.page, found.title, shown, matches, spans)
