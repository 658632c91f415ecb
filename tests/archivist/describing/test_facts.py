"""What search is told of a document: every name of its places, its years, and nothing of what is sealed."""

from __future__ import annotations

import pytest

from archivist import documents
from archivist.accessions import Accession, Donor
from archivist.accessions import work as accessions
from archivist.dates import understand
from archivist.describing import Description, Person, PlaceRef, Subject, Title, work
from archivist.describing.facts import facts
from archivist.places import gazetteer
from archivist.workspace import Workspace
from storage.values import Access, Described, Document

LAKE = Description(
    "photograph",
    (Title("达赉湖冬捕", "chi"), Title("Зимний лов", "rus", role="parallel")),
    (understand("康德七年"), understand("1942年")),
    (PlaceRef("达赉湖", "hulun-lake"), PlaceRef("胪滨"), PlaceRef("无名屯")),
    (Person("张三", "photographer"), Person("王五", "about")),
    (Subject("渔业"),),
    notes=("背面有字",),
)


@pytest.fixture
def told(ws: Workspace) -> Document:
    made = ws.archive.documents.add("旧照", "照片")
    return work.describe(ws, made, LAKE)


def found(ws: Workspace, document: Document) -> Described:
    return facts(ws, document, gazetteer(ws))


def test_a_document_is_found_under_all_its_names(ws: Workspace, told: Document) -> None:
    known = found(ws, told)
    assert known.fields["title"] == "达赉湖冬捕\nЗимний лов"
    assert (known.fields["author"], known.fields["subject"]) == ("张三", "渔业\n王五")
    assert {"呼伦湖", "达赉湖", "满洲里", "无名屯"} <= set(known.fields["place"].splitlines())
    assert known.years == (1940, 1942)


def test_places_are_counted_by_todays_name(ws: Workspace, told: Document) -> None:
    known = found(ws, told)
    assert known.facets["place"] == ("呼伦湖", "满洲里市", "无名屯")
    assert (known.facets["kind"], known.facets["language"]) == (("照片",), ("chi",))
    assert "donor" not in known.facets


@pytest.mark.parametrize(("named", "donors"), [(True, ("王芳",)), (False, ())])
def test_a_donor_is_counted_only_who_wishes_to_be_named(
    ws: Workspace, told: Document, *, named: bool, donors: tuple[str, ...]
) -> None:
    came = accessions.add(ws, Accession("2026-03-01", Donor("王芳", named=named)))
    assert found(ws, accessions.assign(ws, came, told.id)).facets.get("donor", ()) == donors


def test_of_what_is_sealed_only_title_and_kind_are_told(ws: Workspace, told: Document) -> None:
    sealed = documents.restrict(ws, told, Access("sealed", "2999-01-01"))
    assert found(ws, sealed) == Described({"title": "达赉湖冬捕", "kind": "照片"}, {"kind": ("照片",)})


def test_a_document_nobody_has_described_has_title_and_kind(ws: Workspace) -> None:
    assert found(ws, ws.archive.documents.add("旧照")) == Described({"title": "旧照"})


def test_a_document_parted_from_its_accession_is_no_longer_found_by_its_donor(ws: Workspace, told: Document) -> None:
    came = accessions.add(ws, Accession("2026-03-01", Donor("王芳", named=True)))
    accessions.assign(ws, came, told.id)
    assert ws.archive.documents.described(told.id).facets["donor"] == ("王芳",)
    assert accessions.part(ws, told.id).accession is None
    assert "donor" not in ws.archive.documents.described(told.id).facets
