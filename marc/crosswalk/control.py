"""Fields that hold no text of the book: numbers of the record, its agency, languages, countries."""

from __future__ import annotations

import re
from collections.abc import Iterable

from marc.crosswalk import coded
from marc.crosswalk.scripts import is_latin, script_of
from marc.crosswalk.special import agency_of_number
from marc.crosswalk.table import TO_CNMARC, TO_MARC21
from marc.crosswalk.work import NO_FIELD, Work
from marc.record import ControlField, DataField, Subfield

FROM_CNMARC = ("001", "003", "005", "100", "101", "102", "105", "106", "110", "801")
FROM_MARC21 = ("001", "003", "005", "008", "040", "041", "044")
NO_DATE = "{format} has no place for the date of field {tag} ‡c, which is not that of 005."
UNKNOWN_COUNTRY = "The table of countries has no code “{code}”."
_COUNTRY_CODE = re.compile(r"([A-Z]{2})-(.+)")
_SECOND_AGENCY = {"1": "c", "3": "c", "2": "d"}


def to_marc21(work: Work) -> str:
    """The coded fields of MARC21 out of those of CNMARC; returns the leader."""
    with work.at("LDR", 1):
        leader = coded.leader_to_marc21(work)
    _numbers_to_marc21(work)
    given = {tag: value for tag in ("100", "105", "106", "110") if (value := _only_value(work, tag)) is not None}
    work.cataloguing = given.get("100", "")[22:25].strip(" |")
    languages = _languages_to_marc21(work)
    country = _countries_to_marc21(work)
    with work.at("100", 1):
        work.make(coded.fixed_to_marc21(work, leader, given, languages, country))
    _agencies_to_marc21(work)
    return leader


def _numbers_to_marc21(work: Work) -> None:
    for tag in ("001", "005"):
        _pass_on(work, tag)
    for number, field in enumerate(work.record.get("003"), 1):
        with work.at("003", number):
            _lose_field(work, field)
    if agency := agency_of_number(work):
        work.make(ControlField("003", agency))


def _pass_on(work: Work, tag: str) -> None:
    for number, field in enumerate(work.record.get(tag), 1):
        with work.at(tag, number):
            if isinstance(field, ControlField) and number == 1:
                work.make(field)
            else:
                _lose_field(work, field)


def _lose_field(work: Work, field: ControlField | DataField) -> None:
    if isinstance(field, ControlField):
        work.lose("", field.value, NO_FIELD)
    else:
        work.lose_all(field.subfields, NO_FIELD)


def _only_value(work: Work, tag: str) -> str | None:
    """‡a of the only field of this tag; whatever there is besides is lost."""
    value: str | None = None
    for number, field in enumerate(work.record.get(tag), 1):
        with work.at(tag, number):
            if isinstance(field, ControlField):
                _lose_field(work, field)
                continue
            for one in field.subfields:
                if one.code == "a" and value is None:
                    value = one.value
                else:
                    work.lose(one.code, one.value)
    return value


def _languages_to_marc21(work: Work) -> str:
    """Makes 041 if 008 does not say it all; returns the language for 008."""
    ahead = {part.cn: part.m21 for part in reversed(work.table.languages) if part.way != TO_CNMARC}
    parts: list[Subfield] = []
    first = "0"
    for number, field in enumerate(work.record.get("101"), 1):
        with work.at("101", number):
            if isinstance(field, ControlField):
                _lose_field(work, field)
                continue
            first = "1" if field.indicators[:1] in ("1", "2") else first
            for one in field.subfields:
                if one.code in ahead:
                    parts.append(Subfield(ahead[one.code], one.value))
                else:
                    work.lose(one.code, one.value)
    texts = [one.value for one in parts if one.code == "a"]
    work.language = texts[0] if texts and len(texts[0]) == 3 else ""
    if first == "1" or len(parts) > 1 or (parts and parts[0].value != work.language):
        with work.at("101", 1):
            work.make(DataField("041", first + " ", tuple(parts)))
    return work.language


def _countries_to_marc21(work: Work) -> str:
    """Makes 044 if 008 does not say it all; returns the country for 008."""
    given: dict[str, list[str]] = {"a": [], "b": [], "c": []}
    for number, field in enumerate(work.record.get("102"), 1):
        with work.at("102", number):
            if isinstance(field, ControlField):
                _lose_field(work, field)
                continue
            for one in field.subfields:
                if one.code in given:
                    given[one.code].append(one.value)
                else:
                    work.lose(one.code, one.value)
    table = work.table.countries.to_marc21
    parts = given["c"]
    local = parts[0] if parts and given["a"] and parts[0].startswith(f"{given['a'][0]}-") and parts[0] in table else ""
    codes = [table.get(code.strip().upper()) for code in given["a"]]
    if local:
        codes[0] = table[local]
        parts = parts[1:]
    # what the code of MARC21 does not tell stands beside it as it is
    parts = [iso for iso, code in zip(given["a"], codes, strict=True) if code is None or code.less] + parts
    places = [code.value for code in codes if code is not None]
    if len(places) > 1 or given["b"] or parts:
        values = [("a", place) for place in places] + [("b", one) for one in given["b"]] + [("c", one) for one in parts]
        with work.at("102", 1):
            work.make(DataField("044", "  ", tuple(Subfield(code, value) for code, value in values)))
    return places[0] if places else "xx" if given["a"] else ""


def _agencies_to_marc21(work: Work) -> None:
    """Makes 040 of all 801."""
    found: dict[str, list[str]] = {"a": [], "b": [], "e": [], "c": [], "d": []}
    if work.cataloguing:
        found["b"].append(work.cataloguing)
    for number, field in enumerate(work.record.get("801"), 1):
        with work.at("801", number):
            if isinstance(field, ControlField):
                _lose_field(work, field)
                continue
            code = _SECOND_AGENCY.get(field.indicators[1:2], "a")
            code = "d" if code in "ac" and found[code] else code
            _agency_to_marc21(work, field, code, found)
    if found["a"] and not found["c"]:
        found["c"] = found["a"]
    parts = tuple(Subfield(code, value) for code, values in found.items() for value in values)
    if parts and (found["c"] or found["d"] or work.cataloguing != _guessed(work.record.first("200", "a"))):
        with work.at("801", 1):
            work.make(DataField("040", "  ", parts))


def _agency_to_marc21(work: Work, field: DataField, code: str, found: dict[str, list[str]]) -> None:
    country, agency = field.first("a"), field.first("b")
    dated = code == "a" and field.first("c") == _date(work, work.record.first("100", "a")[:8])
    if agency:
        found[code].append(f"{country}-{agency}" if re.fullmatch("[A-Z]{2}", country) else agency)
    for one in field.subfields:
        if one.code == "b" and one.value == agency:
            continue
        if one.code == "a" and one.value == country and agency and re.fullmatch("[A-Z]{2}", country):
            continue
        if one.code == "g" and code == "a":
            found["e"].append(one.value)
        elif one.code != "c":
            work.lose(one.code, one.value)
        elif not (dated and one.value == field.first("c")):
            work.lose("c", one.value, NO_DATE)


def _date(work: Work, entered: str) -> str:
    """The date of the agency's work: that of 005, else that of entry."""
    return work.record.control("005")[:8] or entered


def _entered(work: Work) -> str:
    """The date of entry in the 100 that has been made."""
    made = (one.field for one in work.made if isinstance(one.field, DataField) and one.field.tag == "100")
    return next((field.first("a")[:8] for field in made), "")


def to_cnmarc(work: Work) -> str:
    """The coded fields of CNMARC out of those of MARC21; returns the leader."""
    with work.at("LDR", 1):
        leader = coded.leader_to_cnmarc(work)
    _numbers_to_cnmarc(work)
    fixed = _only_control(work, "008")
    title = next((field.first("a") for field in _titles(work)), "")
    work.cataloguing = _cataloguing(work)
    with work.at("008", 1):
        for field in coded.fixed_to_cnmarc(work, fixed, title):
            work.make(field)
    _languages_to_cnmarc(work, fixed[35:38].strip())
    _countries_to_cnmarc(work, fixed[15:18].strip(" |"))
    _agencies_to_cnmarc(work)
    return leader


def _only_control(work: Work, tag: str) -> str:
    value = ""
    for number, field in enumerate(work.record.get(tag), 1):
        with work.at(tag, number):
            if isinstance(field, ControlField) and number == 1:
                value = field.value
            else:
                _lose_field(work, field)
    return value


def _titles(work: Work) -> Iterable[DataField]:
    """The title in its original script first."""
    linked = [field for field in work.record.data("880") if field.first("6").startswith("245-")]
    return sorted([*work.record.data("245"), *linked], key=is_latin)


def _cataloguing(work: Work) -> str:
    if said := work.record.first("040", "b").strip():
        return said
    return _guessed(work.record.first("245", "a"))


def _guessed(title: str) -> str:
    """The language of cataloguing where nothing says it: an agency that begins with Chinese catalogues in Chinese."""
    return "chi" if script_of(title)[0] == "ea" else "eng"


def _numbers_to_cnmarc(work: Work) -> None:
    for tag in ("001", "005"):
        _pass_on(work, tag)
    agency, number = _only_control(work, "003"), work.record.control("001").strip()
    if agency.strip() and number:
        with work.at("003", 1):
            work.make(DataField("035", "  ", (Subfield("a", f"({agency.strip()}){number}"),)))
    elif agency:
        with work.at("003", 1):
            work.lose("", agency, NO_FIELD)


def _languages_to_cnmarc(work: Work, first: str) -> None:
    """Makes 101 of 008 and 041."""
    parts = [Subfield("a", first)] if first else []
    translated = "0"
    back = {part.m21: part.cn for part in work.table.languages if part.way != TO_MARC21}
    for number, field in enumerate(work.record.get("041"), 1):
        with work.at("041", number):
            if isinstance(field, ControlField):
                _lose_field(work, field)
                continue
            translated = "1" if field.indicators[:1] == "1" or field.first("h") else translated
            for one in field.subfields:
                if one.code not in back:
                    work.lose(one.code, one.value)
                    continue
                codes = (Subfield(back[one.code], code) for code in _apart(one.value))
                parts += [code for code in codes if code != Subfield("a", first)]
    work.language = first
    if parts:
        with work.at("041", 1):
            work.make(DataField("101", translated + " ", tuple(parts)))


def _apart(value: str) -> list[str]:
    """Codes that older records write without a gap."""
    if re.fullmatch(r"(?:[a-z]{3}){2,}", value):
        return [value[i : i + 3] for i in range(0, len(value), 3)]
    return [value]


def _countries_to_cnmarc(work: Work, first: str) -> None:
    """Makes 102 of 008 and 044."""
    found: dict[str, list[str]] = {"a": [], "b": [], "c": []}
    with work.at("008", 1):
        _country_to_cnmarc(work, found, first, "")
    for number, field in enumerate(work.record.get("044"), 1):
        with work.at("044", number):
            if isinstance(field, ControlField):
                _lose_field(work, field)
                continue
            for place, one in enumerate(field.subfields):
                if one.code == "a" and (place or number > 1 or one.value.strip() != first):
                    _country_to_cnmarc(work, found, one.value.strip(), "a")
                elif one.code in "bc":
                    found[one.code].append(one.value)
                elif one.code != "a":
                    work.lose(one.code, one.value)
    _told_beside(work, found)
    if parts := tuple(Subfield(code, value) for code, values in found.items() for value in values):
        with work.at("044", 1):
            work.make(DataField("102", "  ", parts))


def _country_to_cnmarc(work: Work, found: dict[str, list[str]], code: str, subfield: str) -> None:
    known = work.table.countries.to_cnmarc.get(code)
    if known is None:
        if code and code != "xx":
            work.lose(subfield, code, UNKNOWN_COUNTRY, code=code)
        return
    country, _, part = known.value.partition("-")
    found["a"].append(country)
    if part:
        found["c"].append(known.value)


def _told_beside(work: Work, found: dict[str, list[str]]) -> None:
    """A country for which MARC21 has only a wider code stands in 044 ‡c as it is; it takes the place of that code."""
    for iso in [one for one in found["c"] if "-" not in one]:
        found["c"].remove(iso)
        wider = work.table.countries.to_marc21.get(iso)
        there = work.table.countries.to_cnmarc.get(wider.value) if wider else None
        if there and there.value in found["a"]:
            found["a"][found["a"].index(there.value)] = iso
        elif iso not in found["a"]:
            found["a"].append(iso)


def _agencies_to_cnmarc(work: Work) -> None:
    """Makes 801 of 040."""
    for number, field in enumerate(work.record.get("040"), 1):
        with work.at("040", number):
            if isinstance(field, ControlField):
                _lose_field(work, field)
                continue
            _agency_fields(work, field)


def _agency_fields(work: Work, field: DataField) -> None:
    first = field.first("a")
    kinds = {"a": "0", "c": "1", "d": "2"}
    rules = tuple(Subfield("g", value) for value in field.values("e"))
    date = _date(work, _entered(work))
    dated = (Subfield("c", date),) if coded.is_date(date) else ()
    for one in field.subfields:
        if one.code in kinds and (one.code != "c" or one.value != first):
            match = _COUNTRY_CODE.fullmatch(one.value)
            who = (Subfield("a", match[1]), Subfield("b", match[2])) if match else (Subfield("b", one.value),)
            more = (*dated, *rules) if one.code == "a" else ()
            work.make(DataField("801", f" {kinds[one.code]}", (*who, *more)))
        elif one.code not in "abce" or (one.code == "b" and one.value.strip() != work.cataloguing):
            work.lose(one.code, one.value)
        elif one.code == "e" and not first:
            work.lose("e", one.value)
