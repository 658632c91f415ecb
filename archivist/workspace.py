"""An open archive as the workflows see it: storage introduced to the folding table."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from types import TracebackType
from typing import Self

import platformdirs

import resources.search
from archivist.i18n import _
from archivist.settings import Settings
from storage.archive import Archive


class Workspace:
    """One open archive; may be used from several threads."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    @classmethod
    def create(cls, folder: Path, name: str) -> Self:
        """Makes an archive in a new or empty folder."""
        return cls(Archive.create(folder, name, resources.search.folding(), who(), on_share=on_share()))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Opens an archive; see `storage.archive.Archive.open` for the errors."""
        return cls(Archive.open(folder, resources.search.folding(), who(), on_share=on_share()))

    @classmethod
    def open_damaged(cls, folder: Path) -> Self:
        """Opens what can still be read of a damaged archive, for reading only."""
        return cls(Archive.open_damaged(folder, resources.search.folding(), who()))

    @classmethod
    def default(cls) -> Self:
        """The archive that ARCHIVIST_ARCHIVE names, else the user's own, made on first use."""
        named = os.environ.get("ARCHIVIST_ARCHIVE")
        if named:
            return cls.open(Path(named))
        folder = default_folder()
        return cls.open(folder) if (folder / "archive.toml").exists() else cls.create(folder, _("Archive"))

    @property
    def folder(self) -> Path:
        return self.archive.folder

    @property
    def name(self) -> str:
        return self.archive.name

    @property
    def read_only(self) -> bool:
        return self.archive.read_only

    def close(self) -> None:
        self.archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def on_share() -> bool:
    """Whether somebody insists on an archive on a network share (ARCHIVIST_ALLOW_SHARE=1)."""
    return os.environ.get("ARCHIVIST_ALLOW_SHARE") == "1"


def default_folder() -> Path:
    """Where the user's own archive lies."""
    return platformdirs.user_data_path("archivist", appauthor=False) / "archive"


def who() -> str:
    """Who is at work: the name in the settings, else the name under which they logged in, else the program's."""
    named = Settings().text("user.name")
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "Archivist"
