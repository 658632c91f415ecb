"""Definitions of formats and profiles, as text."""

from __future__ import annotations

from importlib.resources import files


def text(name: str) -> str:
    """A file of this folder, such as `cnmarc.toml` or `profiles/nlc.toml`; FileNotFoundError if there is none."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
