"""Backing up and restoring as a person at the command line sees it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archivist import safety
from archivist.i18n import set_language
from archivist.workspace import Workspace
from storage import shares
from storage.backup import copies
from storage.backup.values import LocalCopy
from storage.errors import StorageError
from storage.values import NewPage
from tests.archivist.conftest import Said


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    with Workspace.create(folder, "呼伦湖") as ws:
        digest = ws.archive.files.put_bytes(b"image")
        ws.archive.documents.add("达赉湖志", pages=[NewPage(digest, "1.png", "image/png", 1, 1)])
    return folder


def test_a_backup_is_made_listed_and_put_back_into_a_new_folder(
    say: Callable[..., Said], archive: Path, tmp_path: Path
) -> None:
    usb = tmp_path / "usb"
    code, (made,), err = say("backup", usb, "--archive", archive, "--json")
    assert (code, err) == (0, [])
    assert (made["documents"], made["pages"], made["files"], made["copied"], made["faults"]) == (1, 1, 2, 2, 0)
    code, (listed,), _err = say("backup", usb, "--list", "--check-all", "--json")
    assert (code, listed["backup"], listed["good"]) == (0, made["backup"], True)
    code, (seen, done), _err = say("restore", usb, tmp_path / "new", "--json")
    assert (code, seen["replaces"], done["files"], done["faults"]) == (0, False, 2, 0)
    code, (document,), _err = say("documents", "list", "--archive", tmp_path / "new", "--json")
    assert (code, document["title"]) == (0, "达赉湖志")


def test_an_archive_is_replaced_only_after_a_preview_and_a_yes(
    say: Callable[..., Said], archive: Path, tmp_path: Path
) -> None:
    say("backup", tmp_path / "usb", "--archive", archive, "--json")
    with Workspace.open(archive) as ws:
        ws.archive.documents.add("新")
    code, (seen,), err = say("restore", tmp_path / "usb", archive, "--json")
    assert (code, len(err), "--yes" in err[0]) == (2, 1, True)
    assert seen["lost"]["documents"] == 1
    assert [item["title"] for item in seen["lost"]["items"]] == ["新"]
    assert say("restore", tmp_path / "usb", archive, "--preview", "--json")[1] == [seen]
    assert len(say("documents", "list", "--archive", archive, "--json")[1]) == 2
    code, (_seen, done), _err = say("restore", tmp_path / "usb", archive, "--yes", "--json")
    assert code == 0
    assert Path(done["aside"]).is_dir()
    assert len(say("documents", "list", "--archive", archive, "--json")[1]) == 1


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_would_change_is_told_in_words(
    capsys: pytest.CaptureFixture[str], archive: Path, tmp_path: Path, language: str
) -> None:
    from archivist.cli.app import run

    set_language(language)
    run(["backup", str(tmp_path / "usb"), "--archive", str(archive)])
    with Workspace.open(archive) as ws:
        ws.archive.documents.add("新")
    assert run(["backup", str(tmp_path / "usb"), "--list"]) == 0
    assert run(["restore", str(tmp_path / "usb"), str(archive)]) == 2
    out, _err = capsys.readouterr()
    assert "新" in out
    assert ("Would be lost:" in out) == (language == "en")


def test_faults_are_named_and_the_exit_code_says_so(say: Callable[..., Said], archive: Path, tmp_path: Path) -> None:
    with Workspace.open(archive) as ws:
        (page,) = ws.archive.documents.pages(1)
        ws.archive.files.path(page.digest).unlink()
    code, (made,), err = say("backup", tmp_path / "usb", "--archive", archive, "--json")
    assert (code, made["faults"]) == (1, 1)
    assert page.digest in err[0]


def test_a_rotten_backup_is_found_when_the_list_checks_all(
    say: Callable[..., Said], archive: Path, tmp_path: Path
) -> None:
    say("backup", tmp_path / "usb", "--archive", archive, "--json")
    (image,) = [file for file in (tmp_path / "usb").rglob("*") if file.is_file() and file.read_bytes() == b"image"]
    image.write_bytes(b"imagf")
    assert say("backup", tmp_path / "usb", "--list", "--json")[0] == 0
    code, (listed,), err = say("backup", tmp_path / "usb", "--list", "--check-all", "--json")
    assert (code, listed["good"], len(err)) == (1, False, 1)


def test_a_damaged_archive_names_its_backup_shows_what_can_be_read_and_comes_back(
    say: Callable[..., Said], archive: Path, tmp_path: Path
) -> None:
    say("backup", tmp_path / "usb", "--archive", archive, "--json")
    catalogue = archive / "catalogue.db"
    with catalogue.open("r+b") as file:
        file.truncate(catalogue.stat().st_size - 4096)
    code, (document,), err = say("documents", "list", "--archive", archive, "--json")
    assert (code, document["title"]) == (0, "达赉湖志")
    assert "newest good backup" in err[0]
    assert str(tmp_path / "usb") in err[0]
    catalogue.write_bytes(b"garbage" * 9999)
    code, lines, err = say("documents", "list", "--archive", archive, "--json")
    assert (code, lines, len(err)) == (2, [], 1)
    (newest,) = safety.known(archive)
    assert say("restore", tmp_path / "usb", archive, "--yes", "--json")[0] == 0
    assert len(say("documents", "list", "--archive", archive, "--json")[1]) == 1
    assert newest.moment


def test_the_archives_own_copy_of_the_catalogue_is_put_back_by_its_name(
    say: Callable[..., Said], archive: Path, tmp_path: Path
) -> None:
    *_, copy = copies.copy(archive)
    assert isinstance(copy, LocalCopy)
    (archive / "catalogue.db").write_bytes(b"garbage" * 9999)
    code, _lines, err = say("documents", "list", "--archive", archive, "--json")
    assert (code, str(copy.file) in err[0]) == (2, True)
    assert say("restore", copy.file, archive, "--json")[0] == 2
    assert say("restore", copy.file, archive, "--yes", "--json")[0] == 0
    assert len(say("documents", "list", "--archive", archive, "--json")[1]) == 1
    assert say("restore", copy.file, tmp_path / "new", "--json")[0] == 2


def test_a_share_is_refused_and_who_insists_gets_it(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "share_of", lambda folder: "nfs4")
    with pytest.raises(StorageError, match="ARCHIVIST_ALLOW_SHARE"):
        Workspace.open(archive)
    monkeypatch.setenv("ARCHIVIST_ALLOW_SHARE", "1")
    Workspace.open(archive).close()


def test_times_are_those_of_the_clock_on_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of a process can't be set here")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    assert safety.local_time("2026-11-25T20:22:04Z") == "2026-11-26 04:22"
    monkeypatch.undo()
    time.tzset()
