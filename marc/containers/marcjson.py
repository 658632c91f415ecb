"""MARC-in-JSON: `{"leader": …, "fields": [{"001": …}, {"245": {"ind1": …, "ind2": …, "subfields": [{"a": …}]}}]}`.

A file is an array of such objects, or the objects one after the other (also one a line).
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from marc.containers import text
from marc.encodings import MARC8
from marc.errors import MarcError
from marc.record import ControlField, Damaged, DataField, Field, Origin, Problem, Record, Subfield

HEAD = "[\n"
BETWEEN = ",\n"
TAIL = "\n]\n"
_NEXT_RECORD = re.compile(r'\{\s*"(?:leader|fields)"\s*:')
_BETWEEN = re.compile(r"[\s,\[\]\x1e\ufeff]*")
_BEGINS = re.compile(r'[\s\[]*\{\s*"')

encoding_of = text.encoding_of


def begins(head: bytes) -> bool:
    """Whether the file is JSON with a leader or fields in it."""
    look = text.readable(head[:4096])
    return bool(_BEGINS.match(look)) and ('"leader"' in look or '"fields"' in look)


def read(stream: BinaryIO, encoding: str) -> Iterator[Record | Damaged]:
    """The records of a file, lazily; after a fault reading goes on with the next object that looks like a record."""
    return _Reader(stream, encoding).records()


def to_text(record: Record, encoding: str) -> str:
    """The record as one line of JSON."""
    fields = [{field.tag: _value(field)} for field in record.fields]
    return json.dumps({"leader": record.leader, "fields": fields}, ensure_ascii=False)


def _value(field: Field) -> object:
    if isinstance(field, ControlField):
        return field.value
    first, second = field.indicators[:1], field.indicators[1:]
    return {"ind1": first, "ind2": second, "subfields": [{part.code: part.value} for part in field.subfields]}


class _Reader:
    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self.encoding = text.narrowed(encoding)
        if self.encoding == MARC8:
            raise MarcError("JSON is never in MARC-8; choose another encoding.")
        self.chunks = text.narrow(stream, encoding)
        # a byte that is not in the encoding is carried through, so that only its own record is damaged
        self.decoder = codecs.getincrementaldecoder(self.encoding)("surrogateescape")
        self.buffer = ""
        self.at_end = False
        self.offset = 0
        self.number = 0

    def records(self) -> Iterator[Record | Damaged]:
        while self._skip():
            end, value = self._object()
            raw = self.buffer[:end].encode(self.encoding, "surrogateescape")
            self.number += 1
            yield self._record(value, raw)
            self.buffer = self.buffer[end:]
            self.offset += len(raw)

    def _more(self) -> bool:
        chunk = next(self.chunks, None)
        self.buffer += self.decoder.decode(chunk or b"", chunk is None)
        self.at_end = chunk is None
        return not self.at_end

    def _skip(self) -> bool:
        """Moves to the next thing that is no punctuation; False at the end of the file."""
        while True:
            end = _BETWEEN.match(self.buffer).end()  # type: ignore[union-attr]  # it matches the empty string
            self.offset += len(self.buffer[:end].encode(self.encoding, "surrogateescape"))
            self.buffer = self.buffer[end:]
            if self.buffer:
                return True
            if not self._more():
                return bool(self.buffer)

    def _object(self) -> tuple[int, Any]:
        """The end of the object at the beginning of the buffer and its value, which is None if it is faulty."""
        decoder = json.JSONDecoder()
        while True:
            try:
                value, end = decoder.raw_decode(self.buffer)
            except (json.JSONDecodeError, RecursionError):
                following = _NEXT_RECORD.search(self.buffer, 1)
                if following:
                    return following.start(), None
                if len(self.buffer) > text.LIMIT or not self._more():
                    return len(self.buffer), None
            else:
                return end, value

    def _record(self, value: Any, raw: bytes) -> Record | Damaged:  # noqa: ANN401  # whatever JSON holds
        try:
            raw.decode(self.encoding)
            if not isinstance(value, dict):
                raise _faulty()
            leader, problems = text.whole_leader(_text(value.get("leader", "")))
            fields = tuple(_field(*item) for entry in _list(value.get("fields")) for item in _dict(entry).items())
        except UnicodeDecodeError:
            return Damaged(raw, self.number, self.offset, (text.not_in(self.encoding),))
        except MarcError as error:
            problem = Problem("bad_json", error.template, tuple(error.values.items()))
            return Damaged(raw, self.number, self.offset, (problem,))
        return Record(leader, fields, Origin(raw, "json", self.encoding, self.number, self.offset), problems)


def _faulty() -> MarcError:
    return MarcError("This is not a record in MARC-in-JSON; mend the JSON or ask for the file again.")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _faulty()
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise _faulty()
    return value


def _dict(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _faulty()
    return value


def _field(tag: str, value: object) -> Field:
    if isinstance(value, str):
        return ControlField(tag, value)
    body = _dict(value)
    pairs = [pair for entry in _list(body.get("subfields")) for pair in _dict(entry).items()]
    subfields = tuple(Subfield(code, _text(content)) for code, content in pairs)
    first, second = _text(body.get("ind1", " ")), _text(body.get("ind2", " "))
    return DataField(tag, (first or " ") + (second or " "), subfields)
