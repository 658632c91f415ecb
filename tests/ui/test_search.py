"""The search desk on a real archive: one box, results, hits painted on the page, the way to the other desks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from archivist import records
from archivist.i18n import set_language
from archivist.workspace import Workspace
from storage.search import SearchIndex
from storage.values import IndexState
from tests.helpers.cnmarc import data, record
from tests.ui.conftest import Open, add_document, page_text, press, settled
from ui.desks.search.builder import RowEdit
from ui.desks.search.facets import Row
from ui.desks.search.found import summary
from ui.desks.search.timeline import Bar, bars_of, decade_of
from ui.shell import Shell


def search(qtbot: QtBot, shell: Shell, query: str) -> None:
    """Types into the one search box and presses Enter."""
    shell.actions_.run("search.focus")
    shell.topbar.search.setText(query)
    press(shell.topbar.search, Qt.Key.Key_Return)
    settled(qtbot, shell)


def kinds(shell: Shell) -> list[str]:
    return [hit.kind for hit in shell.search.results.results.hits]


def facet(shell: Shell, name: str) -> Row:
    return next(row for row in shell.search.facets.rows if row.facet.name == name)


def texts(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]


@pytest.fixture
def dated(empty_archive: Path, tmp_path: Path) -> Path:
    """Records of the lake from three decades and in two languages, and a document of two pages that are read."""
    with Workspace.open(empty_archive) as ws:
        for number, (year, place) in enumerate(
            [("1985", "海拉尔"), ("1988", "满洲里"), ("2012", "海拉尔"), ("2020", "海拉尔")]
        ):
            made = record(f"达赉湖渔业志{number}", year, str(number + 1))
            fields = [
                data("210", "  ", ("a", place), ("c", "社"), ("d", year)) if f.tag == "210" else f for f in made.fields
            ]
            records.create(ws, made.changed(fields=tuple(fields)))
        document = add_document(ws, tmp_path / "scans", "水位记录", 2, None)
        for page, lines in zip(ws.archive.documents.pages(document), PAGES, strict=True):
            text = page_text(lines, vertical=False)
            ws.archive.documents.save_text(page.id, 0, text.to_json(), text.text, "machine", text.confidence)
    return empty_archive


PAGES: Sequence[tuple[str, ...]] = (("达赉湖水位记录", "达賚湖之水深"), ("達賚湖渔户北迁", "达费湖一带"))


# Finding


def test_typing_in_the_search_box_brings_the_results_up(shell: Shell, qtbot: QtBot) -> None:
    shell.topbar.search.insert("达赉湖")
    shell.topbar.search.textEdited.emit("达赉湖")  # an input method commits text without key presses
    qtbot.waitUntil(lambda: shell.desk_id == "search" and shell.search.found is not None, timeout=5000)
    settled(qtbot, shell)
    assert set(kinds(shell)) == {"record", "page"}


def test_simplified_finds_traditional_and_the_hit_is_painted_on_the_page(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "达赉湖")
    hits = shell.search.results.results.hits
    row = next(row for row, hit in enumerate(hits) if hit.title == "臚濱縣志略")
    shell.search.results.setCurrentIndex(shell.search.results.results.index(row))
    settled(qtbot, shell)
    (mark,) = shell.search.viewer.pane.view.marks
    assert mark.kind == "hit"
    assert (mark.box.top, mark.box.bottom) == pytest.approx((80, 80 + 3 * 40))


def test_matches_cut_exactly_the_matched_characters(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "达赉湖")
    for hit in shell.search.results.results.hits:
        assert {hit.snippet[start:end] for start, end in hit.matches} <= {"达赉湖", "達賚湖"}


def test_written_forms_that_were_not_typed_are_named(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "达赉湖")
    assert shell.search.head.forms.text() == "Also written 達賚湖"
    search(qtbot, shell, "水位最高")
    assert not shell.search.head.forms.isVisible()


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


def test_a_document_that_is_found_is_shown_by_its_first_page(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "title:水位记录")
    results = shell.search.results
    assert results.current is not None
    assert results.current.kind == "document"
    assert shell.search.viewer.pane.view.picture is not None
    press(results, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert shell.desk_id == "documents"


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(shell: Shell, qtbot: QtBot) -> None:
    shell.show_desk("search")
    shell.search.search("水位")
    shell.search.search("达赉湖")
    settled(qtbot, shell)
    assert shell.search.found is not None
    assert shell.search.found.question.query == "达赉湖"


def test_more_hits_come_when_the_last_ones_are_neared(empty_archive: Path, open_window: Open, qtbot: QtBot) -> None:
    with Workspace.open(empty_archive) as ws:
        for number in range(60):
            records.create(ws, record(f"湖志{number}", "2001", str(number)))
    shell = open_window(empty_archive)
    search(qtbot, shell, "湖志")
    results = shell.search.results
    assert results.results.rowCount() == 50
    assert "60 hits" in texts(shell.search)
    assert shell.statusline.hint.text().startswith("1 of 60")
    for _press in range(50):
        shell.actions_.run("next")
    settled(qtbot, shell)
    assert results.results.rowCount() == 60
    assert results.currentIndex().row() >= 49
    assert len({hit.id for hit in results.results.hits}) == 60


# Stepping


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
    assert shell.search.viewer.record_pane.isVisible()


def test_f3_goes_through_the_matches_of_a_page_before_it_goes_on(dated: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(dated)
    search(qtbot, shell, "达赉湖 NOT 渔业志")
    results, view = shell.search.results, shell.search.viewer.pane.view
    assert [hit.page for hit in results.results.hits] == [2, 1]

    def current() -> list[float]:
        return [mark.box.top for mark in view.marks if mark.kind == "current hit"]

    shell.actions_.run("next")
    settled(qtbot, shell)
    assert (results.currentIndex().row(), current()) == (1, [100])
    shell.actions_.run("next")
    assert (results.currentIndex().row(), current()) == (1, [160])
    shell.actions_.run("previous")
    shell.actions_.run("previous")
    settled(qtbot, shell)
    assert results.currentIndex().row() == 0
    shell.actions_.run("next")
    shell.actions_.run("next")
    shell.actions_.run("previous")
    settled(qtbot, shell)
    assert (results.currentIndex().row(), current()) == (1, [100])


# Narrowing


def test_kinds_are_counted_and_one_narrows_the_search(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "达赉湖")
    found = shell.search.found
    assert found is not None
    assert found.totals is not None
    assert sum(found.totals.things.values()) == found.total == shell.search.results.results.rowCount()
    facet(shell, "Pages").click()
    settled(qtbot, shell)
    assert shell.search.question.things == ("pages",)
    assert set(kinds(shell)) == {"page"}
    assert len(kinds(shell)) == found.totals.things["pages"] == facet(shell, "Pages").facet.count
    assert facet(shell, "Records").facet.count == found.totals.things["records"]
    assert str(found.totals.things["pages"]) in summary(found)


def test_several_facets_narrow_and_every_count_is_what_is_found(dated: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(dated)
    search(qtbot, shell, "渔业志")
    assert len(kinds(shell)) == 4
    count = facet(shell, "海拉尔").facet.count
    facet(shell, "海拉尔").click()
    settled(qtbot, shell)
    assert len(kinds(shell)) == count == 3
    facet(shell, "1980–1989").click()
    settled(qtbot, shell)
    assert len(kinds(shell)) == 1
    facet(shell, "满洲里").click()
    settled(qtbot, shell)
    assert len(kinds(shell)) == 2
    facet(shell, "1988").click()
    settled(qtbot, shell)
    assert len(kinds(shell)) == 1
    assert shell.search.question.narrowings == 3
    shell.actions_.run("search.clear")
    settled(qtbot, shell)
    assert len(kinds(shell)) == 4
    assert not any(row.isChecked() for row in shell.search.facets.rows)


def test_filters_work_by_keyboard(dated: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(dated)
    search(qtbot, shell, "渔业志")
    press(shell.topbar.search, Qt.Key.Key_Down)
    shell.activateWindow()
    shell.actions_.run("search.facets")
    first, second = shell.search.facets.rows[:2]
    qtbot.waitUntil(first.hasFocus)
    press(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    press(second, Qt.Key.Key_Space)
    settled(qtbot, shell)
    again = shell.search.facets.rows[1]
    assert again.isChecked()
    assert again.hasFocus()
    press(again, Qt.Key.Key_Delete)
    settled(qtbot, shell)
    assert shell.search.question.narrowings == 0
    shell.actions_.run("search.facets")
    assert shell.search.results.hasFocus()
    shell.actions_.run("search.facets")
    QTest.keyClick(shell.search.facets.rows[0], Qt.Key.Key_Backtab)
    assert not any(row.hasFocus() for row in shell.search.facets.rows)


def test_where_filters_leave_nothing_they_can_be_taken_away(dated: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(dated)
    search(qtbot, shell, "渔业志")
    facet(shell, "2020–2029").click()
    settled(qtbot, shell)
    search(qtbot, shell, "水深")
    assert "Nothing found" in texts(shell.search)
    QTest.mouseClick(shell.search.nothing_found.clear, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    assert kinds(shell) == ["page"]


# The query


def test_fields_and_operators_work_in_the_search_box(dated: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(dated)
    search(qtbot, shell, "标题:渔业志 年:1980-1989")
    assert kinds(shell) == ["record", "record"]
    assert not shell.search.faults.isVisible()
    search(qtbot, shell, "水深 OR 渔户")
    assert kinds(shell) == ["page", "page"]


def test_what_is_amiss_in_a_query_is_said_and_the_rest_is_found(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, " (达赉湖 OR 水位")
    assert kinds(shell)
    (fault,) = shell.search.faults.faults
    assert "closed nowhere" in fault.text
    shell.search.faults.text.linkActivated.emit("0")
    assert shell.topbar.search.selectedText() == "("
    assert shell.topbar.search.marks == [(1, 2)]
    shell.topbar.search.insert("湖")
    assert shell.topbar.search.marks == []
    search(qtbot, shell, "达赉湖")
    assert not shell.search.faults.isVisible()


def test_the_form_writes_the_query_and_reads_it_back(dated: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(dated)
    shell.actions_.run("search.build")
    builder = shell.search.builder
    assert builder.isVisible()
    fill(builder.rows[0], "渔业志", "title", "contains")
    fill(builder.rows[1], "满洲里", "place", "not")
    builder.first.setText("1980")
    builder.last.setText("2015")
    qtbot.waitUntil(lambda: bool(shell.topbar.search.text()), timeout=2000)
    settled(qtbot, shell)
    assert shell.topbar.search.text() == "title:渔业志 NOT place:满洲里 year:1980-2015"
    assert len(kinds(shell)) == 2
    search(qtbot, shell, "水位 OR author:王某")
    assert [(edit.text.text(), edit.row().field, edit.row().join) for edit in builder.rows] == [
        ("水位", "", "and"),
        ("王某", "author", "or"),
    ]
    assert (builder.first.text(), builder.last.text()) == ("", "")
    press(builder, Qt.Key.Key_Escape)
    assert not builder.isVisible()
    assert shell.topbar.search.text() == "水位 OR author:王某"


def fill(edit: RowEdit, text: str, field: str, how: str) -> None:
    edit.field.setCurrentIndex(edit.field.findData(field))
    edit.how.setCurrentIndex(edit.how.findData(how))
    edit.text.setText(text)


def test_the_form_has_nearness_and_phrases(shell: Shell, qtbot: QtBot) -> None:
    shell.actions_.run("search.build")
    builder = shell.search.builder
    fill(builder.rows[0], "далай нуур", "", "exactly")
    builder.near.setText("湖")
    builder.to.setText("水位")
    builder.distance.setText("5")
    assert builder.form().text() == '"далай нуур" NEAR(湖 水位, 5)'
    search(qtbot, shell, "NEAR(湖 志, 3) 海")
    assert (builder.near.text(), builder.to.text(), builder.distance.text()) == ("湖", "志", "3")


def test_the_form_says_so_where_it_cannot_show_a_query(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "湖 OR (河 志)")
    shell.actions_.run("search.build")
    assert shell.search.builder.strange.isVisible()
    assert shell.topbar.search.text() == "湖 OR (河 志)"


def test_exact_forms_find_only_what_is_written_so(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "達賚湖")
    assert len(kinds(shell)) > 1
    shell.search.head.exact.click()
    settled(qtbot, shell)
    assert {hit.title for hit in shell.search.results.results.hits} == {"臚濱縣志略"}
    assert shell.search.builder.exact.isChecked()


# What was meant


def test_what_was_read_wrongly_is_a_group_of_its_own(dated: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(dated)
    search(qtbot, shell, "达赉湖一带")
    results = shell.search.results
    assert not results.results.hits
    assert [hit.page for hit in results.results.near] == [2]
    assert "perhaps read wrongly: 1 place" in results.results.heading
    assert results.current == results.results.near[0]
    snippet, ((start, end),) = results.current.snippet, results.current.matches
    assert snippet[start:end] == "达费湖一带"
    assert shell.search.head.meant.words == ("达费湖一带",)
    shell.search.head.meant.linkActivated.emit("0")
    settled(qtbot, shell)
    assert shell.topbar.search.text() == "达费湖一带"
    assert [hit.page for hit in results.results.hits] == [2]


def test_pages_in_columns_fill_their_lines_also_below_the_heading(dated: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(dated)
    shell.show_desk("search")
    shell.actions_.run("search.grid")
    search(qtbot, shell, "渔业志0 OR 达赉湖一带")
    results = shell.search.results
    hit, heading, near = (results.visualRect(results.results.index(row)) for row in range(3))
    assert hit.bottom() < heading.top() < heading.bottom() < near.top()
    assert hit.left() == heading.left() == near.left()
    search(qtbot, shell, "渔业志")
    tops = [results.visualRect(results.results.index(row)).top() for row in range(3)]
    assert len(set(tops)) == 1
    assert results.sizeHintForIndex(results.results.index(0)).width() * 3 < results.viewport().width()


def test_f3_steps_over_the_heading_into_the_second_group(dated: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(dated)
    search(qtbot, shell, "达费湖一带 OR 水位记录")
    results = shell.search.results
    assert not results.results.near
    search(qtbot, shell, "达赉湖一带 OR 水深")
    assert len(results.results.hits) == 1
    assert len(results.results.near) == 1
    shell.actions_.run("next")
    assert results.current == results.results.near[0]


# How hits are shown


def test_the_way_hits_are_shown_is_remembered(shell: Shell, archive: Path, open_window: Open, qtbot: QtBot) -> None:
    search(qtbot, shell, "达赉湖")
    assert shell.search.view == "list"
    shell.actions_.run("search.grid")
    assert shell.search.results.grid
    first, second = (shell.search.results.visualRect(shell.search.results.results.index(row)) for row in (0, 1))
    assert first.top() == second.top()
    again = open_window(archive)
    again.show_desk("search")
    assert again.search.results.grid
    assert again.actions_["search.grid"].isChecked()


def test_a_bar_of_the_timeline_narrows_to_its_years(dated: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(dated)
    search(qtbot, shell, "渔业志")
    shell.actions_.run("search.timeline")
    timeline = shell.search.timeline
    assert [(bar.first, bar.count) for bar in timeline.bars if bar.count] == [
        (1985, 1),
        (1988, 1),
        (2012, 1),
        (2020, 1),
    ]
    timeline.setFocus()
    press(timeline, Qt.Key.Key_End)
    press(timeline, Qt.Key.Key_Space)
    settled(qtbot, shell)
    assert len(kinds(shell)) == 1
    assert [bar.first for bar in timeline.bars] == list(range(2020, 2030))
    press(timeline, Qt.Key.Key_Backspace)
    settled(qtbot, shell)
    assert len(kinds(shell)) == 4


def test_a_long_time_is_shown_by_decades_and_a_chosen_one_by_its_years() -> None:
    years, decades = [(1932, 2), (1935, 1), (2004, 5)], [(1930, 3), (2000, 5)]
    bars = bars_of(years, decades, None)
    assert (bars[0], bars[-1], len(bars)) == (Bar(1930, 1939, 3), Bar(2000, 2009, 5), 8)
    assert [bar.count for bar in bars_of(years, decades, (1930, 1939))] == [0, 0, 2, 0, 0, 1, 0, 0, 0, 0]
    assert bars_of([], [], None) == ()
    assert decade_of([(1930, 1939)]) == decade_of([(1932, 1932), (1935, 1935)]) == (1930, 1939)
    assert decade_of([(1930, 1939), (1950, 1959)]) is None


# The index


def test_while_the_index_is_made_again_the_desk_says_so_and_answers(
    dated: Path, open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.values.MADE_UP", 0)
    monkeypatch.setattr("storage.search._BATCH_OF_REBUILD", 2)
    shell = open_window(dated)
    search(qtbot, shell, "渔业志")
    go_on = Event()
    real = SearchIndex.follow

    def slowly(index: SearchIndex) -> Iterator[IndexState]:
        for at, state in enumerate(real(index)):
            yield state
            if at == 0:
                go_on.wait(10)

    monkeypatch.setattr(SearchIndex, "follow", slowly)
    for path in dated.glob("search.db*"):
        path.unlink()
    shell.search.refresh()
    qtbot.waitUntil(lambda: bool(shell.hub.indexing.state.done), timeout=5000)
    assert shell.search.indexing.isVisible()
    assert "being made again: 2 of" in shell.search.indexing.text.text()
    shell.search.search("达赉湖")
    qtbot.waitUntil(lambda: shell.search.found is not None and shell.search.query == "达赉湖", timeout=5000)
    shell.search.search("渔业志")
    qtbot.waitUntil(lambda: len(kinds(shell)) == 2, timeout=5000)
    go_on.set()
    settled(qtbot, shell)
    assert not shell.search.indexing.isVisible()
    assert len(kinds(shell)) == 4


def test_reading_again_keeps_the_cursor_on_its_hit(dated: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(dated)
    search(qtbot, shell, "渔业志")
    shell.search.results.step(2)
    here = shell.search.results.current
    shell.actions_.run("refresh")
    settled(qtbot, shell)
    assert shell.search.results.currentIndex().row() == 2
    assert shell.search.results.current == here


# Empty places


def test_before_anything_is_asked_the_desk_shows_what_can_be(shell: Shell, qtbot: QtBot) -> None:
    shell.show_desk("search")
    settled(qtbot, shell)
    assert "Search records, documents and pages" in texts(shell.search)
    shell.search.start.tried.emit("达赉湖")
    settled(qtbot, shell)
    assert shell.topbar.search.text() == "达赉湖"
    assert kinds(shell)
    search(qtbot, shell, "")
    assert "Search records, documents and pages" in texts(shell.search)


def test_an_empty_archive_says_what_comes_first(empty_archive: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(empty_archive)
    shell.show_desk("search")
    settled(qtbot, shell)
    assert "Nothing to search in yet" in texts(shell.search)


def test_nothing_found_says_so(shell: Shell, qtbot: QtBot) -> None:
    search(qtbot, shell, "西双版纳")
    assert "Nothing found" in texts(shell.search)


def test_no_english_stands_in_a_chinese_desk(archive: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(archive)
    set_language("zh_CN")
    made = Shell(shell.hub)
    made.show()
    search(qtbot, made, "(达赉湖 OR")
    made.actions_.run("search.build")
    settled(qtbot, made)
    words = [one.text() for one in made.search.findChildren(QLabel)]
    words += [row.facet.name for row in made.search.facets.rows]
    words += [edit.how.itemText(at) for edit in made.search.builder.rows for at in range(edit.how.count())]
    allowed = ("OR", "NOT", "AND", "NEAR", "href", "br", "a")
    for text in words:
        letters = "".join(sign if sign.isascii() and sign.isalpha() else " " for sign in text).split()
        assert [word for word in letters if word not in allowed] == [], text
    made.close_now()
    made.deleteLater()


def test_the_model_keeps_the_rules_of_qt(dated: Path, open_window: Open, qtbot: QtBot) -> None:
    shell = open_window(dated)
    model = shell.search.results.results
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    search(qtbot, shell, "达赉湖一带")
    search(qtbot, shell, "达赉湖一带 OR 水深")
    search(qtbot, shell, "水位")
    assert tester.model() is model
