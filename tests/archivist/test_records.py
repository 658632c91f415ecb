"""A batch comes in, a record is edited and saved, a batch goes out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from archivist import records
from archivist.workspace import Workspace
from marc import files
from marc.record import ControlField, Record
from storage.errors import Conflict
from tests.helpers.cnmarc import data, record, write_batch_of
from tests.helpers.samples import sample


def imported(ws: Workspace, path: Path, on_duplicate: records.Duplicate = "skip") -> list[records.Imported]:
    return list(records.import_file(ws, path, on_duplicate=on_duplicate))


def read_back(path: Path) -> list[Record]:
    return [item for item in files.open_batch(path) if isinstance(item, Record)]


def test_a_gbk_batch_goes_in_and_comes_out_byte_for_byte(ws: Workspace, tmp_path: Path) -> None:
    batch = write_batch_of(
        tmp_path / "in.iso", [record("达赉湖水文记录", number="1"), record("扎赉诺尔矿史", number="2")]
    )
    assert [item.outcome for item in imported(ws, batch)] == ["added", "added"]
    out = tmp_path / "out.iso"
    assert [item.reason for item in records.export(ws, out, encoding="gbk")] == ["", ""]
    assert out.read_bytes() == batch.read_bytes()


def test_a_garbage_third_record_is_named_by_number_and_offset_and_its_bytes_are_kept(
    ws: Workspace, tmp_path: Path
) -> None:
    parts = [write_batch_of(tmp_path / "x", [record(f"题名{n}", number=str(n))]).read_bytes() for n in range(1, 5)]
    garbage = b"\x81\x30\xff\xfe this is no record \xff\xff\x1d"
    batch = tmp_path / "in.iso"
    batch.write_bytes(parts[0] + parts[1] + garbage + parts[2] + parts[3])
    outcomes = imported(ws, batch)
    assert [(item.number, item.outcome) for item in outcomes] == [
        (1, "added"), (2, "added"), (3, "damaged"), (4, "added"), (5, "added"),
    ]  # fmt: skip
    assert outcomes[2].offset == len(parts[0] + parts[1])
    assert [kept.raw for kept in ws.archive.records.damaged()] == [garbage]


@pytest.mark.parametrize(
    ("policy", "outcome", "titles"),
    [
        ("skip", "skipped", ["达赉湖"]),
        ("add", "added", ["达赉湖", "达赉湖"]),
        ("replace", "replaced", ["达赉湖"]),
        ("merge", "merged", ["达赉湖"]),
    ],
)
def test_a_duplicate_is_settled_as_the_user_said(
    ws: Workspace, tmp_path: Path, policy: records.Duplicate, outcome: str, titles: list[str]
) -> None:
    batch = write_batch_of(tmp_path / "in.iso", [record("达赉湖")])
    imported(ws, batch)
    assert [item.outcome for item in imported(ws, batch, policy)] == [outcome]
    assert [row.points.title for row in records.rows(ws)] == titles


def test_two_copies_in_one_batch_are_one_record(ws: Workspace, tmp_path: Path) -> None:
    batch = write_batch_of(tmp_path / "in.iso", [record("达赉湖", number="1"), record("达赉湖", number="2")])
    assert [item.outcome for item in imported(ws, batch)] == ["added", "skipped"]


def test_a_merge_adds_missing_fields_and_new_holdings_and_changes_nothing_else() -> None:
    kept = record(extra=[data("905", "  ", ("a", "ZLNE"), ("b", "1001"))])
    incoming = record("另题", extra=[data("905", "  ", ("a", "ZLNE"), ("b", "1002")), data("330", "  ", ("a", "提要"))])
    merged = records.with_missing_fields(kept, incoming)
    assert merged.first("200", "a") == kept.first("200", "a")
    assert [field.first("b") for field in merged.data("905")] == ["1001", "1002"]
    assert merged.first("330", "a") == "提要"


def test_a_saved_record_is_a_new_version_with_the_old_one_in_its_history(ws: Workspace, tmp_path: Path) -> None:
    imported(ws, write_batch_of(tmp_path / "in.iso", [record("旧题")]))
    opened = records.load(ws, records.rows(ws)[0].id)
    saved = records.save(ws, opened, record("新题"))
    assert (saved.version, saved.record.first("200", "a")) == (2, "新题")
    assert [version.version for version in records.history(ws, opened.id)] == [1, 2]
    assert any(isinstance(f, ControlField) and f.tag == "005" for f in saved.record.fields)


def test_the_second_of_two_savers_is_told_and_writes_nothing(ws: Workspace, tmp_path: Path) -> None:
    imported(ws, write_batch_of(tmp_path / "in.iso", [record("题")]))
    mine = theirs = records.load(ws, records.rows(ws)[0].id)
    records.save(ws, theirs, record("她的"))
    with pytest.raises(Conflict):
        records.save(ws, mine, record("我的"))
    assert records.load(ws, mine.id).record.first("200", "a") == "她的"


def test_a_mongolian_title_moves_a_gbk_record_to_utf_8_instead_of_being_lost(ws: Workspace, tmp_path: Path) -> None:
    imported(ws, write_batch_of(tmp_path / "in.iso", [record("题")]))
    opened = records.load(ws, records.rows(ws)[0].id)
    saved = records.save(ws, opened, record("ᠳᠠᠯᠠᠢ"))
    assert (saved.encoding, records.load(ws, saved.id).record.first("200", "a")) == ("utf-8", "ᠳᠠᠯᠠᠢ")


def test_a_record_that_gbk_cannot_carry_is_refused_by_code_point_and_the_others_go_out(
    ws: Workspace, tmp_path: Path
) -> None:
    batch = [record("一", number="1"), record("ᠳᠠᠯᠠᠢ", number="2"), record("三", number="3")]
    imported(ws, write_batch_of(tmp_path / "in.iso", batch, "utf-8"))
    out = tmp_path / "out.iso"
    outcomes = list(records.export(ws, out, encoding="gbk"))
    assert ["U+1833" in item.reason for item in outcomes] == [False, True, False]
    assert [item.first("200", "a") for item in read_back(out)] == ["一", "三"]


def test_counts_follow_what_the_checks_find(ws: Workspace, tmp_path: Path) -> None:
    broken = record("无语种", number="2")
    broken = broken.changed(fields=tuple(field for field in broken.fields if field.tag != "101"))
    imported(ws, write_batch_of(tmp_path / "in.iso", [record(), broken]))
    assert (records.counts(ws)["all"], records.counts(ws)["errors"]) == (2, 1)


def test_real_cnmarc_goes_through_import_edit_gbk_export_and_back(ws: Workspace, tmp_path: Path) -> None:
    source = sample("marc/cnmarc_real_3.xml")
    assert Counter(item.outcome for item in imported(ws, source)) == {"added": 3}
    opened = records.load(ws, records.rows(ws, order="id")[0].id)
    note = data("300", "  ", ("a", "达赉湖渔场旧藏。"))
    records.save(ws, opened, opened.record.changed(fields=(*opened.record.fields, note)))
    out = tmp_path / "out.iso"
    assert [item.reason for item in records.export(ws, out, encoding="gbk")] == ["", "", ""]
    assert files.inspect(out).encoding == "gbk"
    before = [item for item in files.open_batch(source) if isinstance(item, Record)]
    after = {item.control("001"): item for item in read_back(out)}
    for old in before:
        new = after[old.control("001")]
        changed = [field for field in new.fields if field not in old.fields and field.tag != "005"]
        assert changed == ([note] if old.control("001") == opened.record.control("001") else [])
        assert [f for f in old.fields if f not in new.fields and f.tag != "005"] == []


def test_an_export_that_is_abandoned_leaves_no_file(ws: Workspace, tmp_path: Path) -> None:
    imported(ws, write_batch_of(tmp_path / "in.iso", [record(number=str(n), title=f"题{n}") for n in range(5)]))
    folder = tmp_path / "out"
    folder.mkdir()
    steps = records.export(ws, folder / "batch.iso")
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert list(folder.iterdir()) == []
