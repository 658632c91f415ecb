"""The bar above a page that is cleaned: how far one is, for which pages it is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from archivist.cleaning import pages_named
from archivist.i18n import _
from ui import theme
from ui.text import number
from ui.widgets.basics import Choice, Elided, button

THIS, SOME, ALL = "this", "some", "all"


class CleaningBar(QWidget):
    """48 pixels high."""

    def __init__(self, back: Callable[[], None], apply: Callable[[], None]) -> None:
        super().__init__()
        self.setFixedHeight(theme.TOP_BAR)
        self._count = 0
        self._told = Elided("second")
        self.scope = Choice()
        self.scope.setAccessibleName(_("For which pages"))
        self.scope.setMinimumWidth(150)
        self.scope.currentIndexChanged.connect(lambda _at: self._scoped())
        self.pages = QLineEdit()
        self.pages.setPlaceholderText("1-3, 5")
        self.pages.setAccessibleName(_("Pages"))
        self.pages.setFixedWidth(110)
        self.pages.returnPressed.connect(apply)
        self.main = button(_("Clean"), apply, "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.LARGE, 0, theme.LARGE, 0)
        row.setSpacing(theme.MIDDLE)
        row.addWidget(button(_("Back"), back))
        row.addWidget(self._told, 1)
        for widget in (self.scope, self.pages, self.main):
            row.addWidget(widget)

    def show_pages(self, page: int, count: int) -> None:
        """Offers this page, some, or all of so many."""
        self._count = count
        self.scope.clear()
        self.scope.addItem(_("Page {n}").format(n=number(page)), THIS)
        if count > 1:
            self.scope.addItem(_("Chosen pages"), SOME)
            self.scope.addItem(_("All {n} pages").format(n=number(count)), ALL)
        self.pages.clear()
        self.set_ready(False)
        self._scoped()

    def chosen(self, page: int) -> tuple[int, ...]:
        """The numbers of the pages it is to be done for; `page` is the one at hand. ArchivistError: none are named."""
        scope = self.scope.currentData()
        if scope == SOME:
            return pages_named(self.pages.text(), self._count)
        return tuple(range(1, self._count + 1)) if scope == ALL else (page,)

    def tell(self, text: str) -> None:
        """Says how far one is."""
        self._told.setText(text)

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.text()

    def set_ready(self, on: bool) -> None:
        """Whether there is something to be kept."""
        self.main.setEnabled(on)

    def _scoped(self) -> None:
        some = self.scope.currentData() == SOME
        self.pages.setVisible(some)
        if some:
            self.pages.setFocus()
