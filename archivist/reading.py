"""Reading in worker processes, so that a crash of an engine costs one page and the window stays light and quick."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from archivist.errors import TOLD
from archivist.i18n import _, language, say, set_language
from ocr.cleaning.recipe import Recipe
from ocr.hints import Hints
from ocr.page import PageText

Outcome = PageText | str
"""What reading a page gave: its text, or why it could not be read."""
Result = tuple[int, Outcome] | None
"""A key of the caller's and what became of its page; None says that all are still at work."""
PULSE = 0.2
"""Seconds after which `None` is yielded while no page is finished."""


@dataclass(frozen=True, slots=True)
class Job:
    """A key of the caller's, the image to read, and the recipe (JSON) by which it is cleaned first, if it is."""

    key: int
    path: Path
    recipe: str = ""


def begin_worker(code: str) -> None:
    """In the worker: Ctrl+C is the parent's business, and the person's other programs go first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A killed parent does not end its workers: they would wait for work for ever, each with its engines loaded.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    set_language(code)
    if hasattr(os, "nice"):
        os.nice(5)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read(job: Job, hints: Hints) -> Outcome:
    """In the worker: one page; errors come back as sentences."""
    from ocr.reader import worker_read

    try:
        if job.recipe:
            from ocr.cleaning.reading import worker_read_cleaned

            return worker_read_cleaned(job.path, Recipe.from_json(job.recipe), hints)
        return worker_read(job.path, hints)
    except TOLD as error:
        return say(error)


class PagePool:
    """Reads pages in `workers` processes; they start with the first page and end with `close`.

    `words` are names that are likely to occur in the pages; `lexicon` as in `ocr.hints`.
    """

    def __init__(self, workers: int = 1, words: Sequence[str] = (), lexicon: bool = True) -> None:
        self.workers = max(1, workers)
        self._hints = Hints(words=tuple(words), lexicon=lexicon)
        self._executor: ProcessPoolExecutor | None = None

    def _start(self) -> ProcessPoolExecutor:
        if self._executor is None:
            # spawn: a forked child would inherit the window's threads and database connections.
            self._executor = ProcessPoolExecutor(
                self.workers, multiprocessing.get_context("spawn"), initializer=begin_worker, initargs=(language(),)
            )
        return self._executor

    def read(self, jobs: Sequence[Job]) -> Iterator[Result]:
        """Yields (key, outcome) in the order of completion. A page that kills its worker is tried once more, alone."""
        suspects = yield from self._round(jobs, self.workers + 1)
        for job in suspects:
            if (yield from self._round([job], 1)):
                yield (
                    job.key,
                    _("The reading program crashed on this page; try again with a smaller or repaired image."),
                )

    def _round(self, jobs: Sequence[Job], most: int) -> Generator[Result, None, list[Job]]:
        """Reads the jobs, at most `most` handed out at once; returns those in hand when a worker died."""
        waiting = list(reversed(jobs))
        running: dict[Future[Outcome], Job] = {}
        suspects: list[Job] = []
        while waiting or running:
            while waiting and len(running) < most:
                running[self._start().submit(_read, waiting[-1], self._hints)] = waiting[-1]
                waiting.pop()
            done, _rest = wait(running, PULSE, FIRST_COMPLETED)
            if not done:
                yield None
            for future in done:
                error = future.exception()
                if error is None:
                    yield running.pop(future).key, future.result()
                elif not isinstance(error, BrokenProcessPool):
                    raise error
            if any(future.done() and future.exception() for future in running):
                suspects.extend(running.values())
                running.clear()
                self._drop()
        return suspects

    def _drop(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None

    def close(self) -> None:
        """Ends the workers; a page in hand is not waited for."""
        if self._executor is None:
            return
        # Public only from Python 3.14 on (terminate_workers); without it a cancel would wait for the pages in hand.
        processes = list((getattr(self._executor, "_processes", None) or {}).values())
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
        self._executor = None
