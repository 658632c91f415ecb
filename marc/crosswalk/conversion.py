"""The way of a record through the crosswalk: coded fields, then each field by its row, then their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from marc import formats, profiles
from marc.crosswalk import control, fields, links, names, scripts, special, title
from marc.crosswalk.order import in_order
from marc.crosswalk.table import Crosswalk, Rule, load
from marc.crosswalk.work import NO_FIELD, Lost, Made, Work
from marc.errors import MarcError
from marc.profiles import Profile
from marc.recognise import recognise
from marc.record import DataField, Record

FORMATS = ("cnmarc", "marc21")
OTHER = {"cnmarc": "marc21", "marc21": "cnmarc"}
_Both = tuple[fields.Convert, fields.Convert]
_USES: Mapping[str, _Both] = {
    "": (fields.to_marc21, fields.to_cnmarc),
    "title": (title.to_marc21, title.to_cnmarc),
    "isbn": (special.isbn_to_marc21, special.isbn_to_cnmarc),
    "system_number": (special.system_number_to_marc21, fields.to_cnmarc),
    "term": (special.term_to_marc21, special.term_to_cnmarc),
    "imprint": (special.imprint_to_marc21, special.imprint_to_cnmarc),
    "series": (special.series_to_marc21, special.series_to_cnmarc),
    "traced_series": (special.series_to_marc21, special.traced_series_to_cnmarc),
    "uniform": (special.uniform_to_marc21, special.uniform_to_cnmarc),
    "clc": (special.clc_to_marc21, special.clc_to_cnmarc),
    "person": (names.person_to_marc21, names.person_to_cnmarc),
    "family": (names.family_to_marc21, names.family_to_cnmarc),
    "body": (names.body_to_marc21, names.body_to_cnmarc),
    "meeting": (names.meeting_to_marc21, names.meeting_to_cnmarc),
    "name_title": (names.name_title_to_marc21, links.name_title_to_cnmarc),
    "link": (links.to_marc21, links.to_cnmarc),
    "series_entry": (links.series_to_marc21, links.series_to_cnmarc),
    "title_entry": (links.to_marc21, links.title_to_cnmarc),
}


@dataclass(frozen=True, slots=True)
class Converted:
    """The record in the other format, and what could not be carried over."""

    record: Record
    lost: tuple[Lost, ...]


def convert(record: Record, to: str, profile: Profile | None = None) -> Converted:
    """The record in `cnmarc` or `marc21`; one that is in that format already comes back as it is.

    `profile` says for CNMARC where readings stand, which character sets 100 ‡a names and how the leader ends; without
    it, that is the profile of the National Library. MarcError: no such format, or an authority record.
    """
    if to not in FORMATS:
        raise MarcError("There is no crosswalk to “{format}”; take cnmarc or marc21.", format=to)
    family = recognise(record)
    if family and (family == "marc21") == (to == "marc21"):
        return Converted(record, ())
    if formats.is_authority(OTHER[to], record.leader):
        raise MarcError("This is an authority record; the crosswalk converts bibliographic ones.")
    work = Work(record, to, load(), profile or profiles.load("nlc"))
    leader = _to_marc21(work) if to == "marc21" else _to_cnmarc(work)
    return Converted(Record(leader, in_order(work.made, to)), tuple(work.lost))


def _to_marc21(work: Work) -> str:
    leader = control.to_marc21(work)
    occurrences = _occurrences(work.record)
    linked = 0
    for pair in scripts.pairs_of_cnmarc(_data_fields(work, control.FROM_CNMARC)):
        with work.at(pair.field.tag, occurrences[pair.place]):
            rule = _rule(work, pair.field)
            if rule is None:
                _without_rule(work, pair)
                continue
            text, reading = (pair.field, pair.other) if pair.other else scripts.reading_apart(pair.field, rule)
            made = _USES[rule.use][0](work, rule, text)
            if reading is None:
                _add(work, rule, made)
            else:
                linked += _add_linked(work, rule, made, _of_reading(work, rule, reading), linked)
    _main_entry(work)
    return leader


def _of_reading(work: Work, rule: Rule, reading: DataField) -> list[DataField]:
    """The reading as a field of MARC21. It gets the tag of the text, whether or not that is the main entry."""
    had, made = work.has_main, list(work.made)
    found = _USES[rule.use][0](work, rule, reading)
    work.has_main, work.made = had, made
    return found


def _add(work: Work, rule: Rule, made: list[DataField]) -> None:
    for field in made:
        if rule.gather and (place := _same_tag(work, field)) is not None:
            before = work.made[place].field
            assert isinstance(before, DataField)
            whole = DataField(field.tag, before.indicators, before.subfields + field.subfields)
            work.made[place] = Made(whole, work.made[place].source)
        else:
            work.make(field, later=rule.cn.startswith("4") and field.tag.startswith("7"))


def _same_tag(work: Work, field: DataField) -> int | None:
    return next((i for i, one in enumerate(work.made) if one.field.tag == field.tag), None)


def _add_linked(work: Work, rule: Rule, made: list[DataField], reading: list[DataField], linked: int) -> int:
    """Adds fields and what their readings are; returns how many links were made."""
    for i, field in enumerate(made):
        other = reading[i] if i < len(reading) else None
        if other is None:
            _add(work, rule, [field])
            continue
        number = linked + i + 1
        other = DataField(field.tag, other.indicators, other.subfields)
        if work.cataloguing in work.table.latin and scripts.is_latin(other):
            field, other = other, field
        _add(work, rule, [scripts.linked(field, f"880-{number:02}")])
        work.make(scripts.alternate(other, number))
    for field in reading[len(made) :]:
        work.make(field)
    return min(len(made), len(reading))


def _main_entry(work: Work) -> None:
    """245 tells by its first indicator whether there is a main entry."""
    if not any(one.field.tag in ("100", "110", "111", "130") for one in work.made):
        return
    for i, one in enumerate(work.made):
        named = isinstance(one.field, DataField) and one.field.first("6").startswith("245-")
        if isinstance(one.field, DataField) and (one.field.tag == "245" or named):
            field = DataField(one.field.tag, "1" + one.field.indicators[1:], one.field.subfields)
            work.made[i] = Made(field, one.source, one.later)


def _to_cnmarc(work: Work) -> str:
    leader = control.to_cnmarc(work)
    occurrences = _occurrences(work.record)
    linked = 0
    for pair in scripts.pairs_of_marc21(_data_fields(work, control.FROM_MARC21)):
        tag = work.record.fields[pair.place].tag
        with work.at(tag, occurrences[pair.place]):
            convert_one = _reader(work, pair.field)
            if convert_one is None:
                _without_rule(work, pair)
                continue
            made = convert_one(pair.field)
            if pair.other is None:
                _add_once(work, made, pair.field)
                continue
            with work.at("880", occurrences[pair.other_place]):
                other = convert_one(pair.other)
                linked += _add_scripts(work, made, other, linked)
    return leader


def _reader(work: Work, field: DataField) -> Callable[[DataField], list[DataField]] | None:
    """What makes fields of CNMARC of this field; None if there is no row for it."""
    rule = _rule(work, field)
    if rule is None:
        return None
    if field.tag in ("700", "710") and field.first("t"):
        return lambda one: links.name_title_to_cnmarc(work, rule, one)
    return lambda one: _USES[rule.use][1](work, rule, one)


def _add_once(work: Work, made: list[DataField], field: DataField) -> None:
    """Adds fields; the name of an added entry with a title only if it is not there yet."""
    known = {one.field for one in work.made} if field.first("t") else set()
    for one in made:
        if one not in known:
            work.make(one)


def _add_scripts(work: Work, made: list[DataField], other: list[DataField], linked: int) -> int:
    """Adds fields in two scripts: as text and reading, or repeated; returns how many links were made."""
    links_made = 0
    for text, reading in zip(made, other, strict=False):
        links_made += _add_two(work, text, reading, linked + links_made + 1)
    shorter = min(len(made), len(other))
    for field in (*made[shorter:], *other[shorter:]):
        work.make(field)
    return links_made


def _add_two(work: Work, text: DataField, reading: DataField, number: int) -> int:
    if scripts.is_latin(text) and not scripts.is_latin(reading):
        text, reading = reading, text
    whole = scripts.with_reading(text, reading, work.profile.pinyin) if work.profile.pinyin != "none" else None
    if whole is None and text.tag.startswith("4"):  # which cannot be linked: nothing may stand before its first ‡1
        work.make(text)
        work.lose_all(reading.subfields)
        return 0
    if whole is None:
        work.make(scripts.repeated(text, number))
        work.make(scripts.repeated(reading, number))
        return 1
    if all(one.field != whole for one in work.made):
        work.make(whole)
    return 0


def _rule(work: Work, field: DataField) -> Rule | None:
    to_marc21 = work.target == "marc21"
    rows = (work.table.from_cnmarc if to_marc21 else work.table.from_marc21).get(field.tag, ())
    return next((rule for rule in rows if fields.fits(rule, field, to_marc21)), None)


def _without_rule(work: Work, pair: scripts.Pair) -> None:
    """A field that both formats leave to the library stays; any other is lost."""
    for field in filter(None, (pair.field, pair.other)):
        if _is_kept(work.table, work.target, field.tag):
            work.make(field)
        else:
            work.lose_all(field.subfields, NO_FIELD)


def _is_kept(table: Crosswalk, target: str, tag: str) -> bool:
    return (table.keep_cnmarc if target == "marc21" else table.keep_marc21).fullmatch(tag) is not None


def _data_fields(work: Work, done: tuple[str, ...]) -> list[tuple[int, DataField]]:
    """Data fields with their places, but those that are done; control fields stay or are lost."""
    found: list[tuple[int, DataField]] = []
    occurrences = _occurrences(work.record)
    for place, field in enumerate(work.record.fields):
        if field.tag in done:
            continue
        if isinstance(field, DataField):
            found.append((place, _with_two_indicators(field)))
            continue
        with work.at(field.tag, occurrences[place]):
            if _is_kept(work.table, work.target, field.tag):
                work.make(field)
            else:
                work.lose("", field.value, NO_FIELD)
    return found


def _with_two_indicators(field: DataField) -> DataField:
    if len(field.indicators) == 2:
        return field
    return DataField(field.tag, field.indicators.ljust(2)[:2], field.subfields)


def _occurrences(record: Record) -> list[int]:
    """For each field, its number among those of its tag, from 1."""
    seen: Counter[str] = Counter()
    found = []
    for field in record.fields:
        seen[field.tag] += 1
        found.append(seen[field.tag])
    return found
