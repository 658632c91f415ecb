"""`archivist self-test`: is everything there that the program needs, and if not, how is it to be had?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from archivist.errors import TOLD
from archivist.i18n import _, say

LANGUAGES = ("chi_sim", "chi_sim_vert", "chi_tra", "chi_tra_vert", "mon", "rus", "eng", "osd")
OURS = ("archivist", "ui", "marc", "ocr", "storage", "resources")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    check: str
    ok: bool
    detail: str


def checks() -> Iterator[Check]:
    """Every check in turn; a check that cannot be made is a fault, not an end."""
    for name, look in CHECKS:
        try:
            yield Check(name, *look())
        except TOLD as error:
            yield Check(name, False, say(error))
        except (OSError, ImportError, subprocess.SubprocessError) as error:
            yield Check(name, False, str(error))


def _python() -> tuple[bool, str]:
    version = ".".join(map(str, sys.version_info[:3]))
    return sys.version_info >= (3, 11), _("{version} (3.11 or newer is needed)").format(version=version)


def _packages() -> tuple[bool, str]:
    """The names of our packages are generic: another distribution may have put its own beside ours."""
    home = Path(__file__).parents[1].resolve()
    strangers = [
        f"{name} ({module.__file__})"
        for name in OURS
        if (module := import_module(name)).__file__ is None or Path(module.__file__).resolve().parents[1] != home
    ]
    if strangers:
        advice = _("another package took the name of ours: {names}; install Archivist in an environment of its own")
        return False, advice.format(names=", ".join(strangers))
    return True, str(home)


def _tesseract() -> tuple[bool, str]:
    if not shutil.which("tesseract"):
        return False, _("not found; install it: {line}").format(line="apt-get install tesseract-ocr")
    done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=30, check=False)
    missing = [code for code in LANGUAGES if code not in done.stdout.split()]
    if missing:
        packages = " ".join("tesseract-ocr-" + code.replace("_", "-") for code in missing)
        return False, _("not found; install it: {line}").format(line=f"apt-get install {packages}")
    return True, ", ".join(LANGUAGES)


def _han_engine() -> tuple[bool, str]:
    engine = import_module("ocr.engines.rapid")
    return True, str(engine.version())


def _fonts() -> tuple[bool, str]:
    wanted = {"zh": "fonts-noto-cjk", "mn-cn": "fonts-noto-core"}
    if sys.platform == "win32" or not shutil.which("fc-list"):
        return True, _("the system's own")
    missing = [
        package
        for code, package in wanted.items()
        if not subprocess.run(["fc-list", f":lang={code}"], capture_output=True, timeout=30, check=False).stdout
    ]
    if missing:
        return False, _("not found; install it: {line}").format(line=f"apt-get install {' '.join(missing)}")
    return True, ", ".join(wanted)


def _database() -> tuple[bool, str]:
    from archivist.workspace import Workspace
    from storage.database import sqlite_version

    with tempfile.TemporaryDirectory() as folder, Workspace.create(Path(folder) / "test", "self-test"):
        return True, _("an archive was made and opened, SQLite {version}").format(version=sqlite_version())


def _window() -> tuple[bool, str]:
    """In a process of its own: a missing system library ends it."""
    program = "from PySide6 import QtCore, QtWidgets; QtWidgets.QApplication([]); print(QtCore.qVersion())"
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, env=env, check=False
    )
    return done.returncode == 0, f"Qt {done.stdout.strip()}" if done.returncode == 0 else done.stderr.strip()[-300:]


CHECKS: tuple[tuple[str, Callable[[], tuple[bool, str]]], ...] = (
    ("python", _python),
    ("packages", _packages),
    ("database", _database),
    ("tesseract", _tesseract),
    ("han-engine", _han_engine),
    ("fonts", _fonts),
    ("window", _window),
)
