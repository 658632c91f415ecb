"""The largest sheets go through in bounded memory: A1 at 600 dpi, 14,000 × 19,900 pixels of grey, 266 MiB each."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.large,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak in this way"),
]
ROOT = Path(__file__).parents[3]
SHEET = 266
"""MiB of one such picture."""
PROGRAM = """
import ast, json, resource, sys
import numpy as np
from ocr.cleaning.recipe import Recipe, step
from ocr.cleaning.steps import apply, automatic
from tests.ocr.cleaning.drawn import leaf
height, width, steps = ast.literal_eval(sys.argv[1])
part = leaf(900, 1200)
sheet = np.full((height, width), 40, dtype=np.uint8)
for top in range(200, height - 1300, 1200):
    for left in range(200, width - 1000, 900):
        sheet[top : top + 1200, left : left + 900] = part
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before = peak()
names = [name for name, settings in steps if settings is None]
recipe = automatic(sheet, names)
given = tuple(step(name, **settings) for name, settings in steps if settings is not None)
pages = apply(sheet, Recipe(recipe.steps + given))
print(json.dumps([[s.name for s in recipe.steps], [page.shape for page in pages], before, peak()]))
"""


def measured(height: int, width: int, *steps: tuple[str, dict[str, object] | None]) -> tuple[list[str], int, float]:
    """Decides the steps without settings and applies all in a process of its own; gives what was decided, how many
    pages came of it, and by how many MiB the memory rose above what the picture itself had needed."""
    command = [sys.executable, "-c", PROGRAM, repr((height, width, steps))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    decided, pages, before, peak = json.loads(done.stdout)
    return decided, len(pages), peak - before


def test_a_sheet_of_a1_is_cut_out_and_parted_with_two_more_of_its_size_in_memory() -> None:
    decided, pages, more = measured(
        19_900, 14_000, ("crop", None), ("borders", None), ("deskew", None), ("split", {"gutter": 6000})
    )
    assert decided[0] == "crop"
    assert pages == 2
    assert more < 2.5 * SHEET


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("deskew", {"angle": 1.0}),
        ("binarise", {"window": 61}),
        ("background", {"clear": 0.1}),
        ("despeckle", {"area": 9}),
        ("dewarp", {"columns": 2, "sunk": (0.0, 90.0, 0.0, 90.0)}),
    ],
)
def test_a_long_strip_goes_through_tile_by_tile(name: str, settings: dict[str, object]) -> None:
    _decided, pages, more = measured(39_000, 1_200, (name, settings))
    assert pages == 1
    # The strip and the page made of it have 45 MiB each; the rest is for the tile in hand and the view.
    assert more < 260
