"""`archivist marc convert`: a file of records, or an order list, into another container, encoding, form or format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from archivist.cli.output import JSON, Out, finish
from archivist.documents import refuse_existing
from archivist.i18n import _, say
from archivist.sources import Source, open_source
from marc import crosswalk, order_writing, orders, profiles, write
from marc.containers import CONTAINERS
from marc.delivery import delivered
from marc.errors import MarcError
from marc.profiles import Profile
from marc.record import Damaged, Problem, Record
from marc.tables import CSV, XLSX

TARGETS = (*CONTAINERS, CSV, XLSX)


def register(app: typer.Typer) -> None:
    """Adds the command `convert`."""
    app.command()(convert)


def convert(
    source: Annotated[Path, typer.Argument(metavar="IN")],
    target: Annotated[Path, typer.Argument(metavar="OUT")],
    to: Annotated[str, typer.Option("--to", help="iso2709, marcxml, json, mrk, worksheet; csv, xlsx: an order list")],
    encoding: Annotated[
        str,
        typer.Option("--encoding", help="utf-8, gb18030, gbk, marc-8; else ISO 2709 keeps its own, others are UTF-8."),
    ] = "",
    profile: Annotated[
        str, typer.Option("--profile", help="Deliver in the form of this profile, or of one's own (a .toml).")
    ] = "",
    to_format: Annotated[str, typer.Option("--crosswalk", help="cnmarc or marc21: convert the records to it.")] = "",
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", help="Which column of an order list is what (TOML); else the usual ones."),
    ] = None,
    substitute: Annotated[str | None, typer.Option(help="Written for a character the encoding lacks.")] = None,
    split_long: Annotated[
        bool, typer.Option("--split-long", help="Divide notes that are too long for a field.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Converts a file; what cannot be carried over is listed and stops it, unless --substitute is given."""
    if to not in TARGETS:
        raise MarcError("“{container}” is no container of records; take one of {known}.", container=to,
                        known=", ".join(TARGETS))  # fmt: skip
    if to_format and to_format not in crosswalk.FORMATS:
        raise MarcError("There is no crosswalk to “{format}”; take cnmarc or marc21.", format=to_format)
    refuse_existing(target, force)
    rules = profiles.named(profile) if profile else None
    run = _Run(open_source(source, mapping=mapping if to not in (CSV, XLSX) else None), rules, to_format)
    if to in (CSV, XLSX):
        table = orders.load_mapping(mapping) if mapping else None
        outcomes = order_writing.write_orders(run.readable(), target, table, encoding=encoding or "utf-8", force=force)
    else:
        outcomes = write.write_batch(
            run.records(), target, to, encoding or run.encoding(), substitute=substitute, force=force,
            stop_on_refusal=substitute is None, split_long=split_long, line_ends=rules.line_ends if rules else "",
        )  # fmt: skip
    run.count(outcomes)
    stopped = bool(run.refused) and substitute is None and to not in (CSV, XLSX)
    run.tell(Out(json), stopped)
    finish(bool(run.refused or run.lost) or run.damaged > 0)


@dataclass
class _Run:
    """The records on their way, and what was noticed of them."""

    source: Source
    profile: Profile | None
    to_format: str
    seen: int = 0
    damaged: int = 0
    written: int = 0
    refused: list[dict[str, object]] = field(default_factory=list)
    lost: list[dict[str, object]] = field(default_factory=list)

    def encoding(self) -> str:
        """The encoding where none is named: that of the profile; of converted records UTF-8; else each its own."""
        if self.profile:
            return self.profile.encodings[0]
        return "utf-8" if self.to_format else write.KEEP

    def records(self) -> Iterator[Record | Damaged]:
        """Every record as it is to be written."""
        for item in self.source.records:
            self.seen += 1
            if isinstance(item, Damaged):
                self.damaged += 1
                yield item
                continue
            try:
                yield self._made(item)
            except MarcError as error:  # which says what is wrong with this record; the others go on
                problem = Problem("refused", error.template, tuple(error.values.items()))
                raw = item.origin.raw if item.origin else b""
                yield Damaged(raw, self.seen, item.origin.offset if item.origin else 0, (problem,))

    def readable(self) -> Iterator[Record]:
        """The same without what cannot be a row of a list, which is refused."""
        for item in self.records():
            if isinstance(item, Record):
                yield item
            else:
                self._refuse(self.seen, item.problems[-1])

    def _made(self, record: Record) -> Record:
        if self.to_format:
            same_family = self.profile and (self.profile.format == "marc21") == (self.to_format == "marc21")
            converted = crosswalk.convert(record, self.to_format, self.profile if same_family else None)
            self.lost += [
                {
                    "number": self.seen, "tag": one.tag, "occurrence": one.occurrence, "subfield": one.subfield,
                    "value": one.value, "reason": say(one.reason),
                }
                for one in converted.lost
            ]  # fmt: skip
            record = converted.record
        return delivered(record, self.profile) if self.profile else record

    def count(self, outcomes: Iterator[write.Written | write.Refused]) -> None:
        """Goes through what became of the records."""
        for outcome in outcomes:
            if isinstance(outcome, write.Refused):
                self._refuse(self.seen, outcome.problem)
            else:
                self.written += 1

    def _refuse(self, number: int, problem: Problem) -> None:
        self.refused.append({"number": number, "reason": say(problem)})

    def tell(self, out: Out, stopped: bool) -> None:
        """What was refused and lost, and the totals."""
        for item in self.refused:
            out.note(_("Record {number}: {reason}").format(**item))
        for item in self.lost:
            out.note(_("Record {number}: {reason} ({value})").format(**item))
        written = 0 if stopped else self.written
        values: dict[str, object] = {"records": self.seen, "written": written, "refused": self.refused}
        if self.to_format:
            values["lost"] = self.lost
        text = _("{records} records, {written} written, {refused} refused")
        out.item(values, text.format(records=self.seen, written=written, refused=len(self.refused)))
        if stopped:
            out.note(_("Nothing was written; mend these records, or name a substitute with --substitute."))
