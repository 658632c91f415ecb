"""`archivist documents describe|repair|relate|catalogue|link|unlink|access`: what a document is, and who may see it."""

from __future__ import annotations

import json as jsons
from dataclasses import replace
from datetime import date as calendar
from pathlib import Path
from typing import Annotated

import typer

from archivist import access, documents
from archivist.cli.dates import likely_years
from archivist.cli.output import ARCHIVE, AS, JSON, Out, workspace
from archivist.dates import doubt_of, understand
from archivist.describing import Condition, Description, Person, PlaceRef, Repair, Title, work
from archivist.describing.known import described
from archivist.describing.lists import kind_named, role
from archivist.describing.subjects import subjects
from archivist.errors import ArchivistError
from archivist.i18n import _
from archivist.places import Gazetteer, gazetteer, named_places
from storage.values import Document

ID = typer.Argument(metavar="ID")


def register(app: typer.Typer) -> None:
    """Adds the commands to `archivist documents`."""
    for command in (describe, repair, relate, catalogue, link, unlink):
        app.command()(command)
    app.command("access")(access_)
    app.command()(compare)


def describe(
    document: Annotated[int, ID],
    title: Annotated[list[str] | None, typer.Option(help="“text|language|role”; the proper one first.")] = None,
    kind: Annotated[str, typer.Option(help="年鉴, 回忆录, 照片 …")] = "",
    date: Annotated[list[str] | None, typer.Option(help="As it is written: 民国29年, 1940.5.3 …")] = None,
    likely: Annotated[str, typer.Option(help="The years it may be of, as 1900-1949, for names of years.")] = "",
    place: Annotated[list[str] | None, typer.Option(help="What it is about; “name|made”: where made.")] = None,
    person: Annotated[list[str] | None, typer.Option(help="“name|role”, the role as author, photographer …")] = None,
    subject: Annotated[list[str] | None, typer.Option(help="A subject; those in subjects.txt are controlled.")] = None,
    note: Annotated[list[str] | None, typer.Option(help="A note.")] = None,
    condition: Annotated[str, typer.Option(help="“grade|note”: damage from 1 (the worst) to 5, 6 is sound.")] = "",
    extent: Annotated[str, typer.Option(help="As 112页 ; 26cm")] = "",
    file: Annotated[Path | None, typer.Option("--from", help="A description as JSON, as printed.")] = None,
    record: Annotated[bool, typer.Option("--from-record", help="Fill in what its record says.")] = False,
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Shows what is known of a document, and changes what is named."""
    out = Out(json)
    with workspace(archive) as ws:
        if record:
            work.describe_from_record(ws, document)
        head = documents.get(ws, document)
        known = work.description_of(ws, document)
        wanted = _from_file(file) if file else known
        wanted = _changed(wanted, title, kind, place, person, note, gazetteer(ws))
        if date:
            wanted = replace(wanted, dates=tuple(understand(text, likely_years(likely)) for text in date))
        told = subjects(ws, subject) if subject else wanted.subjects
        wanted = replace(wanted, extent=extent or wanted.extent, subjects=told)
        if condition:
            wanted = replace(wanted, condition=_condition(condition, ws.archive.agent))
        if wanted != known:
            head = work.describe(ws, head, wanted)
    _tell(out, head, wanted)


def repair(
    document: Annotated[int, ID],
    what: Annotated[str, typer.Option(help="What was done.")],
    day: Annotated[str, typer.Option(help="The day, as 2026-03-01; today without it.")] = "",
    who: Annotated[str, typer.Option(help="Who did it; you without it.")] = "",
    materials: Annotated[str, typer.Option(help="With what.")] = "",
    pages: Annotated[str, typer.Option(help="On which pages, as 1-3.")] = "",
    before: Annotated[list[Path] | None, typer.Option(help="A picture of how it was.")] = None,
    after: Annotated[list[Path] | None, typer.Option(help="A picture of how it is now.")] = None,
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Adds an entry to the repair log of a document."""
    with workspace(archive) as ws:
        entry = Repair(day or calendar.today().isoformat(), who or ws.agent, what, materials, pages)
        entry = work.keep_pictures(ws, entry, before or (), after or ())
        head = work.log_repair(ws, documents.get(ws, document), entry)
        _tell(Out(json), head, described(head))


def relate(
    document: Annotated[int, ID],
    kind: Annotated[str, typer.Argument(help="part-of, version-of, continues, depicts, related …")],
    other: Annotated[int, typer.Argument(metavar="OTHER")],
    note: Annotated[str, typer.Option(help="A note.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the relation back.")] = False,
    archive: Annotated[Path | None, ARCHIVE] = None,
) -> None:
    """Says how two documents hang together; each knows it of the other."""
    with workspace(archive) as ws:
        if remove:
            work.unrelate(ws, document, kind, other)
        else:
            work.relate(ws, document, kind, other, note)


def catalogue(
    document: Annotated[int, ID],
    profile: Annotated[str, typer.Option(help="The rules; those of the settings without it.")] = "",
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Makes the record that describes a document, and links both."""
    with workspace(archive) as ws:
        opened = work.catalogue(ws, document, profile)
        values: dict[str, object] = {"document": document, "record": opened.id, "title": opened.points.title}
        Out(json).item(values, _("Document {document} is described by record {record}").format(**values))


def link(
    document: Annotated[int, ID],
    record: Annotated[int, typer.Argument(metavar="RECORD")],
    archive: Annotated[Path | None, ARCHIVE] = None,
) -> None:
    """Says that a record describes a document; its field 856 then leads there."""
    with workspace(archive) as ws:
        work.link(ws, document, record)


def unlink(document: Annotated[int, ID], archive: Annotated[Path | None, ARCHIVE] = None) -> None:
    """Parts a document from its record."""
    with workspace(archive) as ws:
        work.unlink(ws, document)


def compare(
    then: Annotated[str, typer.Argument(metavar="THEN", help="The older photograph: a document's number, or 17:3.")],
    now: Annotated[str, typer.Argument(metavar="NOW", help="The newer photograph.")],
    out_file: Annotated[
        Path | None, typer.Argument(metavar="[OUT]", help="A sheet (.pdf) or a picture (.png).")
    ] = None,
    point: Annotated[list[str] | None, typer.Option(help="“x,y,x,y” in pixels, then and now; three or more.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the points with the newer document.")] = False,
    paper: Annotated[str, typer.Option(help="a4, a3")] = "a4",
    language: Annotated[str, typer.Option(help="zh, en, both")] = "zh",
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    level: Annotated[str, AS] = "",
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Lays two photographs of one place over each other; writes a sheet to print."""
    from archivist import comparing

    if out_file:
        documents.refuse_existing(out_file, force)
    with workspace(archive, level) as ws:
        pages = comparing.page_named(ws, then), comparing.page_named(ws, now)
        compared = comparing.compare(ws, comparing.comparison_of(ws, *pages, tuple(map(_point, point or ()))))
        if keep:
            comparing.keep(ws, compared.comparison)
        if out_file and out_file.suffix.lower() == ".pdf":
            comparing.print_sheet(ws, compared, out_file, paper=paper, language=language)
        elif out_file:
            comparing.write_picture(compared, out_file)
    told = compared.alignment
    values: dict[str, object] = {
        "then": pages[0].id, "now": pages[1].id, "map": told.kind, "error": round(told.error, 2),
        "matrix": list(told.matrix),
    }  # fmt: skip
    Out(json).item(values, _("{map}, {error} pixels off on average").format(**values))


def _point(text: str) -> tuple[float, ...]:
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    if len(found) != 4:
        raise typer.BadParameter("--point: x,y,x,y")
    return found


def access_(
    document: Annotated[int, ID],
    level: Annotated[str, typer.Argument(help="public, reading-room, staff, sealed")],
    until: Annotated[str, typer.Option(help="The day from which on everybody may see it.")] = "",
    reason: Annotated[str, typer.Option(help="Why; kept in the log.")] = "",
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Says who may see a document, and until when."""
    with workspace(archive) as ws:
        head = documents.restrict(ws, documents.get(ws, document), access.access_of(level, until), reason)
        values: dict[str, object] = {"id": head.id, "access": head.access.level, "until": head.access.until}
        Out(json).item(values, f"{head.title}  {access.label(head.access)} {head.access.until}".rstrip())


def _changed(
    known: Description, titles: list[str] | None, kind: str, places: list[str] | None,
    people: list[str] | None, notes: list[str] | None, places_known: Gazetteer,
) -> Description:  # fmt: skip
    """The description with what was named on the command line in place of what it had."""
    found = kind_named(kind)
    named = [_parts(text) for text in places or ()]
    ids = named_places([name for name, _role in named], places_known)
    return replace(
        known,
        kind=(found.code if found else kind) or known.kind,
        titles=tuple(_title(text, n) for n, text in enumerate(titles)) if titles else known.titles,
        places=tuple(PlaceRef(n, ids.get(n, ""), r or "about") for n, r in named) if places else known.places,
        people=tuple(_person(text) for text in people) if people else known.people,
        notes=tuple(notes) if notes else known.notes,
    )


def _parts(text: str) -> tuple[str, str]:
    name, _sign, more = text.partition("|")
    return name.strip(), more.strip()


def _title(text: str, place: int) -> Title:
    words, language, kind = (part.strip() for part in [*text.split("|"), "", ""][:3])
    return Title(words, language, role=kind or ("proper" if place == 0 else "variant"))


def _person(text: str) -> Person:
    name, code = _parts(text)
    return Person(name, role(code or "author").code)


def _condition(text: str, who: str) -> Condition:
    grade, note = _parts(text)
    if not (grade.isdecimal() and 0 <= int(grade) <= 6):
        raise typer.BadParameter("--condition: 0 … 6")
    return Condition(int(grade), note, calendar.today().isoformat(), who)


def _from_file(path: Path) -> Description:
    text = _bytes(path).decode("utf-8-sig", "replace")
    try:
        values = jsons.loads(text)
    except ValueError:
        return Description.from_json(text)
    described = values.get("description", values) if isinstance(values, dict) else values
    return Description.from_json(jsons.dumps(described))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArchivistError("{file}: {reason}.", file=path, reason=error.strerror or error) from error


def _tell(out: Out, head: Document, known: Description) -> None:
    values: dict[str, object] = {
        "id": head.id, "title": known.title, "kind": known.kind_label, "record": head.record,
        "accession": head.accession, "access": head.access.level, "until": head.access.until,
        "description": jsons.loads(known.to_json()),
    }  # fmt: skip
    out.item(values, "  ".join(filter(None, (str(head.id), known.title, known.kind_label, known.years))))
    for statement in known.dates:
        if statement.doubt:
            out.note(f"{statement.original}: {doubt_of(statement)}")
