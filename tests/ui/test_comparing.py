"""Then and now in the window: points are marked, moved, undone; one photograph lies over the other, kept, printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from archivist import documents
from archivist.dates import understand
from archivist.describing import Comparison, Description, Title
from archivist.describing import work as describing
from archivist.workspace import Workspace
from storage.values import NewPage
from tests.ui.conftest import Open, press, settled
from ui import dialogs
from ui.desks.documents.comparing.points import PointPair, Points
from ui.desks.documents.comparing.view import ComparisonView
from ui.desks.documents.describing_dialogs import RelationDialog
from ui.shell import Shell

SHIFT = (30, 20)
THEN = ((60.0, 50.0), (300.0, 60.0), (70.0, 220.0), (310.0, 230.0))
NOW = tuple((x + SHIFT[0], y + SHIFT[1]) for x, y in THEN)


def add_photograph(ws: Workspace, folder: Path, title: str, dated: str, shift: tuple[int, int]) -> int:
    """A photograph of a house with a door, described, with its date."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{title}.png"
    image = Image.new("L", (400, 300), 220)
    x, y = shift
    ImageDraw.Draw(image).rectangle((60 + x, 50 + y, 300 + x, 220 + y), fill=90)
    image.save(path)
    page = NewPage(ws.archive.files.put(path), path.name, "image/png", 400, 300)
    made = ws.archive.documents.add(title, "照片", None, [page])
    describing.describe(ws, made, Description("photograph", (Title(title),), (understand(dated),)))
    return made.id


@pytest.fixture
def photographs(empty_archive: Path, open_window: Open, qtbot: QtBot, tmp_path: Path) -> Shell:
    """The window on a photograph of 1935, with another of 2020 in the archive."""
    with Workspace.open(empty_archive) as ws:
        old = add_photograph(ws, tmp_path / "scans", "旧站房", "1935年", (0, 0))
        add_photograph(ws, tmp_path / "scans", "今站房", "2020年", SHIFT)
    window = open_window(empty_archive)
    window.show_desk("documents")
    window.documents.open_page(old, 1)
    settled(qtbot, window)
    return window


@pytest.fixture
def view(photographs: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> ComparisonView:
    """Both photographs side by side."""

    def pick(dialog: RelationDialog) -> int:
        dialog.search.setText("今")
        return 1

    monkeypatch.setattr(RelationDialog, "exec", pick)
    photographs.actions_.run("document.compare")
    settled(qtbot, photographs)
    assert photographs.documents.aside is photographs.documents.comparing
    return photographs.documents.comparing


def pairs(view: ComparisonView) -> list[PointPair]:
    """What is marked so far."""
    return list(view.points.pairs)


def shown(view: ComparisonView) -> bool:
    """Whether the photographs are up."""
    return view.isVisible()


def mark(view: ComparisonView, count: int = 4) -> None:
    for then, now in list(zip(THEN, NOW, strict=True))[:count]:
        view.panes["then"].view.pointed.emit(QPointF(*then))
        view.panes["now"].view.pointed.emit(QPointF(*now))


def test_the_older_photograph_is_then_as_their_dates_tell(view: ComparisonView) -> None:
    assert view.shots["then"].known.title == "旧站房"
    assert "1935年" in view.panes["then"].title.text()
    assert view.panes["now"].view.picture is not None


def test_a_click_on_each_photograph_makes_a_pair_and_undo_takes_it_back(
    view: ComparisonView, photographs: Shell
) -> None:
    mark(view, 1)
    assert pairs(view) == [PointPair(THEN[0], NOW[0])]
    assert "2 more pairs" in view.bar.told.text()
    photographs.actions_.run("undo")
    assert pairs(view) == [PointPair(THEN[0], None)]
    photographs.actions_.run("undo")
    assert pairs(view) == []


def test_a_point_in_hand_is_moved_by_arrows_and_its_pair_taken_out_by_delete(view: ComparisonView) -> None:
    mark(view, 2)
    pane = view.panes["now"].view
    pane.pointed.emit(QPointF(*NOW[0]))
    assert view.points.current == 0
    assert len(view.points.pairs) == 2
    pane.setFocus()
    press(pane, Qt.Key.Key_Right)
    QTest.keyClick(pane, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.points.pairs[0].now == (NOW[0][0] + 1, NOW[0][1] + 10)
    press(pane, Qt.Key.Key_Delete)
    assert pairs(view) == [PointPair(THEN[1], NOW[1])]


def test_one_lies_over_the_other_and_keys_move_the_line_between_them(
    view: ComparisonView, photographs: Shell, qtbot: QtBot
) -> None:
    mark(view)
    view.show_mode("overlay")
    settled(qtbot, photographs)
    assert view.laid is not None
    assert view.laid.error < 0.01
    laid = view.over.overlay.laid
    assert laid is not None
    assert (laid.width(), laid.height()) == (400, 300)
    x, y = NOW[0]
    assert laid.pixelColor(round(x) + 5, round(y) + 5).lightness() < 120
    assert laid.pixelColor(round(x) - 5, round(y) + 5).lightness() > 180
    view.over.overlay.setFocus()
    press(view.over.overlay, Qt.Key.Key_Right)
    assert view.over.overlay.share == pytest.approx(0.52)
    assert view.over.slider.value() == 520
    press(view.over.overlay, Qt.Key.Key_Home)
    assert view.over.slider.value() == 0


def test_points_that_tell_nothing_are_refused_with_the_reason(
    view: ComparisonView, photographs: Shell, qtbot: QtBot
) -> None:
    for x in (50.0, 100.0, 200.0):
        view.panes["then"].view.pointed.emit(QPointF(x, 50))
        view.panes["now"].view.pointed.emit(QPointF(x, 50))
    view.show_mode("overlay")
    settled(qtbot, photographs)
    assert "one line" in view.bar.told.text()
    assert view.bar.modes.current == "points"


def test_too_few_points_are_not_laid_over_each_other(view: ComparisonView) -> None:
    mark(view, 2)
    view.show_mode("overlay")
    assert view.bar.modes.current == "points"
    assert not view.bar.print.isEnabled()
    assert not view.unsaved


def test_swapping_changes_then_and_now_with_their_points(
    view: ComparisonView, photographs: Shell, qtbot: QtBot
) -> None:
    mark(view, 3)
    view.swap()
    settled(qtbot, photographs)
    assert view.shots["then"].known.title == "今站房"
    assert view.points.pairs[0] == PointPair(NOW[0], THEN[0])


def test_a_comparison_is_kept_found_again_and_printed(
    view: ComparisonView, photographs: Shell, qtbot: QtBot, tmp_path: Path
) -> None:
    ws = photographs.hub.workspace
    mark(view)
    photographs.actions_.run("record.save")
    settled(qtbot, photographs)
    assert not view.unsaved
    now = next(one for one in documents.listing(ws) if one.title == "今站房")
    known = describing.description_of(ws, now.id)
    assert len(known.comparisons[0].points) == 4
    view.print_sheet(tmp_path / "sheet.pdf")
    settled(qtbot, photographs)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    view.go_back()
    settled(qtbot, photographs)
    assert not shown(view)
    photographs.documents.open_page(now.id, 1)
    settled(qtbot, photographs)
    views = photographs.documents.inspector.beside.views
    next(iter(views.findChildren(QPushButton))).click()
    settled(qtbot, photographs)
    assert shown(view)
    assert len(view.points.pairs) == 4
    assert view.bar.modes.current == "overlay"


def test_points_that_are_not_saved_are_asked_about(view: ComparisonView, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def stay(_parent: object, title: str, *_texts: str) -> dialogs.Answer:
        asked.append(title)
        return "no"

    monkeypatch.setattr(dialogs, "ask", stay)
    mark(view)
    press(view.panes["then"].view, Qt.Key.Key_Escape)
    assert asked
    assert shown(view)
    monkeypatch.setattr(dialogs, "ask", lambda *_texts: "other")
    press(view.panes["then"].view, Qt.Key.Key_Escape)
    assert not shown(view)


numbers = st.floats(0, 5000, allow_nan=False)
marks = st.lists(st.tuples(st.sampled_from(["then", "now"]), st.tuples(numbers, numbers)), max_size=20)


@given(marks)
def test_every_point_marked_is_in_exactly_one_pair(made: list[tuple[str, tuple[float, float]]]) -> None:
    points = Points()
    for side, point in made:
        points = points.marked(side, point)  # type: ignore[arg-type]  # one of the two
    for side in ("then", "now"):
        wanted = [point for where, point in made if where == side]
        assert [pair.on(side) for pair in points.pairs if pair.on(side) is not None] == wanted  # type: ignore[arg-type]
    assert points.swapped().swapped() == points
    again = Points.of(points.comparison(1, 2))
    assert again.whole == points.whole
    assert isinstance(points.comparison(1, 2), Comparison)
