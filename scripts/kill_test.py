"""Kills the program at random moments, again and again, and looks each time whether it kept what it had promised.

`python -m scripts.kill_test 1000 --seed 7`

A child process adds documents, reads, corrects, imports records, backs up … and tells each thing it did through a pipe
once the call has returned; from then on it is promised. SIGKILL ends it at a random moment, sometimes while two of them
work in one archive, sometimes while an archive is being restored. Then the archive is opened and must hold: every
promise; no page without its image, no image cut short; a database without faults in which the log of events agrees with
what happened; an index that finds what the texts say and nothing else; backups that are whole.

Starting Python and importing everything takes a second, dying a few milliseconds. So the parent does each deed once,
closes everything, and forks a child for each kill: a child has its archive open a few hundredths of a second later.

What is done is the table `DEEDS` (in `scripts.kill_deeds`); another deed is one more line there.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archivist import keeping, safety
from archivist.workspace import Workspace
from scripts.kill_checks import check
from scripts.kill_deeds import DEEDS, Promise, Scene
from storage.errors import StorageError

ROUNDS_AN_ARCHIVE = 25
LONGEST = 0.25
"""Seconds that a child may live once it has begun; most of it is work. A busy machine needs more (`--longest`)."""
RESTORING = 0.08
TOGETHER = 0.15
"""How often a child restores instead of working, and how often two work together."""


@dataclass
class Report:
    """What was seen."""

    kills: int = 0
    promises: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def run(kills: int, seed: int, folder: Path, tell: Callable[[str], None], longest: float = LONGEST) -> Report:
    """Kills that often, working in `folder`."""
    report = Report()
    chance = random.Random(seed)
    number = 0
    _warm(folder / "warm")
    while report.kills < kills:
        number += 1
        here = folder / str(number)
        here.mkdir(parents=True)
        Workspace.create(here / "archive", "kill test").close()
        promises: list[Promise] = []
        for turn in range(ROUNDS_AN_ARCHIVE):
            if report.kills >= kills:
                break
            for found in _turn(here, chance, promises, report, longest):
                report.faults.append(f"seed {seed}, archive {number}, turn {turn}: {found}")
                tell(report.faults[-1])
        tell(f"{report.kills} kills, {sum(report.promises.values())} promises, {len(report.faults)} faults")
        if not report.faults:
            shutil.rmtree(here)
    return report


def _warm(here: Path) -> None:
    """Does everything once, so that no child need load anything; nothing stays open, for that would not survive."""
    here.mkdir(parents=True)
    with Workspace.create(here / "archive", "warm") as ws:
        scene = Scene(ws, here, random.Random(0), "warm")
        for deed in DEEDS.values():
            deed.do(scene)
    shutil.rmtree(here)


def _turn(here: Path, chance: random.Random, promises: list[Promise], report: Report, longest: float) -> Iterator[str]:
    """One or two children live and die; then the archive is looked at."""
    backed_up = any(here.glob("usb/archivist-backups/*/sets/*/manifest.json"))
    if backed_up and chance.random() < RESTORING:
        yield from _end([_fork(_restore_until_killed, here, chance.random())], chance, promises, report, longest)
        yield from _look_at_restored(here)
        return
    count = 2 if chance.random() < TOGETHER else 1
    children = [_fork(_work_until_killed, here, chance.random()) for _ in range(count)]
    yield from _end(children, chance, promises, report, longest)
    yield from check(here, promises, chance)


def _fork(work: Callable[[Path, float, int], None], here: Path, seed: float) -> tuple[int, int]:
    """A child that works until it is killed; returns its process id and our end of the pipe."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child:
        os.close(theirs)
        return child, ours
    code = 3
    try:
        os.close(ours)
        work(here, seed, theirs)
    except BaseException:  # noqa: BLE001  a child must not go on as a second parent
        traceback.print_exc()
    finally:
        os._exit(code)


def _work_until_killed(here: Path, seed: float, pipe: int) -> None:
    chance = random.Random(seed)
    with Workspace.open(here / "archive") as ws:
        scene = Scene(ws, here, chance, f"{os.getpid()}-{seed}")
        names = list(DEEDS)
        weights = [deed.weight for deed in DEEDS.values()]
        while True:
            (name,) = chance.choices(names, weights)
            done = DEEDS[name].do(scene)
            if done is not None:
                os.write(pipe, (json.dumps({"deed": name, **done}) + "\n").encode())


def _restore_until_killed(here: Path, seed: float, _pipe: int) -> None:
    """Into a new folder and over an archive in turn."""
    chance = random.Random(seed)
    while True:
        backups = safety.listing(here / "usb")
        backup = safety.choose(here / "usb", chance.choice(backups).name)
        for _ in safety.restore(backup, here / "restored"):
            pass
        if chance.random() < 0.5:
            shutil.rmtree(here / "restored")


def _end(
    children: list[tuple[int, int]], chance: random.Random, promises: list[Promise], report: Report, longest: float
) -> Iterator[str]:
    for child, pipe in children:
        time.sleep(chance.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            report.kills += 1
        else:
            yield f"a child ended by itself, {status}"
        with os.fdopen(pipe, encoding="utf-8") as said:
            for line in said.read().splitlines():
                promises.append(json.loads(line))
                report.promises[promises[-1]["deed"]] += 1


def _look_at_restored(here: Path) -> Iterator[str]:
    """There is the archive of a backup, whole, or none; one that is being removed by us is no matter."""
    folder = here / "restored"
    if not (folder / "archive.toml").exists() or not (folder / "catalogue.db").exists():
        shutil.rmtree(folder, ignore_errors=True)
        return
    try:
        with Workspace.open(folder) as ws:
            for document in ws.archive.documents.list():
                for page in ws.archive.documents.pages(document.id):
                    ws.archive.files.verify(page.digest)
            yield from (f"restored: {c.file}: {c.fault}" for c in keeping.verify(ws, "sealed") if c.fault)
    except StorageError as error:
        yield f"restored: {error}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Kills the program at random moments and looks what it kept.")
    parser.add_argument("kills", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to work; faulty archives stay there")
    parser.add_argument("--longest", type=float, default=LONGEST, help="seconds that a child may live")
    arguments = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        report = run(arguments.kills, arguments.seed, arguments.folder or Path(temporary), print, arguments.longest)
    print(f"{report.kills} kills in {time.monotonic() - begun:.0f} s; promises: {dict(report.promises)}")
    print(f"{len(report.faults)} faults")
    sys.exit(bool(report.faults))


if __name__ == "__main__":
    main()
