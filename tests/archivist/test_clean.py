"""`archivist clean` and `read --clean`: recipes beside cleaned pages, boxes in the master, no master ever replaced."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from archivist.i18n import set_language
from ocr.cleaning.recipe import Recipe, step
from tests.archivist.conftest import Said
from tests.helpers.draw import columns_image, lines_image
from tests.ocr.cleaning.drawn import leaf, on_table, spread

STEPS = ("--steps", "crop,split,deskew")


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.png"
    Image.fromarray(on_table(leaf(450, 600), 60, 50, 600, 750)).save(path, dpi=(300, 300))
    return path


@pytest.fixture
def fold(tmp_path: Path) -> Path:
    path = tmp_path / "fold.png"
    Image.fromarray(spread(1000, 650, 490, columns=True, shadow=True)).save(path)
    return path


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_page_is_cleaned_and_its_recipe_does_the_same_again(
    say: Callable[..., Said], scan: Path, tmp_path: Path
) -> None:
    before = scan.read_bytes()
    code, (line,), err = say("clean", scan, "-o", tmp_path / "out", *STEPS, "--json")
    assert (code, err, line["image"], line["out"]) == (0, [], "scan.png", [str(tmp_path / "out" / "scan.png")])
    assert [s["name"] for s in line["recipe"]["steps"]] == ["crop"]
    with Image.open(tmp_path / "out" / "scan.png") as image:
        assert np.abs(np.array(image.size) - (450, 600)).max() <= 5
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    recipe = tmp_path / "out" / "scan.json"
    assert json.loads(recipe.read_text("utf-8")) == line["recipe"]
    say("clean", scan, "-o", tmp_path / "again", "--recipe", recipe, "--json")
    for name in ("scan.png", "scan.json"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()
    assert scan.read_bytes() == before


def test_a_spread_becomes_two_pages_the_right_one_first(say: Callable[..., Said], fold: Path, tmp_path: Path) -> None:
    code, (line,), _err = say("clean", fold, "-o", tmp_path / "out", *STEPS, "--json")
    assert (code, written(tmp_path / "out")) == (0, ["fold.1.png", "fold.2.png", "fold.json"])
    assert line["out"] == [str(tmp_path / "out" / name) for name in ("fold.1.png", "fold.2.png")]
    with Image.open(line["out"][0]) as right, Image.open(line["out"][1]) as left:
        assert abs(right.width - 510) <= 12
        assert abs(left.width - 490) <= 12


def test_a_page_in_black_and_white_takes_one_bit_a_pixel(say: Callable[..., Said], scan: Path, tmp_path: Path) -> None:
    assert say("clean", scan, "-o", tmp_path / "out", "--steps", "crop,binarise", "--json")[0] == 0
    with Image.open(tmp_path / "out" / "scan.png") as image:
        assert image.mode == "1"


def test_nothing_that_is_there_is_replaced_without_force(say: Callable[..., Said], scan: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    precious = tmp_path / "out" / "scan.json"
    precious.write_text("precious", "utf-8")
    code, lines, err = say("clean", scan, "-o", tmp_path / "out", *STEPS, "--json")
    assert (code, lines, len(err), written(tmp_path / "out")) == (2, [], 1, ["scan.json"])
    assert "--force" in err[0]
    assert precious.read_text("utf-8") == "precious"
    assert say("clean", scan, "-o", tmp_path / "out", *STEPS, "--force", "--json")[0] == 0
    assert written(tmp_path / "out") == ["scan.json", "scan.png"]


@pytest.mark.parametrize("folder", [False, True])
def test_a_master_is_not_replaced_even_with_force(
    say: Callable[..., Said], scan: Path, tmp_path: Path, folder: bool
) -> None:
    before = scan.read_bytes()
    code, _lines, err = say("clean", tmp_path if folder else scan, "-o", tmp_path, *STEPS, "--force", "--json")
    assert (code, scan.read_bytes(), written(tmp_path)[-1]) == (1 if folder else 2, before, "scan.png")
    assert "scan.png" in err[0]


def test_two_images_of_one_name_do_not_replace_each_other(say: Callable[..., Said], scan: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "scan.png"
    Image.new("L", (30, 20), 255).save(other)
    code, lines, err = say("clean", scan, other, "-o", tmp_path / "out", *STEPS, "--force", "--json")
    assert (code, len(lines), len(err)) == (1, 1, 1)
    with Image.open(tmp_path / "out" / "scan.png") as image:
        assert image.width > 30


def test_a_torn_image_does_not_stop_the_others(say: Callable[..., Said], scan: Path, tmp_path: Path) -> None:
    (tmp_path / "torn.png").write_bytes(scan.read_bytes()[:300])
    code, lines, err = say("clean", tmp_path / "torn.png", scan, "-o", tmp_path / "out", *STEPS, "--json")
    assert (code, [line["image"] for line in lines], len(err)) == (1, ["scan.png"], 1)
    assert "torn.png" in err[0]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    "extra",
    [
        ["--steps", "iron"],
        ["--recipe", "none.json"],
        ["--recipe", "bad.json"],
        ["--recipe", "bad.json", "--steps", "crop"],
    ],
)
def test_what_cannot_be_done_is_one_line(
    say: Callable[..., Said],
    scan: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    extra: list[str],
    language: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.json").write_text('{"format": 1, "steps": [{"name": "iron"}]}', "utf-8")
    set_language(language)
    code, lines, err = say("clean", scan, "-o", "out", *extra, "--json")
    assert (code, lines, len(err)) == (2, [], 1)
    assert not Path("out").exists()


def test_what_is_read_on_a_cleaned_page_lies_where_it_is_in_the_master(
    say: Callable[..., Said], tmp_path: Path
) -> None:
    page = np.asarray(lines_image(["达赉湖水文记录", "扎赉诺尔煤矿史料"]))
    height, width = page.shape
    Image.fromarray(page).save(tmp_path / "plain.png")
    Image.fromarray(np.ascontiguousarray(np.rot90(page))).save(tmp_path / "turned.png")
    (tmp_path / "turn.json").write_text(Recipe((step("turn", quarters=1),)).to_json(), "utf-8")
    pages = []
    for name, more in (("plain", ["--clean", "none"]), ("turned", ["--clean", tmp_path / "turn.json"])):
        code, _lines, _err = say("read", tmp_path / f"{name}.png", *more, "--to", "json", "-o", tmp_path / f"{name}.j")
        assert code == 0
        pages.append(json.loads((tmp_path / f"{name}.j").read_text("utf-8").splitlines()[0]))
    plain, turned = pages
    assert (turned["width"], turned["height"]) == (height, width)
    for one, other in zip(plain["regions"][0]["lines"], turned["regions"][0]["lines"], strict=True):
        assert one["words"][0]["text"] == other["words"][0]["text"]
        left, top, right, bottom = one["box"]
        assert other["box"] == pytest.approx([top, width - right, bottom, width - left], abs=3)


def test_a_spread_is_read_as_two_pages_the_right_one_first(say: Callable[..., Said], tmp_path: Path) -> None:
    pages = [np.asarray(columns_image([text] * 3)) for text in ("扎賚諾爾煤礦史料", "達賚湖水文記錄冊")]
    Image.fromarray(np.concatenate(pages[::-1], axis=1)).save(tmp_path / "s.png")
    (tmp_path / "r.json").write_text(Recipe((step("split", gutter=pages[1].shape[1]),)).to_json(), "utf-8")
    code, lines, _err = say("read", tmp_path / "s.png", "--clean", tmp_path / "r.json", "--json")
    assert (code, [line["image"] for line in lines]) == (0, ["s.1", "s.2"])
    assert [line["text"][:2] for line in lines] == ["扎賚", "達賚"]
