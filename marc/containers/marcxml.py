"""MARCXML and MARCXchange: any namespace or none, any prefix, records inside whatever else.

The file is cut at `<record>` and `</record>` and each record is parsed by itself: memory does not grow with the file,
a record that is not well-formed does not stop the others, and a document type with entities is never expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from marc import encodings
from marc.containers import text
from marc.errors import MarcError
from marc.record import ControlField, Damaged, DataField, Field, Origin, Problem, Record, Subfield

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

NO_END = Problem("bad_xml", "The XML of this record has no end; ask for the record again from where it came from.")
NAMESPACE = "http://www.loc.gov/MARC21/slim"
HEAD = f'<?xml version="1.0" encoding="{{encoding}}"?>\n<collection xmlns="{NAMESPACE}">\n'
BETWEEN = ""
TAIL = "</collection>\n"

_NAME = rb"(?:[\w.-]+:)?record"
_BEGIN = re.compile(rb"<" + _NAME + rb"(?=[\s>])")
_TOKEN = re.compile(rb"<!--|<!\[CDATA\[|<" + _NAME + rb"(?=[\s>])|</" + _NAME + rb"\s*>")
_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(?:leader|controlfield|datafield)[\s>]")
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_CLOSING = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_LONGEST_TOKEN = 256
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
_ESCAPED = re.compile("|".join(_ESCAPES))


def begins(head: bytes) -> bool:
    """Whether the file is XML with a record in it."""
    if not text.readable(head[:64]).lstrip().startswith("<"):
        return False
    return _BEGIN.search(text.readable(head).encode("utf-8", "replace")) is not None


def encoding_of(head: bytes) -> str:
    """What the XML declaration says, else a byte order mark, else what the bytes are."""
    found = text.encoding_of(head)
    declared = _DECLARED.match(head.removeprefix(b"\xef\xbb\xbf"))
    if text.is_wide(found) or declared is None:
        return found
    try:
        name = encodings.canonical(declared[1].decode("ascii"))
    except MarcError:
        return found
    return "gb18030" if name in ("gb2312", "gbk") else name


def read(stream: BinaryIO, encoding: str) -> Iterator[Record | Damaged]:
    """The records of a file, lazily."""
    inner = text.narrowed(encoding)
    for number, piece in enumerate(_pieces(text.narrow(stream, encoding)), 1):
        if not piece.complete:
            yield Damaged(piece.raw, number, piece.offset, (NO_END,))
            continue
        try:
            source = piece.raw if inner == "utf-8" else encodings.decode(piece.raw, inner).encode("utf-8")
            leader, fields, problems = _Parser().parse(source)
        except MarcError as error:
            yield _damaged(piece, number, str(error.values["reason"]))
        except ValueError:
            yield Damaged(piece.raw, number, piece.offset, (text.not_in(inner),))
        else:
            yield Record(leader, fields, Origin(piece.raw, "marcxml", inner, number, piece.offset), problems)


def to_text(record: Record, encoding: str) -> str:
    """The record as a `<record>` element; MarcError where a value has a character that XML 1.0 forbids."""
    lines = ["<record>", f"  <leader>{_escape(record.leader, 'LDR')}</leader>"]
    for field in record.fields:
        tag = _escape(field.tag, field.tag)
        if isinstance(field, ControlField):
            lines.append(f'  <controlfield tag="{tag}">{_escape(field.value, tag)}</controlfield>')
            continue
        first, second = field.indicators[:1], field.indicators[1:]
        lines.append(f'  <datafield tag="{tag}" ind1="{_escape(first, tag)}" ind2="{_escape(second, tag)}">')
        for part in field.subfields:
            lines.append(f'    <subfield code="{_escape(part.code, tag)}">{_escape(part.value, tag)}</subfield>')
        lines.append("  </datafield>")
    return "\n".join([*lines, "</record>\n"])


def _escape(value: str, tag: str) -> str:
    if match := _FORBIDDEN.search(value):
        raise MarcError(
            "Field {tag} has the character U+{code}, which XML cannot hold; take it out.",
            tag=tag,
            code=f"{ord(match[0]):04X}",
        )
    return _ESCAPED.sub(lambda match: _ESCAPES[match[0]], value)


@dataclass(frozen=True, slots=True)
class _Piece:
    offset: int
    raw: bytes
    complete: bool


def _damaged(piece: _Piece, number: int, reason: str) -> Damaged:
    template = "The XML of this record is faulty ({reason}); ask for the record again from where it came from."
    return Damaged(piece.raw, number, piece.offset, (Problem("bad_xml", template, (("reason", reason),)),))


def _pieces(chunks: Iterator[bytes]) -> Iterator[_Piece]:
    """The stretches from a `<record>` to its `</record>`; around an inner record the outer one is only a wrapper."""
    buffer = b""
    offset = scan = 0
    start: int | None = None
    for chunk in chunks:
        buffer += chunk
        while (token := _TOKEN.search(buffer, scan)) is not None:
            if token[0] in _CLOSING:
                end = buffer.find(_CLOSING[token[0]], token.end())
                if end < 0:
                    break
                scan = end
                continue
            if token[0].startswith(b"</"):
                if start is not None:
                    yield _Piece(offset + start, buffer[start : token.end()], True)
                start = None
            else:
                if start is not None and _CONTENT.search(buffer, start, token.start()):
                    yield _Piece(offset + start, buffer[start : token.start()], False)
                start = token.start()
            scan = token.end()
        if start is not None and len(buffer) - start > text.LIMIT:
            yield _Piece(offset + start, buffer[start:], False)
            start, scan = None, len(buffer)
        if token is None:
            scan = max(scan, len(buffer) - _LONGEST_TOKEN)
        keep = min(scan, len(buffer)) if start is None else start
        buffer, offset, scan = buffer[keep:], offset + keep, scan - keep
        start = None if start is None else 0
    if start is not None:
        yield _Piece(offset + start, buffer[start:], False)


class _Parser:
    """One record element. Names are taken without their prefix; what is neither leader nor field is passed over."""

    def __init__(self) -> None:
        self.leader = ""
        self.fields: list[Field] = []
        self.subfields: list[Subfield] = []
        self.attributes: dict[str, str] = {}
        self.code = ""
        self.value: list[str] = []

    def parse(self, source: bytes) -> text.Parsed:
        """MarcError with a `reason` if the element is not well-formed."""
        from xml.parsers import expat

        parser: XMLParserType = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.value.append
        try:
            parser.Parse(source, True)
        except expat.ExpatError as error:
            raise MarcError("The XML of this record is faulty ({reason}).", reason=str(error)) from error
        leader, problems = text.whole_leader(self.leader)
        return leader, tuple(self.fields), problems

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "subfield":
            self._loose_text()
            self.code = attributes.get("code", "")
        elif local in ("controlfield", "datafield"):
            self.attributes, self.subfields = attributes, []
        self.value.clear()

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        value = "".join(self.value)
        if local == "leader":
            self.leader = value
        elif local == "controlfield":
            self.fields.append(ControlField(self.attributes.get("tag", ""), value))
        elif local == "subfield":
            self.subfields.append(Subfield(self.code, value))
        elif local == "datafield":
            self._loose_text()
            indicators = (self.attributes.get("ind1") or " ") + (self.attributes.get("ind2") or " ")
            self.fields.append(DataField(self.attributes.get("tag", ""), indicators, tuple(self.subfields)))
        self.value.clear()

    def _loose_text(self) -> None:
        """Text in a field outside of its subfields is kept as a subfield without a code."""
        if loose := "".join(self.value).strip():
            self.subfields.append(Subfield("", loose))
