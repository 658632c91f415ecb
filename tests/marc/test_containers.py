from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc.files import open_batch
from marc.record import Damaged, Record
from marc.write import write_batch
from tests.helpers.samples import sample
from tests.marc.strategies import book

ONE_RECORD = (
    "<{p}record{ns}><{p}leader>00000nam0 2200000   450 </{p}leader>"
    '<{p}controlfield tag="001">1</{p}controlfield>'
    '<{p}datafield tag="200" ind1="1" ind2=" "><{p}subfield code="a">达赉湖</{p}subfield></{p}datafield></{p}record>'
)
JSON = '{"leader":"00000nam0 2200000   450 ","fields":[{"200":{"ind1":"1","ind2":" ","subfields":[{"a":"达赉湖"}]}}]}'
PLAIN = ONE_RECORD.format(p="", ns="")


def titles(path: Path) -> list[str]:
    return [item.first("200", "a") for item in open_batch(path) if isinstance(item, Record)]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"<collection>{PLAIN}</collection>",
        '<collection xmlns="http://www.nlc.cn/">'
        + ONE_RECORD.format(p="", ns=' type="Bibliographic"')
        + "</collection>",
        '<m:collection xmlns:m="info:lc/xmlns/marcxchange-v1">' + ONE_RECORD.format(p="m:", ns="") + "</m:collection>",
        f"<records><record><header/><metadata>{PLAIN}</metadata></record></records>",
        f"<collection><!-- <record> --><![CDATA[<record>]]>{PLAIN}</collection>",
    ],
)
def test_xml_is_read_with_any_namespace_prefix_or_wrapper(tmp_path: Path, text: str) -> None:
    path = tmp_path / "batch.xml"
    path.write_text(text, encoding="utf-8")
    assert titles(path) == ["达赉湖"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_xml_is_read_in_the_encoding_it_declares(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "batch.xml"
    declared = encoding.removesuffix("-sig")
    path.write_text(f'<?xml version="1.0" encoding="{declared}"?>\n<collection>{PLAIN}</collection>', encoding=encoding)
    assert titles(path) == ["达赉湖"]


def test_a_record_that_is_not_well_formed_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "batch.xml"
    path.write_text(f"<collection>{PLAIN}{PLAIN.replace('</subfield>', '', 1)}{PLAIN}</collection>", encoding="utf-8")
    found = list(open_batch(path))
    assert [type(item) for item in found] == [Record, Damaged, Record]
    assert found[1].problems[0].code == "bad_xml"


def test_a_record_without_an_end_does_not_swallow_the_next(tmp_path: Path) -> None:
    path = tmp_path / "batch.xml"
    path.write_text(f"<collection>{PLAIN.removesuffix('</record>')}{PLAIN}</collection>", encoding="utf-8")
    assert [type(item) for item in open_batch(path)] == [Damaged, Record]


def test_entities_of_a_document_type_are_never_expanded(tmp_path: Path) -> None:
    path = tmp_path / "batch.xml"
    entities = '<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    path.write_text(f"{entities}<collection>{PLAIN.replace('达赉湖', '&b;')}{PLAIN}</collection>", encoding="utf-8")
    assert [type(item) for item in open_batch(path)] == [Damaged, Record]


def test_a_long_xml_file_is_read_across_the_seams_of_its_chunks(tmp_path: Path) -> None:
    path = tmp_path / "batch.xml"
    path.write_text("<collection>" + f"\n{PLAIN}\n" * 3_000 + "</collection>", encoding="utf-8")
    assert len(titles(path)) == 3_000


@pytest.mark.parametrize("number", [6, 8])
def test_xml_and_iso2709_of_the_same_record_agree(number: int) -> None:
    (from_xml,) = open_batch(sample(f"marc/yaz/marc{number}.xml"))
    (from_iso,) = open_batch(sample(f"marc/yaz/marc{number}.marc"))
    assert isinstance(from_xml, Record)
    assert isinstance(from_iso, Record)
    assert from_xml.fields == from_iso.fields


@pytest.mark.parametrize("text", ["[{0},{0}]", "{0}\n{0}\n", "{0}{0}", "\ufeff[ {0} , {0} ]"])
def test_json_is_an_array_or_one_object_after_the_other(tmp_path: Path, text: str) -> None:
    path = tmp_path / "batch.json"
    path.write_text(text.replace("{0}", JSON), encoding="utf-8")
    assert titles(path) == ["达赉湖", "达赉湖"]


@pytest.mark.parametrize(
    "broken",
    ['{"leader": "0", "fields": [{"200": ', '{"leader": 5, "fields": []}', '{"leader": "x", "fields": 3}'],
)
def test_an_object_that_is_no_record_does_not_stop_the_others(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "batch.json"
    path.write_text(f"[{JSON},{broken},{JSON}]", encoding="utf-8")
    assert [type(item) for item in open_batch(path)] == [Record, Damaged, Record]


def test_an_mrk_file_is_read_as_marcedit_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "batch.mrk"
    path.write_text(
        "=LDR  00000nam  2200000 a 4500\r\n=001  1\r\n=008  850101s1985\\\\\\\\cc\r\n=245  10$aPrice {dollar}5\r\n"
        "\r\n=LDR  00000nam  2200000 a 4500\r\n=245  1\\$aTwo\r\n",
        encoding="utf-8",
    )
    first, second = open_batch(path)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.first("245", "a") == "Price $5"
    assert first.control("008") == "850101s1985    cc"
    assert next(second.data("245")).indicators == "1 "


@pytest.mark.parametrize(
    "text",
    [
        "LDR 00000nam0#2200000###450#\n001 1\n200 1# ‡a达赉湖‡f区编\n",
        "# a comment\n001 1\n2001 $a达赉湖$f区编\n\n",
        "000 00000nam0 2200000   450 \n200 1  @a达赉湖@f区编\n",
        "200 1#ǂa达赉湖ǂf区编\r\n215 ##ǂa1册\r\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_worksheet_is_read_in_the_forms_that_are_about(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "sheet.txt"
    path.write_text(text, encoding=encoding)
    assert open_batch(path).info.container == "worksheet"
    assert titles(path) == ["达赉湖"]


def test_a_worksheet_line_that_is_no_field_damages_its_record_only(tmp_path: Path) -> None:
    path = tmp_path / "sheet.txt"
    path.write_text("200 1# ‡a一\n\n200 1# ‡a二\n?? what\n\n200 1# ‡a三\n", encoding="utf-8")
    found = list(open_batch(path))
    assert [type(item) for item in found] == [Record, Damaged, Record]
    assert isinstance(found[1], Damaged)
    assert found[1].offset == len("200 1# ‡a一\n\n".encode())


@pytest.mark.parametrize("container", ["mrk", "worksheet", "json", "marcxml"])
@given(cut=st.integers(10, 600), sign=st.binary(min_size=1, max_size=3))
def test_a_damaged_text_file_never_raises(
    container: str, cut: int, sign: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "out"
    list(write_batch([book(), book()], path, container, "utf-8"))
    raw = path.read_bytes()
    place = len(raw) * 2 // 3 + cut % (len(raw) // 3)
    path.write_bytes(raw[:place] + sign + raw[place + 1 :])
    found = list(open_batch(path))
    assert isinstance(found[0], Record)
    assert all(isinstance(item, Record | Damaged) for item in found)
