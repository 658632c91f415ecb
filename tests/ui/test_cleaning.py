"""A page is cleaned in the window: tried step by step, kept for some pages, taken back, offered to be read again."""

from __future__ import annotations

from collections.abc import Callable, Generator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from archivist import cleaning, documents
from archivist.documents import PageRead
from archivist.process import Place, Process
from archivist.workspace import Workspace
from ocr.cleaning.plan import ORDER, Plan
from ocr.cleaning.recipe import Recipe, step
from tests.ui.conftest import HEIGHT, WIDTH, press, settled
from ui import dialogs
from ui.desks.documents.cleaning.view import CleaningView
from ui.shell import Shell

NOTHING = Plan(tuple((name, "off") for name in ORDER))


def in_this_process(
    self: Process, do: Callable[..., object], place: Place, *values: object
) -> Generator[object, None, None]:
    """What the other process would do, without the seconds that it takes to begin."""
    with place.open() as ws:
        yield do(ws, *values)


@pytest.fixture
def view(shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> CleaningView:
    """The first page of a document of two, with every step off."""
    monkeypatch.setattr(Process, "run", in_this_process)
    monkeypatch.setattr(cleaning, "plan_of", lambda ws, page: NOTHING)
    monkeypatch.setattr(dialogs, "ask", lambda *_values: "no")
    document = next(one.id for one in documents.listing(shell.hub.workspace) if one.title == "臚濱縣志略")
    shell.show_desk("documents")
    shell.documents.open_page(document, 1)
    settled(qtbot, shell)
    shell.actions_.run("page.clean")
    settled(qtbot, shell)
    return shell.documents.cleaning


def recipes(shell: Shell) -> list[Recipe | None]:
    """What is kept for each page of the document."""
    return [cleaning.recipe_of(shell.hub.workspace, page.id) for page in shell.documents.cleaning.pages]


def unsaved(view: CleaningView) -> bool:
    """Whether the cleaning is another than what is kept."""
    return view.unsaved


def up(shell: Shell) -> object:
    """What stands in the place of the document."""
    return shell.documents.aside


def test_a_page_stands_before_and_after_its_cleaning(view: CleaningView, shell: Shell) -> None:
    assert shell.documents.aside is view
    assert view.before.picture is not None
    assert view.after.picture is not None
    assert view.tried is not None
    assert view.tried.recipe == Recipe()


def test_an_angle_typed_by_hand_turns_the_page_and_is_undone(view: CleaningView, shell: Shell, qtbot: QtBot) -> None:
    row = view.steps.rows["deskew"]
    row.way.setCurrentIndex(row.way.findData("hand"))
    row.way.activated.emit(1)
    settled(qtbot, shell)
    entry = row.entries[0]
    entry.setText("2.5")
    entry.commit()
    settled(qtbot, shell)
    assert view.plan.way("deskew") == (step("deskew", angle=2.5),)
    assert view.tried is not None
    assert view.tried.after[0].width > WIDTH
    shell.actions_.run("undo")
    shell.actions_.run("undo")
    settled(qtbot, shell)
    assert view.plan == NOTHING
    assert view.tried.plan == NOTHING


def test_the_cut_is_dragged_on_the_picture(view: CleaningView, shell: Shell, qtbot: QtBot) -> None:
    view.set_way("crop", (step("crop", left=0, top=0, right=WIDTH, bottom=HEIGHT),))
    settled(qtbot, shell)
    canvas = view.before
    start = canvas.mapFromScene(QPointF(0, HEIGHT / 2))
    end = canvas.mapFromScene(QPointF(100, HEIGHT / 2))
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas.viewport(), end)
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=end)
    settled(qtbot, shell)
    way = view.plan.way("crop")
    assert isinstance(way, tuple)
    assert way[0].whole("left") == pytest.approx(100, abs=4)
    assert (way[0].whole("top"), way[0].whole("right"), way[0].whole("bottom")) == (0, WIDTH, HEIGHT)
    assert view.tried is not None
    assert view.tried.after[0].width == WIDTH - way[0].whole("left")


def test_the_line_of_a_spread_is_dragged_and_two_pages_come_of_it(
    view: CleaningView, shell: Shell, qtbot: QtBot
) -> None:
    view.set_way("split", (step("split", gutter=400),))
    settled(qtbot, shell)
    view.before.parted.emit(300)
    settled(qtbot, shell)
    assert view.plan.way("split") == (step("split", gutter=300),)
    assert view.tried is not None
    assert [page.width for page in view.tried.after] == [500, 300]


def test_it_is_kept_for_this_page_alone_and_undo_takes_it_back(view: CleaningView, shell: Shell, qtbot: QtBot) -> None:
    ways = step("turn", quarters=1)
    view.set_way("turn", (ways,))
    settled(qtbot, shell)
    assert unsaved(view)
    view.apply()
    settled(qtbot, shell)
    assert not unsaved(view)
    assert recipes(shell) == [Recipe((ways,)), None]
    shell.actions_.run("undo")
    settled(qtbot, shell)
    assert recipes(shell) == [Recipe(), None]
    shell.actions_.run("redo")
    settled(qtbot, shell)
    assert recipes(shell) == [Recipe((ways,)), None]


def test_it_is_kept_for_all_pages_or_for_those_that_are_named(view: CleaningView, shell: Shell, qtbot: QtBot) -> None:
    ways = step("turn", quarters=2)
    view.set_way("turn", (ways,))
    settled(qtbot, shell)
    view.bar.scope.setCurrentIndex(view.bar.scope.findData("some"))
    view.bar.pages.setText("5")
    view.apply()
    assert "has not" in view.bar.told
    view.bar.pages.setText("2")
    view.apply()
    settled(qtbot, shell)
    assert recipes(shell) == [None, Recipe((ways,))]
    view.bar.scope.setCurrentIndex(view.bar.scope.findData("all"))
    view.apply()
    settled(qtbot, shell)
    assert recipes(shell) == [Recipe((ways,)), Recipe((ways,))]


def test_pages_that_were_read_are_offered_to_be_read_again(
    view: CleaningView, shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    again: list[int] = []

    def ask(_parent: object, _title: str, text: str, *_rest: str) -> str:
        asked.append(text)
        return "yes"

    def read_again(ws: Workspace, ids: list[int], workers: int, lexicon: bool) -> Generator[PageRead, None, None]:
        again.extend(ids)
        yield PageRead(1, ids[0], 1, 0.1, 0.9)

    monkeypatch.setattr(dialogs, "ask", ask)
    monkeypatch.setattr(documents, "read_again", read_again)
    view.set_way("turn", (step("turn", quarters=2),))
    view.bar.scope.setCurrentIndex(view.bar.scope.findData("all"))
    settled(qtbot, shell)
    view.apply()
    settled(qtbot, shell)
    assert asked == ["1 page was read before it was cleaned so."]
    assert again == [view.pages[0].id]


def test_escape_leaves_and_asks_for_what_was_not_kept(
    view: CleaningView, shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.set_way("turn", (step("turn", quarters=1),))
    settled(qtbot, shell)
    press(view, Qt.Key.Key_Escape)
    assert up(shell) is view
    monkeypatch.setattr(dialogs, "ask", lambda *_values: "other")
    press(view, Qt.Key.Key_Escape)
    settled(qtbot, shell)
    assert up(shell) is None
    assert cleaning.recipe_of(shell.hub.workspace, shell.documents.leaf.pages[0].id) is None
