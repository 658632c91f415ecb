"""The documents desk on a real archive: pages, lines, corrections, scans in, files out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from archivist import documents
from archivist.documents import PageRead
from archivist.workspace import Workspace
from tests.ocr.pages import mongolian_page
from tests.ui.conftest import COLUMNS, Open, page_text, press, settled
from ui.desks.documents.adding import AddDialog, DocumentExportDialog, suggested_title
from ui.shell import Shell


@pytest.fixture
def desk_shell(shell: Shell, qtbot: QtBot) -> Shell:
    """The window with the page of a gazetteer up."""
    document = next(one.id for one in documents.listing(shell.hub.workspace) if one.title == "臚濱縣志略")
    shell.show_desk("documents")
    shell.documents.open_page(document, 1)
    settled(qtbot, shell)
    return shell


def correct(qtbot: QtBot, shell: Shell, row: int, text: str) -> None:
    """Opens a line, types another text, Enter."""
    lines = shell.documents.leaf.lines
    lines.open_row(row)
    assert lines.editor is not None
    lines.editor.setPlainText(text)
    press(lines.editor, Qt.Key.Key_Return)
    settled(qtbot, shell)


def test_page_and_text_stand_side_by_side(desk_shell: Shell) -> None:
    desk = desk_shell.documents
    assert desk.leaf.pane.view.picture is not None
    assert [row.line.text for row in desk.leaf.lines.lines.rows] == list(COLUMNS)
    assert [mark.kind for mark in desk.leaf.pane.view.marks] == ["doubt"]


def test_the_line_at_hand_is_marked_on_the_page_and_a_click_on_the_page_finds_the_line(desk_shell: Shell) -> None:
    desk = desk_shell.documents
    box = desk.leaf.lines.lines.rows[2].line.box
    desk.leaf.pane.view.pointed.emit(QPointF(box.left + 5, box.top + 5))
    assert desk.leaf.lines.currentIndex().row() == 2
    assert [mark.box for mark in desk.leaf.pane.view.marks if mark.kind == "line"] == [box]


def test_a_corrected_line_is_a_new_version_and_can_be_undone(desk_shell: Shell, qtbot: QtBot) -> None:
    desk, ws = desk_shell.documents, desk_shell.hub.workspace
    assert desk.leaf.page is not None
    correct(qtbot, desk_shell, 1, "亦名呼倫池周圍四百餘里")
    desk.leaf.lines.commit()
    text = documents.page_text(ws, desk.leaf.page.id)
    assert text is not None
    assert text.text.split("\n")[1] == "亦名呼倫池周圍四百餘里"
    assert [row.line.corrected for row in desk.leaf.lines.lines.rows] == [False, True, False]
    desk_shell.actions_.run("undo")
    settled(qtbot, desk_shell)
    assert [row.line.text for row in desk.leaf.lines.lines.rows] == list(COLUMNS)
    assert [row.line.corrected for row in desk.leaf.lines.lines.rows] == [False, False, False]
    assert len(ws.archive.documents.texts(desk.leaf.page.id)) == 3
    desk_shell.actions_.run("redo")
    settled(qtbot, desk_shell)
    assert desk.leaf.lines.lines.rows[1].line.text == "亦名呼倫池周圍四百餘里"


def test_corrections_typed_faster_than_the_disk_writes_are_all_kept(desk_shell: Shell, qtbot: QtBot) -> None:
    desk = desk_shell.documents
    assert desk.leaf.page is not None
    for row, text in enumerate(("甲", "乙", "丙")):
        desk.leaf.lines.corrected.emit(row, text)
    settled(qtbot, desk_shell)
    saved = documents.page_text(desk_shell.hub.workspace, desk.leaf.page.id)
    assert saved is not None
    assert saved.text == "甲\n乙\n丙"


def test_a_correction_of_somebody_else_in_between_is_told_and_not_overwritten(
    desk_shell: Shell, qtbot: QtBot, archive: Path
) -> None:
    desk = desk_shell.documents
    assert desk.leaf.page is not None
    with Workspace.open(archive) as other:
        documents.correct(other, desk.leaf.page.id, 1, 0, "他人所校")
    with qtbot.waitSignal(desk_shell.hub.failed):
        correct(qtbot, desk_shell, 1, "我所校")
    settled(qtbot, desk_shell)
    assert desk.leaf.lines.lines.rows[0].line.text == "他人所校"
    assert desk.leaf.lines.lines.rows[1].line.text == COLUMNS[1]


def test_f3_goes_to_the_doubtful_line(desk_shell: Shell) -> None:
    desk_shell.documents.leaf.lines.setCurrentIndex(desk_shell.documents.leaf.lines.lines.index(0))
    desk_shell.actions_.run("next")
    assert desk_shell.documents.leaf.lines.currentIndex().row() == 1
    assert desk_shell.documents.leaf.lines.editor is not None


def test_a_column_that_was_not_read_is_marked_and_can_be_typed(desk_shell: Shell, qtbot: QtBot) -> None:
    desk, ws = desk_shell.documents, desk_shell.hub.workspace
    assert desk.document is not None
    second = documents.pages(ws, desk.document.id)[1]
    text = mongolian_page("", "", "")
    ws.archive.documents.save_text(second.id, 0, text.to_json(), text.text, "machine", text.confidence)
    desk.open_page(desk.document.id, 2)
    settled(qtbot, desk_shell)
    assert [row.doubtful for row in desk.leaf.lines.lines.rows] == [True, True, True, False]
    assert "type it" in desk.leaf.lines.lines.index(1).data(Qt.ItemDataRole.ToolTipRole)
    desk.leaf.lines.grab()
    correct(qtbot, desk_shell, 1, "ᠳᠠᠯᠠᠢ ᠨᠠᠭᠤᠷ")
    assert [row.line.text for row in desk.leaf.lines.lines.rows] == ["", "ᠳᠠᠯᠠᠢ ᠨᠠᠭᠤᠷ", "", "达赉湖志稿"]
    assert [row.doubtful for row in desk.leaf.lines.lines.rows] == [True, False, True, False]


def test_after_reading_it_is_said_how_many_columns_are_left_to_type(
    shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = mongolian_page("", "")

    def read(ws: Workspace, ids: object, workers: int, lexicon: bool) -> object:
        for page in ws.archive.documents.unread():
            ws.archive.documents.save_text(page.id, 0, text.to_json(), text.text, "machine", 0.9)
            yield PageRead(page.document, page.id, page.number, 0.1, 0.9, unread_lines=text.unread_lines)

    monkeypatch.setattr(documents, "read_pulsing", read)
    said: list[str] = []
    shell.hub.said.connect(said.append)
    count = len(shell.hub.workspace.archive.documents.unread())
    shell.show_desk("documents")
    shell.actions_.run("document.read")
    settled(qtbot, shell)
    assert any(f"{2 * count} columns of traditional Mongolian" in text for text in said)


def test_the_next_page_is_a_key_away_and_says_that_it_is_not_read(desk_shell: Shell, qtbot: QtBot) -> None:
    desk_shell.actions_.run("page.next")
    settled(qtbot, desk_shell)
    desk = desk_shell.documents
    assert desk.leaf.page is not None
    assert desk.leaf.page.number == 2
    assert desk.leaf.lines.lines.rows == ()
    assert not desk.leaf.lines.isVisible()


def test_zoom_and_fit_change_the_scale(desk_shell: Shell) -> None:
    view = desk_shell.documents.leaf.pane.view
    whole = view.transform().m11()
    desk_shell.actions_.run("page.larger")
    assert view.transform().m11() > whole
    desk_shell.actions_.run("page.whole")
    assert view.transform().m11() == pytest.approx(whole)


def test_scans_come_in_as_one_document_and_are_shown(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "老照片"
    folder.mkdir()
    for number in range(3):
        Image.new("L", (300, 400), 200 + number).save(folder / f"{number}.png")
    assert suggested_title([folder]) == "老照片"
    shell.documents.work.add([folder], "老照片", "Photographs", None, read=False)
    settled(qtbot, shell)
    assert shell.desk_id == "documents"
    assert shell.documents.document is not None
    assert shell.documents.document.title == "老照片"
    assert shell.documents.document.pages == 3


def test_a_broken_image_is_named_and_the_others_come_in(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.png", tmp_path / "b.png"
    Image.new("L", (300, 400), 200).save(good)
    bad.write_bytes(good.read_bytes()[:60])
    shell.documents.work.add([good, bad], "两页", "", None, read=False)
    settled(qtbot, shell)
    assert shell.documents.document is not None
    assert shell.documents.document.pages == 1
    assert "b.png" in _open_dialog_text(shell)


def _open_dialog_text(shell: Shell) -> str:
    texts = [
        edit.toPlainText()
        for dialog in shell.documents.findChildren(QDialog)
        for edit in dialog.findChildren(QPlainTextEdit)
    ]
    for dialog in shell.documents.findChildren(QDialog):
        dialog.close()
    return "\n".join(texts)


def test_pages_are_read_in_the_background_and_shown_as_they_come(
    shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = shell.hub.workspace
    text = page_text(("新读的一行",), vertical=False, doubtful=-1)

    def read(ws: Workspace, ids: object, workers: int, lexicon: bool) -> object:
        for page in ws.archive.documents.unread():
            ws.archive.documents.save_text(page.id, 0, text.to_json(), text.text, "machine", 0.9)
            yield PageRead(page.document, page.id, page.number, 0.1, 0.9)

    monkeypatch.setattr(documents, "read_pulsing", read)
    shell.show_desk("documents")
    shell.actions_.run("document.read")
    settled(qtbot, shell)
    assert workspace.archive.documents.unread() == ()
    assert [one.read for one in shell.documents.list.model.items] == [2, 2]


def test_a_document_goes_out_as_text(desk_shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    desk, ws = desk_shell.documents, desk_shell.hub.workspace
    assert desk.document is not None
    text = page_text(("第二页",), vertical=False)
    second = documents.pages(ws, desk.document.id)[1]
    ws.archive.documents.save_text(second.id, 0, text.to_json(), text.text, "machine", 0.9)
    out = tmp_path / "out.txt"
    desk.work.export(desk.document, out, "text")
    settled(qtbot, desk_shell)
    assert COLUMNS[0] in out.read_text("utf-8")


def test_pictures_of_pages_are_offered_for_an_e_book_alone(desk_shell: Shell) -> None:
    dialog = DocumentExportDialog(desk_shell, "水位记录")
    offered = {}
    for place in range(dialog.to.count()):
        dialog.to.setCurrentIndex(place)
        offered[dialog.to.currentData()] = not dialog.scans.isHidden()
    assert [name for name, shown in offered.items() if shown] == ["epub"]
    before = dialog.choices
    dialog.scans.setChecked(True)
    assert (before.scans, dialog.choices.scans) == (False, True)
    dialog.deleteLater()


def test_a_pdf_is_offered_as_scanned_or_as_cleaned(desk_shell: Shell) -> None:
    dialog = DocumentExportDialog(desk_shell, "水位记录")
    assert not dialog.pictures.isHidden()
    before = dialog.choices
    dialog.pictures.setCurrentIndex(1)
    assert (before.cleaned, dialog.choices.cleaned) == (False, True)
    dialog.to.setCurrentIndex(dialog.to.findData("text"))
    assert dialog.pictures.isHidden()
    dialog.deleteLater()


def test_a_document_gets_another_title(desk_shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(dialog: AddDialog) -> int:
        dialog.title.setText("臚濱縣志")
        return 1

    monkeypatch.setattr(AddDialog, "exec", answer)
    desk_shell.actions_.run("document.rename")
    settled(qtbot, desk_shell)
    assert "臚濱縣志" in {one.title for one in documents.listing(desk_shell.hub.workspace)}


def test_an_archive_without_documents_says_what_to_do_first(
    empty_archive: Path, open_window: Open, qtbot: QtBot
) -> None:
    window = open_window(empty_archive)
    window.show_desk("documents")
    settled(qtbot, window)
    assert "No documents yet" in [one.text() for one in window.documents.findChildren(QLabel) if one.isVisible()]


def test_the_models_keep_the_rules_of_qt(desk_shell: Shell, qtbot: QtBot) -> None:
    desk = desk_shell.documents
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for model in (desk.list.model, desk.leaf.strip.pages, desk.leaf.lines.lines)
    ]
    desk_shell.actions_.run("page.next")
    settled(qtbot, desk_shell)
    desk.refresh()
    settled(qtbot, desk_shell)
    assert len(testers) == 3


def test_on_a_wide_screen_names_and_lines_have_more_room_too(desk_shell: Shell, qtbot: QtBot) -> None:
    split = desk_shell.documents.split
    desk_shell.resize(1366, 768)
    settled(qtbot, desk_shell)
    narrow = split.sizes()
    desk_shell.resize(1920, 1080)
    settled(qtbot, desk_shell)
    wide = split.sizes()
    assert all(after > before for before, after in zip(narrow[:3], wide[:3], strict=True))
    assert wide[1] > wide[0] + wide[2]
    assert wide[3] == narrow[3]
