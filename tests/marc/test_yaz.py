"""MARC-8 and odd records beside yaz-marcdump (Debian's package `yaz`), a reader that nobody here wrote.

The comparison is of tags, indicators, subfields and composed text (NFC). Four things differ everywhere and are evened
out: yaz puts `a` into leader/09 and `450` into leader/20-22, because its output is UTF-8; it makes one double mark of
the two halves of a ligature (U+FE20 and U+FE21 become U+0361), where we keep both; it drops a delimiter at the end of a
field with nothing behind it, which we keep as a subfield without code and value; and it drops control characters, which
XML cannot hold.
"""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from marc.files import open_batch
from marc.lines import from_line
from marc.record import ControlField, Damaged, Field, Record
from marc.write import encode
from tests.helpers.samples import sample

MARC8 = [f"marc8_{name}.marc" for name in ("cjk1", "cjk2", "cjk3", "cjk4", "cyrillic")]
HALVES = {"\ufe20": "\u0361", "\ufe21": "", "\ufe22": "\u0360", "\ufe23": ""}

INDICATORS = (
    "danMARC: the leader says that indicators are three characters; yaz follows it, we read two and keep the third"
)
NO_DELIMITER = "the field has no subfield delimiter; yaz drops its first characters, we keep the text without a code"
NO_SUBFIELDS = "a local tag of letters without subfields; we take it for a control field, yaz for an empty subfield"
REFERENCES = "danMARC2 writes characters as @ and a code; we show them as they stand, yaz resolves them if told to"
Plain = tuple[object, ...]
DANMARC = ("001", "004", "008", "009", "100", "245", "260", "300", "512", "652", "666")
EXPLAINED: dict[str, dict[str, str]] = {
    "marc1": dict.fromkeys(DANMARC, INDICATORS) | dict.fromkeys(("021", "032", "250", "504", "520"), INDICATORS),
    "marc2": dict.fromkeys(DANMARC, INDICATORS) | dict.fromkeys(("039", "531", "538", "795"), INDICATORS),
    "marc3": {"648": NO_DELIMITER, "BAS": NO_SUBFIELDS},
    "marc5": {"250": NO_DELIMITER},
    "marc10": dict.fromkeys(("500", "504", "505", "520", "546"), REFERENCES),
    "marc11": {"505": REFERENCES, "740": REFERENCES},
}
CHOSEN = {"marc1": "latin-1", "marc2": "latin-1", "marc10": "latin-1", "marc11": "latin-1"}


def dumped(source: Path, folder: Path) -> list[Record | Damaged]:
    """What yaz-marcdump makes of a file in MARC-8."""
    program = shutil.which("yaz-marcdump")
    if program is None:
        pytest.skip("yaz-marcdump is not here; install Debian's package yaz")
    out = folder / "yaz.xml"
    command = [program, "-f", "marc-8", "-t", "utf-8", "-o", "marcxml", str(source)]
    out.write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
    return list(open_batch(out))


def plain(field: Field) -> Plain:
    """A field as both should show it."""
    if isinstance(field, ControlField):
        return field.tag, _text(field.value)
    parts = [part for part in field.subfields if part.code or part.value]
    return field.tag, field.indicators, *((part.code, _text(part.value)) for part in parts)


def _text(value: str) -> str:
    for half, whole in HALVES.items():
        value = value.replace(half, whole)
    return unicodedata.normalize("NFC", "".join(sign for sign in value if sign >= " "))


def differing(ours: Record | Damaged, theirs: Record | Damaged) -> dict[str, tuple[Plain, Plain]]:
    """The fields that differ, by their tags."""
    assert isinstance(ours, Record)
    assert isinstance(theirs, Record)
    pairs = list(zip(map(plain, ours.fields), map(plain, theirs.fields), strict=True))
    return {str(one[0]): (one, other) for one, other in pairs if one != other}


@pytest.mark.parametrize("name", [*MARC8, "jazz_1k_marc8.mrc", "pymarc_marc8.dat"])
def test_marc8_is_decoded_as_yaz_decodes_it(name: str, tmp_path: Path) -> None:
    path = sample(f"marc/{name}")
    for ours, theirs in zip(open_batch(path), dumped(path, tmp_path), strict=True):
        assert differing(ours, theirs) == {}


@pytest.mark.parametrize("name", [f"marc{number}" for number in range(13) if number not in (4, 12)])
def test_the_files_of_yaz_are_decoded_as_expected_of_it(name: str) -> None:
    (ours,) = open_batch(sample(f"marc/yaz/{name}.marc"), CHOSEN.get(name, "auto"), "marc21")
    (theirs,) = open_batch(sample(f"marc/yaz/{name}.xml"))
    assert differing(ours, theirs).keys() == EXPLAINED.get(name, {}).keys()


def test_bytes_before_a_record_do_not_cost_us_its_fields() -> None:
    """marc4: the file begins with some bytes of another record; yaz takes them for the leader and finds no field."""
    (ours,) = open_batch(sample("marc/yaz/marc4.marc"))
    (theirs,) = open_batch(sample("marc/yaz/marc4.xml"))
    assert isinstance(ours, Record)
    assert isinstance(theirs, Record)
    assert (len(ours.fields), len(theirs.fields)) == (26, 0)
    assert ours.problems[0].code == "rubbish"


def test_two_bytes_that_belong_to_no_character_are_named_and_not_dropped(tmp_path: Path) -> None:
    """marc12: FD FD stands between two characters. yaz leaves it out without a word; for us the record is damaged."""
    path = sample("marc/yaz/marc12.marc")
    (ours,) = open_batch(path)
    assert isinstance(ours, Damaged)
    assert dict(ours.problems[-1].values)["bytes"] == "FD FD 27 4C"
    whole = tmp_path / "whole.mrc"
    whole.write_bytes(path.read_bytes().replace(b"\xfd\xfd", b""))
    (mended,) = open_batch(whole)
    (theirs,) = open_batch(sample("marc/yaz/marc12.xml"))
    different = differing(mended, theirs)
    assert different.keys() == {"880"}
    assert different["880"][0][2] == ("6", "520-06/$1")  # where a question mark had become a delimiter, without a code


def test_yaz_reads_the_marc8_that_we_write(tmp_path: Path) -> None:
    lines = (
        "001 1", "100 1# ‡aTaishō, Tomizō", "245 10 ‡aЯзык, ёж и ґрунт =‡b金田一 京助 と アイヌ語 /‡cAndrée Nguyễn.",
        "500 ## ‡aשלום עולם ; العربية پدر ; Ελληνικόν ; H₂O, x², β-blocker, Łódź, ß, €, 가나",
    )  # fmt: skip
    record = Record("00000nam a2200000   4500", tuple(map(from_line, lines)))
    path = tmp_path / "ours.mrc"
    path.write_bytes(encode(record, "marc-8"))
    (theirs,) = dumped(path, tmp_path)
    assert differing(record, theirs) == {}
