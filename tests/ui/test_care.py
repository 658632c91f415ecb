"""The archive is backed up, sealed, verified and published from the window, and looked after when nobody works."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from archivist.i18n import set_language
from storage.errors import DamagedArchive
from tests.ui.conftest import Open
from ui import dialogs
from ui.app import opened
from ui.care import IDLE
from ui.shell import Shell


def done(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: shell.hub.jobs.idle and not shell.care.busy, timeout=20_000)


def test_a_backup_is_made_in_the_folder_that_was_chosen(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    said: list[str] = []
    shell.hub.said.connect(said.append)
    shell.care.back_up(tmp_path / "usb")
    assert not shell.actions_.enabled("archive.backup")
    done(qtbot, shell)
    assert shell.actions_.enabled("archive.backup")
    assert said[-1].startswith("Backed up and checked")
    assert any((tmp_path / "usb").rglob("catalogue.db"))


def test_what_has_changed_is_sealed_and_the_archive_is_verified(qtbot: QtBot, shell: Shell) -> None:
    said: list[str] = []
    shell.hub.said.connect(said.append)
    shell.actions_.run("archive.seal")
    done(qtbot, shell)
    assert (shell.hub.workspace.folder / "sealed" / "0=ocfl_1.1").exists()
    shell.actions_.run("archive.verify")
    done(qtbot, shell)
    assert [text.split(":")[0] for text in said[-2:]] == ["Sealed", "Verified"]
    assert shell.care.report is None


def test_a_damaged_picture_is_named_in_a_report(qtbot: QtBot, shell: Shell) -> None:
    set_language("zh_CN")
    page = shell.hub.workspace.archive.documents.pages(1)[0]
    torn = shell.hub.workspace.archive.files.path(page.digest)
    torn.chmod(0o644)
    torn.write_bytes(b"\0" + torn.read_bytes()[1:])
    shell.care.verify()
    done(qtbot, shell)
    report = shell.care.report
    assert report is not None
    assert report.isVisible()
    assert page.digest in report.lines.toPlainText()
    assert "发现" in report.windowTitle()
    report.close()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_of_a_damaged_archive_what_can_be_read_is_opened_if_the_person_wants_it(
    archive: Path, open_window: Open, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    file = archive / "catalogue.db"
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * 0.9)])
    asked: list[str] = []

    def ask(_parent: object, _title: str, text: str, *_buttons: str) -> str:
        asked.append(text)
        return answer

    monkeypatch.setattr(dialogs, "ask", ask)
    if answer == "no":
        with pytest.raises(DamagedArchive):
            opened(archive)
    else:
        with opened(archive) as workspace:
            assert workspace.read_only
            assert workspace.archive.torn
    assert "backup" in asked[0]


def test_the_web_edition_is_made_beside_nothing_else(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    shell.care.publish(tmp_path)
    done(qtbot, shell)
    assert (tmp_path / "Web edition" / "index.html").exists()
    assert shell.care.report is None


def test_when_nobody_works_the_archive_is_verified_once_a_month_and_a_key_stops_it(qtbot: QtBot, shell: Shell) -> None:
    archive = shell.hub.workspace.archive
    assert IDLE >= 60_000
    shell.care.look_after()
    done(qtbot, shell)
    assert archive.events.last("fixity check") is not None
    shell.care.look_after()
    job = shell.care._idle_job
    assert job is not None
    QTest.keyClick(shell, Qt.Key.Key_Shift)
    assert job.cancelled
    done(qtbot, shell)


def test_a_window_that_is_closed_looks_after_nothing_any_more(qtbot: QtBot, shell: Shell) -> None:
    care = shell.care
    assert care._quiet.isActive()
    shell.close_now()
    QTest.keyClick(shell, Qt.Key.Key_Shift)
    assert not care._quiet.isActive()
