"""Two people saved the same thing: both states side by side, and the choice between them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from archivist.i18n import _
from ui import fonts, theme
from ui.dialogs import Answer, Frame
from ui.hub import Hub
from ui.widgets.basics import button, label


class ConflictDialog(Frame):
    """`mine` and `theirs` are lines of text.

    `answer`: `yes` keeps mine (theirs stays in the history), `other` takes theirs, `no` goes on editing.
    """

    def __init__(
        self, parent: QWidget | None, hub: Hub, mine: Sequence[str], theirs: Sequence[str], title: str = ""
    ) -> None:
        super().__init__(
            parent,
            title or _("Somebody else has saved this record"),
            _("While you were editing, another version was saved. Whichever you keep, the other stays in the history."),
        )
        self.answer: Answer = "no"
        self.setMinimumSize(QSize(900, 560))
        row = QHBoxLayout()
        row.setSpacing(theme.MIDDLE)
        row.addLayout(_side(_("Yours"), mine, theirs, hub))
        row.addLayout(_side(_("In the archive"), theirs, mine, hub))
        self.body.addLayout(row, 1)
        self.foot.addWidget(button(_("Go on editing"), self.reject))
        self.foot.addWidget(button(_("Take the other"), lambda: self._take("other")))
        self.foot.addWidget(button(_("Keep mine"), lambda: self._take("yes"), "primary"))

    def _take(self, answer: Answer) -> None:
        self.answer = answer
        self.accept()


def _side(title: str, lines: Sequence[str], others: Sequence[str], hub: Hub) -> QVBoxLayout:
    """One of the two states; lines that the other does not have are marked with a bar of text and a ground."""
    column = QVBoxLayout()
    column.addWidget(label(title, "caption"))
    shown = QPlainTextEdit("\n".join(lines))
    shown.setReadOnly(True)
    shown.setFont(fonts.even())
    shown.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    form = QTextCharFormat()
    form.setBackground(QColor(hub.colours.accent_ground))
    form.setFontUnderline(True)
    matcher = SequenceMatcher(None, lines, others, autojunk=False)
    for kind, start, end, _other_start, _other_end in matcher.get_opcodes():
        if kind != "equal":
            for number in range(start, end):
                cursor = QTextCursor(shown.document().findBlockByNumber(number))
                cursor.select(QTextCursor.SelectionType.LineUnderCursor)
                cursor.setCharFormat(form)
    column.addWidget(shown, 1)
    return column
