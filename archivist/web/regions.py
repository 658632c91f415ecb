"""What a page says as HTML: regions in their direction and language, lines and cells that know where they stand."""

from __future__ import annotations

from html import escape

from ocr.export.language import tag
from ocr.page import Box, Line, PageText, Region
from ocr.tables import Cell, table


def regions(text: PageText | None) -> str:
    """Every region of a page in reading order; nothing for a page that nobody has read."""
    return "\n".join(_region(region, text) for region in text.regions) if text else ""


def _region(region: Region, text: PageText) -> str:
    names = " ".join(("region", region.direction, region.kind))
    focus = ' tabindex="0"' if region.vertical or region.kind == "table" else ""
    return f'<div class="{names}" lang="{tag(region)}"{focus}>{_table(region, text) or _lines(region, text)}</div>'


def _lines(region: Region, text: PageText) -> str:
    return "<br>\n".join(_line(line, text, vertical=region.vertical) for line in region.lines)


def _table(region: Region, text: PageText) -> str:
    """A table with its cells; nothing for a region that is none, or whose cells can't be told."""
    if region.kind != "table" or region.vertical:
        return ""
    found = table(region)
    if found.columns < 2:
        return ""
    rows = (
        "<tr>" + "".join(_cell(cell, text, head=number < found.head) for cell in row) + "</tr>"
        for number, row in enumerate(found.by_row())
    )
    return "<table>\n" + "\n".join(rows) + "\n</table>"


def _cell(cell: Cell, text: PageText, *, head: bool) -> str:
    name = "th" if head else "td"
    spans = [("rowspan", cell.row_span), ("colspan", cell.column_span)]
    given = "".join(f' {key}="{value}"' for key, value in spans if value > 1)
    held = f'<span class="line" data-box="{_place(cell.box, text)}">{escape(cell.text)}</span>' if cell.text else ""
    return f"<{name}{given}>{held}</{name}>"


def _line(line: Line, text: PageText, *, vertical: bool) -> str:
    stretches = _stretches(line, text, vertical=vertical) if len(line.words) > 1 else ""
    words_at = f' data-words="{stretches}"' if stretches else ""
    return f'<span class="line" data-box="{_place(line.box, text)}"{words_at}>{escape(line.text)}</span>'


def _place(box: Box, text: PageText) -> str:
    """Left, top, width and height in hundredths of a percent of the page."""
    across, down = text.width, text.height
    return _hundredths((box.left, across), (box.top, down), (box.width, across), (box.height, down))


def _stretches(line: Line, text: PageText, *, vertical: bool) -> str:
    """For each word: where it begins in the line's text, its length, and from where to where it runs on the page."""
    parts: list[str] = []
    at = 0
    for word in line.words:
        first, last, whole = (
            (word.box.top, word.box.bottom, text.height) if vertical else (word.box.left, word.box.right, text.width)
        )
        parts.append(f"{at} {len(word.text)} {_hundredths((first, whole), (last, whole))}")
        at += len(word.text) + word.space_after
    return ",".join(parts)


def _hundredths(*shares: tuple[float, float]) -> str:
    """Shares of a length in hundredths of a percent."""
    return " ".join(str(round(part / whole * 10_000)) for part, whole in shares)
