"""Ink, and the long runs in it."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ocr import pictures
from ocr.ink import WIDEST, ink, opened


@given(st.integers(1, 60), st.integers(1, 150), st.integers(2, 140), st.booleans(), st.integers(0, 2**32 - 1))
def test_the_runs_that_are_long_enough_are_those_of_a_morphological_opening(
    height: int, width: int, length: int, across: bool, seed: int
) -> None:
    random = np.random.default_rng(seed)
    mask = (random.random((height, width)) < random.choice((0.9, 0.99, 0.999))).astype(np.uint8)
    mask = np.ascontiguousarray(mask.T) if across else mask
    bar = np.ones((length, 1) if across else (1, length), dtype=np.uint8)
    assert (opened(mask, length, across) == cv2.morphologyEx(mask, cv2.MORPH_OPEN, bar)).all()


@pytest.mark.parametrize("size", [12.0, 0.6 * WIDEST])
def test_ink_is_what_is_darker_than_its_paper_however_wide_the_window_is(size: float) -> None:
    page: npt.NDArray[np.uint8] = np.full((300, 400), 225, dtype=np.uint8)
    page[100:110, 50:350] = page[40:60, 200:205] = 30
    assert (ink(page, size) == (page == 30)).all()


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
def test_a_picture_that_becomes_grey_band_by_band_is_as_one_that_does_at_once(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (37, 23, 3), dtype=np.uint8)
    image = Image.fromarray(noise).convert(mode)
    whole = pictures.gray(image)
    monkeypatch.setattr(pictures, "BAND", 100)
    assert (pictures.gray(image) == whole).all()
    assert (whole == np.asarray(image.convert("L"))).all()
