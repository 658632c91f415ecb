"""Settings come from one table and survive what people and disks do to their file."""

from __future__ import annotations

from pathlib import Path

import pytest

from archivist.settings import SETTINGS, Settings


def test_a_setting_is_kept_for_the_next_start(tmp_path: Path) -> None:
    Settings(tmp_path / "s.json").set("ui.theme", "dark")
    assert Settings(tmp_path / "s.json").get("ui.theme") == "dark"


def test_every_default_is_allowed_by_its_own_rule() -> None:
    assert [setting.key for setting in SETTINGS if not setting.accepts(setting.default)] == []


@pytest.mark.parametrize(("key", "value"), [("ui.theme", "pink"), ("reading.workers", 0), ("reading.workers", "two")])
def test_a_value_that_the_table_does_not_allow_is_refused(tmp_path: Path, key: str, value: str | int) -> None:
    with pytest.raises(ValueError, match=key):
        Settings(tmp_path / "s.json").set(key, value)


@pytest.mark.parametrize("content", ["", "no json", "[]", '{"ui.theme": 7, "unknown": 1}'])
def test_a_broken_file_means_defaults(tmp_path: Path, content: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(content, "utf-8")
    assert Settings(path).get("ui.theme") == "auto"


def test_a_disk_that_cannot_be_written_costs_only_the_setting(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    settings = Settings(blocked / "s.json")
    settings.set("ui.theme", "dark")
    assert settings.get("ui.theme") == "dark"
