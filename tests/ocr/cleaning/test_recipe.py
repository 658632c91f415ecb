"""A recipe is plain numbers: it survives JSON, and what is wrong in one is named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.cleaning.recipe import Recipe, Step, step
from ocr.cleaning.settings import SETTINGS, Kind, Setting
from ocr.errors import OcrError


def values(setting: Setting) -> st.SearchStrategy[Any]:
    numbers = st.floats(setting.least, setting.most, allow_nan=False)
    return {
        Kind.WHOLE: st.integers(int(setting.least), int(setting.most)),
        Kind.NUMBER: numbers,
        Kind.NUMBERS: st.lists(numbers, min_size=setting.fewest, max_size=min(setting.many, 12)).map(tuple),
        Kind.WORD: st.sampled_from(setting.words or ("",)),
    }[setting.kind]


steps = st.sampled_from(sorted(SETTINGS)).flatmap(
    lambda name: st.builds(
        Step,
        st.just(name),
        st.tuples(*(st.tuples(st.just(s.name), values(s)) for s in SETTINGS[name])),
        st.integers(0, 2),
    )
)


@given(st.lists(steps, max_size=6))
def test_a_recipe_is_read_back_as_it_was_written(made: list[Step]) -> None:
    recipe = Recipe(tuple(made))
    assert Recipe.from_json(recipe.to_json()) == recipe


def test_what_is_not_given_has_its_usual_value() -> None:
    assert step("split", gutter=7).word("order") == "right-first"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "JSON"),
        ("[]", "steps"),
        ('{"format": 1}', "steps"),
        ('{"format": 2, "steps": []}', "format 2"),
        ('{"format": 1, "steps": [3]}', "3"),
        ('{"format": 1, "steps": [{"name": "turn", "part": -1, "settings": {"quarters": 1}}]}', "part"),
        ('{"format": 1, "steps": [{"name": "turn", "quarters": 1}]}', "quarters"),
        ('{"format": 1, "steps": [{"name": "iron"}]}', "iron"),
        ('{"format": 1, "steps": [{"name": "turn"}]}', "quarters"),
        ('{"format": 1, "steps": [{"name": "turn", "settings": {"quarters": 4}}]}', "4"),
        ('{"format": 1, "steps": [{"name": "turn", "settings": {"quarters": 1.5}}]}', "1.5"),
        ('{"format": 1, "steps": [{"name": "turn", "settings": {"quarters": true}}]}', "True"),
        ('{"format": 1, "steps": [{"name": "turn", "settings": {"quarters": 1, "halves": 2}}]}', "halves"),
        ('{"format": 1, "steps": [{"name": "deskew", "settings": {"angle": "much"}}]}', "much"),
        ('{"format": 1, "steps": [{"name": "deskew", "settings": {"angle": NaN}}]}', "nan"),
        ('{"format": 1, "steps": [{"name": "deskew", "settings": {"angle": -15.5}}]}', "-15.5"),
        ('{"format": 1, "steps": [{"name": "split", "settings": {"gutter": 5, "order": "upwards"}}]}', "upwards"),
        ('{"format": 1, "steps": [{"name": "perspective", "settings": {"corners": [1, 2, 3]}}]}', "corners"),
        ('{"format": 1, "steps": [{"name": "perspective", "settings": {"corners": [1,2,3,4,5,6,7,"x"]}}]}', "corners"),
        ('{"format": 1, "steps": [{"name": "deskew", "settings": {"angle": {"a": 1}}}]}', "angle"),
    ],
)
def test_what_is_wrong_in_a_recipe_is_named(text: str, named: str) -> None:
    with pytest.raises(OcrError) as caught:
        Recipe.from_json(text)
    assert named in str(caught.value)


keys = st.sampled_from(["format", "steps", "name", "part", "settings", "turn", "quarters"])
plain = st.none() | st.booleans() | st.floats() | st.text(max_size=5)


@given(st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4)))
def test_no_json_is_more_than_a_recipe_or_an_error(raw: object) -> None:
    for text in (json.dumps(raw), json.dumps({"format": 1, "steps": [raw]})):
        try:
            recipe = Recipe.from_json(text)
        except OcrError:
            continue
        assert Recipe.from_json(recipe.to_json()) == recipe
