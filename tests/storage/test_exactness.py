"""Search finds what reading everything finds: no false hit, none missed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import asking
from storage.analyser import Analyser
from storage.archive import Archive
from storage.asking import Asker
from storage.database import many, sql
from storage.leaves import Mode
from storage.numbering import id_of
from storage.plan import Items
from storage.query import All, Any, Near, Node, Not, Words, parse, to_text
from storage.values import Narrowing
from tests.helpers.scanning import MadePage, Scan
from tests.storage.conftest import FOLDING, image

# Few characters, in several forms each, so that random texts and queries meet; and what may stand between them.
HAN = "達达湖賚赉為爲为裏里"
MORE = "湖泊草原呼倫貝爾河海魚蝦沙丘冬春秋夏雪冰旗鄉鎮井泉東西南北中大小上下人民山水年月日國"
MIXED = HAN + "，。 \n\taéЁе1Ⅳ-"


def made(seed: int, documents: int, alphabets: Sequence[str], longest: int) -> list[list[MadePage]]:
    """Made documents: pages of any length, many very short ones and empty ones among them, some with notes."""
    chosen = random.Random(seed)
    out: list[list[MadePage]] = []
    number = 0
    for _ in range(documents):
        alphabet = chosen.choice(alphabets)
        pages = []
        for _ in range(chosen.randint(1, 6)):
            number += 1
            length = chosen.choice((0, 1, 2, 3, 7, 9, 20, longest))
            text = "".join(chosen.choices(alphabet, k=length))
            pages.append(MadePage(number, text, tuple(_notes(chosen, length)) if chosen.random() < 0.4 else ()))
        out.append(pages)
    return out


def _notes(chosen: random.Random, length: int) -> Iterator[tuple[int, int]]:
    for _ in range(chosen.randint(1, 3)):
        start, end = sorted((chosen.randint(0, length), chosen.randint(0, length)))
        yield start, end


def filled(archive: Archive, documents: Sequence[Sequence[MadePage]]) -> None:
    """Puts the documents into a new archive, at once: the pages have the numbers that they were made with."""
    digest = image(archive).digest
    numbered = list(enumerate(documents, 1))
    pages = [(page.id, id, at, digest, _vouched(page.id)) for id, pages in numbered for at, page in enumerate(pages, 1)]
    texts = [(page.id, page.text, str([list(span) for span in page.notes])) for pages in documents for page in pages]
    with archive._catalogue.write() as db:
        many(
            db,
            "INSERT INTO document (id, version, changed, deleted, title, kind) VALUES (?, 1, '', 0, '', '')",
            [(id,) for id, _ in numbered],
        )
        many(db, "INSERT INTO page VALUES (?, ?, ?, ?, '', '', 1, 1, 1, 1.0, ?)", pages)
        many(db, "INSERT INTO page_text VALUES (?, 1, '', 'machine', '', 1.0, ?, '{}', ?)", texts)
        sql(db, "INSERT INTO change (kind, item) SELECT 'page', id FROM page")


def _vouched(page: int) -> bool:
    """Whether a person has vouched for the text of a made page."""
    return page % 5 == 0


@pytest.fixture(scope="module")
def documents() -> list[list[MadePage]]:
    return made(7, 120, (HAN, HAN, MIXED), 60)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, documents: list[list[MadePage]]) -> Iterator[Archive]:
    with Archive.create(tmp_path_factory.mktemp("exact") / "archive", "made", FOLDING) as archive:
        filled(archive, documents)
        yield archive


@pytest.fixture(scope="module")
def scan(documents: list[list[MadePage]]) -> Scan:
    return Scan(documents, Analyser(FOLDING).fold)


@pytest.fixture(scope="module")
def strict_scan(documents: list[list[MadePage]]) -> Scan:
    return Scan(documents, Analyser(FOLDING).fold_strictly)


def words(alphabet: str, longest: int) -> st.SearchStrategy[Node]:
    letters = Analyser(FOLDING)
    return st.text(alphabet, min_size=1, max_size=longest).filter(lambda t: letters.fold(t).text != "").map(Words)


def nears(alphabet: str) -> st.SearchStrategy[Node]:
    letters = Analyser(FOLDING)
    texts = st.text(alphabet, min_size=1, max_size=3).filter(lambda t: letters.fold(t).text != "")
    return st.builds(Near, st.lists(texts, min_size=2, max_size=3).map(tuple), st.integers(0, 6))


def trees(leaves: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(All, st.lists(inner, min_size=2, max_size=3).map(tuple)),
            st.builds(Any, st.lists(inner, min_size=2, max_size=3).map(tuple)),
            st.builds(Not, inner),
        ),
        max_leaves=6,
    )


def found(archive: Archive, node: Node | str, *, exact: bool = False) -> set[int]:
    results = archive.search.find(node, "pages", limit=100_000, exact=exact)
    assert results.total == len(results.hits)
    return {hit.id for hit in results.hits}


@settings(max_examples=300)
@given(node=words(HAN, 14))
def test_a_phrase_is_found_on_every_page_that_it_touches_and_on_no_other(full: Archive, scan: Scan, node: Node) -> None:
    assert found(full, node) == scan.pages(node)
    assert full.search.find(node, "pages", limit=0).total == len(scan.pages(node))


@settings(max_examples=200)
@given(node=words(MIXED, 10))
def test_so_is_mixed_writing(full: Archive, scan: Scan, node: Node) -> None:
    assert found(full, node) == scan.pages(node)


@settings(max_examples=200)
@given(node=trees(words(HAN, 4) | nears(HAN)))
def test_and_or_not_and_near_are_exact_whatever_stands_in_them(full: Archive, scan: Scan, node: Node) -> None:
    assert found(full, node) == scan.pages(node)


@settings(max_examples=100)
@given(node=trees(words(MIXED, 5) | nears(MIXED)))
def test_exact_forms_are_exact_in_every_tree(full: Archive, strict_scan: Scan, node: Node) -> None:
    assert found(full, node, exact=True) == strict_scan.pages(node)


@settings(max_examples=200)
@given(node=trees(words(MIXED, 5) | nears(HAN)))
def test_what_a_query_is_written_as_finds_the_same(full: Archive, scan: Scan, node: Node) -> None:
    assert found(full, parse(to_text(node))) == scan.pages(node)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    node=trees(words(HAN, 12) | nears(HAN)), offset=st.sampled_from([0, 0, 1, 7, 60]), limit=st.integers(1, 70),
    exact=st.booleans(),
)  # fmt: skip
def test_the_first_hits_are_the_first_of_all_hits(
    full: Archive, scan: Scan, strict_scan: Scan, monkeypatch: pytest.MonkeyPatch,
    node: Node, offset: int, limit: int, exact: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(asking, "_FEW", 5)
    monkeypatch.setattr(asking, "QUICK", 8)
    monkeypatch.setattr(asking, "LOOKED_AT", 3)
    hits = full.search.find(node, "pages", limit, offset, exact, counted=False).hits
    expected = sorted((strict_scan if exact else scan).pages(node), key=lambda id: (_vouched(id), id), reverse=True)
    assert [hit.id for hit in hits] == expected[offset : offset + limit]


def test_every_phrase_of_every_running_text_is_found_where_it_stands(full: Archive, scan: Scan) -> None:
    chosen = random.Random(11)
    runs = [run for run in scan._runs if len(run.text) > 2]
    for _ in range(300):
        run = chosen.choice(runs)
        start = chosen.randrange(len(run.text) - 1)
        phrase = run.text[start : start + chosen.randint(1, 30)].strip(" \n")
        if phrase:
            assert found(full, Words(phrase)) == scan.pages(Words(phrase))


@pytest.mark.large
@pytest.mark.timeout(1200)
def test_two_thousand_queries_on_twenty_thousand_pages_find_what_a_scan_finds(tmp_path: Path) -> None:
    documents = made(3, 5800, (HAN * 2 + MORE, HAN * 2 + MIXED), 120)
    chosen = random.Random(4)
    scan = Scan(documents, Analyser(FOLDING).fold)
    assert len(scan.everything) >= 20_000
    with Archive.create(tmp_path / "archive", "made", FOLDING) as archive:
        filled(archive, documents)
        for _ in archive.search.rebuild():
            pass
        for _ in range(2000):
            node = _tree(chosen, scan, 3)
            assert found_numbers(archive, node) == scan.pages(node), node


def found_numbers(archive: Archive, node: Node) -> set[int]:
    """As `found`, without making the hits."""

    def ask(asker: Asker) -> set[int]:
        return set(map(id_of, asker.numbers(Items("page"), asker._condition(node, Items("page")))))

    return archive.search._ask(ask, node, "pages", Mode(), Narrowing()) or set()


def _tree(chosen: random.Random, scan: Scan, depth: int) -> Node:
    kind = chosen.random()
    if depth == 0 or kind < 0.5:
        if kind < 0.02:
            return Near((_phrase(chosen, scan, 3), _phrase(chosen, scan, 3)), chosen.randint(0, 9))
        return Words(_phrase(chosen, scan, 12))
    parts = tuple(_tree(chosen, scan, depth - 1) for _ in range(chosen.choice((2, 2, 3))))
    if kind < 0.75:
        return All(parts)
    return Any(parts) if kind < 0.9 else Not(parts[0])


def _phrase(chosen: random.Random, scan: Scan, longest: int) -> str:
    """A piece of the texts in other forms, or letters by chance."""
    length = chosen.randint(1, longest)
    if chosen.random() < 0.3:
        return "".join(chosen.choices(HAN, k=length))
    while True:
        run = chosen.choice(scan._runs)
        start = chosen.randrange(max(len(run.text) - length, 1))
        if piece := run.text[start : start + length].strip(" \n"):
            forms = {"为": "為爲为", "里": "里裏", "达": "達达", "赉": "賚赉"}
            return "".join(chosen.choice(forms.get(letter, letter)) for letter in piece)
