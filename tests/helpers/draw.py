"""Draws small pages for tests; skips, and says why, where no font for them is installed."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from PIL import Image, ImageDraw, ImageFont

from archivist.errors import ArchivistError
from archivist.samples.fonts import Face, find_font

WHITE, BLACK = 255, 0


def font(size: int, face: Face = "hans") -> ImageFont.FreeTypeFont:
    """A font with an em of `size` pixels."""
    try:
        return find_font(face).at(size)
    except ArchivistError as error:
        pytest.skip(str(error))


def text_image(text: str, size: int = 40, face: Face = "hans") -> Image.Image:
    """One or more horizontal lines, black on white, with a margin all around."""
    return lines_image(text.split("\n"), size, face)


def lines_image(lines: Sequence[str], size: int = 40, face: Face = "hans") -> Image.Image:
    """Horizontal lines under each other."""
    letters = font(size, face)
    width = round(max(letters.getlength(line) for line in lines)) + 4 * size
    image = Image.new("L", (width, round(len(lines) * 1.7 * size) + 3 * size), WHITE)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        pen.text((2 * size, round((1.5 + 1.7 * number) * size)), line, BLACK, letters)
    return image


def columns_image(columns: Sequence[str], size: int = 40, pitch: float = 1.6) -> Image.Image:
    """Columns from right to left, their characters one em apart."""
    letters = font(size, "hant")
    height = max(len(column) for column in columns) * size + 4 * size
    image = Image.new("L", (round(len(columns) * pitch * size) + 4 * size, height), WHITE)
    pen = ImageDraw.Draw(image)
    for number, column in enumerate(columns):
        x = image.width - 2 * size - round((number + 1) * pitch * size)
        for place, character in enumerate(column):
            pen.text((x, 2 * size + place * size), character, BLACK, letters)
    return image


def table_image(rows: Sequence[Sequence[str]], size: int = 30, cell: int = 220) -> Image.Image:
    """A table without rules."""
    letters = font(size)
    image = Image.new("L", (len(rows[0]) * cell + 4 * size, round(len(rows) * 1.8 * size) + 4 * size), WHITE)
    pen = ImageDraw.Draw(image)
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            pen.text((2 * size + place * cell, round((2 + 1.8 * number) * size)), text, BLACK, letters)
    return image


def png(image: Image.Image) -> bytes:
    """A picture as the bytes of a file."""
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
