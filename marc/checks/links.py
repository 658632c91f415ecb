"""Fields that belong to other fields: embedded ones, series, alternate graphic representations, and plain doubles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from marc.checks.finding import Finding, Place, at
from marc.checks.structure import judge
from marc.checks.subject import Subject
from marc.edits import DeleteField
from marc.embedded import embedded_fields, is_embedding
from marc.record import Field

_LINK = re.compile(r"([0-9A-Z]{3})-(\d{2})")
_SERIES_LINKS = ("410", "411", "461", "462")


def embedded(subject: Subject) -> Iterator[Finding]:
    """The fields inside 4XX: their form, and what is wrong with each."""
    for tag in subject.by_tag:
        if not tag.startswith("4") or subject.profile.format == "marc21" or not subject.rules.is_checked(tag):
            continue
        for place, field in subject.data(tag):
            if not is_embedding(field):
                continue
            inner = embedded_fields(field)
            if inner is None:
                template = "Field {tag} embeds something that is no field; ‡1 takes a tag and two indicators."
                yield at(place, "embedded_form", "warning", template, subfield="1")
                continue
            for one in inner:
                yield from _inside(subject, place, one)


def series(subject: Subject) -> Iterator[Finding]:
    """225 says by its indicator that there is an established form of the series; then a link leads to it."""
    if subject.profile.format == "marc21" or any(tag in subject.by_tag for tag in _SERIES_LINKS):
        return
    for place, field in subject.data("225"):
        if field.indicators[:1] in ("0", "2"):
            template = "Field 225 says that the series has an established form, but there is no field 410 or 461."
            yield at(place, "series_link", "note", template)


def graphic_representations(subject: Subject) -> Iterator[Finding]:
    """MARC21: ‡6 of a field and of its 880 name each other."""
    if subject.profile.format != "marc21" or "880" not in subject.by_tag:
        return
    links: dict[tuple[str, str], Place] = {}
    for tag in subject.by_tag:
        for place, field in subject.data(tag):
            if match := _LINK.match(field.first("6")):
                links[(tag, match[0])] = place
    for (tag, link), place in links.items():
        other, number = link[:3], link[4:]
        if number != "00" and (other, f"{tag}-{number}") not in links:
            template = "Field {tag} is linked to a field {other} that is not there."
            yield at(place, "link_without_partner", "warning", template, subfield="6", other=other)


def doubles(subject: Subject) -> Iterator[Finding]:
    """A field that is there twice, word for word."""
    for tag, indexes in subject.by_tag.items():
        if len(indexes) == 1 or not subject.rules.is_checked(tag):
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


def _inside(subject: Subject, place: Place, inner: Field) -> Iterator[Finding]:
    """What is wrong with an embedded field, told of the field that embeds it."""
    for finding in judge(Place(place.index, place.occurrence, inner), subject.rules):
        if finding.code not in ("empty_field", "missing_subfield", "indicator"):  # a link needs not tell everything
            yield replace(finding, severity="note", tag=place.field.tag, subfield="1", fix=None, fix_template="")
