"""Coded data: the leader, 100, 105, 106 and 110 of CNMARC, 008 of MARC21, position by position."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from marc.build import LEADERS
from marc.crosswalk.scripts import script_of
from marc.crosswalk.work import NO_CODE, Work
from marc.fixed import material
from marc.record import ControlField, DataField, Subfield

WRONG_LENGTH = "Field {tag} has {count} characters instead of {wanted}; its codes may stand in the wrong places."
NO_CENTURY = "MARC21 has the year with two figures, which would be read as another century."
NO_TRANSLITERATION = "{format} has no place for the code of transliteration “{code}” in field {tag}."
OTHER_MATERIAL = "Positions {first} to {last} of field {tag} describe this kind of material; CNMARC has them elsewhere."
_BLANKS = str.maketrans("-^#", "   ")
_GENERAL, _GENERAL_LENGTH, _FIXED_LENGTH = "100", 36, 40
_NOTHING = " |"
# what has no code of its own there: the date, codes that follow the record's encoding
_SCRIPT_OF_TITLE = 34
_DATE_KIND = {"cnmarc": "u", "marc21": "|"}
_WITH_AUDIENCE = ("books", "music", "visual", "computer")
_WITH_GOVERNMENT = ("books", "serials", "maps", "visual", "computer")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Codes of one row from `cn` on in CNMARC and from `m21` on in MARC21; what stands there if there is no code."""

    row: str
    cn: int
    m21: int
    count: int = 1
    cn_default: str = " "
    m21_default: str = " "


_BOOK = (
    Stretch("illustrations", 0, 18, 4), Stretch("contents", 4, 24, 4), Stretch("conference", 8, 29, 1, "0", "0"),
    Stretch("festschrift", 9, 30, 1, "0", "0"), Stretch("index", 10, 31, 1, "0", "0"),
    Stretch("literature", 11, 33, 1, "y", "0"), Stretch("biography", 12, 34, 1, "y", " "),
)  # fmt: skip
_SERIAL = (
    Stretch("serial_type", 0, 21, 1, "z", " "), Stretch("frequency", 1, 18, 1, "u", " "),
    Stretch("regularity", 2, 19, 1, "u", "u"), Stretch("material", 3, 24), Stretch("contents", 4, 25, 3),
    Stretch("conference", 7, 29, 1, "0", "0"),
)  # fmt: skip
_MEDIUM = (Stretch("medium", 0, 23, 1, "r", " "),)
_ABOUT = {"books": ("105", _BOOK, 13), "serials": ("110", _SERIAL, 11)}
_LEADER = (("status", 5, 5, "n"), ("type", 6, 6, "a"), ("level", 7, 7, "m"), ("encoding", 17, 17, " "))


def leader_to_marc21(work: Work) -> str:
    """The leader in MARC21."""
    old = work.record.leader.ljust(24).translate(_BLANKS)
    new = list(LEADERS["marc21"])
    for row, here, there, default in (*_LEADER, ("hierarchy", 8, 19, " "), ("form", 18, 18, " ")):
        new[there] = work.coded(row, old[here], ("", here), default)
    new[8] = "a" if old[9] == "a" else " "
    return "".join(new)


def leader_to_cnmarc(work: Work) -> str:
    """The leader in CNMARC, with the tail of the profile."""
    old = work.record.leader.ljust(24).translate(_BLANKS)
    new = list(LEADERS["cnmarc"])
    for row, there, here, default in (*_LEADER, ("hierarchy", 8, 19, "0"), ("form", 18, 18, " ")):
        new[there] = work.coded(row, old[here], ("", here), default)
    new[9] = "a" if old[8] == "a" else " "
    tail = work.profile.leader_tail
    return "".join(new)[:20] + (tail if len(tail) == 4 else LEADERS["cnmarc"][20:])


def fixed_to_marc21(work: Work, leader: str, given: dict[str, str], language: str, country: str) -> ControlField:
    """008. `given` are the values of 100, 105, 106 and 110 ‡a that there are."""
    new = [" "] * _FIXED_LENGTH
    new[6], new[38], new[39] = "|", " ", "d"
    kind = material(leader)
    if _GENERAL in given:
        with work.at(_GENERAL, 1):
            _general_to_marc21(work, _whole(work, given[_GENERAL], _GENERAL_LENGTH), new, kind)
    new[15:18] = country.ljust(3)[:3]
    new[35:38] = language.ljust(3)[:3]
    for tag, stretches, length in (*_ABOUT.values(), ("106", _MEDIUM, 1)):
        if tag in given:
            _about_to_marc21(work, given[tag], new, (tag, stretches, length), kind)
    return ControlField("008", "".join(new))


def _whole(work: Work, value: str, wanted: int, subfield: str = "a") -> str:
    if len(value) != wanted:
        work.lose(subfield, value, WRONG_LENGTH, count=len(value), wanted=wanted)
    return value.ljust(wanted)[:wanted]


def _general_to_marc21(work: Work, value: str, new: list[str], kind: str) -> None:
    new[0:6] = value[2:8]
    if value[:2].strip() and value[:2] != _century(value[2:8]):
        work.lose("a", value[:8], NO_CENTURY)
    new[6] = work.coded("date", value[8], ("a", 8), _DATE_KIND["marc21"])
    new[7:15] = value[9:17]
    audience = value[17:20].strip(_NOTHING)
    known = work.table.codes["audience"].to_marc21
    if kind in _WITH_AUDIENCE and audience:
        first = audience if audience in known else audience[0]
        new[22], audience = work.coded("audience", first, ("a", 17), " "), audience[len(first) :]
    for code in audience.strip(_NOTHING):
        work.lose("a", code, NO_CODE, code=code, position=17)
    if kind in _WITH_GOVERNMENT:
        new[28] = work.coded("government", value[20], ("a", 20), " ")
    elif value[20] not in "y |":
        work.lose("a", value[20], NO_CODE, code=value[20], position=20)
    new[38] = work.coded("modified", value[21], ("a", 21), " ")
    if value[25] not in "y |":
        work.lose("a", value[25], NO_TRANSLITERATION, code=value[25])


def _century(six: str) -> str:
    return "20" if six[:2] < "50" else "19"


def _about_to_marc21(
    work: Work, value: str, new: list[str], about: tuple[str, tuple[Stretch, ...], int], kind: str
) -> None:
    tag, stretches, length = about
    with work.at(tag, 1):
        if tag != "106" and _ABOUT.get(kind, ("",))[0] != tag:
            work.lose("a", value)
            return
        if tag == "106" and kind in ("maps", "visual", ""):  # form of item stands elsewhere there
            work.lose("a", value)
            return
        value = value.ljust(length)  # a short 105 is common, and its codes stand where they should
        for stretch in stretches:
            codes = [
                work.coded(stretch.row, code, ("a", stretch.cn + i), stretch.m21_default)
                for i, code in enumerate(value[stretch.cn : stretch.cn + stretch.count])
            ]
            new[stretch.m21 : stretch.m21 + stretch.count] = _pushed(codes)
        end = max(stretch.cn + stretch.count for stretch in stretches)
        if rest := value[end:].strip(" |uy"):
            work.lose("a", rest, NO_CODE, code=rest, position=end)


def _pushed(codes: list[str]) -> list[str]:
    """Codes that may stand in several places come first, blanks behind them."""
    return sorted(codes, key=lambda code: code in _NOTHING) if len(codes) > 1 else codes


def fixed_to_cnmarc(work: Work, value: str, title: str) -> list[DataField]:
    """100, and 105, 106 or 110, of an 008 (empty if there is none). `title` tells the script."""
    fixed = value.ljust(_FIXED_LENGTH)[:_FIXED_LENGTH]
    leader = work.record.leader.ljust(24).translate(_BLANKS)
    kind = material(leader[:6] + leader[6].replace(" ", "a") + leader[7].replace(" ", "m") + leader[8:])
    with work.at("008", 1):
        if value and len(value) != _FIXED_LENGTH:
            work.lose("", value, WRONG_LENGTH, count=len(value), wanted=_FIXED_LENGTH)
        made = [_coded_field(_GENERAL, _general_to_cnmarc(work, fixed, title, kind))]
        if value:
            made += _about_to_cnmarc(work, fixed, kind)
            _unused(work, fixed, kind)
    return made


def _coded_field(tag: str, value: str) -> DataField:
    return DataField(tag, "  ", (Subfield("a", value),))


def _general_to_cnmarc(work: Work, fixed: str, title: str, kind: str) -> str:
    entered = _century(fixed[:6]) + fixed[:6] if fixed[:6].strip() else work.record.control("005")[:8].ljust(8)
    date = work.coded("date", fixed[6], ("", 6), _DATE_KIND["cnmarc"])
    audience = work.coded("audience", fixed[22], ("", 22), " ") if kind in _WITH_AUDIENCE else " "
    government = work.coded("government", fixed[28], ("", 28), "y") if kind in _WITH_GOVERNMENT else "y"
    modified = work.coded("modified", fixed[38], ("", 38), "0")
    charset = (work.profile.charset[0] if work.profile.charset else "50  ").ljust(4)[:4]
    head = f"{entered}{date}{fixed[7:15]}{audience:<3}{government}{modified}"
    return f"{head}{work.cataloguing:<3.3}y{charset}    {script_of(title)[0]}"


def _about_to_cnmarc(work: Work, fixed: str, kind: str) -> Iterable[DataField]:
    if kind not in _ABOUT:
        return
    tag, stretches, length = _ABOUT[kind]
    yield _coded_field(tag, _codes_to_cnmarc(work, fixed, stretches, length))
    yield _coded_field("106", _codes_to_cnmarc(work, fixed, _MEDIUM, 1))


def _codes_to_cnmarc(work: Work, fixed: str, stretches: tuple[Stretch, ...], length: int) -> str:
    new = [" "] * length
    for stretch in stretches:
        place, there = stretch.cn, stretch.m21
        codes = [
            work.coded(stretch.row, code, ("", there + i), stretch.cn_default)
            for i, code in enumerate(fixed[there : there + stretch.count])
        ]
        new[place : place + stretch.count] = codes
    if stretches is _BOOK:  # Chinese libraries write out that there is none
        new[0] = "y" if new[:4] == [" "] * 4 else new[0]
        new[4] = "z" if new[4:8] == [" "] * 4 else new[4]
    return "".join(new)


def _unused(work: Work, fixed: str, kind: str) -> None:
    """Positions of 008 that nothing has been made of."""
    used = {32} if kind in ("books", "computer", "mixed") else set()
    if kind in _ABOUT:
        stretches = (*_ABOUT[kind][1], *_MEDIUM)
        used |= {stretch.m21 + i for stretch in stretches for i in range(stretch.count)}
    used |= {22} if kind in _WITH_AUDIENCE else set()
    used |= {28} if kind in _WITH_GOVERNMENT else set()
    left = "".join(" " if place in used else fixed[place] for place in range(18, 35))
    if left.strip(_NOTHING + "u"):
        work.lose("", left.strip(), OTHER_MATERIAL, first=18, last=34)
    if fixed[39] not in "d |":
        work.lose("", fixed[39], NO_CODE, code=fixed[39], position=39)


def is_date(text: str) -> bool:
    """Whether a date of entry in the form of CNMARC is one."""
    return re.fullmatch(r"\d{8}", text) is not None
