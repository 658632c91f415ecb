"""What a task list may not say: every fault names the file, the step and the key; nothing hangs."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marc.errors import MarcError
from marc.tasks import load, parse, patterns
from tests.marc.strategies import book

GOOD = '[[step]]\ndo = "delete"\nfield = "998"\n'


@pytest.mark.parametrize(
    ("step", "key"),
    [
        ('field = "200"', "do"),
        ('do = "explode"', "do"),
        ("do = 3", "do"),
        ('do = "delete"', "field"),
        ('do = "delete"\nfield = "2000"', "field"),
        ('do = "delete"\nfield = "000"', "field"),
        ('do = "delete"\nfield = []', "field"),
        ('do = "delete"\nfield = ["200", 5]', "field"),
        ('do = "delete"\nfield = "200"\nsubfeld = "a"', "subfeld"),
        ('do = "delete"\nfield = "200"\nsubfield = " "', "subfield"),
        ('do = "delete"\nfield = "200"\nrepeated = "yes"', "repeated"),
        ('do = "delete"\nfield = "200"\noccurrence = 0', "occurrence"),
        ('do = "delete"\nfield = "200"\noccurrence = true', "occurrence"),
        ('do = "delete"\nfield = "200"\nindicators = "1"', "indicators"),
        ('do = "delete"\nfield = "200"\nnote = 1', "note"),
        ('do = "add"', "line"),
        ('do = "add"\nline = "200"', "line"),
        ('do = "add"\nline = "200 1# ‡a{200$a"', "line"),
        ('do = "add"\nline = "200 1# ‡a}"', "line"),
        ('do = "add"\nline = "200 1# ‡a"\nvalue = "x"', "line"),
        ('do = "add"\nline = "200 1# ‡a"\nexisting = "perhaps"', "existing"),
        ('do = "add"\nfield = "200"\nsubfield = "ab"\nvalue = "x"', "subfield"),
        ('do = "build"\nfield = "2.."\nsubfield = "a"\nvalue = "x"\ncreate = true', "field"),
        ('do = "build"\nfield = "200"\nsubfield = "a"\nvalue = "{100$a/9-3}"', "value"),
        ('do = "copy"\nfield = "200"', "to"),
        ('do = "copy"\nfield = "200"\nto = "2.."', "to"),
        ('do = "copy"\nfield = "001"\nto = "200"', "to"),
        ('do = "move"\nfield = "200"\nto = "005"', "to"),
        ('do = "move"\nfield = "200"\nsubfield = "a"\nto = "001"', "to"),
        ('do = "move"\nfield = "200"\nsubfield = "a"', "to_subfield"),
        ('do = "move"\nfield = "200"\nsubfield = "a"\nto_subfield = "a"', "to_subfield"),
        ('do = "replace"\nfield = "200"\nfind = ""\nwith = "x"', "find"),
        ('do = "replace"\nfield = "200"\nfind = "x"', "with"),
        ('do = "replace"\nfield = "200"\nfind = "("\nwith = "x"\nregex = true', "find"),
        ('do = "replace"\nfield = "200"\nfind = "(a)"\nwith = \'\\2\'\nregex = true', "with"),
        ('do = "replace"\nfield = "200"\nfind = "(a)"\nwith = \'\\g<name>\'\nregex = true', "with"),
        ('do = "letters"\nfield = "200"\nto = "gothic"', "to"),
        ('do = "split"\nfield = "200"\nsubfield = "a"', "by"),
        ('do = "split"\nfield = "200"\nsubfield = "a"\nby = ";"\ninto = "fields"\ncodes = "af"', "into"),
        ('do = "join"\nfield = "200"\nsubfield = "a"', "with"),
        ('do = "sort"\nby = "colour"', "by"),
        ('do = "sort"\nby = "value"', "field"),
        ('do = "sort"\nby = "codes"\nfield = "200"', "order"),
        ('do = "indicators"\nfield = "200"\nset = "123"', "set"),
        ('do = "positions"\nfield = "100"\nat = "5"\nvalue = "x"', "subfield"),
        ('do = "positions"\nfield = "000"\nat = "12"\nvalue = "x"', "at"),
        ('do = "positions"\nfield = "008"\nat = "9-5"\nvalue = "x"', "at"),
        ('do = "positions"\nfield = "008"\nat = "five"\nvalue = "x"', "at"),
        ('do = "sort"\nif = "always"', "if"),
        ('do = "sort"\nif = [{ field = "200" }]', "if.1"),
        ('do = "sort"\nif = [{ field = "200", present = true, equals = "x" }]', "if.1"),
        ('do = "sort"\nif = [{ type = "a", level = "m" }]', "if.1"),
        ('do = "sort"\nif = [{ type = "a", field = "200" }]', "if.1.field"),
        ('do = "sort"\nif = [{ format = "danmarc" }]', "if.1.format"),
        ('do = "sort"\nif = [{ field = "200", present = "yes" }]', "if.1.present"),
        ('do = "sort"\nunless = [{ type = "a" }, { field = "200", matches = "[" }]', "unless.2.matches"),
        ('do = "sort"\nif = [{ field = "000", present = true }]', "if.1"),
        ('do = "delete"\nfield = "200"\nwhere = [{ field = "200", equals = "x" }]', "where.1.field"),
    ],
)
def test_a_fault_names_file_step_and_key(step: str, key: str) -> None:
    with pytest.raises(MarcError) as caught:
        parse(f"{GOOD}[[step]]\n{step}", "mine.toml")
    assert (caught.value.values["file"], caught.value.values["step"]) == ("mine.toml", 2)
    assert caught.value.values["key"] == key
    assert all(word in str(caught.value) for word in ("mine.toml", "tep 2", f"“{key}”"))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "step"),
        ("step = 1", "step"),
        ("step = [1]", "step"),
        (f"zh = 5\n{GOOD}", "zh"),
        (f'format = "danmarc"\n{GOOD}', "format"),
        (f'language = "zh"\n{GOOD}', "language"),
    ],
)
def test_a_fault_of_the_whole_list_names_its_key(text: str, key: str) -> None:
    with pytest.raises(MarcError, match=f"mine.toml .*“{key}”"):
        parse(text, "mine.toml")


def test_a_file_that_is_no_toml_or_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MarcError, match=r"mine\.toml is no TOML"):
        parse("[[step", "mine.toml")
    (tmp_path / "gbk.toml").write_bytes("zh = '湖'".encode("gbk"))
    with pytest.raises(MarcError, match=r"gbk\.toml is no TOML"):
        load(tmp_path / "gbk.toml")
    with pytest.raises(MarcError, match=r"nowhere\.toml cannot be read"):
        load(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    "step",
    [
        'do = "replace"\nfield = "300"\nfind = "(a|aa)+$"\nwith = "x"\nregex = true',
        'do = "split"\nfield = "300"\nsubfield = "a"\nby = "(a|aa)+$"\nregex = true',
        'do = "sort"\nif = [{ field = "300", subfield = "a", matches = "(a|aa)+$" }]',
    ],
)
def test_an_expression_that_would_never_end_stops_and_names_its_step(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.1)
    tasks = parse(f"{GOOD}[[step]]\n{step}", "mine.toml")
    start = time.monotonic()
    with pytest.raises(MarcError, match=r"Step 2 of mine\.toml: .* takes too long"):
        tasks.apply(book(f"300 ## ‡a{'a' * 80}!"))
    assert time.monotonic() - start < 30


@pytest.mark.parametrize("expression", ["a*a*!", "^a*b|a*$", ".*.*=", "[ab]*a{1,500}!", "a*?a*?!"])
def test_an_expression_whose_time_is_not_watched_is_quick_at_the_worst(expression: str) -> None:
    step = f'do = "replace"\nfield = "300"\nfind = "{expression}"\nwith = ""\nregex = true'
    tasks = parse(f"[[step]]\n{step}", "mine.toml")
    start = time.process_time()
    tasks.apply(book(f"300 ## ‡a{'a' * 500}"))
    assert time.process_time() - start < 3


KEYS = st.sampled_from(
    ["do", "field", "subfield", "value", "line", "find", "with", "to", "at", "set", "if", "where", "by", "regex"]
)
VALUES = st.one_of(
    st.text(max_size=8),
    st.integers(-2, 9),
    st.booleans(),
    st.sampled_from(["add", "delete", "replace", "positions", "200", "2..", "a", "1#", "{200$a}", "5-6", "300 ## ‡ax"]),
)


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=6), max_size=3))
@settings(max_examples=200, deadline=None)
def test_whatever_a_list_says_it_is_loaded_and_works_or_is_refused(steps: list[dict[str, object]]) -> None:
    def written(value: object) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int):
            return str(value)
        return '"' + "".join(f"\\U{ord(sign):08X}" for sign in str(value)) + '"'

    blocks = ["\n".join(["[[step]]", *(f"{key} = {written(step[key])}" for key in step)]) for step in steps]
    try:
        change = parse("\n".join(blocks), "mine.toml").apply(book())
    except MarcError as error:
        assert str(error)
    else:
        assert change.revert(change.record) == change.before
