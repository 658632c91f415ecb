"""A real page of a thread-bound book with double-line commentary, with nothing said of it: read, found, exported."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

import resources.search
from archivist import documents, searching
from archivist.workspace import Workspace
from tests.helpers.samples import sample

pytestmark = pytest.mark.samples


def folded(text: str) -> str:
    """Variant forms count as equal, white space does not count."""
    table = resources.search.folding()
    return "".join(table.get(character, character) for character in text if not character.isspace())


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    page = sample("scans/siku_page.png")
    with Workspace.create(tmp_path_factory.mktemp("real") / "archive", "Test") as workspace:
        assert [item.reason for item in documents.add(workspace, [page], "五禮通考")] == [""]
        assert [item.error for item in documents.read(workspace)] == [""]
        yield workspace


def test_at_least_six_of_eight_lines_are_read_without_an_error(ws: Workspace) -> None:
    lines = json.loads(sample("scans/truth.json").read_text("utf-8"))["siku_page.png"]["lines"]
    text = documents.page_text(ws, 1)
    assert text is not None
    assert text.direction == "vertical-rl"
    assert sum(folded(line) in folded(text.text) for line in lines) >= 6


@pytest.mark.parametrize("query", ["烈山氏", "百官公卿表", "后土", "頊", "颛顼氏有子", "汉书百官公卿表"])
def test_a_phrase_is_found_in_either_form_and_its_matches_cut_out_exactly_it(ws: Workspace, query: str) -> None:
    results = searching.find(ws, query)
    assert results.total == 1
    (hit,) = results.hits
    assert hit.matches
    for start, end in hit.matches:
        assert folded(hit.snippet[start:end]) == folded(query)


def test_a_match_is_painted_on_its_characters(ws: Workspace) -> None:
    hit = searching.find(ws, "百官公卿表").hits[0]
    (box,) = searching.hit_boxes(ws, hit)
    page = documents.pages(ws, 1)[0]
    assert 0 <= box.left < box.right <= page.width
    assert 0 <= box.top < box.bottom <= page.height
    # Five characters of a column, in a print whose characters are wider than high.
    assert 2 < box.height / box.width < 6


def test_the_pdf_holds_the_phrase_without_spaces(ws: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "page.pdf"
    assert list(documents.export(ws, 1, out)) == [1]
    extract = partial(subprocess.run, capture_output=True, text=True, check=True)
    text = extract(["pdftotext", out, "-"]).stdout
    assert folded("漢書百官公卿表") in "".join(map(folded, text.split("\n")))
    read = documents.page_text(ws, 1)
    assert read is not None
    whole = text.replace("\n", "")
    assert [line.text for _region, line in read.lines if line.text not in whole] == []
