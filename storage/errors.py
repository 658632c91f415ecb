"""The one error family of `storage`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.backup.values import BackupSet, LocalCopy
    from storage.values import Document, StoredAccession, StoredRecipe, StoredRecord, StoredText


class StorageError(Exception):
    """What happened, to what, and what to do next.

    `template` is an English sentence with named placeholders; it is also the key of its translation, so that the
    window and the command line can say the same thing in the user's language. `values` fill the placeholders.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values)


class NotFound(StorageError):
    """There is no such record, document, page, version or file in the archive (any more)."""


class Conflict(StorageError):
    """Somebody else saved first. Nothing was written; `current` is what stands in the archive now."""

    def __init__(
        self,
        template: str,
        current: StoredRecord | Document | StoredText | StoredAccession | StoredRecipe,
        **values: object,
    ) -> None:
        super().__init__(template, **values)
        self.current = current


class DiskFull(StorageError):
    """There is no room left; nothing was half-written."""


class Damaged(StorageError):
    """A file of the archive is not what the archive wrote."""


class DamagedArchive(Damaged):
    """The catalogue is damaged; `backups` are those that can be reached, the newest first, which was checked."""

    def __init__(self, template: str, backups: tuple[BackupSet | LocalCopy, ...], **values: object) -> None:
        super().__init__(template, **values)
        self.backups = backups
