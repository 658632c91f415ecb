"""A MARC field as the editor shows it: tag, indicators, and a body in which every `‡a` and every fault has its look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QTextCharFormat, QTextLayout

from marc.lines import DELIMITER, from_line, leader_from_line, to_line
from marc.record import ControlField, Field
from ui import fonts
from ui.theme import Colours

LEADER = "LDR"
_SUBFIELD = re.compile(f"{DELIMITER}(.?)")
Row = str | Field
"""A row of the editor: the leader (24 characters), or a field."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding as far as painting goes: which subfield (its code, or empty for the whole field) and how severe."""

    subfield: str
    severity: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands in the three columns. `indicators` is empty where the row has none; a blank indicator is `#`."""

    tag: str
    indicators: str
    body: str


def parts_of(row: Row) -> Parts:
    """The three columns of a row."""
    if isinstance(row, str):
        return Parts(LEADER, "", row)
    line = to_line(row)
    if isinstance(row, ControlField):
        return Parts(row.tag, "", line[4:])
    indicators, _space, body = line[4:].partition(" ")
    return Parts(row.tag, indicators, body)


def row_from(parts: Parts) -> Row:
    """The row that the three columns stand for; MarcError where they cannot be one."""
    if parts.tag == LEADER:
        return leader_from_line(parts.body)
    if not parts.indicators and (parts.tag.startswith("00") or not parts.tag.isdigit()):
        return from_line(f"{parts.tag} {parts.body}")
    indicators = (parts.indicators.replace(" ", "#").replace("·", "#") + "##")[:2]
    return from_line(f"{parts.tag} {indicators} {parts.body}")


def pieces(body: str) -> Iterator[tuple[str, int, int, int]]:
    """Each subfield of a body: its code, where its `‡` stands, where its value begins and ends."""
    marks = list(_SUBFIELD.finditer(body))
    ends = [*(mark.start() for mark in marks[1:]), len(body)]
    for mark, end in zip(marks, ends, strict=False):  # one end too many where there is no subfield
        yield mark[1], mark.start(), mark.end(), end


def styles(body: str, colours: Colours, faults: Sequence[Fault]) -> list[QTextLayout.FormatRange]:
    """How the body is drawn: subfield marks in the accent with a little room round them, waves under what is wrong."""
    ranges = [_waved(0, len(body), colours, fault.severity) for fault in faults if not fault.subfield]
    for code, start, value, end in pieces(body):
        ranges.append(_range(start, max(0, value - start - 1), _mark(colours, room=0)))
        ranges.append(_range(value - 1, 1, _mark(colours, room=4)))
        severity = next((fault.severity for fault in faults if fault.subfield == code), "")
        if severity:
            ranges.append(_waved(value, end - value, colours, severity))
        if end < len(body) and end > value:
            room = QTextCharFormat()
            room.setFontLetterSpacingType(fonts.ABSOLUTE)
            room.setFontLetterSpacing(8)
            if severity:
                _wave(room, colours, severity)
            ranges.append(_range(end - 1, 1, room))
    return [one for one in ranges if one.length > 0]


def _range(start: int, length: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, form
    return made


def _mark(colours: Colours, room: float) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(colours["accent"])
    form.setFontLetterSpacingType(fonts.ABSOLUTE)
    form.setFontLetterSpacing(room)
    return form


def _waved(start: int, length: int, colours: Colours, severity: str) -> QTextLayout.FormatRange:
    form = QTextCharFormat()
    _wave(form, colours, severity)
    return _range(start, length, form)


def _wave(form: QTextCharFormat, colours: Colours, severity: str) -> None:
    kind = QTextCharFormat.UnderlineStyle
    form.setUnderlineStyle(kind.DotLine if severity == "note" else kind.WaveUnderline)
    form.setUnderlineColor(colours["accent" if severity == "error" else "doubt"])
