"""`archivist date`: what a written date means."""

from __future__ import annotations

from typing import Annotated

import typer

from archivist.cli.output import JSON, Out, finish
from archivist.dates import DateStatement, doubt_of, understand
from archivist.i18n import _


def register(app: typer.Typer) -> None:
    """Adds the command to the root."""
    app.command("date")(date)


def date(
    written: Annotated[list[str], typer.Argument(metavar="TEXT…", help="民国29年, 光绪甲午, улаан морь …")],
    likely: Annotated[str, typer.Option(help="The years it may be of, as 1900-1949, for names of years.")] = "",
    json: Annotated[bool, JSON] = False,
) -> None:
    """Turns written dates of all calendars into ranges of Gregorian days."""
    out = Out(json)
    years = likely_years(likely)
    statements = [understand(text, years) for text in written]
    for statement in statements:
        out.item(statement.to_dict(), _line(statement))
    finish(any(statement.doubt for statement in statements))


def likely_years(text: str) -> tuple[int, int] | None:
    first, _sign, last = text.partition("-")
    if not text:
        return None
    if not (first.isdecimal() and last.isdecimal() and int(first) <= int(last)):
        raise typer.BadParameter("--likely: 1900-1949")
    return int(first), int(last)


def _line(statement: DateStatement) -> str:
    if statement.doubt:
        return f"{statement.original}  {doubt_of(statement)}"
    spans = statement.candidates or ((statement.first, statement.last),)
    days = " / ".join(first if first == last else f"{first} – {last}" for first, last in spans)
    return f"{statement.original}  {days}" + (f"  ({_('about')})" if statement.certainty == "about" else "")
