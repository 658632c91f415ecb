"""Then and now for the window: photographs are aligned, kept and printed in a process of their own.

That process loads OpenCV and numpy; this module does not, and hands out values without them.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from archivist.access import Reader
from archivist.describing import Comparison
from archivist.errors import TOLD
from archivist.i18n import _, language, say
from archivist.reading import PULSE, begin_worker
from archivist.workspace import Workspace

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Laid:
    """How two pages lie on each other: `then` is a PNG of the old photograph in the frame of the new one, `size` that
    frame in pixels, `error` how far the points are off on average, in its pixels."""

    comparison: Comparison
    then: bytes
    size: tuple[int, int]
    error: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where the photographs are, and who looks at them."""

    folder: Path
    reader: Reader

    @classmethod
    def of(cls, ws: Workspace) -> Place:
        """That of an open archive."""
        return cls(ws.folder, ws.reader)


class Aligner:
    """One process, begun with the first piece of work and ended by `close`.

    Every piece is a generator: None a few times a second while it goes on, then the result, or a sentence that says why
    there is none. Closing the generator, or a crash, ends the process; the next piece begins another.
    """

    def __init__(self) -> None:
        self._executor: ProcessPoolExecutor | None = None

    @property
    def idle(self) -> bool:
        """Whether there is no process."""
        return self._executor is None

    def lay(self, place: Place, comparison: Comparison) -> Generator[Laid | str | None, None, None]:
        """Lays the old photograph over the new one."""
        yield from self._run(_lay, place, comparison)

    def keep(self, place: Place, comparison: Comparison) -> Generator[Path | str | None, None, None]:
        """Keeps the comparison with the newer document; yields the folder of the archive when it is kept."""
        yield from self._run(_keep, place, comparison)

    def print_sheet(
        self, place: Place, comparison: Comparison, out: Path, paper: str, paper_language: str
    ) -> Generator[Path | str | None, None, None]:
        """Writes both photographs side by side as a PDF and yields its name; see `archivist.comparing.print_sheet`."""
        yield from self._run(_print, place, comparison, out, paper, paper_language)

    def close(self) -> None:
        """Ends the process; what it has in hand is dropped."""
        if self._executor is None:
            return
        processes = list((getattr(self._executor, "_processes", None) or {}).values())
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = None
        for process in processes:
            process.terminate()
            process.join()

    def _run(self, do: Callable[P, T], *values: P.args, **_none: P.kwargs) -> Generator[T | str | None, None, None]:
        if self._executor is None:
            # spawn: a forked child would inherit the window's threads and database connections.
            self._executor = ProcessPoolExecutor(
                1, multiprocessing.get_context("spawn"), initializer=begin_worker, initargs=(language(),)
            )
        future = self._executor.submit(do, *values, **_none)
        try:
            while not wait((future,), PULSE).done:
                yield None
        except GeneratorExit:
            self.close()
            raise
        error = future.exception()
        if isinstance(error, BrokenProcessPool):
            self.close()
            yield _("The program that aligns photographs crashed on these two; try smaller copies of them.")
        elif error is not None:
            raise error
        else:
            yield future.result()


def _lay(place: Place, comparison: Comparison) -> Laid | str:
    """In the worker, as the two below: errors come back as sentences."""
    from archivist import comparing

    with _opened(place) as ws:
        try:
            found = comparing.compare(ws, comparison)
        except TOLD as error:
            return say(error)
        return Laid(comparison, found.then, found.size, found.alignment.error)


def _keep(place: Place, comparison: Comparison) -> Path | str:
    from archivist import comparing

    with _opened(place) as ws:
        try:
            comparing.keep(ws, comparison)
        except TOLD as error:
            return say(error)
        return place.folder


def _print(place: Place, comparison: Comparison, out: Path, paper: str, paper_language: str) -> Path | str:
    from archivist import comparing

    with _opened(place) as ws:
        try:
            comparing.print_sheet(ws, comparing.compare(ws, comparison), out, paper=paper, language=paper_language)
        except TOLD as error:
            return say(error)
        return out


def _opened(place: Place) -> Workspace:
    ws = Workspace.open(place.folder)
    ws.reader = place.reader
    return ws
