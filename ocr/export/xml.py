"""Small helps for writing XML."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

# XML 1.0 has no way to write these characters, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without the characters that XML forbids."""
    return _FORBIDDEN.sub("\ufffd", text)


def child(parent: ET.Element, name: str, attributes: dict[str, str] | None = None, text: str = "") -> ET.Element:
    """A new last child of `parent`."""
    element = ET.SubElement(parent, name, {key: clean(value) for key, value in (attributes or {}).items()})
    if text:
        element.text = clean(text)
    return element


def document(root: ET.Element) -> str:
    """The whole document, indented."""
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
