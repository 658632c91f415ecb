"""The inspector of a document: what is typed is understood at once, kept, undone; conflicts are shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from archivist import access, documents
from archivist.accessions import Accession, Donor
from archivist.accessions import work as accessions
from archivist.describing import Description, Repair
from archivist.describing import work as describing
from archivist.describing.known import described
from archivist.settings import Settings
from archivist.workspace import Workspace
from tests.ui.conftest import Open, press, settled
from ui import dialogs
from ui.conflict import ConflictDialog
from ui.desks.documents.describing_dialogs import RelationDialog, RepairDialog
from ui.desks.documents.inspector import Inspector
from ui.desks.documents.versions import VersionsDialog
from ui.shell import Shell
from ui.widgets.entry import Entry
from ui.widgets.upright import Upright


@pytest.fixture
def opened(shell: Shell, qtbot: QtBot) -> Shell:
    """The window with a gazetteer up."""
    show(qtbot, shell, "臚濱縣志略")
    return shell


def show(qtbot: QtBot, shell: Shell, title: str) -> int:
    number = next(one.id for one in documents.listing(shell.hub.workspace) if one.title == title)
    shell.show_desk("documents")
    shell.documents.open_page(number, 1)
    settled(qtbot, shell)
    return number


def inspector(shell: Shell) -> Inspector:
    return shell.documents.inspector


def type_row(shell: Shell, rows: str, text: str) -> Entry:
    """Types a new entry at the end of a list, and Enter."""
    entry = inspector(shell).rows[rows].rows[-1].entry
    entry.setFocus()
    entry.insert(text)
    press(entry, Qt.Key.Key_Return)
    return entry


def kept(shell: Shell, qtbot: QtBot) -> Description:
    """What the archive has after Ctrl+S."""
    shell.actions_.run("record.save")
    settled(qtbot, shell)
    assert shell.documents.document is not None
    return describing.description_of(shell.hub.workspace, shell.documents.document.id)


def test_what_a_date_means_stands_below_it_while_it_is_typed(opened: Shell) -> None:
    row = inspector(opened).rows["dates"].rows[-1]
    row.entry.insert("民国29年5月")
    assert row.hint.text() == "= 1940-05"
    assert row.hint.property("role") == "good"
    row.entry.setText("某年春")
    assert "not understood" in row.hint.text()
    assert row.hint.property("role") == "doubt"


def test_of_a_year_that_comes_back_the_right_one_is_chosen(opened: Shell, qtbot: QtBot) -> None:
    type_row(opened, "dates", "壬申")
    row = inspector(opened).rows["dates"].rows[0]
    assert row.hint.text().startswith("one of")
    row.menu.aboutToShow.emit()
    next(action for action in row.menu.actions() if action.text() == "1932").trigger()
    assert row.hint.text().startswith("= 1932")
    assert [date.years for date in kept(opened, qtbot).dates] == ["1932"]
    row.menu.aboutToShow.emit()
    next(action for action in row.menu.actions() if "not known" in action.text()).trigger()
    assert row.hint.text().startswith("one of")


def test_what_is_typed_is_kept_with_the_document(opened: Shell, qtbot: QtBot) -> None:
    type_row(opened, "dates", "民国29年")
    type_row(opened, "people", "赵春芳")
    type_row(opened, "subjects", "湖泊")
    entry = inspector(opened).entries["extent"]
    entry.insert("112页")
    press(entry, Qt.Key.Key_Return)
    known = kept(opened, qtbot)
    assert [date.years for date in known.dates] == ["1940"]
    assert [person.name for person in known.people] == ["赵春芳"]
    assert [subject.term for subject in known.subjects] == ["湖泊"]
    assert known.extent == "112页"
    assert not inspector(opened).draft.dirty


def test_enter_goes_on_to_a_line_for_the_next_entry(opened: Shell, qtbot: QtBot) -> None:
    type_row(opened, "people", "赵春芳")
    rows = inspector(opened).rows["people"]
    assert len(rows.rows) == 2
    focus = opened.focusWidget()
    assert focus is rows.rows[1].entry


def test_an_emptied_line_is_taken_out(opened: Shell, qtbot: QtBot) -> None:
    type_row(opened, "subjects", "湖泊")
    first = inspector(opened).rows["subjects"].rows[0].entry
    first.setFocus()
    first.clear()
    press(first, Qt.Key.Key_Return)
    state = inspector(opened).draft.state
    assert state is not None
    assert state.subjects == ()
    assert len(inspector(opened).rows["subjects"].rows) == 1


def test_undo_takes_back_the_letters_first_and_then_the_entries(opened: Shell, qtbot: QtBot) -> None:
    form = inspector(opened)
    type_row(opened, "people", "赵春芳")
    type_row(opened, "people", "王守仁")
    assert opened.hub.undo.activeStack() is form.stack
    opened.actions_.run("undo")
    assert [row.entry.text() for row in form.rows["people"].rows] == ["赵春芳", ""]
    opened.actions_.run("undo")
    assert not form.draft.dirty
    opened.actions_.run("redo")
    assert [row.entry.text() for row in form.rows["people"].rows] == ["赵春芳", ""]


def test_undo_of_the_page_text_is_not_touched_by_the_form(opened: Shell, qtbot: QtBot) -> None:
    desk = opened.documents
    type_row(opened, "people", "赵春芳")
    desk.leaf.lines.setFocus()
    settled(qtbot, opened)
    assert opened.hub.undo.activeStack() is desk.leaf.stack
    assert not desk.leaf.stack.canUndo()


def test_undo_on_another_desk_is_that_desks_own(opened: Shell, qtbot: QtBot) -> None:
    type_row(opened, "people", "赵春芳")
    opened.show_desk("catalogue")
    settled(qtbot, opened)
    assert opened.hub.undo.activeStack() is opened.catalogue.editor.stack
    opened.show_desk("documents")
    settled(qtbot, opened)
    assert opened.hub.undo.activeStack() is opened.documents.leaf.stack


def test_what_was_typed_is_kept_when_the_form_is_left(opened: Shell, qtbot: QtBot) -> None:
    type_row(opened, "people", "赵春芳")
    opened.documents.leaf.lines.setFocus()
    settled(qtbot, opened)
    assert opened.documents.document is not None
    known = describing.description_of(opened.hub.workspace, opened.documents.document.id)
    assert [person.name for person in known.people] == ["赵春芳"]


def test_what_was_typed_is_kept_when_another_document_is_opened(opened: Shell, qtbot: QtBot) -> None:
    first = opened.documents.document
    assert first is not None
    type_row(opened, "people", "赵春芳")
    show(qtbot, opened, "水位记录")
    assert inspector(opened).rows["people"].items == ()
    known = describing.description_of(opened.hub.workspace, first.id)
    assert [person.name for person in known.people] == ["赵春芳"]


def test_a_document_without_title_cannot_be_kept_and_the_person_decides(
    opened: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def discard(_parent: object, title: str, text: str, *_more: str) -> dialogs.Answer:
        asked.append(text)
        return "yes"

    monkeypatch.setattr(dialogs, "ask", discard)
    title = inspector(opened).rows["titles"].rows[0].entry
    title.clear()
    title.commit()
    show(qtbot, opened, "水位记录")
    assert asked
    assert "title" in asked[0]
    assert {one.title for one in documents.listing(opened.hub.workspace)} == {"臚濱縣志略", "水位记录"}


def test_a_description_of_somebody_else_in_between_is_shown_beside_mine(
    opened: Shell, qtbot: QtBot, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = opened.documents.document
    assert number is not None
    with Workspace.open(archive) as other:
        head = documents.get(other, number.id)
        describing.describe(other, head, described(head).with_title("他人所题"))
    seen: list[str] = []

    def keep_mine(dialog: ConflictDialog) -> int:
        seen.extend(edit.toPlainText() for edit in dialog.findChildren(QPlainTextEdit))
        dialog.answer = "yes"
        return 1

    monkeypatch.setattr(ConflictDialog, "exec", keep_mine)
    type_row(opened, "people", "赵春芳")
    known = kept(opened, qtbot)
    assert "赵春芳" in seen[0]
    assert "他人所题" in seen[1]
    assert known.title == "臚濱縣志略"
    assert [person.name for person in known.people] == ["赵春芳"]


def test_a_change_of_access_in_between_is_no_conflict(opened: Shell, qtbot: QtBot, archive: Path) -> None:
    number = opened.documents.document
    assert number is not None
    with Workspace.open(archive) as other:
        documents.restrict(other, documents.get(other, number.id), access.access_of("staff"))
    type_row(opened, "people", "赵春芳")
    assert [person.name for person in kept(opened, qtbot).people] == ["赵春芳"]


def test_a_place_is_found_by_its_old_name_and_todays_stands_below(opened: Shell, qtbot: QtBot) -> None:
    rows = inspector(opened).rows["places"]
    old = next(
        (name.text, place.name)
        for place in inspector(opened).lists.places
        for name in place.names[1:]
        if len(inspector(opened).lists.places.find(name.text)) == 1
    )
    type_row(opened, "places", old[0])
    assert old[1] in rows.rows[0].hint.text()
    assert rows.items[0].place
    completer = rows.complete()
    assert completer is not None
    completer.setCompletionPrefix(old[0])
    assert completer.completionCount() >= 1


def test_subjects_of_the_librarys_list_are_offered_and_marked(archive: Path, open_window: Open, qtbot: QtBot) -> None:
    (archive / "subjects.txt").write_text("湖泊\n", "utf-8")
    window = open_window(archive)
    show(qtbot, window, "水位记录")
    type_row(window, "subjects", "湖泊")
    assert inspector(window).rows["subjects"].items[0].controlled
    completer = inspector(window).rows["subjects"].complete()
    assert completer is not None
    assert completer.completionCount() == 1


def test_a_fault_in_the_librarys_places_is_told_and_ours_are_offered(
    archive: Path, open_window: Open, qtbot: QtBot
) -> None:
    (archive / "places.toml").write_text("[[place]\n", "utf-8")
    window = open_window(archive)
    with qtbot.waitSignal(window.hub.failed):
        show(qtbot, window, "水位记录")
    settled(qtbot, window)
    assert inspector(window).lists.places.find("满洲里")


def test_the_role_of_a_person_is_chosen_from_its_tag(opened: Shell, qtbot: QtBot) -> None:
    type_row(opened, "people", "赵春芳")
    row = inspector(opened).rows["people"].rows[0]
    row.menu.aboutToShow.emit()
    next(action for action in row.menu.actions() if action.text() == "Photographer").trigger()
    assert "Photographer" in row.tag.text()
    assert kept(opened, qtbot).people[0].role == "photographer"


def test_a_mongolian_title_stands_upright(opened: Shell, qtbot: QtBot) -> None:
    type_row(opened, "titles", "ᠳᠠᠯᠠᠢ ᠨᠠᠭᠤᠷ")
    standing = inspector(opened).findChildren(Upright)
    assert [one.accessibleName() for one in standing] == ["ᠳᠠᠯᠠᠢ ᠨᠠᠭᠤᠷ"]
    known = kept(opened, qtbot)
    assert [(title.role, title.language) for title in known.titles] == [("proper", ""), ("parallel", "mon")]


def test_a_repair_is_noted_with_its_pictures(
    opened: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    picture = tmp_path / "before.png"
    picture.write_bytes(b"a picture")

    def fill(dialog: RepairDialog) -> int:
        dialog.what.setPlainText("补书脊")
        dialog.before.append(str(picture))
        assert dialog.main.isEnabled()
        return 1

    monkeypatch.setattr(RepairDialog, "exec", fill)
    inspector(opened).beside.add_repair.click()
    settled(qtbot, opened)
    repairs = kept(opened, qtbot).repairs
    assert [(one.what, len(one.before)) for one in repairs] == [("补书脊", 1)]
    assert isinstance(repairs[0], Repair)
    assert "补书脊" in [one.text() for one in inspector(opened).beside.repairs.findChildren(QLabel)]


def test_a_relation_is_picked_and_known_on_both_sides(
    opened: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pick(dialog: RelationDialog) -> int:
        dialog.search.setText("水位")
        dialog.kind.setCurrentIndex(dialog.kind.findData("part-of"))
        return 1

    monkeypatch.setattr(RelationDialog, "exec", pick)
    inspector(opened).beside.add_relation.click()
    settled(qtbot, opened)
    there = next(one.id for one in documents.listing(opened.hub.workspace) if one.title == "水位记录")
    assert [(r.kind, r.document) for r in kept(opened, qtbot).relations] == [("part-of", there)]
    assert [r.kind for r in describing.description_of(opened.hub.workspace, there).relations] == ["has-part"]


def test_a_record_is_made_opened_and_parted_with(opened: Shell, qtbot: QtBot) -> None:
    beside = inspector(opened).beside

    def click(text: str) -> None:
        next(one for one in beside.record.findChildren(QPushButton) if one.accessibleName() == text).click()
        settled(qtbot, opened)

    click("Make the record")
    assert opened.documents.document is not None
    record = opened.documents.document.record
    assert record is not None
    click("臚濱縣志略")
    assert opened.desk_id == "catalogue"
    assert opened.catalogue.editor.opened is not None
    assert opened.catalogue.editor.opened.id == record
    opened.show_desk("documents")
    click("Part from the record")
    assert opened.documents.document.record is None


def test_who_may_see_it_is_said_with_a_reason_and_shown_on_the_page(opened: Shell, qtbot: QtBot) -> None:
    part = inspector(opened).beside.access
    assert not part.apply.isVisible()
    part.level.setCurrentIndex(part.level.findData("reading-room"))
    part.until.setText("2999-01-01")
    part.reason.setText("按约定")
    part.apply.click()
    settled(qtbot, opened)
    assert opened.documents.document is not None
    assert opened.documents.document.access == access.access_of("reading-room", "2999-01-01")
    assert opened.documents.leaf.pane.badge.text() == "Reading room only"
    assert opened.documents.leaf.pane.badge.toolTip() == "Reading room only until 2999-01-01"
    assert not part.apply.isVisible()


def test_a_sealed_document_says_until_when_and_shows_no_page(opened: Shell, qtbot: QtBot) -> None:
    ws = opened.hub.workspace
    assert opened.documents.document is not None
    documents.restrict(ws, opened.documents.document, access.access_of("sealed", "2999-01-01"))
    opened.documents.refresh()
    settled(qtbot, opened)
    assert opened.documents.leaf.pane.view.picture is None
    assert not opened.documents.leaf.pane.isVisible()
    assert "2999-01-01" in opened.documents.veil.text()
    assert not inspector(opened).fields.isVisible()
    assert inspector(opened).beside.access.isVisible()
    assert not inspector(opened).beside.repairs.isVisible()
    assert not inspector(opened).beside.record.isVisible()


def test_readers_see_only_what_they_may_and_change_nothing(archive: Path, open_window: Open, qtbot: QtBot) -> None:
    with Workspace.open(archive) as ws:
        head = next(one for one in documents.listing(ws) if one.title == "水位记录")
        documents.restrict(ws, head, access.access_of("staff"))
    Settings().set("access.level", "public")
    window = open_window(archive)
    show(qtbot, window, "臚濱縣志略")
    assert [one.title for one in window.documents.list.model.items] == ["臚濱縣志略"]
    assert inspector(window).rows["titles"].rows[0].entry.isReadOnly()
    assert not inspector(window).beside.access.level.isEnabled()


def test_the_accession_of_a_document_is_chosen_and_brings_its_access(opened: Shell, qtbot: QtBot) -> None:
    ws = opened.hub.workspace
    came = accessions.add(ws, Accession("2026-03-01", Donor("乌兰")))
    opened.documents.refresh()
    settled(qtbot, opened)
    box = inspector(opened).beside.came
    box.setCurrentIndex(box.findData(came.id))
    box.activated.emit(box.currentIndex())
    settled(qtbot, opened)
    assert [one.title for one in accessions.documents_of(ws, came)] == ["臚濱縣志略"]


def test_f9_hides_the_inspector_and_brings_it_back(opened: Shell) -> None:
    assert inspector(opened).isVisible()
    opened.actions_.run("inspector")
    assert not inspector(opened).isVisible()
    opened.actions_.run("inspector")
    assert inspector(opened).isVisible()


def test_tab_goes_through_the_entries_of_a_list_and_on_to_the_next_one(opened: Shell, qtbot: QtBot) -> None:
    form = inspector(opened)
    type_row(opened, "people", "赵春芳")
    type_row(opened, "people", "王守仁")
    people, subjects = form.rows["people"].rows, form.rows["subjects"].rows
    people[0].entry.setFocus()
    visited = [opened.focusWidget()]
    for _step in range(5):
        form.focusNextPrevChild(True)
        visited.append(opened.focusWidget())
    assert visited == [
        people[0].entry, people[0].tag, people[1].entry, people[1].tag, people[2].entry, subjects[0].entry,
    ]  # fmt: skip


def test_an_earlier_description_is_looked_at_and_taken_back(
    opened: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_row(opened, "subjects", "湖泊")
    kept(opened, qtbot)
    seen: list[tuple[str, str]] = []

    def choose(dialog: VersionsDialog) -> int:
        seen.extend(dialog.changes())
        assert not dialog.take_back.isEnabled()
        dialog.list.setCurrentRow(1)
        dialog.take_back.click()
        return 1

    monkeypatch.setattr(VersionsDialog, "exec", choose)
    opened.actions_.run("document.versions")
    settled(qtbot, opened)
    assert seen == [("+", "Subject  湖泊")]
    assert kept(opened, qtbot).subjects == ()
    assert inspector(opened).rows["subjects"].items == ()


def test_describing_begins_with_the_title_at_a_key(opened: Shell, qtbot: QtBot) -> None:
    opened.actions_.run("inspector")
    opened.actions_.run("document.describe")
    assert opened.focusWidget() is inspector(opened).rows["titles"].rows[0].entry


def test_the_kind_is_chosen_or_typed_and_kept_by_its_code(opened: Shell, qtbot: QtBot) -> None:
    box = inspector(opened).kind
    box.setEditText("Photograph")
    line = box.lineEdit()
    assert line is not None
    line.editingFinished.emit()
    assert kept(opened, qtbot).kind == "photograph"
    assert opened.documents.document is not None
    assert opened.documents.document.kind == "照片"
    box.setEditText("布告")
    line.editingFinished.emit()
    assert kept(opened, qtbot).kind == "布告"
