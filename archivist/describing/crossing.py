"""Between a description and what a record can say of a document."""

from __future__ import annotations

from dataclasses import replace

from archivist.dates import DateStatement, understand
from archivist.describing.description import Description
from archivist.describing.lists import kind_named, kinds, roles
from archivist.describing.values import Person, PlaceRef, Subject, Title
from marc.local import LocalDocument, LocalName, LocalTitle

_TITLE_ROLES = ("proper", "parallel", "variant", "translated")


def local_document(description: Description, identifier: str = "") -> LocalDocument:
    """A description as a record can say it; what a record has no place for is left out."""
    first, last = years_of(description.dates)
    extent, _sign, size = description.extent.partition(";")
    return LocalDocument(
        form=_form(description.kind),
        titles=tuple(map(_title, description.titles)),
        names=tuple(_name(person) for person in description.people),
        first=first,
        last=last,
        dated="; ".join(_dated(date) for date in description.dates),
        certain=all(date.certainty == "certain" for date in _settled(description.dates)),
        place=next((place.name for place in description.places if place.role == "made"), ""),
        publisher=description.publisher,
        extent=extent.strip(),
        size=size.strip(),
        languages=description.languages or tuple(dict.fromkeys(t.language for t in description.titles if t.language)),
        terms=tuple(subject.term for subject in description.subjects if subject.controlled),
        keywords=tuple(subject.term for subject in description.subjects if not subject.controlled),
        places=tuple(place.name for place in description.places if place.role == "about"),
        notes=description.notes,
        summary=description.summary,
        classification=description.classification,
        identifier=identifier,
        provenance=description.source,
        actions=tuple((repair.what, repair.day, repair.who) for repair in description.repairs),
    )


def description_from(told: LocalDocument, known: Description) -> Description:
    """A description with what a record says wherever it says nothing itself; `known` is what there is already."""
    found = Description(
        kind=_kind(told.form),
        titles=tuple(Title(t.text, t.language, role=t.role) for t in told.titles),
        dates=(understand(told.dated or f"{told.first}-{told.last}"),) if told.dated or told.first else (),
        places=(
            *((PlaceRef(told.place, role="made"),) if told.place else ()), *(PlaceRef(name) for name in told.places),
        ),
        people=tuple(Person(n.name, _role(n), "body" if n.body else "person", n.years) for n in told.names),
        subjects=(*(Subject(term, True) for term in told.terms), *(Subject(word) for word in told.keywords)),
        languages=told.languages,
        publisher=told.publisher,
        extent=" ; ".join(filter(None, (told.extent, told.size))),
        classification=told.classification,
        summary=told.summary,
        notes=told.notes,
        source=told.provenance,
    )  # fmt: skip
    fields = ("kind", "titles", "dates", "places", "people", "subjects", "languages", "publisher", "extent",
              "classification", "summary", "notes", "source")  # fmt: skip
    return replace(known, **{name: getattr(known, name) or getattr(found, name) for name in fields})


def _title(title: Title) -> LocalTitle:
    return LocalTitle(title.text, title.language, title.role if title.role in _TITLE_ROLES else "variant")


def years_of(dates: tuple[DateStatement, ...]) -> tuple[int, int]:
    """The first and the last year of all dates, 0 where none is known; a year of the Chinese calendar is one year."""
    spans = [(date.first, date.last) for date in _settled(dates)]
    firsts = [int(first[:4]) for first, _last in spans if first]
    lasts = [_last_year(first, last) for first, last in spans if last]
    return (min(firsts, default=0), max(lasts, default=0))


def _settled(dates: tuple[DateStatement, ...]) -> tuple[DateStatement, ...]:
    """The dates that are one range; where there is none, the candidates of the others, each as a date."""
    plain = tuple(date for date in dates if not date.candidates)
    if any(date.first or date.last for date in plain):
        return plain
    return tuple(DateStatement(date.original, *pair, "several") for date in dates for pair in date.candidates)


def _last_year(first: str, last: str) -> int:
    """The early weeks of the next Gregorian year belong to a Chinese year that began in the year before."""
    spill = bool(first) and int(first[:4]) == int(last[:4]) - 1 and last[5:] < "02-22" and first[5:] > "01-20"
    return int(last[:4]) - spill


def _dated(date: DateStatement) -> str:
    """The date as it stands there, and in brackets the years it means, where it is not written in them."""
    years = "" if date.candidates else date.years
    return date.original if not years or years in date.original else f"{date.original}[{years}]"


def _form(kind: str) -> str:
    known = kind_named(kind)
    if known and known.code == "newspaper":
        return "newspaper"
    return known.form if known else "print"


def _kind(form: str) -> str:
    """The first kind of this form; print is not told further by a record."""
    wanted = {"print": "book", "serial": "periodical", "manuscript": "manuscript"}.get(form, form)
    return next((kind.code for kind in kinds() if wanted in (kind.code, kind.form)), "other")


def _name(person: Person) -> LocalName:
    role = roles().get(person.role)
    return LocalName(
        person.name, role.marc if role else person.role, person.kind == "body", role.main if role else False,
        role.about if role else False, person.years,
    )  # fmt: skip


def _role(name: LocalName) -> str:
    if name.about:
        return "about"
    found = next((role.code for role in roles().values() if role.marc and role.marc == name.statement), "")
    return found or name.statement or "author"
