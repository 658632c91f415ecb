"""An open archive as the workflows see it: storage introduced to the folding table."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from types import TracebackType
from typing import Self

import platformdirs

import resources.mongolian
import resources.search
from archivist.access import Reader, reader
from archivist.i18n import _
from archivist.readings import readings
from archivist.settings import Settings
from storage.archive import Archive, Writing


class Workspace:
    """One open archive; may be used from several threads."""

    def __init__(self, archive: Archive, reader: Reader) -> None:
        self.archive = archive
        self.reader = reader
        """Who looks at the documents; whoever opens the archive for somebody else sets it (`archivist.access`)."""

    @classmethod
    def create(cls, folder: Path, name: str) -> Self:
        """Makes an archive in a new or empty folder."""
        return cls(Archive.create(folder, name, _writing(), who(), on_share=on_share()), reader())

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Opens an archive; see `storage.archive.Archive.open` for the errors."""
        archive = Archive.open(folder, _writing(), who(), on_share=on_share())
        if not archive.read_only:
            archive.documents.tell_of_lapsed()
        return cls(archive, reader())

    @classmethod
    def open_damaged(cls, folder: Path) -> Self:
        """Opens what can still be read of a damaged archive, for reading only."""
        return cls(Archive.open_damaged(folder, _writing(), who()), reader())

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
    def agent(self) -> str:
        """Who is at work, for the log of events."""
        return self.archive.agent

    @property
    def read_only(self) -> bool:
        return self.archive.read_only

    @property
    def torn(self) -> tuple[str, ...]:
        """What of a damaged archive could not be read, see `Archive.torn`."""
        return self.archive.torn

    def close(self) -> None:
        self.archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _writing() -> Writing:
    return Writing(resources.search.folding(), readings, resources.search.confusable(), resources.mongolian.menksoft())


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
