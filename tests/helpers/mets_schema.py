"""The schema of METS, where a package that carries it is installed; nothing of that package is run."""

from __future__ import annotations

import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, distributions
from pathlib import Path

import pytest
from lxml import etree

_PACKAGE = "ocrd-validators"
_IMPORT = "{http://www.w3.org/2001/XMLSchema}import"


@cache
def _schema() -> etree.XMLSchema | None:
    """METS 1.12 of the Digital Library Federation (CC0), with the XLink schema that it refers to."""
    found = next(iter(distributions(name=_PACKAGE, path=[str(Path(sys.prefix) / "schemas")])), None)
    try:
        package = found or distribution(_PACKAGE)
    except PackageNotFoundError:
        return None
    files = {file.name: Path(str(package.locate_file(file))) for file in package.files or []}
    tree = etree.parse(files["mets.xsd"])
    for imported in tree.iterfind(_IMPORT):
        imported.set("schemaLocation", files["xlink.xsd"].as_uri())
    return etree.XMLSchema(tree)


def valid_mets(data: bytes) -> etree._Element:
    """The root of a METS file; fails with the first fault that the schema finds, skips where there is no schema."""
    schema = _schema()
    if schema is None:
        pytest.skip(f"the schema of METS is in the package {_PACKAGE}, which is not installed")
    root = etree.fromstring(data)
    assert schema.validate(root), schema.error_log.last_error
    return root
