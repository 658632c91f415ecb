"""Settings: one declared table from which the settings dialog, the check of values and the manual come."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from archivist.i18n import _

Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key, default (whose type is the setting's), label, the values to choose from if they are few.

    `choices` are pairs of value and label. A setting without a label is kept by the program and shown nowhere.
    """

    key: str
    default: Value
    label: str = ""
    choices: tuple[tuple[Value, str], ...] = ()
    least: int | None = None
    most: int | None = None

    def accepts(self, value: object) -> bool:
        """Whether the value has the setting's type and lies among its choices or limits."""
        if type(value) is not type(self.default):
            return False
        if self.choices and value not in [choice for choice, _label in self.choices]:
            return False
        if isinstance(value, int) and not isinstance(value, bool):
            return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)
        return True


def _cores() -> int:
    return max(1, (os.cpu_count() or 2) - 1)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "ui.language",
        "auto",
        "Language",
        (("auto", "As the system"), ("zh_CN", "Chinese (Simplified)"), ("en", "English")),
    ),
    Setting("ui.theme", "auto", "Appearance", (("auto", "As the system"), ("light", "Light"), ("dark", "Dark"))),
    Setting(
        "records.profile",
        "nlc",
        "Cataloguing rules",
        (
            ("nlc", "National Library of China (NLC)"),
            ("calis", "CALIS"),
            ("interlib", "Interlib"),
            ("unimarc", "UNIMARC"),
            ("marc21", "MARC21"),
        ),
    ),
    Setting(
        "records.encoding",
        "gbk",
        "Encoding of exported records",
        (("gbk", "GBK"), ("gb18030", "GB 18030"), ("utf-8", "UTF-8")),
    ),
    Setting("reading.workers", _cores(), "Pages read at the same time", least=1, most=64),
    Setting(
        "reading.lexicon",
        "words",
        "Traditional Mongolian is read",
        (("words", "With the help of its words, in doubt"), ("seen", "By what is seen alone")),
    ),
    Setting("user.name", "", "Your name, for the log of what happened"),
    Setting(
        "access.level",
        "staff",
        "Who sits at this computer",
        (
            ("public", "Readers (public documents)"),
            ("reading-room", "Readers in the reading room"),
            ("staff", "Staff"),
        ),
    ),
    Setting("library.name", "", "The library's name, for receipts and marks"),
    Setting("library.code", "", "The library's code, for field 801"),
    Setting("library.address", "", "Address where documents can be seen, for field 856"),
    Setting("accessions.number", "{year}-{number:04}", "Form of accession numbers"),
    Setting("archive.last", ""),
    Setting("window.geometry", ""),
    Setting("window.splitters", ""),
    Setting("search.view", "list", "", (("list", ""), ("grid", ""), ("timeline", ""))),
)
_BY_KEY = {setting.key: setting for setting in SETTINGS}


def setting_label(setting: Setting) -> str:
    """The label in the language in force."""
    return _(setting.label)


def default_path() -> Path:
    """Where the user's settings lie (ARCHIVIST_SETTINGS names another file)."""
    named = os.environ.get("ARCHIVIST_SETTINGS")
    return Path(named) if named else platformdirs.user_config_path("archivist", appauthor=False) / "settings.json"


class Settings:
    """The user's settings in a file; what the file lacks or has wrong is the default."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_path()
        self._values = self._load()

    def _load(self) -> dict[str, Value]:
        try:
            raw = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(raw, dict):
            return {}
        return {key: value for key, value in raw.items() if key in _BY_KEY and _BY_KEY[key].accepts(value)}

    def get(self, key: str) -> Value:
        """The value in force."""
        return self._values.get(key, _BY_KEY[key].default)

    def text(self, key: str) -> str:
        """The value of a setting that is a text."""
        return str(self.get(key))

    def number(self, key: str) -> int:
        """The value of a setting that is a number."""
        return int(self.get(key))

    def set(self, key: str, value: Value) -> None:
        """Keeps the value, on disk too; a disk that cannot be written costs no more than the setting.

        ValueError: the table does not allow the value.
        """
        if not _BY_KEY[key].accepts(value):
            raise ValueError(f"{key} cannot be {value!r}")
        self._values[key] = value
        try:
            self._write()
        except OSError:
            return

    def _write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self.path.parent, delete=False) as file:
            json.dump(self._values, file, ensure_ascii=False, indent=1)
        Path(file.name).replace(self.path)
