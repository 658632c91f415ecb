"""The list of documents: how much of each is read and corrected."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from archivist import access
from archivist.describing.lists import kind_named
from archivist.i18n import _
from storage.values import Document
from ui import fonts, theme
from ui.desks.catalogue.inspector import document_counts
from ui.hub import Hub
from ui.text import joined
from ui.widgets.entries import ITEM, Entries, Index, Sort
from ui.widgets.painting import State, draw_text, paint_ground, paint_state


def state_of(document: Document) -> State:
    """Nothing read, something still unread, all read."""
    if not document.read:
        return "unread"
    return "clean" if document.read == document.pages else "warning"


def kind_word(kind: str) -> str:
    """The kind in the language in force; a word of the library's own as it is."""
    known = kind_named(kind)
    return known.label if known is not None else kind


def access_word(document: Document) -> str:
    """Who may see it, where that is not everybody."""
    return "" if document.access.on(date.today().isoformat()) == "public" else access.label(document.access)


DOCUMENTS: Sort[Document] = Sort(lambda one: one.id, lambda one: one.title, lambda one: one.title)


class _Delegate(QStyledItemDelegate):
    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._name, self._caption = fonts.sans(theme.NAME), fonts.sans(theme.CAPTION)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme.LIST_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = self._hub.colours
        paint_ground(painter, option, colours)
        document: Document = index.data(ITEM)
        text = QRectF(option.rect).adjusted(30, 8, -12, -8)
        upper = QRectF(text.left(), text.top(), text.width(), 22)
        lower = QRectF(text.left(), text.top() + 22, text.width(), 18)
        paint_state(painter, QPointF(text.left() - 14, upper.center().y() + 0.5), state_of(document), colours)
        draw_text(painter, upper, document.title, self._name, colours["ink"])
        caption = joined(access_word(document), kind_word(document.kind), document_counts(document))
        draw_text(painter, lower, caption, self._caption, colours["second"])


class DocumentsList(Entries[Document]):
    """`chosen` gives the document that the person went to."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, DOCUMENTS, _("Documents"), 220)
        self.paint_with(_Delegate(hub, self.view))
