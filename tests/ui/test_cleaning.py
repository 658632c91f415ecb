"""A page is cleaned in the window: tried step by step, kept for some pages, taken back, offered to be read again."""

from __future__ import annotations

from collections.abc import Callable, Generator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from archivist import cleaning, documents
from archivist.documents import PageRead
from archivist.process import Place, Process
from archivist.workspace import Workspace
from ocr.cleaning.corners import placed
from ocr.cleaning.plan import ORDER, Plan
from ocr.cleaning.recipe import Recipe, step
from tests.ui.conftest import HEIGHT, WIDTH, press, settled
from ui import dialogs
from ui.desks.documents.cleaning.handles import HandleView
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


def drag(canvas: HandleView, start: QPoint, end: QPoint) -> None:
    """Drags by the mouse from one place of the viewport to another."""
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas.viewport(), end)
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=end)


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
    drag(canvas, start, end)
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
    canvas = view.before
    start, end = (canvas.mapFromScene(QPointF(x, HEIGHT / 2)) for x in (400, 300))
    drag(canvas, start, end)
    settled(qtbot, shell)
    way = view.plan.way("split")
    assert isinstance(way, tuple)
    assert way[0].whole("gutter") == pytest.approx(300, abs=4)
    assert view.tried is not None
    assert [page.width for page in view.tried.after] == [WIDTH - way[0].whole("gutter"), way[0].whole("gutter")]


def corners_of(view: CleaningView) -> list[float]:
    """Those of the plan, in pixels of the page."""
    way = view.plan.way("perspective")
    assert isinstance(way, tuple)
    return list(placed(way[0].numbers("corners"), WIDTH, HEIGHT))


def by_hand(view: CleaningView, shell: Shell, qtbot: QtBot) -> HandleView:
    """The corners in hand, as they begin."""
    row = view.steps.rows["perspective"]
    row.way.setCurrentIndex(row.way.findData("hand"))
    row.way.activated.emit(1)
    settled(qtbot, shell)
    return view.before


def test_a_corner_is_dragged_the_page_is_laid_flat_and_undo_takes_it_back(
    view: CleaningView, shell: Shell, qtbot: QtBot
) -> None:
    canvas = by_hand(view, shell, qtbot)
    assert corners_of(view) == [0, 0, WIDTH, 0, WIDTH, HEIGHT, 0, HEIGHT]
    drag(canvas, canvas.mapFromScene(QPointF(0, 0)), canvas.mapFromScene(QPointF(80, 100)))
    settled(qtbot, shell)
    assert corners_of(view) == pytest.approx([80, 100, WIDTH, 0, WIDTH, HEIGHT, 0, HEIGHT], abs=4)
    assert view.tried is not None
    assert view.tried.recipe.steps[0].name == "perspective"
    shell.actions_.run("undo")
    settled(qtbot, shell)
    assert corners_of(view) == [0, 0, WIDTH, 0, WIDTH, HEIGHT, 0, HEIGHT]


def test_tab_goes_round_the_corners_and_on_and_arrows_move_the_one_in_hand(
    view: CleaningView, shell: Shell, qtbot: QtBot
) -> None:
    canvas = by_hand(view, shell, qtbot)
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    press(canvas, Qt.Key.Key_Right)
    press(canvas, Qt.Key.Key_Tab)
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    settled(qtbot, shell)
    assert corners_of(view) == pytest.approx([1, 0, WIDTH, 10, WIDTH, HEIGHT, 0, HEIGHT], abs=0.01)
    assert "Upper right corner" in canvas.handle.words()  # type: ignore[union-attr]  # the corners are in hand
    for _ in range(3):
        press(canvas, Qt.Key.Key_Tab)
    assert not canvas.hasFocus()


def test_a_corner_does_not_go_where_the_four_would_be_no_page(view: CleaningView, shell: Shell, qtbot: QtBot) -> None:
    canvas = by_hand(view, shell, qtbot)
    before = view.plan
    drag(canvas, canvas.mapFromScene(QPointF(0, 0)), canvas.mapFromScene(QPointF(WIDTH * 0.8, HEIGHT * 0.8)))
    settled(qtbot, shell)
    assert view.plan == before
    assert "cannot go farther" in view.bar.told


def test_corners_by_hand_are_kept_and_the_master_stays(view: CleaningView, shell: Shell, qtbot: QtBot) -> None:
    master = documents.page_image(shell.hub.workspace, view.pages[0]).read_bytes()
    canvas = by_hand(view, shell, qtbot)
    drag(canvas, canvas.mapFromScene(QPointF(WIDTH, HEIGHT)), canvas.mapFromScene(QPointF(700, 900)))
    settled(qtbot, shell)
    view.apply()
    settled(qtbot, shell)
    (kept,) = [one for one in recipes(shell) if one is not None]
    assert kept.steps == view.plan.way("perspective")
    assert kept.steps[0].word("measure") == "parts"
    assert documents.page_image(shell.hub.workspace, view.pages[0]).read_bytes() == master


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
