"""Makes batches in a process of its own, a few ahead of the training."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.queues import Queue

from ocr.mongolian.training.batches import Batch, Batches

AHEAD = 12
NICE = 5


class Ahead:
    """Gives the batches that `make()` gives, in order from `first`; the other process ends with this one."""

    def __init__(self, make: Callable[[], Batches], first: int = 0) -> None:
        context = multiprocessing.get_context("spawn")
        self._queue: Queue[tuple[int, Batch]] = context.Queue(AHEAD)
        self._process = context.Process(target=_fill, args=(make, first, self._queue), daemon=True)
        self._process.start()

    def __getitem__(self, number: int) -> Batch:
        made, batch = self._queue.get(timeout=300)
        if made != number:
            message = f"Batch {number} was asked for, but batch {made} is next."
            raise IndexError(message)
        return batch

    def close(self) -> None:
        self._process.terminate()
        self._process.join()


def _fill(make: Callable[[], Batches], number: int, queue: Queue[tuple[int, Batch]]) -> None:
    if hasattr(os, "nice"):
        os.nice(NICE)
    batches = make()
    while True:
        queue.put((number, batches[number]))
        number += 1
