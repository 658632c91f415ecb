"""PREMIS 3 (loc.gov/standards/premis): what happened to a document, to its files, when and by whom, and who may see it.

The parts stand in METS one by one, and all together in a file of their own, in the order that the data dictionary 3.0
gives them: objects, events, agents, rights.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ocr.export.xml import clean, document
from storage.values import Access, Event

PREMIS = "http://www.loc.gov/premis/v3"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = f"{PREMIS} http://www.loc.gov/standards/premis/premis.xsd"


@dataclass(frozen=True, slots=True)
class File:
    """A file that events are about: its place, SHA-256, size in bytes, media type, and the name it came under."""

    href: str
    digest: str
    size: int | None
    media_type: str
    name: str


def premis(id: str, title: str, files: Sequence[File], events: Sequence[Event], access: Access) -> bytes:
    """The file of a document, whose name is `id`."""
    root = ET.Element("premis:premis", {
        "xmlns:premis": PREMIS, "xmlns:xsi": XSI, "xsi:schemaLocation": SCHEMA, "version": "3.0",
    })  # fmt: skip
    root.append(_whole(id, title, events))
    root.extend(_file(file, id, [event for event in events if event.digest == file.digest]) for file in files)
    places = {file.digest: file.href for file in files}
    root.extend(event_element(event, places.get(event.digest, id)) for event in events)
    root.extend(agent_element(name) for name in agents(events))
    root.append(rights_element(id, access))
    for part in root:
        del part.attrib["xmlns:premis"]  # the root says it for all
    return document(root).encode("utf-8", "replace")


def event_element(event: Event, about: str) -> ET.Element:
    """One event; `about` names what it happened to."""
    root = _element("event")
    _identifier(root, "event", "local", str(event.id))
    _child(root, "eventType", event.kind)
    _child(root, "eventDateTime", event.moment)
    if event.detail:
        _child(_child(root, "eventDetailInformation"), "eventDetail", event.detail)
    _child(_child(root, "eventOutcomeInformation"), "eventOutcome", event.outcome)
    if event.agent:
        _identifier(root, "linkingAgent", "name", event.agent)
    _identifier(root, "linkingObject", "local", about)
    return root


def agents(events: Sequence[Event]) -> list[str]:
    """Everybody who did something, once."""
    return sorted({event.agent for event in events if event.agent})


def agent_element(name: str) -> ET.Element:
    """Who did something."""
    root = _element("agent")
    _identifier(root, "agent", "name", name)
    _child(root, "agentName", name)
    return root


def rights_element(id: str, access: Access) -> ET.Element:
    """Who may see a document, by the decision of the library."""
    root = _element("rights")
    statement = _child(root, "rightsStatement")
    _identifier(statement, "rightsStatement", "local", f"{id}/access")
    _child(statement, "rightsBasis", "other")
    _child(_child(statement, "otherRightsInformation"), "otherRightsBasis", "decision of the library")
    granted = _child(statement, "rightsGranted")
    _child(granted, "act", "disseminate")
    _child(granted, "restriction", access.level)
    if access.until:
        _child(granted, "rightsGrantedNote", f"for everybody from {access.until} on")
    return root


def _whole(id: str, title: str, events: Sequence[Event]) -> ET.Element:
    """The document itself; what is about no file is about it."""
    root = _object("intellectualEntity", id)
    if title:
        _child(root, "originalName", title)
    _link(root, (event for event in events if not event.digest))
    return root


def _file(file: File, whole: str, events: Sequence[Event]) -> ET.Element:
    root = _object("file", file.href)
    told = _child(root, "objectCharacteristics")
    fixity = _child(told, "fixity")
    _child(fixity, "messageDigestAlgorithm", "SHA-256")
    _child(fixity, "messageDigest", file.digest)
    if file.size is not None:
        _child(told, "size", str(file.size))
    _child(_child(_child(told, "format"), "formatDesignation"), "formatName", file.media_type)
    if file.name:
        _child(root, "originalName", file.name)
    relation = _child(root, "relationship")
    _child(relation, "relationshipType", "structural")
    _child(relation, "relationshipSubType", "is part of")
    _identifier(relation, "relatedObject", "local", whole)
    _link(root, events)
    return root


def _link(root: ET.Element, events: Iterable[Event]) -> None:
    for event in events:
        _identifier(root, "linkingEvent", "local", str(event.id))


def _object(kind: str, id: str) -> ET.Element:
    root = _element("object", {"xsi:type": f"premis:{kind}"})
    _identifier(root, "object", "local", id)
    return root


def _element(tag: str, more: Mapping[str, str] | None = None) -> ET.Element:
    return ET.Element(f"premis:{tag}", {"xmlns:premis": PREMIS, **(more or {})})


def _identifier(parent: ET.Element, what: str, kind: str, value: str) -> None:
    element = _child(parent, f"{what}Identifier")
    _child(element, f"{what}IdentifierType", kind)
    _child(element, f"{what}IdentifierValue", value)


def _child(parent: ET.Element, tag: str, text: str = "") -> ET.Element:
    element = ET.SubElement(parent, f"premis:{tag}")
    if text:
        element.text = clean(text)
    return element
