"""Takes pictures of every desk with real content, off-screen, for the demonstration and for those who judge the look.

QT_QPA_PLATFORM=offscreen python -m ui.pictures ARCHIVE FOLDER [--size 1366x768] [--query 达赉湖] [--bad-day]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from archivist import documents, safety
from archivist.describing import history
from archivist.settings import Settings
from archivist.workspace import Workspace
from ocr.cleaning.recipe import step
from storage.backup.values import BadSet
from ui.app import Program, make_app
from ui.desks.documents.versions import VersionsDialog
from ui.restoring import RestoreDialog
from ui.restoring_work import RestoreProgress, result
from ui.shell import Shell

LANGUAGES, THEMES, SIZES = ("zh_CN", "en"), ("light", "dark"), ((1366, 768),)
QUERY = "达赉湖"
PATIENCE = 20.0  # seconds
LONG = 180.0  # seconds for a page that is cleaned, which loads networks first


def take(
    archive: Path,
    folder: Path,
    languages: Sequence[str] = LANGUAGES,
    themes: Sequence[str] = THEMES,
    sizes: Sequence[tuple[int, int]] = SIZES,
    query: str = QUERY,
    *,
    rooms: bool = False,
    bad_day: bool = False,
) -> Iterator[Path]:
    """Opens the archive in every language, look and size (in pixels) and yields the picture of each desk.

    With `rooms` also those of what opens from the documents desk: versions, cleaning, tables. With `bad_day` also those
    of restoring a backup, and of a damaged archive.
    """
    folder.mkdir(parents=True, exist_ok=True)
    app = make_app()
    with tempfile.TemporaryDirectory() as place:  # the person's own settings are neither read nor changed
        settings = Settings(Path(place) / "settings.json")
        for language in languages:
            for theme in themes:
                settings.set("ui.language", language)
                settings.set("ui.theme", theme)
                program = Program(app, settings)
                for size in sizes:
                    shell = program.show(Workspace.open(archive))
                    faults: list[Exception] = []
                    shell.hub.failed.connect(faults.append)
                    shell.resize(*size)
                    name = f"{language}-{theme}-{size[0]}x{size[1]}"
                    for path in _desks(app, shell, folder, name, query, rooms=rooms):
                        if faults:
                            raise faults[0]  # a picture of an error is no picture of a desk
                        yield path
                    if bad_day:
                        yield from _restoring(app, shell, folder, name)
                        yield from _damaged(app, program, shell, size, folder / f"{name}-damaged.png")
                    shell.close_now()


def _desks(app: QApplication, shell: Shell, folder: Path, name: str, query: str, *, rooms: bool) -> Iterator[Path]:
    _settle(app, shell, lambda: shell.catalogue.editor.is_open)
    _show_findings(shell)
    _settle(app, shell, lambda: shell.catalogue.editor.is_open)
    yield _shoot(shell, folder / f"{name}-catalogue.png")
    shell.show_desk("documents")
    _settle(app, shell, lambda: shell.documents.leaf.pane.view.picture is not None)
    _show_longest(shell)
    _settle(app, shell, lambda: shell.documents.leaf.pane.view.picture is not None)
    if shell.documents.leaf.lines.lines.rows:
        shell.documents.leaf.lines.setCurrentIndex(shell.documents.leaf.lines.lines.index(1))
    _settle(app, shell, lambda: True)
    yield _shoot(shell, folder / f"{name}-documents.png")
    if rooms:
        yield from _versions(app, shell, folder / f"{name}-versions.png")
        yield from _cleaning(app, shell, folder / f"{name}-cleaning.png")
        yield from _tables(app, shell, folder / f"{name}-tables.png")
    shell.asking.search_for(query)
    _settle(app, shell, lambda: shell.search.found is not None)
    hits = shell.search.results.results.hits
    pages = [row for row, hit in enumerate(hits) if hit.kind == "page"]
    if pages:
        # One that was found although it is written otherwise shows the most.
        best = max(pages, key=lambda row: (query not in hits[row].snippet, len(hits[row].spans)))
        shell.search.results.setCurrentIndex(shell.search.results.results.index(best))
        _settle(app, shell, lambda: shell.search.viewer.pane.view.picture is not None)
    yield _shoot(shell, folder / f"{name}-search.png")
    yield from _accessions(app, shell, folder / f"{name}-accessions.png")


def _versions(app: QApplication, shell: Shell, path: Path) -> Iterator[Path]:
    """The versions of the description of the document at hand."""
    document = shell.documents.document
    if document is not None:
        dialog = VersionsDialog(shell, history.editions(shell.hub.workspace, document.id), fixed=False)
        dialog.show()
        _settle(app, shell, lambda: True)
        dialog.grab().save(str(path))
        dialog.close()
        yield path


def _tables(app: QApplication, shell: Shell, path: Path) -> Iterator[Path]:
    """The first page that has a table, if any first page of a document has one; a cell of it is at hand."""
    leaf = shell.documents.leaf
    for document in shell.documents.list.model.items:
        shell.documents.open_page(document.id, 1)
        _settle(app, shell, lambda: leaf.pane.view.picture is not None)
        if leaf.side.tables.tables:
            leaf.side.show_mode("tables")
            leaf.side.tables.grid.setCurrentIndex(leaf.side.tables.model.index(2, 1))
            _settle(app, shell, lambda: True)
            yield _shoot(shell, path)
            leaf.side.show_mode("text")
            return


def _cleaning(app: QApplication, shell: Shell, path: Path) -> Iterator[Path]:
    """The page at hand, cut by hand, before and after."""
    view = shell.documents.cleaning
    shell.documents.clean()
    _settle(app, shell, lambda: view.tried is not None, LONG)
    if view.tried is not None:
        size = view.tried.before
        left, top, right, bottom = size.width // 20, size.height // 20, size.width * 19 // 20, size.height * 9 // 10
        view.set_way("crop", (step("crop", left=left, top=top, right=right, bottom=bottom),))
        _settle(app, shell, lambda: view.tried is not None and view.tried.step == "crop", LONG)
        yield _shoot(shell, path)
        view.stack.undo()
    view.go_back()
    _settle(app, shell, lambda: shell.documents.aside is None)


def _accessions(app: QApplication, shell: Shell, path: Path) -> Iterator[Path]:
    """The accessions desk, if anything came in; the accession with the most documents."""
    shell.show_desk("accessions")
    _settle(app, shell, lambda: True)
    known = shell.accessions.list.model.items
    if known:
        shell.accessions.open_accession(max(known, key=lambda one: one.accession.documents).accession.id)
        _settle(app, shell, lambda: shell.accessions.is_open)
        yield _shoot(shell, path)


def _restoring(app: QApplication, shell: Shell, folder: Path, name: str) -> Iterator[Path]:
    """Choosing a backup and the work on it, on a copy of the archive with later changes: nothing here is touched."""
    with tempfile.TemporaryDirectory() as place:
        copy, disk = Path(place) / "archive", Path(place) / "USB"
        shutil.copytree(shell.hub.workspace.folder, copy)
        with Workspace.open(copy) as ws:
            for _step in safety.back_up(ws, disk):
                pass
            _change(ws)
        dialog = RestoreDialog(shell, shell.hub.jobs, copy)
        dialog.show()
        _settle(app, shell, lambda: dialog.main.isEnabled())
        yield _shoot(dialog, folder / f"{name}-restore.png")
        chosen = dialog.offer
        dialog.close()
        if chosen is not None and not isinstance(chosen.backup, BadSet):
            yield from _restored(app, shell, RestoreProgress(None, chosen.backup, copy), folder, name)


def _damaged(app: QApplication, program: Program, whole: Shell, size: tuple[int, int], path: Path) -> Iterator[Path]:
    """A window on what can be read of a copy whose database was cut short."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "archive"
        shutil.copytree(whole.hub.workspace.folder, copy)
        file = copy / "catalogue.db"
        file.write_bytes(file.read_bytes()[: int(file.stat().st_size * 0.9)])
        shell = program.show(Workspace.open_damaged(copy))
        shell.resize(*size)
        _settle(app, shell, lambda: True)
        yield _shoot(shell, path)
        shell.close_now()


def _restored(app: QApplication, shell: Shell, work: RestoreProgress, folder: Path, name: str) -> Iterator[Path]:
    over: list[bool] = []
    work.over.connect(lambda: over.append(True))
    work.show()
    work.start()
    _settle(app, shell, lambda: bool(over))
    yield _shoot(work, folder / f"{name}-restoring.png")
    work.close()
    told = result(shell, work)
    if told is not None:
        told.show()
        _settle(app, shell, lambda: True)
        yield _shoot(told, folder / f"{name}-restored.png")
        told.close()


def _change(ws: Workspace) -> None:
    """What somebody may do in an archive in an hour: a document renamed, one deleted, one added."""
    heads = documents.listing(ws)
    if len(heads) > 1:
        documents.rename(ws, heads[0], f"{heads[0].title}（续）", heads[0].kind)
        documents.delete(ws, heads[1].id, "twice")
        page = documents.pages(ws, heads[0].id)[0]
        list(documents.add(ws, [documents.page_image(ws, page)], "呼伦池图说", heads[0].kind))


def _show_findings(shell: Shell) -> None:
    """Opens the first record on which the rules have something to say."""
    model = shell.catalogue.list.model
    rows = (model.row(number) for number in range(min(200, model.rowCount())))
    known = [row for row in rows if row is not None]
    found = next((row for row in known if row.points.errors), known[0] if known else None)
    if found is not None:
        shell.catalogue.open_record(found.id)


def _show_longest(shell: Shell) -> None:
    """Opens the document that has the most pages."""
    known = shell.documents.list.model.items
    if known:
        shell.documents.open_page(max(known, key=lambda one: one.pages).id, 1)


def _settle(app: QApplication, shell: Shell, ready: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Lets the window work until it shows what it should and has nothing more to do."""
    until = time.monotonic() + patience
    quiet = 0
    while time.monotonic() < until and quiet < 5:
        app.processEvents()
        quiet = quiet + 1 if ready() and shell.hub.jobs.idle else 0
        time.sleep(0.02)


def _shoot(shown: QWidget, path: Path) -> Path:
    if isinstance(shown, QDialog):
        # The off-screen display is smaller than the window.
        wanted, layout = shown.sizeHint(), shown.layout()
        high = layout.heightForWidth(wanted.width()) if layout is not None else -1
        shown.resize(wanted.width(), max(high, shown.minimumHeight()) if high > 0 else wanted.height())
    shown.grab().save(str(path))
    return path


def main(arguments: Sequence[str]) -> int:
    """The command of the module's head."""
    parser = argparse.ArgumentParser(prog="python -m ui.pictures")
    parser.add_argument("archive", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", action="append", default=[], help="width x height, as 1366x768; may be repeated")
    parser.add_argument("--query", default=QUERY)
    parser.add_argument("--rooms", action="store_true", help="cleaning, tables and versions of a document, too")
    parser.add_argument("--bad-day", action="store_true", help="restoring a backup and a damaged archive, too")
    given = parser.parse_args(arguments)
    sizes = [(int(width), int(height)) for width, _x, height in (size.partition("x") for size in given.size)]
    made = take(
        given.archive, given.folder, sizes=sizes or SIZES, query=given.query, rooms=given.rooms, bad_day=given.bad_day
    )
    for path in made:
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
