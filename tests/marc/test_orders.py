from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from marc import profiles
from marc.cells import formed
from marc.checks import check
from marc.errors import MarcError
from marc.lines import to_line
from marc.order_writing import write_orders
from marc.orders import OrderList, load_mapping, open_orders, usual_mapping
from marc.record import Damaged, Record
from marc.write import Refused, encode
from tests.marc.strategies import book

DAY = date(2023, 11, 14)
HEADINGS = ("书名", "作者", "出版社", "出版日期", "定价", "ISBN", "分类号", "数量", "页数", "开本", "丛书名")
ROW = (
    "达赉湖志",
    "张三主编",
    "远方出版社",
    "2023年5月",
    "45",
    "9787503717444",
    "K292.64",
    "2",
    "320",
    "16开",
    "草原丛书",
)


def csv_text(*rows: Sequence[str], delimiter: str = ",") -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path, *rows: Sequence[object]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def read(path: Path, mapping: str = "") -> list[Record | Damaged]:
    own = load_mapping(written(path.with_name("mapping.toml"), mapping)) if mapping else None
    return list(open_orders(path, own, today=DAY))


def lines(item: Record | Damaged) -> list[str]:
    assert isinstance(item, Record), item
    return [to_line(field) for field in item.fields]


def row(item: Record | Damaged) -> int:
    """The row that an item of a list came from."""
    if isinstance(item, Damaged):
        return item.number
    assert item.origin is not None
    return item.origin.number


def problem(item: Record | Damaged) -> tuple[int, str]:
    assert isinstance(item, Damaged), item
    return item.number, item.problems[0].code


def titles(items: list[Record | Damaged]) -> list[str]:
    return [item.first("200", "a") for item in items if isinstance(item, Record)]


def test_a_list_with_the_usual_headings_needs_no_mapping(tmp_path: Path) -> None:
    [item] = read(written(tmp_path / "list.csv", csv_text(HEADINGS, ROW)))
    assert lines(item) == [
        "010 ## ‡a978-7-5037-1744-4‡dCNY45.00",
        "100 ## ‡a20231114d2023    em y0chiy0110    ea",
        "101 0# ‡achi",
        "102 ## ‡aCN",
        "200 1# ‡a达赉湖志‡f张三主编",
        "210 ## ‡c远方出版社‡d2023.5",
        "215 ## ‡a320页‡d16开",
        "225 2# ‡a草原丛书",
        "690 ## ‡aK292.64‡v5",
        "905 ## ‡f2",
    ]


def test_a_record_of_a_list_lacks_no_more_than_the_list_and_can_be_written(tmp_path: Path) -> None:
    [item] = read(written(tmp_path / "list.csv", csv_text(HEADINGS, ROW)))
    assert isinstance(item, Record)
    found = {finding.code for finding in check(item, profiles.load("interlib")) if finding.severity == "error"}
    assert found <= {"missing_field"}
    assert encode(item, "gbk").endswith(b"\x1d")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_encoding_and_delimiter_are_found_out(tmp_path: Path, encoding: str, delimiter: str) -> None:
    quoted = (ROW[0], f"张三{delimiter}李四编", *ROW[2:])
    path = written(tmp_path / "list.csv", csv_text(HEADINGS, quoted, ROW, delimiter=delimiter), encoding)
    items = read(path)
    assert titles(items) == ["达赉湖志", "达赉湖志"]
    assert isinstance(items[0], Record)
    assert items[0].first("200", "f") == f"张三{delimiter}李四编"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_row(tmp_path: Path, end: str) -> None:
    path = written(tmp_path / "list.csv", csv_text(HEADINGS, ROW, ROW).replace("\r\n", end))
    items = read(path)
    assert titles(items) == ["达赉湖志"] * 2
    assert list(map(row, items)) == [2, 3]


def test_a_title_and_empty_rows_above_the_headings_and_between_do_no_harm(tmp_path: Path) -> None:
    rows = [
        ("2023年现货目录",),
        (),
        ("", "") * 3,
        ("序号", "定 价（元）", "正题名", "码洋"),
        (),
        ("1", "45", "甲", "90"),
        (),
    ]
    found = open_orders(written(tmp_path / "list.csv", csv_text(*rows)))
    assert (found.heading_row, found.unused) == (4, ("序号", "码洋"))
    [item] = found
    assert "010 ## ‡dCNY45.00" in lines(item)
    assert row(item) == 6


def test_of_two_headings_for_one_place_the_first_of_the_mapping_counts(tmp_path: Path) -> None:
    found = open_orders(written(tmp_path / "list.csv", csv_text(("题名", "书名", "责任者"), ("甲", "乙", "丙"))))
    assert found.unused == ("题名",)
    assert titles(list(found)) == ["乙"]


def test_a_row_that_cannot_be_understood_is_kept_with_its_number_and_the_others_go_on(tmp_path: Path) -> None:
    good = ",".join(ROW)
    text = "\n".join([",".join(HEADINGS), good, "," * 10 + "孤丛书", good + ",多,余", good.replace("320", "#N/A"),
                      good.replace("9787503717444", "9.7875E+12"), good])  # fmt: skip
    items = read(written(tmp_path / "list.csv", text))
    assert titles(items) == ["达赉湖志"] * 2
    assert list(map(problem, items[1:5])) == [(3, "row_title"), (4, "row_cells"), (5, "row_error"), (6, "row_number")]
    assert isinstance(items[1], Damaged)
    assert items[1].raw == ("," * 10 + "孤丛书\n").encode()
    assert text.encode()[items[1].offset :].startswith(items[1].raw)


@pytest.mark.parametrize("bad", ['"达赉湖志,没有另一半', '达赉湖志,远方,1,2,3,4,5,6,7,8,"最后一列', '"甲"乙,丙'])
def test_an_open_quotation_mark_costs_its_own_line_only(tmp_path: Path, bad: str) -> None:
    good = ",".join(ROW)
    items = read(written(tmp_path / "list.csv", "\n".join([",".join(HEADINGS), good, bad, *[good] * 120])))
    assert len(titles(items)) == 121
    assert [problem(item) for item in items if isinstance(item, Damaged)] == [(3, "row_quotes")]


def test_a_line_end_in_quotation_marks_belongs_to_the_value(tmp_path: Path) -> None:
    [item] = read(written(tmp_path / "list.csv", csv_text(("书名", "作者"), ("达赉湖\n水文记录", "甲"))))
    assert titles([item]) == ["达赉湖 水文记录"]


def test_bytes_in_no_encoding_cost_their_row_only(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("书名,作者\n甲,乙\n".encode() + b"\xb0\xff\xff,\xe4\n" + "丙,丁\n".encode())
    items = read(path)
    assert titles(items) == ["甲", "丙"]
    assert problem(items[1]) == (3, "row_encoding")


def test_a_line_of_two_megabytes_is_damaged_and_not_the_end(tmp_path: Path) -> None:
    path = written(tmp_path / "list.csv", "书名,作者\n" + "长" * 700_000 + ",乙\n丙,丁\n")
    items = read(path)
    assert titles(items) == ["丙"]
    assert all(isinstance(item, Damaged) for item in items[:-1])


def test_numbers_and_dates_of_a_spreadsheet_are_read_as_a_person_sees_them(tmp_path: Path) -> None:
    values = ("达赉湖志", "甲", "远方", datetime(2023, 5, 1), 45.5, 9787503717444, "K29", 2.0, 320, 26, None)
    [item] = read(workbook(tmp_path / "list.xlsx", ("订单",), HEADINGS, values))
    found = lines(item)
    assert "010 ## ‡a978-7-5037-1744-4‡dCNY45.50" in found
    assert "210 ## ‡c远方‡d2023.5" in found
    assert "215 ## ‡a320页‡d26cm" in found
    assert "905 ## ‡f2" in found


def test_the_sheet_with_the_headings_is_taken_whatever_the_file_is_called(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["说明"])
    page = book.create_sheet("清单")
    page.append(["书名", "定价"])
    page.append(["=甲", 3])
    page["A2"].data_type = "s"
    path = tmp_path / "list.dat"
    book.save(path)
    assert titles(read(path)) == ["=甲"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old form of Excel"),
        (b"PK\x03\x04" + b"\0" * 100, "no spreadsheet"),
        ("序号,名称\n1,甲\n".encode(), "书名"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_it_lacks(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(MarcError, match=said):
        read(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MarcError, match=r"absent\.csv"):
        read(tmp_path / "absent.csv")


def test_a_spreadsheet_that_breaks_off_says_from_where(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", ("书名",), *[(f"书{number * number}",) for number in range(3000)])
    raw = bytearray(path.read_bytes())
    at = raw.index(b"xl/worksheets/sheet1.xml") + 9000
    raw[at : at + 40] = b"\0" * 40
    path.write_bytes(bytes(raw))
    items = read(path)
    assert 0 < len(titles(items)) < 3000
    assert problem(items[-1])[1] == "sheet"


def test_a_list_is_read_row_by_row(tmp_path: Path) -> None:
    path = written(tmp_path / "list.csv", csv_text(HEADINGS, *[ROW] * 3))
    rows = iter(open_orders(path))
    assert isinstance(next(rows), Record)
    path.write_text("", encoding="utf-8")
    assert isinstance(open_orders(written(path, csv_text(HEADINGS))), OrderList)


MAPPING = """
format = "marc21"
[columns]
"Title" = "245$a"
"Subjects" = "650$a"
[constants]
"852$a" = "ZLN"
[indicators]
245 = "00"
650 = "#0"
[forms]
"""


def test_a_library_has_its_own_mapping(tmp_path: Path) -> None:
    mapping = 'repeated = ["650$a"]\nseparator = ";"\n' + MAPPING
    [item] = read(written(tmp_path / "list.csv", csv_text(("title", "SUBJECTS"), ("Hulun", "Lakes; Fish"))), mapping)
    assert lines(item) == ["245 00 ‡aHulun", "650 #0 ‡aLakes", "650 #0 ‡aFish", "852 ## ‡aZLN"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (('"245$a"', '"245a"'), "245a"),
        (('245 = "00"', '245 = "0"'), "245"),
        (('"marc21"', '"danmarc"'), "format"),
        (("[forms]", '[forms]\n"020$a" = "barcode"'), "020"),
        (("[forms]", "[colums]"), "colums"),
        (('"Title" = "245$a"', ""), "245"),
        (('"852$a" = "ZLN"', '"852$a" = 1'), "852"),
    ],
)
def test_a_faulty_mapping_names_the_entry(tmp_path: Path, change: tuple[str, str], named: str) -> None:
    path = written(tmp_path / "own.toml", MAPPING.replace(*change))
    with pytest.raises(MarcError, match=f"entry “{named}"):
        load_mapping(path)


def test_a_mapping_that_is_missing_or_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(MarcError, match=r"absent\.toml"):
        load_mapping(tmp_path / "absent.toml")
    with pytest.raises(MarcError, match="no TOML"):
        load_mapping(written(tmp_path / "own.toml", "书名 = "))


@pytest.mark.parametrize(
    ("form", "value", "expected"),
    [
        ("isbn", "ISBN：9787503717444（精装）", "978-7-5037-1744-4（精装）"),
        ("isbn", "7503717440", "7-5037-1744-0"),
        ("isbn", "9787503717445", "9787503717445"),
        ("price", "￥45.5元", "CNY45.50"),
        ("price", "CNY45.00", "CNY45.00"),
        ("price", "USD12", "USD12"),
        ("date", "2023.05", "2023.5"),
        ("date", "2023-05-01", "2023.5"),
        ("date", "2023年", "2023"),
        ("date", "2023-45", "2023-45"),
        ("pages", "3册", "3册"),
        ("size", "26厘米", "26cm"),
        ("language", "蒙古文", "mon"),
        ("language", "eng", "eng"),
        ("", "  甲", "  甲"),
    ],
)
def test_a_value_gets_the_form_of_its_place_where_it_is_certain(form: str, value: str, expected: str) -> None:
    assert formed(value, form) == expected


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_records_become_a_list_and_the_list_the_same_records(tmp_path: Path, name: str) -> None:
    rows = [ROW, ("=甲", '乙"丙,丁', "远方", "1958", "3", "7-5037-1744-0", "I2", "1", "1册", "大32开", "")]
    first = read(written(tmp_path / "in.csv", csv_text(HEADINGS, *rows)))
    records = [item for item in first if isinstance(item, Record)]
    outcomes = list(write_orders(records, tmp_path / name))
    assert [outcome.number for outcome in outcomes] == [1, 2]
    again = read(tmp_path / name)
    assert list(map(lines, again)) == list(map(lines, records))


def test_several_values_stand_in_one_cell_and_come_back_as_fields(tmp_path: Path) -> None:
    record = book("606 0# ‡a湖泊")
    record = record.changed(fields=(*record.fields, *book("606 0# ‡a渔业").get("606")))
    list(write_orders([record], tmp_path / "out.csv"))
    assert "湖泊；渔业" in (tmp_path / "out.csv").read_text("utf-8-sig")
    [item] = read(tmp_path / "out.csv")
    assert isinstance(item, Record)
    assert [field.first("a") for field in item.data("606")] == ["湖泊", "渔业"]


def test_what_a_cell_cannot_hold_is_refused_and_the_other_records_go_on(tmp_path: Path) -> None:
    batch = [book(), book("200 1# ‡aᠳᠠᠯᠠᠢ"), book("330 ## ‡a{U+1}"), book("330 ## ‡a" + "长" * 40_000)]
    outcomes = list(write_orders(batch, tmp_path / "out.csv", encoding="gbk"))
    assert [isinstance(outcome, Refused) for outcome in outcomes] == [False, True, False, False]
    assert isinstance(outcomes[1], Refused)
    assert "U+1833" in outcomes[1].problem.message
    outcomes = list(write_orders(batch, tmp_path / "out.xlsx"))
    assert [isinstance(outcome, Refused) for outcome in outcomes] == [False, False, True, True]
    assert load_workbook(tmp_path / "out.xlsx").worksheets[0].max_row == 3


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_a_list_that_is_given_up_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    steps = write_orders([book()] * 3, tmp_path / name)
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_a_list_is_never_written_over_a_file_or_under_a_name_that_says_something_else(tmp_path: Path) -> None:
    path = written(tmp_path / "out.csv", "mine")
    with pytest.raises(MarcError, match="exists already"):
        write_orders([book()], path)
    with pytest.raises(MarcError, match="let it end in"):
        write_orders([book()], tmp_path / "out.mrc")
    with pytest.raises(MarcError, match="cannot be written in"):
        write_orders([book()], tmp_path / "new.csv", encoding="big5")
    assert path.read_text("utf-8") == "mine"
    list(write_orders([book()], path, force=True))
    assert path.read_text("utf-8-sig").startswith("控制号,ISBN")


def test_the_usual_mapping_writes_each_place_under_one_heading() -> None:
    written_out = usual_mapping().written()
    assert len(set(written_out.values())) == len(written_out)
    assert (written_out["200$a"], written_out["010$d"]) == ("书名", "定价")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_whatever_stands_below_the_headings_nothing_is_raised_and_no_row_is_read_twice(
    tmp_path: Path, rubbish: bytes
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("书名,作者\n".encode() + rubbish + b"\n" + "终,末\n".encode() * 200)
    items = read(path)
    rows = list(map(row, items))
    assert rows == sorted(set(rows))
