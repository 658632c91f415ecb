"""The catalogue desk on a real archive: list, editor, checks, saving, conflicts, in and out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from archivist import records
from archivist.workspace import Workspace
from marc.record import DataField, Subfield
from storage.values import NewRecord
from tests.helpers.cnmarc import record, write_batch_of
from tests.ui.conftest import Open, press, settled, type_text
from ui import dialogs
from ui.conflict import ConflictDialog
from ui.desks.catalogue.fieldline import Parts
from ui.desks.catalogue.importing import ImportDialog
from ui.desks.catalogue.records_list import caption_of, state_of
from ui.shell import Shell
from ui.widgets.upright import Upright, is_mongolian


def open_titled(qtbot: QtBot, shell: Shell, title: str) -> None:
    """Opens the record of this title by a click in the list."""
    model = shell.catalogue.list.model
    row = next(n for n in range(model.rowCount()) if model.data(model.index(n)) == title)
    shell.catalogue.list.view.setCurrentIndex(model.index(row))
    settled(qtbot, shell)


def row_of(shell: Shell, tag: str) -> int:
    model = shell.catalogue.editor.model
    return next(n for n in range(1, model.rowCount()) if model.row(n).tag == tag)  # type: ignore[union-attr]


def type_into(qtbot: QtBot, shell: Shell, tag: str, old: str, new: str) -> None:
    """Opens a field, replaces a piece of its body, and leaves it with Enter."""
    view = shell.catalogue.editor.view
    view.open_row(row_of(shell, tag))
    assert view.editor is not None
    view.editor.body.setPlainText(view.editor.body.toPlainText().replace(old, new))
    press(view.editor.body, Qt.Key.Key_Return)


def test_the_list_shows_every_record_with_its_state(shell: Shell) -> None:
    model = shell.catalogue.list.model
    rows = [model.row(number) for number in range(model.rowCount())]
    assert {row.points.title for row in rows if row} == {"达赉湖水文记录", "扎赉诺尔百年矿山史", "呼伦贝尔盟年鉴"}
    assert {state_of(row) for row in rows if row} == {"clean", "error"}
    assert "区水务局" in caption_of(next(row for row in rows if row and row.points.year == "1958"))


def test_the_first_record_is_open_as_soon_as_the_window_is(shell: Shell) -> None:
    assert shell.catalogue.editor.is_open
    assert not shell.catalogue.editor.changed


def test_a_filter_shows_only_the_records_with_errors(shell: Shell, qtbot: QtBot) -> None:
    chips = shell.catalogue.list.chips
    chips.chosen.emit("errors")
    settled(qtbot, shell)
    model = shell.catalogue.list.model
    assert [model.data(model.index(n)) for n in range(model.rowCount())] == ["呼伦贝尔盟年鉴"]


def test_a_field_is_edited_in_place_and_saved_as_a_new_version(shell: Shell, qtbot: QtBot) -> None:
    open_titled(qtbot, shell, "达赉湖水文记录")
    type_into(qtbot, shell, "215", "112页", "113页")
    editor = shell.catalogue.editor
    assert editor.changed
    assert editor.record.first("215", "a") == "113页"
    shell.actions_.run("record.save")
    settled(qtbot, shell)
    assert editor.opened is not None
    assert editor.opened.version == 2
    assert editor.stack.isClean()
    assert records.load(shell.hub.workspace, editor.opened.id).record.first("215", "a") == "113页"


def test_enter_goes_on_to_the_next_field_and_escape_leaves_the_old_text(shell: Shell, qtbot: QtBot) -> None:
    open_titled(qtbot, shell, "达赉湖水文记录")
    view = shell.catalogue.editor.view
    type_into(qtbot, shell, "210", "满洲里", "海拉尔")
    assert view.delegate.editing == row_of(shell, "215")
    assert view.editor is not None
    view.editor.body.setPlainText("‡anonsense")
    press(view.editor.body, Qt.Key.Key_Escape)
    assert shell.catalogue.editor.record.first("215", "a") == "112页"
    assert shell.catalogue.editor.record.first("210", "a") == "海拉尔"


def test_a_dollar_is_typed_as_the_delimiter_and_twice_as_itself(shell: Shell, qtbot: QtBot) -> None:
    open_titled(qtbot, shell, "达赉湖水文记录")
    view = shell.catalogue.editor.view
    view.open_row(row_of(shell, "215"))
    assert view.editor is not None
    body = view.editor.body
    body.setPlainText("")
    type_text(body, "$a9$$")
    assert body.toPlainText() == "‡a9$"


def test_a_field_that_cannot_be_one_stays_open_and_says_why(shell: Shell, qtbot: QtBot) -> None:
    open_titled(qtbot, shell, "达赉湖水文记录")
    editor = shell.catalogue.editor
    editor.view.open_row(row_of(shell, "215"))
    assert editor.view.editor is not None
    editor.view.editor.body.setPlainText("‡a112页‡")
    with qtbot.waitSignal(shell.hub.said) as said:
        assert not editor.commit()
    assert "215" in said.args[0]
    assert editor.view.editor is not None
    assert editor.record.first("215", "a") == "112页"


def test_undo_and_redo_go_through_every_edit_also_past_a_save(shell: Shell, qtbot: QtBot) -> None:
    open_titled(qtbot, shell, "达赉湖水文记录")
    editor = shell.catalogue.editor
    before = editor.record
    type_into(qtbot, shell, "215", "112页", "113页")
    assert editor.commit()
    shell.catalogue.save()
    settled(qtbot, shell)
    type_into(qtbot, shell, "210", "满洲里", "海拉尔")
    assert editor.commit()
    after = editor.record
    while shell.hub.undo.canUndo():
        shell.actions_.run("undo")
    assert editor.record.fields == before.fields
    while shell.hub.undo.canRedo():
        shell.actions_.run("redo")
    assert editor.record.fields == after.fields


def test_fields_are_added_moved_and_deleted_by_key(shell: Shell, qtbot: QtBot) -> None:
    open_titled(qtbot, shell, "达赉湖水文记录")
    editor = shell.catalogue.editor
    tags = [field.tag for field in editor.record.fields]
    editor.view.setCurrentIndex(editor.model.index(row_of(shell, "215")))
    shell.actions_.run("field.add")
    assert editor.view.editor is not None
    type_text(editor.view.editor.tag, "300")
    editor.view.editor.body.setPlainText("‡a内部资料")
    assert editor.commit()
    assert editor.record.first("300", "a") == "内部资料"
    shell.actions_.run("field.up")
    assert [field.tag for field in editor.record.fields].index("300") == tags.index("215")
    shell.actions_.run("field.delete")
    assert [field.tag for field in editor.record.fields] == tags


def test_a_finding_is_marked_and_its_correction_taken(shell: Shell, qtbot: QtBot) -> None:
    open_titled(qtbot, shell, "呼伦贝尔盟年鉴")
    editor = shell.catalogue.editor
    finding = next(one for one in editor.findings if one.fix is not None and one.severity == "error")
    editor.go_to(finding)
    assert editor.view.delegate.editing == editor.model.row_of(finding)
    shell.catalogue.inspector.fix_wanted.emit(finding)
    editor.check()
    assert finding.code not in {one.code for one in editor.findings}
    shell.actions_.run("undo")
    editor.check()
    assert finding.code in {one.code for one in editor.findings}


def test_two_windows_that_save_the_same_record_are_told_and_nothing_is_lost(
    shell: Shell, qtbot: QtBot, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_titled(qtbot, shell, "达赉湖水文记录")
    opened = shell.catalogue.editor.opened
    assert opened is not None
    with Workspace.open(archive) as other:
        theirs = records.load(other, opened.id)
        records.save(other, theirs, record("达赉湖水文记录", "1959"))
    seen: list[list[str]] = []

    def keep_mine(dialog: ConflictDialog) -> int:
        seen.append([dialog.windowTitle()])
        dialog.answer = "yes"
        return 1

    monkeypatch.setattr(ConflictDialog, "exec", keep_mine)
    type_into(qtbot, shell, "215", "112页", "113页")
    shell.catalogue.save()
    settled(qtbot, shell)
    assert len(seen) == 1
    now = records.load(shell.hub.workspace, opened.id)
    assert now.record.first("215", "a") == "113页"
    assert len(records.history(shell.hub.workspace, opened.id)) == 3


def test_leaving_a_changed_record_asks_first(shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    open_titled(qtbot, shell, "达赉湖水文记录")
    type_into(qtbot, shell, "215", "112页", "113页")
    assert shell.catalogue.editor.commit()
    asked: list[str] = []

    def cancel(_parent: object, title: str, *_texts: str) -> dialogs.Answer:
        asked.append(title)
        return "no"

    monkeypatch.setattr(dialogs, "ask", cancel)
    open_titled(qtbot, shell, "扎赉诺尔百年矿山史")
    assert asked
    assert shell.catalogue.editor.record.first("215", "a") == "113页"
    shell.close()
    assert shell.isVisible()


def test_a_new_record_begins_with_the_cursor_in_the_title_and_is_saved(shell: Shell, qtbot: QtBot) -> None:
    shell.actions_.run("record.new")
    settled(qtbot, shell)
    view = shell.catalogue.editor.view
    assert view.editor is not None
    assert view.delegate.editing == row_of(shell, "200")
    view.editor.body.insertPlainText("老矿工回忆录")
    shell.actions_.run("record.save")
    settled(qtbot, shell)
    opened = shell.catalogue.editor.opened
    assert opened is not None
    assert opened.points.title == "老矿工回忆录"


def test_duplicates_are_found(shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    twin = records.create(shell.hub.workspace, record())
    asked: list[str] = []

    def note(_parent: object, _title: str, text: str, *_more: str) -> dialogs.Answer:
        asked.append(text)
        return "no"

    monkeypatch.setattr(dialogs, "ask", note)
    open_titled(qtbot, shell, "达赉湖水文记录")
    shell.actions_.run("record.duplicates")
    settled(qtbot, shell)
    assert len(asked) == 1
    opened = shell.catalogue.editor.opened
    assert opened is not None
    other = ({twin.id, 1} - {opened.id}).pop()
    assert asked[0].endswith(f": {other}.")


def test_a_record_goes_out_of_the_list_when_it_is_deleted(
    shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_titled(qtbot, shell, "达赉湖水文记录")
    monkeypatch.setattr(dialogs, "ask", lambda *_texts: "yes")
    shell.actions_.run("record.delete")
    settled(qtbot, shell)
    assert records.counts(shell.hub.workspace)["all"] == 2
    assert shell.catalogue.list.model.rowCount() == 2


def test_an_import_names_damaged_records_by_number_and_offset(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    batch = write_batch_of(tmp_path / "batch.iso", [record("甲书", "1990", "11"), record("乙书", "1991", "12")])
    good = batch.read_bytes()
    batch.write_bytes(good + b"rubbish rubbish rubbish \x1d" + good[:0])
    shell.catalogue.import_now(batch, "auto", "skip")
    settled(qtbot, shell)
    result = shell.catalogue.transfer.result
    assert result is not None
    assert result.isVisible()
    assert records.counts(shell.hub.workspace)["all"] == 5
    (damaged,) = shell.hub.workspace.archive.records.damaged()
    shown = result.findChildren(QPlainTextEdit)[0].toPlainText()
    assert f"{damaged.number}" in shown
    assert f"{damaged.offset:,}" in shown
    result.close()


def test_the_preview_shows_the_first_record_and_another_encoding_shows_it_again(
    shell: Shell, qtbot: QtBot, tmp_path: Path
) -> None:
    batch = write_batch_of(tmp_path / "batch.iso", [record("甲书", "1990", "11")])
    dialog = ImportDialog(shell, shell.hub, batch)
    settled(qtbot, shell)
    assert "甲书" in dialog.preview.toPlainText()
    assert dialog.main.isEnabled()
    assert dialog.chosen == ("auto", "skip")
    dialog.encoding.setCurrentIndex(dialog.encoding.findData("big5"))
    dialog.look()
    settled(qtbot, shell)
    assert "甲书" not in dialog.preview.toPlainText()


def test_a_file_that_is_no_marc_is_refused_with_a_sentence(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(b"")
    dialog = ImportDialog(shell, shell.hub, path)
    settled(qtbot, shell)
    assert not dialog.main.isEnabled()
    assert "note.txt" in dialog.preview.toPlainText()


def test_records_go_out_to_a_file(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "out.iso"
    shell.catalogue.transfer.send_out(out, "all", "iso2709", "gbk")
    settled(qtbot, shell)
    assert out.read_bytes().count(b"\x1d") == 3


def test_an_empty_archive_says_what_to_do_first(empty_archive: Path, open_window: Open, qtbot: QtBot) -> None:
    window = open_window(empty_archive)
    texts = [one.text() for one in window.catalogue.findChildren(QLabel) if one.isVisible()]
    assert "No records yet" in texts


def test_the_models_keep_the_rules_of_qt(shell: Shell, qtbot: QtBot) -> None:
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for model in (shell.catalogue.list.model, shell.catalogue.editor.model)
    ]
    open_titled(qtbot, shell, "扎赉诺尔百年矿山史")
    editor = shell.catalogue.editor
    editor.add_field()
    assert editor.commit()
    editor.move_field(-1)
    editor.delete_field()
    shell.catalogue.revert()
    shell.catalogue.refresh()
    settled(qtbot, shell)
    assert len(testers) == 2


def test_long_lists_are_read_in_blocks(empty_archive: Path, open_window: Open, qtbot: QtBot) -> None:
    with Workspace.open(empty_archive) as ws:
        opened = records.create(ws, record())
        stored = ws.archive.records.get(opened.id)
        ws.archive.records.add_many(
            NewRecord(stored.raw, stored.encoding, stored.format, stored.points) for _n in range(1200)
        )
    window = open_window(empty_archive)
    model = window.catalogue.list.model
    assert model.rowCount() == 1201
    assert model.row(1000) is None
    settled(qtbot, window)
    row = model.row(1000)
    assert row is not None
    assert row.points.title == "达赉湖水文记录"


def test_a_mongolian_title_is_drawn_with_glyphs(qapp: object) -> None:
    from PySide6.QtGui import QFontDatabase, QTextLayout

    from ui import fonts

    if not set(fonts.MONGOLIAN) & set(QFontDatabase.families()):
        pytest.skip("no Mongolian font is installed here; install fonts-noto-core")
    for font in (fonts.sans(), fonts.even()):
        layout = QTextLayout("ᠳᠠᠯᠠᠢ ᠨᠠᠭᠤᠷ", font)
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        glyphs = [number for run in layout.glyphRuns() for number in run.glyphIndexes()]
        assert glyphs
        assert 0 not in glyphs


def test_typed_columns_become_a_field() -> None:
    from ui.desks.catalogue.fieldline import parts_of, row_from

    field = DataField("200", "1 ", ())
    assert row_from(Parts("200", "1#", "")) == field
    assert parts_of(field) == Parts("200", "1#", "")
    assert row_from(Parts("300", "", "‡a注")) == DataField("300", "  ", (Subfield("a", "注"),))


def test_a_long_mongolian_title_stands_in_columns_from_left_to_right(shell: Shell) -> None:
    one = Upright(shell.hub, "ᠳᠠᠯᠠᠢ")
    many = Upright(shell.hub, "ᠳᠠᠯᠠᠢ ᠨᠠᠭᠤᠷ ᠤᠨ ᠳᠣᠮᠣᠭ ᠳᠠᠯᠠᠢ ᠨᠠᠭᠤᠷ ᠤᠨ ᠳᠣᠮᠣᠭ")
    assert is_mongolian("ᠳᠠᠯᠠᠢ")
    assert not is_mongolian("达赉湖")
    assert one.columns == 1
    assert many.columns > 1
    assert one.sizeHint().height() > one.sizeHint().width()
    many.resize(many.sizeHint())
    image = many.grab().toImage()
    ground = image.pixel(image.width() - 1, image.height() - 1)
    first = [image.pixel(x, 3) for x in range(image.width() // many.columns)]
    assert any(pixel != ground for pixel in first)
