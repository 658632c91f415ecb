"""METS (loc.gov/METS), the file that says how a document hangs together: what it is (Dublin Core, MARCXML), its files
with their checksums, its pages in order, who may see it, and what happened to it (PREMIS 3).

What PREMIS would say of a file, METS says itself: digest, size, media type, and the name it came under as the label of
its page."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

from archivist import dublin, premis
from ocr.export.xml import clean, document
from storage.values import Access, Event

METS = "http://www.loc.gov/METS/"
XLINK = "http://www.w3.org/1999/xlink"
MARCXML = "http://www.loc.gov/MARC21/slim"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMAS = (
    f"{METS} http://www.loc.gov/standards/mets/mets.xsd {premis.SCHEMA} "
    f"{MARCXML} http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"
)


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file: its place from that of the METS file, what it is, its SHA-256 and its size in bytes (None: not told)."""

    href: str
    media_type: str
    digest: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class PageFiles:
    """A page: its number from 1, the name its image came in under, the image, and its text where it was read."""

    number: int
    name: str
    master: FileRef
    alto: FileRef | None


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a METS file tells. `changed` is a moment in UTC, `marc` a `<record>` of MARCXML without a namespace,
    `mark` the line of a copy."""

    id: str
    title: str
    kind: str
    changed: str
    core: dublin.Core
    marc: str
    pages: Sequence[PageFiles]
    events: Sequence[Event]
    access: Access
    mark: str = ""


def mets(contents: Contents) -> bytes:
    """The METS file of a document."""
    names = {"xmlns": METS, "xmlns:xlink": XLINK, "xmlns:xsi": XSI, "xsi:schemaLocation": _SCHEMAS}
    about = {"OBJID": contents.id, "LABEL": clean(contents.title), "TYPE": clean(contents.kind) or "document"}
    root = ET.Element("mets", {**names, **about})
    _header(root, contents)
    _description(root, "dc", "DC", dublin.element(contents.core))
    if contents.marc:
        record = ET.fromstring(contents.marc)
        record.set("xmlns", MARCXML)
        _description(root, "marc", "MARC", record)
    _administration(root, contents)
    _files(root, contents.pages)
    _pages(root, contents)
    return document(root).encode("utf-8", "replace")


def _header(root: ET.Element, contents: Contents) -> None:
    header = ET.SubElement(root, "metsHdr", {"CREATEDATE": contents.changed})
    agent = ET.SubElement(header, "agent", {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"})
    ET.SubElement(agent, "name").text = "Archivist"
    if contents.mark:
        ET.SubElement(agent, "note").text = clean(contents.mark)


def _description(root: ET.Element, name: str, kind: str, content: ET.Element) -> None:
    section = ET.SubElement(root, "dmdSec", {"ID": f"dmd-{name}"})
    wrap = ET.SubElement(section, "mdWrap", {"MDTYPE": kind, "MIMETYPE": "text/xml"})
    ET.SubElement(wrap, "xmlData").append(content)


def _administration(root: ET.Element, contents: Contents) -> None:
    section = ET.SubElement(root, "amdSec", {"ID": "amd"})
    _wrapped(section, "rightsMD", "rights", "PREMIS:RIGHTS", premis.rights_element(contents.id, contents.access))
    files = {page.master.digest: page.master.href for page in contents.pages}
    for event in contents.events:
        about = files.get(event.digest, contents.id)
        _wrapped(section, "digiprovMD", f"event-{event.id}", "PREMIS:EVENT", premis.event_element(event, about))
    for number, agent in enumerate(premis.agents(contents.events), 1):
        _wrapped(section, "digiprovMD", f"agent-{number}", "PREMIS:AGENT", premis.agent_element(agent))


def _wrapped(section: ET.Element, tag: str, id: str, kind: str, content: ET.Element) -> None:
    wrap = ET.SubElement(ET.SubElement(section, tag, {"ID": id}), "mdWrap", {"MDTYPE": kind, "MIMETYPE": "text/xml"})
    ET.SubElement(wrap, "xmlData").append(content)


def _files(root: ET.Element, pages: Sequence[PageFiles]) -> None:
    if not pages:
        return
    section = ET.SubElement(root, "fileSec")
    masters = ET.SubElement(section, "fileGrp", {"ID": "masters", "USE": "master"})
    for page in pages:
        _file(masters, f"master-{page.number:04}", page.master)
    read = [(page.number, page.alto) for page in pages if page.alto]
    if read:
        texts = ET.SubElement(section, "fileGrp", {"ID": "alto", "USE": "fulltext"})
        for number, alto in read:
            _file(texts, f"alto-{number:04}", alto)


def _file(group: ET.Element, id: str, ref: FileRef) -> None:
    size = {} if ref.size is None else {"SIZE": str(ref.size)}
    told = {"MIMETYPE": ref.media_type, **size, "CHECKSUM": ref.digest, "CHECKSUMTYPE": "SHA-256"}
    file = ET.SubElement(group, "file", {"ID": id, **told})
    ET.SubElement(file, "FLocat", {"LOCTYPE": "URL", "xlink:type": "simple", "xlink:href": ref.href})


def _pages(root: ET.Element, contents: Contents) -> None:
    structure = ET.SubElement(root, "structMap", {"TYPE": "PHYSICAL"})
    described = "dmd-dc dmd-marc" if contents.marc else "dmd-dc"
    whole = {"TYPE": "document", "LABEL": clean(contents.title), "DMDID": described, "ADMID": "rights"}
    top = ET.SubElement(structure, "div", whole)
    for page in contents.pages:
        told = {"TYPE": "page", "ORDER": str(page.number), "LABEL": clean(page.name)}
        leaf = ET.SubElement(top, "div", told)
        ET.SubElement(leaf, "fptr", {"FILEID": f"master-{page.number:04}"})
        if page.alto:
            ET.SubElement(leaf, "fptr", {"FILEID": f"alto-{page.number:04}"})
