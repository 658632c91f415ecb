"""The search desk on a real archive: one box, results, hits painted on the page, the way to the other desks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.conftest import press, settled
from ui.desks.search.desk import summary
from ui.shell import Shell


def search(qtbot: QtBot, shell: Shell, query: str) -> None:
    """Types into the one search box and presses Enter."""
    shell.actions_.run("search.focus")
    shell.topbar.search.setText(query)
    press(shell.topbar.search, Qt.Key.Key_Return)
    settled(qtbot, shell)


def test_typing_in_the_search_box_brings_the_results_up(shell: Shell, qtbot: QtBot) -> None:
    shell.topbar.search.insert("达赉湖")
    shell.topbar.search.textEdited.emit("达赉湖")  # an input method commits text without key presses
    qtbot.waitUntil(lambda: shell.desk_id == "search" and shell.search.found is not None, timeout=5000)
    settled(qtbot, shell)
    assert {hit.kind for hit in shell.search.results.results.hits} == {"record", "page"}


def test_simplified_finds_traditional_and_the_hit_is_painted_on_the_page(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "达赉湖")
    hits = shell.search.results.results.hits
    row = next(row for row, hit in enumerate(hits) if hit.title == "臚濱縣志略")
    shell.search.results.setCurrentIndex(shell.search.results.results.index(row))
    settled(qtbot, shell)
    (mark,) = shell.search.pane.view.marks
    assert mark.kind == "hit"
    assert (mark.box.top, mark.box.bottom) == pytest.approx((80, 80 + 3 * 40))


def test_matches_cut_exactly_the_matched_characters(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "达赉湖")
    for hit in shell.search.results.results.hits:
        assert {hit.snippet[start:end] for start, end in hit.matches} <= {"达赉湖", "達賚湖"}


def test_f3_goes_through_the_hits_and_a_record_is_shown_as_one(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "达赉湖")
    results = shell.search.results
    assert results.currentIndex().row() == 0
    shell.actions_.run("next")
    settled(qtbot, shell)
    assert results.currentIndex().row() == 1
    shell.actions_.run("previous")
    settled(qtbot, shell)
    assert results.current is not None
    assert results.current.kind == "record"
    assert shell.search.record_pane.isVisible()


def test_enter_opens_a_record_and_a_page_on_their_desks(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "达赉湖")
    results = shell.search.results
    record = results.current
    assert record is not None
    press(results, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert shell.desk_id == "catalogue"
    assert shell.catalogue.editor.opened is not None
    assert shell.catalogue.editor.opened.id == record.id
    search(qtbot, shell, "周圍三百")
    page = results.current
    assert page is not None
    assert page.kind == "page"
    press(results, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert shell.desk_id == "documents"
    assert shell.documents.document is not None
    assert shell.documents.document.title == "臚濱縣志略"


def test_facets_narrow_the_results_and_their_counts_are_right(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "达赉湖")
    found = shell.search.found
    assert found is not None
    assert found.records + found.pages == found.results.total
    shell.search.facets.chosen.emit("page")
    settled(qtbot, shell)
    assert {hit.kind for hit in shell.search.results.results.hits} == {"page"}
    assert shell.search.results.results.rowCount() == found.pages
    assert str(found.pages) in summary(found)


def test_nothing_found_says_so(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "西双版纳")
    assert "Nothing found" in [one.text() for one in shell.search.findChildren(QLabel) if one.isVisible()]


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(shell: Shell, qtbot: QtBot) -> None:
    shell.show_desk("search")
    shell.search.search("水位")
    shell.search.search("达赉湖")
    settled(qtbot, shell)
    assert shell.search.found is not None
    assert shell.search.found.query == "达赉湖"


def test_the_model_keeps_the_rules_of_qt(shell: Shell, qtbot: QtBot) -> None:
    model = shell.search.results.results
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    search(qtbot, shell, "达赉湖")
    search(qtbot, shell, "水位")
    assert tester.model() is model
