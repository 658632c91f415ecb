"""Columns of Mongolian told from columns of characters by their ink, without any engine or font."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.engines.base import Gray
from ocr.frames import Pyramid, upright
from ocr.layout import Look
from ocr.mongolian.lanes import cut_at_lanes
from ocr.mongolian.spines import leanings, spine
from ocr.pieces import Blob

WIDTH, LENGTH = 30, 400


def paper() -> Gray:
    return np.full((500, 100), 255, dtype=np.uint8)


def heart(x: float = 50, tilt: float = 0.0) -> Blob:
    """What the detector sees of a column that stands in the middle of the picture."""
    return Blob(x, 250, LENGTH, 0.4 * WIDTH, tilt, vertical=True, label=1)


def words(tilt: float = 0.0) -> Gray:
    """Words as Mongolian has them: a stem, with teeth and tails on it, and gaps between the words."""
    picture = paper()
    for top in range(60, 430, 100):
        cv2.line(picture, (52, top), (52, top + 80), (0,), 3)
        for tooth in range(top + 5, top + 80, 12):
            cv2.line(picture, (52, tooth), (43, tooth + 6), (0,), 2)
    return turned(picture, tilt)


def characters() -> Gray:
    """Squares with lying and standing strokes, one below the other."""
    picture = paper()
    for top in range(60, 430, 32):
        cv2.rectangle(picture, (37, top), (63, top + 26), (0,), 2)
        cv2.line(picture, (37, top + 13), (63, top + 13), (0,), 2)
        cv2.line(picture, (50, top), (50, top + 26), (0,), 2)
    return picture


def turned(picture: Gray, tilt: float) -> Gray:
    matrix = cv2.getRotationMatrix2D((50, 250), -tilt, 1)
    return np.asarray(cv2.warpAffine(picture, matrix, (100, 500), borderValue=(255,)), dtype=np.uint8)


@pytest.mark.parametrize("tilt", [-3.0, 0.0, 2.0])
def test_words_on_a_stem_are_mongolian_also_where_the_page_leans(tilt: float) -> None:
    assert spine(words(tilt), heart(tilt=tilt)).leaning > 0.5


def test_a_grid_of_characters_is_none() -> None:
    assert spine(characters(), heart()).leaning < -0.3


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_an_empty_column_is_none(shade: int) -> None:
    assert spine(np.full((500, 100), shade, dtype=np.uint8), heart()).leaning < 0


def test_a_doubtful_column_is_taken_for_what_stands_beside_it() -> None:
    lone = characters()
    lone[:, 34:47] = 255  # half of each character is lost
    alone = leanings(lone, [heart()])[0]
    view = np.hstack([words(), lone, words()])
    assert leanings(view, [heart(50), heart(150), heart(250)])[1] >= alone
    assert list(leanings(view, [])) == []


def look_of(columns: list[tuple[int, int, int]], picture: Gray) -> Look:
    """What the detector would see: columns as (x, top, bottom)."""
    hearts, labels = np.zeros(picture.shape, dtype=np.uint8), np.zeros(picture.shape, dtype=np.int32)
    found = []
    for n, (x, top, bottom) in enumerate(columns, 1):
        hearts[top:bottom, x - 6 : x + 6] = 200
        labels[top:bottom, x - 6 : x + 6] = n
        found.append(Blob(x, (top + bottom) / 2, bottom - top, 12, 0, vertical=True, label=n))
    frame = upright(picture.shape[1], picture.shape[0], skew=0, quarter=False, scale=1)
    return Look(frame, hearts, labels, found, WIDTH, picture)


def test_a_column_that_runs_on_into_the_next_tier_is_cut_where_its_neighbours_end() -> None:
    picture = np.full((500, 300), 255, dtype=np.uint8)
    tiers = [(x, top, bottom) for x in (90, 130, 170) for top, bottom in ((20, 200), (260, 470))]
    for x, top, bottom in [*tiers, (50, 20, 215), (50, 255, 470)]:
        picture[top:bottom, x - 2 : x + 2] = 0
    cut = cut_at_lanes(look_of([*tiers, (50, 20, 470)], picture), Pyramid(picture)).hearts
    assert not cut[220:250, 44:56].any()
    assert cut[100, 50]
    assert cut[400, 50]


def test_a_word_is_not_cut_though_its_neighbours_leave_a_gap() -> None:
    picture = np.full((500, 300), 255, dtype=np.uint8)
    tiers = [(x, top, bottom) for x in (90, 130, 170) for top, bottom in ((20, 200), (260, 470))]
    picture[20:470, 48:52] = 0
    look = look_of([*tiers, (50, 20, 470)], picture)
    assert (cut_at_lanes(look, Pyramid(picture)).hearts == look.hearts).all()
