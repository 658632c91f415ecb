"""Where among the regions of a page others belong: pictures, seals, notes in the margin, ruby, running titles.

The order of the main text stays as it is. What stands beside it is put where it is passed last: after what is above
it, or before it in the direction of reading, and before what is below it or behind.
"""

from __future__ import annotations

from collections.abc import Sequence

from ocr.page import Box, Direction, Region, RegionKind

LAST: frozenset[RegionKind] = frozenset({"page-number"})
FIRST: frozenset[RegionKind] = frozenset({"running-title"})
AFTER: frozenset[RegionKind] = frozenset({"note", "ruby"})
BETWEEN: frozenset[RegionKind] = frozenset({"picture", "seal"})


def in_order(regions: Sequence[Region], direction: Direction) -> list[Region]:
    """Regions in reading order, given the main text in its order and the others anywhere; `direction` is the page's."""
    main = [r for r in regions if r.kind not in FIRST | LAST | AFTER | BETWEEN]
    out = list(main)
    for region in regions:
        if region.kind in BETWEEN:
            out.insert(_between(region.box, out, direction), region)
    behind: dict[int, list[Region]] = {}
    for region in regions:
        if region.kind in AFTER:
            behind.setdefault(_nearest(region.box, main), []).append(region)
    numbers = {id(region): n for n, region in enumerate(main)}
    text = list(behind.get(-1, []))
    for region in out:
        text += [region, *(behind.get(numbers[id(region)], []) if id(region) in numbers else [])]
    last = [r for r in regions if r.kind in LAST or (r.kind in FIRST and _is_below(r, main))]
    return [*(r for r in regions if r.kind in FIRST and r not in last), *text, *last]


def _is_below(region: Region, main: Sequence[Region]) -> bool:
    """Whether a running title stands at the foot of the page."""
    return bool(main) and all(region.box.top >= other.box.bottom for other in main)


def _between(box: Box, regions: Sequence[Region], direction: Direction) -> int:
    """The place at which least of what is before it stands after it, and the reverse; near regions count more."""
    costs = [_says(region.box, box, direction) for region in regions]
    totals = [sum(costs[n:]) - sum(costs[:n]) for n in range(len(regions) + 1)]
    # Where the text says nothing, a picture comes as early as it may.
    return min(range(len(totals)), key=lambda n: (round(totals[n], 6), n))


def _says(text: Box, box: Box, direction: Direction) -> float:
    """How strongly a text is to be read before (positive) or after (negative) what stands in a box."""
    across, down = (
        _shared(text.left, text.right, box.left, box.right),
        _shared(text.top, text.bottom, box.top, box.bottom),
    )
    sideways, downward = (
        (text.left + text.right - box.left - box.right) / 2,
        (box.top + box.bottom - text.top - text.bottom) / 2,
    )
    if direction != "vertical-rl":
        sideways = -sideways
    if across <= 0 and down <= 0:
        return 0.0
    # Beside each other in a column, or beside each other in a row: whichever is shared more says the order.
    way, gap = (downward, _apart(text.top, text.bottom, box.top, box.bottom))
    if down > across:
        way, gap = sideways, _apart(text.left, text.right, box.left, box.right)
    size = max(box.width, box.height, 1.0)
    weight = max(across, down) / (1.0 + gap / size)
    return weight if way > 0 else -weight


def _nearest(box: Box, regions: Sequence[Region]) -> int:
    """The region that stands nearest to a box; −1 where there is none."""
    gaps = [
        (_apart(r.box.left, r.box.right, box.left, box.right) + _apart(r.box.top, r.box.bottom, box.top, box.bottom), n)
        for n, r in enumerate(regions)
    ]
    return min(gaps)[1] if gaps else -1


def _shared(a: float, b: float, c: float, d: float) -> float:
    """The part of the shorter of two spans that they share, 0 to 1."""
    return max(min(b, d) - max(a, c), 0.0) / max(min(b - a, d - c), 1.0)


def _apart(a: float, b: float, c: float, d: float) -> float:
    return max(c - b, a - d, 0.0)
