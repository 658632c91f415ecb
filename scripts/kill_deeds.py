"""What the children of `scripts.kill_test` do, each with what must be true once it has been done."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from archivist import documents, keeping, records, safety
from archivist.samples.records import sample_batch
from archivist.workspace import Workspace
from ocr.page import Box, Line, PageText, Region, Word
from storage.backup import copies
from storage.backup.values import BackupDone, LocalCopy
from storage.errors import Conflict, NotFound, StorageError
from storage.values import Page

Promise = dict[str, Any]
"""What a child said it had done: the name of the deed and what to find it by."""
COMMON = "湖"
"""A character that is in every text."""


@dataclass
class Scene:
    """An open archive, a place for backups and files beside it, and chance; `tag` is this child's alone."""

    ws: Workspace
    here: Path
    chance: random.Random
    tag: str
    number: int = 0
    mine: list[int] = field(default_factory=list)

    def word(self) -> str:
        """A word that is in no other text."""
        self.number += 1
        return f"{COMMON}{self.tag.replace('-', 'x').replace('.', 'y')}z{self.number}z"

    def page(self) -> Page | None:
        """Some page of a late document, unless another child deletes that just now."""
        heads = self.ws.archive.documents.list(limit=8)
        try:
            return self.chance.choice(self.ws.archive.documents.pages(self.chance.choice(heads).id)) if heads else None
        except (NotFound, IndexError):
            return None


class Found:
    """What an archive holds when it is looked at again, asked once for all promises."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.documents = {head.id: head for head in ws.archive.documents.list()}
        self.pages = {id: ws.archive.documents.pages(id) for id in self.documents}


@dataclass(frozen=True)
class Deed:
    """`do` does it and says what it promised, or None if there was nothing to do; `check` yields broken promises."""

    do: Callable[[Scene], Promise | None]
    check: Callable[[Found, Path, Promise], Iterator[str]]
    weight: int = 1


def _picture(chance: random.Random) -> bytes:
    out = io.BytesIO()
    Image.frombytes("L", (40, 40), chance.randbytes(1600)).save(out, "PNG")
    return out.getvalue()


def add(scene: Scene) -> Promise | None:
    """A folder of scans becomes a document."""
    folder = scene.here / "scans" / scene.word()
    folder.mkdir(parents=True)
    for number in range(scene.chance.randint(1, 3)):
        (folder / f"{number}.png").write_bytes(_picture(scene.chance))
    added = list(documents.add(scene.ws, [folder], folder.name))
    return {"document": added[-1].document, "title": folder.name, "pages": [item.page for item in added]}


def check_add(found: Found, _here: Path, promise: Promise) -> Iterator[str]:
    pages = found.pages.get(promise["document"])
    if pages is None:
        yield f"document {promise['document']} is gone"
    elif [page.id for page in pages] != promise["pages"]:
        yield f"document {promise['document']} has other pages"


def read(scene: Scene) -> Promise | None:
    """A page is read by the machine."""
    page = scene.page()
    if page is None or page.text_version:
        return None
    return _kept(scene, page, 0, _text(scene.word(), scene.word()))


def correct(scene: Scene) -> Promise | None:
    """A person corrects a line."""
    page = scene.page()
    if page is None or not page.text_version:
        return None
    try:
        stored = documents.correct(scene.ws, page.id, page.text_version, scene.chance.randrange(2), scene.word())
    except (Conflict, NotFound):
        return None
    return {"page": page.id, "version": stored.version, "text": stored.text}


def _kept(scene: Scene, page: Page, version: int, text: PageText) -> Promise | None:
    try:
        stored = scene.ws.archive.documents.save_text(page.id, version, text.to_json(), text.text, "machine", 0.9)
    except (Conflict, NotFound):
        return None
    return {"page": page.id, "version": stored.version, "text": stored.text}


def _text(*lines: str) -> PageText:
    box = Box(1, 1, 30, 5)
    made = tuple(Line((Word(line, box, 0.9),), box, 0.9) for line in lines)
    return PageText(40, 40, (Region(made, box, "horizontal", "hant"),), "hant", "horizontal", "test", "1")


def check_text(found: Found, _here: Path, promise: Promise) -> Iterator[str]:
    try:
        text = found.ws.archive.documents.text(promise["page"], promise["version"])
    except NotFound:
        return  # its document was deleted since
    if text is None or text.text != promise["text"]:
        yield f"page {promise['page']} has lost text {promise['version']}"


def describe(scene: Scene) -> Promise | None:
    """A document gets another title."""
    page = scene.page()
    if page is None:
        return None
    try:
        head = scene.ws.archive.documents.get(page.document)
        new = documents.rename(scene.ws, head, scene.word(), "年鉴")
    except (Conflict, NotFound):
        return None
    return {"document": new.id, "version": new.version}


def check_describe(found: Found, _here: Path, promise: Promise) -> Iterator[str]:
    head = found.documents.get(promise["document"])
    if head and head.version < promise["version"]:
        yield f"document {promise['document']} has lost version {promise['version']}"


def delete(scene: Scene) -> Promise | None:
    """A document that this child added and nobody else knows is deleted."""
    made = add(scene)
    if made is None:
        return None
    documents.delete(scene.ws, made["document"], "test")
    return {"document": made["document"]}


def check_delete(found: Found, _here: Path, promise: Promise) -> Iterator[str]:
    if promise["document"] in found.documents:
        yield f"document {promise['document']} is back"


def take_records(scene: Scene) -> Promise | None:
    """A batch of records comes in."""
    file = scene.here / f"{scene.word()}.iso"
    file.write_bytes(b"".join(part + b"\x1d" for part in sample_batch().split(b"\x1d")[:3]))
    return {"ids": [item.id for item in records.import_file(scene.ws, file, on_duplicate="add")]}


def check_records(found: Found, _here: Path, promise: Promise) -> Iterator[str]:
    for id in promise["ids"]:
        try:
            found.ws.archive.records.get(id)
        except StorageError as error:
            yield str(error)


def back_up(scene: Scene) -> Promise | None:
    """The archive is backed up; another child may be doing that just now."""
    try:
        *_, done = safety.back_up(scene.ws, scene.here / "usb")
    except StorageError as error:
        if "another backup" in str(error):
            return None
        raise
    assert isinstance(done, BackupDone)
    return {"name": done.set.name, "pages": done.set.counts.pages, "faults": len(done.faults)}


def check_back_up(_found: Found, here: Path, promise: Promise) -> Iterator[str]:
    if promise["name"] not in [found.name for found in safety.listing(here / "usb")]:
        yield f"backup {promise['name']} is gone"
    if promise["faults"]:
        yield f"backup {promise['name']} had faults"


def copy_catalogue(scene: Scene) -> Promise | None:
    """The catalogue is copied beside itself."""
    try:
        *_, copy = copies.copy(scene.ws.folder)
    except StorageError as error:
        if "another backup" in str(error):
            return None
        raise
    assert isinstance(copy, LocalCopy)
    return {"file": str(copy.file)}


def check_copy(_found: Found, _here: Path, promise: Promise) -> Iterator[str]:
    if not Path(promise["file"]).is_file():
        yield f"{promise['file']} is gone"


def seal(scene: Scene) -> Promise | None:
    """A late document is sealed; another child may be doing that, or deleting it, just now."""
    page = scene.page()
    if page is None:
        return None
    try:
        sealed = [item for item in keeping.seal(scene.ws, [page.document]) if item.document]
    except StorageError as error:
        if "at the same time" in str(error):
            return None
        raise
    return {"document": page.document, "folder": sealed[0].folder} if sealed and not sealed[0].error else None


def check_seal(found: Found, _here: Path, promise: Promise) -> Iterator[str]:
    if not (found.ws.folder / promise["folder"] / "inventory.json").is_file():
        yield f"what was sealed of document {promise['document']} is gone"
    yield from (f"{c.file}: {c.fault}" for c in keeping.verify(found.ws, str(promise["document"])) if c.fault)


DEEDS = {
    "add": Deed(add, check_add, 4),
    "read": Deed(read, check_text, 6),
    "correct": Deed(correct, check_text, 6),
    "describe": Deed(describe, check_describe, 2),
    "delete": Deed(delete, check_delete),
    "records": Deed(take_records, check_records, 2),
    "back up": Deed(back_up, check_back_up, 2),
    "copy": Deed(copy_catalogue, check_copy),
    "seal": Deed(seal, check_seal, 2),
}
