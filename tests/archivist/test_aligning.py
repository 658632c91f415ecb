"""Photographs are aligned in a process of their own; the one that asks loads neither OpenCV nor numpy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PIL import Image

from archivist.aligning import Aligner, Laid, Place
from archivist.describing import Comparison
from archivist.workspace import Workspace
from storage.values import NewPage

SQUARE = ((0.0, 0.0), (40.0, 0.0), (0.0, 30.0))


def two_pages(ws: Workspace, folder: Path) -> tuple[int, int]:
    """Two documents of one page each, of 60 by 50 pixels."""
    found = []
    for name, grey in (("then", 80), ("now", 160)):
        path = folder / f"{name}.png"
        Image.new("L", (60, 50), grey).save(path)
        page = NewPage(ws.archive.files.put(path), path.name, "image/png", 60, 50)
        document = ws.archive.documents.add(name, "", None, [page])
        found.append(ws.archive.documents.pages(document.id)[0].id)
    return found[0], found[1]


def test_a_result_or_a_sentence_comes_back_and_the_next_piece_of_work_goes_on(tmp_path: Path) -> None:
    aligner = Aligner()
    with Workspace.create(tmp_path / "archive", "Test") as ws:
        then, now = two_pages(ws, tmp_path)
        place = Place.of(ws)
    points = tuple((x, y, x + 10, y + 5) for x, y in SQUARE)
    try:
        bad = [one for one in aligner.lay(place, Comparison(then, now, points[:2])) if one is not None]
        good = [one for one in aligner.lay(place, Comparison(then, now, points)) if one is not None]
    finally:
        aligner.close()
    assert [type(one) for one in bad] == [str]
    assert isinstance(good[0], Laid)
    assert good[0].size == (60, 50)
    assert good[0].error < 0.01
    assert good[0].then.startswith(b"\x89PNG")


def test_work_that_is_given_up_ends_its_process(tmp_path: Path) -> None:
    aligner = Aligner()
    with Workspace.create(tmp_path / "archive", "Test") as ws:
        then, now = two_pages(ws, tmp_path)
        items = aligner.lay(Place.of(ws), Comparison(then, now))
    assert next(items) is None
    items.close()
    assert aligner.idle


def test_whoever_asks_loads_neither_opencv_nor_numpy() -> None:
    code = "import sys, archivist.aligning; sys.exit(str({'cv2', 'numpy'} & set(sys.modules) or ''))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr.strip() == ""
