from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from marc import formats, profiles
from marc.checks import check
from marc.errors import MarcError
from marc.lines import from_line
from marc.record import Record
from resources import marc as definitions

HAN = re.compile("[\u4e00-\u9fff]")


EVERY = (*formats.NAMES, *sorted(set(formats.AUTHORITIES.values())))
LEADERS = {
    "cnmarc": "00000nam0 2200000   450 ",
    "unimarc": "00000nam0 2200000   450 ",
    "marc21": "00000nam a2200000   4500",
    "cnmarc-authority": "00000nx  c2200000   450 ",
    "marc21-authority": "00000nz  a2200000n  4500",
}
ABOUT_THE_WHOLE = {
    "missing_field",
    "no_heading",
    "no_author_heading",
    "parallel_title",
    "heading_not_stated",
    "series_link",
    "link_without_partner",
}


@pytest.mark.parametrize("name", EVERY)
def test_every_definition_can_be_read_and_every_list_it_names_is_there(name: str) -> None:
    known = formats.load(name)
    found = list(known.fields())
    assert len(found) > 90
    for definition in found:
        for part in definition.subfields.values():
            assert not part.codes or known.codes(part.codes), part
        for position in definition.positions:
            assert position.start < position.end
            assert not position.codes or known.codes(position.codes), position


@pytest.mark.parametrize("name", EVERY)
def test_everything_has_a_name_in_both_languages_a_grade_and_an_example(name: str) -> None:
    known = formats.load(name)
    for definition in known.fields():
        assert definition.grade in ("mandatory", "applicable", "optional")
        assert definition.example.startswith(definition.tag), definition.tag
        for named in (definition, *definition.subfields.values(), *definition.positions):
            assert named.zh and named.en, (definition.tag, named)
            lists = {getattr(named, "codes", "")} - {""}
            for choice in (choice for one in lists for choice in known.codes(one).values()):
                assert choice.zh and choice.en, (definition.tag, choice)


@pytest.mark.parametrize("name", EVERY)
def test_examples_obey_their_own_definition(name: str) -> None:
    profile = replace(
        profiles.load({"cnmarc": "interlib", "unimarc": "unimarc", "marc21": "marc21"}[name.split("-")[0]]), local=()
    )
    for definition in formats.load(name).fields():
        record = Record(LEADERS[name], (from_line(definition.example),))
        found = {f.code: f.message for f in check(record, profile) if f.code not in ABOUT_THE_WHOLE}
        assert not {code for code in found if code != "missing_subfield"}, found


@pytest.mark.parametrize("name", ["cnmarc", "unimarc"])
def test_the_positions_of_100_cover_its_36_characters(name: str) -> None:
    definition = formats.load(name).field("100")
    assert definition is not None
    covered = [place for position in definition.positions for place in range(position.start, position.end)]
    assert covered == list(range(36))


def test_fields_have_chinese_and_english_names_grade_and_indicators() -> None:
    title = formats.load("cnmarc").field("200")
    assert title is not None
    assert (title.name("zh_CN"), title.name("en")) == ("题名与责任说明项", "Title and statement of responsibility")
    assert (title.grade, title.repeatable, title.pinyin) == ("mandatory", False, "a")
    assert [choice.value for choice in title.indicators[0]] == ["0", "1"]
    assert title.indicators[1] == (formats.Choice("", "", " "),)
    assert "‡f 第一责任说明" in title.help("zh")
    assert "not repeatable" in title.help("en")


def test_the_leader_says_whether_a_record_is_about_a_heading() -> None:
    assert formats.of_record("cnmarc", "00000nx  c2200000   450 ").name == "cnmarc-authority"
    assert formats.of_record("unimarc", "00000ny  a2200000   450 ").name == "cnmarc-authority"
    assert formats.of_record("marc21", "00000nz  a2200000n  4500").name == "marc21-authority"
    assert formats.of_record("marc21", "00000nxm a2200000   4500").name == "marc21"
    assert formats.of_record("cnmarc", "").name == "cnmarc"


@pytest.mark.parametrize("kind", ["am", "as", "em", "cm", "mm", "gm", "pm"])
def test_the_positions_of_008_cover_its_40_characters_for_every_material(kind: str) -> None:
    positions = formats.load("marc21").positions("008", "", f"00000n{kind} a2200000   4500", "")
    assert [place for one in positions for place in range(one.start, one.end)] == list(range(40))


@pytest.mark.parametrize("kind", ["a", "s", "e", "c", "m", "g", "p", "?"])
def test_the_positions_of_006_cover_its_18_characters_for_every_material(kind: str) -> None:
    positions = formats.load("marc21").positions("006", "", LEADERS["marc21"], kind)
    assert [place for one in positions for place in range(one.start, one.end)] == list(range(18))


@pytest.mark.parametrize("name", EVERY)
def test_a_definition_is_loaded_in_the_time_nobody_notices(name: str) -> None:
    formats.load.cache_clear()
    started = time.perf_counter()
    formats.load(name).field("200")
    assert time.perf_counter() - started < 0.2


def test_the_languages_of_this_region_have_codes() -> None:
    languages = formats.load("cnmarc").codes("language")
    for code in ("mon", "mnc", "xal", "bua", "tut", "chi", "rus", "jpn", "kor", "tib", "uig", "kaz"):
        assert HAN.search(languages[code].name("zh")), code


def test_what_a_format_does_not_know_is_none_or_refused() -> None:
    assert formats.load("cnmarc").field("299") is None
    assert formats.load("cnmarc").codes("nonsense") == {}
    with pytest.raises(MarcError, match="no format “danmarc”"):
        formats.load("danmarc")


@pytest.mark.parametrize("name", profiles.NAMES)
def test_every_profile_can_be_loaded_and_names_fields_that_exist(name: str) -> None:
    profile = profiles.load(name)
    known = formats.load(profile.format)
    for tag in (*profile.mandatory, *profile.mandatory_book, *profile.pinyin_fields):
        assert known.field(tag) is not None, tag


def test_a_library_copies_a_profile_and_changes_it(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(definitions.text("profiles/nlc.toml").replace('"210", "801"]', '"210", "905"]'), encoding="utf-8")
    profile = profiles.load_file(path)
    assert profile.name == "ours"
    assert "905" in profile.mandatory


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('format = "cnmarc"', 'format = "danmarc"', "format"),
        ('pinyin = "9"', "", "pinyin"),
        ('pinyin = "9"', 'pinyin = "9"\ncolour = "red"', "colour"),
        ('"9.."', '"9["', "local"),
        ("material_designation = true", "material_designation = 1", "material_designation"),
        ('zh = "', "zh = = ", "no TOML"),
    ],
)
def test_a_faulty_profile_says_which_key_is_wrong(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(definitions.text("profiles/nlc.toml").replace(old, new), encoding="utf-8")
    with pytest.raises(MarcError, match=said):
        profiles.load_file(path)


def test_a_profile_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MarcError, match=r"ours\.toml cannot be read"):
        profiles.load_file(tmp_path / "ours.toml")
    with pytest.raises(MarcError, match="no profile “ours”"):
        profiles.load("ours")


def test_the_trade_can_be_imported_without_pymarc() -> None:
    modules = "marc.files, marc.write, marc.checks, marc.access, marc.build, marc.edits, marc.lines"
    program = f"import sys, {modules}; sys.exit('pymarc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
