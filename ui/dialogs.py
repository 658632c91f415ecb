"""Dialogs, for the few places where a person must decide: questions, files to open and to write, errors."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from archivist.errors import TOLD
from archivist.i18n import _, say
from ui import fonts, theme
from ui.widgets.basics import button, label

Answer = Literal["yes", "other", "no"]
log = logging.getLogger(__name__)


class Frame(QDialog):
    """A dialog with a heading, a text, a place for more (`body`) and a row of buttons at the foot."""

    def __init__(self, parent: QWidget | None, title: str, text: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.HUGE, theme.HUGE, theme.HUGE, theme.LARGE)
        column.setSpacing(theme.MIDDLE)
        column.addWidget(label(title, "heading", wrap=True))
        if text:
            shown = label(text, wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(shown)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.SMALL)
        column.addLayout(self.body)
        column.addSpacing(theme.TINY)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(theme.SMALL)
        self.foot.addStretch(1)
        column.addLayout(self.foot)

    def form(self) -> QFormLayout:
        """Rows of a label and a field."""
        made = QFormLayout()
        made.setHorizontalSpacing(theme.LARGE)
        made.setVerticalSpacing(theme.SMALL)
        made.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.body.addLayout(made)
        return made

    def confirm(self, text: str) -> QPushButton:
        """Adds Cancel and the button that says what will be done; returns the latter."""
        self.foot.addWidget(button(_("Cancel"), self.reject))
        main = button(text, self.accept, "primary")
        main.setDefault(True)
        self.foot.addWidget(main)
        return main


class Question(Frame):
    """A question with two or three answers; closing it is `no`."""

    def __init__(self, parent: QWidget | None, title: str, text: str, yes: str, other: str = "") -> None:
        super().__init__(parent, title, text)
        self.answer: Answer = "no"
        self.foot.addWidget(button(_("Cancel"), self.reject))
        if other:
            self.foot.addWidget(button(other, lambda: self._take("other")))
        main = button(yes, lambda: self._take("yes"), "primary")
        main.setDefault(True)
        self.foot.addWidget(main)
        main.setFocus()

    def _take(self, answer: Answer) -> None:
        self.answer = answer
        self.accept()


def ask(parent: QWidget | None, title: str, text: str, yes: str, other: str = "") -> Answer:
    """Asks and waits for the answer."""
    question = Question(parent, title, text, yes, other)
    question.exec()
    return question.answer


class ErrorDialog(Frame):
    """One error: what happened, to what, what to do next; for a fault of the program the details as well."""

    def __init__(self, parent: QWidget | None, error: Exception) -> None:
        told = isinstance(error, TOLD)
        super().__init__(parent, _("This could not be done") if told else _("A fault of the program"), explain(error))
        self._details = QPlainTextEdit("".join(traceback.format_exception(error)))
        self._details.setReadOnly(True)
        self._details.setFont(fonts.even(theme.CAPTION))
        self._details.setMinimumSize(QSize(560, 220))
        self._details.setVisible(False)
        self.body.addWidget(self._details)
        if not told:
            self._more = button(_("Details"), self._toggle, "link")
            self.foot.insertWidget(0, self._more)
            self.foot.insertWidget(1, button(_("Copy details"), self._copy, "link"))
        close = button(_("Close"), self.accept, "primary")
        close.setDefault(True)
        self.foot.addWidget(close)

    def _toggle(self) -> None:
        self._details.setVisible(self._details.isHidden())
        self.setMinimumWidth(620)
        self.adjustSize()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details.toPlainText())


def explain(error: Exception) -> str:
    """An error in the words of the person who sees it."""
    if isinstance(error, TOLD):
        return say(error)
    if isinstance(error, OSError) and error.strerror:
        return _("{file}: {reason}. Check the place and try again.").format(
            file=error.filename or _("The file"), reason=error.strerror
        )
    return _(
        "Something happened that should not have. What was saved is safe. Try again; if it comes back, send the "
        "details to whoever looks after the program. They are also in the log."
    )


class Faults:
    """Shows errors, one dialog at a time; a fault of the program that has been shown is only logged when it returns."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self._shown: set[str] = set()
        self.dialog: ErrorDialog | None = None

    def show(self, error: Exception) -> None:
        """Tells the person, without blocking the window's own work."""
        if not isinstance(error, TOLD):
            log.error("unexpected error", exc_info=error)
            place = "".join(traceback.format_exception(error)[-2:])
            if place in self._shown:
                return
            self._shown.add(place)
        if self.dialog is not None and self.dialog.isVisible():
            log.warning("another error while one is shown", exc_info=error)
            return
        self.dialog = ErrorDialog(self._parent, error)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.dialog.open()


def open_files(parent: QWidget, title: str, kinds: str) -> list[Path]:
    """Files to read; nothing if the person changed their mind."""
    names, _kind = QFileDialog.getOpenFileNames(parent, title, "", kinds)
    return [Path(name) for name in names]


def open_folder(parent: QWidget, title: str) -> Path | None:
    """A folder, or nothing."""
    name = QFileDialog.getExistingDirectory(parent, title)
    return Path(name) if name else None


def save_file(parent: QWidget, title: str, suggestion: str, kinds: str) -> Path | None:
    """A file to write (Qt has asked whether an existing one may be replaced), or nothing."""
    name, _kind = QFileDialog.getSaveFileName(parent, title, suggestion, kinds)
    return Path(name) if name else None


def dropped(urls: Sequence[object]) -> list[Path]:
    """The local files of a drop."""
    paths = [Path(url.toLocalFile()) for url in urls if hasattr(url, "toLocalFile")]
    return [path for path in paths if path.parts]
