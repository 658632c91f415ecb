"""Each step finds what is wrong with a page and mends that; nothing makes one fail."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ocr.cleaning import views, warps
from ocr.cleaning.corners import WHOLE
from ocr.cleaning.files import opened
from ocr.cleaning.plan import USUAL
from ocr.cleaning.recipe import Recipe, Step, step
from ocr.cleaning.steps import STEPS, apply, automatic, clean
from ocr.cleaning.warps import Picture
from ocr.engines.base import Gray
from ocr.errors import OcrError
from tests.helpers.samples import sample
from tests.ocr.cleaning.drawn import leaf, on_table, small_pictures, spread, tilted

QUICK = [name for name in STEPS if name != "turn"]
"""The steps that load no network."""
BY_HAND = [
    step("turn", quarters=1),
    step("turn", quarters=2),
    step("deskew", angle=7.3),
    step("crop", left=3, top=5, right=30, bottom=9),
    step("crop", left=300, top=500, right=2, bottom=1),
    step("perspective", corners=(1.0, 2.0, 30.0, 0.0, 25.0, 28.0, -3.0, 22.5)),
    step("perspective", corners=(0.02, 0.01, 0.98, 0.0, 1.0, 0.98, -0.01, 0.97), measure="parts"),
    step("split", gutter=12),
    step("borders", level=90),
    step("background"),
    step("binarise", window=15),
    step("despeckle", area=9),
    step("strokes", mend=2, thicken=1),
    step("dewarp", columns=3, sunk=(0.0, 0.02, 0.01, 0.0, 0.03, 0.01)),
]


def only(picture: Picture, name: str) -> Step:
    (found,) = automatic(picture, [name]).steps
    return found


def is_page(page: Picture, like: Picture) -> bool:
    return page.dtype == np.uint8 and page.ndim in (2, like.ndim) and min(page.shape) >= 1


@settings(max_examples=60, deadline=None)
@given(small_pictures())
def test_no_small_picture_makes_a_step_fail(picture: Picture) -> None:
    before = picture.copy()
    recipe, pages = clean(picture, QUICK)
    assert all(is_page(page, picture) for page in pages)
    again = apply(picture, Recipe.from_json(recipe.to_json()))
    assert all(np.array_equal(one, other) for one, other in zip(pages, again, strict=True))
    for name in QUICK:
        for page in apply(picture, automatic(picture, [name])):
            assert is_page(page, picture)
    assert np.array_equal(picture, before)


@settings(max_examples=60, deadline=None)
@given(small_pictures(), st.sampled_from(BY_HAND))
def test_a_step_given_by_hand_fits_every_picture(picture: Picture, done: Step) -> None:
    pages = apply(picture, Recipe((done,)))
    known = STEPS[done.name].warps(picture.shape[1], picture.shape[0], done)
    assert [page.shape[:2] for page in pages] == [(warp.height, warp.width) for warp in known]
    for page in pages:
        assert is_page(page, picture)
        assert not np.shares_memory(page, picture)
        assert page.ndim == picture.ndim or done.name == "binarise"


@settings(max_examples=5, deadline=None)
@given(small_pictures())
@example(np.full((1, 1), 0, dtype=np.uint8))
@example(leaf(300, 200))
def test_nothing_makes_the_look_for_the_upper_edge_fail(picture: Picture) -> None:
    (page,) = apply(picture, automatic(picture, ["turn"]))
    assert page.size == picture.size


@pytest.mark.parametrize("level", [0, 90, 255])
def test_an_empty_page_stays_as_it_is(level: int) -> None:
    assert automatic(np.full((500, 400), level, dtype=np.uint8)) == Recipe()


def test_a_clean_page_stays_as_it_is() -> None:
    assert automatic(leaf(paper=255), [name for name in USUAL if name not in ("turn", "despeckle")]) == Recipe()


def test_the_same_recipe_gives_the_same_pixels() -> None:
    picture = on_table(tilted(leaf(), 1.5), 80, 60, 1100, 1350)
    recipe, pages = clean(picture, QUICK)
    assert len(recipe.steps) >= 3
    for one, other in zip(pages, apply(picture, Recipe.from_json(recipe.to_json())), strict=True):
        assert np.array_equal(one, other)


def test_a_step_that_there_is_not_is_named() -> None:
    with pytest.raises(OcrError, match="iron"):
        automatic(leaf(), ["iron"])


@settings(max_examples=12, deadline=None)
@given(st.floats(-14, 14), st.booleans())
def test_a_tilted_page_is_straightened_to_a_fifth_of_a_degree(angle: float, columns: bool) -> None:
    recipe = automatic(tilted(leaf(columns=columns), angle), ["deskew"])
    found = recipe.steps[0].number("angle") if recipe.steps else 0.0
    assert abs(found - angle) < 0.2


def test_a_straightened_page_is_whole_and_its_corners_are_paper() -> None:
    page = leaf()
    (straight,) = apply(tilted(page, 4), Recipe((step("deskew", angle=4.0),)))
    assert straight.shape[0] > page.shape[0]
    assert abs(int(straight[0, 0]) - 235) < 3
    top, left = ((straight.shape[i] - page.shape[i]) // 2 for i in (0, 1))
    inner = straight[top + 100 : top + 1100, left + 80 : left + 820]
    assert np.corrcoef(inner.ravel(), page[100:1100, 80:820].ravel())[0, 1] > 0.9


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 400), st.integers(30, 400), st.integers(0, 90), st.booleans())
def test_a_page_on_a_dark_table_is_cut_out_to_one_percent(left: int, top: int, table: int, beside: bool) -> None:
    left = left if left > 20 or not beside else 0
    picture = on_table(leaf(), left, top, 1400, 1700, table)
    found = only(picture, "crop")
    wanted = (left, top, left + 900, top + 1200)
    got = [found.whole(name) for name in ("left", "top", "right", "bottom")]
    assert all(abs(g - w) <= 0.01 * side for g, w, side in zip(got, wanted, (1400, 1700) * 2, strict=True))


def test_a_frame_of_rules_is_no_edge_of_a_page() -> None:
    page = leaf()
    cv2.rectangle(page, (60, 60), (840, 1150), 20, 12)
    cv2.line(page, (840, 300), (899, 300), 20, 14)
    assert automatic(page, ["crop", "perspective", "borders"]) == Recipe()


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 110), min_size=8, max_size=8))
def test_a_sheet_seen_from_the_side_is_laid_flat(moved: list[int]) -> None:
    page = leaf()
    flat = np.array([[0, 0], [900, 0], [900, 1200], [0, 1200]], dtype=np.float32)
    corners = flat + [200, 200] + np.array(moved, dtype=np.float32).reshape(4, 2) * [[1, 1], [-1, 1], [-1, -1], [1, -1]]
    corners[0] += [0, 60]
    matrix = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    seen = cv2.warpPerspective(page, matrix, (1300, 1600), flags=cv2.INTER_AREA, borderValue=30)
    found = np.array(only(np.asarray(seen, dtype=np.uint8), "perspective").numbers("corners")).reshape(4, 2)
    assert np.abs(found - corners).max() < 8


@settings(max_examples=12, deadline=None)
@given(st.lists(st.floats(0, 0.3), min_size=8, max_size=8))
def test_a_page_seen_askew_is_laid_flat_as_it_was(moved: list[float]) -> None:
    page = np.asarray(cv2.GaussianBlur(leaf(600, 800), (0, 0), 3), dtype=np.uint8)
    inwards = np.array(moved).reshape(4, 2) * [[1, 1], [-1, 1], [-1, -1], [1, -1]]
    corners = np.array(WHOLE).reshape(4, 2) + inwards
    flat, place = (np.asarray(p * [600, 800], dtype=np.float32) for p in (np.array(WHOLE).reshape(4, 2), corners))
    # OpenCV counts from the middle of the first pixel, the recipe from its corner.
    seen = cv2.warpPerspective(page, cv2.getPerspectiveTransform(flat - 0.5, place - 0.5), (600, 800), borderValue=235)
    by_hand = step("perspective", corners=tuple(corners.ravel().tolist()), measure="parts")
    (back,) = apply(np.asarray(seen, dtype=np.uint8), Recipe((by_hand,)))
    again = cv2.resize(back, (600, 800), interpolation=cv2.INTER_AREA)
    inner = np.abs(again.astype(int) - page)[10:-10, 10:-10]
    assert inner.mean() < 2


def test_corners_in_parts_and_in_pixels_are_the_same_and_fit_every_size() -> None:
    parts = (0.1, 0.05, 0.9, 0.0, 1.0, 0.95, 0.0, 0.8)
    for width, height in ((300, 400), (600, 500)):
        picture = leaf(width, height)
        exact = step("perspective", corners=tuple(v * (height if at % 2 else width) for at, v in enumerate(parts)))
        (one,) = apply(picture, Recipe((step("perspective", corners=parts, measure="parts"),)))
        (other,) = apply(picture, Recipe((exact,)))
        assert np.array_equal(one, other)


def test_the_corners_of_the_whole_picture_change_nothing() -> None:
    picture = leaf(300, 400)
    (same,) = apply(picture, Recipe((step("perspective", corners=WHOLE, measure="parts"),)))
    assert np.array_equal(same, picture)


@pytest.mark.parametrize(
    "corners",
    [
        (0.0,) * 8,
        (0.0, 0.0, 9.0, 9.0, 9.0, 0.0, 0.0, 9.0),
        (0.0, 0.0, 9e6, 0.0, 9e6, 9e6, 0.0, 9e6),
        (0.0, 0.0, 40.0, 0.0, 80.0, 0.0, 40.0, 90.0),
        (0.0, 0.0, 0.0, 90.0, 90.0, 90.0, 90.0, 0.0),
        (0.0, 0.0, 90.0, 0.0, 20.0, 20.0, 0.0, 90.0),
    ],
    ids=["one point", "crossing", "too large", "three in a line", "from behind", "bent inwards"],
)
@pytest.mark.parametrize("measure", ["pixels", "parts"])
def test_corners_that_are_none_are_refused(corners: tuple[float, ...], measure: str) -> None:
    with pytest.raises(OcrError, match="corners"):
        apply(leaf(1000, 1000), Recipe((step("perspective", corners=corners, measure=measure),)))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.floats(-2, 2), min_size=8, max_size=8))
def test_no_four_corners_make_the_map_fail(corners: list[float]) -> None:
    done = step("perspective", corners=tuple(corners), measure="parts")
    try:
        (warp,) = STEPS["perspective"].warps(60, 80, done)
    except OcrError:
        return
    points = np.array([[x * warp.width, y * warp.height] for x in (0, 0.5, 1) for y in (0, 0.5, 1)])
    assert np.abs(warp.forth(warp.back(points)) - points).max() < 0.05 * max(warp.width, warp.height)


@settings(max_examples=16, deadline=None)
@given(st.integers(900, 1100), st.booleans(), st.booleans())
def test_a_spread_is_parted_at_its_gutter(gutter: int, columns: bool, shadow: bool) -> None:
    picture = spread(2000, 1300, gutter, columns=columns, shadow=shadow)
    found = only(picture, "split")
    # Without a shadow the fold is held to be in the middle between the print, which the drawn margins are not quite.
    assert abs(found.whole("gutter") - gutter) <= (20 if shadow else 40)
    assert picture[:, found.whole("gutter")].min() > 100
    assert found.word("order") == ("right-first" if columns else "left-first")


def test_the_right_page_comes_first_where_the_order_says_so() -> None:
    picture = spread(2000, 1300, 980, columns=True, shadow=True)
    right, left = apply(picture, Recipe((step("split", gutter=980),)))
    assert np.array_equal(right, picture[:, 980:])
    assert np.array_equal(left, picture[:, :980])


def test_a_page_wider_than_high_without_a_fold_stays_one() -> None:
    assert automatic(leaf(1600, 1000), ["split"]) == Recipe()


def test_each_page_of_a_spread_is_straightened_by_itself() -> None:
    pages = [tilted(leaf(1000, 1300), angle) for angle in (1.5, -2.0)]
    recipe, (first, second) = clean(np.concatenate(pages, axis=1), ["split", "deskew"])
    assert [(s.name, s.part) for s in recipe.steps] == [("split", 0), ("deskew", 1), ("deskew", 2)]
    assert [round(s.number("angle"), 1) for s in recipe.steps[1:]] == pytest.approx([1.5, -2.0], abs=0.2)
    assert first.shape[0] > 1300 < second.shape[0]


def test_dark_edges_become_paper_and_print_stays() -> None:
    page = leaf()
    picture = page.copy()
    picture[:, :35] = 25
    picture[:18] = 30
    cv2.fillPoly(picture, [np.array([[900, 0], [900, 1200], [860, 1200]])], 20)
    (clean_page,) = apply(picture, automatic(picture, ["borders"]))
    assert np.abs(clean_page[:, :35].astype(int) - 235).max() < 12
    assert np.abs(clean_page[1100:, 880:].astype(int) - 235).max() < 12
    assert np.array_equal(clean_page[90:1100, 85:810], page[90:1100, 85:810])


def test_stains_shadows_and_the_other_side_go_and_ink_stays() -> None:
    page = leaf()
    back = leaf(seed=9)[:, ::-1]
    shine = np.where(back < 100, 0.94, 1.0)
    y, x = np.mgrid[:1200, :900]
    shadow = (1 - 0.1 * np.exp(-(x**2) / 40_000)) * (1 - 0.08 * (np.hypot(x - 500, y - 700) < 130))
    dirty = (page * shine * shadow).astype(np.uint8)
    (flat,) = apply(dirty, automatic(dirty, ["background"]))
    ink = page < 100
    away = cv2.erode((~ink).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert np.percentile(flat[away], 2) >= 245
    assert flat[ink].max() < 90


def test_the_shadow_in_the_fold_of_a_book_goes() -> None:
    page = leaf()
    dirty = (page * (1 - 0.5 * np.exp(-np.arange(900) / 25))).astype(np.uint8)
    (flat,) = apply(dirty, automatic(dirty, ["background"]))
    assert np.percentile(flat[:, :70], 5) >= 225


def test_a_stained_page_in_colour_stays_in_colour() -> None:
    page = np.stack([leaf(), leaf() * 0.9, leaf() * 0.7], axis=-1).astype(np.uint8)
    page[300:330, 200:400] = (190, 20, 30)
    (flat,) = apply(page, Recipe((step("background", clear=0.1),)))
    red, green, blue = flat[315, 300].astype(int)
    assert red > 3 * max(green, blue)
    assert np.ptp(flat[20, 20]) <= 3


def test_a_picture_on_a_page_is_not_washed_out() -> None:
    page = leaf()
    shades = np.tile(np.linspace(60, 180, 400), (300, 1)).astype(np.uint8)
    page[500:800, 250:650] = shades
    (flat,) = apply(page, Recipe((step("background", clear=0.1),)))
    assert np.abs(flat[520:780, 270:630].astype(float) - shades[20:280, 20:380] * (250 / 235)).max() < 14


def test_a_page_in_black_and_white_has_neither_background_nor_threshold() -> None:
    page = np.where(leaf() > 100, 255, 0).astype(np.uint8)
    assert automatic(page, ["background", "binarise"]) == Recipe()


def slow_sauvola(picture: Gray, window: int, k: float, spread: float) -> Gray:
    """The formula, pixel by pixel."""
    half = window // 2
    padded = np.pad(picture.astype(np.float64), half, mode="edge")
    out = np.zeros_like(picture)
    for y in range(picture.shape[0]):
        for x in range(picture.shape[1]):
            around = padded[y : y + window, x : x + window]
            mean = around.sum() / window**2
            deviation = np.sqrt(max((around**2).sum() / window**2 - mean * mean, 0))
            out[y, x] = 255 if picture[y, x] > mean * (1 + k * (deviation / spread - 1)) else 0
    return out


@settings(max_examples=40, deadline=None)
@given(small_pictures().filter(lambda p: p.ndim == 2), st.sampled_from([3, 5, 15]), st.floats(0.05, 0.6))
def test_black_and_white_is_the_formula_of_sauvola(picture: Gray, window: int, k: float) -> None:
    (found,) = apply(picture, Recipe((step("binarise", window=window, k=k),)))
    assert np.array_equal(found, slow_sauvola(picture, window, k, 128))


def test_a_page_under_uneven_light_becomes_black_and_white() -> None:
    page = leaf()
    dim = (page * np.linspace(0.4, 1, 900)).astype(np.uint8)
    (found,) = apply(dim, automatic(dim, ["binarise"]))
    assert set(np.unique(found)) == {0, 255}
    assert ((found == 0) == (page < 100)).mean() > 0.995


def test_specks_go_and_dots_of_print_stay() -> None:
    page = leaf()
    clean_page = page.copy()
    for x in range(30, 880, 53):
        page[1150, x] = page[40, x] = 60
        clean_page[60:64, x : x + 4] = page[60:64, x : x + 4] = 30
    (found,) = apply(page, automatic(page, ["despeckle"]))
    assert np.abs(found.astype(int) - clean_page).max() <= 3


def test_broken_strokes_are_mended_and_whole_ones_stay() -> None:
    page = leaf()
    broken = page.copy()
    broken[:, ::5] = 235
    assert automatic(page, ["strokes"]) == Recipe()
    found = only(broken, "strokes")
    (mended,) = apply(broken, Recipe((found,)))
    assert found.whole("mend")
    assert (broken < 100)[page < 100].mean() < 0.82
    assert (mended < 100)[page < 100].mean() > 0.92
    assert (mended < 100)[page > 100].mean() < 0.02


def test_thin_strokes_are_thickened() -> None:
    page = np.full((600, 600), 255, dtype=np.uint8)
    for top in range(60, 540, 30):
        for left in range(60, 540, 24):
            cv2.rectangle(page, (left, top), (left + 14, top + 16), 0, 1)
    (thick,) = apply(page, Recipe((only(page, "strokes"),)))
    assert 1.6 < (thick == 0).sum() / (page == 0).sum() < 2.4


def bulging(page: Gray, depth: float) -> Gray:
    """The page as if photographed open: towards its left edge it sinks."""
    y, x = np.mgrid[: page.shape[0], : page.shape[1]].astype(np.float32)
    sunk = depth * np.exp(-x / 250) * (0.6 + 0.4 * y / page.shape[0])
    return np.asarray(
        cv2.remap(page, x, (y - sunk).astype(np.float32), cv2.INTER_LINEAR, borderValue=235), dtype=np.uint8
    )


def test_the_lines_of_a_bulging_page_are_levelled() -> None:
    seen = bulging(leaf(), 45)
    (level,) = apply(seen, Recipe((only(seen, "dewarp"),)))
    profiles = [np.diff((page < 120).sum(axis=1)).astype(float).std() for page in (leaf(), seen, level)]
    assert profiles[1] < 0.6 * profiles[0]
    assert profiles[2] > 0.8 * profiles[0]


@pytest.mark.samples
def test_a_newspaper_and_a_page_of_columns_are_not_bent() -> None:
    for name in ("newspaper_1940.jpg", "siku_page.png"):
        picture, _ = opened(sample(f"scans/{name}"))
        assert automatic(picture, ["perspective", "crop", "dewarp"]) == Recipe()


@pytest.mark.parametrize("page", [leaf(), leaf(columns=True), bulging(leaf(), 2)])
def test_level_lines_are_left_alone(page: Gray) -> None:
    assert automatic(page, ["dewarp"]) == Recipe()


def test_a_lattice_that_would_fold_the_page_is_refused() -> None:
    for sunk in ((0.0, 0.0, -90.0, -90.0), (0.0,) * 5):
        with pytest.raises(OcrError, match="dewarp"):
            apply(leaf(100, 60), Recipe((step("dewarp", columns=2, sunk=sunk),)))


@pytest.mark.parametrize("done", [s for s in BY_HAND if s.name not in ("crop", "split", "turn")])
def test_tiles_leave_no_seams(done: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = on_table(leaf(400, 500, paper=200), 30, 40, 460, 580)
    whole = apply(picture, Recipe((done,)))
    for module in (views, warps):
        monkeypatch.setattr(module, "TILE", 128)
    parts = apply(picture, Recipe((done,)))
    assert all(np.abs(a.astype(int) - b).max() <= 1 for a, b in zip(whole, parts, strict=True))
