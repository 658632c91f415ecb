"""One process beside the window for work on pictures: it loads OpenCV and numpy, the one that asks does not."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from archivist.access import Reader
from archivist.errors import TOLD
from archivist.i18n import language, say
from archivist.reading import PULSE, begin_worker
from archivist.workspace import Workspace

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pictures are, and who looks at them."""

    folder: Path
    reader: Reader

    @classmethod
    def of(cls, ws: Workspace) -> Place:
        """That of an open archive."""
        return cls(ws.folder, ws.reader)

    def open(self) -> Workspace:
        """The archive once more, in the other process."""
        ws = Workspace.open(self.folder)
        ws.reader = self.reader
        return ws


class Process:
    """Begun with the first piece of work and ended by `close`; `crashed` is what is said when a piece brings it down.

    Every piece is a generator: None a few times a second while it goes on, then the result, or a sentence that says why
    there is none. Closing the generator, or a crash, ends the process; the next piece begins another. A piece that is
    in hand when the process is closed gives nothing.
    """

    def __init__(self, crashed: str) -> None:
        self._crashed = crashed
        self._executor: ProcessPoolExecutor | None = None

    @property
    def idle(self) -> bool:
        """Whether there is no process."""
        return self._executor is None

    def run(
        self, do: Callable[Concatenate[Workspace, P], T], place: Place, *values: P.args, **named: P.kwargs
    ) -> Generator[T | str | None, None, None]:
        """Has `do`, a function of a module, called there with the archive and these values."""
        executor = self._begun()
        try:
            future = executor.submit(_told, do, place, values, named)
        except RuntimeError:
            return  # closed between the two lines above: nobody waits for this piece any more
        try:
            while not wait((future,), PULSE).done:
                yield None
        except GeneratorExit:
            self.close()
            raise
        if self._executor is not executor:
            return  # closed on purpose meanwhile
        error = future.exception()
        if isinstance(error, BrokenProcessPool):
            self.close()
            yield self._crashed
        elif error is not None:
            raise error
        else:
            yield future.result()

    def _begun(self) -> ProcessPoolExecutor:
        if self._executor is None:
            # spawn: a forked child would inherit the window's threads and database connections.
            self._executor = ProcessPoolExecutor(
                1, multiprocessing.get_context("spawn"), initializer=begin_worker, initargs=(language(),)
            )
        return self._executor

    def close(self) -> None:
        """Ends the process; what it has in hand is dropped."""
        executor, self._executor = self._executor, None
        if executor is None:
            return
        processes = list((getattr(executor, "_processes", None) or {}).values())
        executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
            process.join()


def _told(do: Callable[..., T], place: Place, values: tuple[Any, ...], named: dict[str, Any]) -> T | str:
    """In the process: errors come back as sentences."""
    with place.open() as ws:
        try:
            return do(ws, *values, **named)
        except TOLD as error:
            return say(error)
