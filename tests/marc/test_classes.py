"""Classes are picked by number or by words, and go into 690 as an edit that can be undone."""

from __future__ import annotations

import pytest

from marc import classes, profiles
from marc.checks import check
from marc.errors import MarcError
from tests.marc.strategies import book


def test_every_class_has_both_names_and_stands_once_below_its_main_class() -> None:
    numbers = [one.number for one in classes.classes()]
    assert len(set(numbers)) == len(numbers) > 200
    assert all(one.zh and one.en for one in classes.classes())
    assert "".join(number for number in numbers if len(number) == 1) == "ABCDEFGHIJKNOPQRSTUVXZ"
    assert all(classes.path(number)[0].number == number[0] for number in numbers)


def test_classes_are_found_by_number_and_by_words_in_both_languages() -> None:
    assert [one.number for one in classes.find("K29")] == ["K29"]
    assert [one.number for one in classes.find("水文")] == ["P33"]
    assert [one.number for one in classes.find("MINING")] == ["TD"]
    assert [one.number for one in classes.find("p3")] == ["P3", "P33"]
    assert classes.find("") == classes.classes()


def test_the_classes_above_a_number_are_named() -> None:
    assert [one.zh for one in classes.path("P332.3")][::2] == ["天文学、地球科学", "水文科学（水界物理学）"]
    assert [one.number for one in classes.path("TD82")] == ["T", "TD"]


def test_a_picked_class_takes_the_place_of_the_one_in_690_and_comes_back() -> None:
    record = book("690 ## ‡aP3‡v4‡9x")
    edit = classes.classified(record, "K292.64")
    made = edit.apply(record)
    assert [part.value for part in next(made.data("690")).subfields] == ["K292.64", "5", "x"]
    assert edit.revert(made).fields == record.fields
    assert not [one for one in check(made, profiles.load("nlc")) if one.tag == "690"]


def test_a_record_without_690_gets_one_in_its_place() -> None:
    record = book(without=("690",))
    made = classes.classified(record, "P332.3").apply(record)
    tags = [field.tag for field in made.fields]
    assert tags == sorted(tags)
    assert made.fields == book().fields


def test_what_is_no_class_is_refused() -> None:
    with pytest.raises(MarcError, match="332"):
        classes.classified(book(), "332.3")
