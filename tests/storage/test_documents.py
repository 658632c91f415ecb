from __future__ import annotations

import pytest

from storage.archive import Archive
from storage.errors import Conflict, NotFound
from storage.values import NewPage
from tests.storage.conftest import book, image, page_with


def test_a_document_has_its_pages_in_order(archive: Archive) -> None:
    pages = [image(archive, data) for data in (b"1", b"2")]
    document = archive.documents.add("年鉴", "yearbook", pages=pages)
    added = archive.documents.add_page(document.id, image(archive, b"3"))
    found = archive.documents.pages(document.id)
    assert [page.number for page in found] == [1, 2, 3]
    assert [page.digest for page in found[:2]] == [page.digest for page in pages]
    assert found[2] == added == archive.documents.page(added.id)
    assert (document.title, document.kind, document.pages, document.record) == ("年鉴", "yearbook", 2, None)


def test_a_page_whose_image_is_not_in_the_archive_is_refused_with_the_whole_document(archive: Archive) -> None:
    missing = NewPage("0" * 64, "x.png", "image/png", 1, 1)
    with pytest.raises(NotFound, match="missing from the archive"):
        archive.documents.add("文書", pages=[image(archive), missing])
    assert archive.documents.list() == ()


def test_a_document_counts_its_pages_read_and_corrected(archive: Archive) -> None:
    document = archive.documents.add("文書", pages=[image(archive)] * 3)
    first, second, _ = archive.documents.pages(document.id)
    archive.documents.save_text(first.id, 0, "{}", "一", "machine", 0.7)
    archive.documents.save_text(second.id, 0, "{}", "二", "machine", 0.8)
    archive.documents.save_text(second.id, 1, "{}", "二二", "person", 1.0)
    found = archive.documents.get(document.id)
    assert (found.pages, found.read, found.corrected) == (3, 2, 1)
    assert archive.documents.page(second.id).corrected is True
    assert archive.documents.page(first.id).corrected is False
    assert archive.documents.page(first.id).confidence == 0.7
    assert [page.number for page in archive.documents.unread()] == [3]


def test_the_machines_reading_stays_beside_the_correction(archive: Archive) -> None:
    page = page_with(archive, "逹賚湖")
    corrected = archive.documents.save_text(page.id, 1, '{"p":1}', "達賚湖", "person", 1.0, "checked")
    assert archive.documents.text(page.id) == corrected
    earlier = archive.documents.text(page.id, 1)
    assert earlier is not None
    assert (earlier.text, earlier.source) == ("逹賚湖", "machine")
    assert [(v.version, v.source, v.note) for v in archive.documents.texts(page.id)] == [
        (1, "machine", ""),
        (2, "person", "checked"),
    ]


def test_a_page_nobody_has_read_has_no_text(archive: Archive) -> None:
    document = archive.documents.add("文書", pages=[image(archive)])
    (page,) = archive.documents.pages(document.id)
    assert archive.documents.text(page.id) is None
    assert archive.documents.text(page.id, 1) is None
    assert archive.documents.texts(page.id) == ()


def test_correcting_a_text_that_somebody_else_has_corrected_is_a_conflict_that_shows_theirs(archive: Archive) -> None:
    page = page_with(archive, "原")
    archive.documents.save_text(page.id, 1, "{}", "甲", "person", 1.0)
    with pytest.raises(Conflict, match="page 1 of document 1") as conflict:
        archive.documents.save_text(page.id, 1, "{}", "乙", "person", 1.0)
    assert conflict.value.current == archive.documents.text(page.id)


def test_renaming_checks_the_version_and_linking_makes_a_new_one(archive: Archive) -> None:
    record = archive.records.add(book("書"))
    document = archive.documents.add("舊名")
    renamed = archive.documents.rename(document.id, 1, "新名", "book")
    linked = archive.documents.link(document.id, record.id)
    assert (renamed.title, renamed.version, linked.record, linked.version) == ("新名", 2, record.id, 3)
    with pytest.raises(Conflict) as conflict:
        archive.documents.rename(document.id, 2, "x", "")
    assert conflict.value.current == linked
    assert archive.documents.of_record(record.id) == (linked,)
    assert archive.documents.link(document.id, None).record is None


def test_a_document_is_not_linked_to_a_record_that_is_not_there(archive: Archive) -> None:
    document = archive.documents.add("文書")
    with pytest.raises(NotFound, match="no record 7"):
        archive.documents.link(document.id, 7)
    with pytest.raises(NotFound, match="no record 7"):
        archive.documents.add("文書", record=7)


def test_a_deleted_document_leaves_lists_and_search(archive: Archive) -> None:
    page = page_with(archive, "達賚湖")
    archive.documents.delete(page.document, "given back")
    assert archive.documents.list() == ()
    assert archive.documents.unread() == ()
    assert archive.search.find("達賚湖").total == 0
    for ask in (archive.documents.get, archive.documents.pages):
        with pytest.raises(NotFound):
            ask(page.document)
    with pytest.raises(NotFound):
        archive.documents.page(page.id)


def test_documents_are_listed_newest_first_a_stretch_at_a_time(archive: Archive) -> None:
    for title in "甲乙丙":
        archive.documents.add(title)
    assert [document.title for document in archive.documents.list()] == ["丙", "乙", "甲"]
    assert [document.title for document in archive.documents.list(limit=1, offset=1)] == ["乙"]


def test_unread_pages_can_be_asked_for_by_document(archive: Archive) -> None:
    first = archive.documents.add("甲", pages=[image(archive)])
    second = archive.documents.add("乙", pages=[image(archive)])
    assert [page.document for page in archive.documents.unread()] == [first.id, second.id]
    assert [page.document for page in archive.documents.unread([second.id])] == [second.id]
    assert archive.documents.unread([]) == ()
