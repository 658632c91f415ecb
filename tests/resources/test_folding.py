from __future__ import annotations

import pytest

from resources.search import folding
from scripts.make_folding import TARGET, table


def test_the_table_is_what_the_script_makes() -> None:
    assert TARGET.read_text(encoding="utf-8") == table()


def test_the_table_says_where_it_is_from() -> None:
    head = TARGET.read_text(encoding="utf-8")[:600]
    assert "OpenCC" in head
    assert "Apache License 2.0" in head


def test_a_representative_stands_for_itself() -> None:
    found = folding()
    assert not set(found.values()) & set(found)


@pytest.mark.parametrize(
    "forms", ["乾干幹榦", "發髮发", "後后", "裏里裡", "麵面麪", "爲為为", "賚赉", "說説说", "強强", "雲云"]
)
def test_forms_of_one_character_are_one_class(forms: str) -> None:
    found = folding()
    assert len({found.get(form, form) for form in forms}) == 1


@pytest.mark.parametrize("others", ["缺欠", "炼链", "沪滤", "豫予", "辨瓣", "艺芸", "联连", "賚賴"])
def test_characters_that_only_japanese_or_a_third_form_joins_stay_apart(others: str) -> None:
    found = folding()
    assert len({found.get(other, other) for other in others}) == len(others)


def test_no_class_is_a_chain_that_makes_nonsense() -> None:
    sizes: dict[str, int] = {}
    for representative in folding().values():
        sizes[representative] = sizes.get(representative, 1) + 1
    assert max(sizes.values()) <= 6
