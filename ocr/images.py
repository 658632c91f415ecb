"""From what a person points at (files, folders, PDFs) to single pages."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from ocr.errors import OcrError
from ocr.pictures import media_type, open_image, page_count

__all__ = ["BadPage", "Source", "expand", "natural_key", "open_image"]

PICTURES = frozenset({".bmp", ".gif", ".jp2", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/tiff": ".tif", "image/jp2": ".jp2"}


@dataclass(frozen=True, slots=True)
class Source:
    """One page: `bytes` are those of the file itself, or of the picture taken out of a PDF or a TIFF of many pages.

    `width` and `height` are those of the upright picture, in pixels.
    """

    name: str
    media_type: str
    width: int
    height: int
    _load: Callable[[], bytes] = field(repr=False, compare=False)

    @property
    def bytes(self) -> bytes:
        return self._load()

    def save(self, folder: Path) -> Path:
        """Writes the bytes into `folder` and gives back where; an existing file is never overwritten."""
        stem, ending = Path(self.name).stem, ENDINGS.get(self.media_type, Path(self.name).suffix)
        path, number = folder / f"{stem}{ending}", 1
        while path.exists():
            number += 1
            path = folder / f"{stem}-{number}{ending}"
        with path.open("xb") as out:
            out.write(self.bytes)
        return path


@dataclass(frozen=True, slots=True)
class BadPage:
    """A page that cannot be used, and why; the others go on."""

    name: str
    problem: OcrError

    @property
    def reason(self) -> str:
        return str(self.problem)


def expand(paths: Iterable[Path]) -> Iterator[Source | BadPage]:
    """The pages of files, folders (in natural order, not below), PDFs and TIFFs, in the order given.

    What cannot be used is yielded as BadPage. Raises OcrError if only one file was given and it cannot be used, or if a
    folder holds no picture.
    """
    given = list(paths)
    for path in given:
        if path.is_dir():
            yield from _guarded(_inside(path))
        elif len(given) == 1:
            yield from _pages(path)
        else:
            yield from _guarded([path])


def natural_key(name: str) -> list[tuple[int, int, str]]:
    """Sorts page2 before page10."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in re.split(r"(\d+)", name) if part
    ]


def _inside(folder: Path) -> list[Path]:
    try:
        found = [p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in PICTURES | {".pdf"}]
    except OSError as error:
        raise OcrError(
            "The folder {folder} may not be read; ask for permission to read it.", folder=folder.name
        ) from error
    if not found:
        raise OcrError(
            "The folder {folder} is empty: it holds no pictures and no PDF; choose another.", folder=folder.name
        )
    return sorted(found, key=lambda p: natural_key(p.name))


def _guarded(paths: Iterable[Path]) -> Iterator[Source | BadPage]:
    for path in paths:
        try:
            yield from _pages(path)
        except OcrError as error:
            yield BadPage(path.name, error)


def _pages(path: Path) -> Iterator[Source]:
    if path.suffix.lower() == ".pdf" or _starts_as_pdf(path):
        # Only here: loading pdfium would hold up the start of the window.
        from ocr.pdfs import pdf_page, pdf_page_count

        for number in range(pdf_page_count(path)):
            yield _of_bytes(f"{path.stem}-{number + 1:04}", *pdf_page(path, number))
        return
    count = page_count(path)
    if count == 1:
        image = open_image(path)
        yield Source(path.name, media_type(path), image.width, image.height, path.read_bytes)
        return
    for number in range(count):
        image = open_image(path, page=number)
        yield _of_bytes(f"{path.stem}-{number + 1:04}", _png(image), "image/png")


def _starts_as_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-"
    except OSError:
        return False


def _of_bytes(stem: str, data: bytes, kind: str) -> Source:
    image = open_image(data, stem)
    return Source(stem + ENDINGS[kind], kind, image.width, image.height, lambda: data)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", dpi=image.info.get("dpi", (0, 0)))
    return out.getvalue()
