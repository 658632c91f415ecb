"""In a viewer, what is selected in a searchable PDF lies on the printed characters."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from ocr.export.pdf import write_pdf
from ocr.page import Box, Direction, Line, PageText, Region, Word
from ocr.reader import Engines, read_page
from tests.helpers.draw import columns_image, font, lines_image, png

DPI = 300
NEAR = 1 / 3
"""So far from its print, in its own widths or heights, a character may be selected."""
LINES = (
    "呼伦湖又名达赉湖位于内蒙古自治区",
    "东北部呼伦贝尔草原西部新巴尔虎",
    "湖水面积随降水涨落冬季封冻长达",
    "渔民凿冰下网捕鲤鱼白鱼",
)
COLUMNS = (
    "呼倫湖一名達賚湖在城西南六十里周圍",
    "數百里形如臥瓜水自南來者名克魯倫河",
    "自東南來者爲烏爾遜河皆匯於湖冬日鑿冰",
    "張網一網得魚數萬斤",
)
WORDS = ("Озеро Далай лежит в степи", "на северо-востоке Внутренней", "Монголии близ города Хайлара")

Placed = tuple[str, Box]


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines(threads=2)


def selected(path: Path, height: int, dpi: float = DPI) -> list[Placed]:
    """Each character of a page and where a viewer marks it, in pixels of the picture."""
    with pdfium.PdfDocument(path) as document:
        layer = document[0].get_textpage()
        out = []
        for n in range(layer.count_chars()):
            left, bottom, right, top = (value * dpi / 72 for value in layer.get_charbox(n, loose=True))
            out.append((layer.get_text_range(n, 1), Box(left, height - top, right, height - bottom)))
        layer.close()
    return [(character, box) for character, box in out if character.strip()]


def fall(letters: ImageFont.FreeTypeFont, size: int) -> float:
    """How far below the place where it is drawn a character of `size` begins: ink lies in the middle of its square."""
    _, top, _, bottom = letters.getbbox("國")
    return (top + bottom - size) / 2


def printed_lines(lines: Sequence[str], size: int, face: str = "hans") -> list[Placed]:
    """Where `lines_image` draws each character."""
    letters = font(size, "cyrl" if face == "cyrl" else "hans")
    out = []
    for number, line in enumerate(lines):
        top = (1.5 + 1.7 * number) * size + fall(letters, size)
        for n, character in enumerate(line):
            left, right = (2 * size + letters.getlength(line[:end]) for end in (n, n + 1))
            out.append((character, Box(left, top, right, top + size)))
    return [(character, box) for character, box in out if character != " "]


def printed_columns(columns: Sequence[str], size: int, width: int) -> list[Placed]:
    """Where `columns_image` draws each character."""
    out = []
    first = 2 * size + fall(font(size, "hant"), size)
    for number, column in enumerate(columns):
        left = width - 2 * size - round((number + 1) * 1.6 * size)
        for n, character in enumerate(column):
            out.append((character, Box(left, first + n * size, left + size, first + (n + 1) * size)))
    return out


def share_on_print(found: Sequence[Placed], printed: Sequence[Placed]) -> float:
    """The part of the printed characters that are selected within a third of a character."""
    assert [character for character, _ in found] == [character for character, _ in printed]
    return sum(near(a, b) for (_, a), (_, b) in zip(found, printed, strict=True)) / len(printed)


def near(found: Box, printed: Box) -> bool:
    across = abs(found.left + found.right - printed.left - printed.right) / 2
    down = abs(found.top + found.bottom - printed.top - printed.bottom) / 2
    return across < NEAR * printed.width and down < NEAR * printed.height


@pytest.mark.parametrize("size", [24, 40, 64])
@pytest.mark.parametrize("vertical", [False, True])
def test_han_characters_read_by_the_engine_are_selected_on_their_print(
    engines: Engines, tmp_path: Path, size: int, vertical: bool
) -> None:
    image = columns_image(COLUMNS, size) if vertical else lines_image(LINES, size)
    data = png(image)
    page = read_page(data, None, engines)
    assert page.text.split("\n") == list(COLUMNS if vertical else LINES)
    write_pdf([(data, page)], tmp_path / "a.pdf")
    printed = printed_columns(COLUMNS, size, image.width) if vertical else printed_lines(LINES, size)
    assert share_on_print(selected(tmp_path / "a.pdf", image.height), printed) >= 0.99


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_words_read_by_tesseract_are_selected_on_their_print(engines: Engines, tmp_path: Path) -> None:
    image = lines_image(WORDS, 36, "cyrl")
    data = png(image)
    page = read_page(data, None, engines)
    assert page.text.split("\n") == list(WORDS)
    write_pdf([(data, page)], tmp_path / "a.pdf")
    found, printed = selected(tmp_path / "a.pdf", image.height), printed_lines(WORDS, 36, "cyrl")
    assert [character for character, _ in found] == [character for character, _ in printed]
    at = 0
    for word in page.text.split():
        end = at + len(word) - 1
        # The engine tells no letters: a word begins and ends where it is printed, to within a third of its height.
        assert abs(found[at][1].left - printed[at][1].left) < 36 * NEAR
        assert abs(found[end][1].right - printed[end][1].right) < 36 * NEAR
        at = end + 1


@st.composite
def spread_pages(draw: st.DrawFn) -> tuple[PageText, list[Placed]]:
    """Pages of up to 8 lines that do not touch, each of characters of one size at places of their own; no character
    stands twice."""
    vertical = draw(st.booleans())
    direction: Direction = "vertical-rl" if vertical else "horizontal"
    at, code = draw(st.integers(20, 200)), 0x4E00
    lines, printed = [], []
    for _ in range(draw(st.integers(1, 8))):
        size = draw(st.integers(16, 90))
        gaps = draw(st.lists(st.integers(0, size // 2), min_size=1, max_size=12))
        start = draw(st.integers(10, 300))
        boxes = []
        for gap in gaps:
            start += gap
            box = Box(start, at, start + size, at + size)
            boxes.append(Box(1800 - box.bottom, box.left, 1800 - box.top, box.right) if vertical else box)
            start += size
        text = "".join(chr(code + n) for n in range(len(boxes)))
        code += len(boxes)
        whole = boxes[0].union(boxes[-1])
        lines.append(Line((Word(text, whole, 0.9, tuple(boxes)),), whole, 0.9))
        printed += list(zip(text, boxes, strict=True))
        at += size + draw(st.integers(size // 2, 3 * size))
    region = Region(tuple(lines), Box(0, 0, 1800, 1800), direction, "hant")
    return PageText(1800, 1800, (region,), "hant", direction, "rapidocr", ""), printed


@settings(max_examples=60, deadline=None)
@given(spread_pages(), st.sampled_from([100.0, 200.0, 300.0, 600.0]))
def test_on_any_page_a_character_is_selected_on_its_print(made: tuple[PageText, list[Placed]], dpi: float) -> None:
    page, printed = made
    out = io.BytesIO()
    Image.new("1", (page.width, page.height), 1).save(out, "TIFF", dpi=(dpi, dpi))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        write_pdf([(out.getvalue(), page)], path)
        found = dict(selected(path, page.height, dpi))
    assert sorted(found) == sorted(character for character, _ in printed)
    assert sum(near(found[character], box) for character, box in printed) >= 0.99 * len(printed)


def run(program: str, *arguments: object) -> str:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed; install the package poppler-utils")
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize("vertical", [False, True])
def test_another_program_gives_the_text_without_spaces_and_finds_the_font_embedded(
    engines: Engines, tmp_path: Path, vertical: bool
) -> None:
    data = png(columns_image(COLUMNS, 40) if vertical else lines_image(LINES, 40))
    write_pdf([(data, read_page(data, None, engines))], tmp_path / "a.pdf")
    text = run("pdftotext", tmp_path / "a.pdf", "-")
    assert text.split() == list(COLUMNS if vertical else LINES)
    heading, _, *fonts = run("pdffonts", tmp_path / "a.pdf").splitlines()
    at = heading.index("emb")
    assert [line[at : at + 3] for line in fonts] == ["yes"]
    assert [line[heading.index("uni") :][:3] for line in fonts] == ["yes"]
