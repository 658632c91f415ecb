"""What is found in a text as it is written is what folding finds, and where."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.analyser import Analyser
from storage.changes import Sheet
from storage.leaves import Leaf, Mode
from storage.query import Near, Words
from storage.seams import Edge
from storage.values import Span

# Signs that fold alike, often; and everything that folding treats in a way of its own.
OFTEN = "湖賚赉為爲为里裏"
PRINTED = OFTEN * 3 + "漁业。，、「」（）！－—…·1aＡ１ '-\n\r\t\u3000"
SELDOM = "éЁеөй\u0301Ⅳ㍻平成○〇□〓\u00ad\u180b\ufe00ᠮᠣᠩ\u202f\u180e\ue264\ue265\ue263かガｶﾞ\U00020000為\ufa1b㈠⼀一_^"
TEXTS = st.text(PRINTED, max_size=40) | st.text(PRINTED + SELDOM, max_size=40)
PHRASES = st.text(OFTEN, min_size=1, max_size=4) | st.text(PRINTED + SELDOM, min_size=1, max_size=4)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    text, before, after = draw(TEXTS), draw(TEXTS), draw(TEXTS)
    places = st.integers(0, len(text))
    notes = draw(st.lists(st.tuples(places, places).map(lambda span: (min(span), max(span))), max_size=2))
    return Sheet("", text, notes=tuple(notes), before=Edge(before, before[:5]), after=Edge(after, after))


def spans(analyser: Analyser, node: Words | Near, sheet: Sheet, mode: Mode, *, written: bool) -> list[Span]:
    leaf = Leaf(node, "page", mode, analyser, lambda _: (), lambda words: words)
    if not written:
        leaf._written = None
    return list(leaf.spans(sheet))


@example(Sheet("", "湖㍻成湖"), "平成", False)
@example(Sheet("", "湖-\n爲_里", before=Edge("裏赉", "裏赉")), "赉湖为里", False)
@given(sheets(), PHRASES, st.booleans())
def test_a_phrase_stands_where_folding_finds_it(analyser: Analyser, sheet: Sheet, phrase: str, exact: bool) -> None:
    if not analyser.fold(phrase).text:
        return
    node, mode = Words(phrase), Mode(exact=exact)
    assert spans(analyser, node, sheet, mode, written=True) == spans(analyser, node, sheet, mode, written=False)


@example(Sheet("", "湖a b，為1"), ["湖", "為"], 4, False)
@given(sheets(), st.lists(PHRASES, min_size=2, max_size=3), st.integers(0, 12), st.booleans())
def test_phrases_near_one_another_stand_where_folding_finds_them(
    analyser: Analyser, sheet: Sheet, phrases: list[str], distance: int, exact: bool
) -> None:
    if not all(analyser.fold(phrase).text for phrase in phrases):
        return
    node, mode = Near(tuple(phrases), distance), Mode(exact=exact)
    assert spans(analyser, node, sheet, mode, written=True) == spans(analyser, node, sheet, mode, written=False)


@pytest.mark.parametrize("text", ["", "呼伦湖，一九三五年\n「漁業」", "ABC－１２３…", "a_b ^ c"])
def test_ordinary_print_is_plain(analyser: Analyser, text: str) -> None:
    assert analyser.written.is_plain(text)


@pytest.mark.parametrize("text", ["Ⅳ", "e\u0301", "ᠮᠣᠩ", "㍻", "\ue264\ue265", "か", "○"])
def test_what_does_not_fold_sign_by_sign_is_not_plain(analyser: Analyser, text: str) -> None:
    assert not analyser.written.is_plain(text)
