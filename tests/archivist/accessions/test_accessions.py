"""Donations come in, are numbered and kept, and show what remains to be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archivist import access
from archivist.access import Reader
from archivist.accessions import Accession, Agreement, Donor, Item, work
from archivist.errors import ArchivistError
from archivist.settings import Settings
from archivist.workspace import Workspace
from storage.errors import Conflict, NotFound
from storage.values import NewPage
from tests.helpers.draw import text_image

GIFT = Accession(
    "2026-03-01",
    Donor("王芳", "0470-000000", named=False),
    (Item("老照片", 12, "张", "有折痕"), Item("账簿", 3, "册")),
    Agreement("gift", "著作权归捐赠人", "sealed", "2046-01-01"),
    received_by="李明",
)


def scanned(ws: Workspace, pages: int = 1) -> int:
    image = NewPage(ws.archive.files.put_bytes(b"image"), "1.png", "image/png", 8, 8)
    return ws.archive.documents.add("照片", pages=[image] * pages).id


def test_an_accession_gets_a_number_and_is_itself_again(ws: Workspace) -> None:
    kept = work.add(ws, GIFT)
    assert (kept.number, kept.version) == ("2026-0001", 1)
    assert work.get(ws, "2026-0001") == work.get(ws, str(kept.id)) == kept
    assert replace(kept, number="", id=0, version=0) == GIFT
    assert kept.pieces == 15


def test_the_form_of_numbers_is_a_setting(ws: Workspace) -> None:
    Settings().set("accessions.number", "捐{year}第{number}号")
    assert work.add(ws, GIFT).number == "捐2026第1号"
    for form in ("{number", "{place}", "always"):
        Settings().set("accessions.number", form)
        with pytest.raises(ArchivistError, match="no form for numbers"):
            work.add(ws, GIFT)


def test_a_change_is_a_version_and_two_people_cannot_overwrite_each_other(ws: Workspace) -> None:
    kept = work.add(ws, GIFT)
    assert work.thanked(ws, kept, "2026-04-01").thanked == "2026-04-01"
    with pytest.raises(Conflict):
        work.thanked(ws, kept)


@pytest.mark.parametrize("wrong", [
    replace(GIFT, received="yesterday"), replace(GIFT, agreement=Agreement("theft")),
    replace(GIFT, agreement=Agreement(level="secret")), replace(GIFT, agreement=Agreement(until="soon")),
    replace(GIFT, items=(Item("书", 0),)),
])  # fmt: skip
def test_what_cannot_be_is_refused(ws: Workspace, wrong: Accession) -> None:
    with pytest.raises(ArchivistError):
        work.add(ws, wrong)
    assert work.listing(ws) == ()


def test_what_remains_is_counted_in_the_documents_that_came_with_it(ws: Workspace) -> None:
    kept = work.add(ws, replace(GIFT, agreement=Agreement()))
    assert [step.name for step in work.remaining(ws, kept)] == [
        "agreed", "scanned", "read", "corrected", "described", "catalogued", "thanked",
    ]  # fmt: skip
    document = scanned(ws, pages=2)
    work.assign(ws, kept, document)
    first, second = ws.archive.documents.pages(document)
    ws.archive.documents.save_text(first.id, 0, "{}", "一", "machine", 0.9)
    ws.archive.documents.save_text(second.id, 0, "{}", "二", "person", 0.9)
    steps = {step.name: (step.done, step.of) for step in work.steps(ws, kept)}
    assert (steps["scanned"], steps["read"], steps["corrected"]) == ((1, 1), (2, 2), (1, 2))
    assert steps["described"] == steps["catalogued"] == (0, 1)
    assert [found.id for found in work.documents_of(ws, kept)] == [document]


def test_a_document_takes_the_access_that_was_agreed(ws: Workspace) -> None:
    kept = work.add(ws, GIFT)
    document = work.assign(ws, kept, scanned(ws))
    assert (document.accession, document.access.level, document.access.until) == (kept.id, "sealed", "2046-01-01")
    with pytest.raises(ArchivistError, match="sealed until"):
        access.seen(ws, document.id)


def test_the_signed_agreement_is_kept_byte_for_byte(ws: Workspace, tmp_path: Path) -> None:
    paper = tmp_path / "agreement.pdf"
    paper.write_bytes(b"%PDF signed")
    kept = work.keep_agreement(ws, work.add(ws, GIFT), paper)
    assert ws.archive.files.path(kept.agreement.scan).read_bytes() == b"%PDF signed"
    assert "agreed" not in {step.name for step in work.remaining(ws, kept)}


def test_a_deleted_accession_is_in_no_list(ws: Workspace) -> None:
    kept = work.add(ws, GIFT)
    work.delete(ws, kept, "twice")
    assert work.listing(ws) == ()
    with pytest.raises(NotFound):
        work.get(ws, kept.number)


def test_accessions_are_for_the_staff(ws: Workspace) -> None:
    work.add(ws, GIFT)
    ws.reader = Reader("reading-room")
    with pytest.raises(ArchivistError, match="staff only"):
        work.listing(ws)
    with pytest.raises(ArchivistError, match="staff only"):
        work.get(ws, "2026-0001")


def test_an_accession_of_a_newer_program_is_named(ws: Workspace) -> None:
    ws.archive.accessions.add(lambda year, serial: "1", "2026-01-01", "", '{"form": 9}')
    with pytest.raises(ArchivistError, match="Accession 1 "):
        work.listing(ws)


def test_the_commands_bring_a_donation_in(ws: Workspace, tmp_path: Path, say: Callable[..., Any]) -> None:
    at = ("--archive", ws.folder)
    code, items, _err = say(
        "accessions", "add", "--donor", "王芳", "--received", "2026-03-01", "--item", "老照片|12|张|有折痕",
        "--access", "reading-room", *at, "--json",
    )  # fmt: skip
    assert (code, items[0]["number"], items[0]["pieces"]) == (0, "2026-0001", 12)
    document = scanned(ws)
    assert say("accessions", "assign", "2026-0001", document, *at)[0] == 0
    shown = say("accessions", "show", "2026-0001", *at, "--json")[1][0]
    assert shown["document_ids"] == [document]
    assert shown["items"] == [{"what": "老照片", "count": 12, "unit": "张", "condition": "有折痕"}]
    assert {"step": "scanned", "done": 1, "of": 1} in shown["steps"]
    assert "thanked" in shown["remaining"]
    assert say("accessions", "thanked", "2026-0001", *at, "--json")[1][0]["remaining"].count("thanked") == 0
    assert len(say("accessions", "list", "--open", *at, "--json")[1]) == 1
    assert say("accessions", "show", "2026-0009", *at)[0] == 2
    assert say("accessions", "add", "--item", "书|many", *at)[0] == 2


def test_an_accession_is_changed_and_a_document_added_to_it_from_the_command_line(
    ws: Workspace, tmp_path: Path, say: Callable[..., Any]
) -> None:
    at = ("--archive", ws.folder, "--json")
    say("accessions", "add", "--donor", "王芳", "--received", "2026-03-01", *at)
    (tmp_path / "agreement.pdf").write_bytes(b"%PDF signed")
    changes = ("--item", "照片|2|张", "--access", "staff", "--scan", tmp_path / "agreement.pdf", "--note", "急")
    code, items, _err = say("accessions", "change", "2026-0001", *changes, *at)
    assert (code, items[0]["pieces"], items[0]["donor"]) == (0, 2, "王芳")
    assert "agreed" not in items[0]["remaining"]
    text_image("达赉湖").save(tmp_path / "page.png")
    added = say("documents", "add", tmp_path / "page.png", "--title", "照片", "--accession", "2026-0001", *at)[1][0]
    shown = say("documents", "show", added["id"], *at)[1][0]
    assert (shown["accession"], shown["access"]) == (items[0]["id"], "staff")
