"""The mark that copies of what is not public carry: whose it is, for whom, when it was made and by whom.

`ocr.export.marking` says where each form of pages has it. Of what is handed over to institutions METS has it in its
header, Dublin Core as one more `rights`, a bag in `bag-info.txt`; masters and what is sealed are no copies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from archivist import access
from archivist.i18n import _
from archivist.samples.fonts import find_font
from archivist.settings import Settings
from archivist.workspace import Workspace
from storage.values import Document


def line(ws: Workspace, document: Document) -> str:
    """The mark of a copy made now; empty where the document is public."""
    if document.access.on(ws.reader.today) == "public":
        return ""
    until = document.access.until
    shown = access.label(document.access, ws.reader.today)
    level = _("{level} until {day}").format(level=shown, day=until) if until else shown
    library = Settings().text("library.name") or ws.name
    return " · ".join(filter(None, (library, level, _("copy of {day}").format(day=date.today()), ws.archive.agent)))


def fonts() -> tuple[tuple[Path, int], ...]:
    """The fonts in which marks and papers are set: Chinese first, then the Cyrillic of Mongolian and Russian.

    ArchivistError: there is none; it names the package to install.
    """
    return tuple((font.path, font.index) for font in (find_font("hans"), find_font("cyrl")))
