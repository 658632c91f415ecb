"""Sealing, verifying, rebuilding and handing over, from the workflows and the command line; no engine is needed."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from archivist import documents, dublin, keeping, records
from archivist.errors import ArchivistError
from archivist.mets import METS, XLINK, Contents, FileRef, PageFiles, mets
from archivist.workspace import Workspace
from ocr.page import PageText
from storage.errors import NotFound, StorageError
from storage.keeping import document_object
from storage.values import Access, Document, Event, Points, Source
from tests.archivist.conftest import Said
from tests.helpers import cnmarc
from tests.helpers.draw import text_image
from tests.helpers.mets_schema import valid_mets
from tests.helpers.ocfl_judge import faults
from tests.ocr.pages import columns_page, mixed_page, table_page

Say = Callable[..., Said]
NAMES = {"m": METS, "x": XLINK, "p": "http://www.loc.gov/premis/v3", "dc": dublin.DC}
TITLE = "達賚湖水文 <1958>"


def read_page(ws: Workspace, page: int, version: int, text: PageText) -> None:
    source: Source = "person" if version else "machine"
    ws.archive.documents.save_text(page, version, text.to_json(), text.text, source, text.confidence)


def fill(ws: Workspace, folder: Path) -> int:
    """A document of three pages with its record: two are read, one is corrected, one nobody has read."""
    folder.mkdir()
    for number, text in enumerate(["一", "二", "三"], 1):
        text_image(text).save(folder / f"{number:02}.png")
    record = records.create(ws, cnmarc.record())
    list(documents.add(ws, [folder], TITLE, "水文表", record.id))
    document = documents.listing(ws)[0]
    first, second, _third = documents.pages(ws, document.id)
    read_page(ws, first.id, 0, columns_page())
    read_page(ws, first.id, 1, mixed_page())
    read_page(ws, second.id, 0, table_page())
    return document.id


@pytest.fixture
def document(ws: Workspace, tmp_path: Path) -> int:
    return fill(ws, tmp_path / "scans")


def object_of(ws: Workspace, document: int) -> Path:
    (place,) = ws.folder.glob(f"sealed/*/*/*/*document-{document}")
    return place


def test_a_sealed_document_explains_itself(ws: Workspace, document: int) -> None:
    items = list(keeping.seal(ws))
    assert [(item.document, item.error) for item in items] == [(document, ""), (0, "")]
    content = object_of(ws, document) / "v1" / "content"
    root = valid_mets((content / "mets.xml").read_bytes())
    for file in root.iterfind(".//m:file", NAMES):
        href = file.find("m:FLocat", NAMES).get(f"{{{XLINK}}}href")
        assert (content / href).is_file()
        assert (content / href).stat().st_size == int(file.get("SIZE"))
    assert [div.get("ORDER") for div in root.iterfind(".//m:structMap/m:div/m:div", NAMES)] == ["1", "2", "3"]
    assert len(root.findall(".//m:fileGrp[@USE='fulltext']/m:file", NAMES)) == 2
    kinds = [kind.text for kind in root.iterfind(".//p:eventType", NAMES)]
    assert kinds == ["ingestion"] * 4 + ["reading", "correction", "reading"]
    assert etree.parse(content / "alto" / "0001.xml").getroot().tag.endswith("alto")
    assert "达赉湖水文记录" in (content / "marc.xml").read_text("utf-8")
    assert TITLE.replace("<", "&lt;").replace(">", "&gt;") in (content / "dc.xml").read_text("utf-8")
    assert faults(ws.folder / "sealed") == []


def test_after_a_correction_only_that_page_is_written_again(ws: Workspace, document: int) -> None:
    list(keeping.seal(ws))
    second = documents.pages(ws, document)[1]
    read_page(ws, second.id, 1, mixed_page())
    assert [item.version for item in keeping.seal(ws) if item.document] == [2]
    written = {path.name for path in (object_of(ws, document) / "v2" / "content" / "alto").iterdir()}
    assert written == {"0002.xml"}
    root = valid_mets((object_of(ws, document) / "v2" / "content" / "mets.xml").read_bytes())
    assert len(root.findall(".//m:fileGrp[@USE='fulltext']/m:file", NAMES)) == 2
    assert faults(ws.folder / "sealed") == []


def test_a_document_that_can_not_be_sealed_is_named_and_the_others_are(ws: Workspace, document: int) -> None:
    other = ws.archive.documents.add("另")
    page = documents.pages(ws, document)[0]
    ws.archive.documents.save_text(page.id, 2, "{}", "", "person", 0.0)
    items = {item.document: item.error for item in keeping.seal(ws)}
    assert "The text of page 1 of document 1 cannot be understood" in items[document]
    assert items[other.id] == ""


def test_seal_verify_and_rebuild_on_the_command_line(ws: Workspace, document: int, say: Say, tmp_path: Path) -> None:
    code, lines, _ = say("seal", "--archive", ws.folder, "--json")
    assert (code, [line["document"] for line in lines]) == (0, [document, None])
    assert say("verify", "--archive", ws.folder, "--json")[:2] == (0, [])
    say("seal", "--archive", ws.folder, "--json")
    texts = [documents.page_text(ws, page.id) for page in documents.pages(ws, document)]
    ws.close()
    code, lines, told = say("rebuild", tmp_path / "again", "--archive", ws.folder, "--json")
    assert (code, lines) == (0, [])
    assert "0 faults" in told[-1]
    with Workspace.open(tmp_path / "again") as again:
        assert [documents.page_text(again, page.id) for page in documents.pages(again, document)] == texts
        assert records.load(again, 1).record == records.load(ws, 1).record
        assert again.archive.id == ws.archive.id
    for path in ws.folder.glob("*.db*"):
        path.unlink()
    assert say("rebuild", ws.folder, "--json")[0] == 0
    code, _, told = say("rebuild", ws.folder)
    assert code == 2
    assert "--force" in told[0]


def test_verify_names_a_flipped_bit_and_ends_with_1(ws: Workspace, document: int, say: Say) -> None:
    page = documents.pages(ws, document)[1]
    path = documents.page_image(ws, page)
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[50] ^= 4
    path.write_bytes(data)
    code, lines, _ = say("verify", "--archive", ws.folder, "--json")
    assert code == 1
    assert [line["file"] for line in lines] == [path.relative_to(ws.folder).as_posix()]
    assert "page 2" in lines[0]["fault"]
    assert say("verify", "--archive", ws.folder, "--only", "search.db", "--rate", "1")[0] == 0
    code, _, told = say("verify", "--archive", ws.folder, "--only", "elsewhere")
    assert code == 2
    assert "is no place in an archive" in told[0]


def test_verification_is_due_a_month_after_the_last(ws: Workspace, document: int) -> None:
    assert keeping.verification_due(ws)
    list(keeping.verify(ws, "files"))
    assert keeping.verification_due(ws)
    list(keeping.verify(ws))
    assert not keeping.verification_due(ws)
    assert not keeping.verification_due(ws, datetime.now(UTC) + timedelta(days=29))
    assert keeping.verification_due(ws, datetime.now(UTC) + timedelta(days=31))


def test_in_idle_time_what_is_quiet_is_sealed_and_what_is_due_is_verified(
    ws: Workspace, document: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(keeping.look_after(ws))
    assert ws.archive.keeping.waiting() == (document,)  # somebody worked on it a moment ago
    assert not keeping.verification_due(ws)
    monkeypatch.setattr(keeping, "QUIET", timedelta(hours=-1))
    work = keeping.look_after(ws)
    next(work)
    work.close()
    assert ws.archive.keeping.waiting() == (document,)
    list(keeping.look_after(ws))
    assert ws.archive.keeping.waiting() == ()


def test_an_empty_archive_needs_no_verification(ws: Workspace) -> None:
    assert not keeping.verification_due(ws)


def test_a_bag_goes_out_and_comes_in_with_every_version_of_its_texts(
    ws: Workspace, document: int, say: Say, tmp_path: Path
) -> None:
    ws.archive.documents.restrict(document, 1, Access("staff", "2046-01-01"))
    out = tmp_path / "bag"
    assert say("documents", "export", document, out, "--to", "bag", "--archive", ws.folder)[0] == 0
    valid_mets((out / "data" / "mets.xml").read_bytes())
    assert ws.archive.events.of_document(document)[-1].kind == "export"
    with Workspace.create(tmp_path / "other", "Other"):
        pass
    code, lines, _ = say("documents", "add", out, "--archive", tmp_path / "other", "--json")
    assert (code, lines) == (0, [{"id": 1, "pages": 3}])
    with Workspace.open(tmp_path / "other") as other:
        (taken,) = documents.listing(other)
        assert (taken.title, taken.kind, taken.read, taken.corrected) == (TITLE, "水文表", 2, 1)
        assert taken.access == Access("staff", "2046-01-01")
        for page, before in zip(documents.pages(other, 1), documents.pages(ws, document), strict=True):
            assert page.digest == before.digest
            assert [v.source for v in other.archive.documents.texts(page.id)] == [
                v.source for v in ws.archive.documents.texts(before.id)
            ]
            assert documents.page_text(other, page.id) == documents.page_text(ws, before.id)


def test_a_bag_with_a_fault_is_refused_whole_and_the_fault_named(
    ws: Workspace, document: int, say: Say, tmp_path: Path
) -> None:
    out = tmp_path / "bag"
    list(documents.export(ws, document, out, "bag"))
    (out / "data" / "alto" / "0001.xml").write_text("<alto/>")
    code, _, told = say("documents", "add", out, "--archive", ws.folder)
    assert code == 2
    assert "0001.xml is not what was put into the bag (sha256, sha512)" in told[0]
    assert len(documents.listing(ws)) == 1


def test_pictures_in_a_bag_of_another_program_become_a_document(ws: Workspace, tmp_path: Path) -> None:
    from storage.bag_writing import write_bag

    picture = io.BytesIO()
    text_image("湖").save(picture, "PNG")
    list(write_bag(tmp_path / "bag", [("a.png", picture.getvalue())], {"External-Description": "照片"}))
    (added,) = documents.add(ws, [tmp_path / "bag"], "")
    assert documents.listing(ws)[0].title == "照片"
    assert added.name.endswith("a.png")


def test_a_document_that_is_no_bag_needs_a_title(ws: Workspace, say: Say, tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    code, _, told = say("documents", "add", tmp_path / "scans", "--archive", ws.folder)
    assert code == 2
    assert "--title" in told[0]


@pytest.mark.parametrize("to", ["mets", "bag", "dc", "premis"])
def test_a_document_that_was_taken_out_does_not_go_out(ws: Workspace, document: int, tmp_path: Path, to: str) -> None:
    documents.delete(ws, document, "twice")
    with pytest.raises(NotFound):
        list(documents.export(ws, document, tmp_path / "out", to))


def test_mets_goes_out_as_a_folder_or_a_file(ws: Workspace, document: int, tmp_path: Path) -> None:
    list(documents.export(ws, document, tmp_path / "package", "mets"))
    names = {path.relative_to(tmp_path / "package").as_posix() for path in (tmp_path / "package").rglob("*.*")}
    assert {"mets.xml", "dc.xml", "marc.xml", "masters/0003.png", "alto/0002.xml"} <= names
    list(documents.export(ws, document, tmp_path / "m.xml", "mets"))
    alone, packed = (etree.parse(tmp_path / name) for name in ("m.xml", "package/mets.xml"))
    assert alone.xpath("//m:file/@CHECKSUM", namespaces=NAMES) == packed.xpath("//m:file/@CHECKSUM", namespaces=NAMES)
    with pytest.raises(ArchivistError, match="exists already"):
        list(documents.export(ws, document, tmp_path / "m.xml", "mets"))


def test_dublin_core_goes_out_as_xml_and_as_a_table(ws: Workspace, document: int, tmp_path: Path) -> None:
    list(documents.export(ws, document, tmp_path / "dc.xml", "dc"))
    root = etree.parse(tmp_path / "dc.xml").getroot()
    assert root.tag == f"{{{dublin.OAI_DC}}}dc"
    assert [title.text for title in root.iterfind("dc:title", NAMES)] == [TITLE, "达赉湖水文记录"]
    assert root.find("dc:publisher", NAMES).text == "区水务局"
    list(documents.export(ws, document, tmp_path / "dc.csv", "dc"))
    (row,) = csv.DictReader(io.StringIO((tmp_path / "dc.csv").read_text("utf-8-sig")))
    assert (row["title"], row["date"], row["rights"]) == (f"{TITLE}; 达赉湖水文记录", "1958", "public")


def test_what_is_not_public_goes_out_with_a_mark_and_what_is_public_without(
    ws: Workspace, document: int, tmp_path: Path
) -> None:
    places = {"mets": "m.xml", "dc": "d.xml", "bag": "bag"}

    def told(folder: Path) -> list[str]:
        folder.mkdir()
        for to, name in places.items():
            list(documents.export(ws, document, folder / name, to))
        return [(folder / name).read_text("utf-8") for name in ("m.xml", "d.xml", "bag/bag-info.txt")]

    assert not any("限阅览室" in text or "reading room" in text for text in told(tmp_path / "open"))
    documents.restrict(ws, documents.get(ws, document), Access("reading-room"))
    marked = told(tmp_path / "closed")
    assert all(f"copy of {datetime.now().date()}" in text for text in marked)
    valid_mets(marked[0].encode())


P = "{http://www.loc.gov/premis/v3}"
ORDER = ("object", "event", "agent", "rights")
PARTS = {
    "object": ("objectIdentifier", "objectCharacteristics", "originalName", "relationship", "linkingEventIdentifier"),
    "event": (
        "eventIdentifier", "eventType", "eventDateTime", "eventDetailInformation", "eventOutcomeInformation",
        "linkingAgentIdentifier", "linkingObjectIdentifier",
    ),
    "agent": ("agentIdentifier", "agentName"),
    "rights": ("rightsStatement",),
}  # fmt: skip
"""The order of the data dictionary 3.0; no package carries its schema."""


def in_order(names: list[str], order: tuple[str, ...]) -> bool:
    places = [order.index(name) for name in names]
    return places == sorted(places)


def test_the_history_goes_out_as_premis_in_the_order_of_the_data_dictionary(
    ws: Workspace, document: int, tmp_path: Path
) -> None:
    ws.archive.agent = "娜仁"
    list(documents.export(ws, document, tmp_path / "dc.xml", "dc"))
    list(keeping.verify(ws))
    list(documents.export(ws, document, tmp_path / "premis.xml", "premis"))
    root = etree.parse(tmp_path / "premis.xml").getroot()
    assert (root.tag, root.get("version")) == (f"{P}premis", "3.0")
    assert in_order([child.tag.removeprefix(P) for child in root], ORDER)
    for child in root:
        assert in_order([part.tag.removeprefix(P) for part in child], PARTS[child.tag.removeprefix(P)])
    kinds = [event.findtext(f"{P}eventType") for event in root.iterfind(f"{P}event")]
    assert {"ingestion", "reading", "correction", "export", "fixity check"} <= set(kinds)
    objects = {value.text for value in root.iterfind(f"{P}object/{P}objectIdentifier/{P}objectIdentifierValue")}
    linked = [value.text for value in root.iter(f"{P}linkingObjectIdentifierValue")]
    assert set(linked) == objects
    known = [value.text for value in root.iterfind(f"{P}event/{P}eventIdentifier/{P}eventIdentifierValue")]
    assert sorted(value.text for value in root.iter(f"{P}linkingEventIdentifierValue")) == sorted(known)
    named = {value.text for value in root.iterfind(f"{P}agent/{P}agentName")}
    assert "娜仁" in named
    assert {value.text for value in root.iter(f"{P}linkingAgentIdentifierValue")} == named
    digests = [value.text for value in root.iter(f"{P}messageDigest")]
    assert digests == [page.digest for page in documents.pages(ws, document)]


def test_what_was_sealed_tells_all_that_happened_and_looking_makes_no_new_version(
    ws: Workspace, document: int, tmp_path: Path
) -> None:
    list(documents.export(ws, document, tmp_path / "dc.xml", "dc"))
    list(keeping.verify(ws))
    assert [item.version for item in keeping.seal(ws, [document]) if item.document] == [1]
    list(documents.export(ws, document, tmp_path / "dc2.xml", "dc"))
    list(keeping.verify(ws))
    assert not ws.archive.keeping.waiting()
    assert [item.version for item in keeping.seal(ws, [document]) if item.document] == [1]
    documents.delete(ws, document, "came twice")
    assert [item.version for item in keeping.seal(ws, [document]) if item.document] == [2]
    objects = ws.archive.keeping.objects
    inventory = objects.inventory(document_object(ws.archive.id, document))
    assert inventory is not None
    stone = json.loads(objects.read(inventory, "document.json"))["deletion"]
    assert (stone["agent"], stone["reason"]) == (ws.archive.agent, "came twice")
    told = etree.fromstring(objects.read(inventory, "mets.xml"))
    events = [(e.findtext(f"{P}eventType"), e.findtext(f".//{P}eventDetail")) for e in told.iter(f"{P}event")]
    assert ("deletion", "came twice") in events
    assert [kind for kind, _detail in events].count("export") == 2
    assert [kind for kind, _detail in events].count("fixity check") == 2
    assert ("sealing", "version 1") in events
    rows = [name for name in inventory.state if name.startswith("rows/event/")]
    kept = [json.loads(line) for name in rows for line in objects.read(inventory, name).splitlines()]
    assert {row["kind"] for row in kept} >= {"ingestion", "export", "fixity check", "sealing", "deletion"}
    assert len({row["id"] for row in kept}) == len(kept) == len(events)


DESCRIBED = {
    "form": 1, "titles": [{"text": "又名"}],
    "people": [{"name": "薩仁", "role": "author"}, {"name": "娜仁", "role": "giver"}],
    "dates": [{"original": "乾隆二年", "first": "1737-01-31"}], "places": [{"name": "達賚湖"}], "summary": "提要",
    "languages": ["chi", "mon"], "subjects": [{"term": "水文"}], "source": 7, "notes": "not a list",
}  # fmt: skip


def test_a_description_tells_its_part_and_what_is_not_understood_is_left_out() -> None:
    about = Document(1, 1, "題", "表", None, 0, 0, 0, "", json.dumps(DESCRIBED))
    told = dublin.core(about, "urn:x", Points(title="題", author="薩仁"))
    assert told == (
        ("title", "題"), ("title", "又名"), ("creator", "薩仁"), ("subject", "水文"), ("description", "提要"),
        ("contributor", "娜仁"), ("date", "1737-01-31"), ("type", "表"), ("identifier", "urn:x"), ("language", "chi"),
        ("language", "mon"), ("coverage", "達賚湖"), ("rights", "public"),
    )  # fmt: skip


ANYTHING = st.text(max_size=20)


@given(description=st.one_of(ANYTHING, st.recursive(
    st.none() | st.integers() | ANYTHING, lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(["titles", "people", "dates", "notes", "text", "name"]), inner)).map(json.dumps)))  # fmt: skip
def test_no_description_breaks_dublin_core(description: str) -> None:
    about = Document(1, 1, "題", "", None, 0, 0, 0, "", description)
    assert ("title", "題") in dublin.core(about, "urn:x", None)
    etree.fromstring(dublin.as_xml(dublin.core(about, "urn:x", None)))


@given(title=ANYTHING, kind=ANYTHING, name=ANYTHING, agent=ANYTHING, detail=ANYTHING, read=st.booleans())
def test_mets_is_valid_whatever_is_in_it(title: str, kind: str, name: str, agent: str, detail: str, read: bool) -> None:
    ref = FileRef("masters/0001.png", "image/png", "0" * 64, 5)
    event = Event(7, "2026-01-01T00:00:00Z", agent, "reading", "page", 1, "0" * 64, "success", detail)
    page = PageFiles(1, name, ref, FileRef("alto/0001.xml", "text/xml", "1" * 64) if read else None)
    core = dublin.core(Document(1, 1, title, kind, None, 1, 0, 0, ""), "urn:x", None)
    access = Access("sealed", "2046-01-01")
    valid_mets(mets(Contents("urn:x", title, kind, "2026-01-01T00:00:00Z", core, "", [page], [event], access)))


def test_a_document_without_pages_has_mets_too(ws: Workspace) -> None:
    empty = ws.archive.documents.add("空")
    assert [item.error for item in keeping.seal(ws)] == ["", ""]
    valid_mets((object_of(ws, empty.id) / "v1" / "content" / "mets.xml").read_bytes())


def test_rebuilding_from_nothing_says_so(tmp_path: Path, ws: Workspace) -> None:
    with pytest.raises(StorageError, match="has no sealed objects"):
        list(keeping.rebuild(tmp_path / "new", ws.folder))
    shutil.rmtree(tmp_path / "new", ignore_errors=True)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(ArchivistError, match="is not empty"):
        list(keeping.rebuild(tmp_path / "full", ws.folder))
