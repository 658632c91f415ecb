"""A field by its row of the table: subfields, indicators, punctuation; what rows cannot say is in the other modules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from marc.crosswalk.marks import BRACKETS, SPACED, Piece, assembled, unbracketed, unled, unstopped
from marc.crosswalk.table import TO_CNMARC, TO_MARC21, Part, Rule
from marc.crosswalk.work import Work
from marc.record import DataField, Subfield

Convert = Callable[[Work, Rule, DataField], list[DataField]]


def fits(rule: Rule, field: DataField, to_marc21: bool) -> bool:
    """Whether the row is for this field: its indicators and its label."""
    pattern, label = (rule.if_cn, rule.cn_label) if to_marc21 else (rule.if_m21, rule.m21_label)
    if pattern and not re.fullmatch(pattern, field.indicators):
        return False
    if label and not any(part.code == label[0] and bare(part.value) == label[1] for part in field.subfields):
        return False
    return to_marc21 or not rule.m21_has or any(part.code == rule.m21_has for part in field.subfields)


def bare(text: str) -> str:
    """A label without brackets and blanks."""
    return text.strip(" ()")


def to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """The field of MARC21 that a field of CNMARC is, or none if nothing of it is carried."""
    field = without_label(rule.cn_label, field)
    pieces = [] if rule.whole else list(pieces_of(work, rule, field.subfields))
    if rule.m21_label and pieces:
        first = rule.m21_label[0] == "i"
        pieces.insert(0 if first else len(pieces), Piece(*rule.m21_label))
    if rule.order:
        pieces.sort(key=lambda piece: rule.order.find(piece.code))
    subfields = field.subfields if rule.whole else assembled(pieces, rule.stop)
    indicators = copied(rule, field.indicators, to_marc21=True)
    return [sourced_in_marc21(work, rule, DataField(rule.m21, indicators, subfields))] if subfields else []


def to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """The field of CNMARC that a field of MARC21 is, or none if nothing of it is carried."""
    field = without_label(rule.m21_label, field)
    subfields = field.subfields if rule.whole else tuple(parts_of(work, rule, field.subfields))
    if not subfields:
        return []
    if rule.cn_label:
        first = rule.cn_label[0] < "0" or rule.cn_label[0] > "9"
        label = (Subfield(*rule.cn_label),)
        subfields = label + subfields if first else subfields + label
    subfields += sourced_in_cnmarc(work, rule, field.indicators, subfields)
    return [DataField(rule.cn, copied(rule, field.indicators, to_marc21=False), subfields)]


def pieces_of(work: Work, rule: Rule, subfields: Iterable[Subfield]) -> Iterable[Piece]:
    """The subfields of CNMARC as what they are in MARC21, without punctuation yet; what has no place is lost."""
    ahead = {part.cn: part for part in reversed(rule.parts) if part.way != TO_CNMARC}
    for one in subfields:
        part = ahead.get(one.code)
        if part is None:
            work.lose(one.code, one.value)
        else:
            yield Piece(part.m21, one.value, part.mark, part.joins)


def parts_of(work: Work, rule: Rule, subfields: tuple[Subfield, ...]) -> Iterable[Subfield]:
    """The subfields of MARC21 as what they are in CNMARC, without the punctuation; what has no place is lost."""
    mark = ""
    for number, one in enumerate(subfields, 1):
        known = [part for part in rule.parts if part.m21 == one.code and part.way != TO_MARC21]
        text, next_mark = unled(one.value, number == len(subfields)) if rule.marked else (one.value, "")
        if number < len(subfields) and _led_by_stop(rule, subfields[number].code):
            text = unstopped(text, always=True)
        elif rule.stop and number == len(subfields):
            text = unstopped(text)
        if not known:
            work.lose(one.code, one.value)
        else:
            alone = [part for part in known if not part.joins] or known
            yield from _divided(next((part for part in alone if part.mark == mark), alone[0]), known, text)
        mark = next_mark


def _led_by_stop(rule: Rule, code: str) -> bool:
    return any(part.m21 == code and part.mark == "." and part.way != TO_MARC21 for part in rule.parts)


def _divided(first: Part, known: list[Part], text: str) -> Iterable[Subfield]:
    """A subfield of MARC21 into which several of CNMARC go, at the marks between them."""
    joins = {part.mark: part.cn for part in known if part.joins and part.mark in SPACED}
    if first.mark in BRACKETS:
        text = unbracketed(text, first.mark)
    if not joins:
        yield Subfield(first.cn, text)
        return
    head, *rest = re.split(rf" ([{re.escape(''.join(joins))}]) ", text)
    yield Subfield(first.cn, head)
    for mark, value in zip(rest[::2], rest[1::2], strict=True):
        yield Subfield(joins[mark], value)


def copied(rule: Rule, indicators: str, *, to_marc21: bool) -> str:
    """The indicators that are written: those of the row, one of them taken over if it says so."""
    written = rule.m21_indicators if to_marc21 else rule.cn_indicators
    if rule.copies is None:
        return written
    source, target = rule.copies if to_marc21 else rule.copies[::-1]
    value = indicators[source : source + 1]
    if rule.copied is not None:
        known = (rule.copied.to_marc21 if to_marc21 else rule.copied.to_cnmarc).get(value)
        value = known.value if known else written[target]
    return written[:target] + value + written[target + 1 :]


def without_label(label: tuple[str, str] | None, field: DataField) -> DataField:
    """The field without the label by which its row was found."""
    if label is None:
        return field
    place = next(i for i, one in enumerate(field.subfields) if one.code == label[0] and bare(one.value) == label[1])
    return DataField(field.tag, field.indicators, field.subfields[:place] + field.subfields[place + 1 :])


def sourced_in_marc21(work: Work, rule: Rule, field: DataField) -> DataField:
    """A subject heading with the vocabulary in its second indicator, if there is a figure for it."""
    if not rule.source:
        return field
    source = field.first("2")
    known = work.table.sources.to_marc21.get(source)
    if known is None:
        return DataField(field.tag, field.indicators[0] + ("7" if source else "4"), field.subfields)
    kept = tuple(one for one in field.subfields if one.code != "2" or one.value != source)
    return DataField(field.tag, field.indicators[0] + known.value, kept)


def sourced_in_cnmarc(work: Work, rule: Rule, indicators: str, subfields: tuple[Subfield, ...]) -> tuple[Subfield, ...]:
    """The ‡2 that stands for the second indicator of a subject heading of MARC21."""
    known = work.table.sources.to_cnmarc.get(indicators[1:2]) if rule.source else None
    if known is None or any(one.code == "2" for one in subfields):
        return ()
    return (Subfield("2", known.value),)
