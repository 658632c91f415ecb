"""What was changed and must be indexed: written with the change itself, read by the search index.

Each record, document and page has one entry at most, that of its last change, so this list of everything that can be
found never needs clearing, and reading it from the start is how an index is made anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import peewee

from storage import tables
from storage.database import Database, many, sql
from storage.seams import REACH, Edge, edge, enough, shown, without
from storage.tables import among
from storage.values import ACCESS_LEVELS, Access, Described, Page, Span, StoredText

Kind = Literal["record", "document", "page"]


def note(db: peewee.Database, kind: Kind, items: Iterable[int]) -> None:
    """Says, within the transaction that changes them, that these records, documents or pages have changed."""
    many(db, "INSERT OR REPLACE INTO change (kind, item) VALUES (?, ?)", [(kind, item) for item in items])


def note_documents_of(db: peewee.Database, record: int) -> None:
    """Says so of the documents that a record describes."""
    found = sql(db, "SELECT id FROM document WHERE record = ? AND deleted = 0", record)
    note(db, "document", [id for (id,) in found])


def note_text(db: peewee.Database, page: Page, old: StoredText, text: str, notes: Sequence[Span]) -> None:
    """Says so of a page that has a new text, and of its neighbours where they see another text now."""
    same = page.text_version > 0 and shown(old.text, old.notes) == shown(text, notes)
    seers = () if same else _seers(db, page.document, page.number)
    note(db, "page", [page.id, *seers])


def spans_in(notes: str) -> tuple[Span, ...]:
    """The stretches of a text that are notes, as the catalogue keeps them."""
    return tuple((start, end) for start, end in json.loads(notes)) if notes else ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What there is to find in a record, document or page, and what a hit of it shows.

    `document` and `page` (its number, from 1) are None for a record, `page` for a document. `corrected` says that a
    person has vouched for the text of the page; `before` and `after` are what the neighbours of a page say.
    """

    title: str
    text: str
    described: Described = field(default_factory=Described)
    document: int | None = None
    page: int | None = None
    corrected: bool = False
    notes: tuple[Span, ...] = ()
    before: Edge = field(default_factory=Edge)
    after: Edge = field(default_factory=Edge)


@dataclass(frozen=True, slots=True)
class Entry:
    """A change and what there is to find now: `sheet` is None where it is gone."""

    seq: int
    kind: Kind
    item: int
    sheet: Sheet | None


class Changes:
    """Reads what search needs to know from the catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self) -> int:
        """The number of the last change, 0 if there never was one."""
        with self._database.read() as db:
            return int(sql(db, "SELECT max(seq) FROM change")[0][0] or 0)

    def after(self, seq: int, limit: int) -> tuple[Entry, ...]:
        """The first `limit` changes after `seq`, in their order, all seen at one moment."""
        with self._database.read() as db:
            rows = sql(db, "SELECT seq, kind, item FROM change WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit)
            found = {
                name: read(db, [item for _, kind, item in rows if kind == name]) for name, read in _READERS.items()
            }
        return tuple(Entry(seq, kind, item, found[kind].get(item)) for seq, kind, item in rows)

    def sheets(self, kind: Kind, items: Sequence[int], reach: int = REACH) -> dict[int, Sheet]:
        """What these records, documents or pages say now; without those that are gone.

        `reach` says how many letters must be known of what stands before and after a page.
        """
        with self._database.read() as db:
            return _pages(db, items, reach) if kind == "page" else _READERS[kind](db, items)


def _records(db: peewee.Database, items: Sequence[int]) -> dict[int, Sheet]:
    if not items:
        return {}
    r = tables.Record
    query = r.select(r.id, r.title, r.text, r.author, r.year, r.language, r.described)
    rows = query.where(among(r.id, items), r.deleted == 0).tuples().execute(db)
    return {id: Sheet(title, text, _of_record(title, *points)) for id, title, text, *points in rows}


def _of_record(title: str, author: str, year: str, language: str, described: str) -> Described:
    """What is known of a record; of one that an older program kept, what its list shows."""
    if described:
        return Described.from_json(described)
    named = {"title": title, "author": author, "language": language}
    fields = {name: text for name, text in named.items() if text}
    facets = {"language": (language,)} if language else {}
    return Described(fields, facets, (int(year), int(year)) if year.isdecimal() and year.isascii() else None)


def _documents(db: peewee.Database, items: Sequence[int]) -> dict[int, Sheet]:
    if not items:
        return {}
    d = tables.Document
    query = d.select(d.id, d.title, d.kind, d.described, d.record, d.access, d.access_until)
    rows = list(query.where(among(d.id, items), d.deleted == 0).tuples().execute(db))
    records = _records(db, [record for *_, record, _, _ in rows if record is not None])
    out = {}
    for id, title, kind, described, record, level, until in rows:
        # The level in force is the catalogue's own, so that no search can see more than it.
        shut = ACCESS_LEVELS.index(Access(level, until).on(tables.today()))
        own = Described.from_json(described)
        own = replace(own, access=max(own.access, shut))
        about = _united(title, kind, own, records[record].described if record in records else Described())
        # The record is found by itself: a document's text is only what is said of the document.
        text = "\n".join(dict.fromkeys([title, *own.fields.values()]))
        out[id] = Sheet(title, text, about, document=id)
    return out


def _united(title: str, kind: str, own: Described, record: Described) -> Described:
    """What a document has by itself, and what it has from the record that describes it. Its access is its own."""
    fields: dict[str, str] = {"title": title, **({"kind": kind} if kind else {})}
    for name, text in [*own.fields.items(), *record.fields.items()]:
        fields[name] = f"{fields[name]}\n{text}" if name in fields else text
    facets: dict[str, tuple[str, ...]] = {"kind": (kind,)} if kind else {}
    for name, values in record.facets.items():
        if name != "kind":
            facets[name] = values
    return Described(fields, {**facets, **own.facets}, own.years or record.years, own.access)


_PAGES = """
SELECT p.id, d.title, t.text, t.notes, p.document, p.number, p.corrected,
    substr(tb.text, -64), tb.notes, substr(ta.text, 1, 64), ta.notes
FROM page p
JOIN page_text t ON t.page = p.id AND t.version = p.text_version
JOIN document d ON d.id = p.document AND d.deleted = 0
LEFT JOIN page pb ON pb.document = p.document AND pb.number = p.number - 1
LEFT JOIN page_text tb ON tb.page = pb.id AND tb.version = pb.text_version
LEFT JOIN page pa ON pa.document = p.document AND pa.number = p.number + 1
LEFT JOIN page_text ta ON ta.page = pa.id AND ta.version = pa.text_version
WHERE p.id IN (SELECT value FROM json_each(?))
"""


def _pages(db: peewee.Database, items: Sequence[int], reach: int = REACH) -> dict[int, Sheet]:
    if not items:
        return {}
    out = {}
    for id, title, text, notes, document, number, corrected, b, b_notes, a, a_notes in sql(
        db, _PAGES, json.dumps(list(items))
    ):
        before = _seen(db, (document, number), b, b_notes, reach, before=True)
        after = _seen(db, (document, number), a, a_notes, reach, before=False)
        out[id] = Sheet(
            title, text, document=document, page=number, corrected=bool(corrected), notes=spans_in(notes),
            before=before, after=after,
        )  # fmt: skip
    return out


def _seen(
    db: peewee.Database, place: tuple[int, int], cut: str | None, notes: str | None, reach: int, *, before: bool
) -> Edge:
    """What a page sees on one side; `cut` is the nearest end of its neighbour, None where it has none or no text."""
    if cut is None:
        return Edge()
    if not notes and reach == REACH and enough(cut):
        return Edge(cut, cut)
    pages = [(text, found) for _, text, found in _around(db, *place, -1 if before else 1, reach)]
    return edge(pages, reach, before=before)


def _around(
    db: peewee.Database, document: int, number: int, step: int, reach: int = REACH
) -> Iterator[tuple[int, str, tuple[Span, ...]]]:
    """The pages before (`step` -1) or after a page, the nearest first, as far as it sees: number, text and notes."""
    statement = (
        "SELECT p.id, t.text, t.notes FROM page p JOIN page_text t ON t.page = p.id AND t.version = p.text_version "
        "WHERE p.document = ? AND p.number = ?"
    )
    letters = ""
    while rows := sql(db, statement, document, number := number + step):
        ((id, text, kept),) = rows
        notes = spans_in(kept)
        yield id, text, notes
        letters += without(text, notes)
        if enough(letters, reach):
            return


def _seers(db: peewee.Database, document: int, number: int) -> list[int]:
    return [id for step in (-1, 1) for id, _, _ in _around(db, document, number, step)]


_READERS: Mapping[Kind, Callable[[peewee.Database, Sequence[int]], dict[int, Sheet]]] = {
    "record": _records, "document": _documents, "page": _pages
}  # fmt: skip
