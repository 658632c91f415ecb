"""Where the collection of real samples lies; a person who has cloned only the project does not have it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def sample(name: str) -> Path:
    """The path of a real sample; skips the test, and says why, where the collection is absent."""
    folder = Path(os.environ.get("ARCHIVIST_SAMPLES", ROOT.parent / "shared" / "samples"))
    path = folder / name
    if not path.exists():
        pytest.skip(f"the real sample {name} is not here; set ARCHIVIST_SAMPLES to the folder that holds it")
    return path
