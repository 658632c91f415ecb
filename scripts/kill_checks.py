"""What must be true of an archive after the program was killed."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw

from archivist import safety
from archivist.workspace import Workspace
from scripts.kill_deeds import COMMON, DEEDS, Found, Promise
from storage.backup.values import BackupSet, Fault
from storage.errors import StorageError

_LATEST = 30


def check(here: Path, promises: list[Promise], chance: random.Random) -> Iterator[str]:
    """Opens the archive again and yields everything that is not as it must be."""
    try:
        with Workspace.open(here / "archive") as ws:
            found = Found(ws)
            yield from _promises(found, here, promises)
            yield from _images(found)
            yield from _index(found, chance)
    except StorageError as error:
        yield str(error)
    yield from _database(here / "archive" / "catalogue.db")
    yield from _backups(here)


def _promises(found: Found, here: Path, promises: list[Promise]) -> Iterator[str]:
    """All of the last children's, and some of the others."""
    for promise in promises[:: max(1, len(promises) // _LATEST)] + promises[-_LATEST:]:
        for broken in DEEDS[promise["deed"]].check(found, here, promise):
            yield f"{promise['deed']}: {broken}"


def _images(found: Found) -> Iterator[str]:
    """Every page has its image; every image in its place is whole, and none is without bytes."""
    ws = found.ws
    for id, pages in found.pages.items():
        if [page.number for page in pages] != list(range(1, len(pages) + 1)):
            yield f"document {id} lacks a page in between"
        for page in pages:
            if not ws.archive.files.has(page.digest):
                yield f"page {page.id} has no image"
    for file in (ws.folder / "files").glob("??/??/*"):
        data = file.read_bytes()
        if not data or hashlib.sha256(data).hexdigest() != file.name:
            yield f"{file} is cut or changed"


def _index(found: Found, chance: random.Random) -> Iterator[str]:
    """What every text has is found on every page with a text; what one text alone has, there alone."""
    ws = found.ws
    texts = {
        page.id: ws.archive.documents.text(page.id)
        for pages in found.pages.values()
        for page in pages
        if page.text_version
    }
    total = ws.archive.search.find(f"{COMMON}", "pages").total
    if total != len(texts):
        yield f"the index has {total} pages and not {len(texts)}"
    for page_id in chance.sample(sorted(texts), min(3, len(texts))):
        text = texts[page_id]
        hits = [hit.id for hit in ws.archive.search.find(text.text.split("\n")[0] if text else "", "pages").hits]
        if hits != [page_id]:
            yield f"the text of page {page_id} is found on pages {hits}"
        for version in range(1, text.version if text else 0):
            old = ws.archive.documents.text(page_id, version)
            gone = set(old.text.split("\n")) - set(text.text.split("\n")) if old and text else set()
            for line in gone:
                if any(hit.id == page_id for hit in ws.archive.search.find(line, "pages").hits):
                    yield f"page {page_id} is found by what it said before"


def _database(file: Path) -> Iterator[str]:
    with closing(apsw.Connection(str(file))) as db:
        if db.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            yield "integrity_check"
        if db.execute("PRAGMA foreign_key_check").fetchall():
            yield "foreign_key_check"
        for table, head in (("page_text", "page"), ("record_version", "record"), ("document_version", "document")):
            ((wrong,),) = db.execute(
                f"SELECT count(*) FROM (SELECT {head}, max(version) = count(*) AS whole FROM {table} GROUP BY 1) "
                "WHERE NOT whole"
            ).fetchall()
            if wrong:
                yield f"{wrong} histories in {table} have gaps"
        events = Counter(str(row[0]) for row in db.execute("SELECT about || ' ' || kind FROM event"))
        for events_of, query in (
            ("page ingestion", "SELECT count(*) FROM page"),
            ("document ingestion", "SELECT count(*) FROM document"),
            ("page reading", "SELECT count(*) FROM page_text WHERE source = 'machine'"),
            ("page correction", "SELECT count(*) FROM page_text WHERE source = 'person'"),
            ("document deletion", "SELECT count(*) FROM document WHERE deleted"),
        ):
            ((count,),) = db.execute(query).fetchall()
            if events[events_of] != count:
                yield f"{events[events_of]} events of {events_of}, and {count} of them happened"


def _backups(here: Path) -> Iterator[str]:
    """Each backup can be used; the newest one is read wholly."""
    if not (here / "usb" / "archivist-backups").exists():
        return
    try:
        sets = safety.listing(here / "usb")
    except StorageError:
        return  # none was finished yet
    for number, found in enumerate(sets):
        if not isinstance(found, BackupSet):
            yield f"backup {found.name}: {found.problem}"
        elif number == 0:
            yield from (
                f"backup {found.name}: {item.problem}" for item in safety.check(found) if isinstance(item, Fault)
            )
