"""The four corners of a page that was photographed askew: x and y, clockwise from the upper left.

Plain numbers, for whoever draws or drags them: nothing here loads a library of pictures.
"""

from __future__ import annotations

from collections.abc import Sequence

FLATTEST = 0.02
"""Each corner, with its neighbours, cuts off at least this part of the figure: a half in a rectangle, nothing where
three of them lie in a line, and less than nothing where sides cross or the page is seen from behind."""
WHOLE = (0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0)
"""The corners of a picture, in parts of its width and height."""


def are_of_a_page(corners: Sequence[float]) -> bool:
    """Whether a page can be seen so: a figure of four corners, none of them flat or bent inwards, going clockwise.

    The measure does not matter: what holds in pixels holds in parts of the width and height too.
    """
    points = list(zip(corners[::2], corners[1::2], strict=True))
    cut = [_doubled_area(points[at - 2], points[at - 1], points[at]) for at in range(4)]
    # Two opposite corners cut the whole figure in halves.
    whole = cut[0] + cut[2]
    return whole > 0 and all(one >= FLATTEST * whole for one in cut)


def _doubled_area(one: tuple[float, float], two: tuple[float, float], three: tuple[float, float]) -> float:
    """Twice the area of a triangle; more than 0 where it goes clockwise, as y counts downwards."""
    return (two[0] - one[0]) * (three[1] - two[1]) - (two[1] - one[1]) * (three[0] - two[0])


def placed(corners: Sequence[float], across: float, down: float) -> tuple[float, ...]:
    """Every x times `across` and every y times `down`: from parts of a picture to its pixels, or back."""
    return tuple(value * (down if at % 2 else across) for at, value in enumerate(corners))
