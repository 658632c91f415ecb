"""`archivist marc …`: files of records, without an archive."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from archivist.cli import marc_convert, marc_edit
from archivist.cli.output import JSON, Out, finish
from archivist.i18n import _, say
from marc import files, lines, profiles
from marc.checks import check as check_record
from marc.record import ControlField, Damaged, Field, Problem, Record

app = typer.Typer(help="Files of MARC records, without an archive.", no_args_is_help=True, rich_markup_mode=None)

File = Annotated[Path, typer.Argument(help="A file of records.")]
Encoding = Annotated[str, typer.Option("--encoding", help="utf-8, gb18030, gbk, marc-8 …; auto decides by the bytes.")]
Format = Annotated[str, typer.Option("--format", help="cnmarc, marc21, unimarc; auto decides by the records.")]
Json = Annotated[bool, JSON]


@app.command()
def inspect(file: File, json: Json = False) -> None:
    """What a file is: container, format, encoding, number of records."""
    found = files.inspect(file)
    values: dict[str, object] = {
        "file": str(file), "container": found.container, "format": found.format,
        "encoding": found.encoding, "records": found.records, "damaged": found.damaged,
    }  # fmt: skip
    line = _("{file}: {container}, {format}, {encoding}, {records} records, {damaged} damaged")
    Out(json).item(values, line.format(**values))
    finish(found.damaged > 0)


@app.command()
def show(file: File, encoding: Encoding = "auto", format: Format = "auto", json: Json = False) -> None:
    """The records of a file, field by field."""
    out = Out(json)
    faults = False
    for number, item in enumerate(files.open_batch(file, encoding, format), 1):
        faults = faults or isinstance(item, Damaged) or bool(item.problems)
        if isinstance(item, Damaged):
            out.item(_damaged_values(item), _damaged_text(item))
        else:
            out.item(_record_values(number, item), _record_text(number, item))
    finish(faults)


def _problem_values(problems: tuple[Problem, ...]) -> list[dict[str, str]]:
    return [{"code": problem.code, "message": say(problem)} for problem in problems]


def _field_values(field: Field) -> dict[str, object]:
    if isinstance(field, ControlField):
        return {"tag": field.tag, "value": field.value}
    return {
        "tag": field.tag,
        "indicators": field.indicators,
        "subfields": [[subfield.code, subfield.value] for subfield in field.subfields],
    }


def _record_values(number: int, record: Record) -> dict[str, object]:
    return {
        "number": number,
        "leader": record.leader,
        "fields": [_field_values(field) for field in record.fields],
        "problems": _problem_values(record.problems),
    }


def _damaged_values(item: Damaged) -> dict[str, object]:
    return {
        "number": item.number,
        "damaged": True,
        "bytes": len(item.raw),
        "offset": item.offset,
        "problems": _problem_values(item.problems),
    }


def _record_text(number: int, record: Record) -> str:
    body = [f"LDR {record.leader}", *(lines.to_line(field) for field in record.fields)]
    said = [f"! {say(problem)}" for problem in record.problems]
    return "\n".join([f"— {number} —", *body, *said, ""])


def _damaged_text(item: Damaged) -> str:
    said = "; ".join(say(problem) for problem in item.problems)
    text = _("damaged, {count} bytes at byte {offset}: {reason}")
    return f"— {item.number} — " + text.format(count=len(item.raw), offset=item.offset, reason=said) + "\n"


@app.command()
def check(
    file: File,
    profile: Annotated[
        str, typer.Option("--profile", help="nlc, calis, interlib, marc21, unimarc, or a .toml of your own")
    ] = "nlc",
    encoding: Encoding = "auto",
    json: Json = False,
) -> None:
    """Validates records against a profile."""
    out = Out(json)
    rules = profiles.named(profile)
    severities: Counter[str] = Counter()
    for number, item in enumerate(files.open_batch(file, encoding), 1):
        for values in _findings(number, item, rules):
            severities[str(values["severity"])] += 1
            place = "".join(str(values[key]) for key in ("tag", "subfield") if values[key])
            out.item(values, f"{number} {place} {values['severity']} {values['code']}: {values['message']}")
    out.note(
        _("{errors} errors, {warnings} warnings").format(errors=severities["error"], warnings=severities["warning"])
    )
    finish(severities["error"] > 0)


def _findings(number: int, item: Record | Damaged, rules: profiles.Profile) -> list[dict[str, object]]:
    place: dict[str, object] = {"record": number, "tag": "", "occurrence": 0, "subfield": "", "position": None}
    read = [
        {**place, "code": p.code, "severity": "error" if isinstance(item, Damaged) else "warning", "message": say(p)}
        for p in item.problems
    ]
    if isinstance(item, Damaged):
        return read
    return read + [
        {
            "record": number, "tag": f.tag, "occurrence": f.occurrence, "subfield": f.subfield, "position": f.position,
            "code": f.code, "severity": f.severity, "message": say(f),
        }
        for f in check_record(item, rules)
    ]  # fmt: skip


marc_convert.register(app)
marc_edit.register(app)
