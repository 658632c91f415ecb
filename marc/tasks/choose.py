"""On which records and fields a step works: its tags, its conditions, its `where`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from marc.record import ControlField, Field
from marc.tasks.draft import LEADER, Draft
from marc.tasks.patterns import Expression, Places, Span, codes, indicators, places_of, span, tags
from marc.tasks.table import Table

TESTS = ("present", "equals", "contains", "matches")
WHOLE = ("format", "type", "level", "profile")
FORMATS = ("cnmarc", "unimarc", "marc21")
ONE_TEST = "Step {step} of {file}: “{key}” needs exactly one of {known}."

Condition = Callable[[Draft], bool]
FieldTest = Callable[[Field], bool]
Values = Callable[[Field], Iterable[str]]


def chooser(table: Table) -> Places:
    """The places of the fields that a step means: by `field`, `indicators`, `where` and `occurrence`."""
    places = places_of(tags(table, "field"))
    tests = list(_indicator_test(table))
    tests += [_field_test(where) for where in table.tables("where")]
    occurrence = table.ordinal("occurrence")
    if not tests and not occurrence:
        return places
    index = occurrence - 1 if occurrence > 0 else occurrence

    def choose(draft: Draft) -> Sequence[int]:
        fields = draft.fields
        found = [place for place in places(draft) if all(test(fields[place]) for test in tests)]
        if not occurrence:
            return found
        return [found[index]] if -len(found) <= index < len(found) else []

    return choose


def condition(table: Table, profile: str) -> Condition:
    """The `if` and `unless` of a step as one function; None of them is always true."""
    wanted = [_condition(one, profile) for one in table.tables("if")]
    unwanted = [_condition(one, profile) for one in table.tables("unless")]
    if not wanted and not unwanted:
        return _always
    if len(wanted) == 1 and not unwanted:
        return wanted[0]
    return lambda draft: all(c(draft) for c in wanted) and not any(c(draft) for c in unwanted)


def _always(draft: Draft) -> bool:
    return True


def _condition(table: Table, profile: str) -> Condition:
    about = [key for key in WHOLE if table.has(key)]
    if not about:
        result = _leader_condition(table) if table.texts("field") == (LEADER,) else _record_condition(table)
    elif len(about) > 1:
        raise table.error(ONE_TEST, "", known=", ".join(WHOLE))
    else:
        result = _whole_condition(table, about[0], profile)
    table.finish()
    return result


def _whole_condition(table: Table, key: str, profile: str) -> Condition:
    if key == "format":
        wanted = table.choice(key, FORMATS)
        return lambda draft: draft.format == wanted
    if key == "profile":
        holds = profile in table.texts(key)
        return lambda draft: holds
    place, allowed = (6 if key == "type" else 7), frozenset(table.text(key))
    return lambda draft: draft.leader[place : place + 1] in allowed


def _leader_condition(table: Table) -> Condition:
    at = span(table, "at") if table.has("at") else (0, 24)
    test = _value_test(table, ("equals", "contains", "matches"))
    return lambda draft: test(draft.leader[at[0] : at[1]])


def _record_condition(table: Table) -> Condition:
    places = places_of(tags(table, "field"))
    tests = list(_indicator_test(table))
    if table.has("present") and not table.has("subfield"):
        wanted = table.flag("present")
        _one_test(table, TESTS)
        if not tests:
            return lambda draft: bool(places(draft)) == wanted
        return lambda draft: any(all(t(draft.fields[p]) for t in tests) for p in places(draft)) == wanted
    wanted, holds = _value_condition(table)

    def check(draft: Draft) -> bool:
        fields = [draft.fields[place] for place in places(draft)]
        return any(holds(field) for field in fields if all(test(field) for test in tests)) == wanted

    return check


def _indicator_test(table: Table) -> Iterable[FieldTest]:
    if not table.has("indicators"):
        return
    wanted = indicators(table, "indicators")

    def test(field: Field) -> bool:
        if isinstance(field, ControlField) or len(field.indicators) != 2:
            return False
        return all(sign in (".", there) for sign, there in zip(wanted, field.indicators, strict=True))

    yield test


def _field_test(table: Table) -> FieldTest:
    wanted, holds = _value_condition(table)
    table.finish()
    return lambda field: holds(field) == wanted


def _value_condition(table: Table) -> tuple[bool, FieldTest]:
    """What a field has, and whether it shall have it."""
    values = _values(codes(table, "subfield", ""), span(table, "at") if table.has("at") else None)
    if table.has("present"):
        _one_test(table, TESTS)
        return table.flag("present"), lambda field: any(True for _value in values(field))
    test = _value_test(table, TESTS)
    return True, lambda field: any(map(test, values(field)))


def _values(wanted: str, at: Span | None) -> Values:
    def values(field: Field) -> Iterable[str]:
        if isinstance(field, ControlField):
            return () if wanted else (field.value,)
        return [part.value for part in field.subfields if not wanted or (part.code and part.code in wanted)]

    if at is None:
        return values
    return lambda field: [piece for value in values(field) if (piece := value[at[0] : at[1]])]


def _value_test(table: Table, known: Sequence[str]) -> Callable[[str], bool]:
    kind = _one_test(table, known)
    if kind == "matches":
        return Expression(table, kind, table.text(kind)).found
    texts = table.texts(kind)
    if kind == "equals":
        return frozenset(texts).__contains__
    if len(texts) == 1:
        return lambda value: texts[0] in value
    return lambda value: any(text in value for text in texts)


def _one_test(table: Table, known: Sequence[str]) -> str:
    there = [key for key in TESTS if table.has(key)]
    if len(there) != 1 or there[0] not in known:
        raise table.error(ONE_TEST, "", known=", ".join(known))
    return there[0]
