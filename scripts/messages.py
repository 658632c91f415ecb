"""Every English text that a user may see, found in the code; `python scripts/messages.py` lists those without Chinese.

A text is: the first argument of `_`, `later` or of an error class; the two forms of `ngettext`; the label and the
choices of a Setting; a `template` or `fix_template`; and in the trades, which pass templates on through small
functions, every string that is a sentence.
"""

from __future__ import annotations

import ast
import builtins
import gettext
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("archivist", "ui", "marc", "ocr", "storage")
TRADES = ("marc", "ocr", "storage")
FIRST = {"_", "later", "MarcError", "OcrError", "StorageError", "ArchivistError"}
TEMPLATES = ("template", "fix_template")


def texts() -> dict[str, str]:
    """English text → the place where it stands first."""
    found: dict[str, str] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            sentences = _sentences(tree) if package in TRADES else ()
            for text, line in (*_in_tree(tree), *sentences):
                found.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
    return found


def _in_tree(tree: ast.Module) -> Iterator[tuple[str, int]]:
    families = _error_classes(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        if name in FIRST or name in families:
            yield from _strings(node.args[:1])
        elif name == "Setting":
            yield from _strings(node.args[2:3])
            yield from _choice_labels(node)
        yield from _strings([word.value for word in node.keywords if word.arg in TEMPLATES])
        if name in ("Problem", "Finding"):
            yield from ((text, line) for text, line in _strings(node.args) if " " in text)


def _sentences(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Strings that begin like a sentence and end like one; docstrings stand alone as statements and are not meant."""
    apart = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    apart |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            text = node.value
            if " " in text and text.endswith(".") and (text[0].isupper() or text[0] in "{“"):
                yield text, node.lineno


def _error_classes(tree: ast.Module) -> set[str]:
    """Names that end in Error, Conflict or NotFound: the families' members take a template first."""
    names = {_name(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return {
        n
        for n in names
        if n.endswith(("Error", "Conflict", "NotFound", "Full", "Damaged")) and not hasattr(builtins, n)
    }


def _choice_labels(node: ast.Call) -> Iterator[tuple[str, int]]:
    for argument in node.args[3:]:
        for pair in getattr(argument, "elts", []):
            yield from _strings(getattr(pair, "elts", [])[1:2])


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _strings(nodes: list[ast.expr]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip():
            yield node.value, node.lineno
        elif isinstance(node, ast.IfExp):
            yield from _strings([node.body, node.orelse])


def plurals() -> dict[tuple[str, str], str]:
    """Singular and plural of every `ngettext` → the file where they stand."""
    found: dict[tuple[str, str], str] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) == "ngettext":
                    forms = [text for text, _line in _strings(node.args[:2])]
                    if len(forms) == 2:
                        found.setdefault((forms[0], forms[1]), str(path.relative_to(ROOT)))
    return found


def catalogue(language: str = "zh_CN") -> gettext.NullTranslations:
    """The compiled catalogue of a language; OSError: it has not been compiled (scripts/build_locale.py)."""
    return gettext.translation("archivist", ROOT / "resources" / "locale", [language])


def untranslated(language: str = "zh_CN") -> dict[str, str]:
    """Texts that have no translation, with their places."""
    known = catalogue(language)
    missing = {text: place for text, place in texts().items() if known.gettext(text) == text}
    return missing | {one: at for (one, many), at in plurals().items() if known.ngettext(one, many, 2) == many}


if __name__ == "__main__":
    for text, place in untranslated().items():
        sys.stdout.write(f"{place}\t{text!r}\n")
