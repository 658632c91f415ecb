"""The one place in the program that starts threads.

Two lanes: `workers`, as many as the machine has cores, and `database`, one at a time and in order. They are threads of
Python, not of a QThreadPool: in one of Qt's, what a thread keeps for itself (its database connection) is thrown away
after every single job, and throwing an open connection away there crashed the interpreter.

Callbacks are given to `start` and `drive` and called in the GUI thread. What a thread makes goes into one queue, and
one queued signal tells the GUI thread to empty it: nothing can be lost between starting and connecting, and 3,000
quick items do not mean 3,000 events.
"""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from threading import Event, Lock
from typing import Literal, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

Lane = Literal["workers", "database"]
State = Literal["waiting", "running", "done", "failed", "cancelled"]
Fault = Callable[[Exception], None]
T = TypeVar("T")
LEAST_WORKERS = 4  # so that a page can be shown while a search is counted and the index is made again
SLICE = 0.02  # seconds that one emptying of the queue may hold up the window
log = logging.getLogger(__name__)


class Job(QObject):
    """One piece of work, to be used in the GUI thread only (but for `cancelled`).

    `made` counts the items delivered so far, `total` those expected (0: unknown). `changed` is emitted whenever state
    or progress has moved.
    """

    changed = Signal()

    def __init__(self, title: str, total: int, parent: QObject) -> None:
        super().__init__(parent)
        self.title, self.total, self.made = title, total, 0
        self.state: State = "waiting"
        self._stop = Event()
        self._started = 0.0

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "failed", "cancelled")

    def cancel(self) -> None:
        """Asks the work to stop; it does so before its next item. What it has made stays."""
        self._stop.set()
        if not self.over:
            self.changed.emit()

    def begin(self) -> None:
        self.state, self._started = "running", time.monotonic()
        self.changed.emit()

    def count(self) -> None:
        self.made += 1
        self.changed.emit()

    def end(self, error: Exception | None) -> None:
        self.state = "failed" if error is not None else "cancelled" if self.cancelled else "done"
        self.changed.emit()

    def seconds_left(self) -> float | None:
        """How long the rest will take at the pace so far; None as long as that would be a guess."""
        spent = time.monotonic() - self._started
        if self.state != "running" or not self.total or self.made < 1 or spent < 2:
            return None
        return spent / self.made * max(0, self.total - self.made)


class Jobs(QObject):
    """All work that runs beside the window.

    `changed` is emitted when a job starts, moves or ends; `failed` gets the error of a job started without `on_error`.
    """

    changed = Signal()
    failed = Signal(object)
    _rung = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[Lane, ThreadPoolExecutor] = {
            "workers": ThreadPoolExecutor(max(LEAST_WORKERS, os.cpu_count() or 2), "workers"),
            "database": ThreadPoolExecutor(1, "database"),
        }
        self._futures: dict[Job, Future[None]] = {}
        self._running: list[Job] = []
        self._queue: deque[Callable[[], None]] = deque()
        self._lock = Lock()
        self._announced = False
        self._rung.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def titled(self) -> tuple[Job, ...]:
        """The jobs that a person should know of, the oldest first."""
        return tuple(job for job in self._running if job.title)

    @property
    def idle(self) -> bool:
        """Whether nothing runs, waits or is still to be delivered."""
        return not self._running

    def start(
        self,
        work: Callable[[], T],
        *,
        on_done: Callable[[T], None] | None = None,
        on_error: Fault | None = None,
        title: str = "",
        lane: Lane = "workers",
    ) -> Job:
        """Calls `work` in a lane and gives `on_done` what it returned. A job without a title is shown nowhere."""
        job = self._enter(title, 0)

        def run() -> None:
            result = work()
            self._put(partial(self._done, job, partial(on_done, result) if on_done else None))

        self._send(job, run, on_error, lane)
        return job

    def drive(
        self,
        work: Callable[[], Iterator[T | None]],
        *,
        on_item: Callable[[T], None] | None = None,
        on_done: Callable[[], None] | None = None,
        on_error: Fault | None = None,
        title: str = "",
        total: int = 0,
        lane: Lane = "workers",
    ) -> Job:
        """Drives the iterator that `work` makes, in a lane, and gives `on_item` every item.

        After a cancel the iterator is closed in its own thread, and `on_done` is called as well: ask `job.cancelled`.
        """
        job = self._enter(title, total)

        def run() -> None:
            for item in _until(job, work()):
                self._put(partial(self._item, job, partial(on_item, item) if on_item else None))
            self._put(partial(self._done, job, on_done))

        self._send(job, run, on_error, lane)
        return job

    def stop(self, seconds: float = 10.0) -> bool:
        """Cancels everything and waits; whether all has ended in time. What is made now is not delivered any more.

        Nothing can be started afterwards.
        """
        for job in self._running:
            job.cancel()
        for lane in self._lanes.values():
            lane.shutdown(wait=False, cancel_futures=True)
        _done, late = wait(self._futures.values(), timeout=seconds)
        self._queue.clear()
        self._running.clear()
        return not late

    def _enter(self, title: str, total: int) -> Job:
        job = Job(title, total, self)
        self._running.append(job)
        job.changed.connect(self.changed)
        return job

    def _send(self, job: Job, run: Callable[[], None], on_error: Fault | None, lane: Lane) -> None:
        def guarded() -> None:
            if job.cancelled:
                self._put(partial(self._done, job, None))
                return
            self._put(job.begin)
            try:
                run()
            except Exception as error:  # noqa: BLE001 - whatever fails in a thread must reach the person, not vanish
                self._put(partial(self._failed, job, on_error or self.failed.emit, error))

        self._futures[job] = self._lanes[lane].submit(guarded)
        self.changed.emit()

    def _put(self, message: Callable[[], None]) -> None:
        """Called from any thread."""
        with self._lock:
            self._queue.append(message)
            if self._announced:
                return
            self._announced = True
        self._rung.emit()

    def _deliver(self) -> None:
        until = time.monotonic() + SLICE
        try:
            while self._queue and time.monotonic() < until:
                self._queue.popleft()()
        finally:  # also when a callback raises: the rest must still come
            with self._lock:
                self._announced = bool(self._queue)
            if self._announced:
                self._rung.emit()

    def _item(self, job: Job, then: Callable[[], None] | None) -> None:
        job.count()
        if then is not None:
            then()

    def _done(self, job: Job, then: Callable[[], None] | None) -> None:
        self._leave(job, None)
        if then is not None:
            then()

    def _failed(self, job: Job, tell: Fault, error: Exception) -> None:
        log.info("%s failed", job.title or "a job", exc_info=error)
        self._leave(job, error)
        tell(error)

    def _leave(self, job: Job, error: Exception | None) -> None:
        self._running.remove(job)
        del self._futures[job]
        job.end(error)
        job.deleteLater()


def _until(job: Job, items: Iterator[T | None]) -> Iterator[T]:
    """The items until the job is cancelled; the iterator is closed in any case, so that it can put away its tools.

    None is no item but a sign of life: it lets a cancel through while a long item is being made.
    """
    try:
        for item in items:
            if item is not None:
                yield item
            if job.cancelled:
                return
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            close()
