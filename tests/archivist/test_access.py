"""Nobody sees what they may not see: no list, no picture, no text, no hit, no total, no export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archivist import access, documents, searching
from archivist.access import Reader
from archivist.describing import work as describing
from archivist.describing.known import described
from archivist.errors import ArchivistError
from archivist.settings import Settings
from archivist.workspace import Workspace
from ocr.page import PageText
from storage.values import Access, AccessLevel, Document, NewPage
from tests.helpers.draw import text_image

LEVELS: tuple[AccessLevel, ...] = ("public", "reading-room", "staff", "sealed")


@pytest.fixture
def kept(ws: Workspace, tmp_path: Path) -> Iterator[dict[AccessLevel, Document]]:
    """A document of each level, each with one page that says the same; the sealed one until 2046."""
    picture = tmp_path / "page.png"
    text_image("达赉湖").save(picture)
    found: dict[AccessLevel, Document] = {}
    for level in LEVELS:
        digest = ws.archive.files.put_bytes(picture.read_bytes())
        made = ws.archive.documents.add(f"{level}的湖", pages=[NewPage(digest, "page.png", "image/png", 100, 100)])
        (page,) = ws.archive.documents.pages(made.id)
        text = PageText.from_json(_payload())
        ws.archive.documents.save_text(page.id, 0, text.to_json(), "达赉湖水位", "machine", 0.9)
        until = "2046-01-01" if level == "sealed" else ""
        found[level] = ws.archive.documents.restrict(made.id, made.version, Access(level, until))
    yield found


def _payload() -> str:
    return PageText(100, 100, (), "hans", "horizontal", "test", "1").to_json()


@pytest.mark.parametrize(("level", "seen"), [("public", 1), ("reading-room", 2), ("staff", 3)])
def test_a_reader_sees_what_is_of_their_level_and_below(
    ws: Workspace, kept: dict[AccessLevel, Document], level: AccessLevel, seen: int
) -> None:
    ws.reader = Reader(level, "2026-11-25")
    for number, document in enumerate(kept.values()):
        if number < seen:
            assert documents.pages(ws, document.id)
        else:
            with pytest.raises(ArchivistError):
                documents.pages(ws, document.id)


def test_pictures_texts_corrections_and_exports_are_refused(
    ws: Workspace, kept: dict[AccessLevel, Document], tmp_path: Path
) -> None:
    (page,) = ws.archive.documents.pages(kept["sealed"].id)
    for work in (
        lambda: documents.page_image(ws, page),
        lambda: documents.page_text(ws, page.id),
        lambda: documents.page(ws, page.id),
        lambda: documents.correct(ws, page.id, 1, 0, "x"),
        lambda: documents.restore_text(ws, page.id, 1, 1),
        lambda: list(documents.export(ws, kept["sealed"].id, tmp_path / "out.txt", "text")),
    ):
        with pytest.raises(ArchivistError, match="sealed until 2046-01-01"):
            work()
    assert not (tmp_path / "out.txt").exists()


def test_what_a_reader_may_not_see_is_in_no_list_and_staff_see_that_a_sealed_document_exists(
    ws: Workspace, kept: dict[AccessLevel, Document]
) -> None:
    ws.archive.documents.describe(kept["sealed"].id, 2, "sealed的湖", "照片", '{"form": 1, "summary": "who"}')
    ws.reader = Reader("public", "2026-11-25")
    assert [document.title for document in documents.listing(ws)] == ["public的湖"]
    with pytest.raises(ArchivistError, match="no document"):
        documents.get(ws, kept["staff"].id)
    ws.reader = Reader("staff", "2026-11-25")
    assert len(documents.listing(ws)) == 4
    sealed = documents.get(ws, kept["sealed"].id)
    assert (sealed.title, sealed.kind, sealed.description) == ("sealed的湖", "照片", "")


def test_search_shows_and_counts_only_what_may_be_seen(ws: Workspace, kept: dict[AccessLevel, Document]) -> None:
    for level, total in (("public", 1), ("reading-room", 2), ("staff", 3)):
        ws.reader = access.Reader(level, "2026-11-25")  # type: ignore[arg-type]  # a literal of the list
        found = searching.find(ws, "达赉湖", limit=1)
        assert (found.total, len(found.hits)) == (total, 1)
        every = searching.find(ws, "达赉湖", limit=10, offset=1)
        assert len(every.hits) == total - 1
        assert kept["sealed"].id not in {hit.document for hit in every.hits}


def test_a_seal_ends_on_its_day(
    ws: Workspace, kept: dict[AccessLevel, Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, total in (("2045-12-31", 1), ("2046-01-01", 2)):
        ws.reader = Reader("public", day)
        for place in ("storage.tables.today", "storage.documents.today"):
            monkeypatch.setattr(place, lambda day=day: day)
        ws.archive.documents.tell_of_lapsed()  # as on opening the archive
        assert searching.find(ws, "达赉湖").total == total
        assert len(documents.listing(ws)) == total


def test_a_sealed_page_is_not_read_by_the_machine(ws: Workspace, kept: dict[AccessLevel, Document]) -> None:
    for document in kept.values():
        ws.archive.documents.add_page(document.id, NewPage(_digest(ws), "2.png", "image/png", 9, 9))
    assert access.hidden(ws) == {kept["sealed"].id}
    assert {page.document for page in documents.unread(ws)} == {kept[level].id for level in LEVELS[:3]}
    assert list(documents.read(ws, [kept["sealed"].id])) == []


def _digest(ws: Workspace) -> str:
    return ws.archive.files.put_bytes(b"no picture")


def test_access_is_changed_with_a_reason_that_stays_in_the_log(
    ws: Workspace, kept: dict[AccessLevel, Document]
) -> None:
    opened = documents.restrict(ws, kept["sealed"], Access("reading-room"), "the donor agreed")
    assert documents.pages(ws, opened.id)
    assert ws.archive.events.of_document(opened.id)[-1].detail == "the donor agreed"


def test_commands_ask_as_whom(ws: Workspace, kept: dict[AccessLevel, Document], say: Callable[..., Any]) -> None:
    code, items, _err = say("documents", "list", "--as", "public", "--archive", ws.folder, "--json")
    assert (code, [item["title"] for item in items]) == (0, ["public的湖"])
    assert say("search", "达赉湖", "--as", "reading-room", "--archive", ws.folder, "--json")[1][-1]["total"] == 2
    code, _items, err = say("documents", "show", kept["staff"].id, "--as", "public", "--archive", ws.folder)
    assert code == 2
    assert "no document" in err[0]
    assert say("documents", "list", "--as", "king", "--archive", ws.folder)[0] == 2


def test_the_settings_say_who_sits_at_the_computer(ws: Workspace, say: Callable[..., Any]) -> None:
    Settings().set("access.level", "public")
    with Workspace.open(ws.folder) as again:
        assert again.reader.level == "public"


@pytest.mark.parametrize(("level", "until"), [("secret", ""), ("sealed", "soon"), ("sealed", "2046-02-30")])
def test_a_level_or_day_that_is_none_is_refused(level: str, until: str) -> None:
    with pytest.raises(ArchivistError):
        access.access_of(level, until)


def test_a_copy_of_what_is_not_public_says_so_on_every_page_and_in_the_log(
    ws: Workspace, kept: dict[AccessLevel, Document], tmp_path: Path
) -> None:
    Settings().set("library.name", "满洲里市图书馆")
    out = tmp_path / "out.txt"
    list(documents.export(ws, kept["reading-room"].id, out, "text"))
    head = out.read_text("utf-8").splitlines()[0]
    assert head.startswith("[满洲里市图书馆 · Reading room only · copy of 20")
    assert ws.archive.events.of_document(kept["reading-room"].id)[-1].kind == "export"
    list(documents.export(ws, kept["public"].id, out, "text", force=True))
    assert not out.read_text("utf-8").startswith("[")
    list(documents.export(ws, kept["staff"].id, tmp_path / "out.pdf"))
    assert (tmp_path / "out.pdf").exists()


def test_readers_change_nothing(ws: Workspace, kept: dict[AccessLevel, Document], tmp_path: Path) -> None:
    ws.reader = Reader("reading-room", "2026-11-25")
    document = kept["public"]
    (page,) = documents.pages(ws, document.id)
    for change in (
        lambda: documents.correct(ws, page.id, 1, 0, "x"),
        lambda: documents.restore_text(ws, page.id, 1, 1),
        lambda: documents.rename(ws, document, "x", ""),
        lambda: documents.delete(ws, document.id, "x"),
        lambda: documents.restrict(ws, document, Access("sealed")),
        lambda: list(documents.read(ws)),
        lambda: list(documents.add(ws, [tmp_path / "page.png"], "x")),
        lambda: describing.describe(ws, document, described(document)),
        lambda: describing.catalogue(ws, document.id),
        lambda: describing.unlink(ws, document.id),
    ):
        with pytest.raises(ArchivistError, match="Only the staff"):
            change()
    assert len(ws.archive.documents.list()) == 4
