"""What is wrong with a record, as values: each finding has a place and, where the remedy is certain, a fix.

    for finding in check(record, profiles.load("nlc")):
        print(finding.tag, finding.message)

There are two kinds of checks. A check of one field by itself is a `FieldRule`, which says which fields concern it; to
add one, write it in the module of its kind and name it in that module's `FIELD_RULES`. A check that compares fields
takes a `Subject` and yields findings; it is named in its module's `CHECKS`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from operator import attrgetter

from marc import formats
from marc.checks import (
    agreement,
    characters,
    classification,
    coded,
    links,
    pinyin,
    standard_numbers,
    statements,
    structure,
)
from marc.checks.finding import Finding, Severity
from marc.checks.rules import Rules
from marc.checks.subject import Subject
from marc.profiles import Profile
from marc.record import Record

__all__ = ["Finding", "Severity", "check"]

FIELD_RULES = tuple(
    rule
    for module in (structure, coded, standard_numbers, classification, links, pinyin)
    for rule in module.FIELD_RULES
)
CHECKS = tuple(one for module in (structure, agreement, statements, links, characters) for one in module.CHECKS)
_INDEX = attrgetter("index")


def check(record: Record, profile: Profile) -> tuple[Finding, ...]:
    """Everything that the profile finds in the record, in the order of the record; what is missing comes first.

    An authority record (leader/06) is checked by the format of authority records, which says what is mandatory there.
    """
    subject = Subject(record, _rules(profile, formats.is_authority(profile.format, record.leader)))
    found = subject.field_findings()
    for one in subject.rules.checks:
        if one.tags and subject.by_tag.keys().isdisjoint(one.tags):
            continue
        if not one.fine(subject):
            found += one.find(subject)
    if len(found) > 1:
        found.sort(key=_INDEX)
    return tuple(found)


@lru_cache(maxsize=8)
def _rules(profile: Profile, authority: bool) -> Rules:
    if not authority:
        return Rules(formats.load(profile.format), profile, FIELD_RULES, CHECKS)
    known = formats.load(formats.AUTHORITIES[profile.format])
    demanded = tuple(one.tag for one in known.fields() if one.grade == "mandatory")
    changed = replace(profile, mandatory=demanded, mandatory_book=(), mandatory_subfields=())
    return Rules(known, changed, FIELD_RULES, CHECKS)
