"""Work on pictures that another process does for a view, one piece after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import TypeVar

from archivist.process import Place
from ui.hub import Hub

T = TypeVar("T")


class OneByOne:
    """What is asked for while a piece is in hand is not begun. A sentence instead of a result goes to `why_not`."""

    def __init__(self, hub: Hub, why_not: Callable[[str], None]) -> None:
        self._hub, self._why_not = hub, why_not
        self.busy = False

    def run(
        self,
        work: Callable[[Place], Generator[T | str | None, None, None]],
        then: Callable[[T], None],
        title: str = "",
    ) -> None:
        """Begins a piece of work, and calls `then` with what it gave."""
        if self.busy:
            return
        self.busy = True
        place = Place.of(self._hub.workspace)

        def take(result: object) -> None:
            self.busy = False
            if isinstance(result, str):
                self._why_not(result)
            else:
                then(result)  # type: ignore[arg-type]  # what the work gives

        def over() -> None:
            self.busy = False

        def failed(error: Exception) -> None:
            self.busy = False
            self._hub.failed.emit(error)

        self._hub.jobs.drive(partial(_items, work, place), on_item=take, on_done=over, on_error=failed, title=title)


def _items(work: Callable[[Place], Generator[object, None, None]], place: Place) -> Iterator[object]:
    return work(place)
