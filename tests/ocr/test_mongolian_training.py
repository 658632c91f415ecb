"""How the recogniser of Mongolian is made: what is drawn, and that the network learns from it and can be repeated."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from archivist.errors import ArchivistError
from archivist.samples.fonts import find_font
from ocr.mongolian.classes import NAMES
from ocr.mongolian.decoding import greedy
from ocr.mongolian.recogniser import Recogniser, text_of
from ocr.mongolian.spelling import canonical
from tests.helpers.samples import sample

pytest.importorskip("uharfbuzz", reason="lines are drawn with HarfBuzz")

from ocr.mongolian.training.ageing import Ager
from ocr.mongolian.training.batches import Batch, Batches, packed
from ocr.mongolian.training.drawing import Draughtsman
from ocr.mongolian.training.faces import Face, units_of
from ocr.mongolian.training.measuring import distance, in_list
from ocr.mongolian.training.metafont import codes_of, faulty, glyphs
from ocr.mongolian.training.texts import SUFFIXES, Maker, Texts, held_out, parted

HERD = "ᠮᠠᠯ"


@pytest.fixture(scope="module")
def words() -> list[str]:
    return sample("mongolian_words.txt").read_text(encoding="utf-8").split()[::10]


@pytest.fixture(scope="module")
def face(words: list[str]) -> Face:
    try:
        face = Face(find_font("mong").path)
    except ArchivistError as error:
        pytest.skip(str(error))
    face.study(words + list(SUFFIXES) * 3)
    return face


@pytest.fixture(scope="module")
def draughtsman(face: Face, words: list[str]) -> Draughtsman:
    return Draughtsman([face], [Face(find_font("hans").path)], Texts(parted(words)[0]))


def test_a_word_is_drawn_only_where_the_font_shows_its_units(face: Face) -> None:
    word = face.word(HERD)
    assert word is not None
    assert word.units == units_of(HERD) == ("M", "A", "L")
    assert word.pieces[0].units == ("M",)
    assert face.word("a") is None


def test_no_spelling_of_a_word_for_measuring_is_trained_on(words: list[str]) -> None:
    train, test = parted(words)
    assert 0.05 < len(test) / len(words) < 0.12
    assert not {units_of(word) for word in train} & {units_of(word) for word in test}
    texts, rng = Texts(train), np.random.default_rng(1)
    made = [texts.word(rng) for _ in range(300)]
    assert not any(held_out(word) for word in made if _is_word(word))


def _is_word(text: str) -> bool:
    try:
        return bool(units_of(text))
    except ValueError:
        return False


def test_made_words_are_made_of_the_letters_of_the_list() -> None:
    made = Maker(["ᠠᠪᠠ", "ᠠᠪᠤ"])
    rng = np.random.default_rng(0)
    assert {made.word(rng) for _ in range(50)} == {"ᠠᠪᠠ", "ᠠᠪᠤ"}


def test_a_drawn_line_says_what_is_on_it(draughtsman: Draughtsman) -> None:
    line = draughtsman.line(np.random.default_rng(5), 10)
    assert line.ink[line.spine].mean() > 60
    assert text_of(line.classes).split()
    strip = Ager(32).strip(line, np.random.default_rng(5))
    assert strip.shape[0] == 32
    assert strip.min() < 140 < strip.max()


def test_the_same_number_makes_the_same_batch(draughtsman: Draughtsman) -> None:
    first, second = (Batches(draughtsman, Ager(), seed=3, pixels=1024)[7] for _ in range(2))
    assert np.array_equal(first.pictures, second.pictures)
    assert np.array_equal(first.classes, second.classes)
    assert not np.array_equal(first.pictures, Batches(draughtsman, Ager(), seed=4, pixels=1024)[7].pictures[:999])


def test_errors_are_counted_in_characters() -> None:
    assert [distance(*pair) for pair in (("abc", "abc"), ("abc", "ac"), ("", "ab"), ("abc", "xbcd"))] == [0, 1, 2, 2]
    known = {canonical(HERD)}
    assert in_list([canonical(HERD), "ᠠ", "12", "ᠠᠠᠠ"], known) == ([canonical(HERD)], ["ᠠᠠᠠ"])


def _lines(draughtsman: Draughtsman, count: int) -> Batch:
    """Clean short lines, all in one batch."""
    rngs = [np.random.default_rng((9, number)) for number in range(count)]
    lines = [draughtsman.line(rng, 3.0) for rng in rngs]
    strips = [Ager(wear=0.0, sizes=(26, 28)).strip(line, rng) for line, rng in zip(lines, rngs, strict=True)]
    return packed(strips, [line.classes for line in lines], -(-max(s.shape[1] for s in strips) // 4) * 4)


class _Same:
    """The same batch whatever number is asked for."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    def __getitem__(self, number: int) -> Batch:
        return self._batch


def test_the_same_seed_gives_the_same_losses_also_after_a_break(draughtsman: Draughtsman, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="the network is trained with PyTorch")
    from ocr.mongolian.training.network import Network
    from ocr.mongolian.training.trainer import Plan, Trainer

    torch.set_num_threads(1)
    small = partial(Network, 32, 2, (8, 8, 16, 16))
    source = Batches(draughtsman, Ager(), seed=3, pixels=1024)

    def losses(steps: int, state: Path | None = None) -> list[float]:
        torch.manual_seed(1)
        trainer = Trainer(small(), Plan(steps))
        if state is not None and state.exists():
            trainer.resume(state)
        found = [progress.loss for progress in trainer.run(source)]
        if state is not None:
            trainer.save(state)
        return found

    whole = losses(6)
    assert losses(6) == whole
    state = tmp_path / "state.pt"
    first = losses(3, state)
    assert len(set(whole)) == 6
    assert first + losses(6, state) == pytest.approx(whole, rel=1e-4)


def test_a_small_network_learns_ten_lines_by_heart_and_reads_them(draughtsman: Draughtsman, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="the network is trained with PyTorch")
    pytest.importorskip("onnx", reason="networks are written as ONNX")
    from ocr.mongolian.training.export import export, weights
    from ocr.mongolian.training.network import Network
    from ocr.mongolian.training.trainer import Plan, Trainer

    torch.set_num_threads(1)
    torch.manual_seed(1)
    batch = _lines(draughtsman, 10)
    trainer = Trainer(Network(64, 3, (8, 16, 32, 32)), Plan(260, rate=5e-3, warm=20, decay=0.9))
    *_, last = trainer.run(_Same(batch))
    assert last.loss < 0.1
    path = tmp_path / "toy.onnx"
    export(trainer.averaged.eval(), path, "toy")
    assert weights(path).keys() <= trainer.averaged.state_dict().keys()
    reader = Recogniser(model=path)
    starts = np.cumsum([0, *batch.lengths])
    pictures = [
        np.asarray(255 - np.clip(p[:, :width], 0, 1) * 255, dtype=np.uint8)
        for p, width in zip(batch.pictures, batch.widths, strict=True)
    ]
    # What so small a network has learnt by heart it may say anywhere in a line, so no gap parts words here.
    read = [text_of(hit.number for hit in greedy(reader.scores(picture))) for picture in pictures]
    wanted = [text_of(batch.classes[a:b].tolist()) for a, b in pairwise(starts)]
    assert sum(distance(a, b) for a, b in zip(read, wanted, strict=True)) <= 0.05 * sum(map(len, wanted))
    assert reader.version == "toy"
    assert len(NAMES) > 100


def test_letters_drawn_by_metafont_are_read_from_its_file() -> None:
    letter = bytes([68, 65, 2, 2, 1, 1, 1, 2, 74, 1, 69])  # rows: one white and two black dots; one black dot
    end = bytes([248, *[0] * 36, 246, 65, 5, *[0] * 8, 249])
    (code, bitmap), *others = glyphs(bytes([247, 131, 0]) + letter + end)
    assert (code, bitmap.left, bitmap.bottom, bitmap.advance, others) == (65, 0, 0, 5, [])
    assert bitmap.dots[:2, :3].tolist() == [[0, 255, 255], [255, 0, 0]]


def test_letters_that_metafont_finds_fault_with_are_known() -> None:
    assert list(faulty("[65] ! Strange path (turning number) \n [66] [67]\n! Strange path [68]")) == [66, 68]


@pytest.mark.parametrize(
    ("units", "codes"),
    [
        (["M", "A", "L"], [77, 97, 143]),
        (["B", "O", "L", "A"], [204, 108, 128]),  # a bow takes what follows into it
        (["G", "O"], [228]),
        (["A", "A", "N"], [69, 97, 128, -37]),
        (["Z", "A"], [0, 128]),  # not in the font
    ],
)
def test_units_become_letters_of_a_font_that_does_not_shape(units: list[str], codes: list[int]) -> None:
    assert [code for code, _ in codes_of(units)] == codes
