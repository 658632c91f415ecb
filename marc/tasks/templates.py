"""Templates: text with references to other fields, such as `{690$a}/{905$e?}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from marc.lines import from_line
from marc.record import ControlField, DataField, Field, Subfield
from marc.tasks.draft import Draft
from marc.tasks.table import Table

BAD_REFERENCE = "Step {step} of {file}: “{value}” in “{key}” is no reference; write one as {{200$a}}, a brace twice."
_REFERENCE = re.compile(
    r"\{(?:(?P<tag>[0-9A-Za-z]{3})(?:[$‡]?(?P<code>[0-9A-Za-z]))?|[$‡](?P<own>[0-9A-Za-z]))"
    r"(?:/(?P<start>\d{1,4})(?:-(?P<end>\d{1,4}))?)?(?P<optional>\?)?(?:\|(?P<joint>[^{}]*))?\}"
)
_PIECE = re.compile(rf"\{{\{{|\}}\}}|{_REFERENCE.pattern}|[{{}}]")
_GUARD = "\ufdd0{}\ufdd1"  # code points that never stand in a text
_GUARDED = re.compile("\ufdd0(\\d+)\ufdd1")

Template = Callable[[Draft, Field | None], str | None]
"""The text for a record and the field that is being changed; None if a reference finds nothing."""


def template(table: Table, key: str, source: str, blank: str = "") -> Template:
    """A template of a text; `blank` is the character that stands for a space outside references."""
    pieces = list(_pieces(table, key, source, blank))
    texts = [piece for piece in pieces if isinstance(piece, str)]
    if len(texts) == len(pieces):
        fixed = "".join(texts)
        return lambda draft, field: fixed

    def build(draft: Draft, field: Field | None) -> str | None:
        built = [piece if isinstance(piece, str) else piece(draft, field) for piece in pieces]
        found = [text for text in built if text is not None]
        return "".join(found) if len(found) == len(built) else None

    return build


def line_template(table: Table, key: str) -> Callable[[Draft], Field | None]:
    """A field by a line with references; a subfield that comes out empty is left out, and so is an empty field."""
    guarded: list[str] = []

    def guard(match: re.Match[str]) -> str:
        guarded.append(match[0])
        return _GUARD.format(len(guarded) - 1)

    model = from_line(_REFERENCE.sub(guard, table.text(key)))

    def restored(value: str) -> Template:
        return template(table, key, _GUARDED.sub(lambda match: guarded[int(match[1])], value))

    if isinstance(model, ControlField):
        return _control_builder(model.tag, restored(model.value))
    return _data_builder(model, [(part.code, restored(part.value)) for part in model.subfields])


def _control_builder(tag: str, value: Template) -> Callable[[Draft], Field | None]:
    def build(draft: Draft) -> Field | None:
        text = value(draft, None)
        return ControlField(tag, text) if text else None

    return build


def _data_builder(model: DataField, parts: list[tuple[str, Template]]) -> Callable[[Draft], Field | None]:
    def build(draft: Draft) -> Field | None:
        texts = [(code, part(draft, None)) for code, part in parts]
        if any(text is None for _code, text in texts):
            return None
        subfields = tuple(Subfield(code, text) for code, text in texts if text)
        return DataField(model.tag, model.indicators, subfields) if subfields else None

    return build


def _pieces(table: Table, key: str, source: str, blank: str) -> Iterator[str | Template]:
    start = 0
    for match in _PIECE.finditer(source):
        yield _literal(source[start : match.start()], blank)
        start = match.end()
        if match[0] in ("{{", "}}"):
            yield match[0][0]
        elif len(match[0]) == 1 or (match["end"] and int(match["end"]) < int(match["start"])):
            raise table.error(BAD_REFERENCE, key, value=source[match.start() : match.start() + 12])
        else:
            yield _reference(match)
    yield _literal(source[start:], blank)


def _literal(text: str, blank: str) -> str:
    return text.replace(blank, " ") if blank else text


def _reference(match: re.Match[str]) -> Template:
    values = _values(match["tag"] or "", match["code"] or match["own"] or "")
    start, end = 0, None
    if match["start"]:
        start, end = int(match["start"]), int(match["end"] or match["start"]) + 1
    joint, nothing = match["joint"], "" if match["optional"] else None

    def build(draft: Draft, field: Field | None) -> str | None:
        found = [text for value in values(draft, field) if (text := value[start:end])]
        if not found:
            return nothing
        return found[0] if joint is None else joint.join(found)

    return build


def _values(tag: str, code: str) -> Callable[[Draft, Field | None], list[str]]:
    """The values that a reference means: of the record, or without a tag of the field that is being changed."""
    if not tag:
        return lambda draft, field: list(field.values(code)) if isinstance(field, DataField) else []
    if not code:
        return lambda draft, field: list(filter(None, [draft.control(tag)]))
    return lambda draft, field: [part.value for one in draft.data(tag) for part in one.subfields if part.code == code]
