"""Photographs are laid over each other by points: a known map is found again, points that tell none are refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ocr.alignment import Alignment, Pair, align, warp
from ocr.errors import OcrError

SIZE = (640, 480)
CORNERS = [(40.0, 60.0), (600.0, 30.0), (580.0, 440.0), (70.0, 400.0), (320.0, 200.0)]
PERSPECTIVE = np.array([[1.1, 0.08, -20.0], [-0.05, 0.95, 14.0], [1.5e-4, -8e-5, 1.0]])


def mapped(matrix: np.ndarray, point: tuple[float, float]) -> tuple[float, float]:
    x, y, depth = matrix @ np.array([*point, 1.0])
    return float(x / depth), float(y / depth)


def pairs(matrix: np.ndarray, points: list[tuple[float, float]]) -> list[Pair]:
    return [Pair(point, mapped(matrix, point)) for point in points]


def close(found: Alignment, matrix: np.ndarray) -> None:
    for point in ((0.0, 0.0), (640.0, 0.0), (320.0, 240.0), (640.0, 480.0)):
        assert found.place(*point) == pytest.approx(mapped(matrix, point), abs=0.05)


@given(
    angle=st.floats(-1.2, 1.2), scale=st.floats(0.2, 5), shear=st.floats(-0.5, 0.5), dx=st.floats(-900, 900),
    dy=st.floats(-900, 900), count=st.integers(3, 5),
)  # fmt: skip
def test_a_picture_that_was_moved_turned_scaled_and_sheared_is_found_again(
    angle: float, scale: float, shear: float, dx: float, dy: float, count: int
) -> None:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.array([[1, shear], [0, 1]])
    matrix = np.vstack([np.hstack([turn * scale, [[dx], [dy]]]), [0, 0, 1]])
    found = align(pairs(matrix, CORNERS[:count]), SIZE)
    close(found, matrix)
    assert found.error < 1e-6 * max(1, scale * 640)


def test_three_points_tell_an_affine_map_and_four_perspective_too() -> None:
    assert align(pairs(PERSPECTIVE, CORNERS[:3]), SIZE).kind == "affine"
    found = align(pairs(PERSPECTIVE, CORNERS[:4]), SIZE)
    assert found.kind == "homography"
    assert found.error < 1e-6
    close(found, PERSPECTIVE)


def test_more_points_than_needed_even_out_what_the_hand_put_wrong() -> None:
    noise = np.random.default_rng(7).normal(0, 1.0, (12, 2))
    grid = [(x, y) for x in (50.0, 250.0, 420.0, 600.0) for y in (40.0, 240.0, 440.0)]
    marked = [Pair(p, tuple(np.array(mapped(PERSPECTIVE, p)) + n)) for p, n in zip(grid, noise, strict=True)]
    found = align(marked, SIZE)
    assert found.error < 2
    for point in CORNERS:
        assert found.place(*point) == pytest.approx(mapped(PERSPECTIVE, point), abs=2.5)


def test_four_points_of_which_three_lie_on_a_line_tell_an_affine_map() -> None:
    affine = np.array([[1.2, 0.1, 5.0], [-0.1, 0.9, 7.0], [0, 0, 1.0]])
    points = [(100.0, 100.0), (200.0, 200.0), (300.0, 300.0), (500.0, 100.0)]
    found = align(pairs(affine, points), SIZE)
    assert found.kind == "affine"
    close(found, affine)


@pytest.mark.parametrize("points", [
    [(0.0, 0.0), (100.0, 100.0), (300.0, 300.0)], [(5.0, 5.0)] * 4,
    [(0.0, 0.0), (500.0, 1.0), (250.0, 0.0), (100.0, 0.5)],
])  # fmt: skip
def test_points_on_one_line_are_refused_with_advice(points: list[tuple[float, float]]) -> None:
    with pytest.raises(OcrError, match="one line"):
        align(pairs(np.eye(3), points), SIZE)


def test_too_few_points_are_refused_and_it_is_said_how_many_more() -> None:
    with pytest.raises(OcrError, match="mark 1 more"):
        align(pairs(np.eye(3), CORNERS[:2]), SIZE)


def test_points_that_are_mixed_up_are_refused() -> None:
    mixed = [Pair(CORNERS[0], CORNERS[1]), Pair(CORNERS[1], CORNERS[0]), Pair(CORNERS[2], CORNERS[2])]
    with pytest.raises(OcrError, match="mixed up"):
        align(mixed, SIZE)


@given(st.lists(st.tuples(*[st.floats(0, 640) for _ in range(4)]), min_size=3, max_size=6))
def test_any_points_give_a_map_without_infinities_or_a_reason(numbers: list[tuple[float, float, float, float]]) -> None:
    try:
        found = align([Pair((a, b), (c, d)) for a, b, c, d in numbers], SIZE)
    except OcrError:
        assume(True)
        return
    assert np.isfinite([*found.matrix, found.error]).all()


def drawn() -> Image.Image:
    picture = Image.new("RGB", SIZE, (235, 228, 210))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((180, 160, 420, 400), fill=(120, 60, 40))
    draw.polygon([(160, 160), (300, 60), (440, 160)], fill=(60, 60, 70))
    draw.rectangle((270, 280, 330, 400), fill=(20, 20, 20))
    return picture


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_the_old_picture_laid_over_the_new_one_shows_the_same_things_at_the_same_places(mode: str) -> None:
    import cv2

    now = drawn().convert(mode)
    then_to_now = np.linalg.inv(PERSPECTIVE)
    white = (255, 255, 255)
    then = Image.fromarray(cv2.warpPerspective(np.asarray(now), PERSPECTIVE, (800, 600), borderValue=white))
    found = align(pairs(then_to_now, [mapped(PERSPECTIVE, point) for point in CORNERS[:4]]), then.size)
    laid = warp(then, found, now.size)
    assert (laid.size, laid.mode) == (now.size, mode)
    inside = (slice(60, 420), slice(120, 520))
    difference = np.abs(np.asarray(laid).astype(int)[inside] - np.asarray(now).astype(int)[inside])
    assert difference.mean() < 4


def test_a_large_picture_shown_small_keeps_its_grey() -> None:
    stripes = np.zeros((1200, 1200), np.uint8)
    stripes[:, ::2] = 255
    eighth = np.diag([1 / 8, 1 / 8, 1.0])
    found = align(pairs(eighth, [(0.0, 0.0), (1200.0, 0.0), (0.0, 1200.0)]), (1200, 1200))
    laid = np.asarray(warp(Image.fromarray(stripes), found, (150, 150)))[10:-10, 10:-10]
    assert 110 < laid.mean() < 145
    assert laid.std() < 10


def test_where_the_old_picture_does_not_reach_the_frame_is_white() -> None:
    shifted = np.array([[1.0, 0, 100], [0, 1, 0], [0, 0, 1]])
    laid = warp(Image.new("L", SIZE, 0), align(pairs(shifted, CORNERS[:3]), SIZE), SIZE)
    assert np.asarray(laid)[:, :98].min() == 255
    assert np.asarray(laid)[:, 102:].max() == 0


def test_a_frame_that_is_too_large_is_refused() -> None:
    with pytest.raises(OcrError, match="too large"):
        warp(drawn(), align(pairs(np.eye(3), CORNERS[:3]), SIZE), (20_000, 20_000))
