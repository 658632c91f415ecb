"""The recipe: which fonts are drawn with and where they come from, and how a run is put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ocr.mongolian.training.ageing import Ager
from ocr.mongolian.training.batches import Batches
from ocr.mongolian.training.drawing import Draughtsman
from ocr.mongolian.training.faces import Face
from ocr.mongolian.training.metafont import SUFFIX, UnitFace
from ocr.mongolian.training.texts import SUFFIXES, Texts, parted

OTHERS = ("DejaVuSans.ttf", "NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc", "FreeSerif.ttf")
"""Fonts for digits and marks of other scripts; each has the ringed numbers."""

HELD_FONTS = ("montex-wood-bold.units",)
"""Nothing is trained on these: they show how a font is read that the network has never seen."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """`words` is the list of words, `fonts` the folder with the fonts; `without` names those that are kept out."""

    words: Path
    fonts: Path
    without: tuple[str, ...] = ()
    seed: int = 1
    wild: float = 1.0
    wear: float = 1.0

    def faces(self, names: Iterable[str] | None = None) -> list[Face]:
        """The fonts for Mongolian in the folder, studied."""
        listed = self.listed()
        found: list[Face] = []
        for path in sorted(self.fonts.glob("*.[ot]t[fc]")):
            wanted = path.stem in names if names is not None else path.stem not in self.without
            if path.name in OTHERS or not wanted:
                continue
            if path.stem.endswith(SUFFIX):
                found.append(UnitFace(path))
            else:
                found.append(Face(path))
                found[-1].study(listed + list(SUFFIXES) * 3)
        return found

    def others(self) -> list[Face]:
        return [Face(self.fonts / name) for name in OTHERS if (self.fonts / name).exists()]

    def listed(self) -> list[str]:
        return self.words.read_text(encoding="utf-8").split()

    def batches(self) -> Batches:
        train, _ = parted(self.listed())
        draughtsman = Draughtsman(self.faces(), self.others(), Texts(train), self.wild)
        return Batches(draughtsman, Ager(wear=self.wear), self.seed)

    def maker(self) -> partial[Batches]:
        return partial(Recipe.batches, self)
