"""The whole main job, as a new user's first command does it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archivist.workspace import Workspace

ROOT = Path(__file__).parents[1]


def run_demo(archive: Path, settings: Path) -> list[str]:
    env = {**os.environ, "ARCHIVIST_LANGUAGE": "en", "ARCHIVIST_SETTINGS": str(settings)}
    command = [sys.executable, "-m", "archivist", "demo", "--no-window", "--dir", str(archive)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.timeout(300)
def test_the_demo_does_the_main_job_and_a_second_run_does_nothing_twice(tmp_path: Path) -> None:
    archive = tmp_path / "sample-archive"
    lines = run_demo(archive, tmp_path / "settings.json")
    said = "\n".join(lines)
    assert "達賚湖 and 达赉湖 find the same" in said
    assert "0 errors" not in said
    pictures = sorted(path.name for path in (tmp_path / "sample-archive-files" / "pictures").glob("*.png"))
    desks = {"catalogue", "documents", "search", "accessions"}
    assert {name.removesuffix(".png").split("-")[-1] for name in pictures} == desks
    with Workspace.open(archive) as ws:
        records = ws.archive.records.count("all")
        documents = ws.archive.documents.list()
        assert records >= 35
        assert sum(document.pages for document in documents) >= 12
        assert all(document.read == document.pages for document in documents)
    again = "\n".join(run_demo(archive, tmp_path / "settings.json"))
    assert "all of them before" in again
    with Workspace.open(archive) as ws:
        assert ws.archive.records.count("all") == records
        assert len(ws.archive.documents.list()) == len(documents)
        (came,) = ws.archive.accessions.list()
        assert came.documents == 2
        assert sum(bool(document.description) for document in ws.archive.documents.list()) == 1
    pdfs = sorted((tmp_path / "sample-archive-files" / "exported").glob("*.pdf"))
    assert len(pdfs) == len(documents)
    texts = [subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout for pdf in pdfs]
    assert any("达赉湖" in text for text in texts)
