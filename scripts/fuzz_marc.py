"""Damages files of records at random and reads them: `python -m scripts.fuzz_marc SECONDS [--seed N] [--case N]`.

A case fails if reading it raises anything but MarcError, takes longer than its time, loses or invents a byte of an
ISO 2709 file, if the index counts other records than the reader, or if writing a record raises anything but MarcError.
Each case follows from the seed and its number alone; `--case` runs one again. Prints `name: value` lines; the exit code
is 1 if a case failed.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from marc.containers import CONTAINERS, ISO2709
from marc.containers.text import is_wide
from marc.errors import MarcError
from marc.files import open_batch
from marc.index import index
from marc.lines import from_line
from marc.record import Damaged, Record
from marc.write import encode, write_batch
from scripts.bench import SAMPLES

CASE_SECONDS = 5.0
MEMORY = 1_500_000_000
LARGEST = 60_000
"""Of each sample so many bytes are taken, so that many cases are run."""
ENCODINGS = ("auto", "auto", "auto", "utf-8", "gbk", "gb18030", "big5", "marc-8", "utf-16", "cp1251")
TARGETS = ("utf-8", "gbk", "gb18030", "marc-8")
TOKENS = (
    b"\x1d", b"\x1e", b"\x1f", b"\x1fa", b"\x1b$1", b"\x1b(B", b"\x1b(N", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\r\n",
    b"\x1a", b"00000", b"99999", b"-1", b"+5", b" 12", b"\xb2\xb3", b"00024nam a2200000   4500", b"<record>",
    b"</record>", b"<!--", b"<![CDATA[", b"&#x110000;", b"&amp", b'{"leader":', b'"fields":[', b"[[[[", b"}}",
    b"=LDR  ", b"=245  10$a", b"###", b"\xe8\xbe\xbe", b"\xb4\xef", b"\x81\x30\x81\x30", b"\xed\xa0\x80", b"{", b"$",
    "‡a".encode(), b"{U+", b"{U+110000}",
)  # fmt: skip
LINES = (
    "001 ZL0001", "010 ## ‡a978-99999-0-002-7‡dCNY12.00", "100 ## ‡a20231114d1958    em y0chiy0110    ea",
    "101 0# ‡achi", "200 1# ‡a达赉湖水文记录‡9da lai hu‡f区水务局编", "210 ## ‡a满洲里‡c区水务局‡d1958",
    "410 #0 ‡12001 ‡a呼伦湖丛书‡v3", "606 0# ‡a湖泊‡x水文资料", "690 ## ‡aP332.3‡v5", "711 02 ‡a区水务局‡4编",
)  # fmt: skip


class TookTooLong(Exception):
    """A case ran over its time."""


def main() -> None:
    """Runs cases until the time is over."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("seconds", type=float)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--case", type=int)
    chosen = arguments.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _stop)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeds = list(sources(folder))
        if chosen.case is not None:
            sys.exit(not run(chosen.seed, chosen.case, seeds, folder, keep=Path(f"case-{chosen.case}.bin")))
        cases, failed, slowest = _run_all(chosen.seed, chosen.seconds, seeds, folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"files to damage: {len(seeds)}\nseed: {chosen.seed}\ncases: {cases}\nfailed: {len(failed)} {failed[:20]}")
    print(f"slowest case: {slowest:.2f} s\nmost memory: {peak:.0f} MB")
    sys.exit(bool(failed))


def _run_all(seed: int, seconds: float, seeds: list[bytes], folder: Path) -> tuple[int, list[int], float]:
    failed: list[int] = []
    slowest, case, end = 0.0, 0, time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.monotonic()
        if not run(seed, case, seeds, folder):
            failed.append(case)
        slowest = max(slowest, time.monotonic() - begun)
        case += 1
    return case, failed, slowest


def sources(folder: Path) -> Iterator[bytes]:
    """The beginning of every sample, and records that are made, in each container and encoding."""
    if (SAMPLES / "marc").is_dir():
        for path in sorted((SAMPLES / "marc").rglob("*")):
            if path.is_file() and path.suffix != ".toml":
                yield path.read_bytes()[:LARGEST]
    record = Record("00000nam0 2200000   450 ", tuple(map(from_line, LINES)))
    for container in CONTAINERS:
        for encoding in ("utf-8", "gb18030"):
            out = folder / f"{container}-{encoding}"
            list(write_batch([record] * 3, out, container, encoding))
            yield out.read_bytes()
    for container in CONTAINERS:
        yield (folder / f"{container}-utf-8").read_text("utf-8").encode("utf-16")


def run(seed: int, case: int, seeds: list[bytes], folder: Path, keep: Path | None = None) -> bool:
    """Whether a case is as it should be; if not, what was raised is printed."""
    chosen = random.Random(f"{seed}:{case}")
    data = damaged(chosen, seeds)
    path = folder / "case"
    path.write_bytes(data)
    if keep:
        keep.write_bytes(data)
    signal.setitimer(signal.ITIMER_REAL, CASE_SECONDS)
    try:
        read(chosen, path, folder / "out")
    except MarcError:
        return True
    except Exception:  # noqa: BLE001  to find what nobody thought of is what this is for
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(f"case {case}:", traceback.format_exc(limit=-4), flush=True)
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return True


def _stop(_signal: int, _frame: object) -> None:
    raise TookTooLong


def read(chosen: random.Random, path: Path, out: Path) -> None:
    """Reads, lists and writes the records of a file in every way; AssertionError if two ways do not agree."""
    encoding = chosen.choice(ENCODINGS)
    batch = open_batch(path, encoding)
    items = list(batch)
    entries = list(index(path, encoding))
    assert [entry[:3] for entry in entries] == [_place(item) for item in items]
    as_it_came = batch.info.container == ISO2709 and not is_wide(batch.info.encoding)
    if as_it_came and all(isinstance(item, Damaged) or _kept_whole(item) for item in items):
        assert all(len(item.raw) for item in items if isinstance(item, Damaged))
        list(write_batch(items, out, force=True))
        assert out.read_bytes() == path.read_bytes()
    target = chosen.choice(TARGETS)
    for item in items:
        if isinstance(item, Record):
            _write(item, target)


def _place(item: Record | Damaged) -> tuple[int, int, int]:
    source = item if isinstance(item, Damaged) else item.origin
    assert source is not None
    return source.number, source.offset, len(source.raw)


def _kept_whole(item: Record | Damaged) -> bool:
    return isinstance(item, Record) and item.origin is not None and item.origin.container == ISO2709


def _write(record: Record, target: str) -> None:
    try:
        raw = encode(Record(record.leader, record.fields), target, split_long=True)
    except MarcError:
        return
    assert raw.endswith(b"\x1d")


def damaged(chosen: random.Random, seeds: list[bytes]) -> bytes:
    """A file with one to a dozen faults."""
    data = chosen.choice(seeds)
    if len(data) > 4_000 and chosen.random() < 0.7:  # small files show more, sooner
        at = chosen.randrange(len(data) - 3_000)
        data = data[:1_500] + data[at : at + 2_500] if chosen.random() < 0.5 else data[:4_000]
    for _ in range(chosen.choice((1, 1, 2, 3, 5, 12))):
        at = chosen.randrange(len(data) + 1)
        data = chosen.choice(FAULTS)(chosen, data, at, seeds)
    return data


def _changed(chosen: random.Random, data: bytes, at: int, _seeds: list[bytes]) -> bytes:
    return data[:at] + bytes([chosen.randrange(256)]) + data[at + 1 :]


def _inserted(chosen: random.Random, data: bytes, at: int, _seeds: list[bytes]) -> bytes:
    return data[:at] + chosen.choice(TOKENS) * chosen.choice((1, 1, 1, 2, 40)) + data[at:]


def _overwritten(chosen: random.Random, data: bytes, at: int, _seeds: list[bytes]) -> bytes:
    token = chosen.choice(TOKENS)
    return data[:at] + token + data[at + len(token) :]


def _cut_out(chosen: random.Random, data: bytes, at: int, _seeds: list[bytes]) -> bytes:
    return data[:at] + data[at + chosen.choice((1, 2, 10, 100, 1_000)) :]


def _cut_off(_chosen: random.Random, data: bytes, at: int, _seeds: list[bytes]) -> bytes:
    return data[:at]


def _repeated(chosen: random.Random, data: bytes, at: int, _seeds: list[bytes]) -> bytes:
    return data[:at] + data[at : at + chosen.choice((5, 24, 200, 2_000))] * chosen.choice((2, 3, 10)) + data[at:]


def _rubbish(chosen: random.Random, data: bytes, at: int, _seeds: list[bytes]) -> bytes:
    return data[:at] + chosen.randbytes(chosen.choice((1, 10, 200))) + data[at:]


def _spliced(chosen: random.Random, data: bytes, at: int, seeds: list[bytes]) -> bytes:
    other = chosen.choice(seeds)
    start = chosen.randrange(len(other) + 1)
    return data[:at] + other[start : start + chosen.choice((30, 500, 3_000))] + data[at:]


def _renumbered(chosen: random.Random, data: bytes, at: int, _seeds: list[bytes]) -> bytes:
    digits = b"%05d" % chosen.randrange(100_000)
    return digits + data[5:] if at % 2 else data[:12] + digits + data[17:]


Fault = Callable[[random.Random, bytes, int, list[bytes]], bytes]
FAULTS: tuple[Fault, ...] = (
    _changed, _changed, _inserted, _overwritten, _cut_out, _cut_off, _repeated, _rubbish, _spliced, _renumbered,
)  # fmt: skip


if __name__ == "__main__":
    main()
