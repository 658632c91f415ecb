"""Making a web edition: what the public may see becomes a folder of static files."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from archivist import documents
from archivist.errors import ArchivistError
from archivist.i18n import language
from archivist.web import html, iiif, search_data, words
from archivist.web.pictures import FORMAT, MARK, Pictures, Problem, marked
from archivist.workspace import Workspace
from ocr.derivatives import Sizes
from ocr.export.language import tag
from ocr.page import PageText
from resources.search import folding
from storage.analyser import Analyser
from storage.errors import StorageError
from storage.values import Document, Page

ASSETS = ("style.css", "look.js", "fold.js", "search.js", "page.js")


@dataclass(frozen=True, slots=True)
class Published:
    """A page that is in the edition; `problem` says why its picture is not, for it can't be read."""

    document: int
    page: int
    of: int
    problem: Problem | None = None


def publish(
    ws: Workspace,
    out: Path,
    ids: Sequence[int] | None = None,
    *,
    title: str = "",
    address: str = "",
    force: bool = False,
    workers: int = 1,
) -> Iterator[Published]:
    """Makes the edition of these documents, or of all that are public, in the folder `out`; yields each page.

    `address` is where it will be on the web, for IIIF; `workers` processes make the pictures. The folder appears when
    all is done. With `force` an edition that is there already is replaced, its pictures taken over where they are still
    the same; anything else is not.
    ArchivistError: a document is not public, the folder is there already.
    """
    day = date.today().isoformat()
    chosen = _public(ws, ids, day)
    _refuse(out, force)
    out.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    pictures = Pictures(ws, out, workers)
    try:
        frame = html.Frame(title or ws.name, "zh" if language() == "zh_CN" else "en", day, ws.name)
        base = f"{address.rstrip('/')}/" if address else ""
        yield from _Builder(ws, building, pictures, frame, base).build(chosen)
        building.chmod(0o755)
        _replace(building, out)
    finally:
        pictures.close()
        shutil.rmtree(building, ignore_errors=True)
    for head in chosen:
        if not ws.read_only:
            ws.archive.events.add("export", "document", head.id, detail="web")


class _Builder:
    def __init__(self, ws: Workspace, folder: Path, pictures: Pictures, frame: html.Frame, base: str) -> None:
        self._ws = ws
        self._folder = folder
        self._pictures = pictures
        self._frame = frame
        self._base = base
        self._search = search_data.SearchData(Analyser(folding()), folding())
        self._texts: list[str] = []
        self._files = 0

    def build(self, chosen: Sequence[Document]) -> Iterator[Published]:
        for name in ("assets", "documents", "index", "texts"):
            (self._folder / name).mkdir()
        total = sum(head.pages for head in chosen)
        listed: list[dict[str, Any]] = []
        for head in chosen:
            first = self._search.count
            lang = yield from self._document(head, total)
            listed.append({"id": head.id, "title": head.title or str(head.id), "first": first, "lang": lang})
        self._flush()
        self._write("index.html", html.index(self._frame, chosen))
        self._assets(listed)
        mark = {"format": FORMAT, "archive": self._ws.archive.id, "made": self._frame.day, "pages": self._pictures.made}
        self._write(MARK, json.dumps(mark, indent=0))

    def _document(self, head: Document, total: int) -> Generator[Published, None, str]:
        """Gives the language of its first text back."""
        folder = self._folder / "documents" / str(head.id)
        folder.mkdir()
        pages = documents.pages(self._ws, head.id)
        leaves: list[iiif.Leaf] = []
        lang = ""
        for page, sizes in zip(pages, self._pictures.of(pages, folder), strict=True):
            text, problem = self._text(page)
            lang = lang or (tag(text.regions[0]) if text and text.regions else "")
            size, small = (page.width, page.height), (1, 1)
            if isinstance(sizes, Sizes):
                size, small = sizes.full, sizes.small
            else:
                problem = sizes
            leaves.append(iiif.Leaf(page, size, small, text is not None and text.direction == "vertical-rl"))
            self._write(folder / f"{page.number}.html", html.page(self._frame, head, page, text, size))
            self._keep(text.text if text else "")
            yield Published(head.id, page.number, total, problem)
        self._write(folder / "index.html", html.document(self._frame, head, pages))
        made = iiif.manifest(head, leaves, self._base, self._frame.title)
        self._write(folder / "manifest.json", json.dumps(made, ensure_ascii=False, indent=1))
        return lang

    def _text(self, page: Page) -> tuple[PageText | None, Problem | None]:
        try:
            return documents.page_text(self._ws, page.id), None
        except StorageError as error:
            return None, error

    def _keep(self, text: str) -> None:
        self._search.add(text)
        self._texts.append(text)
        if len(self._texts) == search_data.CHUNK:
            self._flush()

    def _flush(self) -> None:
        if self._texts:
            name = search_data.file_name(self._files)
            self._write(f"texts/{name}.js", search_data.texts(self._files, self._texts))
            self._files += 1
            self._texts = []

    def _assets(self, listed: list[dict[str, Any]]) -> None:
        for name in ASSETS:
            self._write(f"assets/{name}", files("resources.web").joinpath(name).read_text("utf-8"))
        shards = self._search.shards()
        for number, content in shards.items():
            self._write(f"index/{search_data.file_name(number)}.js", content)
        self._write("assets/forms.js", self._search.forms())
        said = {key: word.in_both(**_holes(word)) for key, word in words.SAID_BY_SCRIPT.items()}
        edition = {"shards": len(shards), "chunk": search_data.CHUNK, "documents": listed, "words": said}
        self._write("assets/edition.js", f"Archivist.edition={search_data.script(edition)};\n")

    def _write(self, name: str | Path, text: str) -> None:
        (self._folder / name).write_text(text, encoding="utf-8", newline="\n")


def _holes(word: words.Word) -> dict[str, str]:
    """The values that the script fills in stay as they are: `{count}`."""
    return {name: f"{{{name}}}" for name in ("count", "number", "file") if f"{{{name}}}" in word.template}


def _public(ws: Workspace, ids: Sequence[int] | None, day: str) -> list[Document]:
    """The oldest first, so that numbers in the index move little when documents are added."""
    if ids is None:
        found = [head for head in ws.archive.documents.list() if head.access.allows("public", day)]
        return sorted(found, key=lambda head: head.id)
    chosen = [ws.archive.documents.get(id) for id in dict.fromkeys(ids)]
    for head in chosen:
        if not head.access.allows("public", day):
            raise ArchivistError(
                "“{title}” (document {id}) is not public, so it can't be in a web edition. Leave it out, or change who "
                "may see it.",
                title=head.title,
                id=head.id,
            )
    return chosen


def _refuse(out: Path, force: bool) -> None:
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not marked(out):
        raise ArchivistError("{folder} is there already and is no web edition; name another folder.", folder=out)
    if not force:
        raise ArchivistError("{file} exists already; name another file, or add --force to replace it.", file=out)


def _replace(building: Path, out: Path) -> None:
    older = out.with_name(f".{out.name}-replaced")
    shutil.rmtree(older, ignore_errors=True)
    if out.exists():
        out.rename(older)
    try:
        building.rename(out)
    except OSError:
        with suppress(OSError):
            older.rename(out)
        raise
    shutil.rmtree(older, ignore_errors=True)
