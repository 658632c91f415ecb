"""A grey page in black and white, for print that is to take little room.

The threshold is local, so shadows and yellowed edges stay white: J. Sauvola, M. Pietikäinen, Adaptive document image
binarization, Pattern Recognition 33 (2000), equation 5. With numpy alone, because the window writes PDFs itself and
must not load cv2, with which `ocr.cleaning.binarise` does the same for reading.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

K = 0.3
"""How much darker than its surroundings ink is; the paper has 0.5 for its clean pages, old print is paler."""
SPREAD = 128.0
"""The greatest standard deviation that grey values can have."""
SOLID = 0.3
"""So much of the brightness of paper, and darker, is ink even in the middle of a large black area."""
BAND = 512
"""Rows that are worked on together, so that a large page needs little memory."""

Gray = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]


def ink(page: Gray, window: int) -> Mask:
    """Rows × columns: whether a pixel of a page (0 black to 255 white) is ink.

    `window` is the side, in pixels, of the square around a pixel that it is compared with: about two characters.
    """
    out = np.zeros(page.shape, dtype=np.bool_)
    reach = max(window // 2, 1)
    solid = SOLID * float(np.percentile(page, 90))
    for top in range(0, len(page), BAND):
        bottom = min(top + BAND, len(page))
        above, below = max(top - reach, 0), min(bottom + reach, len(page))
        part = page[above:below].astype(np.float64)
        rows = slice(top - above, bottom - above)
        mean = _means(part, reach)[rows]
        spread = np.sqrt(np.maximum(_means(part * part, reach)[rows] - mean * mean, 0.0))
        here = page[top:bottom]
        out[top:bottom] = (here < mean * (1 + K * (spread / SPREAD - 1))) | (here < solid)
    return out


def _means(values: npt.NDArray[np.float64], reach: int) -> npt.NDArray[np.float64]:
    """The mean of the square around each value, of what of it lies within the array."""
    height, width = values.shape
    sums = np.zeros((height + 1, width + 1))
    sums[1:, 1:] = values.cumsum(axis=0).cumsum(axis=1)
    top, bottom = np.maximum(np.arange(height) - reach, 0), np.minimum(np.arange(height) + reach + 1, height)
    left, right = np.maximum(np.arange(width) - reach, 0), np.minimum(np.arange(width) + reach + 1, width)
    total = sums[bottom][:, right] - sums[top][:, right] - sums[bottom][:, left] + sums[top][:, left]
    return np.asarray(total / np.outer(bottom - top, right - left))
