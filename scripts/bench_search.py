"""Measures search over made pages of 500 characters: `python -m scripts.bench_search [PAGES]`."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from resources.search import folding
from storage.archive import Archive
from storage.database import sql
from storage.values import NewPage

PAGES = 20_000
LENGTH = 500
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
COMMON = ("國人", "的", "國人這中")
WORDS = 20_000


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    with tempfile.TemporaryDirectory() as folder, Archive.create(Path(folder) / "a", "bench", folding()) as archive:
        ids = _fill(archive, pages)
        _measure_building(archive, pages)
        _measure_queries(archive)
        _measure_saving(archive, random.Random(2).sample(ids, min(200, pages)))


def _texts(count: int) -> Iterator[str]:
    chosen = random.Random(1)
    words = ["".join(chosen.choices(CHARACTERS, k=chosen.choice((1, 2, 2, 2, 3)))) for _ in range(WORDS)]
    words[200:200] = COMMON
    weights = [1 / (rank + 10) for rank in range(len(words))]
    for _ in range(count):
        letters = "".join(chosen.choices(words, weights, k=LENGTH))[:LENGTH]
        yield "\n".join(letters[at : at + 25] for at in range(0, LENGTH, 25))


def _fill(archive: Archive, count: int) -> Sequence[int]:
    image = NewPage(archive.files.put_bytes(b"a page"), "page.png", "image/png", 1, 1)
    made = []
    for start in range(0, count, 1000):
        document = archive.documents.add(f"made {start}", pages=[image] * min(1000, count - start))
        made += [page.id for page in archive.documents.pages(document.id)]
    begun = time.perf_counter()
    for page, text in zip(made, _texts(count), strict=True):
        archive.documents.save_text(page, 0, "{}", text, "machine", 0.9)
    _say("saving a page's text, index included", (time.perf_counter() - begun) / count)
    return made


def _measure_building(archive: Archive, pages: int) -> None:
    begun = time.perf_counter()
    for _ in archive.search.rebuild():
        pass
    seconds = time.perf_counter() - begun
    size = sum(file.stat().st_size for file in archive.folder.glob("search.db*"))
    print(f"building the index: {pages / seconds:,.0f} pages a second; {size / (pages * LENGTH * 3):.2f} × the text")


def _measure_queries(archive: Archive) -> None:
    scan = "SELECT count(*) FROM page_text WHERE text LIKE ?"
    for query in ("國人", "国人", "的", "國人這中", "國人 一是", "國人的", "國人 的"):
        results = archive.search.find(query)
        _say(f"{query}: {results.total:,} found, first 50 and count", _median(partial(archive.search.find, query)))
        _say(f"{query}: exact forms", _median(partial(archive.search.find, query, exact=True), times=1))
    with archive._catalogue.read() as db:
        _say("a scan for the same two characters (LIKE)", _median(lambda: sql(db, scan, "%國人%"), times=3))


def _measure_saving(archive: Archive, pages: Sequence[int]) -> None:
    times = []
    for page in pages:
        begun = time.perf_counter()
        archive.documents.save_text(page, 1, "{}", f"校正 {page}", "person", 1.0)
        assert archive.search.find(f"校正 {page}", limit=1).hits
        times.append(time.perf_counter() - begun)
    _say(f"correcting a page and finding it, slowest of {len(times)}", max(times))


def _median(work: Callable[[], object], times: int = 7) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def _say(what: str, seconds: float) -> None:
    print(f"{what}: {seconds * 1000:.2f} ms", flush=True)


if __name__ == "__main__":
    main()
