"""A backup is chosen by what it would change, today's state is secured, and the window comes back on what it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from archivist import documents, restoration, safety
from archivist.i18n import set_language
from archivist.workspace import Workspace
from storage.backup import copies
from storage.backup.values import LocalCopy
from tests.ui.conftest import Open, press
from ui import dialogs
from ui.app import Program, opened
from ui.restoring import STATE, RestoreDialog
from ui.restoring_work import RestoreProgress, RestoreResult
from ui.shell import Shell


@pytest.fixture
def backed_up(archive: Path, tmp_path: Path) -> Path:
    """The archive, backed up; since then one document was renamed, one deleted, one added."""
    with Workspace.open(archive) as ws:
        list(safety.back_up(ws, tmp_path / "usb"))
        first, second = documents.listing(ws)
        documents.rename(ws, first, "水位记录二", "Gazetteer")
        documents.delete(ws, second.id, "twice")
        ws.archive.documents.add("新")
    return archive


def shown(qtbot: QtBot, shell: Shell) -> RestoreDialog:
    """The dialog, once it has compared the newest backup with the archive."""
    shell.actions_.run("archive.restore")
    dialog = shell.care.restoring
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.main.isEnabled() and shell.hub.jobs.idle, timeout=20_000)
    return dialog


def listed(dialog: RestoreDialog) -> list[str]:
    """The headings of the tree, each with the titles below it."""
    found = []
    for row in range(dialog.changes.topLevelItemCount()):
        top = dialog.changes.topLevelItem(row)
        assert top is not None
        below = (top.child(number) for number in range(top.childCount()))
        found.append(f"{top.text(0)}: {', '.join(item.text(0) for item in below if item)}")
    return found


def come_back(qtbot: QtBot, program: Program, old: Shell) -> Shell:
    """The window that is there when the restoration is over."""
    qtbot.waitUntil(lambda: program.shell is not old and program.shell is not None, timeout=30_000)
    assert program.shell is not None
    return program.shell


def test_what_a_backup_would_change_is_shown_before_anything_is(
    qtbot: QtBot, backed_up: Path, open_window: Open
) -> None:
    shell = open_window(backed_up)
    dialog = shown(qtbot, shell)
    assert listed(dialog) == [
        "Would vanish (1): 新",
        "Would have an earlier or other state (1): 水位记录二",
        "Would be there again (1): 臚濱縣志略",
    ]
    assert "usb" in dialog.note.text()
    assert dialog.counts.text().count("documents") == 2
    dialog.reject()
    assert len(documents.listing(shell.hub.workspace)) == 2


def test_enter_in_the_list_restores_nothing_and_arrows_show_other_backups(
    qtbot: QtBot, backed_up: Path, open_window: Open
) -> None:
    with Workspace.open(backed_up) as ws:
        list(safety.back_up(ws, backed_up.parent / "usb"))
    shell = open_window(backed_up)
    dialog = shown(qtbot, shell)
    assert dialog.table.rowCount() == 2
    assert listed(dialog) == ["Nothing would change: the archive is in this state.: "]
    press(dialog.table, Qt.Key.Key_Return)
    assert dialog.isVisible()
    press(dialog.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: dialog.main.isEnabled() and len(listed(dialog)) == 3, timeout=20_000)
    dialog.reject()


def test_the_backup_is_put_back_and_the_state_of_before_can_be_too(
    qtbot: QtBot, backed_up: Path, open_window: Open
) -> None:
    shell = open_window(backed_up)
    program = program_of(shell)
    shown(qtbot, shell).take()
    new = come_back(qtbot, program, shell)
    assert sorted(head.title for head in documents.listing(new.hub.workspace)) == ["水位记录", "臚濱縣志略"]
    assert program.told is not None
    assert program.told.windowTitle() == "The archive is restored"
    program.told.close()
    newest, *_others = restoration.offers(backed_up)
    assert newest.whole
    told = [item.fate for item in restoration.outcomes(safety.see(newest.backup, backed_up))]  # type: ignore[arg-type]
    assert told == ["gone", "changed", "back"]


def test_into_a_new_folder_today_stays_as_it_is(
    qtbot: QtBot, backed_up: Path, open_window: Open, tmp_path: Path
) -> None:
    shell = open_window(backed_up)
    program = program_of(shell)
    shown(qtbot, shell).take_aside(tmp_path / "then")
    new = come_back(qtbot, program, shell)
    assert new.hub.workspace.folder == tmp_path / "then"
    assert len(documents.listing(new.hub.workspace)) == 2
    with Workspace.open(backed_up) as ws:
        assert "新" in [head.title for head in documents.listing(ws)]


def test_one_that_is_stopped_changes_nothing_and_the_window_is_back(
    qtbot: QtBot, backed_up: Path, open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = open_window(backed_up)
    program = program_of(shell)
    begin = RestoreProgress.start

    def start_and_stop(progress: RestoreProgress) -> None:
        begin(progress)
        progress.reject()

    monkeypatch.setattr(RestoreProgress, "start", start_and_stop)
    shown(qtbot, shell).take()
    new = come_back(qtbot, program, shell)
    assert "新" in [head.title for head in documents.listing(new.hub.workspace)]
    assert program.told is None


def test_a_backup_that_is_damaged_says_so_and_the_archive_stays(
    qtbot: QtBot, backed_up: Path, open_window: Open
) -> None:
    shell = open_window(backed_up)
    program = program_of(shell)
    dialog = shown(qtbot, shell)
    assert dialog.offer is not None
    spoilt = next((backed_up.parent / "usb").rglob("files/*/*/*"))
    spoilt.chmod(0o644)
    spoilt.write_bytes(b"\0" + spoilt.read_bytes()[1:])
    dialog.check_chosen()
    qtbot.waitUntil(lambda: shell.hub.jobs.idle, timeout=20_000)
    item = dialog.table.item(0, STATE)
    assert item is not None
    assert item.text() == "1 file is damaged"
    catalogue = next((backed_up.parent / "usb").rglob("catalogue.db"))
    catalogue.chmod(0o644)
    catalogue.write_bytes(catalogue.read_bytes()[:-4096])
    dialog.take()
    new = come_back(qtbot, program, shell)
    fault = new.faults.dialog
    assert fault is not None
    fault.close()
    assert "新" in [head.title for head in documents.listing(new.hub.workspace)]


def test_backups_on_another_disk_are_found_and_a_place_without_any_says_so(
    qtbot: QtBot, archive: Path, open_window: Open, tmp_path: Path
) -> None:
    with Workspace.open(archive) as ws:
        list(safety.back_up(ws, tmp_path / "usb"))
    (archive / "backups" / "destinations.json").unlink()
    shell = open_window(archive)
    set_language("zh_CN")
    shell.care.restore()
    dialog = shell.care.restoring
    assert dialog is not None
    qtbot.waitUntil(lambda: shell.hub.jobs.idle, timeout=20_000)
    assert not dialog.main.isEnabled()
    assert "磁盘" in dialog.counts.text()
    dialog.look_elsewhere(tmp_path)
    qtbot.waitUntil(lambda: str(tmp_path) in dialog.counts.text(), timeout=20_000)
    dialog.look_elsewhere(tmp_path / "usb")
    qtbot.waitUntil(lambda: dialog.main.isEnabled(), timeout=20_000)
    dialog.reject()


def test_the_archives_own_copy_of_the_database_is_offered_too(archive: Path) -> None:
    with Workspace.open(archive) as ws:
        list(copies.copy(ws.folder))
        ws.archive.documents.add("新")
    (offer,) = restoration.offers(archive)
    assert isinstance(offer.backup, LocalCopy)
    items = list(restoration.put_back(offer.backup, archive))
    assert [item for item in items if isinstance(item, str)] == ["securing", "restoring"]
    assert len(restoration.offers(archive)) == 2
    with Workspace.open(archive) as ws:
        assert "新" not in [head.title for head in documents.listing(ws)]


def damage(archive: Path) -> None:
    file = archive / "catalogue.db"
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * 0.9)])


def test_a_damaged_archive_says_so_above_the_desks_and_leads_to_its_backups(
    qtbot: QtBot, backed_up: Path, open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(backed_up)
    with monkeypatch.context() as patched:
        patched.setattr(Workspace, "open", Workspace.open_damaged)
        shell = open_window(backed_up)
    program = program_of(shell)
    assert shell.damage is not None
    assert shell.actions_.enabled("archive.restore")
    shell.damage.restore.click()
    dialog = shell.care.restoring
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.main.isEnabled(), timeout=20_000)
    dialog.take()
    new = come_back(qtbot, program, shell)
    assert new.damage is None
    assert len(documents.listing(new.hub.workspace)) == 2


def test_a_damaged_archive_is_restored_before_any_window_is_there(
    qtbot: QtBot, qapp: QApplication, backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(backed_up)
    monkeypatch.setattr(dialogs, "ask", lambda *_values: "other")

    def attend() -> None:
        for widget in qapp.topLevelWidgets():
            if isinstance(widget, RestoreDialog) and widget.main.isEnabled():
                widget.take()
            elif isinstance(widget, RestoreResult) and widget.isVisible():
                widget.accept()

    timer = QTimer()
    timer.timeout.connect(attend)
    timer.start(50)
    with opened(backed_up) as workspace:
        timer.stop()
        assert not workspace.read_only
        assert len(documents.listing(workspace)) == 2


def program_of(shell: Shell) -> Program:
    """The program that made a window."""
    found = shell.property("program")
    assert isinstance(found, Program)
    return found
