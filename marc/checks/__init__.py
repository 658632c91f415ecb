"""What is wrong with a record, as values: each finding has a place and, where the remedy is certain, a fix.

    for finding in check(record, profiles.load("nlc")):
        print(finding.tag, finding.message)

A check is a function that takes a `Subject` and yields findings. To add one, write it in the module of its kind and
name it in `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from marc import formats
from marc.checks import agreement, characters, classification, coded, links, pinyin, standard_numbers, structure
from marc.checks.finding import Finding, Severity
from marc.checks.subject import Rules, Subject
from marc.profiles import Profile
from marc.record import Record

__all__ = ["Finding", "Severity", "check"]

Check = Callable[[Subject], Iterator[Finding]]

STRUCTURE: tuple[Check, ...] = (
    structure.leader,
    structure.mandatory,
    structure.blank_mandatory_subfields,
    structure.fields,
    structure.repeated,
    structure.empty,
)
VALUES: tuple[Check, ...] = (
    coded.general_data,
    coded.positions,
    coded.listed_codes,
    coded.fixed_length,
    coded.dates,
    standard_numbers.isbn,
    standard_numbers.issn,
    classification.clc,
    classification.union_number,
    classification.region,
    agreement.years,
    agreement.translation,
    agreement.illustrations,
    agreement.responsibility,
    links.embedded,
    links.series,
    links.graphic_representations,
    links.doubles,
    pinyin.form,
    pinyin.syllables,
    characters.unwanted,
    characters.encodings,
    characters.pairs,
)
CHECKS = STRUCTURE + VALUES
AUTHORITY = "z"


def check(record: Record, profile: Profile) -> tuple[Finding, ...]:
    """Everything that the profile finds in the record, in the order of the record; what is missing comes first.

    The formats are bibliographic: of an authority record (leader/06 `z`) only the values are checked.
    """
    subject = Subject(record, _rules(profile))
    checks = VALUES if record.leader[6:7] == AUTHORITY else CHECKS
    found = [finding for one in checks for finding in one(subject)]
    subject.remember(found)
    return tuple(sorted(found, key=lambda finding: finding.index))


@lru_cache(maxsize=8)
def _rules(profile: Profile) -> Rules:
    return Rules(formats.load(profile.format), profile, structure.judge)
