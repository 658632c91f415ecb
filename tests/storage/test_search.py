from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storage import search, values
from storage.archive import Archive
from storage.changes import Changes
from storage.errors import Damaged, StorageError
from storage.search import SearchIndex
from storage.values import Hit, NewRecord, Points, Results, Scope
from tests.helpers.samples import sample
from tests.storage.conftest import FOLDING, book, page_with

# Few characters, in several forms each, so that random texts and queries meet; and what may stand between them.
HAN = "達达湖賚赉為爲为裏里裡"
GAPS = "，。 \n\t"
LETTERS = "aéЁе1Ⅳ-"


@pytest.fixture(scope="module")
def texts() -> dict[int, str]:
    """Made texts of pages by their number: half of Chinese characters alone, half mixed with letters."""
    chosen = random.Random(5)
    made = {}
    for number in range(1, 301):
        alphabet = HAN * 3 + GAPS if number % 2 else HAN + GAPS + LETTERS * 2
        made[number] = "".join(chosen.choices(alphabet, k=chosen.randint(0, 60)))
    return made


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, texts: dict[int, str]) -> Iterator[Archive]:
    with Archive.create(tmp_path_factory.mktemp("search") / "archive", "made", FOLDING) as archive:
        # A document for each page, so that no phrase runs from one to the next (see test_exactness).
        for text in texts.values():
            page_with(archive, text)
        archive.records.add_many(_record(text) for text in texts.values())
        yield archive


def _plain(query: str) -> bool:
    """Whether no word of it begins with the sign for NOT."""
    return not any(word.startswith("-") for word in query.split())


def _record(text: str) -> NewRecord:
    return NewRecord(b"", "utf-8", "cnmarc", Points(title=text.splitlines()[0] if text else "", text=text))


def _brute(text: str) -> str:
    """Folding of Chinese characters alone, said in the simplest way."""
    return "".join(FOLDING.get(character, character) for character in text if character in HAN)


def _numbers(results: Results) -> set[int]:
    assert results.total == len(results.hits) == len({(hit.kind, hit.id) for hit in results.hits})
    return {hit.id for hit in results.hits}


@given(st.text(HAN, min_size=1, max_size=6))
def test_a_phrase_finds_the_pages_that_hold_it_and_no_others(full: Archive, texts: dict[int, str], query: str) -> None:
    of_han = {n: text for n, text in texts.items() if n % 2}
    found = _numbers(full.search.find(query, scope="pages", limit=1000))
    assert {n for n in found if n in of_han} == {n for n, text in of_han.items() if _brute(query) in _brute(text)}


@given(st.text(HAN + GAPS + LETTERS, min_size=1, max_size=8).filter(_plain), st.booleans())
def test_mixed_writing_is_found_where_a_scan_of_the_folded_texts_finds_it(
    full: Archive, texts: dict[int, str], query: str, exact: bool
) -> None:
    analyser = full.search._analyser
    fold = analyser.fold_strictly if exact else analyser.fold
    words = [folded for word in query.split() if (folded := fold(word).text)]
    expected = {n for n, text in texts.items() if words and all(word in fold(text).text for word in words)}
    assert _numbers(full.search.find(query, scope="pages", limit=1000, exact=exact)) == expected
    lines = {n for n, text in texts.items() if words and all(_in_a_line(word, text, fold) for word in words)}
    assert _numbers(full.search.find(query, scope="records", limit=1000, exact=exact)) == lines


def _in_a_line(word: str, text: str, fold: object) -> bool:
    assert callable(fold)
    return any(word in fold(line).text for line in text.splitlines())


@settings(max_examples=30)
@given(st.text(HAN + " ", min_size=1, max_size=5), st.sampled_from(["all", "records", "pages"]), st.booleans())
def test_pages_of_results_put_together_are_all_results(full: Archive, query: str, scope: Scope, exact: bool) -> None:
    whole = full.search.find(query, scope, limit=10_000, exact=exact).hits
    parts: list[Hit] = []
    while len(parts) < len(whole):
        part = full.search.find(query, scope, limit=37, offset=len(parts), exact=exact)
        assert part.total == len(whole)
        assert part.hits
        parts += part.hits
    assert tuple(parts) == whole
    assert full.search.find(query, scope, limit=10, offset=len(whole), exact=exact).hits == ()


@example("裏Ⅳé")
@given(st.text(HAN + LETTERS, min_size=1, max_size=4).filter(_plain))
def test_matches_and_spans_cut_out_the_matched_characters_and_nothing_else(full: Archive, query: str) -> None:
    fold = full.search._analyser.fold
    for hit in full.search.find(query, limit=20).hits:
        text = full.records.get(hit.id).points.text if hit.kind == "record" else _text(full, hit.id)
        for start, end in hit.spans:
            assert fold(query).text in fold(text[start:end]).text
        assert hit.matches
        for start, end in hit.matches:
            assert "\n" not in hit.snippet
            assert fold(query).text in fold(hit.snippet[start:end]).text


def _text(archive: Archive, page: int) -> str:
    stored = archive.documents.text(page)
    assert stored is not None
    return stored.text


def test_rebuilding_gives_the_same_results(full: Archive) -> None:
    before = [full.search.find(query, limit=1000).hits for query in ("達", "达赉", "a", "湖 為")]
    assert list(full.search.rebuild())[-1] == 900
    assert [full.search.find(query, limit=1000).hits for query in ("達", "达赉", "a", "湖 為")] == before


def test_a_rebuild_that_was_left_half_way_goes_on_by_itself(full: Archive) -> None:
    before = full.search.find("達", limit=1000).hits
    next(full.search.rebuild())
    assert full.search.find("達", limit=1000).hits == before


def test_traditional_and_simplified_find_the_same_and_another_character_does_not(archive: Archive) -> None:
    page_with(archive, "達賚湖又名呼倫湖")
    assert archive.search.find("達賚湖").total == archive.search.find("达赉湖").total == 1
    assert archive.search.find("达赉湖", exact=True).total == 0
    assert archive.search.find("達賚湖", exact=True).total == 1
    assert archive.search.find("達賴湖").total == 0


def test_a_phrase_is_found_across_line_ends_and_shown_in_one_piece(archive: Archive) -> None:
    page = page_with(archive, "前漢書·百\n官公卿\n  表第七")
    (hit,) = archive.search.find("汉书百官公卿表").hits
    assert (hit.kind, hit.id, hit.document, hit.page, hit.title) == ("page", page.id, page.document, 1, "文書")
    assert hit.snippet == "前漢書·百官公卿表第七"
    assert [hit.snippet[start:end] for start, end in hit.matches] == ["漢書·百官公卿表"]
    assert hit.spans == ((1, 13),)


def test_a_word_divided_at_a_lines_end_is_found_and_shown_whole(archive: Archive) -> None:
    page_with(archive, "the wa-\nter level\nof the lake")
    (hit,) = archive.search.find("water").hits
    assert hit.snippet == "the water level of the lake"
    assert [hit.snippet[start:end] for start, end in hit.matches] == ["water"]
    assert archive.search.find('"level of the"').total == 1


def test_a_long_text_is_cut_round_the_first_match(archive: Archive) -> None:
    page_with(archive, "一" * 300 + "達賚湖" + "二" * 300)
    (hit,) = archive.search.find("達賚湖").hits
    assert len(hit.snippet) == 62
    assert hit.snippet.startswith("…一")
    assert hit.snippet.endswith("二…")
    assert [hit.snippet[start:end] for start, end in hit.matches] == ["達賚湖"]
    assert hit.spans == ((300, 303),)


def test_the_headings_of_a_record_are_not_one_running_text(archive: Archive) -> None:
    archive.records.add(book("達賚湖志", text="達賚湖志\n王某"))
    assert archive.search.find("志王").total == 0
    (hit,) = archive.search.find("湖志 王某").hits
    assert hit.snippet == "達賚湖志 王某"
    assert [hit.snippet[start:end] for start, end in hit.matches] == ["湖志", "王某"]


def test_words_may_stand_anywhere_and_quoted_ones_stand_together(archive: Archive) -> None:
    page_with(archive, "呼倫湖在北，貝爾湖在南。Далай нуур")
    for query in ("貝爾湖 呼倫湖", "南 北", "“在北貝爾”", '"далай нуур"', "湖在北貝爾湖"):
        assert archive.search.find(query).total == 1, query
    for query in ("貝爾湖 達賚", "“呼倫貝爾”", '"нуур далай"', "南 中"):
        assert archive.search.find(query).total == 0, query


@pytest.mark.parametrize("query", ["", " ", "，。！", '"', '""', "-", "* AND (", "\x00"])
def test_a_query_without_letters_finds_nothing(archive: Archive, query: str) -> None:
    page_with(archive, "達賚湖")
    assert archive.search.find(query).hits == ()


@pytest.mark.parametrize("query", ["達*", "^達", "{body}:達", "達+賚", "rowid:達", "NEAR 達", "NEAR/2 達"])
def test_what_means_something_to_the_database_means_nothing_in_a_query(archive: Archive, query: str) -> None:
    page_with(archive, "沒有別的字 " + query.replace('"', " "))
    page_with(archive, "湖")
    assert [hit.id for hit in archive.search.find(query).hits] == [1]


def test_a_very_long_query_is_answered(archive: Archive) -> None:
    page_with(archive, "湖" * 5000)
    assert archive.search.find("湖" * 4000).total == 1
    assert archive.search.find("湖" * 5001).total == 0
    assert archive.search.find(" ".join(chr(0x4E00 + n) for n in range(2000))).total == 0


def test_titles_come_first_then_the_newest_then_pages(archive: Archive) -> None:
    page_with(archive, "達賚")
    archive.records.add_many([book("達賚一"), book("x", text="達賚"), book("達賚二"), book("y", text="達賚")])
    assert [(hit.kind, hit.id) for hit in archive.search.find("达赉").hits] == [
        ("record", 3),
        ("record", 1),
        ("record", 4),
        ("record", 2),
        ("page", 1),
    ]
    assert [hit.kind for hit in archive.search.find("达赉", scope="pages").hits] == ["page"]
    assert archive.search.find("达赉", limit=0).total == 5


def test_a_correction_is_found_at_once_and_what_it_replaced_no_more(archive: Archive) -> None:
    page = page_with(archive, "逹賚湖")
    archive.documents.save_text(page.id, 1, "{}", "呼倫湖", "person", 1.0)
    assert archive.search.find("呼倫").total == 1
    assert archive.search.find("賚").total == 0


def test_a_change_is_found_after_a_crash_between_the_archive_and_its_index(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_: SearchIndex) -> None:
        raise StorageError("the index is away")

    page = page_with(archive, "達賚湖")
    with monkeypatch.context() as context:
        context.setattr(SearchIndex, "catch_up", crash)
        archive.records.add(book("呼倫湖"))
        archive.documents.save_text(page.id, 1, "{}", "貝爾湖", "person", 1.0)
    assert archive.search.find("呼倫").total == archive.search.find("貝爾").total == 1
    assert archive.search.find("達賚").total == 0


def test_an_index_that_was_deleted_is_made_again(archive: Archive) -> None:
    page_with(archive, "達賚湖")
    archive.close()
    for file in archive.folder.glob("search.db*"):
        file.unlink()
    assert archive.search.find("达赉湖").total == 1


def test_an_index_that_is_deleted_while_it_is_open_is_made_again(archive: Archive) -> None:
    page_with(archive, "達賚湖")
    for file in archive.folder.glob("search.db*"):
        file.unlink()
    assert archive.search.find("达赉湖").total == 1
    assert (archive.folder / "search.db").exists()


@pytest.mark.parametrize("damage", [(0, b"garbage" * 100), (0, b""), (4096, b"\xff" * 4096), (8192, b"\x00" * 100_000)])
def test_an_index_that_is_damaged_is_made_again(archive: Archive, damage: tuple[int, bytes]) -> None:
    archive.records.add_many(book(f"達賚湖{n}") for n in range(500))
    archive.close()
    at, rubbish = damage
    path = archive.folder / "search.db"
    content = path.read_bytes()
    path.write_bytes(content[:at] + rubbish + (content[at + len(rubbish) :] if rubbish else b""))
    with Archive.open(archive.folder, FOLDING) as opened:
        assert opened.search.find("达赉湖").total == 500
        assert opened.search.find("湖 499").total == 1


def test_an_index_of_another_table_of_written_forms_is_made_again(archive: Archive) -> None:
    page_with(archive, "達賚湖")
    with Archive.open(archive.folder, {"達": "违"}) as other:
        assert other.search.find("达赉湖").total == 0
        assert other.search.find("違賚湖").total == 0
        assert other.search.find("违賚湖").total == 1
    assert archive.search.find("达赉湖").total == 1


def test_an_index_of_a_newer_state_of_the_archive_is_made_again(archive: Archive, tmp_path: Path) -> None:
    archive.records.add(book("達賚湖"))
    archive.close()
    older = (archive.folder / "catalogue.db").read_bytes()
    archive.records.add(book("呼倫湖"))
    archive.close()
    (archive.folder / "catalogue.db").write_bytes(older)
    with Archive.open(archive.folder, FOLDING) as opened:
        assert opened.search.find("湖").total == 1
        assert opened.search.find("呼倫").total == 0


def test_damage_of_the_catalogue_is_not_taken_for_damage_of_the_index(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> int:
        raise _damage(archive.folder / "catalogue.db")

    page_with(archive, "達賚湖")
    monkeypatch.setattr(Changes, "last", damaged)
    with pytest.raises(StorageError, match="catalogue"):
        archive.search.find("達賚湖")


def _damage(path: Path) -> StorageError:
    return Damaged("{file} is damaged", file=path)


def test_mongolian_words_of_the_collection_are_found(archive: Archive) -> None:
    words = sample("mongolian_words.txt").read_text(encoding="utf-8").split()[:300]
    page_with(archive, "\n".join(words))
    for word in random.Random(3).sample(words, 40):
        assert archive.search.find(word).total == 1, word


class TestLost:
    @pytest.fixture
    def behind(self, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
        """An archive with 600 records whose index was deleted, and is too much to be made within a search."""
        monkeypatch.setattr(values, "MADE_UP", 100)
        monkeypatch.setattr(search, "_BATCH_OF_REBUILD", 200)
        archive.records.add_many(book(f"達賚湖{n}") for n in range(600))
        for _ in archive.search.follow():
            pass
        archive.search.close()
        for file in archive.folder.glob("search.db*"):
            file.unlink()
        return archive

    def test_a_search_does_not_wait_for_it_and_says_so(self, behind: Archive) -> None:
        results = behind.search.find("达赉")
        assert (results.total, results.index.ready) == (0, False)
        work = behind.search.follow()
        state = next(work)
        assert 0 < state.done < state.of == 600
        results = behind.search.find("达赉")
        assert (results.total, results.index) == (state.done, state)

    def test_it_is_made_again_in_the_background_while_work_goes_on(self, behind: Archive) -> None:
        for state in behind.search.follow():
            behind.records.add(book(f"新{state.done}"))
        results = behind.search.find("达赉")
        assert (results.total, results.index.ready) == (600, True)
        assert behind.search.find("新").total == behind.records.count() - 600

    def test_work_that_was_left_is_gone_on_with(self, behind: Archive) -> None:
        first = next(behind.search.follow())
        second = next(behind.search.follow())
        assert second.done > first.done

    def test_what_is_little_behind_is_made_up_within_the_search(self, archive: Archive) -> None:
        archive.records.add(book("達賚湖"))
        archive.search.close()
        for file in archive.folder.glob("search.db*"):
            file.unlink()
        results = archive.search.find("达赉")
        assert (results.total, results.index.ready) == (1, True)

    def test_a_damaged_index_is_not_waited_for_either(self, behind: Archive) -> None:
        for _ in behind.search.follow():
            pass
        behind.search.close()
        (behind.folder / "search.db").write_bytes(b"garbage" * 9999)
        assert behind.search.state.done == 0
        assert not behind.search.find("达赉").index.ready
        for _ in behind.search.follow():
            pass
        assert behind.search.find("达赉").total == 600


def _parts(archive: Archive) -> int:
    """Of how many parts the index of pages consists, each opened by every query."""
    with archive.search._file.database.outside_transactions() as connection:
        ((count,),) = connection.execute("SELECT count(DISTINCT segid) FROM page_pairs_idx").fetchall()
    return int(str(count))


def test_tidying_makes_few_parts_of_the_many_that_saving_leaves(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "archive", "made", FOLDING) as archive:
        for number in range(11):
            page_with(archive, f"達賚湖的魚{number}")
            archive.search.catch_up()
        before, found = _parts(archive), archive.search.find("达赉湖").hits
        for _ in archive.search.tidy():
            pass
        assert _parts(archive) < before
        assert archive.search.find("达赉湖").hits == found
        assert list(archive.search.faults()) == [None] * len(list(archive.search.faults()))
        assert not list(archive.search.tidy())


def test_tidying_an_archive_in_which_nothing_is_kept_does_nothing(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "archive", "made", FOLDING) as archive:
        assert not list(archive.search.tidy())


def test_a_damaged_index_met_while_tidying_is_made_anew_and_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive.create(tmp_path / "archive", "made", FOLDING) as archive:
        page_with(archive, "達賚湖的魚")

        def torn() -> Iterator[None]:
            yield
            raise Damaged("{file} is damaged.", file=archive.search._file.path)

        monkeypatch.setattr(archive.search._file, "tidy", torn)
        assert list(archive.search.tidy()) == [None]
        for _ in archive.search.follow():
            pass
        assert archive.search.find("达赉湖").total == 1
