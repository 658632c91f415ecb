"""The form of a record: leader, what must be there, what may be there and how often, indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from marc.checks.finding import LEADER_INDEX, LEADER_TAG, Finding, Place, Severity, at
from marc.checks.rules import AUTHORITY, Check, FieldRule, Rules, Shape
from marc.checks.subject import Subject
from marc.edits import SetLeader
from marc.embedded import is_embedding
from marc.formats import FieldDef
from marc.record import ControlField, DataField

BLANKS = " #^-\\|"
"""What systems write for a blank or for “not coded”."""
MISSING_SUBFIELD = "Field {tag} needs ‡{subfield}; write it."


def leader(subject: Subject) -> Iterator[Finding]:
    """24 characters, each coded one with a value that the format knows."""
    text = subject.record.leader
    coded = text[5:12] + text[17:] if len(text) == 24 else ""
    known = subject.rules.leaders.get(coded)
    if known is None:
        known = tuple(_leader(subject, text))
        if coded and not any(finding.fix for finding in known):  # a fix is for this very leader
            subject.rules.leaders[coded] = known
    yield from known


def mandatory(subject: Subject) -> Iterator[Finding]:
    """Fields that the profile demands; a control field without text is not there."""
    profile, there = subject.profile, subject.by_tag
    for tag in profile.mandatory:
        if tag not in there or (tag < "010" and not subject.control(tag).strip()):
            yield _missing(tag, "error")
    if subject.record.leader[6:8] == "am":
        yield from [_missing(tag, "warning") for tag in profile.mandatory_book if tag not in there]


def heading(subject: Subject) -> Iterator[Finding]:
    """An authority record is about a heading: 1XX in MARC21, 2XX in CNMARC."""
    family = _heading_family(subject)
    template = "The authority record has no heading; it needs a field {family}."
    yield Finding("no_heading", "error", template, (("family", f"{family}XX"),))


def blank_mandatory_subfields(subject: Subject) -> Iterator[Finding]:
    """Subfields that the profile demands, and that are there without text; those that are not there: see `judge`."""
    for wanted in subject.profile.mandatory_subfields:
        tag, code = wanted[:3], wanted[3:]
        for place, field in subject.data(tag):
            values = field.values(code)
            if values and not any(map(str.strip, values)):
                yield at(place, "missing_subfield", "error", MISSING_SUBFIELD, subfield=code)


def repeated(subject: Subject) -> Iterator[Finding]:
    """Fields that come twice and may not."""
    for tag, indexes in subject.repeats:
        if subject.rules.may_repeat(tag):
            continue
        definition = subject.format.field(tag)
        severity: Severity = "error" if definition and definition.grade == "mandatory" else "warning"
        for index in indexes[1:]:
            place = subject.place(index)
            template = "Field {tag} may occur once, and this is number {occurrence}."
            yield at(place, "repeated_field", severity, template, occurrence=place.occurrence)


def empty(subject: Subject) -> Iterator[Finding]:
    """Subfields without text."""
    for place in subject.places():
        if isinstance(place.field, DataField):
            for part in place.field.subfields:
                if part.code and not part.value.strip():
                    template = "‡{subfield} of field {tag} is empty; fill it in or delete it."
                    yield at(place, "empty_subfield", "note", template, subfield=part.code)


def judge(place: Place, rules: Rules) -> Iterator[Finding]:
    """What is wrong with the shape of a field: its tag, indicators and codes, whatever its values."""
    field = place.field
    if len(field.tag) != 3 or not (field.tag.isascii() and field.tag.isalnum()):
        yield at(place, "bad_tag", "error", "“{tag}” is no tag; a tag is three digits or letters.")
        return
    if isinstance(field, DataField):
        yield from _codes(place, field)
        for wanted in rules.profile.mandatory_subfields:
            if wanted[:3] == field.tag and not field.values(wanted[3:]):
                yield at(place, "missing_subfield", "error", MISSING_SUBFIELD, subfield=wanted[3:])
    if not rules.is_checked(field.tag):
        return
    definition = rules.format.field(field.tag)
    if definition is None:
        template = "Field {tag} is not defined; check the tag, or make it a local field of the profile."
        yield at(place, "undefined_field", "warning", template)
        return
    yield from _kind(place, definition)
    if isinstance(field, DataField):
        yield from _indicators(place, field, definition)
        embedded = rules.embeds(field.tag) and is_embedding(field)
        if not definition.is_control and not embedded:  # the subfields behind ‡1 are those of other fields
            yield from _defined_subfields(rules, place, field, definition)


def _leader(subject: Subject, text: str) -> Iterator[Finding]:
    if len(text) != 24:
        yield _about_leader("leader_length", "The leader has {count} characters; it needs 24.", None, count=len(text))
        return
    definition = subject.format.field(LEADER_TAG)
    for position in definition.positions if definition else ():
        known = subject.format.codes(position.codes)
        sign = text[position.start : position.end]
        if known and sign not in known and not (sign in BLANKS and " " in known):
            template = "Position {position} of the leader is “{value}”, which has no meaning there."
            yield _about_leader("leader_code", template, position.start, value=sign)
    tail = subject.profile.leader_tail
    if tail and text[20:22] != "45":
        yield Finding(
            "leader_tail", "note", "The leader ends with “{value}”, usual is “{wanted}”.",
            (("value", text[20:]), ("wanted", tail)), LEADER_TAG, 1, "", 20, LEADER_INDEX,
            SetLeader(text, text[:20] + tail), "Change to {wanted}",
        )  # fmt: skip


def _codes(place: Place, field: DataField) -> Iterator[Finding]:
    if not field.subfields:
        yield at(place, "empty_field", "warning", "Field {tag} is empty; fill it in or delete it.")
    for number, part in enumerate(field.subfields):
        if not part.code and number == 0 and part.value:
            template = "Field {tag} has text before its first subfield; give it a code."
            yield at(place, "text_before_subfield", "warning", template)
        elif not part.code and not part.value:
            yield at(
                place, "stray_delimiter", "warning", "Field {tag} has a delimiter with nothing behind it; delete it.",
                new=_without(field, number), fix_template="Delete it",
            )  # fmt: skip
        elif not (part.code.isascii() and part.code.isalnum()):
            template = "Field {tag} has a subfield whose code is “{sign}”; a code is a letter or a digit."
            yield at(place, "bad_subfield_code", "error", template, sign=part.code or " ")


def _without(field: DataField, number: int) -> DataField:
    return DataField(field.tag, field.indicators, field.subfields[:number] + field.subfields[number + 1 :])


def _defined_subfields(rules: Rules, place: Place, field: DataField, definition: FieldDef) -> Iterator[Finding]:
    pinyin = rules.profile.pinyin != "none"
    seen: Counter[str] = Counter()
    for part in field.subfields:
        code = part.code
        if not (code.isascii() and code.isalnum()):
            continue
        seen[code] += 1
        if code in definition.subfields:
            if seen[code] == 2 and not definition.subfields[code].repeatable:
                template = "‡{subfield} may occur once in field {tag}."
                yield at(place, "repeated_subfield", "warning", template, subfield=code)
        elif not (pinyin and (code == "9" or (code.isupper() and code.lower() in definition.subfields))):
            template = "‡{subfield} is not defined in field {tag}; check the code."
            yield at(place, "undefined_subfield", "warning", template, subfield=code)


def _kind(place: Place, definition: FieldDef) -> Iterator[Finding]:
    if isinstance(place.field, ControlField) != definition.is_control:
        template = (
            "Field {tag} has no subfields; it takes text only."
            if definition.is_control
            else "Field {tag} has no indicators and subfields; write them."
        )
        yield at(place, "wrong_kind", "error", template)


def _indicators(place: Place, field: DataField, definition: FieldDef) -> Iterator[Finding]:
    for number, (sign, choices) in enumerate(zip(field.indicators, definition.indicators, strict=False), 1):
        allowed = {choice.value for choice in choices}
        if sign not in allowed and not (sign in BLANKS and " " in allowed):
            yield at(
                place, "indicator", "warning",
                "Indicator {number} of field {tag} is “{value}”; allowed is {allowed}.",
                number=number, value=sign.replace(" ", "#"),
                allowed=", ".join(sorted(value.replace(" ", "#") for value in allowed)),
            )  # fmt: skip


@cache
def _missing(tag: str, severity: Severity) -> Finding:
    template = "Field {tag} is missing; it is mandatory."
    return Finding("missing_field", severity, template, (("tag", tag),), tag)


def _about_leader(code: str, template: str, position: int | None, **values: object) -> Finding:
    severity: Severity = "error" if code == "leader_length" else "warning"
    filled = (("position", position), *values.items())
    return Finding(code, severity, template, filled, LEADER_TAG, 1, "", position, LEADER_INDEX)


def _leader_is_known(subject: Subject) -> bool:
    text = subject.record.leader
    return len(text) == 24 and subject.rules.leaders.get(text[5:12] + text[17:]) == ()


def _has_mandatory(subject: Subject) -> bool:
    return subject.rules.demanded <= subject.by_tag.keys() and subject.control("001") != ""


def _heading_family(subject: Subject) -> str:
    return "1" if subject.format.name == "marc21-authority" else "2"


def _has_heading(subject: Subject) -> bool:
    family = _heading_family(subject)
    return any(tag.startswith(family) for tag in subject.by_tag)


def _has_no_blanks(subject: Subject) -> bool:
    return not subject.has_blanks


def _has_no_repeats(subject: Subject) -> bool:
    return not subject.repeats


def _is_wrong(rules: Rules, shape: Shape) -> bool:
    return any(True for _ in judge(Place(0, 1, shape.sample), rules))


def _judged(subject: Subject, place: Place) -> Iterator[Finding]:
    return judge(place, subject.rules)


FIELD_RULES = (FieldRule(_judged, _is_wrong, decides=lambda _pieces, _leader: ""),)  # the shape says all
CHECKS = (
    Check(leader, _leader_is_known),
    Check(mandatory, _has_mandatory),
    Check(heading, _has_heading, formats=AUTHORITY),
    Check(blank_mandatory_subfields, _has_no_blanks),
    Check(repeated, _has_no_repeats),
    Check(empty, _has_no_blanks),
)
