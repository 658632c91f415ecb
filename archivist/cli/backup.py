"""`archivist backup` and `archivist restore`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from archivist import safety
from archivist.cli.output import ARCHIVE, JSON, Out, finish, workspace
from archivist.errors import TOLD, ArchivistError
from archivist.i18n import _, ngettext, say
from storage.backup.values import (
    BackupDone,
    BackupSet,
    BadSet,
    Counts,
    Difference,
    Fault,
    LocalCopy,
    Preview,
    Restored,
    Step,
)

CHECK_ALL = typer.Option("--check-all", help="Read every file again, not only those that are copied now.")
Result = TypeVar("Result")


def register(app: typer.Typer) -> None:
    """Adds the commands to the root."""
    app.command()(backup)
    app.command()(restore)


def backup(
    destination: Annotated[Path, typer.Argument(metavar="DEST", help="A folder, or a disk that is plugged in.")],
    list_: Annotated[bool, typer.Option("--list", help="Only say which backups are there.")] = False,
    check_all: Annotated[bool, CHECK_ALL] = False,
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Backs the archive up, checks the copy and thins older ones; work may go on meanwhile."""
    out = Out(json)
    if list_:
        finish(_list(out, destination, check_all=check_all))
    with workspace(archive) as ws:
        done = _driven(out, safety.back_up(ws, destination, check_all=check_all), BackupDone)
    values = {**_values(done.set), "copied": done.copied, "bytes": done.bytes, "thinned": done.thinned}
    text = _("Backed up: {documents} documents, {pages} pages, {records} records; {copied} of {files} files were new")
    out.item({**values, "faults": len(done.faults)}, text.format(**values))
    _tell(out, done.faults)
    finish(bool(done.faults))


def restore(
    source: Annotated[Path, typer.Argument(metavar="SRC", help="The folder or disk of the backup, or one backup.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or the archive that was backed up.")],
    name: Annotated[str, typer.Option("--backup", help="Its name or day; without it the newest.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would change.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Replace the archive that is there.")] = False,
    check_all: Annotated[bool, CHECK_ALL] = False,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Puts a backup back, into a new folder or over its archive; says first what that changes."""
    out = Out(json)
    chosen = safety.choose(source, name)
    seen = safety.see(chosen, folder)
    _show(out, seen)
    if preview:
        return
    if seen.replaces and not yes:
        raise ArchivistError("Nothing was changed. Add --yes to replace the archive {folder}.", folder=folder)
    done = _driven(out, safety.restore(chosen, folder, check_all=check_all), Restored)
    values: dict[str, object] = {
        "restored": str(done.folder), "files": done.files, "aside": str(done.aside) if done.aside else None,
        "faults": len(done.faults),
    }  # fmt: skip
    out.item(values, _("Restored in {folder}: {files} files were copied").format(folder=done.folder, files=done.files))
    if done.aside:
        out.note(_("What was replaced lies in {folder}").format(folder=done.aside))
    _tell(out, done.faults)
    finish(bool(done.faults))


def _driven(out: Out, work: Iterable[object], wanted: type[Result]) -> Result:
    """Does long work, says how far it is, and gives its result."""
    stages = {
        "catalogue": _("Database"), "files": _("Files"), "checking": _("Checking"), "clearing": _("Clearing up"),
    }  # fmt: skip
    result: Result | None = None
    for item in work:
        if isinstance(item, Step):
            out.progress(f"{stages[item.stage]} {item.done:,} / {item.of:,}")
        elif isinstance(item, wanted):
            result = item
    out.progress_done()
    if result is None:
        raise RuntimeError("the work ended without a result")
    return result


def _list(out: Out, place: Path, *, check_all: bool) -> bool:
    """Says what is there; whether something there is at fault."""
    at_fault = False
    for found in safety.listing(place):
        problems = [say(found.problem)] if isinstance(found, BadSet) else _problems(out, found) if check_all else []
        at_fault = at_fault or bool(problems)
        if isinstance(found, BadSet):
            out.item({"backup": found.name, "folder": str(found.folder), "good": False}, None)
        else:
            text = _("{backup}  {time}  {name}  {documents} documents, {pages} pages, {records} records, {mb:.1f} MB")
            values = {**_values(found), "good": not problems}
            shown = {"time": safety.local_time(found.moment), "name": found.archive_name, "mb": found.size / 1e6}
            out.item(values, text.format(**values, **shown))
        for problem in problems:
            out.note(problem)
    return at_fault


def _problems(out: Out, found: BackupSet) -> list[str]:
    try:
        faults = [item for item in safety.check(found) if isinstance(item, Fault)]
    except TOLD as error:
        return [say(error)]
    finally:
        out.progress_done()
    return [say(fault.problem) for fault in faults]


def _values(found: BackupSet) -> dict[str, object]:
    return {
        "backup": found.name, "folder": str(found.folder), "moment": found.moment, "archive": found.archive,
        "records": found.counts.records, "documents": found.counts.documents, "pages": found.counts.pages,
        "files": found.files, "size": found.size,
    }  # fmt: skip


def _show(out: Out, seen: Preview) -> None:
    source = seen.source
    values: dict[str, object] = {
        "preview": source.file.name if isinstance(source, LocalCopy) else source.name, "moment": source.moment,
        "replaces": seen.replaces, "then": asdict(seen.then), "now": asdict(seen.now) if seen.now else None,
        "lost": asdict(seen.lost) if seen.lost else None, "back": asdict(seen.back) if seen.back else None,
    }  # fmt: skip
    out.item(values, "\n".join(_lines(seen)))
    if seen.unreadable:
        out.note(say(seen.unreadable))


def _lines(seen: Preview) -> list[str]:
    lines = [
        _("Backup of {time}: {counts}").format(time=safety.local_time(seen.source.moment), counts=_counts(seen.then))
    ]
    if seen.now:
        lines.append(_("The archive now: {counts}").format(counts=_counts(seen.now)))
    for difference, heading in ((seen.lost, _("Would be lost:")), (seen.back, _("Would come back:"))):
        if difference and not difference.empty:
            lines += [heading, *_difference(difference)]
        elif difference:
            lines.append(f"{heading} {_('nothing')}")
    if seen.unreadable:
        lines.append(_("The archive that would be replaced can't be read, so nobody can say what it has beyond this."))
    return lines


def _counts(counts: Counts) -> str:
    text = _("{documents} documents, {pages} pages, {texts} versions of texts, {records} records")
    return text.format(**asdict(counts))


def _difference(difference: Difference) -> list[str]:
    text = _("{records} records and {documents} documents changed, {pages} pages, {texts} versions of texts")
    lines = ["  " + text.format(**asdict(difference))]
    if difference.accessions:
        text = ngettext("{n} accession changed", "{n} accessions changed", difference.accessions)
        lines.append("  " + text.format(n=difference.accessions))
    kinds = {"record": _("record {id}"), "document": _("document {id}"), "accession": _("accession")}
    lines += [f"    {kinds[item.kind].format(id=item.id)}  {item.title}" for item in difference.items]
    if len(difference.items) < difference.things:
        lines.append("    …")
    return lines


def _tell(out: Out, faults: Iterable[Fault]) -> None:
    for fault in faults:
        out.note(say(fault.problem))
