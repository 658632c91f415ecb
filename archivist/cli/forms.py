"""Options about the form of an output, which several commands share."""

from __future__ import annotations

import typer

from ocr.export import PICTURES, Choices

IMAGES = typer.Option("--images", help="Pictures in a PDF: keep, jpeg, jpeg2000, bilevel")
QUALITY = typer.Option("--quality", help="Quality of jpeg and jpeg2000 in a PDF.", min=1, max=100)
SCANS = typer.Option("--scans", help="With the pictures of the pages, after the text of an EPUB.")
CLEANED = typer.Option("--cleaned", help="A PDF of the pages as cleaned instead of as scanned.")
VERTICAL = typer.Option("--vertical", help="An EPUB in columns from right to left.")


def choices(images: str, quality: int, *, vertical: bool, scans: bool, cleaned: bool = False) -> Choices:
    """What was chosen; a usage error for pictures that there are not."""
    if images not in PICTURES:
        raise typer.BadParameter(f"--images: {', '.join(PICTURES)}")
    return Choices(images, quality, vertical, scans, cleaned)
