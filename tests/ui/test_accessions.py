"""The accessions desk: what came in is noted, followed, thanked for; papers are written; documents are joined."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from archivist import access, documents
from archivist.accessions import Accession, Agreement, Donor, Item
from archivist.accessions import work as accessions
from archivist.i18n import _
from archivist.settings import Settings
from archivist.workspace import Workspace
from tests.ui.conftest import Open, press, settled
from ui import dialogs
from ui.conflict import ConflictDialog
from ui.desks.accessions.desk import AccessionsDesk
from ui.desks.documents.adding import AddDialog
from ui.desks.documents.describing_dialogs import RelationDialog
from ui.shell import Shell

AGREED = Agreement("gift", "版权归捐赠人", "reading-room", "2999-01-01")


@pytest.fixture
def opened(archive: Path, open_window: Open, qtbot: QtBot) -> Shell:
    """The window with one accession of two things, by 乌兰, up."""
    with Workspace.open(archive) as ws:
        accessions.add(ws, Accession("2025-03-01", Donor("区水务局")))
        things = (Item("老照片", 12, "张", "褪色"), Item("账簿", 3, "册"))
        accessions.add(ws, Accession("2026-03-01", Donor("乌兰"), things, AGREED))
    window = open_window(archive)
    window.show_desk("accessions")
    settled(qtbot, window)
    return window


def desk(shell: Shell) -> AccessionsDesk:
    return shell.accessions


def now(shell: Shell) -> Accession:
    """The accession on the sheet, as the archive has it."""
    head = desk(shell).draft.head
    assert head is not None
    return accessions.get(shell.hub.workspace, head.number)


def save(shell: Shell, qtbot: QtBot) -> Accession:
    shell.actions_.run("record.save")
    settled(qtbot, shell)
    return now(shell)


def test_the_list_says_number_donor_and_what_remains(opened: Shell) -> None:
    model = desk(opened).list.model
    assert [one.accession.donor.name for one in model.items] == ["乌兰", "区水务局"]
    tip = model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)
    assert "agreement" in tip
    assert "receipt" not in tip
    assert "2026-0001" in model.data(model.index(0))


def test_only_what_is_not_finished_is_listed_on_demand(opened: Shell, qtbot: QtBot) -> None:
    chips = desk(opened).list.chips
    chips.choose("open")
    chips.chosen.emit("open")
    assert len(desk(opened).list.model.items) == 2
    opened.actions_.run("accession.new")
    settled(qtbot, opened)
    assert chips.current == "all"
    assert len(desk(opened).list.model.items) == 3


def test_a_new_accession_has_a_number_at_once_and_the_cursor_on_the_donor(opened: Shell, qtbot: QtBot) -> None:
    opened.actions_.run("accession.new")
    settled(qtbot, opened)
    donor = desk(opened).form.donor
    assert opened.focusWidget() is donor
    donor.insert("张明远")
    press(donor, Qt.Key.Key_Return)
    made = save(opened, qtbot)
    assert made.number in desk(opened).form.heading.text()
    assert made.donor.name == "张明远"


def test_things_are_typed_into_the_table_and_undone(opened: Shell, qtbot: QtBot) -> None:
    table = desk(opened).form.items
    model = table.things
    assert model.rowCount() == 3
    assert model.setData(model.index(2, 0), "手写日记")
    assert model.setData(model.index(2, 3), "完好")
    assert not model.setData(model.index(2, 1), "many")
    assert model.rowCount() == 4
    assert save(opened, qtbot).items[2] == Item("手写日记", 1, "", "完好")
    opened.actions_.run("undo")
    opened.actions_.run("undo")
    assert [one.what for one in model.items] == ["老照片", "账簿"]
    assert len(save(opened, qtbot).items) == 2


def test_a_cell_is_typed_in_by_keyboard_and_a_row_taken_out(opened: Shell, qtbot: QtBot) -> None:
    table = desk(opened).form.items
    table.setFocus()
    table.setCurrentIndex(table.things.index(0, 3))
    press(table, Qt.Key.Key_Return)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    editor.setText("有霉斑")
    press(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.things.items[0].condition == "有霉斑")
    table.setCurrentIndex(table.things.index(1, 0))
    QTest.keyClick(table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert [one.what for one in table.things.items] == ["老照片"]


def test_a_wrong_day_is_told_and_nothing_is_lost(opened: Shell, qtbot: QtBot) -> None:
    entry = desk(opened).form.received
    entry.setFocus()
    entry.setText("三月")
    with qtbot.waitSignal(opened.hub.failed):
        press(entry, Qt.Key.Key_Return)
        desk(opened).draft.save()
    settled(qtbot, opened)
    assert entry.text() == "三月"
    assert desk(opened).draft.dirty
    opened.actions_.run("undo")
    assert not desk(opened).draft.dirty


def test_two_people_at_one_accession_see_both_states(
    opened: Shell, qtbot: QtBot, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workspace.open(archive) as other:
        accessions.save(other, replace(now(opened), note="他人所记"))
    seen: list[str] = []

    def take_theirs(dialog: ConflictDialog) -> int:
        seen.extend(edit.toPlainText() for edit in dialog.findChildren(QPlainTextEdit))
        dialog.answer = "other"
        return 1

    monkeypatch.setattr(ConflictDialog, "exec", take_theirs)
    donor = desk(opened).form.donor
    donor.setText("乌兰其其格")
    donor.commit()
    assert save(opened, qtbot).donor.name == "乌兰"
    assert "乌兰其其格" in seen[0]
    assert "他人所记" in seen[1]
    assert donor.text() == "乌兰"


def test_the_thanks_are_noted_with_one_button(opened: Shell, qtbot: QtBot) -> None:
    facts = desk(opened).facts
    assert facts.thank.isVisible()
    facts.thank.click()
    settled(qtbot, opened)
    assert now(opened).thanked
    assert not facts.thank.isVisible()
    assert next(step for step in facts.steps.steps if step.name == "thanked").complete


@pytest.mark.parametrize("paper", ["receipt", "certificate", "thanks"])
def test_a_paper_is_written_and_its_folder_opened(
    opened: Shell, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paper: str
) -> None:
    out, shown = tmp_path / "papers" / f"{paper}.pdf", list[Path]()
    out.parent.mkdir()
    monkeypatch.setattr(dialogs, "save_file", lambda *_args: out)
    monkeypatch.setattr(AccessionsDesk, "show_outside", lambda _desk, path: shown.append(path))
    desk(opened).facts.papers[paper].click()
    settled(qtbot, opened)
    assert out.read_bytes().startswith(b"%PDF")
    assert shown == [out.parent]


def test_a_document_is_chosen_and_gets_the_access_that_was_agreed(
    opened: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pick(dialog: RelationDialog) -> int:
        dialog.search.setText("水位")
        return 1

    monkeypatch.setattr(RelationDialog, "exec", pick)
    opened.actions_.run("accession.link")
    settled(qtbot, opened)
    came = accessions.documents_of(opened.hub.workspace, now(opened))
    assert [(one.title, one.access) for one in came] == [("水位记录", access.access_of("reading-room", "2999-01-01"))]
    assert any("Reading room only" in one.text() for one in desk(opened).form.findChildren(QLabel))
    desk(opened).form.parted.emit(came[0].id)
    settled(qtbot, opened)
    assert accessions.documents_of(opened.hub.workspace, now(opened)) == ()


def test_scans_dropped_on_an_accession_become_a_document_of_it(
    opened: Shell, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = tmp_path / "照片.png"
    Image.new("L", (300, 400), 200).save(scan)

    def answer(dialog: AddDialog) -> int:
        dialog.read.setChecked(False)
        return 1

    monkeypatch.setattr(AddDialog, "exec", answer)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(scan))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    desk(opened).dropEvent(QDropEvent(QPointF(10, 10), copy, data, left, none))
    settled(qtbot, opened)
    assert opened.desk_id == "accessions"
    came = accessions.documents_of(opened.hub.workspace, now(opened))
    assert [(one.title, one.pages, one.access.level) for one in came] == [("照片", 1, "reading-room")]


def test_the_signed_paper_is_kept_byte_for_byte(opened: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    paper = tmp_path / "agreement.pdf"
    paper.write_bytes(b"%PDF signed")
    desk(opened).keep_scan(paper)
    settled(qtbot, opened)
    kept = now(opened).agreement.scan
    assert opened.hub.workspace.archive.files.path(kept).read_bytes() == b"%PDF signed"
    assert desk(opened).form.open_scan.isVisible()


def test_the_accession_of_a_document_is_a_click_away(opened: Shell, qtbot: QtBot) -> None:
    ws = opened.hub.workspace
    first = documents.listing(ws)[0]
    other = next(one for one in accessions.listing(ws) if one.donor.name == "区水务局")
    accessions.assign(ws, other, first.id)
    opened.hub.page_wanted.emit(first.id, 1)
    settled(qtbot, opened)
    opened.documents.inspector.beside.to_accession.click()
    settled(qtbot, opened)
    assert opened.desk_id == "accessions"
    assert now(opened).donor.name == "区水务局"


def test_an_accession_is_deleted_after_asking(opened: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs, "ask", lambda *_texts: "yes")
    opened.actions_.run("accession.delete")
    settled(qtbot, opened)
    assert [one.accession.donor.name for one in desk(opened).list.model.items] == ["区水务局"]
    assert now(opened).donor.name == "区水务局"


def test_an_archive_without_accessions_says_what_to_do_first(
    empty_archive: Path, open_window: Open, qtbot: QtBot
) -> None:
    window = open_window(empty_archive)
    window.show_desk("accessions")
    settled(qtbot, window)
    shown = [one.text() for one in desk(window).findChildren(QLabel) if one.isVisible()]
    assert _("Nothing was accessioned yet") in shown


def test_readers_have_no_accessions_desk(archive: Path, open_window: Open) -> None:
    Settings().set("access.level", "reading-room")
    window = open_window(archive)
    assert not window.actions_.enabled("desk.accessions")
    assert not window.actions_.enabled("accession.new")
    window.actions_.run("desk.accessions")
    assert window.desk_id == "catalogue"


def test_the_models_keep_the_rules_of_qt(opened: Shell, qtbot: QtBot) -> None:
    models = (desk(opened).list.model, desk(opened).form.items.things)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(model, mode) for model in models]
    things = desk(opened).form.items.things
    things.setData(things.index(2, 0), "日记")
    things.take_out(0)
    opened.actions_.run("accession.new")
    settled(qtbot, opened)
    assert len(testers) == 2
