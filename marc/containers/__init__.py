"""The forms in which a file holds records, and for each the module that knows it.

A text container is a module with `begins`, `encoding_of`, `read`, and, for writing, `HEAD`, `BETWEEN`, `TAIL`,
`ENCODING_DECLARED` and `to_text`; see `TextContainer`. A new one needs its module and a line in `TEXT`. ISO 2709 is
made of bytes, not text; `frames` divides a file, `iso2709` a record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from marc.containers import marcjson, marcxml, mnemonic, worksheet
from marc.record import Damaged, Record

ISO2709 = "iso2709"
ISO2709_WIDE = "iso2709 in utf-16"
"""Said by the origin of a record from a file that is UTF-16 as a whole: its bytes are those of the text in UTF-8."""


class TextContainer(Protocol):
    """What a module must have to be a container of text."""

    HEAD: str
    BETWEEN: str
    TAIL: str

    def begins(self, head: bytes) -> bool:
        """Whether a file that begins with these bytes is in this container."""

    def encoding_of(self, head: bytes) -> str:
        """The encoding of a file that begins so."""

    def read(self, stream: BinaryIO, encoding: str) -> Iterator[Record | Damaged]:
        """The records of a file, lazily."""

    def to_text(self, record: Record, encoding: str) -> str:
        """One record; MarcError if the container cannot hold it."""


TEXT: dict[str, TextContainer] = {"marcxml": marcxml, "json": marcjson, "mrk": mnemonic, "worksheet": worksheet}
CONTAINERS = (ISO2709, *TEXT)
