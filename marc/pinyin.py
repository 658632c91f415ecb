"""The reading (pinyin) of titles and names, as the National Library and as CALIS write it.

- `nlc`, for ‡9: lower case, one syllable a character, single blanks, no punctuation; digits and other letters stay,
  Latin ones in upper case: `DNA ji shu`.
- `calis`, for the upper-case twin of a subfield: each syllable with a capital, the rest as it stands: `Zhong Guo`.
- `calis small`, for the fields in which CALIS has no capitals: `zhong guo`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Literal

from marc import formats
from marc.edits import Edit, ReplaceField
from marc.profiles import Profile
from marc.record import DataField, Record, Subfield
from marc.syllables import HAN, Role, lexicon, load_dictionary, syllables
from resources import marc as definitions

__all__ = ["Form", "load_dictionary", "reading", "with_readings"]

Form = Literal["nlc", "calis", "calis small"]
_NOT_CHINESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uac00-\ud7af]")
_ZERO = re.compile(r"(?<=[〇○一二三四五六七八九])○|○(?=[〇○一二三四五六七八九])")
_PIECES = re.compile(rf"(?P<han>{HAN.pattern}+)|(?P<word>(?:(?!{HAN.pattern})\w)+)|(?P<sign>[^\w\s])")
_CALIS_PIECES = re.compile(rf"(?P<han>{HAN.pattern}+)|(?P<word>(?:(?!{HAN.pattern})[\w'.&+#/-])+)|(?P<sign>[^\w\s])")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_BRACKETS = "()（）[]［］〔〕"


def reading(text: str, form: Form, user: Mapping[str, str] | None = None, role: Role = "text") -> str:
    """The reading of a text; the empty string if it has no Han characters, or is Japanese or Korean.

    `user` is the library's dictionary, word to syllables (see `load_dictionary`), and wins over all else. A character
    that nobody can read stands for itself in the reading.
    """
    plain = _ZERO.sub("〇", unicodedata.normalize("NFKC", text))
    if not HAN.search(plain) or _NOT_CHINESE.search(plain):
        return ""
    return " ".join(_pieces(plain, form, user or {}, role))


def with_readings(
    record: Record, profile: Profile, user: Mapping[str, str] | None = None, *, replace: bool = False
) -> tuple[Edit, ...]:
    """The edits that give each field its reading where the profile wants one and there is none yet.

    With `replace` also those that are there and differ. Nothing is done to a field that has its reading in the other
    rule set's subfield: the check finds those, and its fix moves them.
    """
    if profile.pinyin == "none":
        return ()
    edits: list[Edit] = []
    for index, field in enumerate(record.fields):
        if isinstance(field, DataField) and profile.has_pinyin(field.tag):
            new = _Reader(field, profile, user or {}, replace).field()
            if new != field:
                edits.append(ReplaceField(index, field, new))
    return tuple(edits)


def _pieces(text: str, form: Form, user: Mapping[str, str], role: Role) -> Iterator[str]:
    if form == "nlc":
        text = re.sub(r"(?<=\w)['’](?=\w)", "", text)
    for match in (_PIECES if form == "nlc" else _CALIS_PIECES).finditer(text):
        piece = match[0]
        if match["han"]:
            yield from (part.title() if form == "calis" else part for part in syllables(piece, user, role))
        elif form != "nlc":
            yield piece
        elif match["word"]:
            yield piece.upper() if _LATIN.search(piece) else piece


@dataclass(frozen=True, slots=True)
class _Reader:
    """Gives one field its readings."""

    old: DataField
    profile: Profile
    user: Mapping[str, str]
    replace: bool

    def field(self) -> DataField:
        codes = self._codes()
        if self.profile.pinyin == "upper":
            parts = self._with_twins(codes) if not self.old.values("9") else list(self.old.subfields)
        else:
            twins = any(part.code in codes.upper() for part in self.old.subfields)
            parts = list(self.old.subfields) if twins else self._with_nine(codes)
        return DataField(self.old.tag, self.old.indicators, tuple(parts))

    def _codes(self) -> str:
        definition = formats.load(self.profile.format).field(self.old.tag)
        codes = (definition.pinyin if definition else "") or "a"
        return _calis()[1].get(self.old.tag, codes) if self.profile.pinyin == "upper" else codes

    def _with_nine(self, codes: str) -> list[Subfield]:
        """‡9 behind ‡a, or behind the ‡b that follow it; one ‡9 reads them all."""
        parts: list[Subfield] = []
        rest = list(self.old.subfields)
        while rest:
            part = rest.pop(0)
            parts.append(part)
            if part.code != codes[0]:
                continue
            read = [part, *takewhile(lambda other: other.code in codes[1:], rest)]
            parts += rest[: len(read) - 1]
            del rest[: len(read) - 1]
            text = " ".join(filter(None, (self._reading(other, "nlc") for other in read)))
            parts += self._settle(rest, "9", codes[0], text)
        return parts

    def _with_twins(self, codes: str) -> list[Subfield]:
        """‡A behind ‡a, ‡F behind ‡f, and so on."""
        parts: list[Subfield] = []
        rest = list(self.old.subfields)
        while rest:
            part = rest.pop(0)
            parts.append(part)
            if part.code and part.code in codes:
                text = self._reading(part, "calis" if _capital(self.old.tag) else "calis small")
                parts += self._settle(rest, part.code.upper(), part.code, text)
        return parts

    def _settle(self, rest: list[Subfield], code: str, source: str, text: str) -> list[Subfield]:
        """The reading that is to be put here; one that stands further on, before the next source, is kept or mended."""
        for place, part in enumerate(rest):
            if part.code == source:
                break
            if part.code == code:
                if text and (self.replace or not part.value.strip()):
                    rest[place] = Subfield(code, text)
                return []
        return [Subfield(code, text)] if text else []

    def _reading(self, part: Subfield, form: Form) -> str:
        return reading(part.value, form, self.user, self._role(part.code))

    def _role(self, code: str) -> Role:
        tag = self.old.tag
        if code == "a" and tag in ("600", "700", "701", "702"):
            return "text" if _is_foreign(self.old) else "person"
        return "statement" if tag == "200" and code in "fg" else "text"


def _is_foreign(field: DataField) -> bool:
    """Whether a personal name is one from abroad: a given name in ‡b, a dot in it, or a state in ‡c or before it."""
    name = field.first("a").strip()
    if field.values("b") or "·" in name or "．" in name:
        return True
    marks = [value.strip(_BRACKETS) for value in field.values("c")]
    marks += re.findall(r"^[(（\[［〔](.+?)[)）\]］〕]", name)
    return any(mark in lexicon().foreign or mark.endswith("国") for mark in marks)


@cache
def _calis() -> tuple[tuple[str, ...], Mapping[str, str]]:
    """The fields whose readings have capitals, and the subfields of a field that have readings."""
    table = tomllib.loads(definitions.text("pinyin/calis.toml"))
    return tuple(table["capitals"]), table["subfields"]


@cache
def _capital(tag: str) -> bool:
    return any(re.fullmatch(pattern, tag) for pattern in _calis()[0])
