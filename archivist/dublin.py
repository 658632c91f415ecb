"""Dublin Core of a document, for the regional platform and for finding aids: fifteen elements (dublincore.org), as
oai_dc XML (openarchives.org/OAI/2.0/oai_dc.xsd) or as a table in CSV.

The values come from the record that describes the document and from the document's own description; equal ones are
told once.
"""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ocr.export.xml import clean, document
from storage.values import Access, Document, Points

ELEMENTS = (
    "title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format", "identifier",
    "source", "language", "relation", "coverage", "rights",
)  # fmt: skip
DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_CREATORS = ("author", "creator", "photographer", "editor", "compiler", "")

Core = tuple[tuple[str, str], ...]
"""Elements and their values, in the order of `ELEMENTS`."""


def core(about: Document, identifier: str, points: Points | None, media_types: Iterable[str] = ()) -> Core:
    """What is known of a document. `points` are those of its record, `media_types` those of its pages."""
    found: list[tuple[str, str]] = [("title", about.title), ("type", about.kind), *_described(about)]
    if points:
        found += [
            ("title", points.title), *(("creator", name) for name in points.author.split("; ")),
            ("publisher", points.publisher), ("date", points.year), ("subject", points.classification),
            ("language", points.language), ("identifier", f"ISBN {points.isbn}" if points.isbn else ""),
        ]  # fmt: skip
    found += [("format", media) for media in sorted(set(media_types))]
    found += [("identifier", identifier), ("rights", _rights(about.access))]
    whole = dict.fromkeys((element, " ".join(value.split())) for element, value in found if value.strip())
    return tuple(sorted(whole, key=lambda pair: ELEMENTS.index(pair[0])))


def element(values: Core) -> ET.Element:
    """The element `oai_dc:dc`."""
    names = {"xmlns:oai_dc": OAI_DC, "xmlns:dc": DC, "xmlns:xsi": XSI, "xsi:schemaLocation": _SCHEMA}
    root = ET.Element("oai_dc:dc", names)
    for name, value in values:
        ET.SubElement(root, f"dc:{name}").text = clean(value)
    return root


def as_xml(values: Core) -> bytes:
    """A file with the Dublin Core of one document."""
    return document(element(values)).encode("utf-8", "replace")


def as_csv(rows: Sequence[Core]) -> bytes:
    """A table with a line for each document; several values of an element are parted by `; `. With the mark that makes
    Excel read UTF-8."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(ELEMENTS)
    for values in rows:
        table.writerow(["; ".join(value for name, value in values if name == wanted) for wanted in ELEMENTS])
    return out.getvalue().encode("utf-8-sig", "replace")


def _described(about: Document) -> list[tuple[str, str]]:
    """From the document's own description, a JSON object; what is not understood is left out."""
    try:
        values = json.loads(about.description or "{}")
    except ValueError:
        return []
    if not isinstance(values, dict):
        return []
    people = [(_text(one, "name"), _text(one, "role")) for one in _list(values, "people")]
    return [
        *(("title", _text(one, "text")) for one in _list(values, "titles")),
        *(("creator" if role in _CREATORS else "contributor", name) for name, role in people),
        *(("subject", _text(one, "term")) for one in _list(values, "subjects")),
        ("subject", _text(values, "classification")),
        ("description", _text(values, "summary")),
        *(("description", _text(one)) for one in _list(values, "notes")),
        ("publisher", _text(values, "publisher")),
        *(("date", _text(one, "first") or _text(one, "original")) for one in _list(values, "dates")),
        ("format", _text(values, "extent")),
        ("source", _text(values, "source")),
        *(("language", _text(one)) for one in _list(values, "languages")),
        *(("relation", _text(one, "note")) for one in _list(values, "relations")),
        *(("coverage", _text(one, "name")) for one in _list(values, "places")),
    ]


def _list(values: Mapping[str, Any], key: str) -> list[Any]:
    found = values.get(key)
    return found if isinstance(found, list) else []


def _text(value: Any, key: str = "") -> str:  # noqa: ANN401  what came out of JSON
    found = value.get(key) if key and isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


def _rights(access: Access) -> str:
    return f"{access.level}, until {access.until}" if access.until else access.level
