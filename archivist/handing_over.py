"""Documents for other institutions and from them: METS with the files it tells of, Dublin Core, bags,
the history of a document as PREMIS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archivist import dublin, packaging
from archivist.errors import ArchivistError
from archivist.i18n import say
from archivist.workspace import Workspace
from ocr.export.files import replacing
from storage.bag_writing import write_bag, write_folder
from storage.bags import Bag, check_bag, open_bag
from storage.drafts import Draft
from storage.keeping import document_object
from storage.ocfl_writing import Linked
from storage.values import Access, Document, NewPage, Page

FORMATS = ("mets", "bag", "dc", "premis")
"""What `export` can write. `mets` and `bag` make folders; `mets` under a name in .xml, `dc` and `premis`, a file."""
_DOCUMENT, _PAGES = "rows/document.jsonl", "rows/page.jsonl"


def export(ws: Workspace, document: int, out: Path, to: str, mark: str = "") -> Iterator[int]:
    """Writes a document, read or not; yields how many files are written. What is there is replaced.

    `mark` is the line that a copy of what is not public carries.
    """
    draft = ws.archive.keeping.draft(document, anew=True)
    if to == "dc":
        core = packaging.core_of(ws, draft, mark)
        _write(out, dublin.as_csv([core]) if out.suffix.lower() == ".csv" else dublin.as_xml(core))
        yield 1
    elif to == "premis":
        _write(out, packaging.history(ws, draft))
        yield 1
    elif to == "bag":
        contents = ws.archive.keeping.files_of(draft, packaging.explanations(ws, draft, mark))
        yield from _numbered(write_bag(out, contents, _info(ws, draft, mark)))
    elif out.suffix.lower() == ".xml":
        _write(
            out,
            b"".join(data or b"" for name, data in packaging.explanations(ws, draft, mark) if name == packaging.METS),
        )
        yield 1
    else:
        yield from _numbered(write_folder(out, _with_masters(ws, draft, mark)))


def take_bag(ws: Workspace, bag: Bag, title: str = "", kind: str = "", record: int | None = None) -> Iterator[Page]:
    """A document out of a bag that this program made (`is_ours`), with all versions of its texts; yields its pages.

    ArchivistError: what is in it makes no sense.
    """
    try:
        head, leaves = _rows(bag, _DOCUMENT)[0], _rows(bag, _PAGES)
        leaves.sort(key=lambda leaf: int(leaf["number"]))
        known = [_new_page(ws, bag, leaf) for leaf in leaves]
        texts = [_texts(bag, leaf) for leaf in leaves]
    except (ValueError, KeyError, TypeError, IndexError, OSError) as error:
        raise ArchivistError(
            "The bag {folder} cannot be understood ({reason}); ask the sender for it again.",
            folder=bag.folder,
            reason=error,
        ) from error
    documents = ws.archive.documents
    made = documents.add(title or str(head["title"]), kind or str(head["kind"]), record, known)
    _restore(ws, made, head)
    for page, versions in zip(documents.pages(made.id), texts, strict=True):
        for number, text in enumerate(versions):
            documents.save_text(
                page.id, number, text["payload"], text["text"], text["source"], text["confidence"], text["note"]
            )
        yield documents.page(page.id)


def checked(folder: Path) -> Bag:
    """A bag without fault; ArchivistError, with every fault, where it has one."""
    bag = open_bag(folder)
    faults = [say(item.fault) for item in check_bag(bag) if item.fault]
    if faults:
        raise ArchivistError(
            "The bag {folder} has faults, so nothing was taken in: {faults}", folder=folder, faults=" ".join(faults)
        )
    return bag


def is_ours(bag: Bag) -> bool:
    """Whether a bag is a document as this program exports them."""
    return all((bag.folder / "data" / name).is_file() for name in (_DOCUMENT, _PAGES))


def _restore(ws: Workspace, made: Document, head: dict[str, Any]) -> None:
    documents = ws.archive.documents
    version = made.version
    if head.get("description"):
        version = documents.describe(made.id, version, made.title, made.kind, str(head["description"])).version
    access = Access(head.get("access", "public"), head.get("access_until", ""))
    if access != Access():
        documents.restrict(made.id, version, access)


def _new_page(ws: Workspace, bag: Bag, leaf: dict[str, Any]) -> NewPage:
    number, digest = int(leaf["number"]), str(leaf["digest"])
    (master,) = (bag.folder / "data" / "masters").glob(f"{number:04}.*")
    if ws.archive.files.put(master) != digest:
        raise ValueError(master.name)
    return NewPage(digest, leaf["name"], leaf["media_type"], int(leaf["width"]), int(leaf["height"]))


def _texts(bag: Bag, leaf: dict[str, Any]) -> list[dict[str, Any]]:
    """Every version of a page's text, the first first."""
    found = sorted((bag.folder / "data" / "texts" / f"{int(leaf['number']):04}").glob("*.json"))
    return [json.loads(path.read_bytes()) for path in found]


def _rows(bag: Bag, name: str) -> list[dict[str, Any]]:
    lines = (bag.folder / "data" / name).read_bytes().split(b"\n")
    return [json.loads(line) for line in lines if line]


def _with_masters(ws: Workspace, draft: Draft, mark: str) -> Iterator[tuple[str, bytes | Linked]]:
    for page in draft.pages:
        yield packaging.master_name(page), Linked(ws.archive.files.path(page.digest), page.digest)
    for name, data in packaging.explanations(ws, draft, mark):
        yield name, data or b""


def _info(ws: Workspace, draft: Draft, mark: str) -> dict[str, str]:
    """Lines without a value are not written."""
    return {
        "Bag-Software-Agent": "Archivist",
        "Source-Organization": ws.name,
        "External-Identifier": document_object(ws.archive.id, draft.document.id),
        "External-Description": draft.document.title,
        "Copy": mark,
    }


def _numbered(names: Iterator[str]) -> Iterator[int]:
    yield from (number for number, _name in enumerate(names, 1))


def _write(out: Path, data: bytes) -> None:
    with replacing(out) as file:
        file.write(data)
