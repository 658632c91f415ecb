"""Whole pages, with the real engines: drawn ones, and real ones where the collection of samples is there."""

from __future__ import annotations

import json
import shutil
import unicodedata
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from PIL import Image

from ocr.errors import OcrError
from ocr.hints import Hints
from ocr.page import Direction, PageText, Script
from ocr.reader import Engines, read_page, worker_read
from resources.search import folding
from tests.helpers.draw import columns_image, lines_image, png, table_image, text_image
from tests.helpers.samples import sample

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines(threads=2)


def aged(image: Image.Image, tilt: float) -> Image.Image:
    """Turned clockwise by `tilt` degrees, greyed and grainy."""
    turned = image.rotate(-tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    grain = np.random.default_rng(3).normal(0, 9, (turned.height, turned.width))
    return Image.fromarray(np.clip(np.asarray(turned) * 0.75 + 45 + grain, 0, 255).astype(np.uint8))


def test_simplified_lines_are_read_and_the_program_says_so(engines: Engines) -> None:
    lines = ["达赉湖又名呼伦湖在内蒙古", "自治区东北部是我国第五大", "淡水湖"]
    page = read_page(png(lines_image(lines)), None, engines)
    assert page.text.split("\n") == lines
    assert (page.script, page.direction, page.engine) == ("hans", "horizontal", "rapidocr")
    assert page.confidence > 0.9
    assert page.seconds > 0


def test_every_character_has_its_box_on_its_print(engines: Engines) -> None:
    page = read_page(png(lines_image(["达赉湖水位记录", "扎赉诺尔矿史"], 40)), None, engines)
    for number, text in enumerate(page.text.split("\n")):
        for place, box in enumerate(page.boxes(page.text.index(text) + n, page.text.index(text) + n + 1)[0]
                                    for n in range(len(text))):  # fmt: skip
            assert (box.left + box.right) / 2 == pytest.approx(80 + 40 * place + 20, abs=13)
            assert box.top < (1.5 + 1.7 * number + 0.6) * 40 < box.bottom


@pytest.mark.parametrize("tilt", [-2.5, 0.0, 1.5])
@pytest.mark.parametrize("size", [24, 48])
def test_columns_are_read_from_right_to_left(engines: Engines, tilt: float, size: int) -> None:
    columns = ["呼倫湖一名達賚湖在城西", "周圍數百里形如臥瓜水", "自南來者名克魯倫河", "皆匯於湖冬日鑿冰張網"]
    page = read_page(png(aged(columns_image(columns, size), tilt)), None, engines)
    assert page.text.split("\n") == columns
    assert (page.script, page.direction) == ("hant", "vertical-rl")
    rights = [line.box.right for _, line in page.lines]
    assert rights == sorted(rights, reverse=True)


@needs_tesseract
@pytest.mark.parametrize(
    "lines",
    [
        ["Озеро Далай лежит в степи", "на северо-востоке Внутренней", "Монголии близ Хайлара"],
        ["Далай нуур бол Хөлөнбуйрын", "тал нутгийн хамгийн том нуур", "бөгөөд үүнд гол цутгана"],
    ],
)
def test_cyrillic_is_read_russian_or_mongolian(engines: Engines, lines: list[str]) -> None:
    page = read_page(png(lines_image(lines, 36, "cyrl")), None, engines)
    assert page.text.split("\n") == lines
    assert (page.script, page.engine) == ("cyrl", "tesseract")


@needs_tesseract
def test_chinese_and_russian_on_one_page_go_to_their_own_engines(engines: Engines) -> None:
    image = Image.new("L", (1100, 420), 255)
    image.paste(text_image("扎赉诺尔车站通告\n冬季列车时刻施行"), (40, 0))
    image.paste(text_image("Поезд к озеру отправляется\nпо вторникам и пятницам", 36, "cyrl"), (40, 200))
    page = read_page(png(image), None, engines)
    assert page.text.split("\n") == [
        "扎赉诺尔车站通告", "冬季列车时刻施行", "Поезд к озеру отправляется", "по вторникам и пятницам",
    ]  # fmt: skip
    assert [region.script for region in page.regions] == ["hans", "cyrl"]
    assert page.engine == "rapidocr+tesseract"


def test_a_table_is_read_row_by_row_with_spaces_between_its_cells(engines: Engines) -> None:
    rows = [["年份", "最高水位", "最低水位"], *([str(year), f"54{year % 10}.34", f"53{year % 10}.54"]
            for year in range(1951, 1957))]  # fmt: skip
    page = read_page(png(table_image(rows)), None, engines)
    assert page.text.split("\n") == [" ".join(row) for row in rows]
    assert [region.kind for region in page.regions] == ["table"]


def test_a_large_line_is_a_title_and_a_number_at_the_foot_a_page_number(engines: Engines) -> None:
    image = Image.new("L", (900, 1300), 255)
    image.paste(text_image("达赉湖志", 72), (150, 0))
    image.paste(lines_image(["呼伦湖在内蒙古自治区东北部", "是我国北方最大的湖泊之一"] * 5, 36), (40, 250))
    image.paste(text_image("12", 36), (380, 1100))
    page = read_page(png(image), None, engines)
    assert [region.kind for region in page.regions] == ["title", "text", "page-number"]


@pytest.mark.parametrize(("mode", "shade"), [("L", 255), ("L", 0), ("1", 0), ("RGB", 128)])
@pytest.mark.parametrize("size", [(1, 1), (3, 900), (700, 500)])
def test_a_page_without_text_has_none(engines: Engines, mode: str, shade: int, size: tuple[int, int]) -> None:
    page = read_page(png(Image.new("L", size, shade).convert(mode)), None, engines)
    assert (page.text, page.regions, page.width, page.height) == ("", (), *size)
    assert PageText.from_json(page.to_json()) == page


def test_noise_is_no_text(engines: Engines) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (300, 400), dtype=np.uint8)
    assert len(read_page(png(Image.fromarray(noise)), None, engines).text) < 5


def test_a_hint_is_followed(engines: Engines) -> None:
    image = png(columns_image(["湖水", "河水"], 40))
    assert read_page(image, Hints(direction="vertical-rl"), engines).text == "湖水\n河水"
    assert read_page(image, Hints(direction="horizontal"), engines).direction == "horizontal"


def test_what_cannot_be_done_is_said(engines: Engines) -> None:
    with pytest.raises(OcrError, match="no engine named magic"):
        read_page(png(Image.new("L", (9, 9))), Hints(engine="magic"), engines)


def test_a_worker_process_reads_as_this_one_does(engines: Engines) -> None:
    image = png(text_image("扎赉诺尔矿史"))
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        there = [pool.submit(worker_read, image).result() for _ in range(2)]
    here = read_page(image, None, engines)
    assert [page.text for page in there] == [here.text] * 2


def folded(text: str) -> str:
    """Variant forms as one, without spaces and punctuation."""
    table = folding()
    return "".join(table.get(c, c) for c in text if unicodedata.category(c)[0] in "LN")


def in_variants(text: str) -> Image.Image:
    """The page of the old book, as it is or changed as `text` says."""
    image = Image.open(sample("scans/siku_page.png")).convert("L")
    if text == "turned":
        return image.rotate(2, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    if text == "margin":
        wide = Image.new("L", (round(image.width * 1.6), image.height), 255)
        wide.paste(image, (round(image.width * 0.3), 0))
        return wide
    scale = {"smaller": 0.7, "larger": 1.5, "as it is": 1.0}[text]
    return image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)


@pytest.mark.samples
@pytest.mark.parametrize("change", ["as it is", "smaller", "larger", "margin", "turned"])
def test_a_page_with_double_line_commentary_is_read_in_its_order(engines: Engines, change: str) -> None:
    page = read_page(png(in_variants(change)), None, engines)
    text = folded(page.text)
    truth = json.loads(sample("scans/truth.json").read_text(encoding="utf-8"))["siku_page.png"]
    assert (page.script, page.direction) == (truth["script"], truth["direction"])
    assert sum(folded(line) in text for line in truth["lines"]) >= 7
    # Main text, then its commentary: right line, left line.
    for run in ("子能治其官使不失職濟成少", "謂後世子耳亦不知句龍為后土在于", "以來耳此其二祀也"):
        assert folded(run) in text
    assert "commentary" in {region.kind for region in page.regions}


@pytest.mark.samples
@needs_tesseract
@pytest.mark.parametrize(
    ("name", "script", "direction", "words"),
    [
        ("eslav.jpg", "cyrl", "horizontal", "большая языковая семья"),
        ("cyrillic.png", "cyrl", "horizontal", "лепо данас."),
        ("ch_en_num.jpg", "hans", "horizontal", "强力去污"),
    ],
)
def test_small_real_pictures_are_read(
    engines: Engines, name: str, script: Script, direction: Direction, words: str
) -> None:
    page = read_page(sample(f"scans/{name}"), None, engines)
    assert (page.script, page.direction) == (script, direction)
    assert words in page.text
