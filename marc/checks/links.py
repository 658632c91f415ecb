"""Fields that belong to other fields: embedded ones, the same in another script, and plain doubles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from marc.checks.finding import Finding, Place, at
from marc.checks.rules import UNIMARC_FAMILY, Check, FieldRule, Pieces, Rules, Shape
from marc.checks.structure import judge
from marc.checks.subject import Subject
from marc.edits import DeleteField
from marc.embedded import LINK, embedded_fields
from marc.record import DataField, Field

_LINK_MARC21 = re.compile(r"([0-9A-Z]{3})-(\d{2})")
_LINK_UNIMARC = re.compile(r"(?P<kind>[az])(?P<number>\d\d)(?P<tag>[0-9A-Z]{3})?")


def embedded(subject: Subject, place: Place) -> Iterator[Finding]:
    """The fields inside a field 4XX: their form, and what is wrong with each."""
    field = place.field
    inner = embedded_fields(field) if isinstance(field, DataField) else ()
    if inner is None:
        template = "Field {tag} embeds something that is no field; ‡1 takes a tag and two indicators."
        yield at(place, "embedded_form", "warning", template, subfield="1")
        return
    for one in inner:
        for finding in judge(Place(place.index, place.occurrence, one), subject.rules):
            if finding.code not in ("empty_field", "missing_subfield", "indicator"):  # a link needs not tell everything
                yield replace(finding, severity="note", tag=field.tag, subfield="1", fix=None, fix_template="")


def graphic_representations(subject: Subject) -> Iterator[Finding]:
    """MARC21: ‡6 of a field and of its 880 name each other."""
    links: dict[tuple[str, str], Place] = {}
    for place, field in subject.data(*subject.by_tag):
        if match := _LINK_MARC21.match(field.first("6")):
            links[(field.tag, match[0])] = place
    for (tag, link), place in links.items():
        other, number = link[:3], link[4:]
        if number != "00" and (other, f"{tag}-{number}") not in links:
            template = "Field {tag} is linked to a field {other} that is not there."
            yield at(place, "link_without_partner", "warning", template, subfield="6", other=other)


def scripts(subject: Subject) -> Iterator[Finding]:
    """CNMARC and UNIMARC: ‡6 joins the same heading in several scripts by a number; each number is there twice."""
    places: dict[str, list[Place]] = {}
    for tag in subject.by_tag:
        for place, field in subject.data(tag) if subject.rules.is_checked(tag) else ():
            for value in field.values("6"):
                match = _LINK_UNIMARC.match(value)
                if match is None:
                    template = (
                        "“{value}” in {tag} ‡6 is no link; it takes a or z, two digits and the other field's tag."
                    )
                    yield at(place, "link_form", "note", template, subfield="6", value=value)
                else:
                    places.setdefault(match["number"], []).append(place)
    for number, found in places.items():
        if len(found) == 1:
            template = "Field {tag} is joined by the number {number} in ‡6 to a field that is not there."
            yield at(found[0], "link_without_partner", "warning", template, subfield="6", number=number)


def doubles(subject: Subject) -> Iterator[Finding]:
    """A field that is there twice, word for word."""
    for tag, indexes in subject.repeats:
        if len({subject.texts[index] for index in indexes}) == len(indexes) or not subject.rules.is_checked(tag):
            continue
        seen: list[Field] = []
        for index in indexes:
            place = subject.place(index)
            if place.field in seen:
                yield at(
                    place, "double_field", "warning", "Field {tag} is there twice, word for word.",
                    edit=DeleteField(index, place.field), fix_template="Delete it",
                )  # fmt: skip
            seen.append(place.field)


def _has_no_links(subject: Subject) -> bool:
    return "\x1f6" not in subject.text


def _has_no_doubles(subject: Subject) -> bool:
    return not subject.repeats or len(set(subject.texts)) == len(subject.texts)


def _links_to(pieces: Pieces, _leader: str) -> str:
    """What the verdict depends on: the tags and indicators behind each ‡1, and the codes that follow."""
    return "\x1f".join(
        [piece[:1] if piece[:1] != "1" else piece[:4] if piece[1:3] == "00" else piece for piece in pieces]
    )


def _is_embedding(rules: Rules, shape: Shape) -> bool:
    return LINK in shape.codes and rules.is_checked(shape.tag) and rules.embeds(shape.tag)


FIELD_RULES = (FieldRule(embedded, _is_embedding, decides=_links_to),)
CHECKS = (
    Check(graphic_representations, _has_no_links, ("880",), ("marc21", "marc21-authority")),
    Check(scripts, _has_no_links, formats=UNIMARC_FAMILY),
    Check(doubles, _has_no_doubles),
)
