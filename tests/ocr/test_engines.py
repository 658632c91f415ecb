"""Each engine once for real, and the handling of its answers with recorded ones."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytesseract
import pytest

from ocr.engines import models
from ocr.engines.detector import Detector
from ocr.engines.rapid import Recogniser
from ocr.engines.tesseract import Tesseract
from ocr.errors import OcrError
from ocr.pictures import gray
from tests.helpers.draw import text_image

ROOT = Path(__file__).parents[2]
RECORDED = {
    "text": ["", "", "Далай", "нуур", " ", "бол"],
    "conf": ["-1", "-1", "96.5", "91.25", "95", "90"],
    "block_num": [1, 1, 1, 1, 1, 1],
    "par_num": [0, 1, 1, 1, 1, 1],
    "line_num": [0, 0, 1, 1, 1, 2],
    "left": [0, 0, 22, 92, 5, 8],
    "top": [0, 0, 32, 32, 5, 72],
    "width": [0, 0, 60, 50, 9, 400],
    "height": [0, 0, 20, 20, 9, 22],
}
"""What Tesseract says of a picture of two lines, in its own words."""


def crop(text: str, size: int = 40) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    image = text_image(text, size)
    return gray(image.crop((size, size, image.width - size, image.height - size)))


def test_the_recogniser_reads_a_line_and_says_where_its_characters_are() -> None:
    reading, empty = Recogniser().read_lines([crop("达赉湖水位记录"), np.full((48, 300), 255, dtype=np.uint8)])
    assert (reading.text, empty.text, empty.confidence) == ("达赉湖水位记录", "", 0.0)
    assert reading.confidence > 0.9
    middles = [(g.start + g.end) / 2 for g in reading.glyphs]
    width = text_image("达赉湖水位记录").width - 80
    wanted = [(40 + 40 * n + 20) / width for n in range(7)]
    assert middles == pytest.approx(wanted, abs=0.03)


def test_pictures_read_together_and_one_by_one_say_the_same() -> None:
    recogniser = Recogniser()
    pictures = [crop(text) for text in ("湖", "扎赉诺尔矿史", "呼伦贝尔盟的湖泊与河流", "1959 545.12")]
    together = [reading.text for reading in recogniser.read_lines(pictures)]
    assert together == [recogniser.read_lines([picture])[0].text for picture in pictures]


def test_the_detector_finds_lines_and_nothing_on_a_blank_page() -> None:
    detector = Detector()
    page = gray(text_image("达赉湖水位记录\n扎赉诺尔矿史"))
    hearts = detector.find(page)
    assert hearts.shape == page.shape
    assert hearts[page.shape[0] // 2 - 30 : page.shape[0] // 2 + 30].max() > 200
    assert detector.find(np.full((100, 100), 255, dtype=np.uint8)).max() < 77


def test_the_detector_sees_the_same_across_the_edges_of_its_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    detector = Detector()
    page = gray(text_image("\n".join(["达赉湖水位记录表"] * 6)))
    whole = detector.find(page) >= 77
    monkeypatch.setattr("ocr.engines.detector.TILE", 320)
    tiled = detector.find(page) >= 77
    assert (whole & tiled).sum() > 0.8 * (whole | tiled).sum()


def test_a_network_that_is_not_in_the_package_is_named() -> None:
    with pytest.raises(OcrError, match=r"missing\.onnx"):
        models.session("missing.onnx", 1)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_tesseract_reads_russian_words_with_their_boxes() -> None:
    words = Tesseract().read_region(gray(text_image("Озеро Далай\nлежит в степи", face="cyrl")), "rus")
    assert [(word.text, word.line) for word in words] == [
        ("Озеро", 0), ("Далай", 0), ("лежит", 1), ("в", 1), ("степи", 1),
    ]  # fmt: skip
    assert words[0].right < words[1].left
    assert words[0].bottom < words[2].top
    assert all(word.confidence > 0.8 for word in words)


def test_the_border_around_a_picture_is_taken_off_the_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytesseract, "get_languages", lambda: ["mon", "rus"])
    monkeypatch.setattr(pytesseract, "image_to_data", lambda *_args, **_options: RECORDED)
    words = Tesseract().read_region(np.full((100, 300), 255, dtype=np.uint8), "mon")
    assert [(w.text, w.line, w.left, w.top, w.right, w.bottom) for w in words] == [
        ("Далай", 0, 10, 20, 70, 40),
        ("нуур", 0, 80, 20, 130, 40),
        ("бол", 1, 0, 60, 300, 82),
    ]
    assert [w.confidence for w in words] == [0.965, 0.9125, 0.9]


def test_a_missing_language_and_a_missing_program_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    blank = np.full((10, 10), 255, dtype=np.uint8)
    monkeypatch.setattr(pytesseract, "get_languages", lambda: ["eng"])
    with pytest.raises(OcrError, match="tesseract-ocr-chi-sim"):
        Tesseract().read_region(blank, "chi_sim")

    def absent() -> list[str]:
        raise pytesseract.TesseractNotFoundError

    monkeypatch.setattr(pytesseract, "get_languages", absent)
    with pytest.raises(OcrError, match="install the package tesseract-ocr"):
        Tesseract().read_region(blank, "rus")


def test_a_fault_of_tesseract_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_args: object, **_options: object) -> None:
        raise RuntimeError("Tesseract process timeout")

    monkeypatch.setattr(pytesseract, "get_languages", lambda: ["rus"])
    monkeypatch.setattr(pytesseract, "image_to_data", late)
    with pytest.raises(OcrError, match="timeout"):
        Tesseract().read_region(np.full((10, 10), 255, dtype=np.uint8), "rus")


def test_what_the_window_imports_loads_no_engine() -> None:
    program = (
        "import sys, ocr.page, ocr.errors, ocr.hints, ocr.images, ocr.export\n"
        "print([m for m in ('cv2', 'onnxruntime', 'rapidocr', 'pytesseract', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
