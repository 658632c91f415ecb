"""What is known about the open record: findings with their corrections, help on the field, holdings, scans, history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from archivist import editing, records
from archivist.editing import Finding
from archivist.i18n import _, ngettext, say
from marc.record import DataField, Field, Record
from storage.values import Document, Version
from ui import theme
from ui.hub import Hub
from ui.text import joined, minute
from ui.widgets.basics import button, label
from ui.widgets.painting import State, paint_state
from ui.widgets.upright import Upright, is_mongolian

SHOWN_VERSIONS = 5
SHOWN_ALIKE = 2  # findings of one kind on one field; a title in Mongolian has one for every letter
SECTIONS = ("findings", "title", "help", "holdings", "documents", "history")
STATES: dict[str, State] = {"error": "error", "warning": "warning", "note": "unread"}


@dataclass(frozen=True, slots=True)
class Beside:
    """What the archive knows about a record besides the record itself."""

    history: tuple[Version, ...] = ()
    documents: tuple[Document, ...] = ()


class FindingCard(QFrame):
    """One finding: its mark, its sentence, and the link that mends it. A click goes to the place."""

    clicked = Signal()

    def __init__(self, hub: Hub, finding: Finding, fix: Callable[[], object] | None) -> None:
        super().__init__()
        self._hub, self._severity = hub, finding.severity
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(26, theme.TINY, 0, theme.TINY)
        column.setSpacing(0)
        text = label(say(finding), wrap=True)
        column.addWidget(text)
        self.setToolTip(finding.code)
        if fix is not None:
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(button(fix_text(finding), fix, "link"))
            column.addLayout(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        token = {"error": "accent", "warning": "doubt"}.get(self._severity, "third")
        painter.fillRect(QRectF(0, 0, 3, self.height()), self._hub.colours[token])
        paint_state(painter, QPointF(15, 15), STATES.get(self._severity, "unread"), self._hub.colours)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()


def fix_text(finding: Finding) -> str:
    """What the correction would do."""
    return _(finding.fix_template).format(**dict(finding.values)) or _("Correct it")


class Inspector(QScrollArea):
    """268 pixels of facts. `fix_wanted` and `place_wanted` give a finding, `document_wanted` the id of a document."""

    fix_wanted = Signal(object)
    place_wanted = Signal(object)
    document_wanted = Signal(int)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.setProperty("surface", "panel")
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(200)
        inside = QWidget()
        inside.setProperty("surface", "panel")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.setSpacing(theme.HUGE)
        self.sections = {name: _Section() for name in SECTIONS}
        for section in self.sections.values():
            column.addWidget(section)
        column.addStretch(1)
        self.setWidget(inside)

    def clear(self) -> None:
        """Nothing is open."""
        for section in self.sections.values():
            section.hide()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """What the rules say, errors first."""
        order = {"error": 0, "warning": 1, "note": 2}
        kinds: dict[tuple[int, str, str], list[Finding]] = {}
        for finding in findings:
            kinds.setdefault((order.get(finding.severity, 3), finding.code, finding.tag), []).append(finding)
        cards: list[QWidget] = []
        for _kind, alike in sorted(kinds.items(), key=lambda item: item[0]):
            cards += [self._card(finding) for finding in alike[:SHOWN_ALIKE]]
            if len(alike) > SHOWN_ALIKE:
                more = ngettext("and {n} more of this kind", "and {n} more of this kind", len(alike) - SHOWN_ALIKE)
                cards.append(label(more.format(n=len(alike) - SHOWN_ALIKE), "caption"))
        title = _("Checks  ·  {n}").format(n=len(findings)) if findings else _("Checks")
        self.sections["findings"].show_items(title, cards or [label(_("Nothing is wrong with this record."), "second")])

    def _card(self, finding: Finding) -> FindingCard:
        fix = (lambda: self.fix_wanted.emit(finding)) if finding.fix is not None else None
        card = FindingCard(self._hub, finding, fix)
        card.clicked.connect(lambda: self.place_wanted.emit(finding))
        return card

    def show_help(self, record_format: str, field: Field | None) -> None:
        """What the format says about the field under the cursor."""
        self.sections["help"].show_items(_("About this field"), [_lines(help_lines(record_format, field), "second")])

    def show_record(self, record: Record) -> None:
        """A Mongolian title as it is written, and the holdings that the record names."""
        titles = (record.first("200", "a") or record.first("245", "a"), record.first("200", "d"))
        upright = [Upright(self._hub, text) for text in titles if is_mongolian(text)]
        self.sections["title"].show_items(_("Title as it is written"), upright)
        fields = list(records.holdings(record))
        lines = [_holding(field) for field in fields]
        copies = sum(max(1, len(field.values("b"))) for field in fields)
        count = ngettext("Holdings  ·  {n} copy", "Holdings  ·  {n} copies", copies).format(n=copies)
        self.sections["holdings"].show_items(count, [_lines(lines)] if lines else [])

    def show_beside(self, beside: Beside) -> None:
        """Scans and history."""
        scans: list[QWidget] = []
        for document in beside.documents:
            scans.append(button(document.title, lambda number=document.id: self.document_wanted.emit(number), "link"))  # type: ignore[misc]
            scans.append(label(document_counts(document), "caption"))
        self.sections["documents"].show_items(_("Digitised"), scans)
        shown = [
            joined(_("version {n}").format(n=version.version), minute(version.changed), version.note)
            for version in beside.history[:SHOWN_VERSIONS]
        ]
        title = _("History  ·  {n}").format(n=len(beside.history))
        self.sections["history"].show_items(title, [_lines(shown)] if shown else [])


class _Section(QWidget):
    """A small heading and what stands under it; hidden where there is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SMALL)
        self._title = label("", "caption")
        self._column.addWidget(self._title)
        self._items: list[QWidget] = []
        self.hide()

    def show_items(self, title: str, items: Sequence[QWidget]) -> None:
        for old in self._items:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._items = list(items)
        self._title.setText(title)
        for item in self._items:
            self._column.addWidget(item)
        self.setVisible(bool(items))


def _lines(texts: Sequence[str], role: str = "") -> QLabel:
    made = label("\n".join(texts), role, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def help_lines(record_format: str, field: Field | None) -> list[str]:
    """The field's name, its rules, and the names of the subfields that it has."""
    if field is None:
        return [_("The leader: status, kind and level of the record. Its lengths are worked out by the program.")]
    known = editing.field_help(record_format, field.tag)
    if known is None:
        return [_("{tag} is not defined in this format.").format(tag=field.tag)]
    language = editing.help_language()
    lines = [known.help(language).partition("\n")[0]]
    if isinstance(field, DataField):
        for place, (sign, choices) in enumerate(zip(field.indicators, known.indicators, strict=False), 1):
            name = next((choice.name(language) for choice in choices if choice.value == sign), "")
            if name:
                shown = _("blank") if sign == " " else sign
                lines.append(_("Indicator {n} = {sign}  {meaning}").format(n=place, sign=shown, meaning=name))
        for code in dict.fromkeys(subfield.code for subfield in field.subfields):
            part = known.subfields.get(code)
            lines.append(f"‡{code}  {part.name(language) if part is not None else _('not defined')}")
    return lines


def _holding(field: DataField) -> str:
    # Library, barcode, call number; where it has none, class and book number stand for it.
    number = field.first("s") or "/".join(part for part in (field.first("d"), field.first("e")) if part)
    return joined(field.first("a"), *field.values("b"), number)


def document_counts(document: Document) -> str:
    """`112 pages · 80 read · 40 corrected`; how many are read is said while some are not."""
    return joined(
        ngettext("{n} page", "{n} pages", document.pages).format(n=document.pages),
        _("{n} read").format(n=document.read) if document.read < document.pages else "",
        _("{n} corrected").format(n=document.corrected) if document.corrected else "",
    )
