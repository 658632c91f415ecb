"""What can be wrong between a head (a record, a document, a page) and its versions: each head shows its newest version,
and has every version from the first on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from storage.database import Database, sql
from storage.errors import Damaged
from storage.values import Checked

PART, CATALOGUE = "versions", "catalogue.db"
_BATCH = 1_000
_POINTS = ("title", "author", "publisher", "year", "isbn", "classification", "language", "text", "errors", "warnings")
_KEPT = (
    "title", "kind", "record", "description", "access", "access_until", "accession", "deleted", "changed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Kind:
    """A table of heads: `version` is its column for the newest version, `shown` pairs of what must be equal, of the
    head (h) and of that version (v). `number` and `owner` say in words which one it is."""

    head: str
    versions: str
    key: str
    version: str
    shown: tuple[tuple[str, str], ...]
    lacking: str
    differing: str
    owner: str = "NULL"
    number: str = "NULL"


_KINDS = (
    _Kind(
        "document", "document_version", "document", "version", tuple((f"h.{name}", f"v.{name}") for name in _KEPT),
        "{file}: document {id} is at version {version}, but {count} versions are kept. Compare with a backup.",
        "{file}: document {id} is not as its newest version says. Compare with a backup.",
    ),
    _Kind(
        "page", "page_text", "page", "text_version",
        (("h.confidence", "v.confidence"), ("h.corrected", "v.source = 'person'")),
        "{file}: the text of page {number} of document {document} is at version {version}, but {count} versions are "
        "kept. Compare with a backup.",
        "{file}: page {number} of document {document} is not as its newest text says. Compare with a backup.",
        "h.document", "h.number",
    ),
    _Kind(
        "record", "record_version", "record", "version",
        (("h.deleted", "v.deleted"), *((f"h.{name}", f"v.points ->> '$.{name}'") for name in _POINTS)),
        "{file}: record {id} is at version {version}, but {count} versions are kept. Compare with a backup.",
        "{file}: record {id} is not as its newest version says. Compare with a backup.",
    ),
)  # fmt: skip


def versions(database: Database, after: str) -> Iterator[Checked]:
    """Every document, page and record, a thousand at a time."""
    for kind in _KINDS:
        last = int(after.partition(" ")[2]) if after.startswith(f"{kind.head} ") else 0
        if f"{kind.head} ~" <= after:
            continue
        while True:
            with database.read() as db:
                found = sql(db, _statement(kind), last, _BATCH)
            if not found:
                break
            last = found[-1][0]
            yield Checked(PART, f"{kind.head} {last:012}", CATALOGUE)
            yield from (
                Checked(PART, "", CATALOGUE, fault=fault) for row in found for fault in _faults(database, kind, row)
            )


def _statement(kind: _Kind) -> str:
    """Of each head its number, its version, how many versions there are and the last; whether it shows the newest."""
    heads, shown = (", ".join(column) for column in zip(*kind.shown, strict=True))
    of_head = f"FROM {kind.versions} AS v WHERE v.{kind.key} = h.id"
    return f"""SELECT h.id, h.{kind.version}, (SELECT count(*) {of_head}), (SELECT coalesce(max(version), 0) {of_head}),
        coalesce((SELECT ({heads}) IS ({shown}) {of_head} AND v.version = h.{kind.version}), h.{kind.version} = 0),
        {kind.owner}, {kind.number} FROM {kind.head} AS h WHERE h.id > ? ORDER BY h.id LIMIT ?"""


def _faults(database: Database, kind: _Kind, row: tuple[int, ...]) -> Iterator[Damaged]:
    id, version, count, newest, same, document, number = row
    place = {"file": database.path, "id": id, "document": document, "number": number}
    if (count, newest) != (version, version):
        yield Damaged(kind.lacking, version=version, count=count, **place)
    elif not same:
        yield Damaged(kind.differing, **place)
