from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marc.embedded import embedded_fields, is_embedding, with_embedded
from marc.files import open_batch
from marc.lines import from_line
from marc.record import ControlField, DataField, Field, Record, Subfield
from tests.helpers.samples import sample
from tests.marc.strategies import values

INNER = st.one_of(
    st.builds(ControlField, st.sampled_from(["001", "005"]), values()),
    st.builds(
        DataField,
        st.sampled_from(["200", "701", "011"]),
        st.text("01 ", min_size=2, max_size=2),
        st.lists(st.builds(Subfield, st.sampled_from("abfx0"), values()), max_size=3).map(tuple),
    ),
)


def linking(line: str) -> DataField:
    field = from_line(line)
    assert isinstance(field, DataField)
    return field


def test_a_link_holds_fields() -> None:
    field = linking("410 #0 ‡1001ZL1‡12001 ‡a地方文献丛书‡v第3种‡1701 0‡a王氏")
    inner = embedded_fields(field)
    assert inner == (ControlField("001", "ZL1"), from_line("200 1# ‡a地方文献丛书‡v第3种"), from_line("701 #0 ‡a王氏"))
    assert with_embedded(field, inner) == field


@given(st.lists(INNER, min_size=1, max_size=4))
def test_any_fields_come_back_from_inside(fields: list[Field]) -> None:
    outer = with_embedded(linking("461 #0 ‡1"), fields)
    assert embedded_fields(outer) == tuple(fields)
    assert with_embedded(outer, fields) == outer


def test_plain_subfields_and_nonsense_are_told_apart() -> None:
    assert not is_embedding(linking("410 #0 ‡t地方文献丛书"))
    assert embedded_fields(linking("410 #0 ‡1丛书")) is None
    assert embedded_fields(linking("410 #0 ‡a地‡12001 ‡a丛书")) is None


def test_real_links_are_taken_apart_and_put_together_again() -> None:
    (record,) = open_batch(sample("marc/unimarc_embedded_4xx.mrc"))
    assert isinstance(record, Record)
    links = [field for field in record.fields if isinstance(field, DataField) and field.tag[0] == "4"]
    assert len(links) == 3
    for field in links:
        inner = embedded_fields(field)
        assert inner is not None
        assert with_embedded(field, inner) == field
