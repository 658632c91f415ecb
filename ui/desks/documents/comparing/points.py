"""Pairs of points on two photographs, as they are being marked: a frozen value, and the steps that change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtGui import QUndoCommand

from archivist.describing import Comparison

Side = Literal["then", "now"]
Point = tuple[float, float]
LEAST = 3


@dataclass(frozen=True, slots=True)
class PointPair:
    """A point of each photograph; None as long as it is not marked."""

    then: Point | None = None
    now: Point | None = None

    @property
    def whole(self) -> bool:
        """Whether both are marked."""
        return self.then is not None and self.now is not None

    def on(self, side: Side) -> Point | None:
        return self.then if side == "then" else self.now

    def at(self, side: Side, point: Point) -> PointPair:
        """The pair with this point on one side."""
        return replace(self, then=point) if side == "then" else replace(self, now=point)


@dataclass(frozen=True, slots=True)
class Points:
    """All pairs in their order, and the one in hand (-1: none)."""

    pairs: tuple[PointPair, ...] = ()
    current: int = -1

    @classmethod
    def of(cls, comparison: Comparison) -> Points:
        """Those of a comparison that was kept."""
        return cls(tuple(PointPair((p[0], p[1]), (p[2], p[3])) for p in comparison.points if len(p) == 4))

    @property
    def whole(self) -> tuple[PointPair, ...]:
        """The pairs that are marked on both sides."""
        return tuple(pair for pair in self.pairs if pair.whole)

    @property
    def missing(self) -> int:
        """How many pairs are still to be marked."""
        return max(0, LEAST - len(self.whole))

    def marked(self, side: Side, point: Point) -> Points:
        """With a point: it completes the first pair that lacks this side, else it begins a new one."""
        open_ = next((at for at, pair in enumerate(self.pairs) if pair.on(side) is None), len(self.pairs))
        pair = self.pairs[open_] if open_ < len(self.pairs) else PointPair()
        return Points((*self.pairs[:open_], pair.at(side, point), *self.pairs[open_ + 1 :]), open_)

    def moved(self, side: Side, across: float, down: float) -> Points:
        """With the point in hand moved."""
        if not 0 <= self.current < len(self.pairs):
            return self
        pair = self.pairs[self.current]
        old = pair.on(side)
        if old is None:
            return self
        new = pair.at(side, (old[0] + across, old[1] + down))
        return replace(self, pairs=(*self.pairs[: self.current], new, *self.pairs[self.current + 1 :]))

    def without(self) -> Points:
        """Without the pair in hand; without the last one where none is."""
        at = self.current if 0 <= self.current < len(self.pairs) else len(self.pairs) - 1
        if at < 0:
            return self
        return Points((*self.pairs[:at], *self.pairs[at + 1 :]))

    def swapped(self) -> Points:
        """With then and now changed over."""
        return replace(self, pairs=tuple(PointPair(pair.now, pair.then) for pair in self.pairs))

    def comparison(self, then: int, now: int) -> Comparison:
        """The whole pairs as the archive keeps them, for two pages."""
        whole = ((*pair.then, *pair.now) for pair in self.pairs if pair.then is not None and pair.now is not None)
        return Comparison(then, now, tuple(whole))


class PointsChange(QUndoCommand):
    """One step, that is undone by showing what was before."""

    def __init__(self, text: str, before: Points, after: Points, show: Callable[[Points], None]) -> None:
        super().__init__(text)
        self._before, self._after, self._show = before, after, show

    def redo(self) -> None:
        self._show(self._after)

    def undo(self) -> None:
        self._show(self._before)
