"""`archivist marc convert` with a profile, across formats, and from and to order lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archivist.workspace import Workspace
from marc.files import open_batch
from marc.record import Record
from resources import marc as definitions
from tests.archivist.conftest import Said
from tests.helpers.cnmarc import data, record, write_batch_of


def records(path: Path) -> list[Record]:
    return [item for item in open_batch(path) if isinstance(item, Record)]


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    return write_batch_of(tmp_path / "in.iso", [record(), record("扎赉诺尔矿史", number="2")], "utf-8")


def test_a_profile_gives_encoding_form_and_line_ends(say: Callable[..., Said], tmp_path: Path) -> None:
    own = tmp_path / "union.toml"
    text = definitions.text("profiles/calis.toml") + 'drop = ["982"]\nrename = ["906=905"]\nline_ends = "crlf"\n'
    own.write_text(text, "utf-8")
    extra = (data("906", "  ", ("a", "ZLNE")), data("982", "  ", ("a", "内部")))
    source = write_batch_of(tmp_path / "in.iso", [record(extra=extra)], "utf-8")
    out = tmp_path / "out.iso"
    arguments = ("marc", "convert", source, out, "--to", "iso2709", "--profile", own, "--json")
    assert say(*arguments)[:2] == (0, [{"records": 1, "written": 1, "refused": []}])
    assert out.read_bytes().endswith(b"\x1d\r\n")
    (made,) = records(out)
    assert made.origin is not None and made.origin.encoding in ("gbk", "gb18030")
    assert [made.first("200", code) for code in "A9"] == ["da lai hu shui wen ji lu", ""]
    assert [field.tag for field in made.fields][-2:] == ["801", "905"]


def test_records_go_to_marc21_and_back_and_what_is_lost_is_named(
    say: Callable[..., Said], batch: Path, tmp_path: Path
) -> None:
    there, back = tmp_path / "there.xml", tmp_path / "back.iso"
    code, (said,), err = say("marc", "convert", batch, there, "--to", "marcxml", "--crosswalk", "marc21", "--json")
    assert (said["records"], said["written"], said["refused"]) == (2, 2, [])
    assert code == (1 if said["lost"] else 0)
    assert len(err) == len(said["lost"])
    assert [one.first("245", "a").rstrip(" /") for one in records(there)] == ["达赉湖水文记录", "扎赉诺尔矿史"]
    _code, (said,), _err = say("marc", "convert", there, back, "--to", "iso2709", "--crosswalk", "cnmarc", "--json")
    assert said["written"] == 2
    assert [one.first("200", "a") for one in records(back)] == ["达赉湖水文记录", "扎赉诺尔矿史"]


def test_what_the_other_format_has_no_place_for_is_listed_with_its_record(
    say: Callable[..., Said], tmp_path: Path
) -> None:
    source = write_batch_of(tmp_path / "in.iso", [record(), record(extra=[data("191", "  ", ("a", "x" * 8))])], "utf-8")
    out = tmp_path / "out.mrk"
    code, (said,), err = say("marc", "convert", source, out, "--to", "mrk", "--crosswalk", "marc21", "--json")
    lost = [one for one in said["lost"] if one["tag"] == "191"]
    assert (code, lost[0]["number"], lost[0]["subfield"], lost[0]["value"]) == (1, 2, "a", "xxxxxxxx")
    assert set(lost[0]) == {"number", "tag", "occurrence", "subfield", "value", "reason"}
    assert any("191" in line for line in err)
    assert out.exists()


def test_an_order_list_becomes_records_and_records_a_list(say: Callable[..., Said], tmp_path: Path) -> None:
    orders, iso, again = tmp_path / "orders.csv", tmp_path / "out.iso", tmp_path / "again.xlsx"
    orders.write_text(
        "书名,作者,出版社,出版年\n达赉湖水文记录,区水务局,区水务局,1958\n扎赉诺尔矿史,矿史组,矿务局,1962\n", "utf-8"
    )
    code, lines, _err = say("marc", "convert", orders, iso, "--to", "iso2709", "--json")
    assert (code, lines) == (0, [{"records": 2, "written": 2, "refused": []}])
    assert [one.first("200", "f") for one in records(iso)] == ["区水务局", "矿史组"]
    assert say("marc", "convert", iso, again, "--to", "xlsx", "--json")[0] == 0
    assert say("marc", "convert", again, tmp_path / "b.iso", "--to", "iso2709", "--json")[1][0]["written"] == 2
    assert [one.first("200", "a") for one in records(tmp_path / "b.iso")] == ["达赉湖水文记录", "扎赉诺尔矿史"]


def test_a_mapping_of_ones_own_says_what_the_columns_are(say: Callable[..., Said], tmp_path: Path) -> None:
    orders, own, out = tmp_path / "orders.csv", tmp_path / "own.toml", tmp_path / "out.iso"
    orders.write_text("Naslov,Avtor\n达赉湖,区水务局\n", "utf-8")
    text = definitions.text("orders/usual.toml").replace('"控制号" = "001"', '"Naslov" = "200$a"\n"Avtor" = "200$f"')
    own.write_text(text, "utf-8")
    assert say("marc", "convert", orders, out, "--to", "iso2709", "--mapping", own, "--json")[0] == 0
    assert records(out)[0].first("200", "f") == "区水务局"


def test_a_row_without_a_title_is_named_and_nothing_is_half_written(say: Callable[..., Said], tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text("书名,作者\n达赉湖,甲\n,乙\n", "utf-8")
    out = tmp_path / "o.xml"
    code, (said,), _err = say("marc", "convert", orders, out, "--to", "marcxml", "--json")
    assert (code, said["written"], said["refused"][0]["number"], out.exists()) == (1, 0, 2, False)


def test_an_order_list_comes_into_the_archive_and_goes_out_under_a_profile(
    say: Callable[..., Said], tmp_path: Path
) -> None:
    archive, orders, out = tmp_path / "archive", tmp_path / "orders.csv", tmp_path / "out.iso"
    Workspace.create(archive, "Test").close()
    orders.write_text("书名,作者\n达赉湖,甲\n,乙\n", "utf-8")
    code, lines, _err = say("records", "import", orders, "--archive", archive, "--json")
    assert (code, [line["outcome"] for line in lines]) == (1, ["added", "damaged"])
    code, lines, _err = say("records", "export", out, "--profile", "nlc", "--archive", archive, "--json")
    assert (code, lines[0]["written"]) == (0, 1)
    assert records(out)[0].first("200", "a") == "达赉湖"


@pytest.mark.parametrize(
    "option", [("--to", "clay"), ("--to", "mrk", "--crosswalk", "dublin"), ("--to", "mrk", "--profile", "x")]
)
def test_what_there_is_not_is_refused_in_one_line(
    say: Callable[..., Said], batch: Path, tmp_path: Path, option: tuple[str, ...]
) -> None:
    code, lines, err = say("marc", "convert", batch, tmp_path / "out", *option, "--json")
    assert (code, lines, len(err), (tmp_path / "out").exists()) == (2, [], 1, False)
