"""Evens out how dark the ink and how white the paper of a strip are, before the network sees it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ocr.engines.base import Gray

PAPER, INK = 85, 1.5
"""The paper is as light as this percentile of a strip, its ink as dark as that."""
FAINT = 40.0
"""Differences of fewer shades than this are not ink on paper: they are not made stronger than so much."""


def inked(strip: Gray) -> npt.NDArray[np.float32]:
    """The ink of a strip: about 0 for its paper, about 1 where it is darkest."""
    paper, ink = (float(value) for value in np.percentile(strip, (PAPER, INK)))
    dark = (paper - strip.astype(np.float32)) / max(paper - ink, FAINT)
    return np.asarray(np.clip(dark, -0.3, 1.2), dtype=np.float32)
