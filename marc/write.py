"""Records to bytes and to files.

A record that is untouched goes out as the very bytes that came in, if the encoding is the same. What the target cannot
carry is refused, naming the field and the character: nothing is ever replaced or cut off unless that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from marc import encodings
from marc.carrying import must_carry, substitute_must_fit, substituted, unencodable
from marc.containers import CONTAINERS, ISO2709, TEXT
from marc.containers.iso2709 import field_to_text
from marc.encodings import MARC8
from marc.errors import MarcError
from marc.recognise import recognise, recognise_bytes
from marc.record import ControlField, Damaged, DataField, Field, Origin, Problem, Record
from marc.replacing import Replacing
from marc.splitting import LONGEST_FIELD, split_notes

__all__ = ["KEEP", "Refused", "Written", "encode", "substituted", "unencodable", "write_batch"]

KEEP = "keep"
"""As an encoding: each record as it came in, and the bytes between records too; a file comes out as it was."""
LONGEST_RECORD = 99_999
LINE_ENDS = {"": b"", "lf": b"\n", "crlf": b"\r\n"}
_SEPARATORS = "\x1d\x1e\x1f"


@dataclass(frozen=True, slots=True)
class Written:
    """A record is in the file; `number` counts the records given, from 1."""

    number: int
    size: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A record is not in the file, and why."""

    number: int
    problem: Problem


def encode(record: Record, encoding: str, *, split_long: bool = False) -> bytes:
    """The record as ISO 2709.

    An untouched record that is in this encoding already is returned as the bytes it came from. MarcError: a character
    that the encoding does not have, a separator inside a value, a field over 9,999 or a record over 99,999 bytes. With
    `split_long` notes over 9,999 bytes are divided where the format lets them repeat (see `marc.splitting`).
    """
    encoding = encodings.canonical(encoding)
    if record.origin is not None:
        if _same_bytes(record.origin, encoding):
            return record.origin.raw
        if (raw := _recoded(record, record.origin, encoding)) is not None:
            return raw
    return _build(record, encoding, split_long)


def write_batch(
    records: Iterable[Record | Damaged], out: Path, container: str = ISO2709, encoding: str = KEEP,
    substitute: str | None = None, force: bool = False, stop_on_refusal: bool = False, split_long: bool = False,
    line_ends: str = "",
) -> Iterator[Written | Refused]:  # fmt: skip
    """Writes records to a file and yields what became of each.

    The file appears under its name only when the last record is written; if the loop is left before, or something was
    refused and `stop_on_refusal` is set, nothing is left behind. A `Damaged` goes out as it came in if the container is
    ISO 2709 and the encoding `keep`; else it is refused. `split_long` is that of `encode`; `line_ends` (`lf`, `crlf`)
    stand behind each record of ISO 2709, unless it is kept with what was behind it. MarcError, at once: unknown
    container or encoding, or the file exists and `force` is not set.
    """
    if container not in CONTAINERS:
        raise MarcError("“{container}” is no container of records; take one of {known}.", container=container,
                        known=", ".join(CONTAINERS))  # fmt: skip
    if encoding != KEEP:
        encoding = encodings.canonical(encoding)
        if encoding == MARC8 and container != ISO2709:
            raise MarcError("MARC-8 is for ISO 2709 only; take utf-8 for {container}.", container=container)
        if substitute:
            substitute_must_fit(substitute, encoding)
    if out.exists() and not force:
        raise MarcError("{file} exists already; choose another name or allow it to be replaced.", file=out)
    to_bytes = _serialiser(container, encoding, substitute, split_long, LINE_ENDS[line_ends])
    return _write(records, out, _frame_of(container, encoding), to_bytes, stop_on_refusal)


def _write(
    records: Iterable[Record | Damaged], out: Path, frame: tuple[bytes, bytes, bytes],
    to_bytes: Callable[[Record | Damaged], bytes], stop_on_refusal: bool,
) -> Iterator[Written | Refused]:  # fmt: skip
    head, between, tail = frame
    refused = written = 0
    with Replacing(out) as target:
        target.stream.write(head)
        for number, item in enumerate(records, 1):
            try:
                data = to_bytes(item)
            except MarcError as error:
                refused += 1
                yield Refused(number, Problem("refused", error.template, tuple(error.values.items())))
                continue
            target.stream.write(between + data if written else data)
            written += 1
            yield Written(number, len(data))
        target.stream.write(tail)
        target.complete = not (refused and stop_on_refusal)


def _frame_of(container: str, encoding: str) -> tuple[bytes, bytes, bytes]:
    if container == ISO2709:
        return b"", b"", b""
    module = TEXT[container]
    name = "utf-8" if encoding == KEEP else encoding
    head = module.HEAD.replace("{encoding}", name.upper())
    return head.encode(name), module.BETWEEN.encode(name), module.TAIL.encode(name)


def _serialiser(
    container: str, encoding: str, substitute: str | None, split_long: bool, line_end: bytes
) -> Callable[[Record | Damaged], bytes]:
    def to_iso2709(item: Record | Damaged) -> bytes:
        if encoding == KEEP:
            return _kept(item, split_long)
        record = _readable(item)
        if substitute is not None:
            record = substituted(record, encoding, substitute)
        return encode(record, encoding, split_long=split_long) + line_end

    def to_text(item: Record | Damaged) -> bytes:
        name = "utf-8" if encoding == KEEP else encoding
        record = _readable(item)
        if substitute is not None and container != "marcxml":
            record = substituted(record, name, substitute)
        text = TEXT[container].to_text(record, name)
        if container == "marcxml":  # which can write any character as a reference
            return text.encode(name, "xmlcharrefreplace")
        must_carry(record, name)
        return text.encode(name)

    return to_iso2709 if container == ISO2709 else to_text


def _kept(item: Record | Damaged, split_long: bool) -> bytes:
    if isinstance(item, Damaged):
        return item.before + item.raw + item.after
    origin = item.origin
    if origin is not None and origin.container == ISO2709:
        return origin.before + origin.raw + origin.after
    return encode(item, "utf-8", split_long=split_long)


def _readable(item: Record | Damaged) -> Record:
    """The record; of damaged bytes a MarcError that says what is wrong with them."""
    if isinstance(item, Record):
        return item
    if not item.problems:
        raise MarcError("These bytes could not be read; they stay as they are where they came from.")
    worst = item.problems[-1]
    raise MarcError(worst.template, **dict(worst.values))


def _same_bytes(origin: Origin, encoding: str) -> bool:
    """Whether the record's own bytes are right in this encoding."""
    if origin.container != ISO2709 or not origin.raw.endswith(b"\x1d"):
        return False
    if encoding == MARC8:
        return origin.encoding == MARC8
    same = origin.encoding == encoding or (origin.encoding in ("gbk", "gb2312") and encoding in ("gbk", "gb18030"))
    return same or (origin.raw.isascii() and origin.encoding != MARC8)


def _recoded(record: Record, origin: Origin, encoding: str) -> bytes | None:
    """An untouched record in another encoding, without making its fields; None if anything about it is unusual."""
    source = record.source
    if source is None or record.problems or encoding == MARC8:
        return None
    try:
        data = "\x1e".join(source.texts).encode(encoding)
    except UnicodeError:
        return None
    chunks = data.split(b"\x1e") if source.tags else []
    if len(chunks) != len(source.tags):
        return None
    lengths = [len(chunk) + 1 for chunk in chunks]
    base, total = 25 + 12 * len(chunks), 26 + 12 * len(chunks) + sum(lengths)
    if total > LONGEST_RECORD or max(lengths, default=0) > LONGEST_FIELD:
        return None
    entries, position = [], 0
    for tag, length in zip(source.tags, lengths, strict=True):
        entries.append(f"{tag}{length:04d}{position:05d}")
        position += length
    leader = _leader(record.leader, recognise_bytes(origin.raw), encoding, total, base)
    return b"".join([leader, "".join(entries).encode("ascii"), b"\x1e", data, b"\x1e\x1d" if chunks else b"\x1d"])


def _build(record: Record, encoding: str, split_long: bool) -> bytes:
    format = recognise(record)
    if encoding == MARC8 and format in ("cnmarc", "unimarc"):
        raise MarcError("MARC-8 is for MARC21 only, and this record is {format}; take utf-8 or gb18030.", format=format)
    must_carry(record, encoding)
    if split_long:
        record = split_notes(record, encoding, format)
    directory: list[bytes] = []
    body: list[bytes] = []
    position = 0
    for field in record.fields:
        data = _field_bytes(field, encoding)
        if len(data) > LONGEST_FIELD:
            raise MarcError(
                "Field {tag} is {count} bytes long, and ISO 2709 allows {limit}; shorten it or divide it into two.",
                tag=field.tag, count=len(data), limit=LONGEST_FIELD,
            )  # fmt: skip
        directory.append(b"%s%04d%05d" % (_tag_bytes(field.tag), len(data), position))
        body.append(data)
        position += len(data)
    base = 24 + 12 * len(record.fields) + 1
    total = base + position + 1
    if total > LONGEST_RECORD:
        raise MarcError(
            "The record is {count} bytes long, and ISO 2709 allows {limit}; shorten it or divide it.",
            count=total, limit=LONGEST_RECORD,
        )  # fmt: skip
    leader = _leader(record.leader, format, encoding, total, base)
    return b"".join([leader, *directory, b"\x1e", *body, b"\x1d"])


def _leader(kept: str, format: str, encoding: str, total: int, base: int) -> bytes:
    if len(kept) != 24 or not kept.isascii():
        raise MarcError("The leader “{leader}” is not 24 ASCII characters; mend it first.", leader=kept)
    scheme = kept[9]
    if format == "marc21":  # there, and only there, it says whether the text is Unicode
        scheme = "a" if encoding == "utf-8" else " " if scheme == "a" else scheme
    return f"{total:05d}{kept[5:9]}{scheme}22{base:05d}{kept[17:20]}450{kept[23]}".encode("ascii")


def _tag_bytes(tag: str) -> bytes:
    if len(tag) != 3 or not tag.isascii() or not tag.isprintable():
        raise MarcError("“{tag}” is no tag; a tag is three digits or letters.", tag=tag)
    return tag.encode("ascii")


def _field_bytes(field: Field, encoding: str) -> bytes:
    parts = [field.value] if isinstance(field, ControlField) else [s.code + s.value for s in field.subfields]
    if isinstance(field, DataField) and len(field.indicators) != 2:
        raise MarcError("Field {tag} needs two indicators; it has “{indicators}”.", tag=field.tag,
                        indicators=field.indicators)  # fmt: skip
    for part in parts:
        if any(sign in part for sign in _SEPARATORS):
            raise MarcError("Field {tag} has a separator of ISO 2709 in its text; take it out.", tag=field.tag)
    try:
        return encodings.encode(field_to_text(field), encoding) + b"\x1e"
    except UnicodeEncodeError as error:  # a value would have been found by `must_carry`
        raise MarcError(
            "Field {tag} has “{character}” as an indicator or a subfield code, which {encoding} does not have; "
            "change it.",
            tag=field.tag, character=error.object[error.start], encoding=encoding,
        ) from error  # fmt: skip
