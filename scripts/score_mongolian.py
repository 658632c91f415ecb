"""Prints how well the recogniser of Mongolian reads: drawn lines, fonts kept out of its training, real clips, and time.

    python -m scripts.score_mongolian --fonts FOLDER
    python -m scripts.score_mongolian --fonts FOLDER --pictures FOLDER   # what was misread, as pictures

`FOLDER` holds the fonts that `resources/models/mongolian.md` names; without it only the clip and the time are measured.
Any other font of Mongolian in it is taken for one that nothing was trained on.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

from ocr.hints import Hints
from ocr.mongolian.recogniser import MODEL, Recogniser
from ocr.mongolian.spelling import canonical
from ocr.mongolian.training.ageing import Ager
from ocr.mongolian.training.drawing import Draughtsman
from ocr.mongolian.training.faces import Face
from ocr.mongolian.training.measuring import Outcome, in_list, measured
from ocr.mongolian.training.recipe import HELD_FONTS, Recipe
from ocr.mongolian.training.texts import Texts, parted
from ocr.page import PageText
from ocr.reader import Engines, read_page

SAMPLES = Path(__file__).parents[1].parent / "shared" / "samples"
LINES = 300
SEED = 71
PAGE = 1000
NOTO = "Noto Sans Mongolian"
ALL, KEPT_OUT, OTHER = "all fonts trained on", "weight kept out of training", "another hand: "
USUAL, SMALL = (16.0, 40.0), (10.0, 16.0)
"""Widths of columns in pixels, of scans as they usually are and of small clips."""
CASES = (
    ("words, aged", USUAL, 0.5, False), ("words, signs and numbers, aged", USUAL, 0.5, True),
    ("words, small and much worn", SMALL, 1.0, False),
)  # fmt: skip
"""What is drawn, how wide columns are, how worn they are, and whether there are signs among the words."""


def main() -> None:
    asked = _arguments()
    reader = Recogniser(1, model=asked.model)
    _say(f"network {reader.version}, {asked.model.stat().st_size / 1e6:.1f} MB")
    if asked.fonts:
        _drawn(reader, asked)
    for clip in asked.clips:
        _clip(clip, reader, asked)


def _drawn(reader: Recogniser, asked: argparse.Namespace) -> None:
    recipe = Recipe(asked.words, asked.fonts)
    _, unseen = parted(recipe.listed())
    groups: dict[str, list[Face]] = {}
    for face in recipe.faces():
        groups.setdefault(_group(face.name), []).append(face)
    known = [face for name, faces in groups.items() if not name.startswith((KEPT_OUT, OTHER)) for face in faces]
    groups = {ALL: known, **groups}
    others = recipe.others()
    _time(reader, Draughtsman(groups[NOTO], others, Texts(unseen, made=0.0, signs=False), wild=0.0))
    for name, faces in groups.items():
        for kind, sizes, wear, signs in CASES[:1] if name == ALL else CASES:
            drawer = Draughtsman(faces, others, Texts(unseen, made=0.0, signs=signs), wild=0.0)
            outcome = measured(reader, drawer, Ager(wear=wear, sizes=sizes), asked.lines, SEED)
            _say(f"{name}, {kind}: {outcome.errors} of {outcome.characters} characters wrong, {outcome.rate:.2%}")
            _show(outcome, asked.pictures, f"{name} {kind}")


def _group(face: str) -> str:
    if face in HELD_FONTS:
        return KEPT_OUT
    if face in ("montex-steel.units", "montex-wood.units"):
        return "MonTeX as its authors have set it"
    if face.startswith("montex"):
        return "MonTeX in other measures"
    return NOTO if face.startswith("noto") else OTHER + face


def _time(reader: Recogniser, draughtsman: Draughtsman) -> None:
    """How long the recogniser takes on one core for a page of so many letters."""
    strips, letters = [], 0
    while letters < PAGE:
        rng = np.random.default_rng((SEED, len(strips)))
        line = draughtsman.line(rng, 18.0)
        strips.append(Ager(wear=0.5, sizes=USUAL).strip(line, rng))
        letters += len(line.classes)
    started = time.process_time()
    reader.read_lines(strips)
    _say(f"{letters} letters in {len(strips)} columns read in {time.process_time() - started:.2f} s of one core")


def _clip(path: Path, reader: Recogniser, asked: argparse.Namespace) -> None:
    engines = Engines(1, mongolian=reader)
    started = time.process_time()
    page = read_page(path, Hints(lexicon=False), engines)
    seconds = time.process_time() - started
    known = {canonical(word) for word in asked.words.read_text(encoding="utf-8").split()}
    words = [word.text for _, line in page.lines for word in line.words]
    hits, misses = in_list([word.strip() for word in words], known)
    total = len(hits) + len(misses)
    helped = [word.text.strip() for _, line in read_page(path, Hints(), engines).lines for word in line.words]
    _say(f"{path.name}: {len(in_list(helped, known)[0])} with the help of the list")
    _say(f"{path.name}: {len(hits)} of {total} words of three letters or more listed, {len(hits) / max(total, 1):.1%}")
    letters = sum(len(word) for word in words)
    _say(f"{path.name}: {letters} characters in {seconds:.2f} s with finding the columns")
    if asked.pictures:
        _unknown(path, page, set(misses), asked.pictures)


def _unknown(path: Path, page: PageText, misses: set[str], folder: Path) -> None:
    """The words that are not in the list, one below the other, each as it stands on the page, turned."""
    picture = Image.open(path).convert("L")
    boxes = [(w.box, w.text) for _, line in page.lines for w in line.words if w.text.strip() in misses]
    sheet = Image.new("L", (900, 48 * max(len(boxes), 1)), 255)
    for n, (box, text) in enumerate(boxes):
        area = (round(box.left) - 2, round(box.top) - 2, round(box.right) + 2, round(box.bottom) + 2)
        part = picture.crop(area).transpose(Image.Transpose.ROTATE_90)
        sheet.paste(part.resize((round(part.width * 40 / part.height), 40), Image.Resampling.BICUBIC), (4, 48 * n))
        _say(f"  {n}: {text}")
    folder.mkdir(parents=True, exist_ok=True)
    sheet.save(folder / f"{path.stem} not in the list.png")


def _show(outcome: Outcome, folder: Path | None, name: str) -> None:
    if folder is None or not outcome.wrong:
        return
    folder.mkdir(parents=True, exist_ok=True)
    worst = outcome.wrong[:40]
    wide = max(strip.shape[1] for strip, *_ in worst)
    rows = [np.pad(strip, ((0, 8), (0, wide - strip.shape[1])), constant_values=255) for strip, *_ in worst]
    Image.fromarray(np.concatenate(rows)).save(folder / f"{name}.png")
    for _, truth, read in worst:
        _say(f"  {truth}\n  {read}\n")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--words", type=Path, default=SAMPLES / "mongolian_words.txt")
    parser.add_argument("--clips", type=Path, nargs="*", default=[SAMPLES / "scans" / "mongolian_clip.png"])
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--pictures", type=Path, help="folder for pictures of what was misread")
    parser.add_argument("--model", type=Path, default=MODEL)
    return parser.parse_args()


if __name__ == "__main__":
    main()
