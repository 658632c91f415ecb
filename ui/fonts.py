"""Which fonts the window uses: the system's Chinese sans, one of even width for MARC lines, Mongolian behind both."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

from ui import theme

SANS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)
MONO = ("Noto Sans Mono CJK SC", "Sarasa Mono SC", "Source Han Mono SC", "Cascadia Mono", "Consolas", "Menlo")
MONGOLIAN = ("Noto Sans Mongolian", "Mongolian Baiti", "Mongolian Universal White")
ABSOLUTE = QFont.SpacingType.AbsoluteSpacing


def families(even: bool = False) -> list[str]:
    """The families that this system has, best first; Mongolian last, for the characters that the others lack."""
    present = set(QFontDatabase.families())
    wanted = (*MONO, *SANS, *MONGOLIAN) if even else (*SANS, *MONGOLIAN)
    found = [name for name in wanted if name in present]
    return found or [QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()]


def sans(points: float = theme.BODY, *, strong: bool = False) -> QFont:
    """The font of everything but MARC lines."""
    return _font(families(), points, strong)


def even(points: float = theme.BODY) -> QFont:
    """The font of even width for MARC lines: a Han character is as wide as two Latin letters."""
    return _font(families(even=True), points, strong=False)


def _font(names: list[str], points: float, strong: bool) -> QFont:
    font = QFont()
    font.setFamilies(names)
    font.setPointSizeF(points)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if strong:
        font.setWeight(QFont.Weight.Bold)
    return font
