"""By what search finds and counts a document, besides its text: fields, facets, years and a level of access.

Neutral values, so that the index needs to know nothing of descriptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archivist.accessions import Accession
from archivist.describing.crossing import years_of
from archivist.describing.description import Description
from archivist.describing.lists import kind_named, roles
from archivist.describing.work import described
from archivist.places import Gazetteer
from archivist.workspace import Workspace
from storage.values import ACCESS_LEVELS, Document


@dataclass(frozen=True, slots=True)
class Facts:
    """`fields` by their names, a heading a line; `facets` are values as they are shown and counted; `years` the first
    and the last; `access` the place of the level in `storage.values.ACCESS_LEVELS`, in force until the day `until`."""

    fields: Mapping[str, str]
    facets: Mapping[str, tuple[str, ...]]
    years: tuple[int, int] | None
    access: int
    until: str


def facts(ws: Workspace, document: Document, places: Gazetteer) -> Facts:
    """What is known of a document for search; a place is found under every name it had.

    Of what is sealed only the title and the kind are told, so that nothing of the description is in the index.
    """
    level = ACCESS_LEVELS.index(document.access.level)
    if not document.access.allows("staff", ws.reader.today):
        kind = _kind(document.kind)
        fields = _filled({"title": [document.title], "kind": [kind]})
        return Facts(fields, {"kind": (kind,)} if kind else {}, None, level, document.access.until)
    known = described(document)
    first, last = years_of(known.dates)
    years = (first or last, last or first) if first or last else None
    facets = _facets(ws, document, known, places)
    named = {name: "\n".join(facets[name]) for name in ("language", "donor") if name in facets}
    return Facts({**_fields(known, places), **named}, facets, years, level, document.access.until)


def _fields(known: Description, places: Gazetteer) -> Mapping[str, str]:
    about = [person.name for person in known.people if _is_about(person.role)]
    return _filled(
        {
            "title": [title.text for title in known.titles],
            "author": [person.name for person in known.people if not _is_about(person.role)],
            "subject": [*(subject.term for subject in known.subjects), *about],
            "place": [name for place in known.places for name in _names(place.name, place.place, places)],
            "publisher": [known.publisher],
            "kind": [_kind(known.kind)],
            "date": [date.original for date in known.dates],
            "note": [known.summary, *known.notes, known.source],
        }
    )


def _facets(ws: Workspace, document: Document, known: Description, places: Gazetteer) -> Mapping[str, tuple[str, ...]]:
    """Places by today's name; a donor only where they wish to be named."""
    today = [_today(place.name, place.place, places) for place in known.places]
    found = {
        "kind": [_kind(known.kind)],
        "language": [*known.languages, *(title.language for title in known.titles if title.role == "proper")],
        "place": today,
        "donor": [_donor(ws, document)],
    }
    filled = {name: tuple(dict.fromkeys(filter(None, values))) for name, values in found.items()}
    return {name: values for name, values in filled.items() if values}


def _filled(fields: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
    lines = {name: "\n".join(dict.fromkeys(filter(None, values))) for name, values in fields.items()}
    return {name: text for name, text in lines.items() if text}


def _is_about(code: str) -> bool:
    role = roles().get(code)
    return role.about if role else False


def _kind(kind: str) -> str:
    known = kind_named(kind)
    return known.zh if known else kind


def _names(name: str, id: str, places: Gazetteer) -> tuple[str, ...]:
    known = places.get(id) if id else None
    return (name, *(one.text for one in known.names)) if known else places.names_of(name)


def _today(name: str, id: str, places: Gazetteer) -> str:
    known = places.get(id) if id else None
    alone = places.find(name)
    return known.name if known else alone[0].name if len(alone) == 1 else name


def _donor(ws: Workspace, document: Document) -> str:
    if document.accession is None:
        return ""
    donor = Accession.of(ws.archive.accessions.get(document.accession)).donor
    return donor.name if donor.named else ""
