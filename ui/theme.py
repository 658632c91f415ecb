"""The look in one place: colours for light and dark, spacing, sizes of type; nothing else in `ui` names a colour.

The tokens are those of the design sheet. `Theme` says which set is in force and tells when that changes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication

Choice = Literal["auto", "light", "dark"]

# Spacing and sizes, in device-independent pixels.
TINY, SMALL, MIDDLE, LARGE, HUGE = 4, 8, 12, 16, 20
CORNER = 6
CONTROL = 32
LINE_ROW = 26
LIST_ROW = 56
RAIL = 64
TOP_BAR = 48
STATUS_LINE = 26
INSPECTOR = 268
LIST = 372

# Sizes of type, in points.
BODY, CAPTION, NAME, HEADING = 10.5, 9.0, 11.0, 12.0


@dataclass(frozen=True, slots=True)
class Colours:
    """One set of colours, each as `#rrggbb`. `on_accent` is the ink on a filled accent, `desk` lies behind pages."""

    ground: str
    panel: str
    line: str
    ink: str
    second: str
    third: str
    accent: str
    accent_ground: str
    on_accent: str
    selection: str
    hit: str
    on_hit: str
    good: str
    doubt: str
    tag: str
    rail: str
    rail_ink: str
    desk: str

    def __getitem__(self, name: str) -> QColor:
        return QColor(getattr(self, name))

    def items(self) -> dict[str, str]:
        """Every token by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


LIGHT = Colours(
    ground="#f6f4f0",
    panel="#fffdfa",
    line="#e4dfd6",
    ink="#26231f",
    second="#6f6a61",
    third="#a19a8e",
    accent="#a5382b",
    accent_ground="#f6e6e1",
    on_accent="#ffffff",
    selection="#efe7dc",
    hit="#f3cf7a",
    on_hit="#26231f",
    good="#3f7a4f",
    doubt="#b57a1b",
    tag="#2f5d8a",
    rail="#2b2926",
    rail_ink="#bdb6aa",
    desk="#8a857d",
)
DARK = Colours(
    ground="#1d1c1a",
    panel="#262422",
    line="#3a3733",
    ink="#ece8e1",
    second="#aaa398",
    third="#7b756b",
    accent="#e07a68",
    accent_ground="#43302b",
    on_accent="#1d1210",  # white on this cinnabar would have a contrast of only 2.9
    selection="#353029",
    hit="#f3cf7a",
    on_hit="#26231f",
    good="#86c08f",
    doubt="#e0b565",
    tag="#8bb4dd",
    rail="#151412",
    rail_ink="#aaa398",
    desk="#8a857d",
)


class Theme(QObject):
    """The set of colours in force. `changed` is emitted after another set has been taken."""

    changed = Signal()

    def __init__(self, choice: Choice = "auto", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice: Choice = choice
        self.colours = self._decide()
        hints = QGuiApplication.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(self._refresh)

    @property
    def dark(self) -> bool:
        return self.colours is DARK

    def choose(self, choice: Choice) -> None:
        """Takes light, dark, or whatever the system has."""
        self._choice = choice
        self._refresh()

    def _refresh(self) -> None:
        colours = self._decide()
        if colours is not self.colours:
            self.colours = colours
            self.changed.emit()

    def _decide(self) -> Colours:
        if self._choice == "auto":
            return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._choice == "dark" else LIGHT
