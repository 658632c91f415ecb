"""Networks of our own; beside each stands how it was made."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

MONGOLIAN = Path(str(files(__name__))) / "mongolian.onnx"
"""Reads columns of traditional Mongolian; see `mongolian.md`."""
MONGOLIAN_WORDS = MONGOLIAN.with_name("mongolian-words.npz")
"""How units follow each other in Mongolian words, and which words there are, see `ocr.mongolian.prior`."""
