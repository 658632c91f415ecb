"""Asks with which photograph a page is to be compared."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from archivist.access import Reader
from archivist.i18n import _
from storage.values import Document
from ui.desks.documents.describing_dialogs import RelationDialog
from ui.desks.documents.documents_list import kind_word


def ask_other(
    parent: QWidget, document: Document, page: int, found: Sequence[Document], reader: Reader
) -> tuple[int, int] | None:
    """The other document and its page, photographs first; another page of the same document may be it."""
    others = [one for one in found if one.pages and reader.sees(one) and (one.id != document.id or one.pages > 1)]
    others.sort(key=lambda one: kind_word(one.kind) != kind_word("photograph"))
    dialog = RelationDialog(parent, others, _("With which photograph is it to be compared?"), relating=False)
    if not dialog.exec() or not dialog.other:
        return None
    same = dialog.other == document.id
    return dialog.other, page % document.pages + 1 if same else 1
