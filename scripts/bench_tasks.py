"""What a task list of 50 steps costs a record: `python -m scripts.bench_tasks [RECORDS]` prints `name: value` lines.

The records are made: CNMARC of about 1.9 KB in GB 18030, each with its own title and number. Decoding, the 50 steps
and encoding are timed apart, in processor time of one core; the last line is what 100,000 records take.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from marc import files, tasks
from marc.lines import from_line
from marc.record import Record
from marc.write import encode

RECORDS = 10_000
WHOLE = 100_000
LEADER = "00000nam0 2200000   450 "
LINES = (
    "001 BN{number:09d}",
    "005 20231114093000.0",
    "010 ## ‡a978-7-{number:06d}-00-0‡d￥{price}.00元",
    "100 ## ‡a20231114d{year}    em y0chiy50      ea",
    "101 0# ‡achi",
    "102 ## ‡aCN‡b150000",
    "105 ## ‡aa   z   000yy",
    "106 ## ‡ar",
    "200 1# ‡a呼伦湖水文气象观测记录 第{number}卷‡A Hu Lun Hu Shui Wen Qi Xiang Guan Ce Ji Lu‡e附渔业统计‡f水务局编",
    "210 ## ‡a海拉尔‡c地方文献出版社‡d{year}",
    "215 ## ‡a{pages}页‡c图，地图，表‡d26cm",
    "225 2# ‡a内蒙古地方文献丛书‡A Nei Meng Gu Di Fang Wen Xian Cong Shu‡v{number}",
    "300 ## ‡a据{year}年手稿影印；书名页题：呼伦湖观测",
    "304 ## ‡a封面责任者题：水务局水文站",
    "320 ## ‡a有书目（第{pages}页）和索引",
    "330 ## ‡a{summary}",
    "517 1# ‡a呼伦湖观测‡A Hu Lun Hu Guan Ce",
    "606 0# ‡a湖泊；河流；湿地‡x水文资料‡y内蒙古",
    "606 0# ‡a渔业‡x统计资料‡y呼伦贝尔",
    "606 0# ‡a渔业‡x统计资料‡y呼伦贝尔",
    "607 ## ‡a呼伦贝尔‡x地方史",
    "690 ## ‡aP332.3‡v5",
    "701 #0 ‡a巴特尔‡A Ba Te Er‡4编",
    "711 02 ‡a水务局‡A Shui Wu Ju‡4编",
    "801 #0 ‡aCN‡bZLNE‡c20231114",
    "905 ## ‡aOLD‡b{number:08d}‡dP332.3",
    "998 ## ‡aVENDOR-{number}",
)
SUMMARY = "本书收录呼伦湖及其入湖河流的水位、流量、冰情、气温、降水和渔获量的逐年观测数据，并附测站沿革与仪器说明。" * 8
TAGS = ("010", "200", "210", "215", "225", "300", "330", "517", "606", "607", "701", "711", "905")


def made(number: int) -> bytes:
    """A record as it stands in a file."""
    values = {"number": number, "price": 10 + number % 90, "year": 1950 + number % 70, "pages": 100 + number % 400}
    lines = (line.format(**values, summary=SUMMARY) for line in LINES)
    return encode(Record(LEADER, tuple(map(from_line, lines))), "gb18030")


def steps() -> Iterator[str]:
    """50 steps: one or two of every kind that change each record, and such as look at a field and find it in order."""
    yield 'do = "delete"\nfield = "998"'
    yield 'do = "move"\nfield = ["200", "517", "7.."]\nsubfield = "A"\nto_subfield = "9"'
    yield 'do = "delete"\nfield = "225"\nsubfield = "A"'
    yield 'do = "letters"\nfield = ["200", "517", "7.."]\nsubfield = "9"\nto = "lower"'
    yield 'do = "add"\nfield = "200"\nsubfield = "b"\nvalue = "专著"\nafter = "a9"\nexisting = "keep"'
    yield 'do = "positions"\nfield = "100"\nsubfield = "a"\nat = "26-29"\nvalue = "0110"'
    yield 'do = "positions"\nfield = "000"\nat = "5"\nvalue = "c"\nif = [{ type = "a" }]'
    yield 'do = "split"\nfield = "606"\nsubfield = "a"\nby = "；"\ninto = "fields"'
    yield 'do = "delete"\nfield = "606"\nrepeated = true'
    yield 'do = "replace"\nfield = "010"\nsubfield = "d"\nfind = \'^￥(.*)元$\'\nwith = \'CNY\\1\'\nregex = true'
    yield 'do = "build"\nfield = "905"\nsubfield = "s"\nvalue = "{690$a}/{$b}"'
    yield 'do = "add"\nline = "300 ## ‡a{200$a}，{210$d}年版"\nif = [{ field = "210", subfield = "d", present = true }]'
    yield 'do = "copy"\nfield = "607"\nto = "610"\nnew_indicators = "0#"'
    yield 'do = "join"\nfield = "304"\nsubfield = "a"\nwith = "；"'
    yield 'do = "indicators"\nfield = "225"\nset = "0."\nwhere = [{ subfield = "v", matches = "^[0-9]+$" }]'
    yield 'do = "sort"\nby = "value"\nfield = "606"'
    for tag in TAGS:
        yield f'do = "replace"\nfield = "{tag}"\nfind = \'^\\s+|\\s+$\'\nwith = ""\nregex = true'
    for tag in TAGS:
        yield f'do = "replace"\nfield = "{tag}"\nfind = "  "\nwith = " "'
    for tag in ("049", "099", "315", "410", "856", "98."):
        yield f'do = "delete"\nfield = "{tag}"'
    unless = '[{ field = "101", subfield = "a", equals = "chi" }]'
    yield f'do = "replace"\nfield = "6.."\nfind = "渔"\nwith = "魚"\nunless = {unless}'
    yield 'do = "sort"\nby = "tag"'


def main() -> None:
    """Times the three parts and prints them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    written = [f"[[step]]\n{step}\n" for step in steps()]
    task_list = tasks.parse("\n".join(written), "bench.toml")
    raws = [made(number) for number in range(1, count + 1)]
    print(f"records: {count}")
    print(f"bytes a record: {sum(map(len, raws)) / count:.0f}")
    print(f"steps: {len(task_list.steps)}")
    read, changed, encoded = _run(raws, task_list)
    for name, seconds in (("decoding", read), ("50 steps", changed), ("encoding", encoded)):
        print(f"{name}, µs a record: {seconds / count * 1e6:.0f}")
    print(f"50 steps on 100,000 records, s: {(read + changed + encoded) / count * WHOLE:.1f}")


def _run(raws: list[bytes], task_list: tasks.TaskList) -> tuple[float, float, float]:
    read = changed = encoded = 0.0
    for raw in raws:
        start = time.process_time()
        record = files.read_bytes(raw, "gb18030", "cnmarc")
        if not isinstance(record, Record):
            raise SystemExit("a made record cannot be read back")
        _fields = record.fields
        decoded = time.process_time()
        change = task_list.apply(record)
        applied = time.process_time()
        encode(change.record, "gb18030")
        encoded += time.process_time() - applied
        changed += applied - decoded
        read += decoded - start
        if not change.changed or change.problems:
            raise SystemExit("the steps did not do what they should")
    return read, changed, encoded


if __name__ == "__main__":
    main()
