"""A record as a union catalogue wants it: the library's own fields dropped or renamed, and the forms of the profile.

What is changed is only the form: readings in the subfield of the profile, its leader tail, its character sets in
100 ‡a. The record in the archive stays as it is, and one that needs no change is delivered as the bytes that came in.
"""

from __future__ import annotations

from dataclasses import replace

from marc.checks import check
from marc.checks.coded import GENERAL_DATA, GENERAL_DATA_LENGTH
from marc.profiles import Profile
from marc.record import DataField, Field, Record, Subfield

FORMS = frozenset(("pinyin_form", "leader_tail"))
"""The findings whose fix changes a form and not what the record says."""
_CHARSETS = slice(26, 30)


def delivered(record: Record, profile: Profile) -> Record:
    """The record for delivery under this profile; the same object if nothing has to change."""
    fields = tuple(
        _charset(_renamed(field, profile), profile) for field in record.fields if not profile.is_dropped(field.tag)
    )
    made = record if fields == record.fields else record.changed(fields=fields)
    for finding in check(made, profile):  # each fix replaces one field or the leader: the places of the others stay
        if finding.code in FORMS and finding.fix is not None:
            made = finding.fix.apply(made)
    return made


def _renamed(field: Field, profile: Profile) -> Field:
    tag = profile.renamed(field.tag)
    return field if tag == field.tag else replace(field, tag=tag)


def _charset(field: Field, profile: Profile) -> Field:
    """The character sets that the profile names first, where the field names none that it allows."""
    if field.tag != GENERAL_DATA or not profile.charset or not isinstance(field, DataField):
        return field
    value = field.first("a")
    if len(value) != GENERAL_DATA_LENGTH or value[_CHARSETS] in profile.charset:
        return field
    mended = value[: _CHARSETS.start] + profile.charset[0].ljust(4)[:4] + value[_CHARSETS.stop :]
    parts = tuple(Subfield("a", mended) if part.code == "a" else part for part in field.subfields)
    return DataField(field.tag, field.indicators, parts)
