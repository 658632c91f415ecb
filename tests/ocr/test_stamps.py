"""Seals in grey and black-and-white pages are told by their shape; what only looks like one stays text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from PIL import Image

from ocr.frames import Pyramid, upright
from ocr.ink import ink, rules
from ocr.plates import View
from ocr.stamps import Stamp, stamps
from tests.helpers.draw import BLACK, WHITE, font
from tests.ocr.drawn import OLD, Columns, Rows, drawing, photograph, run
from tests.ocr.inked import Seal, bilevel, noisy, stamped_in_grey

SIZE, VIEWED = 32, 32

PLAIN = Seal("達賚湖印", 110)
SEALS = {
    "plain": PLAIN,
    "of light strokes": Seal("呼倫縣印", 130, white=True),
    "double and of nine characters": Seal("呼倫貝爾漁業公司印", 170, columns=3, double=True, tilt=-4),
    "round": Seal("漁業公司", 110, shape="round"),
    "oval": Seal("湖濱藏書", 120, shape="oval"),
    "of two characters side by side": Seal("湖漁", 90, columns=2, tilt=-5),
    "worn and askew": Seal("漁業之章", 120, tilt=7, wear=0.1),
    "small": Seal("達賚湖印", 76, tilt=-3),
    "large": Seal("呼倫湖漁業公司印", 240, columns=2, tilt=5),
}


def view(image: Image.Image, size: int = SIZE) -> View:
    pyramid = Pyramid(np.asarray(image.convert("L")))
    frame = upright(pyramid.width, pyramid.height, skew=0.0, quarter=False, scale=VIEWED / size)
    picture = pyramid.view(frame)
    dark = ink(picture, VIEWED)
    return View(frame, picture, dark, rules(dark, VIEWED), VIEWED)


def sure(image: Image.Image, size: int = SIZE) -> list[Stamp]:
    return [stamp for stamp in stamps(view(image, size)) if not stamp.doubtful]


def middle(stamp: Stamp, size: int) -> tuple[float, float]:
    box, scale = stamp.box, size / VIEWED
    return (box.left + box.right) / 2 * scale, (box.top + box.bottom) / 2 * scale


@pytest.mark.parametrize("black_and_white", [False, True])
@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("name", SEALS)
def test_a_seal_is_found_by_its_shape(name: str, over: bool, black_and_white: bool) -> None:
    seal = SEALS[name]
    book = Columns(SIZE, 9, 12).lines(0, 9 if over else 4)
    at = book.at(4 if over else 7) + 10, book.top + 6.3 * SIZE
    page = noisy(stamped_in_grey(book.image, seal, at))
    (found,) = sure(bilevel(page) if black_and_white else page)
    assert middle(found, SIZE) == pytest.approx(at, abs=0.15 * seal.side)
    assert found.box.height == pytest.approx(seal.size[1], rel=0.2)


@pytest.mark.parametrize("size", [22, 48])
def test_it_is_as_large_as_it_is_in_characters_whatever_the_scale(size: int) -> None:
    book = Columns(size, 10, 14).lines(0, 6)
    at = book.at(8), book.top + 6 * size
    page = noisy(stamped_in_grey(book.image, Seal("達賚湖印", 4 * size), at))
    (found,) = sure(page, size)
    assert middle(found, size) == pytest.approx(at, abs=0.5 * size)


class Danger:
    """What is framed, black or large on a page, and is no seal."""

    def __init__(self) -> None:
        self.book = Columns(SIZE, 9, 10).lines(0, 5)
        self.image, self.pen = self.book.image, self.book.pen
        self.left, self.top = 60, self.book.top

    def framed(self, text: str, size: int, *, columns: int = 1, air: int = 6, thick: int = 3) -> Danger:
        each = -(-len(text) // columns)
        box = self.left, self.top, self.left + columns * size + 2 * air, self.top + each * size + 2 * air
        self.pen.rectangle(box, fill=WHITE, outline=BLACK, width=thick)
        self._set(text, size, columns, air, BLACK)
        return self

    def black(self, text: str, size: int, columns: int = 1) -> Danger:
        each = -(-len(text) // columns)
        self.pen.rectangle((self.left, self.top, self.left + columns * size + 16, self.top + each * size + 16), BLACK)
        self._set(text, size, columns, 8, WHITE)
        return self

    def ringed(self, text: str, size: int) -> Danger:
        self.pen.ellipse((self.left, self.top, self.left + 1.6 * size, self.top + 1.6 * size), outline=BLACK, width=3)
        self.pen.text((self.left + 0.3 * size, self.top + 0.12 * size), text, BLACK, font(size, "hant"))
        return self

    def cells(self, across: int, down: int, side: int) -> Danger:
        for n in range(across):
            for m in range(down):
                x, y = self.left + n * side, self.top + m * side
                self.pen.rectangle((x, y, x + side, y + side), outline=BLACK, width=2)
                self.pen.text(
                    (x + side / 2 - SIZE, y + side / 2 - 20), OLD[n + 3 * m : n + 3 * m + 2], BLACK, font(SIZE)
                )
        return self

    def plate(self, picture: Image.Image) -> Danger:
        self.image.paste(picture, (self.left, self.top))
        frame = self.left - 3, self.top - 3, self.left + picture.width + 2, self.top + picture.height + 2
        self.pen.rectangle(frame, outline=BLACK, width=3)
        return self

    def _set(self, text: str, size: int, columns: int, air: int, tone: int) -> None:
        each = -(-len(text) // columns)
        for n, sign in enumerate(text):
            x = self.left + air + (columns - 1 - n // each) * size
            self.pen.text((x, self.top + air + (n % each) * size - 0.16 * size), sign, tone, font(size, "hant"))


DANGERS: dict[str, Callable[[Danger], Danger]] = {
    **{f"the large character {sign}": partial(Danger.framed, text=sign, size=130, thick=0) for sign in "國回圖團囗龜"},
    **{f"{sign} in a frame": partial(Danger.framed, text=sign, size=90) for sign in "湖龍國"},
    "a ringed number": partial(Danger.ringed, text="九", size=40),
    "a headline of two in a frame": partial(Danger.framed, text="專電", size=60),
    "a notice in a frame": partial(Danger.framed, text="本報啟事", size=56, columns=2),
    "a notice of six in a frame": partial(Danger.framed, text="漁業公司廣告", size=48, columns=2),
    "small print in a frame": partial(Danger.framed, text=run(OLD, 36, 0), size=32, columns=6, air=12),
    "a black bar with light text": partial(Danger.black, text="本市要聞", size=50),
    "a black square with one character": partial(Danger.black, text="湖", size=90),
    "a black block with a column of two": partial(Danger.black, text="要聞", size=60),
    "cells of a table": partial(Danger.cells, across=3, down=4, side=90),
    "four cells": partial(Danger.cells, across=2, down=2, side=100),
    "one cell": partial(Danger.cells, across=1, down=1, side=100),
    "a photograph": lambda page: page.plate(photograph(180, 200)),
    "a halftone": lambda page: page.plate(photograph(180, 200, 7)),
    "a fine halftone": lambda page: page.plate(photograph(120, 120, 4)),
    "a drawing": lambda page: page.plate(drawing(180, 200)),
    "a small drawing": lambda page: page.plate(drawing(110, 110)),
}


@pytest.mark.parametrize("black_and_white", [False, True])
@pytest.mark.parametrize("name", DANGERS)
def test_what_only_looks_like_a_seal_is_none(name: str, black_and_white: bool) -> None:
    page = noisy(DANGERS[name](Danger()).image)
    assert sure(bilevel(page) if black_and_white else page) == []


@pytest.mark.parametrize("black_and_white", [False, True])
def test_columns_and_rows_are_no_seals_nor_is_a_leaf_with_rules_around_each_column(black_and_white: bool) -> None:
    leaf = Columns(SIZE, 11).lines(0, 5).lines(6).frame().spine(5, "呼倫縣志", "十六")
    for image in (Columns(SIZE).lines().image, Rows(SIZE).lines().image, leaf.image):
        page = noisy(image)
        assert stamps(view(bilevel(page) if black_and_white else page)) == []
