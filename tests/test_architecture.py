"""The house as prose: who may know whom. The same arrows are import contracts; these need no tool and no Qt."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ("archivist", "ui", "marc", "ocr", "storage", "resources")
MAY_IMPORT = {
    "resources": set(),
    "storage": set(),
    "marc": {"resources"},
    "ocr": {"resources"},
    "archivist": {"marc", "ocr", "storage", "resources"},
    "ui": {"archivist", "marc", "ocr", "storage", "resources"},
}
VALUE_TYPES = {
    "marc.record", "marc.edits", "marc.checks", "marc.lines", "marc.formats", "marc.errors", "marc.files",
    "ocr.page", "ocr.errors",
    "ocr.cleaning.corners", "ocr.cleaning.plan", "ocr.cleaning.recipe", "ocr.cleaning.settings", "ocr.cells",
    "ocr.export.choices", "storage.values", "storage.errors", "storage.query",
    "storage.backup.values",
}  # fmt: skip
"""What the window may take from the trades: values, never work on disk or images."""


def imports(package: str) -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                whole = node.module not in HOUSE
                yield from ((path, node.module if whole else f"{node.module}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("package", HOUSE)
def test_a_package_imports_only_what_the_house_allows(package: str) -> None:
    front_door = ROOT / "archivist" / "__main__.py"
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path, name in imports(package)
        if (top := name.split(".")[0]) in HOUSE
        and top != package
        and top not in MAY_IMPORT[package]
        and not (path == front_door and name == "ui.app")
    ]
    assert wrong == []


def test_the_window_takes_only_values_from_the_trades() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path, name in imports("ui")
        if name.split(".")[0] in ("marc", "ocr", "storage") and name not in VALUE_TYPES
    ]
    assert wrong == []


def test_the_window_asks_workflows_and_never_the_archive_itself() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "ui").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr == "archive"
        and ast.unparse(node.value).split(".")[-1].lstrip("_") in ("ws", "workspace")
    ]
    assert wrong == []


def test_no_house_is_without_rooms() -> None:
    assert all(list(imports(package)) for package in HOUSE)


def test_everything_but_the_window_can_be_imported_without_qt_and_without_engines() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for package in HOUSE
        if package != "ui"
        for path in sorted((ROOT / package).rglob("*.py"))
        if "training" not in path.parts  # needs what is not installed with the program
    ]
    program = (
        "import importlib, sys\n"
        f"for name in {modules!r}:\n    importlib.import_module(name)\n"
        "print([m for m in ('PySide6', 'qtawesome') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_starting_the_workflows_loads_neither_cv2_nor_onnxruntime_nor_pymarc() -> None:
    program = (
        "import sys, archivist.records, archivist.documents, archivist.searching, archivist.editing\n"
        "print([m for m in ('cv2', 'onnxruntime', 'rapidocr', 'pymarc', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
