"""An archive in a temporary folder, and settings that are nobody's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archivist.cli.app import run
from archivist.i18n import set_language
from archivist.workspace import Workspace

Said = tuple[int, list[dict[str, Any]], list[str]]
"""What a command said: its exit code, the JSON lines of standard output, the lines of standard error."""


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


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs a command."""

    def call(*arguments: object) -> Said:
        code = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err.splitlines()

    return call
