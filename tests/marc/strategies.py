"""Records as hypothesis makes them, and small ones by hand."""

from __future__ import annotations

from hypothesis import strategies as st

from marc.lines import from_line
from marc.record import ControlField, DataField, Field, Record, Subfield

CNMARC_LEADER = "00000nam0 2200000   450 "
ONE_BOOK = (
    "001 ZL0001",
    "010 ## ‡a978-99999-0-002-7‡dCNY12.00",
    "100 ## ‡a20231114d1958    em y0chiy0110    ea",
    "101 0# ‡achi",
    "102 ## ‡aCN‡b150000",
    "105 ## ‡aa   z   000yy",
    "106 ## ‡ar",
    "200 1# ‡a达赉湖水文记录‡9da lai hu shui wen ji lu‡b专著‡f区水务局编",
    "210 ## ‡a满洲里‡c区水务局‡d1958",
    "215 ## ‡a112页‡c图‡d26cm",
    "606 0# ‡a湖泊‡x水文资料‡y内蒙古",
    "690 ## ‡aP332.3‡v5",
    "711 02 ‡a区水务局‡9qu shui wu ju‡4编",
    "801 #0 ‡aCN‡bZLNE‡c20231114",
)


def book(*changes: str, without: tuple[str, ...] = ()) -> Record:
    """A correct CNMARC record; a changed line takes the place of the first field with its tag, or comes last."""
    lines = [line for line in ONE_BOOK if line[:3] not in without]
    for change in changes:
        place = next((i for i, line in enumerate(lines) if line[:3] == change[:3]), None)
        if place is None:
            lines.append(change)
        else:
            lines[place] = change
    return Record(CNMARC_LEADER, tuple(map(from_line, lines)))


def encodable(encoding: str) -> st.SearchStrategy[str]:
    """Characters that the encoding has, the separators of ISO 2709 and control characters excepted."""
    if encoding in ("gbk", "gb2312"):
        return st.one_of(
            st.characters(codec="ascii", exclude_categories=["Cc"]),
            st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5).filter(lambda sign: _has(sign, encoding)),
        )
    return st.characters(exclude_categories=["Cs", "Cc"])


def _has(sign: str, encoding: str) -> bool:
    try:
        return sign.encode(encoding).decode(encoding) == sign
    except UnicodeEncodeError:
        return False


def values(encoding: str = "utf-8") -> st.SearchStrategy[str]:
    return st.text(encodable(encoding), max_size=30)


def fields(encoding: str = "utf-8") -> st.SearchStrategy[Field]:
    codes = st.sampled_from("abcdefghijklmnopqrstuvwxyzABF0123456789")
    subfield = st.builds(Subfield, codes, values(encoding))
    control = st.builds(ControlField, st.sampled_from(["001", "005", "008", "FMT"]), values(encoding))
    data = st.builds(
        DataField,
        st.sampled_from(["010", "100", "200", "210", "606", "701", "905", "AVA"]),
        st.text("01 2#", min_size=2, max_size=2),
        st.lists(subfield, min_size=1, max_size=5).map(tuple),
    )
    return st.one_of(control, data)


def records(encoding: str = "utf-8") -> st.SearchStrategy[Record]:
    """Records that every container and ISO 2709 in this encoding can hold."""
    leader = st.sampled_from([CNMARC_LEADER, "00000cas0 2200000 i 450 ", "00000nam--2200000---4500"])
    return st.builds(lambda head, body: Record(head, tuple(body)), leader, st.lists(fields(encoding), max_size=8))


def content(record: Record) -> tuple[str, tuple[Field, ...]]:
    """What two records must share to be the same: all but what a writer puts into the leader."""
    return record.leader[5:9] + record.leader[17:20], record.fields
