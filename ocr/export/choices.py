"""What a person may choose about an output, besides its format."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from ocr.errors import OcrError

Pictures = Literal["keep", "jpeg", "jpeg2000", "bilevel"]
PICTURES: tuple[Pictures, ...] = get_args(Pictures)


@dataclass(frozen=True, slots=True)
class Choices:
    """`pictures`: what becomes of the pictures in a PDF; `quality` of JPEG and JPEG 2000, 1 to 100; `vertical`: an
    e-book is set in columns from right to left; `scans`: it has the pictures of the pages too; `cleaned`: a PDF shows
    the pages as cleaned, which whoever gives them must do; `mark`: a line that every page of a copy shows, set in
    `fonts` (files and which of their faces, the first that has a character); without it nothing is shown.

    Raises OcrError for pictures or a quality that there are not.
    """

    pictures: Pictures = "keep"
    quality: int = 75
    vertical: bool = False
    scans: bool = False
    cleaned: bool = False
    mark: str = ""
    fonts: tuple[tuple[Path, int], ...] = ()

    def __post_init__(self) -> None:
        if self.pictures not in PICTURES:
            message = "Pictures cannot become “{images}”; choose one of {known}."
            raise OcrError(message, images=self.pictures, known=", ".join(PICTURES))
        if not 1 <= self.quality <= 100:
            raise OcrError("There is no quality {quality}; choose one from 1 to 100.", quality=self.quality)
