"""What is amiss in a query as it was typed: where, and what to do. The query is answered all the same.

`storage.query.parse` gives every line a meaning: what is no sign of the syntax in its place is taken for text. That is
right for a reader who types a title, and puzzling for one who forgot a bracket; so it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archivist.i18n import _
from archivist.querynames import years_meant
from storage.query import DEEPEST, FIELDS, NAMES, Not, leaves, parse
from storage.query import All as Every

_OPEN, _CLOSE, _QUOTES, _BARS = "(（", ")）", '"＂“”„‟', "|｜"
_FIELD = re.compile("([a-z]+|[\u4e00-\u9fff]{1,3})[:：]")
_SIGN = re.compile(f"(?:(OR)|(AND)|(NOT))(?=[\\s{_OPEN}{_CLOSE}]|$)")
_NEAR = re.compile(f"NEAR[{_OPEN}]([^{_CLOSE}]*)([{_CLOSE}]?)")
_YEARS = re.compile(r"(\d{1,4})?\s*(?:[-–—~～]|\.\.)\s*(\d{1,4})?|(\d{1,4})", re.ASCII)
_VALUE = re.compile(f"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]|[^\\s{_CLOSE}]+")


@dataclass(frozen=True, slots=True)
class QueryFault:
    """One thing amiss: the stretch of the query, and a sentence that says what to do."""

    start: int
    end: int
    text: str


def faults(query: str) -> tuple[QueryFault, ...]:
    """All that is amiss in the line, in its order."""
    found = [*_Scan(query).faults(), *_only_without(query)]
    return tuple(sorted(found, key=lambda fault: fault.start))


def _only_without(query: str) -> Iterator[QueryFault]:
    node = parse(query)
    parts = node.parts if isinstance(node, Every) else (node,)
    if parts and all(isinstance(part, Not) for part in parts):
        text = _("A query of NOT alone finds nothing. Say before it what should be found.")
        yield QueryFault(0, len(query), text)


class _Scan:
    """Goes through the line once, as the parser does."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._at = 0
        self._opened: list[int] = []
        self._operand = False  # whether something stands before the cursor that OR or AND could join
        self._waits: tuple[int, str] | None = None  # a sign that still needs something after it

    def faults(self) -> Iterator[QueryFault]:
        while self._at < len(self._query):
            sign = self._query[self._at]
            if sign.isspace():
                self._at += 1
            elif sign in _QUOTES:
                yield from self._quoted()
            elif sign in _OPEN:
                yield from self._open()
            elif sign in _CLOSE:
                yield from self._close()
            elif near := _NEAR.match(self._query, self._at):
                yield from self._near(near)
            elif sign in _BARS or sign == "&" or _SIGN.match(self._query, self._at):
                yield from self._joint()
            elif named := _FIELD.match(self._query, self._at):
                yield from self._field(named)
            else:
                self._word()
        yield from self._unanswered()
        for at in self._opened:
            text = _("The bracket {bracket} is closed nowhere. Add {closing} where the group ends.")
            yield self._fault(at, at + 1, text, bracket=self._query[at], closing=_CLOSE[_OPEN.index(self._query[at])])

    def _fault(self, start: int, end: int, text: str, **values: object) -> QueryFault:
        return QueryFault(start, end, text.format(**values))

    def _got(self) -> None:
        self._operand, self._waits = True, None

    def _unanswered(self) -> Iterator[QueryFault]:
        """What still waits for its operand, when a group or the line ends or an OR comes."""
        if self._waits is not None:
            at, sign = self._waits
            text = _("Nothing stands after {sign}. Type there what it is for, or take it away.")
            yield self._fault(at, at + len(sign), text, sign=sign)
            self._got()

    def _quoted(self) -> Iterator[QueryFault]:
        end = next((at for at in range(self._at + 1, len(self._query)) if self._query[at] in _QUOTES), -1)
        if end < 0:
            text = _("The quotation mark is closed nowhere, so the words after it may stand apart. Add ” at their end.")
            yield self._fault(self._at, len(self._query), text)
            self._at += 1
            return
        self._at = end + 1
        self._got()

    def _open(self) -> Iterator[QueryFault]:
        self._opened.append(self._at)
        if len(self._opened) == DEEPEST:
            text = _("More than {most} groups stand in one another here; the innermost are left out.")
            yield self._fault(self._at, self._at + 1, text, most=DEEPEST - 1)
        self._at += 1
        self._operand, self._waits = False, None

    def _close(self) -> Iterator[QueryFault]:
        yield from self._unanswered()
        if self._opened:
            self._opened.pop()
        else:
            text = _("The bracket {bracket} closes nothing. Take it away, or open the group before it.")
            yield self._fault(self._at, self._at + 1, text, bracket=self._query[self._at])
        self._at += 1
        self._got()

    def _near(self, near: re.Match[str]) -> Iterator[QueryFault]:
        body = re.sub("[,，]\\s*\\d+\\s*$", "", near[1])
        if not near[2]:
            text = _("NEAR is closed nowhere, so it is taken for text. Add ) after its words.")
            yield self._fault(near.start(), near.end(), text)
        elif sum(1 for _leaf in leaves(parse(body))) < 2:
            text = _("NEAR needs two words or more, as in {example}.")
            yield self._fault(near.start(), near.end(), text, example="NEAR(湖 魚, 10)")
        self._at = near.end()
        self._got()

    def _joint(self) -> Iterator[QueryFault]:
        begin = self._at
        match = _SIGN.match(self._query, begin)
        sign = match[0] if match else self._query[begin]
        if sign != "NOT":
            yield from self._unanswered()
            if not self._operand:
                text = _("Nothing stands before {sign}. Type there what it should join, or take it away.")
                yield self._fault(begin, begin + len(sign), text, sign=sign)
        self._at = begin + len(sign)
        self._waits = (begin, sign)

    def _field(self, named: re.Match[str]) -> Iterator[QueryFault]:
        begin, self._at = self._at, named.end()
        name = FIELDS.get(named[1], named[1])
        if name not in NAMES:
            text = _("“{name}” is no field, so it is taken for text. Fields are: {fields}.")
            yield self._fault(begin, named.end() - 1, text, name=named[1], fields=field_list())
            self._got()
            return
        self._waits = (begin, named[0])
        value = _VALUE.match(self._query, self._at)
        if name == "year" and value and value[0][0] not in _OPEN:
            yield from self._year(value)

    def _year(self, value: re.Match[str]) -> Iterator[QueryFault]:
        text = (value[1] if value[1] is not None else value[0]).strip()
        match = _YEARS.fullmatch(text)
        said = _("“{year}” is no year, so it is taken for text. Write 1932, 1930-1945, 1930-, -1945 or 民国24年.")
        if not match or not any(match.groups()):
            if not years_meant(text):
                yield self._fault(value.start(), value.end(), said, year=text)
        elif match[1] and match[2] and int(match[1]) > int(match[2]):
            said = _("{first} is after {last}, so nothing is from these years. Write the earlier one first.")
            yield self._fault(value.start(), value.end(), said, first=match[1], last=match[2])
        self._at = value.end()
        self._got()

    def _word(self) -> None:
        """Up to the next space or quotation mark; brackets that begin inside a word belong to it."""
        begin, inner = self._at, 0
        while self._at < len(self._query):
            sign = self._query[self._at]
            if sign.isspace() or sign in _QUOTES or (sign in _BARS + "&" and self._at > begin):
                break
            if sign in _CLOSE and not inner and self._opened:
                break
            inner += (sign in _OPEN) - (sign in _CLOSE and inner > 0)
            self._at += 1
        self._got()


def field_list() -> str:
    """The fields by the names that are typed in the language in force."""
    return _("title, author, subject, place, kind, language, donor, year")
