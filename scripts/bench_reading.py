"""What reading costs: `python -m scripts.bench_reading` prints `name: value` lines; it takes some three minutes.

- Pages a second with one and with two workers, and the processor time of a page in each: where that grows, the two
  stand in each other's way (caches, memory), and where it does not, other programs take the rest.
- Our overhead, as a part of the bare recogniser. The bare recogniser is the processor time of `read_lines` alone, run
  again on the very pieces that it was shown while the page was read: first looks, second looks, holes and numbers. Ours
  is the time of the whole page less that, less the network of the detector, and less the decoding of the file, which
  whoever reads a page must do: it is all that finds the pieces, cuts them out, chooses among looks and puts the text
  together. With decoding it is printed too. Tesseract runs as a program of its own, whose time is in neither.
  `python -m scripts.bench_reading PAGE ...` measures this alone, on other pages.
- A modern Chinese page to a searchable PDF beside `ocrmypdf` with Tesseract. That is no part of the project (MPL-2.0,
  only run as a program): where it is not installed it is put into `.cache/ocrmypdf`.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

from archivist.reading import Job, PagePool
from archivist.samples.pages import DrawnPage, draw_pages
from ocr.engines.base import Gray, Reading
from ocr.pictures import open_image
from ocr.reader import Engines, read_page
from scripts.score_pages import errors

PAGES = 12
PAGE = "01-lake.jpg"
KINDS = (PAGE, "03-gazetteer.jpg", "10-levels.jpg")
"""Rows, columns, a table."""
RUNS = 3
"""Others on the machine disturb a measurement; so often is each taken."""
RIVAL = "ocrmypdf==17.13.0"
CACHE = Path(__file__).parents[1] / ".cache" / "ocrmypdf"


def main() -> None:
    """Measures one after the other; with pages named, our overhead on these alone."""
    if len(sys.argv) > 1:
        for page in sys.argv[1:]:
            overhead(Path(page))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = {one.path.name: one for one in draw_pages(folder)}
        workers(pages[PAGE].path)
        for kind in KINDS:
            overhead(pages[kind].path)
        beside_ocrmypdf(pages[PAGE], folder)


def workers(page: Path) -> None:
    """The same page again and again, the start of the workers not counted."""
    (one, spent_one), (two, spent_two) = (_rate(page, count) for count in (1, 2))
    print(f"two workers beside one: {two / one:.2f} × ({two:.2f} and {one:.2f} pages a second)", flush=True)
    if spent_two:
        print(f"a page, by one of two workers: {spent_two:.2f} core-seconds, by one alone {spent_one:.2f}", flush=True)
    # Of what was ended, the one that needed most; its unit is the kilobyte, on macOS the byte.
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(f"memory of a worker: {most:.0f} MB at most", flush=True)


def _rate(page: Path, count: int) -> tuple[float, float]:
    """Pages a second, and the processor time of a page in seconds (0 where the system does not tell)."""
    pool = PagePool(count)
    try:
        _all(pool, page, 2 * count)
        begun, spent = time.perf_counter(), _spent_by_children()
        _all(pool, page, PAGES)
        return PAGES / (time.perf_counter() - begun), (_spent_by_children() - spent) / PAGES
    finally:
        pool.close()


def _spent_by_children() -> float:
    """Seconds of processor time of the processes at work, as Linux tells them (proc_pid_stat(5), fields 14 and 15)."""
    files = [Path(f"/proc/{child.pid}/stat") for child in multiprocessing.active_children()]
    fields = [file.read_text().rpartition(")")[2].split() for file in files if file.exists()]
    return sum(int(part[11]) + int(part[12]) for part in fields) / os.sysconf("SC_CLK_TCK")


def _all(pool: PagePool, page: Path, count: int) -> None:
    done = sum(result is not None for result in pool.read([Job(number, page) for number in range(count)]))
    if done != count:
        raise SystemExit(f"{done} of {count} pages came back")


def overhead(page: Path) -> None:
    """All that reading takes beside what the recogniser alone takes for the same pieces; the middle one of `RUNS`."""
    engines = Engines(threads=1)
    shown: list[Sequence[Gray]] = []
    read_lines, find = engines.recogniser.read_lines, engines.detector.find

    def noting(pictures: Sequence[Gray]) -> list[Reading]:
        shown.append(list(pictures))
        return read_lines(pictures)

    with patch.object(engines.recogniser, "read_lines", noting):
        read_page(page, None, engines)
    spent = [0.0]

    def timed(picture: Gray) -> Gray:
        begun = time.process_time()
        found = find(picture)
        spent[0] += time.process_time() - begun
        return found

    rests = []
    for _ in range(RUNS):
        spent[0] = 0.0
        with patch.object(engines.detector, "find", timed):
            whole = _spent(lambda: read_page(page, None, engines))
        bare = _spent(lambda: [read_lines(pictures) for pictures in shown])
        opening = _spent(lambda: open_image(page))
        rests.append((whole - bare - spent[0] - opening, bare, spent[0], opening))
    ours, bare, detector, opening = sorted(rests)[RUNS // 2]
    print(
        f"{page.name}, our overhead: {ours / bare:.1%} of the bare recogniser, "
        f"with decoding {(ours + opening) / bare:.1%} (core-seconds: recogniser {bare:.2f}, "
        f"detector {detector:.2f}, decoding {opening:.3f}, the rest {ours:.3f})",
        flush=True,
    )


def _spent(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def beside_ocrmypdf(page: DrawnPage, folder: Path) -> None:
    """A page to a searchable PDF: core-seconds of the whole process, and errors in the text that pdftotext finds."""
    ours = [sys.executable, "-m", "archivist", "read", str(page.path), "--to", "pdf", "-o", str(folder / "ours.pdf")]
    _to_pdf("archivist", ours, page, folder / "ours.pdf")
    program = _ocrmypdf()
    if program:
        theirs = [program, "-l", "chi_sim", "--output-type", "pdf", "-q", str(page.path), str(folder / "theirs.pdf")]
        _to_pdf("ocrmypdf", theirs, page, folder / "theirs.pdf")


def _to_pdf(name: str, command: list[str], page: DrawnPage, out: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        print(f"{PAGE} to PDF, {name}: failed ({done.stderr.strip()[-200:]})", flush=True)
        return
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    text = subprocess.run(["pdftotext", str(out), "-"], check=True, capture_output=True).stdout.decode()
    wanted = "".join(page.text.split())
    wrong = errors(wanted, "".join(text.split())) / len(wanted)
    print(f"{PAGE} to PDF, {name}: {seconds:.1f} core-seconds, {wrong:.2%} of the characters wrong", flush=True)


def _ocrmypdf() -> str:
    """The program, installed or put into a folder of its own; empty, and says why, where neither can be."""
    installed = shutil.which("ocrmypdf")
    if installed:
        return installed
    program = CACHE / "bin" / "ocrmypdf"
    if not program.exists():
        venv.create(CACHE, clear=True, with_pip=True)
        command = [str(CACHE / "bin" / "python"), "-m", "pip", "install", "--quiet", RIVAL]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            print(f"{PAGE} to PDF, ocrmypdf: left out, it could not be installed ({reason})", flush=True)
            return ""
    return str(program)


if __name__ == "__main__":
    main()
