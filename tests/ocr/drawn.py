"""Pages drawn for the kinds of regions: with heads and feet, notes, ruby, pictures and seals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.helpers.draw import BLACK, WHITE, font

LAKE = (
    "呼伦湖又名达赉湖在内蒙古自治区东北部是我国北方最大的湖泊之一湖水主要来自克鲁伦河与乌尔逊河"
    "每年冬季湖面封冻渔民凿冰下网所得甚丰岸边芦苇丛生水鸟云集"
)
OLD = (
    "呼倫湖一名達賚湖在城西周圍數百里形如臥瓜水自南來者名克魯倫河自東南來者名烏爾遜河皆匯於湖"
    "冬日鑿冰張網得魚甚多歲輸於官"
)
PITCH = 1.7


def run(text: str, count: int, number: int) -> str:
    """Line `number` of a text that is repeated, of `count` characters."""
    return "".join(text[(count * number + n) % len(text)] for n in range(count))


def down(pen: ImageDraw.ImageDraw, x: float, y: float, text: str, size: int) -> None:
    """A column of characters."""
    for place, sign in enumerate(text):
        pen.text((x, y + place * size), sign, BLACK, font(size, "hant"))


class Rows:
    """A page of lines, `wide` characters each, with room around them."""

    def __init__(self, size: int, count: int = 10, wide: int = 20) -> None:
        self.size, self.wide, self.count = size, wide, count
        self.left, self.top = 5 * size, 5 * size
        self.image = Image.new("L", ((wide + 10) * size, round((count * PITCH + 10) * size)), WHITE)
        self.pen = ImageDraw.Draw(self.image)

    def lines(self, skipped: Sequence[int] = ()) -> Rows:
        for number in range(self.count):
            if number not in skipped:
                self.pen.text((self.left, self.at(number)), run(LAKE, self.wide, number), BLACK, font(self.size))
        return self

    def at(self, number: int) -> float:
        return self.top + number * PITCH * self.size

    def head(self, left: str, right: str = "") -> Rows:
        """What stands at both ends over the text, with a rule under it."""
        letters, y = font(self.size), self.top - 2.6 * self.size
        end = self.left + self.wide * self.size
        self.pen.text((self.left, y), left, BLACK, letters)
        self.pen.text((end - letters.getlength(right), y), right, BLACK, letters)
        self.pen.line((self.left, y + 1.5 * self.size, end, y + 1.5 * self.size), BLACK, max(self.size // 14, 1))
        return self

    def foot(self, text: str) -> Rows:
        letters = font(self.size)
        x = self.left + (self.wide * self.size - letters.getlength(text)) / 2
        self.pen.text((x, self.at(self.count) + 1.5 * self.size), text, BLACK, letters)
        return self

    def note(self, number: int, lines: Sequence[str]) -> Rows:
        """Small lines right of a line."""
        size = round(0.6 * self.size)
        for place, line in enumerate(lines):
            y = self.at(number) + 1.3 * place * size
            self.pen.text((self.left + (self.wide + 0.8) * self.size, y), line, BLACK, font(size))
        return self

    def ruby(self, number: int, place: int, text: str) -> Rows:
        size = self.size // 2
        spot = self.left + place * self.size, self.at(number) - 1.05 * size
        self.pen.text(spot, text, BLACK, font(size, "hant"))
        return self


class Columns:
    """A page of columns, `tall` characters each, with room around them."""

    def __init__(self, size: int, count: int = 10, tall: int = 16) -> None:
        self.size, self.tall, self.count = size, tall, count
        self.top = 8 * size
        self.image = Image.new("L", (round((count * PITCH + 8) * size), (tall + 14) * size), WHITE)
        self.right = self.image.width - 4 * size
        self.pen = ImageDraw.Draw(self.image)

    def lines(self, first: int = 0, last: int = 99) -> Columns:
        for number in range(first, min(last, self.count)):
            down(self.pen, self.at(number), self.top, run(OLD, self.tall, number), self.size)
        return self

    def at(self, number: int) -> float:
        return self.right - (number + 1) * PITCH * self.size + 0.35 * self.size

    def frame(self) -> Columns:
        size, bottom = self.size, self.top + (self.tall + 0.5) * self.size
        box = (
            self.right - self.count * PITCH * size - 0.3 * size,
            self.top - 0.6 * size,
            self.right + 0.3 * size,
            bottom,
        )
        self.pen.rectangle(box, outline=BLACK, width=max(size // 8, 2))
        return self

    def spine(self, number: int, title: str, leaf: str) -> Columns:
        """Rules between all columns; in one a fishtail, above it a title, below it a number."""
        top, bottom = self.top - 0.6 * self.size, self.top + (self.tall + 0.5) * self.size
        for place in range(1, self.count):
            x = self.right - place * PITCH * self.size
            self.pen.line((x, top, x, bottom), BLACK, max(self.size // 16, 1))
        left, wide = self.right - (number + 1) * PITCH * self.size, PITCH * self.size
        down(self.pen, self.at(number), self.top, title, self.size)
        y = self.top + (len(title) + 0.8) * self.size
        tail = [(left, y), (left + wide, y), (left + wide, y + self.size), (left + wide / 2, y + self.size / 2),
                (left, y + self.size)]  # fmt: skip
        self.pen.polygon(tail, fill=BLACK)
        down(self.pen, self.at(number), y + 3 * self.size, leaf, self.size)
        return self

    def note(self, number: int, columns: Sequence[str]) -> Columns:
        """Small columns over a column and those left of it."""
        size = round(0.6 * self.size)
        for place, text in enumerate(columns):
            y = self.top - 1.1 * self.size - len(text) * size
            down(self.pen, self.at(number) + 0.3 * self.size - 1.25 * place * size, y, text, size)
        return self

    def ruby(self, number: int, place: int, text: str) -> Columns:
        x = self.at(number) + 1.03 * self.size
        down(self.pen, x, self.top + place * self.size, text, self.size // 2)
        return self

    def margin(self, text: str, number: str = "", *, right: bool = False) -> Columns:
        """Small type in a margin beside the columns, and below it a number."""
        size = round(0.6 * self.size)
        x = self.right + 1.6 * self.size if right else self.right - self.count * PITCH * self.size - 2.2 * self.size
        down(self.pen, x, self.top + self.size, text, size)
        if number:
            down(self.pen, x, self.top + (len(text) + 4) * size + self.size, number, size)
        return self

    def foot(self, text: str) -> Columns:
        down(self.pen, (self.image.width - self.size) / 2, self.top + (self.tall + 1.6) * self.size, text, self.size)
        return self


def photograph(width: int, height: int, dots: float = 0.0) -> Image.Image:
    """Soft tones; as a halftone with so many pixels from dot to dot."""
    y, x = np.mgrid[:height, :width]
    tones = 110 + 45 * np.sin(x / 37) * np.cos(y / 51) + 40 * np.sin(x / 90 + y / 70) + 15 * np.cos(y / 23)
    if not dots:
        return Image.fromarray(np.clip(tones, 15, 215).astype(np.uint8))
    waves = [np.cos((x * way + y) * np.sqrt(2) * np.pi / dots) for way in (1, -1)]
    screen = np.where(tones < 127 + 63 * sum(waves), 10.0, 245.0)
    return Image.fromarray(screen.astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))


def drawing(width: int, height: int) -> Image.Image:
    """A landscape in strokes: hills, grass, a house, waves, the sun."""
    image = Image.new("L", (width, height), WHITE)
    pen, line = ImageDraw.Draw(image), max(width // 120, 2)
    random = np.random.default_rng(2)
    for hill in range(4):
        points = [
            (x, height * (0.35 + 0.1 * hill + 0.15 * np.sin(6 * x / width + 2 * hill))) for x in range(0, width, 6)
        ]
        pen.line(points, BLACK, line)
    for _ in range(60):
        x, y = random.random() * width, height * (0.2 + 0.5 * random.random())
        pen.line((x, y, x + 0.03 * height, y + 0.08 * height), BLACK, max(line - 1, 1))
    pen.rectangle((0.55 * width, 0.5 * height, 0.85 * width, 0.75 * height), outline=BLACK, width=line)
    pen.polygon([(0.5 * width, 0.5 * height), (0.7 * width, 0.33 * height), (0.9 * width, 0.5 * height)], outline=BLACK)
    for wave in range(12):
        y = height * (0.7 + 0.02 * wave)
        pen.arc((0.05 * width, y, 0.95 * width, y + 0.1 * height), 10, 170, BLACK, max(line - 1, 1))
    pen.ellipse((0.1 * width, 0.08 * height, 0.25 * width, 0.08 * height + 0.15 * width), outline=BLACK, width=line)
    return image


def stamped(
    page: Image.Image, at: tuple[int, int], side: int, *, white: bool = False, round_: bool = False
) -> Image.Image:
    """A page on yellowed paper with a red seal on it; `white`: its characters are left out of the red."""
    tones = np.stack([np.asarray(page) / 255 * shade for shade in (238, 228, 205)], axis=-1)
    ink = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(ink)
    shape = pen.ellipse if round_ else pen.rectangle
    shape((0, 0, side - 1, side - 1), fill=255 if white else 0, outline=255, width=max(side // 18, 2))
    for place, sign in enumerate("達賚湖印"):
        spot = side * (0.5 - 0.4 * (place // 2)), side * (0.08 + 0.42 * (place % 2))
        pen.text(spot, sign, 0 if white else 255, font(round(0.4 * side), "hant"))
    share = 0.85 * np.asarray(ink)[..., None] / 255
    tones[at[1] : at[1] + side, at[0] : at[0] + side] *= 1 - share * (1 - np.array([196, 40, 36]) / 255)
    return Image.fromarray(tones.astype(np.uint8))


def in_red(page: Image.Image) -> Image.Image:
    """What is black in a page in red."""
    ink = 1 - np.asarray(page)[..., None] / 255
    return Image.fromarray((255 - ink * (255 - np.array([200, 40, 40]))).astype(np.uint8))
