"""Measures search over made pages of 500 characters: `python -m scripts.bench_search [PAGES]` (200,000).

The archive lies in `.cache/bench` and is used again; `--new` makes it anew. Each figure is one line, `name: value`, and
stands beside what the project promises at a million pages.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np

from resources.search import folding
from storage.archive import Archive
from storage.database import many, sql
from storage.values import NewPage

CACHE = Path(__file__).parents[1] / ".cache" / "bench"
PAGES = 200_000
LENGTH = 500
PAGES_OF_A_DOCUMENT = 200
SAVED = 300
PHRASES = 12
BATCH = 10_000
# The commonest characters of Chinese prose. Words are made of them at random, and drawn as often as words are (Zipf),
# so that pairs of neighbours repeat about as they do in books.
CHARACTERS = (
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定"
    "行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些"
    "然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公"
    "無系軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將"
    "組見計別她手角期根論運農指幾九區強放決西被幹做必戰先回則任取據處隊南給色光門即保治北造百規熱領七海口東導器壓志世金"
    "湖漁賚蒙草原呼倫貝爾鶴葦堤牧旗鄉鎮井泉沙丘冬春秋夏雪冰魚蝦網船橋碑寺廟譜誌冊卷頁"
)
COMMON = ("國人", "的", "漁業生產")
"""Words put among the two hundred commonest."""
WORDS = 20_000
Answer = TypeVar("Answer")


def main() -> None:
    """Makes the archive if need be, and prints every figure."""
    asked = [argument for argument in sys.argv[1:] if argument.isdecimal()]
    pages = int(asked[0]) if asked else PAGES
    folder = CACHE / f"search-{pages}"
    if "--new" in sys.argv:
        shutil.rmtree(folder, ignore_errors=True)
    built = folder / "built.json"
    fresh = not built.exists()
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
        CACHE.mkdir(parents=True, exist_ok=True)
        with Archive.create(folder, "bench", folding()) as archive:
            _fill(archive, pages)
    with Archive.open(folder, folding()) as archive:
        owner = archive.search._file._owner
        if fresh or json.loads(built.read_text("utf-8"))["owner"] != owner:
            built.write_text(json.dumps({"owner": owner, "seconds": _build(archive)}), "utf-8")
        seconds = json.loads(built.read_text("utf-8"))["seconds"]
        _tell_of_building(archive, pages, seconds)
        _measure_queries(archive, pages)
        _measure_saving(archive, pages)


def _texts(count: int) -> Iterator[str]:
    chosen = np.random.default_rng(1)
    signs = np.array(list(CHARACTERS))
    words = ["".join(chosen.choice(signs, size)) for size in chosen.choice((1, 2, 2, 2, 3), WORDS)]
    words[200:200] = COMMON
    weights = np.cumsum(1 / (np.arange(len(words)) + 10))
    for _ in range(count):
        drawn = np.searchsorted(weights, chosen.random(LENGTH) * weights[-1])
        letters = "".join([words[number] for number in drawn])[:LENGTH]
        yield "\n".join(letters[at : at + 25] for at in range(0, LENGTH, 25))


def _fill(archive: Archive, count: int) -> None:
    """Straight into the catalogue: what is measured is search."""
    digest = archive.files.put_bytes(b"a page")
    new = NewPage(digest, "page.png", "image/png", 1, 1)
    texts = _texts(count)
    documents = -(-count // PAGES_OF_A_DOCUMENT)
    with archive._catalogue.write() as db:
        head = "INSERT INTO document (id, version, changed, deleted, title, kind) VALUES (?, 1, '', 0, ?, '')"
        many(db, head, [(number, f"冊 {number}") for number in range(1, documents + 1)])
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        places = [(n + 1, n // PAGES_OF_A_DOCUMENT + 1, n % PAGES_OF_A_DOCUMENT + 1, new.digest) for n in numbers]
        with archive._catalogue.write() as db:
            many(db, "INSERT INTO page VALUES (?, ?, ?, ?, 'p.png', 'image/png', 1, 1, 1, 0.9, 0)", places)
            said = [(n + 1, next(texts)) for n in numbers]
            many(db, "INSERT INTO page_text VALUES (?, 1, '', 'machine', '', 0.9, ?, '{}', '')", said)
            many(db, "INSERT INTO change (kind, item) VALUES ('page', ?)", [(n + 1,) for n in numbers])


def _build(archive: Archive) -> float:
    begun = time.perf_counter()
    for _ in archive.search.rebuild():
        pass
    return time.perf_counter() - begun


def _tell_of_building(archive: Archive, pages: int, seconds: float) -> None:
    archive.search.catch_up()
    with archive.search._file.database.outside_transactions() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    size = sum(file.stat().st_size for file in archive.folder.glob("search.db*"))
    print(f"search, pages: {pages:,}")
    print(f"search, building: {pages / seconds:,.0f} pages a second")
    print(f"search, index beside the text: {size / (pages * LENGTH * 3):.2f} ×", flush=True)


def _measure_queries(archive: Archive, pages: int) -> None:
    find = archive.search.find
    counts = {}
    for name, query in (("two common characters", "國人"), ("one character", "的"), ("four characters", "漁業生產")):
        first = _milliseconds(partial(find, query, "pages", counted=False))
        counts[query] = _milliseconds(partial(find, query, "pages", limit=0))
        total = find(query, "pages", limit=0).total
        print(f"search, {name}, first 50: {first:.2f} ms")
        print(f"search, {name}, count of {total:,}: {counts[query]:.2f} ms", flush=True)
    for query in ("國人 的", "國人 NOT 的", "國人這", "NEAR(國人 漁業, 10)", "NEAR(國 漁業, 10)", "图人"):
        first = _milliseconds(partial(find, query, "pages", counted=False), 3)
        print(f"search, {query}, first 50: {first:.2f} ms", flush=True)
    for query in ("國人 的", "國人 NOT 的", "國人這", "NEAR(國人 漁業, 10)", "图人"):
        print(f"search, {query}, first 50 and count: {_milliseconds(partial(find, query), 3):.2f} ms", flush=True)
    _measure_four_characters(archive, pages)
    print(f"search, facets of 國人: {_milliseconds(partial(archive.search.overview, '國人'), 3):.2f} ms")
    nearly = _milliseconds(partial(archive.search.similar, "漁業生産品"), 3)
    print(f"search, what nearly says 漁業生産品: {nearly:.0f} ms")
    with archive._catalogue.read() as db:
        scan = "SELECT count(*) FROM page_text WHERE text LIKE ?"
        scanned = _milliseconds(lambda: sql(db, scan, "%國人%"), 1)
    print(f"search, a scan for two characters: {scanned:.0f} ms")
    print(f"search, times as fast as a scan: {scanned / counts['國人']:.0f}", flush=True)


def _measure_four_characters(archive: Archive, pages: int) -> None:
    """Phrases of four characters as they stand in the texts: nearly all are rare, as in real archives."""
    find = archive.search.find
    chosen = np.random.default_rng(3)
    sorts = {"rare (10 to 500 hits)": (10, 500), "middling (0.5 to 2 % of the pages)": (pages // 200, pages // 50)}
    found: dict[str, dict[str, int]] = {name: {} for name in sorts}
    for number in chosen.integers(1, pages, 4000):
        known = archive.documents.text(int(number))
        phrase = known.text.replace("\n", "")[100:104] if known else ""
        total = find(phrase, "pages", limit=0).total
        for name, (least, most) in sorts.items():
            if least <= total <= most and len(found[name]) < PHRASES:
                found[name][phrase] = total
        if all(len(some) == PHRASES for some in found.values()):
            break
    for name, phrases in found.items():
        for what, given in (("first 50", {"counted": False}), ("count", {"limit": 0})):
            taken = sorted(_milliseconds(partial(find, phrase, "pages", **given), 3) for phrase in phrases)
            text = f"median {median(taken):.2f}, slowest {taken[-1]:.2f} ms" if taken else "none found"
            print(f"search, four characters, {name}, {what}, of {len(taken)} phrases: {text}", flush=True)
    for phrase in [*found["rare (10 to 500 hits)"]][:3]:
        for query in (f"{phrase} 的", f"NEAR({phrase} 國, 10)", f"-的 {phrase}"):
            print(f"search, {query}, first 50: {_milliseconds(partial(find, query, 'pages', counted=False), 3):.2f} ms")
        nearly = _milliseconds(partial(archive.search.similar, phrase, "pages"), 3)
        print(f"search, what nearly says {phrase}: {nearly:.0f} ms", flush=True)


def _measure_saving(archive: Archive, pages: int) -> None:
    chosen = np.random.default_rng(2).choice(pages, min(SAVED, pages), replace=False)
    taken = []
    for number in (int(n) + 1 for n in chosen):
        known = archive.documents.text(number)
        assert known is not None
        lines = known.text.split("\n")
        lines[number % len(lines)] = f"校正{number}號{known.version}"
        said = "\n".join(lines)
        begun = time.perf_counter()
        archive.documents.save_text(number, known.version, "{}", said, "person", 1.0)
        kept = time.perf_counter()
        found = archive.search.find(f"校正{number}號", "pages", limit=1)
        taken.append((time.perf_counter() - kept, kept - begun))
        assert found.hits
    for name, times in zip(("found after it was saved", "saved, index and all"), zip(*taken, strict=True), strict=True):
        slow = sorted(times)[int(len(times) * 0.99)]
        print(f"search, a corrected page is {name}, median: {median(times) * 1000:.1f} ms")
        print(f"search, a corrected page is {name}, p99: {slow * 1000:.1f} ms", flush=True)


def _milliseconds(work: Callable[[], Answer], times: int = 7) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken) * 1000


if __name__ == "__main__":
    main()
