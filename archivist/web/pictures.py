"""The pictures of a web edition: those of the edition before where the master is the same, else made by workers."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

from archivist import documents
from archivist.workspace import Workspace
from ocr.derivatives import Sizes, write_for_browsers
from ocr.errors import OcrError
from storage.errors import StorageError
from storage.values import Page

FORMAT = 1
MARK = "edition.json"
"""By this file a folder is known as an edition, which may be replaced."""
Problem = OcrError | StorageError
_AHEAD = 4
"""Pages a worker has waiting."""


class Pictures:
    """Makes the pictures of pages, `workers` at a time; `made` says of which masters they are, for the next edition."""

    def __init__(self, ws: Workspace, older: Path, workers: int) -> None:
        self.made: dict[str, list[Any]] = {}
        self._ws = ws
        self._older = older
        self._known: dict[str, list[Any]] = marked(older).get("pages", {})
        self._ahead = workers * _AHEAD
        self._pool: Executor | None = None
        if workers > 1:
            self._pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))

    def close(self) -> None:
        """Ends the workers; what waits is dropped."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def of(self, pages: Sequence[Page], folder: Path) -> Iterator[Sizes | Problem]:
        """For each page the sizes of its pictures, which lie in `folder` then, or why they can't be had."""
        waiting: deque[tuple[Page, Future[Any] | Sizes | Problem]] = deque()
        for page in pages:
            waiting.append((page, self._start(page, folder)))
            if len(waiting) > self._ahead:
                yield self._finish(*waiting.popleft())
        while waiting:
            yield self._finish(*waiting.popleft())

    def _start(self, page: Page, folder: Path) -> Future[Any] | Sizes | Problem:
        known = self._taken_over(page, folder)
        if known:
            return known
        try:
            master = documents.page_image(self._ws, page)
        except StorageError as error:
            return error
        files = (master, folder / f"{page.number}.jpg", folder / f"{page.number}.s.jpg")
        if self._pool:
            return self._pool.submit(write_for_browsers, *files)
        return _result(write_for_browsers(*files))

    def _finish(self, page: Page, item: Future[Any] | Sizes | Problem) -> Sizes | Problem:
        found = _result(item.result()) if isinstance(item, Future) else item
        if isinstance(found, Sizes):
            self.made[f"{page.document}/{page.number}"] = [page.digest, *found.full, *found.small]
        return found

    def _taken_over(self, page: Page, folder: Path) -> Sizes | None:
        known = self._known.get(f"{page.document}/{page.number}")
        if not known or known[0] != page.digest:
            return None
        try:
            for name in (f"{page.number}.jpg", f"{page.number}.s.jpg"):
                source = self._older / "documents" / str(page.document) / name
                try:
                    os.link(source, folder / name)
                except OSError:
                    shutil.copy2(source, folder / name)
        except OSError:
            return None
        return Sizes((known[1], known[2]), (known[3], known[4]))


def marked(folder: Path) -> dict[str, Any]:
    """What an edition says of itself; nothing for a folder that is none."""
    try:
        found = json.loads((folder / MARK).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and found.get("format") == FORMAT else {}


def _result(told: Sizes | tuple[str, dict[str, object]]) -> Sizes | Problem:
    return told if isinstance(told, Sizes) else OcrError(told[0], **told[1])
