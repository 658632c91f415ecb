"""Page images for the window: a page as levels of halved size, and thumbnails; all of it loaded beside the window."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from archivist.errors import ArchivistError
from ui.jobs import Jobs
from ui.text import later
from ui.turning import turned

MEGABYTES = 2048  # a page of A2 at 600 dpi in colour has 417 MB
SMALLEST = 700
UNREADABLE = later("{file} cannot be shown as an image: {reason}. The file is kept as it is; scan the page again.")


@dataclass(frozen=True, slots=True)
class Picture:
    """A page image: `levels[0]` is the master, each next one half as wide and half as high."""

    levels: tuple[QImage, ...]

    @property
    def size(self) -> QSize:
        return self.levels[0].size()

    def for_scale(self, scale: float) -> QImage:
        """The smallest level that still has a pixel for every pixel of the screen."""
        best = self.levels[0]
        for step, level in enumerate(self.levels):
            if 1 / 2**step >= scale:
                best = level
        return best


def _reader(path: Path) -> QImageReader:
    reader = QImageReader(str(path))
    # Files in the archive are named by their checksum and have no ending.
    reader.setDecideFormatFromContent(True)
    # Boxes are in pixels of the upright picture, as its EXIF data turn it.
    reader.setAutoTransform(True)
    reader.setAllocationLimit(MEGABYTES)
    return reader


def _read(reader: QImageReader, path: Path) -> QImage:
    """The picture upright, in a form that can be scaled."""
    image = reader.read()
    if image.isNull():
        raise ArchivistError(UNREADABLE, file=path.name, reason=reader.errorString())
    image = turned(image, path)
    return image.convertToFormat(QImage.Format.Format_Grayscale8) if image.depth() == 1 else image


def load_picture(path: Path) -> Picture:
    """The page, upright, with its smaller levels. ArchivistError: no picture."""
    levels = [_read(_reader(path), path)]
    while min(levels[-1].width(), levels[-1].height()) > SMALLEST:
        levels.append(
            levels[-1].scaled(
                levels[-1].size() / 2,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
    return Picture(tuple(levels))


def load_thumbnail(path: Path, side: int) -> QImage:
    """The page made to fit a square. ArchivistError: the file cannot be decoded."""
    reader = _reader(path)
    size = reader.size()
    if size.isValid():
        # Decoding at double size first keeps thin strokes that a decoder's own quick scaling would drop.
        wanted = size.scaled(side * 2, side * 2, Qt.AspectRatioMode.KeepAspectRatio)
        if wanted.width() < size.width():
            reader.setScaledSize(wanted)
    image = _read(reader, path)
    return image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


class Thumbnails(QObject):
    """Thumbnails by the checksum of their master; `loaded` tells that one which was asked for has come."""

    loaded = Signal(str)

    def __init__(self, jobs: Jobs, parent: QObject | None = None, keep: int = 400, side: int = 208) -> None:
        super().__init__(parent)
        self._jobs, self._keep, self._side = jobs, keep, side
        self._known: OrderedDict[str, QPixmap] = OrderedDict()
        self._asked: set[str] = set()

    def get(self, digest: str, find: Callable[[], Path]) -> QPixmap | None:
        """The thumbnail if it is at hand; else None, and it is loaded from the file that `find` tells."""
        if digest in self._known:
            self._known.move_to_end(digest)
            return self._known[digest]
        if digest not in self._asked:
            self._asked.add(digest)
            self._jobs.start(
                lambda: load_thumbnail(find(), self._side),
                on_done=partial(self._take, digest),
                # A page that cannot be decoded is told where it is opened; its place in a list just stays empty.
                on_error=lambda _error: None,
            )
        return None

    def _take(self, digest: str, image: QImage) -> None:
        self._asked.discard(digest)
        self._known[digest] = QPixmap.fromImage(image)
        while len(self._known) > self._keep:
            self._known.popitem(last=False)
        self.loaded.emit(digest)
