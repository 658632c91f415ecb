from __future__ import annotations

import threading

import pytest

from storage.archive import Archive
from storage.errors import Conflict, NotFound


def number(year: int, serial: int) -> str:
    return f"{year}-{serial:04}"


def test_numbers_count_within_the_year_in_which_a_thing_came(archive: Archive) -> None:
    days = ["2026-03-01", "2026-01-05", "2025-12-30"]
    numbers = [archive.accessions.add(number, day, "王", "{}").number for day in days]
    assert numbers == ["2026-0001", "2026-0002", "2025-0001"]
    assert [found.number for found in archive.accessions.list()] == ["2026-0002", "2026-0001", "2025-0001"]


def test_a_number_is_never_given_twice(archive: Archive) -> None:
    first = archive.accessions.add(number, "2026-03-01", "王", "{}")
    archive.accessions.delete(first.id, first.version, "entered twice")
    assert archive.accessions.add(number, "2026-03-02", "李", "{}").number == "2026-0002"
    with pytest.raises(NotFound, match="2026-0001"):
        archive.accessions.numbered("2026-0001")


def test_two_people_get_two_numbers(archive: Archive) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(archive.accessions.add(number, "2026-03-01", "王", "{}").number))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["2026-0001", "2026-0002", "2026-0003", "2026-0004"]


def test_a_form_of_numbers_that_leads_to_one_that_is_taken_gives_another(archive: Archive) -> None:
    found = [archive.accessions.add(lambda year, serial: "捐赠", "2026-03-01", "", "").number for _ in range(2)]
    assert found == ["捐赠", "捐赠/2026-2"]


def test_every_version_of_an_accession_stays(archive: Archive) -> None:
    first = archive.accessions.add(number, "2026-03-01", "王", '{"a":1}')
    second = archive.accessions.save(first.id, 1, "2026-03-02", "王芳", '{"a":2}')
    assert (second.version, second.number, second.received, second.donor) == (2, "2026-0001", "2026-03-02", "王芳")
    assert archive.accessions.payload(first.id, 1) == '{"a":1}'
    assert [version.version for version in archive.accessions.history(first.id)] == [1, 2]
    with pytest.raises(Conflict, match="version 2, not 1"):
        archive.accessions.save(first.id, 1, "2026-03-01", "", "")
    with pytest.raises(NotFound):
        archive.accessions.payload(first.id, 3)


def test_an_accession_counts_its_documents_and_its_events_are_kept(archive: Archive) -> None:
    accession = archive.accessions.add(number, "2026-03-01", "王", "{}")
    document = archive.documents.add("照片")
    archive.documents.came_with(document.id, accession.id)
    assert archive.accessions.get(accession.id).documents == 1
    assert [found.id for found in archive.documents.of_accession(accession.id)] == [document.id]
    assert [event.kind for event in archive.events.of("accession", [accession.id])] == ["accession"]


def test_an_accession_that_is_not_there_is_said(archive: Archive) -> None:
    for ask in (archive.accessions.get, archive.accessions.history):
        with pytest.raises(NotFound, match="no accession 7"):
            ask(7)
