"""Which format a record is in, by what it contains: CNMARC, UNIMARC or MARC21."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from marc.containers import iso2709
from marc.record import Record

FORMATS = ("cnmarc", "unimarc", "marc21")
DEFAULT = "cnmarc"
_CHINESE_TAGS = frozenset((b"690", b"905", b"906", b"092"))
_MARC21_TAGS = frozenset((b"008", b"040", b"245", b"260", b"264", b"050", b"082"))
_UNIMARC_TAGS = frozenset((b"101", b"200", b"210", b"801", b"105", b"106", b"215"))


def recognise_bytes(raw: bytes) -> str:
    """The format of an ISO 2709 record, judged by its directory; the empty string if it does not say."""
    present = frozenset(iso2709.tags(raw))
    marc21 = len(present & _MARC21_TAGS)
    unimarc = len(present & _UNIMARC_TAGS)
    if marc21 == unimarc:
        return ""
    if marc21 > unimarc:
        return "marc21"
    chinese = bool(present & _CHINESE_TAGS) or b"y0chi" in raw or b"\x1faCN" in raw or b"\x1fachi\x1e" in raw
    return "cnmarc" if chinese else "unimarc"


def recognise(record: Record) -> str:
    """The format of a record; the empty string if its fields do not say."""
    present = frozenset(field.tag.encode("latin-1", "replace") for field in record.fields)
    marc21 = len(present & _MARC21_TAGS)
    unimarc = len(present & _UNIMARC_TAGS)
    if marc21 == unimarc:
        return ""
    if marc21 > unimarc:
        return "marc21"
    chinese = present & _CHINESE_TAGS or record.first("100", "a")[22:25] == "chi" or record.first("102", "a") == "CN"
    return "cnmarc" if chinese or record.first("801", "a") == "CN" else "unimarc"


def most_common(formats: Iterable[str]) -> str:
    """What most records are in; CNMARC where none of them says."""
    votes = Counter(name for name in formats if name)
    return votes.most_common(1)[0][0] if votes else DEFAULT
