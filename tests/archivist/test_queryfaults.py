"""What is said of a query in which something is amiss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archivist.queryfaults import faults

RIGHT = (
    "", "达赉湖", "湖志 王某", "“далай нуур” 湖", "湖志 OR 河志", "湖 | 河", "湖 NOT 海", "湖 -海", "(湖 OR 河) 志",
    "标题:湖志", "title:(湖 OR 河)", "年:1930-1945", "year:1932 湖", "year:-1945", "年:民国24年", "NEAR(湖 魚, 10)",
    "达赉湖（呼伦湖）", "湖）", "12:30", "NOTE", "湖 AND 河", "湖 & 河", "标题：“湖 志”", "year:(1930 OR 1932)",
    "湖 OR NOT 海",
)  # fmt: skip


@pytest.mark.parametrize("query", RIGHT)
def test_of_a_query_that_means_what_it_says_nothing_is_said(query: str) -> None:
    assert faults(query) == ()


@pytest.mark.parametrize(
    ("query", "where", "words"),
    [
        ("湖 “далай нуур", "“далай нуур", "quotation mark"),
        ("(湖 OR 河", "(", "closed nowhere"),
        ("湖 ) 志", ")", "closes nothing"),
        ("OR 湖", "OR", "before OR"),
        ("湖 OR", "OR", "after OR"),
        ("湖 NOT", "NOT", "after NOT"),
        ("(湖 AND) 志", "AND", "after AND"),
        ("titel:湖", "titel", "no field"),
        ("标题: OR 湖", "标题:", "after 标题:"),
        ("year:abc", "abc", "no year"),
        ("湖 年:1945-1930", "1945-1930", "1945 is after 1930"),
        ("NEAR(湖, 5)", "NEAR(湖, 5)", "two words"),
        ("NEAR(湖 魚", "NEAR(湖 魚", "NEAR is closed nowhere"),
        ("NOT 海", "NOT 海", "NOT alone"),
    ],
)
def test_what_is_amiss_is_said_with_its_place(query: str, where: str, words: str) -> None:
    (fault,) = faults(query)
    assert query[fault.start : fault.end] == where
    assert words in fault.text


@given(st.text(alphabet='湖a1 ()（“”"|&-:：ORANDTE标题年', max_size=24))
def test_whatever_is_typed_faults_lie_inside_it(query: str) -> None:
    for fault in faults(query):
        assert 0 <= fault.start < fault.end <= len(query)
        assert "{" not in fault.text
