"""Black and white by the threshold of Sauvola and Pietikäinen."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.cleaning.recipe import Step, step
from ocr.cleaning.views import by_tiles, is_black_and_white, luminance, marks
from ocr.cleaning.warps import Picture
from ocr.engines.base import Gray

WINDOW = 2.0
"""Characters that the window is wide, as the reader itself looks for ink."""
UNKNOWN = 61
"""The window in pixels where there is no print to go by."""
LARGEST = 1001


def decide(picture: Picture) -> Step | None:
    """The window that suits the print; None where a picture is black and white already."""
    if is_black_and_white(picture):
        return None
    seen = marks(picture)
    window = round(WINDOW * seen.size * seen.grow) if seen.size else UNKNOWN
    return step("binarise", window=min(max(window | 1, 15), LARGEST))


def apply(picture: Picture, done: Step) -> list[Picture]:
    """White (255) where a pixel is brighter than t = m(1 + k(s/R − 1)), else black (0).

    m and s are mean and standard deviation of the grey levels in a window around the pixel, in which the edge of the
    picture is repeated outwards; R is the setting `range`. J. Sauvola, M. Pietikäinen: Adaptive document image
    binarization, Pattern Recognition 33 (2000) 225–236, formula 5.
    """
    window, k, spread = done.whole("window") | 1, done.number("k"), done.number("range")
    return [by_tiles(picture, window // 2, lambda part, _top, _left: _threshold(luminance(part), window, k, spread))]


def _threshold(part: Gray, window: int, k: float, spread: float) -> Gray:
    # Sums of whole numbers in double precision are exact, so tiles and the whole give the same pixels.
    sums = cv2.boxFilter(part, cv2.CV_64F, (window, window), normalize=False, borderType=cv2.BORDER_REPLICATE)
    squares = cv2.sqrBoxFilter(part, cv2.CV_64F, (window, window), normalize=False, borderType=cv2.BORDER_REPLICATE)
    mean = sums / window**2
    deviation = np.sqrt(np.maximum(squares / window**2 - mean * mean, 0))
    threshold = mean * (1 + k * (deviation / spread - 1))
    return np.asarray(np.where(part > threshold.reshape(part.shape), 255, 0), dtype=np.uint8)
