"""A document for IIIF viewers: a manifest of the Presentation API 3.0 (iiif.io/api/presentation/3.0).

Pictures are plain files, which is all that level 0 asks for. Identifiers must be addresses (http or https), so the
address that the edition will have is needed for a manifest that others can use; without it they are relative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage.values import Document, Page

CONTEXT = "http://iiif.io/api/presentation/3/context.json"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page with the sizes in pixels of its two pictures."""

    page: Page
    size: tuple[int, int]
    small: tuple[int, int]
    vertical: bool


def manifest(document: Document, leaves: Sequence[Leaf], base: str, library: str) -> dict[str, Any]:
    """The manifest. `base` is the address of the edition, with a slash at its end, or nothing."""
    home = f"{base}documents/{document.id}/"
    label = {"none": [document.title or str(document.id)]}
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "id": f"{home}manifest.json",
        "type": "Manifest",
        "label": label,
        "homepage": [{"id": f"{home}index.html", "type": "Text", "label": label, "format": "text/html"}],
        "provider": [{"id": base or "./", "type": "Agent", "label": {"none": [library]}}],
        "viewingDirection": "right-to-left" if _from_the_right(leaves) else "left-to-right",
        "items": [_canvas(home, leaf) for leaf in leaves],
    }
    if document.kind:
        kind = {"zh": ["类型"], "en": ["Kind"]}
        made["metadata"] = [{"label": kind, "value": {"none": [document.kind]}}]
    if leaves:
        made["thumbnail"] = [_small(home, leaves[0])]
    return made


def _from_the_right(leaves: Sequence[Leaf]) -> bool:
    """Columns from right to left are bound on the right."""
    return sum(leaf.vertical for leaf in leaves) * 2 > len(leaves)


def _canvas(home: str, leaf: Leaf) -> dict[str, Any]:
    number = leaf.page.number
    id = f"{home}canvas/{number}"
    picture = {"id": f"{home}{number}.jpg", "type": "Image", "format": "image/jpeg"}
    painting = {
        "id": f"{id}/painting",
        "type": "Annotation",
        "motivation": "painting",
        "body": {**picture, "width": leaf.size[0], "height": leaf.size[1]},
        "target": id,
    }
    return {
        "id": id,
        "type": "Canvas",
        "label": {"none": [str(number)]},
        "width": leaf.size[0],
        "height": leaf.size[1],
        "thumbnail": [_small(home, leaf)],
        "items": [{"id": f"{id}/page", "type": "AnnotationPage", "items": [painting]}],
    }


def _small(home: str, leaf: Leaf) -> dict[str, Any]:
    width, height = leaf.small
    id = f"{home}{leaf.page.number}.s.jpg"
    return {"id": id, "type": "Image", "format": "image/jpeg", "width": width, "height": height}
