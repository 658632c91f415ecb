"""Descriptions are kept with the document, joined on both sides, and in step with their records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archivist import documents, records
from archivist.access import Reader
from archivist.accessions import Accession, Donor
from archivist.accessions import work as accessions
from archivist.dates import understand
from archivist.describing import Description, Person, PlaceRef, Relation, Repair, Subject, Title, work
from archivist.describing.crossing import local_document
from archivist.errors import ArchivistError
from archivist.settings import Settings
from archivist.workspace import Workspace
from marc.local import links
from storage.errors import Conflict, NotFound
from storage.values import Access, Document, NewPage

LAKE = Description(
    "photograph",
    (Title("达赉湖冬捕", "chi"),),
    (understand("康德七年"),),
    (PlaceRef("达赉湖", "hulun-lake"), PlaceRef("海拉尔", role="made")),
    (Person("张三", "photographer"), Person("王五", "about")),
    (Subject("渔业", controlled=True), Subject("冬捕")),
    ("chi",),
    extent="1张 ; 9×12cm",
)


@pytest.fixture
def photo(ws: Workspace) -> Document:
    image = NewPage(ws.archive.files.put_bytes(b"image"), "1.png", "image/png", 8, 8)
    return ws.archive.documents.add("旧照", "照片", pages=[image])


def test_a_document_nobody_has_described_has_title_and_kind(ws: Workspace, photo: Document) -> None:
    assert work.description_of(ws, photo.id) == Description("photograph", (Title("旧照"),))


def test_a_description_is_kept_and_the_list_shows_its_title_and_kind(ws: Workspace, photo: Document) -> None:
    kept = work.describe(ws, photo, LAKE)
    assert (kept.title, kept.kind) == ("达赉湖冬捕", "照片")
    assert work.description_of(ws, photo.id) == LAKE
    with pytest.raises(Conflict):
        work.describe(ws, photo, LAKE)
    with pytest.raises(ArchivistError, match="title"):
        work.describe(ws, kept, Description("photograph"))


def test_a_new_title_is_in_the_description_too(ws: Workspace, photo: Document) -> None:
    kept = documents.rename(ws, work.describe(ws, photo, LAKE), "呼伦湖冬捕", "老照片")
    assert work.description_of(ws, kept.id) == replace(LAKE.with_title("呼伦湖冬捕"), kind="老照片")


def test_repairs_are_logged_with_pictures_that_are_in_the_archive(ws: Workspace, photo: Document) -> None:
    before = ws.archive.files.put_bytes(b"before")
    repair = Repair("2026-04-02", "李", "补缀虫洞", "皮纸、淀粉浆", "1-3", (before,))
    kept = work.log_repair(ws, photo, repair)
    assert work.description_of(ws, photo.id).repairs == (repair,)
    with pytest.raises(NotFound):
        work.log_repair(ws, kept, replace(repair, after=("0" * 64,)))
    with pytest.raises(ArchivistError, match="no day"):
        work.log_repair(ws, kept, replace(repair, day="spring"))


def test_a_relation_is_known_on_both_sides_and_taken_back_on_both(ws: Workspace, photo: Document) -> None:
    album = ws.archive.documents.add("影集")
    for _again in range(2):
        work.relate(ws, photo.id, "part-of", album.id)
    assert work.description_of(ws, photo.id).relations == (Relation("part-of", album.id),)
    assert work.description_of(ws, album.id).relations == (Relation("has-part", photo.id),)
    work.unrelate(ws, album.id, "has-part", photo.id)
    assert work.description_of(ws, photo.id).relations == work.description_of(ws, album.id).relations == ()
    for kind, other in (("part-of", photo.id), ("friend-of", album.id)):
        with pytest.raises(ArchivistError):
            work.relate(ws, photo.id, kind, other)


def test_a_record_is_made_of_the_description_and_both_know_each_other(ws: Workspace, photo: Document) -> None:
    work.describe(ws, photo, LAKE)
    opened = work.catalogue(ws, photo.id)
    assert ws.archive.documents.get(photo.id).record == opened.id
    assert opened.record.leader[6:8] == "km"
    assert opened.record.first("210", "d") == "康德七年[1940]"
    assert opened.record.first("100", "a")[8:17] == "d1940    "
    assert (opened.points.errors, opened.points.warnings) == (0, 0)
    (link,) = links(opened.record)
    assert link.key == link.address == f"urn:uuid:{ws.archive.id}#document-{photo.id}"
    with pytest.raises(ArchivistError, match="already"):
        work.catalogue(ws, photo.id)


def test_the_link_keeps_in_step_with_title_and_address(ws: Workspace, photo: Document) -> None:
    record = work.catalogue(ws, photo.id).id
    work.describe(ws, ws.archive.documents.get(photo.id), LAKE)
    (link,) = links(records.load(ws, record).record)
    assert link.note == "达赉湖冬捕（1页）"
    for address, expected in (
        ("https://lib.cn/d/", f"https://lib.cn/d/{photo.id}"),
        ("https://lib.cn/?doc={id}", f"https://lib.cn/?doc={photo.id}"),
    ):
        Settings().set("library.address", address)
        assert work.refresh_links(ws) == 1
        assert links(records.load(ws, record).record)[0].address == expected
    assert work.refresh_links(ws) == 0


def test_a_document_linked_with_another_record_leaves_no_link_in_the_first(ws: Workspace, photo: Document) -> None:
    first = work.catalogue(ws, photo.id).id
    other = ws.archive.documents.add("别本")
    second = work.catalogue(ws, other.id).id
    work.link(ws, photo.id, second)
    assert links(records.load(ws, first).record) == ()
    assert len(links(records.load(ws, second).record)) == 2
    work.unlink(ws, photo.id)
    assert [link.key[-1] for link in links(records.load(ws, second).record)] == [str(other.id)]
    assert ws.archive.documents.get(photo.id).record is None


def test_a_deleted_record_does_not_keep_a_document_from_being_described(ws: Workspace, photo: Document) -> None:
    opened = work.catalogue(ws, photo.id)
    records.delete(ws, opened, "twice")
    assert work.describe(ws, ws.archive.documents.get(photo.id), LAKE).title == "达赉湖冬捕"


def test_a_description_is_filled_from_the_record_and_keeps_what_it_says_itself(ws: Workspace, photo: Document) -> None:
    work.describe(ws, photo, LAKE)
    record = work.catalogue(ws, photo.id).id
    other = ws.archive.documents.add("翻拍", "照片")
    work.link(ws, other.id, record)
    filled = work.description_of(ws, work.describe_from_record(ws, other.id).id)
    assert (filled.title, filled.dates[0].years, filled.extent) == ("达赉湖冬捕", "1940", "1张 ; 9×12cm")
    assert {place.name for place in filled.places} == {"达赉湖", "海拉尔"}
    assert {(person.name, person.role) for person in filled.people} == {("张三", "photographer"), ("王五", "about")}
    assert set(filled.subjects) == set(LAKE.subjects)
    work.describe(
        ws, ws.archive.documents.get(other.id), replace(filled, titles=(Title("翻拍照片"),), summary="背面有字")
    )
    again = work.description_of(ws, work.describe_from_record(ws, other.id).id)
    assert (again.title, again.summary) == ("翻拍照片", "背面有字")
    with pytest.raises(ArchivistError, match="no record"):
        work.describe_from_record(ws, ws.archive.documents.add("孤本").id)


@pytest.mark.parametrize(("written", "years"), [
    ("光绪二十年", (1894, 1894)), ("宣统三年十二月", (1912, 1912)), ("1930-1935", (1930, 1935)),
    ("某年", (0, 0)),
    ("1945年以前", (0, 1945)),
])  # fmt: skip
def test_years_of_a_record_are_those_of_the_date(written: str, years: tuple[int, int]) -> None:
    found = local_document(replace(LAKE, dates=(understand(written),)))
    assert (found.first, found.last) == years


def test_nobody_describes_or_catalogues_what_is_sealed(ws: Workspace, photo: Document) -> None:
    sealed = documents.restrict(ws, photo, Access("sealed", "2999-01-01"))
    for work_on in (
        lambda: work.description_of(ws, sealed.id),
        lambda: work.describe(ws, sealed, LAKE),
        lambda: work.catalogue(ws, sealed.id),
    ):
        with pytest.raises(ArchivistError, match="sealed"):
            work_on()
    ws.reader = Reader("staff", "2999-01-01")
    assert work.description_of(ws, sealed.id).title == "旧照"


def test_a_name_of_a_year_that_comes_back_does_not_widen_a_date_that_is_known() -> None:
    told = local_document(replace(LAKE, dates=(understand("康德七年"), understand("улаан морь"))))
    assert (told.first, told.last, told.certain) == (1940, 1940, True)
    assert told.dated == "康德七年[1940]; улаан морь"
    alone = local_document(replace(LAKE, dates=(understand("улаан морь", likely=(1900, 1970)),)))
    assert (alone.first, alone.last, alone.certain) == (1906, 1966, False)


@pytest.mark.parametrize(("named", "said"), [(True, "2026年王芳捐赠"), (False, "2026年捐赠")])
def test_a_record_names_the_donor_who_wishes_to_be_named(
    ws: Workspace, photo: Document, *, named: bool, said: str
) -> None:
    came = accessions.add(ws, Accession("2026-03-01", Donor("王芳", named=named)))
    accessions.assign(ws, came, photo.id)
    assert work.catalogue(ws, photo.id).record.first("317", "a") == said
