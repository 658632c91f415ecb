"""Whatever a donor brings is read or refused by name, and the rest of the batch goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr.errors import OcrError
from ocr.images import BadPage, Source, expand
from ocr.page import PageText
from ocr.reader import Engines, read_page
from tests.ocr.bad_pictures import COUNT, bad_pictures


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return bad_pictures(tmp_path_factory.mktemp("bad"))


@pytest.fixture(scope="module")
def batch(files: list[Path]) -> list[Source | BadPage]:
    return list(expand(files))


def test_a_batch_goes_on_and_every_file_is_accounted_for(files: list[Path], batch: list[Source | BadPage]) -> None:
    assert len(files) == COUNT
    order = [int(item.name[:3]) for item in batch]
    assert order == sorted(order)
    assert set(order) == set(range(COUNT))


def test_what_is_refused_is_named_with_its_file(files: list[Path], batch: list[Source | BadPage]) -> None:
    refused = [item for item in batch if isinstance(item, BadPage)]
    names = {path.name for path in files}
    assert 40 < len(refused) < 140
    for item in refused:
        assert item.name in names
        assert item.reason.startswith((item.name, f"Page 1 of {item.name}", item.name.rpartition(".")[0]))
        assert "\n" not in item.reason


def test_a_refused_file_by_itself_is_an_error_with_its_name(files: list[Path], batch: list[Source | BadPage]) -> None:
    refused = {item.name for item in batch if isinstance(item, BadPage)}
    for path in files:
        if path.name in refused:
            with pytest.raises(OcrError, match=path.stem):
                list(expand([path]))


def test_what_is_taken_is_read_and_has_the_size_that_was_told(batch: list[Source | BadPage]) -> None:
    engines = Engines(threads=2)
    taken = [item for item in batch if isinstance(item, Source)]
    texts = []
    for source in taken:
        page = read_page(source.bytes, None, engines)
        assert (page.width, page.height) == (source.width, source.height)
        assert PageText.from_json(page.to_json()).text == page.text
        texts.append(page.text)
    assert sum("湖水" in text for text in texts) > 0.4 * len(taken)


def test_reading_a_bad_file_names_it(files: list[Path], batch: list[Source | BadPage]) -> None:
    bad = {item.name for item in batch if isinstance(item, BadPage)}
    # Of a TIFF torn after its first page, that page can be read.
    refused = [path for path in files if path.name in bad and path.suffix != ".pdf" and "many_pages" not in path.name]
    assert len(refused) > 30
    for path in refused:
        with pytest.raises(OcrError, match=path.name):
            read_page(path, None, Engines())
