"""The hits by year or decade, as bars; a click on one narrows to it, another takes that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from archivist.i18n import _, ngettext
from ui import fonts, theme
from ui.desks.search.names import years_name
from ui.hub import Hub
from ui.text import number
from ui.widgets.basics import button

HEIGHT, EMPTY = 176, 56
TOP, FOOT = 40, 22
WIDEST = 44
MOST_YEARS = 40
"""Over a longer time the bars are decades."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The hits of some years."""

    first: int
    last: int
    count: int


def decade_of(years: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The one decade that all these years lie in; None where there is none or there are several."""
    decades = {(first // 10 * 10, last // 10 * 10) for first, last in years}
    if len(decades) != 1:
        return None
    ((first, last),) = decades
    return (first, first + 9) if first == last else None


def bars_of(years: Sequence[tuple[int, int]], decades: Sequence[tuple[int, int]], within: tuple[int, int] | None) -> (
    tuple[Bar, ...]
):  # fmt: skip
    """A bar for every year or every decade, also for those without hits that lie between others.

    `years` and `decades` are pairs of (first) year and number of hits. Years where all of them, or those `within`, are
    few; else decades.
    """
    counted = dict(years)
    if within is not None:
        counted = {year: count for year, count in counted.items() if within[0] <= year <= within[1]}
        return tuple(Bar(year, year, counted.get(year, 0)) for year in range(within[0], within[1] + 1))
    if not counted:
        return ()
    begin, end = min(counted), max(counted)
    if end - begin < MOST_YEARS:
        return tuple(Bar(year, year, counted.get(year, 0)) for year in range(begin, end + 1))
    by_decade = dict(decades)
    first, last = min(by_decade, default=begin // 10 * 10), max(by_decade, default=end // 10 * 10)
    return tuple(Bar(decade, decade + 9, by_decade.get(decade, 0)) for decade in range(first, last + 1, 10))


class Timeline(QWidget):
    """`toggled` gives the first and the last year of the bar that was chosen, `widened` asks for all years.

    Left and right move, space chooses, Backspace is all years.
    """

    toggled = Signal(int, int)
    widened = Signal()

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.bars: tuple[Bar, ...] = ()
        self._chosen: tuple[tuple[int, int], ...] = ()
        self._at = 0
        self._under = -1
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Hits by year"))
        self.widen = button(_("All years"), self.widened.emit, "link")
        self.widen.setParent(self)
        self.widen.move(theme.MIDDLE, 0)
        self.widen.hide()
        hub.theme.changed.connect(self.update)

    def show_bars(self, bars: Sequence[Bar], chosen: Sequence[tuple[int, int]]) -> None:
        """Shows these; `chosen` are the years that are narrowed to."""
        self.bars, self._chosen = tuple(bars), tuple(chosen)
        self._at = min(self._at, max(0, len(self.bars) - 1))
        self.widen.setVisible(bool(chosen))
        self.setFixedHeight(HEIGHT if self.bars else EMPTY)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, HEIGHT)

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(theme.LARGE, TOP, -theme.LARGE, -FOOT)

    def _step(self) -> float:
        return min(WIDEST, self._room().width() / max(1, len(self.bars)))

    def _bar_at(self, x: float) -> int:
        at = int((x - self._room().left()) // self._step()) if self.bars else -1
        return at if 0 <= at < len(self.bars) else -1

    def _is_on(self, bar: Bar) -> bool:
        return any(first <= bar.first and bar.last <= last for first, last in self._chosen)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._hub.colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours["panel"])
        painter.setFont(fonts.sans(theme.CAPTION))
        room, step = self._room(), self._step()
        if not self.bars:
            painter.setPen(colours["second"])
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _("None of the hits has a date."))
            return
        most = max(bar.count for bar in self.bars) or 1
        gap = 1 if step < 12 else 3
        for at, bar in enumerate(self.bars):
            whole = QRectF(room.left() + at * step, room.top(), step, room.height())
            if at in (self._under, self._at if self.hasFocus() else -1):
                painter.fillRect(whole.adjusted(0, -17, 0, 0), colours["selection"])
            height = max(2.0, room.height() * bar.count / most) if bar.count else 0
            faint = bool(self._chosen) and not self._is_on(bar)
            ink = colours["third" if faint else "accent" if self._is_on(bar) else "tag"]
            painter.fillRect(whole.adjusted(gap, room.height() - height, -gap, 0), ink)
            if at == self._at and self.hasFocus():
                painter.setPen(QPen(colours["accent"], 1))
                painter.drawRect(whole.adjusted(0.5, -16.5, -0.5, -0.5))
        painter.fillRect(QRectF(room.left(), room.bottom(), room.width(), 1), colours["line"])
        self._texts(painter, room, step)

    def _texts(self, painter: QPainter, room: QRectF, step: float) -> None:
        """Years below as many bars as have room for them, and the number of hits above."""
        colours = self._hub.colours
        metrics = QFontMetricsF(painter.font())
        every = max(1, int(-(-(metrics.horizontalAdvance("1930") + 10) // step)))
        painter.setPen(colours["second"])
        for at, bar in enumerate(self.bars):
            centre = room.left() + (at + 0.5) * step
            if at % every == 0:
                painter.drawText(_round(centre, room.bottom() + 4, 60), Qt.AlignmentFlag.AlignHCenter, str(bar.first))
            text = number(bar.count)
            if bar.count and metrics.horizontalAdvance(text) + 2 <= step:
                most = max(one.count for one in self.bars)
                top = room.bottom() - room.height() * bar.count / most - 16
                painter.drawText(_round(centre, top, 60), Qt.AlignmentFlag.AlignHCenter, text)

    def _say(self, bar: Bar) -> str:
        hits = ngettext("{n} hit", "{n} hits", bar.count).format(n=number(bar.count))
        return f"{years_name(bar.first, bar.last)}: {hits}"

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self._bar_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self._say(self.bars[at]) if at >= 0 else "", self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._bar_at(event.position().x())
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._under >= 0 else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._bar_at(event.position().x())
        if at >= 0:
            self._at = at
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -9999, Qt.Key.Key_End: 9999}
        key = Qt.Key(event.key())
        if key in moves and self.bars:
            self._at = min(len(self.bars) - 1, max(0, self._at + moves[key]))
            self.setAccessibleDescription(self._say(self.bars[self._at]))
            self.update()
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.bars:
            self._choose()
        elif key == Qt.Key.Key_Backspace and self._chosen:
            self.widened.emit()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        bar = self.bars[self._at]
        if bar.count or self._is_on(bar):
            self.toggled.emit(bar.first, bar.last)


def _round(centre: float, top: float, width: float) -> QRectF:
    return QRectF(QPointF(centre - width / 2, top), QPointF(centre + width / 2, top + 18))
