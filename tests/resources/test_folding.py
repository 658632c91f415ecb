from __future__ import annotations

import pytest

from resources.search import folding
from scripts.make_folding import TARGET, classes, is_common, rare_forms, ties


def test_the_table_holds_the_classes_of_opencc_and_besides_them_only_rare_forms() -> None:
    found, known = folding(), classes(ties())
    for group in known:
        assert len({found.get(form, form) for form in group}) == 1
    by_opencc = {form: number for number, group in enumerate(known) for form in group}
    members: dict[str, set[str]] = {}
    for form, representative in found.items():
        members.setdefault(representative, {representative}).add(form)
    for forms in members.values():
        assert len({by_opencc.get(form, form) for form in forms if form in by_opencc or is_common(form)}) == 1, forms


def test_a_rare_form_is_taken_only_where_it_is_a_form_of_one_character() -> None:
    variants = """# Unihan
U+5CC0\tkSemanticVariant\tU+51FA<kMatthews U+9F63<kFenn
U+2010F\tkSemanticVariant\tU+5927
U+2010F\tkZVariant\tU+5C0F
U+5927\tkZVariant\tU+5C0F
U+3405\tkSpoofingVariant\tU+4E42
"""
    assert list(rare_forms(variants, [["出", "齣"]])) == [("峀", "出")]


def test_the_table_says_where_it_is_from() -> None:
    head = TARGET.read_text(encoding="utf-8")[:900]
    assert "Unihan" in head
    assert "OpenCC" in head
    assert "Apache License 2.0" in head


def test_a_representative_stands_for_itself() -> None:
    found = folding()
    assert not set(found.values()) & set(found)


@pytest.mark.parametrize(
    "forms",
    ["乾干幹榦", "發髮发", "後后", "裏里裡", "麵面麪", "爲為为", "賚赉", "說説说", "強强", "雲云", "出岀"],
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
    assert max(sizes.values()) <= 7
