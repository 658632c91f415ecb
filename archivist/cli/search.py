"""`archivist search`: readers' questions, answered in a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from archivist import searching
from archivist.cli.output import ARCHIVE, JSON, Out, workspace
from archivist.i18n import _
from storage.values import Hit


def register(app: typer.Typer) -> None:
    """Adds the command to the root."""
    app.command()(search)


def search(
    query: Annotated[str, typer.Argument(help="One or more characters; words apart must all occur.")],
    scope: Annotated[str, typer.Option("--in", help="all, records or pages")] = "all",
    limit: Annotated[int, typer.Option(min=1)] = 50,
    exact: Annotated[bool, typer.Option("--exact", help="Only the characters as they are written.")] = False,
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Finds records and pages."""
    if scope not in ("all", "records", "pages"):
        raise typer.BadParameter("--in: all, records, pages")
    chosen: Literal["all", "records", "pages"] = scope  # type: ignore[assignment]  # checked above
    out = Out(json)
    with workspace(archive) as ws:
        if not ws.archive.search.state.ready:
            for state in searching.follow(ws):
                out.progress(_("The search index is made again: {done} of {of}").format(done=state.done, of=state.of))
            out.progress_done()
        results = searching.find(ws, query, chosen, limit, exact=exact)
    for hit in results.hits:
        out.item(_values(hit), _text(hit))
    text = _("{total} found in {seconds} s")
    values: dict[str, object] = {"total": results.total, "seconds": round(results.seconds, 4)}
    out.item(values, text.format(**values))


def _values(hit: Hit) -> dict[str, object]:
    return {
        "kind": hit.kind, "id": hit.id, "document": hit.document, "page": hit.page, "title": hit.title,
        "snippet": hit.snippet, "matches": [list(match) for match in hit.matches],
    }  # fmt: skip


def _text(hit: Hit) -> str:
    where = _("page {number}").format(number=hit.page) if hit.kind == "page" else _("record {id}").format(id=hit.id)
    return f"{hit.title} · {where}\n    {marked(hit)}"


def marked(hit: Hit) -> str:
    """The snippet with its matches in corner brackets."""
    out, last = "", 0
    for start, end in hit.matches:
        out += f"{hit.snippet[last:start]}【{hit.snippet[start:end]}】"
        last = end
    return out + hit.snippet[last:]
