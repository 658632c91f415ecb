"""Sealed objects: valid to an independent judge, complete, and never half-written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.archive import Archive
from storage.errors import Damaged, StorageError
from storage.keeping import document_object
from storage.ocfl import INVENTORY, Inventory, ObjectRoot, ObjectVersion, read_inventory
from storage.ocfl_writing import ObjectWriter
from tests.helpers.ocfl_judge import faults
from tests.storage import workers
from tests.storage.conftest import FOLDING, book, image
from tests.storage.sealing import full, seal


def inventory_of(archive: Archive, document: int = 1) -> Inventory:
    found = archive.keeping.objects.inventory(document_object(archive.id, document))
    assert found is not None
    return found


def test_what_is_sealed_is_valid_to_an_independent_judge(archive: Archive) -> None:
    full(archive)
    assert archive.keeping.waiting() == (1, 2)
    seal(archive)
    assert faults(archive.folder / "sealed") == []
    assert archive.keeping.waiting() == ()
    assert archive.keeping.next_part() is None


def test_a_correction_is_a_new_version_that_holds_only_what_is_new(archive: Archive) -> None:
    full(archive)
    seal(archive)
    first = archive.documents.pages(1)[0]
    archive.documents.save_text(first.id, 2, "{}", "新", "person", 1.0)
    assert archive.keeping.waiting() == (1,)
    seal(archive)
    inventory = inventory_of(archive)
    place = archive.keeping.objects.place(inventory.id)
    assert inventory.head == 2
    written = {path.name for path in (place / "v2" / "content").rglob("*") if path.is_file()}
    assert "0003.json" in written
    assert not written & {"0001.json", "0002.json", "0001.png"}
    assert set(inventory.versions[0].state) < set(inventory.state)
    assert faults(archive.folder / "sealed") == []


def test_a_sealed_text_is_its_row_in_plain_json_and_a_master_is_the_very_file(archive: Archive) -> None:
    full(archive)
    seal(archive)
    inventory = inventory_of(archive)
    row = json.loads(archive.keeping.objects.read(inventory, "texts/0001/0002.json"))
    assert (row["text"], row["source"], row["note"]) == ("達賚湖水文", "person", "looked again")
    assert archive.keeping.objects.read(inventory, "description.json") == '{"summary": "一"}'.encode()
    master = archive.keeping.objects.path(inventory, inventory.state["masters/0001.png"])
    assert master.samefile(archive.files.path(inventory.state["masters/0001.png"]))


def test_a_disk_that_can_not_give_a_file_two_names_gets_a_copy(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_source: Path, _target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    full(archive)
    seal(archive)
    inventory = inventory_of(archive)
    master = archive.keeping.objects.path(inventory, inventory.state["masters/0001.png"])
    assert master.stat().st_nlink == 1
    assert faults(archive.folder / "sealed") == []


def test_a_master_that_is_not_what_it_was_is_not_sealed(archive: Archive) -> None:
    document = archive.documents.add("湖", pages=[image(archive, b"page")])
    path = archive.files.path(archive.documents.pages(document.id)[0].digest)
    path.chmod(0o644)
    path.write_bytes(b"pagf")
    with pytest.raises(Damaged, match="is not what was put into the archive"):
        seal(archive)
    assert list(archive.keeping.objects.objects()) == []
    assert archive.keeping.waiting() == (document.id,)


def test_a_change_of_the_record_makes_its_document_wait(archive: Archive) -> None:
    full(archive)
    seal(archive)
    record = archive.records.get(1)
    archive.records.save(1, record.version, book("x"))
    assert archive.keeping.waiting() == (1,)
    seal(archive)
    assert inventory_of(archive).head == 2


def test_an_export_or_a_check_is_no_reason_to_seal_a_document_again(archive: Archive) -> None:
    full(archive)
    seal(archive)
    archive.events.add("export", "document", 1)
    archive.events.add("fixity check", "document", 1)
    assert archive.keeping.waiting() == ()
    assert archive.keeping.next_part() is not None


def test_what_was_changed_just_now_can_be_left_in_peace(archive: Archive) -> None:
    full(archive)
    assert archive.keeping.waiting("2000-01-01T00:00:00Z") == ()
    assert archive.keeping.waiting("9999-01-01T00:00:00Z") == (1, 2)


def test_left_in_the_middle_nothing_is_there(archive: Archive) -> None:
    full(archive)
    writing = archive.keeping.seal(archive.keeping.draft(1))
    next(writing)
    writing.close()
    assert list(archive.keeping.objects.objects()) == []
    assert list((archive.folder / "sealing").iterdir()) == []


def steps(monkeypatch: pytest.MonkeyPatch, stop_at: int) -> None:
    """The machine stops dead before the step `stop_at` of those that rename something."""
    count = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*values: object) -> object:
            nonlocal count
            count += 1
            if count == stop_at:
                raise KeyboardInterrupt
            return real(*values)

        return step

    monkeypatch.setattr(Path, "rename", counted(Path.rename))
    monkeypatch.setattr(Path, "replace", counted(Path.replace))
    monkeypatch.setattr(shutil, "rmtree", lambda *_args, **_more: None)  # the dead clear nothing away


@pytest.mark.parametrize("stop_at", range(1, 8))
def test_stopped_at_any_step_of_a_new_version_the_object_is_whole_when_the_archive_is_opened_again(
    archive: Archive, stop_at: int
) -> None:
    full(archive)
    seal(archive)
    archive.documents.save_text(archive.documents.pages(1)[0].id, 2, "{}", "新", "person", 1.0)
    with pytest.MonkeyPatch.context() as patch:
        steps(patch, stop_at)
        try:
            list(archive.keeping.seal(archive.keeping.draft(1)))
            interrupted = False
        except KeyboardInterrupt:
            interrupted = True
    archive.keeping.recover()
    assert faults(archive.folder / "sealed") == []
    assert interrupted == (stop_at <= 3)
    seal(archive)
    assert archive.keeping.waiting() == ()
    assert faults(archive.folder / "sealed") == []


@pytest.mark.parametrize("stop_at", range(1, 5))
def test_stopped_at_any_step_of_a_new_object_it_is_whole_or_not_there(archive: Archive, stop_at: int) -> None:
    full(archive)
    with pytest.MonkeyPatch.context() as patch:
        steps(patch, stop_at)
        with suppress(KeyboardInterrupt):
            list(archive.keeping.seal(archive.keeping.draft(1)))
    if (archive.folder / "sealed").exists():
        assert faults(archive.folder / "sealed") == []
    seal(archive)
    assert faults(archive.folder / "sealed") == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL there")
@pytest.mark.parametrize("moment", [1, 9, 14])
def test_killed_while_sealing_it_leaves_valid_objects_or_none(archive: Archive, moment: int) -> None:
    process, reports = workers.start_reporting(workers.seal_until_killed, archive.folder)
    for _ in range(moment):
        reports.recv()
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    archive.keeping.recover()
    if (archive.folder / "sealed").exists():
        assert faults(archive.folder / "sealed") == []
    seal(archive)
    assert faults(archive.folder / "sealed") == []
    assert archive.keeping.waiting() == ()


def test_two_who_seal_the_same_at_once_do_not_spoil_it(archive: Archive) -> None:
    full(archive)
    with Archive.open(archive.folder, FOLDING) as other:
        one, two = archive.keeping.seal(archive.keeping.draft(1)), other.keeping.seal(other.keeping.draft(1))
        next(one)
        list(two)
        with pytest.raises(StorageError, match="sealed by another program at the same time"):
            list(one)
    assert faults(archive.folder / "sealed") == []


NAMES = st.text("abc/._-%水", min_size=1, max_size=12)


@given(st.dictionaries(NAMES, st.text("0123456789abcdef", min_size=64, max_size=64), min_size=1, max_size=5), st.text())
def test_an_inventory_that_is_written_reads_the_same(files: dict[str, str], message: str) -> None:
    state = {"a/" + hashlib.sha256(name.encode()).hexdigest(): digest for name, digest in files.items()}
    manifest = {digest: (f"v1/content/{name}",) for name, digest in state.items()}
    written = Inventory("urn:x", (ObjectVersion("2026-01-01T00:00:00Z", "薩仁", message, state),), manifest)
    assert Inventory.from_json(written.to_json()) == written


@given(st.binary(max_size=200) | st.text().map(lambda text: json.dumps({"id": text}).encode()))
def test_what_is_no_inventory_is_said_and_not_taken_for_one(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    place = tmp_path_factory.mktemp("object")
    (place / INVENTORY).write_bytes(data)
    (place / f"{INVENTORY}.sha256").write_text(f"{hashlib.sha256(data).hexdigest()} {INVENTORY}\n")
    with pytest.raises(Damaged, match="can't be understood"):
        read_inventory(place)


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a\\b", "", "a//../b", "./a"])
def test_no_file_of_an_object_lies_outside_of_it(tmp_path: Path, name: str) -> None:
    writer = ObjectWriter(ObjectRoot(tmp_path / "sealed"), tmp_path / "sealing", "readme")
    with pytest.raises(ValueError, match="the path"):
        list(writer.write("urn:x", [(name, b"x")], agent="", message="", created="2026-01-01T00:00:00Z"))
    assert not (tmp_path / "x").exists()
