"""What is known of describing: kinds of documents, roles, relations, grades of damage, and places of the region."""

from __future__ import annotations

from importlib.resources import files


def text(name: str) -> str:
    """A file of this folder, such as `kinds.toml`; FileNotFoundError if there is none."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
