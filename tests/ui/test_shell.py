"""The window as a whole: actions, language, look, errors, leaving, start."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from archivist.accessions import Accession, Donor, Item
from archivist.accessions import work as accessions
from archivist.errors import ArchivistError
from archivist.i18n import _, set_language
from archivist.process import Process
from archivist.settings import SETTINGS
from archivist.workspace import Workspace
from tests.ui.conftest import Open, settled
from tests.ui.test_cleaning import in_this_process
from ui import dialogs, pictures, theme
from ui.actions import ACTIONS
from ui.dialogs import ErrorDialog, explain
from ui.images import load_picture, load_thumbnail
from ui.palette import Palette, ShortcutSheet
from ui.rail import AIR, EDGE, MARGIN, fitting_font
from ui.settings_dialog import SettingsDialog
from ui.shell import Shell
from ui.theme import DARK, LIGHT, Colours

ROOT = Path(__file__).parents[2]


def texts_of_the_window() -> set[str | tuple[str, str]]:
    """Every text that the code of the window marks for translation."""
    found: set[str | tuple[str, str]] = set()
    for path in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if node.func.id in ("_", "later") and texts:
                found.add(texts[0])
            elif node.func.id == "ngettext":
                found.add((texts[0], texts[1]))
    return found


def test_every_text_of_the_window_is_translated_with_the_same_placeholders() -> None:
    from babel.messages.pofile import read_po

    known: dict[str, str] = {}
    for path in (ROOT / "resources" / "locale" / "zh_CN").glob("*.po"):
        with path.open("rb") as file:
            messages = list(read_po(file, locale="zh_CN"))
        for message in messages:
            known[_first(message.id)] = _first(message.string)
    for text in texts_of_the_window():
        single = text if isinstance(text, str) else text[0]
        assert known.get(single), f"{single!r} has no Chinese text"
        assert _placeholders(known[single]) == _placeholders(single), single


def _first(text: str | Sequence[str] | None) -> str:
    return text if isinstance(text, str) else (text or [""])[0]


def _placeholders(text: str) -> set[str]:
    from string import Formatter

    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


def test_ids_and_shortcuts_of_actions_are_unique_and_labels_are_chinese_in_chinese() -> None:
    ids = [action.id for action in ACTIONS]
    keys = [action.shortcut for action in ACTIONS if action.shortcut]
    assert len(set(ids)) == len(ids)
    assert len(set(keys)) == len(keys)
    set_language("zh_CN")
    for action in ACTIONS:
        assert any("一" <= character <= "鿿" for character in _(action.label)), action.id


def test_every_action_says_without_a_fault_whether_it_can_be_done(shell: Shell) -> None:
    for desk in ("catalogue", "documents", "search", "accessions"):
        shell.show_desk(desk)
        for action in ACTIONS:
            assert shell.actions_.enabled(action.id) in (True, False)
        shell.actions_.refresh()


def test_the_palette_finds_an_action_in_both_languages(shell: Shell) -> None:
    palette = Palette(shell, shell.hub, shell.actions_)
    palette.search.setText("dupli")
    assert palette.list.count() == 1
    palette.search.returnPressed.emit()
    assert palette.chosen == "record.duplicates"


def test_the_sheet_shows_every_shortcut(shell: Shell) -> None:
    sheet = ShortcutSheet(shell, shell.actions_)
    shown = {one.text() for one in sheet.findChildren(QLabel)}
    assert {_(action.label) for action in ACTIONS if action.shortcut} <= shown


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_what_must_be_read_has_a_contrast_of_four_and_a_half(colours: Colours) -> None:
    pairs = [(ink, ground) for ink in ("ink", "second", "accent", "tag") for ground in ("ground", "panel")]
    pairs += [("ink", "selection"), ("on_accent", "accent"), ("on_hit", "hit"), ("rail_ink", "rail")]
    for ink, ground in pairs:
        values = sorted((luminance(getattr(colours, ink)), luminance(getattr(colours, ground))))
        assert (values[1] + 0.05) / (values[0] + 0.05) >= 4.5, f"{ink} on {ground}"


def test_the_look_changes_at_once(shell: Shell, qtbot: QtBot) -> None:
    dialog = SettingsDialog(shell, shell.hub)
    assert set(dialog.fields) == {setting.key for setting in SETTINGS if setting.label}
    shell.hub.settings.set("ui.theme", "dark")
    shell.hub.settings_changed.emit("ui.theme")
    assert shell.hub.theme.dark
    middle = shell.grab().toImage().pixelColor(shell.width() // 2, shell.height() - 200)
    assert middle.lightness() < 80


def test_the_language_changes_at_once_and_the_desk_stays(archive: Path, qapp: object, qtbot: QtBot) -> None:
    from archivist.settings import Settings
    from archivist.workspace import Workspace
    from ui.app import Program, make_app

    settings = Settings()
    settings.set("ui.language", "en")
    program = Program(make_app(), settings)
    first = program.show(Workspace.open(archive), "documents")
    settled(qtbot, first)
    settings.set("ui.language", "zh_CN")
    first.hub.settings_changed.emit("ui.language")
    qtbot.waitUntil(lambda: program.shell is not first)
    second = program.shell
    assert second is not None
    settled(qtbot, second)
    assert second.desk_id == "documents"
    assert second.topbar.title.text() == "文献"
    second.close_now()


def test_an_error_is_told_in_one_dialog_with_what_to_do(shell: Shell) -> None:
    shell.hub.failed.emit(ArchivistError("{file} is gone; put it back.", file="a.iso"))
    dialog = shell.faults.dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert "a.iso is gone; put it back." in [one.text() for one in dialog.findChildren(QLabel)]
    shell.hub.failed.emit(ArchivistError("another"))
    assert shell.faults.dialog is dialog
    dialog.close()


def test_a_fault_of_the_program_is_shown_once_with_details(shell: Shell) -> None:
    def fail() -> Exception:
        try:
            return ValueError(str(1 // 0))
        except ZeroDivisionError as error:
            return error

    shell.faults.show(fail())
    first = shell.faults.dialog
    assert isinstance(first, ErrorDialog)
    first.close()
    shell.faults.show(fail())
    assert not first.isVisible()
    assert shell.faults.dialog is first
    assert "log" in explain(fail())


def test_closing_while_a_job_runs_asks_first(shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    import itertools
    import time

    asked: list[str] = []

    def stay(_parent: object, title: str, *_texts: str) -> dialogs.Answer:
        asked.append(title)
        return "no"

    monkeypatch.setattr(dialogs, "ask", stay)

    def slow() -> Iterator[int]:
        for number in itertools.count():
            time.sleep(0.01)
            yield number

    job = shell.hub.jobs.drive(slow, title="Reading", total=500)
    qtbot.waitUntil(lambda: job.made > 2)
    shell.statusline.toggle_panel()
    shell.close()
    assert asked
    assert shell.isVisible()
    assert not job.cancelled
    monkeypatch.setattr(dialogs, "ask", lambda *_texts: "yes")
    with qtbot.waitSignal(shell.closed):
        shell.close()
    assert job.state == "cancelled"


def test_sizes_of_window_and_splitters_are_remembered(archive: Path, open_window: Open, qtbot: QtBot) -> None:
    first = open_window(archive)
    first.resize(1000, 650)
    first.catalogue.split.setSizes([320, 380, 236])
    sizes = first.catalogue.split.sizes()
    first.close_now()
    second = open_window(archive)
    assert second.height() == 650
    assert second.catalogue.split.sizes()[2] == pytest.approx(sizes[2], abs=3)


def test_a_read_only_archive_can_be_looked_at_but_not_changed(
    archive: Path, open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.archive._writable", lambda _folder: False)
    window = open_window(archive)
    assert window.hub.workspace.read_only
    assert not window.actions_.enabled("records.import")
    assert not window.actions_.enabled("record.save")
    window.catalogue.editor.view.open_row(2)
    assert window.catalogue.editor.view.editor is None


@pytest.mark.qt_log_ignore("JPEG datastream contains no image")
def test_a_page_that_cannot_be_decoded_is_told_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    for load in (load_picture, lambda one: load_thumbnail(one, 100)):
        with pytest.raises(ArchivistError, match=r"broken\.jpg"):
            load(path)


def test_a_page_has_levels_of_halved_size(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    image = QImage(3000, 4000, QImage.Format.Format_Mono)
    image.fill(1)
    image.save(str(path))
    picture = load_picture(path)
    assert [level.width() for level in picture.levels] == [3000, 1500, 750, 375][: len(picture.levels)]
    assert picture.for_scale(0.3).width() == 1500
    assert picture.for_scale(1.0).width() == 3000


def test_pictures_of_every_desk_are_taken(
    archive: Path, tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Process, "run", in_this_process)
    with Workspace.open(archive) as ws:
        accessions.add(ws, Accession("2026-03-01", Donor("乌兰"), (Item("老照片", 12, "张"),)))
    taken = list(pictures.take(archive, tmp_path / "out", languages=["zh_CN"], themes=["dark"], rooms=True))
    shown = ["catalogue.png", "documents.png", "versions.png", "cleaning.png", "search.png", "accessions.png"]
    assert [path.name.rsplit("-", 1)[1] for path in taken] == shown
    for path in taken:
        image = QImage(str(path))
        if path.stem.endswith("versions"):
            continue  # a dialog, which is smaller
        assert (image.width(), image.height()) == (1366, 768)
        colours = {image.pixel(x, y) for x in range(0, 1366, 7) for y in range(0, 768, 7)}
        assert len(colours) > 20


def test_neither_cv2_nor_onnxruntime_is_loaded_in_the_process_of_the_window(archive: Path, tmp_path: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "from ui import pictures\n"
        "list(pictures.take(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), ['en'], ['light']))\n"
        "bad = {'cv2', 'onnxruntime', 'rapidocr', 'numpy'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {bad}' if bad else 0)\n"
    )
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", code, str(archive), str(tmp_path / "shots")]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("tongue", ["en", "zh_CN"])
def test_every_word_of_the_rail_has_air_at_both_sides_of_its_tile(qapp: object, tongue: str) -> None:
    set_language(tongue)
    words = [_(action.label) for action in ACTIONS if action.id.startswith("desk.") or action.id == "settings"]
    font = fitting_font(words)
    tile = theme.RAIL - 2 * (MARGIN + EDGE)
    assert all(QFontMetrics(font).horizontalAdvance(word) + 2 * AIR <= tile for word in words)
