"""New records, and the parts of a record that a program can write better than a person."""

from __future__ import annotations

from datetime import UTC, date, datetime

from marc.errors import MarcError
from marc.lines import from_line
from marc.profiles import Profile
from marc.record import ControlField, Field, Record, Subfield
from marc.record import DataField as Data

LEADERS = {
    "cnmarc": "00000nam0 2200000   450 ",
    "unimarc": "00000nam0 2200000   450 ",
    "marc21": "00000nam a2200000   4500",
}
_MARC21_008 = "{date}s{year}    cc            000 0 chi d"


def new_record(format: str, profile: Profile, *, today: date | None = None, agency: str = "") -> Record:
    """A record to begin with: a printed monograph in Chinese, published in China this year.

    `agency` is the library's code for 801 (MARC21: 040); `today` is for what is dated. MarcError: no such format.
    """
    if format not in LEADERS:
        raise MarcError("There is no format “{format}”; take cnmarc, unimarc or marc21.", format=format)
    day = today or date.today()
    lines = _marc21_lines(day, agency) if format == "marc21" else _cnmarc_lines(profile, day, agency)
    leader = LEADERS[format]
    if profile.leader_tail:
        leader = leader[:20] + profile.leader_tail
    return Record(leader, tuple(map(from_line, lines)))


def general_data(
    day: date, year: str, *, kind: str = "d", charset: str = "0110", language: str = "chi", script: str = "ea"
) -> str:
    """100 ‡a: 36 characters. `kind` is the type of date, `year` four digits, `charset` four characters."""
    value = f"{day:%Y%m%d}{kind}{year:<4.4}    em y0{language:<3.3}y{charset:<4.4}    {script:<2.2}"
    if len(value) != 36:
        raise MarcError("100 ‡a needs 36 characters, and these values give {count}; look at them.", count=len(value))
    return value


def stamp(record: Record, *, now: datetime | None = None) -> Record:
    """The record with the time of this change in 005 (UTC, to the tenth of a second)."""
    moment = now or datetime.now(UTC)
    value = f"{moment:%Y%m%d%H%M%S}.{moment.microsecond // 100_000}"
    field = ControlField("005", value)
    position = next((i for i, known in enumerate(record.fields) if known.tag == "005"), None)
    if position is not None:
        return record.changed(fields=(*record.fields[:position], field, *record.fields[position + 1 :]))
    place = sum(1 for known in record.fields if known.tag < "005")
    return record.changed(fields=(*record.fields[:place], field, *record.fields[place:]))


def in_order(record: Record, field: Field) -> int:
    """Where a new field belongs: behind the last field whose tag is not greater."""
    return max((i for i, known in enumerate(record.fields, 1) if known.tag <= field.tag), default=0)


def with_subfield(field: Data, code: str, value: str) -> Data:
    """The field with this value in its first subfield of this code, which is added last if there is none."""
    parts = list(field.subfields)
    place = next((i for i, part in enumerate(parts) if part.code == code), len(parts))
    parts[place : place + 1] = [Subfield(code, value)]
    return Data(field.tag, field.indicators, tuple(parts))


def _cnmarc_lines(profile: Profile, day: date, agency: str) -> list[str]:
    charset = profile.charset[0] if profile.charset else "50  "
    designation = "‡b专著" if profile.material_designation else ""
    reading = {"9": "‡9", "upper": "‡A"}.get(profile.pinyin, "")
    return [
        "001 ",
        f"100 ## ‡a{general_data(day, f'{day:%Y}', charset=charset)}",
        "101 0# ‡achi",
        "102 ## ‡aCN‡b150000",
        "105 ## ‡ay   z   000yy",
        "106 ## ‡ar",
        f"200 1# ‡a{reading}{designation}‡f",
        f"210 ## ‡a‡c‡d{day:%Y}",
        "215 ## ‡a‡d",
        "690 ## ‡a‡v5",
        f"801 #0 ‡aCN‡b{agency}‡c{day:%Y%m%d}",
    ]


def _marc21_lines(day: date, agency: str) -> list[str]:
    fixed = _MARC21_008.format(date=f"{day:%y%m%d}", year=f"{day:%Y}")
    return [
        "001 ",
        f"008 {fixed}",
        f"040 ## ‡a{agency}‡bchi‡c{agency}",
        "100 1# ‡a",
        "245 10 ‡a‡c",
        f"264 #1 ‡a‡b‡c{day:%Y}",
        "300 ## ‡a‡c",
        "336 ## ‡atext‡2rdacontent",
        "337 ## ‡aunmediated‡2rdamedia",
        "338 ## ‡avolume‡2rdacarrier",
    ]
