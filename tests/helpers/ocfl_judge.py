"""What an independent judge (ocfl-py) finds wrong with sealed objects."""

from __future__ import annotations

from pathlib import Path

from ocfl.storage_root import StorageRoot
from ocfl.validator import Validator

from storage.ocfl import ObjectRoot


def faults(root: Path) -> list[str]:
    """The errors in every object below a storage root, and whether the root as a whole is refused."""
    found: list[str] = []
    for place in ObjectRoot(root).objects():
        judge = Validator(log_warnings=False)
        if not judge.validate_object(str(place)):
            found.append(f"{place.name}: {judge}")
    if not StorageRoot(root=str(root)).validate(log_warnings=False, log_errors=False):
        found.append("the storage root is not valid")
    return found
