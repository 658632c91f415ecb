"""Reading many files and finding their SHA-256 as fast as the disk or the processor can, or as slowly as asked."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from storage.database import guarded
from storage.errors import StorageError

Job = TypeVar("Job")
_CHUNK = 1 << 18
"""So small that it stays in the processor's own memory between reading and counting."""
_own = threading.local()
_THREADS = 4
"""Some wait for the disk while others count; hashlib and the system's reading both let other threads run. Measured: two
leave a fast disk idle a fifth of the time, six do no better than four."""
_AHEAD = 12


class Pace:
    """At most `rate` bytes a second over all threads, once it is asked for the first time; None: as fast as can be."""

    def __init__(self, rate: float | None = None) -> None:
        self._rate = rate
        self._free_at = 0.0
        self._lock = threading.Lock()

    def spend(self, count: int) -> None:
        """Waits until so many bytes may be read."""
        if not self._rate:
            return
        with self._lock:
            begun = max(self._free_at, time.monotonic())
            self._free_at = begun + count / self._rate
        wait = begun - time.monotonic()
        if wait > 0:
            time.sleep(wait)


@dataclass(frozen=True, slots=True)
class Hashed(Generic[Job]):
    """A file that was read to its end: its SHA-256 and size in bytes; or why it could not be."""

    job: Job
    digest: str = ""
    size: int = 0
    problem: StorageError | None = None


def hashed(jobs: Iterable[tuple[Job, Path]], pace: Pace) -> Iterator[Hashed[Job]]:
    """Every file in turn, a few of them read ahead. Leaving the iterator stops within a chunk of 256 KB."""
    stop = threading.Event()
    waiting: deque[Future[Hashed[Job]]] = deque()
    with ThreadPoolExecutor(_THREADS, "hashing") as threads:
        try:
            for job, path in jobs:
                waiting.append(threads.submit(_hash, job, path, pace, stop))
                if len(waiting) >= _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            stop.set()
            threads.shutdown(cancel_futures=True)


def _buffer() -> bytearray:
    """The same for every file that a thread reads."""
    if not hasattr(_own, "buffer"):
        _own.buffer = bytearray(_CHUNK)
    buffer: bytearray = _own.buffer
    return buffer


def _hash(job: Job, path: Path, pace: Pace, stop: threading.Event) -> Hashed[Job]:
    found = hashlib.sha256()
    buffer = _buffer()
    view = memoryview(buffer)
    size = 0
    try:
        with guarded(path), path.open("rb", buffering=0) as file:
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
            while not stop.is_set() and (count := file.readinto(buffer)):
                found.update(view[:count])
                size += count
                pace.spend(count)
    except StorageError as error:
        return Hashed(job, problem=error)
    return Hashed(job, found.hexdigest(), size)
