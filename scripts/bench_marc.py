"""Measures records against pymarc in one run: `python -m scripts.bench_marc [RECORDS] [--large]`.

Prints `name: value` lines. A ratio is records a second of processor time, ours over pymarc's, on the same records: the
two run by turns, some thousand records each, so that whatever else the machine does slows both. pymarc reads its own
best case: UTF-8, which it need not find out. `--large` adds a file of 1,000,000 records (1.9 GB, in the temporary
folder).
"""

from __future__ import annotations

import argparse
import filecmp
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pymarc

from marc import profiles
from marc.checks import check
from marc.files import open_batch
from marc.index import index
from marc.lines import from_line
from marc.record import Record
from marc.write import encode, write_batch
from scripts.bench import SAMPLES
from scripts.bench_search import CHARACTERS

RECORDS = 100_000
LARGE = 1_000_000
TURN = 2_000
LEADER = "00000nam0 2200000   450 "
READ = dict(
    re.findall(
        "(.)([a-z]+)",
        "呼hu伦lun贝bei湖hu水shui文wen气qi象xiang山shan河he林lin草cao原yuan牧mu民min城cheng市shi旗qi县xian村cun年nian"
        "月yue日ri史shi志zhi书shu诗shi画hua歌ge冬dong春chun秋qiu东dong西xi南nan北bei天tian地di人ren马ma牛niu羊yang鱼yu"
        "鸟niao花hua树shu石shi金jin",
    )
)
"""Characters that have one reading, so that the readings in the records are right."""
REAL = "realistic_2000.mrc"


def main() -> None:
    """Makes the files, measures, and removes them."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("records", nargs="?", type=int, default=RECORDS)
    arguments.add_argument("--large", action="store_true")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        gbk, utf8 = folder / "cnmarc-gbk.mrc", folder / "cnmarc-utf-8.mrc"
        make(chosen.records, gbk, utf8)
        print(f"made CNMARC, bytes a record in GBK: {gbk.stat().st_size / chosen.records:,.0f}")
        pairs = {"made CNMARC, GBK": (gbk, utf8, "nlc"), "made CNMARC, UTF-8": (utf8, utf8, "nlc")}
        if (SAMPLES / "marc" / REAL).exists():
            pairs["realistic MARC21"] = (enlarged(folder, chosen.records), folder / REAL, "marc21")
        for kind, (ours, theirs, profile) in pairs.items():
            reading(kind, ours, theirs, profile)
        converting(gbk, utf8, folder / "converted.mrc")
        memory(gbk, chosen.records)
        if chosen.large:
            for file in (utf8, folder / REAL, folder / "converted.mrc"):
                file.unlink(missing_ok=True)
            times = -(-LARGE // chosen.records)
            memory(repeated(gbk, folder / "large.mrc", times), times * chosen.records)


def make(count: int, gbk: Path, utf8: Path | None = None) -> None:
    """Writes `count` records of about 1.9 KB in GBK, the same in both files, each with words of its own."""
    chosen = random.Random(1)
    with ExitStack() as stack:
        files = [(stack.enter_context(gbk.open("wb")), "gbk")]
        if utf8:
            files.append((stack.enter_context(utf8.open("wb")), "utf-8"))
        for number in range(count):
            record = Record(LEADER, tuple(map(from_line, lines(number, chosen))))
            for stream, encoding in files:
                stream.write(encode(record, encoding))


def lines(number: int, chosen: random.Random) -> Iterator[str]:
    """A record as a cataloguer would see it; it keeps the rules, but that its words are drawn."""

    def words(length: int) -> str:
        return "".join(chosen.choices(CHARACTERS, k=length))

    def read(length: int) -> tuple[str, str]:
        signs = chosen.choices(list(READ), k=length)
        return "".join(signs), " ".join(READ[sign] for sign in signs)

    year = 1950 + number % 75
    stem = f"9787{number % 10**8:08d}"
    total = sum(map(int, stem[::2])) + 3 * sum(map(int, stem[1::2]))
    yield f"001 {number:012d}"
    yield "005 20231114093000.0"
    yield f"010 ## ‡a978-7-{stem[4:8]}-{stem[8:]}-{-total % 10}‡dCNY{10 + number % 90}.00"
    yield f"100 ## ‡a20231114d{year}    em y0chiy0110    ea"
    yield from ("101 0# ‡achi", "102 ## ‡aCN‡b150000", "105 ## ‡aa   z   000yy", "106 ## ‡ar")
    title, author, series, other = read(10), read(3), read(8), read(6)
    yield f"200 1# ‡a{title[0]}‡9{title[1]}‡b专著‡e{words(6)}‡f{author[0]}编著"
    yield f"210 ## ‡a{words(3)}‡c{words(4)}出版社‡d{year}"
    yield f"215 ## ‡a{100 + number % 400}页‡c图‡d26cm"
    yield f"225 2# ‡a{series[0]}‡v{number % 50}"
    yield f"300 ## ‡a{words(20)}"
    yield f"304 ## ‡a题名页题：{words(12)}"
    yield "320 ## ‡a有书目"
    yield f"330 ## ‡a{words(480)}。"
    yield f"410 #0 ‡12001 ‡a{series[0]}‡v{number % 50}"
    yield f"517 1# ‡a{other[0]}‡9{other[1]}"
    yield from (f"606 0# ‡a{words(2)}‡x{words(4)}‡y内蒙古" for _ in range(2))
    yield f"690 ## ‡aP{300 + number % 99}.3‡v5"
    yield f"701 #0 ‡a{author[0]}‡9{author[1]}‡4编著"
    yield f"801 #0 ‡aCN‡bZLNE‡c2023{1 + number % 12:02d}14"
    yield f"905 ## ‡aZLNE‡b{number:08d}‡dP{300 + number % 99}.3‡e{number % 999}"


def enlarged(folder: Path, count: int) -> Path:
    """The made MARC21 records of the samples, again and again."""
    return repeated(SAMPLES / "marc" / REAL, folder / REAL, max(1, count // 2_000))


def repeated(source: Path, path: Path, times: int) -> Path:
    """A file with the records of another so many times."""
    with path.open("wb") as out:
        for _ in range(times):
            with source.open("rb") as stream:
                shutil.copyfileobj(stream, out)
    return path


def reading(kind: str, ours: Path, theirs: Path, profile: str) -> None:
    """First row, index, decode and check."""
    begun = time.perf_counter()
    next(index(ours))
    print(f"first row, {kind}: {time.perf_counter() - begun:.3f} s")
    race(f"index, {kind}", index(ours), _read(theirs))
    rules = profiles.load(profile)
    race(f"decode, {kind}", (item.fields for item in open_batch(ours) if isinstance(item, Record)), _read(theirs))
    checked = (check(item, rules) for item in open_batch(ours) if isinstance(item, Record))
    race(f"decode and check, {kind}", checked, _read(theirs))


def converting(gbk: Path, utf8: Path, out: Path) -> None:
    """GBK to UTF-8 beside pymarc's reading and writing of UTF-8."""
    outcomes = write_batch(open_batch(gbk), out, encoding="utf-8")
    race("GBK to UTF-8", outcomes, (item.as_marc() for item in _read(utf8)))
    if not filecmp.cmp(out, utf8, shallow=False):
        raise SystemExit("the converted file is not what it should be")


def _read(path: Path) -> Iterator[pymarc.Record]:
    with path.open("rb") as stream:
        for item in pymarc.MARCReader(stream, force_utf8=True):
            if item is None:
                raise SystemExit(f"pymarc cannot read a record of {path}")
            yield item


def race(name: str, ours: Iterable[object], theirs: Iterable[object]) -> None:
    """Goes through both by turns and prints how much faster we were."""
    racers = [iter(ours), iter(theirs)]
    seconds, counts = [0.0, 0.0], [0, 0]
    waiting = [0, 1]
    while waiting:
        for one in tuple(waiting):
            begun = time.process_time()
            taken = sum(1 for _item in zip(range(TURN), racers[one], strict=False))
            seconds[one] += time.process_time() - begun
            counts[one] += taken
            if taken < TURN:
                waiting.remove(one)
    if counts[0] != counts[1]:
        raise SystemExit(f"{name}: {counts[0]} records here, {counts[1]} with pymarc")
    rates = [count / spent for count, spent in zip(counts, seconds, strict=True)]
    print(f"{name}: {rates[0] / rates[1]:.2f} × pymarc ({rates[0]:,.0f} and {rates[1]:,.0f} a second)", flush=True)


def memory(path: Path, count: int) -> None:
    """The most memory that a fresh process has while it indexes a file and keeps every entry."""
    command = [sys.executable, "-m", "scripts.bench_marc_memory", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    seconds, peak, kept = done.stdout.split()
    size = path.stat().st_size / 1e9
    print(f"memory, {count:,} records ({size:.1f} GB): {peak} MB with all {int(kept):,} rows, {seconds} s", flush=True)


if __name__ == "__main__":
    main()
