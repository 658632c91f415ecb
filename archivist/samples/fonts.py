"""Finds the fonts with which the sample pages are drawn; none are shipped with the program."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from PIL import ImageFont

from archivist.errors import ArchivistError

Face = Literal["hans", "hant", "cyrl", "mong"]

_HANS = (
    ("Noto Serif CJK SC", "NotoSerifCJK-Regular"),
    ("Source Han Serif SC", "SourceHanSerif"),
    ("SimSun", "simsun"),
    ("Songti SC", "Songti"),
    ("Noto Sans CJK SC", "NotoSansCJK-Regular"),
    ("Microsoft YaHei", "msyh"),
    ("WenQuanYi Zen Hei", "wqy-zenhei"),
)
FAMILIES: dict[Face, tuple[tuple[str, str], ...]] = {
    "hans": _HANS,
    "hant": (("Noto Serif CJK TC", "NotoSerifCJK-Regular"), ("PMingLiU", "mingliu"), ("Songti TC", "Songti"), *_HANS),
    "cyrl": (
        ("Noto Serif", "NotoSerif-Regular"),
        ("DejaVu Serif", "DejaVuSerif"),
        ("Times New Roman", "times"),
        ("Noto Sans", "NotoSans-Regular"),
        ("DejaVu Sans", "DejaVuSans"),
    ),
    "mong": (("Noto Sans Mongolian", "NotoSansMongolian-Regular"), ("Mongolian Baiti", "monbaiti")),
}
"""For each script the families that will do, best first, and how the names of their files begin."""

PACKAGES: dict[Face, str] = {
    "hans": "fonts-noto-cjk",
    "hant": "fonts-noto-cjk",
    "cyrl": "fonts-noto-core",
    "mong": "fonts-noto-core",
}
COLLECTION_LIMIT = 40
"""No font collection in use has more faces."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font file and which of its faces."""

    path: Path
    index: int = 0

    def at(self, pixels: int) -> ImageFont.FreeTypeFont:
        """The font with an em of this many pixels; the simple layout, so that every machine draws alike."""
        return ImageFont.truetype(self.path, pixels, index=self.index, layout_engine=ImageFont.Layout.BASIC)


@cache
def find_font(face: Face) -> FontFile:
    """The best font here for a script.

    ArchivistError: there is none; it names the package to install.
    """
    for family, stem in FAMILIES[face]:
        found = _by_fontconfig(family) if shutil.which("fc-match") else _by_file(family, stem)
        if found:
            return found
    raise ArchivistError(
        "No font for the sample pages ({script}) is installed; install {family}, on Debian and Ubuntu: "
        "apt-get install {package}",
        script=face,
        family=FAMILIES[face][0][0],
        package=PACKAGES[face],
    )


def _by_fontconfig(family: str) -> FontFile | None:
    """fc-match always answers with something; only the family that was asked for counts."""
    command = ["fc-match", "--format", "%{family}\n%{index}\n%{file}", f"{family}:style=Regular"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=30, check=False)
    parts = done.stdout.split("\n")
    if done.returncode or len(parts) != 3 or family not in parts[0].split(","):
        return None
    return FontFile(Path(parts[2]), int(parts[1]))


def _by_file(family: str, stem: str) -> FontFile | None:
    for folder in _folders():
        for path in sorted(folder.rglob("*")):
            if path.stem.lower().startswith(stem.lower()) and path.suffix.lower() in (".ttf", ".ttc", ".otf", ".otc"):
                for index in range(COLLECTION_LIMIT):
                    name = _name(path, index)
                    if name is None:
                        break
                    if name == family:
                        return FontFile(path, index)
    return None


def _name(path: Path, index: int) -> str | None:
    """The family of a face, or None past the last face or in a file that is no font."""
    try:
        return ImageFont.truetype(path, 16, index=index).getname()[0]
    except OSError:
        return None


def _folders() -> Iterator[Path]:
    windows, local = os.environ.get("WINDIR"), os.environ.get("LOCALAPPDATA")
    candidates = (
        *([Path(windows) / "Fonts"] if windows else []),
        *([Path(local) / "Microsoft" / "Windows" / "Fonts"] if local else []),
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path("/System/Library/Fonts"),
        Path("/Library/Fonts"),
        Path.home() / ".local" / "share" / "fonts",
        Path.home() / ".fonts",
    )
    return (folder for folder in candidates if folder.is_dir())
