"""Trains the recogniser of Mongolian in a folder, or goes on where a run in it was stopped.

    python -m ocr.mongolian.training FOLDER --words mongolian_words.txt --fonts FONTS --steps 20000
    python -m ocr.mongolian.training FOLDER --words … --fonts … --weights resources/models/mongolian.onnx --rate 1e-3

The finished network is `mongolian.onnx` in the folder. The fonts that are kept out are those of `recipe.HELD_FONTS`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from ocr.mongolian.training.ahead import Ahead
from ocr.mongolian.training.export import export, weights
from ocr.mongolian.training.network import Network
from ocr.mongolian.training.recipe import HELD_FONTS, Recipe
from ocr.mongolian.training.trainer import Plan, Trainer

EVERY, KEPT = 50, 250
"""The loss is told, and the state kept, after so many batches."""


def main() -> None:
    asked = _arguments()
    torch.set_num_threads(asked.threads)
    torch.manual_seed(asked.seed)
    recipe = Recipe(asked.words, asked.fonts, tuple(asked.without), asked.seed)
    trainer = Trainer(Network(), Plan(asked.steps, asked.rate))
    asked.folder.mkdir(parents=True, exist_ok=True)
    state = asked.folder / "state.pt"
    if state.exists():
        trainer.resume(state)
    elif asked.weights:
        trainer.begin_with(weights(asked.weights))
    source = Ahead(recipe.maker(), trainer.step)
    losses: list[float] = []
    for progress in trainer.run(source):
        losses.append(progress.loss)
        if progress.step % EVERY == 0:
            mean = sum(losses) / len(losses)
            losses.clear()
            sys.stdout.write(f"{progress.step} {mean:.4f} {progress.seconds:.0f}\n")
            sys.stdout.flush()
        if progress.step % KEPT == 0 or progress.step == asked.steps:
            trainer.save(state)
    source.close()
    export(trainer.averaged.eval(), asked.folder / "mongolian.onnx", asked.version)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the state of the run is kept")
    parser.add_argument("--words", type=Path, required=True, help="list of words")
    parser.add_argument("--fonts", type=Path, required=True, help="folder with fonts")
    parser.add_argument("--without", nargs="*", default=HELD_FONTS, help="fonts that are kept out, by name of file")
    parser.add_argument("--weights", type=Path, help="a finished network to begin with")
    parser.add_argument("--version", default="1", help="what the finished network calls itself")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
