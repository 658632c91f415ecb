"""From counts to the groups of the panel of filters, and from a facet that was switched to the next question."""

from __future__ import annotations

from archivist.i18n import _
from archivist.questions import DECADE, THINGS, Counts, Question, Totals
from ui.desks.search.facets import Facet, Group
from ui.desks.search.names import GROUPS, SCOPES, value_name, years_name

THING, YEARS = "thing", "years"


def groups_of(question: Question, totals: Totals | None, counts: Counts | None) -> tuple[Group, ...]:
    """What can be switched, with the counts as far as they are known."""
    groups = [_things(question, totals)] if totals is not None else []
    if counts is not None:
        for name, heading in GROUPS:
            facets = _dates(question, counts) if name == DECADE else _values(question, name, counts)
            groups.append(Group(name, _(heading), facets))
    return tuple(groups)


def switched(question: Question, key: tuple[str, str]) -> Question:
    """The question with this facet switched."""
    group, value = key
    if group == THING:
        return question.with_thing(next(thing for thing in THINGS if thing == value))
    if group == YEARS:
        first, _dash, last = value.partition("-")
        return question.with_years(int(first), int(last))
    return question.toggled(group, value)


def _things(question: Question, totals: Totals) -> Group:
    facets = tuple(
        Facet((THING, thing), _(SCOPES[thing]), totals.things[thing], on=thing in question.things)
        for thing in THINGS
        if totals.things[thing] or thing in question.things
    )
    return Group(THING, _("Kind"), facets)


def _values(question: Question, name: str, counts: Counts) -> tuple[Facet, ...]:
    chosen = question.chosen(name)
    return tuple(
        Facet((name, value), value_name(name, value), count, on=value in chosen)
        for value, count in counts.facets.get(name, ())
    )


def _dates(question: Question, counts: Counts) -> tuple[Facet, ...]:
    """The decades in order of time; below one that is on, its years."""
    facets = []
    known = {int(value): count for value, count in counts.facets.get(DECADE, ()) if value.isdecimal()}
    for first, _last in question.years:
        known.setdefault(first // 10 * 10, 0)
    for decade, count in sorted(known.items()):
        facets.append(_date(question, decade, decade + 9, count))
        if any(decade <= first <= decade + 9 for first, _last in question.years):
            inside = {year: count for year, count in counts.years if decade <= year <= decade + 9}
            facets += [_date(question, year, year, count) for year, count in sorted(inside.items())]
    return tuple(facets)


def _date(question: Question, first: int, last: int, count: int) -> Facet:
    on = (first, last) in question.years
    return Facet((YEARS, f"{first}-{last}"), years_name(first, last), count, on, indent=first == last)
