"""Files, folders, PDFs and TIFFs become single pages whose bytes are those that came in."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ocr.errors import OcrError
from ocr.export.pdf import write_pdf
from ocr.images import BadPage, Source, expand, natural_key, open_image
from ocr.page import PageText
from tests.ocr.pages import columns_page


def picture(path: Path, size: tuple[int, int] = (30, 20), kind: str | None = None) -> Path:
    Image.effect_noise(size, 60).save(path, kind)
    return path


def sources(*paths: Path) -> list[Source]:
    out = list(expand(paths))
    assert all(isinstance(item, Source) for item in out)
    return [item for item in out if isinstance(item, Source)]


def test_a_file_is_one_page_and_keeps_its_bytes(tmp_path: Path) -> None:
    path = picture(tmp_path / "甲.jpg")
    (source,) = sources(path)
    assert (source.name, source.media_type, source.width, source.height) == ("甲.jpg", "image/jpeg", 30, 20)
    assert source.bytes == path.read_bytes()


def test_a_folder_is_taken_in_natural_order_and_what_is_no_picture_stays_out(tmp_path: Path) -> None:
    for name in ("p10.png", "p2.png", "P1.PNG", "p2.txt"):
        picture(tmp_path / name, kind="PNG")
    (tmp_path / "deeper").mkdir()
    picture(tmp_path / "deeper" / "p3.png")
    assert [source.name for source in sources(tmp_path)] == ["P1.PNG", "p2.png", "p10.png"]


def test_a_torn_picture_in_a_folder_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    for name in ("1.png", "2.png", "3.png"):
        picture(tmp_path / name)
    torn = tmp_path / "2.png"
    torn.write_bytes(torn.read_bytes()[:200])
    first, second, third = expand([tmp_path])
    assert isinstance(first, Source)
    assert isinstance(third, Source)
    assert isinstance(second, BadPage)
    assert second.name == "2.png"
    assert "2.png is damaged" in second.reason


def test_a_torn_picture_by_itself_is_an_error_and_among_others_is_not(tmp_path: Path) -> None:
    torn = picture(tmp_path / "torn.png")
    torn.write_bytes(torn.read_bytes()[:200])
    with pytest.raises(OcrError, match=r"torn\.png"):
        list(expand([torn]))
    whole = picture(tmp_path / "whole.png")
    assert [type(item) for item in expand([torn, whole])] == [BadPage, Source]


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OcrError, match="holds no pictures"):
        list(expand([tmp_path]))


def test_the_pages_of_a_tiff_come_one_by_one_without_loss(tmp_path: Path) -> None:
    path = tmp_path / "heft.tif"
    pages = [Image.effect_noise((30, 20 + n), 60) for n in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    found = sources(path)
    assert [source.name for source in found] == ["heft-0001.png", "heft-0002.png", "heft-0003.png"]
    assert [open_image(source.bytes).tobytes() for source in found] == [page.tobytes() for page in pages]


def pdf_of(path: Path, text: str) -> Path:
    canvas = Canvas(str(path), pagesize=(300, 200))
    canvas.drawString(50, 100, text)
    canvas.save()
    return path


def test_a_scan_that_fills_a_pdf_page_is_taken_out_as_it_is(tmp_path: Path) -> None:
    jpeg = io.BytesIO()
    Image.effect_noise((300, 200), 60).convert("RGB").save(jpeg, "JPEG")
    bilevel = io.BytesIO()
    Image.effect_noise((300, 200), 60).convert("1").save(bilevel, "PNG")
    empty = PageText(300, 200, (), "zyyy", "horizontal", "", "")
    write_pdf([(jpeg.getvalue(), columns_page()), (bilevel.getvalue(), empty)], tmp_path / "scan.pdf")
    first, second = sources(tmp_path / "scan.pdf")
    assert (first.name, first.media_type) == ("scan-0001.jpg", "image/jpeg")
    assert first.bytes == jpeg.getvalue()
    taken, given = open_image(second.bytes), open_image(bilevel.getvalue())
    assert (second.media_type, taken.mode, taken.tobytes()) == ("image/png", "1", given.tobytes())


def test_other_pdf_pages_are_drawn_at_300_dpi(tmp_path: Path) -> None:
    (source,) = sources(pdf_of(tmp_path / "typed.pdf", "Hulun"))
    assert (source.media_type, source.width, source.height) == ("image/png", 1250, 834)
    assert min(open_image(source.bytes).convert("L").tobytes()) < 60


def test_a_pdf_with_a_password_and_a_broken_one_are_told_apart(tmp_path: Path) -> None:
    path = pdf_of(tmp_path / "typed.pdf", "Hulun")
    with pikepdf.open(path) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="geheim", owner="geheim"))
    with pytest.raises(OcrError, match="password"):
        list(expand([tmp_path / "locked.pdf"]))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 and no more")
    with pytest.raises(OcrError, match=r"broken\.pdf is damaged"):
        list(expand([tmp_path / "broken.pdf"]))


def test_saving_never_overwrites(tmp_path: Path) -> None:
    (source,) = sources(picture(tmp_path / "a.jpg"))
    folder = tmp_path / "out"
    folder.mkdir()
    assert [source.save(folder).name for _ in range(3)] == ["a.jpg", "a-2.jpg", "a-3.jpg"]
    assert {path.read_bytes() for path in folder.iterdir()} == {source.bytes}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told_so(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png")
    path.chmod(0)
    with pytest.raises(OcrError, match="may not be read"):
        list(expand([path]))


@given(st.lists(st.integers(0, 10**6), unique=True))
def test_numbers_in_names_are_counted_not_spelt(numbers: list[int]) -> None:
    names = sorted((f"page{n}.png" for n in numbers), key=natural_key)
    assert names == [f"page{n}.png" for n in sorted(numbers)]
