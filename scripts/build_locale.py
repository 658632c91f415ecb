"""Compiles the gettext catalogues: every `resources/locale/LANGUAGE/*.po` of a language into one `archivist.mo`.

Hatchling calls it when the project is built or installed; by hand: `python scripts/build_locale.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # called by hand from an environment without hatchling
    BuildHookInterface = object


def merged(folder: Path) -> Catalog:
    """One catalogue from all the .po files of a language; two translations of one text must agree."""
    whole = Catalog(locale=folder.name)
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            part = read_po(file, locale=folder.name, abort_invalid=True)
        for message in part:
            if not message.id or not message.string:
                continue
            known = whole.get(message.id, message.context)
            if known is not None and known.string != message.string:
                raise SystemExit(f"{path}: {message.id!r} is {message.string!r} here and {known.string!r} elsewhere")
            whole.add(message.id, message.string, context=message.context)
    return whole


def compile_all(root: Path) -> list[Path]:
    """Writes one .mo for each language below `root`/resources/locale; returns their paths."""
    out = []
    for folder in sorted((root / "resources" / "locale").iterdir()):
        if not folder.is_dir():
            continue
        target = folder / "LC_MESSAGES" / "archivist.mo"
        target.parent.mkdir(exist_ok=True)
        whole = merged(folder)  # first: a fault in a .po must not leave an empty .mo
        with target.open("wb") as file:
            write_mo(file, whole)
        out.append(target)
    return out


class LocaleHook(BuildHookInterface):  # type: ignore[misc, valid-type, unused-ignore]  # hatchling has no stubs
    """Runs before every build, the editable one included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_all(Path(self.root))


if __name__ == "__main__":
    for path in compile_all(Path(__file__).parents[1]):
        sys.stdout.write(f"{path}\n")
