"""`archivist marc edit`: a task list applied to a file of records."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from archivist.cli.output import JSON, Out, finish
from archivist.documents import refuse_existing
from archivist.errors import ArchivistError
from archivist.i18n import _, say
from marc import files, tasks, write
from marc.containers import ISO2709
from marc.errors import MarcError
from marc.record import Damaged, Record


def register(app: typer.Typer) -> None:
    """Adds the command `edit`."""
    app.command()(edit)


def edit(
    source: Annotated[Path, typer.Argument(metavar="IN")],
    target: Annotated[Path | None, typer.Argument(metavar="OUT", show_default=False)] = None,
    task: Annotated[str, typer.Option("--task", help="A task list (TOML), or the name of one of ours.")] = "",
    encoding: Annotated[
        str, typer.Option("--encoding", help="utf-8, gb18030, gbk; keep leaves each record in its own.")
    ] = write.KEEP,
    profile: Annotated[str, typer.Option("--profile", help="For conditions of the task list on the profile.")] = "nlc",
    preview: Annotated[bool, typer.Option("--preview", help="Shows what would change and writes nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Changes records by a task list; OUT is in the container of IN."""
    if not task or (target is None and not preview):
        raise typer.BadParameter(_("edit needs IN, OUT and --task; with --preview OUT may be left out."))
    run = _Run(_task_list(task, profile), Out(json), preview)
    batch = files.open_batch(source)
    if preview or target is None:
        for _item in run.through(batch):
            run.tell()
    else:
        refuse_existing(target, force)
        _write(run, batch, target, encoding, force)
    run.sum_up()
    finish(run.faults > 0)


def _task_list(task: str, profile: str) -> tasks.TaskList:
    path = Path(task)
    return tasks.load_own(task, profile) if task in tasks.OWN and not path.exists() else tasks.load(path, profile)


def _write(run: _Run, batch: files.Batch, target: Path, encoding: str, force: bool) -> None:
    info = batch.info
    if encoding == write.KEEP and info.container != ISO2709:
        encoding = info.encoding
    run.keeps = encoding == write.KEEP
    records = run.through(batch)
    outcomes = write.write_batch(records, target, info.container, encoding, force=force, stop_on_refusal=True)
    refused = False
    for outcome in outcomes:
        problem = outcome.problem if isinstance(outcome, write.Refused) else None
        refused = refused or problem is not None
        run.tell(say(problem) if problem else "")
    if refused:
        run.out.note(_("Nothing was written; mend these records, or take another encoding."))


@dataclass
class _Run:
    """One run of a task list through a file; `waiting` is what is to be said of records not yet written."""

    task_list: tasks.TaskList
    out: Out
    preview: bool
    keeps: bool = False
    records: int = 0
    changed: int = 0
    faults: int = 0
    waiting: deque[tuple[dict[str, object], list[str], str]] = field(default_factory=deque)

    def through(self, batch: files.Batch) -> Iterator[Record | Damaged]:
        """The records as they are to be written."""
        for item in batch:
            self.records += 1
            if isinstance(item, Damaged):
                values: dict[str, object] = {"record": self.records, "changed": False, "damaged": True}
                self.waiting.append((values, [say(problem) for problem in item.problems], ""))
                yield item
            else:
                yield self._edited(item)

    def _edited(self, record: Record) -> Record:
        try:
            change = self.task_list.apply(record)
        except MarcError as error:
            raise ArchivistError("Record {number}: {reason}", number=self.records, reason=say(error)) from error
        problems = [say(problem) for problem in change.problems]
        try:
            done = tasks.keep_bytes(change) if self.keeps else change.record
        except MarcError as error:
            problems.append(_("It stays as it was: {reason}").format(reason=say(error)))
            done = change.before
        changed = done is not change.before
        values: dict[str, object] = {"record": self.records, "changed": changed}
        text = self._compare(change, values) if self.preview and changed else ""
        self.waiting.append((values, problems, text))
        return done

    def _compare(self, change: tasks.Change, values: dict[str, object]) -> str:
        found = list(tasks.differences(change.edits))
        values["differences"] = [{"old": one.old, "new": one.new} for one in found]
        lines = [f"{sign} {line}" for one in found for sign, line in (("-", one.old), ("+", one.new)) if line]
        return "\n".join([f"— {self.records} —", *lines, ""])

    def tell(self, refusal: str = "") -> None:
        """Says what became of the next record."""
        values, problems, text = self.waiting.popleft()
        problems += [refusal] if refusal else []
        if problems:
            self.faults += 1
            values["problems"] = problems
            line = _("Record {number}: {reason}")
            self.out.note(line.format(number=values["record"], reason="; ".join(problems)))
        self.changed += bool(values["changed"])
        self.out.item(values, text or None)

    def sum_up(self) -> None:
        """The totals, for a person."""
        text = _("{records} records, {changed} changed, {faults} with problems")
        self.out.note(text.format(records=self.records, changed=self.changed, faults=self.faults))
