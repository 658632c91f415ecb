"""The versions of a document's description: who changed what and when, and the way back to an earlier one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from archivist.describing.history import Edition, differences
from archivist.i18n import _
from ui import theme
from ui.desks.documents.describing import as_lines
from ui.dialogs import Frame
from ui.text import joined, minute, number
from ui.widgets.basics import button, label

PLACE = Qt.ItemDataRole.UserRole


class VersionsDialog(Frame):
    """The newest version first; `wanted` is the version that the person takes back, 0 for none."""

    def __init__(self, parent: QWidget, editions: Sequence[Edition], *, fixed: bool) -> None:
        super().__init__(parent, _("Earlier descriptions"))
        self.setMinimumSize(QSize(760, 480))
        self.wanted = 0
        self._editions, self._fixed = tuple(editions), fixed
        self.list = QListWidget()
        self.list.setProperty("rows", True)
        self.list.setAccessibleName(_("Versions"))
        self.list.setFixedWidth(300)
        for place in reversed(range(len(editions))):
            one = editions[place]
            item = QListWidgetItem(joined(_("Version {n}").format(n=number(one.version)), minute(one.changed), one.who))
            item.setData(PLACE, place)
            item.setSizeHint(QSize(0, theme.CONTROL))
            item.setToolTip(item.text())
            self.list.addItem(item)
        self._told = QVBoxLayout()
        self._told.setSpacing(theme.TINY)
        self._lay_out()
        self.take_back = button(_("Take this version back"), self._take_back, "primary")
        self.foot.addWidget(button(_("Close"), self.reject))
        self.foot.addWidget(self.take_back)
        self.list.currentRowChanged.connect(lambda _row: self._show())
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("surface", "panel")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.LARGE, 0, theme.SMALL, 0)
        column.addLayout(self._told)
        column.addStretch(1)
        area = QScrollArea()
        area.setProperty("surface", "panel")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(area, 1)
        self.body.addLayout(row, 1)

    @property
    def current(self) -> Edition | None:
        """The version that is chosen."""
        item = self.list.currentItem()
        return self._editions[int(item.data(PLACE))] if item is not None else None

    def changes(self) -> list[tuple[str, str]]:
        """What the chosen version changed: a sign and a line each; all of it for the first."""
        edition = self.current
        if edition is None:
            return []
        place = self._editions.index(edition)
        before = as_lines(self._editions[place - 1].description) if place else []
        return list(differences(before, as_lines(edition.description)))

    def _show(self) -> None:
        while (item := self._told.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        edition = self.current
        first = edition is not None and edition is self._editions[0]
        self._told.addWidget(label(_("Its first description") if first else _("What was changed"), "caption"))
        changes = self.changes()
        for sign, line in changes:
            words = _("Added") if sign == "+" else _("Taken out")
            shown = label(line if first else f"{words}  {line}", "" if sign == "+" else "second", wrap=True)
            self._told.addWidget(shown)
        if not changes:
            self._told.addWidget(label(_("Nothing of the description was changed."), "second", wrap=True))
        newest = edition is None or edition is self._editions[-1]
        self.take_back.setEnabled(not newest and not self._fixed)

    def _take_back(self) -> None:
        if self.current is not None:
            self.wanted = self.current.version
            self.accept()
