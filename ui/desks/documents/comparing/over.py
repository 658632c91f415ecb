"""One photograph over the other: the overlay with the slider that moves its line, or lets it shine through."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from archivist.i18n import _
from ui import theme
from ui.desks.documents.comparing.panes import Overlay
from ui.hub import Hub
from ui.images import Picture
from ui.widgets.basics import Check, label, surface


class Over(QWidget):
    """See the module."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.overlay = Overlay(hub)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 1000)
        self.slider.setValue(500)
        self.slider.setSingleStep(20)
        self.slider.setPageStep(200)
        self.slider.setMinimumHeight(24)
        self.slider.setAccessibleName(_("How much of then is shown"))
        self.through = Check(_("Shine through"))
        self._ends = (label(_("Now"), "second"), label(_("Then"), "second"))
        for end in self._ends:
            end.hide()  # under a curtain the slider stands where the line does
        self._lay_out()
        self.slider.valueChanged.connect(lambda value: self.overlay.set_share(value / 1000))
        self.overlay.moved.connect(lambda share: self.slider.setValue(round(share * 1000)))
        self.through.toggled.connect(self._shine)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(theme.LARGE, theme.SMALL, theme.LARGE, theme.SMALL)
        row.setSpacing(theme.MIDDLE)
        row.addWidget(self._ends[0])
        row.addWidget(self.slider, 1)
        row.addWidget(self._ends[1])
        row.addSpacing(theme.LARGE)
        row.addWidget(self.through)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.overlay, 1)
        column.addLayout(row)
        surface(self, "panel")

    def show_pictures(self, now: Picture | None, then: bytes | None) -> None:
        """The new photograph, and the old one as it lies on it (a PNG); nothing where either is missing."""
        if now is None or then is None:
            self.overlay.show_pictures(None, None)
        else:
            self.overlay.show_pictures(now, QImage.fromData(then))

    def _shine(self, on: bool) -> None:
        self.overlay.set_way("blend" if on else "curtain")
        for end in self._ends:
            end.setVisible(on)
