"""An archive in a temporary folder, and settings that are nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archivist.i18n import set_language
from archivist.workspace import Workspace


@pytest.fixture(autouse=True)
def nobodys_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ARCHIVIST_SETTINGS", str(tmp_path / "settings.json"))
    monkeypatch.delenv("ARCHIVIST_ARCHIVE", raising=False)
    set_language("en")
    yield
    set_language("en")


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "archive", "Test") as workspace:
        yield workspace
