"""Work on pictures that another process does for a view, one piece after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import TypeVar

from archivist.process import Place
from ui.hub import Hub

T = TypeVar("T")


class OneByOne:
    """Of what is asked for while a piece is in hand, the last is begun after it; the others are out of date by then.

    A sentence instead of a result goes to `why_not`.
    """

    def __init__(self, hub: Hub, why_not: Callable[[str], None]) -> None:
        self._hub, self._why_not = hub, why_not
        self._in_hand: object | None = None
        self._waiting: Callable[[], None] | None = None

    @property
    def busy(self) -> bool:
        """Whether a piece is in hand."""
        return self._in_hand is not None

    def run(
        self,
        work: Callable[[Place], Generator[T | str | None, None, None]],
        then: Callable[[T], None],
        title: str = "",
    ) -> None:
        """Begins a piece of work, now or after the one in hand, and calls `then` with what it gave."""
        if self.busy:
            self._waiting = partial(self.run, work, then, title)
            return
        piece = self._in_hand = object()

        def take(result: object) -> None:
            self._over(piece)
            if isinstance(result, str):
                self._why_not(result)
            else:
                then(result)  # type: ignore[arg-type]  # what the work gives
            self._go_on()

        def over() -> None:
            self._over(piece)
            self._go_on()

        def failed(error: Exception) -> None:
            self._hub.failed.emit(error)
            over()

        items = partial(_items, work, Place.of(self._hub.workspace))
        self._hub.jobs.drive(items, on_item=take, on_done=over, on_error=failed, title=title)

    def _over(self, piece: object) -> None:
        if self._in_hand is piece:
            self._in_hand = None

    def _go_on(self) -> None:
        waiting = self._waiting
        if waiting is not None and not self.busy:
            self._waiting = None
            waiting()


def _items(work: Callable[[Place], Generator[object, None, None]], place: Place) -> Iterator[object]:
    return work(place)
