"""Scans come in, are read in worker processes, corrected, found and exported. The engines are the real ones."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archivist import documents, searching
from archivist.errors import ArchivistError
from archivist.workspace import Workspace
from ocr.errors import OcrError
from ocr.page import PageText
from storage.errors import Conflict
from storage.values import Document
from tests.helpers.draw import text_image

ROOT = Path(__file__).parents[2]


def scans(folder: Path, texts: list[str]) -> Path:
    folder.mkdir(parents=True)
    for number, text in enumerate(texts, 1):
        text_image(text).save(folder / f"{number:02}.png")
    return folder


@pytest.fixture(scope="module")
def read_archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Document]]:
    """An archive with one document of two pages that the real engine has read."""
    folder = tmp_path_factory.mktemp("documents")
    with Workspace.create(folder / "archive", "Test") as ws:
        list(documents.add(ws, [scans(folder / "in", ["达赉湖水位记录", "扎赉诺尔矿史"])], "湖", "水文表"))
        outcomes = list(documents.read(ws, workers=1))
        assert [item.error for item in outcomes] == ["", ""]
        yield ws, documents.listing(ws)[0]


def test_a_folder_becomes_a_document_whose_masters_are_the_very_files(ws: Workspace, tmp_path: Path) -> None:
    folder = scans(tmp_path / "in", ["一", "二"])
    assert [item.reason for item in documents.add(ws, [folder], "题名", "照片")] == ["", ""]
    document = documents.listing(ws)[0]
    assert (document.title, document.kind, document.pages, document.read) == ("题名", "照片", 2, 0)
    masters = [documents.page_image(ws, page).read_bytes() for page in documents.pages(ws, document.id)]
    assert masters == [path.read_bytes() for path in sorted(folder.iterdir())]


def test_a_torn_image_is_named_and_the_others_come_in(ws: Workspace, tmp_path: Path) -> None:
    folder = scans(tmp_path / "in", ["一", "二", "三"])
    torn = folder / "02.png"
    torn.write_bytes(torn.read_bytes()[:200])
    outcomes = list(documents.add(ws, [folder], "题名"))
    assert [item.page is None for item in outcomes] == [False, True, False]
    assert "02.png" in outcomes[1].reason
    assert documents.listing(ws)[0].pages == 2


def test_an_empty_folder_makes_no_document(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(OcrError, match="empty"):
        list(documents.add(ws, [tmp_path / "empty"], "题名"))
    assert documents.listing(ws) == ()


def test_pages_are_read_and_kept(read_archive: tuple[Workspace, Document]) -> None:
    ws, document = read_archive
    texts = [documents.page_text(ws, page.id) for page in documents.pages(ws, document.id)]
    assert [text.text for text in texts if text] == ["达赉湖水位记录", "扎赉诺尔矿史"]
    assert list(documents.read(ws)) == []


def test_a_hit_is_painted_where_the_characters_stand(read_archive: tuple[Workspace, Document]) -> None:
    ws, _document = read_archive
    hit = searching.find(ws, "水位", "pages").hits[0]
    (box,) = searching.hit_boxes(ws, hit)
    text = documents.page_text(ws, hit.id)
    assert text is not None
    line = next(text.lines)[1].box
    middle = (box.left + box.right) / 2
    # 水位 are the fourth and fifth of seven characters.
    assert line.left + line.width * 3 / 7 < middle < line.left + line.width * 5 / 7
    assert line.width / 7 < box.width < line.width * 3 / 7


def test_a_correction_is_a_new_version_and_is_found_at_once(read_archive: tuple[Workspace, Document]) -> None:
    ws, document = read_archive
    page = documents.pages(ws, document.id)[1]
    stored = documents.correct(ws, page.id, page.text_version, 0, "扎赉諾爾礦史稿")
    assert searching.find(ws, "矿史稿", "pages").total == 1
    with pytest.raises(Conflict):
        documents.correct(ws, page.id, page.text_version, 0, "别的")
    undone = documents.restore_text(ws, page.id, stored.version, 1)
    assert (undone.text, undone.version) == ("扎赉诺尔矿史", stored.version + 1)
    machine = documents.page_text(ws, page.id, 1)
    assert machine is not None
    assert machine.text == "扎赉诺尔矿史"
    assert searching.find(ws, "矿史稿", "pages").total == 0


def test_the_pdf_gives_its_text_to_another_program(read_archive: tuple[Workspace, Document], tmp_path: Path) -> None:
    ws, document = read_archive
    out = tmp_path / "湖.pdf"
    assert list(documents.export(ws, document.id, out)) == [1, 2]
    text = subprocess.run(["pdftotext", out, "-"], capture_output=True, text=True, check=True).stdout
    assert "达赉湖水位记录" in text
    assert "扎赉诺尔矿史" in text
    with pytest.raises(ArchivistError, match="exists"):
        list(documents.export(ws, document.id, out))


def test_an_unread_document_is_not_exported_as_if_it_were_read(ws: Workspace, tmp_path: Path) -> None:
    list(documents.add(ws, [scans(tmp_path / "in", ["一"])], "题名"))
    with pytest.raises(ArchivistError, match="nobody has read"):
        list(documents.export(ws, documents.listing(ws)[0].id, tmp_path / "out.pdf"))
    assert not (tmp_path / "out.pdf").exists()


def start_reading(archive: Path) -> subprocess.Popen[str]:
    options = ["--workers", "1", "--archive", str(archive), "--json"]
    command = [sys.executable, "-m", "archivist", "documents", "read", *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def children(pid: int) -> list[int]:
    task = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in task.read_text().split()] if task.exists() else []


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except OSError:
        return True


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_reading_loses_no_page_and_goes_on_where_it_stopped(tmp_path: Path, how: signal.Signals) -> None:
    texts = [f"达赉湖水位记录第{n}页" for n in range(30)]
    with Workspace.create(tmp_path / "archive", "Test") as ws:
        list(documents.add(ws, [scans(tmp_path / "in", texts)], "湖"))
    with start_reading(tmp_path / "archive") as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        workers = children(process.pid)
        os.kill(process.pid, how)
        rest, _err = process.communicate(timeout=60)
    told_pages = [told["page"], *(json.loads(line)["page"] for line in rest.splitlines())]
    deadline = time.monotonic() + 20
    while not all(gone(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert all(gone(pid) for pid in workers)
    with Workspace.open(tmp_path / "archive") as ws:
        kept = [page.number for page in documents.pages(ws, 1) if page.text_version]
        assert set(told_pages) <= set(kept)
        assert len(kept) < len(texts)
        after = [item.number for item in documents.read(ws, workers=1)]
        assert sorted(kept + after) == list(range(1, len(texts) + 1))
        assert all(isinstance(documents.page_text(ws, page.id), PageText) for page in documents.pages(ws, 1))
