"""How the lists of a description are typed: titles, dates, places, people, subjects; and a description as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QWidget

from archivist.dates import DateStatement, doubt_of, understand
from archivist.describing import Description, Person, PlaceRef, Subject, Title
from archivist.describing.lists import damage, relations, roles
from archivist.i18n import _
from archivist.places import Gazetteer, Place, PlaceName
from ui.text import joined, later
from ui.widgets.rows import Hint, Manner

TITLE_ROLES = {
    "proper": later("Title proper"), "parallel": later("Parallel title"), "variant": later("Variant title"),
    "translated": later("Translated title"),
}  # fmt: skip
LANGUAGES = {
    "": later("Language not said"), "chi": later("Chinese"), "mon": later("Mongolian"), "rus": later("Russian"),
    "jpn": later("Japanese"), "mnc": later("Manchu"), "eng": later("English"),
}  # fmt: skip
OPEN = "?"
"""Stands in a menu for a date of which it is not known which of its candidates it is."""
PLACE_ROLES = {"about": later("About it"), "made": later("Made there")}
PERSON_KINDS = {"person": later("Person"), "body": later("Corporate body")}
CALENDARS = {
    "lunar": later("lunar calendar"), "julian": later("old style"), "cycle": later("cycle of sixty years"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lists:
    """What the archive offers for completion: its places, and its own subjects."""

    places: Gazetteer
    terms: tuple[str, ...] = ()

    def subject(self, term: str) -> Subject:
        return Subject(term, term in self.terms)


def days(first: str, last: str) -> str:
    """A range of days, as short as it can be said: `1940`, `1940-05`, `1940-05-03`, `1930 – 1935`, `– 1945`."""
    if first[:4] == last[:4] and first[4:] == "-01-01" and last[4:] == "-12-31":
        return first[:4]
    if first[4:] == "-01-01" and last[4:] == "-12-31":
        return f"{first[:4]} – {last[:4]}"
    if first[:7] == last[:7] and first[7:] == "-01" and last[8:] in ("28", "29", "30", "31") and first != last:
        return first[:7]
    return first if first == last else f"{first} – {last}".strip()


def understood(date: DateStatement) -> Hint:
    """What the program takes a date for, or that it takes it for nothing, and why."""
    calendar = _(CALENDARS.get(date.calendar, ""))
    if date.candidates:
        return joined(_("one of {dates}").format(dates=date.years), calendar), "caption"
    if date.first or date.last:
        about = _("about {dates}").format(dates=days(date.first, date.last))
        return joined("= " + (about if date.certainty == "about" else days(date.first, date.last)), calendar), "good"
    return "▲ " + (doubt_of(date) or _("This date is not understood; it is kept as it was written.")), "doubt"


def dates() -> Manner[DateStatement]:
    """Dates as written; the hint is the range of Gregorian days."""
    return Manner(
        _("Dates"), _("As written: 民国29年, 1940.5.3"), lambda date: date.original,
        lambda text, _old: understand(text), lambda text: understood(understand(text)), understood, _candidates,
        lambda date: (OPEN if date.candidates else f"{date.first}/{date.last}",), _settled,
    )  # fmt: skip


def _candidates(date: DateStatement) -> tuple[tuple[tuple[str, str], ...], ...]:
    """What a date may mean that comes back every so often, for whoever knows which it is."""
    pairs = understand(date.original).candidates
    if not pairs:
        return ()
    known = {f"{first}/{last}": DateStatement("", first, last).years or days(first, last) for first, last in pairs}
    if not date.candidates:  # settled otherwise than by one of these
        known.setdefault(f"{date.first}/{date.last}", days(date.first, date.last))
    return (((OPEN, _("which year is not known")), *known.items()),)


def _settled(date: DateStatement, _group: int, code: str) -> DateStatement:
    """The date with one of its candidates chosen, or with all of them again."""
    if code == OPEN:
        return understand(date.original)
    first, _sign, last = code.partition("/")
    return replace(date, first=first, last=last, candidates=(), certainty="certain")


def titles() -> Manner[Title]:
    """Titles, each with its role and language."""

    def made(text: str, old: Title | None) -> Title:
        return replace(old, text=text) if old is not None else Title(text, _language_of(text), role="parallel")

    return Manner(
        _("Titles"), _("Another title"), lambda title: title.text, made,
        groups=lambda _title: (_group(TITLE_ROLES), _group(LANGUAGES)),
        codes=lambda title: (title.role, title.language),
        told=lambda title, group, code: replace(title, role=code) if group == 0 else replace(title, language=code),
    )  # fmt: skip


def places(lists: Lists) -> Manner[PlaceRef]:
    """Places; the hint is today's name and what the place lies in."""

    def made(text: str, old: PlaceRef | None) -> PlaceRef:
        found = lists.places.find(text)
        known = found[0].id if len(found) == 1 else ""
        return replace(old, name=text, place=known) if old is not None else PlaceRef(text, known)

    return Manner(
        _("Places"), _("A place, by any name it had"), lambda place: place.name, made,
        lambda text: where_is(lists.places, text), groups=lambda _place: (_group(PLACE_ROLES),),
        codes=lambda place: (place.role,), told=lambda place, _group, code: replace(place, role=code),
    )  # fmt: skip


def people() -> Manner[Person]:
    """People and bodies, each with a role."""

    def made(text: str, old: Person | None) -> Person:
        return replace(old, name=text) if old is not None else Person(text)

    return Manner(
        _("People"), _("A person or a body"), lambda person: person.name, made,
        groups=lambda _person: (tuple((role.code, role.label) for role in roles().values()), _group(PERSON_KINDS)),
        codes=lambda person: (person.role, person.kind),
        told=lambda person, group, code: replace(person, role=code) if group == 0 else replace(person, kind=code),
    )  # fmt: skip


def subjects(lists: Lists) -> Manner[Subject]:
    """Subjects; the hint says which are of the library's own list."""

    def hint(text: str) -> Hint:
        return (_("of the library's list"), "good") if text in lists.terms else ("", "")

    return Manner(
        _("Subjects"), _("A subject"), lambda subject: subject.term, lambda text, _old: lists.subject(text), hint
    )


def notes() -> Manner[str]:
    """Notes, one a line."""
    return Manner(_("Notes"), _("A note"), lambda text: text, lambda text, _old: text)


def where_is(known: Gazetteer, name: str) -> Hint:
    """A place of the gazetteer by its name today and what is around it; or that it is not there."""
    found = known.find(name)
    if not found and next(iter(known), None) is None:
        return "", ""  # not read yet
    if not found:
        return _("not in the gazetteer"), "caption"
    if len(found) > 1:
        return _("{n} places have this name").format(n=len(found)), "caption"
    return _about(known, found[0], name), "good"


def _about(known: Gazetteer, place: Place, name: str) -> str:
    """Today's name where it is another one, else the place that it lies in."""
    if place.name != name:
        return _("today {name}").format(name=place.name)
    return next((one.name for one in known.around(place.id)), "") or _("in the gazetteer")


def place_completer(known: Gazetteer, parent: QWidget) -> QCompleter:
    """Every name of every place; beside an old name stands today's."""
    model = QStandardItemModel(parent)
    for place in known:
        for name in place.names:
            item = QStandardItem(joined(name.text, _years(name), "" if name.text == place.name else place.name))
            item.setData(name.text, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
    made = QCompleter(model, parent)
    made.setCompletionRole(Qt.ItemDataRole.UserRole)
    return _dressed(made)


def term_completer(terms: Sequence[str], parent: QWidget) -> QCompleter:
    """The library's own subjects."""
    return _dressed(QCompleter(list(terms), parent))


def _dressed(made: QCompleter) -> QCompleter:
    made.setFilterMode(Qt.MatchFlag.MatchContains)
    made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    made.setMaxVisibleItems(10)
    popup = made.popup()
    if popup is not None:
        popup.setObjectName("completions")
    return made


def _years(name: PlaceName) -> str:
    return f"{name.first or ''}–{name.last or ''}" if name.first or name.last else ""


def _group(table: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, _(words)) for code, words in table.items())


def _language_of(text: str) -> str:
    """The language that the letters of a title tell; Cyrillic and Latin tell none here."""
    if any("\u1800" <= sign <= "\u18af" for sign in text):
        return "mon"
    if any(sign in "өүӨҮ" for sign in text):
        return "mon"
    return "chi" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else ""


def as_lines(known: Description) -> list[str]:
    """A description for two people to compare."""
    pairs = [(_("Kind"), known.kind_label)]
    pairs += [(_(TITLE_ROLES.get(title.role, title.role)), title.text) for title in known.titles]
    pairs += [(_("Date"), date.original) for date in known.dates]
    pairs += [(_(PLACE_ROLES.get(place.role, place.role)), place.name) for place in known.places]
    names = roles()
    pairs += [(names[one.role].label if one.role in names else one.role, one.name) for one in known.people]
    pairs += [(_("Subject"), subject.term) for subject in known.subjects]
    pairs += [(_("Published by"), known.publisher), (_("Extent"), known.extent), (_("Summary"), known.summary)]
    pairs += [(_("Provenance"), known.source)] + [(_("Note"), note) for note in known.notes]
    grade = damage().get(known.condition.grade)
    pairs += [(_("Condition"), joined(grade.label if grade else "", known.condition.note))]
    pairs += [(_("Repair"), joined(repair.day, repair.who, repair.what)) for repair in known.repairs]
    links = relations()
    pairs += [(links[r.kind].label if r.kind in links else r.kind, str(r.document)) for r in known.relations]
    return [f"{name}  {text}" for name, text in pairs if text]
