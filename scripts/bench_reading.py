"""What reading costs: `python -m scripts.bench_reading` prints `name: value` lines.

Pages a second with one and with two workers; processor time of a page beside that of the bare recogniser on the very
pieces it was shown; and a modern Chinese page to a searchable PDF beside `ocrmypdf` with Tesseract, if that is
installed (it is no part of the project).
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from archivist.reading import PagePool
from archivist.samples.pages import DrawnPage, draw_pages
from ocr.engines.base import Gray
from ocr.reader import Engines, read_page
from scripts.score_pages import errors

PAGES = 12
PAGE = "01-lake.jpg"


def main() -> None:
    """Measures one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = list(draw_pages(folder))
        page = next(one for one in pages if one.path.name == PAGE)
        workers(page.path)
        for one in pages:
            if one.script in ("hans", "hant"):
                overhead(one.path)
        beside_ocrmypdf(page, folder)


def workers(page: Path) -> None:
    """The same page again and again, the start of the workers not counted."""
    rates = [_rate(page, count) for count in (1, 2)]
    print(
        f"two workers: {rates[1] / rates[0]:.2f} × one ({rates[1]:.2f} and {rates[0]:.2f} pages a second)", flush=True
    )


def _rate(page: Path, count: int) -> float:
    pool = PagePool(count)
    try:
        _all(pool, page, 2 * count)
        begun = time.perf_counter()
        _all(pool, page, PAGES)
        return PAGES / (time.perf_counter() - begun)
    finally:
        pool.close()


def _all(pool: PagePool, page: Path, count: int) -> None:
    done = sum(result is not None for result in pool.read([(number, page) for number in range(count)]))
    if done != count:
        raise SystemExit(f"{done} of {count} pages came back")


def overhead(page: Path) -> None:
    """All that reading a page takes, beside what the recogniser alone takes for the same pieces."""
    engines = Engines(threads=1)
    recogniser = engines.recogniser
    shown: list[Sequence[Gray]] = []
    read_lines = recogniser.read_lines
    read_page(page, None, engines)

    def noting(pictures: Sequence[Gray]) -> list[object]:
        shown.append(list(pictures))
        return read_lines(pictures)

    recogniser.read_lines = noting
    read_page(page, None, engines)
    recogniser.read_lines = read_lines
    detector = engines.detector
    find, spent = detector.find, [0.0]

    def timed(picture: Gray) -> Gray:
        begun = time.process_time()
        found = find(picture)
        spent[0] += time.process_time() - begun
        return found

    detector.find = timed
    whole = _spent(lambda: read_page(page, None, engines))
    bare = _spent(lambda: [read_lines(pictures) for pictures in shown])
    ours = whole - bare - spent[0]
    print(
        f"{page.name}: {whole:.2f} s, of which recogniser {bare:.2f}, detector {spent[0]:.2f}, "
        f"the rest {ours:.2f} = {ours / (bare + spent[0]):.0%} of the networks",
        flush=True,
    )


def _spent(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def beside_ocrmypdf(page: DrawnPage, folder: Path) -> None:
    """A page to a searchable PDF: core-seconds of the whole process, and errors in the text that pdftotext finds."""
    ours = [sys.executable, "-m", "archivist", "read", str(page.path), "--to", "pdf", "-o", str(folder / "ours.pdf")]
    theirs = ["ocrmypdf", "-l", "chi_sim", "--output-type", "pdf", "-q", str(page.path), str(folder / "theirs.pdf")]
    for name, command, out in (("archivist", ours, "ours.pdf"), ("ocrmypdf", theirs, "theirs.pdf")):
        if shutil.which(command[0]) is None:
            print(f"{PAGE} to PDF, {name}: not installed here")
            continue
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        text = subprocess.run(["pdftotext", str(folder / out), "-"], check=True, capture_output=True).stdout.decode()
        wanted = "".join(page.text.split())
        wrong = errors(wanted, "".join(text.split())) / len(wanted)
        print(f"{PAGE} to PDF, {name}: {seconds:.1f} core-seconds, {wrong:.2%} of the characters wrong", flush=True)


if __name__ == "__main__":
    main()
