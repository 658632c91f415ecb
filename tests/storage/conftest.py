"""What the tests of storage share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from resources.search import folding
from storage.analyser import Analyser
from storage.archive import Archive
from storage.values import NewPage, NewRecord, Page, Points

# Disks and shared machines have their moments; what takes too long is for the benchmark to say.
settings.register_profile("storage", deadline=None)
settings.load_profile("storage")

FOLDING = folding()


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    return Analyser(FOLDING)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "archive", "呼伦湖", FOLDING) as made:
        yield made


def book(title: str, *keys: str, errors: int = 0, warnings: int = 0, text: str = "", raw: bytes = b"raw") -> NewRecord:
    """A record to be kept; its text is its title unless told otherwise."""
    points = Points(title=title, keys=keys, text=text or title, errors=errors, warnings=warnings)
    return NewRecord(raw, "gbk", "cnmarc", points)


def image(archive: Archive, data: bytes = b"image") -> NewPage:
    """A page image that lies in the archive."""
    return NewPage(archive.files.put_bytes(data), "1.png", "image/png", 800, 1200)


def page_with(archive: Archive, text: str) -> Page:
    """A page of a new document, read as `text`."""
    document = archive.documents.add("文書", pages=[image(archive)])
    (page,) = archive.documents.pages(document.id)
    archive.documents.save_text(page.id, 0, "{}", text, "machine", 0.9)
    return archive.documents.page(page.id)
