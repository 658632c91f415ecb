"""The list of documents: how much of each is read and corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from archivist import access
from archivist.describing.lists import kind_named
from archivist.i18n import _
from storage.values import Document
from ui import fonts, theme
from ui.desks.catalogue.inspector import document_counts
from ui.hub import Hub
from ui.text import joined
from ui.widgets.painting import State, draw_text, paint_ground, paint_state

DOCUMENT = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


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


class DocumentsModel(QAbstractListModel):
    """All documents."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: tuple[Document, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.documents)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if not index.isValid():
            return None
        document = self.documents[index.row()]
        if role == DOCUMENT:
            return document
        return document.title if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) else None

    def show(self, documents: Sequence[Document]) -> None:
        """Shows these; where only counts have moved the rows stay."""
        if [one.id for one in documents] == [one.id for one in self.documents]:
            self.documents = tuple(documents)
            if documents:
                self.dataChanged.emit(self.index(0), self.index(len(documents) - 1))
            return
        self.beginResetModel()
        self.documents = tuple(documents)
        self.endResetModel()


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
        document: Document = index.data(DOCUMENT)
        text = QRectF(option.rect).adjusted(30, 8, -12, -8)
        upper = QRectF(text.left(), text.top(), text.width(), 22)
        lower = QRectF(text.left(), text.top() + 22, text.width(), 18)
        paint_state(painter, QPointF(text.left() - 14, upper.center().y() + 0.5), state_of(document), colours)
        draw_text(painter, upper, document.title, self._name, colours["ink"])
        caption = joined(access_word(document), kind_word(document.kind), document_counts(document))
        draw_text(painter, lower, caption, self._caption, colours["second"])


class DocumentsList(QWidget):
    """`chosen` gives the document that the person went to."""

    chosen = Signal(int)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.model = DocumentsModel()
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Delegate(hub, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setAccessibleName(_("Documents"))
        self.setMinimumWidth(220)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self._current = 0
        self.view.selectionModel().currentChanged.connect(self._moved)
        hub.theme.changed.connect(self.view.viewport().update)

    def show_documents(self, documents: Sequence[Document]) -> None:
        """Shows these and keeps the one that was chosen."""
        self.model.show(documents)
        self.mark(self._current)

    def mark(self, number: int) -> None:
        """Marks a document, without telling."""
        self._current = number
        row = next((row for row, one in enumerate(self.model.documents) if one.id == number), -1)
        if row >= 0 and self.view.currentIndex().row() != row:
            self.view.selectionModel().blockSignals(True)
            self.view.setCurrentIndex(self.model.index(row))
            self.view.selectionModel().blockSignals(False)
            self.view.viewport().update()

    def _moved(self, index: QModelIndex) -> None:
        document: Document | None = index.data(DOCUMENT)
        if document is not None and document.id != self._current:
            self._current = document.id
            self.chosen.emit(document.id)
