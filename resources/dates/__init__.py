"""What is known of calendars: the months of the Chinese calendar, eras, and the names of years."""

from __future__ import annotations

from importlib.resources import files


def text(name: str) -> str:
    """A file of this folder, `lunar.tsv` or `eras.toml`; FileNotFoundError if there is none."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
