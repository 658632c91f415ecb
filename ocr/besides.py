"""What stands on a page beside its text: pictures and seals, and what was read in them that is no text."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.frames import Pyramid
from ocr.layout import Layout
from ocr.lines import ReadLine
from ocr.page import Box, Region, RegionKind
from ocr.plates import View, pictures
from ocr.script import script_of
from ocr.stamped import Stamped
from ocr.worth import is_text

INSIDE = 0.6
"""A line stands in a picture if so much of it does."""


class Besides:
    """The pictures of a page, and its seals, once its lines have been read; `seals` are those found by their colour."""

    def __init__(
        self,
        layout: Layout,
        pyramid: Pyramid,
        read: Sequence[tuple[bool, Sequence[ReadLine]]],
        seals: Sequence[Box],
    ) -> None:
        lines = [line for _, group in read for line in group]
        self._vertical = layout.direction != "horizontal"
        self._direction = layout.direction
        # The words of a line may stand on both sides of a picture.
        text = [word.box for line in lines if self._is_text(line) for word in line.line.words]
        view = layout.level if text and layout.level is not None else View.of(pyramid)
        found = pictures(view, [*text, *seals], pyramid.page)
        # Without text nothing tells how large a seal would be.
        known = layout.stamps if text else ()
        free = [stamp for stamp in known if not _is_part(stamp.box, [*seals, *found])]
        self._stamped = Stamped(free, lines, vertical=self._vertical)
        self._seals = seals
        every = [*seals, *self._stamped.seals]
        self._pictures = [box for box in found if not any(box.share_in(seal) > INSIDE for seal in every)]

    @property
    def regions(self) -> list[Region]:
        """Regions without lines, and seals with what was read in them; to be asked for when the text is known."""
        kinds: list[tuple[RegionKind, Sequence[Box]]] = [("picture", self._pictures), ("seal", self._seals)]
        plain = [Region((), box, self._direction, "zyyy", kind) for kind, boxes in kinds for box in boxes]
        return plain + [
            Region(lines, box, self._direction, script_of("".join(line.text for line in lines)), "seal")
            for n, box in enumerate(self._stamped.seals)
            for lines in [self._stamped.lines_of(n)]
        ]

    def text(self, lines: Sequence[ReadLine]) -> list[ReadLine]:
        """The lines without those that were read out of a picture."""
        lines = [part for line in lines if (part := self._stamped.text(line)) is not None]
        return [line for line in lines if self._is_text(line) or not self._inside(line.line.box)]

    def _is_text(self, line: ReadLine) -> bool:
        return is_text(line.line, vertical=self._vertical and not line.across)

    def _inside(self, box: Box) -> bool:
        return any(box.share_in(place) > INSIDE for place in (*self._pictures, *self._seals))


def _is_part(box: Box, places: Sequence[Box]) -> bool:
    """Whether a box lies in a place that is larger than itself: what looks like a seal may be of a drawing."""
    return any(box.share_in(place) > INSIDE and place.share_in(box) < INSIDE for place in places)
