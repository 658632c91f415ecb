"""Errors of the workflows themselves, and the set of all errors that are told to a person in one line."""

from __future__ import annotations

from marc.errors import MarcError
from ocr.errors import OcrError
from storage.errors import StorageError


class ArchivistError(Exception):
    """What happened, to what, and what to do next; see `marc.errors.MarcError` for template and values."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values)


TOLD = (ArchivistError, MarcError, OcrError, StorageError)
"""The errors that say all a person needs; anything else is a fault of the program."""
