"""What tests do in a process of its own: write at once, be killed, run out of room, have no rights."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.backup.taking import back_up
from storage.errors import StorageError
from storage.values import NewPage
from tests.storage.conftest import FOLDING, book

_SPAWN = multiprocessing.get_context("spawn")
SMALL = 3 * 2**20


def start(work: Callable[..., None], *values: object) -> BaseProcess:
    """Runs a function of this module in a fresh process."""
    process = _SPAWN.Process(target=work, args=values)
    process.start()
    return process


def start_reporting(work: Callable[..., None], *values: object) -> tuple[BaseProcess, Connection]:
    """As `start`; the function gets a connection as its last value, and what it sends arrives at ours."""
    ours, theirs = _SPAWN.Pipe(duplex=False)
    process = start(work, *values, theirs)
    theirs.close()
    return process, ours


def add_records(folder: Path, name: str, count: int) -> None:
    """Adds records one by one."""
    with Archive.open(folder, FOLDING) as archive:
        for number in range(count):
            archive.records.add(book(f"{name}{number}"))


def add_until_killed(folder: Path, report: Connection) -> None:
    """Adds records, files and texts, and reports each once it is promised to be safe."""
    with Archive.open(folder, FOLDING) as archive:
        number = 0
        while True:
            number += 1
            digest = archive.files.put_bytes(b"page %d " % number * 20_000)
            record = archive.records.add(book(f"題名{number}"))
            image = NewPage(digest, "p.png", "image/png", 1, 1)
            document = archive.documents.add(f"文書{number}", record=record.id, pages=[image])
            (page,) = archive.documents.pages(document.id)
            archive.documents.save_text(page.id, 0, "{}", f"達賚湖{number}號", "machine", 0.9)
            report.send((record.id, page.id, digest, number))


def seal_until_killed(folder: Path, report: Connection) -> None:
    """Makes documents and seals each of their versions; reports every file that is written."""
    with Archive.open(folder, FOLDING) as archive:
        number = 0
        while True:
            number += 1
            image = NewPage(archive.files.put_bytes(b"%d" % number), "p.png", "image/png", 1, 1)
            document = archive.documents.add(f"文書{number}", pages=[image])
            (page,) = archive.documents.pages(document.id)
            for version in range(3):
                archive.documents.save_text(page.id, version, "{}", f"水{version}", "person", 1.0)
                for name in archive.keeping.seal(archive.keeping.draft(document.id)):
                    report.send(name)


def fill_the_disk(folder: Path, report: Connection) -> None:
    """Writes until no file may grow any more; reports how many records were safe, and the message."""
    import resource

    if sys.platform == "win32":
        return
    with Archive.open(folder, FOLDING) as archive:
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))
        safe = 0
        try:
            while True:
                archive.records.add(book(f"題名{safe}", raw=os.urandom(50_000)))
                safe += 1
        except StorageError as error:
            report.send((safe, str(error)))
        try:
            archive.files.put_bytes(b"x" * (SMALL + 1))
        except StorageError as error:
            report.send(str(error))


def back_up_on_a_full_disk(folder: Path, place: Path, report: Connection) -> None:
    """Backs up where no file may be larger than `SMALL`; reports the message."""
    import resource

    if sys.platform == "win32":
        return
    with Archive.open(folder, FOLDING) as archive:
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))
        try:
            for _ in back_up(archive, place):
                pass
        except StorageError as error:
            report.send(str(error))


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A disk of its own that is soon full; the test is skipped where none may be mounted."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no disk may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def look_without_rights(folder: Path, report: Connection) -> None:
    """Opens an archive as a user who may not write there; reports what that user sees."""
    if sys.platform != "win32" and os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    with Archive.open(folder, FOLDING) as archive:
        try:
            archive.records.add(book("x"))
            refusal = "none"
        except StorageError as error:
            refusal = str(error)
        titles = [row.points.title for row in archive.records.rows()]
        report.send((archive.read_only, titles, archive.search.find("达赉").total, refusal))
