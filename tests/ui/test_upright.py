"""Mongolian stands upright where it is corrected: columns from left to right, keys that follow the writing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from archivist import documents
from tests.ocr.pages import mongolian_page
from tests.ui.conftest import press, settled
from ui.shell import Shell
from ui.widgets.upright_edit import UprightEdit

WORDS = "ᠳᠠᠯᠠᠢ ᠨᠠᠭᠤᠷ"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def edit(qtbot: QtBot) -> UprightEdit:
    """An editor with two words, high enough for one column, the cursor at the end."""
    made = UprightEdit(None, "line")  # type: ignore[arg-type]
    qtbot.addWidget(made)
    font = made.font()
    font.setPixelSize(30)
    made.setFont(font)
    made.resize(80, 600)
    made.setPlainText(WORDS)
    made.show()
    made.setFocus()
    return made


def test_typing_goes_downwards_and_can_be_undone(edit: UprightEdit) -> None:
    QTest.keyClicks(edit, "ab")
    assert edit.toPlainText() == f"{WORDS}ab"
    press(edit, Qt.Key.Key_Up)
    press(edit, Qt.Key.Key_Backspace)
    assert edit.toPlainText() == f"{WORDS}b"
    QTest.keyClick(edit, Qt.Key.Key_Z, CONTROL)
    assert edit.toPlainText() == f"{WORDS}ab"
    press(edit, Qt.Key.Key_Home)
    press(edit, Qt.Key.Key_Delete)
    assert edit.toPlainText() == f"{WORDS[1:]}ab"


def test_a_part_is_selected_cut_and_pasted_by_keys(edit: UprightEdit) -> None:
    press(edit, Qt.Key.Key_Home)
    for _ in range(5):
        QTest.keyClick(edit, Qt.Key.Key_Down, SHIFT)
    assert edit.selected() == "ᠳᠠᠯᠠᠢ"
    QTest.keyClick(edit, Qt.Key.Key_X, CONTROL)
    assert edit.toPlainText() == " ᠨᠠᠭᠤᠷ"
    press(edit, Qt.Key.Key_End)
    QTest.keyClick(edit, Qt.Key.Key_V, CONTROL)
    assert edit.toPlainText() == " ᠨᠠᠭᠤᠷᠳᠠᠯᠠᠢ"


def test_what_is_pasted_becomes_one_line(edit: UprightEdit) -> None:
    QGuiApplication.clipboard().setText("ᠨᠠ\nᠷ")
    QTest.keyClick(edit, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(edit, Qt.Key.Key_V, CONTROL)
    assert edit.toPlainText() == "ᠨᠠ ᠷ"


def test_a_press_puts_the_cursor_where_the_letter_is_and_a_drag_selects(edit: UprightEdit) -> None:
    QTest.mouseClick(edit, Qt.MouseButton.LeftButton, pos=QPoint(10, 1))
    assert edit.cursor_position() == 0
    QTest.mousePress(edit, Qt.MouseButton.LeftButton, pos=QPoint(10, 1))
    QTest.mouseMove(edit, QPoint(10, 590))
    edit.set_cursor(edit.position_at(QPoint(10, 590)), keep=True)
    assert edit.selected() == WORDS


def test_keys_across_go_to_the_next_column_and_from_the_last_one_to_the_next_line(
    edit: UprightEdit, qtbot: QtBot
) -> None:
    edit.resize(200, 100)
    edit.set_cursor(0)
    press(edit, Qt.Key.Key_Right)
    assert 0 < edit.cursor_position() < len(WORDS)
    press(edit, Qt.Key.Key_End)
    with qtbot.waitSignal(edit.left) as asked:
        press(edit, Qt.Key.Key_Right)
    assert asked.args == ["down"]
    with qtbot.waitSignal(edit.left) as asked:
        press(edit, Qt.Key.Key_Escape)
    assert asked.args == ["cancel"]


def test_the_lines_of_a_mongolian_page_are_columns_and_are_corrected_upright(shell: Shell, qtbot: QtBot) -> None:
    ws = shell.hub.workspace
    document = next(one.id for one in documents.listing(ws) if one.title == "臚濱縣志略")
    second = documents.pages(ws, document)[1]
    text = mongolian_page(WORDS, "", WORDS)
    ws.archive.documents.save_text(second.id, 0, text.to_json(), text.text, "machine", text.confidence)
    shell.show_desk("documents")
    shell.documents.open_page(document, 2)
    settled(qtbot, shell)
    lines = shell.documents.leaf.lines
    assert lines.upright
    boxes = [lines.visualRect(lines.lines.index(row)) for row in range(3)]
    assert boxes[0].left() < boxes[1].left() < boxes[2].left()
    assert len({box.top() for box in boxes}) == 1
    lines.open_row(1)
    assert isinstance(lines.editor, UprightEdit)
    committed = QInputMethodEvent()
    committed.setCommitString("ᠨᠣᠮ")
    QGuiApplication.sendEvent(lines.editor, committed)
    press(lines.editor, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert lines.lines.rows[1].line.text == "ᠨᠣᠮ"
    shell.documents.open_page(document, 1)
    settled(qtbot, shell)
    assert not lines.upright
