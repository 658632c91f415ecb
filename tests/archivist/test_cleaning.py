"""How a page is cleaned is tried out, kept as a version and taken back; the master never changes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from archivist import cleaning, documents
from archivist.cleaning import Cleaner, Tried
from archivist.errors import ArchivistError
from archivist.process import Place
from archivist.workspace import Workspace
from ocr.cleaning.plan import ORDER, Plan
from ocr.cleaning.reading import read_on_master
from ocr.cleaning.recipe import Recipe, Step, step
from ocr.cleaning.trial import Trial
from ocr.export import Choices
from ocr.page import Box, Line, PageText, Region, Word
from storage.errors import Conflict
from storage.values import NewPage, Page

TURNED = Recipe((step("deskew", angle=2.0),))
NOTHING = Plan(tuple((name, "off") for name in ORDER))


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "archive", "Test") as ws:
        yield ws


@pytest.fixture
def pages(ws: Workspace, tmp_path: Path) -> tuple[Page, ...]:
    """A document of two spreads of 400 by 200 pixels, a black square on the right leaf of each."""
    new = []
    for number in range(2):
        path, image = tmp_path / f"{number}.png", Image.new("L", (400, 200), 240 - number)
        ImageDraw.Draw(image).rectangle((300, 50, 360, 120), fill=0)
        image.save(path)
        new.append(NewPage(ws.archive.files.put(path), path.name, "image/png", 400, 200))
    return ws.archive.documents.pages(ws.archive.documents.add("志", "", None, new).id)


def test_a_recipe_is_kept_as_a_version_and_an_earlier_one_comes_back(ws: Workspace, pages: tuple[Page, ...]) -> None:
    page = pages[0].id
    assert cleaning.recipe_of(ws, page) is None
    assert cleaning.keep(ws, page, TURNED).version == 1
    assert cleaning.recipe_of(ws, page) == TURNED
    back = cleaning.restore(ws, page, 1, 0)
    assert (back.before, back.version) == (1, 2)
    assert cleaning.recipe_of(ws, page) == Recipe()
    assert [one.version for one in cleaning.history(ws, page)] == [1, 2]
    assert [one.kind for one in ws.archive.events.of("page", [page])][-2:] == ["cleaning", "cleaning"]


def test_the_same_recipe_again_is_no_new_version(ws: Workspace, pages: tuple[Page, ...]) -> None:
    cleaning.keep(ws, pages[0].id, TURNED)
    again = cleaning.keep(ws, pages[0].id, TURNED)
    assert again.before == again.version == 1


def test_whoever_comes_too_late_is_told_and_overwrites_nothing(ws: Workspace, pages: tuple[Page, ...]) -> None:
    cleaning.keep(ws, pages[0].id, TURNED)
    with pytest.raises(Conflict):
        cleaning.restore(ws, pages[0].id, 0, 1)


def test_a_plan_made_of_a_recipe_gives_the_same_recipe_again() -> None:
    recipe = Recipe((step("split", gutter=60), Step("deskew", (("angle", 1.0),), 2), step("turn", quarters=0)))
    picture = np.full((80, 120), 255, dtype=np.uint8)
    assert Trial(picture).follow(Plan.of(recipe))[0] == recipe
    assert {name for name, _way in Plan.of(recipe).ways} == set(ORDER)


def test_what_comes_before_a_changed_step_is_not_done_again() -> None:
    trial = Trial(np.full((80, 120), 255, dtype=np.uint8))
    plan = NOTHING.changed("crop", (step("crop", left=10, top=10, right=90, bottom=70),))
    trial.follow(plan)
    before = trial.before("deskew")
    trial.follow(plan.changed("deskew", (step("deskew", angle=1.0),)))
    assert trial.before("deskew")[0] is before[0]
    assert trial.before("crop")[0].shape == (80, 120)


def test_without_room_for_every_picture_the_same_comes_out() -> None:
    master = np.full((80, 120), 255, dtype=np.uint8)
    master[30:50, 20:100] = 0
    plan = NOTHING.changed("crop", (step("crop", left=10, top=10, right=90, bottom=70),))
    plan = plan.changed("deskew", (step("deskew", angle=1.0),)).changed("turn", (step("turn", quarters=1),))
    roomy, narrow = Trial(master), Trial(master, room=0)
    for trial in (roomy, narrow):
        trial.follow(plan)
    again = plan.changed("strokes", (step("strokes", thicken=1),))
    assert np.array_equal(roomy.follow(again)[1][0], narrow.follow(again)[1][0])
    assert np.array_equal(roomy.before("deskew")[0], narrow.before("deskew")[0])


def test_a_plan_is_tried_in_another_process_and_kept_for_every_page_named(
    ws: Workspace, pages: tuple[Page, ...]
) -> None:
    master = documents.page_image(ws, pages[0]).read_bytes()
    plan = NOTHING.changed("split", (step("split", gutter=200, order="right-first"),))
    cleaner, place = Cleaner(), Place.of(ws)
    try:
        tried = [one for one in cleaner.look(place, pages[0].id, plan, "split") if one is not None]
        kept = [one for one in cleaner.keep(place, [page.id for page in pages], plan) if one is not None]
    finally:
        cleaner.close()
    assert isinstance(tried[0], Tried)
    assert (tried[0].before.width, tried[0].before.height) == (400, 200)
    assert [(one.width, one.height) for one in tried[0].after] == [(200, 200), (200, 200)]
    first = np.asarray(Image.open(io.BytesIO(tried[0].after[0].data)))
    assert first.min() < 40  # the right leaf, with its square, comes first
    assert [(one.before, one.version) for one in kept] == [(0, 1), (0, 1)]
    assert cleaning.recipe_of(ws, pages[1].id) == Recipe((step("split", gutter=200, order="right-first"),))
    assert documents.page_image(ws, pages[0]).read_bytes() == master


def test_a_spread_is_read_leaf_by_leaf_with_its_boxes_on_the_one_master(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(image: Image.Image, hints: object, engines: object) -> PageText:
        box = Box(10, 10, 50, 30)
        name = "右" if np.asarray(image).min() < 40 else "左"
        line = Line((Word(name, box, 0.9),), box, 0.9)
        region = Region((line,), box, "vertical-rl", "hant")
        return PageText(image.width, image.height, (region,), "hant", "vertical-rl", "test", "1", 0.5)

    monkeypatch.setattr("ocr.cleaning.reading.read_image", read)
    image = Image.new("L", (400, 200), 240)
    ImageDraw.Draw(image).rectangle((300, 50, 360, 120), fill=0)
    out = io.BytesIO()
    image.save(out, "PNG")
    text = read_on_master(out.getvalue(), Recipe((step("split", gutter=200),)))
    assert (text.width, text.height, text.text, text.seconds) == (400, 200, "右\n左", 1.0)
    assert [region.box for region in text.regions] == [Box(210, 10, 250, 30), Box(10, 10, 50, 30)]


@given(st.sets(st.integers(1, 30), min_size=1))
def test_pages_are_named_by_numbers_and_stretches(wanted: set[int]) -> None:
    assert cleaning.pages_named(", ".join(map(str, wanted)), 30) == tuple(sorted(wanted))
    first, last = min(wanted), max(wanted)
    assert cleaning.pages_named(f"{first}-{last}", 30) == tuple(range(first, last + 1))


@pytest.mark.parametrize("text", ["", "x", "0", "31", "5-40", "1-99999999999"])
def test_pages_that_there_are_not_are_refused(text: str) -> None:
    with pytest.raises(ArchivistError):
        cleaning.pages_named(text, 30)


def test_a_pdf_shows_the_pages_as_scanned_or_as_cleaned(ws: Workspace, pages: tuple[Page, ...], tmp_path: Path) -> None:
    for page in pages:
        box = Box(300, 50, 360, 120)
        region = Region((Line((Word("湖", box, 0.9),), box, 0.9),), box, "vertical-rl", "hant")
        text = PageText(400, 200, (region,), "hant", "vertical-rl", "", "")
        ws.archive.documents.save_text(page.id, 0, text.to_json(), text.text, "person", 0.9)
    cleaning.keep(ws, pages[0].id, Recipe((step("split", gutter=250), step("deskew", angle=1.0))))
    masters = [documents.page_image(ws, page).read_bytes() for page in pages]
    document = pages[0].document
    assert list(documents.export(ws, document, tmp_path / "scanned.pdf")) == [1, 2]
    assert list(documents.export(ws, document, tmp_path / "cleaned.pdf", choices=Choices(cleaned=True))) == [1, 2, 3]
    found = {}
    for name in ("scanned", "cleaned"):
        with pdfium.PdfDocument(tmp_path / f"{name}.pdf") as pdf:
            found[name] = [(round(page.get_width() * 300 / 72), page.get_textpage().get_text_range()) for page in pdf]
    assert found["scanned"] == [(400, "湖"), (400, "湖")]
    (right, first), (left, second), whole = found["cleaned"]
    assert (first, second, whole) == ("湖", "", (400, "湖"))
    assert 150 < right < 160 < 250 < left < 260
    assert [documents.page_image(ws, page).read_bytes() for page in pages] == masters


def test_a_recipe_that_does_not_fit_stops_a_pdf_with_the_page_named(
    ws: Workspace, pages: tuple[Page, ...], tmp_path: Path
) -> None:
    for page in pages:
        text = PageText(400, 200, (), "hant", "vertical-rl", "", "")
        ws.archive.documents.save_text(page.id, 0, text.to_json(), "", "person", 1.0)
    cleaning.keep(ws, pages[1].id, Recipe((step("perspective", corners=(0.0,) * 8),)))
    with pytest.raises(ArchivistError, match=r"Page 2: .*corners"):
        list(documents.export(ws, pages[1].document, tmp_path / "a.pdf", choices=Choices(cleaned=True)))
    assert not (tmp_path / "a.pdf").exists()
