"""Every test of the window runs off-screen, with the program's own style and a settings file of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

# Must happen before Qt looks for a display.
if sys.platform.startswith("linux"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from archivist import records
from archivist.i18n import set_language
from archivist.settings import Settings
from archivist.workspace import Workspace
from ocr.page import Box, Line, PageText, Region, Word
from storage.values import NewPage
from tests.helpers.cnmarc import data, record
from ui.app import Program, make_app
from ui.shell import Shell

WIDTH, HEIGHT = 800, 1000
COLUMNS = ("達賚湖在縣治東南六十里", "亦名呼倫池周圍三百餘里", "東西狹而南北長")
ROWS = ("达赉湖水位记录", "一九五八年水位最高", "渔户北迁")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt's off-screen display says of some things that it cannot do them; that is no fault of the window."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("^This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reads or writes the settings of the person who runs it; every test speaks English unless it says so."""
    monkeypatch.setenv("ARCHIVIST_SETTINGS", str(tmp_path / "settings" / "settings.json"))
    set_language("en")
    yield
    set_language("en")


def page_text(lines: tuple[str, ...], *, vertical: bool, doubtful: int = 1) -> PageText:
    """What an engine would say of a page of 800 by 1,000 pixels; the line number `doubtful` has a confidence of 0.5."""
    made = []
    for number, text in enumerate(lines):
        at = 100 + 60 * number
        box = (
            Box(WIDTH - at - 40, 80, WIDTH - at, 80 + 40 * len(text))
            if vertical
            else Box(80, at, 80 + 40 * len(text), at + 40)
        )
        sure = 0.5 if number == doubtful else 0.99
        made.append(Line((Word(text, box, sure),), box, sure))
    whole = made[0].box
    for line in made:
        whole = whole.union(line.box)
    direction, script = ("vertical-rl", "hant") if vertical else ("horizontal", "hans")
    region = Region(tuple(made), whole, direction, script)  # type: ignore[arg-type]
    return PageText(WIDTH, HEIGHT, (region,), script, direction, "test", "1")  # type: ignore[arg-type]


def add_document(ws: Workspace, folder: Path, title: str, pages: int, text: PageText | None) -> int:
    """A document of blank pages; the first of them has been read."""
    folder.mkdir(parents=True, exist_ok=True)
    new = []
    for number in range(pages):
        path = folder / f"{title}-{number}.png"
        Image.new("L", (WIDTH, HEIGHT), 240 - number).save(path)
        new.append(NewPage(ws.archive.files.put(path), path.name, "image/png", WIDTH, HEIGHT))
    document = ws.archive.documents.add(title, "Gazetteer", None, new)
    if text is not None:
        first = ws.archive.documents.pages(document.id)[0]
        ws.archive.documents.save_text(first.id, 0, text.to_json(), text.text, "machine", text.confidence)
    return document.id


@pytest.fixture
def empty_archive(tmp_path: Path) -> Path:
    """An archive with nothing in it."""
    with Workspace.create(tmp_path / "archive", "Test archive"):
        return tmp_path / "archive"


@pytest.fixture
def archive(empty_archive: Path, tmp_path: Path) -> Path:
    """Three records (one with a year that does not fit), two documents of two pages of which the first is read."""
    with Workspace.open(empty_archive) as ws:
        records.create(ws, record())
        records.create(ws, record("扎赉诺尔百年矿山史", "2012", "2"))
        wrong = record("呼伦贝尔盟年鉴", "2001", "3")
        fields = tuple(
            data("210", "  ", ("a", "海拉尔"), ("c", "年鉴编辑部"), ("d", "1985")) if field.tag == "210" else field
            for field in wrong.fields
        )
        records.create(ws, wrong.changed(fields=fields))
        add_document(ws, tmp_path / "scans", "臚濱縣志略", 2, page_text(COLUMNS, vertical=True))
        add_document(ws, tmp_path / "scans", "水位记录", 2, page_text(ROWS, vertical=False))
    return empty_archive


Open = Callable[[Path], Shell]


@pytest.fixture
def open_window(qapp: object, qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Opens windows and closes them after the test, whatever is unsaved in them."""
    programs: list[Program] = []

    def open_one(folder: Path) -> Shell:
        settings = Settings()
        settings.set("ui.language", "en")
        settings.set("ui.theme", "light")
        program = Program(make_app(), settings)
        programs.append(program)
        shell = program.show(Workspace.open(folder))
        shell.setProperty("program", program)
        settled(qtbot, shell)
        return shell

    yield open_one
    for program in programs:
        if program.shell is not None:
            program.shell.close_now()
            program.shell.deleteLater()


@pytest.fixture
def shell(archive: Path, open_window: Open) -> Shell:
    """A window on the archive with something in it."""
    return open_window(archive)


def press(widget: QWidget, key: Qt.Key) -> None:
    """Presses a key where the cursor is."""
    QTest.keyClick(widget, key)


def type_text(widget: QWidget, text: str) -> None:
    """Types letters, one key at a time."""
    QTest.keyClicks(widget, text)


def settled(qtbot: QtBot, shell: Shell) -> None:
    """Waits until the window has nothing more to do."""
    quiet = 0

    def idle() -> bool:
        nonlocal quiet
        quiet = quiet + 1 if shell.hub.jobs.idle else 0
        return quiet > 3

    qtbot.waitUntil(idle, timeout=20_000)
