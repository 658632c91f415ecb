"""How fast an archive is verified, beside plain SHA-256 on the same bytes; how fast it is sealed and rebuilt; and
whether one flipped bit is named in every single one of its pages.

`python -m scripts.bench_keeping [PAGES] [BYTES]`: so many pages of so many bytes each, in a temporary archive.
"""

from __future__ import annotations

import hashlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from archivist import keeping
from archivist.workspace import Workspace
from ocr.page import Box, Line, PageText, Region, Word
from storage.values import NewPage, Page

PER_DOCUMENT = 250


def text(number: int) -> PageText:
    """A page of twenty lines."""
    box = Box(10, 10, 700, 40)
    lines = tuple(
        Line((Word(f"达赉湖第{number}页水位第{row}行", box, 0.9),), box, 0.9, corrected=False) for row in range(20)
    )
    return PageText(800, 1200, (Region(lines, box, "horizontal", "hans"),), "hans", "horizontal", "bench", "1", 0.1)


def fill(ws: Workspace, count: int, size: int) -> None:
    """Documents of pages whose images are noise; every page is read."""
    noise = random.Random(1)
    for start in range(0, count, PER_DOCUMENT):
        new = [
            NewPage(ws.archive.files.put_bytes(noise.randbytes(size)), f"{n}.png", "image/png", 800, 1200)
            for n in range(start, min(count, start + PER_DOCUMENT))
        ]
        document = ws.archive.documents.add(f"文書{start}", pages=new)
        for page in ws.archive.documents.pages(document.id):
            read = text(page.number)
            ws.archive.documents.save_text(page.id, 0, read.to_json(), read.text, "machine", 0.9)


def _once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def forget(paths: list[Path]) -> None:
    """Asks the system to keep none of these files in memory, so that the disk is read."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def read(paths: list[Path]) -> None:
    """What the disk gives, nothing done with it."""
    buffer = bytearray(1 << 18)
    for path in paths:
        with path.open("rb", buffering=0) as file:
            while file.readinto(buffer):
                pass


def sha_rate() -> float:
    """Bytes a second of SHA-256 alone, one core, nothing read."""
    block = os.urandom(1 << 20)

    def work() -> None:
        found = hashlib.sha256()
        for _block in range(500):
            found.update(block)

    return (500 << 20) / _once(work)


def flip(path: Path, bit: int) -> None:
    """Turns one bit of a file over, in place."""
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.seek(bit // 8)
        (byte,) = file.read(1)
        file.seek(bit // 8)
        file.write(bytes([byte ^ 1 << bit % 8]))


def named(ws: Workspace, page: Page, size: int) -> bool:
    """Whether a flipped bit in a page's master, and nothing else, is named by verifying the folder it is in."""
    path = ws.archive.files.path(page.digest)
    bit = random.randrange(size * 8)
    flip(path, bit)
    place = path.relative_to(ws.folder).as_posix()
    found = [item.file for item in keeping.verify(ws, place.rpartition("/")[0]) if item.fault]
    flip(path, bit)
    return found == [place]


def rates(ws: Workspace, paths: list[Path], size: int) -> None:
    """Reading alone, SHA-256 alone and verifying in turn, five times, because other work on the machine comes and
    goes; the share is the median of the five."""
    shares, seen = [], []
    for _run in range(5):
        forget(paths)
        disk = size / _once(lambda: read(paths))
        forget(paths)
        verified = size / _once(lambda: list(keeping.verify(ws, "files")))
        sha = sha_rate()
        seen.append((disk, sha, verified))
        shares.append(verified / min(disk, sha))
    for name, values in zip(("the disk", "SHA-256 (one core)", "verify"), zip(*seen, strict=True), strict=True):
        print(f"{name}: {statistics.median(values) / 1e6:,.0f} MB/s")
    print(f"verify, of the slower of disk and SHA-256: {statistics.median(shares):.0%}", flush=True)


def main(count: int = 1000, size: int = 1_000_000) -> None:
    """Prints the figures as `name: value` lines."""
    with tempfile.TemporaryDirectory() as folder, Workspace.create(Path(folder) / "a", "bench") as ws:
        fill(ws, count, size)
        print(f"seal {count:,} pages: {_once(lambda: list(keeping.seal(ws))):.1f} s", flush=True)
        print(f"seal, nothing changed: {_once(lambda: list(keeping.seal(ws))):.2f} s", flush=True)
        pages = [page for d in ws.archive.documents.list() for page in ws.archive.documents.pages(d.id)]
        rates(ws, sorted({ws.archive.files.path(page.digest) for page in pages}), count * size)
        print(f"verify, everything: {_once(lambda: list(keeping.verify(ws))):.1f} s", flush=True)
        hits = sum(named(ws, page, size) for page in pages)
        print(f"flipped bits named: {hits} of {len(pages)}", flush=True)
        list(keeping.seal(ws))
        ws.close()
        for path in ws.folder.glob("*.db*"):
            path.unlink()
        seconds = _once(lambda: list(keeping.rebuild(ws.folder)))
        print(f"rebuild {count:,} pages, with the index: {seconds:.1f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
