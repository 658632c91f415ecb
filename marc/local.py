"""Records of local documents: made from what is known of a document, read back, and linked with it by field 856.

    record = make_record(LocalDocument(form="photograph", titles=(…)), profiles.load("nlc"))

The coded fields of each form stand in `resources/marc/local.toml`. Dates are years and a text; how a written date of
another calendar becomes a year is for others to know.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from marc.access import access_points, first_year
from marc.build import general_data, in_order
from marc.crosswalk import convert
from marc.errors import MarcError
from marc.lines import from_line
from marc.pinyin import with_readings
from marc.profiles import Profile, load
from marc.record import ControlField, DataField, Field, Record, Subfield
from resources import marc as definitions

LINK = "856"
KEY, ADDRESS, NOTE = "x", "u", "z"
"""Subfields of a link: the key that never changes (not shown to readers), the address, and what is there."""
_LANGUAGES = {"chi": "ea", "mon": "ca", "rus": "ca", "eng": "ba", "jpn": "da", "mnc": "zz"}
"""The script of a title (100 ‡a, 34) by its language; Mongolian in Cyrillic, other scripts are `zz`."""
_TYPES = {
    "b": "manuscript", "d": "manuscript", "e": "map", "f": "map", "k": "photograph", "i": "oral", "v": "ancient",
    "u": "rubbing",
}  # fmt: skip
_PUBLISHED = ("print", "serial", "newspaper", "map", "ancient")


@dataclass(frozen=True, slots=True)
class LocalTitle:
    """A title; `role` is proper, parallel, variant or translated."""

    text: str
    language: str = ""
    role: str = "proper"


@dataclass(frozen=True, slots=True)
class LocalName:
    """A person (or body) and what they did (`statement`, as 著); `main`: as an author does; `about`: as a subject."""

    name: str
    statement: str = ""
    body: bool = False
    main: bool = True
    about: bool = False
    years: str = ""


@dataclass(frozen=True, slots=True)
class LocalDocument:
    """What is known of a document, as far as a record can say it. `form` is a table of `local.toml`.

    `first` and `last` are years of publication or making, 0 where not known; `dated` is the date as it stands there.
    `extent` and `size` are of field 215. `provenance` says where it came from (317), `actions` what was done to keep it
    (318): what, on which day (2026-03-01), by whom. `identifier` becomes 001.
    """

    form: str = "print"
    titles: tuple[LocalTitle, ...] = ()
    names: tuple[LocalName, ...] = ()
    first: int = 0
    last: int = 0
    dated: str = ""
    certain: bool = True
    place: str = ""
    publisher: str = ""
    extent: str = ""
    size: str = ""
    languages: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    summary: str = ""
    classification: str = ""
    identifier: str = ""
    provenance: str = ""
    actions: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link from a record to a document: a key that stays, an address that may change, and a note for readers."""

    key: str
    address: str
    note: str = ""


def make_record(
    document: LocalDocument, profile: Profile, *, agency: str = "", today: date | None = None
) -> Record:  # fmt: skip
    """A record of the right type, with coded fields, headings and readings as the profile wants them.

    MarcError: there is no title, or no such form. Records of MARC21 are made by the crosswalk.
    """
    if not any(title.text.strip() for title in document.titles):
        raise MarcError("A record needs a title; give the document one first.")
    rules = load("nlc") if profile.format == "marc21" else profile
    # A heading that is named twice stands once.
    fields = dict.fromkeys(_Maker(document, rules, agency, today or date.today()).fields())
    leader = f"00000n{_form(document.form)['leader']}0 2200000   {rules.leader_tail or '450 '}"
    record = Record(leader, tuple(fields))
    for edit in with_readings(record, rules):
        record = edit.apply(record)
    return convert(record, "marc21", profile).record if profile.format == "marc21" else record


def read_record(record: Record, record_format: str) -> LocalDocument:
    """What a record says of the document it describes."""
    if record_format == "marc21":
        record = convert(record, "cnmarc").record
    points = access_points(record, "cnmarc")
    years = [int(year) for year in (first_year(points.year), _second_year(record)) if year]
    return LocalDocument(
        form=_form_of(record.leader),
        titles=tuple(_titles(record, points.title)),
        names=tuple(_names(record)),
        first=years[0] if years else 0,
        last=years[-1] if years else 0,
        dated=record.first("210", "d"),
        place=record.first("210", "a"),
        publisher=points.publisher,
        extent=record.first("215", "a"),
        size=record.first("215", "d"),
        languages=tuple(value for field in record.data("101") for value in field.values("a")),
        terms=tuple(_headings(record, "606")),
        keywords=tuple(value for field in record.data("610") for value in field.values("a")),
        places=tuple(_headings(record, "607")),
        notes=tuple(field.first("a") for field in record.data("300") if field.first("a")),
        summary=record.first("330", "a"),
        classification=points.classification,
        identifier=record.control("001"),
        provenance=record.first("317", "a"),
        actions=tuple(_actions(record)),
    )


def with_link(record: Record, link: Link) -> Record:
    """The record with this link: put in the place of the one with the same key, or added; unchanged where it is so."""
    made = _link_field(link)
    for place, known in enumerate(record.fields):
        if _key(known) == link.key:
            if known == made:
                return record
            return record.changed(fields=(*record.fields[:place], made, *record.fields[place + 1 :]))
    place = in_order(record, made)
    return record.changed(fields=(*record.fields[:place], made, *record.fields[place:]))


def without_link(record: Record, key: str) -> Record:
    """The record without the link that has this key."""
    kept = tuple(field for field in record.fields if _key(field) != key)
    return record if len(kept) == len(record.fields) else record.changed(fields=kept)


def links(record: Record) -> tuple[Link, ...]:
    """The links with keys in a record."""
    found = (field for field in record.data(LINK) if field.first(KEY))
    return tuple(Link(field.first(KEY), field.first(ADDRESS), field.first(NOTE)) for field in found)


class _Maker:
    """Makes the fields of one record, in their order."""

    def __init__(self, document: LocalDocument, profile: Profile, agency: str, today: date) -> None:
        self.document = document
        self.profile = profile
        self.agency = agency
        self.today = today
        self.form = _form(document.form)
        self.title = next((t for t in document.titles if t.role == "proper"), document.titles[0])

    def fields(self) -> Iterator[Field]:
        document = self.document
        yield ControlField("001", document.identifier)
        yield DataField("100", "  ", (Subfield("a", self._general()),))
        yield DataField("101", "0 ", tuple(Subfield("a", code) for code in document.languages or ("chi",)))
        yield _field("102", "  ", a="CN", b="150000")
        yield from map(from_line, self.form["coded"])
        yield self._title_field()
        yield self._imprint()
        if document.extent or document.size:
            yield _field("215", "  ", a=document.extent, d=document.size)
        yield from (_field("300", "  ", a=note) for note in document.notes)
        if document.provenance:
            yield _field("317", "  ", a=document.provenance)
        for what, day, who in document.actions:
            yield _field("318", "  ", a=what, c=day.replace("-", ""), k=who)
        if document.summary:
            yield _field("330", "  ", a=document.summary)
        yield from self._other_titles()
        yield from self._subjects()
        if document.classification:
            yield _field("690", "  ", a=document.classification, v="5")
        yield from self._responsible()
        yield _field("801", " 0", a="CN", b=self.agency or "LOCAL", c=f"{self.today:%Y%m%d}")

    def _general(self) -> str:
        document = self.document
        language = self.title.language or (document.languages or ("chi",))[0]
        if not document.first and not document.last:
            kind, years = "u", "        "
        elif document.first == document.last and document.certain and self.form["leader"][1] != "s":
            kind, years = "d", f"{document.first:04}    "
        else:
            first, last = document.first or document.last, document.last or document.first
            kind, years = ("f" if self.form["leader"][1] != "s" else "c"), f"{first:04}{last:04}"
            years = f"{first:04}    " if kind == "c" else years
        value = general_data(
            self.today, "", kind=kind, charset=self.profile.charset[0] if self.profile.charset else "50  ",
            script=_script(self.title.text, language),
        )  # fmt: skip
        return value[:9] + years + value[17:]

    def _title_field(self) -> DataField:
        parts = [("a", self.title.text)]
        if self.profile.material_designation:
            parts.append(("b", self.form["designation"]))
        parallel = [t for t in self.document.titles if t.role == "parallel"]
        parts += [("d", other.text) for other in parallel]
        stated = [f"{name.name}{name.statement}" for name in self.document.names if not name.about and name.name]
        parts += [("f" if place == 0 else "g", text) for place, text in enumerate(stated)]
        parts += [("z", other.language) for other in parallel if other.language]
        return DataField("200", "1 ", tuple(Subfield(code, text) for code, text in parts if text))

    def _imprint(self) -> DataField:
        """What was not published has no publisher: second indicator 1, and the date is that of making."""
        document = self.document
        dated = document.dated or (str(document.first) if document.first else "") or "出版年不明"
        if not document.certain and not dated.startswith("["):
            dated = f"[{dated}?]"
        published = document.form in _PUBLISHED
        codes = (
            {"a": document.place, "c": document.publisher, "d": dated}
            if published
            else {"a": document.place, "d": dated}
        )
        return _field("210", "  " if published else " 1", **codes)

    def _other_titles(self) -> Iterator[DataField]:
        tags = {"parallel": "510", "variant": "517", "translated": "541"}
        for title in self.document.titles:
            if title is not self.title and title.text:
                language = title.language if title.role in ("parallel", "translated") else ""
                yield _field(tags.get(title.role, "517"), "1 ", a=title.text, z=language)

    def _subjects(self) -> Iterator[DataField]:
        document = self.document
        yield from (_name_field("600", "601", name) for name in document.names if name.about)
        yield from (_field("606", "0 ", a=term) for term in document.terms)
        yield from (_field("607", "  ", a=place) for place in document.places)
        if document.keywords:
            yield DataField("610", "0 ", tuple(Subfield("a", word) for word in document.keywords))

    def _responsible(self) -> Iterator[DataField]:
        """The fields of authors first, those of others behind them."""
        doers = [name for name in self.document.names if not name.about and name.name]
        made = [_name_field("701" if n.main else "702", "711" if n.main else "712", n) for n in doers]
        yield from sorted(made, key=lambda field: field.tag)


def _name_field(person: str, body: str, name: LocalName) -> DataField:
    statement = "" if name.about else name.statement
    if name.body:
        return DataField(body, "02", tuple(_parts(a=name.name, **{"4": statement})))
    years = f"({name.years})" if name.years else ""
    return DataField(person, " 0", tuple(_parts(a=name.name, f=years, **{"4": statement})))


def _link_field(link: Link) -> DataField:
    indicator = "4" if link.address.startswith(("http://", "https://")) else " "
    return _field(LINK, f"{indicator} ", u=link.address, x=link.key, z=link.note)


def _key(field: Field) -> str:
    return field.first(KEY) if isinstance(field, DataField) and field.tag == LINK else ""


def _field(tag: str, indicators: str, **values: str) -> DataField:
    return DataField(tag, indicators, tuple(_parts(**values)))


def _parts(**values: str) -> Iterator[Subfield]:
    return (
        Subfield(code, " ".join(value.split()) if code != "a" else value) for code, value in values.items() if value
    )


def _script(text: str, language: str) -> str:
    if re.search("[ᠠ-ᢪ]", text):
        return "zz"
    return _LANGUAGES.get(language, "zz")


def _titles(record: Record, proper: str) -> Iterator[LocalTitle]:
    language = record.first("101", "a")
    if proper:
        yield LocalTitle(proper, language)
    for tag, role in (("510", "parallel"), ("541", "translated"), ("517", "variant"), ("540", "variant")):
        for field in record.data(tag):
            if field.first("a"):
                yield LocalTitle(field.first("a"), field.first("z"), role)


def _names(record: Record) -> Iterator[LocalName]:
    for tags, body in ((("700", "701", "702", "600"), False), (("710", "711", "712", "601"), True)):
        for field in record.data(*tags):
            name = "".join((*field.values("a"), *field.values("b"))).strip()
            if name:
                yield LocalName(
                    name, field.first("4"), body, main=field.tag[2] in "01", about=field.tag.startswith("6"),
                    years=field.first("f").strip("()（）"),
                )  # fmt: skip


def _actions(record: Record) -> Iterator[tuple[str, str, str]]:
    for field in record.data("318"):
        day = field.first("c")
        dashed = f"{day[:4]}-{day[4:6]}-{day[6:]}" if re.fullmatch(r"\d{8}", day) else day
        yield field.first("a"), dashed, field.first("k")


def _headings(record: Record, tag: str) -> Iterable[str]:
    for field in record.data(tag):
        parts = [part.value for part in field.subfields if part.code in "axyzj"]
        if parts:
            yield "-".join(parts)


def _second_year(record: Record) -> str:
    value = record.first("100", "a")
    return value[13:17] if value[8:9] in "bfg" and value[13:17].isdecimal() else ""


def _form_of(leader: str) -> str:
    for form, table in _forms().items():
        if table["leader"] == leader[6:8]:
            return form
    kinds = {
        "b": "manuscript",
        "d": "manuscript",
        "e": "map",
        "f": "map",
        "k": "photograph",
        "i": "oral",
        "v": "ancient",
    }
    return "serial" if leader[7:8] == "s" else kinds.get(leader[6:7], "print")


def _form(name: str) -> Mapping[str, Any]:
    known = _forms()
    if name not in known:
        raise MarcError("There is no form “{form}” of records; take one of {known}.", form=name, known=", ".join(known))
    return known[name]


@cache
def _forms() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(definitions.text("local.toml"))
